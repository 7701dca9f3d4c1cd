"""``make serve`` in a browser: what a visit costs, and what a visitor keeps when replicas die.

A replica that dies takes its sessions with it. Each test has one visitor with several tabs, looks
at all that is on them, lets replicas die, and looks again.
"""

import os
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.lab import cell, formula, numbers, ready, steps
from tests.browser.pad import draw, go_to, picture, settled, zero
from tests.browser.visitors import LAPTOP
from tests.browser.wire import wired
from tests.served import Served, patiently, serving, with_nginx

pytestmark = with_nginx
SLOWLY_MS = 60_000

_WATCH = """
  window.seen = [];
  const look = () => {
    for (const one of document.querySelectorAll("[data-drawing]")) {
      const number = one.dataset.drawing;
      if (window.seen.at(-1) !== number) window.seen.push(number);
    }
    const app = document.querySelector("[data-testid=stApp]");
    if (app && app.dataset.testConnectionState !== "CONNECTED") window.alone = true;
  };
  new MutationObserver(look).observe(document.body,
    { childList: true, subtree: true, attributes: true });
"""
"""Notes the number of each drawing whose pictures are shown, and whether the line was ever gone."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as found:
        yield found


@dataclass
class Visitor:
    """Somebody with three tabs.

    Attributes:
        lab: Numbers were typed, a control moved, a step taken, a cell pinned, a reading added.
        course: A question was answered.
        models: A zero was drawn, another view chosen, a switch thrown.
    """

    context: BrowserContext
    lab: Page
    course: Page
    models: Page

    @property
    def tabs(self) -> tuple[Page, ...]:
        return self.lab, self.course, self.models

    def sees(self) -> dict[str, Any]:
        """Return all that is on the tabs."""
        lab, course, models = self.tabs
        return {
            "link": lab.url,
            "numbers": [numbers(lab, "input"), numbers(lab, "kernel"), numbers(lab, "output")],
            "controls": [
                lab.get_by_role("slider", name=name).input_value() for name in ("Stride", "Kernel")
            ],
            "step": steps(lab),
            "pin": formula(lab),
            "readings": lab.locator("[data-panel^=output] .name").all_inner_texts(),
            "lesson": course.url,
            "answer": course.locator(".said").inner_text(),
            "view": models.get_by_role("radio", checked=True).inner_text(),
            "switch": models.get_by_role("switch", name="Black and white swapped").is_checked(),
            "strokes": models.locator(".pad canvas").evaluate("pad => pad.toDataURL()"),
            "pictures": picture(models, "your digit as the models see it").tolist(),
            "belongs to": models.locator("[data-drawing]").first.get_attribute("data-drawing"),
        }


@pytest.fixture
def visitor(browser: Browser, served: Served) -> Iterator[Visitor]:
    context = browser.new_context(viewport=LAPTOP)
    context.set_default_timeout(SLOWLY_MS)
    lab, course, models = (context.new_page() for _ in range(3))
    lab.goto(served.address + "/?i=2x2&k=2&s=1")
    course.goto(served.address + "/course?l=cut")
    models.goto(served.address)

    ready(lab)
    cell(lab, "kernel", 1, 0).dblclick()
    expect(lab.get_by_role("textbox", name="kernel 1,0")).to_be_focused()
    lab.keyboard.type("8")
    lab.keyboard.press("Enter")
    expect(lab).to_have_url(re.compile("8"))
    lab.keyboard.press("Escape")
    lab.get_by_role("slider", name="Stride").focus()
    lab.keyboard.press("ArrowRight")
    expect(lab).to_have_url(re.compile("s=2"))
    lab.get_by_role("button", name="Slide", exact=True).click()
    expect(lab).to_have_url(re.compile("r=slide"))
    lab.get_by_role("button", name="One step on").click()
    expect(lab.locator(".count")).to_contain_text("step 2")
    cell(lab, "output", 1, 1).click()
    expect(lab.locator("svg.pinned")).to_have_count(1)

    course.locator(".field").fill("9")
    course.keyboard.press("Enter")
    expect(course.locator(".said")).to_be_visible()

    go_to(models, "Models", models.locator(".lineup"))
    draw(models, zero())
    expect(models.locator('.lineup[data-drawing="1"]')).to_be_visible()
    models.get_by_text("Black and white swapped").click()
    expect(models.get_by_role("switch", name="Black and white swapped")).to_be_checked()
    settled(models)
    for page in (lab, course, models):
        page.evaluate(_WATCH)
    yield Visitor(context, lab, course, models)
    context.close()


def die(served: Served, pids: list[int]) -> None:
    """Kill replicas and wait until others stand in their places."""
    before = served.log.read_text().count("is started again")
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    patiently(lambda: served.log.read_text().count("is started again") == before + len(pids))
    patiently(lambda: len(served.replicas()) == 2, 60)


def joined_anew(page: Page) -> None:
    page.wait_for_function("window.alone", timeout=SLOWLY_MS)
    expect(page.locator("[data-test-connection-state=CONNECTED]")).to_have_count(
        1, timeout=SLOWLY_MS
    )
    expect(page.locator("[data-test-script-state=notRunning]")).to_have_count(1, timeout=SLOWLY_MS)


@pytest.mark.parametrize(
    "who", ["his replica", pytest.param("all of them", marks=pytest.mark.thorough)]
)
def test_all_is_what_it_was_when_replicas_die(visitor: Visitor, served: Served, who: str) -> None:
    before = visitor.sees()
    [cookie] = [one for one in visitor.context.cookies() if one.get("name") == "lab_place"]
    his = served.replica_of(f"lab_place={cookie.get('value')}")

    die(served, [his] if who == "his replica" else served.replicas())

    for page in visitor.tabs:
        joined_anew(page)
        expect(page.get_by_role("dialog")).to_have_count(0)
    assert visitor.sees() == before
    # Nothing of another drawing was shown meanwhile; below 0 there is no picture: the tab is asked.
    assert set(visitor.models.evaluate("window.seen")) <= {"-1", "1"}
    # And it goes on from there, by what only the new replica can tell.
    visitor.lab.locator("#lab-padding").fill("1")
    visitor.lab.keyboard.press("Enter")
    expect(visitor.lab).to_have_url(re.compile("p=1"), timeout=SLOWLY_MS)
    assert numbers(visitor.lab, "kernel") == before["numbers"][1]
    visitor.models.get_by_role("button", name="Undo").click()
    expect(visitor.models.locator('[data-drawing="2"]')).to_be_visible()


def test_what_was_left_on_another_page_is_there_when_the_visitor_comes_back(
    visitor: Visitor, served: Served
) -> None:
    """The lab's numbers stood in no address by then, and the new replica knew nothing of them."""
    lab = visitor.lab
    before = visitor.sees()
    go_to(lab, "Draw a digit", lab.locator(".results .mse"))
    lab.evaluate(_WATCH)
    die(served, served.replicas())
    joined_anew(lab)

    lab.get_by_role("link", name="Lab", exact=True).click()

    expect(lab).to_have_url(re.compile("s=2"), timeout=SLOWLY_MS)
    ready(lab)
    expect(cell(lab, "kernel", 1, 0)).to_have_text("8")
    expect(lab.locator(".count")).to_contain_text("step 2")
    after = visitor.sees()
    assert {name for name in before if after[name] != before[name]} <= {"link"}


