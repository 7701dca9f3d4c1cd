"""The line that makes a layer, in each framework's own words.

Only what is not the framework's default is written. Channels are names, since a layer here has
none: ``c_in`` and ``c_out``, Keras' ``filters``; ONNX reads them off the kernel. Where a framework
pads or crops by a layer of its own, that is a second line.
"""

from collections.abc import Callable, Mapping

from core.arguments import GeometryError
from core.axes import sides
from core.frameworks import padding_layer
from core.geometry import extent
from core.layer import Framework, Layer, Pair


def call(layer: Layer) -> str:
    """Return the line of code that makes a layer, without what stands beside it; see ``lines``.

    >>> call(Layer(input_size=(14, 14), kernel_size=(2, 2), stride=(2, 2)))
    'nn.ConvTranspose2d(c_in, c_out, 2, stride=2)'

    Raises:
        GeometryError: the framework has no word for one of the numbers.
    """
    return _CALLS[layer.framework](layer)


def lines(layer: Layer) -> tuple[str, ...]:
    """Return the line of code that makes a layer, and the one of the layer that pads or crops.

    >>> lines(Layer(framework="keras", input_size=7, kernel_size=3, stride=2, padding=1))
    ('layers.Conv2DTranspose(filters, 3, strides=2)', 'layers.Cropping2D(1)')

    Raises:
        GeometryError: as ``call``.
    """
    beside = padding_call(layer)
    if not beside:
        return (call(layer),)
    both = call(layer), f"layers.{beside}"
    return both if layer.operation == "transposed" else both[::-1]


def ends(layer: Layer) -> str:
    """Return the words of a layer's line that say what is padded, cropped and given back.

    >>> ends(Layer(framework="jax", input_size=4, kernel_size=3, stride=2, padding=1))
    'padding=[(1, 1), (1, 1)], transpose_kernel=True'

    Raises:
        GeometryError: as ``call``.
    """
    beside = padding_call(layer)
    words = [f"{word}={text}" for word, text in _ENDS[layer.framework](layer).items() if text]
    return ", ".join(filter(None, [beside, *words])) or _NO_PADDING[layer.framework]


def padding_call(layer: Layer) -> str:
    """Return what makes the layer that pads or crops beside another; "" where its own call does."""
    name = padding_layer(layer)
    return f"{name}({padding_cells(layer)})" if name else ""


def padding_cells(layer: Layer) -> str:
    """Write numbers for padding: one for all sides, one per axis, or (before, after) per axis."""
    sides = _sides(layer)
    if any(before != after for before, after in sides):
        return f"{tuple(sides)}" if layer.dimensions == 2 else f"{sides[0]}"
    ends = tuple(before for before, _ in sides)
    return f"{ends[0]}" if len(set(ends)) == 1 else f"{ends}"


def _pytorch(layer: Layer) -> str:
    name = "nn.Conv" if layer.operation == "convolution" else "nn.ConvTranspose"
    words = {
        "stride": _unless(layer, layer.stride, 1),
        **_pytorch_ends(layer),
        "dilation": _unless(layer, layer.dilation, 1),
    }
    first = ["c_in", "c_out", _number(layer, layer.kernel_size)]
    return _written(f"{name}{layer.dimensions}d", first, words)


def _pytorch_ends(layer: Layer) -> dict[str, str]:
    return {
        "padding": _pytorch_padding(layer),
        "output_padding": _unless(layer, layer.output_padding or (0, 0), 0),
    }


def _pytorch_padding(layer: Layer) -> str:
    if isinstance(layer.padding, str):
        return f'"{layer.padding}"'
    before, after = layer.padding
    if not isinstance(before, int) or not isinstance(after, int):
        raise GeometryError("padding", layer.padding, "PyTorch pads both ends alike")
    return _unless(layer, (before, after), 0)


def _keras(layer: Layer) -> str:
    name = f"layers.Conv{layer.dimensions}D"
    if layer.operation == "transposed":
        name += "Transpose"
    words = {
        "strides": _unless(layer, layer.stride, 1),
        **_keras_ends(layer),
        "dilation_rate": _unless(layer, layer.dilation, 1),
    }
    return _written(name, ["filters", _number(layer, layer.kernel_size)], words)


def _keras_ends(layer: Layer) -> dict[str, str]:
    added = layer.output_padding
    return {
        "padding": '"same"' if layer.padding == "same" else "",
        # An explicit 0 is not the default: see core.frameworks.
        "output_padding": "" if added is None else _number(layer, added),
    }


