"""Where the name comes from: a convolution as a matrix, made row by row, then tipped over.

The grid that a convolution reads is unrolled, row by row, into one column. For each of its
output cells the kernel lies on a window, where each tap meets a cell of the column. The taps,
standing at these places, are one row of the matrix C, and C times the column is the convolution.
Tipped over its diagonal, C is Cᵀ, C transposed: it takes a column as long as the convolution's
output to one as long as its grid. That is the transposed convolution with the same kernel.

Worked example (``tests/test_unrolling.py``): 5 cells in a row, kernel 10 20 30, stride 2

    C   10 20 30  0  0       Cᵀ  10  0
         0  0 10 20 30           20  0
                                 30 10
                                  0 20
                                  0 30
"""

import itertools
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.arguments import instance
from core.contributions import Cell, Numbers, Trace
from core.geometry import OUTSIDE, Indices
from core.wording import listed

MomentName = Literal["grid", "unroll", "fill", "tip", "times", "roll up"]
"""The parts of the explanation, in order."""

_MOST_RUNS = 5
"""Stretches of neighbouring places that a sentence lists; of more it says only how many."""


@dataclass(frozen=True, eq=False)
class Window:
    """Where the kernel lies for one output cell of the convolution: one row of C.

    Attributes:
        cell: The output cell.
        places: (t,) int. The places in the column that taps meet, in rising order.
        taps: (t,) int. Flat index into the kernel of the tap at each of them.
        beside: How many taps lie in the ring of padding, which is no part of the column.
    """

    cell: Cell
    places: Indices
    taps: Indices
    beside: int


@dataclass(frozen=True, eq=False)
class Unrolled:
    """The convolution that belongs to an operation, as a matrix in the making.

    Attributes:
        trace: The operation: the convolution itself, or the transposed one of the same wiring.
        places: (C, H, W) int. Where in the column each cell of the grid stands.
        windows: One per output cell of the convolution, in row order.
    """

    trace: Trace
    places: Indices
    windows: tuple[Window, ...]

    def matrix(self) -> Numbers:
        """Return C, (windows, places) float64; zeros where no tap stands."""
        made = np.zeros((len(self.windows), self.places.size))
        for row, window in zip(made, self.windows, strict=True):
            row[window.places] = self.trace.kernel.reshape(-1)[window.taps]
        return made

    def moments(self) -> tuple[tuple[MomentName, tuple[str, ...]], ...]:
        """Return the parts of the explanation with a sentence per step."""
        return (
            ("grid", (self._begins(),)),
            ("unroll", self._unrolls()),
            ("fill", tuple(self._fills(k) for k in range(len(self.windows)))),
            ("tip", (self._tips(),)),
            ("times", (self._times(),)),
            ("roll up", (self._ends(),)),
        )

    def _begins(self) -> str:
        grid = "" if self._flat else "a grid of "
        of = f"{self._sizes(self._coarse)} of {grid}{self._sizes(self._fine)}"
        if not self.trace.transposed:
            return f"This convolution makes {of}."
        return f"The convolution with the same kernel goes the other way: it makes {of}."

    def _unrolls(self) -> tuple[str, ...]:
        maps, height, _ = self.places.shape
        if self._flat:
            return self._stands_up()
        said = list[str]()
        for c, y in np.ndindex(maps, height):
            row = f"Row {y}" + (f" of map {c}" if maps > 1 else "")
            cells = _runs(self.places[c, y])
            if not said:
                said.append(f"{row} of the grid goes into a column: it is {cells} there.")
            else:
                said.append(f"{row} follows below: {cells}.")
        said[-1] += f" So the grid, unrolled row by row, is one column of {self.places.size}."
        return tuple(said)

    def _stands_up(self) -> tuple[str, ...]:
        """Say of rows of cells what is said of a grid's rows."""
        maps = len(self.places)
        first, *others = (_runs(cells[0]) for cells in self.places)
        begun = "The row" if maps == 1 else "The row of map 0"
        said = [f"{begun} stands up as a column: it is {first} there."]
        said += [f"That of map {c} follows below: {cells}." for c, cells in enumerate(others, 1)]
        together = "The row is" if maps == 1 else "So the rows, one below the other, are"
        said[-1] += f" {together} one column of {self.places.size}."
        return tuple(said)

    def _fills(self, k: int) -> str:
        window = self.windows[k]
        channel, y, x = window.cell
        place = [*([channel] if self._coarse[0] > 1 else []), *([] if self._flat else [y]), x]
        cell = ",".join(map(str, place))
        if not len(window.places):
            return (
                f"Row {k} of C, for output cell [{cell}]: the kernel meets nothing but the ring "
                "of padding, so the row is zeros alone."
            )
        beside = ""
        if window.beside:
            taps = "tap lies" if window.beside == 1 else "taps lie"
            beside = f" {window.beside} {taps} in the ring of padding, which has no column."
        zeros = " All other places are 0." if k == 0 else ""
        return (
            f"Row {k} of C, for output cell [{cell}]: the kernel lies on {_runs(window.places)} "
            f"of the column, and its taps stand there.{beside}{zeros}"
        )

    def _tips(self) -> str:
        rows, columns = len(self.windows), self.places.size
        return (
            f"C is whole, {rows}×{columns}, and tips over its diagonal: each row becomes a column. "
            f"What is {columns}×{rows} now is Cᵀ, C transposed."
        )

    def _times(self) -> str:
        short, long = len(self.windows), self.places.size
        if self.trace.transposed:
            bias = " Then the bias is added." if self.trace.bias.any() else ""
            return (
                f"C times a column of {long} is the convolution, {short} in all. Cᵀ times the "
                f"input, a column of {short}, makes {long}.{bias}"
            )
        return (
            f"C times the column is the convolution, {short} in all. Cᵀ times these {short} makes "
            f"{long} again."
        )

    def _ends(self) -> str:
        grid = self._sizes(self._fine)
        back = "Laid down again" if self._flat else "Rolled up row by row"
        if self.trace.transposed:
            return (
                f"{back}, that is the output, {grid}: the transposed convolution. "
                "It has its name from Cᵀ, the convolution's matrix transposed."
            )
        return (
            f"{back}, that is {grid} as before: the transposed convolution with "
            "this kernel, named after Cᵀ. It gives back the size, not the numbers."
        )

    @property
    def _flat(self) -> bool:
        """Whether it is of one dimension: its cells stand in rows."""
        return self.trace.layer.dimensions == 1

    def _sizes(self, shape: Cell) -> str:
        maps, height, width = shape
        if self._flat:
            cells = f"{width} cell{'' if width == 1 else 's'}"
            return f"a row of {cells}" if maps == 1 else f"{maps} rows of {cells}"
        return f"{height}×{width}" if maps == 1 else f"{maps} maps of {height}×{width}"

    @property
    def _coarse(self) -> Cell:
        """(channels, height, width) of the convolution's output."""
        return self.trace.input_shape if self.trace.transposed else self.trace.output_shape

    @property
    def _fine(self) -> Cell:
        """(channels, height, width) of the grid that it reads."""
        return self.trace.output_shape if self.trace.transposed else self.trace.input_shape


