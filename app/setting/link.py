"""The lab's settings as a link, and back; the only place that knows how a link is written.

    ?v=1&op=transposed&fw=pytorch&i=2x2&k=2&s=2&p=0&o=0&d=1&x=count:0,1;2,3&w=count:0,1;2,3&r=stamp

``hide`` and ``lock`` say what a class gets to see, see ``read_view``.

A number that differs by axis is written as the input's sizes are, height first: k=2x3. A padding
that differs by side has four: p=0,1x2,2 is top, bottom, left and right.

Where they are not the default also c=2x3 (channels), g (groups), b=1,0,-2 (bias), by=output
(what the steps walk through), n=1 (one dimension: a row), y=14x14 (a size that is asked for), z=1
(Keras' output padding of 0, said), a=relu (what follows the sum), f=first (Keras' channels before
height and width), and what stands beside the setting: m (a mistake made on purpose) or vs (all
else, see ``app.setting.beside``). ``r`` may name several readings, ``r=stamp,slide,matrix``. The
planes of several channels stand apart by "|", each with its number: x=count:0!1,2;3,4|1!5,6;7,8.

``x`` and ``w`` hold the numbers of input and kernel: what fills the cells that nobody typed
into ("random.7" carries its seed), and after the colon the grid, row by row, an untyped
cell left empty. A link that says nothing of a parameter takes it from the example that the lab
opened with when links began; one that gives a size without numbers counts up from 1.

Version 2 is the same, with a grid packed where it is long, as a picture's grey levels are: the
text of version 1, deflated, in base64 of URLs, after a "~". Its text may also start with
"picture." and the levels in hundredths, row by row. It also names readings that version 1 did not
know. A link without either stays version 1.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NotRequired, TypedDict

from app.setting import beside
from app.setting.numbers import LONGEST_NUMBER, read_number
from app.setting.setting import (
    DIMENSIONS,
    FILLS,
    HIGHEST_SEED,
    LIMITS,
    MISTAKES,
    READINGS,
    WALKS,
    WORDS,
    WRONG,
    GridName,
    Numbers,
    Setting,
    Typed,
    default_setting,
    from_example,
)
from app.shared.packing import packed, unpacked
from core.activations import ACTIVATIONS
from core.axes import Padding, PerAxis, pair, sides, written
from core.examples import BY_KEY
from core.frameworks import FRAMEWORKS

VERSION, LATER_VERSION = "1", "2"
_FIRST_READINGS = {"stamp", "slide", "matrix", "count"}
"""Those that version 1 knows."""

STEP = "step"
PIN = "pin"
SYMBOLS = "symbols"
HIDE = "hide"
LOCK = "lock"
HIDEABLE = ("controls", "examples", "readings", "share")
LONGEST_GRID = 6000
"""Characters of the numbers of a grid, as they stand."""

_PACK_FROM = 500
LONGEST_PACKED = 12_000
"""Characters of a packed grid; a link that is longer no longer gets through everywhere."""

_LONGEST_UNPACKED = 400_000
_PACKED = "~"

LONGEST_VALUE = LIMITS["channels"][1] * (LONGEST_NUMBER + 1)
"""Characters of any other parameter: the bias says the most."""


_CHANNELS_FIRST = "first"

UNSAID = from_example(BY_KEY["S9"])
"""What a link leaves out. It stays what it was, whatever the lab opens with: so do old links."""


class _BadValueError(ValueError):
    """A value of the link that the lab cannot show; ``nearest`` stands in for it, if any."""

    def __init__(self, reason: str, nearest: object = None) -> None:
        self.nearest = nearest
        super().__init__(reason)


def encode(setting: Setting) -> dict[str, str]:
    """Return the parameters of the link to a setting."""
    height, width = setting.input_size
    link = {
        "v": VERSION,
        "op": setting.operation,
        "fw": setting.framework,
        "i": f"{height}x{width}",
        "k": _write_axes(setting.said("kernel_size")),
        "s": _write_axes(setting.said("stride")),
        "p": _write_padding(setting),
        "o": _write_axes(setting.said("output_padding")),
        "d": _write_axes(setting.said("dilation")),
        "x": _write_grid(setting.image, height, width),
        "w": _write_grid(setting.kernel, *pair(setting.kernel_size)),
        "r": ",".join(setting.readings),
    }
    inputs, outputs = setting.channels
    rare = {
        "c": f"{inputs}x{outputs}" if setting.channels != (1, 1) else "",
        "g": f"{setting.groups}" if setting.groups > 1 else "",
        "b": ",".join(map(_write_number, setting.bias)),
        "by": setting.walk if setting.walk != "input" else "",
        "m": setting.mistake,
        "vs": "" if setting.mistake else setting.beside,
        "n": "1" if setting.dimensions == 1 else "",
        "y": _write_axes(setting.said("output_size")) if setting.output_size else "",
        "z": "1" if setting.zero_said else "",
        "a": setting.activation,
        "f": _CHANNELS_FIRST if setting.channels_first else "",
    }
    packed = any(link[name].startswith(_PACKED) for name in ("x", "w"))
    if packed or not _FIRST_READINGS.issuperset(setting.readings):
        link["v"] = LATER_VERSION
    return link | {name: value for name, value in rare.items() if value}


def left_out(setting: Setting) -> str:
    """Return a sentence about what is too long for a link; "" where it holds everything."""
    grids = {
        "input": _packed(_write_numbers(setting.image, *setting.input_size)),
        "kernel": _packed(_write_numbers(setting.kernel, *pair(setting.kernel_size))),
    }
    long = [name for name, text in grids.items() if len(text) > LONGEST_PACKED]
    if not long:
        return ""
    return f"The link leaves out the numbers of the {' and the '.join(long)}: they are too many."


def decode(parameters: Mapping[str, str]) -> tuple[Setting, list[str]]:
    """Read a link.

    Args:
        parameters: The parameters of the URL; unknown ones are left alone.

    Returns:
        The setting, and one sentence for each value that could not be read. Such a value is
        replaced by the one of ``UNSAID``; all others hold. A link that says nothing of a
        setting shows what the lab opens with.
    """
    spoken = "v" in parameters or not _READERS.keys().isdisjoint(parameters)
    setting = UNSAID if spoken else default_setting()
    complaints: list[str] = []
    version = parameters.get("v", VERSION)
    if version not in (VERSION, LATER_VERSION):
        complaints.append(
            f"This link was written by another version of the lab (v={version[:20]}): "
            "what can be read of it is shown."
        )
    # The typed numbers of ``UNSAID`` belong to its sizes.
    if "i" in parameters:
        setting = replace(setting, image=Numbers())
    if "k" in parameters:
        setting = replace(setting, kernel=Numbers())
    for name, (field, read) in _READERS.items():
        if name in parameters:
            fields: dict[str, Any] = {}
            try:
                fields[field] = read(_bounded(name, parameters[name]))
            except _BadValueError as bad:
                if bad.nearest is not None:
                    fields[field] = bad.nearest
                stand_in = "the nearest" if bad.nearest is not None else "the lab's own"
                complaints.append(
                    f"{name}={parameters[name][:40]} in the link {bad}: {stand_in} is shown."
                )
            setting = replace(setting, **fields)
    return setting, complaints


def _bounded(name: str, text: str) -> str:
    """Return a text that is short enough to be read."""
    longest = LONGEST_VALUE
    if name in ("x", "w"):
        longest = LONGEST_PACKED if text.startswith(_PACKED) else LONGEST_GRID
    if len(text) > longest:
        raise _BadValueError(f"is longer than {longest} characters")
    return text


class Place(TypedDict, total=False):
    """The part of a link that only the stage understands: step, pinned cell, lettering."""

    step: int
    pin: list[str | int]
    """What kind of cell, and its place."""
    symbols: bool


class Visible(TypedDict):
    """What is hidden and locked."""

    hide: list[str]
    lock: bool
    alone: bool
    """Whether the lab is part of another page."""
    part: NotRequired[bool]
    """Whether there is more above and below it on the page."""
    present: NotRequired[bool]
    """Whether it is to be presented."""


def read_place(parameters: Mapping[str, str]) -> Place:
    """Return step, pin and symbols of a copied link, for the stage to check and show."""
    place: Place = {}
    step = parameters.get(STEP, "")
    if _is_whole(step):
        place["step"] = int(step[:6])
    parts = parameters.get(PIN, "").split(",")
    if 3 <= len(parts) <= 5 and all(map(_is_whole, parts[1:])):
        place["pin"] = [parts[0][:10], *(int(part[:4]) for part in parts[1:])]
    if parameters.get(SYMBOLS) == "1":
        place["symbols"] = True
    return place


def read_view(parameters: Mapping[str, str], embedded: bool) -> Visible:
    """Return what a link hides and locks, for a class or inside another page.

    ``hide=controls,examples`` hides these (``HIDEABLE``), ``lock=1`` shows the controls but
    lets nobody change the numbers. An embedded lab without ``hide`` hides its controls;
    ``hide=none`` shows everything.

    Args:
        parameters: The parameters of the URL.
        embedded: Whether the lab is part of another page (``?embed=true``).
    """
    wanted = parameters.get(HIDE, "controls" if embedded else "").split(",")
    return Visible(
        hide=[part for part in HIDEABLE if part in wanted],
        lock=parameters.get(LOCK) == "1",
        alone=embedded,
    )


def kept(parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters that outlive a change of the setting."""
    return {name: parameters[name] for name in (HIDE, LOCK) if name in parameters}


