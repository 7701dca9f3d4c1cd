"""A beside B: one step and one cursor for both, and the cells that differ as Python says."""

import itertools
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect

from app.lab import session
from tests.browser.lab import press
from tests.browser.mounted import mount

Open = Callable[..., Page]

TWO_CUTS = {"fw": "keras", "i": "2x2", "k": "3", "s": "2", "p": "same", "vs": "fw.pytorch"}
STRIDES = {"i": "2x2", "k": "3", "s": "2", "vs": "set.stride.1"}
BOTH_WAYS = {"op": "convolution", "i": "4x4", "k": "3", "s": "1", "r": "slide", "vs": "back"}
WRONG = {"m": "unturned"}
ZEROS = {"i": "2x2", "k": "3", "s": "2", "p": "1", "o": "1", "m": "zeros_added"}
ACTIVATIONS = STRIDES | {"b": "-9", "a": "relu", "vs": "act.sigmoid"}
FOLLOWED = ZEROS | {"b": "-9", "a": "relu"}
PHONE = {"viewport": {"width": 390, "height": 844}}


def message(link: dict[str, str]) -> Any:
    return session.message(session.opened(link), {}, embedded=False)


def compared(open_page: Open, link: dict[str, str], **options: Any) -> Page:
    """Show a comparison on a page of its own, as the lab's component does."""
    page = mount(open_page, "stage", "<div class='lab'></div>", message(link), **options)
    # Room for the bar that every page of the app has: the way to the course stands in it.
    page.evaluate("document.body.style.marginTop = '3.75rem'")
    expect(page.locator('[data-panel^="b.b-result"] .cell').first).to_be_attached()
    return page


def marked(page: Page, panel: str, kind: str) -> set[str]:
    """Return the cells of a panel that are marked, by their own names."""
    names = page.locator(f'[data-panel="{panel}"] .apart').evaluate_all(
        "cells => cells.map((cell) => cell.dataset.cell)"
    )
    return {name.removeprefix(f"{kind}:") for name in names}


def told(marks: list[list[list[int]]]) -> set[str]:
    """Return the cells that Python marks."""
    return {
        f"{c},{y},{x}"
        for c, grid in enumerate(marks)
        for y, line in enumerate(grid)
        for x, mark in enumerate(line)
        if mark in (1, 2)
    }


def cell(page: Page, panel: str, name: str) -> Any:
    return page.locator(f'[data-panel="{panel}"] [data-cell="{name}"]')


@pytest.mark.parametrize("link", [TWO_CUTS, STRIDES, WRONG, ZEROS], ids=lambda link: str(link))
def test_the_cells_that_differ_are_those_that_python_says(
    open_page: Open, link: dict[str, str]
) -> None:
    page = compared(open_page, link)
    sides = message(link)["compare"]["sides"]

    assert marked(page, "a-result", "out") == told(sides[0]["marks"])
    assert marked(page, "b.b-result", "b.out") == told(sides[1]["marks"])
    expect(page.locator(".differing")).to_have_text(message(link)["compare"]["counts"])


@pytest.mark.parametrize("link", [ACTIVATIONS, FOLLOWED], ids=lambda link: str(link))
def test_what_follows_the_sums_is_what_is_compared(open_page: Open, link: dict[str, str]) -> None:
    page = compared(open_page, link)
    sent = message(link)["compare"]

    for panel, side, kind in (("a-after", 0, "out"), ("b.b-after", 1, "b.out")):
        expect(page.locator(f'[data-panel="{panel}"] .cell').first).to_be_attached()
        assert marked(page, panel, kind) == told(sent["sides"][side]["marks"])
        assert marked(page, panel.replace("after", "result"), kind) == set()
    expect(page.locator(".differing")).to_have_text(sent["counts"])


