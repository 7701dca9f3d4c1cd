"""Several models side by side on one drawing: what each costs, and what it mistakes it for."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.autoencoders.codes.naming import nearest_neighbours
from core.autoencoders.inference import Reconstruction, rebuild
from core.autoencoders.networks import Network, Picture
from core.autoencoders.weights import Codes


@dataclass(frozen=True, eq=False)
class Timed:
    """A reconstruction and how long it took.

    Attributes:
        made: The reconstruction.
        milliseconds: From the picture to every map and figure of it, on this machine.
    """

    made: Reconstruction
    milliseconds: float


def timed(model: Network, picture: Picture) -> Timed:
    """Rebuild a picture by the clock.

    Args:
        model: Of any task but ``segment``.
        picture: (28, 28) float in 0..1.
    """
    start = time.perf_counter()
    made = rebuild(model, picture)
    return Timed(made, 1000 * (time.perf_counter() - start))


def taken_for(code: Picture, codes: Codes) -> int:
    """Return the digit whose validation pictures have codes near this one.

    Args:
        code: (2, 1, 1) float, a point of the model's plane.
        codes: Those of the validation pictures, from ``weights.load_codes``.
    """
    return int(nearest_neighbours(codes.points, codes.labels, code.reshape(1, 2))[0])


def finest_pattern(picture: Picture) -> Picture:
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
    pattern: Picture = (picture - smooth).astype(np.float32)
    return pattern


def strongest_pattern(pictures: Iterable[Picture]) -> float:
    """Return the strongest finest pattern of all pictures: full contrast in each of them.

    In a contrast of its own, the cleanest picture would look the dirtiest.
    """
    strongest = [float(abs(finest_pattern(picture)).max()) for picture in pictures]
    return max(strongest, default=0.0) or 1.0
