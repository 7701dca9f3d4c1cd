"""From pen strokes to the kind of picture MNIST has.

A model that saw only MNIST expects what MNIST's makers did to every digit (LeCun, Cortes,
Burges): the digit scaled, shape kept, into a box of 20×20 pixels, then moved so that its
centre of mass is pixel 14 of the 28×28. We have the strokes, so instead of resampling pixels
the pen is drawn again at the width that MNIST's pens have: thick and thin pens, small and
large digits all become the same picture. ``typical`` has MNIST's figures.

Lengths on the canvas are parts of its side: (0, 0) is its top left, (1, 1) its bottom right.
Numpy only: preparing needs no model.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.autoencoders.architectures import PICTURE_SIDE, SCENE_SIDE

BOX_SIDE = 20
"""Rows and columns of the box that MNIST's digits were scaled into, in pixels."""

MNIST_CENTRE = 14.5
"""Where MNIST's centre of mass lies along both axes: the centre of pixel 14, which spans 14..15.

The pixels are counted from 0 to 27, so that pixel is half a pixel right of and below the
picture's own centre.
"""

_INK_SIDE = 19.2
"""Side of the box that the redrawn ink fills: its antialiased edge then ends with pixel 20."""

MNIST_PEN = 2.4
"""Width of the redrawn pen, in pixels of 28: ink and width come near MNIST's (``typical``)."""

MOST_POINTS = 20_000
_SMALLEST_EXTENT = 0.02
_MOST_INK = 0.85
_COVERED = "The canvas is covered with ink: clear it and draw lines."
_SEGMENTS_AT_ONCE = 512

Points = NDArray[np.float64]
Picture = NDArray[np.float32]


class DrawingError(Exception):
    """The drawing cannot be used; the message says why and what to do."""


