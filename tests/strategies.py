"""Random problems: printable, small, whole numbers, so that float64 sums are exact.

Every strategy draws what is legal, and only that: each number is drawn within what the numbers
before it leave. So no example is thrown away, and no law passes because its setting was refused.
What is refused has a strategy, and tests, of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import Phase
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.frameworks import resolve
from core.geometry import Operation, extent, full_size
from core.layer import Framework, Layer

Pair = tuple[int, int]
Numbers = NDArray[np.float64]

UNSHRUNK = tuple(phase for phase in Phase if phase not in (Phase.shrink, Phase.explain))
"""For laws over whole tables: problems are small as they are, and shrinking one takes minutes."""

FRAMEWORKS: tuple[Framework, ...] = ("pytorch", "keras", "onnx", "jax")
OPERATIONS: tuple[Operation, ...] = ("transposed", "convolution")

BEYOND = Layer(
    framework="onnx",
    input_size=(1, 1),
    kernel_size=(1, 1),
    stride=(4, 1),
    output_padding=(3, 0),
    output_size=(1, 1),
)
"""Its one output lies beyond all that is stamped: ONNX allows it."""


@dataclass(frozen=True, eq=False)
class Problem:
    """One operation's arguments, in PyTorch's terms; the kernel's layout fits the operation."""

    operation: Operation
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
def layers(
    draw: st.DrawFn,
    operation: Operation | None = None,
    framework: Framework | None = None,
    *,
    alike: bool = False,
    largest: Pair = (6, 4),
    words: Sequence[str] = ("valid", "same", "same_lower"),
) -> Layer:
    """Draw a layer that its framework takes.

    Args:
        draw: Hypothesis' own.
        operation: Any when None.
        framework: Any when None.
        alike: As the lab's controls say it: but for the input both axes are the same, padding is
            the same on all sides, an output padding of 0 is none, and no size is requested.
        largest: Most cells of an input, most taps of a kernel, per axis.
        words: The words for padding, of those that the framework knows.
    """
    operation = operation or draw(st.sampled_from(OPERATIONS))
    framework = framework or draw(st.sampled_from(FRAMEWORKS))
    both = _Both(draw, alike)
    bare = Layer(
        operation=operation,
        framework=framework,
        input_size=draw(pairs(1, largest[0])),
        kernel_size=both.between(1, largest[1]),
        stride=both.between(1, 4),
        dilation=both.between(1, 3),
    )
    # Keras refuses one with the other, whichever axis they are of.
    if framework == "keras" and max(bare.stride) > 1:
        bare = replace(bare, dilation=(1, 1))
    if operation == "convolution":
        return _padded(both, bare, words)
    return _cropped(both, bare, words)


class _Both:
    """Draws a number per axis, or one for both."""

    def __init__(self, draw: st.DrawFn, alike: bool) -> None:
        self.draw, self.alike = draw, alike

    def between(self, low: int | Pair, high: int | Pair) -> Pair:
        (low_y, low_x), (high_y, high_x) = (
            (bound, bound) if isinstance(bound, int) else bound for bound in (low, high)
        )
        if self.alike:
            number = self.draw(st.integers(max(low_y, low_x), min(high_y, high_x)))
            return number, number
        return self.draw(st.integers(low_y, high_y)), self.draw(st.integers(low_x, high_x))

    def one_of(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))


def _padded(both: _Both, bare: Layer, words: Sequence[str]) -> Layer:
    """Add a convolution's padding, and as many cells to the input as the kernel needs to fit."""
    lower = bare.framework in ("onnx", "jax")
    known: list[Any] = [word for word in words if lower or word != "same_lower"]
    if known and both.one_of(True, False):
        padding = both.one_of(*known)
    elif bare.framework != "pytorch" and not both.alike:
        padding = both.between(0, 4), both.between(0, 4)
    else:
        padding = both.between(0, 4)
    if padding in ("same", "same_lower"):
        # PyTorch knows the word without a stride only, ONNX Runtime without a dilation.
        alone: dict[str, dict[str, Any]] = {
            "pytorch": {"stride": (1, 1)},
            "onnx": {"dilation": (1, 1)},
        }
        return replace(bare, padding=padding, **alone.get(bare.framework, {}))
    numbers = (0, 0) if padding == "valid" else padding
    sides = [(side, side) if isinstance(side, int) else side for side in numbers]
    extents = [extent(bare.kernel_size[i], bare.dilation[i]) for i in (0, 1)]
    height, width = (max(bare.input_size[i], extents[i] - sum(sides[i])) for i in (0, 1))
    return replace(bare, padding=padding, input_size=(height, width))


