"""Which browser the tests drive, and how it is started.

``python -m tests.browser.chromium`` exits with 0 when one is there.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

# Without the background-networking flags Chromium looks up hosts of its own at each start.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable(playwright: Playwright) -> Path | None:
    """Return the path of an installed Chromium, the system's first, or None."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    own = Path(playwright.chromium.executable_path)
    return own if own.exists() else None


def launch(playwright: Playwright) -> Browser:
    """Start Chromium headless; raises RuntimeError with the remedy when there is none."""
    path = executable(playwright)
    if path is None:
        raise RuntimeError("No Chromium found: `make browser` installs one")
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


if __name__ == "__main__":
    with sync_playwright() as started:
        sys.exit(executable(started) is None)
