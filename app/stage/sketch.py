"""A small picture of an operation, as its sizes are: how a worked example looks in a list.

On one channel it is the fine side with everything that padding cuts from it or puts around it,
and on it, per coarse cell, what the kernel covers: stamps on a transposed convolution's output,
windows on a convolution's input. On several channels it is the maps and who is wired to whom.
"""

from typing import TypedDict

import numpy as np

from core.contributions import Trace
from core.geometry import OUTSIDE, Axis, Operation

Box = tuple[float, float, float, float]
"""Left, top, width, height, in cells."""

Line = tuple[float, float, float, float]
"""From (x, y) to (x, y), in cells."""

_BETWEEN_MAPS = 1.0
_BETWEEN_SIDES = 3.0
"""How far maps stand apart below each other, and inputs from outputs, in cells."""


class Sketch(TypedDict):
    """Rectangles and lines; the component draws them and computes no place."""

    operation: Operation
    size: tuple[float, float]
    """Width and height of the whole."""
    boxes: list[Box]
    """What the kernel covers for each coarse cell, or the maps."""
    kept: Box | None
    """The fine side without what padding cuts or adds; None where maps are shown."""
    lines: list[Line]
    """Which maps are wired."""


def sketch(trace: Trace) -> Sketch:
    """Return the small picture of an operation."""
    maps = max(trace.input_shape[0], trace.output_shape[0]) > 1
    return _maps(trace) if maps else _grid(trace)


def _grid(trace: Trace) -> Sketch:
    vertical, horizontal = trace.geometry.height, trace.geometry.width
    (top, height), (left, width) = _kept(vertical), _kept(horizontal)
    return Sketch(
        operation=trace.geometry.operation,
        size=(len(horizontal.frame()), len(vertical.frame())),
        boxes=[(x, y, w, h) for y, h in _covered(vertical) for x, w in _covered(horizontal)],
        kept=(left, top, width, height),
        lines=[],
    )


def _covered(axis: Axis) -> list[tuple[int, int]]:
    """Return where the kernel starts and how far it reaches, per coarse cell."""
    return [(int(places[0]), int(places[-1] - places[0]) + 1) for places in axis.places()]


def _kept(axis: Axis) -> tuple[int, int]:
    """Return where the fine side starts in its frame, and how long it is."""
    cells = np.flatnonzero(axis.frame() != OUTSIDE)
    return int(cells[0]), len(cells)


def _maps(trace: Trace) -> Sketch:
    sides = [_column(trace.input_shape), _column(trace.output_shape)]
    height = max(boxes[-1][1] + boxes[-1][3] for boxes in sides)
    across = sides[0][0][2] + _BETWEEN_SIDES
    inputs, outputs = (
        [
            (left + x, y + (height - boxes[-1][1] - boxes[-1][3]) / 2, w, h)
            for left, y, w, h in boxes
        ]
        for boxes, x in zip(sides, (0.0, across), strict=True)
    )
    pairs = trace.channel_pairs().tolist()
    # A pair names the coarse side first, which is the input of a transposed convolution only.
    wired = [pair[:2] if trace.transposed else pair[1::-1] for pair in pairs]
    return Sketch(
        operation=trace.geometry.operation,
        size=(across + outputs[0][2], height),
        boxes=[*inputs, *outputs],
        kept=None,
        lines=[(*_end(inputs[a], 1), *_end(outputs[b], 0)) for a, b in wired],
    )


def _column(shape: tuple[int, int, int]) -> list[Box]:
    """Return maps below each other."""
    count, height, width = shape
    return [(0.0, i * (height + _BETWEEN_MAPS), float(width), float(height)) for i in range(count)]


def _end(box: Box, side: int) -> tuple[float, float]:
    """Return the middle of a map's left (0) or right (1) edge."""
    left, top, width, height = box
    return left + side * width, top + height / 2
