"""Sizes that meet: what is typed, and the list of settings that answers it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypedDict
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray

from app.setting.link import encode
from app.setting.numbers import read_axes
from app.setting.setting import LIMITS, REACH, Numbers, Setting, default_setting
from core.arguments import GeometryError
from core.exports.calls import call
from core.frameworks import FRAMEWORKS, resolve
from core.geometry import OUTSIDE, Axis, Indices
from core.layer import Framework, Layer
from core.readings import ReadingKey
from core.sizes import Limits, Meeting, WayBack, folded, meetings, nearest_sizes, ways_back
from core.wording import listed

LARGEST_SIDE = 512
LONGEST_TYPED = 60
MOST_ROWS = 40
"""Of each of the two lists."""

LONGEST_BARS = 46
"""Cells along one side beyond which the middle of a picture is left out: it repeats itself."""

_ENDS = 20
_GAP = -1

_PARAMETERS = ("kernel_size", "stride", "padding", "output_padding", "dilation")
SEARCHED: Limits = tuple((name, (LIMITS[name][0], REACH[name])) for name in _PARAMETERS)
"""Within these all settings are tried; the lab's own limits are wider."""


_LOSSY = "that lose cells or leave holes"
_NUMBERS = ("no", "one", "two", "three", "four", "five")
_WORDS = {"same": "padding 'same'", "same_lower": "padding SAME_LOWER", "valid": "no padding"}


class Row(TypedDict):
    """One setting of the list."""

    key: str
    name: str
    note: str
    bars: list[list[int | str]]
    """Along one side, what is cut included: [products, letter], -1 for a part left out. The
    letter is k kept, c cut or of the ring, z a zero that no stamp reaches."""
    why: str
    cut: str
    weights: int
    code: str
    lab: str
    """Parameters of the lab's link; "" where the lab cannot show it, nor this page say it."""
    back: list[str]


class Meet(TypedDict):
    """What the list says."""

    size: str
    wanted: str
    framework: Framework
    complaint: str
    count: str
    best: str
    rows: list[Row]
    others: str
    more: list[Row]
    near: list[int]
    columns: list[str]
    limits: str


def read_sizes(size: str, wanted: str) -> tuple[int, int] | str:
    """Return the two sizes that were typed, or one sentence about what is wrong with them.

    Both may stand in one field where an arrow or "to" parts them.

    >>> read_sizes("7", "14"), read_sizes("from 7 to 14", ""), read_sizes("", "14x14 → 28x28")
    ((7, 14), (7, 14), (14, 28))
    >>> read_sizes("14", "27x30")
    'To says 27×30, a height and a width: one side is asked for here, so type 27 or 30.'
    """
    typed = {"From": size[:LONGEST_TYPED], "To": wanted[:LONGEST_TYPED]}
    both = [found for text in typed.values() if (found := _BOTH.fullmatch(text))]
    if len(both) == 2:
        return "From and To say two sizes each: type one into each field."
    if both:
        typed = {"From": both[0]["size"], "To": both[0]["wanted"]}
    sides = []
    for name, text in typed.items():
        axes = read_axes(_UNIT.sub("", text))
        numbers = [ends[0] for ends in axes if len(ends) == 1]
        if not axes or not all(_is_side(numbers, axis) for axis in range(len(axes))):
            return (
                f"Type two whole numbers from 1 to {LARGEST_SIDE}: cells a side of the input "
                "and of the output."
            )
        height, width = int(numbers[0]), int(numbers[-1])
        if height != width:
            return (
                f"{name} says {height}×{width}, a height and a width: one side is asked for here, "
                f"so type {height} or {width}."
            )
        sides.append(height)
    return sides[0], sides[1]


_BOTH = re.compile(
    r"\s*(?:from\s)?\s*(?P<size>[^→>]+?)\s*(?:→|-+>|=>|to)\s*(?P<wanted>.+)", re.IGNORECASE
)
_UNIT = re.compile(r"\s*(cells|pixels|px)\s*$", re.IGNORECASE)


def _is_side(numbers: Sequence[float], axis: int) -> bool:
    return axis < len(numbers) and numbers[axis] in range(1, LARGEST_SIDE + 1)