def unrolled(trace: Trace) -> Unrolled:
    """Return the matrix of the convolution that belongs to an operation, in the making.

    Where an output padding makes a transposed convolution's output so large that a convolution
    of it would have more cells, C has those rows that the two share.
    """
    instance("trace", trace, Trace)
    rows = trace.rows()
    coarse, fine, shape, grid = (
        (rows.input_cell, rows.output_cell, trace.input_shape, trace.output_shape)
        if trace.transposed
        else (rows.output_cell, rows.input_cell, trace.output_shape, trace.input_shape)
    )
    # Rows come by coarse cell: each one's stand together.
    ends = np.searchsorted(coarse, np.arange(int(np.prod(shape)) + 1))
    windows = tuple(
        _window(np.unravel_index(k, shape), fine[start:stop], rows.kernel_tap[start:stop])
        for k, (start, stop) in enumerate(itertools.pairwise(ends))
    )
    # Row by row, as the cells are counted everywhere.
    return Unrolled(trace, np.arange(int(np.prod(grid))).reshape(grid), windows)


def _window(cell: tuple[np.intp, ...], fine: Indices, taps: Indices) -> Window:
    channel, y, x = map(int, cell)
    inside = fine != OUTSIDE
    order = np.argsort(fine[inside], kind="stable")
    places, met = fine[inside][order], taps[inside][order]
    return Window((channel, y, x), places, met, int(np.count_nonzero(~inside)))


def _runs(places: Indices) -> str:
    """List places, neighbours together.

    >>> _runs(np.array([0, 1, 2, 4, 6, 7])), _runs(np.array([3]))
    ('cells 0 to 2, 4 and 6 to 7', 'cell 3')
    """
    parts = np.split(places, np.flatnonzero(np.diff(places) != 1) + 1)
    if len(parts) > _MOST_RUNS:
        return f"{len(places)} cells"
    said = listed(_run(part.tolist()) for part in parts)
    return f"{'cell' if len(places) == 1 else 'cells'} {said}"


def _run(part: list[int]) -> str:
    if len(part) == 1:
        return f"{part[0]}"
    return f"{part[0]} to {part[-1]}"
