"""How the engine's time grows with the size of the input, and of its table."""

import json
from collections.abc import Callable

import numpy as np

from app.stage.scene import scene
from bench.timing import median_ms
from core.contributions import trace

SIDES = (4, 8, 16, 32, 64)
_CALLS = 15


def measure() -> dict[int, dict[str, float]]:
    """Return, per side of the input, the rows and milliseconds: kernel 3×3, stride 2, padding 1."""
    numbers = np.random.default_rng(0)
    found = {}
    for side in SIDES:
        traced = trace(numbers.random((side, side)), numbers.random((3, 3)), stride=2, padding=1)
        output = scene(traced, ("stamp",), "input")
        found[side] = {
            "rows": float(len(traced)),
            "the output": _median(traced.result),
            "all rows": _median(traced.rows),
            "the scene": _median(lambda: scene(traced, ("stamp",), "input")),  # noqa: B023
            "the scene, kB": len(json.dumps(output, separators=(",", ":"))) / 1000,
        }
    return found


def _median(act: Callable[[], object]) -> float:
    return median_ms(act, _CALLS)
