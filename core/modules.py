"""A layer of PyTorch's or Keras' as it is, with its weights, as a trace.

Neither library is imported: a layer is known by its attributes. PyTorch's convolutions have
``transposed``, ``stride`` and a ``weight`` in the layout that a trace has, too; Keras' have
``strides``, ``data_format`` and a ``kernel`` (height, width, in, out), a transposed one
(height, width, out, in). Layers of one dimension are read as one row.

Checked against PyTorch 2.13 and Keras 3.15; sources: ``torch.nn.modules.conv``, and
``keras/src/layers/convolutional/base_conv.py`` and ``base_conv_transpose.py``.
"""

from typing import Any

import numpy as np

from core.arguments import GeometryError
from core.contributions import Numbers, Trace, trace_layer
from core.layer import Layer, Padding, Pair, Word

_TORCH = ("weight", "bias", "transposed", "stride", "padding_mode", "kernel_size")
_KERAS = ("strides", "dilation_rate", "data_format", "kernel_size", "filters", "use_bias")
_KNOWN = (
    "PyTorch's Conv2d and ConvTranspose2d and Keras' Conv2D and Conv2DTranspose are, and their "
    "1-D sisters"
)


def is_layer(thing: object) -> bool:
    """Tell whether something has all that a convolution of PyTorch or Keras has."""
    return _has(thing, _TORCH) or _has(thing, _KERAS)


def trace_module(layer: object, x: object) -> Trace:
    """Trace a layer on an input, bias included, without its activation.

    Args:
        layer: A convolution or transposed convolution of PyTorch or Keras.
        x: The input as the layer takes it, alone or as a batch of one: an array, a tensor, lists.

    Raises:
        GeometryError: it is another layer, has no weights yet, or another input than this one.
    """
    if _has(layer, _TORCH):
        return _of_torch(layer, x)
    if _has(layer, _KERAS):
        return _of_keras(layer, x)
    name = type(layer).__name__
    raise GeometryError("layer", name, f"{name} is no layer that is shown here: {_KNOWN}")


def _has(thing: object, names: tuple[str, ...]) -> bool:
    # Of the class or the object; a property that needs weights is not asked for them.
    known = {*dir(type(thing)), *getattr(thing, "__dict__", {}), *_parameters(thing)}
    return all(name in known for name in names)


def _parameters(thing: Any) -> "set[str]":
    """Return the names under which PyTorch keeps a module's parameters."""
    kept = getattr(thing, "_parameters", None)
    return set(kept) if isinstance(kept, dict) else set()


def _of_torch(layer: Any, x: object) -> Trace:
    dimensions = len(layer.kernel_size)
    _refuse(layer, dimensions)
    if layer.padding_mode != "zeros":
        raise GeometryError(
            "layer",
            layer.padding_mode,
            f"padding_mode='{layer.padding_mode}' puts other numbers than zeros around the input: "
            "only zeros are shown",
        )
    kernel = _weights(layer, "weight", dimensions)
    image = _picture(x, dimensions, channels_last=False)
    transposed = bool(layer.transposed)
    padding = layer.padding
    return _traced(
        Layer(
            operation="transposed" if transposed else "convolution",
            input_size=(image.shape[1], image.shape[2]),
            kernel_size=(kernel.shape[2], kernel.shape[3]),
            stride=_pair(layer.stride, 1),
            padding=padding if isinstance(padding, str) else _pair(padding, 0),  # type: ignore[arg-type]
            output_padding=_pair(layer.output_padding, 0) if transposed else None,
            dilation=_pair(layer.dilation, 1),
        ),
        image,
        kernel,
        int(layer.groups),
        layer.bias,
    )


