"""What the three readings share, and what each shows that the others do not."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from core.examples import BY_KEY
from tests.browser.lab import cell, example, numbers, press, ready, steps

Open = Callable[..., Page]


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
    page.get_by_role("combobox", name="Break it").select_option("unturned")

    expect(page.locator('[data-panel="wrong"] .cell')).to_have_count(9)
    expect(page.locator('[data-panel="wrong"] .differs')).not_to_have_count(0)
    expect(page.locator(".about")).to_contain_text("Forget to turn the kernel.")
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
    box = page.locator('[data-panel="output"] image').bounding_box()
    assert box

    page.mouse.move(box["x"] + 2, box["y"] + 2)

    expect(page.locator(".sentence")).to_have_text("y[0,0] = 1·1 = 1")


def test_the_largest_setting_is_drawn_to_its_end(open_page: Open) -> None:
    """140,000 output values: more than a call can take as arguments."""
    page = open_page("/?i=64x64&k=5&s=4&d=3&c=2x2&x=ones&w=ones&r=stamp")
    page.locator("[data-panel^=output] image").first.wait_for(state="attached")
    press(page, "End")

    expect(page.locator(".count")).to_have_text(re.compile("step 8192 of 8192"), timeout=20_000)
    expect(page.locator(".sentence")).to_contain_text("Input [1,63,63] = 1 times its kernels")
