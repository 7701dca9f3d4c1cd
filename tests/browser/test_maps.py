"""The sheets of numbers in Chromium: painted, read out, enlarged, clicked, in place."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from app.maps.sheets import contrast, layer_sheet, packed, shaded
from app.shared import networks
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.digits import ready_made
from core.autoencoders.drawing import prepare
from core.autoencoders.inference import rebuild
from core.autoencoders.layers import Layer
from tests.browser.mounted import BARE, give, mount, reports
from tests.browser.pad import PHONE, draw, pixels, with_canvas, zero

Open = Callable[..., Page]
LAYERS = ARCHITECTURES["keras_cae"].layers


@pytest.fixture
def draw_page(open_page: Open) -> Open:
    def open_it(**options: Any) -> Page:
        page = open_page("/draw", **options)
        with_canvas(page, page.locator(".ladder[data-drawing]"))
        return page

    return open_it


def _maps(layer: int, digit: int = 3) -> Any:
    """Return the maps of a layer, counted from 1, of a ready-made digit."""
    made = rebuild(networks.network("keras_cae"), prepare(ready_made(digit)).centred)
    return made.maps[layer - 1]


def _sheet(page: Page, layer: int) -> Locator:
    return page.locator(".ladder .rungs canvas").nth(layer)


def _read_out(page: Page) -> Locator:
    return page.locator(".ladder .readout span")


def _written(value: float) -> str:
    """Return a number as half precision holds it, with three significant digits."""
    held = float(np.float16(value))
    if held == 0:
        return "0"
    text = f"{held:#.3g}"
    if "e" in text:
        text = np.format_float_positional(
            held, precision=3, unique=False, fractional=False, trim="k"
        )
    return text.rstrip(".").replace("-", "−")


def _number(text: str) -> float:
    return float(text.rpartition(": ")[2].replace("−", "-"))


def _in_the_lab(page: Page) -> Locator:
    """Return the page of one value."""
    return page.locator(".st-key-value header").first


def test_each_cell_is_painted_where_and_as_dark_as_python_says(draw_page: Open) -> None:
    page = draw_page()

    for layer in (1, 3, 7):
        maps, row = _maps(layer), LAYERS[layer - 1]
        sheet = layer_sheet(layer, row, maps, tallest=116)
        black, white = contrast(row, maps)
        wanted = np.zeros(sheet["size"])
        for (top, left), values in zip(sheet["at"], maps, strict=True):
            part = np.clip((values - black) / (white - black), 0, 1)
            wanted[top : top + len(values), left : left + len(values)] = 255 * part
        painted = pixels(_sheet(page, layer))
        assert painted.shape == tuple(sheet["size"])
        assert np.abs(painted - wanted).max() <= 1, layer


def test_every_value_is_read_out_under_the_pointer(draw_page: Open) -> None:
    """The second map of layer 2 begins 25 cells from the left: 24 of its own and a gap."""
    page, values = draw_page(), _maps(2)

    brightest = [int(at) for at in np.unravel_index(values[1].argmax(), (24, 24))]
    for row, column in ((0, 0), (11, 9), (6, 12), (23, 23), brightest):
        _sheet(page, 2).hover(position={"x": 25 + column + 0.5, "y": row + 0.5})

        where = f"Layer 2, map 1, row {row}, column {column}: "
        expect(_read_out(page)).to_have_text(where + _written(values[1, row, column]))

    _sheet(page, 2).hover(position={"x": 24.5, "y": 5.5})
    expect(_read_out(page)).to_have_text(re.compile("^Point at any number"))


def test_large_pictures_are_read_out_together(draw_page: Open) -> None:
    page = draw_page()
    seen, rebuilt = prepare(ready_made(3)).centred, _maps(7)[0]

    page.get_by_label("rebuilt digit").hover(position={"x": 7 * 14 + 3, "y": 7 * 6 + 3})

    text = page.locator(".results .readout span").inner_text()
    assert text.startswith("Row 6, column 14: ")
    digit, again, off = (
        float(found) for found in re.findall(r"(?<=[a-z] )[\d.]+(?=,|$)", text)[1:]
    )
    assert (digit, again) == pytest.approx((seen[6, 14], rebuilt[6, 14]), rel=0.006)
    assert off == pytest.approx(abs(seen[6, 14] - rebuilt[6, 14]), rel=0.006, abs=1e-5)
    assert page.locator(".results .mark:visible").count() == 3


def test_pointing_and_reading_move_nothing(draw_page: Open) -> None:
    page = draw_page()
    places = """() => [...document.querySelectorAll(
      ".maps :is(figure, figcaption, .tail, .readout), [data-testid=stExpander]"
    )].map((node) => JSON.stringify(node.getBoundingClientRect()))"""
    before = page.evaluate(places)

    _sheet(page, 4).hover(position={"x": 20, "y": 20})
    expect(_read_out(page)).to_have_text(re.compile("^Layer 4"))

    assert page.evaluate(places) == before
    expect(page.locator(".ladder .lens")).to_be_visible()


def test_a_click_on_a_value_leads_to_its_sum(draw_page: Open) -> None:
    page = draw_page()

    _sheet(page, 5).hover(position={"x": 30.5, "y": 30.5})
    place, _, _ = _read_out(page).inner_text().partition(": ")
    _sheet(page, 5).click(position={"x": 30.5, "y": 30.5})

    expect(_in_the_lab(page)).to_contain_text("Layer 5 of 7")
    # Four maps of 26 cells in a line: this is the second of the second line.
    assert place.startswith("Layer 5, map 5, ")
    expect(_in_the_lab(page)).to_contain_text(place.removeprefix("Layer 5, "))


def test_a_click_on_the_rebuilt_picture_leads_to_its_sum(draw_page: Open) -> None:
    page = draw_page()
    page.get_by_label("rebuilt digit").click()

    expect(_in_the_lab(page)).to_be_visible()


def test_arrow_keys_go_from_cell_to_cell_and_enter_chooses(draw_page: Open) -> None:
    page, values = draw_page(), _maps(3)
    page.get_by_role("button", name="Layer 2, larger").focus()
    page.keyboard.press("Tab")
    expect(_sheet(page, 3)).to_be_focused()
    expect(_read_out(page)).to_have_text(re.compile("^Layer 3, map 0, row 0, column 0: "))

    # Over the edge of the first map, over the gap, into the second, and one down.
    for _ in range(22):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(_read_out(page)).to_have_text(re.compile("^Layer 3, map 1, row 1, column 0: "))
    assert _number(_read_out(page).inner_text()) == pytest.approx(values[1, 1, 0], rel=0.006)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(_read_out(page)).to_have_text(re.compile("^Layer 3, map 0, row 0, column 21: "))
    page.keyboard.press("Escape")
    expect(_read_out(page)).to_have_text(re.compile("^Point at"))

    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    expect(_in_the_lab(page)).to_be_visible()


def test_one_tap_leads_to_the_sum_of_a_value(draw_page: Open) -> None:
    page = draw_page(**PHONE)
    sheet = _sheet(page, 3)
    # Away from the line that is always seen at the window's lower edge.
    sheet.evaluate("node => node.scrollIntoView({ block: 'center' })")

    sheet.tap(position={"x": 14.5, "y": 10.5})

    expect(_in_the_lab(page)).to_be_visible()


def test_every_map_can_be_seen_larger_and_stays_so(draw_page: Open) -> None:
    page = draw_page()
    page.get_by_role("button", name="Layer 3, larger").click()
    last = page.get_by_label("map 7, 8 in all")
    expect(last).to_be_visible()
    expect(page.get_by_label("map 8,")).to_have_count(0)
    box = last.bounding_box()
    assert box
    assert box["width"] == 5 * 22

    last.hover(position={"x": 2.5, "y": 5 * 21 + 2.5})
    expect(_read_out(page)).to_have_text(re.compile("^Layer 3, map 7, row 21, column 0: "))
    assert _number(_read_out(page).inner_text()) == pytest.approx(_maps(3)[7, 21, 0], rel=0.006)
    caption = page.locator(".larger figcaption").nth(7)
    first = caption.inner_text()
    least, most = (float(number) for number in first.removeprefix("7: ").split(" to "))
    assert (least, most) == pytest.approx((_maps(3)[7].min(), _maps(3)[7].max()), rel=0.006)

    page.get_by_role("button", name="Ready-made digit 7").click()
    expect(page.locator('.ladder[data-drawing="1"]')).to_be_visible()
    expect(caption).not_to_have_text(first)
    page.get_by_role("link", name="Models").click()
    expect(page.locator(".lineup .mse").first).to_be_visible()
    page.get_by_role("link", name="Draw a digit").click()
    expect(last).to_be_visible()
    page.get_by_role("button", name="Layer 2, larger").click()
    expect(page.get_by_label("map 15, 16 in all")).to_be_visible()
    expect(last).to_have_count(0)
    page.get_by_role("button", name="Layer 2, close").click()
    expect(page.locator(".larger canvas")).to_have_count(0)


def test_without_a_drawing_the_places_stay_and_nothing_is_read_out(draw_page: Open) -> None:
    page = draw_page()
    sizes = "nodes => nodes.map((node) => [node.clientWidth, node.clientHeight])"
    before = page.locator(".ladder canvas").evaluate_all(sizes)

    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".ladder canvas.blank")).to_have_count(8)

    assert page.locator(".ladder canvas").evaluate_all(sizes) == before
    _sheet(page, 3).hover(position={"x": 20, "y": 20})
    expect(_read_out(page)).to_have_text("")
    assert pixels(_sheet(page, 3)).max() == 0


def test_the_newest_drawing_wins(draw_page: Open) -> None:
    """Several strokes before the first answer: what stays is the last one's, in one canvas."""
    page = draw_page()
    page.locator(".ladder canvas").nth(1).evaluate("node => { window.kept = node; }")

    for digit in (1, 8, 5):
        page.get_by_role("button", name=f"Ready-made digit {digit}").click()
    draw(page, zero())
    page.get_by_role("button", name="Ready-made digit 7").click()
    expect(page.locator('.ladder[data-drawing="5"]')).to_be_visible()

    wanted = 255 * np.clip(_maps(7, digit=7)[0], 0, 1)
    assert np.abs(pixels(_sheet(page, 7)) - wanted).max() <= 1
    assert page.locator(".ladder canvas").nth(1).evaluate("node => node === window.kept")


