"""Points of a code's plane to decode: at a normal distribution's quantiles, or at random.

A variational autoencoder's training pushes its codes towards the standard normal
distribution, so its decoder knows the points drawn from that one. Nothing tells a plain
autoencoder where to put its codes: one can only guess a box or a normal around them.
"""

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from core.autoencoders.codes.plane import Density, Points

_TESTED = 20_000


def quantile_grid(side: int) -> NDArray[np.float32]:
    """Return points at equal steps of the standard normal's probability.

    Kingma & Welling 2014, figure 4: each axis is cut into ``side`` parts of equal
    probability, and a point stands in the middle of each.

    Args:
        side: Points along each axis.

    Returns:
        (side², 2) float32, as pictures are read: the top row first, x from left to right.

    >>> [[round(part, 3) for part in point] for point in quantile_grid(2).tolist()]
    [[-0.674, 0.674], [0.674, 0.674], [-0.674, -0.674], [0.674, -0.674]]
    """
    steps = [NormalDist().inv_cdf((part + 0.5) / side) for part in range(side)]
    x, y = np.meshgrid(steps, steps[::-1])
    return np.stack([x.ravel(), y.ravel()], axis=1).astype(np.float32)


def from_prior(count: int, *, seed: int, temperature: float = 1.0) -> NDArray[np.float32]:
    """Draw points from the normal distribution around 0, (count, 2) float32.

    Args:
        count: How many.
        seed: The same seed draws the same points.
        temperature: Their standard deviation; 1 is what a variational autoencoder is
            trained for, 0 is the middle of the plane.
    """
    drawn = np.random.default_rng(seed).standard_normal((count, 2))
    return (temperature * drawn).astype(np.float32)


def around(
    mean: Points, log_variance: Points, count: int, *, seed: int, temperature: float
) -> NDArray[np.float32]:
    """Draw codes of one picture from its own distribution, (count, 2) float32.

    Args:
        mean: (2,) float.
        log_variance: (2,) float.
        count: How many.
        seed: The same seed draws the same points.
        temperature: Multiplies the standard deviation; 0 gives the mean every time.
    """
    spread = temperature * np.exp(np.asarray(log_variance, np.float64) / 2)
    drawn = np.random.default_rng(seed).standard_normal((count, 2))
    return (np.asarray(mean, np.float64) + spread * drawn).astype(np.float32)


def from_box(points: Points, count: int, *, seed: int) -> NDArray[np.float32]:
    """Draw points evenly from the smallest box that holds all codes, (count, 2) float32."""
    least, most = points.min(axis=0), points.max(axis=0)
    return np.random.default_rng(seed).uniform(least, most, (count, 2)).astype(np.float32)


def from_fitted_normal(points: Points, count: int, *, seed: int) -> NDArray[np.float32]:
    """Draw points from the normal with the codes' mean and covariance, (count, 2) float32."""
    codes = np.asarray(points, np.float64)
    drawn = np.random.default_rng(seed).multivariate_normal(
        codes.mean(axis=0), np.cov(codes.T), count
    )
    return drawn.astype(np.float32)


def steps_between(first: Points, last: Points, count: int) -> NDArray[np.float32]:
    """Return a straight way in equal steps: of codes as well as of pictures.

    Args:
        first: Where it starts, of any shape.
        last: Where it ends, of the same shape.
        count: Stations, both ends included; at least 2.

    Returns:
        (count, ...) float32.

    >>> steps_between(np.array([0.0, 4.0]), np.array([2.0, 0.0]), 3).tolist()
    [[0.0, 4.0], [1.0, 2.0], [2.0, 0.0]]
    """
    parts = np.linspace(0, 1, count).reshape(-1, *([1] * first.ndim))
    return ((1 - parts) * first + parts * last).astype(np.float32)


def share_outside(density: Density, points: Points) -> float:
    """Return which part of points lies where no codes are dense."""
    return float(1 - density.is_dense(points).mean())


def sampling_outside(density: Density, codes: Points) -> dict[str, float]:
    """Return the same of many points drawn in each way, seed 0.

    Returns:
        By ``prior``, ``box`` and ``normal``: see ``from_prior``, ``from_box`` and
        ``from_fitted_normal``.
    """
    return {
        "prior": share_outside(density, from_prior(_TESTED, seed=0)),
        "box": share_outside(density, from_box(codes, _TESTED, seed=0)),
        "normal": share_outside(density, from_fitted_normal(codes, _TESTED, seed=0)),
    }