def _of_keras(layer: Any, x: object) -> Trace:
    dimensions = len(layer.kernel_size)
    _refuse(layer, dimensions)
    if hasattr(layer, "depth_multiplier"):
        name = type(layer).__name__
        raise GeometryError("layer", name, f"{name} is no layer that is shown here: {_KNOWN}")
    if not layer.built:
        raise _without_weights(layer)
    # (kh, kw, a, b) becomes (b, a, kh, kw): in both of Keras' layouts that is a trace's.
    kernel = np.moveaxis(_array(layer.kernel), (-1, -2), (0, 1))
    kernel = kernel[:, :, None] if dimensions == 1 else kernel
    image = _picture(x, dimensions, channels_last=layer.data_format == "channels_last")
    transposed = hasattr(layer, "output_padding")
    added = layer.output_padding if transposed else None
    return _traced(
        Layer(
            operation="transposed" if transposed else "convolution",
            framework="keras",
            input_size=(image.shape[1], image.shape[2]),
            kernel_size=(kernel.shape[2], kernel.shape[3]),
            stride=_pair(layer.strides, 1),
            padding=_word(layer.padding),
            output_padding=None if added is None else _pair(added, 0),
            dilation=_pair(layer.dilation_rate, 1),
        ),
        image,
        kernel,
        int(getattr(layer, "groups", 1)),
        layer.bias if layer.use_bias else None,
    )


def _word(padding: Any) -> Padding:
    words: dict[str, Word] = {"same": "same", "valid": "valid"}
    if padding not in words:
        raise GeometryError(
            "padding", padding, f"Keras' padding '{padding}' pads one end only: it is not shown"
        )
    return words[padding]


def _refuse(layer: Any, dimensions: int) -> None:
    if dimensions not in (1, 2):
        name = type(layer).__name__
        raise GeometryError(
            "layer", name, f"{name} has {dimensions} dimensions: one or two are shown"
        )


def _without_weights(layer: Any) -> GeometryError:
    name = type(layer).__name__
    return GeometryError("layer", name, f"{name} has no weights yet: call it once on an input")


def _weights(layer: Any, name: str, dimensions: int) -> Numbers:
    try:
        kernel = _array(getattr(layer, name))
    except (RuntimeError, ValueError, TypeError):
        # A lazy layer's parameter has neither shape nor numbers.
        raise _without_weights(layer) from None
    return kernel[:, :, None] if dimensions == 1 else kernel


def _array(thing: Any) -> Numbers:
    """Return the numbers of a tensor, of Keras' variable, of an array or of lists."""
    # Keras' variable holds its library's tensor; what TensorFlow calls value is a function.
    value = getattr(thing, "value", None)
    if value is not None and not callable(value):
        thing = value
    if hasattr(thing, "detach"):
        thing = thing.detach().cpu().double()
    if hasattr(thing, "numpy"):
        thing = thing.numpy()
    return np.array(thing, np.float64)


def _picture(x: object, dimensions: int, *, channels_last: bool) -> Numbers:
    """Return the input as (channels, height, width)."""
    try:
        image = _array(x)
    except (TypeError, ValueError):
        raise GeometryError(
            "x", type(x).__name__, "x must hold numbers, in rows of one length"
        ) from None
    if image.ndim == dimensions + 2:
        if len(image) != 1:
            raise GeometryError(
                "x", image.shape, f"One input at a time is shown, and x holds {len(image)}: x[:1]"
            )
        image = image[0]
    if image.ndim == dimensions:
        image = image[..., None] if channels_last else image[None]
    if image.ndim != dimensions + 1 or 0 in image.shape:
        raise GeometryError(
            "x", image.shape, f"x has another shape than this layer takes: {image.shape}"
        )
    if not np.isfinite(image).all():
        raise GeometryError("x", image.shape, "x holds numbers that are not finite")
    if channels_last:
        image = np.moveaxis(image, -1, 0)
    return image[:, None] if dimensions == 1 else image


def _pair(value: Any, one_row: int) -> Pair:
    """Return a parameter's two numbers; along the height of one row it is ``one_row``."""
    numbers = [int(number) for number in value]
    return (one_row, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])


def _traced(layer: Layer, image: Numbers, kernel: Numbers, groups: int, bias: Any) -> Trace:
    return trace_layer(
        layer, image, kernel, groups=groups, bias=None if bias is None else _array(bias)
    )
