"""Which cells a phrase lights: kinds of the stage, places resolved to numbers.

A cell is a list as the stage names it: map, row, column for ``in`` and ``out``; four numbers
for ``tap``; row and column of a place in the frame or the spread grid. Every list comes from
``core``'s axes.
"""

from itertools import product

import numpy as np

from app.course.expressions import LessonError, Node, whole
from app.course.facts import LayerFacts, NetworkFacts, took_part
from core.geometry import INSERTED, OUTSIDE, RING, Axis

Cells = list[list[int]]
Places = tuple[Node | None, ...]

MOST_CELLS = 400
"""A phrase that lights more lights a whole grid: say so with one word."""


def cells_of(
    kind: str, places: tuple[Places, ...], facts: LayerFacts | NetworkFacts
) -> tuple[str, Cells]:
    """Return which of the stage's kinds a phrase lights, and which cells.

    Raises:
        LessonError: there is no such cell.
    """
    if isinstance(facts, NetworkFacts):
        return kind, [[_at(place, facts) for place in cell] for cell in places]
    if not places and kind not in ("cut", "ring"):
        raise LessonError(f"the phrase ({kind}) names no cell: * stands for all")
    if kind in ("cut", "ring"):
        return _cut(facts) if kind == "cut" else _rings(facts)
    lit: Cells = []
    target = kind
    for cell in places:
        target, more = _cells(kind, cell, facts)
        lit += more
    if len(lit) > MOST_CELLS:
        raise LessonError(f"a phrase lights at most {MOST_CELLS} cells, this one {len(lit)}")
    return target, lit


def _at(place: Node | None, facts: LayerFacts | NetworkFacts) -> int:
    return -1 if place is None else whole(place, facts)


def _cells(kind: str, cell: Places, facts: LayerFacts) -> tuple[str, Cells]:
    trace = facts.trace
    height, width = trace.geometry.height, trace.geometry.width
    match kind:
        case "in":
            return kind, _in_grid(cell, trace.input_shape, facts, kind)
        case "out" | "back" | "found":
            grid = trace.output_shape if kind == "out" else trace.input_shape
            return kind, _in_grid(cell, grid, facts, kind)
        case "tap":
            return kind, _in_grid(cell, trace.kernel.shape, facts, kind)
        case "frame":
            shape = (len(height.frame()), len(width.frame()))
            return kind, _in_grid(cell, shape, facts, kind)
        case "spread":
            return kind, _inserted(cell, facts)
        case "entry":
            return kind, _entries(cell, facts)
        case "stamp":
            return "frame", _stamp(cell, facts)
        case "window":
            (place,) = _in_grid(cell, trace.output_shape, facts, kind)
            return "in", [
                list(part) for part in took_part(facts, (place[0], place[1], place[2]), zeros=True)
            ]
        case "phase":
            return "out", _phase(cell, facts)
    raise LessonError(f"“{kind}” lights nothing on this stage")


def _in_grid(cell: Places, shape: tuple[int, ...], facts: LayerFacts, kind: str) -> Cells:
    """Return the cells of a grid; places that go unsaid before the last ones are 0."""
    if len(cell) == 1 and cell[0] is None:
        wanted: list[range] = [range(size) for size in shape]
    else:
        full: list[Node | int | None] = [*([0] * (len(shape) - len(cell))), *cell]
        if len(full) != len(shape):
            raise LessonError(f"a cell ({kind}) has at most {len(shape)} places")
        wanted = []
        for place, size in zip(full, shape, strict=True):
            if place is None:
                wanted.append(range(size))
                continue
            at = place if isinstance(place, int) else whole(place, facts)
            if not 0 <= at < size:
                raise LessonError(f"there is no place {at} among {size} ({kind})")
            wanted.append(range(at, at + 1))
    if np.prod([len(part) for part in wanted]) > MOST_CELLS:
        raise LessonError(f"a phrase lights at most {MOST_CELLS} cells")
    return [list(part) for part in product(*wanted)]


