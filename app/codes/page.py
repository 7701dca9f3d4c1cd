"""The code: a plane to walk in, ways between digits, digits made up, digits named."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from app.codes.between_view import between_view
from app.codes.digit import Mine
from app.codes.generate_view import generate_view
from app.codes.map_view import map_view
from app.codes.naming_view import naming_view
from app.codes.sampling_view import sampling_view
from app.drawing.component import canvas
from app.drawing.drawn import DRAWN, on_canvas
from core.autoencoders.drawing import DrawingError, prepare, read

_HERE = Path(__file__).parent
_STYLES = (_HERE.parent / "shared" / "pictures.css", _HERE / "page.css")


def code_page() -> None:
    """Show the canvas and one view of the code at a time."""
    with st.container(key="code"):
        for style in _STYLES:
            st.html(style)
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
