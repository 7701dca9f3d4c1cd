"""What the component paints: which cells stand where, and what is black and what is white.

A sheet is one picture of cells: all maps of a layer side by side, or a single picture. The
component looks numbers up and paints them; places, sizes and contrast are decided here.
Nothing here knows of Streamlit.
"""

import html
import math
import zlib
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from core.autoencoders.architectures import Architecture
from core.autoencoders.layers import Layer

Values = NDArray[np.float32]

_LARGEST_CELL, _SMALLER_CELL = 32, 12
"""Screen pixels of a cell: of a few numbers, and of many."""

_LARGER, _LEAST_LARGER = 112, 3
"""Screen pixels of a map that is looked at on its own, and the least of its cells."""

_NAMES = {
    "conv": "Conv",
    "conv_transpose": "ConvT",
    "dense": "Dense",
    "max_pool": "Max pool",
    "resize": "Resize",
    "pixel_shuffle": "Pixel shuffle",
}
_ACTIVATIONS = {"relu": "ReLU"}


class Sheet(TypedDict):
    """One picture of cells; ``maps.js`` is its reader."""

    name: str
    """What a reader is told the cell belongs to: "Layer 4"."""
    alt: str
    caption: str
    """HTML."""
    kind: str
    """The CSS class of the figure."""
    before: str
    """The sign between the picture before and this one; empty for none."""
    maps: int
    side: int
    """Rows and columns of each map."""
    at: list[list[int]]
    """Per map: the row and the column of the sheet where it begins."""
    size: list[int]
    """Rows and columns of the sheet."""
    zoom: int
    """Screen pixels per cell."""
    larger: int
    """The same where each map is shown on its own; 0 where that is not offered."""
    black: float
    white: float
    scale: str
    """What these two are, in words; empty where ``larger`` is 0."""
    picks: bool
    """Whether its cells can be chosen."""
    filled: bool
    """Whether its numbers are known; if not, it is a frame that keeps the place."""


@dataclass(frozen=True, eq=False)
class Shown:
    """One picture of a row of large pictures.

    Attributes:
        picture: (rows, columns) float, square; None leaves its frame.
        name: What a reader is told a pixel belongs to.
        caption: HTML.
        alt: The picture in words.
        times: What the picture's numbers are multiplied by before 0 is black and 1 is white.
        before: The sign in front of it.
        picks: Whether its pixels can be chosen.
    """

    picture: Values | None
    name: str
    caption: str
    alt: str
    times: int = 1
    before: str = ""
    picks: bool = True


def input_sheet(side: int, picture: Values | None, tallest: int) -> Sheet:
    """Return the sheet of the picture that enters a network.

    Args:
        side: Its rows and columns.
        picture: (side, side) float in 0..1; None if there is none yet.
        tallest: Screen pixels that a sheet may be high.
    """
    return _sheet(
        (1, side),
        tallest,
        name="Input",
        alt="the input",
        caption=f"<b>Input</b><br>{side}×{side}×1",
        kind="input",
        contrast=(0.0, 1.0),
        filled=picture is not None,
    )


def layer_sheet(
    number: int, layer: Layer, maps: Values | None, tallest: int, note: str = ""
) -> Sheet:
    """Return the sheet of a layer's maps.

    Args:
        number: Of the layer, from 1.
        layer: Its row of the layer table.
        maps: (channels, rows, columns) float; None if they are not known.
        tallest: Screen pixels that a sheet may be high.
        note: HTML that follows the shape.
    """
    return _sheet(
        (layer.out_channels, layer.out_size),
        tallest,
        name=f"Layer {number}",
        alt=f"layer {number}, {layer.out_channels} maps",
        caption=_caption(number, layer, note),
        kind=layer.kind,
        contrast=(0.0, 1.0) if maps is None else contrast(layer, maps),
        filled=maps is not None,
    )


def ladder_sheets(
    architecture: Architecture,
    picture: Values | None,
    made: Sequence[Values] | None,
    tallest: int,
    notes: Mapping[int, str] | None = None,
) -> list[Sheet]:
    """Return the sheets of a whole network: its input, then its layers.

    Args:
        architecture: The layer table.
        picture: (side, side) float in 0..1, what enters; None if there is none.
        made: Per layer (channels, rows, columns) float; None if they are not known: the
            places stay.
        tallest: Screen pixels that a layer's maps may be high.
        notes: HTML per layer, counted from 0, that follows its shape.
    """
    said = {} if notes is None else notes
    sheets = [input_sheet(architecture.side, picture, tallest)]
    for index, layer in enumerate(architecture.layers):
        code = ", <b>the code</b>" if layer is architecture.code else ""
        values = None if made is None else made[index]
        sheets.append(layer_sheet(index + 1, layer, values, tallest, code + said.get(index, "")))
    return sheets


def picture_sheet(shown: Shown, side: int, zoom: int) -> Sheet:
    """Return the sheet of one picture of a row.

    Args:
        shown: The picture.
        side: Its rows and columns, also where there is none yet.
        zoom: Screen pixels per pixel.
    """
    return Sheet(
        name=shown.name,
        alt=shown.alt,
        caption=shown.caption,
        kind="large",
        before=shown.before,
        maps=1,
        side=side,
        at=[[0, 0]],
        size=[side, side],
        zoom=zoom,
        larger=0,
        black=0.0,
        white=1 / shown.times,
        scale="",
        picks=shown.picks,
        filled=shown.picture is not None,
    )