def test_an_answer_that_takes_longer_to_unpack_does_not_come_back_later(open_page: Open) -> None:
    """The component is called twice in a row, and the first numbers are made to come last."""
    page = open_page(BARE)
    sent = []
    for number, side in ((1, 3), (2, 2)):
        values = np.full((1, side, side), number / 2, np.float32)
        sheet = layer_sheet(1, Layer("conv", 1, 1, side, side, "sigmoid"), values, tallest=116)
        sent.append(
            {
                **{"kind": "ladder", "name": "test", "hint": "", "heading": "", "words": ""},
                **{"number": number, "sheets": [sheet], "packed": packed([values])},
            }
        )

    painted = page.evaluate(
        """async (messages) => {
          const plain = Response.prototype.arrayBuffer;
          let calls = 0;
          let release;
          const late = new Promise((done) => { release = done; });
          Response.prototype.arrayBuffer = async function () {
            const first = calls++ === 0;
            const found = await plain.call(this);
            if (first) await late;
            return found;
          };
          const folder = "/_stcore/bidi-components/transposed-convolution-lab.maps";
          const { default: show } = await import(`${folder}/maps.js`);
          const parentElement = document.createElement("div");
          parentElement.innerHTML = "<div class='sheets'></div>";
          for (const data of messages) show({ data: [data], parentElement, setTriggerValue() {} });
          const section = parentElement.querySelector("section");
          const frame = () => new Promise(requestAnimationFrame);
          for (let i = 0; i < 600 && section.dataset.drawing !== "2"; i++) await frame();
          release();
          await frame();
          await frame();
          const canvas = parentElement.querySelector("canvas");
          const { data } = canvas.getContext("2d").getImageData(0, 0, 1, 1);
          return [
            calls, section.dataset.drawing, canvas.width, data[0],
          ];
        }""",
        sent,
    )

    assert painted == [2, "2", 2, 255]


