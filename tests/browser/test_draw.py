"""The draw page in Chromium: pen, buttons, results, themes, phone."""

import re
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from app.drawing import component
from tests.browser.mounted import frames, give, mount, reports
from tests.browser.pad import PHONE, draw, picture, settled, with_canvas, zero

Open = Callable[..., Page]


@pytest.fixture
def draw_page(open_page: Open) -> Open:
    def open_it(**options: Any) -> Page:
        page = open_page("/draw", **options)
        with_canvas(page, page.locator(".results .mse"))
        return page

    return open_it


def _number(page: Page) -> int:
    return int(page.locator(".results").get_attribute("data-drawing") or -1)


def _wait_for(page: Page, number: int) -> None:
    expect(page.locator(f'.results[data-drawing="{number}"]')).to_be_visible()


def _light(page: Page) -> float:
    """How many pixels of the canvas are ink, as a part of all."""
    light: float = page.locator(".pad canvas").evaluate(
        """(canvas) => {
          const { width, height } = canvas;
          const data = canvas.getContext("2d").getImageData(0, 0, width, height).data;
          let light = 0;
          for (let i = 0; i < data.length; i += 4) light += data[i] > 127 && data[i + 3] > 127;
          return light / (width * height);
        }"""
    )
    return light


def test_a_zero_drawn_with_the_mouse_is_rebuilt(draw_page: Open) -> None:
    """The pixels on the page, not numbers beside them: close to each other, and a zero."""
    page = draw_page()
    before = _number(page)

    draw(page, zero())
    _wait_for(page, before + 1)

    seen = picture(page, "your digit as the model sees it")
    rebuilt = picture(page, "rebuilt digit")
    assert seen.shape == (28, 28)
    # MNIST's 20 pixels hold 19.2 of ink, centred on pixel 14: the outermost row is pale.
    assert seen[4:24, 13:15].max(axis=1)[[0, 1, -2, -1]].min() > 20, "ink at top and bottom"
    assert seen[12:16, 12:16].max() == 0, "paper in the middle of a zero"
    assert np.abs(seen - rebuilt).mean() < 2
    mse = float(page.locator(".results .mse").inner_text())
    # Eight bits of grey on the page: half a level of rounding on either picture.
    assert mse == pytest.approx(np.square((seen - rebuilt) / 255).mean(), abs=1e-5)


def test_the_shown_difference_is_the_difference_times_what_is_said(draw_page: Open) -> None:
    page = draw_page()

    caption = page.get_by_text(re.compile("^how far apart, ×"))
    scale = int(caption.inner_text().rpartition("×")[2])
    shown = picture(page, "how far the two are apart at each pixel")

    expected = np.abs(
        picture(page, "rebuilt digit") - picture(page, "your digit as the model sees it")
    )
    # Both pictures are rounded to whole levels, so their difference may be off by one.
    assert np.abs(shown / scale - expected).max() <= 1 + 1 / scale


def test_drawing_replaces_a_ready_made_digit_and_adds_to_ones_own(draw_page: Open) -> None:
    page = draw_page()
    three = page.get_by_role("button", name="Ready-made digit 3")
    expect(three).to_have_attribute("aria-pressed", "true")
    full = _light(page)

    draw(page, [(0.4, 0.2), (0.4, 0.8)])
    expect(three).to_have_attribute("aria-pressed", "false")
    one_line = _light(page)
    draw(page, [(0.6, 0.2), (0.6, 0.8)])

    assert one_line < full
    assert _light(page) == pytest.approx(2 * one_line, rel=0.02)
    _wait_for(page, 2)


def test_undo_goes_back_step_by_step_and_clear_can_be_undone(draw_page: Open) -> None:
    page = draw_page()
    three = _light(page)
    draw(page, [(0.4, 0.2), (0.4, 0.8)])
    line = _light(page)

    page.get_by_role("button", name="Clear").click()
    assert _light(page) == 0
    expect(page.get_by_text("The canvas is empty")).to_be_visible()
    expect(page.get_by_role("button", name="Clear")).to_be_disabled()

    page.get_by_role("button", name="Undo").click()
    assert _light(page) == line
    page.get_by_role("button", name="Undo").click()
    assert _light(page) == three
    expect(page.locator(".results .mse")).to_be_visible()


def test_each_ready_made_digit_is_rebuilt(draw_page: Open) -> None:
    page = draw_page()
    number = _number(page)
    seen = []

    for digit in range(10):
        page.get_by_role("button", name=f"Ready-made digit {digit}").click()
        number += 1
        _wait_for(page, number)
        seen.append(picture(page, "your digit as the model sees it"))
        assert float(page.locator(".results .mse").inner_text()) < 1e-4

    assert len({picture.tobytes() for picture in seen}) == 10


