"""The story's pictures: a digit that is shrunk, one stamp, all stamps, the two tables.

One example in the last three of them, so that its numbers can be followed:

    input 1 2   kernel 2 1   output  2  5  2
          3 4          4 3          10 22 10
                                    12 25 12
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.drawing.drawn import digit
from app.drawing.preparation import inverted, prepared
from app.shared.images import address
from core import trace
from core.contributions import Rows

_DIGIT = 3
_IMAGE, _KERNEL = [[1, 2], [3, 4]], [[2, 1], [4, 3]]
_CHOSEN = 2
"""The input cell whose stamp is shown: the 3."""

Marked = list[list[list[int] | None]]
"""A grid of numbers, each with the tap that made it; None where nothing stands."""


@cache
def story() -> dict[str, object]:
    """Return what the five pictures show, finished."""
    whole = trace(_IMAGE, _KERNEL)
    stamps = [_stamp(whole.rows(inputs=(0, y, x))) for y in range(2) for x in range(2)]
    rows = whole.rows()
    turned = _table(rows)
    shrunk, given = _shrunk()
    return {
        "given": given,
        "shrunk": shrunk,
        "input": _IMAGE,
        "kernel": _KERNEL,
        "chosen": _CHOSEN,
        "stamp": (np.array(_KERNEL) * _IMAGE[1][0]).tolist(),
        "stamps": stamps,
        "output": whole.result()[0].astype(int).tolist(),
        "table": [list(column) for column in zip(*turned, strict=True)],
        "turned": turned,
    }


def _stamp(rows: Rows) -> Marked:
    """Return a stamp on its plane."""
    grid: Marked = [[None] * 3 for _ in range(3)]
    for cell, tap, product in zip(rows.output_cell, rows.kernel_tap, rows.product, strict=True):
        y, x = divmod(int(cell), 3)
        grid[y][x] = [int(product), int(tap)]
    return grid


def _table(rows: Rows) -> Marked:
    """Return the matrix of the transposed convolution: nine rows, four columns."""
    grid: Marked = [[None] * 4 for _ in range(9)]
    for row in zip(rows.output_cell, rows.input_cell, rows.kernel_tap, rows.weight, strict=True):
        output, cell, tap, weight = (int(part) for part in row)
        grid[output][cell] = [weight, tap]
    return grid


def _shrunk() -> tuple[str, str]:
    """Return a digit after a convolution with stride 2, and before, as pictures."""
    picture = prepared(digit(_DIGIT)).picture
    if picture is None:  # pragma: no cover - our own digit can be prepared
        raise ValueError("the ready-made digit cannot be prepared")
    mean = np.full((2, 2), 0.25)
    small: NDArray[np.float32] = (
        trace(picture, mean, operation="convolution", stride=2).result()[0].astype(np.float32)
    )
    return address(inverted(small)), address(inverted(picture))
