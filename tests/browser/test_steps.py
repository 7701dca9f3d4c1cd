"""What each panel shows at each step: numbers, places, states. Core says what is right."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from app.setting.link import decode
from core.contributions import Trace, trace
from core.geometry import Operation
from core.mistakes import mistakes
from core.readings import matrix, stamps
from tests.browser.lab import (
    Drawn,
    drawn,
    in_state,
    lit,
    note,
    numbers,
    press,
    ready,
    sentence,
    steps,
    still,
    title,
)
from tests.test_scene import table_of

Play = Callable[..., Page]

IMAGE = [[1, 2, 3], [4, 5, 6]]
"""Not square, so that rows and columns are not mixed up."""
KERNEL = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
BIAS = [100]
CROPPED = trace(IMAGE, KERNEL, stride=2, padding=1, bias=BIAS)
RINGED = trace(IMAGE, KERNEL, operation="convolution", padding=2, bias=BIAS)
CHANNELS = trace(
    np.arange(1.0, 9).reshape(2, 2, 2), np.arange(1.0, 17).reshape(2, 2, 2, 2), bias=[100, 200]
)
"""Two channels into two; the sums of the first are below 1000."""


def grid_of(page: Page, panel: str, name: str, channel: int = 0) -> dict[tuple[int, int], Drawn]:
    """Return the cells of one map by row and column."""
    start = f"{name}:{channel},"
    return {
        (int(place[0]), int(place[1])): cell
        for full, cell in drawn(page, panel).items()
        if full.startswith(start) and (place := full.removeprefix(start).split(","))
    }


def reached(traced: Trace, done: int, channel: int = 0) -> dict[tuple[int, int], float]:
    """Add up what the first input cells left in a map of the output."""
    sums: dict[tuple[int, int], float] = {}
    first = set(list(np.ndindex(*traced.input_shape))[:done])
    for source, _, target, product in table_of(traced):
        if source in first and isinstance(target, tuple) and target[0] == channel:
            sums[target[1:]] = sums.get(target[1:], 0) + product  # type: ignore[operator]
    return sums


def shown(page: Page, panel: str, channel: int = 0) -> dict[tuple[int, int], float]:
    """Return the numbers that stand in a map of the output, empty cells left out."""
    cells = grid_of(page, panel, "out", channel)
    return {place: cell.number for place, cell in cells.items() if cell.number is not None}


def both_ways(count: int) -> list[int]:
    """Return the steps to the last of some and back to the first, counted from 0."""
    return [*range(count), *range(count - 2, -1, -1)]


def go(page: Page, step: int) -> None:
    """Take single steps, as a reader does, to a step counted from 0."""
    now = steps(page)[0] - 1
    press(page, "ArrowRight" if step > now else "ArrowLeft", abs(step - now))


def test_stamps_add_up_on_the_way_there_and_on_the_way_back(play: Play) -> None:
    page = ready(play(CROPPED))
    running = [stamp.running for stamp in stamps(CROPPED)]

    for step in both_ways(6):
        go(page, step)
        expected = reached(CROPPED, step + 1)
        if step == 5:  # The bias comes with the last stamp, and to every cell.
            expected = {p: running[5][0][p] + 100 for p in np.ndindex(*CROPPED.output_shape[1:])}
        assert shown(page, "output") == expected, f"step {step + 1}"


@pytest.mark.parametrize("reading", ["slide", "matrix"])
def test_a_walk_by_output_shows_each_sum_at_its_step_and_takes_it_back(
    play: Play, reading: str
) -> None:
    page = ready(play(CROPPED, readings=(reading,), walk="output"))
    result = CROPPED.result()[0]
    places = list(np.ndindex(*result.shape))
    press(page, "End")
    before = steps(page)[1] - len(places)
    assert numbers(page, "output") == result.tolist()

    # Without steps that prepare the grid, the first step has its first sum already.
    for done in (6, 5, 1, 2, 0 if before else 1):
        go(page, before + done - 1)
        assert shown(page, "output") == {place: result[place] for place in places[:done]}
        if reading == "matrix":
            column = drawn(page, "column y")
            assert [cell.number for cell in column.values()] == [
                *result.ravel()[:done],
                *[None] * (len(places) - done),
            ]


def test_a_convolution_slides_there_and_back(play: Play) -> None:
    page = ready(play(RINGED, readings=("slide",)))
    result = RINGED.result()[0]
    places = list(np.ndindex(*result.shape))
    press(page, "End")
    assert numbers(page, "output") == result.tolist()
    assert shown(page, "output")[0, 0] == 1 * 9 + 100

    press(page, "ArrowLeft", 3)
    assert shown(page, "output") == {place: result[place] for place in places[:-3]}


def test_readings_side_by_side_hold_the_same_sums_there_and_back(play: Play) -> None:
    page = ready(play(CROPPED, readings=("stamp", "slide", "matrix")))

    for step in both_ways(6):
        go(page, step)
        expected = reached(CROPPED, step + 1)
        if step == 5:
            expected = {p: CROPPED.result()[0][p] for p in np.ndindex(*CROPPED.output_shape[1:])}
        for panel in ("output", "output slide", "output matrix"):
            assert shown(page, panel) == expected, f"{panel}, step {step + 1}"


def test_each_map_has_its_own_sums_and_its_own_bias(play: Play) -> None:
    page = ready(play(CHANNELS))

    for step in (0, 3, 4, 6, 2, 7):
        go(page, step)
        for channel in (0, 1):
            expected = reached(CHANNELS, step + 1, channel)
            if step == 7:
                expected = {place: CHANNELS.result()[channel][place] for place in np.ndindex(3, 3)}
            assert shown(page, f"output {channel}", channel) == expected
    assert shown(page, "output 1", 1)[0, 0] == 1 * 5 + 5 * 13 + 200


def test_the_sum_is_called_so_far_until_its_last_stamp(play: Play) -> None:
    page = ready(play(CROPPED))
    titles = []
    for step in (0, 4, 5, 6):
        go(page, step)
        titles.append(title(page, "output"))

    assert titles == ["Output so far", "Output so far", "Output", "Output"]


def test_a_stamp_is_empty_until_its_step_and_then_holds_its_products(play: Play) -> None:
    traced = trace([[1, 2]], KERNEL, stride=2)
    page = ready(play(traced))
    for step in (0, 1, 0):
        go(page, step)
        for i, panel in enumerate(("plane 0,0,0 0", "plane 0,0,1 0")):
            stamp = {(y, 2 * i + x): (i + 1) * KERNEL[y][x] for y, x in np.ndindex(3, 3)}
            assert shown(page, panel) == (stamp if i <= step else {})
    assert title(page, "plane 0,0,1 0") == "2 × kernel"


def test_only_the_stamp_in_hand_is_lit_and_where_it_lands(play: Play) -> None:
    page = ready(play(CROPPED))
    for step, (y, x) in enumerate(np.ndindex(2, 3)):
        go(page, step)
        rows = [row for row in table_of(CROPPED) if row[0] == (0, y, x)]
        landed = {f"out:{','.join(map(str, row[2]))}" for row in rows if row[2]}  # type: ignore[call-overload]
        assert lit(page, "input") == {f"in:0,{y},{x}"}
        assert len(lit(page, "kernel")) == 9
        output = lit(page, "output")
        assert {name for name in output if name.startswith("out:")} == landed
        assert len(output) == 9


def places(rows: range | list[int], columns: range | list[int]) -> set[tuple[int, int]]:
    return {(y, x) for y in rows for x in columns}


def stands(page: Page, panel: str, *states: str) -> set[tuple[int, int]]:
    """Return row and column, in the panel, of the cells in some states."""
    return {
        (round(cell.y), round(cell.x))
        for cell in drawn(page, panel).values()
        if cell.states & set(states)
    }


def test_padding_cuts_at_its_step_and_the_next_one_gives_back(play: Play) -> None:
    """Full 5×5; padding 1 cuts a ring, output padding 1 gives back the lower right side of it."""
    page = ready(play(trace([[1, 2], [3, 4]], KERNEL, stride=2, padding=1, output_padding=1)))
    whole = places(range(5), range(5))
    cut = whole - places(range(1, 4), range(1, 4))
    back = whole - places(range(1, 5), range(1, 5))

    for step, ghosts in ((3, set()), (4, cut), (5, back), (4, cut), (3, set())):
        go(page, step)
        assert stands(page, "output", "ghost") == ghosts, f"step {step + 1}"
    go(page, 4)
    # What was cut stays to be read: 1·1 in the corner, 3·7 at the lower left.
    corner = drawn(page, "output")["frame:0,0,0"]
    assert (corner.text, drawn(page, "output")["frame:0,4,0"].text) == ("1", "21")
    # In the stamps, too.
    assert stands(page, "plane 0,0,0 0", "ghost") == cut


def test_zeros_that_no_stamp_reaches_come_when_they_are_given_back(play: Play) -> None:
    page = ready(play(trace([[1, 2], [3, 4]], [[5]], stride=2, output_padding=1)))
    outside = places(range(4), range(4)) - places(range(3), range(3))
    assert steps(page)[1] == 5

    for step, hidden in ((0, outside), (3, outside), (4, set()), (3, outside)):
        go(page, step)
        assert stands(page, "output", "hidden") == hidden, f"step {step + 1}"
    go(page, 4)
    assert [row[3] for row in numbers(page, "output")] == [0, 0, 0, 0]


def test_the_spread_grid_is_made_place_by_place_and_unmade_backwards(play: Play) -> None:
    """2×2, stride 2, kernel 3: 3×3 with zeros, 7×7 with two rings, 5×5 when one is taken."""
    page = ready(play(trace([[1, 2], [3, 4]], KERNEL, stride=2, padding=1), readings=("slide",)))
    cells = places([2, 4], [2, 4])
    zeros = places(range(2, 5), range(2, 5)) - cells
    inner = places(range(1, 6), range(1, 6)) - places(range(2, 5), range(2, 5))
    outer = places(range(7), range(7)) - places(range(1, 6), range(1, 6))
    # input, zeros, ring, ring, trim, turn, first slide
    hidden = [zeros | inner | outer, inner | outer, outer, set(), set(), set(), set()]
    ghosts = [set(), set(), set(), set(), outer, outer, outer]

    for step in both_ways(7):
        go(page, step)
        assert stands(page, "middle", "hidden") == hidden[step], f"step {step + 1}"
        assert stands(page, "middle", "ghost") == ghosts[step], f"step {step + 1}"
        assert title(page, "middle") == ("Spread input" if step else "Input")
        assert note(page, "middle") == ("5×5" if step >= 5 else "")
    assert stands(page, "middle", "zero") == zeros
    assert stands(page, "middle", "ring") == inner | outer


def test_input_cells_stand_together_at_first_and_apart_from_then_on(play: Play) -> None:
    page = ready(play(trace([[1, 2], [3, 4]], KERNEL, stride=2), readings=("slide",)))
    together = {name: (c.y, c.x) for name, c in grid_of_inputs(page).items()}
    press(page, "ArrowRight")
    apart = {name: (c.y, c.x) for name, c in grid_of_inputs(page).items()}
    press(page, "ArrowLeft")

    # In the middle of 7×7: from 2.5 on; the grid's own cells stand at whole places.
    assert together == {
        (0, 0): (2.5, 2.5),
        (0, 1): (2.5, 3.5),
        (1, 0): (3.5, 2.5),
        (1, 1): (3.5, 3.5),
    }
    assert apart == {(0, 0): (2, 2), (0, 1): (2, 4), (1, 0): (4, 2), (1, 1): (4, 4)}
    assert {name: (c.y, c.x) for name, c in grid_of_inputs(page).items()} == together


def grid_of_inputs(page: Page) -> dict[tuple[int, int], Drawn]:
    return grid_of(page, "middle", "in")


def test_places_that_output_padding_adds_appear_at_their_step(play: Play) -> None:
    page = ready(
        play(trace([[1, 2], [3, 4]], [[5]], stride=2, output_padding=1), readings=("slide",))
    )
    outside = places(range(4), range(4)) - places(range(3), range(3))
    assert "Output padding" not in sentence(page)
    press(page, "ArrowRight")
    assert stands(page, "middle", "hidden") == outside
    press(page, "ArrowRight")
    assert "Output padding lets the kernel slide on" in sentence(page)
    assert stands(page, "middle", "hidden") == set()


def test_a_convolution_s_rings_come_one_by_one_from_inside(play: Play) -> None:
    page = ready(play(RINGED, readings=("slide",)))
    whole = places(range(6), range(7))
    inner = places(range(1, 5), range(1, 6)) - places(range(2, 4), range(2, 5))
    outer = whole - places(range(1, 5), range(1, 6))

    for step, hidden in ((0, inner | outer), (1, outer), (2, set()), (3, set()), (1, outer)):
        go(page, step)
        assert stands(page, "middle", "hidden") == hidden, f"step {step + 1}"
    assert title(page, "middle") == "Padded input"


def taps(page: Page) -> list[list[int]]:
    """Read the kernel as it lies on the page."""
    cells = drawn(page, "kernel").values()
    lying = sorted((round(cell.y), round(cell.x), int(cell.text)) for cell in cells if cell.text)
    side = round(len(lying) ** 0.5)
    return [[n for _, _, n in lying[side * y : side * y + side]] for y in range(side)]


def test_the_kernel_lies_turned_from_its_step_on_and_not_before(play: Play) -> None:
    page = ready(play(trace([[1, 2], [3, 4]], KERNEL), readings=("slide",)))
    turned = [row[::-1] for row in KERNEL[::-1]]
    # input, ring, ring, turn, then the slides
    found = []
    for step in (0, 2, 3, 4, 3, 2):
        go(page, step)
        found.append((taps(page), note(page, "kernel")))

    still, over = (KERNEL, "3×3"), (turned, "turned by 180°")
    assert found == [still, still, over, over, over, still]


@pytest.mark.parametrize(
    ("traced", "shown_as"),
    [
        (CROPPED, {"readings": ("stamp",)}),
        (CROPPED, {"readings": ("stamp", "slide", "matrix")}),
        (CROPPED, {"readings": ("matrix",), "walk": "output"}),
        (RINGED, {"readings": ("slide",)}),
    ],
    ids=["stamps", "by input", "matrix", "convolution"],
)
def test_the_kernel_never_turns_where_nothing_slides(
    play: Play, traced: Trace, shown_as: dict[str, object]
) -> None:
    page = ready(play(traced, **shown_as))
    press(page, "End")

    assert taps(page) == KERNEL


def test_a_dilated_kernel_lies_with_gaps_that_turn_with_it(play: Play) -> None:
    page = ready(play(trace([[1]], [[1, 2], [3, 4]], dilation=2), readings=("slide",)))
    before = {cell.text: (cell.y, cell.x) for cell in drawn(page, "kernel").values()}
    assert note(page, "kernel") == "2×2, dilated"
    press(page, "End")
    after = {cell.text: (cell.y, cell.x) for cell in drawn(page, "kernel").values()}

    assert before == {"1": (0, 0), "2": (0, 2), "3": (2, 0), "4": (2, 2)}
    assert after == {"4": (0, 0), "3": (0, 2), "2": (2, 0), "1": (2, 2)}


@pytest.mark.parametrize("traced", [CROPPED, RINGED], ids=["transposed", "convolution"])
def test_under_the_kernel_are_the_step_s_cells_and_products(play: Play, traced: Trace) -> None:
    page = ready(play(traced, readings=("slide",)))
    outputs = list(np.ndindex(*traced.output_shape))
    press(page, "End")
    last = steps(page)[1] - 1
    for i in (0, 4, len(outputs) - 1):
        go(page, last - (len(outputs) - 1 - i))
        rows = [row for row in table_of(traced) if row[2] == outputs[i]]
        met = {f"in:{','.join(map(str, row[0]))}" for row in rows if row[0]}  # type: ignore[call-overload]
        window = lit(page, "middle")
        assert len(window) == 9
        assert {name for name in window if name.startswith("in:")} == met
        assert lit(page, "input") == met
        assert lit(page, "output") == {f"out:{','.join(map(str, outputs[i]))}"}
        products = drawn(page, "products")
        assert len(products) == 9
        total = sum(cell.number or 0 for cell in products.values())
        assert total == sum(float(row[3]) for row in rows)  # type: ignore[arg-type]
        # A product is lit where an input is met; a zero of the ring is not.
        assert len(lit(page, "products")) == len(met)
        assert note(page, "products") == f"sum {total:g}, bias 100"
        assert total + 100 == traced.result()[outputs[i]]


def test_each_product_stands_where_its_tap_lies(play: Play) -> None:
    page = ready(play(trace([[1, 2], [3, 4]], KERNEL), readings=("slide",)))
    press(page, "End")
    kernel = {name: (c.y, c.x, c.number) for name, c in drawn(page, "kernel").items()}
    products = {name: (c.y, c.x, c.number) for name, c in drawn(page, "products").items()}

    # The last window holds the input's last cell, 4, in its first place: under tap 9.
    assert {name: place[:2] for name, place in kernel.items()} == {
        name: place[:2] for name, place in products.items()
    }
    assert products["tap:0,0,2,2"] == (0, 0, 36)
    assert sum(number or 0 for _, _, number in products.values()) == 36


@pytest.mark.parametrize("operation", ["transposed", "convolution"])
def test_the_matrix_holds_core_s_numbers_and_its_name(play: Play, operation: Operation) -> None:
    """A transposed convolution's is Cᵀ; beside it stands C, the other one, turned over."""
    traced = trace([[1, 2, 3], [4, 5, 6]], [[1, 2], [3, 4]], operation=operation)
    page = ready(play(traced, readings=("matrix",)))
    expected = matrix(traced)
    first, second = ("Cᵀ", "C") if operation == "transposed" else ("C", "Cᵀ")

    def entries(panel: str) -> list[list[float]]:
        lying = sorted((c.y, c.x, c.number or 0.0) for c in drawn(page, panel).values())
        width = round(max(x for _, x, _ in lying)) + 1
        values = [number for _, _, number in lying]
        return [values[i : i + width] for i in range(0, len(values), width)]

    assert entries("matrix") == expected.tolist()
    assert (title(page, "matrix"), title(page, "turned matrix")) == (first, second)
    assert note(page, "matrix") == "×".join(map(str, expected.shape))
    assert note(page, "turned matrix") == "×".join(map(str, expected.T.shape))
    assert [c.number for c in drawn(page, "column x").values()] == [1, 2, 3, 4, 5, 6]
    assert (title(page, "column x"), title(page, "column y")) == ("· x", "= y")


