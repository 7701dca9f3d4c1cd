"""The map of a plane and the confusion of a namer, as plotly figures."""

import numpy as np
import plotly.graph_objects as go

from app.shared.palette import DIGITS
from core.autoencoders.codes.naming import Report
from core.autoencoders.codes.plane import CELLS, Density, strongholds
from core.autoencoders.weights import Codes

# Black in both themes, as the canvas and MNIST's pictures are: one set of ink colours serves.
_GROUND, _LINES, _TEXT = "#0b0c10", "#2b2e36", "#c9cad0"
_SHADES = [
    [0.0, "rgba(74,108,158,0)"],
    [0.08, "rgba(74,108,158,.3)"],
    [1.0, "rgba(96,134,190,.9)"],
]
_COARSER = 2

INK = tuple(f"rgb({','.join(str(round(255 * part)) for part in colour)})" for colour in DIGITS)
"""Each digit's colour as CSS has it."""


def map_figure(codes: Codes, density: Density) -> go.Figure:
    """Draw the codes over their density, one trace per digit, and the dense area's border.

    The pointer is ours (``assets/map.js``): plotly answers no hovering.

    Args:
        codes: What to draw.
        density: Where they are dense.
    """
    frame = density.frame
    middles = (np.arange(CELLS) + 0.5) / CELLS * frame.side
    figure = go.Figure()
    coarse = density.values.reshape(CELLS // _COARSER, _COARSER, -1, _COARSER).mean(axis=(1, 3))
    coarse_middles = middles.reshape(-1, _COARSER).mean(axis=1)
    figure.add_heatmap(
        x=(frame.left + coarse_middles).astype(np.float32),
        y=(frame.bottom + coarse_middles).astype(np.float32),
        # The root: otherwise the one densest spot would leave the rest dark.
        z=np.sqrt(coarse).astype(np.float32),
        colorscale=_SHADES,
        showscale=False,
        zsmooth="best",
        hoverinfo="skip",
    )
    figure.add_contour(
        x=(frame.left + middles).astype(np.float32),
        y=(frame.bottom + middles).astype(np.float32),
        z=density.values.astype(np.float32),
        contours={
            "start": density.threshold,
            "end": density.threshold,
            "size": 1,
            "coloring": "none",
        },
        line={"color": _TEXT, "width": 1, "dash": "dot"},
        showscale=False,
        hoverinfo="skip",
        showlegend=False,
    )
    for digit, colour in enumerate(INK):
        own = codes.points[codes.labels == digit]
        figure.add_scattergl(
            x=own[:, 0],
            y=own[:, 1],
            name=str(digit),
            mode="markers",
            marker={"size": 3.5, "color": colour, "opacity": 0.6},
            hoverinfo="skip",
        )
    for digit, (x, y) in strongholds(codes.points, codes.labels, frame).items():
        # Colour alone does not tell ten digits apart.
        figure.add_annotation(
            x=x,
            y=y,
            text=f"<b>{digit}</b>",
            showarrow=False,
            font={"size": 17, "color": INK[digit]},
            bgcolor="rgba(0,0,0,.62)",
            borderpad=1,
        )
    _dress(figure, height=540)
    axis = {"gridcolor": _LINES, "zerolinecolor": _LINES, "zeroline": True, "nticks": 8}
    figure.update_layout(
        hovermode=False,
        dragmode=False,
        xaxis={**axis, "range": [frame.left, frame.left + frame.side]},
        yaxis={**axis, "range": [frame.bottom, frame.bottom + frame.side], "scaleanchor": "x"},
        legend={
            "orientation": "h",
            "x": 0,
            "y": -0.06,
            "yanchor": "top",
            "itemsizing": "constant",
            "itemwidth": 30,
            "entrywidth": 4,
            "font": {"size": 13},
        },
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": "#8d9099", "activecolor": "#ffffff"},
        # A new drawing sends the same figure: zoom and hidden digits stay.
        uirevision="map",
    )
    return figure


def confusion_figure(report: Report) -> go.Figure:
    """Draw which digits were called what, each row as shares of its digit, counts written.

    Args:
        report: From ``core.autoencoders.codes.naming.measured``.
    """
    counts = report.confusion
    totals = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    digits = [str(digit) for digit in range(len(counts))]
    figure = go.Figure()
    figure.add_heatmap(
        x=digits,
        y=digits,
        z=(counts / totals).astype(np.float32),
        text=[[str(count) if count else "" for count in row] for row in counts.tolist()],
        texttemplate="%{text}",
        textfont={"size": 12, "color": "#ffffff"},
        # Never so light that white numbers could not be read on it.
        colorscale=[[0, _GROUND], [1, "#2f6fb5"]],
        zmin=0,
        zmax=1,
        xgap=1,
        ygap=1,
        showscale=False,
        hovertemplate="a %{y}, called %{x}: %{text} (%{z:.1%} of them)<extra></extra>",
    )
    _dress(figure, height=450)
    figure.update_layout(
        margin_t=56,
        xaxis={"title": "called", "type": "category", "side": "top", "showgrid": False},
        yaxis={"title": "is", "type": "category", "autorange": "reversed", "showgrid": False},
    )
    return figure


def _dress(figure: go.Figure, height: int) -> None:
    figure.update_layout(
        height=height,
        margin={"l": 40, "r": 12, "t": 34, "b": 40},
        paper_bgcolor=_GROUND,
        plot_bgcolor=_GROUND,
        font={"color": _TEXT, "size": 12},
    )
