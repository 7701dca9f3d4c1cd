"""From moving the pointer over the map to the decoder's picture on the screen."""

import statistics
from typing import Any

from playwright.sync_api import Browser, Page

from app.shared.densities import MAPPED

MOVES = 40
_BUTTONS = {"conv_cae_2": "Convolutional", "dense_2": "Fully connected", "vae_2": "Variational"}

# From the pointer's movement until the canvas carries another place (a picture mixed from
# those sent ahead), and until it says that it is exact (the server's, with feature maps);
# each time until the frame that shows it has been handed over.
_WATCH = """() => {
  const root = [...document.querySelectorAll(".st-key-code_beside *")]
    .map((element) => element.shadowRoot).find((found) => found?.querySelector(".cursor canvas"));
  const canvas = root.querySelector(".cursor canvas");
  let moved = 0;
  const options = { once: true, capture: true };
  addEventListener("pointermove", () => { moved = performance.now(); }, options);
  const painted = (what) => new Promise((done) => {
    const watcher = new MutationObserver(() => {
      if (!moved || canvas.dataset.shows !== what) return;
      watcher.disconnect();
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done(performance.now() - moved);
        channel.port2.postMessage(null);
      });
    });
    watcher.observe(canvas, { attributes: true });
  });
  const patience = new Promise((_, fail) => {
    setTimeout(() => fail(new Error("no picture within ten seconds")), 10_000);
  });
  window.measured = Promise.race([Promise.all([painted("ahead"), painted("exact")]), patience]);
}"""

_PLOT = """() => {
  const plot = document.querySelector("[class*=st-key-code_chart] .nsewdrag");
  const box = plot.getBoundingClientRect();
  return [box.left, box.top, box.width, box.height];
}"""


def measure(address: str, browser: Browser) -> dict[str, Any]:
    """Move the mouse over the map of every model and time what follows.

    Args:
        address: Of a running app, without a slash at the end.
        browser: Chromium.

    Returns:
        Per model the median and the 95 % in milliseconds, from the pointer's movement to the
        picture sent ahead and to the exact one with its feature maps.
    """
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(f"{address}/code")
    found: dict[str, Any] = {"moves per model": MOVES}
    for name in MAPPED:
        page.get_by_role("radio", name=_BUTTONS[name]).click(timeout=60_000)
        exact = f'.cursor canvas[data-shows=exact][data-model="{name}"]'
        page.locator(exact).wait_for(timeout=60_000)
        page.locator(".over .at").wait_for(timeout=60_000)
        # The pictures that are sent ahead are decoded once per server.
        page.locator(f'.cursor canvas[data-ahead="{name}"]').wait_for(timeout=60_000)
        times = [_move(page, index, exact) for index in range(MOVES)]
        for place, what in enumerate(("sent ahead", "exact, with maps")):
            each = [pair[place] for pair in times]
            found[f"{name}: pointer to picture, {what}, median ms"] = statistics.median(each)
            percentile = statistics.quantiles(each, n=20)[-1]
            found[f"{name}: pointer to picture, {what}, 95 %, ms"] = percentile
    page.close()
    return found


def _move(page: Page, index: int, exact: str) -> list[float]:
    page.evaluate(_WATCH)
    left, top, width, height = page.evaluate(_PLOT)
    # Back and forth over the middle, never the same place twice.
    right, down = 0.3 + 0.4 * (index * 7 % MOVES) / MOVES, 0.3 + 0.4 * index / MOVES
    page.mouse.move(left + right * width, top + down * height)
    times: list[float] = page.evaluate("window.measured")
    page.locator(exact).wait_for()
    return times
