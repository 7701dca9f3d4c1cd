"""One colour per role, and one hue per kernel tap, for stage and charts alike.

The roles themselves (input blue, output green) are theme colours, see
``.streamlit/config.toml``; only the taps need as many hues as a kernel has cells.
"""

import math

FIRST_HUE = 25
"""Degrees in OKLCH: with it four taps stay away from input blue and output green."""

DIGITS = (
    (0.55, 0.75, 1.00),
    (1.00, 0.62, 0.25),
    (0.45, 0.85, 0.50),
    (1.00, 0.47, 0.47),
    (0.78, 0.62, 1.00),
    (0.80, 0.65, 0.52),
    (1.00, 0.60, 0.85),
    (0.97, 0.97, 0.97),
    (0.85, 0.88, 0.25),
    (0.35, 0.88, 0.90),
)
"""Red, green and blue of each digit's ink, all bright on black; the digit stands beside it."""


def tap_hues(taps: int) -> list[int]:
    """Return one hue per tap, in degrees, evenly spread, neighbours far apart.

    >>> tap_hues(4)
    [25, 115, 205, 295]
    """
    # A stride through the circle that is near 3/8 of it and visits every hue once.
    step = next(s for s in range(max(1, 3 * taps // 8), taps + 1) if math.gcd(s, taps) == 1)
    return [round(FIRST_HUE + 360 * (step * tap % taps) / taps) % 360 for tap in range(taps)]
