"""For everyone: axe-core, keyboard, zoom, reduced motion, first and later visits."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.lab import WORKED, cell, numbers, press, ready, still

Open = Callable[..., Page]
ZOOMED = {"viewport": {"width": 683, "height": 384}, "device_scale_factor": 2}

WANTED = (
    "Transposed",
    "Keras",
    "Stride",
    "Edit numbers",
    "Compare: what stands beside it",
    "What about channels?",
    "Matrix",
    "Play (space)",
    "Step",
    "Speed 1×",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "link",
    [
        "/",
        "/?i=3x3&k=3&s=2&p=1&o=1&r=stamp,slide,matrix&by=output&step=9&m=unturned",
        "/?op=convolution&i=4x4&k=3&s=1&p=1&c=2x2&b=1,2&r=slide&step=6",
        "/?i=2x2&k=3&s=2&p=1&o=1&vs=fw.keras",
    ],
)
def test_axe_finds_nothing_in_the_lab(open_page: Open, link: str, scheme: str) -> None:
    page = ready(open_page(link, color_scheme=scheme))
    if "vs=" in link:
        expect(page.locator(".pairbar")).to_be_visible()
    still(page)

    assert violations(page) == []


def test_axe_finds_nothing_while_editing_and_with_an_impossible_setting(open_page: Open) -> None:
    page = ready(open_page("/?o=3"))
    expect(page.locator(".banner p")).to_have_count(1)
    page.get_by_role("button", name="Edit numbers").click()
    page.get_by_text("Channels, groups, bias").click()

    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_drawing_page(open_page: Open, scheme: str) -> None:
    page = open_page("/", color_scheme=scheme)
    page.get_by_role("link", name="Draw a digit").click()
    expect(page.locator(".results .mse")).to_be_visible()
    expect(page.get_by_role("button", name="Ready-made digit 9")).to_be_visible()

    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_of_a_value(open_page: Open, scheme: str) -> None:
    page = open_page("/?model=keras_cae&layer=4&cell=3.10.11", color_scheme=scheme)
    expect(page.locator(".sentence")).to_contain_text("y[3,10,11] =")
    expect(page.locator(".contributions")).to_be_visible()

    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_view_of_the_models_page(open_page: Open, scheme: str) -> None:
    page = open_page("/", color_scheme=scheme)
    page.get_by_role("link", name="Models").click()
    for view, section in (
        ("All models", ".lineup .mse"),
        ("Remove noise", ".spoilt"),
        ("Four ways to enlarge", ".upsamplers"),
        ("Several digits", ".apart"),
        ("Inside a model", ".inside"),
    ):
        page.get_by_role("radio", name=view).click()
        expect(page.locator(section).first).to_be_visible()
        page.wait_for_timeout(400)
        assert violations(page) == [], view
    page.get_by_role("button", name="Layer 3, larger").click()
    page.locator(".ladder canvas").nth(2).focus()
    page.keyboard.press("ArrowRight")
    assert violations(page) == []


def test_cells_are_reached_by_keyboard_and_say_their_sum(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    page.locator(".board svg").focus()

    press(page, "o")
    press(page, "ArrowDown", 3)
    press(page, "ArrowRight", 5)
    expect(page.locator(".sentence")).to_have_text("y[3,3] = 3·3 = 9")
    press(page, "k")
    press(page, "ArrowRight")
    expect(page.locator(".sentence")).to_contain_text("w[0,1] = 1 is used 4 times")
    press(page, "i")
    expect(page.locator(".sentence")).to_contain_text("x[0,0] = 0 reaches 4 outputs")
    press(page, "Escape")
    expect(page.locator(".sentence")).to_contain_text("times the kernel lands on")


def test_every_control_is_reached_with_tab_and_has_a_name(open_page: Open) -> None:
    page = ready(open_page())
    page.locator('[data-value="convolution"]').focus()
    names = []
    for _ in range(90):
        name = page.evaluate(
            """() => {
              let e = document.activeElement;
              while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
              const label = e?.labels?.[0]?.textContent;
              return e?.getAttribute("aria-label") || label || e?.textContent || "";
            }"""
        )
        names.append(name.strip())
        press(page, "Tab")

    for wanted in WANTED:
        assert wanted in names
    assert "" not in names[: names.index("Speed 1×")]


def test_at_200_percent_nothing_is_cut_off_sideways(open_page: Open) -> None:
    page = ready(open_page("/?r=stamp", **ZOOMED))

    assert page.evaluate("document.documentElement.scrollWidth") <= 683
    assert numbers(page, "output")[0][0] == 0


def test_reduced_motion_gets_still_steps(open_page: Open) -> None:
    page = ready(open_page("/", reduced_motion="reduce"))
    press(page, "ArrowRight")

    assert page.locator(".flight").count() == 0
    assert (
        page.locator(".cell").first.evaluate("e => getComputedStyle(e).transitionDuration") == "0s"
    )


def test_hints_greet_the_first_visit_only_and_hide_no_note(open_page: Open) -> None:
    page = ready(open_page())
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator(".about:not(.more)")).to_contain_text("where they overlap, products add up")
    assert page.locator(".welcome b").count() == 3
    # The course is offered by name, in the bar, where nothing moves when that goes.
    offer = page.get_by_role("link", name="New here? The course")
    box = offer.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 60
    page.get_by_role("button", name="Got it").click()
    expect(page.locator(".welcome")).to_be_hidden()
    expect(offer).to_be_hidden()

    page.reload()

    ready(page)
    expect(page.locator(".about:not(.more)")).to_be_visible()
    expect(page.locator(".welcome")).to_be_hidden()


def test_each_hint_goes_once_it_was_used_and_stays_away(open_page: Open) -> None:
    page = ready(open_page())
    play, point, drag = (
        page.locator(".welcome b", has_text=text) for text in ("Press play", "Point at", "Drag")
    )
    page.get_by_label("One step on (right arrow)").click()
    expect(play).to_be_hidden()
    cell(page, "output", 2, 2).hover()
    expect(point).to_be_hidden()
    expect(drag).to_be_visible()
    page.reload()
    ready(page)
    expect(drag).to_be_visible()
    expect(play).to_be_hidden()
    expect(point).to_be_hidden()

    page.locator("#lab-stride").fill("3")
    expect(page.locator(".welcome")).to_be_hidden()


def test_the_hint_at_playing_says_what_is_seen(open_page: Open) -> None:
    """Only stamps are stamped: a convolution's kernel slides, and so does a turned one."""
    page = ready(open_page(WORKED))
    hint = page.locator(".welcome > span").first
    for name, says in {
        "Slide": "the kernel slides to one output cell after the other.",
        "Matrix": "one output cell after the other.",
        "Stamp": "each input cell stamps the kernel.",
        "Convolution": "the kernel slides to one output cell after the other.",
    }.items():
        page.get_by_role("button", name=name, exact=True).click()
        expect(hint).to_have_text(f"Press play: {says}")
