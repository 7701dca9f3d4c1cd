"""The page of the code in Chromium: the live cursor, ways between digits, samples, names."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route, expect

from app.codes.between_view import STATIONS
from app.codes.densities import MAPPED, grey, namers
from app.shared import networks
from core.autoencoders import inference
from core.autoencoders.codes.sampling import steps_between
from core.autoencoders.digits import ready_made
from core.autoencoders.drawing import prepare
from tests.browser.conftest import LAPTOP
from tests.browser.pad import PHONE, draw, go_to, zero
from tests.browser.test_access import violations

Open = Callable[..., Page]
VIEWS = {
    "Map": ".st-key-code_beside canvas[data-shows=exact]",
    "Between two digits": ".stage canvas.code[data-at]",
    "Generate": ".prior img",
    "AE or VAE?": ".sampling img",
    "Which digit is it?": ".naming .accuracy",
}
PATIENCE_MS = 20_000
CANVAS = ".st-key-code_beside .cursor canvas"
EXACT = f"{CANVAS}[data-shows=exact]"

# The plot's rectangle on the page and the axes' ranges: what plotly documents.
_PLOT = """() => {
  const chart = document.querySelector("[class*=st-key-code_chart] .js-plotly-plot");
  const box = chart.querySelector(".nsewdrag").getBoundingClientRect();
  const { xaxis, yaxis } = chart.layout;
  return { left: box.left, top: box.top, width: box.width, height: box.height,
    x: xaxis.range, y: yaxis.range };
}"""

_GREYS = """(canvas) => Array.from(
  canvas.getContext("2d").getImageData(0, 0, 28, 28).data).filter((_, i) => i % 4 === 0)"""


@pytest.fixture
def code_page(open_page: Open) -> Open:
    """Open the page as a visitor does; see ``go_to``."""

    def open_it(**options: Any) -> Page:
        page = open_page("/", **options)
        go_to(page, "The code", page.locator(".results.mine"))
        _mapped(page)
        return page

    return open_it


def _mapped(page: Page, model: str = "conv_cae_2") -> None:
    """Wait until the chart is drawn and the cursor has its exact picture."""
    expect(page.locator(f'{EXACT}[data-model="{model}"]')).to_have_count(1, timeout=PATIENCE_MS)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    expect(page.locator(".over .at")).to_have_count(1, timeout=PATIENCE_MS)


def _view(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()
    expect(page.locator(VIEWS[name]).first).to_be_visible(timeout=PATIENCE_MS)


def _greys(canvas: Locator) -> NDArray[np.int64]:
    return np.array(canvas.evaluate(_GREYS)).reshape(28, 28)


def _at(page: Page) -> tuple[float, float]:
    x, y = (page.locator(CANVAS).get_attribute("data-at") or "").split()
    return float(x), float(y)


def _decoded(name: str, x: float, y: float) -> NDArray[np.int64]:
    code = np.array([x, y], np.float32).reshape(2, 1, 1)
    return grey(inference.decode(networks.network(name), code)).astype(np.int64)


def _place(page: Page, x: float, y: float) -> tuple[float, float]:
    """Return where a code is on the page."""
    plot = page.evaluate(_PLOT)
    right = (x - plot["x"][0]) / (plot["x"][1] - plot["x"][0])
    up = (y - plot["y"][0]) / (plot["y"][1] - plot["y"][0])
    return plot["left"] + right * plot["width"], plot["top"] + (1 - up) * plot["height"]


def _code(name: str, digit: int) -> tuple[float, float]:
    picture = prepare(ready_made(digit)).centred
    x, y = inference.encode(networks.network(name), picture).ravel().tolist()
    return x, y


def _ring(page: Page) -> list[float]:
    """Return where the drawing's mark is on the page."""
    # In one go: a movement of anything draws all of them anew.
    place: list[float] = page.locator(".over").evaluate(
        """svg => {
          const ring = svg.querySelector("circle.mine");
          const box = svg.getBoundingClientRect();
          const at = (name) => Number(ring.getAttribute(name));
          return [box.left + at("cx"), box.top + at("cy")];
        }"""
    )
    return place


