"""Four frameworks' rules and defaults, each turned into one explicit geometry.

Each framework is one record, in ``FRAMEWORKS`` at the end; a new one is a section here and a
record there. What else differs between them (names, formulas, what output_padding does) is
asked of the record.

A ``Layer`` says what a user typed. ``resolve`` asks the chosen framework what it means and
returns a ``Geometry``, in which every word ("same", a requested size) has become a number
of cells. Nothing outside this file knows a framework's name for anything.

The rules were checked against PyTorch 2.13, Keras 3.15 on TensorFlow 2.21, ONNX Runtime 1.31
and JAX 0.10. Sources: the documentation of ``torch.nn.Conv2d`` and
``torch.nn.ConvTranspose2d``, of ``keras.layers.Conv2DTranspose`` and
``tf.nn.conv2d_transpose``, of ``jax.lax.conv_transpose``, and the ONNX operators Conv and
ConvTranspose.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.arguments import GeometryError, instance
from core.geometry import (
    Axis,
    Geometry,
    Operation,
    convolution_axis,
    extent,
    full_size,
    transposed_axis,
)
from core.layer import Framework, Layer, Pair, Word, both_sides, check


@dataclass(frozen=True, kw_only=True)
class _AxisSetting:
    """What a ``Layer`` says about one of its axes."""

    size: int
    kernel: int
    stride: int
    padding: Word | int | Pair
    output_padding: int | None
    dilation: int
    requested: int | None

    @property
    def extent(self) -> int:
        return extent(self.kernel, self.dilation)

    @property
    def full(self) -> int:
        return full_size(self.size, self.kernel, self.stride, self.dilation)


def resolve(layer: Layer) -> Geometry:
    """Turn a layer into numbers by the rules of its framework.

    Raises:
        GeometryError: the framework refuses the layer. ``core.fixes`` finds the remedy.
    """
    instance("layer", layer, Layer)
    check(layer)
    rules = FRAMEWORKS[layer.framework]
    by_axis = rules.convolution if layer.operation == "convolution" else rules.transposed
    if layer.operation == "convolution":
        _refuse_transposed_parameters(layer)
    for refuse in rules.refusals:
        refuse(layer)
    height, width = (by_axis(_axis_setting(layer, axis)) for axis in (0, 1))
    return Geometry(operation=layer.operation, height=height, width=width)


def padding_layer(layer: Layer) -> str:
    """Return the layer beside its own that pads or crops for it; "" where its own call does.

    >>> padding_layer(Layer(framework="keras", input_size=2, kernel_size=3, padding=1))
    'Cropping2D'
    >>> padding_layer(Layer(framework="keras", input_size=2, kernel_size=3, padding="same"))
    ''
    """
    names = FRAMEWORKS[layer.framework].padding_layer
    if isinstance(layer.padding, str) or layer.operation not in names:
        return ""
    cut = any(side for axis in layer.padding for side in both_sides(axis))
    return names[layer.operation].format(layer.dimensions) if cut else ""


def names_a_size(layer: Layer) -> bool:
    """Tell whether padding and output_padding name a size, to which the full output is cropped.

    Where they do not, padding says how much is cropped, and output_padding gives cells back.
    """
    sized = layer.output_size is not None or not padding_layer(layer)
    return FRAMEWORKS[layer.framework].size_first and sized


def _axis_setting(layer: Layer, axis: int) -> _AxisSetting:
    padding = layer.padding if isinstance(layer.padding, str) else layer.padding[axis]
    return _AxisSetting(
        size=layer.input_size[axis],
        kernel=layer.kernel_size[axis],
        stride=layer.stride[axis],
        padding=padding,
        output_padding=None if layer.output_padding is None else layer.output_padding[axis],
        dilation=layer.dilation[axis],
        requested=None if layer.output_size is None else layer.output_size[axis],
    )


def _refuse_transposed_parameters(layer: Layer) -> None:
    if layer.output_padding not in (None, (0, 0)):
        raise GeometryError(
            "output_padding",
            layer.output_padding,
            "A convolution has no output_padding: it belongs to the transposed convolution",
        )
    if layer.output_size is not None:
        raise GeometryError(
            "output_size",
            layer.output_size,
            "A convolution's output size follows from its input: it cannot be requested",
        )


def _refuse_dilated_strides(layer: Layer) -> None:
    # Over both axes together: strides (2, 1) with dilation_rate (1, 2) is refused as well.
    stride, dilation = max(layer.stride), max(layer.dilation)
    if stride > 1 and dilation > 1:
        raise GeometryError(
            "dilation",
            dilation,
            f"Keras refuses strides > 1 together with dilation_rate > 1, "
            f"here {stride} and {dilation}",
        )


def _convolve(a: _AxisSetting, before: int, after: int) -> Axis:
    padded = a.size + before + after
    if padded < a.extent:
        reach = "" if a.dilation == 1 else f" (with dilation {a.dilation} it reaches {a.extent})"
        around = "" if padded == a.size else f", {padded} with its padding"
        raise GeometryError(
            "kernel_size",
            a.kernel,
            f"A kernel of {a.kernel}{reach} does not fit into an input of {a.size}{around}",
        )
    return convolution_axis(
        a.size, kernel=a.kernel, stride=a.stride, dilation=a.dilation, before=before, after=after
    )


def _transpose(a: _AxisSetting, before: int, after: int) -> Axis:
    left = a.full - before - after
    if left < 1:
        raise GeometryError(
            "padding",
            a.padding,
            f"Cropping {before} cells before and {after} after the full output of {a.full} "
            f"leaves {left}: nothing to show",
        )
    return transposed_axis(
        a.size, kernel=a.kernel, stride=a.stride, dilation=a.dilation, before=before, after=after
    )


def _same_convolution(a: _AxisSetting, *, larger_first: bool = False) -> Axis:
    """Pad so that ``ceil(i / s)`` cells come out; the odd zero goes to one side."""
    wanted = -(-a.size // a.stride)
    total = max((wanted - 1) * a.stride + a.extent - a.size, 0)
    smaller, larger = total // 2, total - total // 2
    return _convolve(a, larger, smaller) if larger_first else _convolve(a, smaller, larger)


def _crop_to(a: _AxisSetting, fine: int, *, full: int, larger_first: bool) -> Axis:
    """Crop ``full`` cells down to ``fine``, or append zeros where ``fine`` is more."""
    total = max(full - fine, 0)
    before = total - total // 2 if larger_first else total // 2
    return _transpose(a, before, a.full - fine - before)


# PyTorch


def _pytorch_convolution(a: _AxisSetting) -> Axis:
    if a.padding == "valid":
        return _convolve(a, 0, 0)
    if a.padding == "same":
        if a.stride != 1:
            raise GeometryError(
                "stride",
                a.stride,
                f"PyTorch's Conv2d knows padding='same' only with stride 1, not {a.stride}",
            )
        return _same_convolution(a)
    return _convolve(a, *_pytorch_sides(a))


def _pytorch_sides(a: _AxisSetting) -> Pair:
    if a.padding == "same_lower":
        raise GeometryError("padding", a.padding, "'same_lower' is ONNX's word, not PyTorch's")
    if isinstance(a.padding, str):
        raise GeometryError(
            "padding",
            a.padding,
            f"PyTorch's ConvTranspose2d takes a number for padding, not '{a.padding}'",
        )
    before, after = both_sides(a.padding)
    if before != after:
        raise GeometryError(
            "padding",
            a.padding,
            f"PyTorch pads both ends alike, not {before} before and {after} after",
        )
    return before, after


def _pytorch_transposed(a: _AxisSetting) -> Axis:
    before, after = _pytorch_sides(a)
    added = a.output_padding or 0
    if a.requested is not None:
        least = a.full - before - after
        if not least <= a.requested < least + a.stride:
            raise GeometryError(
                "output_size",
                a.requested,
                f"In PyTorch output_size chooses the output_padding: with these settings "
                f"{_from_to(least, least + a.stride - 1)} can be asked for, not {a.requested}",
            )
        added = a.requested - least
    if added >= max(a.stride, a.dilation):
        raise GeometryError(
            "output_padding",
            added,
            f"PyTorch wants output_padding smaller than stride or dilation: "
            f"{added} is not below {max(a.stride, a.dilation)}",
        )
    return _transpose(a, before, after - added)


def _from_to(low: int, high: int) -> str:
    return f"{low}" if low == high else f"{low} to {high}"


# Keras and TensorFlow


def _keras_sides(a: _AxisSetting) -> Pair:
    """Return what ZeroPadding puts around, or what Cropping takes away: (before, after).

    Keras' own layers know words alone. In TensorFlow both are the explicit padding of one call.
    """
    if a.padding == "same_lower":
        raise GeometryError("padding", a.padding, "'same_lower' is ONNX's word, not Keras'")
    return (0, 0) if isinstance(a.padding, str) else both_sides(a.padding)


def _keras_convolution(a: _AxisSetting) -> Axis:
    if a.padding == "same":
        return _same_convolution(a)
    return _convolve(a, *_keras_sides(a))


def _keras_transposed(a: _AxisSetting) -> Axis:
    before, after = _keras_sides(a)
    if a.output_padding is not None and a.output_padding >= a.stride:
        raise GeometryError(
            "output_padding",
            a.output_padding,
            f"Keras wants output_padding smaller than strides: "
            f"{a.output_padding} is not below {a.stride}",
        )
    whole = _keras_size(a)
    fine = whole - before - after if a.requested is None else a.requested
    if fine < 1:
        raise GeometryError(
            "padding",
            a.padding,
            f"Keras crops {before} cells before and {after} after what its layer makes, "
            f"{whole} here: that leaves nothing to show",
        )
    # TensorFlow asks whether a convolution of that size would have given this input.
    reach = fine if a.padding == "same" else max(fine + before + after - a.extent + 1, 0)
    back = -(-reach // a.stride)
    if back != a.size:
        parameter = "output_size" if a.requested is not None else "output_padding"
        raise GeometryError(
            parameter,
            fine if a.requested is not None else a.output_padding,
            f"TensorFlow makes no output of {fine} from {a.size} here: "
            f"a {_padded_by(a)} convolution would turn {fine} back into {back}",
        )
    if a.padding == "same":
        return _crop_to(a, fine, full=a.full, larger_first=False)
    return _transpose(a, before, a.full - fine - before)


def _padded_by(a: _AxisSetting) -> str:
    """Return how a convolution with an axis' padding is called in a sentence."""
    sides = _keras_sides(a)
    if any(sides):
        return f"padded ({sides[0]} before, {sides[1]} after)"
    return "'same'" if a.padding == "same" else "'valid'"


