"""Reading and driving the lab page as a person does."""

import json
import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

Grid = list[list[float | None]]

# How the cells of a single map are named, up to their row and column.
_KINDS = {"output": "out:0,", "input": "in:0,", "kernel": "tap:0,0,"}


def ready(page: Page) -> Page:
    """Wait until the stage is drawn, in cells or, where these are small, as a picture."""
    expect(page.locator("[data-panel^=output] :is(.cell, image)").first).to_be_attached()
    return page


def cell(page: Page, panel: str, y: int, x: int) -> Locator:
    """Return a cell of the output, the input or the kernel by its own indices."""
    return page.locator(f'[data-panel="{panel}"] [data-cell="{_KINDS[panel]}{y},{x}"]')


def numbers(page: Page, panel: str) -> Grid:
    """Read a panel's numbers off the page, cropped cells left out; None where empty."""
    name = _KINDS.get(panel, _KINDS["output"])
    found: dict[tuple[int, int], float | None] = {}
    for place, text in page.locator(f'[data-panel="{panel}"] .cell').evaluate_all(
        "cells => cells.map(c => [c.dataset.cell, c.querySelector('text').textContent])"
    ):
        if match := re.fullmatch(rf"{name}(\d+),(\d+)", place):
            value = float(text.replace("−", "-")) if text else None
            found[int(match[1]), int(match[2])] = value
    height, width = (max(place[axis] for place in found) + 1 for axis in (0, 1))
    return [[found[y, x] for x in range(width)] for y in range(height)]


def sentence(page: Page) -> str:
    return page.locator(".sentence").inner_text()


def formula(page: Page) -> str:
    return page.locator(".formula").inner_text()


def example(page: Page, key: str) -> None:
    """Choose a worked example and wait for it."""
    button = page.locator(f'[data-example="{key}"]')
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")


def press(page: Page, key: str, times: int = 1) -> None:
    for _ in range(times):
        page.keyboard.press(key)


def steps(page: Page) -> tuple[int, int]:
    """Return the step in hand and their number, both from 1."""
    found = re.search(r"step (\d+) of (\d+)", page.locator(".count").inner_text())
    assert found
    return int(found[1]), int(found[2])


def decoded_rows(page: Page) -> list[dict[str, Any]]:
    """Return the rows as the component decoded them from the scene in view."""
    # As text: Playwright takes long over thousands of small objects.
    written = page.locator(".lab").evaluate("lab => JSON.stringify(lab.rows())")
    rows: list[dict[str, Any]] = json.loads(written)
    return rows
