"""Several models side by side on one drawing: what each costs, and what it mistakes it for."""

import time
from dataclasses import dataclass

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
