"""What each model costs: the whole reconstruction beside PyTorch's bare module, and the memory."""

import subprocess
import sys
from collections.abc import Callable
from functools import partial

import torch

from app.shared.networks import network
from bench.timing import median_ms
from core.autoencoders import weights
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.digits import ready_made
from core.autoencoders.drawing import prepare
from core.autoencoders.inference import rebuild
from core.autoencoders.training.modules import with_weights
from core.autoencoders.weights import WeightsError

_CALLS = 30

# In a process of its own, since this one has imported torch.
_MEMORY = """
import resource, sys
import app.pages
from app.shared import networks
from core.autoencoders import weights
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.digits import ready_made
from core.autoencoders.drawing import prepare
from core.autoencoders.inference import rebuild, segment
import numpy as np

picture = prepare(ready_made(3)).centred
for name, architecture in ARCHITECTURES.items():
    if not (weights.FOLDER / f"{name}.json").exists():
        continue
    if architecture.task == "segment":
        segment(networks.network(name), np.zeros((56, 56), np.float32))
    else:
        rebuild(networks.network(name), picture)
if sys.platform == "darwin":
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)
else:
    # Linux counts the process that started this one into ru_maxrss.
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    print(float(status["VmHWM"].split()[0]) / 1e3)
"""


def measure() -> dict[str, float]:
    """Return milliseconds per picture and model, and a process' largest size in MB."""
    torch.set_num_threads(1)
    picture = prepare(ready_made(3)).centred
    one = torch.from_numpy(picture)[None, None]
    found: dict[str, float] = {}
    for name, architecture in ARCHITECTURES.items():
        try:
            loaded = weights.load(name)
        except WeightsError:
            continue
        if architecture.side != len(picture):
            continue
        model, module = network(name), with_weights(loaded.architecture, loaded.tensors)
        with torch.inference_mode():
            found[f"{name}: PyTorch's module alone, ms"] = _median(
                partial(module.feature_maps, one)
            )
        found[f"{name}: the network alone, ms"] = _median(
            partial(model.feature_maps, picture[None, None])
        )
        found[f"{name}: reconstruction with all maps and figures, ms"] = _median(
            partial(rebuild, model, picture)
        )
    found["process with all pages and models, MB"] = _peak_mb()
    return found


def _median(act: Callable[[], object]) -> float:
    return median_ms(act, _CALLS)


def _peak_mb() -> float:
    printed = subprocess.run([sys.executable, "-c", _MEMORY], check=True, capture_output=True)
    return float(printed.stdout)
