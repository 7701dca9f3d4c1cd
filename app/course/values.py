"""What the page gets, field by field: the whole contract between Python and the course's page.

Everything is plain lists, numbers and texts, ready for JSON.
"""

from typing import NotRequired, TypedDict

from app.stage.targets import Cells

Grid = list[list[float]]


class RunValue(TypedDict):
    """A piece of a sentence."""

    kind: str
    """words, emphasis, code, number, term or phrase."""
    text: str
    veiled: NotRequired[bool]
    """Of a number: it would tell the answer, and shows "?" until there is one."""
    means: NotRequired[str]
    """Of a term: its sentence."""
    new: NotRequired[bool]
    """Of a term: it has not stood in this lesson before."""
    target: NotRequired[str]
    """Of a phrase: the stage's kind of cell."""
    cells: NotRequired[Cells]
    runs: NotRequired[list["RunValue"]]
    """Of a phrase: its words, which may hold numbers."""


Sentence = list[RunValue]


class ResultValue(TypedDict):
    """One of several results side by side."""

    name: str
    output: list[Grid]
    before: int
    after: int
    differs: list[list[bool]]
    """Cells unlike the first result's cell at the same place."""


class PinValue(TypedDict):
    """Cells that are lit."""

    target: str
    cells: Cells


class CountedValue(TypedDict):
    """A layer of which only weights and biases are counted."""

    kind: str
    inputs: int
    outputs: int
    k: int


class StageValue(TypedDict):
    """What the stage shows."""

    kind: str
    setting: int | None
    """Which of the script's settings."""
    readings: list[str]
    walk: str
    step: int | None
    """From 0, as in the lab's link; None for the first."""
    controls: list[str] | None
    """The only ones to be shown; None: none."""
    pins: list[PinValue]
    model: str
    layer: int
    cell: list[int]
    moves: dict[str, str]
    counted: CountedValue | None
    results: list[ResultValue] | None
    full: list[Grid] | None
    """Of results side by side: the full output that they share."""
    counts: Grid | None


class AnswerValue(TypedDict, total=False):
    """What an answer is compared with: one of these forms."""

    low: float | None
    high: float | None
    within: bool
    """The ends do not count."""
    cells: Cells
    chips: list[float]
    choice: int


class BesideValue(TypedDict):
    """What stands beside the right result: that which was answered."""

    setting: int | None
    mistake: str
    output: list[Grid] | None
    size: float | None
    lit: list[PinValue]


class OptionValue(TypedDict):
    """A wrong answer: what it is, what it shows, what is said."""

    answers: list[AnswerValue]
    said: list[str]
    topic: str
    """The misconception or erratum that leads to it, "M2"; or nothing."""
    sentence: Sentence
    beside: BesideValue


class VeilValue(TypedDict):
    """What shows "?" and says nothing on pointing, until there is an answer."""

    cells: list[PinValue]
    size: bool
    """Also the output's frame, its formula, its ruler."""
    panels: list[str]


class HelpValue(TypedDict):
    """The help of a set: a sum with one blank, or cells that are lit."""

    kind: str
    text: str
    blank: str
    lit: list[PinValue]


class WhyValue(TypedDict):
    """What is asked after a right answer: mark the cells that took part, or pick the formula."""

    kind: str
    prompt: str
    answer: AnswerValue
    choices: list[str]


class QuestionValue(TypedDict):
    """A question with everything that can be answered."""

    id: str
    kind: str
    prompt: Sentence
    chips: list[float]
    grid: list[int]
    """Of marks: rows and columns of the output."""
    choices: list[Sentence]
    answer: AnswerValue
    said: str
    """The right answer in words."""
    reason: Sentence
    worked: str
    """The sum, for who missed twice; nothing where there is none."""
    wrong: list[OptionValue]
    why: WhyValue | None
    help: HelpValue | None
    veil: VeilValue
    stage: StageValue | None
    """What follows after the answer, where the question has a layer of its own."""
    fresh: bool
    """Whether other numbers can be asked for."""
    drawn: bool
    """Whether these are such."""


class BeatValue(TypedDict):
    """A beat."""

    text: list[Sentence]
    stage: StageValue
    question: QuestionValue | None
    after: list[Sentence]
    more: bool


class Script(TypedDict):
    """A lesson as the page gets it."""

    key: str
    title: str
    core: bool
    keep: Sentence
    seed: int
    turn: int
    tolerance: float
    again: list[str]
    settings: list[dict[str, str]]
    """Links of the lab; ``app.stage.scene`` makes a scene of each."""
    beats: list[BeatValue]
