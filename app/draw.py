"""Draw a digit and see a trained autoencoder rebuild it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from app import charts, results, warmup
from app.canvas.component import canvas
from app.canvas.drawn import DRAWN, on_canvas
from core.autoencoders import weights
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.drawing import DrawingError, Picture, Stages, prepare, read
from core.autoencoders.weights import WeightsError

if TYPE_CHECKING:
    from core.autoencoders.trained import Reconstruction

_STYLE = Path(__file__).parent / "canvas" / "assets" / "page.css"
_ARCHITECTURE = ARCHITECTURES[warmup.MODEL]


def draw_page() -> None:
    """Show the canvas, everything that follows from the drawing, and the training."""
    with st.container(key="draw"):
        st.html(_STYLE)
        _workbench()
        _training()


@st.fragment
def _workbench() -> None:
    """Everything that changes with the drawing; a new stroke reruns only this."""
    drawn = on_canvas()
    left, right = st.columns(2)
    with left:
        st.html("<h1>Draw a digit</h1>")
        canvas(drawn, key="draw_canvas", on_drawn=_keep)
    with right:
        made = _results(drawn)
    st.html(results.ladder(_ARCHITECTURE, made))
    if made is not None:
        _closer(made)


def _keep() -> None:
    """Remember the drawing: the browser forgets it when another page is opened."""
    st.session_state[DRAWN] = st.session_state["draw_canvas"]["drawing"]


def _results(drawn: dict[str, Any]) -> "Reconstruction | None":
    # Known before the switch is drawn, since what it changes stands above it.
    skipped = st.session_state.get("draw_skipped", False)
    stages: Stages | None = None
    made: Reconstruction | None = None
    picture, trouble = None, ""
    try:
        stages = prepare(read(drawn["strokes"], drawn["pen"]))
        picture = stages.as_drawn if skipped else stages.centred
        made = _rebuild(picture)
    except (DrawingError, WeightsError) as reason:
        trouble = str(reason)
    st.html(results.comparison(picture, made, drawn["number"], trouble))
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        st.html(results.preparation(stages, skipped=skipped), width="content")
        with st.container(width=300, gap="small"):
            st.html(results.preparation_in_words(skipped=skipped))
            st.toggle("Without this preparation", key="draw_skipped", persist_state="session")
    return made


def _rebuild(picture: Picture) -> "Reconstruction":
    if not warmup.is_ready(warmup.MODEL):
        with st.spinner("Loading the model …"):
            warmup.network(warmup.MODEL)
    # Only now: importing this imports torch.
    from core.autoencoders.trained import rebuild

    return rebuild(warmup.network(warmup.MODEL), picture)


def _closer(made: "Reconstruction") -> None:
    """Let the reader look at one layer's maps in a size that shows every cell."""
    layers = _ARCHITECTURE.layers[:-1]
    with st.expander("Every feature map, larger"):
        chosen = st.segmented_control(
            "Layer",
            range(len(layers)),
            format_func=lambda index: f"{index + 1}: {layers[index].keras_name}",
            default=0,
            required=True,
            key="draw_layer",
        )
        st.html(results.large_maps(layers[chosen], made.maps[chosen]))


def _training() -> None:
    with st.expander("How the model was trained"):
        try:
            record = weights.load(warmup.MODEL).record
        except WeightsError as reason:
            st.write(str(reason))
            return
        st.write(results.training_summary(record))
        st.plotly_chart(charts.loss_curves(record["history"]), key="draw_loss")
