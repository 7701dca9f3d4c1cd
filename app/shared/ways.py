"""The way to the page of a value, from there to the lab, and back to the drawing."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.drawing.drawn import Drawn
from app.shared.address import Address, encode, strokes_of
from core.contributions import Cell

VALUE_PAGE = "value"
"""Path of the page that shows one value; the navigation bar does not name it."""

_PAGES = "pages"
_PAGE = "page"
_CAME_FROM = "value_came_from"
_DRAWING_PAGE = "draw"


def remember_pages(pages: Mapping[str, Any]) -> None:
    """Keep the pages of this run, by path: going to one needs Streamlit's own object."""
    st.session_state[_PAGES] = dict(pages)


def open_value(
    model: str,
    layer: int,
    cell: Cell,
    drawn: Drawn,
    *,
    as_drawn: bool = False,
    random: bool = False,
    off: tuple[int, tuple[int, ...]] | None = None,
) -> None:
    """Go to the page of a value and show where it comes from and what it paints.

    Call it in the page's own code, not in a callback: it ends the run.

    Args:
        model: A key of ``ARCHITECTURES``.
        layer: Number of the layer that made the value, from 0; -1 for the picture.
        cell: Channel, row and column of the value.
        drawn: What is on the canvas; see ``app.drawing.component.on_canvas``.
        as_drawn: Whether the network got the canvas unprepared.
        random: Whether its weights are the random ones.
        off: A layer, from 0, and the channels of it that are switched off.
    """
    st.session_state[_CAME_FROM] = st.session_state.get(_PAGE, _DRAWING_PAGE)
    address = Address(
        model=model,
        layer=layer,
        cell=cell,
        strokes=strokes_of(drawn.strokes),
        pen=drawn.pen,
        as_drawn=as_drawn,
        random=random,
        off=off,
    )
    to_value(encode(address))


def to_value(parameters: Mapping[str, str]) -> None:
    """Go to the page of the value that a link names; it ends the run.

    Args:
        parameters: Of the link; see ``app.shared.address``.
    """
    st.switch_page(st.session_state[_PAGES][VALUE_PAGE], query_params=dict(parameters))


def to_lab(parameters: Mapping[str, str]) -> None:
    """Go to the lab with a setting; it ends the run.

    Args:
        parameters: Of the setting's link; see ``app.setting.link``.
    """
    st.switch_page(st.session_state[_PAGES][""], query_params=dict(parameters))


def go_back() -> None:
    """Go to the page with the drawing that the value was clicked on; it ends the run."""
    pages = st.session_state[_PAGES]
    came_from = st.session_state.get(_CAME_FROM) or _DRAWING_PAGE
    st.switch_page(pages.get(came_from, pages[_DRAWING_PAGE]))
