"""One server and one Chromium for all browser tests; a fresh context for each."""

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
from tests.browser.server import served

LAPTOP = {"width": 1366, "height": 768}
PATIENCE_MS = 20_000
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


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open a path of the app; at the end, fail on any error in the console."""
    contexts = []
    complaints: list[str] = []

    def open_path(path: str = "/", **options: Any) -> Page:
        options.setdefault("viewport", LAPTOP)
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda message: complaints.append(message.text) if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + path)
        return page

    yield open_path
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def course(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open a path below /course; at the end, fail on any error in the console."""
    contexts = []
    complaints: list[str] = []

    def note(text: str, place: str) -> None:
        # Streamlit looks for its own health below the page's path first, and finds it elsewhere.
        if "/_stcore/" not in place:
            complaints.append(text)

    def open_path(query: str = "", *, told: bool = True, **options: Any) -> Page:
        options.setdefault("viewport", LAPTOP)
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        if told:
            context.add_init_script(f"localStorage.setItem('{STORY}', '1')")
        page = context.new_page()
        page.on(
            "console",
            lambda m: note(m.text, m.location["url"]) if m.type == "error" else None,
        )
        page.on("pageerror", lambda error: note(str(error), ""))
        page.goto(f"{address}/course{query}")
        expect(page.locator(".course :is(.list, .side, .writing)").first).to_be_visible()
        return page

    yield open_path
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def open_offline(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Open a local page where no network is; at the end, fail on errors and on requests."""
    contexts = []
    complaints: list[str] = []

    def open_file(address: str) -> Page:
        context = browser.new_context(viewport={"width": 1200, "height": 760}, offline=True)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on(
            "request",
            lambda request: (
                complaints.append(request.url) if request.url.startswith(("http", "ws")) else None
            ),
        )
        page.goto(address)
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def play(open_offline: Callable[[str], Page], tmp_path: Path) -> Callable[..., Page]:
    """Play a trace in the stage's own modules without server and controls: soon there.

    ``spoil`` may change the scene on its way, to see what the stage makes of wrong lists.
    """

    def open_player(
        trace: Trace, *, spoil: Callable[[Any], None] | None = None, **shown: Any
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
        return open_offline(file.as_uri())

    return open_player
