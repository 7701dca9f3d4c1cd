"""The current setting as a program to take away: PyTorch, Keras or plain numpy.

Each program holds its numbers as literals, computes, and checks itself against the output
that the trace gives; the tests run every one of them. The numbers of cells to crop or pad are
read from the trace's geometry. What a framework cannot say in its own words (other crops
before than after in PyTorch, more zeros at the end than Keras appends) is written as a crop or
pad beside the call, with a comment; what it refuses altogether is said in one sentence.

Layouts and arguments: ``torch.nn.functional.conv_transpose2d`` and ``conv2d``,
``keras.layers.Conv2DTranspose`` and ``Conv2D`` (Keras 3.15).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from core.activations import ACTIVATIONS, ActivationKey
from core.arguments import GeometryError, instance, one_of
from core.contributions import Numbers, Trace
from core.exports.calls import padding_cells
from core.frameworks import padding_layer, resolve
from core.geometry import Axis, Geometry
from core.layer import Framework, Layer, Padding, Pair

Language = Literal["pytorch", "keras", "numpy"]

LARGEST_PROGRAM = 20_000
"""Numbers beyond which a program with all of them as literals is no longer one to read."""


@dataclass(frozen=True)
class Snippet:
    """One program, or the reason why there is none.

    Attributes:
        language: What it is written in.
        code: A program that runs as it is and fails if its result is another, or None.
        why_not: One sentence where ``code`` is None, else empty.
    """

    language: Language
    code: str | None
    why_not: str


@dataclass(frozen=True)
class Asked:
    """What a program is to compute, and how.

    Attributes:
        trace: The operation and its numbers.
        activation: What follows the sum; "" for nothing.
        channels_first: Whether Keras is given its channels before height and width.
    """

    trace: Trace
    activation: ActivationKey = ""
    channels_first: bool = False

    @property
    def axes(self) -> list[Axis]:
        """Height and width; of one dimension the width alone."""
        geometry = self.trace.geometry
        return [geometry.height, geometry.width][-self.trace.layer.dimensions :]

    @property
    def biased(self) -> bool:
        """Whether any bias is not 0."""
        return bool(self.trace.bias.any())

    def grids(self, array: Numbers) -> Numbers:
        """Return an array as the program has it: of one dimension without its height."""
        return array[..., 0, :] if self.trace.layer.dimensions == 1 else array

    def expected(self) -> Numbers:
        """Return what the lab computed."""
        made = ACTIVATIONS[self.activation].apply(self.trace.result())
        return self.grids(np.asarray(made, dtype=np.float64))


def snippet(
    trace: Trace,
    language: Language,
    *,
    activation: ActivationKey = "",
    channels_first: bool = False,
) -> Snippet:
    """Write the operation, its numbers and its result as a program in one language.

    Args:
        trace: The operation.
        language: What to write it in.
        activation: What follows the sum; "" for nothing.
        channels_first: Keras' ``data_format``.
    """
    instance("trace", trace, Trace)
    one_of("language", language, tuple(_PROGRAMS))
    one_of("activation", activation, tuple(ACTIVATIONS))
    program = _PROGRAMS[language]
    why_not = not_literal(trace) or program.refuses(trace)
    if why_not:
        return Snippet(language, None, why_not)
    asked = Asked(trace, activation, channels_first)
    return Snippet(language, "\n".join([_heading(asked), *program.write(asked)]) + "\n", "")


def not_literal(trace: Trace) -> str:
    """Return in a sentence why a trace's numbers cannot be written out; "" where they can."""
    arrays = (trace.image, trace.kernel, trace.bias)
    if not all(np.isfinite(array).all() for array in arrays):
        return "Numbers that are not finite cannot be written into a program."
    count = sum(array.size for array in arrays) + int(np.prod(trace.output_shape))
    if count > LARGEST_PROGRAM:
        return (
            f"{count:,} numbers are too many for a program that spells them out; "
            f"{LARGEST_PROGRAM:,} are the most."
        )
    return ""


def _not_in_keras(trace: Trace) -> str:
    if trace.transposed and trace.groups > 1:
        return "Keras' Conv2DTranspose has no groups: each group would need a layer of its own."
    height, width = trace.geometry.height, trace.geometry.width
    # Over both axes together: strides (2, 1) with dilation_rate (1, 2) is refused as well.
    if max(height.stride, width.stride) > 1 and max(height.dilation, width.dilation) > 1:
        return "Keras refuses strides > 1 together with dilation_rate > 1."
    return ""


