"""A server that goes away and comes back: the page goes on meanwhile, and nothing is lost."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.lab import cell, ready
from tests.browser.server import Server
from tests.browser.visitors import LAPTOP

AWAY = "The server does not answer. Go on meanwhile: changes are sent when it is back."
# Streamlit asks after the server again in growing intervals.
SLOWLY_MS = 60_000


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    found = Server(tmp_path / "log.txt")
    found.start()
    yield found
    found.stop()


def opened(browser: Browser, address: str) -> Page:
    page = browser.new_page(viewport=LAPTOP)
    page.set_default_timeout(SLOWLY_MS)
    page.goto(address)
    return page


def step(page: Page, text: str) -> None:
    expect(page.locator(".count")).to_contain_text(text)


def test_a_killed_server_stops_no_lab_and_no_lesson_and_forgets_nothing(
    browser: Browser, server: Server
) -> None:
    lab = ready(opened(browser, server.address + "/?i=2x2&k=2&s=1"))
    course = opened(browser, server.address + "/course?l=cut")
    other = opened(browser, server.address + "/models")
    expect(course.locator(".field")).to_be_visible()
    expect(other.get_by_role("radio", name="Remove noise")).to_be_visible(timeout=SLOWLY_MS)
    other.get_by_role("radio", name="Remove noise").click()
    expect(other.get_by_role("radio", name="Remove noise")).to_be_checked()
    stride = lab.get_by_role("slider", name="Stride")
    stride.focus()
    lab.keyboard.press("ArrowRight")
    expect(lab).to_have_url(re.compile("s=2"))
    lab.get_by_role("button", name="One step on").click()
    step(lab, "step 2")

    server.kill()

    # What needs no server goes on, under a quiet line instead of a box.
    for page in (lab, course):
        expect(page.get_by_role("status").filter(has_text=AWAY)).to_be_visible(timeout=SLOWLY_MS)
        expect(page.get_by_role("dialog")).to_have_count(0)
    lab.get_by_role("button", name="One step on").click()
    step(lab, "step 3")
    cell(lab, "output", 1, 1).click()
    expect(lab.locator("svg.pinned")).to_have_count(1)
    course.locator(".field").fill("9")
    course.keyboard.press("Enter")
    expect(course.locator(".said")).to_be_visible()
    said = course.locator(".said").inner_text()
    # A control that is moved meanwhile is granted later.
    lab.locator("#lab-padding").fill("1")
    lab.keyboard.press("Enter")

    server.start()

    for page in (lab, course, other):
        expect(page.get_by_role("status").filter(has_text=AWAY)).to_have_count(0, timeout=SLOWLY_MS)
    expect(lab).to_have_url(re.compile("s=2.*p=1"), timeout=SLOWLY_MS)
    step(lab, "step 3")
    expect(lab.locator(".formula")).to_contain_text("= 2")
    expect(other.get_by_role("radio", name="Remove noise")).to_be_checked()
    assert course.locator(".said").inner_text() == said
