"""The denoising model: spoil your digit, and see what of it comes back."""

import html
from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from app.shared import networks
from app.shared.glossary import explained
from app.shared.markup import LARGE, figure, plain, visible_scale
from core.autoencoders.damage import spoilt
from core.autoencoders.drawing import Picture
from core.autoencoders.inference import Reconstruction, rebuild
from core.autoencoders.weights import WeightsError

_MODEL = "denoising"


def denoise_view(picture: Picture | None, number: int, trouble: str) -> None:
    """Show the sliders, the spoilt picture, and what the model makes of it.

    Args:
        picture: (28, 28) the clean digit; None if the drawing cannot be used.
        number: The drawing's running number.
        trouble: Why the drawing cannot be used; empty if it can.
    """
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        noise = st.slider(
            "Noise (standard deviation)",
            *(0.0, 0.8, 0.4, 0.05),
            key="denoise_noise",
            width=260,
            persist_state="session",
        )
        square = st.slider(
            "Hidden square, pixels a side",
            *(0, 16, 0),
            key="denoise_square",
            width=260,
            persist_state="session",
        )
        if st.button("Other damage", key="denoise_again"):
            st.session_state["denoise_seed"] = st.session_state.get("denoise_seed", 0) + 1
    made: Reconstruction | None = None
    record = None
    try:
        model, record = networks.network(_MODEL), networks.record(_MODEL)
        if picture is not None:
            seed = st.session_state.get("denoise_seed", 0)
            given = spoilt(picture, noise=noise, square=square, seed=seed)
            made = rebuild(model, given, wanted=picture)
    except WeightsError as reason:
        trouble = str(reason)
    st.html(_pictures(picture, made, number, trouble))
    if record is not None:
        st.html(explained(_words(noise, square, record["recipe"])))
        st.html(_table(record))


def _pictures(
    picture: Picture | None, made: Reconstruction | None, number: int, trouble: str
) -> str:
    given = rebuilt = off = None
    caption, words = "error", f'<p class="trouble">{html.escape(trouble)}</p>' if trouble else ""
    if made is not None:
        given, rebuilt = made.picture, made.rebuilt
        off = np.abs(made.rebuilt - made.wanted)
        scale = visible_scale(float(off.max()))
        off, caption = off * scale, f"error, ×{scale}"
        before = float(np.square(made.picture - made.wanted).mean())
        words = (
            f'<p>Error against your clean digit: <b class="before">{plain(before)}</b> before, '
            f'<b class="after">{plain(made.mse)}</b> after'
            f"{_change(before, made.mse)}.</p><p>Mean squared errors; the model never sees the "
            "clean digit.</p>"
        )
    return (
        f'<section class="results spoilt" data-drawing="{number}"><div class="row four">'
        f"{figure(picture, '<b>your digit</b>', 'your clean digit', LARGE - 1)}"
        f"<span class='sign'>→</span>"
        f"{figure(given, '<b>spoilt</b>, what it gets', 'your digit, spoilt', LARGE - 1)}"
        "<span class='sign'>→</span>"
        f"{figure(rebuilt, '<b>rebuilt</b>', 'what the model makes of it', LARGE - 1)}"
        f"{figure(off, caption, 'error against the clean digit', LARGE - 1)}"
        f"</div><div class='words wide'>{words}</div></section>"
    )


def _change(before: float, after: float) -> str:
    if after <= 0 or before <= 0:
        return ""
    if after > before:
        return ", more than before: where nothing is wrong, it can only do harm"
    return f", {before / after:.1f} times less"


def _words(noise: float, square: int, recipe: Mapping[str, Any]) -> str:
    beyond = noise > recipe["noise"] or square > recipe["largest_square"]
    learned = (
        f"It learned noise up to {recipe['noise']:g} and one hidden square of up to "
        f"{recipe['largest_square']} pixels a side"
    )
    end = (
        "<b>this is beyond what it was shown</b>, so look for strokes that you never drew."
        if beyond
        else "where a whole stroke is hidden it fills in what is likely, not what was there."
    )
    return f"<section><p>{learned}; {end}</p></section>"


def _table(record: Any) -> str:
    figures = record["figures"]
    levels = [key.removeprefix("mse_at_") for key in figures if key.startswith("mse_at_")]
    head = "".join(f"<th>{float(level):.1f}</th>" for level in levels)
    cells = "".join(f"<td>{plain(figures[f'mse_at_{level}'])}</td>" for level in levels)
    return (
        "<section class='scroll'><h2>On digits it never saw: "
        f"{record['pictures']['validation']:,} of them</h2><table class='table'>"
        f"<tr><th>noise</th>{head}<th>a square hidden</th></tr>"
        f"<tr><td>MSE, rebuilt</td>{cells}<td>{plain(figures['mse_masked'])}</td></tr>"
        "</table></section>"
    )
