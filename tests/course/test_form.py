"""The form of a lesson's file: what it says, and what it refuses, with the line."""

import random
import re
import time
import tracemalloc

import pytest

from app.course.expressions import LessonError
from app.course.lesson import LONGEST, MOST_BEATS
from app.course.library import load, sources

LESSON = """\
# What does padding do here?
stage: op=transposed&i=3x3&k=2&s=2&p=1&r=stamp
keep: Padding {p} cuts {p} from every side.
covers: S14 E4
---
@ phase stamp
The stamps alone make [a grid {full} wide](frame *).
?size How wide is the output?
= full - 2*p | Both sides lose {p}.
! full + 2*p | M2 | It does not surround the output.
! full - p | M19 | {p} on *each* side.
fresh: i 2..5; k 2..5; s 2..3; p 1..2
---
@ phase cut
[These numbers](cut) are thrown away.
?pick What becomes of them?
= They are lost | They were computed, all the same.
! They come back | - | Only output_padding brings some back.
"""
"""Line 9 is the first right answer."""


def lines() -> list[str]:
    return LESSON.splitlines()


def changed(line: int, text: str) -> str:
    """Return the lesson with one line replaced, counted from 1."""
    return "\n".join([*lines()[: line - 1], text, *lines()[line:]])


def test_the_lesson_below_is_read_whole() -> None:
    lesson = load(LESSON, "cut")

    assert lesson.title == "What does padding do here?"
    assert [beat.line for beat in lesson.beats] == [6, 14]
    assert lesson.topics == {"S14", "E4", "M2", "M19"}
    first = lesson.beats[0].question
    assert first is not None
    assert [option.line for option in (*first.right, *first.wrong)] == [9, 10, 11]


