"""The sheets of numbers in Chromium: painted, read out, enlarged, clicked, in place."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from app.maps.sheets import contrast, layer_sheet, packed
from app.shared import networks
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.digits import ready_made
from core.autoencoders.drawing import prepare
from core.autoencoders.inference import rebuild
from core.autoencoders.layers import Layer
from tests.browser.pad import PHONE, draw, go_to, pixels, zero

Open = Callable[..., Page]
LAYERS = ARCHITECTURES["keras_cae"].layers


@pytest.fixture
def draw_page(open_page: Open) -> Open:
    def open_it(**options: Any) -> Page:
        page = open_page("/", **options)
        go_to(page, "Draw a digit", page.locator(".ladder[data-drawing]"))
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
    text = np.format_float_positional(held, precision=3, unique=False, fractional=False, trim="k")
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
    # Nothing is to be seen of a difference: that is no number of the network.
    page.get_by_label("difference of the two").click()
    page.wait_for_timeout(500)
    # Asked once: a notice goes away by itself.
    assert _in_the_lab(page).count() == 0

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


def test_a_finger_reads_first_and_chooses_with_the_second_tap(draw_page: Open) -> None:
    page = draw_page(**PHONE)
    sheet = _sheet(page, 3)
    # Away from the line that is always seen at the window's lower edge.
    sheet.evaluate("node => node.scrollIntoView({ block: 'center' })")

    sheet.tap(position={"x": 10.5, "y": 10.5})
    expect(_read_out(page)).to_have_text(re.compile("^Layer 3, map 0, row 10, column 10: "))
    expect(page.get_by_role("button", name="See it in the lab")).to_be_visible()
    sheet.tap(position={"x": 14.5, "y": 10.5})
    expect(_read_out(page)).to_have_text(re.compile("^Layer 3, map 0, row 10, column 14: "))
    page.wait_for_timeout(700)
    # Asked once: a notice goes away by itself.
    assert _in_the_lab(page).count() == 0

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


def test_an_answer_that_takes_longer_to_unpack_does_not_come_back_later(draw_page: Open) -> None:
    """The component is called twice in a row, and the first numbers are made to come last."""
    page = draw_page()
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
          Response.prototype.arrayBuffer = async function () {
            const late = calls++ === 0 ? 500 : 0;
            const found = await plain.call(this);
            return new Promise((done) => setTimeout(() => done(found), late));
          };
          const folder = "/_stcore/bidi-components/transposed-convolution-lab.maps";
          const { default: show } = await import(`${folder}/maps.js`);
          const parentElement = document.createElement("div");
          parentElement.innerHTML = "<div class='sheets'></div>";
          for (const data of messages) show({ data: [data], parentElement, setTriggerValue() {} });
          await new Promise((done) => setTimeout(done, 1200));
          const canvas = parentElement.querySelector("canvas");
          const { data } = canvas.getContext("2d").getImageData(0, 0, 1, 1);
          return [
            calls, parentElement.querySelector("section").dataset.drawing, canvas.width, data[0],
          ];
        }""",
        sent,
    )

    assert painted == [2, "2", 2, 255]
