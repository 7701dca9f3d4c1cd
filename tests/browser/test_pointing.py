"""Pointing at cells: what is lit and said is what core's rows say; pins; the keyboard's cursor."""

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from core.contributions import Trace, trace
from tests.browser.lab import cell, drawn, lit, numbers, pointed, press, ready, sentence, steps
from tests.test_scene import table_of

Play = Callable[..., Page]
Cells = set[str]

TWO = trace(
    np.arange(1.0, 13).reshape(2, 2, 3),
    np.arange(1.0, 17).reshape(2, 2, 2, 2),
    stride=2,
    bias=[100, 200],
)
CROPPED = trace([[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]], stride=2, padding=1)
SMALL = trace([[1, 2], [3, 4]], [[5, 6], [7, 8]], stride=2)
CONVOLVED = trace(
    np.arange(1.0, 19).reshape(2, 3, 3),
    np.arange(1.0, 17).reshape(2, 2, 2, 2),
    operation="convolution",
    padding=1,
)
PADDED = trace([[1, 2], [3, 4]], [[1, 2], [3, 4]], operation="convolution", padding=1)
GROUPED = trace(np.arange(1.0, 9).reshape(2, 2, 2), np.arange(1.0, 9).reshape(2, 1, 2, 2), groups=2)
KINDS = {"in": 0, "tap": 1, "out": 2}


def test_a_convolution_s_player_opens_with_its_slide(play: Play) -> None:
    page = ready(play(PADDED))

    assert sentence(page) == "The input, 2×2 cells."
    press(page, "End")
    assert numbers(page, "output") == PADDED.result()[0].tolist()


def names(kind: str, cells: set[object]) -> Cells:
    return {f"{kind}:{','.join(map(str, place))}" for place in cells if place}  # type: ignore[call-overload]


def union(panels: dict[str, Cells], start: str) -> Cells:
    """Return the lit cells of all panels of one kind."""
    return {
        name
        for panel, cells in panels.items()
        if panel.split(" ")[0] == start and panel != "output matrix"
        for name in cells
    }


@pytest.mark.parametrize(
    ("traced", "reading", "walk"),
    [
        (SMALL, "stamp", "input"),
        (CROPPED, "stamp", "input"),
        (TWO, "stamp", "input"),
        (GROUPED, "stamp", "input"),
        (SMALL, "slide", "output"),
        (CROPPED, "slide", "output"),
        (TWO, "slide", "output"),
        (TWO, "matrix", "output"),
        (CONVOLVED, "slide", "output"),
        (CONVOLVED, "matrix", "output"),
    ],
    ids=[
        "stamp",
        "stamp, cropped",
        "stamp, two channels",
        "stamp, groups",
        "slide",
        "slide, cropped",
        "slide, two channels",
        "matrix, two channels",
        "convolution, two channels",
        "convolution's matrix, two channels",
    ],
)
def test_each_cell_lights_what_core_s_rows_say(
    play: Play, traced: Trace, reading: str, walk: str
) -> None:
    """Each cell of the three grids is pointed at, at the last step."""
    page = ready(play(traced, readings=(reading,), walk=walk))
    press(page, "End")
    table = table_of(traced)
    panels = page.locator(".panel").evaluate_all("panels => panels.map(p => p.dataset.panel)")
    grids = tuple(p for p in panels if p.split(" ")[0] in ("input", "kernel", "output"))
    found = pointed(page, grids)

    cells = [name for name in found if name.split(":")[0] in KINDS]
    per_plane = traced.image.size + traced.kernel.size + traced.result().size
    assert len(cells) == per_plane
    for name in cells:
        kind, place = name.split(":")
        focus = tuple(map(int, place.split(",")))
        rows = [row for row in table if row[KINDS[kind]] == focus]
        _, shown = found[name]
        assert union(shown, "input") == names("in", {row[0] for row in rows}), name
        taps = {row[1] for row in rows}
        if reading == "slide" and traced.transposed and kind == "out":
            # The whole of each kernel lies there; most of it meets inserted zeros.
            planes = {tap[:2] for tap in taps}  # type: ignore[index]
            taps = {row[1] for row in table if row[1][:2] in planes}  # type: ignore[index]
        assert union(shown, "kernel") == names("tap", taps), name
        outputs = {n for n in union(shown, "output") if n.startswith("out:")}
        assert outputs == names("out", {row[2] for row in rows}), name


