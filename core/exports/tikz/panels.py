"""What each reading shows of a step, as grids in a row: the same parts as on the stage."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from core.activations import ACTIVATIONS
from core.contributions import Numbers
from core.exports.tikz.grid import NOTHING, Grid, number
from core.exports.tikz.moment import Differs, Moment
from core.geometry import INSERTED, Indices
from core.phases import interleaved, phases
from core.readings import ReadingKey, matrix, overlap, turned_kernel
from core.roundtrip import round_trip
from core.unrolling import unrolled

MOST_STAMPS, MOST_CELLS = 9, 600
"""Stamps, and their cells, that are drawn one beside the other; of more only the step's own."""
_SMALL = 0.5


def panels(moment: Moment, reading: ReadingKey) -> list[Grid]:
    """Return the grids that a reading draws of a step, from left to right."""
    return DRAWN[reading](moment)


def _stamp(now: Moment) -> list[Grid]:
    return [_input(now), _kernel(now), *_stamps(now), *_outcome(now)]


def _slide(now: Moment) -> list[Grid]:
    grid = _spread(now) if now.trace.transposed else _padded(now)
    return [_input(now), _kernel(now, turned=now.turned), grid, *_outcome(now)]


def _matrix(now: Moment) -> list[Grid]:
    """Return the matrix, the input as a column, and the output as a column."""
    trace = now.trace
    entries = matrix(trace)
    rows = trace.rows().landing()
    rows = rows.where(rows.input_cell >= 0)
    taps = np.full(entries.shape, NOTHING)
    taps[rows.output_cell, rows.input_cell] = rows.kernel_tap % trace.kernel[0, 0].size
    x = trace.image.reshape(-1, 1)
    y: Numbers = np.zeros((entries.shape[0], 1))
    unknown = np.ones(y.shape, dtype=np.bool_)
    at_x, at_y = np.zeros(x.shape, dtype=np.bool_), np.zeros(y.shape, dtype=np.bool_)
    if now.by_input:
        at_x[max(now.done - 1, 0) : now.done] = True
        # Columns so far times their inputs: the running sum, without the bias.
        y[:] = entries[:, : now.done] @ x[: now.done]
        unknown[:] = ~(taps[:, : now.done] >= 0).any(axis=1, keepdims=True)
        if now.complete:
            y[:] = trace.result().reshape(-1, 1)
            unknown[:] = False
    else:
        y[:] = trace.result().reshape(-1, 1)
        unknown[:] = np.arange(len(y))[:, None] >= now.done
        at_y[max(now.done - 1, 0) : now.done] = True
    own = np.zeros(entries.shape, dtype=np.bool_)
    if now.done and now.by_input:
        own[:, now.done - 1] = True
    elif now.done:
        own[now.done - 1] = True
    transposed = r"$C^{\mathsf T}$" if trace.transposed else "$C$"
    return [
        Grid(
            transposed,
            entries,
            taps=np.where(own, taps, NOTHING),
            styles=[("faint", (taps >= 0) & ~own), ("marked line", own & (taps < 0))],
            blank=taps < 0,
            after=r"\cdot",
        ),
        _differing(
            Grid("$x$", x, styles=[("marked input", at_x)], after="="), _column(now.differs[0])
        ),
        *_followed(
            now, Grid("$y$", y, styles=[("marked output", at_y)], blank=unknown), column=True
        ),
    ]


