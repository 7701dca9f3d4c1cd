"""What came of a drawing, as HTML: pictures with their captions, numbers in sentences."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from app.pictures import Values, img, sheet
from core.autoencoders.architectures import PICTURE_SIDE, Architecture
from core.autoencoders.drawing import Stages
from core.autoencoders.layers import Layer

if TYPE_CHECKING:
    from core.autoencoders.trained import Reconstruction

LARGE, SMALL = 7, 4
"""Screen pixels per cell of the pictures that matter, and of the others."""

_MAPS_PER_LINE = {32: 8, 16: 4, 8: 2, 1: 1}


def comparison(
    picture: Values | None, made: "Reconstruction | None", number: int, trouble: str
) -> str:
    """Show the model's picture, the rebuilt one, their difference, and the errors in words.

    Args:
        picture: (28, 28) what the model sees; None if the drawing cannot be used.
        made: None if there is no picture or no model.
        number: The drawing's running number, so that a reader of the page (a test, a
            measurement) knows which drawing these results belong to.
        trouble: Why something is missing; empty if nothing is.
    """
    rebuilt = difference = None
    caption, words = "difference", f'<p class="trouble">{trouble}</p>'
    if made is not None:
        rebuilt = made.rebuilt
        off = np.abs(made.rebuilt - made.picture)
        scale = visible_scale(float(off.max()))
        difference = off * scale
        caption = f"difference, ×{scale}"
        words = _errors(made)
    return (
        f'<section class="results" data-drawing="{number}">'
        "<h2>What the model sees, and what it makes of it</h2><div class='row'>"
        f"{figure(picture, '<b>your digit</b>, 28×28', 'your digit as the model sees it', LARGE)}"
        f"<span class='sign'>→</span>{figure(rebuilt, '<b>rebuilt</b>', 'rebuilt digit', LARGE)}"
        "<span class='sign'>−</span>"
        f"{figure(difference, caption, 'difference of the two', LARGE)}"
        f"<div class='words'>{words}</div></div></section>"
    )


def preparation(stages: Stages | None, *, skipped: bool) -> str:
    """Show the stages of the preparation; skipped ones are dimmed, not gone.

    Args:
        stages: None if the drawing cannot be used.
        skipped: Whether the model gets the canvas as drawn.
    """
    pictures = (stages.as_drawn, stages.fitted, stages.centred) if stages else (None,) * 3
    words = (
        ("as drawn", "the whole canvas"),
        ("fit to 20×20", "drawn again with MNIST's pen, in a box of 20×20"),
        ("centred by mass", "moved until its centre of mass is in the middle"),
    )
    figures = [
        figure(picture, caption, alt, SMALL)
        for picture, (caption, alt) in zip(pictures, words, strict=True)
    ]
    return (
        f'<section class="preparation {"skipped" if skipped else ""}">'
        "<h2>How the drawing was prepared</h2><div class='row'>"
        f"{'<span class=sign>→</span>'.join(figures)}</div></section>"
    )


def preparation_in_words(*, skipped: bool) -> str:
    """Say what the preparation does and why, or what its absence does."""
    if skipped:
        return (
            "<section><p>The model gets the canvas <b>as drawn</b>, only scaled down. MNIST "
            "has no ink in the outer four pixels: try a digit that reaches the edge.</p></section>"
        )
    return (
        "<section><p>As MNIST was made: your strokes are drawn again with MNIST's pen in a box of "
        "20×20, then moved until their centre of mass is in the middle.</p></section>"
    )


def ladder(architecture: Architecture, made: "Reconstruction | None") -> str:
    """Show every layer with its shape, its parameters and, if there are any, its maps.

    Args:
        architecture: The layer table.
        made: The maps; None if there is no picture or no model.
    """
    first = architecture.layers[0]
    sizes = " → ".join(str(side) for side in _sizes(architecture))
    code = architecture.code
    picture = None if made is None else made.picture
    rungs = [
        f"<figure>{cells(picture, 'the input', SMALL)}"
        f"<figcaption><b>Input</b><br>{_shape(first.in_size, first.in_channels)}</figcaption>"
        "</figure>"
    ]
    for index, layer in enumerate(architecture.layers):
        maps = None if made is None else made.maps[index]
        rungs.append(_rung(layer, maps, is_code=layer is code))
    return (
        f"<section class='ladder'><h2>Layer by layer: {sizes}</h2>"
        f"<div class='rungs'>{''.join(rungs)}</div>"
        f"<p>{architecture.parameters:,} parameters in all. The code has {code.out_size}×"
        f"{code.out_size}×{code.out_channels} = {code.values:,} numbers for {PICTURE_SIDE**2} "
        "pixels: this network shows the layers at work, <b>it does not compress</b>, though "
        "the text calls its code lower-dimensional.</p>"
        "</section>"
    )


def large_maps(layer: Layer, maps: Values) -> str:
    """Show each map of one layer on its own, with its largest value.

    Args:
        layer: Whose maps they are.
        maps: (channels, rows, columns) float.
    """
    brightest = white(maps)
    figures = [
        figure(
            values / brightest,
            f"{index} · up to {values.max():.2f}",
            f"map {index} of {layer.out_channels}",
            SMALL,
        )
        for index, values in enumerate(maps, start=1)
    ]
    return (
        f"<section class='maps'><p>Black is 0, white is {brightest:.2f} or more, the same for all "
        "maps of the layer. A map that stays black found nothing in this digit.</p>"
        f"<div class='row'>{''.join(figures)}</div></section>"
    )


def training_summary(record: Mapping[str, Any]) -> str:
    """Say in one paragraph how the weights came to be, from their record."""
    recipe, figures, history = record["recipe"], record["figures"], record["history"]
    minutes = sum(epoch["seconds"] for epoch in history) / 60
    return (
        f"Trained on {record['pictures']['train']:,} pictures of MNIST for {len(history)} epochs "
        f"({minutes:.0f} minutes on {record['threads']} processor cores, seed "
        f"{recipe['seed']}), measured on {record['pictures']['validation']:,} others: "
        f"cross-entropy {figures['bce']:.5f}, which is {figures['excess']:.5f} above the floor, "
        f"mean squared error {plain(figures['mse'])}. Do it again with `make train`."
    )


def plain(value: float) -> str:
    """Write a small number with two significant digits and without an exponent.

    >>> plain(0.0000126)
    '0.000013'
    """
    return np.format_float_positional(value, precision=2, fractional=False, trim="-")


def _errors(made: "Reconstruction") -> str:
    off = (
        f"<p>On average each grey level is off by <b>{made.grey_levels_off:.1f} of 255</b>.</p>"
        f'<p>Mean squared error <b class="mse">{plain(made.mse)}</b></p>'
    )
    if made.bce is None:
        return off
    above = max(made.bce - made.floor, 0.0)
    return (
        f"{off}<p>Binary cross-entropy, the training's loss, <b>{made.bce:.4f}</b>: "
        f"{plain(above)} of it is the model's doing; the rest no model can avoid, because grey "
        "is neither black nor white.</p>"
    )


def visible_scale(largest: float) -> int:
    """Return the power of two that brings the largest difference near white, at most 256."""
    scale = 1
    while scale < 256 and largest * scale * 2 <= 1:
        scale *= 2
    return scale


def _sizes(architecture: Architecture) -> list[int]:
    """Return the sides along the network, a layer that keeps the size left out."""
    layers = architecture.layers
    changed = [layer.out_size for layer in layers if layer.out_size != layer.in_size]
    return [layers[0].in_size, *changed]


def _rung(layer: Layer, maps: Values | None, *, is_code: bool) -> str:
    zoom = 1 if layer.out_channels > 1 else SMALL
    # Without maps the sheet is made all the same, so that nothing moves when they come.
    size = (layer.out_channels, layer.out_size, layer.out_size)
    shades = np.full(size, np.nan, np.float32) if maps is None else maps
    if maps is not None and layer.out_channels > 1:
        shades = maps / white(maps)
    laid = sheet(shades, _MAPS_PER_LINE.get(layer.out_channels, 4))
    alt = f"the {layer.out_channels} feature maps of this layer"
    picture = blank(laid.shape, zoom) if maps is None else img(laid, alt=alt, zoom=zoom)
    name = "Conv" if layer.kind == "conv" else "ConvT"
    activation = "ReLU" if layer.activation == "relu" else "sigmoid"
    code = ", <b>the code</b>" if is_code else ""
    return (
        f"<figure class='{layer.kind}'>{picture}<figcaption>"
        f"<b>{name} {layer.kernel}×{layer.kernel}</b> {activation}<br>"
        f"{_shape(layer.out_size, layer.out_channels)}{code}<br>"
        f"{layer.parameters:,} parameters<br><small>Keras {layer.keras_name}</small>"
        "</figcaption></figure>"
    )


def white(maps: Values) -> float:
    """Return the value shown as white: 1 % of the layer's values lie above it, or none."""
    return float(np.quantile(maps, 0.99)) or float(maps.max()) or 1.0


def _shape(size: int, channels: int) -> str:
    return f"{size}×{size}×{channels}"


def figure(picture: Values | None, caption: str, alt: str, zoom: int) -> str:
    """Return a picture with its caption; without one its place, empty.

    Args:
        picture: (28, 28) float in 0..1, or None.
        caption: HTML.
        alt: The picture in words.
        zoom: ``LARGE`` or ``SMALL``.
    """
    size = "large" if zoom == LARGE else "small"
    return (
        f"<figure class='{size}'>{cells(picture, alt, zoom)}"
        f"<figcaption>{caption}</figcaption></figure>"
    )


def cells(picture: Values | None, alt: str, zoom: int) -> str:
    """Return the picture, or an empty frame of MNIST's size that keeps its place."""
    if picture is None:
        return blank((PICTURE_SIDE, PICTURE_SIDE), zoom)
    return img(picture, alt=alt, zoom=zoom)


def blank(shape: tuple[int, ...], zoom: int) -> str:
    """Return an empty frame that keeps a picture's place; ``shape`` is rows and columns."""
    rows, columns = shape
    size = f"width:{columns * zoom}px;height:{rows * zoom}px"
    return f'<div class="cells blank" style="{size}"></div>'
