"""What the views of the page get of the drawing."""

import html
from dataclasses import dataclass

from core.autoencoders.drawing import Picture


@dataclass(frozen=True, eq=False)
class Mine:
    """The visitor's drawing as a model gets it.

    Attributes:
        picture: (28, 28) float32, prepared; None if the drawing cannot be used.
        number: The drawing's running number.
        trouble: Why the drawing cannot be used; empty if it can.
    """

    picture: Picture | None
    number: int
    trouble: str


def trouble_line(trouble: str) -> str:
    """Return a sentence on what went wrong, as HTML; nothing if nothing did."""
    return f'<p class="trouble">{html.escape(trouble)}</p>' if trouble else ""


def written(x: float, y: float) -> str:
    """Write a place of the plane as the cursor does.

    >>> written(0.5, -1.234)
    '(0.50, −1.23)'
    """
    return f"({x:.2f}, {y:.2f})".replace("-", "−")
