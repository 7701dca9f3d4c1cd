"""A list of scenes to present, in one link: settings with their steps and pins, in order.

    ?scenes=~eJx...&scene=2&present=1

Behind the "~" stand the scenes' own links, one a line, deflated, in base64 of URLs: what a scene
shows is read and written by ``app.setting.link`` alone. ``scene`` is the one in hand, counted from
1; ``present`` begins to present. A list comes from anybody: it is short, or it is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from app.setting.link import (
    PIN,
    STEP,
    SYMBOLS,
    Place,
    decode,
    encode,
    left_out,
    read_place,
)
from app.setting.setting import Setting
from app.shared.packing import packed, unpacked
from core.readings import READING

SCENES = "scenes"
SCENE = "scene"
PRESENT = "present"

MOST = 20
"""Scenes of a list: more than a lesson has."""

LONGEST = 6000
"""Characters of a packed list, so that its link gets through everywhere."""

_LONGEST_UNPACKED = 60_000
_LONGEST_PLACE = 200
_MOST_FIELDS = 40
_PACKED = "~"


@dataclass(frozen=True)
class Prepared:
    """One scene of a list.

    Attributes:
        setting: What the controls say; a link can say it.
        place: Its step, its pin and its lettering.
    """

    setting: Setting
    place: Place


@dataclass(frozen=True)
class Scenes:
    """A list of scenes.

    Attributes:
        shown: In the order in which they are stepped through.
        at: The place of the one in hand, from 0; None where none was opened.
    """

    shown: tuple[Prepared, ...] = ()
    at: int | None = None


NO_SCENES = Scenes()


@dataclass(frozen=True)
class Changed:
    """What became of a change of the list.

    Attributes:
        scenes: The list from now on.
        opened: The scene to show, if another one was asked for.
        notice: Why the change could not be made; "" where it was.
    """

    scenes: Scenes
    opened: Prepared | None = None
    notice: str = ""


def written(scenes: Scenes) -> dict[str, str]:
    """Return the parameters of a list's link; none where it is empty."""
    if not scenes.shown:
        return {}
    link = {SCENES: _PACKED + packed("\n".join(map(_line, scenes.shown)))}
    return link if scenes.at is None else link | {SCENE: f"{scenes.at + 1}"}


def read(parameters: Mapping[str, str]) -> tuple[Scenes, str]:
    """Read a link's list of scenes.

    Args:
        parameters: Of the URL; whatever they say, this returns.

    Returns:
        The list, and one sentence about what could not be read; "" where all of it could.
    """
    text = parameters.get(SCENES, "")
    if not text:
        return NO_SCENES, ""
    if len(text) > LONGEST:
        return NO_SCENES, f"The list of scenes is longer than {LONGEST} characters: it is left out."
    plain = unpacked(text.removeprefix(_PACKED), _LONGEST_UNPACKED)
    if plain is None or not plain.isascii():
        return NO_SCENES, "The list of scenes is cut off or damaged: it is left out."
    lines = plain.split("\n")
    found = [_prepared(line) for line in lines[:MOST]]
    shown = tuple(one for one, _ in found if one is not None)
    complaint = ""
    if len(lines) > MOST:
        complaint = f"The list holds more than {MOST} scenes: the first {MOST} are kept."
    elif not shown:
        complaint = "The list of scenes holds no scene that can be read: it is left out."
    elif not all(whole for _, whole in found):
        complaint = "Some scenes of the list could not be read: what can be read is shown."
    number = parameters.get(SCENE, "")
    at = int(number[:3]) - 1 if number.isascii() and number.isdecimal() else -1
    return Scenes(shown, at if 0 <= at < len(shown) else None), complaint


def opens(scenes: Scenes, parameters: Mapping[str, str]) -> Scenes:
    """Return a list of one scene or more with the one in hand that its link opens.

    A link that says nothing of a setting opens the scene that it names, or the first one.
    """
    return scenes if names_setting(parameters) else replace(scenes, at=scenes.at or 0)


