"""One line that makes a layer, in each framework's own words.

Only what is not the framework's default is written. Channels are names, since a layer here has
none: ``c_in`` and ``c_out``, Keras' ``filters``; ONNX reads them off the kernel.
"""

from collections.abc import Callable, Mapping

from core.arguments import GeometryError
from core.frameworks import Framework, Layer, Pair
from core.geometry import extent


def call(layer: Layer) -> str:
    """Return the line of code that makes a layer.

    >>> call(Layer(input_size=(14, 14), kernel_size=(2, 2), stride=(2, 2)))
    'nn.ConvTranspose2d(c_in, c_out, 2, stride=2)'

    Raises:
        GeometryError: the framework has no word for one of the numbers.
    """
    return _CALLS[layer.framework](layer)


def _pytorch(layer: Layer) -> str:
    name = "nn.Conv2d" if layer.operation == "convolution" else "nn.ConvTranspose2d"
    words = {
        "stride": _unless(layer.stride, (1, 1)),
        "padding": _pytorch_padding(layer),
        "output_padding": _unless(layer.output_padding or (0, 0), (0, 0)),
        "dilation": _unless(layer.dilation, (1, 1)),
    }
    return _written(name, ["c_in", "c_out", _number(layer.kernel_size)], words)


def _pytorch_padding(layer: Layer) -> str:
    if isinstance(layer.padding, str):
        return f'"{layer.padding}"'
    before, after = layer.padding
    if not isinstance(before, int) or not isinstance(after, int):
        raise GeometryError("padding", layer.padding, "PyTorch pads both ends alike")
    return _unless((before, after), (0, 0))


def _keras(layer: Layer) -> str:
    name = "layers.Conv2D" if layer.operation == "convolution" else "layers.Conv2DTranspose"
    words = {
        "strides": _unless(layer.stride, (1, 1)),
        "padding": '"same"' if layer.padding == "same" else "",
        # An explicit 0 is not the default: see core.frameworks.
        "output_padding": "" if layer.output_padding is None else _number(layer.output_padding),
        "dilation_rate": _unless(layer.dilation, (1, 1)),
    }
    return _written(name, ["filters", _number(layer.kernel_size)], words)


def _onnx(layer: Layer) -> str:
    name = "Conv" if layer.operation == "convolution" else "ConvTranspose"
    words = {
        "kernel_shape": _list(layer.kernel_size),
        "strides": _list(layer.stride) if layer.stride != (1, 1) else "",
        **_onnx_padding(layer),
        "output_padding": _list(layer.output_padding) if any(layer.output_padding or ()) else "",
        "dilations": _list(layer.dilation) if layer.dilation != (1, 1) else "",
    }
    return _written("helper.make_node", [f'"{name}"', '["x", "w"]', '["y"]'], words)


def _onnx_padding(layer: Layer) -> dict[str, str]:
    if isinstance(layer.padding, str):
        word = {"same": '"SAME_UPPER"', "same_lower": '"SAME_LOWER"', "valid": ""}
        return {"auto_pad": word[layer.padding]}
    sides = [(side, side) if isinstance(side, int) else side for side in layer.padding]
    pads = [before for before, _ in sides] + [after for _, after in sides]
    return {"pads": f"{pads}" if any(pads) else ""}


def _jax(layer: Layer) -> str:
    if layer.operation == "convolution":
        name, turned = "lax.conv_general_dilated", ""
    else:
        name, turned = "lax.conv_transpose", "True"
    words = {
        "rhs_dilation": f"{layer.dilation}" if layer.dilation != (1, 1) else "",
        "dimension_numbers": '("NHWC", "HWIO", "NHWC")',
        "transpose_kernel": turned,
    }
    return _written(name, ["x", "w", f"{layer.stride}", _jax_padding(layer)], words)


def _jax_padding(layer: Layer) -> str:
    if isinstance(layer.padding, str):
        return f'"{layer.padding.upper()}"'
    sides = [(side, side) if isinstance(side, int) else side for side in layer.padding]
    if layer.operation == "transposed":
        # Its pairs are the rings, not what is cut.
        extents = [extent(layer.kernel_size[i], layer.dilation[i]) for i in (0, 1)]
        sides = [(extents[i] - 1 - sides[i][0], extents[i] - 1 - sides[i][1]) for i in (0, 1)]
    return f"{sides}"


_CALLS: Mapping[Framework, Callable[[Layer], str]] = {
    "pytorch": _pytorch,
    "keras": _keras,
    "onnx": _onnx,
    "jax": _jax,
}


def _written(name: str, first: list[str], words: Mapping[str, str]) -> str:
    parts = first + [f"{word}={text}" for word, text in words.items() if text]
    return f"{name}({', '.join(parts)})"


def _unless(pair: Pair, default: Pair) -> str:
    return "" if pair == default else _number(pair)


def _number(pair: Pair) -> str:
    return f"{pair[0]}" if pair[0] == pair[1] else f"{pair}"


def _list(pair: Pair | None) -> str:
    return f"{list(pair or ())}"
