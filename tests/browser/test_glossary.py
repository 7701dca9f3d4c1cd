"""Words that are explained where they stand: by pointer, keyboard and finger, on every page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from app.shared.glossary import TERMS
from tests.browser.lab import ready

Open = Callable[..., Page]


def box(of: Locator) -> dict[str, float]:
    found = of.bounding_box()
    assert found is not None
    return {**found}


def apart(one: dict[str, float], other: dict[str, float]) -> bool:
    """Tell whether two boxes share no pixel."""
    return (
        one["y"] + one["height"] <= other["y"]
        or other["y"] + other["height"] <= one["y"]
        or one["x"] + one["width"] <= other["x"]
        or other["x"] + other["width"] <= one["x"]
    )


def at(open_page: Open, name: str) -> Page:
    """Open a page by its link, as visitors do."""
    page = open_page("/")
    page.get_by_role("link", name=name).click()
    # Its words are not the lab's, which are on the page until then.
    expect(page.locator(".lab")).to_have_count(0)
    return page


def test_a_word_of_the_formula_explains_itself_and_escape_closes_only_that(
    open_page: Open,
) -> None:
    page = ready(open_page("/"))
    word, tip = page.locator(".formula .term", has_text="stride"), page.locator(".means")
    page.locator('[data-panel="input"] [data-cell="in:0,1,1"]').click()

    word.focus()
    expect(tip).to_have_text(f"stride {TERMS['stride'].means}")
    expect(word).to_have_attribute("aria-description", TERMS["stride"].means)
    assert apart(box(tip), box(word))
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)
    expect(page.locator(".board svg")).to_have_class("pinned")
    word.hover()
    expect(tip).to_have_count(1)
    page.locator(".count").hover()
    expect(tip).to_have_count(0)
    page.locator('[data-panel="kernel"] .name').hover()
    expect(tip).to_have_text(f"kernel {TERMS['kernel'].means}")


def test_a_panel_s_title_is_reached_by_tab_and_explains_itself(open_page: Open) -> None:
    """It answered a click, and nobody without a mouse could read it."""
    page = ready(open_page("/?i=3x3&k=2&c=1x2&r=slide"))
    picture = page.locator(".board svg").first
    expect(picture.locator("[tabindex]").first).to_be_attached()
    named = picture.locator("[data-means]").evaluate_all("all => all.map(one => one.dataset.word)")
    reached = picture.locator("[tabindex]").evaluate_all("all => all.map(one => one.dataset.word)")
    assert sorted(reached) == sorted(set(named))

    picture.focus()
    for word in reached:
        page.keyboard.press("Tab")
        expect(page.locator(".means")).to_have_text(f"{word} {TERMS[word].means}")
    # Its own keys stay the player's.
    page.keyboard.press("ArrowRight")
    expect(page.locator(".count")).to_contain_text("step 2")
    page.keyboard.press("Escape")
    expect(page.locator(".means")).to_have_count(0)


def test_only_the_first_of_a_word_is_underlined_and_a_stop_of_tab(open_page: Open) -> None:
    page = at(open_page, "Models")
    codes = page.locator('.term[data-word="code"]')
    expect(codes.first).to_have_class("term new")
    expect(codes.nth(1)).to_have_class("term")

    assert page.locator(".term.new").evaluate_all(
        "all => new Set(all.map(one => one.dataset.word)).size === all.length"
    )
    assert codes.nth(1).get_attribute("tabindex") is None
    codes.nth(1).hover()
    expect(page.locator(".means")).to_have_text(f"code {TERMS['code'].means}")


@pytest.mark.parametrize("name", ["Latent code", "/?model=keras_cae&layer=4&cell=3.10.11"])
def test_other_pages_explain_their_words(open_page: Open, name: str) -> None:
    page = open_page(name) if name.startswith("/") else at(open_page, name)
    word = page.locator(".term.new").first
    word.scroll_into_view_if_needed()
    word.focus()

    expect(page.locator(".means")).to_contain_text(word.get_attribute("data-means") or "nothing")
    assert apart(box(page.locator(".means")), box(word))


def test_a_tap_opens_an_explanation_and_the_next_one_closes_it(open_page: Open) -> None:
    page = open_page("/", viewport={"width": 390, "height": 844}, has_touch=True)
    ready(page)
    page.get_by_role("button", name="Settings").tap()
    word, tip = page.locator(".formula .term.new").first, page.locator(".means")
    word.scroll_into_view_if_needed()
    word.tap()

    expect(tip).to_be_visible()
    assert box(tip)["x"] >= 0
    assert box(tip)["x"] + box(tip)["width"] <= 390
    assert apart(box(tip), box(word))
    page.touchscreen.tap(195, 20)
    expect(tip).to_have_count(0)
