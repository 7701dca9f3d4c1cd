"""A lesson's sentences: words, computed numbers, phrases that light cells, terms.

    [a grid {full} wide](frame *)   *each* side   `003`   {terms y[1,0]}

Braces and backticks are read first, then phrases, then emphasis. A digit may stand only
within the first two: what can be computed is never typed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.course.expressions import (
    Cell,
    LessonError,
    Node,
    read_sum,
    read_sums,
)
from app.shared.glossary import BY_FORM
from app.stage import targets
from app.stage.phrases import PHRASE

MOST_WORDS = 60
LONGEST_LINE = 700
"""Characters; longer ones cannot be read on a phone."""

NETWORK_KINDS = ("rung", "code", "area", "line", "pixel")
"""Phrases that light a part of a network's stage, by number."""
KINDS = (*targets.KINDS, *NETWORK_KINDS, "term")


@dataclass(frozen=True)
class Words:
    """Plain words, or emphasis."""

    text: str
    emphasis: bool = False


@dataclass(frozen=True)
class Typed:
    """Something quoted: a name in code, a number of a text."""

    text: str


@dataclass(frozen=True)
class Computed:
    """A number, or with ``terms`` a sum written out."""

    sum: Node
    terms: bool = False


@dataclass(frozen=True)
class Phrase:
    """Words that light cells; ``term`` explains a word instead."""

    runs: tuple["Run", ...]
    kind: str
    places: tuple[tuple[Node | None, ...], ...]
    """Per cell its places; None stands for all."""
    term: str = ""


Run = Words | Typed | Computed | Phrase
Text = tuple[Run, ...]

_PIECE = re.compile(
    rf"`(?P<typed>[^`]+)`|\{{(?P<sum>[^{{}}]*)\}}|{PHRASE}|\*(?P<strong>[^*`{{}}]+)\*"
)


def read_text(source: str) -> Text:
    """Read a sentence or several.

    Raises:
        LessonError: a digit is typed, a phrase lights nothing, there are too many words.
    """
    if len(source) > LONGEST_LINE:
        raise LessonError(f"a line has at most {LONGEST_LINE} characters, this one {len(source)}")
    count = words_in(source)
    if count > MOST_WORDS:
        raise LessonError(f"a text has at most {MOST_WORDS} words, this one has {count}")
    return tuple(_runs(source, phrases=True))


def words_in(source: str) -> int:
    """Count words; what is computed counts as one.

    >>> words_in("A ring of {k - 1} zeros")
    5
    """
    return len(re.sub(r"\{[^{}]*\}|`[^`]*`", "0", source).split())


def _runs(source: str, *, phrases: bool) -> Iterator[Run]:
    at = 0
    for piece in _PIECE.finditer(source):
        if piece["phrase"] is not None and not phrases:
            raise LessonError("a phrase cannot stand within a phrase")
        yield from _plain(source[at : piece.start()])
        at = piece.end()
        if piece["typed"]:
            yield Typed(piece["typed"])
        elif piece["sum"] is not None:
            yield _computed(piece["sum"])
        elif piece["phrase"] is not None:
            yield _phrase(piece["phrase"], piece["kind"], piece["places"] or "")
        else:
            _refuse_digits(piece["strong"])
            yield Words(piece["strong"], emphasis=True)
    yield from _plain(source[at:])


def _plain(words: str) -> Iterator[Words]:
    if not words:
        return
    _refuse_digits(words)
    for mark in "{}`":
        if mark in words:
            raise LessonError(f"a “{mark}” stands alone in “{words.strip()[:30]}”")
    if re.search(r"\]\s*\(|\[[^\]]*\]$", words):
        raise LessonError(f"“{words.strip()[:40]}” looks like a phrase, but is none")
    yield Words(words)


def _refuse_digits(words: str) -> None:
    found = re.search(r"\d|[²³¹⁰-⁹₀-₉]", words)
    if found:
        around = words[max(0, found.start() - 15) : found.end() + 10].strip()
        raise LessonError(
            f"the digit in “{around}” is typed: compute it in braces, or quote it in backticks"
        )


def _computed(inside: str) -> Computed:
    text = inside.strip()
    terms = text.startswith("terms ")
    node = read_sum(text.removeprefix("terms ") if terms else text)
    if terms and not (isinstance(node, Cell) and node.grid in ("y", "back")):
        raise LessonError("only y[ ] and back[ ] can be written out in terms")
    return Computed(node, terms)


def _phrase(words: str, kind: str, places: str) -> Phrase:
    if kind not in KINDS:
        raise LessonError(f"“{kind}” is no kind of phrase; there are {', '.join(KINDS)}")
    runs = tuple(_runs(words, phrases=False))
    if kind == "term":
        term = BY_FORM.get((places or words).strip())
        if term is None:
            raise LessonError(f"“{(places or words).strip()}” is no word of the glossary")
        return Phrase(runs, kind, (), term)
    return Phrase(runs, kind, tuple(read_places(part) for part in places.split()))


def read_places(text: str) -> tuple[Node | None, ...]:
    """Read the places of a cell: ``1,0``, ``2,*`` for a row, ``*`` for all.

    >>> read_places("2,*")
    (Number(value=2.0), None)
    """
    if "*" not in re.sub(r"[^,]\*[^,]", "", text):
        return read_sums(text)
    return tuple(None if part == "*" else read_sum(part) for part in text.split(","))
