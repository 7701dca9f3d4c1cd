"""The trace engine: every multiplication of a (transposed) convolution, one row each.

>>> from core import trace
>>> trace([[0, 1], [2, 3]], [[0, 1], [2, 3]], stride=2).result().astype(int).tolist()
[[[0, 0, 0, 1], [0, 0, 2, 3], [0, 2, 0, 3], [4, 6, 6, 9]]]
"""

from core import readings
from core.arguments import GeometryError
from core.contributions import Rows, Trace, trace, trace_layer
from core.layer import Layer

__all__ = ["GeometryError", "Layer", "Rows", "Trace", "readings", "trace", "trace_layer"]
