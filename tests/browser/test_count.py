"""The count: its numbers are core's, and a cell that nothing reaches says so."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.setting.link import decode
from core.readings import overlap
from tests.browser.lab import press, ready

Open = Callable[..., Page]


def counts(page: Page, channel: int, panel: str) -> list[list[int]]:
    """Read a panel of counts off the page, row by row."""
    found = page.locator(f'[data-panel="{panel}"] .cell').evaluate_all(
        "cells => cells.map(c => [c.dataset.cell, c.querySelector('text')?.textContent ?? ''])"
    )
    places = {
        tuple(map(int, name.removeprefix("out:").split(","))): int(text) for name, text in found
    }
    assert {place[0] for place in places} == {channel}
    height, width = (max(place[axis] for place in places) + 1 for axis in (1, 2))
    return [[places[channel, y, x] for x in range(width)] for y in range(height)]


@pytest.mark.parametrize(
    "link",
    [
        "i=3x3&k=3&s=2",  # uneven
        "i=2x3&k=2&s=3&p=1",  # holes
        "i=3x3&k=4&s=2&p=2&o=1",
        "i=3x2&k=3&s=2&d=2",
        "i=3x3&k=2&s=4&fw=keras&p=same",
        "op=convolution&i=4x4&k=3&s=1&p=2",  # the ring does not count
        "op=convolution&i=5x5&k=2&s=2&d=2",
        "i=2x2&k=3&s=2&c=2x2",
        "op=convolution&i=4x4&k=3&p=1&c=4x2&g=2&by=output",
    ],
)
def test_the_counts_are_the_engine_s_overlap_for_every_wired_input_channel(
    open_page: Open, link: str
) -> None:
    traced = decode(dict(part.split("=") for part in link.split("&")))[0].trace()
    wired = traced.input_shape[0] // traced.groups
    maps = traced.output_shape[0]

    page = ready(open_page(f"/?{link}&r=count&step=9999"))

    for d in range(maps):
        panel = f"count {d}" if maps > 1 else "count"
        expect(page.locator(f'[data-panel="{panel}"] .empty')).to_have_count(0)
        assert counts(page, d, panel) == (overlap(traced) * wired).tolist()


def test_a_hole_is_hatched_and_says_that_no_stamp_lands_there(open_page: Open) -> None:
    page = ready(open_page("/?i=2x2&k=2&s=3&r=count&step=9999"))
    holes = page.locator('[data-panel="count"] .zero')

    expect(holes).to_have_count(25 - 16)
    expect(page.locator('[data-panel="count"] .note')).to_have_text("hatched: here no stamp lands")
    page.locator('[data-panel="count"] [data-cell="out:0,2,1"]').hover()
    expect(page.locator(".sentence")).to_have_text("y[2,1]: 0, here no stamp lands.")


def test_zeros_of_the_padding_are_no_products(open_page: Open) -> None:
    page = ready(open_page("/?op=convolution&i=3x3&k=3&p=1&r=count&step=9999"))

    page.locator('[data-panel="count"] [data-cell="out:0,0,0"]').hover()

    expect(page.locator(".sentence")).to_have_text(
        "4 products reach y[0,0]. 5 more with zeros of the padding do not count."
    )


def test_of_several_channels_all_products_are_counted(open_page: Open) -> None:
    page = ready(open_page("/?i=2x2&k=3&s=2&c=2x1&r=count&step=9999"))

    page.locator('[data-panel="count"] [data-cell="out:0,2,2"]').hover()

    expect(page.locator(".sentence")).to_have_text(
        "8 products reach y[0,2,2], 4 from each of 2 input channels."
    )


def test_beside_a_stamp_the_count_follows_its_steps_and_its_pointer(open_page: Open) -> None:
    page = ready(open_page("/?i=2x2&k=3&s=2&r=stamp,count"))
    middle = page.locator('[data-panel="count"] [data-cell="out:0,2,2"] text')

    for expected in ("1", "2", "3", "4"):
        expect(middle).to_have_text(expected)
        press(page, "ArrowRight")
    expect(page.locator(".signs text")).to_have_count(0)  # A count is no result.
    page.locator('[data-panel="output"] [data-cell="out:0,2,2"]').hover()

    expect(page.locator('[data-panel="count"] :is(.lit, .main)')).to_have_count(1)
    expect(page.locator(".sentence")).to_contain_text("y[2,2] = ")
    page.get_by_role("button", name="Side by side").click()
    expect(page.locator('[data-panel="count"]')).to_have_count(0)
