"""Mounts the canvas, keeps the visitor's drawing and the two switches of its preparation.

There is one drawing for all pages, and one pair of switches: they stay while a visitor goes
from page to page. A page with a canvas of another kind names a ``slot`` of its own.

A session ends when its page is loaded again or the server starts anew; the drawing does not.
The browser's tab holds it, too (``assets/held.js``), and every new session asks for it. Until the
tab has answered, no page shows another drawing as the visitor's own.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from app.drawing.drawn import AWAITED, FIRST, Drawn, Strokes, arrived, digit
from app.drawing.preparation import Prepared, prepared
from app.shared.component import mounted
from core.autoencoders.drawing import DrawingError

DRAWN = "draw_drawn"
"""Where the session keeps the drawing."""

SEVERAL = "models_scene"
"""Where it keeps the canvas with several digits."""

SLOTS = (DRAWN, SEVERAL)

SKIPPED, SWAPPED = "prepare_skipped", "prepare_inverted"
"""Where the session keeps the two switches."""

_ASKED, _WANTED = "drawing_asked", "drawing_wanted"
"""Whether the tab has been asked and has not answered; whether a page waits for the answer."""

_HOLDER = "drawing_holder"
_REFUSED = "_refused"
_HEARD = "_heard"
"""Whether a canvas of a slot has sent a drawing: then its page holds the ready-made digits, too."""

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


def ask_browser() -> None:
    """Begin a session: what the tab holds is awaited; call it before the page."""
    st.session_state.setdefault(_ASKED, True)


def hear_browser() -> None:
    """Let the tab answer as long as it has not; call it after the page."""
    if st.session_state[_ASKED]:
        mounted("holder", css=False)(
            # A tab that holds nothing need not say so where nobody waits for it.
            data=[{"wanted": st.session_state.get(_WANTED, False)}],
            key=_HOLDER,
            on_held_change=_take_held,
        )


def _take_held() -> None:
    """Take what the tab holds, unless something was drawn in the meantime."""
    st.session_state[_ASKED] = False
    held = st.session_state[_HOLDER]["held"]
    if not isinstance(held, Mapping):
        return
    slots = held.get("slots")
    for slot in SLOTS:
        if isinstance(slots, Mapping) and slot in slots and slot not in st.session_state:
            keep(slots[slot], slot)
    for name, switch in (("skipped", SKIPPED), ("swapped", SWAPPED)):
        if held.get(name) is True:
            st.session_state[switch] = True


def on_canvas(slot: str = DRAWN, first: Drawn = FIRST) -> Drawn:
    """Return the drawing of a slot; ``AWAITED`` where the tab may hold one.

    Args:
        slot: Where the session keeps it.
        first: What is there until somebody draws.
    """
    if slot not in st.session_state and st.session_state.get(_ASKED):
        st.session_state[_WANTED] = True
        return AWAITED
    return known(slot, first)


def known(slot: str = DRAWN, first: Drawn = FIRST) -> Drawn:
    """Return the drawing of a slot without waiting for the tab.

    For what a hand asks for: by then a tab that holds a drawing has said so.
    """
    drawn: Drawn = st.session_state.get(slot, first)
    return drawn


def refused(slot: str = DRAWN) -> str:
    """Return why the last thing that a canvas sent was none; empty if it was a drawing."""
    trouble: str = st.session_state.get(slot + _REFUSED, "")
    return trouble


def put(strokes: Strokes, pen: float, slot: str = DRAWN) -> None:
    """Put other strokes on the canvas of a slot."""
    # Above the canvas' own number, or the canvas would keep what it has.
    st.session_state[slot] = Drawn(strokes, pen, known(slot).number + 1)


def given(drawn: Drawn | None = None) -> Prepared:
    """Prepare a drawing, the visitor's own unless another is named, as the switches say."""
    skipped, swapped = switched()
    return prepared(drawn or on_canvas(), skipped=skipped, swapped=swapped)


def switched() -> tuple[bool, bool]:
    """Return both switches, before they are drawn: what they change stands above them."""
    return bool(st.session_state.get(SKIPPED)), bool(st.session_state.get(SWAPPED))


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
    skipped, swapped = switched()
    message = {
        **on_canvas(slot).sent(),
        "slot": slot,
        "skipped": skipped,
        "swapped": swapped,
        "digits": None
        if st.session_state.get(slot + _HEARD)
        else [[list(stroke) for stroke in strokes] for strokes in ready],
        "hint": hint,
        "trouble": refused(slot),
    }
    mounted("canvas", HTML)(
        data=[message],
        key=key,
        on_drawing_change=lambda: _hear(key, slot),
        default={"drawing": None},
    )


def _hear(key: str, slot: str) -> None:
    """Take what a canvas just sent."""
    st.session_state[slot + _HEARD] = True
    keep(st.session_state[key]["drawing"], slot)


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
