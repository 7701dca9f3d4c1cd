"""Mounts the canvas: pen, undo, clear, ready-made digits in one component."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import streamlit as st

from core.autoencoders.digits import ready_made
from core.autoencoders.drawing import Drawing

_HTML = """
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
        "transposed-convolution-lab.canvas", js="canvas.js", css="canvas.css", html=_HTML
    )


def flat(drawing: Drawing) -> list[list[float]]:
    """Return the strokes as the canvas sends them: per stroke x, y, x, y, ... in thousandths."""
    return [np.round(stroke.ravel(), 3).tolist() for stroke in drawing.strokes]


_READY_MADE = [flat(ready_made(digit)) for digit in range(10)]


def canvas(
    drawn: dict[str, Any],
    *,
    key: str,
    on_drawn: Callable[[], None],
    ready: Sequence[Any] = tuple(_READY_MADE),
    hint: str = "Draw a digit here",
) -> dict[str, Any] | None:
    """Show the canvas.

    Args:
        drawn: ``strokes`` (as ``flat`` makes them), ``pen`` (width, a part of the canvas'
            side) and the running ``number`` of the drawing. Shown when its number is above
            the canvas' own: at the start, and after a visit to another page.
        key: The component's identity.
        on_drawn: Called before the run that follows a finished stroke, an undo, a clear, a
            change of pen, or the choice of a ready-made digit.
        ready: The strokes of each digit that a button puts on the canvas.
        hint: What an empty canvas says.

    Returns:
        The newest drawing, of the same form; None while the user has not touched it.
    """
    # A list, not a dict: Streamlit imports pandas to look at a dict's values.
    reply = _mounted()(
        data=[{**drawn, "digits": list(ready), "hint": hint}],
        key=key,
        on_drawing_change=on_drawn,
        default={"drawing": None},
    )
    newest: dict[str, Any] | None = reply.drawing
    return newest