def test_a_wider_pen_changes_the_drawing_but_not_the_prepared_picture(draw_page: Open) -> None:
    """Preparing means to draw again with MNIST's pen."""
    page = draw_page()
    before, prepared = (
        _light(page),
        picture(page, "your digit as the model sees it"),
    )

    page.get_by_role("slider", name="Width of the pen").press("End")
    _wait_for(page, 1)

    assert _light(page) > 1.5 * before
    np.testing.assert_array_equal(picture(page, "your digit as the model sees it"), prepared)

    page.get_by_text("Without this preparation").click()
    expect(page.locator(".preparation.skipped")).to_be_visible()
    assert picture(page, "your digit as the model sees it").sum() > 1.3 * prepared.sum()


def test_a_drawing_survives_a_visit_to_another_page(draw_page: Open) -> None:
    page = draw_page()
    draw(page, zero())
    _wait_for(page, 1)
    light = _light(page)

    page.get_by_role("link", name="Lab", exact=True).click()
    expect(page.locator(".pad canvas")).to_have_count(0)
    page.get_by_role("link", name="Draw a digit").click()
    _wait_for(page, 1)

    expect(page.get_by_role("button", name="Ready-made digit 9")).to_be_visible()
    assert _light(page) == light
    page.get_by_role("button", name="Undo").click()
    assert _light(page) == 0


def test_all_of_a_drawings_consequences_are_in_view_on_a_laptop(draw_page: Open) -> None:
    page = draw_page()

    for part in (".pad canvas", ".results", ".preparation", ".rungs"):
        box = page.locator(part).bounding_box()
        assert box
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 768, part
        assert box["x"] + box["width"] <= 1366, part


def test_nothing_moves_when_the_canvas_is_cleared(draw_page: Open) -> None:
    """Empty frames keep the places of the pictures that a drawing will bring."""
    page = draw_page()
    places = (
        "() => [...document.querySelectorAll('.st-key-draw .cells')]"
        ".filter((e) => !e.closest('details'))"
        ".map((e) => Object.values(e.getBoundingClientRect().toJSON()).map(Math.round))"
        ".filter((box) => box[2] > 0)"
    )
    before = page.evaluate(places)

    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("The canvas is empty")).to_be_visible()

    assert len(before) == 14
    assert page.evaluate(places) == before


def test_pictures_are_crisp_and_cells_whole_screen_pixels(draw_page: Open) -> None:
    page = draw_page()

    for image in page.locator("img.cells:visible").all():
        scale = image.evaluate("(i) => [i.clientWidth / i.naturalWidth, "
                               "i.clientHeight / i.naturalHeight]")  # fmt: skip
        assert scale[0] == scale[1] == int(scale[0])
        expect(image).to_have_css("image-rendering", "pixelated")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_are_readable_in_both_themes(draw_page: Open, scheme: str) -> None:
    """WCAG 2.2 asks for a contrast of 4.5 between text and background."""
    page = draw_page(color_scheme=scheme)

    contrasts = page.evaluate(
        """() => {
          const canvas = document.createElement("canvas").getContext("2d");
          const paint = (...colours) => {
            canvas.clearRect(0, 0, 1, 1);
            for (const c of colours) { canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); }
            return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
          };
          const light = (rgb) => {
            const [r, g, b] = rgb.map((v) => v / 255)
              .map((v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
            return .2126 * r + .7152 * g + .0722 * b;
          };
          const paper = getComputedStyle(document.querySelector(".stApp")).backgroundColor;
          return [...document.querySelectorAll(
            ".st-key-draw h1, .st-key-draw h2, .st-key-draw section p, .st-key-draw figcaption"
          )].map((e) => {
            const pair = [light(paint(paper, getComputedStyle(e).color)), light(paint(paper))];
            return (Math.max(...pair) + .05) / (Math.min(...pair) + .05);
          });
        }"""
    )

    assert len(contrasts) > 10
    assert min(contrasts) >= 4.5


def test_the_canvas_is_white_on_black_in_both_themes(draw_page: Open) -> None:
    """As MNIST has it; a black three on white would be another input."""
    for scheme in ("light", "dark"):
        page = draw_page(color_scheme=scheme)
        assert 0.03 < _light(page) < 0.3
        expect(page.locator(".pad canvas")).to_have_css("background-color", "rgb(0, 0, 0)")