# The component alone, with sheets of known numbers.


def _given(values: Any, zoom: int = 10, **other: Any) -> dict[str, Any]:
    """Return a sheet of maps in one line with a gap of one cell, (maps, side, side)."""
    count, side, _ = np.shape(values)
    return {
        **{"name": "Layer 1", "alt": "a sheet", "caption": "its caption", "kind": "conv"},
        **{"before": "", "maps": count, "side": side, "zoom": zoom, "larger": 0},
        **{"at": [[0, map * (side + 1)] for map in range(count)]},
        **{"size": [side, count * (side + 1) - 1], "black": 0, "white": 1, "scale": "Its scale."},
        **{"picks": True, "filled": True},
        **other,
    }


def _message(*layers: tuple[Any, dict[str, Any]], **other: Any) -> dict[str, Any]:
    """Return a message of sheets with their numbers; without ``filled`` they are left out."""
    known = [np.asarray(values, np.float32) for values, sheet in layers if sheet["filled"]]
    return {
        **{"kind": "ladder", "name": "a ladder", "hint": "Point at any.", "number": 7},
        **{"heading": "", "words": "<p>its words</p>"},
        **{"sheets": [sheet for _, sheet in layers], "packed": packed(known)},
        **other,
    }


def _board(open_page: Open, message: dict[str, Any], **options: Any) -> Page:
    page = mount(open_page, "maps", "<div class='sheets'></div>", message, **options)
    expect(page.locator(f'section[data-drawing="{message["number"]}"]')).to_be_visible()
    return page


