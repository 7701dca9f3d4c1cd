"""One model taken apart: every map, random weights beside trained ones, channels off."""

import html
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import streamlit as st

from app.drawing.component import may_open
from app.drawing.preparation import Prepared
from app.maps.component import INPUT, Pick, maps, pixels
from app.maps.sheets import Shown, title
from app.shared import networks
from app.shared.markup import LARGE, plain, visible_scale
from app.shared.ways import open_value
from core.autoencoders.architectures import ARCHITECTURES, Architecture
from core.autoencoders.drawing import Picture
from core.autoencoders.inference import Reconstruction, rebuild
from core.autoencoders.weights import WeightsError

_MOST_CHANNELS = 64
"""More buttons than that nobody looks through."""


@dataclass(frozen=True, eq=False)
class _Made:
    """The same drawing, rebuilt in several ways; None without a drawing or without weights.

    Attributes:
        whole: With every channel.
        cut: With the chosen channels off.
        other: With the other weights, every channel on.
        beside: Which weights those are, "random" or "trained".
        proper: With every channel, of the prepared drawing; None where this one is prepared.
    """

    whole: Reconstruction | None
    cut: Reconstruction | None
    other: Reconstruction | None
    beside: str
    proper: Reconstruction | None


def inside_view(given: Prepared, models: list[str]) -> None:
    """Let the reader choose a model, switch channels off, and see every map.

    Args:
        given: The drawing.
        models: Names to choose from.
    """
    picture, trouble = given.picture, given.trouble
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
        format_func=str,
        # Another layer has other channels: its choice starts empty.
        key=f"inside_off_{name}_{index}",
    )
    whole = other = cut = proper = None
    try:
        model, beside = networks.network(name), networks.untrained(name)
        if random:
            model, beside = beside, model
        if picture is not None:
            whole, other = rebuild(model, picture), rebuild(beside, picture)
            cut = rebuild(model, picture, switched_off={index: off}) if off else whole
            proper = None if given.proper is None else rebuild(model, given.proper)
    except WeightsError as reason:
        trouble = str(reason)
    beside_is = "trained" if random else "random"
    made = _Made(whole, cut, other, beside_is, proper)
    pixel = pixels(
        _shown(picture, made, len(off), channels),
        key="inside_pictures",
        number=given.number,
        heading="",
        words=_words(made, trouble, len(off), channels),
        zoom=LARGE - 1,
        kind="results inside wide",
    )
    notes = {index: f", <b>{len(off)} off</b>"} if off else {}
    picked = _ladder(architecture, cut, given.number, notes)
    switched = (index, tuple(off)) if off else None
    if picked is not None:
        _open(given, name, picked, random=random, off=switched)
    elif pixel is not None:
        which, cell = pixel
        layer = INPUT if which == 0 else len(architecture.layers) - 1
        # In the order of the pictures: the digit, as it is, with other weights, switched off.
        _open(
            given,
            name,
            Pick(layer, cell),
            random=random != (which == 2),
            off=switched if which == 3 else None,
        )


def _open(
    given: Prepared,
    name: str,
    picked: Pick,
    *,
    random: bool,
    off: tuple[int, tuple[int, ...]] | None,
) -> None:
    if may_open(given):
        open_value(
            name,
            picked.layer,
            picked.cell,
            given.drawn,
            as_drawn=given.skipped,
            random=random,
            off=off,
        )


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
            f"{index + 1}: {title(layers[index])}{', the code' if index == code else ''}"
        ),
        key=f"inside_layer_{architecture.name}",
        width=210,
    )
    return chosen


def _shown(picture: Picture | None, made: _Made, off: int, channels: int) -> list[Shown]:
    rebuilt, unlike, without = (
        None if one is None else one.rebuilt for one in (made.whole, made.other, made.cut)
    )
    change, caption, scale = None, "what that changes", 1
    if rebuilt is not None and without is not None:
        change = np.abs(without - rebuilt)
        scale = visible_scale(float(change.max()))
        caption = f"what that changes, ×{scale}"
    gone = f"<b>{off} of {channels} off</b>" if off else "nothing switched off"
    beside = f"with {made.beside} weights"
    return [
        Shown(picture, "your digit", "<b>your digit</b>", "your digit"),
        Shown(rebuilt, "rebuilt", "<b>rebuilt</b>", "rebuilt with every channel", before="→"),
        Shown(unlike, beside, beside, "rebuilt with the other weights"),
        Shown(without, "switched off", gone, "rebuilt with channels off"),
        Shown(
            change,
            "change",
            caption,
            "what switching off changes",
            times=scale,
            picks=False,
        ),
    ]


def _words(made: _Made, trouble: str, off: int, channels: int) -> str:
    whole, cut, other = made.whole, made.cut, made.other
    if whole is None or cut is None or other is None:
        return f'<p class="trouble">{html.escape(trouble)}</p>' if trouble else ""
    first = (
        f'<p>MSE <b class="whole">{plain(whole.mse)}</b>; with {made.beside} weights '
        f'<b class="other">{plain(other.mse)}</b>; '
    )
    if not off:
        first += "no channel is off yet: press a number above.</p>"
    else:
        first += f'with {off} of {channels} channels off <b class="cut">{plain(cut.mse)}</b>.</p>'
    if made.proper is None:
        return first
    return (
        f'{first}<p>Its squared error is <b class="damaged">{whole.nmse:.2%}</b> of a blank '
        f'page’s; of the same digit prepared, <b class="proper">{made.proper.nmse:.2%}</b>.</p>'
    )


def _ladder(
    architecture: Architecture, made: Reconstruction | None, number: int, off: Mapping[int, str]
) -> Pick | None:
    """Show every layer with its maps; return a value of theirs that was clicked."""
    return maps(
        architecture,
        None if made is None else made.picture,
        None if made is None else made.maps,
        key="inside_maps",
        number=number,
        heading="Every layer, every map",
        words=(
            "<p>Each layer is shown in its own contrast: black is 0 and white its largest values, "
            "or 1 where all lie between 0 and 1; after a linear layer, whose values may be "
            f"negative, mid-grey is 0. {html.escape(architecture.caution)}</p>"
        ),
        notes=off,
    )
