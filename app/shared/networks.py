"""The networks and what belongs to them: read from their files once, then kept.

Reading takes milliseconds, so nobody waits for it and nothing is read ahead. A failure is not
kept: once a missing file is back, the next question finds it.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from core.autoencoders import networks, weights
from core.autoencoders.architectures import ARCHITECTURES, Architecture
from core.autoencoders.networks import Network
from core.autoencoders.weights import Codes, Trained

MODEL = "keras_cae"
"""The model of the drawing page."""


@cache
def network(name: str) -> Network:
    """Return a trained network.

    Raises:
        WeightsError: the weights are missing or damaged; the message says what helps.
    """
    return networks.network(_trained(name))


@cache
def untrained(name: str) -> Network:
    """Return the network with random weights, drawn as at the start of its training.

    Raises:
        WeightsError: as ``network``; the record says how they are drawn.
    """
    return networks.random_network(_trained(name))


def record(name: str) -> Mapping[str, Any]:
    """Return the record of a network's training.

    Raises:
        WeightsError: as ``network``.
    """
    return _trained(name).record


@cache
def codes(name: str) -> Codes:
    """Return the codes of the validation pictures of a model whose code has a map.

    Raises:
        WeightsError: their file is missing or damaged.
    """
    return weights.load_codes(name)


def present() -> list[Architecture]:
    """Return the models that were trained here, or half of whose files are there."""
    return [
        architecture
        for name, architecture in ARCHITECTURES.items()
        if any((weights.FOLDER / f"{name}{end}").exists() for end in (".json", ".safetensors"))
    ]


@cache
def _trained(name: str) -> Trained:
    return weights.load(name)
