"""The code: a plane to walk in, ways between digits, digits made up, digits named."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from app.codes.between_view import between_view
from app.codes.generate_view import generate_view
from app.codes.map_view import map_view
from app.codes.naming_view import naming_view
from app.codes.sampling_view import sampling_view
from app.drawing.component import canvas, given, switches
from app.drawing.preparation import Prepared
from app.shared.frame import chosen_view
from app.shared.glossary import explained

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
    view = chosen_view(_VIEWS, "code_view")
    left, right = st.columns(2)
    with left:
        st.html(explained("<h1>Your digit as a code</h1>"))
        canvas(key="code_canvas")
        switches()
    with right, st.container(key="code_right"):
        view(given())


_VIEWS: dict[str, Callable[[Prepared], None]] = {
    "Map": map_view,
    "Between two digits": between_view,
    "Generate": generate_view,
    "AE or VAE?": sampling_view,
    "Which digit is it?": naming_view,
}
