"""The whole course by keyboard, on a laptop and on a phone: each question wrong, then right."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.course.library import lesson, sources
from app.course.script import script
from app.course.session import Course
from app.course.values import AnswerValue, BeatValue, QuestionValue
from tests.browser.classroom import PHONE, Classroom, tab_to
from tests.browser.visitors import LAPTOP

Open = Callable[..., Page]
SCREENS: dict[str, dict[str, Any]] = {
    "laptop": {"viewport": LAPTOP},
    "phone": {"viewport": PHONE, "reduced_motion": "reduce"},
}


def plain(sentence: list[Any]) -> str:
    return "".join(run["text"] for run in sentence)


def type_number(page: Page, answer: AnswerValue) -> None:
    low, high = answer["low"], answer["high"]
    number = low if low is not None else (high or 0) - 1 if answer["within"] else high
    tab_to(page, "input.field")
    page.keyboard.press("Control+A")
    page.keyboard.type(f"{number:.12g}")
    page.keyboard.press("Enter")


def choose_chips(page: Page, answer: AnswerValue) -> None:
    for chip in page.locator(".chips .chip").all():
        pressed = chip.get_attribute("aria-pressed") == "true"
        text = chip.inner_text()
        if (float(text) in answer["chips"]) != pressed:
            chip.focus()
            page.keyboard.press("Space")
    tab_to(page, ".ask button[type=submit]")
    page.keyboard.press("Enter")


def mark_cells(page: Page, question: QuestionValue, answer: AnswerValue) -> None:
    again = page.locator(".showme", has_text="Mark again")
    if again.count():
        again.focus()
        page.keyboard.press("Enter")
    tab_to(page, ".board svg")
    rows, columns = question["grid"]
    page.keyboard.press("ArrowRight")  # The first arrow leads to the first cell.
    for row in range(rows):
        if row:
            page.keyboard.press("ArrowDown")
        # There and back, line by line.
        order = range(columns) if row % 2 == 0 else range(columns - 1, -1, -1)
        for i, column in enumerate(order):
            if i:
                page.keyboard.press("ArrowRight" if row % 2 == 0 else "ArrowLeft")
            if [row, column] in answer["cells"]:
                page.keyboard.press("Space")
    tab_to(page, ".ask button[type=submit]")
    page.keyboard.press("Enter")


def give_by_keyboard(page: Page, question: QuestionValue, answer: AnswerValue) -> None:
    match question["kind"]:
        case "pick":
            tab_to(page, f".lines .line:nth-child({answer['choice'] + 1})")
            page.keyboard.press("Enter")
        case "chips":
            choose_chips(page, answer)
        case "mark":
            mark_cells(page, question, answer)
        case _:
            type_number(page, answer)


def told_in_sight(page: Page) -> None:
    """Wait until nothing lies over the first and the last line of what is said of an answer."""
    page.wait_for_function(
        """() => {
          const said = document.querySelector(".said");
          const { left, top, bottom } = said.getBoundingClientRect();
          return [top + 2, bottom - 2].every((y) =>
            said.contains(document.elementFromPoint(left + 1, y)));
        }"""
    )


def turn(page: Page, beats: list[BeatValue], i: int) -> None:
    """Go on by keyboard to the part after this one."""
    opens = beats[i + 1]["more"] and not beats[i]["more"]
    way = (
        page.locator(".turn button", has_text="More")
        if opens
        else page.locator(".turn button").last
    )
    way.focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("screen", ["laptop", pytest.param("phone", marks=pytest.mark.thorough)])
@pytest.mark.parametrize("key", list(sources()))
def test_each_question_of_a_lesson_is_missed_and_then_answered_by_keyboard(
    open_page: Open, key: str, screen: str
) -> None:
    room = Classroom(open_page, Course(lesson=key), **SCREENS[screen])
    page = room.page
    beats = script(lesson(key))["beats"]
    for i, beat in enumerate(beats):
        question = beat["question"]
        if question is not None:
            expect(page.locator(".question h2")).to_contain_text(plain(question["prompt"][:1])[:20])
            wrong = question["wrong"][0]
            give_by_keyboard(page, question, wrong["answers"][0])
            said = page.locator(".said")
            expect(said).to_contain_text(plain(wrong["sentence"]))
            expect(said).not_to_contain_text("Yes. ")
            told_in_sight(page)
            give_by_keyboard(page, question, question["answer"])
            expect(said.locator("b").first).to_have_text("Yes. ")
            told_in_sight(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= SCREENS[screen]["viewport"]["width"], i
        if i + 1 < len(beats):
            turn(page, beats, i)
    expect(page.locator(".where span")).to_contain_text(f"of {beats_after(beats)}")


def beats_after(beats: list[BeatValue]) -> int:
    """Return how many parts are counted at the end: all, or those behind "More"."""
    more = sum(beat["more"] for beat in beats)
    return more or len(beats)


def test_with_reduced_motion_a_step_is_there_at_once(open_page: Open) -> None:
    room = Classroom(open_page, Course(lesson="stamp"), reduced_motion="reduce")
    page = room.page
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")

    assert page.locator(".flights > *").count() == 0
    moving = "getComputedStyle(document.querySelector('.board .cell')).transitionDuration"
    assert page.evaluate(moving) in ("0s", "0.00001s", "1e-05s")
