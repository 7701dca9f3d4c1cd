"""A lesson, played out: beats, lit cells and finished answers, ready for JSON and sent once.

    script(lesson, seed=41, turn=0)     the numbers as written
    script(lesson, seed=41, turn=1)     fresh numbers, the sum written with one blank
    script(lesson, seed=41, turn=2)     fresh numbers, the cells that take part lit
    script(lesson, seed=41, turn=3)     fresh numbers and no help

The page only compares what it is given: a number with a range, a set of cells with a set,
the pick with a place in the list. The same seed gives the same numbers to a whole class.
"""

import random
from collections.abc import Mapping
from dataclasses import replace

from app.course.answers import TOLERANCE, answer_value, apart, chips_of, known_as, said_as
from app.course.expressions import (
    MISTAKES,
    AtLine,
    Cell,
    LessonError,
    Name,
    Node,
    Sum,
    number,
    parts,
    whole,
    written,
)
from app.course.facts import Facts, LayerFacts, NetworkFacts, variant
from app.course.fresh import draw
from app.course.lesson import Answer, Beat, Lesson, Marked, Measure, Option, Picked, Question
from app.course.sentences import Hidden, Playing, plain, sentence, written_text
from app.course.stages import Stage
from app.course.sums import in_numbers, sums_in, with_blank, with_result
from app.course.targets import asked_cells, cells_of
from app.course.text import Computed, Text
from app.course.values import (
    AnswerValue,
    BeatValue,
    BesideValue,
    Grid,
    HelpValue,
    OptionValue,
    PinValue,
    QuestionValue,
    Script,
    VeilValue,
    WhyValue,
)
from app.course.views import stage_value
from app.drawing.drawn import Drawn
from app.stage.targets import took_part

TRIES = 200
"""Draws until fresh numbers keep all answers apart; then the written ones stand."""
MOST_DRAWN = 200_000
"""Products drawn in one script, so that nobody's lesson keeps the others waiting."""
_MARK = 100
"""What asking one cell of a mark costs, in products."""


def script(
    lesson: Lesson,
    seed: int = 0,
    turn: int = 0,
    only: int | None = None,
    drawing: Drawn | None = None,
) -> Script:
    """Play a lesson out.

    Args:
        lesson: The lesson.
        seed: Which fresh numbers.
        turn: 0 for the numbers as written, then 1, 2, 3 with less and less help.
        only: One beat, from 0: a question that is asked again; all when None.
        drawing: The learner's digit, for answers that depend on it; None for a ready-made one.

    Raises:
        LessonError: something in it cannot be computed, or two answers are equal.
    """
    playing = Playing(lesson, seed, turn)
    beats = [
        _beat(playing, i, replace(beat, stage=replace(beat.stage, drawing=drawing)))
        for i, beat in enumerate(lesson.beats)
        if only in (None, i)
    ]
    # Last, since a word that stands in it is not met there first.
    with AtLine(lesson.line):
        keep = sentence(playing, lesson.keep, lesson.beats[0].stage.facts())
    return Script(
        key=lesson.key,
        title=lesson.title,
        core=lesson.core,
        keep=keep,
        seed=seed,
        turn=turn,
        tolerance=TOLERANCE,
        again=list(lesson.again),
        settings=playing.settings,
        beats=beats,
    )


def check(lesson: Lesson) -> None:
    """Refuse a lesson that cannot be played.

    Raises:
        LessonError: with the line: two answers are equal, a layer is impossible, a cell is
            none, or no fresh numbers keep the answers apart.
    """
    script(lesson)
    fresh = script(lesson, turn=1)
    for beat, value in zip(lesson.beats, fresh["beats"], strict=True):
        question = value["question"]
        if question is not None and question["fresh"] and not question["drawn"]:
            raise LessonError(
                f"{TRIES} draws found no fresh numbers that keep all answers apart",
                beat.question.line if beat.question else beat.line,
            )


def _beat(playing: Playing, i: int, beat: Beat) -> BeatValue:
    question = beat.question
    with AtLine(beat.line):
        stage, is_drawn = beat.stage, False
        drawn: Mapping[str, float] = {}
        if question is not None:
            stage, drawn, is_drawn = _numbers(playing, i, question, beat.stage)
        shown_stage = beat.stage if question is not None and question.own else stage
        own = question is not None and question.own is not None
        facts = shown_stage.facts({} if own else drawn)
        strict = not is_drawn
        asked = None if question is None else stage.facts(drawn)
        hidden = Hidden(question, asked if not own else None)
        text = [sentence(playing, line, facts, hidden) for line in beat.text]
        value = None
    if question is not None and asked is not None:
        value = _question(playing, i, question, stage, asked, is_drawn)
    with AtLine(beat.line):
        return BeatValue(
            text=text,
            stage=stage_value(playing, shown_stage, facts, strict=strict),
            question=value,
            after=[sentence(playing, line, asked or facts) for line in beat.after],
            more=beat.more,
        )


