"""How good a reconstruction is, in numbers.

A pixel's target is a grey level between 0 and 1, not a class, so cross-entropy has a floor
above zero: even the picture itself, given as prediction, costs its own entropy. What a
model can be blamed for is the excess over that floor.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from core.autoencoders.networks import Network


@dataclass(frozen=True)
class Figures:
    """Errors of a network on some pictures, each an average over pixels and pictures.

    Attributes:
        bce: Binary cross-entropy, in nats per pixel.
        floor: The least any model can reach on these pictures, in nats per pixel.
        mse: Mean squared error of grey levels between 0 and 1.
    """

    bce: float
    floor: float
    mse: float

    @property
    def excess(self) -> float:
        """Cross-entropy above the floor, in nats per pixel."""
        return self.bce - self.floor


def entropy_floor(pictures: Tensor) -> float:
    """Return the cross-entropy of pictures with themselves, in nats per pixel.

    Args:
        pictures: any shape, float in 0..1.

    >>> round(entropy_floor(torch.tensor([0.0, 1.0, 0.5])), 4)  # one third of ln 2
    0.231
    """
    entropies = torch.special.entr(pictures) + torch.special.entr(1 - pictures)
    return float(entropies.double().mean())


def measure(network: Network, pictures: Tensor, batch: int = 500) -> Figures:
    """Rebuild the pictures in float32 and compare.

    Args:
        network: Left as it is; no gradients are kept.
        pictures: (n, 1, 28, 28) float in 0..1.
        batch: Pictures at a time; a matter of memory, not of the result.
    """
    bce = mse = 0.0
    with torch.no_grad():
        for part in torch.split(pictures, batch):
            logits = network(part)
            bce += float(binary_cross_entropy_with_logits(logits, part)) * len(part)
            mse += float((torch.sigmoid(logits) - part).square().mean()) * len(part)
    return Figures(bce / len(pictures), entropy_floor(pictures), mse / len(pictures))
