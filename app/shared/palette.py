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


def tap_colours(taps: int) -> list[str]:
    """Return one colour per tap for print, as six hexadecimal digits: the stage's, on paper.

    >>> tap_colours(2)
    ['e3645e', '00acc0']
    """
    return [_hexadecimal(0.66, 0.16, math.radians(hue)) for hue in tap_hues(taps)]


def _hexadecimal(light: float, chroma: float, hue: float) -> str:
    """Return a colour of OKLCH in sRGB, what lies outside of it cut (Ottosson 2020)."""
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "".join(f"{round(255 * _gamma(min(max(one, 0.0), 1.0))):02x}" for one in linear)


def _gamma(linear: float) -> float:
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
