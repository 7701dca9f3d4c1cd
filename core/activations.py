"""What may follow a sum: a function of each cell for itself, after the bias."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.sums import Values

ActivationKey = Literal["", "relu", "sigmoid"]
"""Keras' names, and PyTorch's functions; "" for nothing."""


def relu(values: Values) -> Values:
    """Return what is above 0, and 0 for the rest."""
    kept: Values = np.maximum(values, 0)
    return kept


def sigmoid(values: Values) -> Values:
    """Return 1 / (1 + exp(-x)), written so that no exponential overflows."""
    small = np.exp(-np.abs(values))
    shares: Values = np.where(values >= 0, 1, small) / (1 + small)
    return shares


@dataclass(frozen=True, kw_only=True)
class Activation:
    """One function.

    Attributes:
        name: As people write it.
        apply: Of numbers of any shape.
        pytorch: Its expression of ``y`` in a program of PyTorch.
        numpy: The same in numpy.
    """

    name: str
    apply: Callable[[Values], Values]
    pytorch: str
    numpy: str


ACTIVATIONS: Mapping[ActivationKey, Activation] = {
    "": Activation(name="none", apply=lambda values: values, pytorch="y", numpy="y"),
    "relu": Activation(name="ReLU", apply=relu, pytorch="torch.relu(y)", numpy="np.maximum(y, 0)"),
    "sigmoid": Activation(
        name="sigmoid", apply=sigmoid, pytorch="torch.sigmoid(y)", numpy="1 / (1 + np.exp(-y))"
    ),
}
"""In the order in which they are offered."""
