"""The course without a browser and without Streamlit: parameters and wishes in, message out.

    /course                            the list of lessons
    /course?l=cut&b=2&seed=41&turn=1   a lesson at its third beat, with fresh numbers

A lesson is sent whole, with a scene of each stage that it stands on: turning beats, answering
and pointing ask nobody. Only another lesson and other numbers are wishes.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, get_args
from urllib.parse import urlencode

from app.course.expressions import LessonError
from app.course.library import lesson, sources
from app.course.script import script
from app.course.story import story
from app.course.three import rebuilt_three
from app.course.values import QuestionValue, Script, StageValue
from app.setting.link import decode
from app.setting.setting import Setting
from app.shared.glossary import TERMS
from app.stage.scene import Scene, scene
from core.autoencoders.architectures import ARCHITECTURES, Architecture
from core.frameworks import FRAMEWORKS
from core.readings import ReadingKey, of_subject, possible, stepped
from core.timeline import Walk

HIGHEST_SEED = 9999
MOST_TURNS = 99
HELPED_TURNS = 3
"""Sets after which nothing fades any more."""

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
        answered: The number of the last wish.
    """

    lesson: str = ""
    beat: int = 0
    seed: int = 0
    turn: int = 0
    only: int | None = None
    answered: int = 0


def opened(parameters: Mapping[str, str], before: Course | None = None) -> Course:
    """Return the course at a link; what the link says wrongly is left out.

    Args:
        parameters: Of the URL.
        before: The visitor's course until now; None for one who just came.
    """
    key = parameters.get("l", "")
    known = key if key in sources() else ""
    return Course(
        lesson=known,
        beat=_number(parameters.get("b", ""), 99) if known else 0,
        seed=_number(parameters.get("seed", ""), HIGHEST_SEED),
        turn=_number(parameters.get("turn", ""), MOST_TURNS) if known else 0,
        answered=before.answered if before else 0,
    )


def is_at(course: Course, parameters: Mapping[str, str]) -> bool:
    """Tell whether a link leads to the lesson that is open, at whichever beat."""
    there = opened(parameters, course)
    return (there.lesson, there.seed) == (course.lesson, course.seed)


def link(course: Course) -> dict[str, str]:
    """Return the parameters of the link to a lesson."""
    if not course.lesson:
        return {}
    rare = {"b": course.beat, "seed": course.seed, "turn": course.turn}
    return {"l": course.lesson} | {name: f"{value}" for name, value in rare.items() if value}


def after_wish(course: Course, wish: object) -> Course:
    """Return the course with a wish granted; the same course if it is none."""
    if not isinstance(wish, Mapping) or not isinstance(wish.get("n"), int):
        return course
    key = wish.get("lesson", "")
    if not isinstance(key, str) or (key and key not in sources()):
        return course
    beat = _within(wish.get("beat"), 99)
    if wish.get("fresh"):
        turn = _within(wish.get("turn"), MOST_TURNS)
        # A seed of their own, unless a class was given one.
        seed = course.seed or random.randint(1, HIGHEST_SEED)
        return replace(
            course, lesson=key, beat=beat, seed=seed, turn=turn, only=beat, answered=wish["n"]
        )
    return Course(lesson=key, beat=beat, seed=course.seed, answered=wish["n"])


def _number(text: str, highest: int) -> int:
    # isdecimal alone would let digits of other scripts pass.
    return min(int(text[:6]), highest) if text.isascii() and text.isdecimal() else 0


def _within(number: object, highest: int) -> int:
    return min(max(number, 0), highest) if isinstance(number, int) else 0


def message(course: Course) -> dict[str, object]:
    """Return what the component needs to know; see ``course.js`` for its reader."""
    return {
        "n": course.answered,
        "beat": course.beat,
        "only": course.only,
        "lessons": [_entry(key) for key in sources()],
        "terms": [[term.word, term.means] for term in TERMS.values()],
        "lesson": _played(course) if course.lesson else None,
        "three": None if course.lesson else rebuilt_three(),
        "story": None if course.lesson else story(),
    }


def _entry(key: str) -> dict[str, object]:
    one = lesson(key)
    return {"key": key, "title": one.title, "core": one.core, "beats": len(one.beats)}


def _played(course: Course) -> dict[str, object]:
    turn = course.turn if course.turn <= HELPED_TURNS else HELPED_TURNS
    # Beyond the sets with help each set needs a seed of its own.
    seed = course.seed + max(0, course.turn - HELPED_TURNS)
    played = script(lesson(course.lesson), seed, turn, course.only)
    earlier = [] if course.only is not None else _earlier(played, course.seed)
    return {
        "script": played,
        "turn": course.turn,
        **_shown(played),
        "earlier": earlier,
        "networks": _networks(course.lesson, played),
    }


def _earlier(played: Script, seed: int) -> list[dict[str, object]]:
    """Return one question of each lesson that is to come back, with fresh numbers."""
    chance = random.Random(f"{seed}/{played['key']}")
    asked = []
    for key in played["again"]:
        fresh = [
            i
            for i, beat in enumerate(lesson(key).beats)
            if beat.question is not None and beat.question.fresh is not None and not beat.more
        ]
        if not fresh:
            continue
        try:
            again = script(lesson(key), seed, HELPED_TURNS, chance.choice(fresh))
        except LessonError:  # pragma: no cover - our own lessons play, as tests hold
            continue
        asked.append({"script": again, **_shown(again)})
    return asked


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
    parts.append(f"stride {setting.stride}")
    if isinstance(setting.padding, str):
        parts.append(f"{setting.padding.upper()} in {FRAMEWORKS[setting.framework].name}")
    elif setting.padding:
        parts.append(f"padding {setting.padding}")
    if setting.output_padding:
        parts.append(f"output_padding {setting.output_padding}")
    if setting.dilation > 1:
        parts.append(f"dilation {setting.dilation}")
    return ", ".join(parts)


def _networks(key: str, played: Script) -> dict[str, object]:
    """Return the layer tables of the networks that a lesson speaks of."""
    named = {
        name.strip()
        for beat in played["beats"]
        for text in (beat["stage"]["model"], beat["stage"]["moves"].get("models", ""))
        for name in text.split(",")
    } | _UNNAMED.get(key, set())
    return {name: _network(ARCHITECTURES[name]) for name in sorted(named & set(ARCHITECTURES))}


_UNNAMED = {
    "phases": {"upsample_k3", "upsample_k4", "upsample_resize", "upsample_shuffle"},
    "plane": {"denoising", "segment"},
}
"""Networks of stages that name none."""


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