def meet(size: str, wanted: str, framework: Framework) -> Meet:
    """Return the list of settings that make one typed size of another."""
    answer = Meet(
        size=size,
        wanted=wanted,
        framework=framework,
        complaint="",
        count="",
        best="",
        rows=[],
        others="",
        more=[],
        near=[],
        columns=[],
        limits=_limits(),
    )
    sizes = read_sizes(size, wanted)
    if isinstance(sizes, str):
        answer["complaint"] = sizes
        return answer
    first, second = sizes
    answer["size"], answer["wanted"] = f"{first}", f"{second}"
    found = meetings(first, second, framework, SEARCHED)
    sound = [one for one in found if one.sound]
    others = [one for one in found if not one.sound]
    shrinks = second < first
    name = FRAMEWORKS[framework].name
    if not sound:
        answer["near"] = list(nearest_sizes(first, second, framework, SEARCHED))
    if not found:
        answer["complaint"] = (
            f"Within the lab's limits no setting of {name} makes {second} of {first}."
        )
        return answer
    answer["count"] = _count(len(found), name, shrinks)
    answer["best"] = _best(len(sound), len(found))
    answer["rows"] = [_row(one) for one in sound[:MOST_ROWS]]
    answer["more"] = [_row(one) for one in others[:MOST_ROWS]]
    if others:
        more = "more " if sound else ""
        does = "that loses cells or leaves holes" if len(others) == 1 else _LOSSY
        answer["others"] = f"{len(others)} {more}{does}"
        if len(others) > MOST_ROWS:
            answer["others"] += f", the first {MOST_ROWS} of them"
    answer["columns"] = [
        "Setting",
        "Windows that read each input cell, along one side"
        if shrinks
        else "Products for each output cell, along one side",
        "Why it stands here",
        "Weights per kernel",
    ]
    return answer


def _limits() -> str:
    said = [f"{name.replace('_', ' ')} up to {high}" for name, (_, high) in SEARCHED]
    return "Within the lab's limits: " + ", ".join(said).replace("kernel size", "kernel") + "."


def _count(found: int, name: str, shrinks: bool) -> str:
    what = "convolution" if shrinks else "setting"
    return (
        f"{found} {what}{'' if found == 1 else 's'} of {name} {'does' if found == 1 else 'do'} it."
    )


def _best(sound: int, found: int) -> str:
    if sound == 0:
        return "None of them keeps every input cell and leaves no hole."
    if sound == found:
        said = "It loses" if found == 1 else f"All {found} lose"
        return f"{said} no input cell and {'leaves' if found == 1 else 'leave'} no hole"
    said = "This one loses" if sound == 1 else f"These {sound} lose"
    return f"{said} no input cell and {'leaves' if sound == 1 else 'leave'} no hole"


def _row(meeting: Meeting) -> Row:
    layer, axis = meeting.layer, meeting.axis
    lab = lab_setting(layer)
    return Row(
        key=f"{layer.kernel_size[0]},{axis.stride},{axis.dilation},{axis.before},{axis.after}",
        name=f"kernel {axis.kernel}, stride {axis.stride}",
        note=_note(layer),
        bars=bars(meeting),
        why=why(meeting),
        cut=_cut(axis, shrinks=layer.operation == "convolution"),
        weights=meeting.weights,
        code=call(layer),
        lab=urlencode(encode(lab)) if lab else "",
        back=_back(layer),
    )


def _note(layer: Layer) -> str:
    parts = []
    if isinstance(layer.padding, str):
        parts.append(_WORDS[layer.padding])
    elif any(layer.padding):
        parts.append(f"padding {layer.padding[0]}")
    if layer.output_padding is not None:
        parts.append(f"output padding {layer.output_padding[0]}")
    if layer.dilation != (1, 1):
        parts.append(f"dilation {layer.dilation[0]}")
    return ", ".join(parts) or "no padding"


def bars(meeting: Meeting) -> list[list[int | str]]:
    """Return the products of each cell along one side, what is cut and the gaps included."""
    axis = meeting.axis
    if meeting.layer.operation == "transposed":
        letters = axis.cuts()
    else:
        letters = "".join("c" if fine == OUTSIDE else "k" for fine in axis.frame())
    products = np.bincount(axis.places().ravel(), minlength=len(letters)).tolist()
    whole: list[list[int | str]] = [
        [count, letter] for count, letter in zip(products, letters, strict=True)
    ]
    if len(whole) <= LONGEST_BARS:
        return whole
    return [*whole[:_ENDS], [_GAP, "k"], *whole[-_ENDS:]]


def why(meeting: Meeting) -> str:
    """Say what the products are like, the worst first."""
    shrinks = meeting.layer.operation == "convolution"
    if meeting.lost:
        said = "is never read" if shrinks else "leaves no product"
        many = "are never read" if shrinks else "leave no product"
        return f"{_many(meeting.lost, 'input cell')} {said if meeting.lost == 1 else many}"
    if meeting.holes:
        verb = "gets" if meeting.holes == 1 else "get"
        return f"{_many(meeting.holes, 'output cell')} {verb} no product"
    phases = meeting.axis.taps_per_phase().tolist()
    if not meeting.even:
        in_turn = [_NUMBERS[count] for count in (sorted(phases) if len(phases) == 2 else phases)]
        turn = listed(in_turn).capitalize()
        if shrinks:
            return f"Read {turn.lower()} times in turn"
        return f"{turn} products in turn: a checkerboard"
    once = _NUMBERS[phases[0]]
    ends = _ends(meeting.fine_products, phases[0])
    if shrinks:
        often = {1: "once", 2: "twice"}.get(phases[0], f"{once} times")
        return f"Every cell is read {often}" + (f", fewer times {ends}" if ends else "")
    products = f"{once} product{'' if phases[0] == 1 else 's'}"
    return f"Every cell gets {products}" + (f", fewer {ends}" if ends else "")