def _count(now: Moment) -> list[Grid]:
    trace = now.trace
    # Each input channel of a group brings as many.
    counts = (overlap(trace) * (trace.input_shape[0] // trace.groups)).astype(np.float64)
    grid = Grid("products per cell", counts, styles=[("hole", counts == 0)])
    return [_input(now), _kernel(now), grid, *_outcome(now)]


def _phases(now: Moment) -> list[Grid]:
    """Return the kernel's phases, each with what it makes of the input, and all of them in turn."""
    small = [
        Grid(f"phase {i}", part, scale=_SMALL)
        for i, phase in enumerate(phases(now.trace))
        # Turned, as it slides over the input.
        for part in (phase.kernel[::-1, ::-1], phase.output)
        if part.size
    ]
    shown = [replace(small[-1], after=r"\rightarrow")]
    return [
        Grid("input", now.trace.image[0]),
        Grid("kernel", now.trace.kernel[0, 0]),
        *small[:-1],
        *shown,
        *_followed(now, Grid("output", interleaved(now.trace)), whole=True),
    ]


def _trip(now: Moment) -> list[Grid]:
    trip = round_trip(now.trace)
    found = [] if trip.found is None else [Grid(r"$\hat x$", trip.found[now.source])]
    y = Grid("$y$", now.trace.result()[now.target], after=r"\rightarrow")
    return [
        Grid("kernel", now.trace.kernel[now.plane]),
        Grid("$x$", now.trace.image[now.source], after=r"\rightarrow"),
        y,
        Grid("$x'$", trip.back.result()[now.source]),
        Grid("$x' - x$", trip.difference[now.source]),
        *found,
        # The way back begins at the sums.
        *_followed(now, y, whole=True)[1:],
    ]


def _unroll(now: Moment) -> list[Grid]:
    """Return the grid with its cells counted, C as far as it is made or Cᵀ, and the column."""
    made = unrolled(now.trace)
    entries = made.matrix()
    taps = np.full(entries.shape, NOTHING)
    for row, window in zip(taps, made.windows, strict=True):
        row[window.places] = window.taps % now.trace.kernel[0, 0].size
    done = now.steps_of("fill")
    blank = (taps < 0) | (np.arange(len(taps)) >= done)[:, None]
    colours = np.where(blank, NOTHING, taps)
    tipped = now.steps_of("tip") > 0
    column = np.arange(made.places.size, dtype=np.float64)[:, None]
    waits = column >= made.places[0, 0].size * now.steps_of("unroll")
    return [
        _kernel(now),
        Grid(
            "row" if now.trace.layer.dimensions == 1 else "grid",
            made.places[now.source if not now.trace.transposed else now.target] * 1.0,
        ),
        Grid(
            r"$C^{\mathsf T}$" if tipped else "$C$",
            entries.T if tipped else entries,
            taps=colours.T if tipped else colours,
            blank=blank.T if tipped else blank,
        ),
        Grid("column", column, blank=waits),
    ]


DRAWN: dict[ReadingKey, Callable[[Moment], list[Grid]]] = {
    "stamp": _stamp,
    "slide": _slide,
    "matrix": _matrix,
    "count": _count,
    "phases": _phases,
    "trip": _trip,
    "unroll": _unroll,
}
"""Each reading that has a picture for paper."""


def _input(now: Moment) -> Grid:
    trace = now.trace
    marked = np.zeros(trace.input_shape[1:], dtype=np.bool_)
    taps = None if now.by_input else now.tap_at_input()
    if now.by_input and now.cell is not None:
        marked[now.cell[1:]] = True
    label = _label("input", now.source, trace.input_shape[0])
    grid = Grid(label, trace.image[now.source], taps=taps, styles=[("marked input", marked)])
    return _differing(grid, None if now.differs[0] is None else now.differs[0][now.source])


def _kernel(now: Moment, *, turned: bool = False) -> Grid:
    """Return the kernel as it is, or as it slides: turned, with the gaps of a dilation."""
    taps = _plain_taps(now)
    if not turned:
        return Grid("kernel", now.trace.kernel[now.plane], taps=taps)
    height, width = now.axes
    gaps = np.full((height.extent, width.extent), NOTHING)
    gaps[:: height.dilation, :: width.dilation] = taps
    shown = turned_kernel(now.trace)[now.plane]
    # Turned, the last tap lies first.
    lying = gaps[::-1, ::-1]
    return Grid(r"kernel, turned by $180^\circ$", shown, taps=lying, there=lying >= 0)


def _stamps(now: Moment) -> list[Grid]:
    """Return the stamps so far on planes of their own, with plus signs between them."""
    trace = now.uncut
    cells = [(now.source, int(y), int(x)) for y, x in np.ndindex(*trace.input_shape[1:])]
    before = now.source * len(cells)
    done = [cell for i, cell in enumerate(cells) if before + i < now.done]
    fits = len(cells) <= MOST_STAMPS and len(cells) * trace.result()[0].size <= MOST_CELLS
    shown = done if fits else done[-1:]
    planes = []
    for cell in shown:
        rows = trace.rows(inputs=cell, outputs=(now.target, None, None))
        reached = np.zeros(trace.output_shape, dtype=np.bool_)
        reached.reshape(-1)[rows.output_cell[rows.output_cell >= 0]] = True
        own = cell == now.cell
        there = reached[now.target]
        value = number(float(trace.image[cell]))
        planes.append(
            Grid(
                rf"${value}\times$ kernel",
                rows.total()[now.target],
                taps=now.tap_in_frame() if own else None,
                styles=[("stamped", there & (not own))],
                blank=~there,
                scale=_SMALL,
                after="+",
            )
        )
    if not planes:
        return []
    return [*planes[:-1], replace(planes[-1], after=r"\rightarrow")]


def _output(now: Moment) -> Grid:
    trace = now.trace
    size = trace.output_shape
    if not now.by_input:
        finished = now.finished()[now.target]
        own = np.zeros(size[1:], dtype=np.bool_)
        if now.cell is not None:
            own[now.cell[1:]] = True
        label = _label("output", now.target, size[0])
        return Grid(
            label, trace.result()[now.target], styles=[("marked output", own)], blank=~finished
        )
    there, gone = now.there_and_gone(now.steps.frame(0), now.steps.frame(1))
    height, width = (axis.frame() >= 0 for axis in now.axes)
    kept = height[:, None] & width[None, :]
    start = now.steps.starts("cut")
    cut = start is not None and now.step >= start
    label = "output" if cut or kept.all() else "full output"
    sums, reached = now.so_far()
    # At the end zeros where no stamp reaches, and the bias, once for every cell.
    sums = sums + trace.bias[now.target] * (kept & now.complete)
    begun = reached | (there & kept & now.complete)
    return Grid(
        _label(label, now.target, size[0]),
        sums,
        taps=None if cut else now.tap_in_frame(),
        styles=[("lost", gone), ("doomed", there & ~kept)],
        blank=~begun,
        there=there | gone,
    )


def _outcome(now: Moment) -> list[Grid]:
    return _followed(now, _output(now))


def _differing(grid: Grid, differs: Differs) -> Grid:
    """Return a grid with those of its cells hatched that differ; in a frame, of what is kept."""
    if differs is None:
        return grid
    return replace(grid, styles=[*grid.styles, ("differs", differs)])


def _column(differs: Differs) -> Differs:
    return None if differs is None else differs.reshape(-1, 1)


def _in_frame(now: Moment, grid: Grid, differs: Differs) -> Differs:
    """Return which cells of an output differ, where it stands in the frame of all stamps."""
    if differs is None or grid.values.shape == differs.shape:
        return differs
    framed = np.zeros(grid.values.shape, dtype=np.bool_)
    height, width = (np.flatnonzero(axis.frame() >= 0) for axis in now.axes)
    framed[np.ix_(height, width)] = differs
    return framed


def _followed(
    now: Moment, output: Grid, *, whole: bool = False, column: bool = False
) -> list[Grid]:
    """Return an output with what follows its sums.

    Args:
        now: The step.
        output: The sums.
        whole: Whether all of them are finished, whatever the step.
        column: Whether those of all channels stand in one column.
    """
    last = now.differs[1]
    differs = _column(last) if column else None if last is None else last[now.target]
    if not now.activation:
        return [_differing(output, _in_frame(now, output, differs))]
    follows = ACTIVATIONS[now.activation]
    made = np.asarray(follows.apply(now.trace.result()), np.float64)
    done = np.full(made.shape, whole) | now.finished()
    shown = made.reshape(-1, 1) if column else made[now.target]
    finished = done.reshape(-1, 1) if column else done[now.target]
    name = f"{output.label} after" if output.label.startswith("$") else "after"
    return [
        replace(output, after=r"\rightarrow"),
        _differing(Grid(f"{name} {follows.name}", shown, blank=~finished), differs),
    ]


def _padded(now: Moment) -> Grid:
    """Return the input of a convolution with the rings that are around it by now."""
    there, _ = now.there_and_gone(now.steps.frame(0), now.steps.frame(1))
    fine = [axis.frame() for axis in now.axes]
    inside = (fine[0] >= 0)[:, None] & (fine[1] >= 0)[None, :]
    values = np.zeros(inside.shape)
    values[inside] = now.trace.image[now.source].ravel()
    taps = np.full(inside.shape, NOTHING)
    if now.cell is not None:
        rows, columns = (axis.places()[at] for axis, at in zip(now.axes, now.cell[1:], strict=True))
        taps[np.ix_(rows, columns)] = _plain_taps(now)
    label = "padded input" if (there & ~inside).any() else "input under the kernel"
    return Grid(
        label, values, taps=taps, styles=[("ring", ~inside)], there=there, after=r"\rightarrow"
    )


def _spread(now: Moment) -> Grid:
    """Return the spread grid by now: zeros hatched, rings dashed, what is cut as ghosts."""
    steps, trace = now.steps, now.trace
    back = [steps.given_back(i) for i in (0, 1)]
    height, width = (axis.spread(more) for axis, more in zip(now.axes, back, strict=True))
    there, gone = now.there_and_gone(steps.spread(0), steps.spread(1))
    cells = (height.kind >= 0)[:, None] & (width.kind >= 0)[None, :]
    between = (height.kind >= INSERTED)[:, None] & (width.kind >= INSERTED)[None, :] & ~cells
    values = np.zeros(cells.shape)
    values[cells] = trace.image[now.source].ravel()
    taps = np.full(cells.shape, NOTHING)
    own = np.zeros(cells.shape, dtype=np.bool_)
    if now.cell is not None and now.by_input:
        own[np.ix_(height.kind == now.cell[1], width.kind == now.cell[2])] = True
    elif now.cell is not None:
        windows = height.windows[now.cell[1]], width.windows[now.cell[2]]
        taps[np.ix_(*windows)] = _plain_taps(now)
    return Grid(
        "spread input",
        values,
        taps=taps,
        styles=[
            ("zero", between & ~gone),
            ("ring", ~cells & ~between & ~gone),
            ("lost", gone),
            ("marked input", own),
        ],
        there=there | gone,
        after=r"\rightarrow",
    )


def _plain_taps(now: Moment) -> Indices:
    return np.arange(now.trace.kernel[0, 0].size).reshape(now.trace.kernel.shape[2:])


def _label(role: str, channel: int, channels: int) -> str:
    return role if channels == 1 else f"{role}, channel {channel}"
