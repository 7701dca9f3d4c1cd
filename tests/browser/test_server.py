"""The server's answers below a path of its own, and the policy under which the pages run."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, expect

from app.shared.headers import HEADERS
from tests.browser.server import served

PATIENCE_MS = 60_000
BELOW = "below/it"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server") / "log.txt"


@pytest.fixture(scope="module")
def below(log: Path) -> Iterator[str]:
    with served(log, base=BELOW) as address:
        yield address


def answer(address: str) -> tuple[int, bytes, dict[str, str]]:
    try:
        with urllib.request.urlopen(address, timeout=60) as found:
            return found.status, found.read(), dict(found.headers)
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read(), dict(refused.headers)


@pytest.mark.parametrize("path", ["", "/ready", "/draw", "/nothing", "/_stcore/health"])
def test_every_answer_has_the_headers(below: str, path: str) -> None:
    found = {name.lower(): value for name, value in answer(below + path)[2].items()}

    for name, value in HEADERS.items():
        assert found[name.lower()] == value


def test_the_probe_and_the_decoder_answer_below_the_path(below: str) -> None:
    """They were the page itself there: a probe passed whatever was wrong."""
    assert answer(f"{below}/ready")[1] == b"ready"
    assert answer(below.removesuffix(f"/{BELOW}") + "/ready")[1] == b"ready"
    status, content, headers = answer(f"{below}/decoder/conv_cae_2/at?x=1&y=1")
    assert (status, headers["content-type"], content[:1]) == (200, "application/json", b"{")


def test_a_component_s_file_that_is_not_there_leaves_no_traceback(below: str, log: Path) -> None:
    folder = f"{below}/_stcore/bidi-components/transposed-convolution-lab.map"

    assert answer(f"{folder}/map.js")[0] == 200
    assert answer(f"{folder}/nothing.js")[0] == 404
    assert "Traceback" not in log.read_text()


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("", ".lab svg"),
        ("course", ".course li button"),
        ("value?model=keras_cae&layer=4&cell=3.10.11", ".contributions"),
        ("draw", ".sheets canvas"),
        ("models", "article img"),
        ("code", ".st-key-code_beside canvas[data-shows=exact]"),
    ],
)
def test_the_pages_run_under_the_policy_and_below_the_path(
    browser: Browser, below: str, page: str, shown: str
) -> None:
    """Opened by its address, too: its files were looked for below ``/draw`` first."""
    refused: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            refused.append(f"{message.text} {message.location}")

    shell = browser.new_page()
    shell.on("console", heard)
    shell.goto(f"{below}/{page}", wait_until="commit", timeout=PATIENCE_MS)
    expect(shell.locator(shown).first).to_be_attached(timeout=PATIENCE_MS)
    shell.close()

    assert refused == []


def test_an_address_that_leads_nowhere_says_so_and_shows_the_lab(
    browser: Browser, below: str
) -> None:
    page = browser.new_page()
    page.goto(f"{below}/nothing", timeout=PATIENCE_MS)

    said = page.get_by_role("status").filter(has_text="There is no such page")
    expect(said).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator(".lab svg").first).to_be_attached(timeout=PATIENCE_MS)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.close()
