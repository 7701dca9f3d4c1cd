"""A decoder's ladder: what a pasted text is made of, where it misses, and what mends it."""

from dataclasses import replace
from itertools import pairwise
from typing import TypedDict
from urllib.parse import urlencode

from app.setting.link import encode
from app.setting.numbers import read_pair
from app.setting.setting import LIMITS, Numbers
from app.sizes.meet import lab_setting
from app.sizes.presets import PRESETS
from core.frameworks import padding_layer
from core.ladders.ladder import Ladder, Level, Station, ladder, start_of
from core.ladders.mends import Edit, Mend, mends
from core.ladders.rungs import Rung, Shape, with_padding_layer
from core.ladders.source import Complaint, Source, read
from core.layer import Layer, Pair
from core.sizes import folded
from core.wording import listed

LARGEST_SIDE = 2048
LONGEST_SIZE = 20
_SHOWN_SIDE = 16
"""Cells a side that the lab opens with where a layer's input is larger than the lab's."""


class Step(TypedDict):
    """One layer beside an arrow."""

    words: str
    about: str
    line: int
    lab: str
    why: str
    """Why the lab cannot show it; "" where it can, or where nothing is to be shown."""


class Stop(TypedDict):
    """One size."""

    label: str
    maps: str
    reach: str
    box: list[float]
    """Height and width as parts of the largest; nothing for a row of values."""
    missing: list[float]
    """The same of the size that it should have; nothing where it has it, or none is known."""
    steps: list[Step]
    """The layers that lead to it."""


class Row(TypedDict):
    """What stands side by side."""

    encoder: Stop | None
    decoder: Stop | None
    level: str
    """Where the two miss each other, in words; "=" where they meet, "" where nothing is known."""


class Edited(TypedDict):
    """One line of a mend."""

    line: int
    before: str
    written: str
    after: str


class Remedy(TypedDict):
    """One mend."""

    title: str
    said: str
    lines: list[Edited]
    text: str
    short: str


class Climb(TypedDict):
    """What the ladder says."""

    source: str
    preset: str
    presets: list[tuple[str, str]]
    given: str
    taken: str
    goal: str
    aim: str
    read: str
    complaints: list[list[int | str]]
    missing: list[int]
    quiet: list[int]
    title: str
    parameters: str
    rows: list[Row]
    code: Stop | None
    remedies: list[Remedy]


def climb(source: str, preset: str, given: str, goal: str) -> Climb:
    """Read a text and climb its ladder.

    Args:
        source: What was pasted; "" for the preset's own text.
        preset: A key of ``PRESETS``.
        given: The size of the input as typed; "" for what the text says.
        goal: The size that should come out, as typed; "" for that of the input.
    """
    found = read(source or PRESETS[preset].text)
    complaints = list(found.complaints)
    sizes: list[Pair | None] = []
    for words, typed in (("Input", given), ("Output", goal)):
        size = read_size(typed)
        if isinstance(size, str):
            complaints.append(Complaint(0, f"{words}: {size}"))
            size = None
        sizes.append(size)
    start, guessed = start_of(found.calls, sizes[0])
    made = ladder(found.calls, start, sizes[1])
    complaints += made.complaints
    answer = Climb(
        source=found.text,
        preset=preset if not source else "",
        presets=[(one.key, one.name) for one in PRESETS.values()],
        given=given,
        taken=_side(start),
        goal=goal,
        aim=_side(start) if made.code > 0 and len(made.stations) > made.code + 1 else "",
        read=_read(found, made),
        complaints=[[one.line, one.text] for one in complaints],
        missing=_missing(made),
        quiet=_quiet(made),
        title="",
        parameters="",
        rows=[],
        code=None,
        remedies=[],
    )
    if not made.rungs:
        return answer
    answer["title"] = _title(found, made)
    assumed = f" Nothing says the input's size: {_side(start)} is taken." if guessed else ""
    where = "in all" if made.whole else "up to there"
    answer["parameters"] = f"{made.parameters:,} parameters {where}.{assumed}{_uneven(made)}"
    answer["rows"], answer["code"] = _rows(made)
    answer["remedies"] = [
        _remedy(one, made, found, first=i == 0)
        for i, one in enumerate(mends(found, start, sizes[1]))
    ]
    return answer


def _title(found: Source, made: Ladder) -> str:
    """Return the headline: what comes out, or where the network stops or does not fit."""
    goes, comes = (
        ("go", "come") if shape.size is None and shape.channels > 1 else ("goes", "comes")
        for shape in (made.start, made.end)
    )
    enters = f"{_side(made.start)} {goes[0]} in"
    if made.misfit is not None:
        return f"{enters}; it does not run: line {made.misfit.call.line} does not fit"
    if not made.whole:
        return f"{enters}; it stops at line {found.calls[len(made.rungs)].line}"
    # A line that was not understood may change everything after it.
    of = " of the layers that are read" if any(one.line for one in found.complaints) else ""
    return f"{enters}, {_side(made.end)} {comes[1]} out{of}"


