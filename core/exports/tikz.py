r"""One step of an operation as a TikZ picture for papers and slides.

Input, kernel and output of one pair of channels stand side by side with the step's cells
marked by a fill and a thick line. Which cells those are is read off the rows of the trace.

The text is a document of its own: ``pdflatex`` makes a page of the picture's size of it, and
the part from ``\begin{tikzpicture}`` on, with the ``\tikzset`` before it, fits into any other.
"""

from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from core.arguments import in_grid, in_range, instance, one_of
from core.contributions import Cell, Numbers, Rows, Trace
from core.geometry import OUTSIDE, Indices
from core.readings import stamps
from core.timeline import WalkedPhase

LARGEST_PICTURE = 1_000
"""Cells of all three grids together beyond which a printed page cannot show numbers."""

_GAP = 2
"""Cells of white between two grids."""

# Okabe and Ito's colours, which colour-blind readers tell apart; the lines tell it as well.
# SIDE stands for a cell's side, which depends on the longest number.
_STYLES = r"""\definecolor{inputcolour}{HTML}{0072B2}
\definecolor{kernelcolour}{HTML}{E69F00}
\definecolor{outputcolour}{HTML}{009E73}
\tikzset{
  cell/.style={draw, minimum size=SIDEmm, inner sep=0pt, font=\small},
  marked/.style={line width=1.6pt},
  lost/.style={dashed},
  marked input/.style={marked, fill=inputcolour!30},
  marked kernel/.style={marked, fill=kernelcolour!40},
  marked output/.style={marked, fill=outputcolour!30},
}"""


@dataclass(frozen=True, eq=False)
class _Grid:
    """One grid of the picture.

    Attributes:
        role: "input", "kernel" or "output"; names its styles.
        label: What is written above it.
        values: (h, w) float64.
        marked: (h, w) bool. The step's cells.
        lost: (h, w) bool. Taps whose product is cropped away, or that read padding.
        blank: (h, w) bool. Cells without a number yet.
    """

    role: str
    label: str
    values: Numbers
    marked: NDArray[np.bool_]
    lost: NDArray[np.bool_]
    blank: NDArray[np.bool_]


def tikz(trace: Trace, phase: WalkedPhase, cell: Cell, *, channel: int | None = None) -> str:
    """Draw one step.

    Args:
        trace: The operation.
        phase: "stamp": one input cell and where its products land, the output holding the
            sums so far, without the bias. "slide": one output cell and what it is made of, the
            output holding what is finished, with the bias.
        cell: Channel, row, column of that input or output cell, from 0.
        channel: Which channel to show on the other side; None for the first that is wired.

    Returns:
        A LaTeX document.

    Raises:
        GeometryError: there is no such cell or channel.
        ValueError: no row joins the two channels, or there are more than ``LARGEST_PICTURE``
            cells.
    """
    instance("trace", trace, Trace)
    one_of("phase", phase, get_args(WalkedPhase))
    cell = in_grid("cell", cell, trace.input_shape if phase == "stamp" else trace.output_shape)
    if channel is not None:
        others = trace.output_shape if phase == "stamp" else trace.input_shape
        channel = in_range("channel", channel, 0, others[0] - 1)
    source, target = _channels(trace, phase, cell[0], channel)
    first, second = _kernel_pair(trace, source, target)
    kernel = trace.kernel[first, second]
    size = trace.image[0].size + kernel.size + trace.output_shape[1] * trace.output_shape[2]
    if size > LARGEST_PICTURE:
        raise ValueError(
            f"a picture of {size:,} cells is too large for a page; {LARGEST_PICTURE:,} are the most"
        )

    _, y, x = cell
    if phase == "stamp":
        rows = trace.rows(inputs=(source, y, x), outputs=(target, None, None))
        numbers, blank = _sums_so_far(trace, cell), np.zeros(trace.output_shape, dtype=np.bool_)
    else:
        rows = trace.rows(inputs=(source, None, None), outputs=(target, y, x))
        numbers, blank = trace.result(), _unfinished(trace, cell)
    joined = rows.where((rows.input_cell != OUTSIDE) & (rows.output_cell != OUTSIDE))
    read = _marks(joined.input_cell, trace.input_shape)[source]
    used = _marks(joined.kernel_tap, trace.kernel.shape)[first, second]
    met = _marks(rows.kernel_tap, trace.kernel.shape)[first, second]
    reached = _marks(joined.output_cell, trace.output_shape)[target]
    # The step's own cell is marked even if all its products are cropped, or none reads it.
    (read if phase == "stamp" else reached)[y, x] = True
    return _document(
        [
            _Grid(
                "input",
                _label("input", source, trace.input_shape),
                trace.image[source],
                read,
                np.zeros_like(read),
                np.zeros_like(read),
            ),
            _Grid("kernel", "kernel", kernel, used, met & ~used, np.zeros_like(used)),
            _Grid(
                "output",
                _label("output", target, trace.output_shape),
                numbers[target],
                reached,
                np.zeros_like(reached),
                blank[target],
            ),
        ]
    )