def _inserted(cell: Places, facts: LayerFacts) -> Cells:
    """Return the zeros between input cells, or one place of the spread grid."""
    kinds = [axis.spread().kind for axis in _axes(facts, "spread")]
    if cell == (None,):
        return [
            [int(y), int(x)]
            for y, x in np.ndindex(len(kinds[0]), len(kinds[1]))
            if INSERTED in (kinds[0][y], kinds[1][x]) and RING not in (kinds[0][y], kinds[1][x])
        ]
    return _in_grid(cell, (len(kinds[0]), len(kinds[1])), facts, "spread")


def _axes(facts: LayerFacts, kind: str) -> tuple[Axis, Axis]:
    if not facts.trace.transposed:
        raise LessonError(f"({kind}) lights nothing of a convolution")
    return facts.trace.geometry.height, facts.trace.geometry.width


def _rings(facts: LayerFacts) -> tuple[str, Cells]:
    """Return the ring of zeros that is left for the kernel to slide over."""
    axes = facts.trace.geometry.height, facts.trace.geometry.width
    if facts.trace.transposed:
        parts = [axis.spread() for axis in axes]
        ring = [part.kind == RING for part in parts]
        kept = [part.kept for part in parts]
        kind = "spread"
    else:
        ring = [axis.rings() > 0 for axis in axes]
        kept = [np.ones(len(part), dtype=np.bool_) for part in ring]
        kind = "frame"
    lit = (ring[0][:, None] | ring[1]) & kept[0][:, None] & kept[1]
    return kind, np.argwhere(lit).tolist()


def _cut(facts: LayerFacts) -> tuple[str, Cells]:
    """Return the places of the full output that padding cuts."""
    letters = [np.array(list(axis.cuts())) for axis in _axes(facts, "cut")]
    lit = (letters[0][:, None] == "c") | (letters[1] == "c")
    return "frame", np.argwhere(lit).tolist()


def _stamp(cell: Places, facts: LayerFacts) -> Cells:
    """Return where one input cell's stamp lies in the frame."""
    height, width = _axes(facts, "stamp")
    _, rows, columns = facts.trace.input_shape
    if len(cell) == 1 and cell[0] is not None:
        number = whole(cell[0], facts)
        if not 0 <= number < rows * columns:
            raise LessonError(f"there is no stamp {number} of {rows * columns}")
        y, x = divmod(number, columns)
    else:
        ((_, y, x),) = _in_grid(cell, facts.trace.input_shape, facts, "stamp")[:1]
    across = height.places()[y].tolist(), width.places()[x].tolist()
    return [[a, b] for a in across[0] for b in across[1]]


def _phase(cell: Places, facts: LayerFacts) -> Cells:
    """Return the output cells of one phase, whichever of them is named."""
    height, width = _axes(facts, "phase")
    ((_, y, x),) = _in_grid(cell, facts.trace.output_shape, facts, "phase")[:1]
    rows = height.phases()[y % height.stride].cells
    columns = width.phases()[x % width.stride].cells
    return [[0, int(a), int(b)] for a, b in product(rows, columns)]


def _entries(cell: Places, facts: LayerFacts) -> Cells:
    """Return entries of the matrix: output cell and input cell, each map, row, column."""
    if len(cell) != 4:
        raise LessonError("an entry is named by output row, column, input row, column")
    shape = (*facts.trace.output_shape[1:], *facts.trace.input_shape[1:])
    return [[0, *part[:2], 0, *part[2:]] for part in _in_grid(cell, shape, facts, "entry")]


def asked_cells(
    grid: str, places: tuple[int, ...], facts: LayerFacts
) -> list[tuple[str, list[int]]]:
    """Return the cells that show the number an answer names: to be covered.

    The output's cell stands in the frame as well, before and after the cut.
    """
    full = [0] * (3 - len(places)) + list(places)
    if grid == "y":
        lit = [("out", full)]
        if facts.trace.transposed:
            where = [
                _frame_place(axis, at)
                for axis, at in zip(
                    (facts.trace.geometry.height, facts.trace.geometry.width), full[1:], strict=True
                )
            ]
            lit.append(("frame", where))
        return lit
    if grid == "f":
        return [("frame", full[1:])]
    if grid == "m":
        return [("entry", [0, *places[:2], 0, *places[2:]])]
    if grid in ("back", "found"):
        return [(grid, full)]
    return []


def _frame_place(axis: Axis, fine: int) -> int:
    found = np.flatnonzero(axis.frame() == fine)
    return int(found[0]) if len(found) else OUTSIDE
