"""Anybody's lesson: read, refused, carried by a link; and the other ways to have a lesson."""

import time
import tracemalloc
from typing import Any

import pytest

from app.course import own, session
from app.course.lesson import KINDS, LONGEST
from app.course.library import load, sources
from app.course.session import Course
from app.shared.packing import packed, unpacked

SHORT = "# Why?\nstage: i=2x2&k=2\nkeep: So.\n---\nNothing more.\n"


def written(text: str, **more: object) -> Course:
    wish = {"n": 1, "lesson": "own", "own": text, "write": True} | more
    return session.after_wish(Course(), wish)


def told(course: Course) -> dict[str, Any]:
    found = session.message(course)["own"]
    assert isinstance(found, dict)
    return found


def test_the_lesson_to_start_from_shows_every_form() -> None:
    text = own.start()
    lesson = load(text)
    questions = [beat.question for beat in lesson.beats if beat.question]

    assert {question.kind for question in questions} == set(KINDS)
    assert any(question.own for question in questions)
    assert any(question.fresh for question in questions)
    assert any(beat.more for beat in lesson.beats)
    assert any(beat.after for beat in lesson.beats)
    assert all(mark in text for mark in ("](", "{terms", "`", "*", "pin ", "phase "))
    assert len(text) < LONGEST / 2


@pytest.mark.parametrize("text", [SHORT, "ä😀" * 900, "", *sources().values()])
def test_a_text_comes_back_from_its_link(text: str) -> None:
    link = own.to_link(text)

    assert own.from_link(link) == text
    assert len(link) <= own.LONGEST_PACKED


def test_the_longest_text_fits_into_a_link() -> None:
    lines = "\n".join(sources().values())[:LONGEST]

    assert len(own.to_link(lines)) < 6000


@pytest.mark.parametrize(
    "link",
    ["", "nonsense", "eJx", own.to_link(SHORT)[:-4], "A" * 12_001, "ä", "%00", packed("a")[1:]],
)
def test_a_damaged_link_is_said_to_be_damaged(link: str) -> None:
    course = session.opened({"own": link})

    assert course.damaged
    assert session.message(course)["damaged"] is True
    assert session.message(course)["lesson"] is None


def test_a_link_that_unpacks_to_millions_is_not_unpacked() -> None:
    bomb = packed("a" * 8_000_000)
    assert len(bomb) < own.LONGEST_PACKED
    tracemalloc.start()
    started = time.process_time()
    course = session.opened({"own": bomb})
    taken = time.process_time() - started
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert course.damaged
    assert taken < 1
    assert most < 1_000_000
    assert unpacked(bomb, 100) is None


def test_a_link_opens_its_lesson_and_keeps_it_while_it_is_taken() -> None:
    link = {"own": own.to_link(own.start()), "b": "1"}
    course = session.opened(link)
    message: Any = session.message(course)

    assert message["lesson"]["script"]["title"] == "How is a lesson written?"
    assert session.is_at(course, {**link, "b": "3"})
    assert not session.is_at(course, {"l": "cut"})
    fresh = {"n": 1, "lesson": "own", "beat": 1, "fresh": True, "turn": 1}
    again = session.after_wish(course, fresh)
    played: Any = session.message(again)["lesson"]
    assert played["script"]["beats"][0]["question"]["drawn"]
    assert session.link(again)["own"] == link["own"]


def test_what_is_wrong_is_told_with_its_line_and_the_text_stays() -> None:
    course = written(SHORT.replace("Nothing more", "The 2 cells"))

    assert told(course)["line"] == 5
    assert told(course)["complaint"].startswith("Line 5: the digit in")
    assert told(course)["complaint"].endswith(".")
    assert told(course)["text"] == SHORT.replace("Nothing more", "The 2 cells")
    assert session.message(course)["lesson"] is None


def test_too_long_a_text_gets_its_sentence_and_no_link() -> None:
    course = written("# a" + "a" * 50_000)

    assert "at most 6,000 characters" in told(course)["complaint"]
    assert told(course)["link"] == ""


def test_an_earlier_lesson_that_is_none_is_refused_in_its_line() -> None:
    course = written(SHORT.replace("---", "again: window nobody\n---"))

    assert told(course)["complaint"] == "Line 4: there is no lesson “nobody” to ask again from."


def test_writing_starts_with_a_lesson_and_the_address_stays() -> None:
    course = session.after_wish(Course(), {"n": 1, "lesson": "own", "write": True})
    later = session.after_wish(course, {"n": 2, "lesson": "own", "own": SHORT})

    assert told(course)["text"] == own.start()
    assert session.opened({"write": "1"}).own == own.start()
    assert later.write
    assert session.link(course) == session.link(later) == {"write": "1"}
    assert session.is_at(later, {"write": "1"})


def test_a_control_of_somebodys_lesson_offers_only_layers_that_there_are() -> None:
    text = (
        "# Why?\nstage: op=convolution&i=3x3&k=3\nkeep: So.\n---\n@ controls kernel_size\nLook.\n"
    )
    played: Any = session.message(written(text))["lesson"]

    (choices,) = played["choices"].values()
    assert [one["values"]["kernel_size"] for one in choices] == [2, 3]


def test_the_same_seed_gives_a_class_the_same_numbers() -> None:
    def asked(seed: str) -> list[Any]:
        mine = session.opened({"l": "stride", "seed": seed})
        wish = {"n": 1, "lesson": "stride", "beat": 1, "fresh": True, "turn": 1}
        found: Any = session.message(session.after_wish(mine, wish))["lesson"]
        question = found["script"]["beats"][0]["question"]
        return [question["prompt"], question["answer"], question["said"]]

    assert asked("41") == asked("41")
    assert len({str(asked(seed)) for seed in ("41", "42", "43", "44")}) > 1


def test_a_class_and_its_papers_keep_the_numbers_of_the_address() -> None:
    link = {"l": "stride", "seed": "41", "turn": "1"}
    course = session.opened(link)
    for wish in ({"teach": True}, {"paper": True}):
        shown = session.after_wish(course, {"n": 1, "lesson": "stride", **wish})
        assert (shown.seed, shown.turn) == (41, 1)
    handed: Any = session.message(session.opened({**link, "answers": "0"}))
    assert handed["answers"] is False
    assert session.link(session.opened({**link, "answers": "0"}))["answers"] == "0"


def test_a_room_is_left_and_entered_by_wishes() -> None:
    course = session.opened({"l": "cut", "b": "1", "teach": "1"})
    onwards = session.after_wish(course, {"n": 1, "lesson": "stride", "teach": True})
    left = session.after_wish(onwards, {"n": 2, "lesson": "stride", "beat": 2, "teach": False})

    assert session.link(course)["teach"] == "1"
    assert (onwards.teach, onwards.beat) == (True, 0)
    assert session.link(left) == {"l": "stride", "b": "2"}


def test_all_lessons_are_laid_out_for_paper_or_one() -> None:
    everything: Any = session.message(session.opened({"print": "1"}))
    one: Any = session.message(session.opened({"print": "1", "l": "cut"}))

    assert [each["script"]["key"] for each in everything["papers"]] == list(sources())
    assert [each["script"]["key"] for each in one["papers"]] == ["cut"]
    assert everything["lesson"] is one["lesson"] is None