class NothingDrawnError(DrawingError):
    """An empty canvas, or a dot: no fault, but nothing that a model could rebuild either."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """What a pen did on the square canvas.

    Attributes:
        strokes: Per stroke (n, 2) float64, n >= 1: x to the right and y down, in 0..1.
        pen: Width of the pen, a part of the canvas' side.

    Raises:
        DrawingError: nothing drawn, a single dot, or something that is no stroke.
    """

    strokes: tuple[Points, ...]
    pen: float

    def __post_init__(self) -> None:
        if not 0 < self.pen <= 1:
            raise DrawingError("The pen's width must lie between 0 and the canvas' side.")
        if not self.strokes:
            raise NothingDrawnError(
                "The canvas is empty: draw a digit, or choose a ready-made one."
            )
        for stroke in self.strokes:
            if stroke.ndim != 2 or stroke.shape[1] != 2 or not len(stroke):
                raise DrawingError("A stroke is no list of points: clear the canvas, draw again.")
        points = np.concatenate(self.strokes)
        if len(points) > MOST_POINTS:
            raise DrawingError(
                f"The drawing has more than {MOST_POINTS:,} points: clear the canvas, draw again."
            )
        if not np.all(np.isfinite(points)):
            raise DrawingError("A stroke holds no numbers: clear the canvas, draw again.")
        if not np.all((points >= 0) & (points <= 1)):
            raise DrawingError("A stroke leaves the canvas: clear the canvas, draw again.")
        if np.ptp(points, axis=0).max() < _SMALLEST_EXTENT:
            raise NothingDrawnError("That is only a dot: draw a digit, or choose a ready-made one.")


@dataclass(frozen=True, eq=False)
class Stages:
    """The drawing on its way to the model; each (28, 28) float32, 0 is paper and 1 is ink.

    Attributes:
        as_drawn: The whole canvas, scaled down, with the pen that was used.
        fitted: Drawn again with MNIST's pen, filling the box of 20×20 in the middle.
        centred: The same, moved so that the centre of mass is where MNIST's is.
    """

    as_drawn: Picture
    fitted: Picture
    centred: Picture


def read(strokes: Any, pen: Any) -> Drawing:
    """Turn what a browser sent into a drawing.

    Args:
        strokes: Per stroke a flat list of coordinates: x, y, x, y, ...
        pen: A number.

    Raises:
        DrawingError: see ``Drawing``; also for anything that is not of this form.
    """
    try:
        points = tuple(np.array(stroke, np.float64).reshape(-1, 2) for stroke in strokes)
        width = float(pen)
    except (TypeError, ValueError, OverflowError):
        raise DrawingError("The strokes cannot be read: clear the canvas, draw again.") from None
    return Drawing(points, width)


def prepare(drawing: Drawing) -> Stages:
    """Draw the picture as it is, fitted, and centred.

    Raises:
        DrawingError: the canvas is (nearly) covered with ink.
    """
    as_drawn = _ink(
        [stroke * PICTURE_SIDE for stroke in drawing.strokes], drawing.pen * PICTURE_SIDE
    )
    if as_drawn.mean() > _MOST_INK:
        raise DrawingError(_COVERED)

    points = np.concatenate(drawing.strokes)
    corner, extent = points.min(axis=0), np.ptp(points, axis=0)
    # The points are the pen's middle: half its width is added on every side.
    scale = (_INK_SIDE - MNIST_PEN) / extent.max()
    middle = np.array([PICTURE_SIDE, PICTURE_SIDE]) / 2
    boxed = [(stroke - corner - extent / 2) * scale + middle for stroke in drawing.strokes]
    fitted = _ink(boxed, MNIST_PEN)

    # Moving by parts of a pixel changes how the edges fall on pixels, and with them the
    # centre of mass by a little; the second round takes up what the first left over.
    # Never further than the margin, so that no ink leaves the picture.
    margin = (PICTURE_SIDE - _INK_SIDE) / 2
    shift = np.zeros(2)
    centred = fitted
    for _ in range(2):
        shift = np.clip(shift + MNIST_CENTRE - centre_of_mass(centred), -margin, margin)
        centred = _ink([stroke + shift for stroke in boxed], MNIST_PEN)
    return Stages(as_drawn, fitted, centred)


def as_scene(drawing: Drawing) -> Picture:
    """Draw the canvas as it is on 56×56 pixels, for several digits: nothing is moved.

    Returns:
        (56, 56) float32, 0 is paper and 1 is ink.

    Raises:
        DrawingError: the canvas is (nearly) covered with ink.
    """
    strokes = [stroke * SCENE_SIDE for stroke in drawing.strokes]
    scene = _ink(strokes, drawing.pen * SCENE_SIDE, SCENE_SIDE)
    if scene.mean() > _MOST_INK:
        raise DrawingError(_COVERED)
    return scene


def centre_of_mass(picture: Picture) -> Points:
    """Return (x, y) of the ink's centre, in pixels from the picture's top left corner.

    Args:
        picture: (rows, columns) float, not all zero. Pixel 0 spans 0..1: its centre is 0.5.

    >>> [float(x) for x in centre_of_mass(np.array([[0, 0, 1.0], [0, 0, 1.0]], np.float32))]
    [2.5, 1.0]
    """
    rows, columns = picture.shape
    mass = picture.astype(np.float64)
    x = mass.sum(axis=0) @ (np.arange(columns) + 0.5)
    y = mass.sum(axis=1) @ (np.arange(rows) + 0.5)
    return np.array([x / mass.sum(), y / mass.sum()])


def _ink(strokes: Sequence[Points], pen: float, side: int = PICTURE_SIDE) -> Picture:
    """Draw round-ended lines on ``side`` × ``side`` pixels, antialiased.

    How much of a pixel the pen covers follows from the distance of the pixel's centre to
    the pen's edge, over one pixel; a pen thinner than a pixel covers at most its width.
    """
    starts, ends = _segments(strokes)
    # One axis at a time: several times faster than arrays with a last axis of two.
    row, column = np.indices((side, side)).reshape(2, -1, 1) + 0.5
    nearest = np.full(side**2, np.inf)
    for first in range(0, len(starts), _SEGMENTS_AT_ONCE):
        chosen = slice(first, first + _SEGMENTS_AT_ONCE)
        (start_x, start_y), (along_x, along_y) = starts[chosen].T, (ends - starts)[chosen].T
        length = along_x**2 + along_y**2
        to_x, to_y = column - start_x, row - start_y
        part = (to_x * along_x + to_y * along_y) / np.where(length > 0, length, 1)
        part = np.clip(part, 0, 1)
        off = (to_x - part * along_x) ** 2 + (to_y - part * along_y) ** 2
        nearest = np.minimum(nearest, off.min(axis=1))
    covered = np.clip(pen / 2 + 0.5 - np.sqrt(nearest), 0, min(pen, 1))
    return np.asarray(covered, np.float32).reshape(side, side)


def _segments(strokes: Iterable[Points]) -> tuple[Points, Points]:
    """Return start and end of every line, each (segments, 2); a dot is a line of no length."""
    starts, ends = [], []
    for stroke in strokes:
        starts.append(stroke[:-1] if len(stroke) > 1 else stroke)
        ends.append(stroke[1:] if len(stroke) > 1 else stroke)
    return np.concatenate(starts), np.concatenate(ends)
