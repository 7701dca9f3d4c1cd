"""A network asked: what it makes of a picture or of a code, checked on the way in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.autoencoders.architectures import INK, PAPER
from core.autoencoders.measures import cross_entropy, entropy_floor
from core.autoencoders.networks import Network, Picture

_DECODED_AT_ONCE = 64


@dataclass(frozen=True, eq=False)
class Reconstruction:
    """What the network made of a picture, layer by layer.

    Attributes:
        picture: (28, 28) float32 in 0..1, what went in.
        wanted: (28, 28) float32 in 0..1, what should come out; the same picture, except
            where something spoilt went in.
        maps: Per layer (channels, rows, columns) float32, after the activation.
        mse: Mean squared error between wanted and rebuilt picture.
        bce: Binary cross-entropy of the two, in nats per pixel; None for a network whose
            last layer is linear, since it gives no probabilities.
        floor: The least cross-entropy any reconstruction of the wanted picture can have.
    """

    picture: Picture
    wanted: Picture
    maps: tuple[Picture, ...]
    mse: float
    bce: float | None
    floor: float

    @property
    def rebuilt(self) -> Picture:
        """(28, 28) float32, what came out; a linear last layer may leave 0..1."""
        last: Picture = self.maps[-1][0]
        return last

    @property
    def nmse(self) -> float:
        """Squared error as a part of that of an empty picture; an empty one has none: nan."""
        power = float(np.square(self.wanted).mean())
        return self.mse / power if power > 0 else float("nan")

    @property
    def grey_levels_off(self) -> float:
        """Mean absolute error, in grey levels of 255."""
        return float(255 * np.abs(self.rebuilt - self.wanted).mean())


@dataclass(frozen=True, eq=False)
class Segmentation:
    """Which digit each pixel of a canvas was given to.

    Attributes:
        maps: Per layer (channels, rows, columns) float32, after the activation; the last
            holds the probability of each of the 11 classes.
        classes: (56, 56) uint8: where there is ink, the likeliest digit, 0 to 9; else ``PAPER``.
    """

    maps: tuple[Picture, ...]
    classes: NDArray[np.uint8]


def rebuild(
    model: Network,
    picture: Picture,
    wanted: Picture | None = None,
    switched_off: Mapping[int, Collection[int]] | None = None,
) -> Reconstruction:
    """Send one picture through the network.

    Args:
        model: From ``networks``, of any task but ``segment``.
        picture: (28, 28) float in 0..1; 0 is paper, 1 is ink.
        wanted: What should come out, if ``picture`` is a spoilt version of it.
        switched_off: Layer number to the channels that the next layer shall read as zeros.

    Raises:
        ValueError: another shape, or values outside 0..1 (which no MNIST picture has).
    """
    target = picture if wanted is None else wanted
    entered, compared = _checked(model, picture), _checked(model, target)
    maps = model.feature_maps(entered, switched_off or {})
    rebuilt = maps[-1]
    probabilities = model.architecture.layers[-1].activation == "sigmoid"
    return Reconstruction(
        picture=entered[0, 0],
        wanted=compared[0, 0],
        maps=_of_one(maps),
        mse=float(np.square(rebuilt - compared).mean(dtype=np.float64)),
        bce=cross_entropy(rebuilt, compared) if probabilities else None,
        floor=entropy_floor(compared),
    )


def segment(model: Network, canvas: Picture) -> Segmentation:
    """Say of every pixel of a canvas which digit it belongs to.

    Args:
        model: From ``networks``, of the task ``segment``.
        canvas: (56, 56) float in 0..1.

    Raises:
        ValueError: another shape, or values outside 0..1.
    """
    maps = _of_one(model.feature_maps(_checked(model, canvas)))
    # Ink is seen without a network; asked whether it is, too, it calls thin strokes paper.
    classes = np.where(canvas >= INK, maps[-1][:PAPER].argmax(axis=0), PAPER)
    return Segmentation(maps, classes.astype(np.uint8))


def encode(model: Network, picture: Picture) -> Picture:
    """Return the code of a picture, (channels, rows, columns) float32.

    Raises:
        ValueError: as ``rebuild``.
    """
    code: Picture = model.encode(_checked(model, picture))[0]
    return code


def distribution(model: Network, picture: Picture) -> tuple[Picture, Picture]:
    """Return mean and log variance of a picture's code, each (channels, rows, columns) float32.

    Raises:
        ValueError: as ``rebuild``, or the model is no variational autoencoder.
    """
    mean, log_variance = model.distribution(_checked(model, picture))
    return mean[0], log_variance[0]


def decode(model: Network, code: Picture) -> Picture:
    """Return the picture that the decoder makes of a code, (28, 28) float32.

    Args:
        model: From ``networks``, of any task but ``segment``.
        code: (channels, rows, columns) float, as ``encode`` returns it.

    Raises:
        ValueError: another shape, or values that are no numbers.
    """
    decoded: Picture = decode_all(model, code[None])[0]
    return decoded


def decode_all(model: Network, codes: Picture) -> Picture:
    """Return the pictures that the decoder makes of several codes, (n, 28, 28) float32.

    Args:
        model: From ``networks``, of any task but ``segment``.
        codes: (n, channels, rows, columns) float, each as ``encode`` returns it.

    Raises:
        ValueError: another shape, or values that are no numbers.
    """
    given = _checked_codes(model, codes)
    # A few at a time: the maps of all would be hundreds of megabytes.
    return np.concatenate(
        [
            model.decoder_maps(given[start : start + _DECODED_AT_ONCE])[-1][:, 0]
            for start in range(0, len(given), _DECODED_AT_ONCE)
        ]
    )


def decoder_maps(model: Network, code: Picture) -> tuple[Picture, ...]:
    """Return what each layer of the decoder makes of a code, the picture last.

    Args:
        model: As in ``decode``.
        code: As in ``decode``.

    Returns:
        Per layer (channels, rows, columns) float32, after the activation.

    Raises:
        ValueError: as ``decode``.
    """
    given = _checked_codes(model, code[None])
    return _of_one(model.decoder_maps(given))


def _of_one(maps: list[Picture]) -> tuple[Picture, ...]:
    return tuple(layer[0] for layer in maps)


def _checked_codes(model: Network, codes: Picture) -> Picture:
    layer = model.architecture.code
    shape = (layer.out_channels, layer.out_size, layer.out_size)
    if codes.shape[1:] != shape:
        raise ValueError(f"The code of this model has the shape {shape}, not {codes.shape[1:]}.")
    if not np.isfinite(codes).all():
        raise ValueError("A code consists of finite numbers.")
    return codes.astype(np.float32)


def _checked(model: Network, picture: Picture) -> Picture:
    side = model.architecture.side
    if picture.shape != (side, side):
        raise ValueError(f"The model takes pictures of {side}×{side} pixels, not {picture.shape}.")
    if not (np.all(picture >= 0) and np.all(picture <= 1)):
        raise ValueError("The model takes grey levels between 0 and 1.")
    return picture.astype(np.float32)[None, None]