def test_an_output_under_the_sliding_kernel_lights_all_its_taps(play: Play) -> None:
    page = ready(play(TWO, readings=("slide",)))
    press(page, "End")
    found = pointed(page, ("output 0", "output 1"))

    for name, (_, shown) in found.items():
        channel = int(name.split(":")[1].split(",")[0])
        planes = (f"kernel 0,{channel}", f"kernel 1,{channel}")
        assert [len(shown[plane]) for plane in planes] == [4, 4], name
        assert [len(shown[f"middle {c}"]) for c in (0, 1)] == [4, 4]
        others = (f"kernel 0,{1 - channel}", f"kernel 1,{1 - channel}")
        assert [len(shown[plane]) for plane in others] == [0, 0]


def test_pointing_at_any_cell_lights_the_same_rows_in_every_reading(play: Play) -> None:
    page = ready(play(SMALL, readings=("stamp", "slide", "matrix")))
    press(page, "End")
    found = pointed(page, ("input", "output"))

    for y, x in np.ndindex(2, 2):
        said, shown = found[f"in:0,{y},{x}"]
        rows = [row for row in table_of(SMALL) if row[0] == (0, y, x)]
        outputs = names("out", {row[2] for row in rows})
        assert said.startswith(f"x[{y},{x}] = {SMALL.image[0, y, x]:g} reaches 4 outputs: ")
        for panel in ("output", "output slide", "output matrix", "column y"):
            assert shown[panel] == outputs
        assert shown["column x"] == shown["middle"] == {f"in:0,{y},{x}"}
        entries = {(*row[2], *row[0]) for row in rows}  # type: ignore[misc]
        assert shown["matrix"] == names("entry", entries)  # type: ignore[arg-type]
        # Its own stamp is lit, no other one.
        stamps = {panel: cells for panel, cells in shown.items() if panel.startswith("plane")}
        assert {panel for panel, cells in stamps.items() if cells} == {f"plane 0,{y},{x} 0"}
        assert stamps[f"plane 0,{y},{x} 0"] == outputs


def test_pointing_at_an_output_says_core_s_sum(play: Play) -> None:
    page = ready(play(TWO))
    found = pointed(page, ("output 0", "output 1"))

    for place in np.ndindex(*TWO.output_shape):
        said, _ = found[f"out:{','.join(map(str, place))}"]
        rows = [row for row in table_of(TWO) if row[2] == place]
        terms = [f"{TWO.image[row[0]]:g}·{TWO.kernel[row[1]]:g}" for row in rows]  # type: ignore[call-overload]
        bias = TWO.bias[place[0]]
        assert said == (
            f"y[{','.join(map(str, place))}] = {' + '.join(terms)} + {bias:g} (bias)"
            f" = {TWO.result()[place]:g}"
        )


def test_pointing_at_a_tap_says_where_it_is_used(play: Play) -> None:
    page = ready(play(CROPPED))
    found = pointed(page, ("kernel",))

    for place in np.ndindex(1, 1, 3, 3):
        said, _ = found[f"tap:{','.join(map(str, place))}"]
        used = [row for row in table_of(CROPPED) if row[1] == place and row[2]]
        times = f"{len(used)} {'time' if len(used) == 1 else 'times'}"
        pairs = [
            f"x[{s[1]},{s[2]}] → y[{t[1]},{t[2]}]"  # type: ignore[index]
            for s, _, t, _ in used
        ]
        number = CROPPED.kernel[place]
        assert said == (
            f"w[{place[2]},{place[3]}] = {number:g} is used {times}: {', '.join(pairs)}."
        )


def test_what_is_cut_off_says_so_and_lights_what_it_was_made_of(play: Play) -> None:
    page = ready(play(CROPPED))
    press(page, "End")
    found = pointed(page, ("output",))

    said, shown = found["frame:0,0,2"]
    # The full output's place (0, 2): 1·3 from the first cell, 2·1 from the second.
    assert said == "Cut off: 1·3 + 2·1 = 5 never reaches the output."
    assert shown["input"] == {"in:0,0,0", "in:0,0,1"}
    assert shown["kernel"] == {"tap:0,0,0,2", "tap:0,0,0,0"}
    assert shown["output"] == {"frame:0,0,2"}


def test_a_zero_of_the_padding_says_how_many_products_it_makes_zero(play: Play) -> None:
    page = ready(play(PADDED, readings=("slide",)))
    press(page, "End")
    found = pointed(page, ("middle",))

    assert found["frame:0,0,0"][0] == "A zero of the padding: 1 product is 0 because of it."
    said, shown = found["frame:0,0,1"]
    assert said == "A zero of the padding: 2 products are 0 because of it."
    assert shown["output"] == {"out:0,0,0", "out:0,0,1"}
    assert shown["kernel"] == {"tap:0,0,0,0", "tap:0,0,0,1"}


