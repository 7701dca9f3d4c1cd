"""The lab in a real browser."""

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from app.setting.link import UNSAID, encode
from app.setting.setting import LIMITS, REACH, READINGS, WALKS, Setting
from app.stage.scene import scene
from core.arguments import GeometryError
from core.contributions import trace_layer
from core.examples import BY_KEY, EXAMPLES
from tests.browser.lab import (
    WORKED,
    cell,
    decoded_rows,
    example,
    formula,
    numbers,
    press,
    ready,
    sentence,
    steps,
)
from tests.browser.mounted import BARE, frames
from tests.browser.pad import settled
from tests.test_scene import table_of

Open = Callable[..., Page]
CHANNELS = [(1, 1), (1, 1), (2, 3), (4, 2)]
FITTING = ("S1", "S9", "S12", "S14")
"""Of the worked examples those that differ most in what they show."""


def test_s8_is_played_and_its_nine_numbers_read_off_the_page(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    example(page, "S8")
    assert numbers(page, "output") == [[0, 0, None], [0, 0, None], [None, None, None]]

    page.get_by_label("Speed").click(click_count=2)
    page.get_by_label("Play (space)").click()
    expect(page.locator(".count")).to_have_text(re.compile("step 4 of 4"))
    expect(page.get_by_label("Play (space)")).to_be_visible()

    assert numbers(page, "output") == BY_KEY["S8"].expected
    assert "= (2 − 1)·1 + 2 − 2·0 + 0 = 3" in formula(page)


def test_s12_in_both_readings_ends_with_the_same_numbers(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    example(page, "S12")
    page.get_by_role("button", name="Stamp", exact=True).click()
    expect(page.locator('[data-panel^="plane"]').first).to_be_attached()
    press(page, "End")
    assert steps(page) == (9, 9)
    assert numbers(page, "output") == BY_KEY["S12"].expected

    page.get_by_role("button", name="Slide", exact=True).click()
    expect(page.locator('[data-panel="middle"]')).to_be_attached()
    assert steps(page) == (40, 40)
    assert numbers(page, "output") == BY_KEY["S12"].expected

    press(page, "Home")
    assert sentence(page) == "The input, 3×3 cells."
    shown = []
    for _ in range(4):
        press(page, "ArrowRight")
        shown.append(sentence(page))
    assert "1 zero between neighbours makes 5×5" in shown[0]
    assert "1 ring of zeros around" in shown[1]
    assert "The kernel turns by 180 degrees" in shown[2]
    assert shown[3].startswith("y[0,0] = 1·1 = 1. 3 of the 4 cells under the kernel are zeros")
    assert [row[:2] for row in numbers(page, "output")[:2]] == [[1, None], [None, None]]


@pytest.mark.parametrize(
    "key",
    [
        e.key if e.key in FITTING else pytest.param(e.key, marks=pytest.mark.thorough)
        for e in EXAMPLES
    ],
)
def test_each_example_ends_with_its_typed_numbers_and_fits_the_window(
    open_page: Open, key: str
) -> None:
    """Controls, player, stage and formula at 1366x768 without scrolling."""
    # From no example: of one that is shown already nothing would say when it began anew.
    page = ready(open_page("/?i=4x4&r=slide"))
    page.get_by_role("button", name="Got it").click()
    example(page, key)
    press(page, "End")

    assert numbers(page, "output") == BY_KEY[key].expected
    for part in (".player", ".formula", ".examples", '[data-panel="output"]', ".about:not(.more)"):
        box = page.locator(part).bounding_box()
        assert box
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 768
        assert box["x"] + box["width"] <= 1366
    panels = page.locator(".panel").evaluate_all(
        "panels => panels.map(p => p.getBoundingClientRect().bottom)"
    )
    words = page.locator(".words").last.bounding_box()
    assert words
    assert max(panels) <= words["y"] + 1
    overflow = page.locator(".controls").evaluate("e => e.scrollHeight - e.clientHeight")
    assert overflow <= 0


def test_hovering_lights_up_everything_that_takes_part(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    example(page, "S8")
    press(page, "End")

    cell(page, "output", 1, 1).hover()
    expect(page.locator(".sentence")).to_have_text("y[1,1] = 0·3 + 1·2 + 2·1 + 3·0 = 4")
    expect(page.locator('[data-panel="input"] .lit')).to_have_count(4)
    expect(page.locator('[data-panel="kernel"] .lit')).to_have_count(4)

    cell(page, "input", 0, 1).hover()
    expect(page.locator(".sentence")).to_contain_text("x[0,1] = 1 reaches 4 outputs")
    expect(page.locator('[data-panel="output"] .lit')).to_have_count(4)

    cell(page, "kernel", 1, 0).hover()
    expect(page.locator(".sentence")).to_contain_text("w[1,0] = 2 is used 4 times")
    expect(page.locator('[data-panel="output"] .lit')).to_have_count(4)


def test_a_click_pins_and_a_link_brings_it_back(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    example(page, "S12")
    press(page, "ArrowRight", 3)
    cell(page, "input", 1, 1).click()
    page.mouse.move(5, 400)
    pinned = sentence(page)
    assert pinned.startswith("x[1,1] = 5 reaches 4 outputs")
    # The clipboard is out of reach here, as it is without https: the link is offered as text.
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    offered: list[str] = []

    def take(dialog: Any) -> None:
        offered.append(dialog.default_value)
        dialog.dismiss()

    page.on("dialog", take)
    with page.expect_event("dialog"):
        page.get_by_role("button", name="Copy link").click()
    (link,) = offered

    again = ready(open_page("/" + link.split("/", 3)[3]))

    expect(again.locator(".sentence")).to_have_text(pinned)
    assert steps(again) == (4, 40)


def test_a_control_changes_the_picture_the_formula_and_the_link_and_back_undoes_it(
    open_page: Open,
) -> None:
    page = ready(open_page(WORKED))
    stride = page.locator("#lab-stride")
    stride.fill("3")
    stride.press("Enter")
    expect(page.locator(".formula")).to_contain_text("(2 − 1)·3 + 2 − 2·0 + 0 = 5")
    expect(page).to_have_url(re.compile("s=3"))
    page.get_by_role("button", name="Keras").click()
    expect(page.locator(".formula")).to_contain_text("max(2, 3) = 6")

    page.go_back()
    expect(page.locator(".formula")).to_contain_text("(2 − 1)·3 + 2 − 2·0 + 0 = 5")
    expect(stride).to_have_value("3")
    page.go_back()
    expect(page.locator(".formula")).to_contain_text("(2 − 1)·2 + 2 − 2·0 + 0 = 4")
    page.go_forward()
    expect(stride).to_have_value("3")


def test_dragging_through_values_is_one_step_back_and_no_knob_jumps(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    slider = page.get_by_role("slider", name="Dilation")
    box = slider.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 7, middle)
    page.mouse.down()
    seen = []
    for part in (0.2, 0.4, 0.5, 0.6, 0.8, 0.95):
        page.mouse.move(box["x"] + part * box["width"], middle)
        seen.append(int(slider.input_value()))
    page.mouse.up()
    assert seen == sorted(seen)
    expect(page.locator(".formula")).to_contain_text("3·(2 − 1) + 1 − 2·0 + 0 = 6")
    expect(page).to_have_url(re.compile("d=3"))

    page.go_back()

    expect(slider).to_have_value("1")


def stride_in_hand(page: Page) -> Callable[[float], None]:
    """Take the stride's slider; return what drags it to a part of its length."""
    box = page.get_by_role("slider", name="Stride").bounding_box()
    assert box

    def to(part: float) -> None:
        page.mouse.move(box["x"] + part * box["width"], box["y"] + box["height"] / 2)

    to(0.36)
    # The hand rests on it for a moment, and the server tells what each value would show.
    expect(page.locator(".row[data-told]")).to_have_count(1)
    page.mouse.down()
    return to


def test_a_dragged_control_shows_every_value_without_asking_the_server(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    sent: list[Any] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.reload()
    ready(page)
    page.wait_for_load_state("networkidle")
    sent.clear()
    to = stride_in_hand(page)
    sizes = []
    for part in (0.36, 0.63, 0.36, 0.95):
        to(part)
        sizes.append(formula(page).split("=")[-1].strip())
    assert sizes == ["4", "5", "4", "6"]
    assert sent == []

    page.mouse.up()

    expect(page).to_have_url(re.compile("s=4"))
    assert len(sent) == 1


# Each panel's texts, and its cells where they are painted.
_PICTURE = """lab => [...lab.querySelectorAll(".board > svg .panel")].map((panel) =>
  [panel.dataset.panel, panel.textContent,
    ...[...panel.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL())].join())"""


def test_a_drag_of_16x16_with_four_channels_asks_once_and_shows_the_server_s_picture(
    open_page: Open,
) -> None:
    """What is told ahead equals what a message would say: ``tests/test_lab.py``."""
    page = open_page(BARE)
    sent: list[Any] = []
    asked: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.on("request", lambda one: asked.append(one.url) if "/ahead/" in one.url else None)
    page.goto(page.url.removesuffix(BARE) + "/?i=16x16&k=3&s=2&c=4x4&x=random.1&w=random.2")
    ready(page)
    settled(page)
    assert asked == []
    sent.clear()
    to = stride_in_hand(page)
    shown = []
    for part in (0.05, 0.36, 0.63, 0.95):
        to(part)
        frames(page)
        shown.append(
            (formula(page).split("=")[-1].strip(), page.locator(".lab").evaluate(_PICTURE))
        )
    assert [size for size, _ in shown] == ["18", "33", "48", "63"]
    assert len({str(picture) for _, picture in shown}) == 4
    assert (len(asked), sent) == (1, [])

    page.mouse.up()

    expect(page).to_have_url(re.compile("s=4"))
    settled(page)
    assert page.locator(".lab").evaluate(_PICTURE) == shown[-1][1]
    assert len(asked) == 1


def test_an_impossible_value_on_the_way_says_so_and_the_next_one_is_shown(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    added = page.get_by_role("slider", name="Output pad.")
    added.focus()
    expect(page.locator(".row[data-told]")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    assert "+ 1 = 5" in formula(page)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".banner")).to_contain_text("2 is not below 2")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".banner")).to_be_empty()
    expect(page.locator("#lab-output_padding")).to_have_value("1")


def test_an_impossible_setting_says_why_and_its_button_repairs_it(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    before = numbers(page, "output")
    added = page.locator("#lab-output_padding")
    added.fill("2")
    added.press("Enter")

    expect(page.locator(".banner")).to_contain_text(
        "PyTorch wants output_padding smaller than stride or dilation: 2 is not below 2."
    )
    assert numbers(page, "output") == before
    page.get_by_role("button", name="Use stride 3").click()

    expect(page.locator(".banner")).to_be_empty()
    expect(page.locator(".formula")).to_contain_text("= 7")
    expect(page.locator("#lab-stride")).to_have_value("3")
    expect(added).to_have_value("2")


def test_numbers_are_typed_pasted_and_refused(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    page.get_by_role("button", name="Edit numbers").click()
    page.keyboard.type("7")
    press(page, "ArrowRight")
    page.keyboard.type("-2.5")
    press(page, "Enter")
    expect(page).to_have_url(re.compile(r"x=count%3A7%2C-2\.5%3B2%2C3"))
    expect(cell(page, "input", 0, 1)).to_have_text("−2.5")
    assert numbers(page, "input") == [[7, -2.5], [2, 3]]

    page.keyboard.type("abc")
    press(page, "Enter")
    expect(page.locator(".banner")).to_contain_text("“abc” is not a number")
    assert numbers(page, "input") == [[7, -2.5], [2, 3]]

    page.get_by_role("textbox", name="kernel 0,0").evaluate(
        """field => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text", "1\\t2\\t3\\n4\\t5\\t6\\n7\\t8\\t9");
          field.dispatchEvent(new ClipboardEvent("paste", {clipboardData, cancelable: true}));
        }"""
    )
    expect(page.locator("#lab-kernel_size")).to_have_value("3")
    assert numbers(page, "kernel") == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]

    page.locator("#lab-height").fill("3")
    page.locator("#lab-height").press("Enter")
    expect(page.locator('[data-panel="input"] .cell')).to_have_count(9)
    assert numbers(page, "input") == [[7, -2.5, 3], [2, 3, 6], [7, 8, 9]]


def test_a_bad_link_says_what_and_the_rest_holds(open_page: Open) -> None:
    page = ready(open_page("/?v=1&s=nine&i=3x4&k=3"))

    expect(page.locator(".banner")).to_contain_text("s=nine in the link is not a whole number")
    assert numbers(page, "input") == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]
    assert "height" in formula(page)


def test_a_visit_to_another_page_keeps_the_setting(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    example(page, "S14")
    press(page, "ArrowRight", 3)
    page.get_by_role("link", name="Draw a digit").click()
    expect(page).to_have_url(re.compile("/draw$"))
    page.get_by_role("link", name="Lab").click()

    expect(page.locator('[data-example="S14"]')).to_have_attribute("aria-pressed", "true")
    assert steps(page)[0] == 4
    page.locator("#lab-stride").fill("1")
    expect(page.locator(".formula")).to_contain_text("(3 − 1)·1")


def test_the_keyboard_plays_and_the_page_opens_with_play_in_focus(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    assert steps(page) == (1, 4)
    press(page, "ArrowRight", 2)
    assert steps(page) == (3, 4)
    press(page, "ArrowLeft")
    assert steps(page) == (2, 4)
    press(page, "End")
    assert steps(page) == (4, 4)
    press(page, "Home")
    press(page, " ")
    expect(page.locator(".count")).to_have_text(re.compile("step [234] of 4"))


def test_the_picture_does_not_jump_when_a_control_moves(open_page: Open) -> None:
    page = ready(open_page(WORKED))

    def titles() -> Any:
        return page.locator(
            '[data-panel="input"] .title, [data-panel="output"] .title'
        ).evaluate_all("titles => titles.map(t => [t.getAttribute('x'), t.getAttribute('y')])")

    before = titles()
    for name, value in (("kernel_size", "4"), ("stride", "4"), ("height", "5")):
        page.locator(f"#lab-{name}").fill(value)
        page.locator(f"#lab-{name}").press("Enter")
    expect(page.locator(".formula")).to_contain_text("(5 − 1)·4 + 4")
    assert titles() == before


def test_a_phone_gets_the_page_without_sideways_scrolling_and_a_tap_pins(open_page: Open) -> None:
    page = ready(open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    cell(page, "kernel", 1, 1).tap()

    expect(page.locator(".sentence")).to_contain_text("w[1,1] = 1 is used 4 times")


def test_dark_and_light_are_told_apart(open_page: Open) -> None:
    def paper(scheme: str) -> str:
        page = ready(open_page(color_scheme=scheme))
        colour: str = page.locator(".lab").evaluate("e => getComputedStyle(e).backgroundColor")
        return colour

    assert paper("light") == "rgb(251, 250, 246)"
    assert paper("dark") == "rgb(20, 22, 27)"


def random_settings(count: int) -> list[Setting]:
    """Legal settings drawn over all ranges, with numbers of every kind."""
    numbers = np.random.default_rng(2026)
    found: list[Setting] = []
    while len(found) < count:
        draw = {
            name: int(numbers.integers(LIMITS[name][0], high + 1)) for name, high in REACH.items()
        }
        words: list[Any] = [draw["padding"], "same", "valid"]
        fill = ("count", "ones", "random")[int(numbers.integers(3))]
        base = UNSAID
        setting = Setting(
            operation=("transposed", "convolution")[int(numbers.integers(2))],
            framework=("pytorch", "keras", "onnx")[int(numbers.integers(3))],
            input_size=(int(numbers.integers(1, 9)), int(numbers.integers(1, 9))),
            kernel_size=draw["kernel_size"],
            stride=draw["stride"],
            padding=words[int(numbers.integers(3))],
            output_padding=draw["output_padding"],
            dilation=draw["dilation"],
            image=type(base.image)(fill=fill, seed=int(numbers.integers(99))),  # type: ignore[arg-type]
            kernel=base.kernel.with_typed(((0, 0, 0, -1.5),)),
            readings=READINGS[: 1 + int(numbers.integers(len(READINGS)))],
            walk=WALKS[int(numbers.integers(2))],
            channels=CHANNELS[int(numbers.integers(len(CHANNELS)))],
            bias=(10.0,) * int(numbers.integers(2)),
        )
        try:
            setting.check()
        except GeometryError:
            continue
        found.append(setting)
    return found


def as_core_says(setting: Setting) -> list[tuple[object, ...]]:
    return table_of(setting.trace())


def as_tuples(rows: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    def place(cell: list[int] | None) -> tuple[int, ...] | None:
        return None if cell is None else tuple(cell)

    return [
        (place(row["input"]), place(row["tap"]), place(row["output"]), row["product"])
        for row in rows
    ]


def test_for_200_random_settings_the_component_decodes_core_s_rows(open_page: Open) -> None:
    """The page's own modules are fed with scenes in the browser; their sums are core's."""
    page = ready(open_page(WORKED))
    for setting in random_settings(200):
        traced = setting.trace()
        # As text: Playwright takes long over thousands of small objects.
        found = json.loads(
            page.evaluate(
                """async written => {
              const scene = JSON.parse(written);
              const files = "/_stcore/bidi-components/transposed-convolution-lab.stage/";
              const {open} = await import(files + "scene.js");
              const {adder, agree} = await import(files + "sums.js");
              const {READINGS} = await import(files + "readings.js");
              const opened = open(scene);
              const adds = adder(opened);
              const last = opened.steps.length - 1;
              const records = scene.readings.map((reading) => READINGS[reading]);
              const computing = records.filter((one) => one.result);
              const results = computing.map((one) => adds.sums(one, last));
              return JSON.stringify({
                rows: opened.rows(), agree: agree(results),
                sums: results.map((sums) => opened.outputs.map(([d, y, x]) => sums[d][y][x])),
              });
            }""",
                json.dumps(scene(traced, setting.shown, setting.stepped)),
            )
        )

        assert as_tuples(found["rows"]) == table_of(traced), encode(setting)
        assert found["agree"]
        for sums in found["sums"]:
            np.testing.assert_array_equal(sums, traced.result().ravel())


def test_links_of_random_settings_open_with_core_s_rows_on_the_page(open_page: Open) -> None:
    for setting in random_settings(6):
        link = "&".join(f"{name}={value}" for name, value in encode(setting).items())
        page = ready(open_page(f"/?{link}"))

        assert as_tuples(decoded_rows(page)) == as_core_says(setting), link


def test_an_impossible_landing_is_drawn_exactly_so(open_page: Open) -> None:
    """The component computes no index: it draws what the lists say, however absurd."""
    page = ready(open_page(WORKED))
    traced = trace_layer(
        UNSAID.layer(),
        UNSAID.image_grid(),
        UNSAID.kernel_grid(),
    )
    absurd = scene(traced, ("stamp",), "input")
    absurd["y"]["lands"] = [[3, 3], [None, 0]]

    rows = page.evaluate(
        """async scene => {
          const url = "/_stcore/bidi-components/transposed-convolution-lab.stage/scene.js";
          return (await import(url)).open(scene).rows();
        }""",
        absurd,
    )

    landed = [row["output"] for row in rows if row["input"] == [0, 0, 1]]
    # The second axis has the same list.
    assert landed == [None, [0, 3, 0], None, [0, 3, 0]]
