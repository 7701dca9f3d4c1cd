"""Two sums that a matrix and its transpose always share, and what one more at an input does.

Multiply two grids cell by cell and add up, written ⟨ , ⟩. For every u and v

    ⟨Cu, v⟩ = ⟨u, Cᵀv⟩

and only the exact transpose does that. It is the rule of gradients, too: if the outputs are
added up, v is all ones, and one more at a cell of u lets that sum grow by Cᵀ1 at this cell.

Worked example (``tests/test_duality.py``): u = 1 2, a transposed convolution with the kernel
10 20 30 and stride 2, v = 1 2 3 4 5

    Cᵀu = 10 20 50 40 60        ⟨Cᵀu, v⟩ = 10 + 40 + 150 + 160 + 300 = 660
    Cv  = 140 260               ⟨u, Cv⟩  = 140 + 520                 = 660
"""

from dataclasses import dataclass

import numpy as np

from core.contributions import Numbers, Trace
from core.roundtrip import turned_over


@dataclass(frozen=True, eq=False)
class Duality:
    """An operation and its other direction, each applied once.

    Attributes:
        forth: ⟨operation of u, v⟩, where u is the input; without the bias.
        back: ⟨u, other operation of v⟩.
        grows: float64, shape of the input: by how much the sum of all outputs grows when this
            cell grows by 1.
    """

    forth: float
    back: float
    grows: Numbers


def counting(output: Numbers) -> float:
    """Multiply a grid with v, which counts from 1 in row order, and add up."""
    return float((np.arange(1.0, output.size + 1) * output.ravel()).sum())


def duality(trace: Trace) -> Duality:
    """Return both sums, each by its own operation, with a v that counts from 1."""
    made = trace.result() - trace.bias[:, None, None]
    v = np.arange(1.0, made.size + 1).reshape(made.shape)
    return Duality(
        forth=counting(made),
        back=float((trace.image * turned_over(trace, v).result()).sum()),
        grows=turned_over(trace, np.ones_like(made)).result(),
    )
