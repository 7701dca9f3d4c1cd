"""The router: which pages exist, and the frame they share."""

import streamlit as st

from app.drawing.component import ask_browser, hear_browser
from app.pages import PAGES
from app.shared.frame import frame
from app.shared.ways import remember_pages

st.set_page_config(page_title="Transposed Convolution Lab", layout="wide")
frame()
ask_browser()
pages = {
    page.path: st.Page(
        page.function,
        title=page.title,
        url_path=page.path,
        default=page.path == "",
        visibility="visible" if page.listed else "hidden",
    )
    for page in PAGES
}
remember_pages(pages)
page = st.navigation(list(pages.values()), position="top")
# A page may want to know that its visitor was elsewhere in the meantime.
st.session_state["before"] = st.session_state.get("page")
st.session_state["arrived"] = st.session_state["before"] != page.url_path
st.session_state["page"] = page.url_path
page.run()
hear_browser()
