"""The words of PyTorch and Keras by which a network's text is read: layers and their arguments.

``core.ladders.source`` finds them in a text, ``core.ladders.rungs`` knows what they do to a size.
"""

from collections.abc import Mapping
from typing import Literal

Library = Literal["pytorch", "keras"]

_CONV = ("kernel_size", "stride", "padding")
SIGNATURES: Mapping[str, tuple[Library, tuple[str, ...]]] = {
    "Conv2d": (
        "pytorch",
        ("in_channels", "out_channels", *_CONV, "dilation", "groups", "bias", "padding_mode"),
    ),
    "ConvTranspose2d": (
        "pytorch",
        (
            "in_channels",
            "out_channels",
            *_CONV,
            "output_padding",
            "groups",
            "bias",
            "dilation",
            "padding_mode",
        ),
    ),
    "MaxPool2d": ("pytorch", (*_CONV, "dilation", "return_indices", "ceil_mode")),
    "AvgPool2d": ("pytorch", (*_CONV, "ceil_mode", "count_include_pad", "divisor_override")),
    "AdaptiveAvgPool2d": ("pytorch", ("output_size",)),
    "AdaptiveMaxPool2d": ("pytorch", ("output_size", "return_indices")),
    "Upsample": ("pytorch", ("size", "scale_factor", "mode", "align_corners")),
    "UpsamplingNearest2d": ("pytorch", ("size", "scale_factor")),
    "UpsamplingBilinear2d": ("pytorch", ("size", "scale_factor")),
    "PixelShuffle": ("pytorch", ("upscale_factor",)),
    "PixelUnshuffle": ("pytorch", ("downscale_factor",)),
    "ZeroPad2d": ("pytorch", ("padding",)),
    "ReflectionPad2d": ("pytorch", ("padding",)),
    "ReplicationPad2d": ("pytorch", ("padding",)),
    "Linear": ("pytorch", ("in_features", "out_features", "bias")),
    "Flatten": ("pytorch", ("start_dim", "end_dim")),
    "Unflatten": ("pytorch", ("dim", "unflattened_size")),
    "BatchNorm1d": ("pytorch", ("num_features", "eps", "momentum", "affine")),
    "BatchNorm2d": ("pytorch", ("num_features", "eps", "momentum", "affine")),
    "InstanceNorm2d": ("pytorch", ("num_features", "eps", "momentum", "affine")),
    "GroupNorm": ("pytorch", ("num_groups", "num_channels", "eps", "affine")),
    "PReLU": ("pytorch", ("num_parameters", "init")),
    "Input": ("keras", ("shape", "batch_size")),
    "InputLayer": ("keras", ("shape", "batch_size")),
    "Conv2D": (
        "keras",
        (
            "filters",
            "kernel_size",
            "strides",
            "padding",
            "data_format",
            "dilation_rate",
            "groups",
            "activation",
            "use_bias",
        ),
    ),
    "Conv2DTranspose": (
        "keras",
        (
            "filters",
            "kernel_size",
            "strides",
            "padding",
            "output_padding",
            "data_format",
            "dilation_rate",
            "activation",
            "use_bias",
        ),
    ),
    "MaxPooling2D": ("keras", ("pool_size", "strides", "padding", "data_format")),
    "AveragePooling2D": ("keras", ("pool_size", "strides", "padding", "data_format")),
    "GlobalAveragePooling2D": ("keras", ("data_format", "keepdims")),
    "GlobalMaxPooling2D": ("keras", ("data_format", "keepdims")),
    "UpSampling2D": ("keras", ("size", "data_format", "interpolation")),
    "ZeroPadding2D": ("keras", ("padding", "data_format")),
    "Cropping2D": ("keras", ("cropping", "data_format")),
    "Dense": ("keras", ("units", "activation", "use_bias")),
    "Reshape": ("keras", ("target_shape",)),
    "BatchNormalization": ("keras", ("axis", "momentum", "epsilon", "center", "scale")),
}
"""The layers that change a size or have parameters, with their arguments in order."""

OTHER_NAMES = {"MaxPool2D": "MaxPooling2D", "AvgPool2D": "AveragePooling2D"}
"""Keras' second names of layers that have two."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


PASSIVE = _names(
    "ReLU ReLU6 LeakyReLU ELU SELU CELU GELU SiLU Mish Sigmoid LogSigmoid Tanh Hardtanh "
    "Hardsigmoid Hardswish Softplus Softsign Softmax Softmax2d LogSoftmax Threshold Identity "
    "Dropout Dropout1d Dropout2d AlphaDropout Activation SpatialDropout2D GaussianNoise "
    "GaussianDropout Rescaling LocalResponseNorm"
)
"""Layers that change no size and have no parameters."""

FRAME = _names(
    "Sequential OrderedDict ModuleList ModuleDict Model Module super print summary device Adam "
    "SGD AdamW RMSprop BCELoss MSELoss CrossEntropyLoss L1Loss BinaryCrossentropy "
    "MeanSquaredError DataLoader"
)
"""What stands around layers, or beside them: nothing of theirs changes a size."""

JOINS = frozenset(("cat", "concat", "concatenate", "Concatenate", "Add", "add", "stack"))
"""What makes one map of several."""

STEPS = _names(
    "max_pool2d avg_pool2d adaptive_avg_pool2d interpolate upsample pixel_shuffle conv2d "
    "conv_transpose2d conv2d_transpose pad view reshape flatten unflatten unfold "
    "crop"
)
"""Functions that change a size on the way, in a ``forward`` that nobody reads."""

ANYWHERE = frozenset(
    ("name", "trainable", "dtype", "device", "inplace", "input_shape", "batch_input_shape")
)
"""Arguments of every layer of Keras, or of every module: no size depends on them."""

ENDINGS = ("_initializer", "_regularizer", "_constraint", "_stats")
"""How more such arguments end."""