def test_a_step_marks_a_row_of_the_matrix_or_by_input_a_column(play: Play) -> None:
    traced = trace([[1, 2], [3, 4]], [[1, 2], [3, 4]], stride=2)
    page = ready(play(traced, readings=("matrix",), walk="output"))
    press(page, "ArrowRight", 5)
    assert stands(page, "matrix", "line", "lit") == places([5], range(4))
    assert len(lit(page, "matrix")) == 1
    assert lit(page, "column y") == {"out:0,1,1"}

    page = ready(play(traced, readings=("matrix",), walk="input"))
    press(page, "ArrowRight", 2)
    assert stands(page, "matrix", "line", "lit") == places(range(16), [2])
    assert len(lit(page, "matrix")) == 4
    assert lit(page, "column x") == {"in:0,1,0"}


def flying(page: Page, button: str) -> list[str]:
    """Press a button of the player; return what is on its way at that moment."""
    found: list[str] = page.locator(f".player .{button}").evaluate(
        """button => {
          button.click();
          const flights = button.getRootNode().querySelectorAll(".flight");
          return [...flights].map((one) => one.textContent);
        }"""
    )
    return found


def test_on_the_way_products_fly_and_going_back_or_far_they_do_not(play: Play) -> None:
    page = ready(play(trace([[1, 2, 3]], [[3, 4]])))

    assert flying(page, "forward") == ["6", "8"]
    assert flying(page, "forward") == ["9", "12"]
    still(page)
    assert flying(page, "back") == []
    assert flying(page, "first") == []
    assert flying(page, "last") == []


