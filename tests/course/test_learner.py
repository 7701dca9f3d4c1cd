"""What the course's page keeps of the learner's own: a drawing for all pages, and a pixel."""

from typing import Any

import pytest

from app.course import page
from app.course.session import Course
from app.drawing import component
from app.drawing.drawn import digit


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Streamlit's session while a lesson is open, with fresh numbers for one question."""
    state: dict[str, Any] = {"course": Course(lesson="code", turn=1, only=4)}
    for module in (page, component):
        monkeypatch.setattr(module.st, "session_state", state)
    return state


def sent(kept: dict[str, Any], name: str, value: object) -> None:
    kept[page.COMPONENT] = {name: value}
    page._take_learners(name)


def test_a_drawing_of_a_lesson_is_the_one_of_all_pages(kept: dict[str, Any]) -> None:
    sent(kept, "digit", digit(6, number=3).sent())

    assert kept[component.DRAWN] == digit(6, number=3)
    assert kept["course"] == Course(lesson="code")


def test_several_digits_are_those_of_the_models_page(kept: dict[str, Any]) -> None:
    sent(kept, "several", digit(2, number=1).sent())

    assert kept[component.SEVERAL] == digit(2, number=1)
    assert component.DRAWN not in kept


def test_what_is_no_drawing_leaves_the_last_one_and_says_so(kept: dict[str, Any]) -> None:
    sent(kept, "digit", digit(6).sent())
    sent(kept, "digit", {"strokes": "many"})

    assert kept[component.DRAWN] == digit(6)
    assert component.refused().endswith(".")


def test_a_pixel_stays_until_there_is_another(kept: dict[str, Any]) -> None:
    sent(kept, "pixel", {"row": 4, "column": 9})
    sent(kept, "pixel", {"row": 40, "column": 9})

    assert kept["course_pixel"] == (4, 9)
