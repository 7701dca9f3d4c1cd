"""The map: all validation codes of a model, your drawing's among them, and a live cursor."""

from functools import cache
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from app.codes.charts import map_figure
from app.codes.component import cursor_on_map
from app.codes.words import trouble_line, written
from app.drawing.preparation import Prepared
from app.shared import networks
from app.shared.densities import AHEAD, MAPPED, density
from app.shared.glossary import explained
from app.shared.markup import SMALL, cells, figure
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.codes.plane import densest, nearest
from core.autoencoders.inference import decode_all, encode
from core.autoencoders.weights import WeightsError

NEIGHBOURS = 5
_NAMES = {"conv_cae_2": "Convolutional", "dense_2": "Fully connected", "vae_2": "Variational"}
_CHART = "code_chart_"
_CONFIG = {
    "displaylogo": False,
    "displayModeBar": True,
    "modeBarButtons": [["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"]],
}


def choose_model(key: str, names: tuple[str, ...] = MAPPED) -> str:
    """Let the reader choose one of the models with a map.

    Args:
        key: The choice's key.
        names: Those to choose from.
    """
    chosen: str = st.segmented_control(
        "Model",
        names,
        default=names[0],
        required=True,
        format_func=lambda name: _NAMES.get(name, ARCHITECTURES[name].title),
        key=key,
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen


def map_view(mine: Prepared) -> None:
    """Show the map, the cursor's picture beside it, and the drawing's neighbourhood.

    Args:
        mine: The drawing.
    """
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        name = choose_model("code_map_model")
        st.html(
            explained(
                "<section><p>12,000 digits it never trained on, each a point of two numbers. "
                "<b>Move over the map</b>: the decoder draws what lies there. A click holds it."
                "</p></section>",
                but=("map",),
            ),
            width="stretch",
        )
    try:
        chart = _chart(name)
        there = _place(name, mine)
    except WeightsError as reason:
        st.html(f"<section>{trouble_line(str(reason))}</section>")
        return
    with st.container(horizontal=True, gap="medium", key="code_map"):
        # A key of its own per model: the cursor must not take another model's chart for its own.
        with st.container(key=_CHART + name, width=540):
            st.plotly_chart(
                chart,
                theme=None,
                config=_CONFIG,
                key=f"code_plot_{name}",
                alt=f"Map of the codes of {ARCHITECTURES[name].title}",
            )
        with st.container(key="code_beside", width="stretch"):
            cursor_on_map(
                {
                    "model": name,
                    "chart": f".st-key-{_CHART}{name}",
                    "frame": _frame(name),
                    "ahead": AHEAD,
                    "start": densest(density(name)).tolist(),
                    "mine": None if there is None else there["at"],
                    "neighbours": [] if there is None else there["neighbours"],
                },
                key="code_cursor",
            )
            st.html(explained(_neighbourhood(mine, there)))


@cache
def _chart(name: str) -> go.Figure:
    return map_figure(networks.codes(name), density(name))


def _frame(name: str) -> list[float]:
    frame = density(name).frame
    return [frame.left, frame.bottom, frame.side]


def _place(name: str, mine: Prepared) -> dict[str, Any] | None:
    """Return where the drawing lies and what lies around it; None without a drawing."""
    if mine.picture is None:
        return None
    model, codes = networks.network(name), networks.codes(name)
    code = encode(model, mine.picture)
    at = code.ravel()
    order, distances = nearest(codes.points, at, NEIGHBOURS)
    around = codes.points[order]
    decoded = decode_all(model, np.concatenate([code[None], around[:, :, None, None]]))
    return {
        "at": at.tolist(),
        "dense": bool(density(name).is_dense(at[None])[0]),
        "rebuilt": decoded[0],
        "decoded": decoded[1:],
        "labels": codes.labels[order].tolist(),
        "distances": distances.tolist(),
        "neighbours": [
            [*point, label]
            for point, label in zip(around.tolist(), codes.labels[order].tolist(), strict=True)
        ],
    }


def _neighbourhood(mine: Prepared, there: dict[str, Any] | None) -> str:
    words = trouble_line(mine.trouble)
    decoded: list[Any] = [None] * NEIGHBOURS
    captions = ["&nbsp;<br>&nbsp;"] * NEIGHBOURS
    rebuilt = None
    if there is not None:
        x, y = there["at"]
        where = "where codes lie dense" if there["dense"] else "<b>outside the dense area</b>"
        words = f'<p class="mine">Your digit is the ring at <b>{written(x, y)}</b>, {where}.</p>'
        rebuilt, decoded = there["rebuilt"], list(there["decoded"])
        captions = [
            f"a <b>{label}</b><br>{distance:.3f}"
            for label, distance in zip(there["labels"], there["distances"], strict=True)
        ]
    pairs = zip(decoded, captions, strict=True)
    neighbours = "".join(
        f"<figure>{cells(picture, f'neighbour {number}, decoded', 2)}"
        f"<figcaption>{caption}</figcaption></figure>"
        for number, (picture, caption) in enumerate(pairs, start=1)
    )
    return (
        f'<section class="results mine" data-drawing="{mine.number}"><h2>Your digit and its '
        f"{NEIGHBOURS} nearest codes, decoded: label and distance</h2>{words}<div class='row near'>"
        f"{figure(mine.picture, 'your digit', 'your digit', SMALL - 2)}"
        f"{figure(rebuilt, 'from its code', 'your digit, decoded from its code', SMALL - 2)}"
        f"{neighbours}</div></section>"
    )
