"""Mounts the canvas, keeps the visitor's drawing and the two switches of its preparation.

There is one drawing for all pages, and one pair of switches: they stay while a visitor goes
from page to page. A page with a canvas of another kind names a ``slot`` of its own.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import streamlit as st

from app.drawing.drawn import FIRST, Drawn, Strokes, arrived, digit
from app.drawing.preparation import Prepared, prepared
from core.autoencoders.drawing import DrawingError

DRAWN = "draw_drawn"
"""Where the session keeps the drawing."""

SKIPPED, SWAPPED = "prepare_skipped", "prepare_inverted"
"""Where the session keeps the two switches."""

_REFUSED = "_refused"
READY_MADE = tuple(digit(name).strokes for name in range(10))

HTML = """
<div class="pad">
  <canvas role="img" aria-label="Drawing area: draw a digit with mouse, finger or stylus,
    or choose a ready-made one below"></canvas>
  <p class="hint" hidden></p>
</div>
<div class="tools">
  <button type="button" class="undo">Undo</button>
  <button type="button" class="clear">Clear</button>
  <label>Pen <input type="range" class="pen" min="0.01" max="0.15" step="0.01"
    aria-label="Width of the pen"><span class="dot" aria-hidden="true"></span></label>
</div>
<div class="digits" role="group" aria-label="Ready-made digits"></div>
<p class="trouble" role="alert" hidden></p>
"""


@cache
def _mounted() -> Any:
    """Register the component's files; only possible once Streamlit runs."""
    return st.components.v2.component(
        "transposed-convolution-lab.canvas", js="canvas.js", css="canvas.css", html=HTML
    )


def on_canvas(slot: str = DRAWN, first: Drawn = FIRST) -> Drawn:
    """Return the drawing of a slot.

    Args:
        slot: Where the session keeps it.
        first: What is there until somebody draws.
    """
    drawn: Drawn = st.session_state.setdefault(slot, first)
    return drawn


def refused(slot: str = DRAWN) -> str:
    """Return why the last thing that a canvas sent was none; empty if it was a drawing."""
    trouble: str = st.session_state.get(slot + _REFUSED, "")
    return trouble


def put(strokes: Strokes, pen: float, slot: str = DRAWN) -> None:
    """Put other strokes on the canvas of a slot."""
    # Above the canvas' own number, or the canvas would keep what it has.
    st.session_state[slot] = Drawn(strokes, pen, on_canvas(slot).number + 1)


def given(drawn: Drawn | None = None) -> Prepared:
    """Prepare a drawing, the visitor's own unless another is named, as the switches say."""
    # Known before the switches are drawn, since what they change stands above them.
    skipped, swapped = (bool(st.session_state.get(key)) for key in (SKIPPED, SWAPPED))
    return prepared(drawn or on_canvas(), skipped=skipped, swapped=swapped)


def canvas(
    *,
    key: str,
    slot: str = DRAWN,
    ready: Sequence[Strokes] = READY_MADE,
    hint: str = "Draw a digit here",
) -> None:
    """Show a canvas and keep what is drawn on it.

    Args:
        key: The component's identity.
        slot: Where the session keeps the drawing; it is shown when its number is above the
            canvas' own: at the start, and after a visit to another page.
        ready: The strokes of each digit that a button puts on the canvas.
        hint: What an empty canvas says.
    """
    message = {
        **on_canvas(slot).sent(),
        "digits": [[list(stroke) for stroke in strokes] for strokes in ready],
        "hint": hint,
        "trouble": refused(slot),
    }
    # A list, not a dict: Streamlit imports pandas to look at a dict's values.
    _mounted()(
        data=[message],
        key=key,
        on_drawing_change=lambda: keep(st.session_state[key]["drawing"], slot),
        default={"drawing": None},
    )


def keep(sent: object, slot: str = DRAWN) -> None:
    """Take what a canvas sent; the last good drawing stays if it is none."""
    trouble = ""
    try:
        st.session_state[slot] = arrived(sent)
    except DrawingError as reason:
        trouble = str(reason)
    st.session_state[slot + _REFUSED] = trouble


def switches() -> None:
    """Let the reader leave the preparation out, and swap black and white."""
    st.toggle("Without this preparation", key=SKIPPED, persist_state="session")
    st.toggle("Black and white swapped", key=SWAPPED, persist_state="session")


def may_open(shown: Prepared) -> bool:
    """Tell whether the page of a value can follow this picture; if not, say so to the reader."""
    if shown.inverted:
        st.toast("Sums are shown of digits white on black: swap black and white back first.")
    return not shown.inverted
