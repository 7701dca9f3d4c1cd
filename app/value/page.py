"""One value of a network, down to its multiplications, and what it paints."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import streamlit as st

from app.drawing.component import on_canvas, put
from app.drawing.drawn import Drawn
from app.drawing.preparation import prepared, several_digits
from app.setting.link import encode as setting_link
from app.setting.setting import Setting, from_part
from app.shared import networks
from app.shared.address import MOST_MAPS, Address, decode, encode
from app.shared.markup import plain
from app.shared.ways import go_back, to_lab
from app.stage.component import stage
from app.value.effect_view import marked, painted
from app.value.message import after_wish, message
from core.autoencoders.drawing import DrawingError, Picture
from core.autoencoders.inference import rebuild, segment
from core.autoencoders.layers import Layer
from core.autoencoders.networks import WEIGHTED, Network
from core.autoencoders.origins import origin
from core.autoencoders.weights import WeightsError
from core.terms import Part, Terms, part

_STYLE = Path(__file__).parent / "page.css"
_STAGE = "value_stage"
_MAPS = "value_maps"
_ANSWERED = "value_answered"

_WINDOW = 5
"""Rows and columns that are shown at first; that many numbers can be read on a laptop."""

_FIRST_MAPS = {1: 4, 2: 3}
"""How many input maps are shown until the reader chooses, by the side of what is read."""

_FEWEST_MAPS = 2


@dataclass(frozen=True, eq=False)
class _Seen:
    """A network at work on the drawing of an address.

    Attributes:
        network: With the weights that the address asks for.
        picture: (rows, columns) float32, what went in.
        maps: What each layer made of it.
    """

    network: Network
    picture: Picture
    maps: tuple[Picture, ...]


def value_page() -> None:
    """Show the value that the link names."""
    address, complaints = decode(st.query_params.to_dict())
    with st.container(key="value"):
        st.html(_STYLE)
        try:
            seen = _see(address)
        except (DrawingError, WeightsError) as reason:
            _heading(address, None)
            st.html(f"<section><p class='trouble'>{html.escape(str(reason))}</p></section>")
            return
        _heading(address, seen)
        for complaint in complaints:
            st.html(f"<section><p class='trouble'>{html.escape(complaint)}</p></section>")
        contributions = _origin(address, seen)
        painted(address, seen.network, seen.maps, seen.picture)
        if contributions:
            st.html(contributions)


def _see(address: Address) -> _Seen:
    """Send the drawing of an address through its network.

    Raises:
        DrawingError: there is nothing to see on the canvas.
        WeightsError: the network cannot be used.
    """
    drawn = on_canvas() if address.drawing is None else Drawn(address.drawing, address.pen, 0)
    load = networks.untrained if address.random else networks.network
    network = load(address.model)
    if address.architecture.task == "segment":
        picture = several_digits(drawn)
        return _Seen(network, picture, segment(network, picture).maps)
    seen = prepared(drawn, skipped=address.as_drawn)
    if seen.picture is None:
        raise DrawingError(seen.trouble)
    picture = seen.picture
    made = rebuild(network, picture, switched_off=address.switched_off)
    return _Seen(network, picture, made.maps)


def _heading(address: Address, seen: _Seen | None) -> None:
    architecture = address.architecture
    where = f"map {address.cell[0]}, row {address.cell[1]}, column {address.cell[2]}"
    if address.layer < 0:
        place = "The picture that goes in"
    else:
        layer = architecture.layers[address.layer]
        kernel = f" {layer.kernel}×{layer.kernel}" if layer.kind.startswith("conv") else ""
        place = f"Layer {address.layer + 1} of {len(architecture.layers)}, "
        place += f"{layer.torch_name}{kernel}"
        if layer.kind.startswith("conv"):
            place += f", stride {layer.stride}, padding {layer.padding}"
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        if st.button("← Back to the drawing", key="value_back"):
            _leave(address)
        st.html(
            f"<header><h1>{html.escape(architecture.title)}</h1>"
            f"<p>{place} · <b>{where}</b></p></header>",
            width="stretch",
        )
        if seen is not None:
            st.html(_thumbnails(address, seen), width="content")


def _leave(address: Address) -> None:
    """Go back; a drawing that came with a link is put on the canvas first."""
    drawing = address.drawing
    if (
        drawing is not None
        and drawing != on_canvas().strokes
        and address.architecture.task != "segment"
    ):
        put(drawing, address.pen)
    go_back()


def _thumbnails(address: Address, seen: _Seen) -> str:
    """Show the drawing, the map with the value marked in it, and what comes out."""
    place = address.cell[1:]
    shown: list[tuple[str, Picture, tuple[int, int] | None]] = [
        ("what went in", seen.picture, place if address.layer < 0 else None)
    ]
    if address.layer >= 0:
        shown.append(("this map", seen.maps[address.layer][address.cell[0]], place))
    if address.architecture.task != "segment":
        shown.append(("what came out", seen.maps[-1][0], None))
    figures = [
        f"<figure>{marked(picture, caption, place)}<figcaption>{caption}</figcaption></figure>"
        for caption, picture, place in shown
    ]
    return f"<div class='thumbs'>{''.join(figures)}</div>"


def _origin(address: Address, seen: _Seen) -> str:
    """Show where the value comes from, on the stage; return what each map contributes, as HTML."""
    layers = address.architecture.layers
    if address.layer < 0:
        value = float(seen.picture[address.cell[1:]])
        st.html(
            f"<section><p>This is a pixel of your drawing: <b>{plain(value)}</b>, 0 is paper and "
            "1 is ink. Nothing was added up for it; below is what it does.</p></section>"
        )
        return ""
    layer = layers[address.layer]
    if layer.kind not in WEIGHTED:
        st.html(f"<section><p>{_moved(layer)}</p></section>")
        return ""
    found = origin(seen.network, seen.maps, seen.picture, address.layer, address.cell)
    maps = _chosen(address, found.terms)
    shown = part(found.terms, maps, None if address.whole else _WINDOW)
    if shown is None:
        st.html(
            f"<section><p>Nothing of the input reaches this value: it is the bias alone, "
            f"<b>{plain(found.terms.bias)}</b>.</p></section>"
        )
        return ""
    _choices(address, found.terms, shown, maps)
    answered = st.session_state.get(_ANSWERED, 0)
    stage(message(address, found, shown, answered), key=_STAGE, on_wish=_take_wish)
    return _contributions(found.terms, maps)


def _moved(layer: Layer) -> str:
    return {
        "max_pool": "This layer adds nothing up: it passes on the largest of "
        f"{layer.kernel}×{layer.kernel} values.",
        "resize": f"This layer adds nothing up: it repeats every value {layer.stride}×"
        f"{layer.stride} times.",
        "pixel_shuffle": "This layer adds nothing up: it lays the values of "
        f"{layer.stride**2} maps out as one larger map.",
    }[layer.kind] + " Click a value of the layer before it to see a sum."


def _chosen(address: Address, found: Terms) -> list[int]:
    """Return the input maps to show: those of the link, or those that contribute most."""
    known: list[int] = found.channels.tolist()
    chosen = [one for one in address.maps if one in known]
    if chosen:
        return chosen
    only = part(found, known[:1])
    side = 0 if only is None else max(len(only.rows), len(only.columns))
    return known[: _FIRST_MAPS.get(side, _FEWEST_MAPS)]


def _choices(address: Address, found: Terms, shown: Part, maps: list[int]) -> None:
    """Let the reader choose which input maps are shown, and how much of them."""
    sums = dict(zip(found.channels.tolist(), found.sums.tolist(), strict=True))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        st.session_state[_MAPS] = maps
        st.multiselect(
            "Input maps on the stage, the largest contribution first",
            list(sums),
            format_func=lambda channel: f"map {channel}: {_signed(sums[channel])}",
            max_selections=MOST_MAPS,
            key=_MAPS,
            on_change=lambda: _go(replace(address, maps=tuple(st.session_state[_MAPS]))),
        )
        everything = shown if address.whole else part(found, maps)
        if everything is not None and (address.whole or everything.products > shown.products):
            st.toggle(
                f"All {everything.products:,} products of these maps, not only the window that "
                "matters",
                value=address.whole,
                key=f"value_whole_{address.whole}",
                on_change=lambda: _go(replace(address, whole=not address.whole)),
            )
        setting = lab_setting(found, maps)
        if setting is not None and st.button(
            "Change these numbers in the lab",
            key="value_to_lab",
            help=f"{setting.input_size[0]}×{setting.input_size[1]} of them, all others as the bias",
        ):
            to_lab(setting_link(setting))


def lab_setting(found: Terms, maps: list[int]) -> Setting | None:
    """Return the largest window of these maps that the lab can hold, if it can hold one."""
    for side in range(_WINDOW, 0, -1):
        shown = part(found, maps, side, tight=True)
        setting = None if shown is None else from_part(shown)
        if setting is not None:
            return setting
    return None


def _go(address: Address) -> None:
    st.query_params.from_dict(encode(address))


def _take_wish() -> None:
    """Grant what the stage asks for; Streamlit calls this before the run."""
    wish = st.session_state[_STAGE]["wish"]
    if not isinstance(wish, Mapping) or not isinstance(wish.get("n"), int):
        return
    answered = st.session_state.get(_ANSWERED, 0)
    st.session_state[_ANSWERED] = wish["n"]
    st.query_params.from_dict(after_wish(wish, st.query_params.to_dict(), answered))


def _contributions(found: Terms, shown: list[int]) -> str:
    """Show what each input map contributes, the largest first, all of them."""
    largest = float(np.abs(found.sums).max()) or 1.0
    bars = []
    adding = np.flatnonzero(found.sums)
    for channel, amount in zip(
        found.channels[adding].tolist(), found.sums[adding].tolist(), strict=True
    ):
        sign = "minus" if amount < 0 else "plus"
        on = " on" if channel in shown else ""
        bars.append(
            f"<li class='{sign}{on}'><span>map {channel}</span><i><b style='width:"
            f"{100 * abs(amount) / largest:.1f}%'></b></i><em>{_signed(amount)}</em></li>"
        )
    return (
        f"<section class='contributions'><h2>What each input map contributes</h2><ol>"
        f"{''.join(bars)}</ol>{_silent(len(found.sums) - len(adding))}</section>"
    )


def _silent(count: int) -> str:
    if not count:
        return ""
    maps = "1 map more adds" if count == 1 else f"{count} maps more add"
    return f"<p>{maps} nothing: only zeros are read there.</p>"


def _signed(value: float) -> str:
    return f"{value:+.3g}".replace("-", "−") if value else "0"