def _uneven(made: Ladder) -> str:
    """Say which layers leave a checkerboard; "" where none does."""
    lines = sorted({one.call.line for one in made.rungs if one.even is False})
    if not lines:
        return ""
    noun, verb = ("Lines", "are") if len(lines) > 1 else ("Line", "is")
    return (
        f" {noun} {listed(lines)} {verb} uneven: neighbouring output cells get different numbers "
        "of products, a checkerboard."
    )


def read_size(text: str) -> Pair | str | None:
    """Return a typed size, None for nothing typed, or what is wrong with it.

    >>> read_size("28"), read_size("28x32"), read_size(" ")
    ((28, 28), (28, 32), None)
    """
    if not text.strip():
        return None
    size = read_pair(text[:LONGEST_SIZE])
    if size is None:
        return "type one whole number, or height×width."
    if not all(1 <= side <= LARGEST_SIDE for side in size):
        return f"sizes go from 1 to {LARGEST_SIDE:,}."
    return size


def _read(found: Source, made: Ladder) -> str:
    if not found.calls:
        return "No layer is found in this text."
    lines = len(found.text.rstrip("\n").split("\n"))
    quiet = _quiet(made)
    said = f"{lines} line{'s' if lines > 1 else ''} read."
    if quiet:
        verb = "changes" if len(quiet) == 1 else "change"
        said += f" Line{'s' if len(quiet) > 1 else ''} {listed(quiet)} {verb} no size."
    return said


def _quiet(made: Ladder) -> list[int]:
    """Return the lines all of whose layers leave sizes as they are and have no parameters."""
    lines = {one.call.line for one in made.rungs}
    return sorted(lines - {one.call.line for one in made.rungs if not _is_quiet(one)})


def _is_quiet(one: Rung) -> bool:
    return one.before == one.after and one.parameters == 0


def _side(shape: Shape) -> str:
    if shape.size is None:
        return f"{shape.channels:,} value{'s' if shape.channels > 1 else ''}"
    height, width = shape.size
    return f"{height}" if height == width else f"{height}×{width}"


def _missing(made: Ladder) -> list[int]:
    """Return the lines whose layers make a size that does not meet."""
    lines = []
    for level in made.misses:
        for i in made.stations[level.decoder].rungs:
            if made.rungs[i].before.size != made.rungs[i].after.size:
                lines.append(made.rungs[i].call.line)
    return lines


# The picture


def _rows(made: Ladder) -> tuple[list[Row], Stop]:
    """Return the rows from the top, and the code below them.

    Stations that belong to one level stand side by side; those between are lined up from
    below.
    """
    down, up = made.code, len(made.stations) - 1 - made.code
    anchors = [(0, 0)]
    for level in made.levels:
        far = down if level.encoder is None else made.code - level.encoder
        anchors.append((far, level.decoder - made.code))
    anchors.append((down, up))
    rows: list[Row] = []
    for (left, right), (more_left, more_right) in pairwise(anchors):
        count = max(more_left - left, more_right - right)
        for i in range(1, count + 1):
            # The last of each part is the level: both stand there, whoever has fewer below it.
            encoder = _counted(left, more_left, i, count)
            decoder = _counted(right, more_right, i, count)
            rows.append(_row(made, encoder, decoder))
    return rows[::-1], _stop(made, made.code)


def _counted(start: int, stop: int, i: int, count: int) -> int | None:
    """Return the station of step i of count, None where this side has none there."""
    here = i - (count - (stop - start))
    return start + here if here > 0 else None


def _row(made: Ladder, encoder: int | None, decoder: int | None) -> Row:
    level = next((one for one in made.levels if _stands(made, one, decoder)), None)
    left = None if encoder is None else _stop(made, made.code - encoder)
    right = None
    if decoder is not None:
        right = _stop(made, made.code + decoder, level)
    return Row(encoder=left, decoder=right, level="" if level is None else _level(level))


def _stands(made: Ladder, level: Level, decoder: int | None) -> bool:
    return decoder is not None and level.decoder == made.code + decoder


def _level(level: Level) -> str:
    if level.meets:
        return "="
    wanted, came = level.wanted.size, level.made.size
    said = f"{_side(level.made)} ≠ {_side(level.wanted)}"
    if wanted is None or came is None or wanted[0] != wanted[1] or came[0] != came[1]:
        return said
    short = wanted[0] - came[0]
    return f"{said}, {abs(short)} {'short' if short > 0 else 'too many'}"


def _stop(made: Ladder, at: int, level: Level | None = None) -> Stop:
    station = made.stations[at]
    sides = [side for one in made.stations if one.shape.size for side in one.shape.size]
    wanted = [] if level is None or level.wanted.size is None else list(level.wanted.size)
    largest = max([*sides, *wanted, 1])
    missing = wanted if level is not None and not level.meets else []
    # Of the encoder the layers that lead down to it, of the decoder those that lead up.
    return Stop(
        label=_side(station.shape),
        maps=_maps(_maps_of(made, at), is_code=at == made.code),
        reach=_reach(made, station, at),
        box=[side / largest for side in station.shape.size or ()],
        missing=[side / largest for side in missing],
        steps=[_step(made, i) for i in station.rungs if not _is_quiet(made.rungs[i])],
    )


