"""Where the rows of one axis start and land.

The wiring of a convolution and of a transposed convolution is one and the same set of
(coarse cell, tap, fine cell) triples. A convolution reads it from fine to coarse, many to
one; a transposed convolution reads it from coarse to fine, one to many. Both axes of a
picture are wired alike and independently, so one axis is all there is to compute:

    fine = stride * coarse + dilation * tap - before

``before`` is what a convolution pads and a transposed convolution crops at the start of
the fine side. This file and ``core.frameworks`` (which turns a framework's rules into
``before`` and ``after``) are the only ones where stride, padding and dilation take part in
a formula.

Worked example, 2 cells, kernel 3, stride 2, nothing cropped (``tests/test_geometry.py``):

    tap        0 1 2
    cell 0  -> 0 1 2
    cell 1  -> 2 3 4

Source: Dumoulin and Visin, A guide to convolution arithmetic for deep learning
(arXiv:1603.07285), sections 2 to 4; i, k, s, p, o there are input, kernel, stride,
padding and output here.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.arguments import in_range

Operation = Literal["convolution", "transposed"]
OPERATIONS: dict[Operation, str] = {"convolution": "Convolution", "transposed": "Transposed"}
"""Each with its name on a button, in the order in which they are offered."""

Indices = NDArray[np.intp]

OUTSIDE = -1
"""A place that is no cell: cropped from an output, or in the ring around an input."""

INSERTED = -1
"""In a spread grid: a zero between two neighbouring input cells."""

RING = -2
"""In a spread grid: a zero around the input cells."""


_FARTHEST = 1 << 42
"""Of every number of an axis: beyond what the largest setting of any framework comes to."""


def extent(kernel: int, dilation: int) -> int:
    """Return the cells a kernel reaches over: ``d(k - 1) + 1``."""
    return dilation * (kernel - 1) + 1


def full_size(coarse: int, kernel: int, stride: int, dilation: int) -> int:
    """Return the fine cells that all stamps together reach: ``(i - 1)s + d(k - 1) + 1``."""
    return (coarse - 1) * stride + extent(kernel, dilation)


def windows_over(fine: int, kernel: int, stride: int, dilation: int) -> int:
    """Return how many coarse cells neighbouring fine ones are wired to, at most.

    The first window begins ``d(k - 1)`` before the first fine cell, the last on the last one;
    a window begins every ``s`` cells.

    >>> windows_over(1, kernel=3, stride=2, dilation=1)  # a cell between two stamps
    2
    """
    return -(-(fine + extent(kernel, dilation) - 1) // stride)


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One axis of one operation, every rule already turned into a number.

    Attributes:
        coarse: Cells on the side that ``stride`` steps through: the output of a
            convolution, the input of a transposed convolution.
        fine: Cells on the other side.
        kernel: Taps.
        stride: Fine cells from one coarse cell to the next.
        dilation: Fine cells from one tap to the next.
        before: Cells padded (convolution) or cropped (transposed) at the start of the
            fine side. Negative: cells that no stamp reaches, appended as zeros.
        after: The same at the end.

    Raises:
        ValueError: a count is below 1, or the sizes do not belong together.
    """

    coarse: int
    fine: int
    kernel: int
    stride: int
    dilation: int
    before: int
    after: int

    def __post_init__(self) -> None:
        for parameter in ("coarse", "fine", "kernel", "stride", "dilation", "before", "after"):
            value = getattr(self, parameter)
            # Asked first: thousands of axes are made while a fix is looked for.
            if type(value) is not int or abs(value) > _FARTHEST:
                value = in_range(parameter, value, -_FARTHEST, _FARTHEST)
                object.__setattr__(self, parameter, value)
        counts = (self.coarse, self.fine, self.kernel, self.stride, self.dilation)
        if min(counts) < 1:
            raise ValueError(f"sizes, stride and dilation must be at least 1, got {self}")
        unread = self.fine + self.before + self.after - self.full
        if not 0 <= unread < self.stride:
            raise ValueError(f"coarse and fine size do not belong together in {self}")

    @property
    def extent(self) -> int:
        """Cells the kernel reaches over, its gaps included."""
        return extent(self.kernel, self.dilation)

    @property
    def full(self) -> int:
        """Fine cells that all coarse cells together reach, nothing cropped."""
        return full_size(self.coarse, self.kernel, self.stride, self.dilation)

    def lands(self) -> Indices:
        """Return the wiring; shape (coarse, kernel), a fine cell or ``OUTSIDE`` each."""
        return self._land(np.arange(self.coarse)[:, None], np.arange(self.kernel)[None, :])

    def _land(self, coarse: Indices, tap: Indices) -> Indices:
        fine = self.stride * coarse + self.dilation * tap - self.before
        return np.where((fine >= 0) & (fine < self.fine), fine, OUTSIDE)

    def taps_per_phase(self) -> Indices:
        """Return how many taps reach each phase of the fine side, away from its ends; (stride,).

        Fine cells a stride apart are reached by the same taps, so what tap k does depends on
        ``dilation * k`` modulo the stride alone.

        >>> Axis(
        ...     coarse=3, fine=7, kernel=3, stride=2, dilation=1, before=0, after=0
        ... ).taps_per_phase().tolist()
        [2, 1]
        """
        return np.bincount(
            self.dilation * np.arange(self.kernel) % self.stride, minlength=self.stride
        )

    @property
    def even(self) -> bool:
        """Whether every fine cell away from the ends is reached by as many taps as its neighbours.

        Taps ``stride`` apart reach the same phase. Without a common factor of dilation and
        stride any ``stride`` taps in a row reach each phase once, so the phases are alike where
        the kernel is a multiple of the stride, and only there. With a common factor some phases
        are reached by none. So: the stride divides the kernel, and gcd(dilation, stride) is 1.

        >>> [
        ...     Axis(coarse=3, fine=4 + k, kernel=k, stride=2, dilation=1, before=0, after=0).even
        ...     for k in (2, 3, 4)
        ... ]
        [True, False, True]
        """
        return len(set(self.taps_per_phase().tolist())) == 1

    def triples(
        self,
        coarse: Indices | None = None,
        tap: Indices | None = None,
        fine: Indices | None = None,
    ) -> tuple[Indices, Indices, Indices]:
        """Return the wiring of a selection; the cost is that of what is asked for.

        Args:
            coarse: (n,) the coarse cells wanted; all when None.
            tap: (n,) the taps wanted; all when None.
            fine: (n,) the fine cells wanted; all, and ``OUTSIDE`` too, when None.

        Returns:
            Three columns of equal length: coarse cell, tap, fine cell or ``OUTSIDE``;
            by coarse cell, then by tap.
        """
        taps = np.arange(self.kernel) if tap is None else tap
        if fine is None:
            cells = np.arange(self.coarse) if coarse is None else coarse
            columns = np.repeat(cells, len(taps)), np.tile(taps, len(cells))
            return (*columns, self._land(*columns))
        # Backwards, one division per (fine cell, tap): never a walk over all coarse cells.
        reached, taps = np.repeat(fine, len(taps)), np.tile(taps, len(fine))
        cell, rest = np.divmod(reached + self.before - self.dilation * taps, self.stride)
        wired = (rest == 0) & (cell >= 0) & (cell < self.coarse)
        if coarse is not None:
            wired &= np.isin(cell, coarse)
        order = np.lexsort((taps[wired], cell[wired]))
        return cell[wired][order], taps[wired][order], reached[wired][order]

    def part(self, coarse: range, taps: range, fine: range) -> "Axis":
        """Return the same wiring between some of the cells and taps only, counted from 0.

        Args:
            coarse: Neighbouring coarse cells, at least one.
            taps: Neighbouring taps, at least one.
            fine: Neighbouring fine cells, at least one.

        >>> whole = Axis(coarse=2, fine=5, kernel=3, stride=2, dilation=1, before=0, after=0)
        >>> whole.part(range(2), range(3), range(2, 3)).lands().tolist()  # what reaches cell 2
        [[-1, -1, 0], [0, -1, -1]]
        """
        steps = self.stride * coarse.start + self.dilation * taps.start
        before = self.before + fine.start - steps
        full = full_size(len(coarse), len(taps), self.stride, self.dilation)
        return replace(
            self,
            coarse=len(coarse),
            fine=len(fine),
            kernel=len(taps),
            before=before,
            after=full - before - len(fine),
        )

    def frame(self) -> Indices:
        """Return the fine side with everything padded or cropped still around it.

        Returns:
            (f,) int. For each place of the padded input (convolution) or of the full
            output (transposed): its fine cell, or ``OUTSIDE``. Appended cells are in it.
        """
        place = np.arange(self._frame_start, max(self.full, self.before + self.fine + self._pad))
        fine = place - self.before
        return np.where((fine >= 0) & (fine < self.fine), fine, OUTSIDE)

    def places(self) -> Indices:
        """Return where each tap of each coarse cell stands in ``frame()``; (coarse, kernel)."""
        coarse, tap = np.arange(self.coarse)[:, None], np.arange(self.kernel)[None, :]
        return self.stride * coarse + self.dilation * tap - self._frame_start

    def cuts(self, given_back: int = 0) -> str:
        """Return what becomes of each place of ``frame()`` of a transposed convolution.

        Args:
            given_back: Cells at the end that padding alone would have cut, and that
                ``output_padding`` keeps after all.

        Returns:
            A letter per place: k kept, c cut, g given back, z a zero beyond the full output,
            which no stamp reaches.
        """
        given_back = in_range("given_back", given_back, 0, _FARTHEST)
        place = np.arange(len(self.frame())) + self._frame_start
        fine = place - self.before
        letters = np.where((fine >= 0) & (fine < self.fine), "k", "c")
        letters[(letters == "k") & (fine >= self.fine - given_back)] = "g"
        letters[(place < 0) | (place >= self.full)] = "z"
        return "".join(letters)

    def rings(self) -> Indices:
        """Return the ring of padding that each place of ``frame()`` belongs to, 1 innermost.

        Only meaningful for a convolution. 0 stands for a cell of the input.
        """
        fine = np.arange(len(self.frame())) + self._frame_start - self.before
        return np.maximum(np.maximum(-fine, fine - self.fine + 1), 0)

    def phases(self) -> list["PhaseAxis"]:
        """Take the wiring apart by the stride: each phase is an ordinary convolution.

        Fine cell ``first + stride * m`` meets tap k where ``stride`` divides
        ``first + before - dilation * k``, and there it meets coarse cell

            m + (first + before - dilation * k) / stride

        so every cell of a phase meets the same taps, and one of its cells on means one coarse
        cell on: a convolution with step 1. With 2 cells, kernel 3 and stride 2 the even fine
        cells meet taps 0 and 2, the odd ones tap 1:

        >>> axis = Axis(coarse=2, fine=5, kernel=3, stride=2, dilation=1, before=0, after=0)
        >>> [(phase.cells.tolist(), phase.taps.tolist()) for phase in axis.phases()]
        [([0, 2, 4], [0, 2]), ([1, 3], [1])]
        >>> axis.phases()[0].reads.tolist()  # cell 2 meets cell 1 by tap 0 and cell 0 by tap 2
        [[0, -1], [1, 0], [-1, 1]]
        """
        found = []
        for first in range(min(self.stride, self.fine)):
            offset, rest = np.divmod(
                first + self.before - self.dilation * np.arange(self.kernel), self.stride
            )
            taps = np.flatnonzero(rest == 0)
            cells = np.arange(first, self.fine, self.stride)
            met = np.arange(len(cells))[:, None] + offset[taps]
            reads = np.where((met >= 0) & (met < self.coarse), met, OUTSIDE)
            found.append(PhaseAxis(cells=cells, taps=taps, reads=reads))
        return found

    @property
    def _frame_start(self) -> int:
        return min(0, self.before)

    @property
    def _pad(self) -> int:
        return max(0, self.after)

    def spread(self, given_back: int = 0) -> "SpreadAxis":
        """Return the grid over which the turned kernel slides with step 1.

        Only meaningful for a transposed convolution, whose input is the coarse side.

        Cell i stands at place ``ring + stride * i``, with ``ring = extent - 1`` zeros before
        the first one. Its tap k lands on place ``stride * i + dilation * k`` of the full
        output, which is fine cell o where that is ``o + before``. Put together, fine cell o
        reads through tap k the place

            ring + stride * i = ring + o + before - dilation * k

        so a higher tap reads an earlier place, and one fine cell on means one place on: the
        kernel is turned, and its step is 1 whatever the stride. With 3 cells, kernel 2 and
        stride 2 (full output 6, one ring) the seven places are

            ring  cell 0  zero  cell 1  zero  cell 2  ring

        >>> spread = Axis(
        ...     coarse=3, fine=6, kernel=2, stride=2, dilation=1, before=0, after=0
        ... ).spread()
        >>> spread.kind.tolist(), spread.windows[1].tolist()
        ([-2, 0, -1, 1, -1, 2, -2], [2, 1])

        Args:
            given_back: As for ``cuts``: places at the end that ``padding`` takes away and
                ``output_padding`` brings back.
        """
        given_back = in_range("given_back", given_back, 0, _FARTHEST)
        ring = self.extent - 1
        start = min(0, self.before)
        stop = max(self.full + ring, self.before + self.fine + ring)
        place = np.arange(start, stop)
        cell, rest = np.divmod(place - ring, self.stride)
        between = (place >= ring) & (place < self.full)
        kind = np.where(between, np.where(rest == 0, cell, INSERTED), RING)
        kept = (place >= self.before) & (place < self.before + self.fine + ring)
        appended = (place < 0) | (place >= self.full + ring)
        untouched = (place >= self.before) & (place < self.before + self.fine + ring - given_back)
        from_outside = np.minimum(place, self.full + ring - 1 - place) + 1
        fine, tap = np.arange(self.fine)[:, None], np.arange(self.kernel)[None, :]
        return SpreadAxis(
            kind=kind,
            ring=np.where(kind == RING, np.maximum(ring - place, place - self.full + 1), 0),
            kept=kept,
            trimmed=np.where(untouched | appended, 0, from_outside),
            appended=appended,
            windows=fine + self.before + ring - self.dilation * tap - start,
        )