def _heading(asked: Asked) -> str:
    trace = asked.trace
    kind = "Transposed convolution" if trace.transposed else "Convolution"
    shapes = (_kept(asked, shape) for shape in (trace.input_shape, trace.output_shape))
    sides = "height×width" if len(asked.axes) == 2 else "width"
    return "# {}, {} in, {} out (channels×{}).".format(
        kind, *("×".join(map(str, shape)) for shape in shapes), sides
    )


def _kept(asked: Asked, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return a shape as the program has it."""
    return (*shape[:-2], *shape[-len(asked.axes) :])


# PyTorch


def _pytorch(asked: Asked) -> Iterator[str]:
    trace = asked.trace
    yield from ("import torch", "import torch.nn.functional as F", "")
    sides = "height, width" if len(asked.axes) == 2 else "width"
    yield from _tensor("x", asked.grids(trace.image[None]), f"Input: (batch, channels, {sides}).")
    yield from _tensor("w", asked.grids(trace.kernel), _kernel_layout(asked))
    if asked.biased:
        yield from _tensor("b", trace.bias, "Bias: one per output channel.")
    yield ""
    yield from (_pytorch_transposed if trace.transposed else _pytorch_convolution)(asked)
    if asked.activation:
        yield f"y = {ACTIVATIONS[asked.activation].pytorch}"
    yield ""
    yield from _tensor("expected", asked.expected()[None], "What the lab computed.")
    yield from ("torch.testing.assert_close(y, expected)", "print(y)")


def _pytorch_transposed(asked: Asked) -> Iterator[str]:
    axes = asked.axes
    call = f"F.conv_transpose{len(axes)}d"
    bias = ", b" if asked.biased else ""
    added = [axis.before - axis.after for axis in axes]
    if all(map(_pytorch_can_crop, axes)):
        padding = f", padding={_numbers(axis.before for axis in axes)}"
        more = f", output_padding={_numbers(added)}" if any(added) else ""
        yield f"y = {call}(x, w{bias}{_strides(asked, padding + more)})"
        return
    yield f"# {call[2:]} crops both ends alike and appends less than a stride or dilation,"
    yield "# so all that is stamped is computed here, and F.pad crops or appends."
    yield f"full = {call}(x, w{_strides(asked)})"
    sides = [-side for axis in reversed(axes) for side in (axis.before, axis.after)]
    if any(axis.before >= axis.full for axis in axes):
        # Nothing of what is stamped is left: cropped first, there would be less than nothing.
        yield f"full = F.pad(full, {tuple(max(side, 0) for side in sides)})"
        sides = [min(side, 0) for side in sides]
    yield f"y = F.pad(full, {tuple(sides)})  # {_ends(asked)}; a negative number crops"
    if asked.biased:
        yield f"y = y + {_per_channel(asked)}"


def _pytorch_can_crop(axis: Axis) -> bool:
    return axis.before >= 0 and 0 <= axis.before - axis.after < max(axis.stride, axis.dilation)


def _pytorch_convolution(asked: Asked) -> Iterator[str]:
    axes = asked.axes
    call = f"F.conv{len(axes)}d"
    bias = ", b" if asked.biased else ""
    if all(axis.before == axis.after for axis in axes):
        padding = f", padding={_numbers(axis.before for axis in axes)}"
        yield f"y = {call}(x, w{bias}{_strides(asked, padding)})"
        return
    sides = tuple(side for axis in reversed(axes) for side in (axis.before, axis.after))
    yield f"# {call[2:]} pads both ends alike, so the zeros are put around beforehand."
    yield f"padded = F.pad(x, {sides})  # {_ends(asked)}"
    yield f"y = {call}(padded, w{bias}{_strides(asked)})"


def _ends(asked: Asked) -> str:
    return "left, right, top, bottom" if len(asked.axes) == 2 else "left, right"


def _strides(asked: Asked, between: str = "") -> str:
    """Return PyTorch's keyword arguments, those left out that would be 1."""
    text = f", stride={_numbers(axis.stride for axis in asked.axes)}{between}"
    if any(axis.dilation != 1 for axis in asked.axes):
        text += f", dilation={_numbers(axis.dilation for axis in asked.axes)}"
    groups = asked.trace.groups
    return text if groups == 1 else f"{text}, groups={groups}"


# Keras

_KERAS: Framework = "keras"


def _keras(asked: Asked) -> Iterator[str]:
    trace, count = asked.trace, len(asked.axes)
    layer = _keras_layer(asked)
    words = layer or _in_keras(trace, "valid")
    yield from ("import keras", "import numpy as np", "")
    sides = "height, width" if count == 2 else "width"
    last = tuple(range(2, 2 + count))
    turned = "" if asked.channels_first else f".transpose{(0, *last, 1)}"
    comment = "Input: printed channel by channel; Keras wants "
    wanted = (
        f"(batch, channels, {sides})" if asked.channels_first else f"(batch, {sides}, channels)"
    )
    yield from _array("x", asked.grids(trace.image[None]), f"{comment}{wanted}.", turned)
    printed, wanted = ("(in, out", "out, in") if trace.transposed else ("(out, in", "in, out")
    grouped = "/groups" if trace.groups > 1 else ""
    yield from _array(
        "w",
        asked.grids(trace.kernel),
        f"Kernel: printed as {printed}{grouped}, {sides}); Keras wants "
        f"({sides}, {wanted.replace('in', 'in' + grouped)}).",
        f".transpose{(*last, 1, 0)}",
    )
    if asked.biased:
        yield from _array("b", trace.bias, "Bias: one per output channel.")
    yield ""
    if not trace.transposed:
        yield from _keras_beside(asked, words)
    yield from _keras_call(asked, words, whole=layer is not None)
    made = "layer(x)"
    if trace.transposed and padding_layer(words):
        yield from _keras_beside(asked, words)
        made = f"crop({made})"
    result = f"keras.ops.convert_to_numpy({made})"
    if layer:
        yield f"y = {result}"
    else:
        yield "# No layer of Keras cuts or appends so: it is done by hand."
        yield f"full = {result}"
        yield from _cropped(asked, resolve(words))
    if asked.biased and layer is None:
        yield f"y = y + {_per_channel(asked) if asked.channels_first else 'b'}"
    if asked.activation and layer is None:
        yield f"y = {ACTIVATIONS[asked.activation].numpy}"
    yield ""
    yield from _array("expected", asked.expected()[None], "What the lab computed.", turned)
    yield from ("np.testing.assert_allclose(y, expected, rtol=1e-6, atol=1e-6)", "print(y)")


def _keras_call(asked: Asked, words: Layer, *, whole: bool) -> Iterator[str]:
    """Write the layer; ``whole``: nothing is cropped, padded or added beside it."""
    trace, count = asked.trace, len(asked.axes)
    name = f"Conv{count}DTranspose" if trace.transposed else f"Conv{count}D"
    biased = asked.biased and whole

    def of_axes(pair: Pair) -> str:
        return f"{pair}" if count == 2 else f"{pair[1]}"

    yield f"layer = keras.layers.{name}("
    yield f"    filters={len(trace.bias)},"
    yield f"    kernel_size={of_axes(words.kernel_size)},"
    yield f"    strides={of_axes(words.stride)},"
    yield f'    padding="{"same" if words.padding == "same" else "valid"}",'
    if words.output_padding is not None and trace.transposed:
        yield f"    output_padding={of_axes(words.output_padding)},"
    if words.dilation != (1, 1):
        yield f"    dilation_rate={of_axes(words.dilation)},"
    if trace.groups > 1:
        yield f"    groups={trace.groups},"
    if asked.activation and whole:
        yield f'    activation="{asked.activation}",'
    yield f"    use_bias={biased},"
    yield f'    data_format="{_data_format(asked)}",'
    yield '    dtype="float64",'
    yield ")"
    yield "layer.build(x.shape)"
    yield f"layer.set_weights([{'w, b' if biased else 'w'}])"


def _keras_beside(asked: Asked, layer: Layer) -> Iterator[str]:
    """Write the layer that pads or crops beside another, where there is one."""
    name = padding_layer(layer)
    if not name:
        return
    made, word = ("crop", "cropping") if asked.trace.transposed else ("pad", "padding")
    where = "after" if asked.trace.transposed else "before"
    yield f"# Keras' layer takes a word for padding; numbers are a layer of their own, {where} it."
    yield f"{made} = keras.layers.{name}("
    yield f"    {word}={padding_cells(layer)},"
    if not _crops_channels_last(layer):
        yield f'    data_format="{_data_format(asked)}",'
    yield '    dtype="float64",'
    yield ")"
    if not asked.trace.transposed:
        yield f"x = {made}(x)"


def _crops_channels_last(layer: Layer) -> bool:
    """Tell whether what crops knows one layout alone: Cropping1D has no data_format."""
    return layer.operation == "transposed" and layer.dimensions == 1


def _data_format(asked: Asked) -> str:
    return "channels_first" if asked.channels_first else "channels_last"


def _keras_layer(asked: Asked) -> Layer | None:
    """Return the Keras layer that has this very geometry, or None where none has it.

    The trace's own if it is one, or else one whose words say it, before one that needs a layer
    beside it that pads or crops.
    """
    trace = asked.trace
    own = [trace.layer] if trace.layer.framework == _KERAS else []
    axes = trace.geometry.height, trace.geometry.width
    height, width = ((axis.before, max(axis.after, 0)) for axis in axes)
    appended = max(-axes[0].after, 0), max(-axes[1].after, 0)
    numbers = [_in_keras(trace, (height, width), added) for added in (None, appended)]
    for layer in (*own, _in_keras(trace, "valid"), _in_keras(trace, "same"), *numbers):
        if padding_layer(layer) and _crops_channels_last(layer) and asked.channels_first:
            continue
        try:
            # Keras' layer has no argument for a requested size: only a crop gives that.
            if layer.output_size is None and resolve(layer) == trace.geometry:
                return layer
        except GeometryError:
            continue
    return None


def _in_keras(trace: Trace, padding: Padding, added: Pair | None = None) -> Layer:
    return replace(
        trace.layer, framework=_KERAS, padding=padding, output_padding=added, output_size=None
    )


# NumPy


def _numpy(asked: Asked) -> Iterator[str]:
    trace = asked.trace
    yield from ("import numpy as np", "")
    sides = "height, width" if len(asked.axes) == 2 else "width"
    yield from _array("x", asked.grids(trace.image), f"Input: (channels, {sides}).")
    yield from _array("w", asked.grids(trace.kernel), _kernel_layout(asked))
    if asked.biased:
        yield from _array("b", trace.bias, "Bias: one per output channel.")
    yield ""
    yield from (_numpy_transposed if trace.transposed else _numpy_convolution)(asked)
    if asked.biased:
        yield f"y = y + {_per_channel(asked)}"
    if asked.activation:
        yield f"y = {ACTIVATIONS[asked.activation].numpy}"
    yield ""
    yield from _array("expected", asked.expected(), "What the lab computed.")
    yield from ("np.testing.assert_allclose(y, expected, rtol=1e-6, atol=1e-6)", "print(y)")


_NAMES = (("i", "top"), ("j", "left"))
"""What numpy's programs call an index along each axis, and where its window starts."""


def _numpy_transposed(asked: Asked) -> Iterator[str]:
    trace, axes = asked.trace, asked.axes
    cells, starts = _walked(asked)
    yield "# Every input cell stamps the whole kernel, times its value, onto the output."
    yield f"full = np.zeros({(len(trace.bias), *(axis.full for axis in axes))})"
    yield f"for c, {cells} in np.ndindex(x.shape):"
    yield f"    {starts}"
    channels = ":"
    if trace.groups > 1:
        inputs, outputs = trace.kernel.shape[0] // trace.groups, trace.kernel.shape[1]
        yield f"    first = c // {inputs} * {outputs}  # of the channels of this group"
        channels = f"first : first + {outputs}"
    yield f"    full[{channels}, {_window(asked)}] += x[c, {cells}] * w[c]"
    yield from _cropped(replace(asked, channels_first=True), None, batch=False)


def _numpy_convolution(asked: Asked) -> Iterator[str]:
    trace = asked.trace
    cells, starts = _walked(asked)
    if any(axis.before or axis.after for axis in asked.axes):
        sides = ", ".join(f"{side}" for side in _sides(asked))
        yield f"x = np.pad(x, ((0, 0), {sides}))"
    yield "# Every output cell is the sum of a window of the input, times the kernel."
    yield f"y = np.zeros({_kept(asked, trace.output_shape)})"
    yield f"for c, {cells} in np.ndindex(y.shape):"
    yield f"    {starts}"
    channels = ":"
    if trace.groups > 1:
        outputs, inputs = trace.kernel.shape[0] // trace.groups, trace.kernel.shape[1]
        yield f"    first = c // {outputs} * {inputs}  # of the channels of this group"
        channels = f"first : first + {inputs}"
    yield f"    y[c, {cells}] = np.sum(x[{channels}, {_window(asked)}] * w[c])"


def _walked(asked: Asked) -> tuple[str, str]:
    """Return the names of the indices, and the line that says where a window starts."""
    named = list(zip(_NAMES[-len(asked.axes) :], asked.axes, strict=True))
    cells = ", ".join(index for (index, _), _ in named)
    starts = ", ".join(start for (_, start), _ in named)
    return cells, f"{starts} = " + ", ".join(
        f"{axis.stride} * {index}" for (index, _), axis in named
    )


def _window(asked: Asked) -> str:
    parts = []
    for (_, start), axis in zip(_NAMES[-len(asked.axes) :], asked.axes, strict=True):
        step = "" if axis.dilation == 1 else f" : {axis.dilation}"
        parts.append(f"{start} : {start} + {axis.extent}{step}")
    return ", ".join(parts)


# What the languages share


def _cropped(asked: Asked, valid: Geometry | None, *, batch: bool = True) -> Iterator[str]:
    """Write what makes ``y`` of ``full``, an array in the layout of numpy or (batch) Keras.

    Args:
        asked: The size wanted, where it starts, and where the channels stand.
        valid: How large ``full`` is, where that is more than what is stamped.
        batch: Whether a batch axis comes first.
    """
    there = [axis.full for axis in asked.axes]
    if valid is not None:
        there = [axis.fine for axis in (valid.height, valid.width)][-len(there) :]
    pads, cuts = [], []
    for axis, size in zip(asked.axes, there, strict=True):
        start, stop = max(axis.before, 0), max(axis.before, 0) + axis.fine
        pads.append((max(-axis.before, 0), max(axis.before + axis.fine - size, 0)))
        cuts.append(":" if (start, stop) == (0, size + sum(pads[-1])) else f"{start}:{stop}")
    if any(map(any, pads)):
        around = _around(asked, pads, batch=batch)
        yield f"full = np.pad(full, {around})  # no stamp reaches there"
    first = [":"] * (batch + asked.channels_first)
    yield "y = full" if set(cuts) == {":"} else f"y = full[{', '.join([*first, *cuts])}]"


def _sides(asked: Asked) -> list[tuple[int, int]]:
    return [(axis.before, axis.after) for axis in asked.axes]


def _around(asked: Asked, sides: list[tuple[int, int]], *, batch: bool = True) -> str:
    """Write the argument of ``np.pad`` that leaves batch and channels as they are."""
    none = [(0, 0)]
    channels_first = none if asked.channels_first else []
    channels_last = [] if asked.channels_first else none
    parts = (none if batch else []) + channels_first + sides + channels_last
    return f"({', '.join(map(str, parts))})"


def _per_channel(asked: Asked) -> str:
    """Write the bias so that it is added along the channels that come first."""
    return f"b[:, {', '.join(['None'] * len(asked.axes))}]"


def _kernel_layout(asked: Asked) -> str:
    grouped = "/groups" if asked.trace.groups > 1 else ""
    sides = "height, width" if len(asked.axes) == 2 else "width"
    if asked.trace.transposed:
        return f"Kernel: (in, out{grouped}, {sides}), unlike that of a convolution."
    return f"Kernel: (out, in{grouped}, {sides})."


def _tensor(name: str, array: Numbers, comment: str) -> Iterator[str]:
    return _literal(f"{name} = torch.tensor(", array, "dtype=torch.float64", comment, "")


def _array(name: str, array: Numbers, comment: str, then: str = "") -> Iterator[str]:
    return _literal(f"{name} = np.array(", array, 'dtype="float64"', comment, then)


def _literal(opening: str, array: Numbers, kind: str, comment: str, then: str) -> Iterator[str]:
    yield f"# {comment}"
    yield opening
    yield f"    {_nested(array, 4)},"
    yield f"    {kind},"
    yield f"){then}"


def _nested(array: Numbers, indent: int) -> str:
    """Write nested lists, one line per row of the picture."""
    if array.ndim == 1:
        return "[" + ", ".join(map(_number, array.tolist())) + "]"
    separator = ",\n" + " " * (indent + 1)
    return "[" + separator.join(_nested(part, indent + 1) for part in array) + "]"


def _number(value: float) -> str:
    # Beyond 2**53 the digits of a whole number say more than the float knows.
    return f"{int(value)}." if value.is_integer() and abs(value) < 2**53 else repr(value)


def _numbers(axes: Iterable[int]) -> str:
    """Write a number per axis, or one where all are the same."""
    some = tuple(axes)
    return f"{some[0]}" if len(set(some)) == 1 else f"{some}"


@dataclass(frozen=True)
class _Program:
    """A language in which programs are written.

    Attributes:
        label: Its name on a button.
        write: Yields the lines below the heading.
        refuses: Returns the sentence why there is no program; empty where there is one.
    """

    label: str
    write: Callable[[Asked], Iterator[str]]
    refuses: Callable[[Trace], str] = lambda _: ""


_PROGRAMS: dict[Language, _Program] = {
    "pytorch": _Program("PyTorch", _pytorch),
    "keras": _Program("Keras", _keras, _not_in_keras),
    "numpy": _Program("NumPy", _numpy),
}

LANGUAGES: dict[Language, str] = {key: program.label for key, program in _PROGRAMS.items()}
