"""One value of a network without a browser and without Streamlit: what is seen, said and chosen."""

import html
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.drawing.drawn import Drawn
from app.drawing.preparation import prepared, several_digits
from app.setting.setting import Setting, from_part
from app.shared import networks
from app.shared.address import Address
from app.shared.markup import plain
from app.value.effect import marked
from core.autoencoders.drawing import DrawingError, Picture
from core.autoencoders.inference import rebuild, segment
from core.autoencoders.layers import Layer
from core.autoencoders.networks import WEIGHTED, Network
from core.autoencoders.origins import Origin, origin
from core.terms import Part, Terms, part

WINDOW = 5
"""Rows and columns that are shown at first; that many numbers can be read on a laptop."""

_FIRST_MAPS = {1: 4, 2: 3}
"""How many input maps are shown until the reader chooses, by the side of what is read."""

_FEWEST_MAPS = 2


@dataclass(frozen=True, eq=False)
class Seen:
    """A network at work on the drawing of an address.

    Attributes:
        network: With the weights that the address asks for.
        picture: (rows, columns) float32, what went in.
        maps: What each layer made of it.
    """

    network: Network
    picture: Picture
    maps: tuple[Picture, ...]


def see(address: Address, own: Callable[[], Drawn]) -> Seen:
    """Send the drawing of an address through its network.

    Args:
        address: Of the value.
        own: Returns what is on the reader's canvas; asked for an address without a drawing.

    Raises:
        DrawingError: there is nothing to see on the canvas.
        WeightsError: the network cannot be used.
    """
    drawn = own() if address.drawing is None else Drawn(address.drawing, address.pen, 0)
    load = networks.untrained if address.random else networks.network
    network = load(address.model)
    if address.architecture.task == "segment":
        picture = several_digits(drawn)
        return Seen(network, picture, segment(network, picture).maps)
    seen = prepared(drawn, skipped=address.as_drawn)
    if seen.picture is None:
        raise DrawingError(seen.trouble)
    picture = seen.picture
    made = rebuild(network, picture, switched_off=address.switched_off)
    return Seen(network, picture, made.maps)


def heading(address: Address) -> str:
    """Say in which layer of which network the value stands, as HTML."""
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
    return (
        f"<header><h1>{html.escape(architecture.title)}</h1>"
        f"<p>{place} · <b>{where}</b></p></header>"
    )


def thumbnails(address: Address, seen: Seen) -> str:
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


@dataclass(frozen=True, eq=False)
class Found:
    """Where a value comes from, and the part of it that is shown.

    Attributes:
        origin: All of it.
        maps: The input maps on the stage.
        shown: Their products, or a window of these.
        everything: All products of these maps, where there are more than are shown, or where
            all are shown because the reader asked for them; else None.
    """

    origin: Origin
    maps: list[int]
    shown: Part
    everything: Part | None


def find(address: Address, seen: Seen) -> "Found | str":
    """Return where a value comes from; a sentence as HTML where nothing was added up."""
    layers = address.architecture.layers
    if address.layer < 0:
        value = float(seen.picture[address.cell[1:]])
        return (
            f"This is a pixel of your drawing: <b>{plain(value)}</b>, 0 is paper and "
            "1 is ink. Nothing was added up for it; below is what it does."
        )
    layer = layers[address.layer]
    if layer.kind not in WEIGHTED:
        return _moved(layer)
    found = origin(seen.network, seen.maps, seen.picture, address.layer, address.cell)
    maps = _chosen(address, found.terms)
    shown = part(found.terms, maps, None if address.whole else WINDOW)
    if shown is None:
        return (
            "Nothing of the input reaches this value: it is the bias alone, "
            f"<b>{plain(found.terms.bias)}</b>."
        )
    everything = shown if address.whole else part(found.terms, maps)
    if everything is not None and not address.whole and everything.products <= shown.products:
        everything = None
    return Found(found, maps, shown, everything)


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


def lab_setting(found: Terms, maps: list[int]) -> Setting | None:
    """Return the largest window of these maps that the lab can hold, if it can hold one."""
    for side in range(WINDOW, 0, -1):
        shown = part(found, maps, side, tight=True)
        setting = None if shown is None else from_part(shown)
        if setting is not None:
            return setting
    return None


def contributions(found: Terms, shown: list[int]) -> str:
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
            f"{100 * abs(amount) / largest:.1f}%'></b></i><em>{signed(amount)}</em></li>"
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


def signed(value: float) -> str:
    """Write a contribution with its sign, three digits, and the true minus."""
    return f"{value:+.3g}".replace("-", "−") if value else "0"
