"""What is on a canvas: strokes and a pen, checked from the moment they arrive."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TypedDict, TypeGuard

import numpy as np

from core.autoencoders.digits import PEN, ready_made
from core.autoencoders.drawing import MOST_POINTS, Drawing, DrawingError, NothingDrawnError, read

Strokes = tuple[tuple[float, ...], ...]
"""Per stroke x, y, x, y, ... in parts of the canvas' side."""

_MOST_CHANGES = 2**40
"""More than anybody makes, and JavaScript still counts one on."""

_UNREADABLE = "The canvas sent something that is no drawing: the last one stays."


class Sent(TypedDict):
    """A drawing as the component and Python exchange it."""

    strokes: list[list[float]]
    pen: float
    number: int


@dataclass(frozen=True)
class Drawn:
    """What is on a canvas; it may be nothing yet.

    Attributes:
        strokes: As the pen made them.
        pen: Width of the pen, a part of the canvas' side.
        number: Which of the canvas' drawings this is; each change counts one on. Below 0 it is
            not here yet: the browser may hold one, and has not said so.
    """

    strokes: Strokes
    pen: float
    number: int

    def sent(self) -> Sent:
        """Return the drawing as the component wants it."""
        return Sent(strokes=[list(s) for s in self.strokes], pen=self.pen, number=self.number)

    def drawing(self) -> Drawing:
        """Return the drawing as ``core`` reads it.

        Raises:
            DrawingError: it is not here yet.
            NothingDrawnError: there is nothing to see.
        """
        if self.number < 0:
            raise DrawingError("Your drawing is on its way from the browser.")
        return read(self.strokes, self.pen)


AWAITED = Drawn((), PEN, -1)
"""In place of a drawing that the browser may hold."""


def flat(drawing: Drawing) -> Strokes:
    """Return the strokes as the canvas sends them, in thousandths."""
    return tuple(tuple(np.round(stroke.ravel(), 3).tolist()) for stroke in drawing.strokes)


def digit(name: int, number: int = 0) -> Drawn:
    """Return a ready-made digit, 0 to 9."""
    return Drawn(flat(ready_made(name)), PEN, number)


FIRST = digit(3)
"""What is on a canvas until somebody draws."""


def arrived(sent: object) -> Drawn:
    """Check what a canvas sent.

    Args:
        sent: Anything; a drawing if it is of the form of ``Sent``.

    Raises:
        DrawingError: it is no drawing; the message says what is wrong with it.
    """
    if not isinstance(sent, Mapping):
        raise DrawingError(_UNREADABLE)
    strokes, number = sent.get("strokes"), sent.get("number")
    if type(number) is not int or not 0 <= number < _MOST_CHANGES or not _are_strokes(strokes):
        raise DrawingError(_UNREADABLE)
    # An empty canvas and a dot are drawings, too: whoever needs more will say so.
    with suppress(NothingDrawnError):
        read(strokes, sent.get("pen"))
    plain = tuple(tuple(float(part) for part in stroke) for stroke in strokes)
    return Drawn(plain, float(sent["pen"]), number)


def _are_strokes(sent: object) -> TypeGuard[list[list[float]]]:
    """Tell whether these are lists of numbers, and not more than a drawing may have."""
    if not isinstance(sent, list) or not all(isinstance(stroke, list) for stroke in sent):
        return False
    # Counted before anything else is done with them.
    if len(sent) > MOST_POINTS or sum(len(stroke) for stroke in sent) > 2 * MOST_POINTS:
        raise DrawingError(
            f"The drawing has more than {MOST_POINTS:,} points: clear the canvas, draw again."
        )
    return all(type(part) in (int, float) for stroke in sent for part in stroke)