def _cropped(both: _Both, bare: Layer, words: Sequence[str]) -> Layer:
    """Add what a transposed convolution may crop, append or be asked for."""
    full = _full(bare)
    if bare.framework == "keras":
        return _cropped_by_keras(both, bare, full, words)
    if bare.framework == "jax":
        return _cropped_by_jax(both, bare, full, words)
    reach = bare.stride
    if bare.framework == "pytorch":
        reach = (max(bare.stride[0], bare.dilation[0]), max(bare.stride[1], bare.dilation[1]))
    added = both.between(0, (min(reach[0] - 1, 3), min(reach[1] - 1, 3)))
    asked = not both.alike and both.one_of(True, False, False)
    known = [word for word in words if bare.framework == "onnx"]
    if bare.framework == "onnx" and asked:
        size = both.between(1, (full[0] + bare.stride[0] - 1, full[1] + bare.stride[1] - 1))
        padding = both.one_of((0, 0), *known)
        return replace(bare, output_padding=added, output_size=size, padding=padding)
    if known and both.one_of(True, False):
        return replace(bare, padding=both.one_of(*known), output_padding=_said(both, added))
    if asked:
        # PyTorch reads a requested size as an output padding.
        added = both.between(0, (bare.stride[0] - 1, bare.stride[1] - 1))
    whole = full[0] + added[0], full[1] + added[1]
    ring = both.between(0, (min((whole[0] - 1) // 2, 4), min((whole[1] - 1) // 2, 4)))
    if asked:
        size = whole[0] - 2 * ring[0], whole[1] - 2 * ring[1]
        return replace(bare, padding=ring, output_size=size)
    padding = ring
    if bare.framework == "onnx" and not both.alike:
        left = whole[0] - 1 - ring[0], whole[1] - 1 - ring[1]
        after = both.between(0, (min(left[0], 4), min(left[1], 4)))
        padding = (ring[0], after[0]), (ring[1], after[1])
    return replace(bare, padding=padding, output_padding=_said(both, added))


def _cropped_by_jax(both: _Both, bare: Layer, full: Pair, words: Sequence[str]) -> Layer:
    """Add a word, or what is cut: JAX has no output padding, and no size is asked for."""
    known = [word for word in words if word in ("valid", "same")]
    if known and both.one_of(True, False):
        return replace(bare, padding=both.one_of(*known))
    return replace(bare, padding=_sides_of(both, full))


def _cropped_by_keras(both: _Both, bare: Layer, full: Pair, words: Sequence[str]) -> Layer:
    padding = both.one_of(None, *(word for word in words if word in ("valid", "same")))
    stride, cells = bare.stride, bare.input_size
    if not both.alike and both.one_of(True, False, False):
        # Those sizes that a convolution would turn back into the input's.
        low, high = full, (full[0] + stride[0] - 1, full[1] + stride[1] - 1)
        if padding == "same":
            low = (cells[0] - 1) * stride[0] + 1, (cells[1] - 1) * stride[1] + 1
            high = cells[0] * stride[0], cells[1] * stride[1]
        if padding is None:
            padding = _sides_of(both, full)
            (top, bottom), (left, right) = padding
            low, high = ((pair[0] - top - bottom, pair[1] - left - right) for pair in (low, high))
        return replace(bare, padding=padding, output_size=both.between(low, high))
    least = (0, 0)
    if padding == "same":
        # It is counted from an even kernel's size modulo 2, and 0 would lose a cell.
        odd = [extent(bare.kernel_size[i], bare.dilation[i]) % 2 for i in (0, 1)]
        least = 1 - odd[0], 1 - odd[1]
    most = min(stride[0] - 1, 3), min(stride[1] - 1, 3)
    bare = replace(bare, padding=padding or (0, 0))
    if least[0] <= most[0] and least[1] <= most[1] and both.one_of(True, False):
        bare = replace(bare, output_padding=_said(both, both.between(least, most)))
    if padding is not None:
        return bare
    # A crop takes from what the layer makes, zeros that it appended included.
    return replace(bare, padding=_sides_of(both, resolve(bare).output_size))


def _sides_of(both: _Both, whole: Pair) -> Any:
    """Return what is cut of a size, so that a cell is left at least: per axis, or per side."""
    before = both.between(0, (min((whole[0] - 1) // 2, 4), min((whole[1] - 1) // 2, 4)))
    if both.alike:
        return before
    left = whole[0] - 1 - before[0], whole[1] - 1 - before[1]
    after = both.between(0, (min(left[0], 4), min(left[1], 4)))
    return (before[0], after[0]), (before[1], after[1])


def _full(layer: Layer) -> Pair:
    """Return the cells that all stamps together reach, per axis."""
    height, width = (
        full_size(layer.input_size[i], layer.kernel_size[i], layer.stride[i], layer.dilation[i])
        for i in (0, 1)
    )
    return height, width


def _said(both: _Both, added: Pair) -> Pair | None:
    """Return the output padding as the lab says it: its 0 is the framework's default."""
    return None if both.alike and added == (0, 0) else added


@st.composite
def problems(draw: st.DrawFn, operation: Operation) -> Problem:
    """Draw a setting of PyTorch's, with channels, groups, numbers and a bias."""
    layer = draw(layers(operation, "pytorch", words=()))
    image, kernel, bias, groups = draw(channels_of(layer))
    (top, left), added = layer.padding, layer.output_padding or (0, 0)
    if layer.output_size is not None:
        # The same in other words: torch's function has no argument for a requested size.
        full, (height, width) = _full(layer), layer.output_size
        added = height - full[0] + 2 * top, width - full[1] + 2 * left
    return Problem(
        operation=operation,
        image=image,
        kernel=kernel,
        bias=bias,
        stride=layer.stride,
        padding=(top, left),
        output_padding=added,
        dilation=layer.dilation,
        groups=groups,
    )


@st.composite
def channels_of(draw: st.DrawFn, layer: Layer) -> tuple[Numbers, Numbers, Numbers, int]:
    """Draw image, kernel and bias of a layer, and its groups."""
    groups = draw(st.sampled_from([1, 1, 2, 3]))
    inputs, outputs = (groups * draw(st.integers(1, 2)) for _ in range(2))
    first, second = (inputs, outputs) if layer.operation == "transposed" else (outputs, inputs)
    numbers = np.random.default_rng(draw(st.integers(0, 2**16)))

    def whole(*shape: int) -> Numbers:
        return numbers.integers(-5, 6, shape).astype(float)

    return (
        whole(inputs, *layer.input_size),
        whole(first, second // groups, *layer.kernel_size),
        whole(outputs),
        groups,
    )


@st.composite
def refused_problems(draw: st.DrawFn, operation: Operation) -> tuple[Problem, str]:
    """Draw a setting of PyTorch's with one thing wrong, by the least or by more, and its name."""
    problem, axis = draw(problems(operation)), draw(st.integers(0, 1))
    size, taps = problem.image.shape[1 + axis], problem.kernel.shape[2 + axis]
    stride, dilation = problem.stride[axis], problem.dilation[axis]
    more = draw(st.integers(0, 2))

    def with_axis(pair: Pair, number: int) -> Pair:
        return (number, pair[1]) if axis == 0 else (pair[0], number)

    if operation == "convolution":
        room = size + 2 * problem.padding[axis]
        # One tap more than fits, at this dilation.
        needed = (room - 1) // dilation + 2 + more
        shape = list(problem.kernel.shape)
        shape[2 + axis] = needed
        return replace(problem, kernel=np.ones(shape)), "kernel_size"
    if draw(st.booleans()):
        added = with_axis(problem.output_padding, max(stride, dilation) + more)
        return replace(problem, output_padding=added), "output_padding"
    whole = full_size(size, taps, stride, dilation) + problem.output_padding[axis]
    padding = with_axis(problem.padding, -(-whole // 2) + more)
    return replace(problem, padding=padding), "padding"
