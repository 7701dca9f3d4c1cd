"""What the stage gets to know of one value of a network, and what it asks for in turn."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from app.setting.link import Visible
from app.setting.wish import new_edits
from app.shared.address import Address, decode, encode
from app.shared.glossary import marked
from app.stage import message as stage_message
from app.stage.message import Message
from app.stage.phrases import lighting
from app.stage.scene import NamesScene, ValueScene, value_scene
from core import readings
from core.autoencoders.origins import Origin
from core.terms import Part

_LAST = 10**6
"""A step beyond every end: the stage shows its last."""


def message(address: Address, found: Origin, shown: Part, answered: int) -> Message:
    """Return what the stage needs to know.

    Args:
        address: Of the value.
        found: Where it comes from.
        shown: The products to show.
        answered: The number of the last wish.
    """
    trace = shown.trace
    (reading,) = readings.possible((address.reading,), trace.geometry.operation)
    value = ValueScene(
        names=_names(address, found, shown), added=_added(found, shown), after=_after(found)
    )
    # A fully connected layer has no size formula.
    whole = None if found.layer.kind == "dense" else found.terms.trace
    made = value_scene(shown, whole, reading, value)
    return stage_message.message(
        made,
        stage_message.of_trace(trace, (reading,), made["walk"]),
        id="value",
        n=answered,
        planes=stage_message.planes(*trace.kernel.shape[:2]),
        link=urlencode(encode(address)),
        place={"step": _LAST},
        example=("", _agreement(found)),
        view=Visible(
            hide=["controls", "examples", "share", "walk"], lock=True, alone=False, part=True
        ),
    )


def _names(address: Address, found: Origin, shown: Part) -> NamesScene:
    """Return the numbers that the network gives to what is shown."""
    # The kernel's: a fully connected layer has one per value.
    channel = found.terms.cell[0]
    group = [channel] if shown.trace.transposed else list(shown.channels)
    maps = list(shown.channels) if shown.trace.transposed else [channel]
    return NamesScene(
        input=[list(shown.channels), list(shown.rows), list(shown.columns)],
        kernel=[maps, group, list(shown.taps[0]), list(shown.taps[1])],
        output=[[place] for place in address.cell],
    )


def _added(found: Origin, shown: Part) -> list[tuple[str, float]]:
    others = len(found.terms.rows) - shown.products
    counted = "1 other" if others == 1 else f"{others:,} others"
    added = [(counted, shown.rest)] if others else []
    return [*added, ("bias", found.terms.bias)] if found.terms.bias else added


def _after(found: Origin) -> list[tuple[str, float]]:
    names = {"relu": "ReLU", "sigmoid": "sigmoid", "softmax": "softmax"}
    activation = found.layer.activation
    return [] if activation == "linear" else [(names[activation], found.value)]


def _agreement(found: Origin) -> str:
    """Say, as HTML, whether the sum is the network's value."""
    count = len(found.terms.rows)
    apart = abs(found.value - found.networks)
    if not found.agrees:
        return marked(
            f"The network passes on {_signed(found.networks, 6)}: something after the sum has "
            "changed it "
            "(a channel that is switched off is passed on as 0)."
        )
    met: set[str] = set()
    before = f"All {count:,} products, added up here with 64-bit numbers. "
    after = (
        f" is this very sum, by the same functions with 32-bit numbers: "
        f"{_signed(found.networks, 7)}, "
        + ("exactly the same." if apart == 0 else f"{apart:.1e} away, which is rounding.")
        + " PyTorch, which trained it, referees this in the tests."
    )
    # What is shown of a layer here has one output.
    number = lighting("The network's number", "out", [[0, 0, 0]])
    return marked(before, met) + number + marked(after, met)


def _signed(number: float, digits: int) -> str:
    return f"{number:.{digits}g}".replace("-", "−")


def after_wish(
    wish: Mapping[str, Any], parameters: Mapping[str, str], answered: int = 0
) -> dict[str, str]:
    """Return the link that a wish leads to: to one of the inputs, or to another reading.

    Args:
        wish: As it came from the browser; what makes no sense in it changes nothing.
        parameters: The link so far.
        answered: The number of the last wish that was granted.
    """
    address, _ = decode(parameters)
    for _, edit in new_edits(wish, answered):
        cell = edit.get("cell")
        if edit.get("kind") == "visit" and isinstance(cell, list) and len(cell) == 3:
            # ``decode`` mends what lies outside the layer before.
            wanted = encode(address.visited((0, 0, 0))) | {"cell": ".".join(map(str, cell))}
            return encode(decode(wanted)[0])
    controls = wish.get("controls")
    readings = controls.get("readings") if isinstance(controls, Mapping) else None
    if not isinstance(readings, list) or len(readings) != 1:
        return dict(parameters)
    wanted = encode(address) | {"reading": str(readings[0])}
    return encode(decode(wanted)[0])
