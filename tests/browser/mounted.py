"""A component on a page of its own, with what a test sends it: no Streamlit in between.

The component's files come from the app's server, as on a page of the app. What it reports is
kept, and the data can be exchanged as Streamlit does it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import Page

_MOUNT = """async ([name, html, data]) => {
  const folder = `/_stcore/bidi-components/transposed-convolution-lab.${name}`;
  document.head.innerHTML = "";
  document.body.style.margin = "0";
  document.body.innerHTML = "<div id='chart'></div><div id='place'></div>";
  const style = document.createElement("link");
  Object.assign(style, { rel: "stylesheet", href: `${folder}/${name}.css` });
  const styled = new Promise((done) => { style.onload = done; });
  document.head.append(style);
  await styled;
  const { default: show } = await import(`${folder}/${name}.js`);
  const parentElement = document.querySelector("#place");
  parentElement.innerHTML = html;
  window.reports = [];
  const report = (name, value) => window.reports.push([name, structuredClone(value)]);
  window.give = (sent) => {
    window.leave = show(
      { data: [sent], parentElement, setStateValue: report, setTriggerValue: report });
  };
  window.give(data);
}"""

BARE = "/_stcore/health"
"""A page of the server with nothing on it."""


def mount(
    open_page: Callable[..., Page],
    name: str,
    html: str,
    data: Mapping[str, Any],
    before: Callable[[Page], None] | None = None,
    **options: Any,
) -> Page:
    """Open an empty page with one component on it.

    Args:
        open_page: The fixture.
        name: The component's, as ``app/pyproject.toml`` has it.
        html: What its Python gives Streamlit.
        data: The first data that it gets.
        before: Called with the page before the component is there.
        options: Of the browser's context.
    """
    page = open_page(BARE, **options)
    if before is not None:
        before(page)
    page.evaluate(_MOUNT, [name, html, dict(data)])
    return page


def give(page: Page, data: Mapping[str, Any]) -> None:
    """Send the component other data, as Streamlit does after a run."""
    page.evaluate("sent => window.give(sent)", dict(data))


def reports(page: Page) -> list[Any]:
    """Return what the component reported so far, oldest first."""
    found: list[Any] = page.evaluate("window.reports.map((report) => report[1])")
    return found


def frames(page: Page, count: int = 2) -> None:
    """Let the browser paint that many frames: what an event set off has happened by then."""
    page.evaluate(
        """async (count) => {
          for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
        }""",
        count,
    )