def _write_axes(number: Padding) -> str:
    """Write a number for all sides, per axis (2x3) or per side (0,1x2,2)."""
    return f"{number}" if isinstance(number, str) else written(number).replace("×", "x")


def _write_padding(setting: Setting) -> str:
    if setting.dimensions == 2 or isinstance(setting.padding, str):
        return _write_axes(setting.padding)
    left, right = sides(setting.padding)[1]
    return f"{left}" if left == right else f"{left},{right}"


def _write_number(number: float) -> str:
    short = f"{number:.12g}"
    return short if float(short) == number else repr(number)


def _write_grid(numbers: Numbers, height: int, width: int) -> str:
    """Return the numbers as they stand, packed where they are many, or without those typed."""
    text = _write_numbers(numbers, height, width)
    if len(text) <= _PACK_FROM and numbers.fill != "picture":
        return text
    short = _packed(text)
    if len(short) <= LONGEST_PACKED:
        return short
    start = text.partition(":")[0]
    return _packed(start) if numbers.fill == "picture" else start


def _packed(text: str) -> str:
    return _PACKED + packed(text)


def _unpacked(text: str) -> str:
    """Return the text of a packed grid, never more of it than is read."""
    plain = unpacked(text, _LONGEST_UNPACKED)
    if plain is None or not plain.isascii():
        raise _BadValueError("is cut off or damaged")
    return plain


