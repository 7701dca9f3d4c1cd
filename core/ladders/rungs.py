"""What one layer makes of the maps that come in: their size, its parameters, its reach.

Each layer that changes something is one function in ``_STEPS``; sizes are asked of
``core.frameworks``, where both frameworks' rules stand.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.arguments import GeometryError
from core.frameworks import resolve
from core.geometry import full_size, windows_over
from core.ladders.source import Call, CallError, Unknown
from core.layer import LARGEST, Layer, Pair


@dataclass(frozen=True)
class Shape:
    """What passes between two layers.

    Attributes:
        channels: Maps; of a flat row all its values.
        size: Height and width of each map; None for a flat row.
    """

    channels: int
    size: Pair | None = None

    @property
    def values(self) -> int:
        """How many numbers these are."""
        return self.channels if self.size is None else self.channels * self.size[0] * self.size[1]


@dataclass(frozen=True)
class Reach:
    """How far one cell reaches along each axis, through one layer.

    Attributes:
        kernel, stride, dilation: (height, width) each.
        enlarges: Whether the stride steps through the output, as a transposed convolution's.
    """

    kernel: Pair
    stride: Pair = (1, 1)
    dilation: Pair = (1, 1)
    enlarges: bool = False

    def back(self, cells: Pair) -> Pair:
        """Return how many input cells a run of output cells is made of, at most."""
        return self._over(cells, 0, widen=not self.enlarges), self._over(
            cells, 1, widen=not self.enlarges
        )

    def on(self, cells: Pair) -> Pair:
        """Return how many output cells a run of input cells takes part in, at most."""
        return self._over(cells, 0, widen=self.enlarges), self._over(cells, 1, widen=self.enlarges)

    def _over(self, cells: Pair, axis: int, *, widen: bool) -> int:
        count = full_size if widen else windows_over
        return count(cells[axis], self.kernel[axis], self.stride[axis], self.dilation[axis])


@dataclass(frozen=True)
class Rung:
    """One layer in its place.

    Attributes:
        call: As it is written.
        before, after: What comes in, what goes out.
        parameters: Weights and biases, and the running figures that Keras counts, too.
        layer: For the lab: a convolution or transposed convolution; else None.
        even: Whether a transposed convolution's overlap is even away from the ends; else None.
        holes: Whether it leaves output cells without a product, away from the ends.
        reach: None where every value reaches every other, or each only itself.
        whole: Whether every value reaches every other.
        complaint: What does not fit, so that the network does not run; "" where all does.
        unread: What of it is not read, though it runs; "" where all is.
    """

    call: Call
    before: Shape
    after: Shape
    parameters: int = 0
    layer: Layer | None = None
    even: bool | None = None
    holes: bool = False
    reach: Reach | None = None
    whole: bool = False
    complaint: str = ""
    unread: str = ""


class RungError(ValueError):
    """A layer that cannot be computed; the ladder ends before it."""


def rung(call: Call, before: Shape) -> Rung:
    """Return what a layer does to what comes in.

    Raises:
        RungError: it has no output, in one sentence.
    """
    step = _STEPS.get(call.name)
    if step is None:
        return Rung(call, before, before)
    try:
        made = step(call, before)
    except CallError as missing:
        raise RungError(f"{missing}.") from None
    except GeometryError as impossible:
        raise RungError(f"{impossible}.") from None
    if made.after.values > LARGEST**2:
        raise RungError(f"{made.after.values:,} values are too many.")
    return made


def _maps(call: Call, before: Shape) -> Pair:
    if before.size is None:
        reshape = "Unflatten" if call.library == "pytorch" else "Reshape"
        raise RungError(
            f"{call.name} takes maps, but a row of {before.channels:,} comes: {reshape} first."
        )
    return before.size


def _positive(call: Call, name: str, default: int | None = None) -> int:
    number = call.number(name, default)
    if number < 1:
        raise RungError(f"{name} must be at least 1, not {number}.")
    return number


# Convolutions


def _pytorch_convolution(call: Call, before: Shape) -> Rung:
    transposed = call.name == "ConvTranspose2d"
    size = _maps(call, before)
    inputs, outputs = _positive(call, "in_channels"), _positive(call, "out_channels")
    groups = _positive(call, "groups", 1)
    padding = call.value("padding", 0)
    layer = Layer(
        operation="transposed" if transposed else "convolution",
        input_size=size,
        kernel_size=call.numbers("kernel_size"),
        stride=call.numbers("stride", 1),
        padding=padding if isinstance(padding, str) else call.numbers("padding", 0),  # type: ignore[arg-type]
        output_padding=call.numbers("output_padding", 0) if transposed else None,
        dilation=call.numbers("dilation", 1),
    )
    biased = call.value("bias", True) is not False
    complaint = _fit(inputs, before.channels)
    if inputs % groups or outputs % groups:
        complaint = f"groups={groups} divides {inputs} and {outputs} not both."
    weights = layer.kernel_size[0] * layer.kernel_size[1] * (inputs * outputs // groups)
    return _convolved(call, before, layer, outputs, weights + outputs * biased, complaint)


def _keras_convolution(call: Call, before: Shape) -> Rung:
    transposed = call.name == "Conv2DTranspose"
    outputs, groups = _positive(call, "filters"), 1 if transposed else _positive(call, "groups", 1)
    padding = call.value("padding", "valid")
    added = call.value("output_padding")
    layer = Layer(
        operation="transposed" if transposed else "convolution",
        framework="keras",
        input_size=_maps(call, before),
        kernel_size=call.numbers("kernel_size"),
        stride=call.numbers("strides", 1),
        padding=padding.lower() if isinstance(padding, str) else _no_word(call, padding),  # type: ignore[arg-type]
        output_padding=None if added is None else call.numbers("output_padding"),
        dilation=call.numbers("dilation_rate", 1),
    )
    biased = call.value("use_bias", True) is not False
    complaint = ""
    if before.channels % groups or outputs % groups:
        complaint = f"groups={groups} divides {before.channels} and {outputs} not both."
    weights = layer.kernel_size[0] * layer.kernel_size[1] * (before.channels * outputs // groups)
    return _convolved(call, before, layer, outputs, weights + outputs * biased, complaint)


def _no_word(call: Call, padding: object) -> str:
    shown = padding.text if isinstance(padding, Unknown) else f"{padding!r:.30}"
    own = "ZeroPadding2D before" if call.name == "Conv2D" else "Cropping2D after"
    raise CallError(
        f"{call.name} takes 'valid' or 'same' for padding, not {shown}: "
        f"numbers are a layer of their own, {own} it"
    )


def _convolved(
    call: Call, before: Shape, layer: Layer, outputs: int, parameters: int, complaint: str
) -> Rung:
    geometry = resolve(layer)
    transposed = layer.operation == "transposed"
    phases = [axis.taps_per_phase().tolist() for axis in (geometry.height, geometry.width)]
    return Rung(
        call,
        before,
        Shape(outputs, geometry.output_size),
        parameters,
        layer,
        geometry.height.even and geometry.width.even if transposed else None,
        transposed and any(0 in axis for axis in phases),
        Reach(layer.kernel_size, layer.stride, layer.dilation, transposed),
        complaint=complaint,
    )


def _fit(wanted: int, come: int) -> str:
    if wanted == come:
        return ""
    said = f"It takes {wanted:,} maps, but {come:,} come"
    if wanted > come:
        return f"{said}: the other {wanted - come:,} would have to come by a skip connection."
    return f"{said}."


# Up and down without weights


def _pooled(call: Call, before: Shape) -> Rung:
    keras = call.library == "keras"
    kernel = call.numbers("pool_size" if keras else "kernel_size", 2 if keras else None)
    stride = call.numbers("strides" if keras else "stride", kernel)
    padding: Any = call.value("padding", "valid" if keras else 0)
    if not isinstance(padding, str):
        padding = call.numbers("padding", 0)
    layer = Layer(
        operation="convolution",
        framework="keras" if keras else "pytorch",
        input_size=_maps(call, before),
        kernel_size=kernel,
        stride=stride,
        padding=padding.lower() if isinstance(padding, str) else padding,  # type: ignore[arg-type]
        dilation=call.numbers("dilation", 1),
    )
    geometry = resolve(layer)
    unread = ""
    if call.value("ceil_mode", False) is True:
        unread = "ceil_mode=True is not read: the size is that without it."
    reach = Reach(kernel, stride, layer.dilation)
    return Rung(
        call, before, Shape(before.channels, geometry.output_size), reach=reach, unread=unread
    )


def _adaptive(call: Call, before: Shape) -> Rung:
    _maps(call, before)
    size = call.numbers("output_size")
    return Rung(call, before, Shape(before.channels, _sized(size)), whole=True)


def _global(call: Call, before: Shape) -> Rung:
    _maps(call, before)
    kept = call.value("keepdims", False) is True
    return Rung(call, before, Shape(before.channels, (1, 1) if kept else None), whole=True)


def _sized(size: Pair) -> Pair:
    if min(size) < 1:
        raise RungError(f"Sizes must be at least 1, not {min(size)}.")
    return size


def _upsampled(call: Call, before: Shape) -> Rung:
    height, width = _maps(call, before)
    if call.library == "pytorch" and call.value("size") is not None:
        size = _sized(call.numbers("size"))
        # How many cells one reaches: rounded up, since sizes need not divide.
        scale = -(-size[0] // height), -(-size[1] // width)
    else:
        scale = call.numbers("size" if call.library == "keras" else "scale_factor", _scale(call))
        size = _sized((height * scale[0], width * scale[1]))
    mode = call.value("mode", call.value("interpolation", "nearest"))
    if call.name == "UpsamplingBilinear2d" or mode in ("bilinear", "bicubic"):
        kernel = 2 * scale[0] - scale[0] % 2, 2 * scale[1] - scale[1] % 2
    else:
        kernel = scale
    reach = Reach(kernel, scale, enlarges=True)
    return Rung(call, before, Shape(before.channels, size), reach=reach)


def _scale(call: Call) -> int | None:
    return 2 if call.library == "keras" else None


def _shuffled(call: Call, before: Shape) -> Rung:
    height, width = _maps(call, before)
    r = _positive(call, "upscale_factor")
    if before.channels % (r * r):
        raise RungError(
            f"PixelShuffle({r}) wants maps in multiples of {r * r}, not {before.channels:,}."
        )
    after = Shape(before.channels // (r * r), (height * r, width * r))
    return Rung(call, before, after, reach=Reach((r, r), (r, r), enlarges=True))


def _unshuffled(call: Call, before: Shape) -> Rung:
    height, width = _maps(call, before)
    r = _positive(call, "downscale_factor")
    if height % r or width % r:
        raise RungError(
            f"PixelUnshuffle({r}) wants sizes in multiples of {r}, not {height}×{width}."
        )
    after = Shape(before.channels * r * r, (height // r, width // r))
    return Rung(call, before, after, reach=Reach((r, r), (r, r)))


def _padded(call: Call, before: Shape) -> Rung:
    keras = call.library == "keras"
    cropping = call.name == "Cropping2D"
    sides = _four_sides(call, "cropping" if cropping else "padding", 1 if keras else None)
    sign = -1 if cropping else 1
    height, width = _maps(call, before)
    size = height + sign * sum(sides[:2]), width + sign * sum(sides[2:])
    return Rung(call, before, Shape(before.channels, _sized(size)))


def with_padding_layer(rungs: Sequence[Rung], at: int) -> Layer | None:
    """Return a rung's layer, together with the crop after it or the zeros before it in Keras.

    Args:
        rungs: Of a ladder.
        at: Number of the rung.
    """
    layer = rungs[at].layer
    if layer is None or layer.framework != "keras" or layer.padding != "valid":
        return layer
    up = layer.operation == "transposed"
    beside = at + 1 if up else at - 1
    if not 0 <= beside < len(rungs):
        return layer
    other = rungs[beside]
    if other.call.name != ("Cropping2D" if up else "ZeroPadding2D"):
        return layer
    top, bottom, left, right = _four_sides(other.call, "cropping" if up else "padding", 1)
    size = layer if up else replace(layer, input_size=other.before.size)  # type: ignore[arg-type]
    return replace(size, padding=((top, bottom), (left, right)))


def _four_sides(call: Call, name: str, default: int | None) -> tuple[int, int, int, int]:
    """Return top, bottom, left, right."""
    value = call.value(name)
    if isinstance(value, tuple) and len(value) == 4:
        # PyTorch writes left, right, top, bottom.
        left, right, top, bottom = (_part(call, name, part) for part in value)
        return top, bottom, left, right
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(p, tuple) for p in value):
        rows, columns = value
        if (
            isinstance(rows, tuple)
            and isinstance(columns, tuple)
            and len(rows) == len(columns) == 2
        ):
            top, bottom, left, right = (_part(call, name, part) for part in (*rows, *columns))
            return top, bottom, left, right
    height, width = call.numbers(name, default)
    return height, height, width, width


def _part(call: Call, name: str, part: object) -> int:
    if not isinstance(part, int) or isinstance(part, bool) or abs(part) > LARGEST:
        raise CallError(f"{call.name} takes whole numbers for {name}")
    return part


# Rows


def _dense(call: Call, before: Shape) -> Rung:
    keras = call.library == "keras"
    outputs = _positive(call, "units" if keras else "out_features")
    inputs = before.channels if keras else _positive(call, "in_features")
    biased = call.value("use_bias" if keras else "bias", True) is not False
    complaint = ""
    if before.size is not None:
        raise RungError(
            f"{call.name} is read for rows only, but maps of {before.size[0]}×{before.size[1]} "
            "come: Flatten first."
        )
    if inputs != before.channels:
        complaint = f"It takes {inputs:,} values, but {before.channels:,} come."
    parameters = inputs * outputs + outputs * biased
    return Rung(call, before, Shape(outputs), parameters, whole=True, complaint=complaint)


def _flattened(call: Call, before: Shape) -> Rung:
    return Rung(call, before, Shape(before.values), whole=before.size is not None)


def _unflattened(call: Call, before: Shape) -> Rung:
    keras = call.library == "keras"
    name = "target_shape" if keras else "unflattened_size"
    value = call.value(name)
    parts = [_part(call, name, part) for part in value] if isinstance(value, tuple) else []
    if len(parts) == 1 and keras:
        return Rung(call, before, Shape(before.values), whole=before.size is not None)
    if len(parts) != 3:
        order = "(height, width, channels)" if keras else "(channels, height, width)"
        raise RungError(f"{call.name} is read with {name}={order}.")
    if parts.count(-1) == 1:
        others = -parts[0] * parts[1] * parts[2]
        if others > 0 and before.values % others == 0:
            parts = [before.values // others if part == -1 else part for part in parts]
    channels, height, width = (parts[2], parts[0], parts[1]) if keras else parts
    after = Shape(channels, _sized((height, width)))
    if channels < 1 or after.values != before.values:
        raise RungError(
            f"{channels}×{height}×{width} are not the {before.values:,} values that come."
        )
    return Rung(call, before, after, whole=before.size is None)


def _given(call: Call, before: Shape) -> Rung:
    """Keras' Input says what comes in; it is no layer of its own."""
    return Rung(call, before, before)


