"""The visitor's drawing: one for all pages, kept while they go from one to the other."""

from typing import Any

import streamlit as st

from app.drawing.component import flat
from core.autoencoders.digits import PEN, ready_made

DRAWN = "draw_drawn"
"""Where the session keeps it."""

_FIRST = 3


def on_canvas() -> dict[str, Any]:
    """Return strokes, pen and running number; a ready-made digit until somebody draws."""
    first = {"strokes": flat(ready_made(_FIRST)), "pen": PEN, "number": 0}
    drawn: dict[str, Any] = st.session_state.setdefault(DRAWN, first)
    return drawn
