"""The course's component on a bare page, its wishes granted as Streamlit would: soon there."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from app.course import session
from app.course.session import Course
from app.drawing.component import DRAWN, READY_MADE, SEVERAL
from app.drawing.component import HTML as PAD
from tests.browser.mounted import frames, give, mount, reports

HTML = "<div class='lab course'></div>"
PADS = {
    "html": PAD,
    "digits": [[list(stroke) for stroke in strokes] for strokes in READY_MADE],
    "slots": {"digit": DRAWN, "several": SEVERAL},
    "skipped": False,
    "swapped": False,
    "troubles": {"digit": "", "several": ""},
}
"""What the page adds for the canvases beside the lessons on networks."""
STORY = "transposed-convolution-lab.story"
PHONE = {"width": 390, "height": 844}


class Classroom:
    """A page with the course on it.

    Attributes:
        page: The browser's page.
        course: Where Python thinks that the visitor is.
    """

    def __init__(self, open_page: Callable[..., Page], course: Course, **options: Any) -> None:
        """Open a page; ``query`` is what stands in its address."""
        query = options.pop("query", "")
        storage = {STORY: "1"} | options.pop("storage", {})
        self.course = course
        self._heard = 0

        def before(page: Page) -> None:
            page.evaluate(
                "kept => { for (const [name, text] of Object.entries(kept)) "
                "localStorage.setItem(name, text); }",
                storage,
            )
            if query:
                page.evaluate("query => history.replaceState(null, '', query)", query)

        self.page = mount(
            open_page, "course", HTML, {**session.message(course), "pads": PADS}, before, **options
        )

    def grant(self) -> Any:
        """Wait for the next wish, grant it, and return it."""
        self.page.wait_for_function("count => window.reports.length > count", arg=self._heard)
        wish = reports(self.page)[-1]
        self._heard = len(reports(self.page))
        self.course = session.after_wish(self.course, wish)
        give(self.page, {**session.message(self.course), "pads": PADS})
        frames(self.page)
        return wish


def focused(page: Page, selector: str) -> bool:
    """Tell whether what has the focus is this."""
    found: bool = page.evaluate(
        """(selector) => {
          let e = document.activeElement;
          while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
          return Boolean(e?.matches(selector));
        }""",
        selector,
    )
    return found


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(120):
        if focused(page, selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")
