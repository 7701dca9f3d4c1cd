"""From lifting the pen to the new reconstruction on the screen."""

import statistics
import time
from typing import Any

from playwright.sync_api import Browser, Page

from app.shared.networks import MODEL, network
from core.autoencoders.digits import ready_made
from core.autoencoders.drawing import prepare
from core.autoencoders.inference import rebuild

STROKES = 24
_MODULE_CALLS = 50

# From the pen-up event until the results carry the next number, their pictures are decoded
# and the frame that shows them has been handed over.
_WATCH = """([number, selector]) => {
  window.measured = new Promise((done, fail) => {
    setTimeout(() => fail(new Error("nothing was painted within ten seconds")), 10_000);
    let lifted = 0;
    const options = { once: true, capture: true };
    addEventListener("pointerup", () => { lifted = performance.now(); }, options);
    const look = async () => {
      const results = document.querySelector(`${selector}[data-drawing="${number}"]`);
      if (!results) return;
      watcher.disconnect();
      await Promise.all([...results.querySelectorAll("img")].map((image) => image.decode()));
      requestAnimationFrame(() => {
        const painted = new MessageChannel();
        painted.port1.onmessage = () => done(performance.now() - lifted);
        painted.port2.postMessage(null);
      });
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document.body, { childList: true, subtree: true, attributes: true });
  });
}"""


def measure(address: str, browser: Browser) -> dict[str, Any]:
    """Draw strokes with the mouse and time what follows.

    Args:
        address: Of a running app, without a slash at the end.
        browser: Chromium.

    Returns:
        ``strokes`` (how many), ``median_ms`` and ``p95_ms`` from pen-up to painted, and
        ``module_ms``, the median of preparing and rebuilding alone, in this process.
    """
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(f"{address}/draw")
    page.locator(".results .mse").wait_for(timeout=60_000)
    _ready(page)
    times = [_stroke(page, index) for index in range(STROKES)]
    page.close()
    return {
        "strokes": STROKES,
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1], 1),
        "module_ms": round(_module_ms(), 2),
    }


def on_models_page(address: str, browser: Browser) -> dict[str, float]:
    """Return the same for all models on one page: median and 95 %, in milliseconds."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(f"{address}/models")
    page.locator(".lineup img").nth(3).wait_for(timeout=60_000)
    _ready(page)
    times = [_stroke(page, index, ".lineup") for index in range(STROKES)]
    page.close()
    return {
        "pen up to all models' pictures, median ms": statistics.median(times),
        "the same, 95 %, ms": statistics.quantiles(times, n=20)[-1],
    }


def _ready(page: Page) -> None:
    """Wait for the canvas's last act: before it, a stroke is not heard."""
    page.get_by_role("button", name="Ready-made digit 9").wait_for()


def _stroke(page: Page, index: int, selector: str = ".results") -> float:
    results = page.locator(selector)
    number = int(results.get_attribute("data-drawing") or 0) + 1
    page.evaluate(_WATCH, [number, selector])
    box = page.locator(".pad canvas").bounding_box()
    if box is None:
        raise RuntimeError("The canvas is not on the page")
    # Short strokes side by side, row by row, as if hatching.
    x = box["x"] + box["width"] * (0.1 + 0.1 * (index % 8))
    y = box["y"] + box["height"] * (0.1 + 0.28 * (index // 8 % 3))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y + 50, steps=8)
    page.mouse.up()
    elapsed: float = page.evaluate("window.measured")
    return elapsed


def _module_ms() -> float:
    model, drawing = network(MODEL), ready_made(3)
    rebuild(model, prepare(drawing).centred)  # the first is slower than the others
    times = []
    for _ in range(_MODULE_CALLS):
        start = time.perf_counter()
        rebuild(model, prepare(drawing).centred)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)
