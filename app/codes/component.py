"""Mounts the page's two components: the cursor on the map, and the way between two digits."""

from collections.abc import Mapping
from typing import Any

from app.shared.component import mounted

_MAP = """
<div class="root">
<div class="cursor">
  <canvas width="28" height="28" role="img"
    aria-label="What the decoder draws at the cursor"></canvas>
  <div class="words" aria-live="polite"><p class="place"></p><p class="sentence"></p></div>
</div>
<div class="maps"></div>
<p class="trouble" role="alert" hidden></p>
<svg class="over" tabindex="0" role="application"
  aria-label="Cursor on the map: arrow keys move it, Enter holds it, Escape lets go"></svg>
</div>
"""

_BETWEEN = """
<div class="stage">
  <figure><canvas class="code" width="28" height="28" role="img"
    aria-label="This station, through the code"></canvas>
    <figcaption>through the code</figcaption></figure>
  <figure><canvas class="pixels" width="28" height="28" role="img"
    aria-label="This station, pixel by pixel"></canvas>
    <figcaption>pixel by pixel</figcaption></figure>
  <figure class="way" hidden><svg viewBox="0 0 100 100" role="img"
    aria-label="The way on the map of the codes"></svg>
    <figcaption>the way on the map</figcaption></figure>
</div>
<div class="line">
  <button type="button" class="play">Play</button>
  <span aria-hidden="true">A</span>
  <input type="range" class="at" min="0" step="1" value="0" aria-label="Station between A and B">
  <span aria-hidden="true">B</span>
  <button type="button" class="gif">GIF</button>
</div>
<div class="strips"><div class="strip code"></div><div class="strip pixels"></div></div>
<p class="status" role="status"></p>
"""


def cursor_on_map(sent: Mapping[str, Any], *, key: str) -> None:
    """Show the cursor on a chart and what the decoder makes of its place.

    Args:
        sent: ``model``; ``chart``, the CSS selector of the chart's container; ``frame`` (left,
            bottom, side) and ``ahead`` (pictures along its side); ``start`` (x, y) where the
            cursor stands at first; ``mine`` (x, y) of the drawing or None; ``neighbours``,
            a list of x, y, label.
        key: The component's identity.
    """
    mounted("map", _MAP)(data=[dict(sent)], key=key)


def way_between(sent: Mapping[str, Any], *, key: str) -> None:
    """Show two ways from one digit to another, with a player.

    Args:
        sent: ``name`` of the model; ``count`` of stations; ``code`` and ``pixels``, both ways'
            pictures as base64 of uint8; ``map``, an image's address or None; ``path`` (x, y in
            parts of the map), ``dense`` and ``named`` (digit), one per station, or empty.
        key: The component's identity.
    """
    mounted("between", _BETWEEN)(data=[dict(sent)], key=key)
