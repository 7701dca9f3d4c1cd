"""Where a value of a network stands, as a link and back.

    ?model=conv_cae_2&layer=8&cell=0.12.14&strokes=EMDmEqDt...&pen=0.07

The link holds the drawing, not its numbers: whoever opens it has the same network, and the
same drawing gives the same value. ``layer`` counts from 1 as the pages do, 0 being the
picture itself; ``cell`` is channel, row and column, from 0 as in PyTorch.

Where they are not the default also as=drawn (the picture was not prepared),
weights=random, off=3.0.5 (channels 0 and 5 of layer 3 are switched off), maps=7.2 (the
channels shown), all=1 (all that they read) and reading=slide.

``strokes`` writes every coordinate, in thousandths of the canvas' side, as two digits of base
64; a dot ends a stroke.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.shared.networks import MODEL
from core.autoencoders.architectures import ARCHITECTURES, Architecture
from core.autoencoders.digits import PEN
from core.contributions import Cell
from core.readings import ReadingKey, of_subject

PARAMETER = "model"
"""A link with this parameter is one to a value."""

MOST_MAPS = 4
LONGEST_LINK = 6000
"""Characters of the strokes: browsers and chats cut longer links."""

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_STEPS = 1000
_PENS = (0.001, 1.0)
_LONGEST_PEN = 24
READINGS = of_subject("value")

Strokes = tuple[tuple[int, ...], ...]
"""Per stroke x, y, x, y, ... in thousandths of the canvas' side."""


@dataclass(frozen=True)
class Address:
    """A value of a network at work on a drawing.

    Attributes:
        model: A key of ``ARCHITECTURES``.
        layer: The layer that made the value; -1 for the picture that goes in.
        cell: Its channel, row and column.
        strokes: The drawing; None for the one on the reader's own canvas.
        pen: Width of the pen, a part of the canvas' side.
        as_drawn: Whether the network gets the canvas unprepared.
        random: Whether the weights are the random ones of the training's start.
        off: A layer and those of its channels that are switched off; None for none.
        maps: The input channels to show; empty for those that contribute most.
        whole: Whether to show everything these channels contribute, not only a window.
        reading: How: the list of their products, or as the lab shows an operation.
    """

    model: str
    layer: int
    cell: Cell
    strokes: Strokes | None = None
    pen: float = PEN
    as_drawn: bool = False
    random: bool = False
    off: tuple[int, tuple[int, ...]] | None = None
    maps: tuple[int, ...] = ()
    whole: bool = False
    reading: ReadingKey = READINGS[0]

    @property
    def architecture(self) -> Architecture:
        """The layer table of the model."""
        return ARCHITECTURES[self.model]

    @property
    def drawing(self) -> tuple[tuple[float, ...], ...] | None:
        """The strokes as the canvas has them: parts of its side."""
        if self.strokes is None:
            return None
        return tuple(tuple(part / _STEPS for part in stroke) for stroke in self.strokes)

    @property
    def switched_off(self) -> dict[int, tuple[int, ...]]:
        """The layer that has channels off, and which; see ``Network.feature_maps``."""
        return {} if self.off is None else {self.off[0]: self.off[1]}

    def visited(self, cell: Cell) -> "Address":
        """Return the address of a value that this one is made of: one layer back."""
        return replace(
            self, layer=self.layer - 1, cell=cell, maps=(), whole=False, reading=READINGS[0]
        )


def strokes_of(drawn: Sequence[Sequence[float]]) -> Strokes | None:
    """Return the strokes of a canvas; None where a link would be too long for them."""
    strokes = tuple(tuple(round(_STEPS * part) for part in stroke) for stroke in drawn)
    return strokes if len(_write(strokes)) <= LONGEST_LINK else None


def encode(address: Address) -> dict[str, str]:
    """Return the parameters of the link to a value."""
    link = {
        PARAMETER: address.model,
        "layer": f"{address.layer + 1}",
        "cell": ".".join(map(str, address.cell)),
    }
    if address.strokes is not None:
        link |= {"strokes": _write(address.strokes), "pen": f"{address.pen:g}"}
    off = () if address.off is None else (address.off[0] + 1, *address.off[1])
    rare = {
        "as": "drawn" if address.as_drawn else "",
        "weights": "random" if address.random else "",
        "off": ".".join(map(str, off)),
        "maps": ".".join(map(str, address.maps)),
        "all": "1" if address.whole else "",
        "reading": "" if address.reading == READINGS[0] else address.reading,
    }
    return link | {name: text for name, text in rare.items() if text}


