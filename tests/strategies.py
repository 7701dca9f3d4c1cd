"""Random problems: printable, small, whole numbers, so that float64 sums are exact."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

Pair = tuple[int, int]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Problem:
    """One operation's arguments, in PyTorch's terms; the kernel's layout fits the operation."""

    operation: str
    image: Numbers
    kernel: Numbers
    bias: Numbers
    stride: Pair
    padding: Pair
    output_padding: Pair
    dilation: Pair
    groups: int


def pairs(low: int, high: int) -> st.SearchStrategy[Pair]:
    """Two numbers, vertical and horizontal."""
    return st.tuples(st.integers(low, high), st.integers(low, high))


@st.composite
def problems(draw: st.DrawFn, operation: str) -> Problem:
    """Draw any setting, possible or not: torch and core must agree on that as well."""
    groups = draw(st.sampled_from([1, 1, 2, 3]))
    inputs, outputs = (groups * draw(st.integers(1, 2)) for _ in range(2))
    height, width = draw(pairs(1, 6))
    taps = draw(pairs(1, 4))
    first, second = (inputs, outputs) if operation == "transposed" else (outputs, inputs)
    seed = draw(st.integers(0, 2**16))
    numbers = np.random.default_rng(seed)

    def whole(*shape: int) -> Numbers:
        return numbers.integers(-5, 6, shape).astype(float)

    return Problem(
        operation=operation,
        image=whole(inputs, height, width),
        kernel=whole(first, second // groups, *taps),
        bias=whole(outputs),
        stride=draw(pairs(1, 4)),
        padding=draw(pairs(0, 4)),
        output_padding=draw(pairs(0, 2)) if operation == "transposed" else (0, 0),
        dilation=draw(pairs(1, 3)),
        groups=groups,
    )
