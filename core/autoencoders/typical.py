"""What is typical of MNIST's pictures, in figures: what a prepared drawing is held to."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RINGS = 4
"""How many of the outermost rings of pixels are looked at: MNIST's box of 20 leaves four."""

_AT_ONCE = 5000


@dataclass(frozen=True)
class Typical:
    """Means over pictures, grey levels between 0 and 1.

    Attributes:
        ink: The grey level of a pixel.
        centre: Column and row of the centre of mass, in pixels from the top left corner:
            pixel 0 spans 0..1, so the pixel of index 14 has its centre at 14.5.
        extent: Pixels from the first to the last that has ink, along the longer axis.
        width: Of a stroke, in pixels: a line of length l has an area of l times its width
            and about 2l of border.
        edge: Which part of the pictures has ink in the outermost ring, in the outer two,
            the outer three and the outer four.
    """

    ink: float
    centre: tuple[float, float]
    extent: float
    width: float
    edge: tuple[float, ...]


MNIST = Typical(
    ink=0.1307,
    centre=(14.507, 14.496),
    extent=20.00,
    width=2.448,
    edge=(0.0136, 0.1205, 0.3546, 0.7562),
)
"""Of MNIST's 60,000 training pictures, as ``training/typical.py`` measures them."""


def typical(pictures: NDArray[np.generic]) -> Typical:
    """Measure pictures.

    Args:
        pictures: (n, 28, 28), either uint8, 255 is ink, or float in 0..1. None is empty.
    """
    whole = 255 if pictures.dtype == np.uint8 else 1
    # Part by part: 60,000 pictures as floating-point numbers would be hundreds of megabytes.
    parts = [
        _each(pictures[start : start + _AT_ONCE].astype(np.float64) / whole)
        for start in range(0, len(pictures), _AT_ONCE)
    ]
    ink, x, y, extent, width, *edge = np.concatenate(parts, axis=1).mean(axis=1).tolist()
    return Typical(ink, (x, y), extent, width, tuple(edge))


def _each(pictures: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the figures of each picture, (5 + rings, n)."""
    side = pictures.shape[1]
    columns, rows = pictures.sum(axis=1), pictures.sum(axis=2)
    mass = rows.sum(axis=1)
    middles = np.arange(side) + 0.5
    extents = [
        side - inked.argmax(axis=1) - inked[:, ::-1].argmax(axis=1)
        for inked in (columns > 0, rows > 0)
    ]
    return np.stack(
        [
            pictures.mean(axis=(1, 2)),
            columns @ middles / mass,
            rows @ middles / mass,
            np.maximum(*extents),
            2 * mass / _border(pictures),
            *(_reached(pictures, rings) for rings in range(1, RINGS + 1)),
        ]
    )


def _border(pictures: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the length of the ink's border: how much the grey level changes in all."""
    framed = np.pad(pictures, ((0, 0), (1, 1), (1, 1)))
    across = np.diff(framed, axis=2)[:, :-1]
    down = np.diff(framed, axis=1)[:, :, :-1]
    border: NDArray[np.float64] = np.hypot(across, down).sum(axis=(1, 2))
    return border


def _reached(pictures: NDArray[np.float64], rings: int) -> NDArray[np.bool_]:
    """Tell of each picture whether it has ink in its outermost rings."""
    outer = np.ones(pictures.shape[1:], bool)
    outer[rings:-rings, rings:-rings] = False
    reached: NDArray[np.bool_] = (pictures[:, outer] > 0).sum(axis=1) > 0
    return reached
