"""A line that is cut, silent or held up: the page goes on meanwhile, and nothing is lost.

The line is ``Wire``, which carries websockets as it carries all else; a browser's own throttling
leaves these out.
"""

import re
from collections.abc import Iterator
from time import sleep

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.lab import cell, in_state, ready
from tests.browser.visitors import LAPTOP
from tests.browser.wire import Wire, wired

SLOWLY_MS = 60_000
"""Streamlit asks after the server again in growing intervals."""


@pytest.fixture
def wire(address: str) -> Iterator[Wire]:
    with wired(address) as found:
        yield found


@pytest.fixture
def at(browser: Browser, wire: Wire) -> Iterator[Page]:
    """A lab at the far end of the line."""
    page = browser.new_page(viewport=LAPTOP)
    page.set_default_timeout(SLOWLY_MS)
    page.goto(wire.address + "/?i=2x2&k=2&s=1")
    yield ready(page)
    page.close()


def says(page: Page, text: str) -> None:
    expect(page.locator(".count")).to_contain_text(text)


def goes_on(page: Page) -> None:
    """Step, hover and pin: none of it needs a server."""
    before = page.locator(".count").inner_text()
    page.get_by_role("button", name="One step on").click()
    expect(page.locator(".count")).not_to_have_text(before)
    cell(page, "input", 1, 1).hover()
    expect(page.locator(".sentence")).to_contain_text("x[1,1]")
    assert in_state(page, "kernel", "lit", "main")
    cell(page, "output", 1, 1).click()
    expect(page.locator("svg.pinned")).to_have_count(1)
    cell(page, "output", 1, 1).click()
    expect(page.locator("svg.pinned")).to_have_count(0)


def pad(page: Page, to: str) -> None:
    """Ask for another padding, which the server has to grant."""
    page.locator("#lab-padding").fill(to)
    page.keyboard.press("Enter")


def granted(page: Page, padding: str) -> None:
    expect(page).to_have_url(re.compile(f"[?&]p={padding}(&|$)"), timeout=SLOWLY_MS)
    expect(page.locator("#lab-padding")).to_have_value(padding)
    # Of 3×3, kernel 2: one cell is cut off on each side.
    expect(page.locator(".formula")).to_contain_text("= 1")


@pytest.mark.parametrize("seconds", [4, pytest.param(30, marks=pytest.mark.thorough)])
def test_a_cut_line_stops_nobody_and_what_was_changed_meanwhile_is_granted(
    at: Page, wire: Wire, seconds: int
) -> None:
    wire.cut()
    expect(at.get_by_role("status").filter(has_text="does not answer")).to_be_visible(
        timeout=SLOWLY_MS
    )

    goes_on(at)
    pad(at, "1")
    sleep(seconds)
    expect(at.get_by_role("dialog")).to_have_count(0)
    goes_on(at)
    wire.mend()

    granted(at, "1")
    expect(at.get_by_role("status").filter(has_text="does not answer")).to_have_count(0)
    says(at, "step 3")


def test_a_line_that_holds_all_back_for_a_while_delivers_all(at: Page, wire: Wire) -> None:
    wire.hold()
    goes_on(at)
    pad(at, "1")
    sleep(3)
    goes_on(at)
    wire.mend()

    granted(at, "1")
    says(at, "step 3")


# Over a minute, since nobody hears of a silent line before a heartbeat is missed.
@pytest.mark.thorough
def test_a_line_that_swallows_all_and_closes_nothing_is_joined_anew(at: Page, wire: Wire) -> None:
    """Nobody was told that the line is dead: changes went nowhere, for good."""
    wire.swallow()
    goes_on(at)
    pad(at, "1")
    goes_on(at)
    # Only a heart that is not heard tells.
    expect(at.get_by_role("status").filter(has_text="does not answer")).to_be_visible(
        timeout=SLOWLY_MS
    )
    wire.mend()

    granted(at, "1")
    says(at, "step 3")


def test_letters_that_are_typed_while_the_line_goes_all_arrive(at: Page, wire: Wire) -> None:
    """Streamlit's box would take the focus away from the field."""
    typed = "1.2345678901234567890123"
    at.get_by_role("button", name="Edit numbers").click()
    field = at.get_by_role("textbox", name="input 0,0")
    expect(field).to_be_focused()
    wire.cut()
    at.keyboard.type(typed, delay=300)

    expect(at.get_by_role("status").filter(has_text="does not answer")).to_be_visible(
        timeout=SLOWLY_MS
    )
    expect(field).to_be_focused()
    assert field.input_value() == typed
    wire.mend()