def _numbers(
    playing: Playing, i: int, question: Question, stage: Stage
) -> tuple[Stage, Mapping[str, float], bool]:
    """Return the question's stage, what was drawn besides, and whether anything was drawn."""
    base = question.own or stage
    if question.fresh is None or playing.turn == 0:
        return base, {}, False
    chance = random.Random(f"{playing.seed}/{playing.lesson.key}/{i}/{playing.turn}")
    for _ in range(TRIES):
        if playing.spent > MOST_DRAWN:
            break
        playing.spent += TRIES
        try:
            moved, drawn = draw(question.fresh, base, chance)
            facts = moved.facts(drawn)
            if isinstance(facts, LayerFacts):
                playing.spent += _cost(question, facts)
            apart(question, facts)
        except LessonError:
            continue
        return moved, drawn, True
    return base, {}, False


def _cost(question: Question, facts: LayerFacts) -> int:
    """Return about how many products it takes to look at a draw."""
    # Of a layer all mistakes are made, once one of them is asked for.
    spent = len(facts.trace) * (1 + len(question.wrong))
    if question.kind != "mark":
        return spent
    rows, columns = facts.trace.output_shape[1:]
    return spent + _MARK * rows * columns * (1 + len(question.wrong))


def _question(
    playing: Playing, i: int, question: Question, stage: Stage, facts: Facts, drawn: bool
) -> QuestionValue:
    with AtLine(question.line):
        right, wrong = apart(question, facts)
    with AtLine(question.line):
        prompt = sentence(playing, question.prompt, facts, Hidden(question, facts))
    lines = _ordered(playing, i, question, right, wrong)
    # A word that stands in an answer's sentence is not met there: few will see that sentence.
    met = set(playing.met)
    choices = [plain(answer.text, facts) for answer in lines]
    with AtLine(right.line):
        known = known_as(right.answers[0], facts)
        reason = right.sentence or _reason(right.answers[0])
        said_reason = sentence(playing, reason, facts)
    options = [_option(playing, option, stage, facts, question.kind, choices) for option in wrong]
    playing.met = met
    with AtLine(question.line):
        return QuestionValue(
            id=f"{playing.lesson.key}/{i}",
            kind=question.kind,
            prompt=prompt,
            chips=chips_of(question, facts),
            grid=list(facts.trace.output_shape[1:])
            if question.kind == "mark" and isinstance(facts, LayerFacts)
            else [],
            choices=[sentence(playing, answer.text, facts) for answer in lines],
            answer=answer_value(known, choices),
            said=said_as(known),
            reason=said_reason,
            worked=_worked(right.answers[0], facts),
            wrong=options,
            why=_why(playing, i, question, right, wrong, facts),
            help=_help(playing.turn, right.answers[0], facts),
            veil=_veil(question, right.answers[0], facts),
            stage=stage_value(playing, stage, facts, strict=not drawn) if question.own else None,
            fresh=question.fresh is not None,
            drawn=drawn,
        )


def _ordered(
    playing: Playing, i: int, question: Question, right: Option, wrong: list[Option]
) -> list[Picked]:
    """Return the lines to pick from, in an order that tells nothing."""
    if question.kind != "pick":
        return []
    lines = [
        answer
        for option in (right, *wrong)
        for answer in option.answers
        if isinstance(answer, Picked)
    ]
    lines.sort(key=lambda answer: written_text(answer.text))
    random.Random(f"{playing.seed}/{playing.lesson.key}/{i}/order").shuffle(lines)
    return lines


def _option(
    playing: Playing,
    option: Option,
    stage: Stage,
    facts: Facts,
    kind: str,
    choices: list[str],
) -> OptionValue:
    with AtLine(option.line):
        known = [known_as(answer, facts) for answer in option.answers]
        return OptionValue(
            answers=[answer_value(one, choices) for one in known],
            said=[said_as(one) for one in known],
            topic=option.topic,
            sentence=sentence(playing, option.sentence, facts),
            beside=_beside(playing, option, stage, facts, kind),
        )


def _beside(playing: Playing, option: Option, stage: Stage, facts: Facts, kind: str) -> BesideValue:
    """Return what shows a wrong answer: its layer or mistake, the cells it names, its size."""
    beside = BesideValue(setting=None, mistake="", output=None, size=None, lit=[])
    if option.beside and isinstance(facts, LayerFacts):
        word, _, link = option.beside.partition(" ")
        if word != "set":
            raise LessonError(f"what stands beside is “set …”, not “{option.beside[:30]}”")
        other = stage.with_link(link)
        beside["setting"] = playing.setting(other.setting)
        beside["output"] = _numbers_of(other.facts())
        return beside
    answer = option.answers[0]
    if not isinstance(answer, Measure) or answer.low is None or isinstance(facts, NetworkFacts):
        return beside
    for node in parts(answer.low):
        if isinstance(node, Cell | Name) and node.qualifier:
            other_setting = variant(facts.setting, node.qualifier)
            beside["setting"] = playing.setting(other_setting)
            beside["mistake"] = node.qualifier if node.qualifier in MISTAKES else ""
            beside["output"] = facts.output_of(node.qualifier).tolist()
        elif isinstance(node, Cell):
            _light(beside["lit"], _named_cell(node, facts))
    if kind == "size":
        beside["size"] = number(answer.low, facts)
    return beside


