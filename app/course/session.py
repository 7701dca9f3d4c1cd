"""The course without a browser and without Streamlit: parameters and wishes in, message out.

    /course                            the list of lessons
    /course?l=cut&b=2&seed=41&turn=1   a lesson at its third beat, with fresh numbers
    /course?l=cut&teach=1              the same for a projector; print=1 for paper
    /course?l=cut&answers=0            for handing out: results stay covered
    /course?own=eJx...                 anybody's lesson; write=1 with its text beside it

A lesson is sent whole, with a scene of each stage that it stands on: turning beats, answering
and pointing ask nobody. Only another lesson and other numbers are wishes.
"""

import random
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, get_args
from urllib.parse import urlencode

from app.course import own as anybody
from app.course.exhibits import exhibits
from app.course.expressions import LessonError
from app.course.learner import Learner
from app.course.lesson import LONGEST, Lesson
from app.course.library import lesson, sources
from app.course.own import KEY, Own, read_own
from app.course.script import script
from app.course.story import story
from app.course.three import rebuilt_three
from app.course.values import QuestionValue, Script, StageValue
from app.setting.link import decode
from app.setting.setting import Setting
from app.shared.glossary import TERMS
from app.stage.scene import Scene, scene
from core.arguments import GeometryError
from core.autoencoders.architectures import ARCHITECTURES, UPSAMPLERS, Architecture
from core.axes import written
from core.frameworks import FRAMEWORKS
from core.readings import ReadingKey, of_subject, possible, stepped
from core.timeline import Walk

HIGHEST_SEED = 9999
MOST_TURNS = 99
HELPED_TURNS = 3
"""Sets after which nothing fades any more."""
ANEW_TRIES = 6
"""Draws for a question that comes back; of some the answer is always the same."""

CONTROLS: Mapping[str, range] = {"stride": range(1, 4), "kernel_size": range(2, 5)}
"""What a beat may let the learner change, and to which values."""

_READINGS = of_subject("layer")
_WALKS: tuple[Walk, ...] = get_args(Walk)


@dataclass(frozen=True)
class Course:
    """Where a learner is.

    Attributes:
        lesson: The lesson's key; nothing for the list.
        beat: The beat to open it at, from 0.
        seed: Which fresh numbers.
        turn: How often other numbers were asked for.
        only: The beat that they were asked for; None for all.
        teach: Whether it is shown to a room: large, answers by key.
        answers: Whether answers are told; a class that gets a link without sees none.
        paper: Whether it is laid out for printing; without a lesson, all of them.
        own: The text of anybody's lesson, where that is open.
        write: Whether that text stands beside the lesson.
        damaged: Whether a text came that could not be unpacked.
        answered: The number of the last wish.
    """

    lesson: str = ""
    beat: int = 0
    seed: int = 0
    turn: int = 0
    only: int | None = None
    teach: bool = False
    answers: bool = True
    paper: bool = False
    own: str | None = None
    write: bool = False
    damaged: bool = False
    answered: int = 0


def opened(parameters: Mapping[str, str], before: Course | None = None) -> Course:
    """Return the course at a link; what the link says wrongly is left out.

    Args:
        parameters: Of the URL.
        before: The visitor's course until now; None for one who just came.
    """
    key = parameters.get("l", "")
    known = key if key in sources() else ""
    write = parameters.get("write") == "1"
    text = anybody.from_link(parameters["own"]) if "own" in parameters else None
    if write and text is None:
        text = anybody.start()
    if text is not None:
        known = KEY
    return Course(
        lesson=known,
        beat=_number(parameters.get("b", ""), 99) if known else 0,
        seed=_number(parameters.get("seed", ""), HIGHEST_SEED),
        turn=_number(parameters.get("turn", ""), MOST_TURNS) if known else 0,
        teach=bool(known) and parameters.get("teach") == "1",
        answers=parameters.get("answers") != "0",
        paper=parameters.get("print") == "1",
        own=text,
        write=write,
        damaged="own" in parameters and text is None,
        answered=before.answered if before else 0,
    )


