"""One step of an operation: which cell it is about, and what is there by then."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.activations import ActivationKey
from core.arguments import in_range
from core.contributions import Cell, Numbers, Rows, Trace
from core.geometry import OUTSIDE, Axis, Geometry, Indices
from core.readings import stamps
from core.timeline import Life, PhaseName, Timeline, Walk, WalkedPhase, timeline

Differs = NDArray[np.bool_] | None

WALKED: tuple[WalkedPhase, ...] = ("stamp", "slide")


@dataclass(frozen=True, eq=False)
class Moment:
    """A step, seen on one pair of channels.

    Attributes:
        steps: All steps.
        step: Which one, from 0.
        source: The input channel shown.
        target: The output channel shown.
        activation: What follows the sum; "" for nothing.
        differs: Which cells differ from those of what stands beside it: of the input, and of
            what it comes to; (C, H, W) bool each, None for none.
    """

    steps: Timeline
    step: int
    source: int
    target: int
    activation: ActivationKey = ""
    differs: tuple[Differs, Differs] = (None, None)

    @property
    def trace(self) -> Trace:
        """The operation."""
        return self.steps.trace

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """The vertical and the horizontal one."""
        return self.trace.geometry.height, self.trace.geometry.width

    @cached_property
    def done(self) -> int:
        """How many cells of the walk are done, the step's own included."""
        walked = next((phase for phase in self.steps.phases if phase.name in WALKED), None)
        if walked is None:
            return 0
        start = self.steps.starts(walked.name) or 0
        return min(max(self.step - start + 1, 0), walked.steps)

    def steps_of(self, name: PhaseName) -> int:
        """Return how many steps of a phase are done, the one in hand included."""
        start = self.steps.starts(name)
        if start is None:
            return 0
        steps = next(phase.steps for phase in self.steps.phases if phase.name == name)
        return min(max(self.step - start + 1, 0), steps)

    @property
    def by_input(self) -> bool:
        """Whether the walk goes through the input's cells."""
        return self.steps.starts("stamp") is not None

    @property
    def cell(self) -> Cell | None:
        """Channel, row, column of the cell done last; None while the grid is prepared."""
        if not self.done:
            return None
        shape = self.trace.input_shape if self.by_input else self.trace.output_shape
        channel, y, x = (int(at) for at in np.unravel_index(self.done - 1, shape))
        return channel, y, x

    @cached_property
    def plane(self) -> tuple[int, int]:
        """First and second index of the kernel between the two channels."""
        first, second, _, _ = np.unravel_index(
            _first_tap(self.trace, self.source, self.target).kernel_tap[0], self.trace.kernel.shape
        )
        return int(first), int(second)

    @property
    def rows(self) -> Rows:
        """The rows of the step's cell between the two channels; none while preparing."""
        if self.cell is None:
            return self.trace.rows(inputs=(slice(0, 0), None, None))
        _, y, x = self.cell
        if self.by_input:
            return self.trace.rows(inputs=(self.source, y, x), outputs=(self.target, None, None))
        return self.trace.rows(inputs=(self.source, None, None), outputs=(self.target, y, x))

    @property
    def turned(self) -> bool:
        """Whether a kernel that slides lies turned by 180 degrees by now."""
        return self.steps.turned is not None and self.step >= self.steps.turned

    def there_and_gone(
        self, vertical: Life, horizontal: Life
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which places are there by now, and which have been and are no more.

        A place is there where it is along both axes.
        """
        (begun_y, y), (begun_x, x) = (_alive(life, self.step) for life in (vertical, horizontal))
        there: NDArray[np.bool_] = y[:, None] & x[None, :]
        return there, begun_y[:, None] & begun_x[None, :] & ~there

    @cached_property
    def uncut(self) -> Trace:
        """The same operation with an output that nothing is cut from: the whole frame."""
        return replace(self.trace, geometry=_uncut(self.trace.geometry))

    @property
    def complete(self) -> bool:
        """Whether all products have been added; then the bias is, too."""
        cells = self.trace.image.size if self.by_input else int(np.prod(self.trace.output_shape))
        return self.done == cells

    def finished(self) -> NDArray[np.bool_]:
        """Return which sums are finished, (C, H, W); by input all of them are at once."""
        shape = self.trace.output_shape
        if self.by_input:
            return np.full(shape, self.complete)
        return np.arange(int(np.prod(shape))).reshape(shape) < self.done

    def so_far(self) -> tuple[Numbers, NDArray[np.bool_]]:
        """Return the sums of the stamps done, without the bias, and which cells one reached.

        Returns:
            Two (H, W) arrays over the whole frame.
        """
        running, reached = (np.zeros(self.uncut.output_shape) for _ in range(2))
        for _, stamp in zip(range(self.done), stamps(self.uncut), strict=False):
            running = stamp.running
            reached.reshape(-1)[stamp.rows.output_cell] = 1
        return running[self.target], reached[self.target] > 0

    def tap_at_input(self) -> Indices:
        """Return the tap that meets each cell of the shown input; -1 for none."""
        return self._taps(self.rows.input_cell, self.trace.input_shape, self.source)

    def tap_at_output(self) -> Indices:
        """Return the tap that reaches each cell of the shown output; -1 for none."""
        return self._taps(self.rows.output_cell, self.trace.output_shape, self.target)

    def tap_in_frame(self) -> Indices:
        """Return the tap of the step's stamp on each place of the frame; -1 for none."""
        if self.cell is None:
            return np.full(self.uncut.output_shape[1:], -1)
        _, y, x = self.cell
        rows = self.uncut.rows(inputs=(self.source, y, x), outputs=(self.target, None, None))
        return self._taps(rows.output_cell, self.uncut.output_shape, self.target, rows)

    def _taps(self, cells: Indices, shape: Cell, channel: int, rows: Rows | None = None) -> Indices:
        found = np.full(shape, -1)
        inside = cells != OUTSIDE
        taps = (rows or self.rows).kernel_tap % self.trace.kernel[0, 0].size
        found.reshape(-1)[cells[inside]] = taps[inside]
        shown: Indices = found[channel]
        return shown


def moment(
    trace: Trace,
    walk: str,
    step: int,
    *,
    slides: bool,
    channel: int | None,
    unrolls: bool = False,
    activation: ActivationKey = "",
) -> Moment:
    """Return a step of an operation.

    Args:
        trace: The operation.
        walk: By which cells.
        step: From 0.
        slides: Whether a grid is prepared first; see ``timeline``.
        channel: Which channel to show on the other side of the step's own; None for the first
            that is wired.
        unrolls: Whether the steps are those of the matrix in the making.
        activation: What follows the sum; "" for nothing.

    Raises:
        GeometryError: there is no such step or channel.
        ValueError: no row joins the two channels.
    """
    by: Walk = "output" if walk == "output" else "input"
    steps = timeline(trace, by, prepared=slides, unrolled=unrolls)
    count = sum(phase.steps for phase in steps.phases)
    step = in_range("step", step, 0, count - 1)
    own = Moment(steps, step, 0, 0)
    source, target = _channels(trace, own.by_input, own.cell[0] if own.cell else 0, channel)
    return Moment(steps, step, source, target, activation)


def _alive(life: Life, step: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which places of an axis have begun by a step, and which are there at it."""
    begun = np.array([since <= step for since in life.since])
    ended = np.array([until is not None and step >= until for until in life.until])
    back = np.array([again is not None and step >= again for again in life.again])
    return begun, begun & (~ended | back)


def _uncut(geometry: Geometry) -> Geometry:
    height, width = (
        axis.part(range(axis.coarse), range(axis.kernel), _frame(axis))
        for axis in (geometry.height, geometry.width)
    )
    return replace(geometry, height=height, width=width)


def _frame(axis: Axis) -> range:
    """Return the fine cells of the frame, those before the first one negative."""
    places = axis.frame()
    start = -int(np.flatnonzero(places == 0)[0])
    return range(start, start + len(places))


def _channels(trace: Trace, by_input: bool, own: int, other: int | None) -> tuple[int, int]:
    """Return (input channel, output channel), the other one looked for among the wired."""
    others = trace.output_shape[0] if by_input else trace.input_shape[0]
    if other is not None:
        other = in_range("channel", other, 0, others - 1)
    pairs = [(own, n) if by_input else (n, own) for n in range(others)]
    wired = [pair for pair in pairs if len(_first_tap(trace, *pair))]
    if other is None:
        return wired[0]
    wanted = (own, other) if by_input else (other, own)
    if wanted not in wired:
        raise ValueError(f"no row joins input channel {wanted[0]} and output channel {wanted[1]}")
    return wanted


def _first_tap(trace: Trace, source: int, target: int) -> Rows:
    """Return the first tap's rows between two channels; none where groups keep them apart."""
    return trace.rows(inputs=(source, None, None), taps=(0, 0), outputs=(target, None, None))
