r"""One step of an operation as a TikZ picture for papers and slides: what the stage shows.

Each reading has its own picture: stamps on planes with plus signs, the turned kernel on the
spread grid, the matrix, the count. Which cells a step is about is read off the rows of the
trace, and what is there by then off the timeline.

The text is a document of its own that needs nothing but LaTeX and TikZ: ``pdflatex`` makes a
page of each picture's size of it. The part from ``\begin{tikzpicture}`` on, with what stands
before ``\begin{document}``, fits into any other.
"""

from collections.abc import Sequence
from typing import get_args

from core.activations import ACTIVATIONS, ActivationKey
from core.arguments import GeometryError, instance, one_of
from core.contributions import Trace
from core.exports.tikz.grid import Grid
from core.exports.tikz.moment import moment
from core.exports.tikz.panels import DRAWN, panels
from core.readings import READING, ReadingKey, stepped
from core.timeline import Walk

LARGEST_PICTURE = 1_500
"""Cells of all grids together beyond which a printed page cannot show numbers."""

_GAP = 1.4
"""Cells of white between two grids: there is room for a sign."""

# Okabe and Ito's colours for the roles, which colour-blind readers tell apart; lines and
# patterns tell it as well. SIDE stands for a cell's side, which depends on the longest number.
_STYLES = r"""\usetikzlibrary{patterns}
\definecolor{inputcolour}{HTML}{0072B2}
\definecolor{outputcolour}{HTML}{009E73}
\tikzset{
  name/.style={anchor=base, yshift=1.5mm, font=\small},
  cell/.style={draw=black!45, minimum size=SIDEmm, inner sep=0pt, font=\small},
  small cell/.style={draw=black!30, minimum size=HALFmm, inner sep=0pt, font=\tiny},
  sign/.style={font=\Large},
  tap/.style={draw=tap#1, line width=1.2pt, fill=tap#1!30},
  marked input/.style={draw=inputcolour, line width=1.6pt, fill=inputcolour!25},
  marked output/.style={draw=outputcolour, line width=1.6pt, fill=outputcolour!25},
  marked line/.style={draw=black, line width=0.8pt},
  stamped/.style={fill=black!8},
  faint/.style={fill=black!8, text=black!70},
  zero/.style={pattern=north east lines, pattern color=black!25},
  ring/.style={dashed},
  doomed/.style={dashed},
  lost/.style={dashed, draw=black!30, text=black!35},
  hole/.style={pattern=north east lines, pattern color=black!60},
}"""

# A page of the picture's size without a package: the box is made, measured and sent off.
_PAGE = r"""\setbox0=\hbox{%
PICTURE
}
\pdfpagewidth=\dimexpr\wd0+4mm\relax
\pdfpageheight=\dimexpr\ht0+\dp0+4mm\relax
\shipout\box0"""


def tikz(
    trace: Trace,
    readings: Sequence[ReadingKey],
    walk: Walk,
    step: int,
    *,
    colours: Sequence[str],
    channel: int | None = None,
    activation: ActivationKey = "",
) -> str:
    """Draw one step.

    Args:
        trace: The operation.
        readings: Those that are shown; each gets a page.
        walk: By which cells the steps go, where the readings leave the choice.
        step: From 0, as on the stage with these readings; of one that has no steps, 0.
        colours: Of the taps, six hexadecimal digits each.
        channel: Which channel to show beside the step's own; None for the first that is wired.
        activation: What follows the sum; "" for nothing.

    Returns:
        A LaTeX document.

    Raises:
        GeometryError: there is no such step, reading or channel.
        ValueError: no row joins the two channels, or there are more than ``LARGEST_PICTURE``
            cells.
    """
    instance("trace", trace, Trace)
    one_of("walk", walk, get_args(Walk))
    one_of("activation", activation, tuple(ACTIVATIONS))
    if not isinstance(readings, list | tuple) or not readings:
        raise GeometryError("readings", readings, "readings must be a list of at least one")
    for key in readings:
        one_of("readings", key, tuple(DRAWN))
    walked = stepped(readings, trace.geometry.operation, walk)
    slides = any(READING[key].slides for key in readings)
    unrolls = READING[readings[0]].unrolls
    now = moment(
        trace, walked, step, slides=slides, channel=channel, unrolls=unrolls, activation=activation
    )
    drawn = [panels(now, key) for key in readings]
    grids = [grid for line in drawn for grid in line]
    size = sum(grid.values.size for grid in grids)
    if size > LARGEST_PICTURE:
        raise ValueError(
            f"a picture of {size:,} cells is too large for a page; {LARGEST_PICTURE:,} are the most"
        )
    # Millimetres; a digit at this font size is not quite 2 mm wide.
    side = max(8, 2 * max(grid.longest for grid in grids) + 2)
    styles = _STYLES.replace("SIDE", f"{side}").replace("HALF", f"{side / 2:g}")
    taps = [rf"\definecolor{{tap{i}}}{{HTML}}{{{colour}}}" for i, colour in enumerate(colours)]
    pages = [_page(line, side) for line in drawn]
    head = [r"\documentclass{article}", r"\usepackage{tikz}", styles, *taps]
    # TeX puts a page an inch from the paper's corner; here 2 mm do.
    begin = [r"\begin{document}", r"\pdfhorigin=2mm", r"\pdfvorigin=2mm"]
    return "\n".join([*head, *begin, *pages, r"\end{document}"]) + "\n"


def _page(grids: Sequence[Grid], side: int) -> str:
    """Write one line of grids, their middles at one height, with the signs between them."""
    tallest = max(grid.size[0] for grid in grids)
    # Rows count downwards, as in the pictures of the lab.
    lines = [rf"\begin{{tikzpicture}}[x={side}mm, y=-{side}mm]"]
    left = 0.0
    for grid in grids:
        height, width = grid.size
        lines += grid.nodes(left, (tallest - height) / 2)
        left += width
        if grid.after:
            place = f"{left + _GAP / 2:g}, {tallest / 2:g}"
            lines.append(rf"  \node[sign] at ({place}) {{${grid.after}$}};")
        left += _GAP
    lines.append(r"\end{tikzpicture}%")
    return _PAGE.replace("PICTURE", "\n".join(lines))
