"""PyTorch modules built from the layer tables: for training, and to referee numpy's networks."""

from collections.abc import Collection, Mapping
from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn

from core.autoencoders.architectures import Architecture
from core.autoencoders.layers import Layer
from core.autoencoders.networks import Weights

Initialisation = Literal["he", "glorot"]
_NONE_OFF: Mapping[int, Collection[int]] = {}


class TorchNetwork(nn.Module):
    """An architecture with weights; starts from random ones.

    Its parameters are named ``layers.0.weight``, ``layers.0.bias``, ``layers.1.weight``, ...
    and, for a variational autoencoder, ``log_variance.weight``, ``log_variance.bias``.

    ``he`` and ``glorot``: see ``networks.random_network``; the latter is what Keras does
    unless told otherwise. Biases start at zero.
    """

    def __init__(
        self,
        architecture: Architecture,
        generator: torch.Generator | None = None,
        initialisation: Initialisation = "he",
    ):
        """Build the layers; the generator makes the starting weights reproducible."""
        super().__init__()
        self.architecture = architecture
        self.layers = nn.ModuleList(_module(layer) for layer in architecture.layers)
        head = architecture.log_variance
        self.log_variance = None if head is None else _module(head)
        for module, layer in zip(self.layers, architecture.layers, strict=True):
            _start(module, layer, generator, initialisation)
        if self.log_variance is not None and head is not None:
            _start(self.log_variance, head, generator, initialisation)

    def forward(self, pictures: Tensor) -> Tensor:
        """Return the last layer's values before its activation, (n, channels, side, side).

        Training wants these: cross-entropy is exact only on the values before the sigmoid.

        Args:
            pictures: (n, channels, side, side) float, 0 is paper and 1 is ink.
        """
        return self.decode_raw(self.encode(pictures))

    def encode(self, pictures: Tensor) -> Tensor:
        """Return the code, (n, channels, side, side) as ``architecture.code`` says.

        A variational autoencoder's code is the mean of its distribution.

        Args:
            pictures: (n, channels, side, side) float, 0 is paper and 1 is ink.
        """
        return self._through(pictures, 0, self.architecture.encoder_layers)

    def decode(self, code: Tensor) -> Tensor:
        """Return what the decoder makes of a code, after the last activation.

        Args:
            code: (n, channels, side, side) as ``encode`` returns it.
        """
        return self.finish(self.decode_raw(code))

    def finish(self, raw: Tensor) -> Tensor:
        """Return the last layer's activation of its raw values: the picture, or the classes.

        Args:
            raw: As ``forward`` and ``decode_raw`` return it.
        """
        return _activate(raw, self.architecture.layers[-1])

    def decode_raw(self, code: Tensor) -> Tensor:
        """Return what the decoder makes of a code, before the last activation."""
        last = len(self.layers) - 1
        values = self._through(code, self.architecture.encoder_layers, last)
        return _compute(self.layers[last], self.architecture.layers[last], values)

    def distribution(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Return mean and log variance of a variational autoencoder's code.

        Raises:
            ValueError: the architecture has no log variance.
        """
        head = self.architecture.log_variance
        if self.log_variance is None or head is None:
            raise ValueError(f"{self.architecture.name} gives one code, no distribution.")
        before = self.architecture.encoder_layers - 1
        values = self._through(pictures, 0, before)
        mean = _compute(self.layers[before], self.architecture.layers[before], values)
        return mean, _compute(self.log_variance, head, values)

    def feature_maps(
        self,
        entered: Tensor,
        switched_off: Mapping[int, Collection[int]] = _NONE_OFF,
        first: int = 0,
    ) -> list[Tensor]:
        """Return every layer's output after its activation, first layer first.

        Args:
            entered: (n, channels, side, side) float, what the first of these layers reads:
                a picture, 0 is paper and 1 is ink.
            switched_off: Layer number to the channels whose maps are set to zero before the
                next layer reads them.
            first: The layer to start with.

        Returns:
            One (n, out_channels, out_size, out_size) tensor per layer; the last is the
            reconstruction.
        """
        values, maps = entered, []
        for index in range(first, len(self.layers)):
            layer = self.architecture.layers[index]
            values = _activate(_compute(self.layers[index], layer, values), layer)
            if switched_off.get(index):
                values = values.clone()
                values[:, list(switched_off[index])] = 0
            maps.append(values)
        return maps

    def decoder_maps(self, code: Tensor) -> list[Tensor]:
        """Return what every layer of the decoder makes of a code, after its activation.

        Args:
            code: (n, channels, side, side) as ``encode`` returns it.

        Returns:
            One (n, out_channels, out_size, out_size) tensor per layer after the code's; the
            last is what ``decode`` returns.
        """
        values, maps = code, []
        for index in range(self.architecture.encoder_layers, len(self.layers)):
            values = self._through(values, index, index + 1)
            maps.append(values)
        return maps

    def _through(self, values: Tensor, first: int, stop: int) -> Tensor:
        layers = self.architecture.layers
        for index in range(first, stop):
            values = _activate(_compute(self.layers[index], layers[index], values), layers[index])
        return values


def with_weights(architecture: Architecture, tensors: Weights) -> TorchNetwork:
    """Build a network and give it these weights, by parameter name."""
    built = TorchNetwork(architecture)
    # A copy: torch must not write into arrays that others read.
    built.load_state_dict(
        {key: torch.from_numpy(values.astype(np.float32)) for key, values in tensors.items()}
    )
    return built.requires_grad_(False).eval()


def _module(layer: Layer) -> nn.Module:
    channels = (layer.in_channels, layer.out_channels)
    match layer.kind:
        case "conv":
            return nn.Conv2d(*channels, layer.kernel, layer.stride, layer.padding, bias=layer.bias)
        case "conv_transpose":
            return nn.ConvTranspose2d(
                *channels,
                layer.kernel,
                layer.stride,
                layer.padding,
                layer.output_padding,
                bias=layer.bias,
            )
        case "dense":
            return nn.Linear(layer.in_values, layer.values, bias=layer.bias)
        case "max_pool":
            return nn.MaxPool2d(layer.kernel, layer.stride)
        case "resize":
            return nn.Upsample(scale_factor=layer.stride, mode="nearest")
        case "pixel_shuffle":
            return nn.PixelShuffle(layer.stride)


def _compute(module: nn.Module, layer: Layer, values: Tensor) -> Tensor:
    if layer.kind == "dense":
        shape = (len(values), layer.out_channels, layer.out_size, layer.out_size)
        flat: Tensor = module(values.flatten(1))
        return flat.reshape(shape)
    result: Tensor = module(values)
    return result


def _activate(values: Tensor, layer: Layer) -> Tensor:
    match layer.activation:
        case "linear":
            return values
        case "relu":
            return torch.relu(values)
        case "sigmoid":
            return torch.sigmoid(values)
        case "softmax":
            return torch.softmax(values, dim=1)


def _start(
    module: nn.Module,
    layer: Layer,
    generator: torch.Generator | None,
    initialisation: Initialisation,
) -> None:
    """Draw the starting weights of one layer."""
    if not isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
        return
    if initialisation == "glorot":
        nn.init.xavier_uniform_(module.weight, generator=generator)
    else:
        nn.init.normal_(module.weight, std=layer.he_deviation, generator=generator)
    if module.bias is not None:
        nn.init.zeros_(module.bias)