def test_one_step_moves_both_and_one_cursor_lights_both(open_page: Open) -> None:
    page = compared(open_page, STRIDES)
    numbers = page.locator('[data-panel$="result"] .cell text:not(:empty)')

    # It begins where everything is there: 25 numbers of A and 16 of B.
    expect(numbers).to_have_count(25 + 16)
    press(page, "Home")
    # The first stamp: 9 numbers on each side.
    expect(numbers).to_have_count(9 + 9)
    press(page, "ArrowRight")
    expect(page.locator(".sentence")).to_contain_text("columns 2–4")
    expect(page.locator(".sentence")).to_contain_text("columns 1–3")

    press(page, "End")
    cell(page, "a-result", "out:0,1,1").hover()
    expect(cell(page, "b.b-result", "b.out:0,1,1")).to_have_class(re.compile("main|lit"))
    expect(page.locator(".sentence")).to_contain_text("A y[1,1] = 1·5 = 5")
    expect(page.locator(".sentence")).to_contain_text("B y[1,1] = 1·5 + 2·4 + 3·2 + 4·1 = 23")
    # Row 4 is A's alone.
    cell(page, "a-result", "out:0,4,4").hover()
    expect(page.locator(".sentence")).to_contain_text("no such cell")


def test_a_cell_pinned_in_b_is_in_the_link_and_pinned_when_it_opens(open_page: Open) -> None:
    """Stride 1 beside 2: b.out is B's own cell, whose sum has four terms where A's has one."""
    page = compared(open_page, STRIDES)
    cell(page, "b.b-result", "b.out:0,1,1").click()
    page.get_by_role("button", name="Take away").click()
    link = page.get_by_label("Link to this step").input_value()

    parameters = dict(parse_qsl(urlsplit(link).query))
    assert parameters["pin"] == "b.out,0,1,1"
    again = compared(open_page, parameters)
    expect(again.locator(".sentence")).to_contain_text("B y[1,1] = 1·5 + 2·4 + 3·2 + 4·1 = 23")
    # A cell that B does not have pins nothing.
    nowhere = compared(open_page, parameters | {"pin": "b.out,0,4,4"})
    expect(nowhere.locator(".sentence")).to_contain_text("Input [1,1] = 4")


def test_two_cuts_stand_around_their_full_output(open_page: Open) -> None:
    page = compared(open_page, TWO_CUTS)
    cell(page, "a-result", "out:0,1,1").hover()

    # The same address in both; in the full output two places.
    for name in ("full:0,1,1", "full:0,2,2"):
        expect(cell(page, "full", name)).to_have_class(re.compile("main"))
    expect(page.locator('[data-panel="full"] .main')).to_have_count(2)
    # A place of the full output is one cell of A and another of B.
    cell(page, "full", "full:0,2,2").hover()
    expect(cell(page, "a-result", "out:0,2,2")).to_have_class(re.compile("main"))
    expect(cell(page, "b.b-result", "b.out:0,1,1")).to_have_class(re.compile("main"))
    expect(page.locator(".outlines rect")).to_have_count(4)


def test_no_frame_of_a_comparison_strikes_through_the_numbers_beside_a_grid(
    open_page: Open,
) -> None:
    page = compared(open_page, TWO_CUTS)
    expect(page.locator(".outlines rect")).to_have_count(4)
    struck = page.locator(".board > svg").evaluate(
        """svg => {
          const edges = [...svg.querySelectorAll(".outlines rect")].flatMap((rect) => {
            const { x, y, right, bottom } = rect.getBoundingClientRect();
            return [[x, y, right, y], [x, y, x, bottom]];
          });
          // A digit is as high as its letters' upper half: the box of a text has room below it.
          const texts = [...svg.querySelectorAll(".labels text")].filter((one) => one.textContent);
          return texts.filter((text) => {
            const box = text.getBoundingClientRect();
            const foot = box.y + 0.78 * box.height;
            return edges.some(([left, top, right, bottom]) =>
              left < box.right - 0.5 && right > box.x + 0.5 && top < foot && bottom > box.y);
          }).map((one) => one.textContent);
        }"""
    )
    assert page.locator(".labels text").count() > 20
    assert struck == []


