"""Reaching the pages with a canvas, drawing on it, and reading pictures off the page."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

from tests.browser.mounted import frames

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}

# A picture of the page is an image, or a canvas with one pixel per cell.
_PIXELS = """async (shown) => {
  let canvas = shown;
  if (shown instanceof HTMLImageElement) {
    await shown.decode();
    canvas = document.createElement("canvas");
    canvas.width = shown.naturalWidth; canvas.height = shown.naturalHeight;
    canvas.getContext("2d").drawImage(shown, 0, 0);
  }
  const context = canvas.getContext("2d");
  const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
  return [canvas.height, canvas.width, Array.from(data).filter((_, i) => i % 4 === 0)];
}"""


def go_to(page: Page, name: str, drawn: Locator, count: int = 1) -> None:
    """Open a page with a canvas through the navigation and wait for its results."""
    menu = page.get_by_test_id("stExpandSidebarButton")
    link = page.get_by_role("link", name=name)
    expect(link.or_(menu).first).to_be_visible()
    if menu.is_visible():  # on a phone, where the links lie beside the window until then
        menu.click()
    link.click()
    with_canvas(page, drawn, count)


def with_canvas(page: Page, drawn: Locator, count: int = 1) -> Page:
    """Wait for the results of a page with a canvas."""
    expect(drawn).to_have_count(count, timeout=40_000)
    # The script of the canvas may come after the results: its buttons are its last act.
    expect(page.get_by_role("button", name="Ready-made digit 9")).to_be_visible()
    close = page.get_by_test_id("stSidebarCollapseButton").get_by_role("button")
    if close.is_visible():
        close.click()
    # Goes through once nothing slides over the canvas any more.
    page.locator(".pad canvas").click(trial=True)
    return page


def settled(page: Page) -> None:
    """Wait until the app's script has ended and what it sent is drawn."""
    expect(page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=40_000
    )
    frames(page)


def pixels(picture: Locator) -> NDArray[np.float64]:
    """Read a picture of the page as the browser decoded it, 0..255."""
    rows, columns, values = picture.evaluate(_PIXELS)
    return np.array(values, float).reshape(rows, columns)


def picture(page: Page, alt: str) -> NDArray[np.float64]:
    """Read the picture with this alternative text."""
    images = page.get_by_alt_text(alt, exact=True)
    return pixels(images.or_(page.get_by_label(alt, exact=True)))


def draw(page: Page, points: list[tuple[float, float]]) -> None:
    """Draw one stroke with the mouse; points are parts of the canvas' side."""
    box = page.locator(".pad canvas").bounding_box()
    assert box
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=4)
    page.mouse.up()


def zero(x: float = 0.5, y: float = 0.5, size: float = 0.3) -> list[tuple[float, float]]:
    """Return the stroke of a zero around a point."""
    turns = [2 * math.pi * i / 16 for i in range(17)]
    return [(x - 0.6 * size * math.sin(t), y - size * math.cos(t)) for t in turns]
