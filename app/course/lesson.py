"""A lesson as its file says it: data, no code, read line by line.

    # What does padding do here?
    stage: op=transposed&i=3x3&k=2&s=2&p=1
    keep: Padding p cuts p rows and columns from every side of the full output.
    covers: S14 E4 M3
    ---
    @ phase stamp
    The stamps alone make [a grid {full} wide](frame *).
    ?size How wide is the output?
    = full - 2*p | Both sides lose {p}.
    ! full + 2*p | M2 | Padding does not surround the output: it cuts.
    fresh: i 2..5; k 2..5; s 2..3; p 1..2

docs/lessons.md describes the whole form. Whatever is wrong with a file is one sentence with
its line (``LessonError``).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from app.course.expressions import LessonError, Node, Test, read_sum, read_sums, read_test
from app.course.fresh import Fresh, read_fresh
from app.course.stages import Stage, read_stage
from app.course.syllabus import ERRATA, MISCONCEPTIONS, TOPICS
from app.course.text import Text, read_places, read_text

LONGEST = 6000
"""Characters of a lesson: it has to fit into a link."""
MOST_BEATS = 12
MOST_WRONG = 8
MOST_CELLS = 16

KINDS = ("number", "size", "mark", "pick", "chips")
PANELS = [
    "output",
    "sums",
    "ring",
    "cut",
    "spread",
    "matrix",
    "count",
    "phases",
    "results",
    "trip",
    "sizes",
    "picture",
    "code",
    "area",
    "lines",
    "ladder",
    "bump",
    "layer",
]
"""What ``veil:`` may cover beyond what a question covers by itself."""
_Made = TypeVar("_Made")


@dataclass(frozen=True)
class Measure:
    """A number, or a range of them; None is open."""

    low: Node | None
    high: Node | None
    within: bool = False
    """Whether the ends do not count: ``< 784``."""


@dataclass(frozen=True)
class Chosen:
    """Some of the chips: a list, or numbers one by one."""

    numbers: tuple[Node, ...]


@dataclass(frozen=True)
class Marked:
    """Cells of the output: by a test, those of a stamp, or one by one."""

    test: Test | None = None
    stamp: tuple[Node | None, ...] = ()
    cells: tuple[tuple[Node | None, ...], ...] = ()


@dataclass(frozen=True)
class Picked:
    """A line to pick; with a test, it is right where that holds."""

    text: Text
    test: Test | None = None


Answer = Measure | Chosen | Marked | Picked


@dataclass(frozen=True)
class Option:
    """An answer with what is said about it.

    Attributes:
        answers: The right one; or wrong ones that share a sentence.
        sentence: The reason, or the refutation.
        topic: The misconception or erratum that leads to it, "M2", or nothing.
        beside: What of the layer to change to show what was answered.
        line: Where it stands.
    """

    answers: tuple[Answer, ...]
    sentence: Text
    topic: str = ""
    beside: str = ""
    line: int = 0


@dataclass(frozen=True)
class Question:
    """What is asked, and all answers that have something to be said about.

    Attributes:
        kind: One of ``KINDS``.
        prompt: The question.
        right: The right answers; of a ``?pick`` with tests, none: see ``Picked``.
        wrong: The wrong ones.
        own: The question's own stage, where its layer is another than the beat's.
        fresh: Other numbers, where it has some.
        chips: Lowest and highest chip.
        veil: Panels that are covered besides what is asked for.
        line: Where it stands.
    """

    kind: str
    prompt: Text
    right: tuple[Option, ...]
    wrong: tuple[Option, ...]
    own: Stage | None = None
    fresh: Fresh | None = None
    chips: tuple[Node, Node] | None = None
    veil: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class Beat:
    """A piece of the lesson: what the stage shows, what is said, and at most one question.

    Attributes:
        stage: What is shown, with its numbers as written.
        text: Paragraphs.
        question: What is asked; None for a beat that only tells.
        after: Paragraphs that appear with the answer.
        more: Whether it belongs to what is closed at first.
        line: Where it starts.
    """

    stage: Stage
    text: tuple[Text, ...]
    question: Question | None = None
    after: tuple[Text, ...] = ()
    more: bool = False
    line: int = 0


@dataclass(frozen=True)
class Lesson:
    """A lesson.

    Attributes:
        key: Its name in addresses.
        title: A question.
        keep: The sentence to keep.
        covers: Topics of the syllabus that it treats, besides its wrong answers'.
        beats: At least one.
        core: Whether it lies on the shorter path.
        again: Lessons from which an earlier question comes back at its start.
        line: Where its sentence to keep stands.
    """

    key: str
    title: str
    keep: Text
    covers: tuple[str, ...]
    beats: tuple[Beat, ...]
    core: bool = False
    again: tuple[str, ...] = ()
    line: int = 0

    @property
    def topics(self) -> frozenset[str]:
        """All that it treats."""
        missed = {
            option.topic
            for beat in self.beats
            if beat.question
            for option in (*beat.question.right, *beat.question.wrong)
            if option.topic
        }
        return frozenset(missed) | frozenset(self.covers)


@dataclass
class _Lines:
    """The lines of a block with their numbers, taken one by one."""

    lines: list[tuple[int, str]]
    at: int = field(default=0)

    def peek(self) -> str:
        """Return the next line, or nothing at the end."""
        return self.lines[self.at][1] if self.at < len(self.lines) else ""

    def take(self) -> tuple[int, str]:
        """Return the next line with its number, and go on."""
        self.at += 1
        return self.lines[self.at - 1]

    def left(self) -> bool:
        """Tell whether a line is left."""
        return self.at < len(self.lines)


def read_lesson(text: str, key: str = "own") -> Lesson:
    """Read a lesson's file; nothing is computed yet.

    Args:
        text: The whole file.
        key: Its name in addresses.

    Raises:
        LessonError: with the line of the first thing that is wrong.
    """
    if len(text) > LONGEST:
        raise LessonError(f"a lesson has at most {LONGEST:,} characters, this one {len(text):,}")
    # Editors put a mark before the first character, and tabs where spaces are meant.
    plain = text.removeprefix("\ufeff").replace("\t", " ")
    numbered = [(i, line.strip()) for i, line in enumerate(plain.split("\n"), 1)]
    blocks: list[list[tuple[int, str]]] = [[]]
    for i, line in numbered:
        if not line.isprintable():
            raise LessonError("there is a character that cannot be shown", i)
        if line == "---":
            blocks.append([])
        elif line:
            blocks[-1].append((i, line))
    if len(blocks) - 1 > MOST_BEATS:
        raise LessonError(f"a lesson has at most {MOST_BEATS} beats, this one {len(blocks) - 1}")
    head, *rest = blocks
    said = _head(head)
    if not rest:
        raise LessonError("a lesson needs at least one beat, after a line of three dashes")
    stage_line, stage_text = said["stage"]
    stage = _at(stage_line, read_stage, stage_text)
    beats: list[Beat] = []
    more = False
    for block in rest:
        more = more or (bool(block) and block[0][1] == "more")
        lines = block[1:] if block and block[0][1] == "more" else block
        if not lines:
            continue
        beat = _beat(_Lines(lines), stage, more=more)
        beats.append(beat)
        stage = beat.stage.rested()
    if not beats:
        raise LessonError("a lesson needs at least one beat that says something")
    return _lesson(key, said, tuple(beats))


def _lesson(key: str, said: dict[str, tuple[int, str]], beats: tuple[Beat, ...]) -> Lesson:
    title_line, title = said["#"]
    keep_line, keep = said["keep"]
    covers_line, covers = said.get("covers", (0, ""))
    for topic in covers.split():
        if topic not in TOPICS:
            raise LessonError(f"“{topic[:10]}” is no topic of the syllabus", covers_line)
    if not title or len(title) > 90:
        raise LessonError("a title has 1 to 90 characters", title_line)
    return Lesson(
        key=key,
        title=title,
        keep=_at(keep_line, read_text, keep),
        covers=tuple(covers.split()),
        beats=beats,
        core=said.get("path", (0, ""))[1] == "core",
        again=tuple(re.findall(r"[a-z]+", said.get("again", (0, ""))[1]))[:MOST_BEATS],
        line=keep_line,
    )


_HEAD = ("#", "stage", "keep", "covers", "path", "again")


def _head(lines: list[tuple[int, str]]) -> dict[str, tuple[int, str]]:
    said: dict[str, tuple[int, str]] = {}
    for i, line in lines:
        name, _, rest = ("#", "", line[1:]) if line.startswith("#") else line.partition(":")
        if name not in _HEAD:
            raise LessonError(f"“{name[:20]}” says nothing here: {', '.join(_HEAD)} do", i)
        if name in said:
            raise LessonError(f"“{name}” stands here twice", i)
        said[name] = (i, rest.strip())
    for name, what in (("#", "a title"), ("stage", "a stage"), ("keep", "a sentence to keep")):
        if name not in said:
            raise LessonError(f"the lesson has no {what.removeprefix('a ')}: a line “{name}”", 1)
    return said


def _beat(lines: _Lines, stage: Stage, *, more: bool) -> Beat:
    first = lines.lines[0][0]
    while lines.peek().startswith("@"):
        i, line = lines.take()
        stage = _at(i, stage.moved, line[1:].strip())
    text: list[tuple[int, str]] = []
    while lines.left() and not lines.peek().startswith("?"):
        text.append(lines.take())
    question = _question(lines, stage) if lines.left() else None
    after = lines.lines[lines.at :]
    return Beat(
        stage=stage,
        text=_paragraphs(text),
        question=question,
        after=_paragraphs(after),
        more=more,
        line=first,
    )


def _paragraphs(lines: list[tuple[int, str]]) -> tuple[Text, ...]:
    for i, line in lines:
        if line[0] in "@?!=#":
            raise LessonError(f"a line that starts with “{line[0]}” does not belong here", i)
    words = sum(len(line.split()) for _, line in lines)
    texts = tuple(_at(i, read_text, line) for i, line in lines)
    if words > 2 * 60:
        raise LessonError("a beat says too much: split it in two", lines[0][0])
    return texts


def _question(lines: _Lines, stage: Stage) -> Question:
    start, line = lines.take()
    kind, _, prompt = line[1:].partition(" ")
    if kind not in KINDS:
        raise LessonError(f"“?{kind[:20]}” is no kind of question: {', '.join(KINDS)}", start)
    chips = None
    if kind == "chips":
        between, _, prompt = prompt.partition(" ")
        chips = _at(start, _chips, between)
    right: list[Option] = []
    wrong: list[Option] = []
    own: Stage | None = None
    fresh: Fresh | None = None
    veil: tuple[str, ...] = ()
    while lines.left():
        i, line = lines.lines[lines.at]
        if line.startswith("for:"):
            own = _at(i, lambda text: _own(stage, text), line[4:].strip())
        elif line.startswith("fresh:"):
            fresh = _at(i, read_fresh, line[6:].strip())
        elif line.startswith("veil:"):
            veil = _at(i, _veil, line[5:].strip())
        elif line.startswith("="):
            option = _at(i, lambda text: _option(kind, text, right=True), line[1:].strip())
            right.append(replace(option, line=i))
        elif line.startswith("!"):
            option = _at(i, lambda text: _option(kind, text, right=False), line[1:].strip())
            wrong.append(replace(option, line=i))
        elif kind == "pick" and re.match(r"[^|]* \? [^|]*\|", line):
            wrong.append(replace(_at(i, _tested, line), line=i))
        else:
            break
        lines.take()
    return _checked(
        Question(
            kind=kind,
            prompt=_at(start, read_text, prompt.strip()),
            right=tuple(right),
            wrong=tuple(wrong),
            own=own,
            fresh=fresh,
            chips=chips,
            veil=veil,
            line=start,
        )
    )


def _checked(question: Question) -> Question:
    tested = any(isinstance(a, Picked) and a.test for o in question.wrong for a in o.answers)
    if not question.prompt:
        raise LessonError("a question asks something", question.line)
    if tested == bool(question.right) or len(question.right) > 1:
        raise LessonError("a question has one right answer: a line with “=”", question.line)
    if len(question.wrong) > MOST_WRONG:
        raise LessonError(f"a question lists at most {MOST_WRONG} wrong answers", question.line)
    if not question.wrong:
        raise LessonError("a question lists at least one wrong answer", question.line)
    return question


def _own(stage: Stage, text: str) -> Stage:
    """Read a question's own stage; unless it says otherwise, it is read as the beat's."""
    own = read_stage(text)
    return own if "r=" in text else own.read_as(stage.readings)


def _chips(text: str) -> tuple[Node, Node]:
    low, dots, high = text.partition("..")
    if not dots:
        raise LessonError("chips go from a number to a number: ?chips 5..10")
    return read_sum(low), read_sum(high)


def _veil(text: str) -> tuple[str, ...]:
    parts = tuple(text.split())
    for part in parts:
        if part not in PANELS:
            raise LessonError(f"“{part[:20]}” cannot be covered: {', '.join(PANELS)} can")
    return parts


def _fields(text: str) -> list[str]:
    r"""Part a line at its bars; ``\|`` is a bar that is meant."""
    return [part.strip().replace("\\|", "|") for part in re.split(r"(?<!\\)\|", text)]


def _option(kind: str, text: str, *, right: bool) -> Option:
    answer, *said = _fields(text)
    topic = ""
    if not right:
        if not said:
            raise LessonError("a wrong answer has a misconception (or -) and a sentence")
        topic = _topic(said.pop(0))
    if len(said) > (1 if right else 2):
        raise LessonError("there are too many bars: answer | M | sentence | set …")
    sentence = said[0] if said else ""
    if not right and not sentence:
        raise LessonError("a wrong answer gets a sentence of its own")
    several = [answer] if kind == "pick" or right else answer.split(";")
    return Option(
        answers=tuple(_answer(kind, part.strip()) for part in several),
        sentence=read_text(sentence),
        topic=topic,
        beside=said[1] if len(said) > 1 else "",
    )


def _tested(text: str) -> Option:
    condition, _, rest = text.partition(" ? ")
    option = _option("pick", rest, right=False)
    picked = option.answers[0]
    if not isinstance(picked, Picked):
        raise LessonError("only a line to pick has a test")
    return Option(
        answers=(Picked(picked.text, read_test(condition)),),
        sentence=option.sentence,
        topic=option.topic,
        beside=option.beside,
    )


def _topic(text: str) -> str:
    if text in ("-", "−"):
        return ""
    if text not in MISCONCEPTIONS and text not in ERRATA:
        raise LessonError(f"“{text[:20]}” is no misconception: M1 to M25, an erratum, or -")
    return text


def _answer(kind: str, text: str) -> Answer:
    if not text:
        raise LessonError("there is no answer before the bar")
    if kind == "pick":
        return Picked(read_text(text))
    if kind == "mark":
        return _marked(text)
    if kind == "chips":
        inside = text[1:-1] if text.startswith("{") and text.endswith("}") else text
        return Chosen(read_sums(inside))
    low, dots, high = text.partition("..")
    if dots:
        return Measure(read_sum(low), read_sum(high))
    if text[0] in "<>" and text[1:2] != "=":
        beyond = read_sum(text[1:])
        below = text[0] == "<"
        return Measure(None if below else beyond, beyond if below else None, within=True)
    plain = read_sum(re.sub(r"(?<=\d),(?=\d{3}\b)", "", text) if text[0].isdigit() else text)
    return Measure(plain, plain)


def _marked(text: str) -> Marked:
    if text == "none":
        return Marked()
    if text.startswith("stamp "):
        return Marked(stamp=read_places(text.removeprefix("stamp ")))
    if re.search(r"[<>=]", text):
        return Marked(test=read_test(text))
    cells = tuple(read_places(part) for part in text.split())
    if len(cells) > MOST_CELLS:
        raise LessonError(f"at most {MOST_CELLS} cells are listed one by one: use a test")
    return Marked(cells=cells)


def _at(line: int, read: Callable[[str], _Made], text: str) -> _Made:
    """Read something; what is wrong with it gets the line."""
    try:
        return read(text)
    except LessonError as wrong:
        raise wrong.at(line) from None
