"""Ten digits in our own hand, as strokes: something to rebuild before anything is drawn.

Each stroke is written as the few points that the pen passes through; a smooth curve goes
through them (centripetal spacing is not needed at this size, so plain Catmull-Rom: Catmull
& Rom 1974, "A class of local interpolating splines").
"""

from collections.abc import Sequence

import numpy as np

from core.autoencoders.drawing import Drawing, Points

PEN = 0.07
"""Width of the pen at the start, a part of the canvas' side."""

SCENE_PEN = 0.04
"""Width of the pen on a canvas for several digits: there about that of MNIST's pens."""

_SCENE_SCALE = 0.5
_SCENE = ((3, (0.02, 0.02)), (7, (0.46, 0.06)), (0, (0.08, 0.49)), (2, (0.50, 0.48)))
"""Which digits the ready-made scene has, and the top left corner of each one's square."""

_STEPS = 6
"""Straight pieces between two points; at 28 pixels a curve of them looks smooth."""

_Stroke = Sequence[tuple[float, float]]

_PASSED: dict[int, tuple[_Stroke, ...]] = {
    0: (
        (
            (0.57, 0.17), (0.42, 0.21), (0.31, 0.38), (0.28, 0.58), (0.33, 0.76), (0.46, 0.83),
            (0.60, 0.77), (0.70, 0.61), (0.73, 0.42), (0.68, 0.25), (0.57, 0.17), (0.50, 0.19),
        ),
    ),
    1: (((0.57, 0.16), (0.54, 0.34), (0.50, 0.52), (0.46, 0.68), (0.43, 0.84)),),
    2: (
        (
            (0.31, 0.31), (0.38, 0.20), (0.52, 0.16), (0.65, 0.24), (0.65, 0.39), (0.56, 0.54),
            (0.43, 0.68), (0.29, 0.80), (0.40, 0.79), (0.57, 0.80), (0.76, 0.79),
        ),
    ),
    3: (
        (
            (0.33, 0.25), (0.45, 0.17), (0.60, 0.19), (0.67, 0.29), (0.61, 0.41), (0.46, 0.47),
            (0.61, 0.51), (0.70, 0.63), (0.65, 0.77), (0.50, 0.84), (0.34, 0.80), (0.27, 0.72),
        ),
    ),
    4: (
        ((0.36, 0.18), (0.32, 0.34), (0.28, 0.50), (0.42, 0.53), (0.58, 0.52), (0.76, 0.50)),
        ((0.66, 0.19), (0.63, 0.38), (0.60, 0.58), (0.57, 0.84)),
    ),
    5: (
        (
            (0.41, 0.19), (0.38, 0.33), (0.35, 0.46), (0.47, 0.43), (0.60, 0.48), (0.66, 0.61),
            (0.61, 0.75), (0.48, 0.83), (0.34, 0.81), (0.27, 0.74),
        ),
        ((0.41, 0.19), (0.55, 0.19), (0.72, 0.17)),
    ),
    6: (
        (
            (0.61, 0.16), (0.48, 0.27), (0.38, 0.43), (0.33, 0.61), (0.37, 0.76), (0.49, 0.83),
            (0.62, 0.77), (0.66, 0.64), (0.58, 0.54), (0.46, 0.56), (0.36, 0.67),
        ),
    ),
    7: (
        (
            (0.29, 0.24), (0.42, 0.23), (0.56, 0.22), (0.71, 0.21), (0.65, 0.36), (0.57, 0.52),
            (0.51, 0.67), (0.47, 0.84),
        ),
    ),
    8: (
        (
            (0.66, 0.24), (0.54, 0.16), (0.40, 0.21), (0.37, 0.33), (0.47, 0.44), (0.59, 0.54),
            (0.66, 0.68), (0.58, 0.81), (0.44, 0.84), (0.35, 0.74), (0.39, 0.60), (0.51, 0.48),
            (0.62, 0.37), (0.66, 0.24),
        ),
    ),
    9: (
        (
            (0.67, 0.28), (0.55, 0.17), (0.41, 0.21), (0.34, 0.34), (0.39, 0.47), (0.52, 0.49),
            (0.63, 0.40), (0.67, 0.28), (0.66, 0.45), (0.63, 0.63), (0.58, 0.84),
        ),
    ),
}  # fmt: skip


_SCRIBBLE: tuple[_Stroke, ...] = (
    (
        (0.20, 0.30), (0.50, 0.16), (0.80, 0.34), (0.46, 0.56), (0.24, 0.40), (0.56, 0.34),
        (0.78, 0.62), (0.44, 0.84), (0.20, 0.66), (0.60, 0.60),
    ),
)  # fmt: skip


def ready_made(digit: int) -> Drawing:
    """Return one of our digits.

    Args:
        digit: 0 to 9; anything else raises KeyError.
    """
    return Drawing(tuple(_smooth(stroke) for stroke in _PASSED[digit]), PEN)


def ready_made_scene() -> Drawing:
    """Return several of our digits on one canvas, small and apart from each other."""
    strokes = [
        stroke * _SCENE_SCALE + corner
        for digit, corner in _SCENE
        for stroke in ready_made(digit).strokes
    ]
    return Drawing(tuple(np.round(stroke, 3) for stroke in strokes), SCENE_PEN)


def ready_made_scribble() -> Drawing:
    """Return strokes that are no digit: to see what copies anything, and what does not."""
    return Drawing(tuple(_smooth(stroke) for stroke in _SCRIBBLE), PEN)


def _smooth(stroke: _Stroke) -> Points:
    """Return a curve through the points: (steps · (n - 1) + 1, 2), rounded to a thousandth."""
    passed = np.array(stroke)
    # The curve needs a neighbour beyond either end: continue straight on.
    framed = np.vstack([2 * passed[0] - passed[1], passed, 2 * passed[-1] - passed[-2]])
    before, start, end, after = (framed[i : len(framed) - 3 + i, None] for i in range(4))
    t = (np.arange(_STEPS) / _STEPS)[None, :, None]
    curve = 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )
    return np.round(np.vstack([curve.reshape(-1, 2), passed[-1:]]), 3)
