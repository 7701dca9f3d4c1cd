"""Charts of all trainings: how the errors fell, and what a longer code buys."""

from collections.abc import Mapping
from itertools import accumulate
from typing import Any

import plotly.graph_objects as go

from core.autoencoders.architectures import ARCHITECTURES

Records = Mapping[str, Mapping[str, Any]]

_DASHES = ("solid", "dash", "dot", "dashdot")
_MARGIN = {"l": 0, "r": 0, "t": 8, "b": 0}
_BOTTLENECK = "conv_cae_"


def error_curves(records: Records) -> go.Figure:
    """Draw the validation error after every epoch against the minutes of training.

    Args:
        records: By model name; those without a squared error (dense prediction) are left out.
    """
    figure = go.Figure()
    shown = (name for name, record in records.items() if "mse" in record["history"][0])
    for index, name in enumerate(shown):
        history = records[name]["history"]
        figure.add_scatter(
            x=list(accumulate(epoch["seconds"] / 60 for epoch in history)),
            y=[epoch["mse"] for epoch in history],
            name=name,
            mode="lines+markers",
            # More runs than colours that can be told apart: the dashes help.
            line={"dash": _DASHES[index % len(_DASHES)]},
            marker={"size": 4},
            hovertemplate="%{x:.1f} min: %{y:.2e}<extra>" + name + "</extra>",
        )
    figure.update_layout(
        height=380,
        margin=_MARGIN,
        legend={"orientation": "h", "y": -0.2, "x": 0, "yanchor": "top"},
        xaxis_title="minutes of training",
        yaxis={"type": "log", "exponentformat": "power", "dtick": 1, "title": "MSE"},
    )
    return figure


def bottleneck(records: Records) -> go.Figure:
    """Draw the validation error against the number of values in the code.

    Args:
        records: By model name; only those that rebuild the picture they get are comparable.
    """
    figure = go.Figure()
    rebuilding = [name for name in records if ARCHITECTURES[name].task in ("rebuild", "generate")]
    same = [name for name in rebuilding if name.startswith(_BOTTLENECK)]
    others = [name for name in rebuilding if name not in same]
    for label, names, mode in (
        ("the same network, other code sizes", same, "lines+markers"),
        ("other networks", others, "markers"),
    ):
        chosen = sorted(names, key=lambda name: ARCHITECTURES[name].code.values)
        figure.add_scatter(
            x=[ARCHITECTURES[name].code.values for name in chosen],
            y=[records[name]["figures"]["mse"] for name in chosen],
            text=chosen,
            name=label,
            mode=mode,
            marker={"size": 9, "symbol": "circle" if names is same else "diamond-open"},
            hovertemplate="%{text}<br>%{x:,} numbers, MSE %{y:.2e}<extra></extra>",
        )
    # Otherwise a code of 2 and one of 3,872 would share the axis' two ends with nothing between.
    figure.update_layout(
        height=320,
        margin=_MARGIN,
        legend={"orientation": "h", "y": 1.12, "x": 0},
        xaxis={"type": "log", "title": "numbers in the code", "dtick": 1},
        yaxis={"type": "log", "exponentformat": "power", "dtick": 1, "title": "MSE"},
    )
    return figure
