"""What one picture costs: one layout, no computed style, and only what changes is touched."""

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from core.contributions import trace
from tests.browser.lab import cell, drawn, in_state, lit, note, press, ready

Play = Callable[..., Page]
SMALL = trace(np.arange(9.0).reshape(3, 3), np.arange(1.0, 10).reshape(3, 3), stride=2)
LARGE = trace(np.arange(900.0).reshape(30, 30), np.arange(1.0, 10).reshape(3, 3), stride=2)
CUT = trace([[1, 2], [3, 4]], [[1, 2, 3]] * 3, stride=2, padding=1)
ALL = ("stamp", "slide", "matrix")

# Runs in the page: steps on, and waits for the frame that shows each step.
_STEPS = """
async (count) => {
  const host = document.querySelector("#player").shadowRoot;
  for (let i = 0; i < count; i++) {
    await new Promise(requestAnimationFrame);
    host.querySelector("button.forward").click();
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  }
}
"""


def layouts(page: Page, steps: int) -> float:
    """Return how many layouts the browser made for one step."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def counted() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        found: float = next(one["value"] for one in metrics if one["name"] == "LayoutCount")
        return found

    page.evaluate(_STEPS, 2)
    before = counted()
    page.evaluate(_STEPS, steps)
    return (counted() - before) / steps


@pytest.mark.parametrize(("traced", "readings"), [(SMALL, ALL), (LARGE, ("stamp",))])
def test_a_step_is_laid_out_once(play: Play, traced: object, readings: tuple[str, ...]) -> None:
    page = ready(play(traced, readings=readings))

    assert layouts(page, 5) <= 1.2


def test_no_style_is_computed_and_no_image_encoded_while_a_grid_is_on_the_screen(
    play: Play,
) -> None:
    page = ready(play(LARGE))
    page.evaluate(
        """() => {
          window.asked = [];
          const style = window.getComputedStyle;
          window.getComputedStyle = (...all) => (window.asked.push("style"), style(...all));
          const encode = HTMLCanvasElement.prototype.toDataURL;
          HTMLCanvasElement.prototype.toDataURL = function (...all) {
            window.asked.push("image");
            return encode.apply(this, all);
          };
        }"""
    )
    press(page, "ArrowRight", 3)
    press(page, "End")
    box = page.locator('[data-panel="output"] .painting').bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".sentence .out")).to_be_visible()

    assert page.evaluate("window.asked") == []


def test_another_theme_is_painted_too(play: Play) -> None:
    """Its colours are found once; nobody tells the stage when they change."""
    page = ready(play(LARGE))
    painting = page.locator('[data-panel="input"] .painting canvas')
    shade = """canvas => [...canvas.getContext("2d")
      .getImageData(canvas.width - 3, canvas.height - 3, 1, 1).data].join()"""
    before = painting.evaluate(shade)

    page.locator(".lab").evaluate(
        "lab => lab.getRootNode().host.style.setProperty('--st-blue-color', 'rgb(200, 0, 0)')"
    )

    page.wait_for_function(
        f"""([canvas, before]) => ({shade})(canvas) !== before""",
        arg=[painting.element_handle(), before],
    )
    red, green, blue, _ = map(int, painting.evaluate(shade).split(","))
    assert red > green
    assert red > blue


def test_a_pointer_touches_only_what_lights_up_or_goes_out(play: Play) -> None:
    page = ready(play(SMALL))
    press(page, "End")
    cell(page, "input", 0, 0).hover()
    before = lit(page, "output")
    page.locator(".board > svg").evaluate(
        """svg => {
          window.touched = new Set();
          new MutationObserver((all) => {
            for (const { target } of all) {
              const cell = target.closest?.(".cell");
              const { panel } = target.closest?.(".panel")?.dataset ?? {};
              if (cell) window.touched.add(`${panel.split(" ")[0]} ${cell.dataset.cell}`);
            }
          }).observe(svg, { subtree: true, attributes: true, childList: true });
        }"""
    )

    cell(page, "input", 2, 2).hover()
    expect(page.locator(".sentence")).to_contain_text("x[2,2]")

    touched = {name.partition(" ")[::2] for name in page.evaluate("[...window.touched]")}
    outputs = {name for panel, name in touched if panel == "output"}
    assert outputs == before | lit(page, "output")
    assert {name for panel, name in touched if panel == "input"} == {"in:0,0,0", "in:0,2,2"}


def test_a_number_keeps_its_shade_while_others_arrive(play: Play) -> None:
    page = ready(play(trace([[1, 2], [3, 40]], [[1, 1], [1, 1]], stride=2)))
    shade = page.locator('[data-panel="output"] [data-cell="out:0,0,0"] rect')
    found = []
    for _ in range(4):
        found.append(shade.evaluate("rect => rect.style.getPropertyValue('--heat')"))
        press(page, "ArrowRight")

    assert found == ["0.03"] * 4


def test_zeros_that_are_not_there_yet_are_not_lit(play: Play) -> None:
    page = ready(play(SMALL, readings=("slide",)))
    hidden = in_state(page, "middle", "hidden")
    cell(page, "output", 2, 2).hover()
    expect(page.locator(".sentence")).to_contain_text("y[2,2]")

    assert hidden
    assert not hidden & lit(page, "middle")


def test_what_padding_will_cut_is_marked_from_the_start(play: Play) -> None:
    """5×5 stood above a grid of 7×7, and nothing said which cells would go."""
    page = ready(play(CUT))
    doomed = in_state(page, "output", "doomed")

    assert note(page, "output") == "5×5 in full, cut to 3×3"
    assert doomed == {name for name in drawn(page, "output") if name.startswith("frame")}
    assert len(doomed) == 25 - 9
    press(page, "End")
    assert note(page, "output") == "3×3"
    assert in_state(page, "output", "doomed") == set()
    assert in_state(page, "output", "ghost") == doomed


@pytest.mark.parametrize("size", [5, 15, 18, 24, 40])
def test_lines_are_numbered_both_ways_or_not_at_all(play: Play, size: int) -> None:
    page = ready(play(trace(np.ones((size, size)), [[1]])))
    for panel in page.locator(".panel").all():
        texts = panel.locator(".labels text").all()
        rows = [text for text in texts if text.get_attribute("x") == texts[-1].get_attribute("x")]
        spoken = [text.text_content() for text in texts if text not in rows]
        assert bool(rows) == any(spoken)


def test_a_step_of_the_largest_picture_costs_what_it_changes(play: Play) -> None:
    """64×64 with four channels: 150,000 cells, of which a step changes a few hundred."""
    image = np.arange(4.0 * 64 * 64).reshape(4, 64, 64) % 7
    page = ready(play(trace(image, np.ones((4, 4, 4, 4)), stride=2)))
    page.locator(".board > svg").evaluate(
        """() => {
          window.painted = 0;
          const fill = CanvasRenderingContext2D.prototype.fillRect;
          CanvasRenderingContext2D.prototype.fillRect = function (...all) {
            window.painted += 1;
            return fill.apply(this, all);
          };
          const put = CanvasRenderingContext2D.prototype.putImageData;
          CanvasRenderingContext2D.prototype.putImageData = function (...all) {
            window.painted += 1e6;
            return put.apply(this, all);
          };
        }"""
    )
    press(page, "ArrowRight")
    expect(page.locator(".sentence")).to_contain_text("[0,0,1]")

    # A cell in light is filled, and so is each side of its frame.
    assert 0 < page.evaluate("window.painted") < 2000


def test_a_message_stands_below_the_picture(open_page: Callable[..., Page]) -> None:
    page = ready(open_page("/?i=3x3&k=3&s=2&o=2"))
    message = page.locator(".banner p")
    expect(message).to_be_visible()
    boxes = [
        one.bounding_box() for one in (page.locator(".board"), message, page.locator(".player"))
    ]

    board, said, player = (box for box in boxes if box)
    assert board["y"] + board["height"] <= said["y"]
    assert said["y"] + said["height"] <= player["y"]
