"""Dense prediction: several digits on one canvas, each ink pixel given to a digit."""

import html
from typing import Any

import numpy as np
import streamlit as st

from app.drawing.component import SEVERAL, canvas, on_canvas, put
from app.drawing.drawn import Drawn
from app.drawing.preparation import several_digits
from app.drawing.several import SCENE, named, painted
from app.maps.component import maps
from app.shared import networks
from app.shared.glossary import explained
from app.shared.images import coloured, img
from app.shared.markup import blank, counted, sizes
from app.shared.palette import DIGITS
from app.shared.ways import open_value
from core.autoencoders.architectures import ARCHITECTURES, INK, PAPER, SCENE_SIDE
from core.autoencoders.drawing import DrawingError, Picture
from core.autoencoders.inference import Segmentation, segment
from core.autoencoders.regions import Region
from core.autoencoders.weights import WeightsError

_MODEL = "segment"
_ARCHITECTURE = ARCHITECTURES[_MODEL]
_ZOOM = 8


def apart_view() -> None:
    """Show a canvas of its own, and its ink in the colours of the digits."""
    drawn = on_canvas(SEVERAL, SCENE)
    left, right = st.columns(2)
    with left:
        st.html(explained("<h1>Several digits at once</h1>"))
        canvas(
            key="models_scene_canvas",
            slot=SEVERAL,
            ready=(),
            hint="Draw several digits, apart from each other",
        )
        st.button("Show the ready-made scene", key="models_scene_ready", on_click=_start_again)
    with right:
        scene, got = _results(drawn)
    picked = maps(
        _ARCHITECTURE,
        scene,
        None if got is None else got.maps,
        key="apart_maps",
        number=drawn.number,
        heading=f"Layer by layer: {sizes(_ARCHITECTURE)}",
        words=counted(_ARCHITECTURE),
    )
    if picked is not None:
        open_value(_MODEL, picked.layer, picked.cell, drawn)


def _start_again() -> None:
    put(SCENE.strokes, SCENE.pen, SEVERAL)


def _results(drawn: Drawn) -> tuple[Picture | None, Segmentation | None]:
    """Show the coloured ink; return what the model saw and made of it."""
    scene: Picture | None = None
    got: Segmentation | None = None
    trouble, record = "", None
    try:
        scene = several_digits(drawn)
    except DrawingError as reason:
        trouble = str(reason)
    try:
        model, record = networks.network(_MODEL), networks.record(_MODEL)
        if scene is not None:
            got = segment(model, scene)
    except WeightsError as reason:
        trouble = str(reason)
    st.html(_pictures(scene, got, drawn.number, trouble))
    if record is not None:
        figures = record["figures"]
        words = (
            "<section><p>An encoder shrinks the 56×56 canvas to 7×7 maps, which see whole "
            "digits; three transposed convolutions enlarge them again until every pixel has 11 "
            f"probabilities. A pixel of ink, grey level {INK} or more, gets the likeliest of the "
            f"ten digits; the rest is paper. On {figures['scenes']:,} scenes of digits it never "
            f"saw <b>{figures['ink_accuracy']:.1%}</b> of the ink got its digit. It learned one "
            "to five upright digits that hardly touch: anything else is taken for some digit "
            "all the same.</p></section>"
        )
        st.html(explained(words))
    return scene, got


def _pictures(scene: Picture | None, got: Segmentation | None, number: int, trouble: str) -> str:
    shown, legend, names = blank((SCENE_SIDE, SCENE_SIDE), _ZOOM), "", ""
    if scene is not None and got is None:
        shown = img(scene, alt="your canvas as the model sees it", zoom=_ZOOM)
    if scene is not None and got is not None:
        seen = got.classes
        shown = coloured(painted(scene, seen), alt="ink coloured by digit", zoom=_ZOOM)
        names = "".join(_name(one) for one in named(seen))
        legend = _legend(seen)
    said = f'<p class="trouble">{html.escape(trouble)}</p>' if trouble else ""
    return (
        f'<section class="apart" data-drawing="{number}">'
        "<h2>Which pixel belongs to which digit</h2><div class='row top'>"
        f"<div class='scene'>{shown}{names}</div><div class='words'>{said}{legend}</div>"
        "</div></section>"
    )


def _name(region: Region) -> str:
    # A part of the side, so that it stays beside its digit when a phone shrinks the picture.
    left, top = 100 * region.column / SCENE_SIDE, 100 * region.row / SCENE_SIDE
    return f"<span style='left:{left:.1f}%;top:{top:.1f}%'>{region.value}</span>"


def _legend(seen: np.ndarray[Any, np.dtype[np.uint8]]) -> str:
    counts = np.bincount(seen.ravel(), minlength=PAPER)[:PAPER]
    rows = []
    for digit, count in enumerate(counts.tolist()):
        red, green, blue = (round(255 * part) for part in DIGITS[digit])
        dimmed = "" if count else "none"
        rows.append(
            f"<li class='{dimmed}'><i style='background:rgb({red},{green},{blue})'></i>"
            f"<b>{digit}</b> {f'{count} pixels' if count else '–'}</li>"
        )
    return f"<ul class='legend'>{''.join(rows)}</ul>"