def _light(lit: list[PinValue], more: list[PinValue]) -> None:
    """Add cells to those that are lit, each kind once."""
    for pin in more:
        same = [there for there in lit if there["target"] == pin["target"]]
        if same:
            same[0]["cells"] += [cell for cell in pin["cells"] if cell not in same[0]["cells"]]
        else:
            lit.append(pin)


def _numbers_of(facts: Facts) -> list[Grid] | None:
    return None if isinstance(facts, NetworkFacts) else facts.output.tolist()


def _named_cell(node: Cell, facts: LayerFacts) -> list[PinValue]:
    kinds = {"x": "in", "w": "tap", "y": "out", "f": "frame", "back": "back", "found": "found"}
    if node.grid not in kinds:
        return []
    target, cells = cells_of(kinds[node.grid], (node.places,), facts)
    return [PinValue(target=target, cells=cells)]


def _reason(answer: Answer) -> Text:
    """Return the reason of a right answer that has none of its own: its sum."""
    if isinstance(answer, Measure) and answer.low is not None and answer.low == answer.high:
        node = answer.low
        terms = isinstance(node, Cell) and node.grid in ("y", "back")
        return (Computed(node, terms=terms),)
    return ()


def _worked(answer: Answer, facts: Facts) -> str:
    if not isinstance(answer, Measure) or answer.low is None or answer.low != answer.high:
        return ""
    return with_result(answer.low, facts)


def _help(turn: int, answer: Answer, facts: Facts) -> HelpValue | None:
    """Return the help of a set: first the sum with one blank, then the cells lit, then none."""
    if not isinstance(answer, Measure) or answer.low is None or answer.low != answer.high:
        return None
    if turn == 1:
        line = in_numbers(answer.low, facts)
        head, blank = with_blank(line)
        return HelpValue(kind="sum", text=head, blank=blank, lit=[]) if blank else None
    if turn == 2 and isinstance(facts, LayerFacts):
        lit = _took_part(answer.low, facts)
        return HelpValue(kind="light", text="", blank="", lit=lit) if lit else None
    return None


def _took_part(node: Node, facts: LayerFacts) -> list[PinValue]:
    if not (isinstance(node, Cell) and node.grid == "y" and not node.qualifier):
        return []
    places = [whole(place, facts) for place in node.places]
    channel, row, column = [0] * (3 - len(places)) + places
    cells = [list(cell) for cell in took_part(facts.trace, (channel, row, column))]
    return [PinValue(target="in", cells=cells)]


def _why(
    playing: Playing,
    i: int,
    question: Question,
    right: Option,
    wrong: list[Option],
    facts: Facts,
) -> WhyValue | None:
    """Return what is asked after a right answer, made of the answers themselves."""
    answer = right.answers[0]
    if not isinstance(answer, Measure) or answer.low is None or answer.low != answer.high:
        return None
    if question.kind == "number" and isinstance(facts, LayerFacts):
        lit = _took_part(answer.low, facts)
        if not lit:
            return None
        return WhyValue(
            kind="mark",
            prompt="Why? Mark the input cells that took part.",
            answer=AnswerValue(cells=lit[0]["cells"]),
            choices=[],
        )
    formulas = [written(answer.low)]
    for option in wrong:
        for other in option.answers:
            if isinstance(other, Measure) and other.low is not None and _is_formula(other.low):
                formulas.append(written(other.low))
    choices = sorted(set(formulas))
    if question.kind != "size" or not isinstance(answer.low, Sum) or len(choices) < 2:
        return None
    random.Random(f"{playing.seed}/{playing.lesson.key}/{i}/why").shuffle(choices)
    return WhyValue(
        kind="pick",
        prompt="Why? Which sum gives it?",
        answer=AnswerValue(choice=choices.index(written(answer.low))),
        choices=choices,
    )


def _is_formula(node: Node) -> bool:
    """Tell whether a sum can be read as a reason: not one name, and no mistake's name."""
    plain = not any(isinstance(part, Cell | Name) and part.qualifier for part in parts(node))
    return plain and isinstance(node, Sum | Name)


def _veil(question: Question, answer: Answer, facts: Facts) -> VeilValue:
    cells: list[PinValue] = []
    panels = list(question.veil)
    for node in sums_in(answer):
        if isinstance(node, Cell) and isinstance(facts, LayerFacts) and not node.qualifier:
            places = tuple(whole(place, facts) for place in node.places)
            for target, cell in asked_cells(node.grid, places, facts):
                cells.append(PinValue(target=target, cells=[cell]))
            if node.grid == "count":
                panels.append("count")
        if isinstance(node, Name) and node.name == "dot":
            panels.append("bump")
    if isinstance(answer, Marked):
        panels.append("count" if answer.test else "output")
    if question.kind == "chips":
        panels.append("sizes")
    if isinstance(answer, Picked) and answer.test is not None and isinstance(facts, LayerFacts):
        panels.append("cut" if facts.trace.transposed else "ring")
    return VeilValue(cells=cells, size=question.kind == "size", panels=list(dict.fromkeys(panels)))
