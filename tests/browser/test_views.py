"""Phases, the round trip, and what stands under the formula and below the matrix."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from core.contributions import trace
from core.roundtrip import round_trip
from tests.browser.axe import violations
from tests.browser.lab import pointed, ready

Play = Callable[..., Page]
Open = Callable[..., Page]
KERNEL = [[1, 2, 1], [3, 1, 2], [1, 1, 3]]


def read(page: Page, panel: str) -> list[list[float]]:
    """Read a panel's numbers, row by row of its cells' names."""
    cells = page.locator(f'[data-panel="{panel}"] .cell')
    expect(cells.first).to_be_attached()
    found = {
        tuple(map(int, name.split(":")[1].split(",")[-2:])): float(text.replace("−", "-"))
        for name, text in cells.evaluate_all(
            "all => all.map(c => [c.dataset.cell, c.querySelector('text').textContent])"
        )
    }
    rows, columns = (sorted({place[axis] for place in found}) for axis in (0, 1))
    return [[found[y, x] for x in columns] for y in rows]


def test_a_round_trip_shows_core_s_numbers_and_the_rank(play: Play) -> None:
    there = trace(np.arange(1.0, 26).reshape(5, 5), KERNEL, operation="convolution", stride=2)
    trip = round_trip(there)
    page = play(there, readings=("trip",))

    assert read(page, "output") == there.result()[0].tolist()
    assert read(page, "back") == trip.back.result()[0].tolist()
    assert read(page, "difference") == trip.difference[0].tolist()
    assert trip.found is not None
    np.testing.assert_allclose(read(page, "found"), trip.found[0], atol=0.006)
    expect(page.locator('[data-panel="found"] .note')).to_have_text("solved: rank 4 of 25")
    expect(page.locator(".sentence")).to_contain_text("x′ differs from x in 25 of 25 cells")
    expect(page.locator(".player")).to_be_hidden()


def test_a_cell_that_came_back_is_written_out_with_the_outputs_that_stamp_it(play: Play) -> None:
    """3×3 counting up, a kernel of ones: 12 + 16 + 24 + 28 = 80 in the middle."""
    layer = trace(np.arange(1.0, 10).reshape(3, 3), np.ones((2, 2)), operation="convolution")
    page = play(layer, readings=("trip",))
    page.locator('[data-panel="back"] [data-cell="back:0,1,1"]').hover()

    expect(page.locator(".sentence")).to_have_text(
        "x′[1,1] = 12·1 + 16·1 + 24·1 + 28·1 = 80: 75 more than x[1,1] = 5."
    )
    expect(page.locator('[data-panel="output"] :is(.lit, .main)')).to_have_count(4)
    page.locator('[data-panel="found"] [data-cell="found:0,1,1"]').hover()
    expect(page.locator(".sentence")).to_have_text(
        "x̂[1,1] = 8.889, where 5 was: its outputs are the same."
    )


@pytest.mark.parametrize(("stride", "side"), [(2, 4), (3, 4), (4, 3), (1, 3)])
def test_phases_laid_out_in_turn_are_the_output(play: Play, stride: int, side: int) -> None:
    layer = trace(
        np.arange(1.0, 10).reshape(3, 3), np.arange(1.0, side * side + 1).reshape(side, side),
        stride=stride,
    )  # fmt: skip
    page = play(layer, readings=("phases",))
    output = layer.result()[0]

    assert read(page, "output") == output.tolist()
    for i in range(stride * stride):
        y, x = divmod(i, stride)
        if side * side and page.locator(f'[data-panel="part {i}"] .cell').count():
            assert read(page, f"part {i}") == output[y::stride, x::stride].tolist()
    expect(page.locator('[data-panel="output"] .note')).to_contain_text(
        "= all stamps, in every cell"
    )


def test_played_the_phases_are_laid_one_by_one(play: Play) -> None:
    """All of it at first, so that nothing is hidden; then every second cell, phase by phase."""
    layer = trace(np.ones((2, 2)), np.arange(1.0, 10).reshape(3, 3), stride=2)
    page = play(layer, readings=("phases",))
    output = layer.result()[0]
    note = page.locator('[data-panel="output"] .note')
    expect(note).to_contain_text("= all stamps, in every cell")
    page.keyboard.press("ArrowRight")
    expect(note).to_contain_text("1 of 4 phases laid")
    expect(page.locator(".sentence")).to_have_text(
        "Phase 0 of 4: 4 of the 9 taps, laid from y[0,0] on, 9 cells."
    )

    def numbers() -> list[str]:
        return page.locator('[data-panel="output"] .cell text').all_text_contents()

    first = [f"{number:g}" for number in output[::2, ::2].ravel()]
    assert [number for number in numbers() if number] == first
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(note).to_contain_text("= all stamps, in every cell")
    assert read(page, "output") == output.tolist()


def test_pointing_at_an_output_lights_the_taps_of_its_phase_alone(play: Play) -> None:
    page = play(
        trace(np.ones((3, 3)), np.arange(1.0, 17).reshape(4, 4), stride=2), readings=("phases",)
    )
    expect(page.locator('[data-panel="phase 3"] .cell')).to_have_count(4)

    said = pointed(page, ("output",))
    sentence, lit = said["out:0,3,3"]
    assert sentence.startswith("y[3,3] = 1·16 + 1·14 + 1·8 + 1·6")
    assert {panel for panel, cells in lit.items() if cells} >= {"kernel", "phase 3", "part 3"}
    assert lit["kernel"] == {"tap:0,0,1,1", "tap:0,0,1,3", "tap:0,0,3,1", "tap:0,0,3,3"}
    assert not lit["phase 0"]


def test_the_matrix_says_both_sums_and_what_one_more_does(play: Play) -> None:
    """1 2 by 10 20 30 with stride 2: 660 both ways; each input reaches all three taps."""
    page = play(trace([[1, 2]], [[10, 20, 30]], stride=2), readings=("matrix",))
    line = page.locator(".more")

    expect(line).to_have_text(
        "⟨Cᵀu, v⟩ = 660, ⟨u, Cv⟩ = 660: the same, with u the input and v counting from 1. "
        "One more at u[0,0], and the outputs’ sum grows by 60."
    )
    page.locator('[data-panel="input"] [data-cell="in:0,0,1"]').hover()
    expect(line).to_contain_text("One more at u[0,1]")


def test_the_sizes_that_share_an_output_stand_under_the_formula(play: Play) -> None:
    page = play(
        trace(np.ones((7, 7)), np.ones((3, 3)), operation="convolution", stride=2, padding=1),
        readings=("slide",),
    )

    expect(page.locator(".alike")).to_have_text(
        "7 and 8 both become 4: output_padding 0 gives 7, 1 gives 8 · 9 parameters: 3·3 weights"
    )


def test_a_view_for_which_the_layer_is_too_large_says_why(open_page: Open) -> None:
    page = ready(open_page("/?i=30x30&k=3&s=2&r=phases"))
    phases = page.get_by_role("button", name="Phases")

    expect(page.locator(".banner p").first).to_contain_text("Phases: 3,348,900 inputs times")
    expect(phases).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_role("button", name="Stamp")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_link_to_a_view_that_is_kept(open_page: Open, scheme: str) -> None:
    page = ready(open_page("/?v=2&op=convolution&i=4x4&k=3&r=trip", color_scheme=scheme))
    expect(page.locator('[data-panel="back"] .cell')).to_have_count(16)
    assert violations(page) == []
    page.get_by_role("button", name="Transposed").click()
    page.get_by_role("button", name="Phases").click()
    expect(page.locator('[data-panel^="part"]').first).to_be_attached()
    expect(page).to_have_url(re.compile(r"v=2.*r=phases"))
    assert violations(page) == []
