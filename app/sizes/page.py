"""Sizes: which settings make one of another, and where a decoder misses its encoder."""

import streamlit as st

from app.sizes import session
from app.sizes.component import sizes

COMPONENT = "sizes_page"
_BENCH = "sizes_bench"
_WISHED = "sizes_wished"


def sizes_page() -> None:
    """Show what the URL asks, or what was asked last."""
    parameters = st.query_params.to_dict()
    now: session.Bench | None = st.session_state.get(_BENCH)
    wished = st.session_state.pop(_WISHED, False)
    if now is None or (not wished and parameters != session.link(now)):
        now = session.opened(parameters, now)
    st.session_state[_BENCH] = now
    if wished:
        st.query_params.from_dict(session.link(now))
    sizes(session.message(now), key=COMPONENT, on_wish=_take_wish)


def _take_wish() -> None:
    """Grant the wish that the component just sent; Streamlit calls this before the run."""
    wish = st.session_state[COMPONENT]["wish"]
    st.session_state[_BENCH] = session.after_wish(st.session_state[_BENCH], wish)
    st.session_state[_WISHED] = True