def is_at(course: Course, parameters: Mapping[str, str]) -> bool:
    """Tell whether a link leads to the lesson that is open, at whichever beat."""
    there = opened(parameters, course)
    # What is being written is further than any link.
    same_text = course.write or there.own == course.own
    return same_text and all(
        getattr(there, name) == getattr(course, name)
        for name in ("lesson", "seed", "teach", "answers", "paper", "write", "damaged")
    )


def link(course: Course) -> dict[str, str]:
    """Return the parameters of the link to a lesson."""
    modes = {} if course.answers else {"answers": "0"}
    modes |= {"print": "1"} if course.paper else {}
    if not course.lesson:
        return modes
    if course.write:
        return {"write": "1"}
    name = {"own": anybody.to_link(course.own)} if course.own is not None else {"l": course.lesson}
    rare = {"b": course.beat, "seed": course.seed, "turn": course.turn, "teach": int(course.teach)}
    return name | {key: f"{value}" for key, value in rare.items() if value} | modes


def after_wish(course: Course, wish: object) -> Course:
    """Return the course with a wish granted; the same course if it is none."""
    if not isinstance(wish, Mapping) or not isinstance(wish.get("n"), int):
        return course
    key = wish.get("lesson", "")
    text = wish.get("own", course.own)
    if text is None and key == KEY and wish.get("write") is True:
        text = anybody.start()
    if not isinstance(key, str) or not (text is None or isinstance(text, str)):
        return course
    if key and key not in sources() and (key != KEY or text is None):
        return course
    kept = Course(
        lesson=key,
        beat=_within(wish.get("beat"), 99),
        seed=course.seed,
        teach=bool(key) and wish.get("teach", course.teach) is True,
        answers=course.answers,
        paper=wish.get("paper") is True,
        own=anybody.typed(text) if text is not None and key == KEY else None,
        write=key == KEY and wish.get("write", course.write) is True,
        answered=wish["n"],
    )
    if not wish.get("fresh"):
        # A part that is laid out or shown to a room keeps its numbers.
        return replace(kept, turn=course.turn) if key == course.lesson else kept
    # A seed of their own, unless a class was given one.
    seed = course.seed or random.randint(1, HIGHEST_SEED)
    turn = _within(wish.get("turn"), MOST_TURNS)
    return replace(kept, seed=seed, turn=turn, only=kept.beat)


def _number(text: str, highest: int) -> int:
    # isdecimal alone would let digits of other scripts pass.
    return min(int(text[:6]), highest) if text.isascii() and text.isdecimal() else 0


def _within(number: object, highest: int) -> int:
    return min(max(number, 0), highest) if isinstance(number, int) else 0


def after_drawing(course: Course) -> Course:
    """Return the course once something was drawn: its lesson as written, to be sent whole."""
    return course if course.only is None else replace(course, turn=0, only=None)


def message(course: Course, learner: Learner | None = None) -> dict[str, object]:
    """Return what the component needs to know; see ``course.js`` for its reader.

    Args:
        course: Where the learner is.
        learner: The learner's drawings; None for ready-made ones.
    """
    drawings = learner or Learner()
    own = None if course.own is None else read_own(course.own)
    played: dict[str, object] | None = None
    if course.lesson and not (course.paper and own is None):
        shown = lesson(course.lesson) if own is None else own.lesson
        try:
            played = _played(course, shown, drawings)
        except LessonError as refused:
            # It loaded; other numbers can still lead where nothing can be computed.
            own = None if own is None else Own(own.text, complaint=f"{refused}.", line=refused.line)
    papers = [course.lesson] if course.lesson in sources() else list(sources())
    listed = not course.lesson and not course.paper
    return {
        "n": course.answered,
        "beat": course.beat,
        "only": course.only,
        "teach": course.teach,
        "answers": course.answers,
        "lessons": [_entry(key) for key in sources()],
        "terms": [[term.word, term.means] for term in TERMS.values()],
        "lesson": played,
        "learner": _learner(drawings),
        "own": _told(own, course) if own else None,
        "damaged": course.damaged,
        "papers": [_played(replace(course, lesson=key), lesson(key), drawings) for key in papers]
        if course.paper and own is None
        else [played]
        if course.paper and played
        else None,
        "three": rebuilt_three() if listed else None,
        "story": story() if listed else None,
    }


