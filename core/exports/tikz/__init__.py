r"""One step of an operation as a TikZ picture for papers and slides: what the stage shows.

Each reading has its own picture: stamps on planes with plus signs, the turned kernel on the
spread grid, the matrix, the count. Which cells a step is about is read off the rows of the
trace, and what is there by then off the timeline.

The text is a document of its own that needs nothing but LaTeX and TikZ: ``pdflatex`` makes a
page of each picture's size of it. The part from ``\begin{tikzpicture}`` on, with what stands
before ``\begin{document}``, fits into any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

from core.activations import ACTIVATIONS, ActivationKey
from core.arguments import GeometryError, instance, one_of
from core.contributions import Numbers, Trace
from core.exports.tikz.grid import Grid
from core.exports.tikz.moment import Differs, Moment, moment
from core.exports.tikz.panels import DRAWN, panels
from core.readings import READING, ReadingKey, stepped
from core.timeline import Walk

LARGEST_PICTURE = 1_500
"""Cells of all grids together beyond which a printed page cannot show numbers."""

_GAP = 1.4
"""Cells of white between two grids: there is room for a sign."""

_ABOVE = 1.3
"""Cells between the grids of a line and its caption."""

MOST_ABREAST = 36
"""Cells of full size across up to which two lines stand beside each other."""

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
  differs/.style={postaction={pattern=north west lines, pattern color=black!55}},
  caption/.style={anchor=base west, font=\small\bfseries},
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
    return _document([[("", panels(now, key))] for key in readings], colours)


@dataclass(frozen=True, eq=False, kw_only=True)
class Side:
    """One of two that are drawn beside each other.

    Attributes:
        caption: What stands above it.
        trace: The operation.
        reading: The one that it is drawn in.
        walk: By which cells the steps go.
        step: From 0.
        activation: What follows the sum; "" for nothing.
        differs: Which cells differ from the other's: of the input, and of what it comes to;
            (C, H, W) bool each, None for none.
    """

    caption: str
    trace: Trace
    reading: ReadingKey
    walk: Walk
    step: int
    activation: ActivationKey = ""
    differs: tuple[Differs, Differs] = (None, None)


@dataclass(frozen=True, eq=False, kw_only=True)
class Finished:
    """A side that is there at once, since no one operation computes it.

    Attributes:
        caption: What stands above it.
        numbers: (C, H, W) float64, of what it comes to.
        activation: What follows the sum, and was applied; "" for nothing.
        differs: Which of its cells differ; (C, H, W) bool, None for none.
    """

    caption: str
    numbers: Numbers
    activation: ActivationKey = ""
    differs: Differs = None


def tikz_beside(a: Side, b: Side | Finished, *, colours: Sequence[str]) -> str:
    """Draw a step of two operations side by side, or below each other where they are wide.

    Args:
        a: At the left, or above.
        b: At the right, or below.
        colours: Of the taps, six hexadecimal digits each.

    Returns:
        A LaTeX document of one page.

    Raises:
        GeometryError: there is no such step or reading.
        ValueError: there are more than ``LARGEST_PICTURE`` cells.
    """
    instance("a", a, Side)
    now = _seen(a)
    drawn = [(a.caption, panels(now, a.reading))]
    if isinstance(b, Side):
        drawn.append((b.caption, panels(_seen(b), b.reading)))
    else:
        instance("b", b, Finished)
        label = f"after {ACTIVATIONS[b.activation].name}" if b.activation else "output"
        marks = [] if b.differs is None else [("differs", b.differs[now.target])]
        drawn.append((b.caption, [Grid(label, b.numbers[now.target], styles=marks)]))
    return _document([drawn], colours)


def _seen(side: Side) -> Moment:
    one_of("reading", side.reading, tuple(DRAWN))
    slides = READING[side.reading].slides
    seen = moment(
        side.trace,
        stepped((side.reading,), side.trace.geometry.operation, side.walk),
        side.step,
        slides=slides,
        channel=None,
        activation=side.activation,
    )
    return replace(seen, differs=side.differs)


Captioned = tuple[str, Sequence[Grid]]
"""Some grids in a line and what stands above them; "" for nothing."""


def _document(drawn: Sequence[Sequence[Captioned]], colours: Sequence[str]) -> str:
    """Write a page for each list of lines."""
    grids = [grid for page in drawn for _, line in page for grid in line]
    size = sum(grid.values.size for grid in grids)
    if size > LARGEST_PICTURE:
        raise ValueError(
            f"a picture of {size:,} cells is too large for a page; {LARGEST_PICTURE:,} are the most"
        )
    # Millimetres; a digit at this font size is not quite 2 mm wide.
    side = max(8, 2 * max(grid.longest for grid in grids) + 2)
    styles = _STYLES.replace("SIDE", f"{side}").replace("HALF", f"{side / 2:g}")
    taps = [rf"\definecolor{{tap{i}}}{{HTML}}{{{colour}}}" for i, colour in enumerate(colours)]
    pages = [_page(page, side) for page in drawn]
    head = [r"\documentclass{article}", r"\usepackage{tikz}", styles, *taps]
    # TeX puts a page an inch from the paper's corner; here 2 mm do.
    begin = [r"\begin{document}", r"\pdfhorigin=2mm", r"\pdfvorigin=2mm"]
    return "\n".join([*head, *begin, *pages, r"\end{document}"]) + "\n"


def _page(drawn: Sequence[Captioned], side: int) -> str:
    """Write lines of grids beside each other, or below each other where that is too wide."""
    abreast = sum(_width(line) for _, line in drawn) <= MOST_ABREAST
    lines = list[str]()
    left = top = 0.0
    for caption, line in drawn:
        if caption:
            place = f"{left:g}, {top - _ABOVE:g}"
            lines.append(rf"  \node[caption] at ({place}) {{{_escaped(caption)}}};")
        lines += _line(line, left, top)
        if abreast:
            left += _width(line) + _GAP
        else:
            top += max(grid.size[0] for grid in line) + 2 * _ABOVE
    # Rows count downwards, as in the pictures of the lab.
    begin = rf"\begin{{tikzpicture}}[x={side}mm, y=-{side}mm]"
    return _PAGE.replace("PICTURE", "\n".join([begin, *lines, r"\end{tikzpicture}%"]))


def _width(line: Sequence[Grid]) -> float:
    return sum(grid.size[1] + _GAP for grid in line)


def _line(grids: Sequence[Grid], left: float, top: float) -> list[str]:
    """Write one line of grids, their middles at one height, with the signs between them."""
    tallest = max(grid.size[0] for grid in grids)
    lines = list[str]()
    for grid in grids:
        height, width = grid.size
        lines += grid.nodes(left, top + (tallest - height) / 2)
        left += width
        if grid.after:
            place = f"{left + _GAP / 2:g}, {top + tallest / 2:g}"
            lines.append(rf"  \node[sign] at ({place}) {{${grid.after}$}};")
        left += _GAP
    return lines


def _escaped(text: str) -> str:
    """Write a text so that LaTeX sets it as it is."""
    return "".join(_SPECIAL.get(letter, letter) for letter in text)


_SPECIAL = {one: rf"\{one}" for one in "_&%#${}"} | {
    "×": r"$\times$",
    "°": r"$^\circ$",
    "ᵀ": r"$^{\mathsf T}$",
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    '"': "''",
}
