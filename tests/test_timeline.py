"""Which phases an operation has, and what they say."""

from typing import Any

import numpy as np
from hypothesis import given, settings

from core.contributions import trace_layer
from core.frameworks import GeometryError, Layer
from core.timeline import phases
from tests.test_fixes import lab_layers


def said(reading: Any = "slide", **setting: Any) -> dict[str, str]:
    layer = Layer(**({"input_size": (3, 3), "kernel_size": (2, 2)} | setting))
    traced = trace_layer(layer, np.ones(layer.input_size), np.ones(layer.kernel_size))
    return {phase.name: phase.sentence for phase in phases(traced, reading)}


def test_example_2_spreads_rings_turns_and_slides() -> None:
    found = said(stride=(2, 2))

    assert list(found) == ["input", "zeros", "ring", "turn", "slide"]
    assert "Stride 2 moves the cells apart: 1 zero between neighbours makes 5×5." in found["zeros"]
    assert found["ring"].startswith("1 ring of zeros around")
    assert found["ring"].endswith("7×7.")


def test_example_4_takes_its_ring_away_again() -> None:
    found = said(stride=(2, 2), padding=(1, 1))

    assert found["trim"] == (
        "Padding takes places away again: 1 on every side. It makes the output smaller, not larger."
    )


def test_output_padding_takes_less_away_at_the_bottom_and_right_only() -> None:
    found = said(stride=(2, 2), padding=(1, 1), output_padding=(1, 1))

    assert "1 top, 1 left" in found["trim"]


def test_phases_without_effect_are_left_out() -> None:
    assert list(said(kernel_size=(1, 1))) == ["input", "slide"]
    assert list(said(operation="convolution")) == ["slide"]


def test_padding_of_a_convolution_says_its_sides() -> None:
    found = said(
        operation="convolution",
        framework="keras",
        input_size=(4, 4),
        kernel_size=(3, 3),
        stride=(2, 2),
        padding="same",
    )

    assert found["pad"] == "Padding puts zeros around it: 1 bottom, 1 right."


@settings(max_examples=100)
@given(lab_layers())
def test_there_is_one_step_per_stamp_and_one_per_output_cell(layer: Layer) -> None:
    try:
        traced = trace_layer(layer, np.ones(layer.input_size), np.ones(layer.kernel_size))
    except GeometryError:
        return
    last = phases(traced, "slide")[-1]

    assert last.steps == np.prod(traced.geometry.output_size)
    if traced.transposed:
        (only,) = phases(traced, "stamp")
        assert only.steps == np.prod(layer.input_size)