def _entry(key: str) -> dict[str, object]:
    one = lesson(key)
    return {"key": key, "title": one.title, "core": one.core, "beats": len(one.beats)}


def _told(own: Own, course: Course) -> dict[str, object]:
    """Return a text with what is wrong with it, and the link that carries it."""
    return {
        "text": own.text,
        "complaint": own.complaint,
        "line": own.line,
        "link": anybody.to_link(own.text) if len(own.text) <= LONGEST else "",
        "longest": LONGEST,
        "write": course.write,
    }


def _learner(learner: Learner) -> dict[str, object]:
    return {
        "digit": learner.digit.sent(),
        "several": learner.several.sent(),
        "pixel": None if learner.pixel is None else list(learner.pixel),
    }


def _script(shown: Lesson, seed: int, turn: int, only: int | None, learner: Learner) -> Script:
    """Play a lesson for the learner's own digit, where it can be: else for a ready-made one."""
    try:
        return script(shown, seed, turn, only, learner.digit)
    except LessonError:
        # An empty canvas, or a drawing of which none of a question's lines is true.
        return script(shown, seed, turn, only)


def _played(course: Course, shown: Lesson | None, learner: Learner) -> dict[str, object] | None:
    if shown is None:
        return None
    turn = course.turn if course.turn <= HELPED_TURNS else HELPED_TURNS
    # Beyond the sets with help each set needs a seed of its own.
    seed = course.seed + max(0, course.turn - HELPED_TURNS)
    # A text can lose a part while its question is asked again.
    only = course.only if course.only is not None and course.only < len(shown.beats) else None
    played = _script(shown, seed, turn, only, learner)
    alone = only is not None or course.paper or course.teach
    return {
        "script": played,
        "turn": course.turn,
        **_shown(played),
        "earlier": [] if alone else _earlier(played, course),
        "networks": _networks(played),
        # On paper there is nothing to point at: the networks stand there as tables.
        "exhibits": {} if course.paper else exhibits(played, learner),
    }


def _earlier(played: Script, course: Course) -> list[dict[str, object]]:
    """Return one question of each lesson that is to come back, with fresh numbers.

    A class that was given a seed gets the same ones; else each opening has its own.
    """
    visit = course.seed or f"0/{course.answered}"
    chance = random.Random(f"{visit}/{played['key']}")
    asked = []
    for key in played["again"]:
        if key not in sources():  # pragma: no cover - the loader refuses such a name
            continue
        fresh = [
            i
            for i, beat in enumerate(lesson(key).beats)
            if beat.question is not None and beat.question.fresh is not None and not beat.more
        ]
        if not fresh:
            continue
        try:
            again = _asked_anew(lesson(key), chance.choice(fresh), chance)
        except LessonError:  # pragma: no cover - our own lessons play, as tests hold
            continue
        asked.append({"script": again, **_shown(again)})
    return asked


def _asked_anew(one: Lesson, beat: int, chance: random.Random) -> Script:
    """Return a question with numbers whose answer is not the lesson's own, where some have."""
    known = _said(script(one, only=beat))
    for _ in range(ANEW_TRIES):
        again = script(one, chance.randint(1, HIGHEST_SEED), HELPED_TURNS, beat)
        if _said(again) != known:
            break
    return again


def _said(played: Script) -> str:
    """Return the right answer of a script's first question."""
    question = played["beats"][0]["question"]
    return question["said"] if question else ""


def _shown(played: Script) -> dict[str, object]:
    """Return the scenes of a script, by setting, readings and walk, and what they are."""
    scenes: dict[str, Scene] = {}
    choices: dict[str, list[dict[str, object]]] = {}
    about: list[dict[str, str]] = []
    settings = [decode(setting)[0] for setting in played["settings"]]
    for stage in _stages(played):
        if stage["setting"] is not None:
            setting = settings[stage["setting"]]
            scenes[scene_key(stage)] = _scene(setting, stage)
            if stage["controls"]:
                choices[scene_key(stage)] = _choices(setting, stage)
    for setting, parameters in zip(settings, played["settings"], strict=True):
        about.append({"words": in_words(setting), "link": urlencode(parameters)})
    return {"scenes": scenes, "about": about, "choices": choices}


