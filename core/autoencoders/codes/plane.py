"""The plane of a code of two numbers: where its codes lie dense, and which lie near a point.

A decoder answers at every point of the plane, but it was trained only where codes were. So
a map needs to say where that is: the codes' density is a histogram of small cells, smoothed
by a Gaussian of two cells (a kernel density estimate: Parzen 1962, "On estimation of a
probability density function and mode", on a grid), and *dense* is the densest part that
holds 98 of 100 codes. Numpy only.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32] | NDArray[np.float64]

HELD = 0.98
"""The part of the codes that the dense area holds."""

CELLS = 128
"""Rows and columns of the density's grid."""

_SMOOTHING = 2.0
"""Standard deviation of the smoothing Gaussian, in cells."""

_LEFT_OUT = 0.002
"""Part of the codes beyond each edge before the margin: outliers would shrink all others."""

_MARGIN = 0.08


@dataclass(frozen=True)
class Frame:
    """A square window of the plane, in units of the code.

    Attributes:
        left: Least x.
        bottom: Least y.
        side: Width and height, above 0.
    """

    left: float
    bottom: float
    side: float

    def __post_init__(self) -> None:
        if not (np.isfinite([self.left, self.bottom, self.side]).all() and self.side > 0):
            raise ValueError("A frame needs finite numbers and a side above 0.")

    def cells(self, points: Points) -> NDArray[np.float64]:
        """Return where points lie, (n, 2) float: x and y in parts of the side, 0..1 inside."""
        corner = np.array([self.left, self.bottom])
        parts: NDArray[np.float64] = (np.asarray(points, np.float64) - corner) / self.side
        return parts

    def grid(self, side: int) -> NDArray[np.float32]:
        """Return ``side`` × ``side`` points from edge to edge, row by row from the bottom.

        Args:
            side: At least 2.

        Returns:
            (side², 2) float32: x grows first, then y.
        """
        steps = np.linspace(0, self.side, side)
        x, y = np.meshgrid(self.left + steps, self.bottom + steps)
        return np.stack([x.ravel(), y.ravel()], axis=1).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Density:
    """How close together the codes lie.

    Attributes:
        frame: The window that the grid covers.
        values: (CELLS, CELLS) float64, codes per cell after smoothing; row 0 is the bottom.
        threshold: The density from which on a place counts as dense.
    """

    frame: Frame
    values: NDArray[np.float64]
    threshold: float

    def at(self, points: Points) -> NDArray[np.float64]:
        """Return the density at points, (n,) float64; 0 outside the frame.

        Args:
            points: (n, 2) float.
        """
        parts = self.frame.cells(points)
        inside = np.all((parts >= 0) & (parts < 1), axis=1)
        column, row = (np.clip(parts, 0, 1 - 1e-9) * CELLS).astype(int).T
        return np.where(inside, self.values[row, column], 0.0)

    def is_dense(self, points: Points) -> NDArray[np.bool_]:
        """Tell of each point whether codes lie close together there, (n,) bool."""
        dense: NDArray[np.bool_] = self.at(points) >= self.threshold
        return dense


def frame_around(points: Points) -> Frame:
    """Return the square that shows the codes, a few far outliers left out.

    Args:
        points: (n, 2) float, not all in one place.

    Raises:
        ValueError: there is nothing to show.
    """
    if len(points) < 2:
        raise ValueError("A map needs at least two codes.")
    least, most = np.quantile(np.asarray(points, np.float64), [_LEFT_OUT, 1 - _LEFT_OUT], axis=0)
    side = float((most - least).max()) * (1 + 2 * _MARGIN)
    left, bottom = ((least + most) / 2 - side / 2).tolist()
    return Frame(left, bottom, side)


def density_of(points: Points, frame: Frame | None = None) -> Density:
    """Estimate the density of codes and where it counts as dense.

    Args:
        points: (n, 2) float, the codes.
        frame: The window of the grid; without it, the one around the codes.
    """
    frame = frame or frame_around(points)
    parts = frame.cells(points)
    # x is the column and y the row, so the histogram takes them in the other order.
    counts, _, _ = np.histogram2d(parts[:, 1], parts[:, 0], bins=CELLS, range=[[0, 1], [0, 1]])
    smooth = _smoothed(_smoothed(counts).T).T
    unmarked = Density(frame, smooth, 0.0)
    threshold = float(np.quantile(unmarked.at(points), 1 - HELD, method="lower"))
    # Where more codes than that lie outside the frame, nothing outside may count as dense.
    return Density(frame, smooth, max(threshold, np.finfo(float).tiny))


def strongholds(
    points: Points, labels: NDArray[np.uint8], frame: Frame
) -> dict[int, NDArray[np.float64]]:
    """Return where each label is at home: many of its codes, and few others.

    Args:
        points: (n, 2) float.
        labels: (n,) int.
        frame: Where to look.

    Returns:
        (2,) float64 by label, the middle of the cell in which the label's density times its
        share of all density is largest.
    """
    own = {
        int(label): density_of(points[labels == label], frame).values for label in np.unique(labels)
    }
    everyone = sum(own.values()) + np.finfo(float).tiny
    places = {}
    for label, values in own.items():
        row, column = np.unravel_index(int((values**2 / everyone).argmax()), values.shape)
        places[label] = _middle(frame, int(row), int(column))
    return places


def densest(density: Density) -> NDArray[np.float64]:
    """Return the middle of the densest cell, (2,) float64."""
    row, column = np.unravel_index(int(density.values.argmax()), density.values.shape)
    return _middle(density.frame, int(row), int(column))


def nearest(points: Points, at: Points, count: int) -> tuple[NDArray[np.intp], Points]:
    """Return the codes nearest to a point.

    Args:
        points: (n, 2) float.
        at: (2,) float.
        count: How many, if there are that many.

    Returns:
        Their numbers and their distances, nearest first; of equally near ones the first.
    """
    distances = np.hypot(*(np.asarray(points, np.float64) - np.asarray(at, np.float64)).T)
    order = np.argsort(distances, kind="stable")[:count]
    return order, distances[order]


def _middle(frame: Frame, row: int, column: int) -> NDArray[np.float64]:
    parts = (np.array([column, row]) + 0.5) / CELLS
    middle: NDArray[np.float64] = np.array([frame.left, frame.bottom]) + parts * frame.side
    return middle


def _smoothed(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Blur along the last axis; what a Gaussian moves over the edge is lost."""
    reach = int(4 * _SMOOTHING)
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / _SMOOTHING) ** 2)
    weights /= weights.sum()
    framed = np.pad(rows, [(0, 0), (reach, reach)])
    windows = np.lib.stride_tricks.sliding_window_view(framed, len(weights), axis=1)
    blurred: NDArray[np.float64] = windows @ weights
    return blurred
