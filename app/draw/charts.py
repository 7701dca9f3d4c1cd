"""Tables in, plotly figures out; nothing here knows of Streamlit."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go


def loss_curves(history: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Draw how the loss fell, as excess over the floor that no model can go below.

    Args:
        history: Per epoch ``epoch`` (from 1) and, on pictures the model never trained on,
            ``mse`` (squared grey level between 0 and 1) and ``excess`` (nats per pixel), which
            a network without probabilities does not have.
    """
    epochs = [entry["epoch"] for entry in history]
    figure = go.Figure()
    for name, key, dash in (
        ("cross-entropy above the floor", "excess", "solid"),
        ("mean squared error", "mse", "dot"),
    ):
        if any(key not in entry for entry in history):
            continue
        figure.add_scatter(
            x=epochs,
            y=[entry[key] for entry in history],
            name=name,
            mode="lines+markers",
            line={"dash": dash},
            marker={"size": 5},
            hovertemplate="epoch %{x}: %{y:.2e}<extra>" + name + "</extra>",
        )
    figure.update_layout(
        height=300,
        margin={"l": 0, "r": 0, "t": 8, "b": 0},
        legend={"orientation": "h", "y": 1.12, "x": 0},
        xaxis_title="epoch",
        # The loss falls by a factor of a hundred; a linear axis would show one cliff.
        yaxis={"type": "log", "exponentformat": "power", "dtick": 1},
    )
    return figure