def test_more_than_25_products_do_not_fly(play: Play) -> None:
    page = ready(play(trace(np.ones((1, 1, 2)), np.ones((1, 1, 5, 5)))))
    assert len(flying(page, "forward")) == 25
    page = ready(play(trace(np.ones((1, 1, 2)), np.ones((1, 2, 4, 4)))))
    assert flying(page, "forward") == []


def test_what_flies_starts_at_its_tap_and_ends_where_it_is_added(play: Play) -> None:
    page = ready(play(trace([[1, 2]], [[3, 4]])))
    paths = page.locator(".player .forward").evaluate(
        """button => {
          button.click();
          const root = button.getRootNode();
          // In the picture's own pixels: cells are scaled with their panel.
          const place = (name) => {
            const { e, f } = root.querySelector(name).getCTM();
            return [e, f].map((one) => Math.round(10 * one) / 10);
          };
          return [...root.querySelectorAll(".flight")].map((one, i) => {
            const frames = one.getAnimations()[0].effect.getKeyframes();
            const numbers = (text) =>
              text.match(/-?[0-9.]+/g).map((one) => Math.round(10 * one) / 10);
            const output = `[data-panel=output] [data-cell="out:0,0,${i + 1}"]`;
            return [numbers(frames[0].transform), place(`[data-cell="tap:0,0,0,${i}"]`),
              numbers(frames[1].transform), place(output)];
          });
        }"""
    )

    assert len(paths) == 2
    for start, tap, end, cell in paths:
        assert start == pytest.approx(tap, abs=0.2)
        # A small product lands in the middle of a larger cell.
        assert all(0 <= there - corner < 30 for there, corner in zip(end, cell, strict=True))