@pytest.mark.parametrize(
    ("model", "button"),
    [("conv_cae_2", "Convolutional"), ("dense_2", "Fully connected"), ("vae_2", "Variational")],
)
def test_the_cursor_shows_what_the_decoder_makes_of_its_place(
    code_page: Open, model: str, button: str
) -> None:
    page = code_page()
    page.get_by_role("radio", name=button).click()
    _mapped(page, model)
    code = _code(model, 3)
    for target in (code, (0.0, 0.1)):
        page.mouse.move(*_place(page, *target))
        expect(page.locator(EXACT)).to_have_count(1)

        x, y = _at(page)

        # One pixel of the map is less than a hundredth of its side.
        side = page.evaluate(_PLOT)["x"]
        assert abs(x - target[0]) < 0.01 * (side[1] - side[0])
        assert abs(y - target[1]) < 0.01 * (side[1] - side[0])
        assert np.abs(_greys(page.locator(CANVAS)) - _decoded(model, x, y)).max() <= 1


def test_the_drawings_ring_stands_at_its_code_also_after_zooming(code_page: Open) -> None:
    page = code_page()
    page.get_by_role("button", name="Ready-made digit 0").click()
    expect(page.locator('.results.mine[data-drawing="1"]')).to_be_visible()
    code = _code("conv_cae_2", 0)

    assert _ring(page) == pytest.approx(list(_place(page, *code)), abs=1.5)
    before = _ring(page)

    page.locator('[class*=st-key-code_chart] [data-title="Zoom in"]').click()
    page.wait_for_function(
        "was => Math.abs(document.querySelector('[class*=st-key-code_chart] .js-plotly-plot')"
        ".layout.xaxis.range[0] - was) > 0.1",
        arg=page.evaluate(_PLOT)["x"][0] * 2,
    )
    page.wait_for_timeout(300)
    assert _ring(page) == pytest.approx(list(_place(page, *code)), abs=1.5)
    assert _ring(page) != pytest.approx(before, abs=5)


def test_a_new_drawing_does_not_draw_the_points_again(code_page: Open) -> None:
    page = code_page()
    page.evaluate(
        """() => {
          const chart = document.querySelector("[class*=st-key-code_chart] .js-plotly-plot");
          chart.drawn = 0;
          chart.on("plotly_afterplot", () => { chart.drawn += 1; });
        }"""
    )

    draw(page, zero())

    expect(page.locator('.results.mine[data-drawing="1"]')).to_be_visible()
    page.wait_for_timeout(500)
    assert (
        page.evaluate("document.querySelector('[class*=st-key-code_chart] .js-plotly-plot').drawn")
        == 0
    )


def test_a_click_holds_the_cursor_and_escape_lets_it_go(code_page: Open) -> None:
    page = code_page()
    page.mouse.move(*_place(page, 0.5, 0.2))
    page.mouse.down()
    page.mouse.up()
    expect(page.locator(".over .held")).to_have_count(1)
    held = _at(page)

    page.mouse.move(*_place(page, -0.5, -0.2))
    assert _at(page) == held

    page.locator(".over").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".over .held")).to_have_count(0)
    page.mouse.move(*_place(page, -0.4, -0.2))
    expect(page.locator(".place")).to_contain_text("At (−0.4")


def test_the_cursor_is_moved_by_keyboard(code_page: Open) -> None:
    page = code_page()
    before = _at(page)
    page.locator(".over").focus()

    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")

    x, y = _at(page)
    assert x > before[0]
    assert y > before[1]
    assert x - before[0] == pytest.approx(y - before[1])
    expect(page.locator(EXACT)).to_have_count(1)
    assert np.abs(_greys(page.locator(CANVAS)) - _decoded("conv_cae_2", x, y)).max() <= 1


