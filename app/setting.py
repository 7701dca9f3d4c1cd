"""What the lab's user has chosen: one immutable value, valid once it exists.

A setting may still be one that its framework refuses (``core.fixes`` says so); it never
holds a number outside the lab's ranges.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from core.examples import BY_KEY, Example
from core.frameworks import Framework, Layer, Pair, Word
from core.geometry import Operation
from core.timeline import Reading

Fill = Literal["count", "ones", "random"]
GridName = Literal["image", "kernel"]
Typed = tuple[tuple[int, int, float], ...]
"""(row, column, number) of cells that a person typed; they outlive a resize."""

LIMITS: dict[str, tuple[int, int]] = {
    "output_padding": (0, 3),
    "padding": (0, 4),
    "dilation": (1, 3),
    "kernel_size": (1, 5),
    "stride": (1, 4),
    "input_size": (1, 8),
}
"""Lowest and highest value of each control."""

WORDS: tuple[Word, ...] = ("same", "valid")
LARGEST_NUMBER = 1e6
HIGHEST_SEED = 9999
FIRST_EXAMPLE = "S9"


@dataclass(frozen=True)
class Numbers:
    """Where the numbers of a grid come from.

    Attributes:
        fill: What stands in the cells that nobody typed into: "count" from 1, "ones", or
            "random" whole numbers from 0 to 9.
        seed: Which random numbers.
        typed: Typed cells, also those that a smaller grid hides for now.
    """

    fill: Fill = "count"
    seed: int = 0
    typed: Typed = ()

    def grid(self, height: int, width: int) -> NDArray[np.float64]:
        """Return the (height, width) numbers."""
        numbers = _filled(self.fill, self.seed, height, width).copy()
        for y, x, number in self.typed:
            if y < height and x < width:
                numbers[y, x] = number
        return numbers

    def with_typed(self, cells: Typed) -> "Numbers":
        """Return the same with more cells typed; a later number replaces an earlier one."""
        merged = {(y, x): number for y, x, number in (*self.typed, *cells)}
        return replace(self, typed=tuple((y, x, n) for (y, x), n in sorted(merged.items())))


@lru_cache(maxsize=256)
def _filled(fill: Fill, seed: int, height: int, width: int) -> NDArray[np.float64]:
    if fill == "count":
        return np.arange(1.0, height * width + 1).reshape(height, width)
    if fill == "ones":
        return np.ones((height, width))
    side = LIMITS["input_size"][1]
    # One draw for the largest grid: a cell keeps its number when the grid is resized.
    return np.random.default_rng(seed).integers(0, 10, (side, side)).astype(float)[:height, :width]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Every control of the lab.

    Attributes:
        operation: "transposed" or "convolution".
        framework: Whose rules hold.
        input_size: Height and width.
        kernel_size: One number for both axes, like the four below.
        stride: Keras: ``strides``.
        padding: A number, "same" or "valid".
        output_padding: 0 is the framework's default.
        dilation: Keras: ``dilation_rate``.
        image: The input's numbers.
        kernel: The kernel's numbers.
        reading: "stamp" or "slide"; a convolution is always read as a slide.
    """

    operation: Operation
    framework: Framework
    input_size: Pair
    kernel_size: int
    stride: int
    padding: int | Word
    output_padding: int
    dilation: int
    image: Numbers
    kernel: Numbers
    reading: Reading

    def layer(self) -> Layer:
        """Return the layer that these controls describe."""
        return Layer(
            operation=self.operation,
            framework=self.framework,
            input_size=self.input_size,
            kernel_size=(self.kernel_size, self.kernel_size),
            stride=(self.stride, self.stride),
            padding=self.padding if isinstance(self.padding, str) else (self.padding, self.padding),
            # The control's 0 is what every framework does when nothing is said. Keras
            # means something else by an explicit 0, which the lab cannot say.
            output_padding=(self.output_padding, self.output_padding)
            if self.output_padding
            else None,
            dilation=(self.dilation, self.dilation),
        )

    def with_layer(self, layer: Layer) -> "Setting":
        """Return this setting with the numbers of a layer, as a fix proposes them."""
        padding = layer.padding
        return replace(
            self,
            operation=layer.operation,
            framework=layer.framework,
            input_size=layer.input_size,
            kernel_size=layer.kernel_size[0],
            stride=layer.stride[0],
            padding=padding if isinstance(padding, str) else _number(padding[0]),
            output_padding=layer.output_padding[0] if layer.output_padding else 0,
            dilation=layer.dilation[0],
        )

    def image_grid(self) -> NDArray[np.float64]:
        """Return the input's numbers, shape ``input_size``."""
        return self.image.grid(*self.input_size)

    def kernel_grid(self) -> NDArray[np.float64]:
        """Return the kernel's numbers, (kernel_size, kernel_size)."""
        return self.kernel.grid(self.kernel_size, self.kernel_size)