def _maps_of(made: Ladder, at: int) -> Shape:
    """Return what arrives at a station; at the code and at the end, what is made of it there."""
    station = made.stations[at]
    ends = at == len(made.stations) - 1 or 0 < at == made.code
    return station.leaves if ends else station.shape


def _maps(shape: Shape, *, is_code: bool) -> str:
    if shape.size is None:
        return "code" if is_code else ""
    maps = f"{shape.channels:,} map{'s' if shape.channels > 1 else ''}"
    return f"code, {maps}" if is_code else maps


def _reach(made: Ladder, station: Station, at: int) -> str:
    if station.reach is None or station.reach == (1, 1):
        return ""
    height, width = station.reach
    if at <= made.code and made.code > 0:
        return f"a cell sees {height}×{width}"
    return f"a cell paints {height}×{width}"


def _step(made: Ladder, at: int) -> Step:
    one = made.rungs[at]
    channels = f" {one.before.channels:,}→{one.after.channels:,}" if _recounts(one) else ""
    parts = [f"line {one.call.line}"]
    if one.parameters:
        parts.append(f"{one.parameters:,} parameters")
    if one.even is not None:
        parts.append("even" if one.even else "uneven")
    layer = with_padding_layer(made.rungs, at)
    lab, why = _lab(layer, one.call.line) if layer is not None else ("", "")
    if layer is not None and padding_layer(layer) and lab:
        parts[0] += f" with {padding_layer(layer)}"
    return Step(
        words=f"{one.call.name}{channels}",
        about=", ".join(parts),
        line=one.call.line,
        lab=lab,
        why=why,
    )


def _recounts(one: Rung) -> bool:
    return one.before.size is not None and one.after.size is not None and bool(one.layer)


def _lab(layer: Layer, line: int) -> tuple[str, str]:
    """Return the lab's link to a layer, with numbers of its own, or why there is none."""
    if max(layer.kernel_size) > LIMITS["kernel_size"][1]:
        return "", f"the lab's kernels go to {LIMITS['kernel_size'][1]}"
    sides = layer.input_size
    if max(sides) > LIMITS["input_size"][1]:
        # The wiring is the same everywhere: a part of it shows all there is.
        sides = (min(sides[0], _SHOWN_SIDE), min(sides[1], _SHOWN_SIDE))
    setting = lab_setting(replace(layer, input_size=sides))
    if setting is None:
        return "", "beyond the lab's controls"
    return urlencode(encode(replace(setting, image=Numbers("random", line)))), ""


# Mends


_TIMES = {1: "", 2: ", twice", 3: ", three times"}


def _remedy(mend: Mend, made: Ladder, found: Source, *, first: bool) -> Remedy:
    arguments = {edit.argument for edit in mend.edits}
    count = len(mend.edits)
    times = _TIMES.get(count, f", {count} times") if len(arguments) == 1 else f", {count} of them"
    met = "The level meets" if len(made.levels) == 1 else "All levels meet"
    if len(made.levels) == 2:
        met = "Both levels meet"
    cost = "no parameter is added"
    if mend.parameters:
        cost = f"{abs(mend.parameters):,} parameters {'more' if mend.parameters > 0 else 'fewer'}"
    even = ", and every overlap is even" if mend.even and not first else ""
    changes = listed(sorted({f"{edit.argument}={edit.written}" for edit in mend.edits}))
    lines = "line" if count == 1 else "lines"
    return Remedy(
        title=f"The smallest mend: one argument{times}" if first else f"Or {changes}",
        said=f"{_reason(mend, made)}{met}{even}; {cost}.",
        lines=[_edited(found.text, edit) for edit in mend.edits],
        text=mend.text,
        short=f"Mend {lines} {listed([edit.line for edit in mend.edits])}",
    )


def _reason(mend: Mend, made: Ladder) -> str:
    edit = mend.edits[0]
    if edit.argument != "output_padding":
        return ""
    layer = next(
        (one.layer for one in made.rungs if one.call.line == edit.line and one.layer is not None),
        None,
    )
    if layer is None or layer.operation == "convolution":
        return ""
    sizes = folded(layer)
    if len(sizes) < 2:
        return ""
    every = "both" if len(sizes) == 2 else "all"
    return (
        f"{listed(sizes)} {every} shrink to {layer.input_size[0]}: output_padding says which "
        "one returns. "
    )


def _edited(text: str, edit: Edit) -> Edited:
    """Return a line with its change marked, what is long before it left out."""
    start = text.rfind("\n", 0, edit.start) + 1
    stop = text.find("\n", edit.stop)
    line = text[edit.stop : stop if stop >= 0 else len(text)]
    before = text[start : edit.start].lstrip()
    added = edit.start == edit.stop
    written = edit.text.lstrip(", ") if added else f"{edit.text}"
    return Edited(
        line=edit.line,
        before=before + (", " if added and not before.rstrip().endswith(",") else ""),
        written=written,
        after=line.rstrip(),
    )
