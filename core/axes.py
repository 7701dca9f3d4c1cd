"""Numbers of the two axes: one where both have the same, as a line of code has it, too.

A setting holds 3 rather than (3, 3), and (1, 2) rather than ((1, 1), (2, 2)). So settings that mean
the same are equal, and a link says no more than it has to.
"""

from core.layer import Pair, Sides, Word

PerAxis = int | Pair
"""One number for both axes, or (height, width) where they differ."""

Padding = int | Word | Pair | Sides
"""A word, one number for every side, one per axis, or (before, after) per axis."""


def pair(number: PerAxis) -> Pair:
    """Return height and width.

    >>> pair(3), pair((2, 3))
    ((3, 3), (2, 3))
    """
    return (number, number) if isinstance(number, int) else number


def short(number: PerAxis) -> PerAxis:
    """Return one number where both axes have the same.

    >>> short((3, 3)), short((2, 3)), short(3)
    (3, (2, 3), 3)
    """
    height, width = pair(number)
    return height if height == width else (height, width)


def sides(padding: int | Pair | Sides) -> Sides:
    """Return (before, after) of height and width.

    >>> sides(1), sides((1, 2)), sides(((0, 1), (2, 3)))
    (((1, 1), (1, 1)), ((1, 1), (2, 2)), ((0, 1), (2, 3)))
    """
    height, width = (padding, padding) if isinstance(padding, int) else padding
    return pair(height), pair(width)


def short_padding(padding: Padding) -> Padding:
    """Return as few numbers as say the same; a word as it is.

    >>> short_padding(((1, 1), (1, 1))), short_padding(((1, 1), (2, 2)))
    (1, (1, 2))
    >>> short_padding(((0, 1), (1, 1)))
    ((0, 1), (1, 1))
    """
    if isinstance(padding, str):
        return padding
    both = sides(padding)
    ends = [short(one) for one in both]
    if isinstance(ends[0], int) and isinstance(ends[1], int):
        return short((ends[0], ends[1]))
    return both


def written(padding: Padding) -> str:
    """Write a number, or a padding, for a sentence.

    >>> written(3), written((2, 3)), written("same"), written(((0, 1), (2, 3)))
    ('3', '2×3', 'same', '0,1×2,3')
    """
    if isinstance(padding, int | str):
        return f"{padding}"
    return "×".join(f"{one}" if isinstance(one, int) else f"{one[0]},{one[1]}" for one in padding)