FIRST_VISIT, NEXT_VISIT = 1_200_000, 10_000
"""Bytes over HTTP, heads included."""

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy.md"


class Fetched:
    """What a tab fetches.

    Attributes:
        sizes: Bytes by address, nothing for what the browser had kept.
        lasting: How long each may be kept, as its answer says.
    """

    def __init__(self, page: Page) -> None:
        """Look on from now on."""
        self.sizes: dict[str, float] = {}
        self.lasting: dict[str, str] = {}
        self._addresses: dict[str, str] = {}
        line = page.context.new_cdp_session(page)
        line.on("Network.responseReceived", self._answered)
        line.on("Network.loadingFinished", self._finished)
        line.send("Network.enable")

    def _answered(self, event: Any) -> None:
        answer = event["response"]
        self._addresses[event["requestId"]] = answer["url"]
        heads = {name.lower(): value for name, value in answer["headers"].items()}
        self.lasting[answer["url"]] = heads.get("cache-control", "")

    def _finished(self, event: Any) -> None:
        address = self._addresses.get(event["requestId"], "")
        self.sizes[address] = self.sizes.get(address, 0) + event["encodedDataLength"]

    @property
    def total(self) -> float:
        return sum(size for address, size in self.sizes.items() if address.startswith("http"))


def test_an_empty_cache_costs_little_and_the_next_visit_next_to_nothing(
    browser: Browser, served: Served
) -> None:
    context = browser.new_context(viewport=LAPTOP)
    context.set_default_timeout(SLOWLY_MS)
    found = []
    for _ in range(2):
        page = context.new_page()
        found.append(Fetched(page))
        page.goto(served.address)
        settled(ready(page))
        page.wait_for_load_state("networkidle")
        page.close()
    context.close()
    first, again = found

    assert first.total < FIRST_VISIT, sorted(first.sizes.items(), key=lambda one: -one[1])[:20]
    assert again.total < NEXT_VISIT, again.sizes
    assert f"The first visit costs {first.total / 1e6:.1f} MB" in DEPLOY.read_text(encoding="utf-8")
    # What is large has its content in its name.
    for address, size in first.sizes.items():
        assert size < 10_000 or "immutable" in first.lasting[address], address


@pytest.mark.thorough
def test_a_slow_line_opens_the_lab_and_loses_nothing(browser: Browser, served: Served) -> None:
    """400 kbit/s and 300 ms there and back, all tabs and websockets together."""
    with wired(served.address) as wire:
        wire.slow(400_000, 0.15)
        page = browser.new_page(viewport=LAPTOP)
        page.set_default_timeout(2 * SLOWLY_MS)
        start = monotonic()
        page.goto(wire.address + "/?i=2x2&k=2&s=1")
        ready(page)
        assert monotonic() - start < 60

        page.get_by_role("slider", name="Stride").focus()
        page.keyboard.press("ArrowRight")
        page.locator("#lab-padding").fill("1")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="One step on").click()

        expect(page).to_have_url(re.compile("s=2.*p=1"), timeout=20_000)
        expect(page.locator(".count")).to_contain_text("step 2")
        page.close()