def test_a_mistake_marks_exactly_the_cells_that_differ(play: Play) -> None:
    traced = trace([[0, 1], [2, 3]], [[1, 2], [3, 4]])
    (unturned,) = (one for one in mistakes(traced) if one.key == "unturned")
    page = ready(play(traced, mistake=unturned))
    assert unturned.wrong is not None
    assert unturned.differs is not None

    texts = page.locator('[data-panel="wrong"] .cell').evaluate_all(
        "cells => cells.map(c => [Number(c.textContent), c.classList.contains('differs')])"
    )

    expected = zip(unturned.wrong.ravel(), unturned.differs.ravel(), strict=True)
    assert [tuple(text) for text in texts] == [(n, bool(d)) for n, d in expected]
    assert 0 < unturned.differs.sum() < unturned.differs.size
    assert (title(page, "wrong"), note(page, "wrong")) == ("Wrong", "3×3")


def test_the_numbers_beside_a_grid_are_its_cells_own(play: Play) -> None:
    """In the full output the cut rows and columns have none."""
    page = ready(play(CROPPED))

    def beside(panel: str) -> list[str]:
        return page.locator(f'[data-panel="{panel}"] .labels text').all_text_contents()

    assert beside("input") == ["0", "1", "2", "0", "1"]
    assert beside("kernel") == ["0", "1", "2", "0", "1", "2"]
    # 5×7 cut to 3×5: columns first, then rows.
    assert beside("output") == ["", "0", "1", "2", "3", "4", "", "", "0", "1", "2", ""]


