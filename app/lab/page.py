"""The lab: one operation, every multiplication of it."""

import streamlit as st

from app.drawing.component import given, known
from app.drawing.preparation import grey_levels
from app.lab import session
from app.shared.address import PARAMETER
from app.shared.ways import VALUE_PAGE, to_value
from app.stage.component import stage

STAGE = "lab_stage"
_LAB = "lab"
_LINK = "lab_link"
_WISHED = "lab_wished"


def lab_page() -> None:
    """Show the stage, keep its setting in the URL."""
    opened = dict(st.query_params)
    if PARAMETER in opened:
        if st.session_state.get("before") != VALUE_PAGE:
            # A link to a value of a network; this ends the run.
            to_value(opened)
        # Back from that value: going on to it again would be a trap.
        st.query_params.clear()
        opened = {}
    lab: session.Lab | None = st.session_state.get(_LAB)
    returning = lab is not None and st.session_state.get("arrived") and not opened
    # A wish sent before the browser wrote the last link carries the one before it: that is
    # nobody's press of Back.
    wished = st.session_state.pop(_WISHED, False)
    if lab is None or (opened != st.session_state.get(_LINK) and not returning and not wished):
        lab = session.opened(opened, lab)
    if not wished:
        st.session_state[_LINK] = opened
    message = session.message(lab, opened, bool(st.context.is_embedded))
    stage(message, key=STAGE, on_wish=_take_wish)
    st.session_state[_LAB] = session.sent(lab)


def _take_wish() -> None:
    """Grant the wish that the component just sent; Streamlit calls this before the run."""
    wish = st.session_state[STAGE]["wish"]
    before: session.Lab = st.session_state[_LAB]
    lab = session.after_wish(before, wish, lambda: grey_levels(given(known())))
    if lab is before:
        return
    st.session_state[_LAB] = lab
    st.session_state[_WISHED] = True
    if wish.get("commit"):
        # Only what a hand let go of: a drag through eight values is one step Back.
        link = session.link(lab, st.query_params.to_dict())
        st.query_params.from_dict(link)
        st.session_state[_LINK] = link