def names_setting(parameters: Mapping[str, str]) -> bool:
    """Tell whether a link holds a setting of its own: every one that we write has a version."""
    return "v" in parameters


def change(scenes: Scenes, edit: Mapping[str, Any], setting: Setting) -> Changed:
    """Change a list as somebody asks; what makes no sense changes nothing.

    Args:
        scenes: As they are.
        edit: ``{"do": "add", "place": "step=3&pin=out,0,1,1"}``, ``{"do": "go", "at": 2}``,
            ``{"do": "remove", "at": 2}`` or ``{"do": "move", "at": 2, "to": 0}``, counted from 0.
        setting: What the stage shows.
    """
    if edit.get("do") == "add":
        return _added(scenes, edit.get("place"), setting)
    at, to = edit.get("at"), edit.get("to")
    shown = list(scenes.shown)
    if type(at) is not int or not 0 <= at < len(shown):
        return Changed(scenes)
    if edit.get("do") == "go":
        return Changed(replace(scenes, at=at), opened=shown[at])
    if edit.get("do") == "remove":
        del shown[at]
    elif edit.get("do") == "move" and type(to) is int and 0 <= to < len(shown):
        shown.insert(to, shown.pop(at))
    else:
        return Changed(scenes)
    in_hand = None if scenes.at is None else scenes.shown[scenes.at]
    return Changed(Scenes(tuple(shown), _found(shown, in_hand)))


def _found(shown: list[Prepared], wanted: Prepared | None) -> int | None:
    """Return where a scene stands now: that very one, since two may be alike."""
    return next((i for i, one in enumerate(shown) if one is wanted), None)


def _added(scenes: Scenes, place: object, setting: Setting) -> Changed:
    if len(scenes.shown) >= MOST:
        return Changed(scenes, notice=f"A list holds {MOST} scenes: this one was not added.")
    said = place if isinstance(place, str) and len(place) <= _LONGEST_PLACE else ""
    prepared, _ = _prepared(urlencode(encode(setting)) + "&" + said)
    if prepared is None:
        return Changed(scenes)
    longer = Scenes((*scenes.shown, prepared), len(scenes.shown))
    if len(written(longer)[SCENES]) > LONGEST:
        return Changed(scenes, notice="The list's link would be too long with this scene.")
    return Changed(longer, notice=left_out(setting))


def title(prepared: Prepared) -> str:
    """Return what a list calls a scene.

    >>> from app.setting.link import UNSAID
    >>> title(Prepared(UNSAID, {"step": 2}))
    'Stamp: transposed, 2x2, kernel 2, stride 2, step 3'
    """
    link = encode(prepared.setting)
    readings = ", ".join(READING[key].label for key in prepared.setting.shown)
    words = [link["op"], link["i"], f"kernel {link['k']}", f"stride {link['s']}"]
    words += [f"{name} {link[key]}" for key, name in _RARE.items() if link[key] != _USUAL[key]]
    if "step" in prepared.place:
        words.append(f"step {prepared.place['step'] + 1}")
    if "pin" in prepared.place:
        words.append("a cell pinned")
    return f"{readings}: {', '.join(words)}"


_RARE = {"p": "padding", "o": "output padding", "d": "dilation"}
_USUAL = {"p": "0", "o": "0", "d": "1"}


def _line(prepared: Prepared) -> str:
    place = prepared.place
    said = {STEP: f"{place['step']}"} if "step" in place else {}
    if "pin" in place:
        said[PIN] = ",".join(map(str, place["pin"]))
    if place.get("symbols"):
        said[SYMBOLS] = "1"
    return urlencode(encode(prepared.setting) | said)


def _prepared(line: str) -> tuple[Prepared | None, bool]:
    """Return the scene of a line, None where it names none, and whether all of it was read."""
    try:
        parameters = dict(parse_qsl(line, max_num_fields=_MOST_FIELDS))
    except ValueError:
        return None, False
    if not names_setting(parameters):
        return None, False
    setting, complaints = decode(parameters)
    return Prepared(setting, read_place(parameters)), not complaints