def test_a_step_says_what_is_cut_off(play: Play) -> None:
    page = ready(play(CROPPED))
    found = []
    for _ in range(2):
        found.append(sentence(page))
        press(page, "ArrowRight")

    assert found[0].startswith("Input [0,0] = 1 times the kernel lands on rows 0–1, columns 0–1")
    assert found[0].endswith("5 of its 9 products are cut off.")
    assert found[1].endswith("3 of its 9 products are cut off.")


def test_warm_colours_follow_the_size_of_the_numbers(play: Play) -> None:
    """Half of the largest, as negative as it may be, is half as strong."""
    page = ready(play(trace([[1, 2, -4]], [[1]])))
    heats = page.locator('[data-panel="input"] .cell').evaluate_all(
        "cells => cells.map(c => Number(c.querySelector('rect').style.getPropertyValue('--heat')))"
    )

    assert heats == [0.25, 0.5, 1]


def test_the_sum_of_a_row_grows_by_one_stamp(play: Play) -> None:
    page = ready(play(CROPPED))
    totals = []
    for _ in range(5):
        totals.append(sum(shown(page, "output").values()))
        press(page, "ArrowRight")

    added = [now - before for before, now in pairwise([0.0, *totals])]
    assert added == [float(stamp.rows.landing().product.sum()) for stamp in stamps(CROPPED)][:5]
    assert in_state(page, "output", "hidden") == set()


