"""The contract with the component: finished lists, and what they say."""

import json
from dataclasses import replace
from itertools import zip_longest
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.shared.palette import tap_hues
from app.stage.scene import Scene, scene
from core.contributions import Trace, trace, trace_layer
from core.examples import BY_HAND
from core.geometry import OUTSIDE
from core.layer import Layer
from core.timeline import Walk
from tests.shown import unmarked
from tests.strategies import layers


def test_the_scene_of_the_second_example() -> None:
    found = scene(trace(BY_HAND, BY_HAND, stride=2), ("stamp",), "input")

    assert found["x"] is None
    assert found["y"]["lands"] == [[0, 1], [2, 3]]
    assert found["y"]["frame"] == [0, 1, 2, 3]
    assert found["phases"] == [{"name": "stamp", "steps": 4, "sentences": []}]
    assert found["formulas"][0]["numbers"] == "(2 − 1)·2 + 2 − 2·0"
    spread: Any = found["y"]["spread"]
    assert spread["cells"] == [-2, 0, -1, 1, -2]
    assert spread["windows"] == [[1, 0], [2, 1], [3, 2], [4, 3]]


def test_a_dilated_kernel_lies_with_gaps_and_turns_with_them() -> None:
    found = scene(trace([[1.0]], np.ones((1, 3)), dilation=2), ("slide",), "output")

    assert found["x"]
    assert found["x"]["taps"] == [0, None, 1, None, 2]
    assert found["x"]["turned"] == [2, None, 1, None, 0]


def rows_of(found: Scene) -> list[tuple[object, ...]]:
    """Pair the two axes' lists as the component does, in a second implementation."""
    transposed = found["operation"] == "transposed"
    vertical, horizontal = found["y"], found["x"] or found["y"]
    rows: list[tuple[object, ...]] = []
    for channel in sorted({pair[0] for pair in found["pairs"]}):
        for cy, lands_y in enumerate(vertical["lands"]):
            for cx, lands_x in enumerate(horizontal["lands"]):
                for coarse, fine_channel, first, second in found["pairs"]:
                    if coarse != channel:
                        continue
                    for ky, fy in enumerate(lands_y):
                        for kx, fx in enumerate(lands_x):
                            fine = None if fy is None or fx is None else (fine_channel, fy, fx)
                            ends = ((channel, cy, cx), fine)
                            source, target = ends if transposed else ends[::-1]
                            value = 0.0
                            if source is not None:
                                c, y, x = source
                                value = found["input"][c][y][x]
                            weight = found["kernel"][first][second][ky][kx]
                            rows.append((source, (first, second, ky, kx), target, value * weight))
    return rows


def table_of(traced: Trace) -> list[tuple[object, ...]]:
    rows = traced.rows()

    def cell(flat: int, shape: tuple[int, ...]) -> tuple[int, ...] | None:
        return None if flat == OUTSIDE else tuple(int(i) for i in np.unravel_index(flat, shape))

    return [
        (cell(i, rows.input_shape), cell(k, rows.kernel_shape), cell(o, rows.output_shape), p)
        for i, k, o, p in zip(
            rows.input_cell, rows.kernel_tap, rows.output_cell, rows.product.tolist(), strict=True
        )
    ]


def first_difference(found: list[Any], expected: list[Any]) -> tuple[int, Any, Any] | None:
    """Return the first place where two lists differ, and what stands there.

    Comparing thousands of rows in an ``assert`` takes seconds to explain, each time that
    Hypothesis looks for a smaller example: minutes in all.
    """
    pairs = zip_longest(found, expected, fillvalue="nothing")
    return next(((i, one, other) for i, (one, other) in enumerate(pairs) if one != other), None)


