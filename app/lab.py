"""The lab: one operation, every multiplication of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from app.link import decode, encode, read_place
from app.setting import LIMITS, Setting, default_setting, from_example
from app.stage.component import stage
from app.stage.scene import Scene, scene
from app.wish import grant
from core.contributions import trace_layer
from core.examples import EXAMPLES
from core.fixes import resolve_or_fix
from core.frameworks import GeometryError, resolve

STAGE = "lab_stage"
_LAB = "lab"
_LINK = "lab_link"


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
    """

    setting: Setting
    shown: Setting
    moved: str = ""
    notices: tuple[str, ...] = ()
    answered: int = 0
    place: Mapping[str, object] | None = None


def lab_page() -> None:
    """Show the stage, keep its setting in the URL."""
    opened = dict(st.query_params)
    lab: Lab | None = st.session_state.get(_LAB)
    returning = lab is not None and st.session_state.get("arrived") and not opened
    if lab is None or (opened != st.session_state.get(_LINK) and not returning):
        lab = _opened(opened, lab)
        st.session_state[_LAB] = lab
    st.session_state[_LINK] = opened
    stage(_message(lab), key=STAGE, on_wish=_take_wish)


def _opened(parameters: Mapping[str, str], before: Lab | None) -> Lab:
    """Return the lab of a link that was opened, or reached by Back."""
    setting, complaints = decode(parameters)
    return Lab(
        setting=setting,
        shown=_nearest(setting) or (before.shown if before else default_setting()),
        notices=tuple(complaints),
        answered=before.answered if before else 0,
        place=read_place(parameters),
    )


def _nearest(setting: Setting) -> Setting | None:
    """Return the setting, or the nearest one that works, or None."""
    try:
        resolve_or_fix(setting.layer(), limits=LIMITS)
    except GeometryError as impossible:
        return _fixed(setting, impossible)
    return setting


def _fixed(setting: Setting, impossible: GeometryError) -> Setting | None:
    if impossible.fix is None:
        return None
    fields: dict[str, Any] = {impossible.fix.parameter: impossible.fix.value}
    return setting.with_layer(replace(setting.layer(), **fields))


def _take_wish() -> None:
    """Grant the wish that the component just sent; Streamlit calls this before the run."""
    wish = st.session_state[STAGE]["wish"]
    lab = after_wish(st.session_state[_LAB], wish)
    if lab is st.session_state[_LAB]:
        return
    st.session_state[_LAB] = lab
    if wish.get("commit"):
        # Only what a hand let go of: a drag through eight values is one step Back.
        link = encode(lab.setting)
        st.query_params.from_dict(link)
        st.session_state[_LINK] = link


def after_wish(lab: Lab, wish: object) -> Lab:
    """Return the lab with a wish granted; the same lab if it is none."""
    if not isinstance(wish, Mapping) or not isinstance(wish.get("n"), int):
        return lab
    granted = grant(wish, lab.setting, lab.answered)
    return Lab(
        setting=granted.setting,
        shown=granted.setting if _is_legal(granted.setting) else lab.shown,
        moved=granted.moved,
        notices=granted.notices,
        answered=wish["n"],
    )


def _is_legal(setting: Setting) -> bool:
    try:
        resolve(setting.layer())
    except GeometryError:
        return False
    return True


def _message(lab: Lab) -> dict[str, object]:
    """Return what the stage needs to know; see ``stage.js`` for its reader."""
    setting = lab.setting
    example = next((e for e in EXAMPLES if from_example(e, setting.reading) == setting), None)
    return {
        "n": lab.answered,
        "controls": _controls(setting),
        "limits": LIMITS,
        "scene": _scene(lab.shown),
        "error": _error(lab),
        "notices": list(lab.notices),
        "examples": [[e.key, e.title] for e in EXAMPLES],
        "example": None if example is None else [example.key, example.note],
        "link": urlencode(encode(setting), safe=":;,"),
        "place": lab.place,
    }


def _controls(setting: Setting) -> dict[str, object]:
    return {
        "operation": setting.operation,
        "framework": setting.framework,
        "input_size": list(setting.input_size),
        "kernel_size": setting.kernel_size,
        "stride": setting.stride,
        "padding": setting.padding,
        "output_padding": setting.output_padding,
        "dilation": setting.dilation,
        "reading": setting.reading,
        "fills": [setting.image.fill, setting.kernel.fill],
    }


@lru_cache(maxsize=512)
def _scene(setting: Setting) -> Scene:
    trace = trace_layer(setting.layer(), setting.image_grid(), setting.kernel_grid())
    return scene(trace, setting.reading)


def _error(lab: Lab) -> dict[str, object] | None:
    """Return the broken rule and the fix, or None where the setting is possible."""
    try:
        resolve_or_fix(lab.setting.layer(), moved=lab.moved, limits=LIMITS)
    except GeometryError as impossible:
        fixed = _fixed(lab.setting, impossible)
        return {
            "rule": f"{impossible.rule}.",
            "parameter": impossible.parameter,
            "fix": None
            if fixed is None or impossible.fix is None
            else {"text": impossible.fix.text, "controls": _controls(fixed)},
        }
    return None
