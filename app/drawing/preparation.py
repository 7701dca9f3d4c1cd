"""How a drawing is prepared, on every page alike, and what happens to the models without it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.shared.markup import figure
from core.autoencoders.drawing import DrawingError, Picture, Stages, prepare, read

SKIPPED, INVERTED = "prepare_skipped", "prepare_inverted"
"""Where the session keeps the two switches: one pair for all pages, as there is one drawing."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A drawing on its way to the models.

    Attributes:
        number: The drawing's running number.
        stages: None if the drawing cannot be used.
        trouble: Why it cannot; empty if it can.
        skipped: Whether the models get the canvas as drawn.
        inverted: Whether they get ink as 0 and paper as 1.
    """

    number: int
    stages: Stages | None
    trouble: str
    skipped: bool
    inverted: bool

    @property
    def picture(self) -> Picture | None:
        """(28, 28) float32, what the models get; None if there is none."""
        if self.stages is None:
            return None
        chosen = self.stages.as_drawn if self.skipped else self.stages.centred
        return inverted(chosen) if self.inverted else chosen

    @property
    def proper(self) -> Picture | None:
        """(28, 28) float32, what they should get if they now get something else; else None."""
        if self.stages is None or not (self.skipped or self.inverted):
            return None
        return self.stages.centred


def inverted(picture: Picture) -> Picture:
    """Return the picture with black and white swapped."""
    swapped: Picture = 1 - picture
    return swapped


def prepared(drawn: Mapping[str, Any]) -> Prepared:
    """Prepare a drawing as the switches say.

    Args:
        drawn: What ``on_canvas`` returns.
    """
    stages, trouble = None, ""
    try:
        stages = prepare(read(drawn["strokes"], drawn["pen"]))
    except DrawingError as reason:
        trouble = str(reason)
    # Known before the switches are drawn, since what they change stands above them.
    skipped, swapped = (bool(st.session_state.get(key)) for key in (SKIPPED, INVERTED))
    return Prepared(drawn["number"], stages, trouble, skipped, swapped)


def switches() -> None:
    """Let the reader leave the preparation out, and swap black and white."""
    st.toggle("Without this preparation", key=SKIPPED, persist_state="session")
    st.toggle("Black and white swapped", key=INVERTED, persist_state="session")


def may_open(given: Prepared) -> bool:
    """Tell whether the lab can follow a value of this picture; if not, say so to the reader."""
    if given.inverted:
        st.toast("The lab follows digits white on black: swap black and white back first.")
    return not given.inverted


def stages_shown(given: Prepared, zoom: int) -> str:
    """Show the stages of the preparation; skipped ones are dimmed, not gone.

    Args:
        given: The drawing.
        zoom: Screen pixels per cell.
    """
    stages = given.stages
    pictures: tuple[Picture | None, ...] = (None,) * 3
    if stages is not None:
        pictures = (stages.as_drawn, stages.fitted, stages.centred)
    if given.inverted:
        pictures = tuple(None if one is None else inverted(one) for one in pictures)
    words = (
        ("as drawn", "the whole canvas"),
        ("fit to 20×20", "drawn again with MNIST's pen, in a box of 20×20"),
        ("centred by mass", "moved until its centre of mass is in the middle"),
    )
    figures = [
        figure(picture, caption, alt, zoom)
        for picture, (caption, alt) in zip(pictures, words, strict=True)
    ]
    return (
        f'<section class="preparation {"skipped" if given.skipped else ""}">'
        "<h2>How the drawing was prepared</h2><div class='row'>"
        f"{'<span class=sign>→</span>'.join(figures)}</div></section>"
    )


def in_words(given: Prepared) -> str:
    """Say what the preparation does and why, or what its absence does."""
    if given.skipped:
        said = (
            "The models get the canvas <b>as drawn</b>, only scaled down. MNIST has no ink in "
            "the outer four pixels: try a digit that reaches the edge."
        )
    else:
        said = (
            "As MNIST was made: your strokes are drawn again with MNIST's pen in a box of "
            "20×20, then moved until their centre of mass is in the middle."
        )
    if given.inverted:
        said += (
            " <b>Black and white are swapped</b>, as in a scan of ink on paper: to the models "
            "nearly all of it is ink."
        )
    return f"<section><p>{said}</p></section>"
