"""How Hypothesis runs here, and the real data where there is any."""

import os
from collections.abc import Iterator

import pytest
import torch
from hypothesis import HealthCheck, settings

from app.shared import networks
from core.autoencoders.training import mnist
from core.autoencoders.training.mnist import Mnist

# The tests run side by side and compute little each: threads would wait for one another.
torch.set_num_threads(1)

settings.register_profile(
    "lab",
    # These machines are shared: a slow example says nothing about the law.
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # CI repeats itself, so that a red run can be repeated; elsewhere each run looks further.
    derandomize="CI" in os.environ,
)
settings.load_profile("lab")


@pytest.fixture(scope="session")
def real() -> Mnist:
    """The real MNIST; what needs it is skipped where it is not."""
    if not os.environ.get("MNIST_DIR"):
        pytest.skip("MNIST_DIR names no folder with the real MNIST")
    return mnist.load()


@pytest.fixture
def nothing_read() -> Iterator[None]:
    """Networks, records and codes are read anew in this test, and once more after it."""
    kept = (networks.network, networks.untrained, networks.codes, networks._trained)
    for each in kept:
        each.cache_clear()
    yield
    for each in kept:
        each.cache_clear()