def _write_numbers(numbers: Numbers, height: int, width: int) -> str:
    fill: str = numbers.fill
    if fill == "random":
        fill = f"random.{numbers.seed}"
    elif fill == "picture":
        rows = (",".join(f"{round(100 * level)}" for level in row) for row in numbers.pixels)
        fill = f"picture.{';'.join(rows)}"
    planes: dict[int, dict[tuple[int, int], str]] = {}
    for plane, y, x, n in numbers.typed:
        if y < height and x < width:
            planes.setdefault(plane, {})[y, x] = _write_number(n)
    written = []
    for plane, typed in planes.items():
        rows = (",".join(typed.get((y, x), "") for x in range(width)) for y in range(height))
        written.append((f"{plane}!" if plane else "") + ";".join(rows))
    return f"{fill}:{'|'.join(written)}" if written else fill


def _read_numbers(grid: GridName) -> Callable[[str], Numbers]:
    highest = LIMITS["input_size" if grid == "image" else "kernel_size"][1]

    def read(text: str) -> Numbers:
        plain = _unpacked(text[1:]) if text.startswith(_PACKED) else text
        start, _, cells = plain.partition(":")
        fill, _, seed = start.partition(".")
        if fill == "picture" and grid == "image":
            pixels = _read_levels(seed, highest)
            return Numbers(fill="picture", pixels=pixels, typed=_read_cells(cells, highest))
        if fill not in FILLS:
            raise _BadValueError(f"does not start with one of {', '.join(FILLS)}")
        number = int(seed[:6]) if _is_whole(seed) else 0
        typed = _read_cells(cells, highest)
        return Numbers(fill=fill, seed=min(number, HIGHEST_SEED), typed=typed)

    return read


def _read_levels(text: str, highest: int) -> tuple[tuple[float, ...], ...]:
    rows = tuple(row.split(",") for row in text.split(";"))
    if len(rows) > highest or len(rows[0]) > highest or len({len(row) for row in rows}) > 1:
        raise _BadValueError(f"is no picture of up to {highest}×{highest} grey levels")
    if not all(_is_whole(level) and int(level[:4]) <= 100 for row in rows for level in row):
        raise _BadValueError("holds a grey level that is no whole number from 0 to 100")
    return tuple(tuple(int(level[:4]) / 100 for level in row) for row in rows)


def _read_cells(cells: str, highest: int) -> Typed:
    typed = []
    for part in cells.split("|"):
        head, mark, rest = part.partition("!")
        if mark and not _is_whole(head):
            raise _BadValueError(f"holds “{head[:20]}”, which is not the number of a plane")
        plane = int(head[:3]) if mark else 0
        for y, row in enumerate((rest if mark else part).split(";")):
            for x, text in enumerate(row.split(",")):
                if not text:
                    continue
                number = read_number(text)
                if number is None:
                    raise _BadValueError(
                        f"holds “{text[:20]}”, which is not a number the lab can hold"
                    )
                if max(y, x) >= highest:
                    raise _BadValueError(f"is larger than {highest}×{highest}")
                typed.append((plane, y, x, number))
    return tuple(typed)


