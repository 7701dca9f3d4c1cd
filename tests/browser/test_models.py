"""The models page in Chromium: draw and compare, remove noise, several digits, a phone."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from app import gallery

Open = Callable[..., Page]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
REBUILDING = [one.name for one in gallery.present() if one.task != "segment"]

_PIXELS = """async (image) => {
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
  return [canvas.height, canvas.width, Array.from(data).filter((_, i) => i % 4 === 0)];
}"""


@pytest.fixture
def models_page(open_page: Open) -> Open:
    """Open the page through the navigation, as a visitor does."""

    def open_it(**options: Any) -> Page:
        page = open_page("/", **options)
        menu = page.get_by_test_id("stExpandSidebarButton")
        link = page.get_by_role("link", name="Models")
        expect(link.or_(menu).first).to_be_visible()
        if menu.is_visible():
            menu.click()
        link.click()
        expect(page.locator(".lineup .mse")).to_have_count(len(REBUILDING), timeout=40_000)
        expect(page.get_by_role("button", name="Ready-made digit 9")).to_be_visible()
        close = page.get_by_test_id("stSidebarCollapseButton").get_by_role("button")
        if close.is_visible():
            close.click()
        page.locator(".pad canvas").click(trial=True)
        return page

    return open_it


def _view(page: Page, name: str, section: str) -> None:
    page.get_by_role("radio", name=name).click()
    expect(page.locator(section)).to_be_visible()


def _pixels(page: Page, alt: str) -> NDArray[np.float64]:
    rows, columns, values = page.get_by_alt_text(alt, exact=True).evaluate(_PIXELS)
    return np.array(values, float).reshape(rows, columns)


def _draw(page: Page, points: list[tuple[float, float]]) -> None:
    """Draw one stroke with the mouse; points are parts of the canvas' side."""
    box = page.locator(".pad canvas").bounding_box()
    assert box
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=3)
    page.mouse.up()


def _zero(x: float = 0.5, y: float = 0.5, size: float = 0.3) -> list[tuple[float, float]]:
    turns = [2 * math.pi * i / 16 for i in range(17)]
    return [(x - 0.6 * size * math.sin(t), y - size * math.cos(t)) for t in turns]


def _error(page: Page, name: str) -> float:
    return float(page.locator(f'[data-model="{name}"] .mse').inner_text())


def test_a_zero_drawn_with_the_mouse_is_rebuilt_by_every_model(models_page: Open) -> None:
    page = models_page()

    _draw(page, _zero())

    expect(page.locator('.lineup[data-drawing="1"]')).to_be_visible()
    seen = _pixels(page, "your digit as the models see it")
    assert seen[12:16, 12:16].max() == 0, "paper in the middle of a zero"
    for name in REBUILDING:
        card = page.locator(f'[data-model="{name}"]')
        rows, columns, values = card.get_by_role("img").evaluate(_PIXELS)
        rebuilt = np.array(values, float).reshape(rows, columns)
        assert rebuilt[4:9].max() > 60, f"{name} has ink at the top"
        # The shown number is the shown pictures' difference; cut off at black and white.
        off = np.square((seen - rebuilt) / 255).mean()
        assert _error(page, name) == pytest.approx(off, rel=0.1, abs=2e-5)


def test_the_first_view_shows_the_drawing_and_all_pictures(models_page: Open) -> None:
    page = models_page()

    pictures = page.locator(".lineup .card img").all()

    assert len(pictures) == 1 + len(REBUILDING)
    # Two lines of six on a laptop, the second line's pictures whole.
    assert max(_bottom(picture.bounding_box()) for picture in pictures[:12]) <= 768


def _bottom(box: Any) -> float:
    return float(box["y"] + box["height"])


def test_cards_can_be_sorted_by_their_error(models_page: Open) -> None:
    page = models_page()

    page.get_by_role("combobox", name="Sort by").click()
    page.get_by_role("option", name="Error").click()

    expect(page.locator(".lineup .card").nth(1)).to_have_attribute("data-model", "keras_cae")
    errors = [float(each) for each in page.locator(".lineup .mse").all_inner_texts()]
    assert errors == sorted(errors)


def test_more_noise_leaves_more_error(models_page: Open) -> None:
    page = models_page()
    _view(page, "Remove noise", ".spoilt")
    clean, before = _pixels(page, "your clean digit"), page.locator(".before")
    little = float(before.inner_text())

    slider = page.get_by_role("slider", name="Noise (standard deviation)")
    slider.focus()
    for _ in range(4):
        slider.press("ArrowRight")

    expect(before).not_to_have_text(f"{little:g}")
    page.wait_for_function(
        "was => Number(document.querySelector('.before').textContent) > 1.15 * was", arg=little
    )
    spoilt = _pixels(page, "your digit, spoilt")
    rebuilt = _pixels(page, "what the model makes of it")
    assert np.abs(rebuilt - clean).mean() < np.abs(spoilt - clean).mean() / 3


def test_several_digits_are_drawn_and_named(models_page: Open) -> None:
    page = models_page()
    _view(page, "Several digits", ".apart")
    expect(page.locator(".scene span")).not_to_have_count(0)
    expect(page.get_by_role("button", name="Ready-made digit 9")).to_have_count(0)

    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("The canvas is empty")).to_be_visible()
    _draw(page, _zero(0.25, 0.3, 0.16))
    _draw(page, [(0.72, 0.55), (0.71, 0.7), (0.7, 0.86)])

    expect(page.locator('.apart[data-drawing="3"]')).to_be_visible()
    named = page.locator(".scene span").all_inner_texts()
    assert {"0", "1"} <= set(named)

    page.get_by_role("button", name="Show the ready-made scene").click()
    expect(page.locator('.apart[data-drawing="4"]')).to_be_visible()


def test_a_channel_of_the_code_switched_off_changes_the_picture(models_page: Open) -> None:
    page = models_page()
    _view(page, "Inside a model", ".inside")
    assert _pixels(page, "what switching off changes").max() == 0

    page.locator(".st-key-inside_off_keras_cae_2").get_by_text("4", exact=True).click()

    expect(page.locator(".inside .cut")).to_be_visible()
    assert _pixels(page, "what switching off changes").max() > 60


def test_the_drawing_is_the_same_on_the_draw_page(models_page: Open) -> None:
    page = models_page()
    page.get_by_role("button", name="Ready-made digit 7").click()
    expect(page.locator('.lineup[data-drawing="1"]')).to_be_visible()

    page.get_by_role("link", name="Draw a digit").click()

    expect(page.locator('.results[data-drawing="1"] .mse')).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_cuts_nothing_off(models_page: Open, scheme: str) -> None:
    page = models_page(color_scheme=scheme, **PHONE)
    for name, section in (
        ("All models", ".lineup"),
        ("Remove noise", ".spoilt"),
        ("Four ways to enlarge", ".upsamplers"),
        ("Several digits", ".apart"),
        ("Inside a model", ".inside"),
    ):
        _view(page, name, section)
        widest = page.evaluate(
            """() => Math.max(...[...document.querySelectorAll('.st-key-models *')].map(
              (element) => element.getBoundingClientRect().right))"""
        )
        assert widest <= 390, name
        assert page.evaluate("document.documentElement.scrollWidth") == 390