def packed(arrays: Iterable[Values]) -> str:
    """Return all numbers as the component unpacks them: float16, deflated, in base64.

    Args:
        arrays: In the order of the filled sheets, each of any shape.

    Half precision keeps three significant digits, which is what the component shows.
    """
    largest = float(np.finfo(np.float16).max)
    flat = [np.clip(array, -largest, largest).astype("<f2").tobytes() for array in arrays]
    # The fastest level: the higher ones take three times as long and save a twentieth.
    return b64encode(zlib.compress(b"".join(flat), level=1)).decode()


def shaded(sheets: Iterable[Sheet], arrays: Iterable[Values]) -> str:
    """Return all numbers as shades of grey, a byte each, deflated, in base64.

    Enough to paint them, and less than half of what the numbers take.

    Args:
        sheets: The filled ones: 0 is black there and 255 white.
        arrays: Their numbers, each of any shape.
    """
    shades = [
        np.round(255 * np.clip((array - sheet["black"]) / (sheet["white"] - sheet["black"]), 0, 1))
        for sheet, array in zip(sheets, arrays, strict=True)
    ]
    flat = b"".join(shade.astype(np.uint8).tobytes() for shade in shades)
    return b64encode(zlib.compress(flat, level=1)).decode()


def contrast(layer: Layer, maps: Values) -> tuple[float, float]:
    """Return the values that are shown as black and as white.

    After a linear layer, whose values may be negative, both are equally far from 0, which
    then is mid-grey. Probabilities go from 0 to 1. Else black is 0, and 1 % of the layer's
    values lie above white.

    Args:
        layer: Whose maps they are.
        maps: (channels, rows, columns) float.
    """
    if layer.activation in ("sigmoid", "softmax"):
        return 0.0, 1.0
    weighted = layer.kind not in ("max_pool", "resize")
    if layer.activation == "linear" and (weighted or maps.min() < 0):
        largest = float(np.abs(maps).max()) or 1.0
        return -largest, largest
    return 0.0, float(np.quantile(maps, 0.99)) or float(maps.max()) or 1.0


def arranged(maps: int, side: int, tallest: int) -> tuple[int, int]:
    """Return how many maps stand in a line, and the screen pixels per cell.

    Args:
        maps: How many there are.
        side: Rows and columns of each.
        tallest: Screen pixels that the whole may be high.

    >>> arranged(32, 26, tallest=116)
    (8, 1)
    >>> arranged(1, 28, tallest=116)
    (1, 4)
    """
    gap = _gap(side)
    # As square as it can be, unless that is too high.
    lines = max(1, (tallest + gap) // (side + gap))
    columns = max(math.ceil(math.sqrt(maps)), math.ceil(maps / lines))
    height, width = (_length(count, side) for count in (math.ceil(maps / columns), columns))
    largest = _LARGEST_CELL if columns < 5 else _SMALLER_CELL
    return columns, max(1, min(largest, tallest // max(height, width)))


def _sheet(
    shape: tuple[int, int],
    tallest: int,
    *,
    name: str,
    alt: str,
    caption: str,
    kind: str,
    contrast: tuple[float, float],
    filled: bool,
) -> Sheet:
    maps, side = shape
    columns, zoom = arranged(maps, side, tallest)
    step = side + _gap(side)
    black, white = contrast
    return Sheet(
        name=name,
        alt=alt,
        caption=caption,
        kind=kind,
        before="",
        maps=maps,
        side=side,
        at=[[index // columns * step, index % columns * step] for index in range(maps)],
        size=[_length(math.ceil(maps / columns), side), _length(columns, side)],
        zoom=zoom,
        larger=2 * zoom if maps == 1 else max(_LEAST_LARGER, min(24, _LARGER // side)),
        black=black,
        white=white,
        scale=_scale(black, white),
        picks=True,
        filled=filled,
    )


def _gap(side: int) -> int:
    # Single numbers need no gap between them.
    return 0 if side == 1 else 1


def _length(count: int, side: int) -> int:
    """Return the cells that ``count`` maps and the gaps between them take."""
    return count * (side + _gap(side)) - _gap(side)


def _scale(black: float, white: float) -> str:
    if black < 0:
        return f"Black is {_signed(black)}, mid-grey 0, white {white:.3g}."
    beyond = "" if (black, white) == (0, 1) else " or more"
    return f"Black is 0, white is {white:.3g}{beyond}, the same for all maps of the layer."


def _signed(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


def _caption(number: int, layer: Layer, note: str) -> str:
    activation = _ACTIVATIONS.get(layer.activation, layer.activation)
    size = layer.out_size
    return (
        f"<b>{number}: {title(layer)}</b> {activation}<br>{_formula(layer)}"
        f"{size}×{size}×{layer.out_channels}{note}<br>"
        f"<small>Keras {html.escape(layer.keras_name)}</small><br>{layer.parameters:,} parameters"
    )


def title(layer: Layer) -> str:
    """Return what a layer is called, with its kernel or its factor."""
    name = _NAMES[layer.kind]
    if layer.kind in ("conv", "conv_transpose", "max_pool"):
        return f"{name} {layer.kernel}×{layer.kernel}"
    return f"{name} ×{layer.stride}" if layer.kind in ("resize", "pixel_shuffle") else name


def _formula(layer: Layer) -> str:
    """Return the size of one side with the layer's numbers; nothing where none is needed."""
    n, k, s, p = layer.in_size, layer.kernel, layer.stride, layer.padding
    if layer.kind == "conv":
        return f"<small>⌊({n} + 2·{p} − {k}) / {s}⌋ + 1 = {layer.out_size}</small><br>"
    if layer.kind == "conv_transpose":
        extra = f" + {layer.output_padding}" if layer.output_padding else ""
        return f"<small>({n} − 1)·{s} + {k} − 2·{p}{extra} = {layer.out_size}</small><br>"
    return ""
