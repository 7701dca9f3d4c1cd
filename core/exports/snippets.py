"""The current setting as a program to take away: PyTorch, Keras or plain numpy.

Each program holds its numbers as literals, computes, and checks itself against the output
that the trace gives; the tests run every one of them. The numbers of cells to crop or pad are
read from the trace's geometry. What a framework cannot say in its own words (other crops
before than after in PyTorch, a padding number in Keras) is written as a crop or pad beside
the call, with a comment; what it refuses altogether is said in one sentence.

Layouts and arguments: ``torch.nn.functional.conv_transpose2d`` and ``conv2d``,
``keras.layers.Conv2DTranspose`` and ``Conv2D`` (Keras 3.15).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from core.arguments import GeometryError, instance, one_of
from core.contributions import Numbers, Trace
from core.frameworks import Framework, Layer, Word, resolve
from core.geometry import Axis, Geometry

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


def snippet(trace: Trace, language: Language) -> Snippet:
    """Write the operation, its numbers and its result as a program in one language."""
    instance("trace", trace, Trace)
    one_of("language", language, tuple(_PROGRAMS))
    program = _PROGRAMS[language]
    why_not = not_literal(trace) or program.refuses(trace)
    if why_not:
        return Snippet(language, None, why_not)
    return Snippet(language, "\n".join([_heading(trace), *program.write(trace)]) + "\n", "")


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


def _heading(trace: Trace) -> str:
    kind = "Transposed convolution" if trace.transposed else "Convolution"
    shapes = ("×".join(map(str, shape)) for shape in (trace.input_shape, trace.output_shape))
    return "# {}, {} in, {} out (channels×height×width).".format(kind, *shapes)


# PyTorch


def _pytorch(trace: Trace) -> Iterator[str]:
    biased = bool(trace.bias.any())
    yield from ("import torch", "import torch.nn.functional as F", "")
    yield from _tensor("x", trace.image[None], "Input: (batch, channels, height, width).")
    yield from _tensor("w", trace.kernel, _kernel_layout(trace))
    if biased:
        yield from _tensor("b", trace.bias, "Bias: one per output channel.")
    yield ""
    yield from (_pytorch_transposed if trace.transposed else _pytorch_convolution)(trace, biased)
    yield ""
    yield from _tensor("expected", trace.result()[None], "What the lab computed.")
    yield from ("torch.testing.assert_close(y, expected)", "print(y)")


def _pytorch_transposed(trace: Trace, biased: bool) -> Iterator[str]:
    height, width = trace.geometry.height, trace.geometry.width
    bias = ", b" if biased else ""
    added = [axis.before - axis.after for axis in (height, width)]
    if all(map(_pytorch_can_crop, (height, width))):
        padding = f", padding={_pair(height.before, width.before)}"
        more = f", output_padding={_pair(*added)}" if any(added) else ""
        yield f"y = F.conv_transpose2d(x, w{bias}{_strides(trace, padding + more)})"
        return
    yield "# conv_transpose2d crops both ends alike and appends less than a stride or dilation,"
    yield "# so all that is stamped is computed here, and F.pad crops or appends."
    yield f"full = F.conv_transpose2d(x, w{_strides(trace)})"
    sides = [-width.before, -width.after, -height.before, -height.after]
    if width.before >= width.full or height.before >= height.full:
        # Nothing of what is stamped is left: cropped first, there would be less than nothing.
        yield f"full = F.pad(full, {tuple(max(side, 0) for side in sides)})"
        sides = [min(side, 0) for side in sides]
    yield f"y = F.pad(full, {tuple(sides)})  # left, right, top, bottom; a negative number crops"
    if biased:
        yield "y = y + b[:, None, None]"


def _pytorch_can_crop(axis: Axis) -> bool:
    return axis.before >= 0 and 0 <= axis.before - axis.after < max(axis.stride, axis.dilation)


def _pytorch_convolution(trace: Trace, biased: bool) -> Iterator[str]:
    height, width = trace.geometry.height, trace.geometry.width
    bias = ", b" if biased else ""
    if all(axis.before == axis.after for axis in (height, width)):
        padding = f", padding={_pair(height.before, width.before)}"
        yield f"y = F.conv2d(x, w{bias}{_strides(trace, padding)})"
        return
    sides = (width.before, width.after, height.before, height.after)
    yield "# conv2d pads both ends alike, so the zeros are put around beforehand."
    yield f"padded = F.pad(x, {sides})  # left, right, top, bottom"
    yield f"y = F.conv2d(padded, w{bias}{_strides(trace)})"


def _strides(trace: Trace, between: str = "") -> str:
    """Return PyTorch's keyword arguments, those left out that would be 1."""
    height, width = trace.geometry.height, trace.geometry.width
    text = f", stride={_pair(height.stride, width.stride)}{between}"
    if (height.dilation, width.dilation) != (1, 1):
        text += f", dilation={_pair(height.dilation, width.dilation)}"
    return text if trace.groups == 1 else f"{text}, groups={trace.groups}"


