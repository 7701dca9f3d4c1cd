"""What one value of a network paints: its stamp, and what it changes up to the picture."""

import html
import math

import numpy as np
from numpy.typing import NDArray

from app.shared.address import Address
from app.shared.images import Values, coloured, img, sheet
from core.autoencoders.networks import Network
from core.autoencoders.origins import Effect, effect

_ADDED_AND_TAKEN = (0.55, 0.75, 1.00), (1.00, 0.62, 0.25)
"""Red, green and blue of what is added, and of what is taken away; both bright on black."""

_SIDE = 168
_MOST_SHOWN = 16


def painted(address: Address, network: Network, maps: tuple[Values, ...], picture: Values) -> str:
    """Return the way forward from a value, if a layer reads it, as HTML.

    Args:
        address: Of the value.
        network: At work on the drawing.
        maps: What its layers made of it.
        picture: (rows, columns) float32, what went in.
    """
    layers = address.architecture.layers
    if address.layer == len(layers) - 1:
        return (
            "<section class='paints'><h2>What it paints</h2><p>It is a pixel of the picture that "
            "comes out: no layer reads it.</p></section>"
        )
    made = effect(network, maps, picture, address.layer, address.cell, address.switched_off)
    figures = []
    if made.stamp is not None:
        following = layers[address.layer + 1]
        name = f"<b>its stamp</b>: added to the sums of layer {address.layer + 2}, "
        figures.append(
            _figure(
                made.stamp.astype(np.float32),
                name + following.torch_name,
                "the stamp of this value",
            )
        )
    for index, change in enumerate(made.changes[:-1], start=address.layer + 2):
        name = f"<b>layer {index}</b>, {layers[index - 1].torch_name}"
        figures.append(_figure(change, name, f"what it changes in layer {index}"))
    figures.append(_figure(made.changes[-1], "<b>in the picture</b>", "what it paints", whole=True))
    said = _sentence(made, _among(address, maps, picture))
    return (
        f"<section class='paints'><h2>What it paints</h2><p>{said}</p>"
        f"<div class='row'>{'<span class=sign>→</span>'.join(figures)}</div></section>"
    )


def _among(address: Address, maps: tuple[Values, ...], picture: Values) -> str:
    """Say where the value that is put in place of a 0 comes from."""
    values = picture if address.layer < 0 else maps[address.layer]
    if not values.any():
        return "a 1, since all values beside it are 0 as well"
    return "as much as the largest value of " + (
        "the drawing" if address.layer < 0 else "its layer"
    )


def _sentence(made: Effect, among: str) -> str:
    how = (
        "Each picture is the network's with this value, minus the network's without it: "
        "<i class='more'>blue</i> is added, <i class='less'>orange</i> is taken away, each "
        "picture in its own contrast."
    )
    if made.probed:
        return (
            "It is 0, so it adds nothing. To show what it could do, another number is put in its "
            f"place for a moment, {made.value:.3g}: {among}. This is what it would paint. {how}"
        )
    return how


def _amount(change: Values) -> str:
    count, largest = int(np.count_nonzero(change)), float(np.abs(change).max())
    if count == 0:
        return "nothing changes"
    return f"{count:,} {'value' if count == 1 else 'values'}, by {largest:.2g} at most"


def _figure(values: Values, name: str, alt: str, *, whole: bool = False) -> str:
    """Return the maps that change most, each cut down to where something changes.

    Args:
        values: (channels, rows, columns) float.
        name: What they are, as HTML.
        alt: The same in plain words.
        whole: Whether to show all of each map.
    """
    caption = f"{name}<br>{_amount(values)}"
    # In the network's order.
    order = np.sort(np.argsort(-np.abs(values).max(axis=(1, 2)), kind="stable")[:_MOST_SHOWN])
    shown = values[order]
    if len(shown) < len(values):
        caption += f"<br>the {len(shown)} maps of {len(values)} that change most"
    if not whole:
        rows, columns = (_span(np.abs(values).sum(axis=axes)) for axes in ((0, 2), (0, 1)))
        if (len(rows), len(columns)) != values.shape[1:]:
            shown = shown[:, rows.start : rows.stop, columns.start : columns.stop]
            caption += f"<br>rows {_said(rows)}, columns {_said(columns)}"
    laid = sheet(shown, math.ceil(math.sqrt(len(shown))))
    zoom = max(1, _SIDE // max(laid.shape))
    return (
        f"<figure>{coloured(two_sided(laid), alt=html.escape(alt), zoom=zoom)}"
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _span(change: Values) -> range:
    """Return the places from the first that changes to the last; all if none does."""
    places = np.flatnonzero(change)
    return range(int(places[0]), int(places[-1]) + 1) if len(places) else range(len(change))


def _said(places: range) -> str:
    first, last = places.start, places.stop - 1
    return f"{first}" if first == last else f"{first}–{last}"


def two_sided(values: Values) -> Values:
    """Return colours of numbers that may be negative: black is 0.

    Args:
        values: (rows, columns) float; not a number is the gap between maps, shown grey.

    Returns:
        (rows, columns, 3) float: red, green and blue in 0..1.
    """
    gap = np.isnan(values)
    numbers = np.where(gap, 0, values)
    strength = (np.abs(numbers) / (float(np.abs(numbers).max()) or 1.0)) ** 0.6
    colour = np.where(
        (numbers > 0)[..., None], *(np.array(one, np.float32) for one in _ADDED_AND_TAKEN)
    )
    shown: NDArray[np.float32] = np.where(gap[..., None], 0.35, strength[..., None] * colour)
    return shown.astype(np.float32)


def marked(values: Values, alt: str, place: tuple[int, int] | None) -> str:
    """Return a small picture with a frame around one of its cells.

    Args:
        values: (rows, columns) float; scaled to its largest value.
        alt: The picture in words.
        place: Row and column of the cell, or None.
    """
    zoom = max(1, 84 // values.shape[1])
    largest = float(np.abs(values).max()) or 1.0
    scaled = values / largest if values.min() >= 0 else 0.5 + values / (2 * largest)
    frame = ""
    if place is not None:
        top, left = place[0] * zoom, place[1] * zoom
        frame = f"<i style='top:{top}px;left:{left}px;width:{zoom}px;height:{zoom}px'></i>"
    return f"<span class='marked'>{img(scaled, alt=alt, zoom=zoom)}{frame}</span>"
