"""One colour per role, and one hue per kernel tap, for stage and charts alike.

The roles themselves (input blue, output green) are theme colours, see
``.streamlit/config.toml``; only the taps need as many hues as a kernel has cells.
"""

import math

FIRST_HUE = 25
"""Degrees in OKLCH: with it four taps stay away from input blue and output green."""

LIGHT, LIGHT_CHANGE, DARKEST_HUE = 0.6, 0.08, 330
"""Of the taps' colours: hues that look alike to a colour-blind eye differ in lightness."""

_SIX = (0, 3, 5, 1, 4, 2)
"""Six hues have no step but to the next one, and 145 beside 205 is one colour to some eyes."""

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
    [25, 295, 205, 115]
    """
    # A stride through the circle that visits every hue once. That near 6/19 of it keeps neighbours
    # of kernels from 2×2 to 5×5 farthest apart, for colour-blind eyes, too.
    step = next(s for s in range(math.ceil(6 * taps / 19), taps + 1) if math.gcd(s, taps) == 1)
    order = _SIX if taps == len(_SIX) else [step * tap % taps for tap in range(taps)]
    return [round(FIRST_HUE + 360 * place / taps) % 360 for place in order]


def tap_light(hue: int) -> float:
    """Return the lightness, in OKLCH, of a tap's colour."""
    return LIGHT - LIGHT_CHANGE * math.cos(math.radians(hue - DARKEST_HUE))


def tap_colours(taps: int) -> list[str]:
    """Return one colour per tap for print, as six hexadecimal digits: the stage's, on paper.

    >>> tap_colours(2)
    ['be4240', '00a7bc']
    """
    return [_hexadecimal(tap_light(hue), 0.16, math.radians(hue)) for hue in tap_hues(taps)]


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