def test_outside_the_dense_area_it_says_so(code_page: Open) -> None:
    page = code_page()
    plot = page.evaluate(_PLOT)

    page.mouse.move(plot["left"] + 5, plot["top"] + 5)

    expect(page.locator(".sentence")).to_contain_text("Outside the dense area")
    expect(page.locator(".cursor.outside")).to_have_count(1)
    page.mouse.move(*_place(page, 0.2, 0.5))
    expect(page.locator(".sentence")).to_contain_text("Among codes. Of the 50 nearest")
    expect(page.locator(".cursor.outside")).to_have_count(0)


def test_a_slow_server_gets_no_queue_and_the_newest_place_wins(code_page: Open) -> None:
    page = code_page()
    asked: list[str] = []

    def slow(route: Route) -> None:
        asked.append(route.request.url)
        page.wait_for_timeout(150)
        route.continue_()

    page.route("**/decoder/*/at?*", slow)
    for step in range(30):
        page.mouse.move(*_place(page, -0.5 + step / 30, 0.1))

    expect(page.locator(EXACT)).to_have_count(1)
    x, y = _at(page)
    assert len(asked) < 10, "old places are dropped"
    assert f"x={x}&y={y}" in asked[-1]
    assert x == pytest.approx(0.47, abs=0.02)
    assert np.abs(_greys(page.locator(CANVAS)) - _decoded("conv_cae_2", x, y)).max() <= 1


def test_without_an_answer_the_picture_sent_ahead_stays(browser: Browser, address: str) -> None:
    """Not through ``open_page``: the browser itself complains of a refused request."""
    context = browser.new_context(viewport=LAPTOP)
    page = context.new_page()
    page.goto(address)
    go_to(page, "The code", page.locator(".results.mine"))
    _mapped(page)
    expect(page.locator(f'{CANVAS}[data-ahead="conv_cae_2"]')).to_have_count(1)
    page.route("**/decoder/*/at?*", lambda route: route.abort())

    page.mouse.move(*_place(page, 0.2, 0.6))

    expect(page.locator(".trouble:visible")).to_contain_text("The server does not answer")
    guess, exact = _greys(page.locator(CANVAS)), _decoded("conv_cae_2", *_at(page))
    assert np.abs(guess - exact).mean() < 8
    page.unroute("**/decoder/*/at?*")
    page.mouse.move(*_place(page, 0.2, 0.5))
    expect(page.locator(EXACT)).to_have_count(1)
    expect(page.locator(".trouble:visible")).to_have_count(0)
    context.close()


def test_a_tap_on_a_phone_holds_the_cursor(code_page: Open) -> None:
    page = code_page(**PHONE)
    page.locator("[class*=st-key-code_chart]").scroll_into_view_if_needed()
    page.touchscreen.tap(*_place(page, 0.2, 0.6))

    expect(page.locator(".over .held")).to_have_count(1)
    expect(page.locator(EXACT)).to_have_count(1)
    x, y = _at(page)
    assert (x, y) == pytest.approx((0.2, 0.6), abs=0.03)


def test_the_way_between_two_digits_is_scrubbed_without_a_server(code_page: Open) -> None:
    page = code_page()
    _view(page, "Between two digits")
    ends = [prepare(ready_made(digit)).centred for digit in (2, 7)]
    model = networks.network("conv_cae_2")
    codes = steps_between(*(inference.encode(model, end) for end in ends), STATIONS)
    fade = steps_between(*ends, STATIONS)
    slider = page.get_by_role("slider", name="Station between A and B")

    for at in (0, 7, STATIONS - 1):
        slider.fill(str(at))
        through, faded = page.locator(".stage canvas.code"), page.locator(".stage canvas.pixels")
        expect(through).to_have_attribute("data-at", str(at))
        assert np.abs(_greys(through) - grey(inference.decode(model, codes[at]))).max() <= 1
        assert np.abs(_greys(faded) - grey(fade[at])).max() <= 1

    slider.press("ArrowLeft")
    expect(page.locator(".stage canvas.code")).to_have_attribute("data-at", str(STATIONS - 2))


