"""What a dragged value costs the browser: script, style and layout, by its own account.

Time on a clock says as much of the machine as of the page; the browser's account of its main
thread counts the time that the thread ran. ``python -m bench.frame BEFORE`` serves another
commit, checked out and installed (``make run``) in the folder BEFORE, beside this one, and
measures both in turn.
"""

import statistics
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.browser.chromium import launch
from tests.browser.server import ROOT, served

ROUNDS = 5
VALUES = 24
"""Dragged values of one round: each stride six times."""

LINKS = {
    "5x5": "i=5x5&k=3&s=2",
    "8x8": "i=8x8&k=4&x=random.1&w=random.2",
    "8x8, three readings": "i=8x8&k=4&x=random.1&w=random.2&r=stamp,slide,matrix",
}
LARGE = "i=64x64&k=4&c=4x4&x=random.1&w=random.2"

_COUNTED = {
    "ScriptDuration": "script, ms",
    "RecalcStyleDuration": "style, ms",
    "LayoutDuration": "layout, ms",
    "LayoutCount": "layouts",
}

# Runs in the page: from an event to the painted frame that follows it, as often as asked.
_REPEATED = """
const host = [...document.querySelectorAll("*")].find(e => e.shadowRoot?.querySelector(".lab"));
const root = host.shadowRoot;
const painted = () => new Promise(done => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => done(performance.now());
  channel.port2.postMessage(0);
}));
const times = [];
for (let i = 0; i < count; i++) {
  // From the beginning of a frame, so that waiting for one is not counted.
  await new Promise(requestAnimationFrame);
  const start = performance.now();
  act(i);
  times.push(await painted() - start);
}
return times;
"""
_DRAGGED = f"""async count => {{
  const act = (i) => {{
    const slider = [...root.querySelectorAll("input[type=range]")]
      .find(e => e.getAttribute("aria-label") === "Stride");
    slider.value = String(1 + i % 4);
    slider.dispatchEvent(new Event("input"));
  }};
  {_REPEATED}
}}"""
_POINTED = f"""async count => {{
  const act = (i) => {{
    const cells = root.querySelectorAll("[data-panel=input] .cell");
    const cell = cells[(7 * i) % cells.length];
    cell.dispatchEvent(new PointerEvent("pointerover", {{bubbles: true, pointerType: "mouse"}}));
  }};
  {_REPEATED}
}}"""
# A hand's events come at the beginning of a frame, before what the page has put off until then:
# from the event to the end of the frame that it is painted in, if the page has done it by then.
_WATCHED = """kind => {
  const host = [...document.querySelectorAll("*")].find(e => e.shadowRoot?.querySelector(".lab"));
  const root = host.shadowRoot;
  const times = window.handTimes = [];
  let changed = true;
  new MutationObserver(() => changed = true)
    .observe(root, {childList: true, subtree: true, characterData: true, attributes: true});
  let pending = false;
  root.addEventListener(kind, () => {
    if (pending) return;
    [pending, changed] = [true, false];
    const start = performance.now();
    const look = () => requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        if (!changed && performance.now() - start < 1000) return look();
        pending = false;
        if (changed) times.push(performance.now() - start);
      };
      channel.port2.postMessage(0);
    });
    look();
  }, true);
}"""
_STEPPED = f"""async count => {{
  const act = () => root.querySelector("button.forward").click();
  {_REPEATED}
}}"""


def measure(address: str, browser: Browser) -> dict[str, float]:
    """Return one round's milliseconds and layouts of each act, on small and large inputs."""
    found: dict[str, float] = {}
    for name, link in LINKS.items():
        page = _opened(f"{address}/?{link}", browser)
        # What is sent ahead has to be unpacked, and code is slower the first time.
        page.evaluate(_DRAGGED, 8)
        found |= _counted(page, f"{name}, dragged", _DRAGGED, VALUES)
        found |= _counted(page, f"{name}, pointed at", _POINTED, VALUES)
        found |= _by_hand(page, name)
        page.context.close()
    page = _opened(f"{address}/?{LARGE}", browser)
    page.evaluate(_STEPPED, 2)
    found |= _counted(page, "64x64, four channels, a step", _STEPPED, 6)
    page.context.close()
    return found