def decode(parameters: Mapping[str, str]) -> tuple[Address, list[str]]:
    """Read a link to a value.

    Returns:
        The address, every index within its network, and one sentence for each parameter
        that could not be read; the nearest value stands in for it.
    """
    complaints: list[str] = []
    model = parameters.get(PARAMETER, "")
    if model not in ARCHITECTURES:
        complaints.append(f"There is no model “{model[:40]}”: {MODEL} is shown.")
        model = MODEL
    layers = ARCHITECTURES[model].layers
    wanted = _whole_number(parameters.get("layer", ""))
    number = len(layers) if wanted is None else min(max(wanted, 0), len(layers))
    if wanted != number:
        complaints.append(f"{model} has the layers 0 to {len(layers)}: layer {number} is shown.")
    first = layers[0]
    shape = (
        (layers[number - 1].out_channels, *(layers[number - 1].out_size,) * 2)
        if number
        else (first.in_channels, first.in_size, first.in_size)
    )
    cell = _cell(parameters.get("cell", ""), shape, complaints)
    strokes, pen = _drawing(parameters, complaints)
    reading = next((one for one in READINGS if one == parameters.get("reading")), READINGS[0])
    inputs = layers[number - 1].in_channels if number else 0
    maps = tuple(dict.fromkeys(one for one in _numbers(parameters.get("maps", "")) if one < inputs))
    return Address(
        model=model,
        layer=number - 1,
        cell=cell,
        strokes=strokes,
        pen=pen,
        as_drawn=parameters.get("as") == "drawn",
        random=parameters.get("weights") == "random",
        off=_off(parameters.get("off", ""), ARCHITECTURES[model]),
        maps=maps[:MOST_MAPS],
        whole=parameters.get("all") == "1",
        reading=reading,
    ), complaints


def _write(strokes: Strokes) -> str:
    return ".".join(
        "".join(_DIGITS[part // 64] + _DIGITS[part % 64] for part in stroke) for stroke in strokes
    )


def _drawing(parameters: Mapping[str, str], complaints: list[str]) -> tuple[Strokes | None, float]:
    if "strokes" not in parameters:
        return None, PEN
    strokes = _read_strokes(parameters["strokes"])
    if strokes is None:
        complaints.append("The drawing in the link cannot be read: your own drawing is shown.")
        return None, PEN
    try:
        pen = min(max(float(parameters.get("pen", f"{PEN}")[:_LONGEST_PEN]), _PENS[0]), _PENS[1])
    except ValueError:
        pen = PEN
    # Not a number is no width either.
    return strokes, pen if pen == pen else PEN


def _read_strokes(text: str) -> Strokes | None:
    if not text or len(text) > 2 * LONGEST_LINK:
        return None
    strokes = []
    for part in text.split("."):
        places = [_DIGITS.find(digit) for digit in part]
        if not places or len(places) % 4 or min(places) < 0:
            return None
        stroke = tuple(64 * high + low for high, low in zip(places[::2], places[1::2], strict=True))
        if max(stroke) > _STEPS:
            return None
        strokes.append(stroke)
    return tuple(strokes)


def _cell(text: str, shape: tuple[int, ...], complaints: list[str]) -> Cell:
    numbers = _numbers(text)
    if len(numbers) != len(shape):
        numbers = [0, shape[1] // 2, shape[2] // 2]
        complaints.append(f"The link names no value: the one at {numbers} is shown.")
    nearest = [min(one, size - 1) for one, size in zip(numbers, shape, strict=True)]
    if nearest != numbers:
        complaints.append(
            f"This layer has {shape[0]} maps of {shape[1]}×{shape[2]}: the value at {nearest} "
            "is shown."
        )
    return nearest[0], nearest[1], nearest[2]


def _off(text: str, architecture: Architecture) -> tuple[int, tuple[int, ...]] | None:
    numbers = _numbers(text)
    if len(numbers) < 2 or not 1 <= numbers[0] < len(architecture.layers):
        return None
    channels = [
        one for one in numbers[1:] if one < architecture.layers[numbers[0] - 1].out_channels
    ]
    return (numbers[0] - 1, tuple(channels)) if channels else None


def _numbers(text: str) -> list[int]:
    numbers: list[int] = []
    for part in text.split(".")[:100]:
        number = _whole_number(part)
        if number is None:
            return []
        numbers.append(number)
    return numbers


def _whole_number(text: str) -> int | None:
    # isdecimal alone would let digits of other scripts pass.
    return int(text[:6]) if text.isascii() and text.isdecimal() else None
