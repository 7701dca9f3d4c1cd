"""One number of a network's layer, written out: the products, their groups, and what follows.

    largest product + the rest + bias = sum, and the activation of the sum

``core.autoencoders.origins`` takes the number apart; this module groups and rounds.
"""

from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from app.shared import networks
from app.shared.images import Values
from core.autoencoders.inference import Reconstruction, rebuild
from core.autoencoders.origins import Origin, origin
from core.contributions import Cell
from core.geometry import OUTSIDE

_NAMES = {"relu": "ReLU", "sigmoid": "sigmoid"}
_TELLING = (0.2, 0.8)
"""What a sigmoid makes of a sum lies between these where the sum can still be told from it."""
_DIGITS = 6
"""Significant digits that are sent: 32 bits hold about seven."""


class TermValue(TypedDict):
    """One product."""

    input: float
    weight: float
    product: float
    at: list[int] | None
    """Map, row and column of the input; None for a zero of the padding."""


class GroupValue(TypedDict):
    """The products of one input map, in the order of the kernel's taps."""

    map: int
    sum: float
    terms: list[TermValue]


class PixelValue(TypedDict):
    """A number of a layer and all that it is the sum of."""

    layer: int
    """Counted from 1."""
    name: str
    kernel: int
    maps: int
    """Input maps."""
    cell: list[int]
    side: int
    count: int
    largest: TermValue
    rest: float
    bias: float
    sum: float
    activation: str
    """Empty where none follows."""
    value: float
    network: float
    """What the network itself computed."""
    groups: list[GroupValue]
    """The largest contribution first."""


@dataclass(frozen=True, eq=False)
class Asked:
    """A network at work on a picture, and the pixel that is asked about."""

    model: str
    made: Reconstruction
    pixel: tuple[int, int]

    def origin(self, layer: int, cell: Cell) -> Origin:
        """Take a number of a layer, counted from 1, apart."""
        network = networks.network(self.model)
        return origin(network, self.made.maps, self.made.picture, layer - 1, cell)


def asked(model: str, picture: Values, pixel: tuple[int, int]) -> Asked:
    """Send a picture through a network.

    Raises:
        WeightsError: the weights are missing or damaged.
    """
    return Asked(model, rebuild(networks.network(model), picture), pixel)


def telling(rebuilt: Values, wanted: tuple[int, int]) -> tuple[int, int]:
    """Return the pixel nearest to the wanted one of which a sigmoid can be learned.

    Where it ends at 0 or at 1, products may be as they like. Off the edge, where all taps meet
    the picture; the wanted one itself where all pixels are black or white.

    Args:
        rebuilt: (28, 28) the picture that a network made.
        wanted: Row and column.
    """
    low, high = _TELLING
    inside = rebuilt[1:-1, 1:-1]
    grey = np.argwhere((inside > low) & (inside < high)) + 1
    if not len(grey):
        return wanted
    row, column = grey[np.square(grey - wanted).sum(axis=1).argmin()]
    return int(row), int(column)


def written_out(asked: Asked, layer: int, cell: Cell | None = None) -> PixelValue:
    """Return a number of a layer, written out.

    Of the last layer it is the asked pixel; of the one before, what the largest product of that
    pixel reads, so that the second question goes on where the first one ended.

    Args:
        asked: The network at work.
        layer: Counted from 1, one with weights.
        cell: Of a layer farther down: map, row and column.

    Raises:
        ValueError: the layer has no weights.
        GeometryError: the layer has no such number.
    """
    last = len(asked.made.maps)
    here: Cell = (0, *asked.pixel)
    if layer == last - 1:
        at = _value(asked.origin(last, here), last, here)["largest"]["at"]
        here = here if at is None else (at[0], at[1], at[2])
    elif layer != last and cell is not None:
        here = cell
    return _value(asked.origin(layer, here), layer, here)


def _value(found: Origin, layer: int, cell: Cell) -> PixelValue:
    rows = found.terms.rows
    products = rows.product
    largest = int(np.abs(products).argmax())
    terms = [
        TermValue(
            input=_rounded(value),
            weight=_rounded(weight),
            product=_rounded(product),
            at=None if at == OUTSIDE else _unravelled(at, rows.input_shape),
        )
        for value, weight, product, at in zip(
            rows.value.tolist(),
            rows.weight.tolist(),
            products.tolist(),
            rows.input_cell.tolist(),
            strict=True,
        )
    ]
    first, second, *_ = np.unravel_index(rows.kernel_tap, rows.kernel_shape)
    read = first if found.terms.trace.transposed else second
    groups = [
        GroupValue(
            map=channel,
            sum=_rounded(amount),
            terms=[term for term, own in zip(terms, read.tolist(), strict=True) if own == channel],
        )
        for channel, amount in zip(
            found.terms.channels.tolist(), found.terms.sums.tolist(), strict=True
        )
    ]
    return PixelValue(
        layer=layer,
        name=found.layer.torch_name,
        kernel=found.layer.kernel,
        maps=found.layer.in_channels,
        cell=list(cell),
        side=found.layer.out_size,
        count=len(rows),
        largest=terms[largest],
        rest=_rounded(float(products.sum() - products[largest])),
        bias=_rounded(found.terms.bias),
        sum=_rounded(found.terms.total),
        activation=_NAMES.get(found.layer.activation, ""),
        value=_rounded(found.value),
        network=_rounded(found.networks),
        groups=groups,
    )


def _unravelled(at: int, shape: tuple[int, int, int]) -> list[int]:
    return [int(place) for place in np.unravel_index(at, shape)]


def _rounded(number: float) -> float:
    return float(f"{number:.{_DIGITS}g}")
