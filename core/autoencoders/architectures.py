"""The autoencoders as tables: which layers, how large, how many parameters.

One table serves everyone: ``networks`` builds the PyTorch module from it, the app draws
the shape ladder from it, the tests compare it with what PyTorch counts. Plain Python, so
that a page may show a model's shape without importing torch.

>>> [layer.out_size for layer in ARCHITECTURES["keras_cae"].layers]
[26, 24, 22, 24, 26, 28, 28]
>>> ARCHITECTURES["keras_cae"].parameters
12785
"""

from dataclasses import dataclass
from typing import Literal

PICTURE_SIDE = 28
"""Rows and columns of an MNIST picture, in pixels."""


@dataclass(frozen=True)
class Layer:
    """One convolution or transposed convolution with bias, and its activation.

    Pictures and kernels are square.

    Attributes:
        kind: ``conv`` is PyTorch's ``Conv2d``, ``conv_transpose`` its ``ConvTranspose2d``.
        in_channels: Feature maps it reads.
        out_channels: Feature maps it makes; the texts and Keras call them ``filters``.
        in_size: Rows (and columns) of each map it reads, in cells.
        out_size: Rows (and columns) of each map it makes, in cells.
        kernel: Rows (and columns) of the kernel, in taps.
        stride: Step of the kernel, in cells.
        padding: Rings of zeros around the input (``conv``), or rings cropped off the
            output (``conv_transpose``); PyTorch's ``padding``.
        activation: Applied to every value after the bias.
    """

    kind: Literal["conv", "conv_transpose"]
    in_channels: int
    out_channels: int
    in_size: int
    out_size: int
    activation: Literal["relu", "sigmoid"]
    kernel: int = 3
    stride: int = 1
    padding: int = 0

    @property
    def parameters(self) -> int:
        """Kernel values plus one bias per output channel."""
        return self.in_channels * self.out_channels * self.kernel**2 + self.out_channels

    @property
    def values(self) -> int:
        """Numbers in the layer's output."""
        return self.out_channels * self.out_size**2

    @property
    def keras_name(self) -> str:
        """The layer's class in Keras (keras.io/api/layers/convolution_layers)."""
        return "Conv2D" if self.kind == "conv" else "Conv2DTranspose"


@dataclass(frozen=True)
class Architecture:
    """An autoencoder: picture in, picture of the same size out.

    Attributes:
        name: The key in ``ARCHITECTURES`` and the stem of its weights' file names.
        title: What a reader sees.
        source: Where the layer table is from.
        layers: In the order in which they compute.
        encoder_layers: How many of them make the code; the others decode it.
    """

    name: str
    title: str
    source: str
    layers: tuple[Layer, ...]
    encoder_layers: int

    @property
    def parameters(self) -> int:
        """Trained numbers of all layers together."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def code(self) -> Layer:
        """The layer whose output is the code."""
        return self.layers[self.encoder_layers - 1]


_KERAS_CAE = Architecture(
    name="keras_cae",
    title="Convolutional autoencoder",
    source="Keras convolutional autoencoder on MNIST, the worked model of the source text 002",
    layers=(
        Layer("conv", 1, 32, 28, 26, "relu"),
        Layer("conv", 32, 16, 26, 24, "relu"),
        Layer("conv", 16, 8, 24, 22, "relu"),
        Layer("conv_transpose", 8, 8, 22, 24, "relu"),
        Layer("conv_transpose", 8, 16, 24, 26, "relu"),
        Layer("conv_transpose", 16, 32, 26, 28, "relu"),
        Layer("conv", 32, 1, 28, 28, "sigmoid", padding=1),
    ),
    encoder_layers=3,
)

ARCHITECTURES = {_KERAS_CAE.name: _KERAS_CAE}
