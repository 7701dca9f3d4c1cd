"""What a network is given, what it should make of it, and what a mistake costs."""

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import (
    binary_cross_entropy_with_logits,
    cross_entropy,
    mse_loss,
)

from core.autoencoders.architectures import Task
from core.autoencoders.training.canvases import compose
from core.autoencoders.training.damage import augment, spoil
from core.autoencoders.training.figures import divergence
from core.autoencoders.training.mnist import Digits
from core.autoencoders.training.modules import TorchNetwork
from core.autoencoders.training.recipes import Recipe


def ink(digits: Digits) -> Tensor:
    """Return the pictures as a network reads them: (n, 1, 28, 28) float32 in 0..1."""
    return torch.from_numpy(digits.pictures.astype(np.float32) / 255)[:, None]


def named(digits: Digits) -> Tensor:
    """Return the labels, (n,) int64."""
    return torch.from_numpy(digits.labels.astype(np.int64))


def examples(
    task: Task,
    recipe: Recipe,
    pictures: Tensor,
    labels: Tensor,
    chosen: Tensor,
    generator: torch.Generator,
) -> tuple[Tensor, Tensor]:
    """Return what one step of the training gives to the network, and what it wants back.

    Args:
        task: Of the architecture.
        recipe: How pictures are moved and spoilt.
        pictures: (m, 1, 28, 28) float in 0..1.
        labels: (m,) int; only scenes need them.
        chosen: (n,) int, which of the pictures this step uses.
        generator: Advanced; the same state gives the same examples.
    """
    if task == "segment":
        scenes = compose(pictures, labels, chosen, generator)
        return scenes.canvases, scenes.classes
    batch = pictures[chosen]
    if torch.rand((), generator=generator) < recipe.augmented:
        batch = augment(batch, recipe, generator)
    return (spoil(batch, recipe, generator) if task == "denoise" else batch), batch


def loss(
    network: TorchNetwork,
    recipe: Recipe,
    given: Tensor,
    wanted: Tensor,
    generator: torch.Generator,
    *,
    coarse: bool,
) -> Tensor:
    """Return the mean cost per pixel, a scalar that gradients flow back from.

    Args:
        network: Computes in bfloat16 if ``coarse``, the loss itself always in float32.
        recipe: Says which loss.
        given: (n, 1, side, side) float, from ``examples``.
        wanted: From ``examples``.
        generator: For the sampled codes of a variational autoencoder.
        coarse: See ``network``.
    """
    with torch.autocast("cpu", torch.bfloat16, enabled=coarse):
        if recipe.loss == "elbo":
            mean, log_variance = (head.float() for head in network.distribution(given))
            noise = torch.randn(mean.shape, generator=generator)
            raw = network.decode_raw(mean + torch.exp(log_variance / 2) * noise)
        else:
            raw = network(given)
    raw = raw.float()
    match recipe.loss:
        case "cross_entropy":
            return binary_cross_entropy_with_logits(raw, wanted)
        case "squared":
            return mse_loss(network.finish(raw), wanted)
        case "classes":
            return cross_entropy(raw, wanted)
        case "elbo":
            pixels = wanted[0].numel()
            nats = divergence(mean, log_variance).mean()
            return binary_cross_entropy_with_logits(raw, wanted) + nats / pixels
