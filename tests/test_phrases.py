"""Phrases of the lab's notes: which cells words name, and that each note names some."""

import json
import re

import numpy as np
import pytest

from app.lab import session
from app.setting.setting import PRESETS, from_example
from app.stage.phrases import MOST_CELLS, Phrase, lighting, noted, phrases
from app.stage.scene import scene
from app.stage.targets import KINDS, TargetError
from core import trace
from core.contributions import Trace
from core.mistakes import mistakes
from tests.shown import unmarked

ONES = trace([[1, 1], [1, 1]], [[1, 2], [3, 4]], stride=2)
"""2×2 cells, stamps of 2×2 beside each other: an output of 4×4."""


def sizes(target: str, traced: Trace) -> tuple[int, ...]:
    """Return how many places cells of a kind have, place by place."""
    height, width = traced.geometry.height, traced.geometry.width
    match target:
        case "in":
            return traced.input_shape
        case "out":
            return traced.output_shape
        case "tap":
            return traced.kernel.shape
        case "frame":
            return len(height.frame()), len(width.frame())
        case "spread":
            return len(height.spread().kind), len(width.spread().kind)
    raise AssertionError(f"no note lights {target}")


@pytest.mark.parametrize("key", PRESETS)
def test_each_note_names_cells_and_each_cell_is_there(key: str) -> None:
    traced = from_example(PRESETS[key]).trace()
    named = [part for part in phrases(PRESETS[key].note, traced) if isinstance(part, Phrase)]

    assert named
    for phrase in named:
        shape = sizes(phrase.target, traced)
        assert phrase.cells, phrase.words
        for cell in phrase.cells:
            assert len(cell) == len(shape)
            assert all(0 <= place < size for place, size in zip(cell, shape, strict=True))


def test_a_phrase_is_taken_out_of_the_words_around_it() -> None:
    parts = phrases("From [a cell](in 1,0) to [its stamp](stamp 1,0).", ONES)

    assert parts == [
        "From ",
        Phrase("a cell", "in", [[0, 1, 0]]),
        " to ",
        Phrase("its stamp", "frame", [[2, 0], [2, 1], [3, 0], [3, 1]]),
        ".",
    ]


def test_a_note_is_sent_with_its_cells_and_its_words_explained() -> None:
    """A word within a phrase is not explained there, but where it stands next."""
    text = noted("[The kernel](tap 0,0) is 2×2 & a kernel.", ONES)

    assert unmarked(text) == (
        '<span class="phrase" data-target="tap" data-cells="[[0,0,0,0]]">The kernel</span> '
        "is 2×2 &amp; a kernel."
    )
    assert re.findall(r'data-word="([^"]+)"', text) == ["kernel"]


@pytest.mark.parametrize(
    ("note", "why"),
    [
        ("[x](nowhere 0)", f"“nowhere” is no kind of cell; there are {', '.join(KINDS)}"),
        ("[x](in)", "names no cell"),
        ("[x](in 2,0)", "there is no place 2 among 2"),
        ("[x](cut)", "“x” names no cell"),
        ("[x](window *)", "a window is that of one output cell"),
    ],
)
def test_a_phrase_that_names_nothing_is_refused(note: str, why: str) -> None:
    with pytest.raises(TargetError, match=re.escape(why)):
        phrases(note, ONES)


def test_more_cells_than_a_phrase_lights_are_plain_words() -> None:
    cells = [[0, 0, x] for x in range(MOST_CELLS + 1)]

    assert lighting("these", "out", cells) == "these"
    assert "data-cells" in lighting("these", "out", cells[1:])


def test_what_is_said_of_typed_cells_lights_them() -> None:
    """S9's four numbers in the corner of 3×3 cells."""
    lab = session.opened({"v": "1", "i": "3x3", "x": "count:0,1;2,3"})
    typed = session.message(lab, {}, embedded=False)["scene"]["typed"]

    assert typed is not None
    assert 'data-target="in" data-cells="[[0,0,0],[0,0,1],[0,1,0],[0,1,1]]"' in typed["says"]


def test_what_is_said_of_a_mistake_lights_the_cells_that_differ() -> None:
    (made,) = (one for one in mistakes(ONES) if one.key == "unturned")
    mistake = scene(ONES, ["stamp"], "input", made)["mistake"]

    assert mistake is not None
    assert made.differs is not None
    assert made.differs.any()
    cells = re.search(r'data-cells="([^"]+)"', mistake["says"])
    assert cells
    assert json.loads(cells[1]) == np.argwhere(made.differs).tolist()
    assert made.says in mistake["says"]
