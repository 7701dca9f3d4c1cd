"""Every right and every wrong answer of the course, recomputed by torch or by plain loops."""

from typing import Any

import pytest

from app.course.library import lesson, sources
from app.course.script import script
from app.course.values import AnswerValue, QuestionValue, Script
from tests.course.referee import OF_A_DIGIT, REFEREE, told

SEEDS = 200
REFEREED = 20
"""Of these the answers are recomputed as well."""

QUESTIONS = [
    (key, i)
    for key in sources()
    for i, beat in enumerate(lesson(key).beats)
    if beat.question is not None
]
FRESH = [
    (key, i) for key, i in QUESTIONS if (asked := lesson(key).beats[i].question) and asked.fresh
]


def question_of(played: Script, i: int) -> QuestionValue:
    beats = played["beats"]
    question = beats[i if len(beats) > i else 0]["question"]
    assert question is not None
    return question


def plain(answer: AnswerValue, question: QuestionValue) -> Any:
    """Return an answer in the referee's words: a number, an interval, a set, a line."""
    if "cells" in answer:
        return {(y, x) for y, x in answer["cells"]}
    if "chips" in answer:
        return {int(chip) for chip in answer["chips"]}
    if "choice" in answer:
        return "".join(run["text"] for run in question["choices"][answer["choice"]])
    low, high = answer["low"], answer["high"]
    return low if low == high else (low, high)


def compare(played: Script, i: int) -> None:
    """Assert that one question's answers are the referee's."""
    question = question_of(played, i)
    stage = question["stage"] or played["beats"][i if len(played["beats"]) > i else 0]["stage"]
    layer = None if stage["setting"] is None else told(played["settings"][stage["setting"]])
    if question["id"] in OF_A_DIGIT:
        right, wrong = OF_A_DIGIT[question["id"]](layer, stage["counted"], stage["moves"])
    else:
        right, wrong = REFEREE[question["id"]](layer, stage["counted"])

    assert plain(question["answer"], question) == right
    listed = [plain(one, question) for option in question["wrong"] for one in option["answers"]]
    if question["kind"] == "pick":
        # Of lines with a test the file's order says nothing.
        assert sorted(listed) == sorted(wrong)
    else:
        assert listed == wrong


def test_every_question_has_a_referee() -> None:
    assert {f"{key}/{i}" for key, i in QUESTIONS} == {*REFEREE, *OF_A_DIGIT}


@pytest.mark.parametrize(("key", "i"), QUESTIONS)
def test_the_answers_as_written_are_the_referees(key: str, i: int) -> None:
    compare(script(lesson(key)), i)


@pytest.mark.parametrize(("key", "i"), FRESH)
def test_fresh_numbers_keep_all_answers_apart_and_right(key: str, i: int) -> None:
    """Two hundred seeds each; a draw that finds nothing would fall back to the written numbers."""
    for seed in range(SEEDS):
        played = script(lesson(key), seed, turn=1 + seed % 3, only=i)
        question = question_of(played, i)
        assert question["drawn"], seed
        answers = [plain(question["answer"], question)]
        for option in question["wrong"]:
            # Answers that share a sentence may be equal.
            shared = [plain(one, question) for one in option["answers"]]
            assert not [one for one in shared if one in answers], (seed, answers, shared)
            answers += shared
        if seed < REFEREED:
            compare(played, i)
