"""Grids of cells as TikZ nodes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.contributions import Numbers
from core.geometry import Indices

NOTHING = -1


@dataclass(frozen=True, eq=False)
class Grid:
    """One grid of the picture.

    Attributes:
        label: What is written above it; "" for nothing.
        values: (h, w) float64.
        taps: (h, w) int. Whose colour a cell has; ``NOTHING`` for none.
        styles: Style to the (h, w) cells that have it, in the order in which they are listed.
        blank: (h, w) bool. Cells without a number yet.
        there: (h, w) bool. Cells that are drawn.
        scale: How large a cell is; 1 for full size.
        after: The sign before the next grid: an arrow, a plus, a dot; "" for none.
    """

    label: str
    values: Numbers
    taps: Indices | None = None
    styles: Sequence[tuple[str, NDArray[np.bool_]]] = field(default=())
    blank: NDArray[np.bool_] | None = None
    there: NDArray[np.bool_] | None = None
    scale: float = 1.0
    after: str = ""

    @property
    def size(self) -> tuple[float, float]:
        """Height and width in cells of full size."""
        height, width = self.values.shape
        return self.scale * height, self.scale * width

    @property
    def longest(self) -> int:
        """Letters of the longest number, as long as they have to be for a cell of full size."""
        texts = (len(number(value)) for value in self.values.ravel().tolist())
        return max(texts, default=1)

    def nodes(self, left: float, top: float) -> list[str]:
        """Write the cells, the first one's corner at ``left`` and ``top`` in cells."""
        height, width = self.values.shape
        plain, thick = list[str](), list[str]()
        if self.label:
            middle = left + self.size[1] / 2
            plain.append(rf"  \node[name] at ({middle:g}, {top:g}) {{{self.label}}};")
        for row, column in np.ndindex(height, width):
            if self.there is not None and not self.there[row, column]:
                continue
            style = ["cell" if self.scale == 1 else "small cell"]
            style += [name for name, cells in self.styles if cells[row, column]]
            tap = NOTHING if self.taps is None else int(self.taps[row, column])
            if tap != NOTHING:
                style.append(f"tap={tap}")
            hidden = self.blank is not None and self.blank[row, column]
            text = "" if hidden else f"${number(float(self.values[row, column]))}$"
            x, y = left + self.scale * (column + 0.5), top + self.scale * (row + 0.5)
            # Thick lines last, so that no neighbour is drawn over them.
            nodes = thick if tap != NOTHING or "marked" in " ".join(style) else plain
            nodes.append(rf"  \node[{', '.join(style)}] at ({x:g}, {y:g}) {{{text}}};")
        return plain + thick


def number(value: float) -> str:
    """Write whole numbers as they are, others with four digits; rounding errors as 0."""
    rounded = round(value, 9)
    return f"{int(rounded)}" if rounded.is_integer() and abs(rounded) < 1e9 else f"{rounded:.4g}"
