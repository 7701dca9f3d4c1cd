"""The tests' own visitors: what stays between tests is the app's files and nothing else."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.mounted import BARE
from tests.browser.visitors import KEPT, Visitors

SMALL = {"width": 400, "height": 300}
_LEFT = """() => [localStorage.length, sessionStorage.length, document.cookie.includes("c=1"),
  window.name, window.d ?? 0, innerWidth, matchMedia("print").matches,
  matchMedia("(hover: none)").matches, matchMedia("(prefers-color-scheme: dark)").matches,
  matchMedia("(prefers-reduced-motion: reduce)").matches]"""
_LEAVE = """() => {
  localStorage.a = sessionStorage.b = 1;
  document.cookie = "c=1; path=/";
  window.name = "e";
  window.d = 1;
}"""
_NOTHING = [0, 0, False, "", 0, 400, False, False, False, False]

Come = Callable[..., Page]


@pytest.fixture
def mine(browser: Browser, address: str) -> Iterator[Visitors]:
    """Visitors whose tabs no other test has."""
    visitors = Visitors(browser, address + BARE)
    yield visitors
    visitors.leave()
    visitors.close()


def _come(visitors: Visitors, address: str, **options: Any) -> Page:
    page = visitors.come(SMALL, **options)
    page.goto(address + BARE)
    return page


def test_a_visitor_finds_nothing_of_the_one_before(mine: Visitors, address: str) -> None:
    first = _come(mine, address, color_scheme="dark")
    first.evaluate(_LEAVE)
    first.set_viewport_size({"width": 500, "height": 300})
    first.emulate_media(media="print", reduced_motion="reduce")
    first.route("**/*", lambda route: route.abort())
    first.context.grant_permissions(["geolocation"])
    first.mouse.move(10, 10)
    first.mouse.down()
    first.evaluate("console.error('a complaint')")
    left = [1, 1, True, "e", 1, 500, True, False, True, True]
    assert first.evaluate(_LEFT) == left
    assert [text for text, _ in mine.leave()] == ["a complaint"]

    second = _come(mine, address)

    assert second == first, "the tab is an old one"
    assert second.evaluate(_LEFT) == _NOTHING
    asked = "navigator.permissions.query({ name: 'geolocation' }).then((one) => one.state)"
    assert second.evaluate(asked) != "granted"
    second.evaluate("() => { onmousemove = (event) => { window.pressed = event.buttons; }; }")
    second.mouse.move(20, 20)
    assert second.evaluate("pressed") == 0
    assert mine.leave() == []


def test_two_visitors_of_one_test_know_nothing_of_each_other(mine: Visitors, address: str) -> None:
    first, second = _come(mine, address), _come(mine, address)
    first.evaluate(_LEAVE)

    assert second.evaluate(_LEFT) == _NOTHING


def test_a_tab_of_another_kind_is_another_tab(mine: Visitors, address: str) -> None:
    first = _come(mine, address)
    mine.leave()

    assert _come(mine, address, has_touch=True) != first


_LASTING: tuple[Callable[[Page], Any], ...] = (
    lambda page: page.add_init_script("window.d = 1"),
    lambda page: page.on("dialog", lambda dialog: dialog.dismiss()),
    lambda page: page.clock.install(),
    lambda page: page.keyboard.down("Shift"),
    lambda page: page.expose_function("given", lambda: 1),
    lambda page: page.context.new_cdp_session(page),
    lambda page: page.context.route("**/*", lambda route: route.abort()),
    lambda page: page.close(),
)


def test_a_tab_with_what_cannot_be_taken_away_is_closed(mine: Visitors, address: str) -> None:
    pages = [_come(mine, address) for _ in _LASTING]
    for page, leave in zip(pages, _LASTING, strict=True):
        leave(page)
    mine.leave()

    assert [page.is_closed() for page in pages] == [True] * len(pages)


def test_a_second_tab_of_a_visitor_goes_with_him(mine: Visitors, address: str) -> None:
    first = _come(mine, address)
    other = first.context.new_page()
    mine.leave()

    assert other.is_closed()
    assert not first.is_closed()


def test_only_few_tabs_wait_for_another_test(mine: Visitors, address: str) -> None:
    pages = [_come(mine, address) for _ in range(KEPT + 2)]
    mine.leave()

    assert [page.is_closed() for page in pages] == [True] * 2 + [False] * KEPT
