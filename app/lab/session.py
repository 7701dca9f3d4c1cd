"""The lab without a browser and without Streamlit: parameters and wishes in, message and link out.

A visitor's lab is one immutable value. ``opened`` makes it from a link, ``after_wish`` from
what the component asks for, ``message`` says what the stage then shows and ``link`` where
that stands.
"""

import json
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import urlencode

from app.lab.takeaway import Request, read_request, take
from app.setting.link import Place, decode, encode, kept, left_out, read_place, read_view
from app.setting.setting import (
    FIRST_READINGS,
    FIRST_WALK,
    LIMITS,
    PRESETS,
    Setting,
    default_setting,
    from_example,
)
from app.setting.wish import HIGHEST, grant
from app.shared.glossary import marked
from app.shared.remembered import Remembered
from app.stage import message as stage_message
from app.stage.message import FixMessage, Labelled, Message, Trouble
from app.stage.scene import Scene, scene
from core.frameworks import GeometryError
from core.mistakes import mistakes

LIVE_INPUT = 8
LIVE_CHANNELS = 2
"""Up to this input and these channels, what a control would show is sent before it moves."""


@dataclass(frozen=True)
class Lab:
    """What one visitor's lab shows.

    Attributes:
        setting: What the controls say.
        shown: The last setting that its framework accepts: what the picture shows.
        moved: The parameter moved last, kept by a fix if another change will do.
        notices: Sentences about what could not be read.
        answered: The number of the last wish.
        place: Step and pin of a link that was just opened.
        settled: Whether no control is being dragged.
        request: A text that was asked for and not sent yet.
    """

    setting: Setting
    shown: Setting
    moved: str = ""
    notices: tuple[str, ...] = ()
    answered: int = 0
    place: Place | None = None
    settled: bool = True
    request: Request | None = None


def opened(parameters: Mapping[str, str], before: Lab | None = None) -> Lab:
    """Return the lab of a link that was opened, or reached by Back.

    Args:
        parameters: Of the URL.
        before: The visitor's lab until now; None for one who just came.
    """
    setting, complaints = decode(parameters)
    return Lab(
        setting=setting,
        shown=_nearest(setting) or (before.shown if before else default_setting()),
        notices=tuple(complaints),
        answered=before.answered if before else 0,
        place=read_place(parameters),
    )


