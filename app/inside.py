"""One model taken apart: every map, random weights beside trained ones, channels off."""

import html
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from app import warmup
from app.pictures import Values, img, sheet
from app.results import LARGE, blank, figure, plain, visible_scale
from core.autoencoders.architectures import ARCHITECTURES, Architecture
from core.autoencoders.drawing import Picture
from core.autoencoders.layers import Layer
from core.autoencoders.weights import WeightsError

if TYPE_CHECKING:
    from core.autoencoders.trained import Reconstruction

_RUNG, _LARGEST_CELL = 180, 32
_MOST_CHANNELS = 64
"""More buttons than that nobody looks through."""

_NAMES = {
    "conv": "Conv",
    "conv_transpose": "ConvT",
    "dense": "Dense",
    "max_pool": "Max pool",
    "resize": "Resize",
    "pixel_shuffle": "Pixel shuffle",
}


@dataclass(frozen=True, eq=False)
class _Made:
    """The same drawing, rebuilt in several ways; None without a drawing or without weights.

    Attributes:
        whole: With every channel.
        cut: With the chosen channels off.
        other: With the other weights, every channel on.
        beside: Which weights those are, "random" or "trained".
    """

    whole: "Reconstruction | None"
    cut: "Reconstruction | None"
    other: "Reconstruction | None"
    beside: str


def inside_view(picture: Picture | None, number: int, trouble: str, models: list[str]) -> None:
    """Let the reader choose a model, switch channels off, and see every map.

    Args:
        picture: (28, 28); None if the drawing cannot be used.
        number: The drawing's running number.
        trouble: Why the drawing cannot be used; empty if it can.
        models: Names to choose from.
    """
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        name = st.selectbox(
            "Model",
            models,
            format_func=lambda each: ARCHITECTURES[each].title,
            key="inside_model",
            width=330,
            persist_state="session",
        )
        architecture = ARCHITECTURES[name]
        index = _layer(architecture)
        random = st.toggle("Random weights", key="inside_random", persist_state="session")
    channels = architecture.layers[index].out_channels
    off = st.pills(
        "Switch channels off",
        range(channels),
        selection_mode="multi",
        format_func=lambda channel: str(channel + 1),
        # Another layer has other channels: its choice starts empty.
        key=f"inside_off_{name}_{index}",
    )
    whole = other = cut = None
    try:
        model, beside = warmup.network(name), warmup.untrained(name)
        if random:
            model, beside = beside, model
        if picture is not None:
            from core.autoencoders.trained import rebuild

            whole, other = rebuild(model, picture), rebuild(beside, picture)
            cut = rebuild(model, picture, switched_off={index: off}) if off else whole
    except WeightsError as reason:
        trouble = str(reason)
    beside_is = "trained" if random else "random"
    made = _Made(whole, cut, other, beside_is)
    st.html(_pictures(picture, made, number, trouble, len(off), channels))
    st.html(_ladder(architecture, cut, index, off))
    if cut is not None:
        with st.expander(f"The maps of layer {index + 1}, larger"):
            st.html(_larger(architecture.layers[index], cut.maps[index]))


def _layer(architecture: Architecture) -> int:
    """Let the reader choose whose channels can be switched off; the code at first."""
    layers = architecture.layers
    offered = [
        index for index, layer in enumerate(layers[:-1]) if layer.out_channels <= _MOST_CHANNELS
    ]
    code = architecture.encoder_layers - 1
    chosen: int = st.selectbox(
        "Layer",
        offered,
        index=offered.index(code) if code in offered else 0,
        format_func=lambda index: (
            f"{index + 1}: {_NAMES[layers[index].kind]}{', the code' if index == code else ''}"
        ),
        key=f"inside_layer_{architecture.name}",
        width=210,
    )
    return chosen


def _pictures(
    picture: Values | None,
    made: _Made,
    number: int,
    trouble: str,
    off: int,
    channels: int,
) -> str:
    words = f'<p class="trouble">{html.escape(trouble)}</p>' if trouble else ""
    change, caption = None, "what that changes"
    whole, cut, other = made.whole, made.cut, made.other
    if whole is not None and cut is not None and other is not None:
        change = np.abs(cut.rebuilt - whole.rebuilt)
        scale = visible_scale(float(change.max()))
        change, caption = change * scale, f"what that changes, ×{scale}"
        words = (
            f'<p>MSE <b class="whole">{plain(whole.mse)}</b>; with {made.beside} weights '
            f'<b class="other">{plain(other.mse)}</b>; '
        )
        words += (
            f'with {off} of {channels} channels off <b class="cut">{plain(cut.mse)}</b>.</p>'
            if off
            else "no channel is off yet: press a number above.</p>"
        )
    rebuilt = None if whole is None else whole.rebuilt
    unlike = None if other is None else other.rebuilt
    without = None if cut is None else cut.rebuilt
    gone = f"<b>{off} of {channels} off</b>" if off else "nothing switched off"
    size = LARGE - 1
    return (
        f'<section class="results inside" data-drawing="{number}"><div class="row four">'
        f"{figure(picture, '<b>your digit</b>', 'your digit', size)}<span class='sign'>→</span>"
        f"{figure(rebuilt, '<b>rebuilt</b>', 'rebuilt with every channel', size)}"
        f"{figure(unlike, f'with {made.beside} weights', 'rebuilt with the other weights', size)}"
        f"{figure(without, gone, 'rebuilt with channels off', size)}"
        f"{figure(change, caption, 'what switching off changes', size)}"
        f"</div><div class='words wide'>{words}</div></section>"
    )