@settings(max_examples=100)
@given(layers(largest=(4, 3)), st.sampled_from([(1, 1, 1), (2, 3, 1), (2, 4, 2), (3, 3, 3)]))
def test_pairing_the_lists_gives_core_s_table_row_by_row(
    layer: Layer, channels: tuple[int, int, int]
) -> None:
    numbers = np.random.default_rng(0)
    inputs, outputs, groups = channels
    ends = (inputs, outputs) if layer.operation == "transposed" else (outputs, inputs)
    image = numbers.integers(-9, 10, (inputs, *layer.input_size))
    kernel = numbers.integers(-9, 10, (ends[0], ends[1] // groups, *layer.kernel_size))
    traced = trace_layer(layer, image, kernel, groups=groups)

    found = scene(traced, ("slide",), "output")

    assert first_difference(rows_of(found), table_of(traced)) is None
    # Nothing but JSON: numpy's own numbers would arrive as one long string.
    same = json.loads(json.dumps(found)) == found
    assert same


@given(layers(largest=(4, 4)), st.sampled_from(["input", "output"]))
def test_one_axis_is_sent_only_where_the_other_is_the_same(layer: Layer, walk: Walk) -> None:
    values, kernel = np.ones((1, *layer.input_size)), np.ones((1, 1, *layer.kernel_size))
    made = trace_layer(layer, values, kernel)
    # The layer on its side: what was vertical is horizontal there.
    aside = trace_layer(turned(layer), values.swapaxes(1, 2), kernel.swapaxes(2, 3))
    readings = ["stamp" if walk == "input" and made.transposed else "slide"]

    upright, other = (scene(one, readings, walk) for one in (made, aside))  # type: ignore[arg-type]

    assert (upright["x"] or upright["y"]) == other["y"]
    assert upright["y"] == (other["x"] or other["y"])
    assert upright["formulas"] == other["formulas"][::-1]


def turned(layer: Layer) -> Layer:
    """Return the layer with its axes exchanged."""
    pairs = ("input_size", "kernel_size", "stride", "padding", "output_padding", "dilation")
    values = {name: getattr(layer, name) for name in (*pairs, "output_size")}
    return replace(
        layer,
        **{n: v[::-1] for n, v in values.items() if isinstance(v, tuple)},
    )


def test_the_scene_of_a_small_example_is_about_3_kb() -> None:
    text = json.dumps(
        scene(trace(BY_HAND, BY_HAND, stride=2), ("slide",), "output"), separators=(",", ":")
    )

    assert len(text) < 3_000


def test_every_tap_has_a_hue_of_its_own() -> None:
    for taps in range(1, 26):
        hues = sorted(tap_hues(taps))
        gaps = np.diff([*hues, hues[0] + 360])
        assert len(hues) == taps
        assert min(gaps) >= 360 // taps - 1


def test_a_round_trip_is_whole_at_once() -> None:
    layer = trace(np.arange(1.0, 10).reshape(3, 3), np.ones((2, 2)), operation="convolution")
    found = scene(layer, ("trip",), "output")

    assert [phase["steps"] for phase in found["phases"]] == [1]
    assert found["walks"] == ["output"]
    assert found["trip"] is not None
    assert found["trip"]["there"] == [[[12, 16], [24, 28]]]
    assert found["trip"]["back"][0][1][1] == 12 + 16 + 24 + 28
    assert found["trip"]["difference"][0][1][1] == 80 - 5
    assert (found["trip"]["rank"], found["trip"]["unknowns"]) == (4, 9)
    assert scene(layer, ("slide",), "output")["trip"] is None


def test_phases_come_with_cells_taps_and_results() -> None:
    found = scene(
        trace(np.ones((2, 2)), np.arange(1.0, 10).reshape(3, 3), stride=2), ("phases",), "input"
    )

    assert found["apart"] is not None
    first, second, *_ = found["apart"]
    assert (first["rows"], first["columns"], first["taps"]) == (
        [0, 2, 4],
        [0, 2, 4],
        [[0, 2], [0, 2]],
    )
    assert (second["columns"], second["taps"], second["output"][0]) == (
        [1, 3],
        [[0, 2], [1]],
        [2, 2],
    )
    assert len({phase["hue"] for phase in found["apart"]}) == 4


def test_the_matrix_in_the_making_comes_with_places_taps_and_steps_of_its_own() -> None:
    """Kernel 1×3 at stride 2 over five cells: the second window begins at place 2."""
    found = scene(trace([[1, 2]], [[10, 20, 30]], stride=2), ("unroll",), "input")

    assert found["unrolled"] == {
        "places": [[[0, 1, 2, 3, 4]]],
        "windows": [
            {"places": [0, 1, 2], "taps": [[0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 2]]},
            {"places": [2, 3, 4], "taps": [[0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 2]]},
        ],
    }
    assert [(phase["name"], phase["steps"]) for phase in found["phases"]] == [
        ("grid", 1), ("unroll", 1), ("fill", 2), ("tip", 1), ("times", 1), ("roll up", 1),
    ]  # fmt: skip
    assert scene(trace([[1]], [[1]]), ("matrix",), "input")["unrolled"] is None


def test_the_matrix_brings_two_equal_sums() -> None:
    layer = trace([[1, 2]], [[10, 20, 30]], stride=2)

    assert scene(layer, ("stamp", "matrix"), "input")["duality"] == {
        "forth": 660,
        "back": 660,
        "grows": [[[60, 60]]],
    }
    assert scene(layer, ("stamp",), "input")["duality"] is None


def test_a_picture_too_large_gives_way_to_one_that_can_be_read() -> None:
    found = scene(trace(np.ones((40, 40)), np.ones((3, 3)), stride=2), ("phases",), "output")

    assert found["readings"] == ["stamp"]
    assert found["walk"] == "input"
    assert [key for key, _ in found["lacking"]] == ["matrix", "phases", "unroll"]
    assert "phases" not in found["offered"]


def test_sizes_that_share_their_output_stand_with_the_formula() -> None:
    layer = trace(np.ones((4, 4)), np.ones((3, 3)), stride=2, padding=1)

    assert [unmarked(one["alike"]) for one in scene(layer, ("stamp",), "input")["formulas"]] == [
        "a convolution makes 4 of 7 and 8: output_padding 0 gives 7, 1 gives 8"
    ]
