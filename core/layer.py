"""A (transposed) convolution as its user writes it, before any framework reads it.

What is checked here holds whatever the framework: whole numbers, pairs, ranges, and that a row is
one. What a framework makes of a layer, or refuses, is in ``core.frameworks``.
"""

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from core.arguments import GeometryError, in_range, one_of, shown, whole
from core.geometry import Operation

Framework = Literal["pytorch", "keras", "onnx", "jax"]
Pair = tuple[int, int]
Word = Literal["valid", "same", "same_lower"]
Sides = tuple[Pair, Pair]
Padding = Word | Pair | Sides
"""A word, one number per axis, or (before, after) per axis."""


LARGEST = 1 << 20
"""Of every number of a layer, so that none takes memory before it is refused."""


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A (transposed) convolution as its user writes it; pairs are (height, width).

    Attributes:
        operation: "convolution" or "transposed".
        framework: Whose rules hold.
        input_size: Cells of the input.
        kernel_size: Taps.
        stride: Keras: ``strides``.
        padding: A word, a number per axis, or (before, after) per axis. Keras' layer takes only
            words: a number is a layer of its own there, see ``Rules.padding_layer``.
        output_padding: None stands for the framework's default.
        dilation: Keras: ``dilation_rate``.
        output_size: A requested size of a transposed convolution's output, or None.
        dimensions: 2, or 1: a row of cells. Its height is 1 in everything, and cut nowhere.
    """

    operation: Operation = "transposed"
    framework: Framework = "pytorch"
    input_size: Pair
    kernel_size: Pair
    stride: Pair = (1, 1)
    padding: Padding = (0, 0)
    output_padding: Pair | None = None
    dilation: Pair = (1, 1)
    output_size: Pair | None = None
    dimensions: Literal[1, 2] = 2

    def __post_init__(self) -> None:
        """Turn numpy's whole numbers into Python's; refuse what is none, or no known word."""
        one_of("operation", self.operation, get_args(Operation))
        one_of("framework", self.framework, get_args(Framework))
        in_range("dimensions", self.dimensions, 1, 2)
        for parameter in _PAIRS:
            value = getattr(self, parameter)
            if value is not None or parameter not in ("output_padding", "output_size"):
                object.__setattr__(self, parameter, _pair(parameter, value))
        object.__setattr__(self, "padding", _padding(self.padding))


_PAIRS = ("input_size", "kernel_size", "stride", "output_padding", "dilation", "output_size")


def _two(value: object) -> tuple[Any, Any] | None:
    """Return the two things of a pair; None for anything else."""
    if isinstance(value, tuple | list | np.ndarray) and len(value) == 2:
        return value[0], value[1]
    return None


def _pair(parameter: str, value: object) -> Pair:
    two = _two(value)
    if two is not None:
        return whole(parameter, two[0]), whole(parameter, two[1])
    if isinstance(value, tuple | list | np.ndarray):
        raise GeometryError(
            parameter,
            value,
            f"{parameter} must be one whole number or two (vertical, horizontal), "
            f"not {shown(value)}",
        )
    number = whole(parameter, value)
    return number, number


def _padding(value: object) -> Padding:
    if isinstance(value, str):
        one_of("padding", value, get_args(Word))
        return value  # type: ignore[return-value]
    two = _two(value)
    if two is not None and all(_two(side) is not None for side in two):
        return _pair("padding", two[0]), _pair("padding", two[1])
    return _pair("padding", value)


def check(layer: Layer) -> None:
    """Refuse numbers out of their range, and of one dimension what is more than a row.

    Raises:
        GeometryError: of the first parameter that breaks a rule.
    """
    for parameter in ("input_size", "kernel_size", "stride", "dilation", "output_size"):
        value = getattr(layer, parameter)
        if value is not None and min(value) < 1:
            raise GeometryError(parameter, value, f"{_in_words(parameter)} must be at least 1")
        if value is not None:
            _refuse_beyond(parameter, max(value))
    if layer.output_padding is not None and min(layer.output_padding) < 0:
        raise GeometryError(
            "output_padding", layer.output_padding, "output_padding must be at least 0"
        )
    if layer.output_padding is not None:
        _refuse_beyond("output_padding", max(layer.output_padding))
    if not isinstance(layer.padding, str):
        sides = [side for axis in layer.padding for side in both_sides(axis)]
        if min(sides) < 0:
            raise GeometryError("padding", layer.padding, "padding must be at least 0")
        _refuse_beyond("padding", max(sides))
    if layer.dimensions == 1:
        _refuse_height(layer)


def _refuse_height(layer: Layer) -> None:
    """Raise the GeometryError of a layer of one dimension that is more than a row."""
    for parameter in _PAIRS:
        pair, none = getattr(layer, parameter), int(parameter != "output_padding")
        if pair is not None and pair[0] != none:
            raise GeometryError(
                parameter,
                pair,
                f"One dimension is a row: {_in_words(parameter)} has no height here",
            )
    if not isinstance(layer.padding, str) and any(both_sides(layer.padding[0])):
        raise GeometryError(
            "padding", layer.padding, "One dimension is a row: nothing is above or below it"
        )


def _refuse_beyond(parameter: str, value: int) -> None:
    if value > LARGEST:
        raise GeometryError(parameter, value, f"{_in_words(parameter)} must be at most {LARGEST:,}")


def both_sides(padding: int | Pair) -> Pair:
    """Return (before, after) of one axis."""
    return (padding, padding) if isinstance(padding, int) else padding


def _in_words(parameter: str) -> str:
    return parameter.replace("_", " ")
