"""Several digits on one canvas: what is there at first, and each digit's ink in its colour."""

import numpy as np
from numpy.typing import NDArray

from app.drawing.drawn import Drawn, flat
from app.shared.palette import DIGITS
from core.autoencoders.architectures import PAPER
from core.autoencoders.digits import SCENE_PEN, ready_made_scene
from core.autoencoders.drawing import Picture
from core.autoencoders.regions import Region, regions

SCENE = Drawn(flat(ready_made_scene()), SCENE_PEN, 0)
"""What is on it until somebody draws."""

_SMALLEST = 20
"""Pixels of the smallest region that gets its digit written beside it."""


def painted(canvas: Picture, classes: NDArray[np.uint8]) -> Picture:
    """Return the ink in its digit's colour; what is too faint to count is grey.

    Args:
        canvas: (56, 56) float in 0..1.
        classes: (56, 56) uint8, as ``core.autoencoders.inference.segment`` returns them.

    Returns:
        (56, 56, 3) float32: red, green and blue.
    """
    colours = np.array([*DIGITS, (0.6, 0.6, 0.6)], np.float32)
    coloured: Picture = colours[classes] * canvas[..., None]
    return coloured


def named(classes: NDArray[np.uint8]) -> list[Region]:
    """Return the regions that get their digit written beside them."""
    return [one for one in regions(classes, PAPER) if one.pixels >= _SMALLEST]
