"""What each model costs: the whole reconstruction beside the bare module, and the memory."""

import resource
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

import torch

from app.shared.networks import network
from core.autoencoders import weights
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.digits import ready_made
from core.autoencoders.drawing import prepare
from core.autoencoders.inference import rebuild
from core.autoencoders.weights import WeightsError

_CALLS = 30


def measure() -> dict[str, float]:
    """Return milliseconds per picture and model, and the process' largest size in MB."""
    picture = prepare(ready_made(3)).centred
    one = torch.from_numpy(picture)[None, None]
    found: dict[str, float] = {}
    for name, architecture in ARCHITECTURES.items():
        if architecture.side != len(picture) or not _is_trained(name):
            continue
        model = network(name)
        with torch.no_grad():
            found[f"{name}: module alone, ms"] = _median(partial(model, one))
        found[f"{name}: reconstruction with all maps and figures, ms"] = _median(
            partial(rebuild, model, picture)
        )
    found["process with all these models, MB"] = _peak_mb()
    return found


def _is_trained(name: str) -> bool:
    try:
        weights.load(name)
    except WeightsError:
        return False
    return True


def _median(act: Callable[[], object]) -> float:
    act()  # the first is slower than the others
    times = []
    for _ in range(_CALLS):
        start = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Kilobytes on Linux, bytes on macOS.
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