def _choices(setting: Setting, stage: StageValue) -> list[dict[str, object]]:
    """Return the layers that the controls of a beat lead to, with the values of these."""
    names = [name for name in stage["controls"] or [] if name in CONTROLS]
    made: list[dict[str, object]] = []
    for values in product(*(CONTROLS[name] for name in names)):
        wanted: dict[str, Any] = dict(zip(names, values, strict=True))
        other = replace(setting, **wanted)
        # Of somebody's lesson not every value need make a layer.
        with suppress(GeometryError):
            made.append({"values": wanted, "words": in_words(other), "scene": _scene(other, stage)})
    return made if names else []


def _stages(played: Script) -> Iterator[StageValue]:
    for beat in played["beats"]:
        yield beat["stage"]
        question: QuestionValue | None = beat["question"]
        if question is not None and question["stage"] is not None:
            yield question["stage"]


def scene_key(stage: StageValue) -> str:
    """Return the name of a stage's scene, as the component forms it, too."""
    return f"{stage['setting']}|{','.join(stage['readings'])}|{stage['walk']}"


def _scene(setting: Setting, stage: StageValue) -> Scene:
    wanted = tuple(reading for reading in _READINGS if reading in stage["readings"])
    shown: tuple[ReadingKey, ...] = possible(wanted or ("stamp",), setting.operation)
    walk = next(one for one in _WALKS if one == stage["walk"])
    return scene(setting.trace(), shown, stepped(shown, setting.operation, walk))


def in_words(setting: Setting) -> str:
    """Return what a layer is, as the line above the picture says it.

    Only what is not the usual is named.
    """
    transposed = setting.operation == "transposed"
    parts = ["Transposed convolution" if transposed else "Convolution"]
    parts.append(f"stride {written(setting.stride)}")
    if isinstance(setting.padding, str) and (transposed or setting.padding != "valid"):
        parts.append(f"{setting.padding.upper()} in {FRAMEWORKS[setting.framework].name}")
    elif setting.padding and not isinstance(setting.padding, str):
        parts.append(f"padding {written(setting.padding)}")
    if setting.output_padding:
        parts.append(f"output_padding {written(setting.output_padding)}")
    if setting.dilation != 1:
        parts.append(f"dilation {written(setting.dilation)}")
    return ", ".join(parts)


def _networks(played: Script) -> dict[str, object]:
    """Return the layer tables of the networks that a lesson speaks of."""
    named = {
        name.strip()
        for beat in played["beats"]
        for text in (beat["stage"]["model"], beat["stage"]["moves"].get("models", ""))
        for name in text.split(",")
    }
    named |= {name for beat in played["beats"] for name in _UNNAMED.get(beat["stage"]["kind"], ())}
    return {name: _network(ARCHITECTURES[name]) for name in sorted(named & set(ARCHITECTURES))}


_UNNAMED = {"enlarge": UPSAMPLERS, "editor": ("upsample_k3", "upsample_k4")}
"""Networks of the kinds of stage that name none."""


def _network(model: Architecture) -> dict[str, Any]:
    first = model.layers[0]
    rows = [
        {
            "name": "input",
            "shape": f"{first.in_channels}×{first.in_size}×{first.in_size}",
            "side": first.in_size,
            "parameters": 0,
            "code": False,
        }
    ]
    rows += [
        {
            "name": layer.torch_name,
            "shape": f"{layer.out_channels}×{layer.out_size}×{layer.out_size}",
            "side": layer.out_size,
            "parameters": layer.parameters,
            "code": layer is model.code,
        }
        for layer in model.layers
    ]
    return {
        "title": model.title,
        "code": model.code.values,
        "parameters": model.parameters,
        "rows": rows,
    }
