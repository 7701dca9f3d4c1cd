"""A network at work: the layers of a table with their weights, in numpy.

What a layer with weights adds up is ``core.sums``, the engine's own arithmetic, in 32-bit
numbers; what is beside it (pooling, repeating, shuffling, activations) is here. PyTorch trains
the weights and referees these layers in the tests (``tests/test_networks.py``); it answers
nobody.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.activations import relu, sigmoid
from core.autoencoders.architectures import Architecture
from core.autoencoders.layers import Layer
from core.autoencoders.weights import Trained
from core.frameworks import resolve
from core.layer import Layer as Operation
from core.sums import Values, Windows, layer_sums

Picture = NDArray[np.float32]
Weights = Mapping[str, NDArray[np.float16] | NDArray[np.float32]]
Step = Callable[[Picture], Picture]

WEIGHTED = ("conv", "conv_transpose", "dense")
"""The kinds of layers whose values are sums of products."""

_NONE_OFF: Mapping[int, Collection[int]] = {}


@dataclass(frozen=True, eq=False)
class Network:
    """An architecture with weights, ready to compute.

    Attributes:
        architecture: The layer table.
        tensors: Parameter name (``layers.0.weight``) to read-only float32 array; see
            ``weights.Trained``.
        steps: Per layer, what it makes of what it reads, activation included:
            (n, channels, rows, columns) float32 to the same.
        log_variance: The second head of a variational autoencoder; None for the others.
    """

    architecture: Architecture
    tensors: Mapping[str, Picture]
    steps: tuple[Step, ...]
    log_variance: Step | None

    def feature_maps(
        self,
        entered: Picture,
        switched_off: Mapping[int, Collection[int]] = _NONE_OFF,
        first: int = 0,
        stop: int | None = None,
    ) -> list[Picture]:
        """Return every layer's output after its activation, first layer first.

        Args:
            entered: (n, channels, rows, columns) float32, what the first of these layers
                reads: a picture, 0 is paper and 1 is ink.
            switched_off: Layer number to the channels whose maps are set to zero before the
                next layer reads them.
            first: The layer to start with.
            stop: The layer before which to end; without it, the last one is included.

        Returns:
            One (n, out_channels, out_size, out_size) array per layer; the last is the
            reconstruction.
        """
        values, maps = entered, []
        for index, step in enumerate(self.steps[first:stop], start=first):
            values = step(values)
            if switched_off.get(index):
                values = values.copy()
                values[:, list(switched_off[index])] = 0
            maps.append(values)
        return maps

    def encode(self, pictures: Picture) -> Picture:
        """Return the code, (n, channels, rows, columns) as ``architecture.code`` says.

        A variational autoencoder's code is the mean of its distribution.

        Args:
            pictures: (n, 1, side, side) float32.
        """
        return self.feature_maps(pictures, stop=self.architecture.encoder_layers)[-1]

    def decoder_maps(self, code: Picture) -> list[Picture]:
        """Return what every layer of the decoder makes of a code; the picture is the last.

        Args:
            code: (n, channels, rows, columns) float32, as ``encode`` returns it.
        """
        return self.feature_maps(code, first=self.architecture.encoder_layers)

    def distribution(self, pictures: Picture) -> tuple[Picture, Picture]:
        """Return mean and log variance of a variational autoencoder's code.

        Raises:
            ValueError: the architecture has no log variance.
        """
        if self.log_variance is None:
            raise ValueError(f"{self.architecture.name} gives one code, no distribution.")
        before = self.architecture.encoder_layers - 1
        values = self.feature_maps(pictures, stop=before)[-1]
        return self.steps[before](values), self.log_variance(values)


def network(trained: Trained) -> Network:
    """Make a network of trained weights."""
    return with_weights(trained.architecture, trained.tensors)


def with_weights(architecture: Architecture, tensors: Weights) -> Network:
    """Make a network of these weights, by parameter name; ``weights.parameter_shapes``."""
    # Views: whoever gave the arrays may go on writing into theirs.
    wide = {key: np.asarray(values, np.float32).view() for key, values in tensors.items()}
    for values in wide.values():
        values.setflags(write=False)
    head = architecture.log_variance
    return Network(
        architecture=architecture,
        tensors=wide,
        steps=tuple(
            _step(layer, wide, f"layers.{index}") for index, layer in enumerate(architecture.layers)
        ),
        log_variance=None if head is None else _step(head, wide, "log_variance"),
    )


def random_network(trained: Trained) -> Network:
    """Make a network with random weights, drawn by the rule by which its training drew them.

    ``he``: He et al. 2015, "Delving Deep into Rectifiers": a normal distribution whose
    variance is 2 / (values that add up in one output). ``glorot``: Glorot & Bengio 2010,
    "Understanding the difficulty of training deep feedforward neural networks", uniform.
    Biases are zero.
    """
    recipe, architecture = trained.record["recipe"], trained.architecture
    generator = np.random.default_rng(recipe["seed"])
    glorot = recipe.get("initialisation", "he") == "glorot"
    tensors = {key: np.zeros(values.shape, np.float32) for key, values in trained.tensors.items()}
    named = [(f"layers.{index}.weight", layer) for index, layer in enumerate(architecture.layers)]
    if architecture.log_variance is not None:
        named.append(("log_variance.weight", architecture.log_variance))
    for key, layer in named:
        if layer.kind not in WEIGHTED:
            continue
        if glorot:
            drawn = generator.uniform(-1, 1, layer.weight_shape) * layer.glorot_bound
        else:
            drawn = generator.standard_normal(layer.weight_shape) * layer.he_deviation
        tensors[key] = drawn.astype(np.float32)
    return with_weights(architecture, tensors)


def operation(layer: Layer) -> Operation:
    """Describe a layer that has windows to the engine: one with weights, or a pooling one.

    A fully connected layer is a convolution whose kernel covers all it reads; its output has
    one channel per value, in the order in which the layer lays its values out.

    Raises:
        ValueError: the layer only moves values.
    """
    if layer.kind == "dense":
        size, stride, padding = layer.in_size, 1, 0
    elif layer.kind in ("conv", "conv_transpose", "max_pool"):
        size, stride, padding = layer.kernel, layer.stride, layer.padding
    else:
        raise ValueError(f"a {layer.kind} layer has no window: nothing is added")
    return Operation(
        operation="transposed" if layer.kind == "conv_transpose" else "convolution",
        input_size=(layer.in_size, layer.in_size),
        kernel_size=(size, size),
        stride=(stride, stride),
        padding=(padding, padding),
        output_padding=(layer.output_padding,) * 2 if layer.output_padding else None,
    )


def kernel(layer: Layer, weight: Picture) -> Picture:
    """Return the weights as the kernel of ``operation(layer)``, four dimensions.

    Args:
        layer: One with weights.
        weight: Of the shape ``layer.weight_shape``.
    """
    if layer.kind != "dense":
        return weight
    return weight.reshape(-1, layer.in_channels, layer.in_size, layer.in_size)


def _step(layer: Layer, tensors: Mapping[str, Picture], name: str) -> Step:
    """Return what a layer does, its wiring looked up and its kernel laid out."""
    activate = _ACTIVATIONS[layer.activation]
    if layer.kind in WEIGHTED:
        laid = kernel(layer, tensors[f"{name}.weight"])
        add_up = layer_sums(resolve(operation(layer)), laid, tensors.get(f"{name}.bias"))
        shape = (layer.out_channels, layer.out_size, layer.out_size)
        return lambda values: activate(add_up(values).reshape(-1, *shape))
    if layer.kind == "max_pool":
        windows = Windows.of(resolve(operation(layer)))
        return lambda values: activate(_largest(windows, values))
    enlarge = _repeated if layer.kind == "resize" else _shuffled
    return lambda values: activate(enlarge(values, layer.stride))


def _largest(windows: Windows, values: Values) -> Values:
    """Return the largest value of each window (n, channels, rows, columns)."""
    largest = windows.read(np.moveaxis(values, 1, -1)).max(axis=2)
    return np.moveaxis(largest.reshape(len(values), *windows.size, -1), -1, 1)


def _repeated(values: Values, times: int) -> Values:
    """Return every cell ``times`` times along both axes."""
    return values.repeat(times, axis=2).repeat(times, axis=3)


def _shuffled(values: Values, times: int) -> Values:
    """Lay ``times**2`` maps out as one: each gives one cell of every square."""
    count, channels, rows, columns = values.shape
    apart = values.reshape(count, -1, times, times, rows, columns)
    together = apart.transpose(0, 1, 4, 2, 5, 3)
    return together.reshape(count, channels // times**2, rows * times, columns * times)


def _softmax(values: Values) -> Values:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    shares: Values = raised / raised.sum(axis=1, keepdims=True)
    return shares


_ACTIVATIONS: Mapping[str, Callable[[Values], Picture]] = {
    "linear": lambda values: values,
    "relu": relu,
    "sigmoid": sigmoid,
    "softmax": _softmax,
}