def _number(padding: int | Pair) -> int:
    return padding if isinstance(padding, int) else padding[0]


def from_example(example: Example, reading: Reading = "stamp") -> Setting:
    """Return the setting of a worked example."""
    return Setting(
        operation=example.operation,
        framework=example.framework,
        input_size=(len(example.image), len(example.image[0])),
        kernel_size=len(example.kernel),
        stride=example.stride,
        padding=example.padding,
        output_padding=0,
        dilation=1,
        image=_numbers(example.image),
        kernel=_numbers(example.kernel),
        reading=reading,
    )


def _numbers(grid: list[list[float]]) -> Numbers:
    """Return numbers that count as typed only where counting up would not give them."""
    counted = _filled("count", 0, len(grid), len(grid[0]))
    if np.array_equal(counted, grid):
        return Numbers()
    return Numbers(
        typed=tuple((y, x, float(n)) for y, row in enumerate(grid) for x, n in enumerate(row))
    )


def default_setting() -> Setting:
    """Return what the lab opens with."""
    return from_example(BY_KEY[FIRST_EXAMPLE])


_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def read_number(text: str) -> float | None:
    """Return the number that a cell's text says, or None.

    A decimal comma is understood, and so is the minus sign of typesetters.

    >>> read_number(" 2,5 "), read_number("−3"), read_number("1/2"), read_number("1e9")
    (2.5, -3.0, None, None)
    """
    plain = text.strip().replace("−", "-").replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        return None
    number = float(plain)
    return number if abs(number) <= LARGEST_NUMBER else None


def read_pasted(text: str) -> tuple[list[list[float]], str | None]:
    r"""Read a block of numbers as spreadsheets, Python or people write it.

    Args:
        text: Rows on lines of their own, or in brackets; numbers apart by tabs, spaces,
            commas or semicolons.

    Returns:
        The numbers row by row, and a sentence about what was not understood, or None.

    >>> read_pasted("[[1, 2], [3, 4]]")
    ([[1.0, 2.0], [3.0, 4.0]], None)
    >>> read_pasted("1\t2\n3\tx")
    ([[1.0, 2.0]], '“x” is not a number the lab can hold: its row was left out')
    """
    rows: list[list[float]] = []
    for line in re.split(r"[\n\r]+|\]\s*,?\s*\[", text):
        words = [word for word in re.split(r"[\s,;\[\]()]+", line) if word]
        numbers = [read_number(word) for word in words]
        if None in numbers:
            bad = words[numbers.index(None)][:20]
            return rows, f"“{bad}” is not a number the lab can hold: its row was left out"
        if words:
            rows.append([number for number in numbers if number is not None])
    if not rows:
        return rows, "There is no number in what was pasted"
    return rows, None


FILLS: tuple[Fill, ...] = get_args(Fill)
READINGS: tuple[Reading, ...] = get_args(Reading)
