"""A ready-made 3, the two numbers that are left of it, and what comes back."""

from functools import cache

from app.drawing.drawn import digit
from app.drawing.preparation import inverted, prepared
from app.shared import networks
from app.shared.images import address
from core.autoencoders.inference import encode, rebuild
from core.autoencoders.weights import WeightsError

_SHOWN = 3
_MODEL = "conv_cae_2"


@cache
def rebuilt_three() -> dict[str, object] | None:
    """Return a digit, its code and what a decoder makes of it; None without the model."""
    given = prepared(digit(_SHOWN)).picture
    if given is None:  # pragma: no cover - our own digit can be prepared
        return None
    try:
        model = networks.network(_MODEL)
    except WeightsError:
        return None
    code = encode(model, given).ravel()
    return {
        "given": address(inverted(given)),
        "code": [f"{number:.2f}".replace("-", "−") for number in code],
        "rebuilt": address(inverted(rebuild(model, given).rebuilt)),
    }
