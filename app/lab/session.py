"""The lab without a browser and without Streamlit: parameters and wishes in, message and link out.

A visitor's lab is one immutable value. ``opened`` makes it from a link, ``after_wish`` from
what the component asks for, ``message`` says what the stage then shows and ``link`` where
that stands.
"""

import gzip
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import urlencode

from app.lab.takeaway import Request, read_request, take
from app.setting import scenes as lists
from app.setting.beside import beside
from app.setting.link import (
    Place,
    Visible,
    decode,
    encode,
    kept,
    left_out,
    read_place,
    read_view,
)
from app.setting.scenes import NO_SCENES, Scenes
from app.setting.setting import (
    FIRST_READINGS,
    FIRST_WALK,
    LIMITS,
    PRESETS,
    REACH,
    Fill,
    GridName,
    Setting,
    default_setting,
    from_example,
    plane_indices,
)
from app.setting.wish import HIGHEST, grant, new_edits
from app.shared.remembered import Remembered
from app.stage import message as stage_message
from app.stage.ahead import Answer, told
from app.stage.compare import CompareScene, compared
from app.stage.message import FixMessage, Labelled, Message, SceneList, Trouble
from app.stage.phrases import lighting, noted
from app.stage.scene import Scene, TypedScene, scene
from core.arguments import GeometryError
from core.axes import Padding, short_padding, sides
from core.examples import ChannelExample, Example

_GRIDS: dict[GridName, str] = {"image": "input", "kernel": "kernel"}
_TARGETS: dict[GridName, str] = {"image": "in", "kernel": "tap"}
_FILLED: dict[Fill, str] = {
    "count": "count up from 1 over the whole grid",
    "ones": "are ones",
    "random": "are random",
    "picture": "are the picture's",
}
"""What is said of the cells that nobody typed into."""

LIVE_CHANNELS = 4
LIVE_INPUT = 16
"""Up to this input, what a control would show is told before it moves: as far as a slider goes."""

LIVE = ("kernel_size", "stride", "padding", "output_padding", "dilation", "input_size")
"""The controls that are dragged: a hand that takes one learns what each of its values shows."""

_FASTEST = 1


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
        request: A text that was asked for and not sent yet.
        scenes: Those prepared to be presented.
    """

    setting: Setting
    shown: Setting
    moved: str = ""
    notices: tuple[str, ...] = ()
    answered: int = 0
    place: Place | None = None
    request: Request | None = None
    scenes: Scenes = NO_SCENES


def opened(parameters: Mapping[str, str], before: Lab | None = None) -> Lab:
    """Return the lab of a link that was opened, or reached by Back.

    Args:
        parameters: Of the URL.
        before: The visitor's lab until now; None for one who just came.
    """
    setting, complaints = decode(parameters)
    place = read_place(parameters)
    listed, complaint = lists.read(parameters)
    # A link without a list leaves the one that is being prepared.
    prepared_before = replace(before.scenes, at=None) if before else NO_SCENES
    scenes = lists.opens(listed, parameters) if listed.shown else prepared_before
    if scenes.at is not None:
        prepared = scenes.shown[scenes.at]
        setting = setting if lists.names_setting(parameters) else prepared.setting
        # A page that is loaded again: the URL says the setting, the list its step.
        place = place or (prepared.place if prepared.setting == setting else place)
    # After Back to a refused setting the picture stays: nobody chose what would be nearest.
    kept = before.shown if before and setting.broken() is not None else None
    return Lab(
        setting=setting,
        shown=kept or _nearest(setting) or default_setting(),
        notices=(*complaints, *filter(None, [complaint])),
        answered=before.answered if before else 0,
        place=place or None,
        scenes=scenes,
    )


def link(lab: Lab, parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters of the link to a lab.

    Args:
        lab: What it shows.
        parameters: Of the URL so far: what they hide and lock stays so.
    """
    return encode(lab.setting) | kept(parameters) | lists.written(lab.scenes)


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
    made = Lab(
        setting=granted.setting,
        shown=granted.setting if granted.setting.broken() is None else lab.shown,
        moved=granted.moved,
        notices=granted.notices,
        answered=number,
        request=read_request(wish, lab.answered),
        scenes=lab.scenes,
    )
    for _, edit in new_edits(wish, lab.answered):
        if edit.get("kind") == "scenes":
            made = _with_scenes(made, edit)
    return made


