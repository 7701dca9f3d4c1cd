"""There and back: a convolution, its transposed convolution, and the inverse that was meant.

The transposed convolution reads the convolution's own wiring backwards, so the shape is
back whatever the sizes; the values are not. A *deconvolution* would solve for the input.
Where the convolution lost numbers no inverse can know them: the least-squares solution of
smallest norm is then another input with the same output.

Worked example (``tests/test_roundtrip.py``): 3×3 counting up, a 2×2 kernel of ones

    there    12 16        back   12 28 16
             24 28               36 80 44
                                 24 52 28
"""

from dataclasses import dataclass, replace

import numpy as np

from core.arguments import instance
from core.contributions import Numbers, Trace, trace_layer
from core.geometry import Geometry
from core.readings import matrix

LARGEST_INVERSE = 36
"""Unknowns up to which the inverse is computed: more are no longer a picture to read."""


@dataclass(frozen=True, eq=False)
class RoundTrip:
    """What becomes of an input on the way there and back.

    Attributes:
        there: The convolution.
        back: The transposed convolution with the same kernel, of its output.
        found: float64, shape of the input: the input of smallest norm with the same output;
            None where there are more than ``LARGEST_INVERSE`` numbers to find.
        rank: How many of the equations are independent; None with ``found``.
    """

    there: Trace
    back: Trace
    found: Numbers | None
    rank: int | None


def round_trip(there: Trace) -> RoundTrip:
    """Run a convolution's output back through the transposed convolution.

    Args:
        there: A convolution; its bias is left out on the way back.

    Raises:
        ValueError: it is a transposed convolution already.
    """
    instance("there", there, Trace)
    if there.transposed:
        raise ValueError("a round trip starts with a convolution")
    made = there.result() - there.bias[:, None, None]
    rows, columns = there.geometry.output_size
    back = trace_layer(
        replace(there.layer, operation="transposed", input_size=(rows, columns)),
        made,
        there.kernel,
        groups=there.groups,
        geometry=Geometry(
            operation="transposed", height=there.geometry.height, width=there.geometry.width
        ),
    )
    if there.image.size > LARGEST_INVERSE:
        return RoundTrip(there, back, None, None)
    found, _, rank, _ = np.linalg.lstsq(matrix(there), made.ravel(), rcond=None)
    return RoundTrip(
        there, back, np.asarray(found, np.float64).reshape(there.input_shape), int(rank)
    )
