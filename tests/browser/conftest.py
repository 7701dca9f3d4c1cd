"""One server and one Chromium for all browser tests; no test finds what another one left."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.stage.notebook import player
from core.contributions import Trace
from tests.browser.chromium import launch
from tests.browser.mounted import BARE
from tests.browser.server import served
from tests.browser.visitors import PATIENCE_MS, Visitors

STORY = "transposed-convolution-lab.story"
"""What the browser keeps once the course's story was told."""

# `expect` does not know a context's time-out and would give up after 5 s.
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if running := os.environ.get("LAB_ADDRESS"):
        yield running
        return
    with served(tmp_path_factory.mktemp("server") / "log.txt") as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def visitors(browser: Browser, address: str) -> Visitors:
    return Visitors(browser, address + BARE)


@pytest.fixture
def open_page(visitors: Visitors, address: str) -> Iterator[Callable[..., Page]]:
    """Open a path of the app; at the end, fail on any error in the console."""

    def open_path(path: str = "/", **options: Any) -> Page:
        page = visitors.come(**options)
        page.goto(address + path)
        return page

    yield open_path
    assert visitors.leave() == []


@pytest.fixture
def course(visitors: Visitors, address: str) -> Iterator[Callable[..., Page]]:
    """Open a path below /course; at the end, fail on any error in the console."""

    def open_path(query: str = "", *, told: bool = True, **options: Any) -> Page:
        page = visitors.come(**options)
        if told:
            page.evaluate("name => localStorage.setItem(name, '1')", STORY)
        page.goto(f"{address}/course{query}")
        expect(page.locator(".course :is(.list, .side, .writing)").first).to_be_visible()
        return page

    yield open_path
    assert visitors.leave() == []


@pytest.fixture(scope="session")
def offline(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Visitors:
    bare = tmp_path_factory.mktemp("bare") / "bare.html"
    bare.write_text("", encoding="utf-8")
    return Visitors(browser, bare.as_uri())


@pytest.fixture
def open_offline(offline: Visitors) -> Iterator[Callable[..., Page]]:
    """Open a local page where no network is; at the end, fail on errors and on requests.

    ``before`` is called with the tab before the page is there.
    """

    def open_file(address: str, before: Callable[[Page], None] | None = None) -> Page:
        page = offline.come({"width": 1200, "height": 760}, offline=True)
        if before is not None:
            before(page)
        page.goto(address)
        return page

    yield open_file
    assert offline.leave() == []


@pytest.fixture
def play(open_offline: Callable[..., Page], tmp_path: Path) -> Callable[..., Page]:
    """Play a trace in the stage's own modules without server and controls: soon there.

    ``spoil`` may change the scene on its way, to see what the stage makes of wrong lists.
    """

    def open_player(
        trace: Trace,
        *,
        spoil: Callable[[Any], None] | None = None,
        before: Callable[[Page], None] | None = None,
        **shown: Any,
    ) -> Page:
        text = player(trace, **shown)
        if spoil:
            start = text.index('id="message">') + len('id="message">')
            end = text.index("</script>", start)
            message = json.loads(text[start:end])
            spoil(message["scene"])
            text = text[:start] + json.dumps(message) + text[end:]
        file = tmp_path / "player.html"
        file.write_text(text, encoding="utf-8")
        return open_offline(file.as_uri(), before)

    return open_player
