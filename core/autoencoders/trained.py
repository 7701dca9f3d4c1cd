"""A trained network at work on one picture."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import binary_cross_entropy

from core.autoencoders.architectures import PICTURE_SIDE
from core.autoencoders.figures import entropy_floor
from core.autoencoders.networks import Network
from core.autoencoders.weights import Trained

Picture = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Reconstruction:
    """What the network made of a picture, layer by layer.

    Attributes:
        picture: (28, 28) float32 in 0..1, what went in.
        maps: Per layer (channels, rows, columns) float32, after the activation.
        mse: Mean squared error between picture and rebuilt picture.
        bce: Binary cross-entropy of the two, in nats per pixel.
        floor: The least cross-entropy any reconstruction of this picture can have.
    """

    picture: Picture
    maps: tuple[Picture, ...]
    mse: float
    bce: float
    floor: float

    @property
    def rebuilt(self) -> Picture:
        """(28, 28) float32 in 0..1, what came out."""
        last: Picture = self.maps[-1][0]
        return last

    @property
    def grey_levels_off(self) -> float:
        """Mean absolute error, in grey levels of 255."""
        return float(255 * np.abs(self.rebuilt - self.picture).mean())


def network(trained: Trained) -> Network:
    """Build the network and give it its weights."""
    built = Network(trained.architecture)
    # A copy: torch must not write into arrays that others read.
    built.load_state_dict(
        {key: torch.from_numpy(values.copy()) for key, values in trained.tensors.items()}
    )
    return built.requires_grad_(False).eval()


def rebuild(model: Network, picture: Picture) -> Reconstruction:
    """Send one picture through the network.

    Args:
        model: From ``network``.
        picture: (28, 28) float in 0..1; 0 is paper, 1 is ink.

    Raises:
        ValueError: another shape, or values outside 0..1 (which no MNIST picture has).
    """
    if picture.shape != (PICTURE_SIDE, PICTURE_SIDE):
        raise ValueError(f"The model takes pictures of 28×28 pixels, not {picture.shape}.")
    if not (np.all(picture >= 0) and np.all(picture <= 1)):
        raise ValueError("The model takes grey levels between 0 and 1.")
    entered = torch.from_numpy(picture.astype(np.float32))[None, None]
    with torch.inference_mode():
        maps = model.feature_maps(entered)
        rebuilt = maps[-1]
        mse = float((rebuilt - entered).square().mean())
        bce = float(binary_cross_entropy(rebuilt, entered))
    return Reconstruction(
        picture=picture.astype(np.float32),
        maps=tuple(layer[0].numpy() for layer in maps),
        mse=mse,
        bce=bce,
        floor=entropy_floor(entered),
    )
