"""In which phases an operation unfolds, what each says, and what is there when.

The same rows are walked in two ways: by input cell (one stamp after the other, then what
padding cuts) or by output cell (the spread grid is prepared, then the kernel slides). How the
matrix is made has steps of its own (``core.unrolling``).
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from core.arguments import in_range, instance, one_of
from core.contributions import Trace
from core.frameworks import names_a_size, padding_layer
from core.geometry import INSERTED, OUTSIDE, Axis, Indices
from core.layer import Layer
from core.unrolling import MomentName
from core.unrolling import unrolled as unrolled_matrix

Walk = Literal["input", "output"]
WALKS: dict[Walk, str] = {"input": "by input", "output": "by output"}
"""Each with its name on a button: by which cells the steps go."""

WalkedPhase = Literal["stamp", "slide"]
"""The phases that go from cell to cell."""
PhaseName = Literal[
    "stamp",
    "cut",
    "give back",
    "input",
    "zeros",
    "ring",
    "pad",
    "trim",
    "append",
    "turn",
    "slide",
    MomentName,
]
Step = int | None


@dataclass(frozen=True)
class Phase:
    """Some steps of the animation that belong together.

    Attributes:
        name: What happens.
        steps: How many steps it has; a stamp or a slide has one per cell.
        sentences: What to say, one per step; empty where each step has its own numbers to
            say.
    """

    name: PhaseName
    steps: int
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Life:
    """When each place of one axis is to be seen; a place of the grid lives where both do.

    Attributes:
        since: (n,) The step from which it is there.
        until: (n,) The step from which it is gone (a ghost), or None.
        again: (n,) The step from which it is back, or None.
    """

    since: list[int]
    until: list[Step]
    again: list[Step]


@dataclass(frozen=True)
class Timeline:
    """The steps of one operation.

    Attributes:
        trace: What unfolds.
        phases: In order; those without effect are left out.
    """

    trace: Trace
    phases: tuple[Phase, ...]

    def starts(self, name: PhaseName) -> Step:
        """Return the first step of a phase, or None where it is not on the timeline."""
        one_of("name", name, get_args(PhaseName))
        step = 0
        for phase in self.phases:
            if phase.name == name:
                return step
            step += phase.steps
        return None

    @property
    def turned(self) -> Step:
        """The step from which the kernel is turned; None: it never is."""
        if not self.trace.transposed:
            return None
        return self._from("turn", "slide") if _has_taps(self.trace) else None

    def frame(self, i: int) -> Life:
        """Return the life of the full output, or of a convolution's padded input.

        Args:
            i: 0 for the vertical axis, 1 for the horizontal one.
        """
        axis = _axes(self.trace)[in_range("i", i, 0, 1)]
        if not self.trace.transposed:
            start = self.starts("pad")
            rings = axis.rings()
            since = rings if start is None else np.where(rings > 0, start + rings - 1, 0)
            nothing: list[Step] = [None] * len(since)
            return Life((since if start is not None else since * 0).tolist(), nothing, nothing)
        cuts = axis.cuts(self.given_back(i))
        cut, back = self._from("cut", "give back"), self._from("give back")
        return Life(
            since=[back if letter == "z" else 0 for letter in cuts],
            # Where even the first output lies beyond the full one, zeros before it never come.
            until=[
                cut if letter in "cg" else None if kept else back
                for letter, kept in zip(cuts, axis.frame() != OUTSIDE, strict=True)
            ],
            again=[back if letter == "g" else None for letter in cuts],
        )

    def spread(self, i: int) -> Life:
        """Return the life of the spread grid of a transposed convolution; ``i`` as above."""
        axis = _axes(self.trace)[in_range("i", i, 0, 1)]
        grid = axis.spread(self.given_back(i))
        zeros, ring, trim, append = (
            self.starts(name) for name in ("zeros", "ring", "trim", "append")
        )
        since = np.zeros(len(grid.kind), dtype=np.intp)
        since[grid.kind == INSERTED] = zeros or 0
        rings = grid.ring > 0
        since[rings] = 0 if ring is None else ring + grid.ring[rings] - 1
        since[grid.appended] = append or 0
        gone = grid.trimmed > 0
        until = grid.trimmed - 1 + (trim or 0) if trim is not None else grid.trimmed * 0
        back = gone & grid.kept
        never = grid.appended & ~grid.kept
        return Life(
            since=since.tolist(),
            until=[
                int(end) if ends else int(begin) if never else None
                for begin, end, ends, never in zip(since, until, gone, never, strict=True)
            ],
            again=[(append or 0) if b else None for b in back],
        )

    def given_back(self, i: int) -> int:
        """Return the cells at the end that output_padding keeps from being cut; ``i`` as above."""
        return _given_back(self.trace.layer, in_range("i", i, 0, 1))

    def _from(self, *names: PhaseName) -> int:
        """Return the first step of the first of these phases; 0 where there is none."""
        return next((start for name in names if (start := self.starts(name)) is not None), 0)


def timeline(
    trace: Trace, walk: Walk, *, prepared: bool = True, unrolled: bool = False
) -> Timeline:
    """Return the steps of an operation.

    Args:
        trace: The operation; a convolution is always walked by output cell.
        walk: By which cells.
        prepared: Whether a walk by output cell first prepares the grid that is read.
        unrolled: Whether the steps are those in which its matrix is made and tipped over.
    """
    instance("trace", trace, Trace)
    one_of("walk", walk, get_args(Walk))
    if unrolled:
        moments = unrolled_matrix(trace).moments()
        return Timeline(trace, tuple(Phase(name, len(said), said) for name, said in moments))
    slide = Phase("slide", int(np.prod(trace.output_shape)))
    if not trace.transposed:
        return Timeline(trace, (*(_padding(trace) if prepared else ()), slide))
    if walk == "input":
        stamp = Phase("stamp", int(np.prod(trace.input_shape)))
        return Timeline(trace, (stamp, *_cut(trace), *_give_back(trace)))
    if not prepared:
        return Timeline(trace, (slide,))
    parts = (
        Phase("input", 1, (_input(trace),)),
        *_zeros(trace),
        *_ring(trace),
        *_trim(trace),
        *_append(trace),
        *_turn(trace),
        slide,
    )
    return Timeline(trace, parts)


def _input(trace: Trace) -> str:
    rows, columns = trace.geometry.input_size
    return f"The input, {_grid(trace, rows, columns)} cells."


def _axes(trace: Trace) -> tuple[Axis, Axis]:
    return trace.geometry.height, trace.geometry.width


def _given_back(layer: Layer, i: int) -> int:
    """Return the cells at the end that output_padding keeps from being cut.

    Where a framework means by it a size, none (see ``core.frameworks.names_a_size``).
    """
    if layer.operation == "convolution" or names_a_size(layer) or not layer.output_padding:
        return 0
    return layer.output_padding[i]


def _nominal(trace: Trace) -> tuple[int, int, int, int]:
    """Return what padding alone cuts: top, bottom, left, right."""
    height, width = _axes(trace)
    back = [_given_back(trace.layer, i) for i in (0, 1)]
    return height.before, height.after + back[0], width.before, width.after + back[1]


def _what_pads(trace: Trace) -> str:
    """Return what pads or cuts: the parameter, or the layer that a framework has for it."""
    return padding_layer(trace.layer) or "Padding"


def _padding(trace: Trace) -> list[Phase]:
    height, width = _axes(trace)
    sides = (height.before, height.after, width.before, width.after)
    if not any(sides):
        return []
    start = Phase("input", 1, (_input(trace),))
    said = f"{_what_pads(trace)} puts zeros around it: {_from_sides(*sides)}."
    return [start, Phase("pad", max(sides), (said,) * max(sides))]


def _cut(trace: Trace) -> list[Phase]:
    cut = [max(side, 0) for side in _nominal(trace)]
    if not any(cut):
        return []
    said = (
        f"{_what_pads(trace)} cuts the full output like scissors: {_from_sides(*cut)}. "
        "What was cut "
        "was computed, and never reaches the output."
    )
    return [Phase("cut", 1, (said,))]


def _give_back(trace: Trace) -> list[Phase]:
    letters = [axis.cuts(_given_back(trace.layer, i)) for i, axis in enumerate(_axes(trace))]
    real, zeros = (any(letter in part for part in letters) for letter in "gz")
    if not real and not zeros:
        return []
    back = _returned(trace)
    if real and zeros:
        said = f"{back}: first numbers that were cut, then zeros, where no stamp reaches."
    elif real:
        said = f"{back}: real numbers, that padding had cut. It adds no zeros."
    else:
        said = f"{back}. No stamp reaches there: these are zeros."
    return [Phase("give back", 1, (said,))]


def _returned(trace: Trace) -> str:
    rows, columns = (_given_back(trace.layer, i) for i in (0, 1))
    if not rows and not columns:
        # A crop of its own may leave less than the stamps make.
        whole = "The layer makes more" if padding_layer(trace.layer) else "The output is larger"
        return f"{whole} than all stamps together"
    return (
        f"Output padding lets the output go on, {_at_the_end(trace)} only, "
        f"by {_by_axis(trace, rows, columns)}"
    )


def _zeros(trace: Trace) -> list[Phase]:
    height, width = _axes(trace)
    if height.stride == width.stride == 1:
        return []
    inserted = _by_axis(trace, height.stride - 1, width.stride - 1)
    sizes = ((axis.coarse - 1) * axis.stride + 1 for axis in (height, width))
    spread = _grid(trace, *sizes)
    said = (
        f"Stride {_by_axis(trace, height.stride, width.stride)} moves the cells apart: {inserted} "
        f"{'zero' if inserted == '1' else 'zeros'} between neighbours makes {spread}."
    )
    return [Phase("zeros", 1, (said,))]


def _ring(trace: Trace) -> list[Phase]:
    height, width = _axes(trace)
    count = max(height.extent, width.extent) - 1
    if count == 0:
        return []
    rings = _by_axis(trace, height.extent - 1, width.extent - 1)
    made = _grid(trace, *(axis.full + axis.extent - 1 for axis in (height, width)))
    said = (
        f"{rings} {'ring' if rings == '1' else 'rings'} of zeros around, so that the "
        f"kernel's {'end' if trace.layer.dimensions == 1 else 'corner'} can reach the first cell: "
        f"{made}."
    )
    return [Phase("ring", count, (said,) * count)]


def _trim(trace: Trace) -> list[Phase]:
    taken = [max(side, 0) for side in _nominal(trace)]
    if not any(taken):
        return []
    said = (
        f"{_what_pads(trace)} takes places away again: {_from_sides(*taken)}. "
        "It makes the output smaller, not larger."
    )
    return [Phase("trim", max(taken), (said,) * max(taken))]


def _append(trace: Trace) -> list[Phase]:
    grids = [axis.spread(_given_back(trace.layer, i)) for i, axis in enumerate(_axes(trace))]
    if not any(grid.appended.any() or (grid.kept & (grid.trimmed > 0)).any() for grid in grids):
        return []
    rows, columns = (_given_back(trace.layer, i) for i in (0, 1))
    if rows or columns:
        said = (
            f"Output padding lets the kernel slide on, {_at_the_end(trace)} only, "
            f"by {_by_axis(trace, rows, columns)}."
        )
    else:
        said = "Places are added beyond the ring: the framework asks for a larger output."
    return [Phase("append", 1, (said,))]


def _turn(trace: Trace) -> list[Phase]:
    if not _has_taps(trace):
        return []
    said = (
        "The kernel turns by 180 degrees: sliding it turned over the spread input gives "
        "what stamping it unturned gives."
    )
    return [Phase("turn", 1, (said,))]


def _has_taps(trace: Trace) -> bool:
    """Tell whether turning the kernel can be seen."""
    return trace.kernel.shape[2:] != (1, 1)


def _at_the_end(trace: Trace) -> str:
    return "at the right" if trace.layer.dimensions == 1 else "at the bottom and at the right"


def _grid(trace: Trace, rows: int, columns: int) -> str:
    """Write a grid's size: of one dimension, its cells."""
    return f"{columns}" if trace.layer.dimensions == 1 else f"{rows}×{columns}"


def _from_sides(top: int, bottom: int, left: int, right: int) -> str:
    if top == bottom == left == right:
        return f"{top} on every side"
    named = (("top", top), ("bottom", bottom), ("left", left), ("right", right))
    return ", ".join(f"{count} {side}" for side, count in named if count)


def _by_axis(trace: Trace, vertical: int, horizontal: int) -> str:
    if vertical == horizontal or trace.layer.dimensions == 1:
        return f"{horizontal}"
    return f"{vertical}×{horizontal}"


def names(axis: Axis) -> Indices:
    """Return the number under which the kernel meets each place of the spread grid.

    Returns:
        (g,) int. 0 for the first place that is kept; -1 for places that are not.
    """
    instance("axis", axis, Axis)
    kept = axis.spread().kept
    return np.where(kept, np.cumsum(kept) - 1, -1)
