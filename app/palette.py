"""One colour per role, and one hue per kernel tap, for stage and charts alike.

The roles themselves (input blue, output green) are theme colours, see
``.streamlit/config.toml``; only the taps need as many hues as a kernel has cells.
"""

import math

FIRST_HUE = 25
"""Degrees in OKLCH: with it four taps stay away from input blue and output green."""


def tap_hues(taps: int) -> list[int]:
    """Return one hue per tap, in degrees, evenly spread, neighbours far apart.

    >>> tap_hues(4)
    [25, 115, 205, 295]
    """
    # A stride through the circle that is near 3/8 of it and visits every hue once.
    step = next(s for s in range(max(1, 3 * taps // 8), taps + 1) if math.gcd(s, taps) == 1)
    return [round(FIRST_HUE + 360 * (step * tap % taps) / taps) % 360 for tap in range(taps)]
