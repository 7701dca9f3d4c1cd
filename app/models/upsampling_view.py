"""Four ways to enlarge, side by side, and the checkerboard that each leaves or avoids."""

import html
from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.shared import networks
from app.shared.glossary import explained
from app.shared.images import img
from app.shared.markup import SMALL, blank, cells
from core.autoencoders.architectures import (
    ARCHITECTURES,
    PICTURE_SIDE,
    UPSAMPLERS,
    Architecture,
)
from core.autoencoders.drawing import Picture
from core.autoencoders.inference import rebuild
from core.autoencoders.measures import finest_pattern, strongest_pattern
from core.autoencoders.networks import Network
from core.autoencoders.weights import WeightsError

_WHY = {
    "upsample_k4": "4 is twice the stride: every pixel gets the same number of contributions, "
    "but the four phases still have weights of their own.",
    "upsample_k3": "3 is no multiple of the stride 2: pixels get one, two or four contributions "
    "in turn.",
    "upsample_resize": "Every pixel is computed by the same kernel: nothing tells odd from even.",
    "upsample_shuffle": "Each of the four phases is a map of its own: as many contributions "
    "each, but untrained they have nothing in common.",
}


@dataclass(frozen=True, eq=False)
class _Column:
    """One decoder: before and after its training, or why it is not here."""

    architecture: Architecture
    before: Picture | None = None
    after: Picture | None = None
    figures: Any = None
    trouble: str = ""


def upsamplers_view(picture: Picture | None, number: int, trouble: str) -> None:
    """Show the drawing through the four decoders, untrained and trained.

    Args:
        picture: (28, 28); None if the drawing cannot be used.
        number: The drawing's running number.
        trouble: Why the drawing cannot be used; empty if it can.
    """
    columns = [_column(name, picture) for name in UPSAMPLERS]
    known = [one.figures["checkerboard_untrained"] for one in columns if one.figures]
    words = (
        "<section class='lead'><p>Encoders with the same layers make 7×7 maps; four different "
        "decoders enlarge them to 28×28. Enlarging by two can leave a pattern that repeats every "
        f"second pixel, the <b>checkerboard</b>: before training {sum(each > 1 for each in known)} "
        f"of these {len(known)} have it, and training takes it away. The lower row shows only that "
        "finest pattern, all in one contrast: grey is none.</p></section>"
    )
    st.html(explained(words))
    said = f'<p class="trouble">{html.escape(trouble)}</p>' if trouble else ""
    shown = [each for one in columns for each in (one.before, one.after) if each is not None]
    contrast = strongest_pattern(shown)
    words = (
        f'<section class="upsamplers" data-drawing="{number}">'
        f"<div class='cards four'>{''.join(_card(one, contrast) for one in columns)}</div>"
        f"{said}{_own(columns)}</section>"
    )
    st.html(explained(words))


def _column(name: str, picture: Picture | None) -> _Column:
    architecture = ARCHITECTURES[name]
    try:
        trained, untrained = networks.network(name), networks.untrained(name)
        figures = networks.record(name)["figures"]
    except WeightsError as reason:
        return _Column(architecture, trouble=str(reason))
    if picture is None:
        return _Column(architecture, figures=figures)
    return _Column(architecture, _rebuilt(untrained, picture), _rebuilt(trained, picture), figures)


def _rebuilt(model: Network, picture: Picture) -> Picture:
    return rebuild(model, picture).rebuilt


def _card(column: _Column, contrast: float) -> str:
    name, title = column.architecture.name, html.escape(column.architecture.title)
    head = f'<article class="card" data-model="{name}"><h3>{title}</h3>'
    if column.trouble:
        return f'{head}<p class="trouble">{html.escape(column.trouble)}</p></article>'
    figures = column.figures
    return (
        f"{head}<div class='pairs'>{_pair(column.before, 'untrained', name, contrast)}"
        f"{_pair(column.after, 'trained', name, contrast)}</div>"
        "<dl><div><dt>checkerboard, untrained</dt>"
        f"<dd>{figures['checkerboard_untrained']:.2f}</dd></div>"
        f"<div><dt>trained</dt><dd class='mse'>{figures['checkerboard']:.3f}</dd></div></dl>"
        f"<p>{_WHY.get(name, '')}</p></article>"
    )


def _pair(picture: Picture | None, when: str, name: str, contrast: float) -> str:
    """Return the picture and, below it, its finest pattern, both with one caption."""
    pattern, times = blank((PICTURE_SIDE, PICTURE_SIDE), SMALL), ""
    if picture is not None:
        finest = finest_pattern(picture)
        largest = float(abs(finest).max())
        pattern = img(0.5 + finest / (2 * contrast), alt=f"{name} {when}, pattern", zoom=SMALL)
        times = f"up to ±{largest:.2f}"
    return (
        f"<figure>{cells(picture, f'{name} {when}', SMALL)}<figcaption>{when}</figcaption>"
        f"{pattern}<figcaption>its finest pattern<br>{times}</figcaption></figure>"
    )


def _own(columns: list[_Column]) -> str:
    known = next((one.figures for one in columns if one.figures), None)
    if known is None:
        return ""
    return (
        "<p>Checkerboard: the power of that finest pattern over that of the next coarser one, "
        "measured on the validation digits. MNIST's own digits have "
        f"<b>{known['checkerboard_of_pictures']:.3f}</b>, so a trained decoder near that leaves "
        "no checkerboard. What is left of the pattern after training sits on the edges of the "
        "digit, where it belongs.</p>"
    )
