"""From a moved control to the painted picture, and what that costs on the wire."""

import statistics
import time

from playwright.sync_api import Browser, Page

CHANGES = 24
LINKS = {
    "2x2": "i=2x2&k=2",
    "8x8": "i=8x8&k=4&x=random.1&w=random.2",
}

# Runs in the page: moves the stride and waits until what it changes has been painted.
_MOVE = """
async value => {
  const host = [...document.querySelectorAll("*")].find(e => e.shadowRoot?.querySelector(".lab"));
  const root = host.shadowRoot;
  const slider = [...root.querySelectorAll("input[type=range]")]
    .find(e => e.getAttribute("aria-label") === "Stride");
  const formula = root.querySelector(".formula");
  const painted = new Promise(done => new MutationObserver((_, observer) => {
    observer.disconnect();
    // After the frame that shows the change has been painted.
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => done(performance.now());
      channel.port2.postMessage(0);
    });
  }).observe(formula, {childList: true, subtree: true, characterData: true}));
  const start = performance.now();
  slider.value = value;
  slider.dispatchEvent(new Event("input"));
  return await painted - start;
}
"""


def measure(address: str, browser: Browser) -> dict[str, float]:
    """Return milliseconds and bytes for a small and a large input."""
    found: dict[str, float] = {}
    for name, link in LINKS.items():
        measured = _measure_one(f"{address}/?{link}", browser)
        found |= {f"{name}: {what}": value for what, value in measured.items()}
    return found


def _measure_one(url: str, browser: Browser) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    received: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda data: received.append(len(data))),
    )
    start = time.perf_counter()
    page.goto(url)
    page.locator("[data-panel=output] .cell").first.wait_for()
    opened = 1000 * (time.perf_counter() - start)
    page.wait_for_timeout(1000)
    times = [_changed(page, 1 + i % 4) for i in range(CHANGES)]
    page.wait_for_timeout(300)
    received.clear()
    _changed(page, 1)
    page.wait_for_timeout(300)
    found = {
        "page opened, empty cache, ms": opened,
        "control moved to picture painted, median ms": statistics.median(times),
        "the same, 95 %, ms": statistics.quantiles(times, n=20)[-1],
        "bytes received per change": float(sum(received)),
        "hover to highlight painted, median ms": _hovered(page),
    }
    page.close()
    return found


def _changed(page: Page, stride: int) -> float:
    milliseconds: float = page.evaluate(_MOVE, str(stride))
    return milliseconds


def _hovered(page: Page) -> float:
    """Return the median time from a pointer event to the painted highlight."""
    times: list[float] = page.evaluate(
        """async () => {
          const host = [...document.querySelectorAll("*")]
            .find(e => e.shadowRoot?.querySelector(".lab"));
          const cells = [...host.shadowRoot.querySelectorAll("[data-panel=output] .cell")];
          const times = [];
          for (const cell of cells.slice(0, 40)) {
            const start = performance.now();
            cell.dispatchEvent(new PointerEvent("pointerover",
              {bubbles: true, composed: true, pointerType: "mouse"}));
            await new Promise(done => requestAnimationFrame(() => {
              const channel = new MessageChannel();
              channel.port1.onmessage = done;
              channel.port2.postMessage(0);
            }));
            times.push(performance.now() - start);
          }
          return times;
        }"""
    )
    return statistics.median(times)
