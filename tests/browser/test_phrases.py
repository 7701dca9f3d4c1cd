"""Words of the lab's notes light cells: by pointer, by keyboard, and pinned."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from app.setting.setting import PRESETS
from tests.browser.lab import example, ready

Open = Callable[..., Page]

LIT = ".board .cell:is(.main, .lit)"


def named(phrase: Locator) -> list[str]:
    """Return the cells that a phrase names, by the names that the panels give them."""
    target, cells = phrase.get_attribute("data-target"), phrase.get_attribute("data-cells")
    assert target
    assert cells
    return [f"{target}:{','.join(map(str, cell))}" for cell in json.loads(cells)]


def test_a_phrase_of_a_note_lights_its_cells_by_pointer_and_by_keyboard(open_page: Open) -> None:
    page = ready(open_page("/"))
    example(page, "S12")
    ring = page.locator(".about .phrase", has_text="a ring")
    # At the first step there is no ring yet: the picture shows it all the same.
    lit = page.locator(f'{LIT}[data-cell^="spread:"]')
    expect(lit).to_have_count(0)

    ring.hover()
    # A ring of one zero around 5×5 places: 7·7 − 5·5.
    expect(lit).to_have_count(24)
    page.locator(".count").hover()
    expect(lit).to_have_count(0)
    ring.focus()
    expect(lit).to_have_count(24)
    expect(ring).to_have_attribute("role", "button")
    page.keyboard.press("Enter")
    expect(ring).to_have_attribute("aria-pressed", "true")
    page.locator(".player .play").focus()
    expect(lit).to_have_count(24)
    ring.click()
    expect(ring).to_have_attribute("aria-pressed", "false")
    page.locator(".count").hover()
    expect(lit).to_have_count(0)


@pytest.mark.parametrize("keys", [list(PRESETS)[:7], list(PRESETS)[7:14], list(PRESETS)[14:]])
def test_every_phrase_of_every_note_finds_its_cells_on_the_stage(
    open_page: Open, keys: list[str]
) -> None:
    page = ready(open_page("/"))
    for key in keys:
        example(page, key)
        phrases = page.locator(".about .phrase")
        expect(phrases.first).to_be_visible()
        for i in range(phrases.count()):
            phrase = phrases.nth(i)
            names = named(phrase)
            phrase.hover()
            if names[0].split(":")[0] in ("in", "out", "tap"):
                for name in names:
                    there = page.locator(f'.board [data-cell="{name}"]:is(.main, .lit)')
                    expect(there.first, f"{key} {name}").to_be_visible()
            else:
                # Places of the frame and of the spread grid are called by what stands there.
                expect(page.locator(LIT).nth(len(names) - 1), key).to_be_attached()
        page.locator(".count").hover()


def test_what_stamps_share_is_lit_in_their_sum_and_a_stamp_on_its_own_plane(
    open_page: Open,
) -> None:
    page = ready(open_page("/"))
    example(page, "S6b")
    page.get_by_role("button", name="Last step (End)").click()
    planes = page.locator('.board [data-panel^="plane"] .cell:is(.main, .lit)')
    # The last step's own stamp, of nine taps.
    expect(planes).to_have_count(9)

    page.locator(".about .phrase", has_text="the shape is back").hover()
    expect(page.locator('.board [data-panel="output"] .cell:is(.main, .lit)')).to_have_count(25)
    expect(planes).to_have_count(9)
    page.locator(".about .phrase", has_text="9 values from each cell").hover()
    expect(planes).to_have_count(18)
