"""A phone's screen, a zoomed window, a projector's: what is seen at once, and how large."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from core.contributions import trace
from tests.browser.axe import violations
from tests.browser.lab import cell, press, ready

Open = Callable[..., Page]
Play = Callable[..., Page]

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}
ZOOMED = {"width": 853, "height": 480}
"""A window of 1280×720 at 150 %, in CSS pixels."""

READABLE = 12
"""Pixels of a number's type."""


def box(what: Locator) -> tuple[float, float, float, float]:
    """Return the left, upper, right and lower edge."""
    found = what.bounding_box()
    assert found
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


def inside(page: Page, *names: str) -> None:
    """Check that panels lie above the player, within the window, below each other or beside."""
    size = page.viewport_size
    assert size
    player = box(page.locator(".player"))
    assert player[1] > 0
    assert player[3] <= size["height"]
    for name in names:
        left, upper, right, lower = box(page.locator(f'[data-panel="{name}"]'))
        assert left >= 0, name
        assert upper >= 0, name
        assert right <= size["width"], name
        assert lower <= box(page.locator(".main > .words"))[1], name


def smallest_type(page: Page) -> float:
    """Return the pixels of the smallest number in a cell, as it is seen."""
    found: float = page.locator(".board").evaluate(
        """board => Math.min(...[...board.querySelectorAll(".cell text")]
          .filter((text) => text.textContent)
          .map((text) => Number(text.getAttribute("font-size")) * text.getScreenCTM().a))"""
    )
    return found


@pytest.mark.parametrize(
    ("link", "panels"),
    [
        ("/", ("input", "kernel", "hand 0", "output")),
        ("/?v=1&i=3x3&k=3&s=2&p=1&r=stamp", ("input", "kernel", "hand 0", "output")),
        ("/?v=1&i=3x3&k=3&s=2&p=1&r=slide", ("input", "kernel", "middle", "output")),
        ("/?v=1&op=convolution&i=5x5&k=3&r=slide", ("input", "kernel", "middle", "output")),
    ],
)
def test_a_phone_shows_all_parts_above_the_player_while_it_plays(
    open_page: Open, link: str, panels: tuple[str, ...]
) -> None:
    page = ready(open_page(link, **PHONE))
    page.get_by_role("button", name="Play (space)").tap()
    expect(page.locator(".count")).to_contain_text("step 3 of")

    inside(page, *panels)
    assert smallest_type(page) >= READABLE
    assert page.evaluate(
        "document.documentElement.scrollHeight <= innerHeight"
        " && document.documentElement.scrollWidth <= innerWidth"
    )


def test_the_drawer_holds_the_rest_and_leaves_the_picture_in_view(open_page: Open) -> None:
    page = ready(open_page("/?v=1", **PHONE))
    expect(page.locator(".controls")).to_be_hidden()
    expect(page.get_by_role("button", name="Take away")).to_be_hidden()

    page.get_by_role("button", name="Settings").tap()

    for name in ("Keras", "Edit numbers", "Take away", "Present", "Speed 1×"):
        expect(page.get_by_role("button", name=name).first).to_be_attached()
    expect(page.locator(".moved .formula")).to_contain_text("= 4")
    drawer = box(page.locator(".controls"))
    assert drawer[3] <= 844
    page.locator("#lab-stride").fill("2")
    expect(page.locator(".moved .formula")).to_contain_text("= 4")
    # The picture has drawn itself anew, above the drawer.
    expect(cell(page, "output", 3, 3)).to_be_visible()
    assert box(page.locator('[data-panel="output"]'))[3] <= drawer[1]
    assert violations(page) == []

    page.get_by_role("button", name="Close").tap()
    expect(page.locator(".controls")).to_be_hidden()
    expect(page.get_by_role("button", name="Play (space)")).to_be_visible()


def test_a_touched_cell_s_sum_is_said_right_above_the_player(open_page: Open) -> None:
    page = ready(open_page("/?v=1&step=3", **PHONE))

    cell(page, "output", 1, 1).tap()

    expect(page.locator(".sentence")).to_contain_text("y[1,1] = ")
    said, player = box(page.locator(".sentence")), box(page.locator(".player"))
    assert player[1] - said[3] < 100
    assert said[1] > 844 / 2
    assert violations(page) == []


def test_the_navigation_closes_when_a_page_is_chosen(open_page: Open) -> None:
    page = ready(open_page("/", **PHONE))
    page.get_by_test_id("stExpandSidebarButton").tap()
    link = page.get_by_test_id("stSidebarNavLink").filter(has_text="Sizes")
    expect(link).to_be_in_viewport()

    link.tap()

    expect(page.get_by_text("settings of PyTorch do it")).to_be_attached()
    expect(link).not_to_be_in_viewport()


def test_a_board_that_grows_wider_has_its_own_places_again(play: Play) -> None:
    """And what the drawer held is back where it was."""
    page = ready(play(trace([[1, 2], [3, 4]], [[1, 2], [3, 4]], stride=2)))
    page.set_viewport_size({"width": 390, "height": 700})
    expect(page.locator('[data-panel="hand 0"]')).to_have_count(1)
    expect(page.locator(".moved .formula")).to_have_count(1)

    page.set_viewport_size({"width": 1200, "height": 760})

    expect(page.locator('[data-panel="hand 0"]')).to_have_count(0)
    expect(page.locator("header > .formula")).to_be_visible()
    expect(page.get_by_role("button", name="Settings")).to_be_hidden()


def test_a_window_zoomed_to_150_percent_keeps_the_layout_of_a_desktop(open_page: Open) -> None:
    page = ready(open_page("/", viewport=ZOOMED))
    press(page, "ArrowRight")

    inside(page, "input", "kernel", "output")
    controls, board = box(page.locator(".controls")), box(page.locator(".board"))
    assert controls[2] <= board[0]
    assert controls[1] < board[3]
    sides = [box(page.locator(f'[data-panel="{name}"]')) for name in ("input", "output")]
    assert sides[0][2] < sides[1][0]
    assert page.evaluate("document.documentElement.scrollHeight") <= ZOOMED["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= ZOOMED["width"]
    assert violations(page) == []


def test_type_and_cells_grow_with_a_projector_s_window(open_page: Open) -> None:
    page = ready(open_page("/"))

    def seen() -> tuple[float, float]:
        left, _, right, _ = box(cell(page, "output", 0, 0))
        return right - left, box(page.locator(".sentence"))[3] - box(page.locator(".sentence"))[1]

    small = seen()
    page.set_viewport_size({"width": 1920, "height": 1080})
    expect(page.locator(".lab")).to_have_css("zoom", "1.35")
    page.wait_for_function(
        "document.querySelector('[data-testid=stMain]').scrollHeight <= innerHeight"
    )

    large = seen()
    assert large[0] > 1.3 * small[0]
    assert large[1] > 1.3 * small[1]
    inside(page, "input", "kernel", "output")
