"""The only way from a drawing to the picture that a model gets, and what it looks like."""

from dataclasses import dataclass

from app.drawing.drawn import Drawn
from app.shared.markup import figure
from core.autoencoders.drawing import DrawingError, Picture, Stages, as_scene, prepare
from core.autoencoders.typical import MNIST


@dataclass(frozen=True, eq=False)
class Prepared:
    """A drawing on its way to the models.

    Attributes:
        drawn: What is on the canvas.
        stages: None if the drawing cannot be used.
        trouble: Why it cannot; empty if it can.
        skipped: Whether the models get the canvas as drawn.
        inverted: Whether they get ink as 0 and paper as 1.
    """

    drawn: Drawn
    stages: Stages | None
    trouble: str
    skipped: bool
    inverted: bool

    @property
    def number(self) -> int:
        """The drawing's running number."""
        return self.drawn.number

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


def prepared(drawn: Drawn, *, skipped: bool = False, swapped: bool = False) -> Prepared:
    """Prepare a drawing.

    Args:
        drawn: What is on the canvas.
        skipped: Whether the models shall get the canvas as drawn.
        swapped: Whether black and white shall change places.
    """
    try:
        return Prepared(drawn, prepare(drawn.drawing()), "", skipped, swapped)
    except DrawingError as reason:
        return Prepared(drawn, None, str(reason), skipped, swapped)


def several_digits(drawn: Drawn) -> Picture:
    """Return a canvas with several digits as it is, (56, 56) float32: nothing is moved.

    Raises:
        DrawingError: nothing can be seen on it.
    """
    return as_scene(drawn.drawing())


def grey_levels(given: Prepared) -> list[list[float]]:
    """Return the picture row by row, each level from 0 to 1, as the lab takes it.

    Raises:
        ValueError: there is no picture; the message says what helps.
    """
    if given.picture is None:
        raise ValueError(given.trouble)
    rows: list[list[float]] = given.picture.tolist()
    return rows


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
        ("centred by mass", "moved until its centre of mass is in pixel 14, as MNIST's is"),
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
            "The models get the canvas <b>as drawn</b>, only scaled down. Of MNIST's pictures "
            f"{MNIST.edge[1]:.0%} have ink in the outer two rings of pixels, {MNIST.edge[0]:.0%} "
            "in the outermost: try a digit that reaches the edge."
        )
    else:
        said = (
            "As MNIST was made: your strokes are drawn again with MNIST's pen in a box of "
            "20×20, then moved until their centre of mass is in pixel 14 of 0 to 27, both ways."
        )
    if given.inverted:
        said += (
            " <b>Black and white are swapped</b>, as in a scan of ink on paper: to the models "
            "nearly all of it is ink."
        )
    return f"<section><p>{said}</p></section>"
