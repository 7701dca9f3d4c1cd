"""The drawing outlives its session: the page is loaded again, the server starts anew."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.mounted import BARE
from tests.browser.pad import draw, go_to, picture, settled, zero
from tests.browser.server import served

Open = Callable[..., Page]

# Notes the number of every drawing of which the page shows what a model made.
_WATCH = """
  window.shown = [];
  setInterval(() => {
    const results = document.querySelector(".results");
    const number = results?.querySelector(".mse") ? results.dataset.drawing : undefined;
    if (number !== undefined && number !== window.shown.at(-1)) window.shown.push(number);
  }, 5);
"""


def _to_the_canvas(page: Page) -> None:
    go_to(page, "Draw a digit", page.locator(".results .mse"))


def _rebuilt(page: Page, number: int) -> None:
    results = page.locator(f'.results[data-drawing="{number}"]')
    expect(results.locator(".mse")).to_be_visible(timeout=60_000)


def test_a_drawing_and_the_switches_survive_a_reload(open_page: Open) -> None:
    """The drawing was gone, and "your digit" was the ready-made 3."""
    page = open_page("/")
    _to_the_canvas(page)
    draw(page, zero())
    _rebuilt(page, 1)
    page.get_by_text("Without this preparation").click()
    expect(page.locator(".preparation.skipped")).to_be_visible()
    seen = picture(page, "your digit as the model sees it")

    page.add_init_script(_WATCH)
    page.reload()
    _rebuilt(page, 1)

    expect(page.locator(".preparation.skipped")).to_be_visible()
    assert (picture(page, "your digit as the model sees it") == seen).all()
    assert page.evaluate("window.shown") == ["1"]


def test_a_drawing_survives_a_server_that_starts_anew(browser: Browser, tmp_path: Path) -> None:
    """The canvas showed the strokes and the results the ready-made 3, as "your digit"."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    with served(tmp_path / "first.txt") as address:
        page.goto(address)
        _to_the_canvas(page)
        draw(page, zero())
        _rebuilt(page, 1)
        page.get_by_text("Black and white swapped").click()
        expect(page.get_by_text("Black and white are swapped")).to_be_visible()
        settled(page)
        seen = picture(page, "your digit as the model sees it")
        page.evaluate(_WATCH)
    with served(tmp_path / "second.txt", port=int(address.rpartition(":")[2])):
        # Only the new server can answer this.
        page.get_by_text("Without this preparation").click(timeout=60_000)
        expect(page.locator(".preparation.skipped")).to_be_visible(timeout=60_000)
        page.get_by_text("Without this preparation").click()
        expect(page.locator(".preparation.skipped")).to_have_count(0)
        _rebuilt(page, 1)

        expect(page.get_by_text("Black and white are swapped")).to_be_visible()
        settled(page)
        assert (picture(page, "your digit as the model sees it") == seen).all()
        assert page.evaluate("window.shown") == ["1"]
        page.get_by_role("button", name="Undo").click()
        _rebuilt(page, 2)
    page.close()


def test_a_tab_says_what_it_holds_and_that_it_holds_nothing_only_to_who_waits(
    open_page: Open,
) -> None:
    page = open_page(BARE)
    files = "/_stcore/bidi-components/transposed-convolution-lab.holder"
    tell = f"""async ([wanted, stored]) => {{
      if (stored) sessionStorage.setItem("transposed-convolution-lab.drawing", stored);
      const {{ default: holder }} = await import("{files}/holder.js");
      const said = [];
      holder({{ data: [{{ wanted }}], setTriggerValue: (...what) => said.push(what) }});
      return said;
    }}"""

    def said(*, wanted: bool, stored: str = "") -> Any:
        return page.evaluate(tell, [wanted, stored])

    assert said(wanted=False) == []
    assert said(wanted=True) == [["held", {}]]
    assert said(wanted=True, stored="no JSON") == [["held", {}]]
    assert said(wanted=True, stored='{"slots": 7}') == [["held", {}]]
    assert said(wanted=False, stored='{"slots": {}}') == [["held", {"slots": {}}]]