def _cells(page: Page, sheet: int = 0) -> Locator:
    return page.locator("canvas.cells").nth(sheet)


def _said(page: Page) -> Locator:
    return page.locator(".readout span")


_TWO_BY_TWO = np.array([[[0.25, 0.5], [0.75, 1]], [[0, -2], [3, 0.125]]])
"""Two maps; beside each other with a gap they take 2×5 cells."""


def test_cells_are_as_light_as_their_numbers_and_end_at_black_and_white(open_page: Open) -> None:
    sheet = _given(_TWO_BY_TWO, black=-1, white=1)

    page = _board(open_page, _message((_TWO_BY_TWO, sheet)))

    # From -1 to 1: 0.25 is five eighths of the way. Nothing is painted into the gap.
    assert pixels(_cells(page)).tolist() == [[159, 191, 0, 128, 0], [223, 255, 0, 255, 143]]
    alpha = _cells(page).evaluate(
        "c => c.getContext('2d').getImageData(0, 0, 5, 1).data.filter((_, i) => i % 4 === 3)"
    )
    assert alpha == [255, 255, 0, 255, 255]
    box = _cells(page).bounding_box()
    assert box
    assert (box["width"], box["height"]) == (50, 20)


def test_the_pointer_reads_what_it_is_on_up_to_the_edges_of_each_map(open_page: Open) -> None:
    page = _board(open_page, _message((_TWO_BY_TWO, _given(_TWO_BY_TWO))))
    for x, y, says in (
        (0, 9, "Layer 1, map 0, row 0, column 0: 0.250"),
        (19, 10, "Layer 1, map 0, row 1, column 1: 1.00"),
        (20, 5, "Point at any."),
        (29, 5, "Point at any."),
        (30, 0, "Layer 1, map 1, row 0, column 0: 0"),
        (40, 9, "Layer 1, map 1, row 0, column 1: −2.00"),
        (49, 10, "Layer 1, map 1, row 1, column 1: 0.125"),
    ):
        _cells(page).hover(position={"x": x + 0.5, "y": y + 0.5})

        expect(_said(page)).to_have_text(says)
        shown = says.startswith("Layer")
        expect(page.locator(".mark:visible")).to_have_count(int(shown))
        expect(page.locator(".readout.idle")).to_have_count(int(not shown))

    page.mouse.move(400, 400)
    expect(_said(page)).to_have_text("Point at any.")
    expect(page.locator(".mark:visible")).to_have_count(0)


def test_one_map_is_not_numbered_and_one_number_has_no_place(open_page: Open) -> None:
    picture, code = [[[0.5, 1], [0, 0]]], [[[1]], [[2]], [[3]]]
    page = _board(
        open_page,
        _message(
            (picture, _given(picture, name="Input")),
            (code, _given(code, name="Layer 2", at=[[0, 0], [0, 1], [0, 2]], size=[1, 3])),
        ),
    )

    _cells(page).hover(position={"x": 15, "y": 5})
    expect(_said(page)).to_have_text("Input, row 0, column 1: 1.00")
    _cells(page, 1).hover(position={"x": 25, "y": 5})
    expect(_said(page)).to_have_text("Layer 2, map 2: 3.00")


