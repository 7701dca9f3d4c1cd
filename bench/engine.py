"""How long the trace engine takes for a toy and for the largest layer of a decoder."""

import json
import statistics
import time
from collections.abc import Callable

import numpy as np

from app.stage.scene import scene
from core.contributions import trace

REPEATS = 30


def measure() -> dict[str, float]:
    """Return medians in milliseconds."""
    numbers = np.random.default_rng(0)
    toy = trace([[0, 1], [2, 3]], [[0, 1], [2, 3]], stride=2)
    eight = trace(numbers.random((8, 8)), numbers.random((4, 4)), stride=2, padding=1)
    large = trace(
        numbers.random((32, 14, 14)),
        numbers.random((32, 1, 28, 28)),
        framework="keras",
        stride=2,
        padding="same",
    )
    return {
        "one output value of the toy, 4 rows": _median(lambda: toy.rows(outputs=(0, 1, 1))),
        f"one output value of a layer of {len(large):,} rows": _median(
            lambda: large.rows(outputs=(0, 14, 14))
        ),
        "all of that layer's output": _median(large.result),
        f"all {len(eight):,} rows of an 8x8 input": _median(eight.rows),
        "a scene of an 8x8 input, as JSON": _median(
            lambda: json.dumps(scene(eight, ("slide",), "output"))
        ),
    }


def _median(act: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)
