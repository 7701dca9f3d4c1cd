"""The output size of one axis as a formula, in words and with the numbers put in."""

import re
from dataclasses import dataclass

from core.arguments import instance
from core.frameworks import FRAMEWORKS, names_a_size, padding_layer
from core.geometry import Axis, Geometry
from core.layer import Layer

PARAMETERS = {
    "input": "input_size",
    "kernel": "kernel_size",
    **{name: name for name in ("stride", "padding", "output_padding", "dilation")},
    "before": "padding",
    "after": "padding",
}
"""Words of a formula that are parameters of a layer, and their names there."""

ENDS = ("before", "after")
"""Those that are one end of a padding."""

_PIECE = re.compile(r"[A-Za-z_]+|\d+|[^A-Za-z_\d]+")


@dataclass(frozen=True)
class SizeFormula:
    """The size of one axis of the output.

    Attributes:
        words: "(input − 1)·stride + kernel − 2·padding".
        numbers: The same with numbers: "(2 − 1)·2 + 2 − 2·0".
        result: What it comes to, in cells.
    """

    words: str
    numbers: str
    result: int

    def parts(self) -> list[tuple[str, str, str]]:
        """Return the numbers in pieces, each with the parameter that it is, and which end of it.

        A size that was asked for has none: it is no sum of parameters.

        >>> SizeFormula("input·stride", "2·3", 6).parts()
        [('2', 'input_size', ''), ('·', '', ''), ('3', 'stride', '')]
        >>> SizeFormula("kernel − before", "3 − 1", 2).parts()[2]
        ('1', 'padding', 'before')
        """
        words, numbers = (_PIECE.findall(text) for text in (self.words, self.numbers))
        if len(words) != len(numbers):
            return []
        return [
            (number, PARAMETERS.get(word, ""), word if word in ENDS else "")
            for word, number in zip(words, numbers, strict=True)
        ]


def size_formulas(
    layer: Layer, geometry: Geometry, *, zero: bool = False
) -> tuple[SizeFormula, SizeFormula]:
    """Return the formulas of height and width, as the layer's framework would write them.

    Args:
        layer: What its user wrote.
        geometry: What that means.
        zero: Whether an output padding of 0 is written, too, where another one could be: in a
            formula whose numbers are moved.
    """
    instance("layer", layer, Layer)
    instance("geometry", geometry, Geometry)
    height, width = (
        _convolution(layer, axis, i)
        if layer.operation == "convolution"
        else _transposed(layer, axis, i, zero=zero)
        for i, axis in enumerate((geometry.height, geometry.width))
    )
    return height, width


def _convolution(layer: Layer, axis: Axis, i: int) -> SizeFormula:
    if layer.padding in ("same", "same_lower"):
        return SizeFormula("⌈input / stride⌉", f"⌈{axis.fine} / {axis.stride}⌉", axis.coarse)
    kernel_words, kernel_numbers = _kernel(axis)
    pad_words, pad_numbers = _padding(layer, i, "+")
    return SizeFormula(
        f"⌊(input{pad_words} − {kernel_words}) / stride⌋ + 1",
        f"⌊({axis.fine}{pad_numbers} − {kernel_numbers}) / {axis.stride}⌋ + 1",
        axis.coarse,
    )


def _transposed(layer: Layer, axis: Axis, i: int, *, zero: bool) -> SizeFormula:
    if layer.output_size is not None:
        return SizeFormula("the size asked for", f"{axis.fine}", axis.fine)
    added = 0 if layer.output_padding is None else layer.output_padding[i]
    appended = layer.padding == "valid" and axis.fine > axis.full
    if names_a_size(layer) or appended:
        return _size_first(layer, axis, None if layer.output_padding is None else added)
    if layer.padding in ("same", "same_lower") and axis.fine == axis.coarse * axis.stride:
        return SizeFormula("input·stride", f"{axis.coarse}·{axis.stride}", axis.fine)
    kernel_words, kernel_numbers = _kernel(axis, brackets=False)
    if padding_layer(layer) and layer.output_padding is None:
        kernel_words, kernel_numbers = _whole(axis)
    pad_words, pad_numbers = _padding(layer, i, "−")
    rules = FRAMEWORKS[layer.framework]
    # Where 0 is another thing than nothing it is written once it is said.
    could = rules.output_padding and not (rules.size_first and layer.output_padding is None)
    said = added > 0 or (zero and could)
    return SizeFormula(
        f"(input − 1)·stride + {kernel_words}{pad_words}" + (" + output_padding" if said else ""),
        f"({axis.coarse} − 1)·{axis.stride} + {kernel_numbers}{pad_numbers}"
        + (f" + {added}" if said else ""),
        axis.fine,
    )


def _size_first(layer: Layer, axis: Axis, added: int | None) -> SizeFormula:
    """Return the formula where padding and output_padding name a size, not what is cropped."""
    start = "(input − 1)·stride"
    numbers = f"({axis.coarse} − 1)·{axis.stride}"
    same = layer.padding == "same"
    if added is None:
        if same:
            return SizeFormula("input·stride", f"{axis.coarse}·{axis.stride}", axis.fine)
        words, number = _whole(axis)
        return SizeFormula(f"{start} + {words}", f"{numbers} + {number}", axis.fine)
    words, number = _kernel(axis, brackets=same)
    if same:
        words, number = f"{words} mod 2", f"{number} mod 2"
    return SizeFormula(
        f"{start} + {words} + output_padding", f"{numbers} + {number} + {added}", axis.fine
    )


def _kernel(axis: Axis, *, brackets: bool = True) -> tuple[str, str]:
    if axis.dilation == 1:
        return "kernel", f"{axis.kernel}"
    # Between brackets where it is subtracted.
    words, numbers = "dilation·(kernel − 1) + 1", f"{axis.dilation}·({axis.kernel} − 1) + 1"
    return (f"({words})", f"({numbers})") if brackets else (words, numbers)


def _whole(axis: Axis) -> tuple[str, str]:
    """Return what the last stamp adds where zeros fill up a kernel shorter than the stride."""
    words, numbers = _kernel(axis, brackets=False)
    return f"max({words}, stride)", f"max({numbers}, {axis.stride})"


def _padding(layer: Layer, i: int, sign: str) -> tuple[str, str]:
    if isinstance(layer.padding, str):
        # The words that pad or crop have formulas of their own, without a padding in them.
        return "", ""
    sides = layer.padding[i]
    if isinstance(sides, int):
        return f" {sign} 2·padding", f" {sign} 2·{sides}"
    before, after = sides
    return f" {sign} before {sign} after", f" {sign} {before} {sign} {after}"