# Norms


def _normed(call: Call, before: Shape) -> Rung:
    channels = _positive(call, "num_channels" if call.name == "GroupNorm" else "num_features")
    affine = call.value("affine", call.name != "InstanceNorm2d") is not False
    complaint = _fit(channels, before.channels)
    return Rung(call, before, before, 2 * channels * affine, complaint=complaint)


def _keras_normed(call: Call, before: Shape) -> Rung:
    own = (call.value("center", True) is not False) + (call.value("scale", True) is not False)
    # Two running figures, which Keras counts among a layer's parameters.
    return Rung(call, before, before, (own + 2) * before.channels)


def _prelu(call: Call, before: Shape) -> Rung:
    return Rung(call, before, before, _positive(call, "num_parameters", 1))


_STEPS: Mapping[str, Callable[[Call, Shape], Rung]] = {
    "Conv2d": _pytorch_convolution,
    "ConvTranspose2d": _pytorch_convolution,
    "MaxPool2d": _pooled,
    "AvgPool2d": _pooled,
    "AdaptiveAvgPool2d": _adaptive,
    "AdaptiveMaxPool2d": _adaptive,
    "Upsample": _upsampled,
    "UpsamplingNearest2d": _upsampled,
    "UpsamplingBilinear2d": _upsampled,
    "PixelShuffle": _shuffled,
    "PixelUnshuffle": _unshuffled,
    "ZeroPad2d": _padded,
    "ReflectionPad2d": _padded,
    "ReplicationPad2d": _padded,
    "Linear": _dense,
    "Flatten": _flattened,
    "Unflatten": _unflattened,
    "BatchNorm1d": _normed,
    "BatchNorm2d": _normed,
    "InstanceNorm2d": _normed,
    "GroupNorm": _normed,
    "PReLU": _prelu,
    "Input": _given,
    "InputLayer": _given,
    "Conv2D": _keras_convolution,
    "Conv2DTranspose": _keras_convolution,
    "MaxPooling2D": _pooled,
    "AveragePooling2D": _pooled,
    "GlobalAveragePooling2D": _global,
    "GlobalMaxPooling2D": _global,
    "UpSampling2D": _upsampled,
    "ZeroPadding2D": _padded,
    "Cropping2D": _padded,
    "Dense": _dense,
    "Reshape": _unflattened,
    "BatchNormalization": _keras_normed,
}
