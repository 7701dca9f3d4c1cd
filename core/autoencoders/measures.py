"""How good pictures are, in numbers. Numpy only: training measures with these too.

A pixel's target is a grey level between 0 and 1, not a class, so cross-entropy has a floor
above zero: even the picture itself, given as prediction, costs its own entropy. What a
model can be blamed for is the excess over that floor.
"""

from collections.abc import Iterable

import numpy as np

from core.sums import Values

_MOST_SURPRISE = 100.0
"""Nats that a pixel costs at most, as in PyTorch: else one sure mistake would be infinite."""


def cross_entropy(probabilities: Values, wanted: Values) -> float:
    """Return the binary cross-entropy of two pictures, in nats per pixel.

    Args:
        probabilities: Any shape, float in 0..1, what was predicted.
        wanted: The same shape, float in 0..1.

    >>> round(cross_entropy(np.array([0.5, 0.0]), np.array([1.0, 0.0])), 4)  # half of ln 2
    0.3466
    """
    right, target = probabilities.astype(np.float64), wanted.astype(np.float64)
    costs = target * _surprise(right) + (1 - target) * _surprise(1 - right)
    return float(costs.mean())


def entropy_floor(pictures: Values) -> float:
    """Return the cross-entropy of pictures with themselves, in nats per pixel.

    Args:
        pictures: Any shape, float in 0..1.

    >>> round(entropy_floor(np.array([0.0, 1.0, 0.5])), 4)  # one third of ln 2
    0.231
    """
    return cross_entropy(pictures, pictures)


def checkerboard(pictures: Values) -> float:
    """Return how much stronger the finest pattern is than the next coarser one.

    A decoder that enlarges by two leaves a pattern that repeats every second pixel, the
    highest frequency a picture can hold. Smooth pictures have little of it and about as
    much of the next lower frequency: their ratio is near 1 or below. Odena et al. 2016.

    Args:
        pictures: (n, side, side) float, side even.

    Returns:
        Power at side/2 cycles along one or the other axis, over that at side/2 - 1.
    """
    power = np.square(np.abs(np.fft.fft2(pictures.astype(np.float64)))).mean(axis=0)
    highest = pictures.shape[-1] // 2
    finest = power[highest].mean() + power[:, highest].mean()
    next_to_it = power[highest - 1].mean() + power[:, highest - 1].mean()
    return float(finest / next_to_it)


def finest_pattern(picture: Values) -> Values:
    """Return the part of a picture that changes sign from each pixel to the next.

    What averaging along both axes with the weights 1/4, 1/2, 1/4 takes away: these weights
    remove a pattern that repeats every second pixel wholly and leave an even area as it is.
    Edges leave a trace too, since they hold some of every frequency.

    Args:
        picture: (rows, columns) float.

    >>> finest_pattern(np.array([[0, 1, 0, 1, 0]], np.float32)).round(2).tolist()
    [[-0.25, 0.5, -0.5, 0.5, -0.25]]
    """
    framed = np.pad(picture, 1, mode="edge")
    down = (framed[:-2] + 2 * framed[1:-1] + framed[2:]) / 4
    smooth = (down[:, :-2] + 2 * down[:, 1:-1] + down[:, 2:]) / 4
    pattern: Values = (picture - smooth).astype(np.float32)
    return pattern


def strongest_pattern(pictures: Iterable[Values]) -> float:
    """Return the strongest finest pattern of all pictures: full contrast in each of them.

    In a contrast of its own, the cleanest picture would look the dirtiest.
    """
    strongest = [float(abs(finest_pattern(picture)).max()) for picture in pictures]
    return max(strongest, default=0.0) or 1.0


def _surprise(probabilities: Values) -> Values:
    with np.errstate(divide="ignore"):
        return np.minimum(-np.log(probabilities), _MOST_SURPRISE)