def test_a_phone_needs_no_sideways_scrolling(draw_page: Open) -> None:
    page = draw_page(**PHONE)

    widest = page.evaluate(
        "() => Math.max(...[...document.querySelectorAll('.st-key-draw, .st-key-draw *')]"
        ".map((e) => e.getBoundingClientRect().right))"
    )
    assert widest <= 390
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_finger_draws_and_does_not_scroll(draw_page: Open) -> None:
    page = draw_page(**PHONE)
    box = page.locator(".pad canvas").bounding_box()
    assert box
    before = _number(page)
    finger = page.context.new_cdp_session(page)
    scrolled = "document.querySelector('[data-testid=stMain]').scrollTop"
    start = page.evaluate(scrolled)

    def touch(kind: str, y: float) -> None:
        point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + y * box["height"]}
        points = [] if kind == "touchEnd" else [point]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 0.8)
    for step in range(1, 12):
        touch("touchMove", 0.8 - 0.05 * step)
    touch("touchEnd", 0.25)

    _wait_for(page, before + 1)
    assert page.evaluate(scrolled) == start
    assert 0.02 < _light(page) < 0.1


def test_the_canvas_tools_are_reached_by_keyboard(draw_page: Open) -> None:
    page = draw_page()
    page.get_by_role("button", name="Clear").focus()

    page.keyboard.press("Tab")
    expect(page.get_by_role("slider", name="Width of the pen")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Ready-made digit 0")).to_be_focused()
    page.keyboard.press("Enter")

    _wait_for(page, 1)
    expect(page.get_by_role("button", name="Ready-made digit 0")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_the_training_shows_its_curve_and_only_then_asks_for_plotly(draw_page: Open) -> None:
    page = draw_page()
    settled(page)
    asked = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert asked
    assert not [name for name in asked if "plotly" in name.lower()]

    page.get_by_text("How the model was trained").click()

    expect(page.get_by_text("Trained on 48,000 pictures")).to_be_visible()
    expect(page.locator(".js-plotly-plot .trace").first).to_be_visible()


def test_ready_answers_200_where_the_model_can_be_used(address: str) -> None:
    """503 and the reason elsewhere: the route is for those who decide where visitors are sent."""
    with urllib.request.urlopen(f"{address}/ready", timeout=20) as answer:
        assert (answer.status, answer.read()) == (200, b"ready")


# The component alone, on a page with nothing else.

SIDE = 300
_LINE, _CORNER = [0.2, 0.2, 0.8, 0.8], [0.1, 0.9, 0.5, 0.9]


def _pad(open_page: Open, strokes: list[list[float]], number: int = 4, **options: Any) -> Page:
    """Open the canvas, 300 screen pixels wide, with two "digits" beside it."""
    sent = {"strokes": strokes, "pen": 0.05, "number": number, "hint": "Draw something"}
    page = mount(
        open_page, "canvas", component.HTML, sent | {"digits": [_LINE_DIGIT, [_CORNER]]}, **options
    )
    page.locator("#place").evaluate(f"node => {{ node.style.width = '{SIDE}px'; }}")
    frames(page)
    return page


_LINE_DIGIT = [_LINE]


def _sent_again(page: Page, strokes: list[list[float]], number: int) -> None:
    digits = [_LINE_DIGIT, [_CORNER]]
    give(
        page, {"strokes": strokes, "pen": 0.1, "number": number, "hint": "other", "digits": digits}
    )


def _drag(page: Page, *points: tuple[float, float], button: Any = "left") -> None:
    """Draw through points that are screen pixels of the canvas, in one move each."""
    page.mouse.move(*points[0])
    page.mouse.down(button=button)
    for point in points[1:]:
        page.mouse.move(*point)
    page.mouse.up(button=button)


def _ink_at(page: Page, x: float, y: float) -> int:
    level: int = page.locator("canvas").evaluate(
        """(canvas, [x, y]) => canvas.getContext("2d")
          .getImageData(x * canvas.width, y * canvas.height, 1, 1).data[0]""",
        [x, y],
    )
    return level


def test_a_stroke_is_sent_in_parts_of_the_side_with_the_next_number(open_page: Open) -> None:
    page = _pad(open_page, [])

    _drag(page, (60, 30), (150, 30), (150, 240))

    assert reports(page) == [
        {"strokes": [[0.2, 0.1, 0.5, 0.1, 0.5, 0.8]], "pen": 0.05, "number": 5}
    ]
    _drag(page, (0, 150), (30, 270))
    second = reports(page)[1]
    assert second["strokes"][1] == [0, 0.5, 0.1, 0.9]
    assert (len(second["strokes"]), second["number"]) == (2, 6)


def test_a_canvas_without_digits_has_those_that_came_before(open_page: Open) -> None:
    """On another page of the app its nodes are other ones; the script is the same."""
    page = _pad(open_page, [])
    page.evaluate(
        """async ([html, sent]) => {
          const folder = "/_stcore/bidi-components/transposed-convolution-lab.canvas";
          const { default: show } = await import(`${folder}/canvas.js`);
          const parentElement = document.body.appendChild(document.createElement("div"));
          parentElement.innerHTML = html;
          show({ data: [sent], parentElement, setStateValue() {} });
        }""",
        [component.HTML, {"strokes": [_CORNER], "pen": 0.1, "number": 9, "digits": None}],
    )

    second = page.get_by_role("button", name="Ready-made digit 1")
    expect(second).to_have_count(2)
    expect(second.last).to_have_attribute("aria-pressed", "true")


def test_a_stroke_that_leaves_the_canvas_stays_on_its_edge(open_page: Open) -> None:
    page = _pad(open_page, [])

    _drag(page, (150, 150), (450, 150), (450, 450))

    assert reports(page)[0]["strokes"] == [[0.5, 0.5, 1, 0.5, 1, 1]]


def test_points_nearer_than_a_quarter_pixel_of_28_are_left_out(open_page: Open) -> None:
    """On 300 screen pixels that is 2.68 of them."""
    page = _pad(open_page, [])

    _drag(page, (150, 150), (152, 150), (153, 150), (153, 152))

    assert reports(page)[0]["strokes"] == [[0.5, 0.5, 0.51, 0.5]]


def test_points_that_came_within_one_frame_are_all_drawn(open_page: Open) -> None:
    page = _pad(open_page, [])
    page.mouse.move(60, 60)
    page.mouse.down()

    page.locator("canvas").evaluate(
        """(canvas) => {
          const at = (x, y) => new PointerEvent("pointermove", { pointerId: 1, clientX: x, clientY: y });
          canvas.dispatchEvent(new PointerEvent("pointermove", {
            pointerId: 1, clientX: 120, clientY: 120, coalescedEvents: [at(60, 120), at(120, 120)] }));
          canvas.dispatchEvent(new PointerEvent("pointermove", {
            pointerId: 7, clientX: 240, clientY: 240 }));
        }"""  # noqa: E501
    )
    page.mouse.up()

    assert reports(page)[0]["strokes"] == [[0.2, 0.2, 0.2, 0.4, 0.4, 0.4]]


def test_only_the_first_pointer_and_its_main_button_draw(open_page: Open) -> None:
    page = _pad(open_page, [])

    _drag(page, (60, 60), (120, 120), button="right")
    page.mouse.move(60, 60)
    page.mouse.move(90, 90)
    assert reports(page) == []

    page.mouse.down()
    for primary in ("true", "false"):
        page.locator("canvas").evaluate(
            f"""canvas => canvas.dispatchEvent(new PointerEvent("pointerdown", {{
              pointerId: 9, isPrimary: {primary}, button: 0, clientX: 200, clientY: 200 }}))"""
        )
    page.locator("canvas").dispatch_event("pointerup", {"pointerId": 9})
    page.mouse.move(120, 120)
    page.mouse.up()
    assert [each["strokes"] for each in reports(page)] == [[[0.3, 0.3, 0.4, 0.4]]]


def test_a_stroke_that_the_browser_breaks_off_is_kept_and_ended(open_page: Open) -> None:
    page = _pad(open_page, [])
    page.mouse.move(60, 60)
    page.mouse.down()
    page.mouse.move(120, 120)

    page.locator("canvas").evaluate(
        "canvas => canvas.dispatchEvent(new PointerEvent('pointercancel', { pointerId: 1 }))"
    )
    page.mouse.move(240, 240)
    page.mouse.up()

    assert [each["strokes"] for each in reports(page)] == [[[0.2, 0.2, 0.4, 0.4]]]


def test_a_dot_beside_a_line_is_seen(open_page: Open) -> None:
    page = _pad(open_page, [])

    _drag(page, (90, 210))

    assert _ink_at(page, 0.3, 0.7) > 200
    assert _ink_at(page, 0.3, 0.735) == 0, "half the pen's width away from its middle"
    assert _light(page) == pytest.approx(3.1416 * 0.025**2, rel=0.1)


def test_the_pen_is_drawn_as_wide_as_it_is_while_its_slider_moves(open_page: Open) -> None:
    page = _pad(open_page, [[0.1, 0.5, 0.9, 0.5]])
    assert _ink_at(page, 0.5, 0.52) > 200
    assert _ink_at(page, 0.5, 0.53) == 0
    pen = page.locator(".pen")
    expect(pen).to_have_value("0.05")

    pen.evaluate("pen => { pen.value = 0.1; pen.dispatchEvent(new Event('input')); }")

    assert _ink_at(page, 0.5, 0.545) > 200
    assert _ink_at(page, 0.5, 0.555) == 0
    assert page.locator(".dot").evaluate("dot => dot.style.getPropertyValue('--width')") == "0.1"
    assert reports(page) == [], "sent once the hand lets go"
    pen.dispatch_event("change")
    assert [(each["pen"], each["number"]) for each in reports(page)] == [(0.1, 5)]


def test_what_the_canvas_says_follows_what_is_on_it(open_page: Open) -> None:
    page = _pad(open_page, [])
    hint, digits = page.locator(".hint"), page.locator(".digits button")
    undo, clear = page.locator(".undo"), page.locator(".clear")

    expect(hint).to_be_visible()
    expect(hint).to_have_text("Draw something")
    expect(hint).not_to_have_class("hint below")
    expect(undo).to_be_disabled()
    expect(clear).to_be_disabled()

    digits.nth(1).click()
    expect(hint).to_be_visible()
    expect(hint).to_have_text("Draw here: your digit replaces this one")
    expect(hint).to_have_class("hint below")
    assert digits.evaluate_all("all => all.map((b) => [b.textContent, b.ariaPressed])") == [
        ["0", "false"],
        ["1", "true"],
    ]
    expect(undo).to_be_enabled()
    expect(clear).to_be_enabled()

    _drag(page, (60, 60), (120, 60))
    assert reports(page)[-1]["strokes"] == [[0.2, 0.2, 0.4, 0.2]], "in place of the digit"
    expect(hint).to_be_hidden()
    expect(digits.nth(1)).to_have_attribute("aria-pressed", "false")


def test_undo_takes_back_one_thing_at_a_time_until_nothing_is_left(open_page: Open) -> None:
    """Strokes that came from another page are taken back one by one as well."""
    first, second = [0.1, 0.1, 0.2, 0.2], [0.3, 0.3, 0.4, 0.4]
    page = _pad(open_page, [first, second])

    page.locator(".clear").click()
    for _ in range(3):
        page.locator(".undo").click()

    assert [each["strokes"] for each in reports(page)] == [[], [first, second], [first], []]
    assert [each["number"] for each in reports(page)] == [5, 6, 7, 8]
    expect(page.locator(".undo")).to_be_disabled()


def test_only_a_newer_drawing_replaces_the_one_on_the_canvas(open_page: Open) -> None:
    page = _pad(open_page, [])
    own = [0.2, 0.2, 0.4, 0.4]
    _drag(page, (60, 60), (120, 120))

    _sent_again(page, [], 4)
    _sent_again(page, [], 5)
    assert _ink_at(page, 0.3, 0.3) > 200, "an answer to an older drawing wipes nothing away"

    _sent_again(page, [_CORNER], 6)
    assert _ink_at(page, 0.3, 0.3) == 0
    assert _ink_at(page, 0.3, 0.9) > 200
    page.locator(".undo").click()
    assert [each["strokes"] for each in reports(page)] == [[own], []]
    assert reports(page)[1]["number"] == 7


def test_a_newer_drawing_does_not_take_the_one_that_a_hand_is_drawing(open_page: Open) -> None:
    """A page that just opened is told which digit to show while somebody draws already."""
    page = _pad(open_page, [], -1)
    page.mouse.move(60, 60)
    page.mouse.down()
    _sent_again(page, [_CORNER], 6)
    page.mouse.move(120, 120)
    page.mouse.up()

    assert reports(page)[-1]["strokes"] == [[0.2, 0.2, 0.4, 0.4]]
    assert reports(page)[-1]["number"] == 7
    assert _ink_at(page, 0.3, 0.9) == 0


def test_a_canvas_that_cannot_be_shown_says_so(open_page: Open) -> None:
    sent = {"strokes": None, "pen": 0.05, "number": 0, "hint": "", "digits": []}
    page = mount(open_page, "canvas", component.HTML, sent)

    expect(page.get_by_role("alert")).to_contain_text("The canvas cannot be shown (TypeError")
    expect(page.get_by_role("alert")).to_contain_text("reload the page")
