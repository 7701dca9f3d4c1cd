"""One value of a network, down to its multiplications, and what it paints."""

import html
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import streamlit as st

from app.drawing.component import known, on_canvas, put
from app.setting.link import encode as setting_link
from app.shared.address import MOST_MAPS, Address, decode, encode
from app.shared.glossary import explained
from app.shared.ways import go_back, to_lab
from app.stage.component import stage
from app.value import session
from app.value.effect import painted
from app.value.message import after_wish, message
from core.autoencoders.drawing import DrawingError
from core.autoencoders.weights import WeightsError

_STYLE = Path(__file__).parent / "page.css"
_STAGE = "value_stage"
_MAPS = "value_maps"
_ANSWERED = "value_answered"


def value_page() -> None:
    """Show the value that the link names."""
    address, complaints = decode(st.query_params.to_dict())
    with st.container(key="value"):
        st.html(_STYLE)
        try:
            seen = session.see(address, on_canvas)
        except (DrawingError, WeightsError) as reason:
            _heading(address, None)
            st.html(f"<section><p class='trouble'>{html.escape(str(reason))}</p></section>")
            return
        _heading(address, seen)
        for complaint in complaints:
            st.html(f"<section><p class='trouble'>{html.escape(complaint)}</p></section>")
        found = session.find(address, seen)
        if isinstance(found, str):
            st.html(explained(f"<section><p>{found}</p></section>"))
        else:
            _choices(address, found)
            answered = st.session_state.get(_ANSWERED, 0)
            shown = message(address, found.origin, found.shown, answered)
            stage(shown, key=_STAGE, on_wish=_take_wish)
        st.html(explained(painted(address, seen.network, seen.maps, seen.picture)))
        if not isinstance(found, str):
            st.html(explained(session.contributions(found.origin.terms, found.maps)))


def _heading(address: Address, seen: session.Seen | None) -> None:
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        if st.button("← Back to the drawing", key="value_back"):
            _leave(address)
        st.html(explained(session.heading(address)), width="stretch")
        if seen is not None:
            st.html(session.thumbnails(address, seen), width="content")


def _leave(address: Address) -> None:
    """Go back; a drawing that came with a link is put on the canvas first."""
    drawing = address.drawing
    if (
        drawing is not None
        and drawing != known().strokes
        and address.architecture.task != "segment"
    ):
        put(drawing, address.pen)
    go_back()


def _choices(address: Address, found: session.Found) -> None:
    """Let the reader choose which input maps are shown, and how much of them."""
    terms = found.origin.terms
    sums = dict(zip(terms.channels.tolist(), terms.sums.tolist(), strict=True))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        st.session_state[_MAPS] = found.maps
        st.multiselect(
            "Input maps on the stage, the largest contribution first",
            list(sums),
            format_func=lambda channel: f"map {channel}: {session.signed(sums[channel])}",
            max_selections=MOST_MAPS,
            key=_MAPS,
            on_change=lambda: _go(replace(address, maps=tuple(st.session_state[_MAPS]))),
        )
        if found.everything is not None:
            st.toggle(
                f"All {found.everything.products:,} products of these maps, not only the window "
                "that matters",
                value=address.whole,
                key=f"value_whole_{address.whole}",
                on_change=lambda: _go(replace(address, whole=not address.whole)),
            )
        setting = session.lab_setting(terms, found.maps)
        if setting is not None and st.button(
            "Change these numbers in the lab",
            key="value_to_lab",
            help=f"{setting.input_size[0]}×{setting.input_size[1]} of them, all others as the bias",
        ):
            to_lab(setting_link(setting))


def _go(address: Address) -> None:
    st.query_params.from_dict(encode(address))


def _take_wish() -> None:
    """Grant what the stage asks for; Streamlit calls this before the run."""
    wish = st.session_state[_STAGE]["wish"]
    if not isinstance(wish, Mapping) or not isinstance(wish.get("n"), int):
        return
    answered = st.session_state.get(_ANSWERED, 0)
    st.session_state[_ANSWERED] = wish["n"]
    st.query_params.from_dict(after_wish(wish, st.query_params.to_dict(), answered))
