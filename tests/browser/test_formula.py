"""The size formula is used: its numbers are dragged and typed, and a size can be wanted."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from core.contributions import trace
from tests.browser.axe import violations
from tests.browser.lab import formula, ready, steps

Open = Callable[..., Page]
Play = Callable[..., Page]


def number(page: Page, name: str) -> Locator:
    return page.locator(".formula").get_by_role("spinbutton", name=name)


def drag(page: Page, field: Locator, by: int) -> None:
    box = field.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for part in range(1, 5):
        page.mouse.move(x + by * part / 4, y)


def test_27_or_28(open_page: Open) -> None:
    """Somebody's decoder gives 27: the wanted 28 is typed, one click gives it."""
    page = ready(open_page("/?i=14x14&k=3&s=2&p=1"))
    expect(page.locator(".formula")).to_contain_text("(14 − 1)·2 + 3 − 2·1 = 27")
    wanted = number(page, "wanted size")
    wanted.click()
    page.keyboard.type("28")
    page.keyboard.press("Enter")

    offers = page.locator(".offers")
    expect(offers).to_contain_text("Output 28 instead of 27:")
    assert offers.get_by_role("button").first.inner_text() == "Use output_padding 1"
    assert "Use kernel_size 4" in offers.get_by_role("button").all_inner_texts()
    every = offers.get_by_role("link").get_attribute("href")
    assert every == "./sizes?from=14&to=28&fw=pytorch"
    assert violations(page) == []
    offers.get_by_role("button").first.click()

    expect(page.locator(".formula")).to_contain_text("(14 − 1)·2 + 3 − 2·1 + 1 = 28")
    expect(page).to_have_url(re.compile("o=1"))
    expect(offers).to_have_count(0)


def test_a_number_is_dragged_and_its_slider_and_picture_follow(open_page: Open) -> None:
    page = ready(open_page("/?i=3x3&k=3&s=1"))
    stride = number(page, "stride")
    drag(page, stride, 24)

    # Held: the answer was told before, the number stays in the hand.
    expect(page.locator(".formula")).to_contain_text("(3 − 1)·3 + 3 − 2·0 = 9")
    expect(page.locator('[data-panel="output"] .note')).to_contain_text("9×9")
    page.mouse.up()
    expect(page.locator("#lab-stride")).to_have_value("3")
    expect(page).to_have_url(re.compile("s=3"))


def test_arrow_keys_change_a_number_and_do_not_move_the_player(open_page: Open) -> None:
    page = ready(open_page("/?i=2x2&k=2&s=2&step=1"))
    at = steps(page)
    number(page, "kernel size").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".formula")).to_contain_text("+ 3 − 2·0 = 5")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    assert steps(page)[0] == at[0]


def test_an_impossible_number_is_refused_with_the_usual_sentence(open_page: Open) -> None:
    page = ready(open_page("/?i=1x1&k=2&s=1"))
    padding = number(page, "padding")
    padding.click()
    page.keyboard.type("3")
    page.keyboard.press("Enter")

    expect(page.locator(".banner p")).to_contain_text("The picture shows the last setting")
    expect(padding).to_have_text("0")
    assert "2 − 2·0 = 2" in formula(page)


def test_a_size_that_nothing_gives_is_told_with_the_nearest(open_page: Open) -> None:
    page = ready(open_page("/?i=2x2&k=2&s=2"))
    number(page, "wanted size").click()
    page.keyboard.type("4000")
    page.keyboard.press("Enter")

    expect(page.locator(".offers")).to_contain_text("No one or two other numbers give 4000")


def test_where_numbers_are_locked_the_formula_is_read_only(play: Play) -> None:
    page = play(trace([[1, 2], [3, 4]], [[1, 2], [3, 4]], stride=2))

    expect(page.locator(".formula")).to_contain_text("(2 − 1)·2 + 2 − 2·0 = 4")
    assert page.locator(".dragged").count() == 0
