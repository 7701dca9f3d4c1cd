"""A picture spoilt on purpose, as the denoising model was taught to clean it; numpy only.

Training spoils whole batches with torch's generator (``training.damage``); a visitor's one
picture gets its noise from numpy's.
"""

import numpy as np

from core.autoencoders.networks import Picture

WATCHED_NOISE = 0.4
"""Standard deviation at which the denoising model is measured after every epoch."""


def spoilt(picture: Picture, *, noise: float, square: int, seed: int) -> Picture:
    """Return a picture with noise on every pixel and a square of it made paper.

    Args:
        picture: (rows, columns) float in 0..1.
        noise: Standard deviation of the noise, in grey levels of 0..1; what is then no grey
            level is cut off.
        square: Rows and columns of the square, at a random place inside, in pixels; 0 for
            none.
        seed: The same seed gives the same damage.
    """
    generator = np.random.default_rng(seed)
    drawn = generator.standard_normal(picture.shape)
    damaged = np.clip(picture + noise * drawn, 0, 1).astype(np.float32)
    top, left = (int(generator.integers(side - square + 1)) for side in picture.shape)
    damaged[top : top + square, left : left + square] = 0
    return damaged


def shifted(picture: Picture, columns: int) -> Picture:
    """Return a picture moved sideways; what leaves it is lost, what comes in is paper.

    Args:
        picture: (rows, columns) float.
        columns: To the right; below 0 to the left.

    >>> shifted(np.array([[1, 2, 3]], np.float32), -1).tolist()
    [[2.0, 3.0, 0.0]]
    """
    moved = np.zeros_like(picture)
    width = picture.shape[1]
    kept = max(0, width - abs(columns))
    at, origin = max(0, columns), max(0, -columns)
    moved[:, at : at + kept] = picture[:, origin : origin + kept]
    return moved