def test_three_digits_of_a_number_of_half_precision_are_written(open_page: Open) -> None:
    """The smallest and the largest there are among them; what is larger is the largest."""
    written = {
        0.0: "0",
        -0.33325: "−0.333",
        2.0**-24: "0.0000000596",
        -(2.0**-14): "−0.0000610",
        1234.0: "1230",
        65504.0: "65500",
        9.9e9: "65500",
        0.09998: "0.100",
        -1e-12: "0",
    }
    values = np.array([*written]).reshape(1, 3, 3)
    page = _board(open_page, _message((values, _given(values, zoom=20))))

    for place, text in enumerate(written.values()):
        row, column = divmod(place, 3)
        _cells(page).hover(position={"x": 20 * column + 10, "y": 20 * row + 10})
        expect(_said(page)).to_have_text(f"Layer 1, row {row}, column {column}: {text}")


def test_the_mark_is_on_its_cell_and_large_enough_to_be_seen(open_page: Open) -> None:
    values = np.zeros((2, 3, 3))
    for zoom, size in ((20, 20), (2, 7)):
        page = _board(open_page, _message((values, _given(values, zoom=zoom))))

        _cells(page).hover(position={"x": 5.5 * zoom, "y": 2.5 * zoom})

        expect(_said(page)).to_have_text(re.compile("map 1, row 2, column 1:"))
        mark, canvas = page.locator(".mark").bounding_box(), _cells(page).bounding_box()
        assert mark
        assert canvas
        assert mark["x"] + mark["width"] / 2 - canvas["x"] == pytest.approx(5.5 * zoom, abs=0.1)
        assert mark["y"] + mark["height"] / 2 - canvas["y"] == pytest.approx(2.5 * zoom, abs=0.1)
        assert (mark["width"], mark["height"]) == pytest.approx((size, size), abs=0.1)


def test_of_a_ladder_one_sheet_is_marked_and_of_large_pictures_all(open_page: Open) -> None:
    values = [[[0.5, 1], [0, 0]]]
    layers = [(values, _given(values, name=name)) for name in ("your digit", "rebuilt")]
    ladder = _board(open_page, _message(*layers))
    _cells(ladder, 1).hover(position={"x": 5, "y": 5})
    expect(_said(ladder)).to_have_text("rebuilt, row 0, column 0: 0.500")
    expect(ladder.locator(".mark:visible")).to_have_count(1)

    pictures = _board(open_page, _message(*layers, kind="results"))
    _cells(pictures, 1).hover(position={"x": 15, "y": 5})
    expect(_said(pictures)).to_have_text("Row 0, column 1: your digit 1.00, rebuilt 1.00")
    expect(pictures.locator(".mark:visible")).to_have_count(2)
    expect(pictures.locator(".lens")).to_be_hidden()


def test_the_magnifying_glass_stays_in_the_window_beside_the_pointer(open_page: Open) -> None:
    side = 200
    values = np.zeros((1, side, side))
    page = _board(open_page, _message((values, _given(values, zoom=1))))
    page.locator("#place").evaluate("node => { node.style.width = '210px'; }")
    lens = page.locator(".lens")
    page.set_viewport_size({"width": 210, "height": 400})

    for x, y in ((3, 3), (3, 150), (95, 112), (95, 113), (96, 195), (197, 3), (197, 197)):
        _cells(page).hover(position={"x": x + 0.5, "y": y + 0.5})
        expect(_said(page)).to_have_text(f"Layer 1, row {y}, column {x}: 0")

        box, canvas = lens.bounding_box(), _cells(page).bounding_box()
        assert box
        assert canvas
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 210 + 4, "but for its border"
        assert box["y"] >= 0
        assert not (box["x"] <= x + canvas["x"] <= box["x"] + box["width"]), "beside the pointer"
        assert not (box["y"] <= y + canvas["y"] <= box["y"] + box["height"]), "and not over it"


