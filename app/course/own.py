"""Anybody's lesson: read, refused with one sentence, and as a link.

The text travels with the page's own message and in ``?own=``: there is no server that keeps it.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from app.course.expressions import LessonError
from app.course.lesson import LONGEST, Lesson
from app.course.library import load
from app.shared.packing import packed, unpacked

KEY = "own"
"""What such a lesson is called in wishes; none of the app's lessons is called so."""
LONGEST_PACKED = 12_000
"""Characters of a packed text: a longer one is none of ours."""
_LETTER = 4
"""Bytes of the longest character."""


@dataclass(frozen=True)
class Own:
    """A text, and the lesson that it is or what is wrong with it.

    Attributes:
        text: As it was typed, or what came of it.
        lesson: None where the text cannot be played.
        complaint: One sentence for that; nothing otherwise.
        line: Where it is wrong, from 1; 0 where the whole text is meant.
    """

    text: str
    lesson: Lesson | None = None
    complaint: str = ""
    line: int = 0


@lru_cache(maxsize=64)
def read_own(text: str) -> Own:
    """Read a text of anybody's."""
    try:
        return Own(text, load(text, KEY))
    except LessonError as refused:
        return Own(text, complaint=f"{refused}.", line=refused.line)


def typed(text: str) -> str:
    """Return a text as it came from a page: one letter more than is read, so that this is told."""
    # Half a character, as browsers may send one, could not be sent back.
    return text[: LONGEST + 1].encode("utf-8", "replace").decode()


def from_link(parameter: str) -> str | None:
    """Return the text in a link; None where it is cut off, damaged or too long."""
    if len(parameter) > LONGEST_PACKED:
        return None
    return unpacked(parameter, _LETTER * LONGEST + 1)


def to_link(text: str) -> str:
    """Return the parameter of the link to a text."""
    return packed(text)


@cache
def start() -> str:
    """Return the lesson that a writer starts from; it has one of every form."""
    return (files("app.course") / "start.lesson").read_text("utf-8")
