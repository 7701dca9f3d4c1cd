"""Answers in a form in which they can be compared, and whether all of a question differ."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from app.course.expressions import AtLine, LessonError, Node, evaluate, holds, number, shown, whole
from app.course.facts import CellFacts, Facts, NetworkFacts
from app.course.lesson import Answer, Chosen, Marked, Measure, Option, Picked, Question
from app.course.sentences import plain
from app.course.targets import cells_of
from app.course.values import AnswerValue

MOST_MARKED = 144
"""Cells of an output on which cells are marked: a finger has to meet each of them."""
TOLERANCE = 1e-6
"""How far a typed number may be off, as a part of the right one."""


Known = tuple[Any, ...]
"""An answer in the form in which two of them can be compared."""


def known_as(answer: Answer, facts: Facts) -> Known:
    """Return an answer as something that can be compared."""
    match answer:
        case Measure(low, high, within):
            ends = [None if end is None else number(end, facts) for end in (low, high)]
            return "number", ends[0], ends[1], within
        case Chosen(numbers):
            return "chips", frozenset(_listed(numbers, facts))
        case Marked():
            return "cells", frozenset(_marks(answer, facts))
        case Picked(text):
            return "pick", plain(text, facts)


def _listed(numbers: tuple[Node, ...], facts: Facts) -> Iterator[float]:
    for node in numbers:
        value = evaluate(node, facts)
        yield from value if isinstance(value, tuple) else (value,)


def _marks(marked: Marked, facts: Facts) -> list[tuple[int, int]]:
    if isinstance(facts, NetworkFacts):
        raise LessonError("there is no output to mark cells of")
    rows, columns = facts.trace.output_shape[1:]
    if rows * columns > MOST_MARKED:
        raise LessonError(f"cells are marked on an output of at most {MOST_MARKED} cells")
    if marked.test is not None:
        return [
            (y, x)
            for y, x in np.ndindex(rows, columns)
            if holds(marked.test, CellFacts(facts, y, x))
        ]
    if marked.stamp:
        cell = [whole(place, facts) for place in marked.stamp if place is not None]
        shape = facts.trace.input_shape[1:]
        if len(cell) != 2 or not all(0 <= at < n for at, n in zip(cell, shape, strict=True)):
            raise LessonError("a stamp is named by row and column of an input cell")
        reached = facts.trace.rows(inputs=(0, cell[0], cell[1])).landing().output_cell
        return sorted({(int(at) // columns % rows, int(at) % columns) for at in reached})
    _, cells = cells_of("out", marked.cells, facts) if marked.cells else ("", [])
    return [(cell[1], cell[2]) for cell in cells]


def overlap(one: Known, other: Known) -> bool:
    """Tell whether something could be both answers."""
    if one[0] != "number":
        return one == other
    low = max(-np.inf if end is None else end for end in (one[1], other[1]))
    high = min(np.inf if end is None else end for end in (one[2], other[2]))
    slack = TOLERANCE * max(1.0, abs(low) if np.isfinite(low) else 1.0)
    return low < high - slack or (abs(low - high) <= slack and not (one[3] or other[3]))


def apart(question: Question, facts: Facts) -> tuple[Option, list[Option]]:
    """Return the right answer and the wrong ones, once all of them differ.

    Raises:
        LessonError: two answers are equal, or not exactly one is right.
    """
    right, wrong = _sorted_out(question, facts)
    with AtLine(right.line):
        known = [(option, [known_as(a, facts) for a in option.answers]) for option in (right,)]
        _in_chips(question, facts, known[0][1][0])
    for option in wrong:
        with AtLine(option.line):
            mine = [known_as(answer, facts) for answer in option.answers]
            for other, theirs in known:
                if any(overlap(one, two) for one in mine for two in theirs):
                    which = "the right one" if other is right else "another one"
                    raise LessonError(f"this wrong answer is also {which}")
        known.append((option, mine))
    return right, wrong


def _sorted_out(question: Question, facts: Facts) -> tuple[Option, list[Option]]:
    """Part right and wrong answers; of lines with a test the one that holds is right."""
    if question.right:
        return question.right[0], list(question.wrong)
    right = [
        option
        for option in question.wrong
        for answer in option.answers
        if isinstance(answer, Picked) and answer.test and holds(answer.test, facts)
    ]
    if len(right) != 1:
        raise LessonError(
            f"{len(right)} lines pass their test: exactly one is right", question.line
        )
    return right[0], [option for option in question.wrong if option is not right[0]]


def _in_chips(question: Question, facts: Facts, right: Known) -> None:
    if question.chips is not None and not right[1] <= set(chips_of(question, facts)):
        raise LessonError("the right answer needs a chip that is not there")


def chips_of(question: Question, facts: Facts) -> list[float]:
    """Return the numbers on the chips."""
    if question.chips is None:
        return []
    low, high = (whole(end, facts) for end in question.chips)
    if not 0 <= high - low <= 20:
        raise LessonError("there are 1 to 21 chips")
    return [float(chip) for chip in range(low, high + 1)]


def said_as(known: Known) -> str:
    """Return an answer in words."""
    match known[0]:
        case "number":
            _, low, high, _ = known
            if low is None:
                return f"less than {shown(high)}"
            if high is None:
                return f"more than {shown(low)}"
            return shown(low) if low == high else f"{shown(low)} to {shown(high)}"
        case "chips":
            return ", ".join(shown(chip) for chip in sorted(known[1]))
        case "cells":
            return " ".join(f"[{y},{x}]" for y, x in sorted(known[1])) or "none"
        case _:
            return str(known[1])


def answer_value(known: Known, choices: list[str]) -> AnswerValue:
    """Return what the page compares with."""
    match known[0]:
        case "number":
            return AnswerValue(low=known[1], high=known[2], within=known[3])
        case "chips":
            return AnswerValue(chips=sorted(known[1]))
        case "cells":
            return AnswerValue(cells=[list(cell) for cell in sorted(known[1])])
        case _:
            return AnswerValue(choice=choices.index(known[1]))
