"""The lessons that come with the app: complete, in order, and installed with it."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from app.course.coverage import PAGE, table, treated
from app.course.library import lesson, load, sources
from app.course.syllabus import ERRATA, MISCONCEPTIONS, SYSTEMS, TOPICS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("key", sources())
def test_every_lesson_loads(key: str) -> None:
    assert load(sources()[key], key) == lesson(key)


def test_there_are_sixteen_and_ten_of_them_are_the_core_path() -> None:
    core = [i for i, key in enumerate(sources(), 1) if lesson(key).core]

    assert len(sources()) == 16
    assert core == [1, 3, 4, 5, 6, 7, 8, 13, 14, 16]


@pytest.mark.parametrize("key", sources())
def test_an_earlier_question_comes_back_only_from_earlier_lessons(key: str) -> None:
    before = list(sources())[: list(sources()).index(key)]
    for earlier in lesson(key).again:
        assert earlier in before
        assert any(beat.question and beat.question.fresh for beat in lesson(earlier).beats)


def test_five_lessons_open_with_an_earlier_question() -> None:
    opening = [i for i, key in enumerate(sources(), 1) if lesson(key).again]
    assert opening == [4, 7, 10, 13, 16]


def test_the_course_treats_every_topic() -> None:
    assert (len(SYSTEMS), len(ERRATA), len(MISCONCEPTIONS)) == (22, 13, 25)
    assert set(treated()) == set(TOPICS)


def test_the_table_of_coverage_is_what_the_lessons_say() -> None:
    assert PAGE.read_text("utf-8") == table()


def test_a_wrong_answer_stands_for_every_misconception_but_two() -> None:
    """M20 is also said in a text, M22 only there: no number of the lab's shows it."""
    answered = {
        option.topic
        for key in sources()
        for beat in lesson(key).beats
        if beat.question
        for option in beat.question.wrong
    }
    assert set(MISCONCEPTIONS) - answered == {"M22"}


def test_the_lessons_are_installed_with_the_app() -> None:
    packaged = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    assert "app.course" in packaged["packages"]
    assert packaged["package-data"]["app.course"] == ["*.lesson", "lessons/*.lesson"]


def test_a_lesson_is_played_without_streamlit_and_without_torch() -> None:
    program = (
        "import json, sys; from app.course.library import lesson, sources; "
        "from app.course.script import script; [script(lesson(key)) for key in sources()]; "
        "print(json.dumps(sorted({'streamlit', 'torch'} & set(sys.modules))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True
    )
    assert json.loads(done.stdout) == []
