"""Torch and the trained models, loaded once per server, before anyone needs them.

Importing torch takes seconds. The server starts doing it in a thread of its own, so that
the pages without a model answer at once and the first visitor with one seldom waits.
"""

import threading
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from core.autoencoders.networks import Network

MODEL = "keras_cae"

_networks: dict[str, "Network"] = {}
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

            from core.autoencoders import trained, weights

            # Visitors are served side by side; a picture takes one core two milliseconds.
            torch.set_num_threads(1)
            _networks[name] = trained.network(weights.load(name))
        return _networks[name]


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
        from core.autoencoders.weights import WeightsError

        try:
            # The first picture of a process takes longer than the others.
            trained.rebuild(network(MODEL), np.zeros((28, 28), np.float32))
        except WeightsError as reason:
            self.trouble = str(reason)
