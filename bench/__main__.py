"""Run all measurements on this machine: ``make bench``.

Machines differ and are shared: compare numbers of one run with each other, not across runs.
"""

import json
import platform
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from bench import code, course, draw, engine, frame, lab, models, value
from tests.browser.chromium import launch
from tests.browser.server import served

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Measure the engine, then the pages in a real Chromium, then the models."""
    measured = {"engine, ms": engine.measure()}
    with (
        TemporaryDirectory() as folder,
        served(Path(folder) / "log.txt") as address,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        measured["lab page"] = lab.measure(address, browser)
        measured["lab page, by the browser's own account"] = frame.measure(address, browser)
        measured["course"] = course.measure(address, browser)
        measured["drawing page"] = draw.measure(address, browser)
        measured["models page"] = draw.on_models_page(address, browser)
        measured["one value"] = value.measure(address, browser)
        measured["page of the code"] = code.measure(address, browser)
        browser.close()
    measured["models"] = models.measure()
    measured["one value, ms"] = value.in_core()
    for part, numbers in measured.items():
        print(f"\n{part}")
        for name, number in numbers.items():
            print(f"  {name:<58} {number:>12,.2f}")
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{time.strftime('%Y-%m-%d-%H%M%S')}.json"
    machine = {"python": platform.python_version(), "machine": platform.machine()}
    path.write_text(json.dumps({"machine": machine, **measured}, indent=2) + "\n")
    print(f"\nwritten to {path.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
