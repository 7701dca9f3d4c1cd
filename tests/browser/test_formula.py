"""The size formula is used: its numbers are dragged and typed, and a size can be wanted."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from core.contributions import trace
from tests.browser.axe import violations
from tests.browser.lab import formula, ready, steps

Open = Callable[..., Page]
BUSY = 20_000
Play = Callable[..., Page]


def number(page: Page, name: str) -> Locator:
    return page.locator(".formula").get_by_role("spinbutton", name=name, exact=True)


def lines(page: Page) -> list[int]:
    """Return in how many lines each formula stands, at 1366x768."""
    assert page.viewport_size == {"width": 1366, "height": 768}
    counted: list[int] = page.locator(".formula > span").evaluate_all(
        """all => all.map((one) =>
          Math.round(one.offsetHeight / parseFloat(getComputedStyle(one).lineHeight)))"""
    )
    return counted


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
    expect(page.locator(".formula")).to_contain_text("(14 − 1)·2 + 3 − 2·1 + 0 = 27")
    assert lines(page) == [1]
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
    expect(page.locator(".formula")).to_contain_text("(3 − 1)·3 + 3 − 2·0 + 0 = 9")
    expect(page.locator('[data-panel="output"] .note')).to_contain_text("9×9")
    page.mouse.up()
    expect(page.locator("#lab-stride")).to_have_value("3")
    expect(page).to_have_url(re.compile("s=3"))


def test_an_output_padding_of_0_is_dragged_to_the_28_that_it_gives(open_page: Open) -> None:
    page = ready(open_page("/?i=14x14&k=3&s=2&p=1&d=2"))
    expect(page.locator(".formula")).to_contain_text("2·(3 − 1) + 1 − 2·1 + 0 = 29")
    assert lines(page) == [1]
    drag(page, number(page, "output padding"), 12)
    page.mouse.up()

    expect(page.locator(".formula")).to_contain_text("− 2·1 + 1 = 30", timeout=BUSY)
    expect(page).to_have_url(re.compile("o=1"), timeout=BUSY)
    # The dilation's number stays in the hand though a dilation of 1 is not written.
    number(page, "dilation").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".formula")).to_contain_text("1·(3 − 1) + 1 − 2·1 + 1 = 28", timeout=BUSY)
    expect(number(page, "dilation")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".formula")).to_contain_text("(14 − 1)·2 + 3 − 2·1 + 1 = 28", timeout=BUSY)


def test_each_end_of_a_padding_is_stepped_by_itself(open_page: Open) -> None:
    """Also across the number of the other end, where both are said as one."""
    page = ready(open_page("/?fw=onnx&i=3x3&k=3&s=2&p=0,1x0,1"))
    before = number(page, "padding before")
    expect(page.locator(".formula")).to_contain_text("(3 − 1)·2 + 3 − 0 − 1 + 0 = 6")
    before.focus()
    page.keyboard.press("ArrowUp")
    expect(page).to_have_url(re.compile("p=1(&|$)"), timeout=BUSY)
    expect(page.locator(".formula")).to_contain_text("− 1 − 1 + 0 = 5", timeout=BUSY)
    expect(before).to_be_focused()
    page.keyboard.press("ArrowUp")

    expect(page).to_have_url(re.compile("p=2(%2C|,)1x2(%2C|,)1"), timeout=BUSY)
    expect(page.locator(".formula")).to_contain_text("− 2 − 1 + 0 = 4", timeout=BUSY)
    expect(page.locator('[data-panel="output"] .note')).to_contain_text("4×4", timeout=BUSY)
    number(page, "padding after").click()
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.locator(".formula")).to_contain_text("+ 3 − 2·2 + 0 = 3", timeout=BUSY)


def test_a_size_that_is_asked_for_is_asked_for_anew_where_the_framework_takes_it(
    open_page: Open,
) -> None:
    page = ready(open_page("/?i=14x14&k=3&s=2&p=1&y=28"))
    expect(page.locator(".formula")).to_have_text("output = the size asked for = 28")
    drag(page, number(page, "wanted size"), -12)
    page.mouse.up()

    expect(page).to_have_url(re.compile("y=27"), timeout=BUSY)
    expect(page.locator('[data-panel="output"] .note')).to_contain_text("27×27", timeout=BUSY)
    number(page, "wanted size").click()
    page.keyboard.type("30")
    page.keyboard.press("Enter")
    first = page.locator(".offers").get_by_role("button").first
    expect(page.locator(".offers")).to_contain_text("30 cannot be asked for with these numbers")
    expect(first).to_contain_text("Use padding 0 and output_size 30: 1 output cell without")
    first.click()
    expect(page).to_have_url(re.compile("p=0.*y=30"), timeout=BUSY)
    expect(page.locator(".formula")).to_have_text("output = the size asked for = 30", timeout=BUSY)


def test_arrow_keys_change_a_number_and_do_not_move_the_player(open_page: Open) -> None:
    page = ready(open_page("/?i=2x2&k=2&s=2&step=1"))
    at = steps(page)
    number(page, "kernel size").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".formula")).to_contain_text("+ 3 − 2·0 + 0 = 5")
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
    assert "2 − 2·0 + 0 = 2" in formula(page)


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