def _opened(url: str, browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.goto(url)
    page.locator("[data-panel^=output] :is(.cell, image, .painting)").first.wait_for(
        state="attached"
    )
    page.wait_for_timeout(1000)
    return page


def _counted(page: Page, name: str, act: str, count: int) -> dict[str, float]:
    """Do something as often as asked; return what one time cost."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _account(session)
    times: list[float] = page.evaluate(act, count)
    after = _account(session)
    session.detach()
    each = {what: (after[key] - before[key]) / count for key, what in _COUNTED.items()}
    for what in ("script, ms", "style, ms", "layout, ms"):
        each[what] *= 1000
    each["all three, ms"] = each["script, ms"] + each["style, ms"] + each["layout, ms"]
    each["painted after, median ms"] = statistics.median(times)
    each["painted after, 95 %, ms"] = statistics.quantiles(times, n=20)[-1]
    return {f"{name}: {what}": value for what, value in each.items()}


def _by_hand(page: Page, name: str) -> dict[str, float]:
    """Drag the slider and point at cells with the mouse; return what a hand waits for."""
    found: dict[str, float] = {}
    slider = page.get_by_role("slider", name="Stride", exact=True).first.bounding_box()
    cells = [one.bounding_box() for one in page.locator("[data-panel=input] .cell").all()]
    assert slider, "nothing to take in hand"
    middle = slider["y"] + slider["height"] / 2
    ends = [slider["x"] + part * (slider["width"] - 16) + 8 for part in (0, 1 / 7, 2 / 7, 3 / 7)]
    page.mouse.move(ends[0], middle)
    page.mouse.down()
    page.wait_for_timeout(500)
    page.evaluate(_WATCHED, "input")
    for i in range(VALUES):
        page.mouse.move(ends[(i + 1) % 4], middle)
        page.wait_for_timeout(60)
    page.mouse.up()
    found |= _waited(page, f"{name}, dragged by hand")
    page.evaluate(_WATCHED, "pointerover")
    for i in range(VALUES):
        box = cells[7 * i % len(cells)]
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(60)
    return found | _waited(page, f"{name}, pointed at by hand")


def _waited(page: Page, name: str) -> dict[str, float]:
    times: list[float] = page.evaluate("window.handTimes")
    assert len(times) >= VALUES / 2, f"{name}: {len(times)} of {VALUES} were seen"
    return {
        f"{name}: painted after, median ms": statistics.median(times),
        f"{name}: painted after, 95 %, ms": statistics.quantiles(times, n=20)[-1],
    }


def _account(session: CDPSession) -> dict[str, float]:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return {metric["name"]: metric["value"] for metric in metrics}


def _of(root: Path) -> str:
    """Return the Python of a folder's own environment, in which its app is installed."""
    return str(root / ".venv/bin/python")


def main(before: Path) -> None:
    """Measure another commit and this one in turn; print the medians side by side."""
    roots = {"before": before, "now": ROOT}
    rounds: dict[str, list[dict[str, float]]] = {name: [] for name in roots}
    with (
        TemporaryDirectory() as folder,
        ExitStack() as servers,
        sync_playwright() as playwright,
    ):
        addresses = {
            name: servers.enter_context(
                served(Path(folder) / f"{name}.txt", root, python=_of(root))
            )
            for name, root in roots.items()
        }
        browser = launch(playwright)
        for _ in range(ROUNDS):
            for name, address in addresses.items():
                rounds[name].append(measure(address, browser))
        browser.close()
    print(f"{'medians of ' + str(ROUNDS) + ' rounds':<60}{'before':>10}{'now':>10}")
    for what in rounds["now"][0]:
        both = [statistics.median(one[what] for one in rounds[name]) for name in roots]
        print(f"{what:<60}{both[0]:>10.2f}{both[1]:>10.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
