"""The same rows, grouped for the eye: stamps, terms, matrix, overlap, spread grid.

Each function takes a trace and groups its rows; none of them finds out for itself where a
row lands. ``READINGS`` lists the ways in which the stage shows them: a new one is a record
here and a file among the stage's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from core.arguments import GeometryError, instance, one_of, shown
from core.contributions import Cell, Numbers, Rows, Trace
from core.geometry import OUTSIDE, Axis, Indices, Operation, SpreadAxis
from core.timeline import Walk

ReadingKey = Literal["terms", "stamp", "slide", "matrix", "count", "phases", "trip", "unroll"]
Subject = Literal["layer", "value"]
"""What is read: a whole operation, or what one value of a network is made of."""
Extra = Literal["", "duality", "phases", "trip", "unrolled"]
"""What a picture needs besides the wiring; see the modules ``core.duality``, ``core.phases``,
``core.roundtrip`` and ``core.unrolling``."""


@dataclass(frozen=True)
class Reading:
    """One way to show the rows.

    Attributes:
        key: Its name in code and links.
        label: Its name on a button.
        subjects: What it has a picture for.
        operations: Those that it has a picture for.
        walk: By which cells the steps go where it is shown alone; None leaves the choice.
        slides: Whether the turned kernel slides, over a grid that is prepared step by step.
        unrolls: Whether its steps are those in which the matrix is made and tipped over.
        most: Inputs times outputs beyond which its picture says nothing; None: it has no limit.
        longest: Cells of all inputs, or of all outputs, up to which a column of them can be
            seen; None: it shows no column, or has no limit.
        maps: Input or output maps up to which it can be read; None: as many as there are.
        whole: Whether it has the board to itself. Unless it unrolls, it has no steps then: all
            of it is there at once.
        extra: What it needs besides the wiring.
        most_phases: Parts that a kernel may fall into; None: it takes none apart.
    """

    key: ReadingKey
    label: str
    subjects: tuple[Subject, ...] = ("layer", "value")
    operations: tuple[Operation, ...] = ("transposed", "convolution")
    walk: Walk | None = None
    slides: bool = False
    unrolls: bool = False
    most: int | None = None
    longest: int | None = None
    maps: int | None = None
    whole: bool = False
    extra: Extra = ""
    most_phases: int | None = None

    def has(self, trace: Trace) -> bool:
        """Tell whether it has a picture of an operation that can still be read."""
        instance("trace", trace, Trace)
        return trace.geometry.operation in self.operations and not self.lacks(trace)

    def lacks(self, trace: Trace) -> str:
        """Return in a sentence why an operation of its kind is too large to be read; else ""."""
        pairs = trace.image.size * int(np.prod(trace.output_shape))
        if self.most is not None and pairs > self.most:
            return (
                f"{self.label}: {pairs:,} inputs times outputs are too many to be read; "
                f"{self.most:,} is the most."
            )
        axes = trace.geometry.height, trace.geometry.width
        found = int(np.prod([min(axis.stride, axis.fine) for axis in axes]))
        if self.most_phases is not None and found > self.most_phases:
            return f"{self.label}: laid out up to {self.most_phases}, here are {found:,}."
        column = max(trace.image.size, int(np.prod(trace.output_shape)))
        if self.longest is not None and column > self.longest:
            return (
                f"{self.label}: a column of {column:,} cells is too long to be seen; "
                f"{self.longest} is the most."
            )
        most = max(trace.input_shape[0], trace.output_shape[0])
        if self.maps is not None and most > self.maps:
            return f"{self.label}: shown for one channel on each side, here are {most}."
        return ""


READINGS = (
    Reading("terms", "Products", subjects=("value",)),
    Reading("stamp", "Stamp", operations=("transposed",), walk="input"),
    Reading("slide", "Slide", walk="output", slides=True),
    Reading("matrix", "Matrix", most=20_000, extra="duality"),
    Reading("count", "Count", subjects=("layer",)),
    Reading(
        "phases",
        "Phases",
        subjects=("layer",),
        operations=("transposed",),
        walk="output",
        most=300_000,
        maps=1,
        whole=True,
        extra="phases",
        most_phases=36,
    ),
    Reading(
        "trip",
        "Round trip",
        subjects=("layer",),
        operations=("convolution",),
        walk="output",
        most=1_000_000,
        whole=True,
        extra="trip",
    ),
    Reading(
        "unroll",
        "Why Cᵀ",
        subjects=("layer",),
        walk="output",
        unrolls=True,
        longest=100,
        whole=True,
        extra="unrolled",
    ),
)
"""In the order in which they are shown."""

READING = {reading.key: reading for reading in READINGS}


def of_subject(subject: Subject) -> tuple[ReadingKey, ...]:
    """Return the readings of a layer, or of a value."""
    one_of("subject", subject, get_args(Subject))
    return tuple(reading.key for reading in READINGS if subject in reading.subjects)


def possible(wanted: Sequence[ReadingKey], operation: Operation) -> tuple[ReadingKey, ...]:
    """Return those that an operation has; if it has none, the first in the list that it has.

    One that has the board to itself stands beside no other.

    >>> possible(("stamp", "matrix"), "convolution"), possible(("stamp",), "convolution")
    (('matrix',), ('slide',))
    >>> possible(("stamp", "phases"), "transposed"), possible(("trip",), "transposed")
    (('stamp',), ('stamp',))
    """
    _check_keys("wanted", wanted)
    one_of("operation", operation, get_args(Operation))
    there = tuple(key for key in wanted if operation in READING[key].operations)
    abreast = tuple(key for key in there if not READING[key].whole)
    if there:
        return abreast or there[:1]
    subjects = set(READING[wanted[0]].subjects)
    return tuple(
        one.key for one in READINGS if operation in one.operations and subjects <= set(one.subjects)
    )[:1]


def walks(some: Sequence[ReadingKey], operation: Operation) -> tuple[Walk, ...]:
    """Return by which cells the steps of some readings can go."""
    _check_keys("some", some)
    one_of("operation", operation, get_args(Operation))
    if operation == "convolution":
        return ("output",)
    own = READING[some[0]].walk if len(some) == 1 else None
    return (own,) if own else ("input", "output")


def stepped(some: Sequence[ReadingKey], operation: Operation, wanted: Walk) -> Walk:
    """Return by which cells the steps go; ``wanted`` where there is a choice."""
    one_of("wanted", wanted, get_args(Walk))
    possible = walks(some, operation)
    return wanted if wanted in possible else possible[0]


def _check_keys(parameter: str, keys: object) -> None:
    """Raise the GeometryError of what names no readings."""
    if not isinstance(keys, tuple | list) or not keys:
        raise GeometryError(
            parameter, keys, f"{parameter} must name at least one reading, not {shown(keys)}"
        )
    for key in keys:
        one_of(parameter, key, get_args(ReadingKey))


LARGEST_MATRIX = 1_000_000
"""Entries of a dense matrix beyond which a picture of it says nothing."""


@dataclass(frozen=True, eq=False)
class Stamp:
    """What one input cell leaves in the output.

    Attributes:
        cell: Channel, row, column of the input cell.
        rows: All its multiplications, the cropped ones too.
        partial: float64, shape of the output: this cell's products alone.
        running: float64, shape of the output: the sum of all stamps so far.
    """

    cell: Cell
    rows: Rows
    partial: Numbers
    running: Numbers


def stamps(trace: Trace) -> Iterator[Stamp]:
    """Yield the stamps in row order; the last ``running`` plus the bias is the output."""
    instance("trace", trace, Trace)
    running = np.zeros(trace.output_shape)
    for channel, y, x in np.ndindex(*trace.input_shape):
        rows = trace.rows(inputs=(channel, y, x))
        partial = rows.total()
        running = running + partial
        yield Stamp((channel, y, x), rows, partial, running)


def terms(trace: Trace, output: Cell) -> Rows:
    """Return the rows that add up, with the bias, to one output cell."""
    instance("trace", trace, Trace)
    return trace.rows(outputs=output)


def matrix(trace: Trace) -> Numbers:
    """Return the operation as one dense matrix.

    Returns:
        (outputs, inputs) float64, both flattened row by row: ``matrix @ image.ravel()``
        is the output without its bias. A transposed convolution's matrix is the transpose
        of the matrix of the convolution with the same kernel and geometry.

    Raises:
        ValueError: more than ``LARGEST_MATRIX`` entries.
    """
    instance("trace", trace, Trace)
    shape = (int(np.prod(trace.output_shape)), int(np.prod(trace.input_shape)))
    if shape[0] * shape[1] > LARGEST_MATRIX:
        raise ValueError(
            f"a matrix of {shape[0]}×{shape[1]} entries is too large to be read; "
            f"{LARGEST_MATRIX:,} is the most"
        )
    rows = trace.rows().landing()
    rows = rows.where(rows.input_cell != OUTSIDE)
    dense = np.zeros(shape)
    np.add.at(dense, (rows.output_cell, rows.input_cell), rows.weight)
    return dense


def overlap(trace: Trace) -> Indices:
    """Count the rows that reach each output cell from one input channel; (height, width)."""
    instance("trace", trace, Trace)
    height, width = (
        _overlap(trace, axis) for axis in (trace.geometry.height, trace.geometry.width)
    )
    return height[:, None] * width[None, :]


def _overlap(trace: Trace, axis: Axis) -> Indices:
    coarse, _, fine = axis.triples()
    inside = fine != OUTSIDE
    cells, size = (fine, axis.fine) if trace.transposed else (coarse, axis.coarse)
    return np.bincount(cells[inside], minlength=size)


@dataclass(frozen=True, eq=False)
class SpreadGrid:
    """The grid that the turned kernel slides over with step 1, its widest ring included.

    Attributes:
        values: (C_in, h, w) float64. The input's numbers, apart, and zeros.
        kept: (h, w) bool. False where ``padding`` takes the place away.
        height: Kinds and windows of the vertical axis.
        width: Those of the horizontal axis.
    """

    values: Numbers
    kept: NDArray[np.bool_]
    height: SpreadAxis
    width: SpreadAxis

    def read(self) -> Numbers:
        """Return what is left for the kernel to slide over, (C_in, h', w')."""
        return self.values[:, self.height.kept][:, :, self.width.kept]


def spread(trace: Trace) -> SpreadGrid:
    """Spread the input of a transposed convolution.

    Raises:
        ValueError: the trace is a convolution, which spreads nothing.
    """
    instance("trace", trace, Trace)
    if not trace.transposed:
        raise ValueError("only a transposed convolution spreads its input")
    height, width = trace.geometry.height.spread(), trace.geometry.width.spread()
    values = np.zeros((trace.input_shape[0], len(height.kind), len(width.kind)))
    rows, columns = np.flatnonzero(height.kind >= 0), np.flatnonzero(width.kind >= 0)
    values[:, rows[:, None], columns] = trace.image
    return SpreadGrid(values, height.kept[:, None] & width.kept[None, :], height, width)


def turned_kernel(trace: Trace) -> Numbers:
    """Return the kernel turned by 180 degrees, with gaps where it is dilated.

    Returns:
        (first, second, h, w) float64; h and w are the kernel's extents.
    """
    instance("trace", trace, Trace)
    height, width = trace.geometry.height, trace.geometry.width
    turned = trace.kernel[:, :, ::-1, ::-1]
    gaps = np.zeros((*turned.shape[:2], height.extent, width.extent))
    gaps[:, :, :: height.dilation, :: width.dilation] = turned
    return gaps