def _keras_size(a: _AxisSetting) -> int:
    """Return what the layer makes, before any crop."""
    same = a.padding == "same"
    if a.output_padding is None:
        # A kernel shorter than the stride leaves cells that no stamp reaches: zeros.
        return a.size * a.stride if same else max(a.full, a.size * a.stride)
    # Not PyTorch's meaning: with 'same' it is counted from (i - 1)s, not from i * s.
    least = (a.size - 1) * a.stride + (a.extent % 2 if same else a.extent)
    return least + a.output_padding


# ONNX


def _onnx_convolution(a: _AxisSetting) -> Axis:
    if a.padding in ("same", "same_lower"):
        if a.dilation > 1:
            raise GeometryError(
                "dilation",
                a.dilation,
                f"ONNX Runtime refuses auto_pad SAME with dilations > 1, here {a.dilation}",
            )
        return _same_convolution(a, larger_first=a.padding == "same_lower")
    return _convolve(a, *_onnx_sides(a))


def _onnx_sides(a: _AxisSetting) -> Pair:
    return (0, 0) if isinstance(a.padding, str) else both_sides(a.padding)


def _onnx_transposed(a: _AxisSetting) -> Axis:
    added = a.output_padding or 0
    if added >= a.stride:
        raise GeometryError(
            "output_padding",
            added,
            f"ONNX Runtime wants output_padding smaller than strides: "
            f"{added} is not below {a.stride}",
        )
    larger_first = a.padding != "same"
    if a.requested is not None:
        if a.requested >= a.full + a.stride:
            raise GeometryError(
                "output_size",
                a.requested,
                f"ONNX Runtime makes at most {a.full + a.stride - 1} here, not {a.requested}",
            )
        return _crop_to(a, a.requested, full=a.full + added, larger_first=larger_first)
    if a.padding in ("same", "same_lower"):
        # Unlike TensorFlow it appends nothing when the kernel is shorter than the stride.
        fine = min(a.size * a.stride, a.full + added)
        return _crop_to(a, fine, full=a.full + added, larger_first=larger_first)
    before, after = _onnx_sides(a)
    return _transpose(a, before, after - added)