def test_the_magnifying_glass_shows_four_cells_around_the_one_pointed_at(open_page: Open) -> None:
    values = np.arange(400).reshape(1, 20, 20) / 400
    page = _board(open_page, _message((values, _given(values, zoom=3))))
    lens = page.locator(".lens canvas")

    _cells(page).hover(position={"x": 3 * 10.5, "y": 3 * 12.5})
    expect(page.locator(".lens")).to_be_visible()
    wanted = np.round(255 * np.float16(values[0, 8:17, 6:15]))
    np.testing.assert_allclose(pixels(lens), wanted, atol=1)

    _cells(page).hover(position={"x": 3 * 1.5, "y": 3 * 0.5})
    expect(_said(page)).to_have_text(re.compile("row 0, column 1:"))
    shown = lens.evaluate(
        "c => [...c.getContext('2d').getImageData(0, 0, 9, 9).data].filter((_, i) => i % 4 === 3)"
    )
    there = np.array(shown).reshape(9, 9)
    assert (there[4:, 3:] == 255).all()
    assert there.sum() == 255 * 5 * 6, "nothing where the map has no cells"


def test_cells_that_can_be_told_apart_are_not_magnified(open_page: Open) -> None:
    values = np.zeros((1, 12, 12))
    for zoom, shown in ((3, 1), (4, 0)):
        page = _board(open_page, _message((values, _given(values, zoom=zoom))))
        _cells(page).hover()
        expect(page.locator(".mark:visible")).to_have_count(1)
        expect(page.locator(".lens:visible")).to_have_count(shown)

        page.mouse.move(300, 300)
        expect(page.locator(".lens:visible")).to_have_count(0)


def test_a_click_reports_the_cell_once_and_only_where_cells_are_chosen(open_page: Open) -> None:
    unpicked = _given(_TWO_BY_TWO, picks=False)
    page = _board(
        open_page,
        _message((_TWO_BY_TWO, _given(_TWO_BY_TWO)), (_TWO_BY_TWO, unpicked)),
    )

    _cells(page, 1).click(position={"x": 5, "y": 5})
    _cells(page).click(position={"x": 25, "y": 5})
    assert reports(page) == []

    _cells(page).click(position={"x": 35, "y": 15})
    assert reports(page) == [{"sheet": 0, "cell": [1, 1, 0]}]
    expect(page.get_by_role("button", name="See its sum")).to_be_hidden()


def test_keys_stay_inside_and_choose_with_enter_space_and_the_button(open_page: Open) -> None:
    page = _board(open_page, _message((_TWO_BY_TWO, _given(_TWO_BY_TWO))))
    page.keyboard.press("Tab")
    expect(_cells(page)).to_be_focused()
    for keys, says in (
        ("", "map 0, row 0, column 0"),
        ("ArrowLeft ArrowUp", "map 0, row 0, column 0"),
        ("ArrowRight ArrowRight", "map 1, row 0, column 0"),
        ("ArrowDown ArrowDown", "map 1, row 1, column 0"),
        ("ArrowRight ArrowRight ArrowRight", "map 1, row 1, column 1"),
        ("a ArrowLeft ArrowLeft", "map 0, row 1, column 1"),
    ):
        for key in keys.split():
            page.keyboard.press(key)
        expect(_said(page)).to_have_text(re.compile(f"^Layer 1, {says}: "))

    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    go = page.get_by_role("button", name="See its sum")
    go.click()
    assert reports(page) == 3 * [{"sheet": 0, "cell": [0, 1, 1]}]

    _cells(page).focus()
    page.keyboard.press("Escape")
    expect(_said(page)).to_have_text("Point at any.")
    expect(go).to_be_hidden()
    page.keyboard.press("Enter")
    assert len(reports(page)) == 3


def test_leaving_with_the_keyboard_lets_go_but_going_to_the_button_does_not(
    open_page: Open,
) -> None:
    layers = [(_TWO_BY_TWO, _given(_TWO_BY_TWO, name=f"Layer {n}")) for n in (1, 2)]
    page = _board(open_page, _message(*layers))
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(_said(page)).to_have_text(re.compile("^Layer 2, map 0, row 0, column 0: "))

    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="See its sum")).to_be_focused()
    expect(_said(page)).to_have_text(re.compile("^Layer 2"))
    page.keyboard.press("Enter")
    assert reports(page) == [{"sheet": 1, "cell": [0, 0, 0]}]

    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(_said(page)).to_have_text(re.compile("^Layer 1"))
    page.keyboard.press("Shift+Tab")
    expect(_said(page)).to_have_text("Point at any.")


