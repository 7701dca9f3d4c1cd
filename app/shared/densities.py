"""What follows from a model's codes alone: computed at the first question, then kept.

A failure is not remembered: once a missing file is back, the next question finds it.
"""

import gzip
from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.shared import networks
from app.shared.images import Values, coloured_file, grey_file
from app.shared.palette import DIGITS
from core.autoencoders.architectures import ARCHITECTURES, NAMING
from core.autoencoders.codes.naming import (
    Namer,
    Report,
    by_linear_probe,
    by_neighbours,
    distances,
    halves,
    measured,
    usual_distance,
)
from core.autoencoders.codes.plane import CELLS, Density, density_of, strongholds
from core.autoencoders.digits import ready_made
from core.autoencoders.drawing import prepare
from core.autoencoders.inference import decode_all, encode

MAPPED = tuple(sorted(name for name in ARCHITECTURES if ARCHITECTURES[name].has_map))
"""The models whose code is a point of the plane."""

GROUND = 512
"""Rows and columns of a plane's picture."""

_POINT = 0.8
"""How bright one code's point is: those of a drawing stand out above it."""

_BORDER = 1
"""Pixels on either side of a pixel that must be dense for it to lie inside the border."""

AHEAD = 24
"""Pictures along each side of the frame that are sent ahead of the cursor."""

NAMERS = {"neighbours": "The 50 nearest codes", "probe": "A linear probe"}
"""The ways to name a digit from its code, and how they are called."""


@cache
def density(name: str) -> Density:
    """Return where the codes of a model lie dense.

    Raises:
        WeightsError: the file of the codes is missing or damaged.
    """
    return density_of(networks.codes(name).points)


@cache
def homes(name: str) -> dict[int, tuple[float, float]]:
    """Return for each digit where on the plane its codes are at home, for its name to stand there.

    Raises:
        WeightsError: the file of the codes is missing or damaged.
    """
    codes = networks.codes(name)
    places = strongholds(codes.points, codes.labels, density(name).frame)
    return {digit: (float(x), float(y)) for digit, (x, y) in places.items()}


@cache
def ahead(name: str) -> bytes:
    """Return the decoder's pictures at AHEAD × AHEAD points of the frame, gzipped.

    Unpacked: uint8 grey levels, 784 per picture, in the order of ``Frame.grid``.

    Raises:
        WeightsError: the codes or the weights are missing or damaged.
    """
    points = density(name).frame.grid(AHEAD)
    pictures = decode_all(networks.network(name), points[:, :, None, None])
    return gzip.compress(grey(pictures).tobytes(), 6)


@cache
def ground(name: str) -> bytes:
    """Return the plane as a PNG: every code a point in its digit's colour, on black.

    Raises:
        WeightsError: the file of the codes is missing or damaged.
    """
    codes = networks.codes(name)
    picture = np.zeros((GROUND, GROUND, 3), np.float32)
    parts = density(name).frame.cells(codes.points)
    seen = np.all((parts >= 0) & (parts < 1), axis=1)
    column, row = (parts[seen] * GROUND).astype(int).T
    colours = np.array(DIGITS, np.float32)[codes.labels[seen]]
    # The plane's rows go up, a picture's go down.
    picture[GROUND - 1 - row, column] = _POINT * colours
    return coloured_file(picture)


@cache
def border(name: str) -> bytes:
    """Return the border of the dense area as a PNG that is transparent beside it.

    Raises:
        WeightsError: the file of the codes is missing or damaged.
    """
    dense = density(name)
    places = (np.arange(GROUND) + 0.5) / GROUND * CELLS - 0.5
    own = np.arange(CELLS)
    across = np.stack([np.interp(places, own, line) for line in dense.values])
    fine = np.stack([np.interp(places, own, line) for line in across.T], axis=1)
    inside = np.pad(fine >= dense.threshold, _BORDER)
    core = np.ones((GROUND, GROUND), np.bool_)
    for down, right in np.ndindex(2 * _BORDER + 1, 2 * _BORDER + 1):
        core &= inside[down : down + GROUND, right : right + GROUND]
    edge = inside[_BORDER:-_BORDER, _BORDER:-_BORDER] & ~core
    return grey_file(np.where(edge[::-1], np.float32(1), np.float32(np.nan)))


@cache
def namers(name: str) -> Mapping[str, tuple[Namer, Report]]:
    """Return both ways to name a digit from a model's code, each with how it was measured.

    Raises:
        WeightsError: the file of the codes is missing or damaged.
    """
    known, asked = halves(networks.codes(name))
    made = {"neighbours": by_neighbours(known), "probe": by_linear_probe(known)}
    return {way: (namer, measured(namer, asked)) for way, namer in made.items()}


@cache
def ready_made_named(name: str) -> Mapping[str, int]:
    """Return how many of the ten ready-made digits each way names rightly.

    Raises:
        WeightsError: as ``namers``, or the weights are missing or damaged.
    """
    model = networks.network(name)
    drawn = np.stack([encode(model, prepare(ready_made(d)).centred).ravel() for d in range(10)])
    return {
        way: int((namer.shares(drawn).argmax(axis=1) == np.arange(10)).sum())
        for way, (namer, _) in namers(name).items()
    }


@cache
def _usual() -> float:
    return usual_distance(*halves(networks.codes(NAMING)))


def is_unlike_digits(picture: Values) -> bool:
    """Tell whether a picture's code is farther from known ones than 95 of 100 digits' codes are.

    Asked of the code of 16: in a plane every place is near to some digit.

    Args:
        picture: (28, 28) float in 0..1.

    Raises:
        WeightsError: the codes or the weights of that model are missing or damaged.
    """
    known, _ = halves(networks.codes(NAMING))
    code = encode(networks.network(NAMING), picture).reshape(1, -1)
    return bool(distances(known.points, code)[0] > _usual())


def grey(pictures: Values) -> NDArray[np.uint8]:
    """Return pictures in 0..1 as grey levels of 255, cut off where a model leaves that range."""
    levels: NDArray[np.uint8] = np.round(255 * np.clip(pictures, 0, 1)).astype(np.uint8)
    return levels