def _onnx(layer: Layer) -> str:
    name = "Conv" if layer.operation == "convolution" else "ConvTranspose"
    words = {
        "kernel_shape": _list(layer, layer.kernel_size),
        "strides": _list(layer, layer.stride) if layer.stride != (1, 1) else "",
        **_onnx_ends(layer),
        "dilations": _list(layer, layer.dilation) if layer.dilation != (1, 1) else "",
    }
    return _written("helper.make_node", [f'"{name}"', '["x", "w"]', '["y"]'], words)


def _onnx_ends(layer: Layer) -> dict[str, str]:
    added = layer.output_padding or (0, 0)
    words = {"output_padding": "" if added == (0, 0) else _list(layer, added)}
    return _onnx_padding(layer) | words


def _onnx_padding(layer: Layer) -> dict[str, str]:
    if isinstance(layer.padding, str):
        word = {"same": '"SAME_UPPER"', "same_lower": '"SAME_LOWER"', "valid": ""}
        return {"auto_pad": word[layer.padding]}
    sides = _sides(layer)
    pads = [before for before, _ in sides] + [after for _, after in sides]
    return {"pads": f"{pads}" if any(pads) else ""}


def _jax(layer: Layer) -> str:
    name = "conv_general_dilated" if layer.operation == "convolution" else "conv_transpose"
    ends = _jax_ends(layer)
    row = layer.dimensions == 1
    words = {
        "rhs_dilation": _tuple(layer, layer.dilation) if layer.dilation != (1, 1) else "",
        "dimension_numbers": '("NWC", "WIO", "NWC")' if row else '("NHWC", "HWIO", "NHWC")',
        "transpose_kernel": ends["transpose_kernel"],
    }
    return _written(f"lax.{name}", ["x", "w", _tuple(layer, layer.stride), ends["padding"]], words)


def _jax_ends(layer: Layer) -> dict[str, str]:
    # Left out, the kernel is not turned, and other numbers come out.
    turned = "True" if layer.operation == "transposed" else ""
    return {"padding": _jax_padding(layer), "transpose_kernel": turned}


def _jax_padding(layer: Layer) -> str:
    if isinstance(layer.padding, str):
        return f'"{layer.padding.upper()}"'
    sides = _sides(layer)
    if layer.operation == "transposed":
        # Its pairs are the rings, not what is cut.
        sizes = _axes(layer, layer.kernel_size), _axes(layer, layer.dilation)
        rings = [extent(taps, dilation) - 1 for taps, dilation in zip(*sizes, strict=True)]
        sides = [
            (ring - before, ring - after)
            for ring, (before, after) in zip(rings, sides, strict=True)
        ]
    return f"{sides}"


_CALLS: Mapping[Framework, Callable[[Layer], str]] = {
    "pytorch": _pytorch,
    "keras": _keras,
    "onnx": _onnx,
    "jax": _jax,
}


_ENDS: Mapping[Framework, Callable[[Layer], dict[str, str]]] = {
    "pytorch": _pytorch_ends,
    "keras": _keras_ends,
    "onnx": _onnx_ends,
    "jax": _jax_ends,
}

_NO_PADDING: Mapping[Framework, str] = {
    "pytorch": "padding=0",
    "keras": 'padding="valid"',
    "onnx": 'auto_pad="VALID"',
}
"""What a line without any word for its ends stands for; JAX always has one."""


def _written(name: str, first: list[str], words: Mapping[str, str]) -> str:
    parts = first + [f"{word}={text}" for word, text in words.items() if text]
    return f"{name}({', '.join(parts)})"


def _axes(layer: Layer, pair: Pair) -> tuple[int, ...]:
    """Return the numbers of the layer's axes: of a row, the width's alone."""
    return pair[2 - layer.dimensions :]


def _sides(layer: Layer) -> list[Pair]:
    """Return (before, after) of each of its axes, where no word stands for them."""
    if isinstance(layer.padding, str):
        return []
    return list(sides(layer.padding)[2 - layer.dimensions :])


def _unless(layer: Layer, pair: Pair, default: int) -> str:
    return "" if set(_axes(layer, pair)) == {default} else _number(layer, pair)


def _number(layer: Layer, pair: Pair) -> str:
    axes = _axes(layer, pair)
    return f"{axes[0]}" if len(set(axes)) == 1 else f"{axes}"


def _tuple(layer: Layer, pair: Pair) -> str:
    return f"{_axes(layer, pair)}"


def _list(layer: Layer, pair: Pair) -> str:
    return f"{list(_axes(layer, pair))}"