def test_an_inserted_zero_lights_who_reads_it(play: Play) -> None:
    page = ready(play(SMALL, readings=("slide",)))
    press(page, "End")
    found = pointed(page, ("middle",))

    # Spread 5×5: the place between the first two cells is read by four windows.
    said, shown = found["spread:0,1,2"]
    assert said == "A zero that was put there: every tap that meets it adds nothing."
    assert shown["output"] == {"out:0,0,1", "out:0,0,2", "out:0,1,1", "out:0,1,2"}
    assert shown["input"] == set()
    assert shown["middle"] == {"spread:0,1,2"}


def test_an_entry_of_the_matrix_names_its_tap_or_that_there_is_none(play: Play) -> None:
    page = ready(play(SMALL, readings=("matrix",), walk="output"))
    found = pointed(page, ("matrix",))

    said, shown = found["entry:0,2,1,0,1,0"]
    assert said == "Row y[2,1], column x[1,0]: w[0,1] = 6, the tap that connects the two."
    assert shown["turned matrix"] == {"entry:0,2,1,0,1,0"}
    assert (shown["kernel"], shown["input"]) == ({"tap:0,0,0,1"}, {"in:0,1,0"})
    said, shown = found["entry:0,0,0,0,1,0"]
    assert said == "Row y[0,0], column x[1,0]: 0, no tap connects the two."
    assert shown["kernel"] == set()


def test_what_is_not_there_yet_cannot_be_pointed_at(play: Play) -> None:
    page = ready(play(SMALL, readings=("slide",)))
    ring = page.locator('[data-panel="middle"] [data-cell="spread:0,0,0"]')
    assert sentence(page) == "The input, 2×2 cells."
    ring.evaluate("cell => cell.dispatchEvent(new PointerEvent('pointerover', {bubbles: true}))")
    assert sentence(page) == "The input, 2×2 cells."


@pytest.mark.parametrize(
    ("traced", "reading", "panel", "name", "said"),
    [
        (CROPPED, "stamp", "output", "frame:0,0,2", "Cut off: 1·3 + 2·1 = 5 never reaches"),
        (SMALL, "slide", "middle", "spread:0,0,0", "A zero that was put there"),
        (PADDED, "slide", "middle", "frame:0,0,0", "A zero of the padding: 1 product"),
        (SMALL, "matrix", "matrix", "entry:0,0,0,0,1,0", "Row y[0,0], column x[1,0]: 0, no tap"),
    ],
    ids=["cut off", "spread grid's ring", "padding", "empty entry"],
)
def test_cells_without_a_filling_answer_the_pointer_in_their_middle(
    play: Play, traced: Trace, reading: str, panel: str, name: str, said: str
) -> None:
    page = ready(
        play(traced, readings=(reading,), walk="input" if reading == "stamp" else "output")
    )
    press(page, "End")
    page.locator(f'[data-panel="{panel}"] [data-cell="{name}"]').hover(timeout=4_000)

    assert sentence(page).startswith(said)


def test_negative_numbers_stand_in_brackets_and_products_are_rounded(play: Play) -> None:
    page = ready(play(trace([[0.1, -2], [3, 0]], [[-1, 0.2], [4, 1 / 3]])))
    press(page, "End")

    cell(page, "output", 1, 1).hover()
    assert sentence(page) == "y[1,1] = 0.1·0.333 + (−2)·4 + 3·0.2 + 0·(−1) = −7.367"
    cell(page, "input", 0, 1).hover()
    assert sentence(page) == (
        "x[0,1] = −2 reaches 4 outputs: y[0,1] by −2·(−1) = 2, y[0,2] by −2·0.2 = −0.4, "
        "y[1,1] by −2·4 = −8, y[1,2] by −2·0.333 = −0.667."
    )
    # 0.1 + 0.2 is 0.3 to a reader; a hundredth of a thousandth is no zero.
    shown = ready(play(trace([[0.1, 0.2, 1e-5, 0]], [[1, 1]])))
    press(shown, "End")
    texts = [cell.text for cell in drawn(shown, "output").values()]
    assert texts == ["0.1", "0.3", "0.2", "1.0e−5", "0"]


def test_long_sums_are_cut_after_ten_terms_and_say_how_many_more(play: Play) -> None:
    page = ready(play(trace(np.ones((4, 4)), np.ones((4, 4)))))
    cell(page, "output", 3, 3).hover()

    assert sentence(page) == f"y[3,3] = {' + '.join(['1·1'] * 10)} + 6 more = 16"