# Keras

_KERAS: Framework = "keras"


def _keras(trace: Trace) -> Iterator[str]:
    biased = bool(trace.bias.any())
    layer = _keras_layer(trace)
    words = layer or _in_keras(trace, "valid")
    yield from ("import keras", "import numpy as np", "")
    yield from _array(
        "x",
        trace.image[None],
        "Input: printed channel by channel; Keras wants (batch, height, width, channels).",
        ".transpose(0, 2, 3, 1)",
    )
    printed, wanted = ("(in, out", "out, in") if trace.transposed else ("(out, in", "in, out")
    grouped = "/groups" if trace.groups > 1 else ""
    yield from _array(
        "w",
        trace.kernel,
        f"Kernel: printed as {printed}{grouped}, height, width); Keras wants "
        f"(height, width, {wanted.replace('in', 'in' + grouped)}).",
        ".transpose(2, 3, 1, 0)",
    )
    if biased:
        yield from _array("b", trace.bias, "Bias: one per output channel.")
    yield ""
    if not layer and not trace.transposed:
        yield "# Keras knows no padding in numbers, so the zeros are put around by hand."
        yield f"x = np.pad(x, ((0, 0), {_sides(trace.geometry)}, (0, 0)))"
    yield from _keras_call(trace, words, biased=biased and layer is not None)
    result = "keras.ops.convert_to_numpy(layer(x))"
    if layer or not trace.transposed:
        yield f"y = {result}"
    else:
        yield "# Keras knows no padding in numbers, so cells are cropped or appended by hand."
        yield f"full = {result}"
        yield from _cropped(trace.geometry, resolve(words), batch=True)
    if biased and layer is None:
        yield "y = y + b"
    yield ""
    yield from _array(
        "expected", trace.result()[None], "What the lab computed.", ".transpose(0, 2, 3, 1)"
    )
    yield from ("np.testing.assert_allclose(y, expected, rtol=1e-6, atol=1e-6)", "print(y)")


def _keras_call(trace: Trace, words: Layer, *, biased: bool) -> Iterator[str]:
    name = "Conv2DTranspose" if trace.transposed else "Conv2D"
    yield f"layer = keras.layers.{name}("
    yield f"    filters={len(trace.bias)},"
    yield f"    kernel_size={words.kernel_size},"
    yield f"    strides={words.stride},"
    yield f'    padding="{"same" if words.padding == "same" else "valid"}",'
    if words.output_padding is not None and trace.transposed:
        yield f"    output_padding={words.output_padding},"
    if words.dilation != (1, 1):
        yield f"    dilation_rate={words.dilation},"
    if trace.groups > 1:
        yield f"    groups={trace.groups},"
    yield f"    use_bias={biased},"
    yield '    data_format="channels_last",'
    yield '    dtype="float64",'
    yield ")"
    yield "layer.build(x.shape)"
    yield f"layer.set_weights([{'w, b' if biased else 'w'}])"


def _keras_layer(trace: Trace) -> Layer | None:
    """Return the Keras layer that has this very geometry, or None where no word gives it."""
    own = [trace.layer] if trace.layer.framework == _KERAS else []
    for layer in (*own, _in_keras(trace, "valid"), _in_keras(trace, "same")):
        try:
            # Keras' layer has no argument for a requested size: only a crop gives that.
            if layer.output_size is None and resolve(layer) == trace.geometry:
                return layer
        except GeometryError:
            continue
    return None


def _in_keras(trace: Trace, word: Word) -> Layer:
    return replace(
        trace.layer, framework=_KERAS, padding=word, output_padding=None, output_size=None
    )


# NumPy


def _numpy(trace: Trace) -> Iterator[str]:
    biased = bool(trace.bias.any())
    yield from ("import numpy as np", "")
    yield from _array("x", trace.image, "Input: (channels, height, width).")
    yield from _array("w", trace.kernel, _kernel_layout(trace))
    if biased:
        yield from _array("b", trace.bias, "Bias: one per output channel.")
    yield ""
    yield from (_numpy_transposed if trace.transposed else _numpy_convolution)(trace)
    if biased:
        yield "y = y + b[:, None, None]"
    yield ""
    yield from _array("expected", trace.result(), "What the lab computed.")
    yield from ("np.testing.assert_allclose(y, expected, rtol=1e-6, atol=1e-6)", "print(y)")


