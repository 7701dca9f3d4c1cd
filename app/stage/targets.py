"""Which cells words name: kinds of the stage, places as numbers.

A phrase of a lesson or of one of the lab's notes names cells by kind and place, as in
``[this ring](ring)`` or ``[the corner](out 0,0)``. A cell is a list as the stage names it: map,
row, column for ``in`` and ``out``; four numbers for ``tap``; row and column of a place in the
frame or the spread grid. Every list comes from ``core``'s axes.
"""

from collections.abc import Sequence
from itertools import product

import numpy as np

from core.contributions import Trace
from core.geometry import INSERTED, OUTSIDE, RING, Axis
from core.readings import terms

Cells = list[list[int]]
Places = tuple[int | None, ...]
"""Of one cell; None stands for all."""

KINDS = (
    "in",
    "tap",
    "out",
    "frame",
    "entry",
    "spread",
    "stamp",
    "cut",
    "ring",
    "window",
    "phase",
    "back",
    "found",
)
"""What words can name."""

MOST_CELLS = 400
"""A phrase that lights more lights a whole grid: say so with one word."""


class TargetError(ValueError):
    """Words that name no cell; one sentence without its full stop."""


def cells_of(kind: str, places: Sequence[Places], trace: Trace) -> tuple[str, Cells]:
    """Return which of the stage's kinds a phrase lights, and which cells.

    Args:
        kind: One of ``KINDS``.
        places: Per cell its places; a cut and a ring need none.
        trace: The operation on the stage.

    Raises:
        TargetError: there is no such cell.
    """
    if not places and kind not in ("cut", "ring"):
        raise TargetError(f"the phrase ({kind}) names no cell: * stands for all")
    if kind in ("cut", "ring"):
        return _cut(trace) if kind == "cut" else _rings(trace)
    lit: Cells = []
    target = kind
    for cell in places:
        target, more = _cells(kind, cell, trace)
        lit += more
    if len(lit) > MOST_CELLS:
        raise TargetError(f"a phrase lights at most {MOST_CELLS} cells, this one {len(lit)}")
    # A corner belongs to its row and to its column.
    return target, [list(cell) for cell in dict.fromkeys(map(tuple, lit))]


def took_part(
    trace: Trace, cell: tuple[int, int, int], *, zeros: bool = False
) -> list[tuple[int, int, int]]:
    """Return the input cells that an output cell is made of, in row order.

    Args:
        trace: The operation.
        cell: Map, row and column of the output.
        zeros: Whether cells under a tap of 0 take part.
    """
    rows = terms(trace, cell).landing()
    if not zeros and rows.weight.any():
        rows = rows.where(rows.weight != 0)
    flat = dict.fromkeys(int(at) for at in rows.input_cell if at != OUTSIDE)
    return [_unravelled(at, trace.input_shape) for at in flat]


def _unravelled(at: int, shape: tuple[int, int, int]) -> tuple[int, int, int]:
    channel, row, column = np.unravel_index(at, shape)
    return int(channel), int(row), int(column)


def _cells(kind: str, cell: Places, trace: Trace) -> tuple[str, Cells]:
    height, width = trace.geometry.height, trace.geometry.width
    match kind:
        case "in":
            return kind, _in_grid(cell, trace.input_shape, kind)
        case "out" | "back" | "found":
            grid = trace.output_shape if kind == "out" else trace.input_shape
            return kind, _in_grid(cell, grid, kind)
        case "tap":
            return kind, _in_grid(cell, trace.kernel.shape, kind)
        case "frame":
            shape = (len(height.frame()), len(width.frame()))
            return kind, _in_grid(cell, shape, kind)
        case "spread":
            return kind, _inserted(cell, trace)
        case "entry":
            return kind, _entries(cell, trace)
        case "stamp":
            return "frame", _stamp(cell, trace)
        case "window":
            return "in", _window(cell, trace)
        case "phase":
            return "out", _phase(cell, trace)
    raise TargetError(f"“{kind}” lights nothing on this stage")


