"""What the three readings share, and what each shows that the others do not."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from core.contributions import trace
from core.examples import BY_KEY
from tests.browser.lab import cell, example, numbers, press, ready, steps, title
from tests.browser.mounted import BARE, frames

Open = Callable[..., Page]
Play = Callable[..., Page]
ALL = ("stamp", "slide", "matrix")


@pytest.mark.parametrize("key", ["S8", "S9", "S12", "S14", "S1", "S21 top-down"])
def test_all_readings_at_once_end_equal_and_a_link_reopens_just_that(
    open_page: Open, key: str
) -> None:
    page = ready(open_page())
    example(page, key)
    page.get_by_role("button", name="Side by side").click()
    expect(page.locator('[data-panel^="output matrix"]').first).to_be_attached()
    press(page, "Home")
    total = steps(page)[1]
    for step in range(total):
        assert steps(page) == (step + 1, total)
        assert page.locator(".signs text").all_text_contents() == ["="] * (1 if key == "S1" else 2)
        press(page, "ArrowRight")

    again = ready(open_page(page.url.replace(page.url.split("/?")[0], "")))

    expect(again.locator(".together")).to_have_attribute("aria-pressed", "true")
    if key not in ("S1", "S21 top-down"):
        press(again, "End")
        for panel in ("output", "output slide", "output matrix"):
            assert numbers(again, panel) == BY_KEY[key].expected


def shift_windows(scene: Any) -> None:
    """Let the kernel read each place one output too late."""
    windows = scene["y"]["spread"]["windows"]
    scene["y"]["spread"]["windows"] = [windows[0], *windows[:-1]]


def marks(page: Page) -> list[str]:
    return page.locator(".signs text").all_text_contents()


def test_the_mark_between_two_results_says_when_they_differ(play: Play) -> None:
    """A scene whose slide reads wrong places: nothing but the mark would tell."""
    traced = trace([[1, 2], [3, 4]], [[1, 2], [3, 4]], stride=2)
    page = ready(play(traced, readings=ALL, spoil=shift_windows))
    press(page, "End")
    assert (
        numbers(page, "output slide") != numbers(page, "output matrix") == numbers(page, "output")
    )
    assert marks(page) == ["≠", "≠"]

    right = ready(play(traced, readings=("stamp", "matrix"), spoil=shift_windows))
    press(right, "End")
    assert marks(right) == ["="]


def test_the_mark_looks_at_the_step_in_hand(play: Play) -> None:
    """What differs in the last column and row only is equal until a step reaches it."""

    def last_window(scene: Any) -> None:
        windows = scene["y"]["spread"]["windows"]
        windows[-1] = windows[0]

    traced = trace([[1, 2], [3, 4]], [[1, 2], [3, 4]], stride=2)
    page = ready(play(traced, readings=ALL, walk="output", spoil=last_window))
    press(page, "End")
    assert marks(page) == ["≠", "≠"]
    # The thirteenth step from the end is that of y[0,3], the one before it that of y[0,2].
    press(page, "ArrowLeft", 12)
    assert marks(page) == ["≠", "≠"]
    press(page, "ArrowLeft")
    assert marks(page) == ["=", "="]


def test_rounding_makes_no_difference_to_the_mark(play: Play) -> None:
    drawn = np.random.default_rng(2026)
    traced = trace(drawn.normal(size=(4, 4)) * 1e6, drawn.normal(size=(3, 3)) / 7)
    page = ready(play(traced, readings=ALL))
    for _ in range(16):
        assert marks(page) == ["=", "="]
        press(page, "ArrowRight")


def test_results_are_equal_cell_by_cell_but_for_rounding(play: Play) -> None:
    page = play(trace([[1]], [[1]]))
    cases: list[tuple[str, dict[str, float], dict[str, float], bool]] = [
        ("the same", {"0,0,0": 3}, {"0,0,0": 3}, True),
        ("rounding", {"0,0,0": 0.1 + 0.2}, {"0,0,0": 0.3}, True),
        ("rounding of large numbers", {"0,0,0": 3e9 + 1}, {"0,0,0": 3e9}, True),
        ("a little more", {"0,0,0": 1}, {"0,0,0": 1.00001}, False),
        ("small, of another sign", {"0,0,0": 1e-5}, {"0,0,0": -1e-5}, False),
        ("of another sign", {"0,0,0": -3}, {"0,0,0": 3}, False),
        ("another cell", {"0,0,0": 3}, {"0,0,1": 3}, False),
        ("one cell more", {"0,0,0": 3}, {"0,0,0": 3, "0,0,1": 0}, False),
        ("one cell less", {"0,0,0": 3, "0,0,1": 0}, {"0,0,0": 3}, False),
    ]

    found = page.evaluate(
        """async cases => {
          const { agree, blank } = await import("stage/sums.js");
          const sums = (cells) => {
            const found = blank(1, 1, 2);
            for (const [name, sum] of Object.entries(cells)) found[0][0][Number(name[4])] = sum;
            return found;
          };
          return cases.map((results) => agree(results.map(sums)));
        }""",
        [[one, other] for _, one, other, _ in cases],
    )

    assert [(name, equal) for (name, _, _, _), equal in zip(cases, found, strict=True)] == [
        (name, equal) for name, _, _, equal in cases
    ]


def test_each_result_is_named_after_its_reading(play: Play) -> None:
    page = ready(play(trace([[1, 2], [3, 4]], [[1, 2], [3, 4]]), readings=ALL))

    assert [title(page, panel) for panel in ("output", "output slide", "output matrix")] == [
        "Sum of stamps",
        "Sums of the slide",
        "Matrix times input",
    ]
    lefts = [
        page.locator(f'[data-panel="{panel}"] .title').bounding_box()
        for panel in ("output", "output slide", "output matrix")
    ]
    across = [box["x"] for box in lefts if box]
    assert across == sorted(across)
    # Each result below its picture.
    for picture, result in (("plane 0,1,0 0", "output"), ("middle", "output slide")):
        above = page.locator(f'[data-panel="{picture}"] .title').bounding_box()
        below = page.locator(f'[data-panel="{result}"] .title').bounding_box()
        assert above
        assert below
        assert above["y"] < below["y"]


def test_on_a_phone_readings_are_tabs_of_one_step(open_page: Open) -> None:
    page = ready(open_page("/?r=stamp,slide,matrix&step=2", viewport={"width": 390, "height": 844}))
    reading = page.get_by_role("group", name="Reading")
    pressed = reading.locator('[aria-pressed="true"]')
    assert pressed.all_text_contents() == ["Stamp"]
    assert page.locator('[data-panel="middle"]').count() == 0
    reading.get_by_role("button", name="Slide").click()
    expect(page.locator('[data-panel="middle"]')).to_have_count(1)
    assert pressed.all_text_contents() == ["Slide"]
    assert steps(page) == (3, 4)
    reading.get_by_role("button", name="Matrix").click()
    expect(page.locator('[data-panel="matrix"]')).to_have_count(1)
    expect(page).to_have_url(re.compile("r=stamp,slide,matrix"))


def test_one_hover_lights_all_readings(open_page: Open) -> None:
    page = ready(open_page("/?r=stamp,slide,matrix&step=3"))

    page.locator('[data-panel="matrix"] [data-cell="entry:0,2,1,0,1,0"]').hover()

    expect(page.locator(".sentence")).to_have_text(
        "Row y[2,1], column x[1,0]: w[0,1] = 1, the tap that connects the two."
    )
    for panel in ("input", "kernel", "middle", "output", "output matrix", "plane 0,1,0 0"):
        expect(page.locator(f'[data-panel="{panel}"] .lit')).to_have_count(1)


def test_letters_stand_for_numbers_in_cells_and_sums(open_page: Open) -> None:
    page = ready(open_page())
    example(page, "S8")
    press(page, "End")
    page.get_by_role("button", name="Letters instead of numbers").click()

    assert cell(page, "output", 1, 1).text_content() == "aw3+bw2+cw1+dw0"
    cell(page, "output", 1, 1).hover()
    expect(page.locator(".sentence")).to_have_text("y[1,1] = a·w3 + b·w2 + c·w1 + d·w0")


def test_a_mistake_stands_beside_the_right_result(open_page: Open) -> None:
    page = ready(open_page())
    example(page, "S8")
    page.get_by_role("combobox", name="Compare").select_option("wrong.unturned")

    expect(page.locator('[data-panel="b.b-result"] .cell')).to_have_count(9)
    expect(page.locator('[data-panel="b.b-result"] .apart')).not_to_have_count(0)
    expect(page.locator(".compared")).to_contain_text("It trips whoever")
    expect(page).to_have_url(re.compile("m=unturned"))


def test_padding_cuts_like_scissors_and_output_padding_gives_back(open_page: Open) -> None:
    page = ready(open_page("/?i=2x2&k=3&s=2&p=1&o=1&step=4"))
    ghosts = page.locator('[data-panel="output"] .ghost')

    expect(ghosts).to_have_count(25 - 9)
    assert ghosts.first.text_content() == "1"
    press(page, "ArrowRight")
    expect(ghosts).to_have_count(25 - 16)
    expect(page.locator(".sentence")).to_contain_text("It adds no zeros")
    assert cell(page, "output", 3, 3).text_content() == "36"


def test_a_large_input_is_colour_with_numbers_under_the_pointer(open_page: Open) -> None:
    page = ready(open_page("/?i=40x40&k=3&s=2&r=slide"))
    box = page.locator('[data-panel="output"] .painting').bounding_box()
    assert box

    page.mouse.move(box["x"] + 2, box["y"] + 2)

    expect(page.locator(".sentence")).to_have_text("y[0,0] = 1·1 = 1")


def test_the_largest_setting_is_drawn_once_and_to_its_end(open_page: Open) -> None:
    """140,000 output values: more than a call can take as arguments, and seconds to draw."""
    page = open_page(BARE)
    page.add_init_script(
        """window.painted = 0;
        const { putImageData } = CanvasRenderingContext2D.prototype;
        CanvasRenderingContext2D.prototype.putImageData = function (...given) {
          window.painted += 1;
          return putImageData.apply(this, given);
        };"""
    )
    page.goto(page.url.replace(BARE, "/?i=64x64&k=5&s=4&d=3&c=2x2&x=ones&w=ones&r=stamp"))
    page.locator("[data-panel^=output] .painting").first.wait_for(state="attached")
    frames(page)
    assert page.evaluate("window.painted") == page.locator("[data-painted]").count()
    press(page, "End")

    expect(page.locator(".count")).to_have_text(re.compile("step 8192 of 8192"))
    expect(page.locator(".sentence")).to_contain_text("Input [1,63,63] = 1 times its kernels")
