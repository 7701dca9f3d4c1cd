"""Naming a digit from its code alone: by its nearest neighbours, and by a linear probe.

Both learn from one half of the committed validation codes and are measured on the other
half, which neither has seen; the autoencoder itself was trained on other pictures than
either, and without labels.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.autoencoders.codes.plane import Points
from core.autoencoders.weights import Codes

DIGITS = 10

NEIGHBOURS = 50
"""How many of the nearest known codes vote."""

USUAL = 0.95
"""The part of the pictures of digits whose distance to the known codes counts as usual."""

_NEAR = 5
_ASKED_AT_ONCE = 250
_WEIGHT_DECAY = 1e-4
_MOST_STEPS, _SHORTEST, _FLAT = 50, 1e-6, 1e-10


@dataclass(frozen=True, eq=False)
class Namer:
    """Names the digit of a code; one of several ways to do so.

    Attributes:
        known: The codes it learned from.
        weights: (numbers + 1, 10) float64, per digit what each number of the code and a
            constant 1 add to its score (after the numbers are standardized); None for nearest
            neighbours.
    """

    known: Codes
    weights: NDArray[np.float64] | None

    def shares(self, points: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return what it holds each digit for, (n, 10) float64, each row of sum 1.

        For neighbours: the part of the votes. For the probe: the probability.

        Args:
            points: (n, numbers) float.
        """
        if self.weights is not None:
            return _probabilities(_with_constant(points, self.known) @ self.weights)
        counted = votes(self.known.points, self.known.labels, points)
        parts: NDArray[np.float64] = counted / counted.sum(axis=1, keepdims=True)
        return parts


@dataclass(frozen=True, eq=False)
class Report:
    """How often a namer is right on codes that it did not learn from.

    Attributes:
        confusion: (10, 10) int64, pictures of the row's digit that it called the column's.
    """

    confusion: NDArray[np.int64]

    @property
    def asked(self) -> int:
        """How many codes it was asked about."""
        return int(self.confusion.sum())

    @property
    def accuracy(self) -> float:
        """Which part of them it named rightly."""
        return float(np.trace(self.confusion) / self.confusion.sum())


def votes(known: Points, labels: NDArray[np.integer[Any]], asked: Points) -> NDArray[np.int64]:
    """Count, for each asked code, the digits of the 50 known codes nearest to it.

    Args:
        known: (m, numbers) float; of fewer than 50 all vote.
        labels: (m,) int, 0 to 9.
        asked: (n, numbers) float.

    Returns:
        (n, 10) int64, each row of sum 50 (or m).
    """
    there = known.astype(np.float64)
    length = np.square(there).sum(axis=1)
    voting = min(NEIGHBOURS, len(known))
    counted = np.zeros((len(asked), DIGITS), np.int64)
    for start in range(0, len(asked), _ASKED_AT_ONCE):
        here = asked[start : start + _ASKED_AT_ONCE].astype(np.float64)
        # |a - b|² without |a|², which is the same for all that a is compared with.
        apart = length - 2 * here @ there.T
        nearest = np.argpartition(apart, voting - 1, axis=1)[:, :voting]
        rows = np.arange(start, start + len(here))[:, None]
        np.add.at(counted, (rows, labels[nearest]), 1)
    return counted


def nearest_neighbours(
    known: Points, labels: NDArray[np.integer[Any]], asked: Points
) -> NDArray[np.intp]:
    """Name each asked code by those votes, (n,) int; of two digits with as many the smaller.

    Args:
        known: As in ``votes``.
        labels: As in ``votes``.
        asked: As in ``votes``.
    """
    named: NDArray[np.intp] = votes(known, labels, asked).argmax(axis=1)
    return named


def distances(known: Points, asked: Points) -> NDArray[np.float64]:
    """Return how far each asked code is from the fifth nearest known one, (n,).

    The fifth, because one odd picture among the known ones would do as the nearest.

    Args:
        known: (m, numbers) float, m >= 5.
        asked: (n, numbers) float.
    """
    there = known.astype(np.float64)
    parts = []
    for start in range(0, len(asked), _ASKED_AT_ONCE):
        here = asked[start : start + _ASKED_AT_ONCE].astype(np.float64)
        square = np.square(here).sum(axis=1)[:, None] + np.square(there).sum(axis=1)
        apart = np.maximum(square - 2 * here @ there.T, 0)
        parts.append(np.sqrt(np.partition(apart, _NEAR - 1, axis=1)[:, _NEAR - 1]))
    return np.concatenate(parts)


