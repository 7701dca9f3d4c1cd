"""A transposed convolution taken apart into its phases, and laid together again.

Row and column of an output cell, modulo the stride, say which taps can reach it. So the kernel
falls apart into s·s small ones; each of them, turned, is an ordinary convolution of the input
with step 1, and its results are every s-th output cell. Laying them out in turn is what
networks call a pixel shuffle.

Worked example (``tests/test_phases.py``): ones 2×2, kernel 3×3 counting up, stride 2. Even rows
and columns are met by the taps 1 3 7 9, odd ones by tap 5 alone:

    even, even     1  4  3      odd, odd     5 5
                   8 20 12                   5 5
                   7 16  9
"""

from dataclasses import dataclass

import numpy as np

from core.contributions import Numbers, Trace
from core.geometry import OUTSIDE, Indices, PhaseAxis


@dataclass(frozen=True, eq=False)
class Phase:
    """The output cells that share row and column modulo the stride, and what makes them.

    Attributes:
        rows: The vertical axis of its cells and taps.
        columns: The horizontal one.
        kernel: (t, u) float64. Its taps' weights, as they lie in the kernel.
        output: (n, m) float64. The small convolution's result, bias included.
    """

    rows: PhaseAxis
    columns: PhaseAxis
    kernel: Numbers
    output: Numbers


def phases(trace: Trace) -> list[Phase]:
    """Return the phases in row order of their first output cells.

    Raises:
        ValueError: the trace is a convolution, or has more than one map on a side.
    """
    if not trace.transposed:
        raise ValueError("only a transposed convolution has phases")
    if trace.input_shape[0] != 1 or trace.output_shape[0] != 1:
        raise ValueError("phases are taken apart one map at a time")
    return [
        _phase(trace, rows, columns)
        for rows in trace.geometry.height.phases()
        for columns in trace.geometry.width.phases()
    ]


def _phase(trace: Trace, rows: PhaseAxis, columns: PhaseAxis) -> Phase:
    kernel = trace.kernel[0, 0][rows.taps[:, None], columns.taps]
    # Where a tap meets no cell it meets a zero of the ring.
    ringed = np.pad(trace.image[0], 1)
    windows = ringed[_inside(rows.reads)[:, :, None, None], _inside(columns.reads)[None, None]]
    output = np.einsum("atbu,tu->ab", windows, kernel) + trace.bias[0]
    return Phase(rows, columns, kernel, output)


def _inside(reads: Indices) -> Indices:
    """Return the places in the input with a ring of one zero around it; ``OUTSIDE`` is there."""
    return reads - OUTSIDE


def interleaved(trace: Trace) -> Numbers:
    """Return the output, (H, W), each phase's result laid on every s-th cell."""
    output = np.empty(trace.output_shape[1:])
    for phase in phases(trace):
        output[phase.rows.cells[:, None], phase.columns.cells] = phase.output
    return output


def in_words(trace: Trace) -> str:
    """Say what taking apart shows of this layer."""
    parts = phases(trace)
    if max(trace.layer.stride) == 1:
        return "Stride 1 has one phase: the whole kernel, turned, slides over the input."
    empty = sum(phase.kernel.size == 0 for phase in parts)
    holes = f" {empty} of them {'has' if empty == 1 else 'have'} no tap: holes." if empty else ""
    down, across = trace.layer.stride
    same = f"modulo {down}" if down == across else f"modulo {down} and {across}"
    return (
        f"{len(parts)} phases: row and column of an output cell, {same}, choose its taps.{holes} "
        "Each phase, turned by 180°, is a small convolution with step 1; laid out in turn, a pixel "
        "shuffle, they are the output."
    )


def steps_in_words(trace: Trace) -> list[str]:
    """Say of each phase which taps it has and where its cells are laid; nothing for one phase.

    >>> from core.contributions import trace
    >>> steps_in_words(trace([[1, 2]], [[10, 20, 30]], stride=2))  # doctest: +NORMALIZE_WHITESPACE
    ['Phase 0 of 2: 2 of the 3 taps, laid from y[0,0] on, 3 cells.',
     'Phase 1 of 2: 1 of the 3 taps, laid from y[0,1] on, 2 cells.']
    """
    parts = phases(trace)
    if len(parts) == 1:
        return []
    said = []
    for i, phase in enumerate(parts):
        count = phase.output.size
        cells = f"{count} cell{'' if count == 1 else 's'}"
        first = f"y[{phase.rows.cells[0]},{phase.columns.cells[0]}]"
        taps = f"{phase.kernel.size} of the {trace.kernel[0, 0].size} taps"
        if phase.kernel.size == 0:
            taps = "no tap, holes"
        said.append(f"Phase {i} of {len(parts)}: {taps}, laid from {first} on, {cells}.")
    return said
