"""PyTorch modules built from the layer tables."""

import torch
from torch import Tensor, nn

from core.autoencoders.architectures import Architecture

_MODULES = {"conv": nn.Conv2d, "conv_transpose": nn.ConvTranspose2d}
_ACTIVATIONS = {"relu": torch.relu, "sigmoid": torch.sigmoid}


class Network(nn.Module):
    """An architecture with weights; starts from He's normal initialisation.

    Its parameters are named ``layers.0.weight``, ``layers.0.bias``, ``layers.1.weight``, ...

    He et al. 2015, "Delving Deep into Rectifiers": a normal distribution whose variance is
    2 / (values that add up in one output), here kernel cells times input channels.
    """

    def __init__(self, architecture: Architecture, generator: torch.Generator | None = None):
        """Build the layers; the generator makes the starting weights reproducible."""
        super().__init__()
        self.architecture = architecture
        self.layers = nn.ModuleList()
        for layer in architecture.layers:
            module = _MODULES[layer.kind](
                layer.in_channels, layer.out_channels, layer.kernel, layer.stride, layer.padding
            )
            fan_in = layer.in_channels * layer.kernel**2 / layer.stride**2
            nn.init.normal_(module.weight, std=(2 / fan_in) ** 0.5, generator=generator)
            nn.init.zeros_(module.bias)
            self.layers.append(module)

    def forward(self, pictures: Tensor) -> Tensor:
        """Return the last layer's values before its activation, (n, channels, side, side).

        Training wants these: cross-entropy is exact only on the values before the sigmoid.

        Args:
            pictures: (n, channels, side, side) float, 0 is paper and 1 is ink.
        """
        values = pictures
        *earlier, last = zip(self.layers, self.architecture.layers, strict=True)
        for module, layer in earlier:
            values = _ACTIVATIONS[layer.activation](module(values))
        result: Tensor = last[0](values)
        return result

    def feature_maps(self, pictures: Tensor) -> list[Tensor]:
        """Return every layer's output after its activation, first layer first.

        Args:
            pictures: (n, channels, side, side) float, 0 is paper and 1 is ink.

        Returns:
            One (n, out_channels, out_size, out_size) tensor per layer; the last is the
            reconstruction.
        """
        values, maps = pictures, []
        for module, layer in zip(self.layers, self.architecture.layers, strict=True):
            values = _ACTIVATIONS[layer.activation](module(values))
            maps.append(values)
        return maps