def _with_scenes(lab: Lab, edit: Mapping[str, Any]) -> Lab:
    """Return the lab after a change of its list of scenes, or after a step to one of them."""
    changed = lists.change(lab.scenes, edit, lab.shown)
    lab = replace(
        lab,
        scenes=changed.scenes,
        notices=(*lab.notices, *filter(None, [changed.notice])),
    )
    if changed.opened is None:
        return lab
    setting = changed.opened.setting
    shown = _nearest(setting) or lab.shown
    return replace(lab, setting=setting, shown=shown, place=changed.opened.place)


def _scene_list(scenes: Scenes) -> SceneList:
    """Return what the stage knows of the list; its link opens the first scene, presented."""
    link = lists.written(replace(scenes, at=0)) if scenes.shown else {}
    return SceneList(
        titles=[lists.title(one) for one in scenes.shown],
        at=scenes.at,
        link=urlencode(link | {lists.PRESENT: "1"}, safe="~") if link else "",
    )


def message(lab: Lab, parameters: Mapping[str, str], embedded: bool) -> Message:
    """Return what the stage needs to know.

    Args:
        lab: What it shows.
        parameters: Of the URL: what it hides and locks.
        embedded: Whether the lab is part of another page.
    """
    setting = lab.setting
    shown, compare = _shown(lab.shown)
    return stage_message.message(
        shown,
        stage_message.of_setting(setting),
        id="lab",
        n=lab.answered,
        compare=compare,
        planes=stage_message.planes(*lab.shown.kernel_planes),
        examples=stage_message.EXAMPLES,
        example=_example(setting),
        notices=[*lab.notices, *filter(None, [left_out(setting)]), *_given_way(shown, lab.shown)],
        error=_error(lab.setting, lab.moved),
        link=urlencode(encode(setting), safe=":;,|!"),
        place=lab.place,
        live=is_live(setting) and not left_out(setting),
        export=take(lab.request, lab.shown) if lab.request else None,
        view=_view(parameters, embedded),
        scenes=_scene_list(lab.scenes),
    )


def _view(parameters: Mapping[str, str], embedded: bool) -> Visible:
    """Return what a link hides and locks, and whether it is to be presented."""
    view = read_view(parameters, embedded)
    if parameters.get(lists.PRESENT) == "1":
        view["present"] = True
    return view


def _given_way(shown: Scene, setting: Setting) -> list[str]:
    """Say why a reading that was chosen is not shown."""
    return [why for key, why in shown["lacking"] if key in setting.shown]


def _example(setting: Setting) -> Labelled | None:
    """Return key and note of the worked example that this setting is, if any."""
    return _notes().get(replace(setting, readings=FIRST_READINGS, walk=FIRST_WALK, beside=""))


@cache
def _notes() -> dict[Setting, Labelled]:
    """Return key and note of each worked example by its setting, however it is read."""
    return {
        from_example(one, FIRST_READINGS): (key, _note(one))
        for key, one in reversed(PRESETS.items())
    }


def _note(example: Example | ChannelExample) -> str:
    said = f"{example.note} From {example.source.title}: {example.place}."
    return noted(said, from_example(example).trace())


def _made_scene(setting: Setting) -> Scene:
    return scene(
        setting.trace(),
        setting.shown,
        setting.stepped,
        typed=_typed(setting),
        activation=setting.activation,
    )


def _shown(setting: Setting) -> tuple[Scene, CompareScene | None]:
    """Return the scene of a setting, and what stands beside it, if anything does."""
    return _compared(setting) if setting.beside else (_scene(setting), None)


def _made_compared(setting: Setting) -> tuple[Scene, CompareScene]:
    return compared(setting, beside(setting), _typed(setting))


