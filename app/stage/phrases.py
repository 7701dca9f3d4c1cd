"""Phrases of the lab's notes: words that light cells when they are pointed at.

    A ring makes 7×7:    [A ring](ring) makes 7×7

They are written as in a lesson, with numbers for places (``app.stage.targets`` finds the
cells); a note is typed beside its example, so its numbers are, too. What is sent is HTML, as
every text whose words are explained: ``phrases.js`` lets the marks be pointed at.
"""

import html
import json
import re
from dataclasses import dataclass

from app.shared.glossary import marked
from app.stage.targets import KINDS, MOST_CELLS, Cells, Places, TargetError, cells_of
from core.contributions import Trace

PHRASE = (
    r"\[(?P<phrase>(?:[^\[\]{}]|\{[^{}]*\})*)\]"
    r"\((?P<kind>[a-z]+)(?: (?P<places>(?:[^()]|\([^()]*\))*))?\)"
)
"""How a phrase is written; what its places may be, its reader says."""

_PHRASE = re.compile(PHRASE)


@dataclass(frozen=True)
class Phrase:
    """Words of a note and the cells that they name.

    Attributes:
        words: Without markup.
        target: The stage's kind of cell.
        cells: At least one.
    """

    words: str
    target: str
    cells: Cells


def phrases(note: str, trace: Trace) -> list[str | Phrase]:
    """Take a note apart.

    Args:
        note: Plain words and phrases.
        trace: The operation that the note speaks of.

    Raises:
        TargetError: a phrase names no cell.
    """
    parts: list[str | Phrase] = []
    at = 0
    for found in _PHRASE.finditer(note):
        parts.append(note[at : found.start()])
        parts.append(_phrase(found["phrase"], found["kind"], found["places"] or "", trace))
        at = found.end()
    return [part for part in (*parts, note[at:]) if part]


def _phrase(words: str, kind: str, places: str, trace: Trace) -> Phrase:
    if kind not in KINDS:
        raise TargetError(f"“{kind}” is no kind of cell; there are {', '.join(KINDS)}")
    target, cells = cells_of(kind, [_places(one) for one in places.split()], trace)
    if not cells:
        raise TargetError(f"“{words}” names no cell")
    return Phrase(words, target, cells)


def _places(text: str) -> Places:
    """Read the places of a cell.

    >>> _places("2,*")
    (2, None)
    """
    return tuple(None if part == "*" else int(part) for part in text.split(","))


def noted(note: str, trace: Trace) -> str:
    """Return a note as HTML: its phrases with their cells, the glossary's words explained."""
    met: set[str] = set()
    return "".join(
        marked(part, met)
        if isinstance(part, str)
        else lighting(part.words, part.target, part.cells)
        for part in phrases(note, trace)
    )


def lighting(words: str, target: str, cells: Cells) -> str:
    """Return words as HTML that light cells; words within are not explained on their own.

    Where they name more than a phrase may light, they are plain words.
    """
    if len(cells) > MOST_CELLS:
        return marked(words)
    listed = json.dumps(cells, separators=(",", ":"))
    text = html.escape(words, quote=False)
    return f'<span class="phrase" data-target="{target}" data-cells="{listed}">{text}</span>'
