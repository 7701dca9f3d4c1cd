"""A stack of transposed convolutions, and the pattern that it leaves in a flat input.

One layer gives an output cell as many products as taps reach its phase. Where the phases differ,
a flat input does not stay flat: it gets a pattern that repeats with the stride, the checkerboard.
A stack multiplies the strides, and each layer's pattern runs through those that follow. With
ones for weights a cell's number is the count of all ways that lead to it; with other weights a
layer can be even and leave a pattern all the same, since phases with as many taps need not have
the same sum.

Worked example (``tests/test_stacks.py``), along one side, three ones:

    kernel 3, stride 2     1 1 2 1 2 1 1          1 and 2 in turn
    then kernel 2          1 2 3 3 3 3 2 1        even again: each cell adds a 1 and a 2
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.arguments import GeometryError
from core.contributions import Numbers, Trace, trace_layer
from core.frameworks import resolve
from core.geometry import OUTSIDE, Axis, Indices
from core.layer import Layer, Pair
from core.wording import listed

LARGEST_SIDE = 128
"""Cells a side that a layer of a stack may make."""

Weights = Literal["ones", "random", "alike"]
WEIGHTS: dict[Weights, str] = {
    "ones": "Ones",
    "random": "Random",
    "alike": "Phases alike",
}
"""What can stand in the kernels, with its name on a button."""


def kernels(layers: Sequence[Layer], weights: Weights, seed: int) -> list[Numbers]:
    """Return a kernel for each layer.

    Args:
        layers: As ``sized`` returns them.
        weights: "alike" is "random" with a share added to each phase's taps, so that all phases
            that have a tap have one sum.
        seed: Which random numbers, in hundredths; ones have none.
    """
    made = []
    for number, layer in enumerate(layers):
        kernel = np.ones(layer.kernel_size)
        if weights != "ones":
            drawn = np.random.default_rng((seed, number)).standard_normal(layer.kernel_size)
            kernel = drawn.round(2)
        made.append(_alike(layer, kernel) if weights == "alike" else kernel)
    return made


def _alike(layer: Layer, kernel: Numbers) -> Numbers:
    taps = [part for part in phase_taps(layer) if kernel[part].size]
    mean = np.mean([kernel[part].sum() for part in taps])
    evened = kernel.copy()
    for part in taps:
        evened[part] += (mean - kernel[part].sum()) / kernel[part].size
    return evened


def phase_taps(layer: Layer) -> list[tuple[Indices, ...]]:
    """Return which taps each phase has, (t, 1) rows and (1, u) columns, in row order."""
    geometry = resolve(layer)
    return [
        np.ix_(rows.taps, columns.taps)
        for rows in geometry.height.phases()
        for columns in geometry.width.phases()
    ]


def phase_sums(layer: Layer, kernel: Numbers) -> Numbers:
    """Return the sum of each phase's weights, laid out as the output's first cells are.

    That is what a flat input of ones becomes there, away from the borders.
    """
    sums = np.array([kernel[part].sum() for part in phase_taps(layer)])
    geometry = resolve(layer)
    return sums.reshape(len(geometry.height.phases()), len(geometry.width.phases()))


def sized(layers: Sequence[Layer], side: int) -> list[Layer]:
    """Return the layers of a stack, each with the size that comes to it.

    Args:
        layers: Transposed convolutions; what their ``input_size`` says is not read.
        side: Cells a side of the input.

    Raises:
        GeometryError: a layer refuses what comes, or makes more than ``LARGEST_SIDE`` a side.
    """
    size: Pair = (side, side)
    found = []
    for number, layer in enumerate(layers, start=1):
        found.append(replace(layer, input_size=size))
        try:
            size = resolve(found[-1]).output_size
        except GeometryError as refused:
            raise GeometryError(
                refused.parameter, refused.value, f"Layer {number}: {refused}"
            ) from None
        if max(size) > LARGEST_SIDE:
            raise GeometryError(
                "input_size",
                side,
                f"Layer {number} makes {max(size):,} cells a side: {LARGEST_SIDE} is the most here",
            )
    return found


def stacked(layers: Sequence[Layer], kernels: Sequence[Numbers]) -> list[Trace]:
    """Run a flat input of ones through one layer after the other.

    Args:
        layers: As ``sized`` returns them.
        kernels: One for each layer.
    """
    image: Numbers = np.ones(layers[0].input_size)
    traces: list[Trace] = []
    for layer, kernel in zip(layers, kernels, strict=True):
        traces.append(trace_layer(layer, image, kernel))
        image = traces[-1].result()[0]
    return traces


def away_from_borders(traces: Sequence[Trace]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which rows and which columns of the last output have all that their place can have.

    Each of their taps meets an input cell that is itself away from the borders, down to the
    first layer.
    """
    axes = [(one.geometry.height, one.geometry.width) for one in traces]
    return _inside([height for height, _ in axes]), _inside([width for _, width in axes])


def _inside(axes: Sequence[Axis]) -> NDArray[np.bool_]:
    inside = np.ones(axes[0].coarse, np.bool_)
    for axis in axes:
        made = np.zeros(axis.fine, np.bool_)
        for phase in axis.phases():
            # OUTSIDE, a number like any other here, is masked before it counts.
            meets = (phase.reads != OUTSIDE) & inside[phase.reads]
            made[phase.cells] = meets.all(axis=1)
        inside = made
    return inside


def repeating(traces: Sequence[Trace]) -> Numbers | None:
    """Return what repeats away from the borders of what a flat input becomes.

    Returns:
        (period, period), beginning at a cell whose row and column are multiples of the period,
        along each axis the product of its strides; None where the output is too small to hold it.
    """
    cells = []
    for i, whole in enumerate(away_from_borders(traces)):
        inside = np.flatnonzero(whole)
        period = int(np.prod([one.layer.stride[i] for one in traces]))
        places = [inside[inside % period == phase][:1] for phase in range(period)]
        if not all(map(len, places)):
            return None
        cells.append(np.concatenate(places))
    pattern: Numbers = traces[-1].result()[0][np.ix_(*cells)]
    return pattern


def even(pattern: Numbers) -> bool:
    """Tell whether all numbers are one, but for what adding up in another order changes."""
    spread = float(pattern.max() - pattern.min())
    return spread <= 1e-9 * max(float(np.abs(pattern).max()), 1.0)


def reason(axis: Axis, along: str = " along each side") -> str:
    """Say how many products away from the borders, and why; along one side, or both alike.

    >>> reason(Axis(coarse=9, fine=19, kernel=3, stride=2, dilation=1, before=0, after=0))
    'uneven, 2 and 1 products in turn along each side: stride 2 does not divide kernel 3'
    """
    counts = axis.taps_per_phase().tolist()
    step = f"stride {axis.stride}"
    if axis.even:
        products = f"{counts[0]} product{'' if counts[0] == 1 else 's'}"
        if axis.stride == 1:
            return f"even, {products}{along}: stride 1"
        return f"even, {products}{along}: {step} divides kernel {axis.kernel}"
    if axis.kernel < axis.stride:
        return f"holes: kernel {axis.kernel} is smaller than {step}"
    if 0 in counts:
        return f"holes: dilation {axis.dilation} and {step} have a common factor"
    return (
        f"uneven, {listed(counts)} products in turn{along}: {step} does not divide "
        f"kernel {axis.kernel}"
    )
