"""The matrix explains itself: the grid unrolls, C fills row by row, tips over, and multiplies."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from core.contributions import Trace, trace
from core.readings import matrix
from core.unrolling import unrolled
from tests.browser.axe import violations
from tests.browser.lab import drawn, lit, note, press, sentence, steps, still, title

Play = Callable[..., Page]
Open = Callable[..., Page]

UP = trace([[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]], bias=[10])
"""2×2 to 4×4: a grid of four rows, four windows."""
GRID, UNROLLED, FILLED, TIPPED, TIMES, ROLLED = 0, 4, 8, 9, 10, 11
"""The last step of each part."""


def shown(play: Play, layer: Trace, step: int, **more: Any) -> Page:
    page = play(layer, readings=("unroll",), **more)
    expect(page.locator('[data-panel="grid 0"] :is(.cell, .painting)').first).to_be_attached()
    press(page, "Home")
    press(page, "ArrowRight", step)
    still(page)
    return page


def entries(page: Page) -> list[list[float]]:
    """Read the matrix off the page as it lies: by where its cells stand."""
    cells = [cell for cell in drawn(page, "matrix").values() if "hidden" not in cell.states]
    rows, columns = (
        int(max(place)) + 1 for place in zip(*((c.y, c.x) for c in cells), strict=True)
    )
    found = np.zeros((rows, columns))
    for cell in cells:
        found[int(cell.y), int(cell.x)] = cell.number or 0
    return found.tolist()


@pytest.mark.parametrize(
    "layer",
    [
        UP,
        trace(np.ones((2, 3)), np.arange(1.0, 7).reshape(2, 3), stride=2, padding=(0, 1)),
        trace(
            np.arange(1.0, 21).reshape(4, 5), [[1, 2], [3, 4]], operation="convolution", stride=2
        ),
        trace(np.ones((2, 2, 1)), np.arange(1.0, 5).reshape(2, 1, 2, 1), groups=2, dilation=2),
    ],
    ids=["up", "rectangle", "down", "groups"],
)
def test_the_matrix_fills_and_tips_into_that_of_the_reading(play: Play, layer: Trace) -> None:
    made = unrolled(layer)
    lines = made.places.shape[0] * made.places.shape[1]
    page = shown(play, layer, lines + len(made.windows))
    assert title(page, "matrix") == "C"
    assert entries(page) == made.matrix().tolist()

    press(page, "ArrowRight")
    still(page)
    assert title(page, "matrix") == "Cᵀ"
    assert entries(page) == made.matrix().T.tolist()
    assert entries(page) == (matrix(layer) if layer.transposed else matrix(layer).T).tolist()


def test_rows_fill_one_by_one_and_light_the_window_they_are_made_of(play: Play) -> None:
    page = shown(play, UP, UNROLLED + 2)

    assert entries(page) == unrolled(UP).matrix()[:2].tolist()
    assert sentence(page).startswith(
        "Row 1 of C, for output cell [0,1]: the kernel lies on cells 1 to 3, 5 to 7 and 9 to 11"
    )
    assert lit(page, "grid 0") == {f"out:0,{y},{x}" for y in range(3) for x in range(1, 4)}
    assert lit(page, "grid 0") == lit(page, "column")
    assert len(lit(page, "matrix")) == len(lit(page, "kernel")) == 9


def test_cells_move_from_the_grid_into_the_column_in_row_order(play: Play) -> None:
    page = shown(play, UP, 2)
    grid, column = (
        dict(
            page.locator(f'[data-panel="{panel}"] .cell').evaluate_all(
                """cells => cells.map(c => [c.dataset.cell, c.getBoundingClientRect()])
                  .map(([name, {x, y}]) => [name, [Math.round(x), Math.round(y)]])"""
            )
        )
        for panel in ("grid 0", "column")
    )

    moved = [name for name in grid if grid[name] != column[name]]
    assert moved == [f"out:0,{y},{x}" for y in range(2) for x in range(4)]
    lefts, tops = zip(*(column[name] for name in moved), strict=True)
    assert len(set(lefts)) == 1
    assert list(tops) == sorted(set(tops))


def test_the_transposed_matrix_times_the_input_rolls_up_into_the_output(play: Play) -> None:
    page = shown(play, UP, ROLLED)

    column = drawn(page, "column")
    result = UP.result()[0]
    assert {name: cell.number for name, cell in column.items()} == {
        f"out:0,{y},{x}": result[y, x] for y, x in np.ndindex(4, 4)
    }
    places = {(cell.y, cell.x) for cell in column.values()}
    assert places == {(y, x) for y, x in np.ndindex(4, 4)}
    expect(page.locator(".sentence")).to_contain_text("the convolution's matrix transposed")


def test_a_convolution_ends_with_its_size_not_its_numbers(play: Play) -> None:
    down = trace(np.arange(1.0, 10).reshape(3, 3), [[1, 2], [3, 4]], operation="convolution")
    page = shown(play, down, 1 + 2 + 4 + 3)

    back = (matrix(down).T @ down.result().ravel()).tolist()
    assert [cell.number for cell in drawn(page, "column").values()] == back
    expect(page.locator(".sentence")).to_contain_text("It gives back the size, not the numbers")


def test_an_entry_says_its_row_its_column_and_its_tap_both_ways(play: Play) -> None:
    page = shown(play, UP, FILLED)
    entry = page.locator('[data-panel="matrix"] [data-cell="entry:0,2,1,0,0,0"]')
    entry.hover()
    expect(page.locator(".sentence")).to_have_text(
        "Row 0 of C, column 9: w[2,1] = 8, the tap that meets cell 9 of the column for the "
        "convolution’s output cell 0."
    )
    page.mouse.move(0, 0)
    press(page, "ArrowRight")
    still(page)
    entry.hover()
    expect(page.locator(".sentence")).to_contain_text("Row 9 of Cᵀ, column 0: w[2,1] = 8")


def test_a_matrix_too_large_for_digits_is_painted_and_told_under_the_pointer(play: Play) -> None:
    layer = trace(np.ones((4, 4)), np.ones((3, 3)), stride=2)
    page = shown(play, layer, 9 + 16 + 1)
    painting = page.locator('[data-panel="matrix"] .painting')
    expect(painting).to_be_attached()
    assert note(page, "matrix") == "81×16"
    box = painting.bounding_box()
    assert box
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    expect(page.locator(".sentence")).to_contain_text("Row 0 of Cᵀ, column 0: w[0,0] = 1")


def test_without_motion_each_step_stands_still_at_once(play: Play) -> None:
    page = shown(play, UP, UNROLLED)
    page.emulate_media(reduced_motion="reduce")
    press(page, "End")
    press(page, "Home")
    press(page, "ArrowRight", FILLED)
    assert page.locator(".lab").evaluate("lab => lab.getAnimations({subtree: true}).length") == 0
    assert entries(page) == unrolled(UP).matrix().tolist()


def test_the_button_stands_by_the_matrix_and_says_where_it_is_too_large(open_page: Open) -> None:
    page = open_page("/?i=2x2&k=3&s=2&r=matrix&step=2")
    reading = page.get_by_role("group", name="Reading")
    why = reading.get_by_role("button", name="Why Cᵀ")
    expect(why).to_be_visible()
    why.click()
    expect(page.locator('[data-panel="grid 0"]')).to_be_attached()
    # It begins at its beginning, wherever the matrix stood.
    expect(page.locator(".count")).to_contain_text("step 1 of 13")
    assert steps(page) == (1, 13)
    assert violations(page) == []
    reading.get_by_role("button", name="Stamp").click()
    expect(why).to_be_hidden()

    reading.get_by_role("button", name="Matrix").click()
    page.locator("#lab-height").fill("6")
    page.keyboard.press("Enter")
    expect(why).to_have_attribute("aria-disabled", "true")
    why.click(force=True)
    expect(page.locator(".banner p")).to_have_text(
        "Why Cᵀ: a column of 169 cells is too long to be seen; 100 is the most."
    )
