"""The models page in Chromium: draw and compare, remove noise, several digits, a phone."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from app.shared import networks
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.digits import ready_made
from core.autoencoders.drawing import prepare
from core.autoencoders.inference import rebuild
from tests.browser.pad import PHONE, draw, picture, pixels, with_canvas, zero

Open = Callable[..., Page]
REBUILDING = [one.name for one in networks.present() if one.task != "segment"]


@pytest.fixture
def models_page(open_page: Open) -> Open:
    def open_it(**options: Any) -> Page:
        page = open_page("/models", **options)
        with_canvas(page, page.locator(".lineup .mse"), len(REBUILDING))
        return page

    return open_it


def _view(page: Page, name: str, section: str) -> None:
    page.get_by_role("radio", name=name).click()
    expect(page.locator(section)).to_be_visible()


def _error(page: Page, name: str) -> float:
    return float(page.locator(f'[data-model="{name}"] .mse').inner_text())


def test_a_zero_drawn_with_the_mouse_is_rebuilt_by_every_model(models_page: Open) -> None:
    page = models_page()

    draw(page, zero())

    expect(page.locator('.lineup[data-drawing="1"]')).to_be_visible()
    seen = picture(page, "your digit as the models see it")
    assert seen[12:16, 12:16].max() == 0, "paper in the middle of a zero"
    for name in REBUILDING:
        card = page.locator(f'[data-model="{name}"]')
        rebuilt = pixels(card.get_by_role("img"))
        assert rebuilt[4:9].max() > 60, f"{name} has ink at the top"
        # The shown number is the shown pictures' difference.
        off = np.square((seen - rebuilt) / 255).mean()
        if ARCHITECTURES[name].layers[-1].activation == "linear":
            # Its values may leave 0..1, and then count; a picture cuts them off, which can
            # only bring them nearer to what is wanted.
            assert 0.95 * off <= _error(page, name) < 1.5 * off
        else:
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
    last = page.locator(".lineup .card").last
    before = last.get_attribute("data-model") or ""

    page.get_by_role("combobox", name="Sort by").click()
    page.get_by_role("option", name="Error").click()

    expect(last).not_to_have_attribute("data-model", before)
    expect(page.locator(".lineup .card").nth(1)).to_have_attribute("data-model", "keras_cae")
    errors = [float(each) for each in page.locator(".lineup .mse").all_inner_texts()]
    assert errors == sorted(errors)


def test_more_noise_leaves_more_error(models_page: Open) -> None:
    page = models_page()
    _view(page, "Remove noise", ".spoilt")
    clean, before = (
        picture(page, "your clean digit"),
        page.locator(".before"),
    )
    little = float(before.inner_text())

    slider = page.get_by_role("slider", name="Noise (standard deviation)")
    slider.focus()
    for _ in range(4):
        slider.press("ArrowRight")

    expect(before).not_to_have_text(f"{little:g}")
    page.wait_for_function(
        "was => Number(document.querySelector('.before').textContent) > 1.15 * was", arg=little
    )
    spoilt = picture(page, "your digit, spoilt")
    rebuilt = picture(page, "what the model makes of it")
    assert np.abs(rebuilt - clean).mean() < np.abs(spoilt - clean).mean() / 3


def test_several_digits_are_drawn_and_named(models_page: Open) -> None:
    page = models_page()
    _view(page, "Several digits", ".apart")
    expect(page.locator(".scene span")).not_to_have_count(0)
    expect(page.get_by_role("button", name="Ready-made digit 9")).to_have_count(0)

    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("The canvas is empty")).to_be_visible()
    draw(page, zero(0.25, 0.3, 0.16))
    draw(page, [(0.72, 0.55), (0.71, 0.7), (0.7, 0.86)])

    expect(page.locator('.apart[data-drawing="3"]')).to_be_visible()
    named = page.locator(".scene span").all_inner_texts()
    assert {"0", "1"} <= set(named)

    page.get_by_role("button", name="Show the ready-made scene").click()
    expect(page.locator('.apart[data-drawing="4"]')).to_be_visible()


def test_a_channel_of_the_code_switched_off_changes_the_picture(models_page: Open) -> None:
    page = models_page()
    _view(page, "Inside a model", ".inside")
    assert picture(page, "what switching off changes").max() == 0

    page.locator(".st-key-inside_off_keras_cae_2").get_by_text("4", exact=True).click()

    expect(page.locator(".inside .cut")).to_be_visible()
    assert picture(page, "what switching off changes").max() > 60


def test_the_drawing_is_the_same_on_the_draw_page(models_page: Open) -> None:
    page = models_page()
    page.get_by_role("button", name="Ready-made digit 7").click()
    expect(page.locator('.lineup[data-drawing="1"]')).to_be_visible()

    page.get_by_role("link", name="Draw a digit").click()

    expect(page.locator('.results[data-drawing="1"] .mse')).to_be_visible()


def test_the_preparation_is_left_out_on_both_pages_at_once(models_page: Open) -> None:
    page = models_page()
    prepared = picture(page, "your digit as the models see it")
    before = _error(page, "dense_2")
    expect(page.locator(".card .proper")).to_have_count(0)

    page.get_by_text("Black and white swapped").click()
    expect(page.locator(".card .proper")).to_have_count(len(REBUILDING))

    np.testing.assert_allclose(
        picture(page, "your digit as the models see it"), 255 - prepared, atol=1
    )
    assert _error(page, "dense_2") > 10 * before
    page.get_by_text("Without this preparation").click()
    expect(page.locator(".preparation.skipped")).to_be_visible()
    page.get_by_role("link", name="Draw a digit").click()
    expect(page.locator(".st-key-draw .preparation.skipped")).to_be_visible()
    page.get_by_text("Without this preparation").click()
    page.get_by_text("Black and white swapped").click()
    expect(page.locator(".preparation.skipped")).to_have_count(0)
    expect(page.get_by_text("Black and white are swapped")).to_have_count(0)
    again = picture(page, "your digit as the model sees it")
    np.testing.assert_allclose(again, prepared, atol=1)


def test_values_of_any_model_are_read_out_and_its_maps_are_its_own(models_page: Open) -> None:
    page = models_page()
    _view(page, "Inside a model", ".inside")
    page.get_by_role("button", name="Layer 3, larger").click()
    expect(page.locator(".larger canvas")).to_have_count(8)
    page.get_by_role("combobox", name="Model").click()
    # Typed, since only the options in view are there.
    page.keyboard.type("Fully connected")
    page.get_by_role("option", name="Fully connected, code of 2 numbers").click()
    code = page.get_by_label("layer 3, 2 maps")
    expect(code).to_be_visible()
    expect(page.locator(".larger canvas")).to_have_count(0)

    # Black and white are equally far from 0: only one of the two numbers is one of them.
    made = rebuild(networks.network("dense_2"), prepare(ready_made(3)).centred)
    numbers = made.maps[2][:, 0, 0]
    np.testing.assert_allclose(
        pixels(code)[0], 127.5 * (1 + numbers / np.abs(numbers).max()), atol=1
    )

    # Two numbers of 32 pixels each.
    code.hover(position={"x": 40, "y": 10})

    said = page.locator(".ladder .readout span")
    expect(said).to_have_text(re.compile("^Layer 3, map 1: "))
    shown = float(said.inner_text().rpartition(": ")[2].replace("−", "-"))
    assert shown == pytest.approx(made.maps[2][1, 0, 0], rel=0.006)


def test_every_class_of_every_pixel_is_read_out(models_page: Open) -> None:
    page = models_page()
    _view(page, "Several digits", ".apart")
    expect(page.locator('.ladder[data-drawing="0"]')).to_be_visible()

    # The eleventh map is that of the paper: third line, third column of maps of 56 and a gap.
    page.get_by_label("layer 8, 11 maps").hover(position={"x": 2 * 57 + 0.5, "y": 2 * 57 + 0.5})

    expect(page.locator(".ladder .readout span")).to_have_text(
        re.compile(r"^Layer 8, map 10, row 0, column 0: (1\.00|0\.9\d\d)$")
    )


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