# JAX


def _jax_convolution(a: _AxisSetting) -> Axis:
    if a.padding in ("same", "same_lower"):
        return _same_convolution(a, larger_first=a.padding == "same_lower")
    return _convolve(a, *_onnx_sides(a))


def _jax_transposed(a: _AxisSetting) -> Axis:
    """Wire ``jax.lax.conv_transpose``.

    Its pairs are the rings around the spread input: ``e - 1`` wide (e the kernel's extent) where
    nothing is cut. A ``Layer`` says what is cut, as for the others, and as JAX reads its pairs
    with ``use_consistent_padding=True``.
    """
    if a.output_padding:
        raise GeometryError(
            "output_padding",
            a.output_padding,
            f"JAX has no output_padding, here {a.output_padding}: a smaller padding at the end "
            "does the same",
        )
    if a.requested is not None:
        raise GeometryError(
            "output_size",
            a.requested,
            f"JAX's conv_transpose cannot be asked for a size, here {a.requested}",
        )
    if a.padding == "same_lower":
        raise GeometryError(
            "padding", a.padding, "JAX's conv_transpose knows 'same' and 'valid', not 'same_lower'"
        )
    if not isinstance(a.padding, str):
        return _transpose(a, *both_sides(a.padding))
    # Both words put a stride's zeros less one beyond what a kernel needs that is shorter than it.
    whole, rings = a.extent - 1, a.extent + a.stride - 2 + max(a.extent - a.stride, 0)
    if a.padding == "same":
        rings = a.extent + a.stride - 2
    first = whole if a.padding == "valid" or a.stride > whole else -(-rings // 2)
    return _transpose(a, whole - first, whole - (rings - first))


@dataclass(frozen=True, kw_only=True)
class Rules:
    """One framework: its rules, and what else differs between frameworks.

    Attributes:
        name: As people write it.
        convolution: Its convolution along one axis.
        transposed: Its transposed convolution along one axis.
        words: Its own names for parameters, where they are not PyTorch's.
        size_first: Whether its words and output_padding name a size; see ``names_a_size``.
        sides: Whether it takes a padding for each side.
        padding_layer: By operation, where its call takes no number for padding: the layer that
            does it instead, with the dimensions left open.
        formats: Its words for where the channels stand, where there is a choice.
        output_padding: Whether its transposed convolution has one.
        turned: Whether its transposed convolution turns the kernel unless told otherwise.
        request: What follows from a size that is asked for: "output_padding", or "padding",
            whose numbers are then not read; "" where it only has to be consistent.
        refusals: What it refuses looking at both axes; each raises.
    """

    name: str
    convolution: Callable[[_AxisSetting], Axis]
    transposed: Callable[[_AxisSetting], Axis]
    words: Mapping[str, str] = field(default_factory=dict)
    size_first: bool = False
    sides: bool = False
    padding_layer: Mapping[Operation, str] = field(default_factory=dict)
    formats: tuple[str, ...] = ()
    output_padding: bool = True
    turned: bool = True
    request: Literal["output_padding", "padding", ""] = ""
    refusals: tuple[Callable[[Layer], None], ...] = ()


FRAMEWORKS: Mapping[Framework, Rules] = {
    "pytorch": Rules(
        name="PyTorch",
        convolution=_pytorch_convolution,
        transposed=_pytorch_transposed,
        request="output_padding",
    ),
    "keras": Rules(
        name="Keras",
        convolution=_keras_convolution,
        transposed=_keras_transposed,
        words={
            "stride": "strides",
            "padding": "a word; numbers by ZeroPadding or Cropping",
            "dilation": "dilation_rate",
            "out_channels": "filters",
        },
        size_first=True,
        sides=True,
        padding_layer={"convolution": "ZeroPadding{}D", "transposed": "Cropping{}D"},
        formats=("channels_last", "channels_first"),
        refusals=(_refuse_dilated_strides,),
    ),
    "onnx": Rules(
        name="ONNX",
        convolution=_onnx_convolution,
        transposed=_onnx_transposed,
        sides=True,
        request="padding",
    ),
    "jax": Rules(
        name="JAX",
        convolution=_jax_convolution,
        transposed=_jax_transposed,
        words={"stride": "strides", "dilation": "rhs_dilation"},
        sides=True,
        output_padding=False,
        turned=False,
    ),
}
"""In the order in which they are offered."""