def _numpy_transposed(trace: Trace) -> Iterator[str]:
    height, width = trace.geometry.height, trace.geometry.width
    yield "# Every input cell stamps the whole kernel, times its value, onto the output."
    yield f"full = np.zeros({(len(trace.bias), height.full, width.full)})"
    yield "for c, i, j in np.ndindex(x.shape):"
    yield f"    top, left = {height.stride} * i, {width.stride} * j"
    channels = ":"
    if trace.groups > 1:
        inputs, outputs = trace.kernel.shape[0] // trace.groups, trace.kernel.shape[1]
        yield f"    first = c // {inputs} * {outputs}  # of the channels of this group"
        channels = f"first : first + {outputs}"
    yield f"    full[{channels}, {_window(height, width)}] += x[c, i, j] * w[c]"
    yield from _cropped(trace.geometry, None, batch=False)


def _numpy_convolution(trace: Trace) -> Iterator[str]:
    height, width = trace.geometry.height, trace.geometry.width
    if any((height.before, height.after, width.before, width.after)):
        yield f"x = np.pad(x, ((0, 0), {_sides(trace.geometry)}))"
    yield "# Every output cell is the sum of a window of the input, times the kernel."
    yield f"y = np.zeros({trace.output_shape})"
    yield "for c, i, j in np.ndindex(y.shape):"
    yield f"    top, left = {height.stride} * i, {width.stride} * j"
    channels = ":"
    if trace.groups > 1:
        outputs, inputs = trace.kernel.shape[0] // trace.groups, trace.kernel.shape[1]
        yield f"    first = c // {outputs} * {inputs}  # of the channels of this group"
        channels = f"first : first + {inputs}"
    yield f"    y[c, i, j] = np.sum(x[{channels}, {_window(height, width)}] * w[c])"


def _window(height: Axis, width: Axis) -> str:
    parts = []
    for start, axis in (("top", height), ("left", width)):
        step = "" if axis.dilation == 1 else f" : {axis.dilation}"
        parts.append(f"{start} : {start} + {axis.extent}{step}")
    return ", ".join(parts)


# What the languages share


def _cropped(geometry: Geometry, valid: Geometry | None, *, batch: bool) -> Iterator[str]:
    """Write what makes ``y`` of ``full``, an array in the layout of numpy or (batch) Keras.

    Args:
        geometry: The size wanted, and where it starts.
        valid: How large ``full`` is, where that is more than what is stamped.
        batch: Whether a batch axis comes first and the channels last.
    """
    pads, cuts = [], []
    for name in ("height", "width"):
        axis: Axis = getattr(geometry, name)
        there = axis.full if valid is None else getattr(valid, name).fine
        start, stop = max(axis.before, 0), max(axis.before, 0) + axis.fine
        pads.append((max(-axis.before, 0), max(axis.before + axis.fine - there, 0)))
        cuts.append(":" if (start, stop) == (0, there + sum(pads[-1])) else f"{start}:{stop}")
    last = ", (0, 0)" if batch else ""
    if any(map(any, pads)):
        yield f"full = np.pad(full, ((0, 0), {pads[0]}, {pads[1]}{last}))  # no stamp reaches there"
    yield "y = full" if cuts == [":", ":"] else f"y = full[:, {cuts[0]}, {cuts[1]}]"


def _sides(geometry: Geometry) -> str:
    height, width = geometry.height, geometry.width
    return f"({height.before}, {height.after}), ({width.before}, {width.after})"


def _kernel_layout(trace: Trace) -> str:
    grouped = "/groups" if trace.groups > 1 else ""
    if trace.transposed:
        return f"Kernel: (in, out{grouped}, height, width), unlike that of a convolution."
    return f"Kernel: (out, in{grouped}, height, width)."


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


def _pair(vertical: int, horizontal: int) -> str:
    return f"{vertical}" if vertical == horizontal else f"{(vertical, horizontal)}"


@dataclass(frozen=True)
class _Program:
    """A language in which programs are written.

    Attributes:
        label: Its name on a button.
        write: Yields the lines below the heading.
        refuses: Returns the sentence why there is no program; empty where there is one.
    """

    label: str
    write: Callable[[Trace], Iterator[str]]
    refuses: Callable[[Trace], str] = lambda _: ""


_PROGRAMS: dict[Language, _Program] = {
    "pytorch": _Program("PyTorch", _pytorch),
    "keras": _Program("Keras", _keras, _not_in_keras),
    "numpy": _Program("NumPy", _numpy),
}

LANGUAGES: dict[Language, str] = {key: program.label for key, program in _PROGRAMS.items()}
