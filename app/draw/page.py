"""Draw a digit and see a trained autoencoder rebuild it."""

import html
from pathlib import Path

import streamlit as st

from app.draw import charts
from app.drawing.component import canvas, given, may_open, switches
from app.drawing.preparation import Prepared, in_words, stages_shown
from app.maps.component import INPUT, Pick, maps, pixels
from app.shared import markup, networks
from app.shared.glossary import explained
from app.shared.ways import open_value
from core.autoencoders import weights
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.inference import Reconstruction, rebuild
from core.autoencoders.weights import WeightsError

_STYLE = Path(__file__).parents[1] / "shared" / "pictures.css"
_ARCHITECTURE = ARCHITECTURES[networks.MODEL]
_TALLEST = 116
"""Screen pixels of the highest maps: canvas, results and layers fit a laptop's window."""


def draw_page() -> None:
    """Show the canvas, everything that follows from the drawing, and the training."""
    with st.container(key="draw"):
        st.html(_STYLE)
        _workbench()
        _training()


@st.fragment
def _workbench() -> None:
    """Everything that changes with the drawing; a new stroke reruns only this."""
    digit = given()
    left, right = st.columns(2)
    with left:
        st.html("<h1>Draw a digit</h1>")
        canvas(key="draw_canvas")
    with right:
        made, picked = _results(digit)
    picked = _ladder(made, digit.number) or picked
    if picked is not None and may_open(digit):
        open_value(networks.MODEL, picked.layer, picked.cell, digit.drawn, as_drawn=digit.skipped)


def _results(digit: Prepared) -> tuple[Reconstruction | None, Pick | None]:
    """Show what came out, and how the drawing was prepared; return also a clicked pixel."""
    made: Reconstruction | None = None
    trouble = digit.trouble
    if digit.picture is not None:
        try:
            made = rebuild(networks.network(networks.MODEL), digit.picture)
        except WeightsError as reason:
            trouble = str(reason)
    words = f'<p class="trouble">{html.escape(trouble)}</p>'
    pixel = pixels(
        markup.compared(digit.picture, made),
        key="draw_comparison",
        number=digit.number,
        heading="What the model sees, and what it makes of it",
        words=words if made is None else markup.errors(made),
        zoom=markup.LARGE,
    )
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        st.html(stages_shown(digit, markup.SMALL), width="content")
        with st.container(width=380, gap="small"):
            st.html(explained(in_words(digit)))
            switches()
    # The pictures are the digit and what the last layer makes of it.
    ends = (INPUT, len(_ARCHITECTURE.layers) - 1)
    return made, None if pixel is None else Pick(ends[pixel[0]], pixel[1])


def _ladder(made: Reconstruction | None, number: int) -> Pick | None:
    """Show every layer with its maps; return a value of theirs that was clicked."""
    return maps(
        _ARCHITECTURE,
        None if made is None else made.picture,
        None if made is None else made.maps,
        key="draw_maps",
        number=number,
        heading=f"Layer by layer: {markup.sizes(_ARCHITECTURE)}",
        words=markup.counted(_ARCHITECTURE),
        tallest=_TALLEST,
    )


@st.fragment
def _training() -> None:
    # Plotly is larger than everything else together: it comes with the first chart that is opened.
    shown = st.expander("How the model was trained", key="draw_training", on_change="rerun")
    if not shown.open:
        return
    with shown:
        try:
            record = weights.load(networks.MODEL).record
        except WeightsError as reason:
            st.write(str(reason))
            return
        st.write(markup.training_summary(record))
        st.plotly_chart(charts.loss_curves(record["history"]), key="draw_loss")