def _ladder(
    architecture: Architecture, made: "Reconstruction | None", index: int, off: list[int]
) -> str:
    rungs = []
    for number, layer in enumerate(architecture.layers):
        maps = None if made is None else made.maps[number]
        note = ", <b>the code</b>" if layer is architecture.code else ""
        if number == index and off:
            note += f", <b>{len(off)} off</b>"
        rungs.append(_rung(number, layer, maps, note))
    return (
        f"<section class='ladder'><h2>Every layer, every map</h2><div class='rungs'>"
        f"{''.join(rungs)}</div><p>Each layer is shown in its own contrast: black is 0 and white "
        "its largest values; after a linear layer, whose values may be negative, mid-grey is 0. "
        f"{html.escape(architecture.caution)}</p></section>"
    )


def _larger(layer: Layer, maps: Values) -> str:
    """Return each map of a layer on its own, with its least and its largest value."""
    shades = _shades(layer, maps)
    zoom = max(1, min(24, 112 // layer.out_size))
    figures = [
        f"<figure>{img(shade, alt=f'map {channel} of {layer.out_channels}', zoom=zoom)}"
        f"<figcaption>{channel}: {values.min():.2f} to {values.max():.2f}</figcaption></figure>"
        for channel, (shade, values) in enumerate(zip(shades, maps, strict=True), start=1)
    ]
    return f"<section class='maps'><div class='row'>{''.join(figures)}</div></section>"


def _rung(number: int, layer: Layer, maps: Values | None, note: str) -> str:
    columns = math.ceil(math.sqrt(layer.out_channels))
    shape = (layer.out_channels, layer.out_size, layer.out_size)
    shades = np.full(shape, np.nan, np.float32) if maps is None else _shades(layer, maps)
    # Single numbers need no gaps between them.
    laid = _in_lines(shades, columns) if layer.out_size == 1 else sheet(shades, columns)
    # Small maps are enlarged by whole pixels, so that each cell can be seen.
    zoom = max(1, min(_LARGEST_CELL if columns < 5 else 12, _RUNG // laid.shape[1]))
    alt = f"layer {number + 1}, {layer.out_channels} maps"
    # Without a drawing the place is as large, so that nothing moves when one comes.
    picture = blank(laid.shape, zoom) if maps is None else img(laid, alt=alt, zoom=zoom)
    kernel = f" {layer.kernel}×{layer.kernel}" if layer.kind.startswith(("conv", "max")) else ""
    size = layer.out_size
    return (
        f"<figure class='{layer.kind}'>{picture}<figcaption><b>{number + 1}: "
        f"{_NAMES[layer.kind]}{kernel}</b> {layer.activation}<br>{_formula(layer)}"
        f"{size}×{size}×{layer.out_channels}{note}<br>{layer.parameters:,} parameters"
        "</figcaption></figure>"
    )


def _in_lines(numbers: Values, columns: int) -> Values:
    """Lay single numbers, (n, 1, 1), out as the cells of one picture."""
    lines = -(-len(numbers) // columns)
    laid = np.full((lines, columns), np.nan, np.float32)
    laid.ravel()[: len(numbers)] = numbers[:, 0, 0]
    return laid


def _shades(layer: Layer, maps: Values) -> Values:
    weighted = layer.kind not in ("max_pool", "resize")
    if layer.activation == "linear" and (weighted or maps.min() < 0):
        largest = float(np.abs(maps).max()) or 1.0
        return (0.5 + maps / (2 * largest)).astype(np.float32)
    return (maps / (float(np.quantile(maps, 0.99)) or float(maps.max()) or 1.0)).astype(np.float32)


def _formula(layer: Layer) -> str:
    """Return the size of one side with the layer's numbers; nothing where none is needed."""
    n, k, s, p = layer.in_size, layer.kernel, layer.stride, layer.padding
    if layer.kind == "conv":
        return f"<small>⌊({n} + 2·{p} − {k}) / {s}⌋ + 1 = {layer.out_size}</small><br>"
    if layer.kind == "conv_transpose":
        extra = f" + {layer.output_padding}" if layer.output_padding else ""
        return f"<small>({n} − 1)·{s} + {k} − 2·{p}{extra} = {layer.out_size}</small><br>"
    return ""