def test_new_numbers_are_read_out_under_a_cursor_that_stays(open_page: Open) -> None:
    message = _message((_TWO_BY_TWO, _given(_TWO_BY_TWO)))
    page = _board(open_page, message)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(_said(page)).to_have_text("Layer 1, map 0, row 0, column 1: 0.500")

    give(page, _message((_TWO_BY_TWO + 1, _given(_TWO_BY_TWO)), number=8))
    expect(_said(page)).to_have_text("Layer 1, map 0, row 0, column 1: 1.50")

    give(page, _message((_TWO_BY_TWO, _given(_TWO_BY_TWO, filled=False)), number=9))
    expect(page.locator("canvas.blank")).to_have_count(1)
    expect(_said(page)).to_have_text("")
    expect(page.locator(".mark:visible")).to_have_count(0)
    page.keyboard.press("Enter")
    assert reports(page) == []


def test_numbers_belong_to_the_filled_sheets_in_their_order(open_page: Open) -> None:
    empty, values = np.zeros((1, 3, 3)), _TWO_BY_TWO
    page = _board(
        open_page,
        _message(
            ([[[0.5]]], _given([[[0.5]]], zoom=20, name="Input")),
            (empty, _given(empty, filled=False)),
            (values, _given(values, name="Layer 3")),
        ),
    )

    _cells(page, 2).hover(position={"x": 15, "y": 5})
    expect(_said(page)).to_have_text("Layer 3, map 0, row 0, column 1: 0.500")
    _cells(page, 1).hover(position={"x": 15, "y": 5})
    expect(_said(page)).to_have_text("Point at any.")


def test_a_sheet_seen_larger_shows_each_map_with_its_range(open_page: Open) -> None:
    even = np.full((1, 2, 2), 0.5)
    values = np.concatenate([_TWO_BY_TWO, even])
    other = (even, _given(even, larger=20, name="Layer 2"))
    page = _board(open_page, _message((values, _given(values, larger=30)), other))
    first, second = page.locator(".opener").all()
    expect(first).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".larger")).to_be_hidden()

    first.click()

    expect(first).to_have_text("close")
    expect(first).to_have_attribute("aria-expanded", "true")
    expect(second).to_have_text("larger")
    expect(page.locator(".larger p")).to_have_text("Layer 1, each map on its own. Its scale.")
    assert page.locator(".larger figcaption").all_inner_texts() == [
        "0: 0.250 to 1.00",
        "1: −2.00 to 3.00",
        "2: 0.500",
    ]
    closer = page.get_by_label("map 1, 3 in all")
    assert pixels(closer).tolist() == [[0, 0], [255, 32]]
    box = closer.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (60, 60)
    closer.click(position={"x": 35, "y": 35})
    assert reports(page) == [{"sheet": 0, "cell": [1, 1, 1]}]
    expect(page.locator(".mark:visible")).to_have_count(2)

    second.click()
    assert page.locator(".larger figcaption").all_inner_texts() == ["0: 0.500"]
    expect(first).to_have_text("larger")
    second.click()
    expect(page.locator(".larger")).to_be_hidden()
    expect(page.locator(".larger canvas")).to_have_count(0)


def test_words_stand_where_they_belong(open_page: Open) -> None:
    values = np.zeros((1, 2, 2))
    layers = [(values, _given(values)), (values, _given(values, before="−"))]
    page = _board(open_page, _message(*layers))
    expect(page.locator("h2")).to_be_hidden()
    expect(page.locator(".tail")).to_have_text("its words")
    assert page.locator(".rungs > *").evaluate_all("all => all.map((e) => e.textContent)") == [
        "its caption",
        "−",
        "its caption",
    ]

    large = _board(open_page, _message(*layers, kind="results", heading="A heading"))
    expect(large.locator("h2")).to_be_visible()
    expect(large.locator("h2")).to_have_text("A heading")
    expect(large.locator(".beside .words")).to_have_text("its words")
    expect(large.locator(".beside .readout")).to_have_text(re.compile("^Point at any"))

    wide = _board(open_page, _message(*layers, kind="results wide"))
    expect(wide.locator(".beside")).to_have_count(0)
    expect(wide.locator("section > .words.wide")).to_have_text("its words")