def link(lab: Lab, parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters of the link to a lab.

    Args:
        lab: What it shows.
        parameters: Of the URL so far: what they hide and lock stays so.
    """
    return encode(lab.setting) | kept(parameters)


def sent(lab: Lab) -> Lab:
    """Return the lab after its message went out: a text goes out once.

    The component asks again should the message get lost.
    """
    return replace(lab, request=None) if lab.request else lab


def _nearest(setting: Setting) -> Setting | None:
    """Return the setting, or the nearest one that works, or None."""
    try:
        return setting.mended()[0]
    except GeometryError:
        return None


def after_wish(
    lab: Lab, wish: object, drawing: Callable[[], list[list[float]]] | None = None
) -> Lab:
    """Return the lab with a wish granted; the same lab if it is none."""
    number = wish.get("n") if isinstance(wish, Mapping) else None
    # As a whole number of thousands of digits it could not even be sent back.
    if not isinstance(wish, Mapping) or not isinstance(number, int) or abs(number) >= HIGHEST:
        return lab
    granted = grant(wish, lab.setting, lab.answered, drawing)
    return Lab(
        setting=granted.setting,
        shown=granted.setting if granted.setting.broken() is None else lab.shown,
        moved=granted.moved,
        notices=granted.notices,
        answered=number,
        settled=bool(wish.get("commit")),
        request=read_request(wish, lab.answered),
    )


def message(lab: Lab, parameters: Mapping[str, str], embedded: bool) -> Message:
    """Return what the stage needs to know.

    Args:
        lab: What it shows.
        parameters: Of the URL: what it hides and locks.
        embedded: Whether the lab is part of another page.
    """
    setting, shown = lab.setting, _scene(lab.shown)
    return stage_message.message(
        shown,
        stage_message.of_setting(setting),
        id="lab",
        n=lab.answered,
        planes=stage_message.planes(*lab.shown.kernel_planes),
        examples=stage_message.EXAMPLES,
        example=_example(setting),
        mistakes=_mistakes(lab.shown),
        notices=[*lab.notices, *filter(None, [left_out(setting)]), *_given_way(shown, lab.shown)],
        error=_error(lab.setting, lab.moved),
        link=urlencode(encode(setting), safe=":;,|!"),
        place=lab.place,
        ahead=_ahead(setting) if lab.settled else None,
        export=take(lab.request, lab.shown) if lab.request else None,
        view=read_view(parameters, embedded),
    )


def _given_way(shown: Scene, setting: Setting) -> list[str]:
    """Say why a reading that was chosen is not shown."""
    return [why for key, why in shown["lacking"] if key in setting.shown]


def _example(setting: Setting) -> Labelled | None:
    """Return key and note of the worked example that this setting is, if any."""
    return _notes().get(replace(setting, readings=FIRST_READINGS, walk=FIRST_WALK))


@cache
def _notes() -> dict[Setting, Labelled]:
    """Return key and note of each worked example by its setting, however it is read."""
    return {from_example(one): (key, marked(one.note)) for key, one in reversed(PRESETS.items())}


def _made_scene(setting: Setting) -> Scene:
    trace = setting.trace()
    made = mistakes(trace) if setting.mistake else []
    chosen = next((mistake for mistake in made if mistake.key == setting.mistake), None)
    return scene(trace, setting.shown, setting.stepped, chosen)


def _made_mistakes(setting: Setting) -> list[Labelled]:
    """Return the mistakes that can be made here."""
    return [(mistake.key, mistake.title) for mistake in mistakes(setting.trace())]


def _error(setting: Setting, moved: str) -> Trouble | None:
    """Return the broken rule and the fix, or None where the setting is possible."""
    impossible = setting.broken()
    return None if impossible is None else _trouble(impossible, setting, moved)


def _trouble(impossible: GeometryError, setting: Setting, moved: str) -> Trouble:
    """Return the rule that is broken, and all changes that it takes to keep every rule."""
    rule, parameter = f"{impossible.rule}.", impossible.parameter
    try:
        mended, changes = setting.mended(moved)
    except GeometryError:
        return Trouble(rule=rule, parameter=parameter, fix=None)
    if len(changes) > 1:
        rule += " No single change helps."
    together = " and ".join(change.text for change in changes)
    controls = stage_message.of_setting(mended)
    return Trouble(rule=rule, parameter=parameter, fix=FixMessage(text=together, controls=controls))


def _made_ahead(setting: Setting) -> str | None:
    """Return what every control would show at every value, so that dragging needs no answer.

    Returns:
        JSON, deflated, in base64: per control and value, as "stride 3", the scene or the
        error. None where the picture is so large that a moving control may well wait.
    """
    if max(setting.input_size) > LIVE_INPUT or max(setting.channels) > LIVE_CHANNELS:
        return None
    answers: dict[str, object] = {}
    for name, value, neighbour in _neighbours(setting):
        impossible = _error(neighbour, name)
        answers[f"{name} {value}"] = {
            "scene": None if impossible else _scene(neighbour),
            "error": impossible,
            "example": None if impossible else _example(neighbour),
        }
    plain = json.dumps(answers, separators=(",", ":")).encode()
    return b64encode(zlib.compress(plain)).decode()


def _neighbours(setting: Setting) -> Iterator[tuple[str, str, Setting]]:
    """Yield control, value and setting for everything that one movement can reach."""
    for name in ("kernel_size", "stride", "padding", "output_padding", "dilation"):
        low, high = LIMITS[name]
        for value in range(low, high + 1):
            if value != getattr(setting, name):
                fields: dict[str, Any] = {name: value}
                yield name, f"{value}", replace(setting, **fields)
    height, width = setting.input_size
    for value in range(1, LIVE_INPUT + 1):
        sizes = {(value, width), (height, value)} if height != width else {(value, value)}
        for size in sizes - {setting.input_size}:
            yield "input_size", f"{size[0]},{size[1]}", replace(setting, input_size=size)


_scene = Remembered(_made_scene, most=24_000_000)
_mistakes = Remembered(_made_mistakes, most=4_000_000)
_ahead = Remembered(_made_ahead, most=8_000_000)