def _typed(setting: Setting) -> TypedScene | None:
    """Return which cells were typed, and what that means for the others beside them."""
    typed = {grid: setting.typed_beside_filled(grid) for grid in _GRIDS}
    if not any(typed.values()):
        return None
    mixed = {grid: name for grid, name in _GRIDS.items() if typed[grid]}
    others = [
        f"the {name}'s others {_FILLED[getattr(setting, grid).fill]}"
        for grid, name in mixed.items()
    ]
    cells = {
        "image": [list(cell) for cell in typed["image"]],
        "kernel": [[*plane_indices(number), y, x] for number, y, x in typed["kernel"]],
    }
    these = " and ".join(
        lighting(f"of the {name}", _TARGETS[grid], cells[grid]) for grid, name in mixed.items()
    )
    return TypedScene(
        input=cells["image"],
        kernel=cells["kernel"],
        says=f"Underlined numbers {these} were typed or come from an example; "
        f"{' and '.join(others)}.",
    )


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


def is_live(setting: Setting) -> bool:
    """Tell whether its picture is so small that each value of a control may be told ahead."""
    small = max(setting.input_size) <= LIVE_INPUT and max(setting.channels) <= LIVE_CHANNELS
    return small and setting.within_reach()


def ahead(setting: Setting, control: str) -> bytes:
    """Return what a control would show at every other value, so that dragging needs no answer.

    Args:
        setting: As it stands; see ``is_live``.
        control: One of ``LIVE``.

    Returns:
        JSON, gzipped; see ``app.stage.ahead``.
    """
    return _ahead((setting, control))


def _made_ahead(asked: tuple[Setting, str]) -> bytes:
    setting, control = asked
    answers: dict[str, Answer] = {}
    for value, neighbour in _neighbours(setting, control):
        impossible = _error(neighbour, control)
        shown, compare = (None, None) if impossible else _shown(neighbour)
        answers[f"{control} {value}"] = Answer(
            scene=shown,
            compare=compare,
            error=impossible,
            example=None if impossible else _example(neighbour),
        )
    return gzip.compress(told(answers).encode(), _FASTEST)


def _neighbours(setting: Setting, control: str) -> Iterator[tuple[str, Setting]]:
    """Yield value and setting for everything that one movement of a control can reach."""
    if control != "input_size":
        now = setting.padding if control == "padding" else setting.said(control)
        for value in range(LIMITS[control][0], REACH[control] + 1):
            for moved in _moved(now, value):
                if moved != now:
                    fields: dict[str, Any] = {control: moved}
                    yield _told(moved), replace(setting, **fields)
        return
    height, width = setting.input_size
    for value in range(1, LIVE_INPUT + 1):
        sizes = {(value, width), (height, value)} if height != width else {(value, value)}
        if setting.dimensions == 1:
            sizes = {(1, value)}
        for size in sizes - {setting.input_size}:
            yield f"{size[0]},{size[1]}", replace(setting, input_size=size)


def _moved(now: Padding, value: int) -> list[Padding]:
    """Return what a control says when one of its numbers becomes a value."""
    if isinstance(now, int | str):
        return [value]
    height, width = now
    if isinstance(height, int) and isinstance(width, int):
        return [short_padding((value, width)), short_padding((height, value))]
    (top, bottom), (left, right) = sides(now)
    return [
        short_padding(some)
        for some in (
            # In the formula one number stands for both axes where they are alike.
            ((value, bottom), (value, right)),
            ((top, value), (left, value)),
            ((value, bottom), (left, right)),
            ((top, value), (left, right)),
            ((top, bottom), (value, right)),
            ((top, bottom), (left, value)),
        )
    ]


def _told(number: Padding) -> str:
    """Return a number as JavaScript writes it: "3", "2,3", "0,1,2,2"."""
    if isinstance(number, int | str):
        return f"{number}"
    return ",".join(f"{one}" if isinstance(one, int) else f"{one[0]},{one[1]}" for one in number)


_scene = Remembered(_made_scene, most=24_000_000)
_compared = Remembered(_made_compared, most=24_000_000)
_ahead = Remembered(_made_ahead, most=8_000_000)