def _in_grid(cell: Places, shape: tuple[int, ...], kind: str) -> Cells:
    """Return the cells of a grid; places that go unsaid before the last ones are 0."""
    if len(cell) == 1 and cell[0] is None:
        wanted: list[range] = [range(size) for size in shape]
    else:
        full: list[int | None] = [*([0] * (len(shape) - len(cell))), *cell]
        if len(full) != len(shape):
            raise TargetError(f"a cell ({kind}) has at most {len(shape)} places")
        wanted = []
        for place, size in zip(full, shape, strict=True):
            if place is None:
                wanted.append(range(size))
                continue
            if not 0 <= place < size:
                raise TargetError(f"there is no place {place} among {size} ({kind})")
            wanted.append(range(place, place + 1))
    if np.prod([len(part) for part in wanted]) > MOST_CELLS:
        raise TargetError(f"a phrase lights at most {MOST_CELLS} cells")
    return [list(part) for part in product(*wanted)]


def _window(cell: Places, trace: Trace) -> Cells:
    """Return the input cells that one output cell reads, those under a tap of 0, too."""
    read = _in_grid(cell, trace.output_shape, "window")
    if len(read) != 1:
        raise TargetError("a window is that of one output cell")
    ((channel, row, column),) = read
    return [list(part) for part in took_part(trace, (channel, row, column), zeros=True)]


def _inserted(cell: Places, trace: Trace) -> Cells:
    """Return the zeros between input cells, or one place of the spread grid."""
    kinds = [axis.spread().kind for axis in _axes(trace, "spread")]
    if cell == (None,):
        return [
            [int(y), int(x)]
            for y, x in np.ndindex(len(kinds[0]), len(kinds[1]))
            if INSERTED in (kinds[0][y], kinds[1][x]) and RING not in (kinds[0][y], kinds[1][x])
        ]
    return _in_grid(cell, (len(kinds[0]), len(kinds[1])), "spread")


def _axes(trace: Trace, kind: str) -> tuple[Axis, Axis]:
    if not trace.transposed:
        raise TargetError(f"({kind}) lights nothing of a convolution")
    return trace.geometry.height, trace.geometry.width


def _rings(trace: Trace) -> tuple[str, Cells]:
    """Return the ring of zeros that is left for the kernel to slide over."""
    axes = trace.geometry.height, trace.geometry.width
    if trace.transposed:
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


def _cut(trace: Trace) -> tuple[str, Cells]:
    """Return the places of the full output that padding cuts."""
    letters = [np.array(list(axis.cuts())) for axis in _axes(trace, "cut")]
    lit = (letters[0][:, None] == "c") | (letters[1] == "c")
    return "frame", np.argwhere(lit).tolist()


def _stamp(cell: Places, trace: Trace) -> Cells:
    """Return where one input cell's stamp lies in the frame."""
    height, width = _axes(trace, "stamp")
    _, rows, columns = trace.input_shape
    if len(cell) == 1 and cell[0] is not None:
        number = cell[0]
        if not 0 <= number < rows * columns:
            raise TargetError(f"there is no stamp {number} of {rows * columns}")
        y, x = divmod(number, columns)
    else:
        ((_, y, x),) = _in_grid(cell, trace.input_shape, "stamp")[:1]
    across = height.places()[y].tolist(), width.places()[x].tolist()
    return [[a, b] for a in across[0] for b in across[1]]


def _phase(cell: Places, trace: Trace) -> Cells:
    """Return the output cells of one phase, whichever of them is named."""
    height, width = _axes(trace, "phase")
    ((_, y, x),) = _in_grid(cell, trace.output_shape, "phase")[:1]
    rows = height.phases()[y % height.stride].cells
    columns = width.phases()[x % width.stride].cells
    return [[0, int(a), int(b)] for a, b in product(rows, columns)]


def _entries(cell: Places, trace: Trace) -> Cells:
    """Return entries of the matrix: output cell and input cell, each map, row, column."""
    if len(cell) != 4:
        raise TargetError("an entry is named by output row, column, input row, column")
    shape = (*trace.output_shape[1:], *trace.input_shape[1:])
    return [[0, *part[:2], 0, *part[2:]] for part in _in_grid(cell, shape, "entry")]
