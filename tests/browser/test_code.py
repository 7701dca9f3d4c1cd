"""The page of the code in Chromium: the live cursor, ways between digits, samples, names."""

import base64
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route, expect

from app.codes import component
from app.codes.between_view import STATIONS
from app.shared import networks
from app.shared.densities import MAPPED, grey, namers
from core.autoencoders import inference
from core.autoencoders.codes.sampling import steps_between
from core.autoencoders.digits import ready_made
from core.autoencoders.drawing import prepare
from tests.browser.axe import violations
from tests.browser.mounted import give, mount
from tests.browser.pad import PHONE, draw, go_to, settled, with_canvas, zero
from tests.browser.visitors import LAPTOP

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
    def open_it(**options: Any) -> Page:
        page = open_page("/code", **options)
        with_canvas(page, page.locator(".results.mine"))
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
    ring = page.locator(".over circle.mine.below")
    stood = ring.get_attribute("cx") or ""

    page.locator('[class*=st-key-code_chart] [data-title="Zoom in"]').click()
    page.wait_for_function(
        "was => Math.abs(document.querySelector('[class*=st-key-code_chart] .js-plotly-plot')"
        ".layout.xaxis.range[0] - was) > 0.1",
        arg=page.evaluate(_PLOT)["x"][0] * 2,
    )
    expect(ring).not_to_have_attribute("cx", stood, timeout=PATIENCE_MS)
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
    settled(page)
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
    # Until the way that ends in my zero has come: the seven before it has no ink in the middle
    # either, but none at the top of a zero.
    page.wait_for_function(
        """() => [...document.querySelectorAll("*")].some((e) => {
          const canvas = e.shadowRoot?.querySelector(".stage canvas.pixels");
          if (!canvas) return false;
          const grey = (x, y, w, h) => Math.max(...Array.from(
            canvas.getContext("2d").getImageData(x, y, w, h).data).filter((_, i) => i % 4 === 0));
          return grey(14, 14, 1, 1) === 0 && grey(0, 4, 28, 4) > 100;
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
    tops = page.locator(".naming .ways > div").evaluate_all(
        "cards => cards.map((card) => card.getBoundingClientRect().top)"
    )
    assert len(tops) == 4
    assert len(set(tops)) == 1, "the cards stand in one row"
    for name in MAPPED:
        says = page.locator(f'[data-model="{name}"][data-way="neighbours"] .says b')
        assert says.inner_text() == "0"
    # One model's are enough to tell its ways apart: each takes seconds to learn its codes.
    name = MAPPED[0]
    code = np.array([_code(name, 0)], np.float32)
    for way, (namer, _) in namers(name).items():
        says = page.locator(f'[data-model="{name}"][data-way="{way}"] .says b')
        assert says.inner_text() == str(namer.shares(code)[0].argmax())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_of_the_code(code_page: Open, scheme: str) -> None:
    page = code_page(color_scheme=scheme)
    for name in VIEWS:
        _view(page, name)
        settled(page)

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


# The way between two digits alone, with stations of one grey each.

_STATIONS = 5


def _flat(levels: list[int]) -> str:
    """Return pictures of one grey level each, as Python packs them."""
    return base64.b64encode(b"".join(bytes([level]) * 784 for level in levels)).decode()


def _sent(count: int = _STATIONS, **other: Any) -> dict[str, Any]:
    path = [[0.2 + 0.6 * at / (count - 1), 0.1 + 0.6 * at / (count - 1)] for at in range(count)]
    return {
        **{
            "name": "some_model",
            "count": count,
            "map": "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
        },
        **{"code": _flat([40 * at for at in range(count)])},
        **{"pixels": _flat([200 - 30 * at for at in range(count)])},
        **{"path": path, "dense": [at % 2 == 0 for at in range(count)]},
        **{"named": [3 + at for at in range(count)]},
        **other,
    }


def _way(open_page: Open, sent: dict[str, Any], *, timed: bool = False, **options: Any) -> Page:
    """Open the component; with ``timed`` its clock stands still until a test moves it."""

    def before(page: Page) -> None:
        if timed:
            page.clock.install(time=0)
            page.clock.pause_at(1000)

    return mount(open_page, "between", component._BETWEEN, sent, before, **options)


def _station(page: Page) -> int:
    found = [page.locator(f".stage canvas.{way}").get_attribute("data-at") for way in _WAYS]
    assert found[0] == found[1]
    return int(found[0] or "")


_WAYS = ("code", "pixels")


def test_the_walk_turns_back_at_both_ends(open_page: Open) -> None:
    page = _way(open_page, _sent(), timed=True, reduced_motion="reduce")
    step = page.get_by_role("button", name="Step")
    seen = [_station(page)]

    for _ in range(10):
        step.click()
        seen.append(_station(page))

    assert seen == [2, 3, 4, 3, 2, 1, 0, 1, 2, 3, 4]
    expect(step).to_have_text("Step")
    page.clock.run_for(5000)
    assert _station(page) == 4, "it only steps"


def test_playing_goes_on_every_110_ms_and_rests_at_the_ends(open_page: Open) -> None:
    page = _way(open_page, _sent(), timed=True)
    button = page.locator(".play")

    button.click()

    expect(button).to_have_text("Pause")
    # Up to the end, where it rests for 900 ms, and back.
    for passed, at in ((50, 3), (50, 3), (20, 4), (880, 4), (20, 3), (110, 2), (220, 0)):
        page.clock.run_for(passed)
        assert _station(page) == at
    page.clock.run_for(880)
    assert _station(page) == 0
    page.clock.run_for(40)
    assert _station(page) == 1
    button.click()
    expect(button).to_have_text("Play")
    page.clock.run_for(5000)
    assert _station(page) == 1


@pytest.mark.parametrize("stopped_by", ["slider", "thumbnail", "leaving"])
def test_a_hand_on_the_way_stops_the_walk(open_page: Open, stopped_by: str) -> None:
    page = _way(open_page, _sent(), timed=True)
    page.locator(".play").click()
    page.clock.run_for(50)
    assert _station(page) == 3

    if stopped_by == "slider":
        page.get_by_role("slider").fill("1")
    elif stopped_by == "thumbnail":
        page.get_by_label("Station 2, pixel by pixel").dispatch_event("click")
    else:
        page.evaluate("window.leave()")

    at = 3 if stopped_by == "leaving" else 1
    assert _station(page) == at
    page.clock.run_for(3000)
    assert _station(page) == at
    if stopped_by != "leaving":
        expect(page.locator(".play")).to_have_text("Play")


def test_each_station_shows_its_two_pictures_and_its_place_on_the_map(open_page: Open) -> None:
    page = _way(open_page, _sent())
    slider = page.get_by_role("slider")
    expect(slider).to_have_attribute("max", "4")
    expect(slider).to_have_value("2")

    for at, percent in ((0, 0), (3, 75), (4, 100)):
        slider.fill(str(at))

        for way, level in (("code", 40 * at), ("pixels", 200 - 30 * at)):
            assert (_greys(page.locator(f".stage canvas.{way}")) == level).all()
            now = page.locator(f".strip.{way} button").evaluate_all(
                "all => all.map((button) => button.classList.contains('now'))"
            )
            assert now == [each == at for each in range(_STATIONS)]
        expect(slider).to_have_attribute(
            "aria-valuetext", f"{percent} % of the way, by its neighbours a {3 + at}"
        )
        dot = page.locator(".way circle")
        # The map's parts go upwards, the picture's lines downwards.
        assert float(dot.get_attribute("cx") or "") == pytest.approx(20 + 15 * at)
        assert float(dot.get_attribute("cy") or "") == pytest.approx(90 - 15 * at)

    line = page.locator(".way polyline").get_attribute("points") or ""
    points = [float(number) for point in line.split() for number in point.split(",")]
    assert points == pytest.approx([20, 90, 35, 75, 50, 60, 65, 45, 80, 30])
    letters = page.locator(".way text").evaluate_all(
        "all => all.map((t) => [t.textContent, Number(t.getAttribute('x'))])"
    )
    assert [[letter, round(x)] for letter, x in letters] == [["A", 20], ["B", 80]]


def test_stations_outside_the_dense_area_are_marked_and_all_are_named(open_page: Open) -> None:
    page = _way(open_page, _sent())

    marked = page.locator(".strip.code button").evaluate_all(
        "all => all.map((button) => [button.textContent, button.classList.contains('outside')])"
    )

    assert marked == [["3", False], ["4", True], ["5", False], ["6", True], ["7", False]]
    expect(page.locator(".strip.pixels .outside")).to_have_count(0)
    assert page.locator(".strip.pixels").inner_text().strip() == ""
    for way, words, level in (("code", "through the code", 160), ("pixels", "pixel by pixel", 80)):
        fifth = page.get_by_label(f"Station 5, {words}")
        assert (_greys(fifth.locator("canvas")) == level).all(), way


def test_without_a_map_there_is_none_and_nothing_is_named(open_page: Open) -> None:
    page = _way(open_page, _sent(map=None, path=[], dense=[], named=[]))

    expect(page.locator(".way")).to_be_hidden()
    expect(page.locator(".strip .outside")).to_have_count(0)
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "50 % of the way")

    give(page, _sent())
    expect(page.locator(".way")).to_be_visible()
    assert page.locator(".strip.code").inner_text().split() == list("34567")


def test_other_ends_keep_the_station_as_far_as_there_is_one(open_page: Open) -> None:
    page = _way(open_page, _sent())
    page.get_by_role("slider").fill("3")

    give(page, _sent(code=_flat([7, 8, 9, 10, 11])))
    assert _station(page) == 3
    assert (_greys(page.locator(".stage canvas.code")) == 10).all()

    give(page, _sent(3))
    assert _station(page) == 2
    expect(page.locator(".strip.code button")).to_have_count(3)
    expect(page.get_by_role("slider")).to_have_attribute("max", "2")


def test_the_gif_goes_there_and_back_and_rests_at_the_ends(open_page: Open, tmp_path: Any) -> None:
    page = _way(open_page, _sent(4))

    with page.expect_download() as waiting:
        page.get_by_role("button", name="GIF").click()

    waiting.value.save_as(tmp_path / "way.gif")
    expect(page.get_by_role("status")).to_have_text("Saved as between-two-digits-some_model.gif.")
    shown = []
    with Image.open(tmp_path / "way.gif") as gif:
        for frame in range(gif.n_frames):
            gif.seek(frame)
            greys = np.asarray(gif.convert("L"), np.int64)
            shown.append((greys[80, 80], greys[80, 260], gif.info["duration"]))
        assert gif.size == (2 * 6 * 28 + 12, 6 * 28 + 22)
    # Level through the code, level pixel by pixel, milliseconds.
    there = [(0, 200, 900), (40, 170, 110), (80, 140, 110), (120, 110, 900)]
    assert shown == [*there, *there[-2:0:-1]]


def test_a_way_that_cannot_be_shown_says_so(open_page: Open) -> None:
    page = _way(open_page, _sent(code="?"))

    expect(page.get_by_role("status")).to_contain_text("The way cannot be shown (InvalidCharacter")


# The cursor on the map alone. The chart is a plot of 300 × 200 screen pixels whose axes go
# from -1 to 1, 50 and 30 pixels from the chart's corner.

_CHART = """() => {
  const chart = document.createElement("div");
  chart.className = "js-plotly-plot";
  chart.style = "position:relative;left:20px;width:400px;height:300px;background:#ddd";
  chart.innerHTML = "<i class='modebar' style='position:absolute;left:300px;top:40px;"
    + "width:30px;height:20px'></i>";
  const axis = (offset, length, l2p, p2l) => ({ _offset: offset, _length: length, l2p, p2l });
  chart._fullLayout = {
    xaxis: axis(50, 300, (x) => 150 + 150 * x, (p) => p / 150 - 1),
    yaxis: axis(30, 200, (y) => 100 - 100 * y, (p) => 1 - p / 100),
  };
  chart.heard = {};
  chart.on = (name, act) => { (chart.heard[name] ??= []).push(act); };
  document.querySelector("#chart").replaceChildren(chart);
}"""
_AHEAD = [0, 90, 30, 60, 120, 90, 240, 150, 210]
"""One grey level per picture sent ahead, three in a line, from the bottom up."""


class _Server:
    """The answers to the cursor; those to be held back wait in ``waiting``."""

    def __init__(self, page: Page) -> None:
        self.hold = False
        self.asked: list[tuple[str, float, float]] = []
        self.waiting: list[Callable[[], None]] = []
        page.route("**/decoder/*/at?*", self._at)
        page.route(
            "**/decoder/*/ahead",
            lambda route: route.fulfill(body=b"".join(bytes([one]) * 784 for one in _AHEAD)),
        )

    def _at(self, route: Route) -> None:
        place = parse_qs(urlsplit(route.request.url).query)
        x, y = (float(place[axis][0]) for axis in ("x", "y"))
        name = urlsplit(route.request.url).path.split("/")[-2]
        self.asked.append((name, x, y))
        answer = {
            **{"x": x, "y": y, "picture": _flat([round(100 + 100 * x)]), "maps": "<u>maps</u>"},
            **{"dense": x > -0.5, "sentence": f"<b>{name}</b> is dense: {x > -0.5}"},
        }
        self.waiting.append(lambda: route.fulfill(json=answer))
        if not self.hold:
            self.answer()

    def answer(self) -> None:
        """Give the oldest answer that is due."""
        self.waiting.pop(0)()


def _cursor_data(**other: Any) -> dict[str, Any]:
    return {
        **{"model": "one", "chart": "#chart", "frame": [-1, -1, 2], "ahead": 3},
        **{"start": [0.25, -0.5], "mine": None, "neighbours": []},
        **other,
    }


def _on_chart(
    open_page: Open, *, hold: bool = False, chart: bool = True, **other: Any
) -> tuple[Page, _Server]:
    servers = []

    def before(page: Page) -> None:
        servers.append(_Server(page))
        servers[0].hold = hold

    page = mount(open_page, "map", component._MAP, _cursor_data(**other), before)
    if chart:
        page.evaluate(_CHART)
        expect(page.locator(".over circle.at")).to_have_count(1, timeout=PATIENCE_MS)
    if not hold:
        expect(page.locator("canvas[data-shows=exact]")).to_have_count(1, timeout=PATIENCE_MS)
        expect(page.locator("canvas[data-ahead]")).to_have_count(1, timeout=PATIENCE_MS)
    return page, servers[0]


def _spot(x: float, y: float) -> tuple[float, float]:
    """Return where a code is on the page of ``_on_chart``."""
    return 20 + 50 + 150 + 150 * x, 30 + 100 - 100 * y


def _cursor(page: Page) -> tuple[float, float]:
    x, y = (page.locator("canvas").get_attribute("data-at") or "").split()
    return float(x), float(y)


def _attributes(page: Page, selector: str, *names: str) -> list[float]:
    found = page.locator(selector)
    return [float(found.get_attribute(name) or "nan") for name in names]


def test_the_cursor_is_where_the_pointer_is_in_the_numbers_of_the_axes(open_page: Open) -> None:
    page, _ = _on_chart(open_page)
    assert _cursor(page) == (0.25, -0.5)
    expect(page.locator(".place")).to_have_text("At (0.25, −0.50) the decoder draws")

    page.mouse.move(*_spot(-0.3, 0.7))

    assert _cursor(page) == pytest.approx((-0.3, 0.7))
    expect(page.locator(".place")).to_have_text("At (−0.30, 0.70) the decoder draws")
    assert _attributes(page, "circle.at", "cx", "cy") == pytest.approx([105, 30])
    numbers = re.findall(r"[\d.]+", page.locator(".hair").get_attribute("d") or "")
    assert [float(number) for number in numbers] == pytest.approx([105, 0, 200, 0, 30, 300])
    box = page.locator(".over").bounding_box()
    assert box == {"x": 70, "y": 30, "width": 300, "height": 200}


def test_beside_the_plot_on_its_buttons_and_while_pressed_the_cursor_stays(
    open_page: Open,
) -> None:
    page, _ = _on_chart(open_page)
    left, top = 70, 30
    for x, y, moves in (
        (left - 1, top + 50, False),
        (left, top + 50, True),
        (left + 301, top + 150, False),
        (left + 300, top + 150, True),
        (left + 50, top - 1, False),
        (left + 50, top, True),
        (left + 60, top + 201, False),
        (left + 60, top + 200, True),
        (20 + 310, 50, False),
    ):
        before = _cursor(page)
        page.mouse.move(x, y)
        assert (_cursor(page) != before) == moves, (x, y)

    page.mouse.move(200, 120)
    before = _cursor(page)
    page.mouse.down()
    page.mouse.move(250, 150)
    assert _cursor(page) == before
    page.mouse.up()
    expect(page.locator(".held")).to_have_count(0)
    assert _cursor(page) == before


def _click(page: Page, x: float, y: float, slip: float = 0, button: Any = "left") -> None:
    page.mouse.move(x, y)
    page.mouse.down(button=button)
    page.mouse.move(x + slip, y)
    page.mouse.up(button=button)


def test_a_second_click_near_the_first_lets_go_and_one_farther_away_moves(
    open_page: Open,
) -> None:
    page, _ = _on_chart(open_page)
    held = page.locator(".over .at.held")
    _click(page, 200, 100)
    expect(held).to_have_count(1)

    _click(page, 212, 100)
    expect(held).to_have_count(1)
    assert _attributes(page, "circle.at", "cx") == [212 - 70]
    page.mouse.move(250, 100)
    assert _attributes(page, "circle.at", "cx") == [212 - 70]

    _click(page, 223, 100)
    expect(held).to_have_count(0)
    assert _attributes(page, "circle.at", "cx") == [223 - 70]
    page.mouse.move(250, 100)
    assert _attributes(page, "circle.at", "cx") == [250 - 70]


def test_a_click_may_slip_by_six_pixels_and_needs_the_main_button(open_page: Open) -> None:
    page, _ = _on_chart(open_page)
    held = page.locator(".over .at.held")

    _click(page, 200, 100, slip=7)
    expect(held).to_have_count(0)

    _click(page, 200, 100, slip=6)
    expect(held).to_have_count(1)
    _click(page, 206, 100, button="right")
    expect(held).to_have_count(1)


def test_keys_move_by_a_fiftieth_of_the_span_and_with_shift_by_a_tenth_of_that(
    open_page: Open,
) -> None:
    page, _ = _on_chart(open_page)
    over, held = page.locator(".over"), page.locator(".over .at.held")
    over.focus()
    page.keyboard.press("Enter")
    expect(held).to_have_count(1)
    page.keyboard.press("Escape")
    expect(held).to_have_count(0)
    page.keyboard.press("a")
    expect(held).to_have_count(0)

    x, y = 0.25, -0.5
    for key, dx, dy in (
        ("ArrowRight", 0.04, 0),
        ("ArrowUp", 0, 0.04),
        ("ArrowUp", 0, 0.04),
        ("ArrowDown", 0, -0.04),
        ("ArrowLeft", -0.04, 0),
        ("Shift+ArrowLeft", -0.004, 0),
        ("Shift+ArrowUp", 0, 0.004),
    ):
        page.keyboard.press(key)
        x, y = x + dx, y + dy
        assert _cursor(page) == pytest.approx((x, y))
    expect(held).to_have_count(1)
    page.mouse.move(250, 100)
    assert _cursor(page) == pytest.approx((x, y)), "held: the pointer takes it nowhere"


def test_the_drawing_is_ringed_named_and_tied_to_its_neighbours(open_page: Open) -> None:
    near = [[0.1, 0.1, 3], [0.3, -0.2, 5]]
    page, _ = _on_chart(open_page, mine=[0.2, 0], neighbours=near)

    assert _attributes(page, "circle.mine.below", "cx", "cy") == pytest.approx([180, 100])
    assert _cursor(page) == (0.2, 0), "who draws wants to see what becomes of it"
    ties = re.findall(r"[\d.]+", page.locator(".ties").get_attribute("d") or "")
    wanted = [180, 100, 165, 90, 180, 100, 195, 120]
    assert [float(number) for number in ties] == pytest.approx(wanted)
    places = page.locator("rect.near").evaluate_all(
        "all => all.map((r) => [Number(r.getAttribute('x')) + 3, Number(r.getAttribute('y')) + 3])"
    )
    np.testing.assert_allclose(places, [[165, 90], [195, 120]])
    label = page.locator("text.mine")
    expect(label).to_have_text("your digit")
    # 90 pixels of room on its right: 210 of 300 is the last place with them.
    for x, anchor, at in ((0.4, "start", 224), (0.41, "end", 197.5)):
        give(page, _cursor_data(mine=[x, 0]))
        expect(label).to_have_attribute("text-anchor", anchor)
        assert _attributes(page, "text.mine", "x") == pytest.approx([at])

    give(page, _cursor_data())
    expect(page.locator(".over .mine")).to_have_count(0)
    expect(page.locator(".over .ties")).to_have_count(0)


def test_a_new_drawing_takes_the_cursor_along_unless_it_is_held(open_page: Open) -> None:
    page, _ = _on_chart(open_page, mine=[0.2, 0])
    page.mouse.move(*_spot(-0.5, 0.5))

    give(page, _cursor_data(mine=[0.2, 0]))
    assert _cursor(page) == pytest.approx((-0.5, 0.5)), "the same drawing again"
    give(page, _cursor_data(mine=[0.3, 0.1]))
    assert _cursor(page) == (0.3, 0.1)

    _click(page, *_spot(-0.5, 0.5))
    give(page, _cursor_data(mine=[0.4, 0.1]))
    assert _cursor(page) == pytest.approx((-0.5, 0.5))
    give(page, _cursor_data(mine=[0.4, 0.1], model="two"))
    assert _cursor(page) == (0.4, 0.1), "another map, where that place means nothing"
    expect(page.locator(".over .held")).to_have_count(0)


def test_an_answer_is_shown_with_its_maps_its_sentence_and_whether_codes_are_dense(
    open_page: Open,
) -> None:
    page, server = _on_chart(open_page)
    for x, outside in ((-0.4, 0), (-0.6, 1), (0.4, 0)):
        page.mouse.move(*_spot(x, 0.5))

        expect(page.locator(".sentence")).to_have_text(f"one is dense: {outside == 0}")
        expect(page.locator("canvas[data-shows=exact]")).to_have_count(1)
        expect(page.locator(".cursor.outside")).to_have_count(outside)
        expect(page.locator(".maps u")).to_have_text("maps")
        expect(page.locator(".trouble")).to_be_hidden()
        assert (_greys(page.locator("canvas")) == round(100 + 100 * x)).all()
        assert server.asked[-1] == ("one", *_cursor(page))


def test_a_late_answer_changes_neither_a_newer_place_nor_another_model(open_page: Open) -> None:
    page, server = _on_chart(open_page, hold=True, start=[-0.7, -0.5])
    expect(page.locator("canvas[data-ahead]")).to_have_count(1, timeout=PATIENCE_MS)
    page.wait_for_function("() => document.querySelector('canvas').dataset.at")
    page.mouse.move(*_spot(0, 0))
    guess = _greys(page.locator("canvas"))
    assert (guess == 120).all(), "the middle one of those sent ahead"

    server.answer()
    expect(page.locator(".sentence")).to_have_text("one is dense: False")
    assert page.locator("canvas").get_attribute("data-shows") == "ahead"
    assert (_greys(page.locator("canvas")) == guess).all()
    # The next question was about the newest place only; its answer comes too late as well.
    page.mouse.move(*_spot(0.2, 0))
    give(page, _cursor_data(model="two"))
    # The next question is asked once the answer has been dealt with.
    with page.expect_request("**/decoder/two/at?*"):
        server.answer()
    expect(page.locator(".sentence")).to_have_text("one is dense: False")
    server.answer()
    expect(page.locator(".sentence")).to_have_text("two is dense: True")
    expect(page.locator("canvas[data-shows=exact]")).to_have_count(1)
    assert [name for name, _, _ in server.asked] == ["one", "one", "two"]
    assert server.asked[1] == ("one", 0, 0)


def test_pictures_sent_ahead_are_mixed_by_how_near_they_are(open_page: Open) -> None:
    """Nine of them at -1, 0 and 1; a guess inside the frame only."""
    page, server = _on_chart(open_page)
    server.hold = True
    for x, y, level in (
        (-0.5, -0.5, (0 + 90 + 60 + 120) / 4),
        (-0.5, -1, 45),
        (-1, -0.8, 0.2 * 60),
        (0.2, 0, 120 - 0.2 * 30),
        (0.9, 0.5, (0.1 * 120 + 0.9 * 90) / 2 + (0.1 * 150 + 0.9 * 210) / 2),
        (1, 1, 210),
    ):
        page.mouse.move(*_spot(x, y))
        expect(page.locator("canvas")).to_have_attribute("data-shows", "ahead")
        assert np.abs(_greys(page.locator("canvas")) - level).max() <= 1, (x, y)

    over = page.locator(".over")
    over.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("canvas")).to_have_attribute("data-shows", "before")


def test_a_refusal_is_said_in_the_servers_words_and_silence_in_ours(
    browser: Browser, address: str
) -> None:
    """Not through ``open_page``: the browser itself complains of a refused request."""
    context = browser.new_context(viewport=LAPTOP)

    def open_path(path: str) -> Page:
        page = context.new_page()
        page.goto(address + path)
        return page

    page, _ = _on_chart(open_path)
    trouble = page.get_by_role("alert")
    page.route("**/decoder/*/at?*", lambda route: route.fulfill(status=400, body="No such place."))
    page.mouse.move(*_spot(0.1, 0.1))
    expect(trouble).to_have_text("No such place.")

    page.route("**/decoder/*/at?*", lambda route: route.abort())
    page.mouse.move(*_spot(0.2, 0.1))
    expect(trouble).to_have_text(
        "The server does not answer: the picture is the nearest one known here."
    )

    page.unroute("**/decoder/*/at?*")
    _Server(page)
    page.mouse.move(*_spot(0.3, 0.1))
    expect(trouble).to_be_hidden()
    context.close()


def test_the_cursor_waits_for_its_chart_and_follows_it(open_page: Open) -> None:
    page, _ = _on_chart(open_page, chart=False)
    expect(page.locator(".over *")).to_have_count(0)

    page.evaluate(_CHART)
    expect(page.locator("circle.at")).to_have_count(1)
    # Zoomed: the axes show half as much.
    page.evaluate(
        """() => {
          const chart = document.querySelector(".js-plotly-plot");
          chart._fullLayout.xaxis.l2p = (x) => 150 + 300 * x;
          for (const act of chart.heard.plotly_afterplot) act();
        }"""
    )
    assert _attributes(page, "circle.at", "cx") == [150 + 300 * 0.25]

    # Streamlit puts another chart in its place.
    page.evaluate(_CHART)
    give(page, _cursor_data())
    assert _attributes(page, "circle.at", "cx") == [150 + 150 * 0.25]
    page.mouse.move(*_spot(-0.5, 0))
    assert _cursor(page) == pytest.approx((-0.5, 0))

    page.evaluate("window.leave()")
    page.mouse.move(*_spot(0.5, 0))
    assert _cursor(page) == pytest.approx((-0.5, 0))
