"""A ladder built by hand: its text changed layer by layer, so that the text stays the one form.

Each change is tried in the ways in which people write layers (a list, a statement, a call of
``add``), and the text is read again: a change counts where exactly the layers are there that
should be and nothing is understood less well than before. What is written in no such way, a
layer inside another's call, is left alone and said.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.ladders.rungs import Shape
from core.ladders.source import LONGEST_TEXT, MOST_CALLS, Call, Source, read
from core.ladders.vocabulary import Library


class EditError(ValueError):
    """A change that cannot be carried out, in one sentence without its full stop."""


@dataclass(frozen=True)
class Kind:
    """A layer that can be added.

    Attributes:
        name: As it is called.
        line: What is written; {c} are the maps that come, {v} all values.
    """

    name: str
    line: str


KINDS: dict[Library, tuple[Kind, ...]] = {
    "pytorch": (
        Kind("Conv2d", "nn.Conv2d({c}, {c}, 3, padding=1)"),
        Kind("ConvTranspose2d", "nn.ConvTranspose2d({c}, {c}, 4, stride=2, padding=1)"),
        Kind("MaxPool2d", "nn.MaxPool2d(2)"),
        Kind("Upsample", "nn.Upsample(scale_factor=2)"),
        Kind("PixelShuffle", "nn.PixelShuffle(2)"),
        Kind("ReLU", "nn.ReLU()"),
        Kind("Flatten", "nn.Flatten()"),
        Kind("Linear", "nn.Linear({v}, {v})"),
        Kind("Unflatten", "nn.Unflatten(1, ({v}, 1, 1))"),
    ),
    "keras": (
        Kind("Conv2D", 'layers.Conv2D({c}, 3, padding="same")'),
        Kind("Conv2DTranspose", 'layers.Conv2DTranspose({c}, 4, strides=2, padding="same")'),
        Kind("MaxPooling2D", "layers.MaxPooling2D(2)"),
        Kind("UpSampling2D", "layers.UpSampling2D(2)"),
        Kind("ReLU", "layers.ReLU()"),
        Kind("Flatten", "layers.Flatten()"),
        Kind("Dense", "layers.Dense({v})"),
        Kind("Reshape", "layers.Reshape((1, 1, {v}))"),
    ),
}
"""In the order in which they are offered."""

_WRITTEN = re.compile(r"-?\d{1,6}|\(\s*-?\d{1,6}\s*,\s*-?\d{1,6}\s*\)|None|True|False")
_WORD = re.compile(r"""(["']?)(same|valid)\1""", re.IGNORECASE)


def library_of(source: Source) -> Library:
    """Return whose layers a text is written in; PyTorch's where nothing says."""
    found = [call.library for call in source.calls if call.library is not None]
    return max(set(found), key=found.count) if found else "pytorch"


def line_of(library: Library, name: str, arriving: Shape) -> str:
    """Return the line of a new layer.

    Args:
        library: Whose.
        name: Of a ``Kind``.
        arriving: What comes to it.

    Raises:
        EditError: there is no such kind.
    """
    for kind in KINDS[library]:
        if kind.name == name:
            return kind.line.replace("{c}", f"{arriving.channels}").replace(
                "{v}", f"{arriving.values}"
            )
    raise EditError(f"{name[:30]} cannot be added here")


def added(source: Source, after: int, line: str) -> str:
    """Return the text with a line after a layer, or as its first where there is none.

    Args:
        source: As it was read.
        after: Number of the layer; not read where there is none.
        line: A layer.
    """
    name = read(line).calls[0].name
    if len(source.calls) >= MOST_CALLS:
        raise EditError(f"{MOST_CALLS} layers are the most")
    if not source.calls:
        names = [name]
        return _checked(source, _first(source.text, line), names)
    call = _call(source, after)
    names = [one.name for one in source.calls]
    return _checked(
        source, _after(source.text, call, line), [*names[: after + 1], name, *names[after + 1 :]]
    )


def removed(source: Source, at: int) -> str:
    """Return the text without a layer."""
    call = _call(source, at)
    names = [one.name for one in source.calls]
    return _checked(source, _without(source.text, call), names[:at] + names[at + 1 :])


def moved(source: Source, at: int, by: int) -> str:
    """Return the text with a layer and its neighbour changed over.

    Args:
        source: As it was read.
        at: Number of the layer.
        by: 1 for the one after it, -1 for the one before.
    """
    first, second = sorted((at, at + by))
    if by not in (1, -1) or first < 0 or second >= len(source.calls):
        raise EditError("There is no layer to change places with")
    one, other = source.calls[first], source.calls[second]
    if one.end >= other.start:
        raise EditError(f"{one.name} and {other.name} stand inside each other: change them as text")
    text = source.text
    changed = (
        text[: one.start]
        + text[other.start : other.end + 1]
        + text[one.end + 1 : other.start]
        + text[one.start : one.end + 1]
        + text[other.end + 1 :]
    )
    names = [call.name for call in source.calls]
    names[first], names[second] = names[second], names[first]
    return _checked(source, iter([changed]), names)


def replaced(source: Source, at: int, line: str) -> str:
    """Return the text with another layer in a layer's place."""
    call = _call(source, at)
    names = [one.name for one in source.calls]
    names[at] = read(line).calls[0].name
    changed = source.text[: call.start] + line + source.text[call.end + 1 :]
    return _checked(source, iter([changed]), names)


def argued(source: Source, at: int, name: str, value: str) -> str:
    """Return the text with one argument of a layer written anew.

    Args:
        source: As it was read.
        at: Number of the layer.
        name: Of the argument.
        value: As it is typed: a whole number, a pair of them, a word; "" takes the argument away.
    """
    call = _call(source, at)
    names = [one.name for one in source.calls]
    value = value.strip()
    if not value:
        return _checked(source, _unsaid(source.text, call, name), names)
    written = _as_written(value)
    text, old = source.text, call.arguments.get(name)
    if old is not None:
        return _checked(source, iter([text[: old.span[0]] + written + text[old.span[1] :]]), names)
    before = text[: call.end].rstrip()
    comma = "" if before.endswith("(") else " " if before.endswith(",") else ", "
    changed = text[: call.end] + f"{comma}{name}={written}" + text[call.end :]
    return _checked(source, iter([changed]), names)


def _as_written(value: str) -> str:
    if _WRITTEN.fullmatch(value):
        return value
    word = _WORD.fullmatch(value)
    if word:
        return f'"{word[2].lower()}"'
    raise EditError(f"“{value[:20]}” is no whole number, no pair (3, 5) and no word that is known")


def _call(source: Source, at: int) -> Call:
    if not 0 <= at < len(source.calls):
        raise EditError("There is no such layer")
    return source.calls[at]


# The ways in which layers are written


def _line_around(text: str, start: int, stop: int) -> tuple[int, int]:
    """Return where the lines of a part of a text begin and end."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", stop)
    return first, len(text) if last < 0 else last


def _first(text: str, line: str) -> Iterator[str]:
    """Yield texts with a first layer: inside an empty list, else below what is there."""
    for bracket in re.finditer(r"Sequential\(\s*\[?", text):
        stop = bracket.end()
        yield f"{text[:stop].rstrip()}\n    {line},\n{text[stop:].lstrip()}"
    head = text.rstrip("\n")
    yield f"{head}\n{line}\n" if head.strip() else f"{line}\n"


def _after(text: str, call: Call, line: str) -> Iterator[str]:
    stop = call.end + 1
    first, last = _line_around(text, call.start, stop)
    indent = text[first : call.start]
    lead = indent[: len(indent) - len(indent.lstrip())]
    comma = re.match(r"[ \t]*,", text[stop:])
    alone = not indent.strip()
    if comma and alone:
        at = stop + comma.end()
        yield f"{text[:at]}\n{lead}{line},{text[at:]}"
    if comma:
        at = stop + comma.end()
        yield f"{text[:at]} {line},{text[at:]}"
    adds = re.match(r"\s*([\w.]+\.add)\(\s*$", indent)
    if adds:
        yield f"{text[:last]}\n{lead}{adds[1]}({line}){text[last:]}"
    if alone:
        yield f"{text[:stop]},\n{lead}{line}{text[stop:]}"
    yield f"{text[:last]}\n{lead}{line}{text[last:]}"
    yield f"{text[:stop]}, {line}{text[stop:]}"


def _without(text: str, call: Call) -> Iterator[str]:
    stop = call.end + 1
    first, last = _line_around(text, call.start, stop)
    yield text[:first] + text[last + 1 :]
    comma = re.match(r"[ \t]*,[ \t]*", text[stop:])
    yield text[: call.start] + text[stop + (comma.end() if comma else 0) :]
    # The last of several: the comma before it goes.
    yield re.sub(r",\s*$", "", text[: call.start]) + text[stop:]


def _unsaid(text: str, call: Call, name: str) -> Iterator[str]:
    old = call.arguments.get(name)
    if old is None:
        yield text
        return
    written = re.search(rf",?\s*{re.escape(name)}\s*=\s*$", text[call.start : old.span[0]])
    if written is None:
        raise EditError(f"{call.name} needs {name}")
    yield text[: call.start + written.start()] + text[old.span[1] :]
    # It was the first: the comma after it goes, too.
    rest = re.sub(r"^\s*,\s*", "", text[old.span[1] :])
    yield text[: call.start + written.start()] + rest


def _checked(source: Source, tries: Iterator[str], names: Sequence[str]) -> str:
    """Return the first text that reads as it should."""
    wrong = len(source.complaints)
    for text in tries:
        if len(text) > LONGEST_TEXT:
            raise EditError(f"{LONGEST_TEXT:,} characters are the most")
        again = read(text)
        if [call.name for call in again.calls] == list(names) and len(again.complaints) <= wrong:
            return text
    raise EditError("This text is written in a way that only you can change: edit it as text")
