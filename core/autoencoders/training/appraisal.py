"""The figures of one model, all that its task asks for, ready for a record or a table."""

from typing import Any

import torch
from torch import Tensor

from core.autoencoders.architectures import PICTURE_SIDE
from core.autoencoders.codes.naming import nearest_neighbours
from core.autoencoders.damage import WATCHED_NOISE
from core.autoencoders.measures import checkerboard
from core.autoencoders.training.canvases import Scenes, compose
from core.autoencoders.training.damage import add_noise, hide_square
from core.autoencoders.training.figures import (
    Figures,
    codes,
    measure,
    measure_scenes,
    negative_elbo,
)
from core.autoencoders.training.mnist import Digits
from core.autoencoders.training.modules import TorchNetwork
from core.autoencoders.training.recipes import Loss
from core.autoencoders.training.tasks import ink, named

NOISES = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6)
"""Standard deviations at which a denoising model is measured, in grey levels."""

_SQUARE = 10
_SCENES = 2000
_SEED = 4


def quick(network: TorchNetwork, digits: Digits, loss: Loss) -> dict[str, float]:
    """Return the figures that are worth a look after every epoch.

    Args:
        network: Any.
        digits: Never trained on.
        loss: What the training lowers.

    Returns:
        By name; what there is depends on the task. ``loss`` is always there, per pixel, on
        these pictures.
    """
    architecture = network.architecture
    if architecture.task == "segment":
        scenes = measure_scenes(network, validation_scenes(digits))
        return {"loss": scenes.loss, "ink_accuracy": scenes.ink_accuracy}
    pictures = ink(digits)
    given = _noisy(pictures, WATCHED_NOISE) if architecture.task == "denoise" else pictures
    figures = _errors(measure(network, pictures, given))
    if loss == "elbo":
        figures["negative_elbo"] = sum(negative_elbo(network, pictures))
        return {"loss": figures["negative_elbo"] / PICTURE_SIDE**2, **figures}
    return {"loss": figures["mse" if loss == "squared" else "bce"], **figures}


def appraise(network: TorchNetwork, digits: Digits, known: Digits | None = None) -> dict[str, Any]:
    """Return every figure that the model's task asks for.

    Args:
        network: Any.
        digits: Never trained on.
        known: Those it trained on, whose codes name the others; without them no ``knn``.

    Returns:
        By name, JSON-ready; ``by_class`` holds lists of ten, one value per digit.
    """
    if network.architecture.task == "segment":
        canvases = validation_scenes(digits)
        scenes = measure_scenes(network, canvases)
        return {
            "ink_accuracy": scenes.ink_accuracy,
            "loss": scenes.loss,
            "scenes": len(canvases.canvases),
            "by_class": {"ink_accuracy": scenes.ink_accuracy_by_digit.tolist()},
        }
    pictures, labels = ink(digits), named(digits)
    got = measure(network, pictures)
    figures: dict[str, Any] = {
        **_errors(got),
        "floor": got.floor,
        "nmse": got.nmse,
        "checkerboard": checkerboard(_rebuilt(network, pictures)[:, 0].numpy()),
        "checkerboard_of_pictures": checkerboard(pictures[:, 0].numpy()),
        "by_class": {"mse": _by_class(got.mse_of_each, labels)},
    }
    if network.architecture.task == "denoise":
        figures |= _at_each_noise(network, pictures)
    if network.architecture.task == "generate":
        rebuilding, diverging = negative_elbo(network, pictures)
        figures["negative_elbo"] = rebuilding + diverging
        figures["divergence"] = diverging
    # A code as long as the picture is no summary, and slow to compare.
    if known is not None and network.architecture.code.values < PICTURE_SIDE**2:
        guessed = nearest_neighbours(
            codes(network, ink(known)).numpy(),
            known.labels,
            codes(network, pictures).numpy(),
        )
        right = (torch.from_numpy(guessed) == labels).double()
        figures["knn"] = float(right.mean())
        figures["by_class"]["knn"] = _by_class(right, labels)
    return figures


def checkerboard_of(network: TorchNetwork, digits: Digits) -> float | None:
    """Return the checkerboard in what the network makes of the digits; None for scenes."""
    if network.architecture.task == "segment":
        return None
    return checkerboard(_rebuilt(network, ink(digits))[:, 0].numpy())


def validation_scenes(digits: Digits) -> Scenes:
    """Compose the same canvases from the same digits every time."""
    generator = torch.Generator().manual_seed(_SEED)
    first = torch.arange(min(_SCENES, len(digits)))
    return compose(ink(digits), named(digits), first, generator)


def _at_each_noise(network: TorchNetwork, pictures: Tensor) -> dict[str, float]:
    figures: dict[str, float] = {}
    for sigma in NOISES:
        got = measure(network, pictures, _noisy(pictures, sigma))
        figures |= {f"{name}_at_{sigma}": value for name, value in _errors(got).items()}
    side = torch.full((len(pictures),), _SQUARE)
    hidden = hide_square(pictures, side, torch.Generator().manual_seed(_SEED))
    got = measure(network, pictures, hidden)
    return figures | {f"{name}_masked": value for name, value in _errors(got).items()}


def _noisy(pictures: Tensor, sigma: float) -> Tensor:
    return add_noise(pictures, sigma, torch.Generator().manual_seed(_SEED))


def _errors(got: Figures) -> dict[str, float]:
    errors = {"mse": got.mse}
    if got.bce is not None and got.excess is not None:
        errors |= {"bce": got.bce, "excess": got.excess}
    return errors


def _rebuilt(network: TorchNetwork, pictures: Tensor, batch: int = 500) -> Tensor:
    with torch.no_grad():
        return torch.cat([network.finish(network(part)) for part in torch.split(pictures, batch)])


def _by_class(values: Tensor, labels: Tensor) -> list[float | None]:
    """Return the mean of the values per digit; None for a digit that is not there."""
    sums = torch.zeros(10, dtype=torch.float64).index_add(0, labels, values).tolist()
    counts = torch.bincount(labels, minlength=10).tolist()
    return [total / count if count else None for total, count in zip(sums, counts, strict=True)]