def test_an_output_that_no_stamp_reaches_says_so(play: Play) -> None:
    page = ready(play(trace([[1, 2]], [[3]], stride=2)))
    press(page, "End")
    cell(page, "output", 0, 1).hover()

    assert sentence(page) == "y[0,1] = 0: no stamp reaches it"


def test_a_click_pins_and_a_second_one_lets_go(play: Play) -> None:
    page = ready(play(SMALL))
    step = sentence(page)
    cell(page, "input", 1, 1).click()
    page.mouse.move(2, 2)
    assert sentence(page).startswith("x[1,1] = 4 reaches 4 outputs")
    assert lit(page, "input") == {"in:0,1,1"}

    # Pointing elsewhere comes first, as long as it lasts.
    cell(page, "output", 0, 0).hover()
    assert sentence(page) == "y[0,0] = 1·5 = 5"
    page.mouse.move(2, 2)
    assert sentence(page).startswith("x[1,1] = 4")

    cell(page, "input", 1, 1).click()
    page.mouse.move(2, 2)
    assert sentence(page) == step
    assert lit(page, "input") == {"in:0,0,0"}


def test_a_click_on_another_cell_moves_the_pin_and_beside_the_cells_it_lets_go(play: Play) -> None:
    page = ready(play(SMALL))
    step = sentence(page)
    cell(page, "input", 1, 1).click()
    cell(page, "kernel", 0, 1).click()
    page.mouse.move(2, 2)
    assert sentence(page).startswith("w[0,1] = 6 is used 4 times")
    box = page.locator(".board").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 2)
    page.mouse.move(2, 2)

    assert sentence(page) == step


def test_escape_lets_go_of_a_pin_and_steps_keep_it(play: Play) -> None:
    page = ready(play(SMALL))
    cell(page, "output", 3, 3).click()
    for _ in range(2):
        page.get_by_role("button", name="One step on (right arrow)").click()
    assert (steps(page)[0], sentence(page)) == (3, "y[3,3] = 4·8 = 32")
    press(page, "Escape")

    assert sentence(page).startswith("Input [1,0] = 3 times the kernel")


def test_another_reading_lets_go_of_the_pin(play: Play) -> None:
    page = ready(play(SMALL))
    cell(page, "output", 3, 3).click()
    page.get_by_role("button", name="Slide", exact=True).click()
    page.mouse.move(2, 2)

    assert sentence(page) == "The input, 2×2 cells."


def test_the_cursor_goes_by_arrows_and_letters_choose_its_grid(play: Play) -> None:
    page = ready(play(trace([[1, 2, 3], [4, 5, 6]], [[5, 6], [7, 8]], stride=2)))
    page.locator(".board svg").focus()
    found = []
    for keys, there in (
        ("ArrowLeft", "y[0,0]"),
        ("i", "x[0,0]"),
        ("ArrowLeft ArrowUp", "x[0,0]"),
        ("ArrowRight ArrowRight", "x[0,2]"),
        ("ArrowRight", "x[0,2]"),
        ("ArrowDown ArrowDown", "x[1,2]"),
        ("ArrowLeft ArrowUp", "x[0,1]"),
        ("k", "w[0,0]"),
        ("ArrowDown ArrowRight", "w[1,1]"),
        ("ArrowUp", "w[0,1]"),
        ("o ArrowDown", "y[1,0]"),
    ):
        for one in keys.split():
            press(page, one)
        found.append((keys, sentence(page).split(" ")[0] == there))
    assert [keys for keys, right in found if not right] == []
    assert steps(page)[0] == 1
    press(page, "Escape")
    press(page, "End")
    assert steps(page)[0] == steps(page)[1]


def test_the_cursor_stays_in_its_map(play: Play) -> None:
    page = ready(play(TWO))
    page.locator(".board svg").focus()
    press(page, "k")
    press(page, "ArrowDown", 3)
    assert sentence(page).startswith("w[0,0,1,0] = 3 is used")
    press(page, "o")
    press(page, "ArrowRight", 9)
    assert sentence(page).startswith("y[0,0,5] =")


def test_letters_stand_for_every_number_and_say_the_same_sum(play: Play) -> None:
    page = ready(play(SMALL, symbols=True))
    assert [cell.text for cell in drawn(page, "input").values()] == ["a", "b", "c", "d"]
    assert [cell.text for cell in drawn(page, "kernel").values()] == ["w0", "w1", "w2", "w3"]
    assert sentence(page).startswith("Input [0,0] = a times the kernel")
    press(page, "End")
    texts = [cell.text for cell in drawn(page, "output").values()]
    assert texts[:4] == ["aw0", "aw1", "bw0", "bw1"]
    cell(page, "input", 0, 1).hover()
    assert sentence(page).startswith("x[0,1] = b reaches 4 outputs: y[0,2] by bw0, y[0,3] by bw1")


