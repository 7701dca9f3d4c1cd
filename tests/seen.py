"""Colours as they are seen: mixed as in the style sheets, by several eyes, and how far apart.

Sources: Ottosson 2020 (OKLab); Machado, Oliveira and Fernandes 2009, "A Physiologically-based
Model for Simulation of Color Vision Deficiency" (the matrices for severity 1, which Chromium's own
simulation uses); Sharma, Wu and Dalal 2005 (CIEDE2000, with the pairs that test it).
"""

import math

import numpy as np
from numpy.typing import NDArray

Colour = NDArray[np.float64]
"""Red, green and blue from 0 to 1, as sRGB has them."""

MACHADO: dict[str, list[list[float]]] = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
"""By kind: from linear light to the linear light that looks alike to such an eye."""

EYES = ("common", *MACHADO)

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_TO_XYZ = np.array(
    [
        [0.4123907993, 0.3575843394, 0.1804807884],
        [0.2126390059, 0.7151686788, 0.0721923154],
        [0.0193308187, 0.1191947798, 0.9505321522],
    ]
)
_WHITE = _TO_XYZ @ np.ones(3)


def hexadecimal(text: str) -> Colour:
    """Return the colour that a style sheet writes as "#2c6bb3"."""
    return np.array([int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def linear(colour: Colour) -> Colour:
    """Return the light of a colour."""
    return np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)


def encoded(light: Colour) -> Colour:
    """Return the colour of a light; what a screen cannot show is cut."""
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def oklch(light: float, chroma: float, hue: float) -> Colour:
    """Return the colour of a style sheet's ``oklch()``, the hue in degrees."""
    angle = math.radians(hue)
    return _from_oklab(np.array([light, chroma * math.cos(angle), chroma * math.sin(angle)]))


def mixed(first: Colour, percent: float, second: Colour) -> Colour:
    """Return ``color-mix(in oklab, first percent%, second)``."""
    part = percent / 100
    return _from_oklab(part * _to_oklab(first) + (1 - part) * _to_oklab(second))


def by(eye: str, colour: Colour) -> Colour:
    """Return what a colour looks like to one of ``EYES``."""
    if eye == "common":
        return colour
    return encoded(np.array(MACHADO[eye]) @ linear(colour))


def apart(first: Colour, second: Colour) -> float:
    """Return how far two colours are apart by CIEDE2000: 1 is just seen side by side."""
    return ciede2000(_to_lab(first), _to_lab(second))


def ciede2000(first: Colour, second: Colour) -> float:
    """Return the distance of two colours in CIELAB, by the letters of Sharma et al."""
    (l1, a1, b1), (l2, a2, b2) = first, second
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    grey = 1 + 0.5 * (1 - math.sqrt(mean**7 / (mean**7 + 25**7)))
    c1, c2 = math.hypot(grey * a1, b1), math.hypot(grey * a2, b2)
    h1, h2 = (math.degrees(math.atan2(b, grey * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    lightness, chroma = l2 - l1, c2 - c1
    hue = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    l_mean, c_mean = (l1 + l2) / 2, (c1 + c2) / 2
    h_mean = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    t = (
        1
        - 0.17 * math.cos(math.radians(h_mean - 30))
        + 0.24 * math.cos(math.radians(2 * h_mean))
        + 0.32 * math.cos(math.radians(3 * h_mean + 6))
        - 0.20 * math.cos(math.radians(4 * h_mean - 63))
    )
    s_l = 1 + 0.015 * (l_mean - 50) ** 2 / math.sqrt(20 + (l_mean - 50) ** 2)
    s_c, s_h = 1 + 0.045 * c_mean, 1 + 0.015 * c_mean * t
    twist = 30 * math.exp(-(((h_mean - 275) / 25) ** 2))
    r = -math.sin(math.radians(2 * twist)) * 2 * math.sqrt(c_mean**7 / (c_mean**7 + 25**7))
    return math.sqrt(
        (lightness / s_l) ** 2
        + (chroma / s_c) ** 2
        + (hue / s_h) ** 2
        + r * (chroma / s_c) * (hue / s_h)
    )


def _to_oklab(colour: Colour) -> Colour:
    return _TO_OKLAB @ np.cbrt(_TO_LMS @ linear(colour))


def _from_oklab(lab: Colour) -> Colour:
    return encoded(np.linalg.solve(_TO_LMS, np.linalg.solve(_TO_OKLAB, lab) ** 3))


def _to_lab(colour: Colour) -> Colour:
    ratio = _TO_XYZ @ linear(colour) / _WHITE
    x, y, z = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])
