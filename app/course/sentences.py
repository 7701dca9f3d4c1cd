"""A lesson's sentences with their numbers computed, their cells found, their words explained."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.course.expressions import Cell, LessonError, Name, Node, number, parts, written
from app.course.facts import Facts
from app.course.lesson import Lesson, Question
from app.course.sums import computed, sums_in
from app.course.targets import cells_of
from app.course.text import Computed, Phrase, Run, Text, Typed, Words
from app.course.values import RunValue, Sentence
from app.setting.link import encode
from app.setting.setting import Setting
from app.shared.glossary import TERMS, pieces
from app.stage.targets import Cells

MOST_LIT = 20_000
"""Cells that all phrases of a lesson light together."""
MOST_SUMS = 200
"""Numbers that all texts of a lesson compute together."""


@dataclass
class Playing:
    """What one script gathers on its way."""

    lesson: Lesson
    seed: int
    turn: int
    settings: list[dict[str, str]] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    spent: int = 0
    lit: int = 0
    sums: int = 0

    def reckon(self, run: Computed, facts: Facts) -> str:
        """Return what is computed in a text, unless the lesson computes too much."""
        self.sums += 1
        if self.sums > MOST_SUMS:
            raise LessonError(f"a lesson's texts compute at most {MOST_SUMS} numbers")
        return computed(run, facts)

    def light(self, cells: Cells) -> Cells:
        """Return the cells, unless the lesson lights too many."""
        self.lit += len(cells)
        if self.lit > MOST_LIT:
            raise LessonError(f"a lesson lights at most {MOST_LIT:,} cells")
        return cells

    def setting(self, setting: Setting | None) -> int | None:
        """Return the number of a setting, the same for the same one."""
        # A word that only ONNX has stands in no link; its numbers are sent instead.
        if setting is None or setting.padding == "same_lower":
            return None
        link = encode(setting)
        if link not in self.settings:
            self.settings.append(link)
        return self.settings.index(link)


def written_text(text: Text) -> str:
    """Write a text with its sums uncomputed, to sort and to compare."""
    return "".join(
        run.text
        if isinstance(run, Words | Typed)
        else written(run.sum)
        if isinstance(run, Computed)
        else written_text(run.runs)
        for run in text
    )


class Hidden:
    """Which numbers of a text would tell an answer that has not been given yet."""

    def __init__(self, question: Question | None, facts: Facts | None) -> None:
        self.size = question is not None and facts is not None and question.kind == "size"
        self.cells: set[tuple[str, tuple[float, ...]]] = set()
        if question is None or facts is None or not question.right:
            return
        for node in sums_in(question.right[0].answers[0]):
            if isinstance(node, Cell) and not node.qualifier:
                self.cells.add(_place_of(node, facts))

    def hides(self, node: Node, facts: Facts) -> bool:
        """Tell whether a computed number must wait."""
        for part in parts(node):
            if self.size and part == Name("size"):
                return True
            if self.cells and isinstance(part, Cell) and _place_of(part, facts) in self.cells:
                return True
        return False


def _place_of(node: Cell, facts: Facts) -> tuple[str, tuple[float, ...]]:
    return node.qualifier + node.grid, tuple(number(place, facts) for place in node.places)


_NOTHING_HIDDEN = Hidden(None, None)


def sentence(
    playing: Playing, text: Text, facts: Facts, hidden: Hidden = _NOTHING_HIDDEN
) -> Sentence:
    """Return the runs of a text, those marked whose numbers would tell an answer."""
    explained: set[str] = set()
    return [value for run in text for value in _run(playing, run, facts, hidden, explained)]


def _run(
    playing: Playing, run: Run, facts: Facts, hidden: Hidden, explained: set[str]
) -> Iterator[RunValue]:
    match run:
        case Words(text, emphasis):
            yield from _words(playing, text, "emphasis" if emphasis else "words", explained)
        case Typed(text):
            yield RunValue(kind="code", text=text)
        case Computed(node, _):
            value = RunValue(kind="number", text=playing.reckon(run, facts))
            if hidden.hides(node, facts):
                value["veiled"] = True
            yield value
        case Phrase(runs, kind, places, term):
            inner = [
                value for part in runs for value in _run(playing, part, facts, hidden, explained)
            ]
            text = "".join(value["text"] for value in inner)
            if kind == "term":
                yield _term(playing, term, text, explained)
                return
            target, cells = cells_of(kind, places, facts)
            lit = playing.light(cells)
            yield RunValue(kind="phrase", text=text, target=target, cells=lit, runs=inner)


def _words(playing: Playing, text: str, kind: str, explained: set[str]) -> Iterator[RunValue]:
    """Yield words, and the glossary's among them once a sentence."""
    for piece, term in pieces(text, explained):
        if term is None:
            yield RunValue(kind=kind, text=piece)
        else:
            yield _term(playing, term.word, piece, explained)


def _term(playing: Playing, term: str, text: str, explained: set[str]) -> RunValue:
    explained.add(term)
    value = RunValue(kind="term", text=text, means=TERMS[term].means)
    if term not in playing.met:
        playing.met.add(term)
        value["new"] = True
    return value


def plain(text: Text, facts: Facts) -> str:
    """Write a text as a string, to compare lines and to read them out."""
    return "".join(
        run.text
        if isinstance(run, Words | Typed)
        else computed(run, facts)
        if isinstance(run, Computed)
        else plain(run.runs, facts)
        for run in text
    )
