"""From a click on a value to its sum: in core for the largest layers, and in the browser."""

import statistics
import time
from typing import Any

from playwright.sync_api import Browser, Page

from app.shared.networks import network
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.digits import ready_made
from core.autoencoders.drawing import prepare
from core.autoencoders.inference import rebuild
from core.autoencoders.origins import WEIGHTED, effect, origin
from core.terms import part

MODEL = "conv_cae_16"
_CALLS = 15
_PIXELS = [(5 + row, 6 + 2 * column) for row in range(4) for column in range(5)]

# From pressing the button on a pixel until its own sum stands on the page, frame by frame:
# the stage lies in a shadow root, which no observer of the document sees into.
_WATCH = """(cell) => {
  window.measured = new Promise((done, fail) => {
    setTimeout(() => fail(new Error("nothing was painted within ten seconds")), 10_000);
    let pressed = 0;
    const options = { once: true, capture: true };
    addEventListener("pointerdown", () => { pressed = performance.now(); }, options);
    const look = () => {
      const inside = [...document.querySelectorAll(".st-key-value *")];
      const said = inside.map((one) => one.shadowRoot?.querySelector(".sentence")?.textContent);
      if (!pressed || !said.join("").includes(`y[${cell}] =`)) return requestAnimationFrame(look);
      const painted = new MessageChannel();
      painted.port1.onmessage = () => done(performance.now() - pressed);
      painted.port2.postMessage(null);
    };
    requestAnimationFrame(look);
  });
}"""


def in_core() -> dict[str, float]:
    """Return milliseconds to take one value of each layer of the largest model apart."""
    model, picture = network(MODEL), prepare(ready_made(3)).centred
    maps = rebuild(model, picture).maps
    found: dict[str, float] = {}
    layers = ARCHITECTURES[MODEL].layers
    for index, layer in enumerate(layers):
        if layer.kind not in WEIGHTED:
            continue
        cell = (layer.out_channels // 2, layer.out_size // 2, layer.out_size // 2)
        back, on = [], []
        for _ in range(_CALLS):
            start = time.perf_counter()
            terms = origin(model, maps, picture, index, cell).terms
            part(terms, terms.channels[:2].tolist(), 5)
            back.append(1000 * (time.perf_counter() - start))
            if index < len(layers) - 1:
                start = time.perf_counter()
                effect(model, maps, picture, index, cell)
                on.append(1000 * (time.perf_counter() - start))
        name = f"{MODEL} layer {index + 1}, {layer.kind} {layer.kernel}×{layer.kernel}"
        found[f"{name}: its products"] = statistics.median(back)
        if on:
            found[f"{name}: what it paints"] = statistics.median(on)
    return found


def measure(address: str, browser: Browser) -> dict[str, Any]:
    """Click pixels of S17's last layer (kernel 28×28) and time until the sum is painted.

    Args:
        address: Of a running app, without a slash at the end.
        browser: Chromium.

    Returns:
        ``clicks``, ``median_ms`` and ``p95_ms``.
    """
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(f"{address}/models")
    page.get_by_role("radio", name="Inside a model").click()
    page.get_by_role("combobox", name="Model").click()
    page.get_by_role("option", name="Fully convolutional, code of 2 numbers").click()
    page.locator(".inside .whole").wait_for()
    times = [_click(page, row, column) for row, column in _PIXELS]
    page.close()
    return {
        "clicks": len(times),
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1], 1),
    }


def _click(page: Page, row: int, column: int) -> float:
    rebuilt = page.get_by_label("rebuilt with every channel")
    rebuilt.wait_for()
    page.wait_for_timeout(400)
    box = rebuilt.bounding_box()
    assert box
    page.evaluate(_WATCH, f"0,{row},{column}")
    cell = box["width"] / 28
    page.mouse.click(box["x"] + (column + 0.5) * cell, box["y"] + (row + 0.5) * cell)
    took: float = page.evaluate("window.measured")
    page.go_back()
    return took
