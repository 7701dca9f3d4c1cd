"""From one digit to another: through the code, and pixel by pixel beside it."""

import base64
from functools import cache
from itertools import groupby
from typing import Any

import numpy as np
import streamlit as st

from app.codes.component import way_between
from app.codes.words import trouble_line
from app.drawing.component import given, on_canvas
from app.drawing.drawn import Drawn, digit
from app.drawing.preparation import Prepared
from app.shared import networks
from app.shared.densities import MAPPED, density, grey
from app.shared.glossary import explained
from app.shared.images import address
from core.autoencoders.architectures import ARCHITECTURES, PICTURE_SIDE
from core.autoencoders.codes.naming import nearest_neighbours
from core.autoencoders.codes.plane import HELD
from core.autoencoders.codes.sampling import steps_between
from core.autoencoders.drawing import Picture
from core.autoencoders.inference import decode_all, encode
from core.autoencoders.weights import WeightsError

STATIONS = 25
_OWN = "your drawing"
_READY = tuple(f"ready-made {digit}" for digit in range(10))
_FIRST = {"A": 2, "B": 7}


def between_view(mine: Prepared) -> None:
    """Let the reader choose both ends and a model, and show the two ways between them.

    Args:
        mine: The drawing; here it only says why it cannot be taken.
    """
    words = (
        "<section><p><b>Through the code:</b> encode both digits, walk straight from one code to "
        "the other, decode every step. <b>Pixel by pixel:</b> fade one picture into the other."
        "</p></section>"
    )
    st.html(explained(words))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        name = st.selectbox(
            "Model",
            _models(),
            format_func=lambda each: ARCHITECTURES[each].title,
            key="between_model",
            width=300,
            persist_state="session",
        )
        ends = [_end(slot, mine) for slot in _FIRST]
    if name is None:
        st.html("<section><p class='trouble'>No model is trained here yet.</p></section>")
        return
    first, last = (given(end) for end in ends)
    if first.picture is None or last.picture is None:
        st.html(f"<section>{trouble_line(first.trouble or last.trouble)}</section>")
        return
    try:
        sent = _ways(name, first.picture, last.picture)
    except WeightsError as reason:
        st.html(f"<section>{trouble_line(str(reason))}</section>")
        return
    if mine.trouble:
        st.html(f"<section>{trouble_line(f'{mine.trouble} A and B stay as they are.')}</section>")
    way_between(sent, key="between_way")
    st.html(explained(f"<section><p>{_words(name, sent)}</p></section>"))


def _models() -> list[str]:
    """Return the models that rebuild a digit, those with a map first."""
    names = [one.name for one in networks.present() if one.task in ("rebuild", "generate")]
    return sorted(names, key=lambda name: (name not in MAPPED, ARCHITECTURES[name].code.values))


def _end(slot: str, mine: Prepared) -> Drawn:
    """Let the reader choose one end; return what is drawn there."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", width="content"):
        chosen = st.selectbox(
            slot,
            [_OWN, *_READY],
            index=1 + _FIRST[slot],
            key=f"between_{slot}",
            on_change=_chosen,
            args=(slot,),
            width=140,
            persist_state="session",
        )
        st.button(
            f"Take mine as {slot}",
            key=f"between_take_{slot}",
            on_click=_take,
            args=(slot,),
            disabled=mine.picture is None,
        )
    if chosen == _OWN:
        taken: Drawn = st.session_state.get(f"between_own_{slot}") or on_canvas()
        return taken
    return digit(_READY.index(chosen))


def _chosen(slot: str) -> None:
    if st.session_state[f"between_{slot}"] == _OWN and f"between_own_{slot}" not in (
        st.session_state
    ):
        _take(slot)


def _take(slot: str) -> None:
    """Keep the drawing as it is now: the canvas is free for the next one."""
    st.session_state[f"between_own_{slot}"] = on_canvas()
    st.session_state[f"between_{slot}"] = _OWN


def _ways(name: str, first: Picture, last: Picture) -> dict[str, Any]:
    """Return all stations of both ways, JSON-ready."""
    model = networks.network(name)
    codes = steps_between(encode(model, first), encode(model, last), STATIONS)
    sent: dict[str, Any] = {
        "code": _packed(decode_all(model, codes)),
        "pixels": _packed(steps_between(first, last, STATIONS)),
        "count": STATIONS,
        "name": name,
        "map": None,
        "path": [],
        "dense": [],
        "named": [],
    }
    if name not in MAPPED:
        return sent
    try:
        known = density(name)
    except WeightsError:
        # The map is an extra: without it both ways are there all the same.
        return sent
    points, validation = codes[:, :, 0, 0], networks.codes(name)
    named = nearest_neighbours(validation.points, validation.labels, points)
    return sent | {
        "map": _small_map(name),
        "path": known.frame.cells(points).tolist(),
        "dense": known.is_dense(points).tolist(),
        "named": named.tolist(),
    }


def _packed(pictures: Picture) -> str:
    return base64.b64encode(grey(pictures).tobytes()).decode()


@cache
def _small_map(name: str) -> str:
    """Return the density as a picture, its top row the plane's top."""
    values = np.sqrt(density(name).values[::-1])
    return address((values / values.max()).astype(np.float32))


def _words(name: str, sent: dict[str, Any]) -> str:
    numbers = ARCHITECTURES[name].code.values
    if not sent["path"]:
        said = (
            "more than the picture has pixels, so its middle looks much like the fade."
            if numbers > PICTURE_SIDE**2
            else "its halfway pictures keep more of both ends than a code of two can."
        )
        return f"This code has {numbers:,} numbers: {said}"
    digits = [digit for digit, _ in groupby(sent["named"])]
    outside = sent["dense"].count(False)
    passed = ", ".join(str(digit) for digit in digits)
    return (
        f"By the 50 nearest codes the way leads past: <b>{passed}</b>. "
        f"Outside the dense area, which holds {HELD:.0%} of the codes, lie {outside} of its "
        f"{STATIONS} stations."
    )