def test_of_two_directions_hovering_either_lights_the_other(open_page: Open) -> None:
    page = compared(open_page, BOTH_WAYS)

    cell(page, "a-result", "out:0,1,0").hover()
    expect(cell(page, "b.input", "b.in:0,1,0")).to_have_class(re.compile("main|lit"))
    # What that cell reads there, its transpose writes here.
    read = page.locator('[data-panel="input"] :is(.lit, .main)')
    written = page.locator('[data-panel="b.b-result"] :is(.lit, .main)')
    expect(read).to_have_count(9)
    expect(written).to_have_count(9)
    cell(page, "b.b-result", "b.out:0,3,3").hover()
    expect(cell(page, "input", "in:0,3,3")).to_have_class(re.compile("main|lit"))


def test_a_phone_has_one_above_the_other(open_page: Open) -> None:
    page = compared(open_page, TWO_CUTS, **PHONE)
    boxes = [
        page.locator(f'[data-panel="{panel}"]').bounding_box()
        for panel in ("a-result", "full", "b.b-result")
    ]

    for above, below in itertools.pairwise(boxes):
        assert above
        assert below
        assert above["y"] + above["height"] <= below["y"] + 1
        assert below["x"] + below["width"] <= 390


def test_both_can_be_taken_away_as_a_picture(open_page: Open) -> None:
    page = compared(open_page, TWO_CUTS)
    page.get_by_role("button", name="Take away").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="SVG").click()
    name = waiting.value.suggested_filename
    text = waiting.value.path().read_text(encoding="utf-8")

    assert name == "keras-beside-pytorch-step-6.svg"
    for said in ("A Keras", "B PyTorch", "Full output", ">36<", ">55<"):
        assert said in text
    opened = page.evaluate(
        """async (text) => {
          const image = new Image();
          image.src = URL.createObjectURL(new Blob([text], {type: "image/svg+xml"}));
          await image.decode();
          return [image.naturalWidth, image.naturalHeight];
        }""",
        text,
    )
    assert min(opened) > 100
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PNG").click()
    assert waiting.value.path().read_bytes()[:4] == b"\x89PNG"
    with page.expect_download() as waiting:
        page.get_by_role("button", name="GIF").click()
    assert waiting.value.suggested_filename == "keras-beside-pytorch.gif"
    assert waiting.value.path().read_bytes()[:6] == b"GIF89a"


def test_a_pair_is_chosen_and_its_link_opens_it_again(open_page: Open) -> None:
    page = open_page("/?i=2x2&k=3&s=2")
    page.get_by_role("combobox", name="Compare").select_option("set.stride")
    expect(page.locator('[data-panel="b.b-result"] .cell')).to_have_count(16)
    expect(page).to_have_url(re.compile(r"vs=set\.stride\.1"))
    # What a slider would show of both is told before it moves.
    slider = page.get_by_role("slider", name="Kernel")
    slider.focus()
    expect(page.locator(".row[data-told]", has=slider)).to_have_count(1)
    slider.press("ArrowLeft")
    expect(page.locator('[data-panel="b.b-result"] .cell')).to_have_count(9)
    slider.press("ArrowRight")
    expect(page.locator('[data-panel="b.b-result"] .cell')).to_have_count(16)
    # B's number is its own; A's numbers are both's.
    field = page.get_by_role("spinbutton", name="B's stride")
    field.fill("3")
    field.press("Enter")
    expect(page.locator('[data-panel="b.b-result"] .cell')).to_have_count(36)
    page.reload()
    expect(page.locator('[data-panel="b.b-result"] .cell')).to_have_count(36)
    page.get_by_role("button", name="Close").click()
    expect(page.locator('[data-panel="b.b-result"]')).to_have_count(0)
    expect(page).not_to_have_url(re.compile("vs="))
