"""How long the trace engine takes for a toy and for the largest layer of a decoder.

The output alone stands beside PyTorch's, and beside a plain loop over the rows of the table.
"""

import json
from collections.abc import Callable

import numpy as np
import torch
from torch.nn.functional import conv2d, conv_transpose2d

from app.stage.scene import scene
from bench.timing import median_ms
from core.contributions import Trace, trace
from core.sums import layer_sums

REPEATS = 30


def measure() -> dict[str, float]:
    """Return medians in milliseconds."""
    numbers = np.random.default_rng(0)
    toy = trace([[0, 1], [2, 3]], [[0, 1], [2, 3]], stride=2)
    eight = trace(numbers.random((8, 8)), numbers.random((4, 4)), stride=2, padding=1)
    # The worked model's widest layers, and S17's with the most weights and the widest kernel.
    reading = trace(
        numbers.random((32, 26, 26)), numbers.random((16, 32, 3, 3)), operation="convolution"
    )
    stamping = trace(numbers.random((16, 26, 26)), numbers.random((16, 32, 3, 3)))
    heavy = trace(numbers.random((64, 7, 7)), numbers.random((64, 32, 14, 14)), stride=2, padding=6)
    large = trace(
        numbers.random((32, 14, 14)),
        numbers.random((32, 1, 28, 28)),
        framework="keras",
        stride=2,
        padding="same",
    )
    found = {
        "one output value of the toy, 4 rows": _median(lambda: toy.rows(outputs=(0, 1, 1))),
        f"one output value of a layer of {len(large):,} rows": _median(
            lambda: large.rows(outputs=(0, 14, 14))
        ),
        f"all {len(eight):,} rows of an 8x8 input": _median(eight.rows),
        "a scene of an 8x8 input, as JSON": _median(
            lambda: json.dumps(scene(eight, ("slide",), "output"))
        ),
    }
    torch.set_num_threads(1)
    for name, traced, padding in (
        ("toy", toy, 0),
        ("8x8", eight, 1),
        ("worked conv", reading, 0),
        ("worked transposed", stamping, 0),
        ("S17, kernel 14x14", heavy, 6),
        ("S17, kernel 28x28", large, 13),
    ):
        found |= {
            f"output, {name}, {len(traced):,} rows: {what}": milliseconds
            for what, milliseconds in _outputs(traced, padding).items()
        }
    return found


def _outputs(traced: Trace, padding: int) -> dict[str, float]:
    """Return what one output costs, by who computes it.

    ``trace`` computes in 64 bits and looks its wiring up each time; ``network``, prepared, in 32
    bits, as ``torch`` (``torch.nn.functional``) does; ``loop`` adds one product at a time.

    Args:
        traced: Of one group, without bias.
        padding: In PyTorch's terms, the same along both axes.
    """
    kernel, image = traced.kernel.astype(np.float32), traced.image[None].astype(np.float32)
    prepared = layer_sums(traced.geometry, kernel, None)
    torch_s = conv_transpose2d if traced.transposed else conv2d
    given, weights = torch.from_numpy(image), torch.from_numpy(kernel)
    stride = traced.geometry.height.stride
    with torch.inference_mode():
        referee = _median(lambda: torch_s(given, weights, stride=stride, padding=padding))
    found = {
        "trace": _median(traced.result),
        "network": _median(lambda: prepared(image)),
        "torch": referee,
    }
    if len(traced) < _FEW:
        # A short loop is interrupted once in a while; a long one outlasts that.
        repeats = REPEATS if len(traced) < _SHORT else 1
        return found | {"loop": _median(lambda: _looped(traced), repeats=repeats)}
    return found


_SHORT = 10_000
_FEW = 5_000_000
"""Rows that a loop adds up in seconds; for more of them nobody would wait."""


def _looped(traced: Trace) -> list[list[list[float]]]:
    """Add the products up one by one, as the table's definition says."""
    channels, rows, columns = traced.output_shape
    output = [[[0.0] * columns for _ in range(rows)] for _ in range(channels)]
    image, kernel = traced.image.tolist(), traced.kernel.tolist()
    height = traced.geometry.height.lands().tolist()
    width = traced.geometry.width.lands().tolist()
    for coarse, planes in enumerate(kernel):
        for fine, plane in enumerate(planes):
            for y, down in enumerate(height):
                for x, right in enumerate(width):
                    for weights, fine_y in zip(plane, down, strict=True):
                        for weight, fine_x in zip(weights, right, strict=True):
                            if fine_y < 0 or fine_x < 0:
                                continue
                            if traced.transposed:
                                output[fine][fine_y][fine_x] += image[coarse][y][x] * weight
                            else:
                                output[coarse][y][x] += image[fine][fine_y][fine_x] * weight
    return output


def _median(act: Callable[[], object], repeats: int = REPEATS) -> float:
    return median_ms(act, repeats)
