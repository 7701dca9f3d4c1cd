"""Take the pictures of the README from the running app: ``make pictures``."""

import io
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import launch
from tests.browser.pad import draw
from tests.browser.server import served

PICTURES = Path(__file__).parent / "pictures"
LAPTOP = {"width": 1366, "height": 768}
SETTLED_MS = 700
FRAME_MS = 1100
COLOURS = 128
BACK_TO_START_MS = 2500
DRAWN_MS = 4000
MAPS = {
    "convolutional": "Convolutional",
    "connected": "Fully connected",
    "variational": "Variational",
}


def main() -> None:
    """Serve the app, photograph both pages, film the first example."""
    PICTURES.mkdir(exist_ok=True)
    with (
        TemporaryDirectory() as folder,
        served(Path(folder) / "log.txt") as address,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        film(browser, f"{address}/")
        for scheme in ("light", "dark"):
            page = opened(browser, f"{address}/?i=3x3&k=2&r=slide", scheme)
            for _ in range(16):
                page.keyboard.press("ArrowRight")
            photograph(page, f"slide-{scheme}")
            page.goto(f"{address}/draw")
            page.get_by_text("rebuilt", exact=True).wait_for()
            photograph(page, f"draw-{scheme}")
            page.close()
        readings = "i=3x3&k=3&s=2&p=1&r=stamp,slide,matrix&by=output&step=14"
        photograph(opened(browser, f"{address}/?{readings}", "light"), "readings")
        follow(browser, address)
        browser.close()


def follow(browser: Browser, address: str) -> None:
    """Draw a digit with the mouse: its code in three planes, and one of its pixels explained."""
    page = browser.new_page(viewport=LAPTOP, color_scheme="light")
    page.goto(f"{address}/code")
    page.get_by_role("button", name="Ready-made digit 9").wait_for()
    draw(page, [(0.62, 0.16), (0.42, 0.34), (0.34, 0.58), (0.44, 0.8), (0.62, 0.78)])
    draw(page, [(0.62, 0.78), (0.66, 0.6), (0.5, 0.54), (0.36, 0.66)])
    for name, title in MAPS.items():
        page.get_by_role("radio", name=title).click()
        page.wait_for_timeout(DRAWN_MS)
        photograph(page, f"map-{name}")
    page.get_by_role("link", name="Models").click()
    page.get_by_role("radio", name="Inside a model").click()
    page.get_by_role("combobox", name="Model").click()
    page.get_by_role("option", name="Fully convolutional, code of 2 numbers").click()
    page.wait_for_timeout(DRAWN_MS)
    rebuilt = page.get_by_label("rebuilt with every channel")
    box = rebuilt.bounding_box()
    assert box
    cell = box["width"] / 28
    rebuilt.click(position={"x": 12.5 * cell, "y": 19.5 * cell})
    page.locator(".sentence").get_by_text("others").first.wait_for()
    photograph(page, "value")
    page.close()


def opened(browser: Browser, url: str, scheme: str) -> Page:
    """Open the lab and wait for its stage."""
    page = browser.new_page(viewport=LAPTOP, color_scheme=scheme)
    page.goto(url)
    page.locator("[data-panel=output] .cell").first.wait_for()
    page.get_by_role("button", name="Got it").click()
    page.get_by_label("Play (space)").focus()
    page.wait_for_timeout(SETTLED_MS)
    return page


def photograph(page: Page, name: str) -> None:
    """Write a small PNG of what is in view."""
    page.wait_for_timeout(SETTLED_MS)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.quantize(256).save(PICTURES / f"{name}.png", optimize=True)


def film(browser: Browser, url: str) -> None:
    """Write the four stamps of the lab's first picture as an animated GIF."""
    page = opened(browser, url, "light")
    frames = []
    for _ in range(4):
        frames.append(Image.open(io.BytesIO(page.screenshot())).quantize(COLOURS))
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(SETTLED_MS)
    page.close()
    first, *others = frames
    first.save(
        PICTURES / "stamp.gif",
        save_all=True,
        append_images=others,
        duration=[FRAME_MS] * 3 + [BACK_TO_START_MS],
        loop=0,
        optimize=True,
    )


if __name__ == "__main__":
    main()
