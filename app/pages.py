"""The pages, in the order of the navigation bar; a page exists if it is listed here."""

from collections.abc import Callable
from dataclasses import dataclass

from app.codes.page import code_page
from app.course.page import course_page
from app.draw.page import draw_page
from app.lab.page import lab_page
from app.models.page import gallery_page
from app.shared.ways import VALUE_PAGE
from app.sizes.page import sizes_page
from app.value.page import value_page


@dataclass(frozen=True)
class Page:
    """One entry of the navigation bar.

    Attributes:
        title: What the bar shows.
        path: The URL path; empty for the page that opens first.
        function: Draws the page; takes nothing, returns nothing.
        listed: Whether the navigation bar names it.
    """

    title: str
    path: str
    function: Callable[[], None]
    listed: bool = True


PAGES = (
    Page("Lab", "", lab_page),
    Page("Course", "course", course_page),
    Page("Sizes", "sizes", sizes_page),
    Page("Draw a digit", "draw", draw_page),
    Page("Models", "models", gallery_page),
    Page("Latent code", "code", code_page),
    Page("One value", VALUE_PAGE, value_page, listed=False),
)
