"""From a dragged control, or the pointer, to the painted picture; and what goes over the wire.

What script, style and layout cost of it is measured in ``bench.frame``.
"""

import statistics
import time

from playwright.sync_api import Browser, Page

CHANGES = 24
LINKS = {
    "S9": "v=1",
    "3x3": "i=3x3&k=3&s=2",
    "8x8": "i=8x8&k=4&x=random.1&w=random.2",
    "8x8, three readings": "i=8x8&k=4&x=random.1&w=random.2&r=stamp,slide,matrix",
    "16x16": "i=16x16&k=3&x=random.1&w=random.2",
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
    page.locator("[data-panel=output] :is(.cell, .painting)").first.wait_for()
    opened = 1000 * (time.perf_counter() - start)
    _take(page)
    page.wait_for_timeout(1000)
    times = [_changed(page, 1 + i % 4) for i in range(CHANGES)]
    page.wait_for_timeout(300)
    received.clear()
    _changed(page, 1)
    _let_go(page)
    page.wait_for_timeout(800)
    found = {
        "page opened, empty cache, ms": opened,
        "control dragged to picture painted, median ms": statistics.median(times),
        "the same, 95 %, ms": statistics.quantiles(times, n=20)[-1],
        "bytes received per change": float(sum(received)),
        "hover to highlight painted, median ms": _hovered(page),
    }
    page.close()
    return found


def _changed(page: Page, stride: int) -> float:
    milliseconds: float = page.evaluate(_MOVE, str(stride))
    return milliseconds


def _take(page: Page) -> None:
    """Take the slider in hand: only now does the page ask what its values would show."""
    page.get_by_role("slider", name="Stride").focus()


def _let_go(page: Page) -> None:
    """End the drag: only now does the server hear of it."""
    page.get_by_role("slider", name="Stride").dispatch_event("change")


def _hovered(page: Page) -> float:
    """Return the median time from a pointer event to the painted highlight."""
    times: list[float] = page.evaluate(
        """async () => {
          const host = [...document.querySelectorAll("*")]
            .find(e => e.shadowRoot?.querySelector(".lab"));
          const panel = host.shadowRoot.querySelector("[data-panel=output]");
          const whole = panel.querySelector(".painting") ?? panel;
          const times = [];
          for (let i = 0; i < 40; i++) {
            const cells = panel.querySelectorAll(".cell");
            const box = (cells[(7 * i) % cells.length] ?? whole).getBoundingClientRect();
            const part = cells.length ? 0.5 : 0.02 + i / 42;
            const [x, y] = [box.x + part * box.width, box.y + part * box.height];
            const start = performance.now();
            (cells.length ? cells[(7 * i) % cells.length] : whole).dispatchEvent(
              new PointerEvent("pointermove", {bubbles: true, composed: true,
                pointerType: "mouse", clientX: x, clientY: y}));
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
