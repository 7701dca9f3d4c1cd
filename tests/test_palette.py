"""Colours that mean something are told apart by the three common kinds of colour-blind eyes, too.

Either they are far enough apart to each kind of eye, or a second sign says the same: here they
are, by name. ``tests/seen.py`` has the eyes and the distance.
"""

import re
import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from app.shared.palette import (
    DARKEST_HUE,
    DIGITS,
    LIGHT,
    LIGHT_CHANGE,
    tap_colours,
    tap_hues,
    tap_light,
)
from tests.seen import EYES, Colour, apart, by, ciede2000, hexadecimal, mixed, oklch

ROOT = Path(__file__).parents[1]
STAGE = (ROOT / "app/stage/assets/stage.css").read_text(encoding="utf-8")
THEMES = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]

TOLD_APART = 8.0
"""By CIEDE2000, of which 1 is just seen where two colours meet."""

BY_COLOUR = {
    "input and output": ("blueColor", "greenColor"),
    "input and tap": ("blueColor", "violetColor"),
    "output and tap": ("greenColor", "violetColor"),
    "output, and what is taken away from it": ("greenColor", "orangeColor"),
    "input, and a note or a mistake": ("blueColor", "orangeColor"),
    "tap, and a note or a mistake": ("violetColor", "orangeColor"),
}
"""What colour alone says, with the theme's names."""

BY_A_SECOND_SIGN = {
    "a cell that differs": (r"\.cell\.differs rect {[^}]*stroke-dasharray", STAGE),
    "a cell that padding has cut": (r"\.cell\.ghost text {[^}]*line-through", STAGE),
    "a cell that padding will cut": (r"\.cell\.doomed rect {[^}]*stroke-dasharray", STAGE),
    "a ring of zeros": (r"\.cell\.ring rect {[^}]*stroke-dasharray", STAGE),
    "a zero put in": (r"\.cell\.zero rect {[^}]*url\(#hatch\)", STAGE),
    "a typed cell": (r"\.cell\.typed text {[^}]*underline", STAGE),
}
"""What a pattern or a line says, too."""

SHAPES = [(rows, columns) for rows in range(1, 6) for columns in range(1, 6) if rows * columns > 1]
"""All kernels that a slider makes, a number of its own for each axis."""


def theme(name: str) -> dict[str, Colour]:
    return {key: hexadecimal(value) for key, value in THEMES[name].items() if key.endswith("Color")}


def neighbours(rows: int, columns: int) -> list[tuple[int, int]]:
    taps = range(rows * columns)
    beside = [(tap, tap + 1) for tap in taps if tap % columns < columns - 1]
    return [*beside, *((tap, tap + columns) for tap in taps if tap < (rows - 1) * columns)]


def taps(count: int, ink: Colour) -> list[Colour]:
    """Return the frames of a kernel's cells, as the stage's style sheet mixes them."""
    return [mixed(oklch(tap_light(hue), 0.16, hue), 88, ink) for hue in tap_hues(count)]


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, -1, 2), (50, 0, 0), 2.3669),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373),
    ],
)
def test_the_distance_is_that_of_the_published_pairs(
    first: tuple[float, ...], second: tuple[float, ...], distance: float
) -> None:
    found = ciede2000(np.array(first, float), np.array(second, float))
    assert found == pytest.approx(distance, abs=1e-4)


@pytest.mark.parametrize("eye", EYES)
def test_grey_looks_grey_to_every_eye(eye: str) -> None:
    grey = hexadecimal("#808080")
    assert apart(by(eye, grey), grey) < 0.5


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("what", BY_COLOUR)
def test_what_colour_alone_says_is_told_apart(what: str, name: str, eye: str) -> None:
    first, second = (by(eye, theme(name)[key]) for key in BY_COLOUR[what])
    assert apart(first, second) >= TOLD_APART


@pytest.mark.parametrize("what", BY_A_SECOND_SIGN)
def test_what_colour_does_not_say_a_pattern_says(what: str) -> None:
    pattern, where = BY_A_SECOND_SIGN[what]
    assert re.search(pattern, where)


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("rows", "columns"), SHAPES)
def test_neighbouring_taps_are_told_apart(rows: int, columns: int, name: str, eye: str) -> None:
    """All taps of 5×5 cannot be: 25 colours on the line that such an eye sees."""
    seen = [by(eye, colour) for colour in taps(rows * columns, theme(name)["textColor"])]
    nearest = min(apart(seen[a], seen[b]) for a, b in neighbours(rows, columns))
    assert nearest >= TOLD_APART


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_tap_s_frame_stands_out_from_the_paper(name: str) -> None:
    """WCAG 2.2, 1.4.11, whichever hue it is: a larger kernel has all of them."""
    colours = theme(name)
    paper = _luminance(colours["backgroundColor"])
    for hue in range(360):
        frame = _luminance(mixed(oklch(tap_light(hue), 0.16, hue), 88, colours["textColor"]))
        light, dark = sorted((frame, paper), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_weight_in_a_sentence_can_be_read(name: str) -> None:
    """WCAG 2.2, 1.4.3 asks for 4.5; the lightness that tells frames apart would make it 4.2."""
    assert "oklch(0.6 0.17 var(--h)) 75%, var(--ink)" in STAGE
    colours = theme(name)
    paper = _luminance(colours["backgroundColor"])
    for hue in range(0, 360, 5):
        text = _luminance(mixed(oklch(0.6, 0.17, hue), 75, colours["textColor"]))
        light, dark = sorted((text, paper), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def _luminance(colour: Colour) -> float:
    light = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    return float(np.array([0.2126, 0.7152, 0.0722]) @ light)


def test_style_sheets_script_and_print_have_one_lightness_per_hue() -> None:
    formula = rf"{LIGHT} - {LIGHT_CHANGE} \* cos\(\(var\(--h\) - {DARKEST_HUE}\) \* 1deg\)"
    course = (ROOT / "app/course/assets/course.css").read_text(encoding="utf-8")
    script = (ROOT / "app/stage/assets/theme.js").read_text(encoding="utf-8")
    assert re.search(formula, STAGE)
    assert re.search(formula, course)
    assert f"{LIGHT} - {LIGHT_CHANGE} * Math.cos(((hue - {DARKEST_HUE})" in script
    for hue, printed in zip(tap_hues(9), tap_colours(9), strict=True):
        assert apart(hexadecimal(f"#{printed}"), oklch(tap_light(hue), 0.16, hue)) < 0.5


def test_of_ten_inks_the_digit_beside_is_the_second_sign() -> None:
    """Ten colours cannot be ten to every eye; none is another's twin to the common one."""
    inks = [np.array(ink) for ink in DIGITS]
    assert min(apart(*pair) for pair in combinations(inks, 2)) >= TOLD_APART