@dataclass(frozen=True, eq=False)
class SpreadAxis:
    """One axis of a transposed convolution's spread grid, rings included.

    Attributes:
        kind: (g,) int. For each place: the input cell that stands there, ``INSERTED``
            or ``RING``.
        ring: (g,) int. Which ring the place belongs to, 1 innermost; 0 for none.
        kept: (g,) bool. True where the kernel slides in the end.
        trimmed: (g,) int. Which of the rows that ``padding`` takes away the place belongs
            to, 1 outermost; 0 where none. A place that is kept all the same has come back.
        appended: (g,) bool. True where ``output_padding`` (or a framework's own rule)
            adds a place beyond the widest ring.
        windows: (fine, kernel) int. The place that each tap reads for each output cell.
            A higher tap reads an earlier place: that is the kernel turned by 180 degrees.
    """

    kind: Indices
    ring: Indices
    kept: NDArray[np.bool_]
    trimmed: Indices
    appended: NDArray[np.bool_]
    windows: Indices


@dataclass(frozen=True, eq=False)
class PhaseAxis:
    """One phase of one axis of a transposed convolution; see ``Axis.phases``.

    Attributes:
        cells: (n,) int. Its fine cells, a stride apart.
        taps: (t,) int. The taps that all of them meet; none where the stride leaves holes.
        reads: (n, t) int. The coarse cell that each cell meets by each tap, or ``OUTSIDE``.
    """

    cells: Indices
    taps: Indices
    reads: Indices