def test_shades_are_painted_and_who_comes_near_asks_for_the_numbers_once(open_page: Open) -> None:
    sheet: Any = _given(_TWO_BY_TWO, black=-2.0, white=3.0)
    exact = _message((_TWO_BY_TWO, sheet))
    page = _board(open_page, exact | {"shaded": True, "packed": shaded([sheet], [_TWO_BY_TWO])})
    assert pixels(_cells(page))[:, 3:].tolist() == [[102, 0], [255, 108]]
    assert reports(page) == []

    _cells(page).hover(position={"x": 5, "y": 5})
    expect(_said(page)).to_have_text("Layer 1, map 0, row 0, column 0: …")
    _cells(page).hover(position={"x": 15, "y": 5})
    expect(_said(page)).to_have_text("Layer 1, map 0, row 0, column 1: …")
    assert reports(page) == [7]

    give(page, exact)
    expect(_said(page)).to_have_text("Layer 1, map 0, row 0, column 1: 0.500")
    assert pixels(_cells(page))[:, 3:].tolist() == [[102, 0], [255, 108]]
    assert reports(page) == [7]


def test_a_drawing_that_comes_under_the_pointer_is_asked_about(open_page: Open) -> None:
    sheet: Any = _given(_TWO_BY_TWO, black=-2.0, white=3.0)
    exact = _message((_TWO_BY_TWO, sheet))
    page = _board(open_page, exact)
    _cells(page).hover(position={"x": 5, "y": 5})
    assert reports(page) == []

    packed_shades = shaded([sheet], [_TWO_BY_TWO])
    give(page, exact | {"number": 8, "shaded": True, "packed": packed_shades})

    expect(page.locator('section[data-drawing="8"]')).to_be_visible()
    assert reports(page) == [8]


def test_numbers_that_cannot_be_unpacked_are_one_sentence(open_page: Open) -> None:
    message = _message((_TWO_BY_TWO, _given(_TWO_BY_TWO)))
    page = mount(open_page, "maps", "<div class='sheets'></div>", message | {"packed": "AAAA"})

    expect(_said(page)).to_contain_text("The numbers cannot be shown (TypeError")


def _finger(page: Page) -> Callable[[str, float, float], None]:
    """Return what puts a finger down, slides it or lifts it, over the cells."""
    session = page.context.new_cdp_session(page)

    def move(kind: str, x: float, y: float) -> None:
        box = _cells(page).bounding_box()
        assert box
        points = [] if kind == "touchEnd" else [{"x": box["x"] + x, "y": box["y"] + y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return move


def test_a_tap_chooses_and_a_finger_that_is_held_or_slides_reads(open_page: Open) -> None:
    page = _board(open_page, _message((_TWO_BY_TWO, _given(_TWO_BY_TWO, zoom=30))), **PHONE)

    finger = _finger(page)
    finger("touchStart", 15, 15)
    expect(_said(page)).to_have_text("Layer 1, map 0, row 0, column 0: 0.250")
    finger("touchMove", 45, 15)
    expect(_said(page)).to_have_text("Layer 1, map 0, row 0, column 1: 0.500")
    finger("touchEnd", 0, 0)
    expect(page.get_by_role("button", name="See its sum")).to_be_visible()
    assert reports(page) == []

    _cells(page).tap(position={"x": 50, "y": 20})
    assert reports(page) == [{"sheet": 0, "cell": [0, 0, 1]}]


def test_a_finger_that_is_held_asks_for_the_numbers(open_page: Open) -> None:
    sheet: Any = _given(_TWO_BY_TWO, black=-2.0, white=3.0, zoom=30)
    exact = _message((_TWO_BY_TWO, sheet))
    shades = exact | {"shaded": True, "packed": shaded([sheet], [_TWO_BY_TWO])}
    page = _board(open_page, shades, **PHONE)

    _finger(page)("touchStart", 15, 15)
    expect(_said(page)).to_have_text("Layer 1, map 0, row 0, column 0: …")
    assert reports(page) == [7]

    give(page, exact)
    expect(_said(page)).to_have_text("Layer 1, map 0, row 0, column 0: 0.250")
