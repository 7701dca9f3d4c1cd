"""The code: a plane to walk in, ways between digits, digits made up, digits named."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import streamlit as st

from app import warmup
from app.canvas.component import canvas
from app.canvas.drawn import DRAWN, on_canvas
from app.plane.between_view import between_view
from app.plane.drawn import Mine
from app.plane.generate_view import generate_view
from app.plane.known import MAPPED
from app.plane.map_view import map_view
from app.plane.naming_view import naming_view
from app.plane.sampling_view import sampling_view
from core.autoencoders.drawing import DrawingError, prepare, read

_PAGES = Path(__file__).parents[1] / "canvas" / "assets"
_ASSETS = Path(__file__).parent / "assets"


def code_page() -> None:
    """Show the canvas and one view of the code at a time."""
    with st.container(key="code"):
        st.html(_PAGES / "page.css")
        st.html(_ASSETS / "page.css")
        _workbench()


@st.fragment
def _workbench() -> None:
    """Everything that changes with the drawing; only the chosen view is computed."""
    chosen = st.segmented_control(
        "View",
        list(_VIEWS),
        default=next(iter(_VIEWS)),
        required=True,
        key="code_view",
        label_visibility="collapsed",
        persist_state="session",
    )
    left, right = st.columns(2)
    drawn = on_canvas()
    with left:
        st.html("<h1>Your digit as a code</h1>")
        canvas(drawn, key="code_canvas", on_drawn=_keep)
    try:
        picture = prepare(read(drawn["strokes"], drawn["pen"])).centred
        mine = Mine(picture, drawn["number"], "")
    except DrawingError as reason:
        mine = Mine(None, drawn["number"], str(reason))
    with right, st.container(key="code_right"):
        # Only for the server's first visitors: then the models stay in memory.
        waiting = not all(warmup.is_ready(name) for name in MAPPED)
        with st.spinner("Loading the models …") if waiting else nullcontext():
            _VIEWS[chosen](mine)


def _keep() -> None:
    """Remember the drawing, for the other pages as well."""
    st.session_state[DRAWN] = st.session_state["code_canvas"]["drawing"]


_VIEWS: dict[str, Callable[[Mine], None]] = {
    "Map": map_view,
    "Between two digits": between_view,
    "Generate": generate_view,
    "AE or VAE?": sampling_view,
    "Which digit is it?": naming_view,
}