def _channels(trace: Trace, phase: WalkedPhase, own: int, other: int | None) -> tuple[int, int]:
    """Return (input channel, output channel), the other one looked for among the wired."""
    others = trace.output_shape[0] if phase == "stamp" else trace.input_shape[0]
    pairs = [(own, n) if phase == "stamp" else (n, own) for n in range(others)]
    wired = [pair for pair in pairs if len(_of_pair(trace, *pair))]
    if other is None:
        return wired[0]
    wanted = (own, other) if phase == "stamp" else (other, own)
    if wanted not in wired:
        raise ValueError(f"no row joins input channel {wanted[0]} and output channel {wanted[1]}")
    return wanted


def _of_pair(trace: Trace, source: int, target: int) -> Rows:
    """Return the first tap's rows between two channels; none where groups keep them apart."""
    return trace.rows(inputs=(source, None, None), taps=(0, 0), outputs=(target, None, None))


def _kernel_pair(trace: Trace, source: int, target: int) -> tuple[int, int]:
    tap = _of_pair(trace, source, target).kernel_tap[0]
    first, second, _, _ = np.unravel_index(tap, trace.kernel.shape)
    return int(first), int(second)


def _sums_so_far(trace: Trace, cell: Cell) -> Numbers:
    return next(stamp.running for stamp in stamps(trace) if stamp.cell == cell)


def _unfinished(trace: Trace, cell: Cell) -> NDArray[np.bool_]:
    places = np.arange(int(np.prod(trace.output_shape))).reshape(trace.output_shape)
    later: NDArray[np.bool_] = places > places[cell]
    return later


def _marks(flat: Indices, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    marks = np.zeros(shape, dtype=np.bool_)
    marks.reshape(-1)[flat[flat != OUTSIDE]] = True
    return marks


def _label(role: str, channel: int, shape: Cell) -> str:
    return role if shape[0] == 1 else f"{role}, channel {channel}"


def _document(grids: list[_Grid]) -> str:
    tallest = max(grid.values.shape[0] for grid in grids)
    longest = max(len(_number(value)) for grid in grids for value in grid.values.ravel().tolist())
    # Millimetres; a digit at this font size is not quite 2 mm wide.
    side = max(8, 2 * longest + 2)
    lines = [
        r"\documentclass[tikz, border=2mm]{standalone}",
        _STYLES.replace("SIDE", f"{side}"),
        r"\begin{document}",
        # Rows count downwards, as in the pictures of the lab.
        rf"\begin{{tikzpicture}}[x={side}mm, y=-{side}mm]",
    ]
    left = 0
    for grid in grids:
        height, width = grid.values.shape
        lines.extend(_nodes(grid, left, (tallest - height) / 2))
        left += width + _GAP
    lines += [r"\end{tikzpicture}", r"\end{document}"]
    return "\n".join(lines) + "\n"


def _nodes(grid: _Grid, left: int, top: float) -> list[str]:
    height, width = grid.values.shape
    plain = [rf"  \node at ({left + (width - 1) / 2:g}, {top - 1:g}) {{{grid.label}}};"]
    # Thick lines last, so that no neighbour is drawn over them.
    thick: list[str] = []
    for row, column in np.ndindex(height, width):
        style, nodes = "cell", plain
        if grid.marked[row, column]:
            style, nodes = f"cell, marked {grid.role}", thick
        elif grid.lost[row, column]:
            style = "cell, lost"
        text = "" if grid.blank[row, column] else f"${_number(float(grid.values[row, column]))}$"
        nodes.append(rf"  \node[{style}] at ({left + column}, {top + row:g}) {{{text}}};")
    return plain + thick


def _number(value: float) -> str:
    """Write whole numbers as they are, others with four digits; rounding errors as 0."""
    rounded = round(value, 9)
    return f"{int(rounded)}" if rounded.is_integer() and abs(rounded) < 1e9 else f"{rounded:.4g}"