@dataclass(frozen=True, kw_only=True)
class Geometry:
    """Both axes of one operation.

    Attributes:
        operation: Which way the wiring is read.
        height: The vertical axis (rows of the picture).
        width: The horizontal axis (columns of the picture).
    """

    operation: Operation
    height: Axis
    width: Axis

    @property
    def output_size(self) -> tuple[int, int]:
        """Height and width of the output, in cells."""
        if self.operation == "convolution":
            return self.height.coarse, self.width.coarse
        return self.height.fine, self.width.fine

    @property
    def input_size(self) -> tuple[int, int]:
        """Height and width of the input, in cells."""
        if self.operation == "convolution":
            return self.height.fine, self.width.fine
        return self.height.coarse, self.width.coarse


def convolution_axis(
    fine: int, *, kernel: int, stride: int, dilation: int, before: int, after: int
) -> Axis:
    """Wire a convolution: ``o = floor((i + 2p - d(k - 1) - 1) / s) + 1``.

    Raises:
        ValueError: the kernel reaches beyond the padded input.
    """
    coarse = (fine + before + after - extent(kernel, dilation)) // stride + 1
    return Axis(
        coarse=coarse,
        fine=fine,
        kernel=kernel,
        stride=stride,
        dilation=dilation,
        before=before,
        after=after,
    )


def transposed_axis(
    coarse: int, *, kernel: int, stride: int, dilation: int, before: int, after: int
) -> Axis:
    """Wire a transposed convolution: ``o = (i - 1)s + d(k - 1) + 1 - before - after``.

    Raises:
        ValueError: nothing of the output is left.
    """
    return Axis(
        coarse=coarse,
        fine=full_size(coarse, kernel, stride, dilation) - before - after,
        kernel=kernel,
        stride=stride,
        dilation=dilation,
        before=before,
        after=after,
    )
