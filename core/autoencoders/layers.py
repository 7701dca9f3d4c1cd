"""One layer of an autoencoder as a row of a table: kind, shape, parameters.

Plain Python: a page may show a model's shape, and training build its torch module, from it.
"""

import math
from dataclasses import dataclass
from typing import Literal

Kind = Literal["conv", "conv_transpose", "dense", "max_pool", "resize", "pixel_shuffle"]
Activation = Literal["linear", "relu", "sigmoid", "softmax"]

_KERAS = {
    "conv": "Conv2D",
    "conv_transpose": "Conv2DTranspose",
    "dense": "Dense",
    "max_pool": "MaxPooling2D",
    "resize": "UpSampling2D",
    "pixel_shuffle": "depth_to_space",
}
_TORCH = {
    "conv": "Conv2d",
    "conv_transpose": "ConvTranspose2d",
    "dense": "Linear",
    "max_pool": "MaxPool2d",
    "resize": "Upsample",
    "pixel_shuffle": "PixelShuffle",
}


@dataclass(frozen=True)
class Layer:
    """One step of a network, and the activation that follows it.

    Pictures and kernels are square. A dense layer reads all values of all its maps as one
    list and may lay what it makes out as maps again, so the table needs no rows for that.

    Attributes:
        kind: ``conv`` and ``conv_transpose`` are PyTorch's ``Conv2d`` and
            ``ConvTranspose2d``; ``resize`` repeats every cell ``stride`` times along both
            axes; ``pixel_shuffle`` lays ``stride**2`` maps out as one that is ``stride``
            times as large.
        in_channels: Feature maps it reads.
        out_channels: Feature maps it makes; the texts and Keras call them ``filters``.
        in_size: Rows (and columns) of each map it reads, in cells.
        out_size: Rows (and columns) of each map it makes, in cells.
        activation: Applied to every value after the bias; ``softmax`` across the channels.
        kernel: Rows (and columns) of the kernel or the pooled window, in taps.
        stride: Step of the kernel, in cells; of ``resize`` and ``pixel_shuffle`` the factor.
        padding: Rings of zeros around the input (``conv``), or rings cropped off the
            output (``conv_transpose``); PyTorch's ``padding``.
        output_padding: Rows (and columns) that ``conv_transpose`` keeps at the end though
            ``padding`` would crop them; PyTorch's ``output_padding``.
        bias: Whether one number per output channel is added.
    """

    kind: Kind
    in_channels: int
    out_channels: int
    in_size: int
    out_size: int
    activation: Activation
    kernel: int = 3
    stride: int = 1
    padding: int = 0
    output_padding: int = 0
    bias: bool = True

    @property
    def weight_shape(self) -> tuple[int, ...]:
        """Shape of the weights in PyTorch's layout; empty for a layer that has none."""
        if self.kind == "conv":
            return (self.out_channels, self.in_channels, self.kernel, self.kernel)
        if self.kind == "conv_transpose":
            return (self.in_channels, self.out_channels, self.kernel, self.kernel)
        if self.kind == "dense":
            return (self.values, self.in_values)
        return ()

    @property
    def bias_shape(self) -> tuple[int, ...]:
        """Shape of the biases; empty for a layer that has none."""
        if not self.bias or not self.weight_shape:
            return ()
        return (self.values,) if self.kind == "dense" else (self.out_channels,)

    @property
    def parameters(self) -> int:
        """Weights plus biases."""
        count = 0
        for shape in (self.weight_shape, self.bias_shape):
            product = 1 if shape else 0
            for length in shape:
                product *= length
            count += product
        return count

    @property
    def he_deviation(self) -> float:
        """Standard deviation of the starting weights by He's rule, see ``random_network``."""
        if self.kind == "dense":
            added = float(self.in_values)
        elif self.kind == "conv":
            added = float(self.in_channels * self.kernel**2)
        else:
            # A transposed convolution's taps are dealt out over stride² phases, and no output
            # cell can have more contributions along an axis than there are input cells.
            added = self.in_channels * min(self.in_size, self.kernel / self.stride) ** 2
        return math.sqrt(2 / added)

    @property
    def glorot_bound(self) -> float:
        """Largest of the starting weights by Glorot's rule, see ``random_network``."""
        first, second, *taps = self.weight_shape
        return math.sqrt(6 / ((first + second) * math.prod(taps)))

    @property
    def in_values(self) -> int:
        """Numbers in what the layer reads."""
        return self.in_channels * self.in_size**2

    @property
    def values(self) -> int:
        """Numbers in the layer's output."""
        return self.out_channels * self.out_size**2

    @property
    def keras_name(self) -> str:
        """The layer's name in Keras and TensorFlow (keras.io/api/layers)."""
        return _KERAS[self.kind]

    @property
    def torch_name(self) -> str:
        """The layer's class in ``torch.nn``."""
        return _TORCH[self.kind]