def test_the_picture_fits_its_place_when_the_window_changes(play: Play) -> None:
    page = ready(play(CROPPED))
    picture = page.locator(".board > svg")
    before = picture.get_attribute("viewBox")
    assert before
    page.set_viewport_size({"width": 900, "height": 640})

    expect(picture).not_to_have_attribute("viewBox", before)
    board = page.locator(".board")
    size = board.evaluate("board => `0 0 ${board.clientWidth} ${board.clientHeight}`")
    assert picture.get_attribute("viewBox") == size
    still(page)
    right = page.locator('[data-panel="output"] .cell').evaluate_all(
        "cells => Math.max(...cells.map((cell) => cell.getBoundingClientRect().right))"
    )
    assert right <= 900


def test_the_picture_s_name_is_the_sentence(play: Play) -> None:
    page = ready(play(CROPPED))
    for _ in range(2):
        assert page.locator(".board > svg").get_attribute("aria-label") == sentence(page)
        press(page, "ArrowRight")


def lines(page: Page, panel: str) -> list[str]:
    """Return the numbers beside a panel's rows and columns, those that are there."""
    texts = page.locator(f'[data-panel="{panel}"] .labels text').all_text_contents()
    return [text for text in texts if text]


def test_lines_that_are_given_back_have_no_number_before_they_are_there(play: Play) -> None:
    """Full 5; a size of 6 is one line more, at the end, which comes once it is given back."""
    page = ready(play(trace([[1, 2], [3, 4]], [[1] * 3] * 3, stride=2, output_padding=1)))
    assert lines(page, "output") == list("01234") * 2
    assert note(page, "output") == "5×5 in full, grows to 6×6"

    press(page, "End")
    expect(page.locator('[data-panel="output"] .note')).to_have_text("6×6")
    assert lines(page, "output") == list("012345") * 2


