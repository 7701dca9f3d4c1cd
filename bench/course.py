"""From turning a lesson's part to the painted stage: no server is asked."""

import statistics

from playwright.sync_api import Browser, Page

LESSONS = ("stride", "slide", "matrix")
TURNS = 6

# Turns a part and waits for the frame that shows it; in the page, as a hand would click.
_TURN = """async (name) => {
  const host = [...document.querySelectorAll("*")]
    .find((e) => e.shadowRoot?.querySelector(".lab.course"));
  const button = [...host.shadowRoot.querySelectorAll(".turn button")]
    .find((e) => e.textContent === name);
  const start = performance.now();
  button.click();
  await new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(0);
  }));
  return performance.now() - start;
}"""


def measure(address: str, browser: Browser) -> dict[str, float]:
    """Return milliseconds from a click on "Go on" or "Back" to the painted part, per lesson."""
    found: dict[str, float] = {}
    for lesson in LESSONS:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(f"{address}/course?l={lesson}")
        page.get_by_role("button", name="Go on").wait_for(timeout=60_000)
        page.wait_for_timeout(1000)
        times = [_turned(page, name) for _ in range(TURNS) for name in ("Go on", "Back")]
        found[f"{lesson}: part turned to painted, median ms"] = statistics.median(times)
        found[f"{lesson}: the same, 95 %, ms"] = statistics.quantiles(times, n=20)[-1]
        page.close()
    return found


def _turned(page: Page, name: str) -> float:
    milliseconds: float = page.evaluate(_TURN, name)
    return milliseconds
