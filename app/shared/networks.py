"""Torch and the trained models, loaded once per server, before anyone needs them.

Importing torch takes seconds. The server starts doing it in a thread of its own, so that
the pages without a model answer at once and the first visitor with one seldom waits.
"""

import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from core.autoencoders import weights
from core.autoencoders.architectures import ARCHITECTURES, Architecture
from core.autoencoders.weights import Codes, WeightsError

if TYPE_CHECKING:
    from core.autoencoders.training.modules import Network

MODEL = "keras_cae"

_networks: dict[str, "Network"] = {}
_untrained: dict[str, "Network"] = {}
_codes: dict[str, Codes] = {}
_records: dict[str, Mapping[str, Any]] = {}
_loading = threading.Lock()


def network(name: str) -> "Network":
    """Return a trained network; the first call loads it, others meanwhile wait.

    A failure is not remembered: once the weights are back, the next call finds them.

    Raises:
        WeightsError: the weights are missing or damaged; the message says what helps.
    """
    if name in _networks:
        return _networks[name]
    with _loading:
        if name not in _networks:
            import torch

            from core.autoencoders import trained

            # Visitors are served side by side; a picture takes one core two milliseconds.
            torch.set_num_threads(1)
            loaded = weights.load(name)
            _records[name], _networks[name] = loaded.record, _awake(trained.network(loaded))
        return _networks[name]


def _awake(model: "Network") -> "Network":
    """Send an empty picture through: a network's first run takes much longer than the others."""
    import torch

    side = model.architecture.side
    with torch.inference_mode():
        model.feature_maps(torch.zeros(1, 1, side, side))
    return model


def untrained(name: str) -> "Network":
    """Return the network as its training started, with random weights; made once.

    Raises:
        WeightsError: as ``network``; the record says which random weights they were.
    """
    if name not in _untrained:
        from core.autoencoders import trained

        _untrained[name] = trained.random_network(weights.load(name))
    return _untrained[name]


def record(name: str) -> Mapping[str, Any]:
    """Return the record of a network's training.

    Raises:
        WeightsError: as ``network``.
    """
    network(name)
    return _records[name]


def codes(name: str) -> Codes:
    """Return the codes of the validation pictures of a model whose code has a map; read once.

    Raises:
        WeightsError: their file is missing or damaged.
    """
    if name not in _codes:
        _codes[name] = weights.load_codes(name)
    return _codes[name]


def present() -> list[Architecture]:
    """Return the models that were trained here, or half of whose files are there."""
    return [
        architecture
        for name, architecture in ARCHITECTURES.items()
        if any((weights.FOLDER / f"{name}{end}").exists() for end in (".json", ".safetensors"))
    ]


def is_ready(name: str) -> bool:
    """Tell whether ``network`` would answer at once."""
    return name in _networks


class Warmup:
    """Loads the model in the background and remembers what went wrong.

    Attributes:
        trouble: Why the model cannot be used; empty while loading and when all is well.
    """

    def __init__(self) -> None:
        self.trouble = ""

    def start(self) -> threading.Thread:
        """Begin, and return at once with the thread that does the work."""
        # A daemon: stopping the server must not wait for an import.
        thread = threading.Thread(target=self._load, name="warmup", daemon=True)
        thread.start()
        return thread

    def _load(self) -> None:
        from core.autoencoders import trained

        try:
            # The first picture of a process takes longer than the others.
            trained.rebuild(network(MODEL), np.zeros((28, 28), np.float32))
        except WeightsError as reason:
            self.trouble = str(reason)
        # The others only after it: no page needs all of them at once.
        for name in ARCHITECTURES:
            if (weights.FOLDER / f"{name}.json").exists():
                # What is wrong with one is said where it is asked for.
                with suppress(WeightsError):
                    network(name)
