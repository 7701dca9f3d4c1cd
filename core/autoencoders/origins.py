"""Where a value inside a network comes from, and what it paints: the way back, the way on.

A layer with weights is an operation of ``core.contributions`` (``networks.operation``). So the
value has terms, computed only for it, in float64 from the network's own float32 weights and
inputs. The network's value is their sum by the engine's own ``core.sums``, in float32: only the
rounding is its own, and ``Terms.rounding`` bounds it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.activations import sigmoid
from core.arguments import GeometryError, in_grid, in_range, shown, whole
from core.autoencoders.layers import Layer
from core.autoencoders.networks import WEIGHTED, Network, Picture, kernel, operation
from core.contributions import Cell, Numbers, Trace, trace_layer
from core.terms import Terms, terms


@dataclass(frozen=True, eq=False)
class Origin:
    """A value of a network, down to its multiplications.

    Attributes:
        layer: The layer that made it.
        terms: Its products. For a fully connected layer those of the convolution that covers
            everything the layer reads.
        value: The sum after the layer's activation, in float64.
        networks: What the network itself has computed, in float32.
    """

    layer: Layer
    terms: Terms
    value: float
    networks: float

    @property
    def agrees(self) -> bool:
        """Whether the two differ by no more than rounding to 32 bits explains."""
        # No activation here is steeper than 1; its own rounding is one unit of its value.
        own = float(np.finfo(np.float32).eps) * max(1.0, abs(self.value))
        return abs(self.value - self.networks) <= self.terms.rounding + own


@dataclass(frozen=True, eq=False)
class Effect:
    """What one value does to everything after it.

    Attributes:
        value: The value that is taken away, or, where it is 0, put there.
        probed: Whether the value is 0, so that ``value`` was put there instead.
        stamp: (channels, rows, columns) float64. What it adds to the next layer's sums; None
            where that layer has no weights.
        changes: Per following layer (channels, rows, columns) float32: with it, minus without.
    """

    value: float
    probed: bool
    stamp: Numbers | None
    changes: tuple[Picture, ...]


def layer_trace(network: Network, index: int, entered: Picture) -> Trace:
    """Trace one layer of a network, activation left out.

    Args:
        network: Whose weights hold.
        index: Of the layer; it must be one of ``WEIGHTED``.
        entered: (channels, rows, columns) float32, what the layer reads.

    Returns:
        The operation, as ``networks.operation`` describes it.

    Raises:
        GeometryError: there is no such layer.
        ValueError: the layer has no weights.
    """
    layer = _layer(network, index)
    if layer.kind not in WEIGHTED:
        raise ValueError(f"layer {index + 1} ({layer.torch_name}) has no weights: nothing is added")
    taps = kernel(layer, network.tensors[f"layers.{index}.weight"])
    bias = network.tensors.get(f"layers.{index}.bias")
    return trace_layer(operation(layer), entered, taps, bias=bias)


def origin(
    network: Network, maps: Sequence[Picture], picture: Picture, index: int, cell: Cell
) -> Origin:
    """Take a value apart.

    Args:
        network: From ``networks``.
        maps: What its layers made of the picture; see ``Reconstruction.maps``.
        picture: (rows, columns) float32, what went in.
        index: Of the layer whose value it is.
        cell: Its channel, row and column.

    Raises:
        GeometryError: there is no such layer, or it has no such value.
        ValueError: the layer has no weights.
    """
    layer = _layer(network, index)
    cell = in_grid("cell", cell, (layer.out_channels, layer.out_size, layer.out_size))
    traced = layer_trace(network, index, _entered(maps, picture, index))
    found = terms(traced, _traced_cell(layer, cell))
    value = _activated(traced, layer, cell, found.total)
    return Origin(layer, found, value, float(maps[index][cell]))


def effect(
    network: Network,
    maps: Sequence[Picture],
    picture: Picture,
    index: int,
    cell: Cell,
    switched_off: Mapping[int, Collection[int]] | None = None,
) -> Effect:
    """Follow a value through the layers after it, up to the picture.

    What it changes is not only its own stamp: where an activation cuts or bends, taking a
    value away also changes what others contribute.

    Args:
        network: From ``networks``.
        maps: What its layers made of the picture.
        picture: (rows, columns) float32, what went in.
        index: Of the layer whose value it is; -1 for a pixel of the picture.
        cell: Its channel, row and column.
        switched_off: As for ``Network.feature_maps``, if the maps were made so.

    Raises:
        GeometryError: there is no such value, or no layer reads it.
    """
    layers = network.architecture.layers
    if not -1 <= whole("index", index) < len(layers) - 1:
        raise GeometryError("index", index, f"no layer reads index {shown(index)}, counted from 0")
    entered = _entered(maps, picture, index + 1)
    channels, rows, columns = entered.shape
    cell = in_grid("cell", cell, (channels, rows, columns))
    value = float(entered[cell])
    probed = value == 0
    other = entered.copy()
    other[cell] = _visible(entered) if probed else 0
    stamp = None
    if layers[index + 1].kind in WEIGHTED:
        alone = np.zeros_like(entered)
        alone[cell] = other[cell] if probed else value
        table = layer_trace(network, index + 1, alone).rows(inputs=cell)
        # Bias is not the value's doing: the rows alone.
        stamp = _laid_out(layers[index + 1], table.total())
    changed = network.feature_maps(other[None], switched_off or {}, first=index + 1)
    sign = -1 if probed else 1
    changes = tuple(
        sign * (before - after[0]) for before, after in zip(maps[index + 1 :], changed, strict=True)
    )
    return Effect(float(other[cell]) if probed else value, probed, stamp, changes)


def _layer(network: Network, index: int) -> Layer:
    layers = network.architecture.layers
    return layers[in_range("index", index, 0, len(layers) - 1)]


def _entered(maps: Sequence[Picture], picture: Picture, index: int) -> Picture:
    """Return what a layer reads, (channels, rows, columns)."""
    entered: Picture = picture[None] if index == 0 else maps[index - 1]
    return entered


def _visible(values: Picture) -> float:
    """Return a value that is not small among these, to be put where a 0 stands."""
    return float(np.abs(values).max()) or 1.0


def _traced_cell(layer: Layer, cell: Cell) -> Cell:
    if layer.kind != "dense":
        return cell
    shape = (layer.out_channels, layer.out_size, layer.out_size)
    return int(np.ravel_multi_index(cell, shape)), 0, 0


def _laid_out(layer: Layer, values: Numbers) -> Numbers:
    return values.reshape(layer.out_channels, layer.out_size, layer.out_size)


def _activated(traced: Trace, layer: Layer, cell: Cell, total: float) -> float:
    match layer.activation:
        case "linear":
            return total
        case "relu":
            return max(total, 0.0)
        case "sigmoid":
            return float(sigmoid(np.array(total)))
        case "softmax":
            others = [
                terms(traced, _traced_cell(layer, (channel, cell[1], cell[2]))).total
                for channel in range(layer.out_channels)
            ]
            return float(np.exp(total - max(others)) / np.exp(np.array(others) - max(others)).sum())
