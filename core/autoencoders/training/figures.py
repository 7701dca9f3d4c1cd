"""How good a network is on many pictures, in numbers: errors by the batch, on torch's modules.

What is measured of pictures alone, or of codes, is numpy's: ``measures`` and ``codes.naming``.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from core.autoencoders.architectures import INK, PAPER
from core.autoencoders.measures import entropy_floor
from core.autoencoders.training.canvases import Scenes
from core.autoencoders.training.modules import TorchNetwork


@dataclass(frozen=True, eq=False)
class Figures:
    """Errors of a network on some pictures, each an average over pixels and pictures.

    Attributes:
        mse: Mean squared error of grey levels between 0 and 1.
        mse_of_each: (n,) float64, of every picture on its own.
        power: Mean squared grey level of the pictures: the error of an empty one.
        floor: The least cross-entropy any model can reach on these pictures, nats per pixel.
        bce: Binary cross-entropy, in nats per pixel; None for a network whose last layer is
            linear, since it gives no probabilities.
    """

    mse: float
    mse_of_each: Tensor
    power: float
    floor: float
    bce: float | None

    @property
    def excess(self) -> float | None:
        """Cross-entropy above the floor, in nats per pixel."""
        return None if self.bce is None else self.bce - self.floor

    @property
    def nmse(self) -> float:
        """Squared error as a part of that of an empty picture: 0 is perfect.

        Empty pictures have none: nan, as ``inference.Reconstruction`` has it.
        """
        return self.mse / self.power if self.power > 0 else float("nan")


def measure(
    network: TorchNetwork, pictures: Tensor, given: Tensor | None = None, batch: int = 500
) -> Figures:
    """Rebuild the pictures in float32 and compare.

    Args:
        network: Left as it is; no gradients are kept.
        pictures: (n, 1, 28, 28) float in 0..1, what should come out.
        given: What goes in, if something else: the same pictures, spoilt.
        batch: Pictures at a time; a matter of memory, not of the result.
    """
    probabilities = network.architecture.layers[-1].activation == "sigmoid"
    bce, errors = 0.0, []
    with torch.no_grad():
        for wanted, entered in zip(
            torch.split(pictures, batch),
            torch.split(pictures if given is None else given, batch),
            strict=True,
        ):
            raw = network(entered)
            if probabilities:
                bce += float(binary_cross_entropy_with_logits(raw, wanted)) * len(wanted)
            errors.append((network.finish(raw) - wanted).square().mean(dim=(1, 2, 3)).double())
    each = torch.cat(errors)
    return Figures(
        mse=float(each.mean()),
        mse_of_each=each,
        power=float(pictures.double().square().mean()),
        floor=entropy_floor(pictures.numpy()),
        bce=bce / len(pictures) if probabilities else None,
    )


def divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """Return how far each code's distribution is from the standard normal one, (n,) nats.

    Kingma & Welling 2014, appendix B: the sum over the code's numbers of
    (mean² + variance - 1 - log variance) / 2.

    Args:
        mean: (n, channels, 1, 1) float.
        log_variance: The same shape.
    """
    each = (mean.square() + log_variance.exp() - 1 - log_variance) / 2
    return each.sum(dim=(1, 2, 3))


def negative_elbo(network: TorchNetwork, pictures: Tensor, batch: int = 500) -> tuple[float, float]:
    """Return a variational autoencoder's reconstruction and divergence cost, nats per picture.

    Their sum is the negative evidence lower bound: with one sampled code per picture, an
    upper bound of minus the log probability that the model gives to the pictures.

    Args:
        network: With a log variance.
        pictures: (n, 1, 28, 28) float in 0..1.
        batch: Pictures at a time.
    """
    generator = torch.Generator().manual_seed(0)
    rebuilding = diverging = 0.0
    with torch.no_grad():
        for part in torch.split(pictures, batch):
            mean, log_variance = network.distribution(part)
            noise = torch.randn(mean.shape, generator=generator)
            raw = network.decode_raw(mean + torch.exp(log_variance / 2) * noise)
            rebuilding += float(binary_cross_entropy_with_logits(raw, part, reduction="sum"))
            diverging += float(divergence(mean, log_variance).sum())
    return rebuilding / len(pictures), diverging / len(pictures)


def codes(network: TorchNetwork, pictures: Tensor, batch: int = 500) -> Tensor:
    """Return the code of every picture as one list of numbers, (n, numbers) float32."""
    with torch.no_grad():
        return torch.cat([network.encode(part).flatten(1) for part in torch.split(pictures, batch)])


@dataclass(frozen=True, eq=False)
class SceneFigures:
    """How well the pixels of canvases were given to digits.

    Attributes:
        loss: Cross-entropy of the classes, nats per pixel.
        ink_accuracy: Share of the ink pixels that got their digit.
        ink_accuracy_by_digit: (10,) float64, the same for the ink of each digit.
    """

    loss: float
    ink_accuracy: float
    ink_accuracy_by_digit: Tensor


def measure_scenes(network: TorchNetwork, scenes: Scenes, batch: int = 100) -> SceneFigures:
    """Compare the class that every pixel is given with the right one, as ``inference.segment``.

    Args:
        network: Left as it is.
        scenes: From ``compose``.
        batch: Canvases at a time.
    """
    loss, counts = 0.0, torch.zeros(PAPER + 1, PAPER + 1, dtype=torch.float64)
    with torch.no_grad():
        for canvases, classes in zip(
            torch.split(scenes.canvases, batch), torch.split(scenes.classes, batch), strict=True
        ):
            raw = network(canvases)
            loss += float(cross_entropy(raw, classes)) * len(canvases)
            likeliest = raw[:, :PAPER].argmax(dim=1)
            given = torch.where(canvases[:, 0] >= INK, likeliest, PAPER)
            both = classes * (PAPER + 1) + given
            counts += torch.bincount(both.flatten(), minlength=counts.numel()).view_as(counts)
    right, all_of_it = counts.diagonal(), counts.sum(dim=1)
    return SceneFigures(
        loss=loss / len(scenes.canvases),
        ink_accuracy=float(right[:PAPER].sum() / all_of_it[:PAPER].sum()),
        ink_accuracy_by_digit=right[:PAPER] / all_of_it[:PAPER],
    )
