"""Sizes that meet: every setting that makes one size of another, the best first.

Somebody needs 28 of 14. Which kernel, stride, padding, output padding and dilation do it, in
which framework, and which of them is a good choice? All settings within some limits are asked
of ``core.frameworks``, so nothing is legal here that is refused there. They are ranked by

    1. no input cell lost (all its products cut away), no hole (an output cell without product)
    2. dilation 1
    3. the same cut at both ends
    4. even overlap: away from the ends every cell gets as many products as its neighbours
    5. few weights

and backwards: which sizes does a convolution shrink to the input, and which output padding
returns each?

Both axes of a picture are alike and independent, so one side is all there is to compute. From
a large size to a small one leads a convolution, whose wiring is the same, read backwards.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Any, get_args

import numpy as np

from core.arguments import GeometryError
from core.frameworks import FRAMEWORKS, resolve
from core.geometry import OUTSIDE, Axis, Indices, Operation
from core.layer import Framework, Layer, Padding, Pair, Word

Limits = tuple[tuple[str, tuple[int, int]], ...]
"""Lowest and highest value of each parameter of a layer; pairs, so that it can be a key."""


@dataclass(frozen=True)
class Meeting:
    """A setting that makes the wanted size, and what it does on the way.

    Attributes:
        layer: The setting, both axes alike.
        axis: What its framework makes of it.
    """

    layer: Layer
    axis: Axis

    @property
    def fine_products(self) -> Indices:
        """Products of each cell of the larger side; (fine,)."""
        lands = self.axis.lands()
        return np.bincount(lands[lands != OUTSIDE], minlength=self.axis.fine)

    @property
    def coarse_products(self) -> Indices:
        """Products of each cell of the side that the stride steps through; (coarse,)."""
        products: Indices = np.count_nonzero(self.axis.lands() != OUTSIDE, axis=1)
        return products

    @property
    def lost(self) -> int:
        """Input cells that take part in no product."""
        transposed = self.layer.operation == "transposed"
        return _zeros(self.coarse_products if transposed else self.fine_products)

    @property
    def holes(self) -> int:
        """Output cells that no product reaches."""
        transposed = self.layer.operation == "transposed"
        return _zeros(self.fine_products if transposed else self.coarse_products)

    @property
    def sound(self) -> bool:
        """Whether no input cell is lost and no output cell is a hole."""
        return self.lost == 0 and self.holes == 0

    @property
    def even(self) -> bool:
        """Whether neighbours have as many products, away from the ends."""
        return self.axis.even

    @property
    def weights(self) -> int:
        """Of one kernel."""
        return self.axis.kernel**2

    @property
    def rank(self) -> tuple[bool, bool, bool, bool, int, int, int, int]:
        """What is sorted by, the best first; the last three only settle the order."""
        axis = self.axis
        return (
            not self.sound,
            axis.dilation > 1,
            axis.before != axis.after,
            not self.even,
            self.weights,
            axis.stride,
            axis.dilation,
            axis.before,
        )


def _zeros(products: Indices) -> int:
    return int(np.count_nonzero(products == 0))


def meetings(size: int, wanted: int, framework: Framework, limits: Limits) -> tuple[Meeting, ...]:
    """Return all settings that make ``wanted`` cells a side of ``size``, the best first.

    Args:
        size: Cells of the input, one side.
        wanted: Cells of the output; where it is less, convolutions are looked for.
        framework: Whose rules hold.
        limits: Of kernel_size, stride, padding, output_padding and dilation.
    """
    return _by_size(size, _operation(size, wanted), framework, limits).get(wanted, ())


def nearest_sizes(size: int, wanted: int, framework: Framework, limits: Limits) -> tuple[int, ...]:
    """Return the sizes next to a wanted one that lose no cell and leave no hole: below, above."""
    made = _by_size(size, _operation(size, wanted), framework, limits)
    good = [one for one, found in made.items() if found[0].sound]
    below = [max((one for one in good if one < wanted), default=0)]
    above = [min((one for one in good if one > wanted), default=0)]
    return tuple(one for one in below + above if one)


def _operation(size: int, wanted: int) -> Operation:
    return "convolution" if wanted < size else "transposed"


@lru_cache(maxsize=128)
def _by_size(
    size: int, operation: Operation, framework: Framework, limits: Limits
) -> Mapping[int, tuple[Meeting, ...]]:
    """Return all settings from one size, by the size they make."""
    found: dict[int, dict[tuple[object, ...], Meeting]] = {}
    for layer in _layers(size, operation, framework, dict(limits)):
        try:
            axis = resolve(layer).height
        except GeometryError:
            continue
        made = axis.fine if operation == "transposed" else axis.coarse
        # A word and a number, or an output padding of 0 and none, may be the same thing said twice.
        same = (axis.kernel, axis.stride, axis.dilation, axis.before, axis.after)
        found.setdefault(made, {}).setdefault(same, Meeting(layer, axis))
    return {
        made: tuple(sorted(one.values(), key=lambda meeting: meeting.rank))
        for made, one in found.items()
    }


def _layers(
    size: int, operation: Operation, framework: Framework, limits: Mapping[str, tuple[int, int]]
) -> Iterator[Layer]:
    def values(parameter: str) -> range:
        low, high = limits[parameter]
        return range(low, high + 1)

    # Numbers before words: where both say the same, the number is shown. A layer of its own that
    # pads or crops would make every size of every other, and is no setting of the layer asked for.
    alone = FRAMEWORKS[framework].padding_layer
    paddings: list[Padding] = [(number, number) for number in ([0] if alone else values("padding"))]
    paddings += get_args(Word)
    added: list[Pair | None] = [None]
    if operation == "transposed":
        added += [(number, number) for number in values("output_padding")]
    kernels, strides, dilations = map(values, ("kernel_size", "stride", "dilation"))
    for kernel, stride, dilation in product(kernels, strides, dilations):
        for padding, more in product(paddings, added):
            yield Layer(
                operation=operation,
                framework=framework,
                input_size=(size, size),
                kernel_size=(kernel, kernel),
                stride=(stride, stride),
                padding=padding,
                output_padding=more,
                dilation=(dilation, dilation),
            )


@dataclass(frozen=True)
class WayBack:
    """A size that a transposed convolution can return, and how it is told to.

    Attributes:
        output_padding: What to write; None where nothing is written.
        size: What comes out.
        back: What the convolution with the same words makes of that size; 0 where it is refused.
    """

    output_padding: int | None
    size: int
    back: int


def ways_back(layer: Layer) -> tuple[WayBack, ...]:
    """Return each output padding that the framework takes, with the size that it returns.

    Where ``back`` is not the layer's input, no convolution's size needs that output padding:
    PyTorch takes it all the same where the dilation is above the stride.

    Args:
        layer: A transposed convolution with equal axes; its own output padding is not read.
    """
    found: dict[int, WayBack] = {}
    highest = max(layer.stride[0], layer.dilation[0])
    choices: list[int | None] = [None, *range(highest)]
    for more in choices:
        pair = None if more is None else (more, more)
        try:
            size = resolve(replace(layer, output_padding=pair)).height.fine
        except GeometryError:
            continue
        if size not in found or found[size].output_padding is None:
            found[size] = WayBack(more, size, shrunk(layer, size))
    return tuple(found[size] for size in sorted(found))


def folded(layer: Layer) -> tuple[int, ...]:
    """Return the sizes that the convolution with the same words shrinks to the layer's input."""
    fine = resolve(layer).height.fine
    around = range(max(1, fine - 2 * layer.stride[0]), fine + 2 * layer.stride[0] + 1)
    return tuple(size for size in around if shrunk(layer, size) == layer.input_size[0])


def shrunk(layer: Layer, size: int) -> int:
    """Return what the convolution with a transposed one's words makes of a size; 0 if refused."""
    words: dict[str, Any] = {"operation": "convolution", "input_size": (size, size)}
    try:
        return resolve(replace(layer, output_padding=None, **words)).height.coarse
    except GeometryError:
        return 0
