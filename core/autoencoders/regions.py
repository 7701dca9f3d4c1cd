"""Connected pixels of one class: where on a canvas a digit was seen. Numpy only."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Region:
    """Pixels of one class that touch each other, corners included.

    Attributes:
        value: The class.
        pixels: How many there are.
        row: Of their middle, in pixels from the top edge.
        column: Of their middle, in pixels from the left edge.
    """

    value: int
    pixels: int
    row: float
    column: float


def regions(classes: NDArray[np.uint8], ground: int) -> list[Region]:
    """Return every region, in reading order of its first pixel.

    Args:
        classes: (rows, columns) int.
        ground: The class that is no region.

    >>> regions(np.array([[3, 3, 9], [9, 9, 9], [9, 9, 5]], np.uint8), ground=9)
    [Region(value=3, pixels=2, row=0.5, column=1.0), Region(value=5, pixels=1, row=2.5, column=2.5)]
    """
    left = {(int(row), int(column)) for row, column in np.argwhere(classes != ground)}
    found = []
    for first in sorted(left):
        if first not in left:
            continue
        value, reached, waiting = int(classes[first]), [], [first]
        left.remove(first)
        while waiting:
            row, column = waiting.pop()
            reached.append((row, column))
            for near in ((row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
                if near in left and classes[near] == value:
                    left.remove(near)
                    waiting.append(near)
        row, column = (np.array(reached).mean(axis=0) + 0.5).tolist()
        found.append(Region(value, len(reached), row, column))
    return found
