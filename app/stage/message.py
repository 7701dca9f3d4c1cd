"""The stage's message where its controls are hidden: nothing in it can be set."""

from collections.abc import Sequence

from core.contributions import Trace
from core.readings import READINGS, ReadingKey
from core.timeline import Walk

CHOICES: dict[str, list[tuple[str, str]]] = {
    "readings": [(reading.key, reading.label) for reading in READINGS],
}
"""What can be chosen, each by key and label."""

_UNUSED: tuple[int, int] = (0, 64)
"""No control is shown, so none has a limit that matters."""

_RANGES = ("input_size", "kernel_size", "stride", "padding", "output_padding", "dilation")


def without_controls(trace: Trace, readings: Sequence[ReadingKey], walk: Walk) -> dict[str, object]:
    """Return what ``stage.js`` needs to know of an operation, less the scene itself.

    Args:
        trace: The operation.
        readings: Those that are shown.
        walk: By which cells the steps go.
    """
    layer = trace.layer
    first, second = trace.kernel.shape[:2]
    return {
        "n": 0,
        "choices": CHOICES,
        "controls": {
            "operation": trace.geometry.operation,
            "framework": layer.framework,
            "input_size": list(trace.input_shape[1:]),
            "kernel_size": trace.kernel.shape[2],
            "stride": layer.stride[0],
            "padding": 0,
            "output_padding": 0,
            "dilation": layer.dilation[0],
            "readings": list(readings),
            "walk": walk,
            "channels": [trace.input_shape[0], trace.output_shape[0]],
            "groups": trace.groups,
            "bias": trace.bias.tolist(),
            "mistake": "",
            "fills": ["count", "count"],
        },
        "limits": {name: list(_UNUSED) for name in _RANGES},
        "notices": [],
        "examples": [],
        "mistakes": [],
        "link": "",
        "place": None,
        "planes": [[0] * second for _ in range(first)],
        "error": None,
        "example": None,
        "ahead": None,
        "export": None,
    }
