"""Reading and driving the lab page as a person does."""

import json
import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

Grid = list[list[float | None]]

WORKED = "/?v=1"
"""Opens the second worked example of the texts, as a link that says nothing does."""

# How the cells of a single map are named, up to their row and column.
_KINDS = {"output": "out:0,", "input": "in:0,", "kernel": "tap:0,0,"}


def ready(page: Page) -> Page:
    """Wait until the stage is drawn, in cells or, where these are small, as a picture."""
    expect(
        page.locator("[data-panel^=output] :is(.cell, .painting), .pairbar").first
    ).to_be_attached()
    return page


def still(page: Page) -> None:
    """Wait until nothing on the stage moves or fades any more."""
    page.locator(".lab").evaluate(
        """lab => Promise.all(lab.getAnimations({subtree: true}).map((one) => one.finished))"""
    )


def cell(page: Page, panel: str, y: int, x: int) -> Locator:
    """Return a cell of the output, the input or the kernel by its own indices."""
    return page.locator(f'[data-panel="{panel}"] [data-cell="{_KINDS[panel]}{y},{x}"]')


def numbers(page: Page, panel: str) -> Grid:
    """Read a panel's numbers off the page, cropped cells left out; None where empty."""
    name = _KINDS.get(panel, _KINDS["output"])
    found: dict[tuple[int, int], float | None] = {}
    for place, text in page.locator(f'[data-panel="{panel}"] .cell').evaluate_all(
        "cells => cells.map(c => [c.dataset.cell, c.querySelector('text')?.textContent ?? ''])"
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
    """Choose a worked example, in the group where it stands, and wait for it."""
    button = page.locator(f'[data-example="{key}"]')
    group = page.locator("details", has=button)
    if group.get_attribute("open") is None:
        group.locator("summary").click()
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


@dataclass(frozen=True)
class Drawn:
    """One cell as it stands on the page: what it says, its states, its place in the panel."""

    text: str
    states: frozenset[str]
    x: float
    y: float

    @property
    def number(self) -> float | None:
        return float(self.text.replace("−", "-")) if self.text else None


def drawn(page: Page, panel: str) -> dict[str, Drawn]:
    """Read a panel's cells by name; a cell's place is counted in cells from the first one's."""
    found = page.locator(f'[data-panel="{panel}"] .cell').evaluate_all(
        """cells => cells.map(c => [c.dataset.cell, c.querySelector("text")?.textContent ?? "",
          [...c.classList], c.style.transform.match(/-?[0-9.]+/g).map(Number),
          Number(c.querySelector("rect").getAttribute("width"))])"""
    )
    left, top = (min(place[axis] for _, _, _, place, _ in found) for axis in (0, 1))
    pitch = min(
        (place[0] - left for _, _, _, place, _ in found if place[0] > left + 1),
        default=found[0][4],
    )
    return {
        name: Drawn(
            text,
            frozenset(states) - {"cell"},
            round((place[0] - left) / pitch, 2),
            round((place[1] - top) / pitch, 2),
        )
        for name, text, states, place, _ in found
        if name
    }


def in_state(page: Page, panel: str, *states: str) -> set[str]:
    """Return the names of a panel's cells that are in one of some states."""
    return {name for name, cell in drawn(page, panel).items() if cell.states & set(states)}


def lit(page: Page, panel: str) -> set[str]:
    """Return the names of a panel's cells that take part in what is pointed at or played."""
    return in_state(page, panel, "lit", "main")


def title(page: Page, panel: str) -> str:
    return page.locator(f'[data-panel="{panel}"] .name').text_content() or ""


def note(page: Page, panel: str) -> str:
    return page.locator(f'[data-panel="{panel}"] .note').text_content() or ""


def pointed(page: Page, panels: tuple[str, ...]) -> dict[str, tuple[str, dict[str, set[str]]]]:
    """Point at each cell of some panels in turn.

    Returns:
        By the name of the cell: the sentence, and per panel the names of the lit cells.
    """
    found = page.locator(".board > svg").evaluate(
        """(svg, panels) => {
          const root = svg.getRootNode();
          const over = { bubbles: true };
          const point = (node) => node.dispatchEvent(new PointerEvent("pointerover", over));
          const cells = panels.flatMap((id) =>
            [...svg.querySelectorAll(`[data-panel="${id}"] [data-cell*=":"]:not(.hidden)`)]);
          const answers = [...new Set(cells.map((cell) => cell.dataset.cell))].map((name) => {
            point(svg.querySelector(`[data-cell="${name}"]:not(.hidden)`));
            const inLight = (panel) => [...panel.querySelectorAll(".cell.lit, .cell.main")];
            const lit = [...svg.querySelectorAll(".panel")].map((panel) =>
              [panel.dataset.panel, inLight(panel).map((cell) => cell.dataset.cell)]);
            return [name, root.querySelector(".sentence").textContent, lit];
          });
          svg.dispatchEvent(new PointerEvent("pointerleave"));
          return JSON.stringify(answers);
        }""",
        list(panels),
    )
    return {
        name: (sentence, {panel: set(cells) for panel, cells in lit})
        for name, sentence, lit in json.loads(found)
    }
