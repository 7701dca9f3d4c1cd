"""What a function is given: taken as it is meant, or refused by its parameter's name.

numpy's whole numbers are whole numbers; text, ``True`` and 1.5 are none. Whatever is refused is a
``GeometryError``, before memory is taken: its sentence says what was given and what would do.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Fix:
    """The nearest change that makes an impossible setting possible.

    Attributes:
        parameter: The field of ``Layer`` to change.
        value: Its new value, as ``Layer`` holds it: None where it is to be left unsaid.
        text: The change in words: "padding 1".
        output_padding: What it has to become beside a padding, so that the output keeps its
            size; None where it stays.
    """

    parameter: str
    value: object
    text: str
    output_padding: tuple[int, int] | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of ``Layer`` to change, each with its new value."""
        beside = {} if self.output_padding is None else {"output_padding": self.output_padding}
        return {self.parameter: self.value, **beside}


class GeometryError(ValueError):
    """A setting that cannot be: a framework refuses it, or no function knows what to do with it.

    Attributes:
        parameter: The parameter that breaks the rule.
        value: Its value.
        rule: The rule, one sentence without its full stop.
        fix: One parameter changed by the least, or None where no single change helps.
    """

    def __init__(self, parameter: str, value: object, rule: str, fix: Fix | None = None) -> None:
        self.parameter = parameter
        self.value = value
        self.rule = rule
        self.fix = fix
        super().__init__(rule if fix is None else f"{rule}; {fix.text} would work")


def one_of(parameter: str, value: object, words: tuple[str, ...]) -> None:
    """Raise the GeometryError of a word that is none of those known."""
    if not isinstance(value, str) or value not in words:
        known = " or ".join(f"'{word}'" for word in words)
        raise GeometryError(parameter, value, f"{parameter} must be {known}, not {shown(value)}")


def whole(parameter: str, value: object) -> int:
    """Return a whole number as Python's own, or raise the GeometryError of what is none."""
    if type(value) is int:
        return value
    if not isinstance(value, int | np.integer) or isinstance(value, bool):
        raise GeometryError(
            parameter, value, f"{parameter} must be a whole number, not {shown(value)}"
        )
    return int(value)


def shown(value: object) -> str:
    """Write a value for a sentence, whatever it is."""
    try:
        return f"{value!r:.40}"
    except ValueError:
        # A number of thousands of digits has no text.
        return "a number that long"


def instance(parameter: str, value: object, kind: type) -> None:
    """Raise the GeometryError of a value that is not of a class."""
    if not isinstance(value, kind):
        name = f"{'an' if kind.__name__[0] in 'AEIOU' else 'a'} {kind.__name__}"
        raise GeometryError(parameter, value, f"{parameter} must be {name}, not {shown(value)}")


def in_range(parameter: str, value: object, least: int, most: int) -> int:
    """Return a whole number from ``least`` to ``most``, or raise its GeometryError."""
    number = whole(parameter, value)
    if not least <= number <= most:
        raise GeometryError(
            parameter,
            value,
            f"{parameter} must be from {least:,} to {most:,}, not {shown(value)}",
        )
    return number


def in_grid(parameter: str, value: object, shape: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return channel, row and column of a cell of a grid, or raise its GeometryError."""
    if not isinstance(value, tuple | list) or len(value) != len(shape):
        raise GeometryError(
            parameter, value, f"{parameter} must be channel, row and column, got {shown(value)}"
        )
    channel, row, column = (whole(parameter, index) for index in value)
    cell = channel, row, column
    if not all(0 <= index < size for index, size in zip(cell, shape, strict=True)):
        raise GeometryError(
            parameter,
            value,
            f"there is no {parameter} {shown(cell)} in a grid of {shape} (channels, height, width)",
        )
    return cell
