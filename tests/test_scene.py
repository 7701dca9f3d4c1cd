"""The contract with the component: finished lists, and what they say."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from app.palette import tap_hues
from app.stage.scene import Scene, scene
from core.contributions import Trace, trace, trace_layer
from core.examples import BY_HAND
from core.frameworks import GeometryError, Layer
from core.geometry import OUTSIDE
from tests.test_fixes import lab_layers


def test_the_scene_of_the_second_example() -> None:
    found = scene(trace(BY_HAND, BY_HAND, stride=2), "stamp")

    assert found["y"] == found["x"]
    assert found["y"]["lands"] == [[0, 1], [2, 3]]
    assert found["y"]["frame"] == [0, 1, 2, 3]
    assert found["phases"] == [{"name": "stamp", "steps": 4, "sentence": ""}]
    assert found["formulas"][0]["numbers"] == "(2 − 1)·2 + 2 − 2·0"
    spread: Any = found["y"]["spread"]
    assert spread["cells"] == [-2, 0, -1, 1, -2]
    assert spread["windows"] == [[1, 0], [2, 1], [3, 2], [4, 3]]


def test_a_dilated_kernel_lies_with_gaps_and_turns_with_them() -> None:
    found = scene(trace([[1.0]], np.ones((1, 3)), dilation=2), "slide")

    assert found["x"]["taps"] == [0, None, 1, None, 2]
    assert found["x"]["turned"] == [2, None, 1, None, 0]


def rows_of(found: Scene) -> list[tuple[object, ...]]:
    """Pair the two axes' lists as the component does, in a second implementation."""
    transposed = found["operation"] == "transposed"
    rows = []
    for cy, lands_y in enumerate(found["y"]["lands"]):
        for cx, lands_x in enumerate(found["x"]["lands"]):
            for ky, fy in enumerate(lands_y):
                for kx, fx in enumerate(lands_x):
                    fine = None if fy is None or fx is None else (fy, fx)
                    source, target = ((cy, cx), fine) if transposed else (fine, (cy, cx))
                    value = found["input"][source[0]][source[1]] if source else 0.0
                    rows.append((source, (ky, kx), target, value * found["kernel"][ky][kx]))
    return rows


def table_of(traced: Trace) -> list[tuple[object, ...]]:
    rows = traced.rows()

    def cell(flat: int, shape: tuple[int, ...]) -> tuple[int, int] | None:
        if flat == OUTSIDE:
            return None
        *_, y, x = np.unravel_index(flat, shape)
        return int(y), int(x)

    return [
        (cell(i, rows.input_shape), cell(k, rows.kernel_shape), cell(o, rows.output_shape), p)
        for i, k, o, p in zip(
            rows.input_cell, rows.kernel_tap, rows.output_cell, rows.product.tolist(), strict=True
        )
    ]


@settings(max_examples=100)
@given(lab_layers())
def test_pairing_the_lists_gives_core_s_table_row_by_row(layer: Layer) -> None:
    numbers = np.random.default_rng(0)
    image = numbers.integers(-9, 10, layer.input_size)
    kernel = numbers.integers(-9, 10, layer.kernel_size)
    try:
        traced = trace_layer(layer, image, kernel)
    except GeometryError:
        return

    found = scene(traced, "slide")

    assert rows_of(found) == table_of(traced)
    # Nothing but JSON: numpy's own numbers would arrive as one long string.
    assert json.loads(json.dumps(found)) == found


def test_the_scene_of_a_small_example_is_about_3_kb() -> None:
    text = json.dumps(scene(trace(BY_HAND, BY_HAND, stride=2), "slide"), separators=(",", ":"))

    assert len(text) < 3_000


def test_several_channels_are_refused() -> None:
    with pytest.raises(ValueError, match="one channel"):
        scene(trace(np.ones((2, 1, 1)), np.ones((2, 1, 1, 1))), "stamp")


def test_every_tap_has_a_hue_of_its_own() -> None:
    for taps in range(1, 26):
        hues = sorted(tap_hues(taps))
        gaps = np.diff([*hues, hues[0] + 360])
        assert len(hues) == taps
        assert min(gaps) >= 360 // taps - 1