def test_signs_of_a_row_stand_at_its_height(play: Play) -> None:
    row, _ = decode({"n": "1", "i": "1x2", "k": "3", "s": "2"})
    page = ready(play(row.trace()))
    signs, rows = page.locator(".board > svg").evaluate(
        """svg => {
          const middle = (node) => {
            const { y, height } = node.getBoundingClientRect();
            return y + height / 2;
          };
          const cellOf = (name) => svg.querySelector(`[data-panel="${name}"] .cell rect`);
          const rows = ["plane 0,0,1 0", "output"].map((name) => middle(cellOf(name)));
          return [[...svg.querySelectorAll(".signs text")].map(middle), rows];
        }"""
    )
    assert signs == pytest.approx(rows, abs=3)


def test_letters_leave_their_cells_a_margin(play: Play) -> None:
    page = ready(play(trace([[1, 2], [3, 4]], [[1] * 3] * 3, stride=2), symbols=True))
    shares = page.locator('[data-panel^="plane 0,0,0"] .cell').evaluate_all(
        """cells => cells.filter((cell) => cell.querySelector("text")?.textContent).map((cell) =>
          cell.querySelector("text").getBoundingClientRect().width
            / cell.querySelector("rect").getBoundingClientRect().width)"""
    )
    assert len(shares) == 9
    # Of a player in a file, whose letters are the system's, as wide as any.
    assert max(shares) < 0.97
