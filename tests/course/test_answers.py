"""Every right and every wrong answer of the course, recomputed by torch or by plain loops."""

from typing import Any

import numpy as np
import pytest

from app.course.library import lesson, sources
from app.course.script import script
from app.course.values import AnswerValue, QuestionValue, Script
from core.autoencoders.digits import ready_made
from core.autoencoders.drawing import prepare
from core.autoencoders.trained import network, rebuild
from core.autoencoders.weights import load
from tests.course.referee import REFEREE, told

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
    right, wrong = REFEREE[question["id"]](layer, stage["counted"])

    assert plain(question["answer"], question) == right
    listed = [plain(one, question) for option in question["wrong"] for one in option["answers"]]
    if question["kind"] == "pick":
        # Of lines with a test the file's order says nothing.
        assert sorted(listed) == sorted(wrong)
    else:
        assert listed == wrong


def test_every_question_has_a_referee() -> None:
    assert {f"{key}/{i}" for key, i in QUESTIONS} == {*REFEREE, "code/4"}


@pytest.mark.parametrize(("key", "i"), QUESTIONS)
def test_the_answers_as_written_are_the_referees(key: str, i: int) -> None:
    if f"{key}/{i}" != "code/4":
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


def test_a_drawing_moved_to_the_left_troubles_only_the_codes_of_two() -> None:
    """The claim of the lesson on compression, for some of the ready-made digits.

    Errors are parts of a blank page's, which is the mean of the squares.
    """
    networks = {name: network(load(name)) for name in ("keras_cae", "conv_cae_2", "dense_2")}
    for digit in (0, 3, 4, 8):
        picture = prepare(ready_made(digit)).centred
        moved = np.roll(picture, -3, axis=1)
        assert picture[:, :3].max() == 0
        for name, made in networks.items():
            before, after = (
                float(((rebuild(made, shown).rebuilt - shown) ** 2).sum())
                for shown in (picture, moved)
            )
            assert (after > 2 * before) == (name != "keras_cae"), (digit, name)