def _is_whole(text: str) -> bool:
    # isdecimal alone would let digits of other scripts pass.
    return text.isascii() and text.isdecimal()


def _one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise _BadValueError(f"is not one of {', '.join(words)}")
        return text

    return read


def _in_range(parameter: str) -> Callable[[str], int]:
    low, high = LIMITS[parameter]

    def read(text: str) -> int:
        number = int(text[:9]) if _is_whole(text) else None
        if number is None or not low <= number <= high:
            nearest = None if number is None else min(max(number, low), high)
            raise _BadValueError(f"is not a whole number from {low} to {high}", nearest)
        return number

    return read


def _two(parameter: str, first: str, second: str) -> tuple[int, int]:
    """Return two numbers; the nearest that can be shown stand in where one of them cannot."""
    parts = []
    wrong = False
    for part in (first, second):
        try:
            parts.append(_in_range(parameter)(part))
        except _BadValueError as bad:
            wrong = True
            if not isinstance(bad.nearest, int):
                raise
            parts.append(bad.nearest)
    if wrong:
        low, high = LIMITS[parameter]
        raise _BadValueError(f"is not a pair from {low} to {high}", (parts[0], parts[1]))
    return parts[0], parts[1]


def _pair(parameter: str) -> Callable[[str], tuple[int, int]]:
    def read(text: str) -> tuple[int, int]:
        first, cross, second = text.partition("x")
        return _two(parameter, first, second if cross else first)

    return read


def _axes(parameter: str) -> Callable[[str], PerAxis]:
    """Return the reader of one number for both axes, or of one for each."""

    def read(text: str) -> PerAxis:
        return _pair(parameter)(text) if "x" in text else _in_range(parameter)(text)

    return read


def _read_readings(text: str) -> tuple[str, ...]:
    parts = text.split(",")
    readings = tuple(reading for reading in READINGS if reading in parts)
    if len(readings) < len(parts):
        raise _BadValueError(f"is not made of {', '.join(READINGS)}", readings or None)
    return readings


def _read_bias(text: str) -> tuple[float, ...]:
    bias = [read_number(part) for part in text.split(",")] if text else []
    if None in bias or len(bias) > LIMITS["channels"][1]:
        raise _BadValueError("is not one number per output channel")
    return tuple(number for number in bias if number is not None)


def _read_padding(text: str) -> object:
    if text in WORDS:
        return text
    if "," not in text:
        return _axes("padding")(text)
    parts = []
    first, cross, second = text.partition("x")
    wrong: _BadValueError | None = None
    for axis in (first, second if cross else first):
        before, _, after = axis.partition(",")
        try:
            parts.append(_two("padding", before, after or before))
        except _BadValueError as bad:
            if not isinstance(bad.nearest, tuple):
                raise
            parts.append(bad.nearest)
            wrong = bad
    if wrong is not None:
        raise _BadValueError(f"{wrong}", (parts[0], parts[1]))
    return parts[0], parts[1]


def _read_dimensions(text: str) -> int:
    _one_of(tuple(map(str, DIMENSIONS)))(text)
    return int(text)


def _read_flag(word: str) -> Callable[[str], bool]:
    def read(text: str) -> bool:
        return _one_of((word,))(text) == word

    return read


def _read_mistake(text: str) -> str:
    return WRONG + _one_of(MISTAKES)(text)


def _read_beside(text: str) -> str:
    known = beside.read(text)
    if known is None or known.startswith(WRONG):
        raise _BadValueError("names nothing that can stand beside the setting")
    return known


_READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "op": ("operation", _one_of(("transposed", "convolution"))),
    "fw": ("framework", _one_of(tuple(FRAMEWORKS))),
    "i": ("input_size", _pair("input_size")),
    "k": ("kernel_size", _axes("kernel_size")),
    "s": ("stride", _axes("stride")),
    "p": ("padding", _read_padding),
    "o": ("output_padding", _axes("output_padding")),
    "d": ("dilation", _axes("dilation")),
    "x": ("image", _read_numbers("image")),
    "w": ("kernel", _read_numbers("kernel")),
    "r": ("readings", _read_readings),
    "c": ("channels", _pair("channels")),
    "g": ("groups", _in_range("groups")),
    "b": ("bias", _read_bias),
    "by": ("walk", _one_of(WALKS)),
    "m": ("beside", _read_mistake),
    "vs": ("beside", _read_beside),
    "n": ("dimensions", _read_dimensions),
    "y": ("output_size", _axes("output_size")),
    "z": ("zero_said", _read_flag("1")),
    "a": ("activation", _one_of(tuple(ACTIVATIONS))),
    "f": ("channels_first", _read_flag(_CHANNELS_FIRST)),
}