@pytest.mark.parametrize("reading", ["stamp", "matrix"])
def test_letters_in_a_sum_grow_stamp_by_stamp(play: Play, reading: str) -> None:
    traced = trace([[1, 2], [3, 4]], [[5, 6], [7, 8]])
    page = ready(play(traced, symbols=True, readings=(reading,)))
    found = []
    for _ in range(4):
        found.append(drawn(page, "output")["out:0,1,1"].text)
        press(page, "ArrowRight")

    assert found == ["aw3", "aw3+bw2", "aw3+bw2+cw1", "aw3+bw2+cw1+dw0"]


def test_cells_too_small_for_numbers_answer_by_place(play: Play) -> None:
    """A painted grid: 12 rows, 30 columns, each its own value."""
    traced = trace(np.arange(360.0).reshape(12, 30), [[1]])
    page = ready(play(traced))
    panel = page.locator('[data-panel="input"] .painting')
    box = panel.bounding_box()
    assert box
    for y, x in ((0, 29), (11, 0), (5, 17)):
        page.mouse.move(
            box["x"] + (x + 0.5) * box["width"] / 30, box["y"] + (y + 0.5) * box["height"] / 12
        )
        number = 30 * y + x
        expect(page.locator(".sentence")).to_have_text(
            f"x[{y},{x}] = {number} reaches 1 output: y[{y},{x}] by {number}·1 = {number}."
        )
    page.mouse.move(2, 2)
    assert sentence(page).startswith("Input [0,0] = 0")


def test_what_is_lit_is_framed_in_a_painted_grid(play: Play) -> None:
    traced = trace(np.zeros((20, 30)), [[1, 1]])
    page = ready(play(traced))

    def dark(row: int, column: int) -> bool:
        """Tell whether the upper edge of a cell of the output has the colour of ink."""
        shade: list[int] = page.locator('[data-panel="input"] .painting').evaluate(
            """(painting, [row, column]) => {
              const canvas = painting.querySelector("canvas");
              const [across, down] = [canvas.width / 30, canvas.height / 20];
              const at = [Math.floor((column + 0.5) * across), Math.round(row * down)];
              return [...canvas.getContext("2d").getImageData(...at, 1, 1).data];
            }""",
            [row, column],
        )
        return sum(shade[:3]) < 300

    assert (dark(0, 0), dark(0, 1), dark(1, 0)) == (True, False, False)
    press(page, "ArrowRight", 32)
    assert (dark(0, 0), dark(1, 2), dark(2, 1)) == (False, True, False)


def test_painted_cells_in_light_beside_each_other_have_one_frame_and_sharp_edges(
    play: Play,
) -> None:
    """A kernel of 28: 784 frames would be a black carpet. Half way, all but the rim is colour."""
    page = ready(play(trace(np.ones((2, 2)), np.arange(784.0).reshape(28, 28), stride=32)))
    found = page.locator('[data-panel="output"] .painting').evaluate(
        """painting => {
          const canvas = painting.querySelector("canvas");
          const [width, height] = [canvas.width, canvas.height];
          const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
          const dark = (x, y) => {
            const [red, green, blue, alpha] = data.slice(4 * (y * width + x));
            return alpha > 0 && Math.max(red, green, blue) < 100;
          };
          const side = Math.round((28 * width) / 60);
          const inside = [];
          for (let y = 2; y < side - 2; y++) {
            for (let x = 2; x < side - 2; x++) inside.push(dark(x, y));
          }
          const box = canvas.getBoundingClientRect();
          return {
            inside: inside.filter(Boolean).length,
            beside: dark(side + 3, side + 3),
            scale: [width / box.width, height / box.height, devicePixelRatio],
          };
        }"""
    )

    assert (found["inside"], found["beside"]) == (0, False)
    # A pixel of the canvas is a pixel of the screen.
    across, down, ratio = found["scale"]
    assert across == pytest.approx(ratio, abs=1e-3)
    assert down == pytest.approx(ratio, abs=1e-3)


def test_numbers_of_the_whole_page_are_core_s_whatever_is_pointed_at(play: Play) -> None:
    page = ready(play(CROPPED))
    press(page, "End")
    cell(page, "kernel", 1, 1).hover()

    assert numbers(page, "output") == CROPPED.result()[0].tolist()
