"""In which phases an operation unfolds, and what each says.

``STAMP`` places one scaled kernel per input cell; ``SLIDE`` prepares the grid and then
computes one output cell after the other. Both go through the same rows: by input cell, or
by output cell.
"""

from dataclasses import dataclass
from typing import Literal

from core.contributions import Trace
from core.geometry import Axis

Reading = Literal["stamp", "slide"]
PhaseName = Literal["stamp", "input", "zeros", "ring", "pad", "trim", "turn", "slide"]


@dataclass(frozen=True)
class Phase:
    """Some steps of the animation that belong together.

    Attributes:
        name: What happens.
        steps: How many steps it has; a stamp or a slide has one per cell.
        sentence: What to say meanwhile; empty where each step has a sentence of its own.
    """

    name: PhaseName
    steps: int
    sentence: str


def phases(trace: Trace, reading: Reading) -> list[Phase]:
    """Return the phases of one channel's animation, in order; those without effect left out."""
    height, width = trace.geometry.height, trace.geometry.width
    rows, columns = trace.geometry.input_size
    if not trace.transposed:
        return [*_padding(trace), Phase("slide", height.coarse * width.coarse, "")]
    if reading == "stamp":
        return [Phase("stamp", rows * columns, "")]
    return [
        Phase("input", 1, f"The input, {rows}×{columns} cells."),
        *_zeros(height, width),
        *_ring(height, width),
        *_trim(height, width),
        *_turn(height, width),
        Phase("slide", height.fine * width.fine, ""),
    ]


def _padding(trace: Trace) -> list[Phase]:
    height, width = trace.geometry.height, trace.geometry.width
    if not any((height.before, height.after, width.before, width.after)):
        return []
    rows, columns = trace.geometry.input_size
    start = Phase("input", 1, f"The input, {rows}×{columns} cells.")
    return [start, Phase("pad", 1, f"Padding puts zeros around it: {_sides(height, width)}.")]


def _zeros(height: Axis, width: Axis) -> list[Phase]:
    if height.stride == width.stride == 1:
        return []
    inserted = _by_axis(height.stride - 1, width.stride - 1)
    spread = f"{(height.coarse - 1) * height.stride + 1}×{(width.coarse - 1) * width.stride + 1}"
    one = inserted == "1"
    return [
        Phase(
            "zeros",
            1,
            f"Stride {_by_axis(height.stride, width.stride)} moves the cells apart: "
            f"{inserted} {'zero' if one else 'zeros'} between neighbours makes {spread}.",
        )
    ]


def _ring(height: Axis, width: Axis) -> list[Phase]:
    if height.extent == width.extent == 1:
        return []
    rings = _by_axis(height.extent - 1, width.extent - 1)
    return [
        Phase(
            "ring",
            1,
            f"{rings} {'ring' if rings == '1' else 'rings'} of zeros around, so that the "
            f"kernel's corner can reach the first cell: {_grid(height, width)}.",
        )
    ]


def _trim(height: Axis, width: Axis) -> list[Phase]:
    sides = (height.before, height.after, width.before, width.after)
    if not any(sides):
        return []
    sentences = []
    taken = [max(side, 0) for side in sides]
    if any(taken):
        sentences.append(
            f"Padding takes places away again: {_from_sides(*taken)}. "
            "It makes the output smaller, not larger"
        )
    added = [max(-side, 0) for side in sides]
    if any(added):
        sentences.append(f"Places are added beyond the ring: {_from_sides(*added)}")
    return [Phase("trim", 1, ". ".join(sentences) + ".")]


def _turn(height: Axis, width: Axis) -> list[Phase]:
    if height.kernel == width.kernel == 1:
        return []
    return [
        Phase(
            "turn",
            1,
            "The kernel turns by 180 degrees: sliding it turned over the spread input gives "
            "what stamping it unturned gives.",
        )
    ]


def _grid(height: Axis, width: Axis) -> str:
    return f"{height.full + height.extent - 1}×{width.full + width.extent - 1}"


def _sides(height: Axis, width: Axis) -> str:
    return _from_sides(height.before, height.after, width.before, width.after)


def _from_sides(top: int, bottom: int, left: int, right: int) -> str:
    if top == bottom == left == right:
        return f"{top} on every side"
    named = (("top", top), ("bottom", bottom), ("left", left), ("right", right))
    return ", ".join(f"{count} {side}" for side, count in named if count)


def _by_axis(vertical: int, horizontal: int) -> str:
    return f"{vertical}" if vertical == horizontal else f"{vertical}×{horizontal}"
