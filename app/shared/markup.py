"""What came of a drawing, as HTML: pictures with their captions, numbers in sentences."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from app.maps.sheets import Shown
from app.shared.images import Values, img
from core.autoencoders.architectures import PICTURE_SIDE, Architecture
from core.autoencoders.inference import Reconstruction

LARGE, SMALL = 7, 4
"""Screen pixels per cell of the pictures that matter, and of the others."""


def compared(picture: Values | None, made: Reconstruction | None) -> list[Shown]:
    """Return the model's picture, the rebuilt one and how far apart they are, side by side.

    No minus before the last: what is subtracted from the rebuilt digit is your digit.

    Args:
        picture: (28, 28) what the model sees; None if the drawing cannot be used.
        made: None if there is no picture or no model.
    """
    rebuilt = difference = None
    caption, scale = "<b>how far apart</b>", 1
    if made is not None:
        rebuilt, difference = made.rebuilt, np.abs(made.rebuilt - made.picture)
        scale = visible_scale(float(difference.max()))
        caption = f"<b>how far apart</b>, ×{scale}"
    seen, again = "your digit as the model sees it", "rebuilt digit"
    return [
        Shown(picture, "your digit", "<b>your digit</b>, 28×28", seen),
        Shown(rebuilt, "rebuilt", "<b>rebuilt</b>", again, before="→"),
        Shown(
            difference,
            "difference",
            caption,
            "how far the two are apart at each pixel",
            times=scale,
            picks=False,
        ),
    ]


def sizes(architecture: Architecture) -> str:
    """Return the sides along the network, a layer that keeps the size left out.

    >>> from core.autoencoders.architectures import ARCHITECTURES
    >>> sizes(ARCHITECTURES["conv_cae_2"])
    '28 → 14 → 7 → 1 → 7 → 14 → 28'
    """
    layers = architecture.layers
    changed = [layer.out_size for layer in layers if layer.out_size != layer.in_size]
    return " → ".join(str(side) for side in [layers[0].in_size, *changed])


def counted(architecture: Architecture) -> str:
    """Say how many parameters a network has, how long its code is, and what follows."""
    code = architecture.code
    pixels = architecture.side**2
    said = (
        f"<p>{architecture.parameters:,} parameters in all. The code has {code.out_size}×"
        f"{code.out_size}×{code.out_channels} = {code.values:,} numbers for {pixels:,} pixels"
    )
    # Whoever colours digits rebuilds nothing, and needs no short code.
    if code.values < pixels or architecture.task == "segment":
        return f"{said}.</p>"
    return (
        f"{said}: this network shows the layers at work, <b>it does not compress</b>, though "
        "the text calls its code lower-dimensional.</p>"
    )


def training_summary(record: Mapping[str, Any]) -> str:
    """Say in one paragraph how the weights came to be, from their record."""
    recipe, figures, history = record["recipe"], record["figures"], record["history"]
    minutes = sum(epoch["seconds"] for epoch in history) / 60
    # A network whose last layer is linear gives no probabilities, and has no cross-entropy.
    entropy = (
        f"cross-entropy {figures['bce']:.5f}, which is {figures['excess']:.5f} above the floor, "
        if "bce" in figures
        else ""
    )
    return (
        f"Trained on {record['pictures']['train']:,} pictures of MNIST for {len(history)} epochs "
        f"({minutes:.0f} minutes on {record['threads']} processor cores, seed "
        f"{recipe['seed']}), measured on {record['pictures']['validation']:,} others: "
        f"{entropy}mean squared error {plain(figures['mse'])}. Do it again with "
        f"`make train MODEL={record['model']}`."
    )


def plain(value: float) -> str:
    """Write a small number with two significant digits and without an exponent.

    >>> plain(0.0000126)
    '0.000013'
    """
    return np.format_float_positional(value, precision=2, fractional=False, trim="-")


def errors(made: Reconstruction) -> str:
    """Say in words and numbers how far a picture is from the one it was made of."""
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
