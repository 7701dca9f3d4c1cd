"""One model taken apart: every map, random weights beside trained ones, channels off."""

import html
import math
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from app import warmup
from app.pictures import Values, img, sheet
from app.results import LARGE, figure, plain, visible_scale
from core.autoencoders.architectures import ARCHITECTURES, Architecture
from core.autoencoders.drawing import Picture
from core.autoencoders.layers import Layer
from core.autoencoders.weights import WeightsError

if TYPE_CHECKING:
    from core.autoencoders.trained import Reconstruction

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
    whole = cut = None
    try:
        model = warmup.untrained(name) if random else warmup.network(name)
        if picture is not None:
            from core.autoencoders.trained import rebuild

            whole = rebuild(model, picture)
            cut = rebuild(model, picture, switched_off={index: off}) if off else whole
    except WeightsError as reason:
        trouble = str(reason)
    st.html(_pictures(picture, whole, cut, number, trouble, len(off), channels))
    st.html(_ladder(architecture, cut, index, off))


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
    whole: "Reconstruction | None",
    cut: "Reconstruction | None",
    number: int,
    trouble: str,
    off: int,
    channels: int,
) -> str:
    words = f'<p class="trouble">{html.escape(trouble)}</p>' if trouble else ""
    change, caption = None, "what that changes"
    if whole is not None and cut is not None:
        change = np.abs(cut.rebuilt - whole.rebuilt)
        scale = visible_scale(float(change.max()))
        change, caption = change * scale, f"what that changes, ×{scale}"
        words = f'<p>MSE <b class="whole">{plain(whole.mse)}</b> with all {channels} channels, '
        words += (
            f'<b class="cut">{plain(cut.mse)}</b> with {off} of them off.</p>'
            if off
            else "none is off yet: press a number above.</p>"
        )
    rebuilt = None if whole is None else whole.rebuilt
    without = None if cut is None else cut.rebuilt
    gone = f"<b>{off} of {channels} off</b>" if off else "nothing switched off"
    size = LARGE - 1
    return (
        f'<section class="results inside" data-drawing="{number}"><div class="row four">'
        f"{figure(picture, '<b>your digit</b>', 'your digit', size)}<span class='sign'>→</span>"
        f"{figure(rebuilt, '<b>rebuilt</b>', 'rebuilt with every channel', size)}"
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


def _rung(number: int, layer: Layer, maps: Values | None, note: str) -> str:
    picture = "<div class='cells blank'></div>"
    if maps is not None:
        columns = math.ceil(math.sqrt(layer.out_channels))
        zoom = 8 if layer.out_size == 1 else 4 if layer.out_channels == 1 else 1
        # Small maps are enlarged by whole pixels, so that each cell can be seen.
        zoom = max(zoom, 200 // (columns * (layer.out_size + 1)))
        alt = f"layer {number + 1}, {layer.out_channels} maps"
        picture = img(sheet(_shades(layer, maps), columns), alt=alt, zoom=min(zoom, 8))
    kernel = f" {layer.kernel}×{layer.kernel}" if layer.kind.startswith(("conv", "max")) else ""
    size = layer.out_size
    return (
        f"<figure class='{layer.kind}'>{picture}<figcaption><b>{number + 1}: "
        f"{_NAMES[layer.kind]}{kernel}</b> {layer.activation}<br>{_formula(layer)}"
        f"{size}×{size}×{layer.out_channels}{note}<br>{layer.parameters:,} parameters"
        "</figcaption></figure>"
    )


def _shades(layer: Layer, maps: Values) -> Values:
    if layer.activation == "linear" and maps.min() < 0:
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
