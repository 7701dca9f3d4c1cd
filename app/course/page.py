"""The course: sixteen questions, each asked before it is answered."""

import streamlit as st

from app.course import session
from app.course.component import course
from app.course.learner import Learner, read_pixel
from app.drawing import several
from app.drawing.component import (
    DRAWN,
    HTML,
    READY_MADE,
    SEVERAL,
    keep,
    on_canvas,
    refused,
    switched,
)

COMPONENT = "course_page"
_COURSE = "course"
_LINK = "course_link"
_WISHED = "course_wished"
_PIXEL = "course_pixel"
_SLOTS = {"digit": DRAWN, "several": SEVERAL}


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
    learner = Learner(on_canvas(), on_canvas(SEVERAL, several.SCENE), st.session_state.get(_PIXEL))
    skipped, swapped = switched()
    pads = {
        "html": HTML,
        "digits": READY_MADE,
        "slots": _SLOTS,
        "skipped": skipped,
        "swapped": swapped,
        "troubles": {name: refused(slot) for name, slot in _SLOTS.items()},
    }
    course(
        {**session.message(now, learner), "pads": pads},
        key=COMPONENT,
        on_wish=_take_wish,
        on_learner=_take_learners,
    )


def _take_wish() -> None:
    """Grant the wish that the component just sent; Streamlit calls this before the run."""
    wish = st.session_state[COMPONENT]["wish"]
    st.session_state[_COURSE] = session.after_wish(st.session_state[_COURSE], wish)
    st.session_state[_WISHED] = True


def _take_learners(name: str) -> None:
    """Keep what the learner drew or chose; the whole lesson follows it."""
    sent = st.session_state[COMPONENT][name]
    if name in _SLOTS:
        keep(sent, _SLOTS[name])
    else:
        st.session_state[_PIXEL] = read_pixel(sent) or st.session_state.get(_PIXEL)
    st.session_state[_COURSE] = session.after_drawing(st.session_state[_COURSE])
