"""What pages share: the name in the bar, the room below, words explained, a choice of views."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

View = TypeVar("View", bound=Callable[..., None])

# Streamlit's own header stays (navigation, theme menu). It is made flat, carries the
# name, and the page below it uses the window to its edges, as a tool does.
_STYLE = """
<style>
[data-testid="stHeader"] {
  border-bottom: 1px solid color-mix(in srgb, currentColor 14%, transparent);
}
[data-testid="stToolbar"]::before {
  content: "Transposed Convolution Lab";
  font-weight: 700; white-space: nowrap; margin-right: 1.25rem; padding-left: .5rem;
}
[data-testid="stMainBlockContainer"] { padding: 3.75rem 0 0; max-width: none; }
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] { gap: 0; }
/* The name takes its room from the navigation, not from the menu at the right end. */
[data-testid="stToolbar"] > div { flex: 1 1 0 !important; min-width: 0; }
@media (max-width: 640px) { [data-testid="stToolbar"]::before { content: "TC Lab"; } }
/* On a phone two arrows alone lead to the pages. */
[data-testid="stExpandSidebarButton"] { width: auto !important; padding: 0 .5rem !important; }
[data-testid="stExpandSidebarButton"]::after { content: "Pages"; margin-left: .25rem; }
</style>
"""


# Inside another page (?embed=true) Streamlit keeps the bar for its navigation at the top.
_EMBEDDED = """
<style>
[data-testid="stHeader"] { display: none; }
[data-testid="stMainBlockContainer"] { padding: 0 !important; }
</style>
"""

_AWAY = Path(__file__).with_name("away.html").read_text(encoding="utf-8")
"""What stands in for Streamlit's box when the server does not answer."""

_NAVIGATION = Path(__file__).with_name("navigation.html").read_text(encoding="utf-8")
"""What closes a phone's navigation once a page is chosen."""


@cache
def _glossary() -> Any:
    """Register what explains the glossary's words; only possible once Streamlit runs."""
    return st.components.v2.component(
        "transposed-convolution-lab.shared", js="glossary.js", isolate_styles=False
    )


def frame() -> None:
    """Style the frame around the page; call it once per run, before the page."""
    st.html(_STYLE + _EMBEDDED if st.context.is_embedded else _STYLE)
    st.html(_AWAY + _NAVIGATION, unsafe_allow_javascript=True)
    _glossary()(key="glossary")


def chosen_view(views: Mapping[str, View], key: str) -> View:
    """Let the reader choose one of a page's views.

    Args:
        views: By what the reader sees; the first is there at first.
        key: Where the session keeps the choice.
    """
    first = next(iter(views))
    chosen = st.segmented_control(
        "View",
        list(views),
        default=first,
        required=True,
        key=key,
        label_visibility="collapsed",
        persist_state="session",
    )
    # Only a damaged message chooses nothing.
    return views[chosen or first]