def usual_distance(known: Codes, asked: Codes) -> float:
    """Return the distance within which 95 of 100 digits lie that the known ones do not hold."""
    return float(np.quantile(distances(known.points, asked.points), USUAL))


def halves(codes: Codes) -> tuple[Codes, Codes]:
    """Return the first half of the codes and the rest, in the data's own order.

    Raises:
        ValueError: there are fewer than two.
    """
    middle = len(codes.labels) // 2
    if not middle:
        raise ValueError("Two halves need at least two codes.")
    first = Codes(codes.points[:middle], codes.labels[:middle])
    return first, Codes(codes.points[middle:], codes.labels[middle:])


def by_neighbours(known: Codes) -> Namer:
    """Return the namer that lets the nearest known codes vote."""
    return Namer(known, None)


def by_linear_probe(known: Codes) -> Namer:
    """Fit multinomial logistic regression to codes.

    Alain & Bengio 2016, "Understanding intermediate layers using linear classifier probes":
    straight borders between the digits, so what it gets right the code holds plainly. The
    loss (cross-entropy and a little weight decay) is strictly convex, and Newton's method
    from zero draws nothing at random.

    Args:
        known: Whose digits to learn.
    """
    given = _with_constant(known.points, known)
    wanted = np.eye(DIGITS)[known.labels]
    weights = np.zeros((given.shape[1], DIGITS))
    for _ in range(_MOST_STEPS):
        slope, curvature = _derivatives(given, wanted, weights)
        step = np.linalg.solve(curvature, slope.ravel()).reshape(weights.shape)
        length = 1.0
        # A whole step may overshoot far from the optimum; a short one downhill cannot.
        while length > _SHORTEST and _loss(given, wanted, weights - length * step) > _loss(
            given, wanted, weights
        ):
            length /= 2
        weights = weights - length * step
        if np.abs(slope).max() < _FLAT:
            break
    return Namer(known, weights)


def measured(namer: Namer, asked: Codes) -> Report:
    """Ask about codes whose digits are known."""
    named = namer.shares(asked.points).argmax(axis=1)
    both = DIGITS * asked.labels.astype(np.int64) + named
    return Report(np.bincount(both, minlength=DIGITS**2).reshape(DIGITS, DIGITS))


def rarest(namer: Namer, points: NDArray[np.float32]) -> tuple[int, float]:
    """Return the digit that the fewest points are named, and their part.

    Args:
        namer: Names them.
        points: (n, 2) float, n > 0.
    """
    counts = np.bincount(namer.shares(points).argmax(axis=1), minlength=DIGITS)
    digit = int(counts.argmin())
    return digit, float(counts[digit] / len(points))


def _with_constant(points: NDArray[np.float32], known: Codes) -> NDArray[np.float64]:
    """Standardize by the known codes and append a 1, (n, numbers + 1) float64."""
    learnt = known.points.astype(np.float64)
    spread = np.maximum(learnt.std(axis=0), np.finfo(np.float64).tiny)
    standard = (points.astype(np.float64) - learnt.mean(axis=0)) / spread
    return np.concatenate([standard, np.ones((len(points), 1))], axis=1)


def _probabilities(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _loss(
    given: NDArray[np.float64], wanted: NDArray[np.float64], weights: NDArray[np.float64]
) -> float:
    right = (_probabilities(given @ weights) * wanted).sum(axis=1)
    surprise = -np.log(np.maximum(right, np.finfo(np.float64).tiny)).mean()
    return float(surprise + _WEIGHT_DECAY * np.square(weights).sum() / 2)


def _derivatives(
    given: NDArray[np.float64], wanted: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the loss' gradient, (inputs, 10), and its Hessian, (10 inputs, 10 inputs)."""
    shares = _probabilities(given @ weights)
    slope = given.T @ (shares - wanted) / len(given) + _WEIGHT_DECAY * weights
    pairs = shares[:, :, None] * (np.eye(DIGITS) - shares[:, None, :])
    products = (given[:, :, None] * given[:, None, :]).reshape(len(given), -1)
    inputs = given.shape[1]
    blocks = (products.T @ pairs.reshape(len(given), -1)).reshape(inputs, inputs, DIGITS, DIGITS)
    curvature = blocks.transpose(0, 2, 1, 3).reshape(weights.size, weights.size) / len(given)
    return slope, curvature + _WEIGHT_DECAY * np.eye(weights.size)