@pytest.mark.parametrize(
    ("line", "text", "sentence"),
    [
        (1, "", "no title"),
        (1, "# " + "a" * 91, "1 to 90 characters"),
        (2, "stage: op=transposed&i=0x3", "not a pair"),
        (2, "stage: op=transposed&i=3x3&k=2&s=2&p=4", "nothing to show"),
        (2, "stage: op=transposed&i=64x64", "at most 16"),
        (2, "stage: nowhere", "is no stage"),
        (2, "stage: map nobody", "is no model"),
        (2, "stage: ladder", "takes model"),
        (2, "stage: value keras_cae 9 0,0,0", "layers 1 to 7"),
        (2, "stage: value keras_cae 7 0,28,0", "has no cell"),
        (2, "stage: kk=3", "no parameter"),
        (3, "keep: Padding 1 cuts.", "is typed"),
        (3, "keep: {size(99)} cuts.", "asked for 99"),
        (4, "covers: S14 E99", "no topic"),
        (4, "colour: red", "says nothing here"),
        (6, "@ phase slide", "no phase “slide”"),
        (6, "@ step 99", "no step 99"),
        (6, "@ jump", "moves nothing"),
        (6, "@ reading upside", "is no reading"),
        (6, "@ controls all", "is no control"),
        (6, "@ pin out 9,9", "no place 9"),
        (7, "The stamps make a grid 6 wide.", "is typed"),
        (7, "The stamps make a grid of 6² cells.", "is typed"),
        (7, "One " * 61, "at most 60 words"),
        (7, "A [grid](colour *).", "no kind of phrase"),
        (7, "A [grid](out 9,9).", "no place 9"),
        (7, "A [grid](out).", "names no cell"),
        (7, "A [klein bottle](term).", "no word of the glossary"),
        (7, "A {y[9,9]} cell.", "no cell y"),
        (7, "A {nonsense} cell.", "no name"),
        (7, "A {size cell.", "stands alone"),
        (7, "A `size cell.", "stands alone"),
        (8, "?guess How wide?", "no kind of question"),
        (8, "?size", "asks something"),
        (9, "= full -", "more is needed"),
        (9, "fresh: i 2..5", "one right answer"),
        (9, "! full | - | One.", "one right answer"),
        (10, "! full - 2*p | M2 | The same.", "also the right one"),
        (10, "! full - p | M2 | The same.", "also another one"),
        (10, "! full + 2*p | M26 | No such one.", "no misconception"),
        (10, "! full + 2*p", "has a misconception"),
        (10, "! full + 2*p | M2 |", "a sentence of its own"),
        (10, "! y[99,0] | M2 | Nothing there.", "no cell y"),
        (10, "! full + 2*p | M2 | One. | nothing", "what stands beside"),
        (12, "fresh: i 2..5; k 2..", "is needed"),
        (12, "fresh: q 2..5", "cannot be drawn"),
        (12, "fresh: p 0..0", "no fresh numbers"),
        (12, "fresh: x 1..3 different", "no fresh numbers"),
        (16, "?mark Which?", "no comparison|no part|is needed|no name|one right answer"),
        (17, "= They come back | Twice.", "also the right one"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(line: int, text: str, sentence: str) -> None:
    with pytest.raises(LessonError, match=sentence) as refused:
        load(changed(line, text))
    # A repeated answer is found at the second of the two, a stage at the beat that shows it.
    assert refused.value.line or line == 1
    assert abs(refused.value.line - line) <= 8


@pytest.mark.parametrize(
    ("line", "text"),
    [(7, "A grid 6 wide."), (10, "! full - 2*p | M2 | No."), (12, "fresh: q 2..5"), (14, "@ jump")],
)
def test_the_line_is_the_very_one(line: int, text: str) -> None:
    with pytest.raises(LessonError) as refused:
        load(changed(line, text))
    assert refused.value.line == line
    assert str(refused.value).startswith(f"Line {line}: ")


def beats(count: int, beat: str, link: str = "i=16x16&k=5&s=4") -> str:
    head = f"# Hostile\nstage: {link}\nkeep: Nothing.\n"
    return head + "".join(f"---\n{beat}\n" for _ in range(count))


HEAVY_MARK = "?mark Which?\n= count > 0 | All.\n" + "".join(
    f"! row >= {n} and row*column + row*column + count >= column - row - {n} | - | No.\n"
    for n in range(1, 6)
)

HOSTILE = {
    "too long": "#" * (LONGEST + 1),
    "one long line": "# a\nstage: i=3x3\nkeep: " + "a" * 5900,
    "no beats": "# a\nstage: i=3x3\nkeep: Nothing.",
    "empty": "",
    "many beats": beats(MOST_BEATS + 1, "Nothing."),
    "many dashes": "---\n" * 1400,
    "brackets": beats(1, "[" * 600),
    "braces": beats(1, "{" * 600),
    "stars": beats(1, "*" * 600),
    "nested sum": beats(1, "{" + "(" * 150 + "}"),
    "deep cells": beats(1, "{" + "y[" * 40 + "}"),
    "all cells, again and again": beats(11, "[a](in *)[b](frame *)" * 20, "i=9x9&k=4&s=2"),
    "thousands of sums": beats(11, "{terms y[9,9]}" * 30),
    "heavy marks": beats(11, HEAVY_MARK + "fresh: i 2..3; s 4..4; k 3..4", "i=3x3&k=4&s=4"),
    "mistakes drawn": beats(
        11,
        "?number Which?\n= y[0,0] + 1\n! unturned y[0,0] | - | No.\n"
        "! strided_slide y[0,0] | - | No.\nfresh: i 15..16; k 4..5; s 3..4; x 0..0",
    ),
    "matrix": beats(1, "{m[0,0,0,0]}"),
    "channels": "# a\nstage: i=16x16&k=5&c=4x4\nkeep: Nothing.\n---\n{y[0,0]}\n",
    "a link of numbers": f"# a\nstage: i=3x3&x=count:{'1,' * 2900}\nkeep: Nothing.\n---\nNothing.",
    "control characters": beats(1, "\x00\x1b[31m\u202e\ufeff"),
    "html": beats(1, "<script>alert()</script>"),
}


def said_of(text: str) -> str:
    """Return what is said of a lesson; nothing where it loads."""
    try:
        load(text)
    except LessonError as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_lesson_gets_one_sentence_within_a_second(name: str) -> None:
    started = time.process_time()
    said = said_of(HOSTILE[name])
    assert time.process_time() - started < 1
    assert "\n" not in said
    assert len(said) < 300


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("thousands of sums", "compute at most 200 numbers"),
        ("all cells, again and again", "lights at most 20,000 cells"),
        ("mistakes drawn", "no fresh numbers"),
        ("matrix", "too large to be read"),
        ("control characters", "cannot be shown"),
    ],
)
def test_a_bound_names_itself(name: str, sentence: str) -> None:
    assert sentence in said_of(HOSTILE[name])


@pytest.mark.parametrize("name", ["all cells, again and again", "heavy marks", "matrix"])
def test_a_hostile_lesson_takes_little_memory(name: str) -> None:
    tracemalloc.start()
    said_of(HOSTILE[name])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 30_000_000


def test_whatever_is_done_to_a_lesson_it_loads_or_gets_a_sentence() -> None:
    """A hundred and fifty lessons with characters lost, lines moved and numbers changed."""
    chance = random.Random(13)
    texts = list(sources().values())
    everything = [line for text in texts for line in text.splitlines()]
    for _ in range(150):
        text = chance.choice(texts)
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(text))
            how = chance.randrange(3)
            if how == 0:
                text = text[:at] + text[at + chance.randint(1, 8) :]
            elif how == 1:
                whole = text.splitlines()
                whole.insert(chance.randrange(len(whole)), chance.choice(everything))
                text = "\n".join(whole)
            elif numbers := list(re.finditer(r"\d+", text)):
                found = chance.choice(numbers)
                other = str(chance.choice([0, 1, 3, 9, 17, 10**9]))
                text = text[: found.start()] + other + text[found.end() :]
        assert "\n" not in said_of(text)
