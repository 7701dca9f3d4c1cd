"""Sentences and places as the views of the page write them."""

import html


def trouble_line(trouble: str) -> str:
    """Return a sentence on what went wrong, as HTML; nothing if nothing did."""
    return f'<p class="trouble">{html.escape(trouble)}</p>' if trouble else ""


def written(x: float, y: float) -> str:
    """Write a place of the plane as the cursor does.

    >>> written(0.5, -1.234)
    '(0.50, −1.23)'
    """
    return f"({x:.2f}, {y:.2f})".replace("-", "−")
