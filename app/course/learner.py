"""What is the learner's own in a lesson: the drawings, and the pixel that was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.drawing.drawn import FIRST, Drawn
from app.drawing.several import SCENE
from core.autoencoders.architectures import PICTURE_SIDE


@dataclass(frozen=True)
class Learner:
    """Drawings of a learner.

    Attributes:
        digit: The one that all pages share.
        several: The canvas with several digits.
        pixel: Row and column of the last lesson's pixel; None for the lesson's own.
    """

    digit: Drawn = FIRST
    several: Drawn = SCENE
    pixel: tuple[int, int] | None = None


def read_pixel(sent: object) -> tuple[int, int] | None:
    """Return the pixel that a browser reported; None for anything else."""
    if not isinstance(sent, Mapping):
        return None
    row, column = sent.get("row"), sent.get("column")
    if type(row) is not int or type(column) is not int:
        return None
    inside = 0 <= row < PICTURE_SIDE and 0 <= column < PICTURE_SIDE
    return (row, column) if inside else None