def test_playing_moves_and_reduced_motion_only_steps(code_page: Open) -> None:
    page = code_page()
    _view(page, "Between two digits")
    canvas = page.locator(".stage canvas.code")
    expect(canvas).to_have_attribute("data-at", "12")
    page.get_by_role("button", name="Play").click()
    expect(canvas).to_have_attribute("data-at", "15")
    page.get_by_role("button", name="Pause").click()

    still = code_page(reduced_motion="reduce")
    _view(still, "Between two digits")
    still.get_by_role("button", name="Step").click()
    canvas = still.locator(".stage canvas.code")
    expect(canvas).to_have_attribute("data-at", "13")
    still.wait_for_timeout(400)
    # At once: who waits for it sees it pass by again.
    assert canvas.get_attribute("data-at") == "13"


def test_the_way_is_taken_away_as_a_gif(code_page: Open, tmp_path: Any) -> None:
    page = code_page()
    _view(page, "Between two digits")

    with page.expect_download() as waiting:
        page.get_by_role("button", name="GIF").click()

    path = tmp_path / "way.gif"
    waiting.value.save_as(path)
    assert waiting.value.suggested_filename == "between-two-digits-conv_cae_2.gif"
    with Image.open(path) as gif:
        assert gif.n_frames == 2 * (STATIONS - 1)
        gif.seek(0)
        greys = np.asarray(gif.convert("L"), np.int64)
    # The first frame's right half is A itself, six times as large.
    a = grey(prepare(ready_made(2)).centred)
    assert np.abs(greys[3:168:6, 183:348:6] - a).max() <= 1


def test_my_drawing_becomes_an_end_of_the_way(code_page: Open) -> None:
    page = code_page()
    _view(page, "Between two digits")
    draw(page, zero())
    page.get_by_role("button", name="Take mine as B").click()

    slider = page.get_by_role("slider", name="Station between A and B")
    slider.fill(str(STATIONS - 1))
    end = page.locator(".stage canvas.pixels")
    page.wait_for_function(
        """() => [...document.querySelectorAll("*")].some((e) => {
          const canvas = e.shadowRoot?.querySelector(".stage canvas.pixels");
          return canvas && canvas.getContext("2d").getImageData(14, 14, 1, 1).data[0] === 0;
        })"""
    )
    assert _greys(end)[13:15, 13:15].max() == 0, "paper in the middle of a zero"
    assert _greys(end)[4:8].max() > 100


def test_pointing_at_a_generated_digit_names_its_code(code_page: Open) -> None:
    page = code_page()
    _view(page, "Generate")
    cell = page.locator(".grid i").nth(7)

    cell.hover()

    said = cell.evaluate("cell => getComputedStyle(cell, '::after').content")
    assert said.strip('"') == cell.get_attribute("data-at") == "(0.00, 1.83)"


def test_the_namers_say_which_ready_made_digit_it_is(code_page: Open) -> None:
    page = code_page()
    _view(page, "Which digit is it?")

    page.get_by_role("button", name="Ready-made digit 0").click()

    expect(page.locator('.naming[data-drawing="1"]')).to_be_visible()
    for name in MAPPED:
        code = np.array([_code(name, 0)], np.float32)
        for way, (namer, _) in namers(name).items():
            says = page.locator(f'[data-model="{name}"][data-way="{way}"] .says b')
            assert says.inner_text() == str(namer.shares(code)[0].argmax())
            if way == "neighbours":
                assert says.inner_text() == "0"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_of_the_code(code_page: Open, scheme: str) -> None:
    page = code_page(color_scheme=scheme)
    for name in VIEWS:
        _view(page, name)
        page.wait_for_timeout(300)

        assert violations(page) == [], name


def test_a_phone_cuts_nothing_off(code_page: Open) -> None:
    page = code_page(**PHONE)
    for name in VIEWS:
        _view(page, name)
        widest = page.evaluate(
            """() => Math.max(...[...document.querySelectorAll('.st-key-code *')].map(
              (element) => element.getBoundingClientRect().right))"""
        )
        assert widest <= 390, name
        assert page.evaluate("document.documentElement.scrollWidth") == 390
