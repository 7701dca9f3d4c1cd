"""The course: sixteen questions, each asked before it is answered."""

import streamlit as st

from app.course import session
from app.course.component import course

COMPONENT = "course_page"
_COURSE = "course"
_LINK = "course_link"
_WISHED = "course_wished"


def course_page() -> None:
    """Show the list of lessons or the lesson that the URL names."""
    opened = st.query_params.to_dict()
    now: session.Course | None = st.session_state.get(_COURSE)
    wished = st.session_state.pop(_WISHED, False)
    # Beats turn in the browser, which writes them into the URL: only another lesson is news.
    if now is None or (not wished and not session.is_at(now, opened)):
        now = session.opened(opened, now)
    st.session_state[_COURSE] = now
    address = session.link(now)
    # Writing changes the text and not the address: nobody wants one step back per letter.
    if wished and address != opened:
        st.query_params.from_dict(address)
    course(session.message(now), key=COMPONENT, on_wish=_take_wish)


def _take_wish() -> None:
    """Grant the wish that the component just sent; Streamlit calls this before the run."""
    wish = st.session_state[COMPONENT]["wish"]
    st.session_state[_COURSE] = session.after_wish(st.session_state[_COURSE], wish)
    st.session_state[_WISHED] = True