def _ends(products: Indices, whole: int) -> str:
    """Say where cells have fewer products than away from the ends; "" where none has.

    With a dilation some of the cells near an end have them all, and one farther in has not.
    """
    fewer = products < whole
    if not fewer.any():
        return ""
    # From each end inwards: how many cells there are up to the last that has fewer.
    far = [int(np.flatnonzero(side)[-1]) + 1 if side.any() else 0 for side in _halves(fewer)]
    if all(side[:reach].all() for side, reach in zip(_halves(fewer), far, strict=True)):
        return "at the ends"
    return f"in some of the {max(far)} cells next to each end"


def _halves(cells: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    half = (len(cells) + 1) // 2
    return cells[:half], cells[::-1][:half]


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _cut(axis: Axis, *, shrinks: bool) -> str:
    before, after = axis.before, axis.after
    if before == after == 0:
        return "no ring of zeros" if shrinks else "nothing is cut"
    if shrinks:
        if before == after:
            return f"{_many(before, 'zero')} put at each end"
        return f"{before or 'no'} zeros put at the start, {after or 'none'} at the end"
    if after < 0:
        start = f"{before} cut at the start" if before else "nothing is cut"
        return f"{start}, {_many(-after, 'zero')} added at the end"
    if before == after:
        return f"{before} cut at each end"
    return f"{before or 'none'} cut at the start, {after or 'none'} at the end"


def lab_setting(layer: Layer) -> Setting | None:
    """Return the lab's setting of a layer, by PyTorch's rules where the lab cannot say its words.

    Returns:
        None where no setting of the lab has this geometry.
    """
    try:
        geometry = resolve(layer)
    except GeometryError:
        return None
    axes = geometry.height, geometry.width
    height, width = (max(axis.before, 0) for axis in axes)
    down, across = (max(axis.before - axis.after, 0) for axis in axes)
    as_number = replace(
        layer,
        framework="pytorch",
        padding=(height, width),
        output_padding=(down, across) if down or across else None,
    )
    for one in (layer, as_number):
        setting = _setting(one)
        try:
            if setting.within_limits() and resolve(setting.layer()) == geometry:
                setting.check()
                return setting
        except GeometryError:
            continue
    return None


def _setting(layer: Layer) -> Setting:
    shown: ReadingKey = "stamp" if layer.operation == "transposed" else "slide"
    blank = replace(default_setting(), image=Numbers(), kernel=Numbers(), readings=(shown,))
    return blank.with_layer(layer)


def _back(layer: Layer) -> list[str]:
    """Say which sizes shrink to the input, and how each of them is returned."""
    if layer.operation == "convolution":
        return _undone(layer)
    name = FRAMEWORKS[layer.framework].name
    coarse = layer.input_size[0]
    sizes = folded(layer)
    ways = ways_back(layer)
    if not sizes:
        return [f"No convolution with these numbers makes {coarse} of any size."]
    both = " both" if len(sizes) == 2 else " all" if len(sizes) > 2 else ""
    said = [f"The convolution with the same numbers shrinks {listed(sizes)}{both} to {coarse}."]
    needed = [way for way in ways if way.back == coarse]
    said.append(f"In {name} {listed([_returns(way) for way in needed])}." if needed else "")
    said += [
        f"{name} also takes output padding {way.output_padding}, since dilation "
        f"{layer.dilation[0]} is above stride {layer.stride[0]}; no size needs it: it makes "
        f"{way.size}, which the convolution turns into {way.back}."
        for way in ways
        if way.back not in (coarse, 0) and way.output_padding is not None
    ]
    return [sentence for sentence in said if sentence]


def _returns(way: WayBack) -> str:
    told = "no output padding"
    if way.output_padding is not None:
        told = f"output padding {way.output_padding}"
    return f"{told} returns {way.size}"


def _undone(layer: Layer) -> list[str]:
    back = replace(layer, operation="transposed", input_size=(resolve(layer).height.coarse,) * 2)
    try:
        return _back(back)
    except GeometryError:
        return ["No transposed convolution takes these numbers."]
