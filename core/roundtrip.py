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
from core.geometry import Operation
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

    @property
    def difference(self) -> Numbers:
        """What came back too much, float64, shape of the input."""
        return self.back.result() - self.there.image

    def in_words(self) -> str:
        """Say what came back, and what solving for the input finds."""
        unlike, unknowns = np.count_nonzero(self.difference), self.there.image.size
        equations = int(np.prod(self.there.output_shape))
        counted = f"{equations} equation{'' if equations == 1 else 's'}"
        returned = (
            f"The shape is back, the numbers are not: x′ differs from x in {unlike} of "
            f"{unknowns} cells."
            if unlike
            else "Here even the numbers are back: x′ is x in every cell."
        )
        if self.rank is None:
            return (
                f"{returned} Solving for x is shown for up to {LARGEST_INVERSE} numbers; here are "
                f"{unknowns:,}."
            )
        solved = (
            f"{returned} Solved for x by least squares, {counted} of rank {self.rank} for "
            f"{unknowns} numbers: "
        )
        if self.rank == unknowns:
            return f"{solved}x itself."
        return f"{solved}x̂, one of many inputs that make this y."


def turned_over(trace: Trace, image: Numbers) -> Trace:
    """Return the other operation: the same kernel and wiring, read the other way, no bias.

    Args:
        trace: A convolution or a transposed one.
        image: Numbers in the shape of its output.
    """
    operation: Operation = "convolution" if trace.transposed else "transposed"
    rows, columns = trace.geometry.output_size
    return trace_layer(
        replace(trace.layer, operation=operation, input_size=(rows, columns)),
        image,
        trace.kernel,
        groups=trace.groups,
        geometry=replace(trace.geometry, operation=operation),
    )


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
    back = turned_over(there, made)
    if there.image.size > LARGEST_INVERSE:
        return RoundTrip(there, back, None, None)
    found, _, rank, _ = np.linalg.lstsq(matrix(there), made.ravel(), rcond=None)
    return RoundTrip(
        there, back, np.asarray(found, np.float64).reshape(there.input_shape), int(rank)
    )
