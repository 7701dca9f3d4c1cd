"""Which phases an operation has, and what they say."""

from typing import Any, get_args

import numpy as np
from hypothesis import given, settings

from core.contributions import Trace, trace_layer
from core.frameworks import GeometryError, Layer
from core.geometry import OUTSIDE
from core.timeline import Life, Walk, timeline
from tests.test_fixes import lab_layers


def traced(**setting: Any) -> Trace:
    layer = Layer(**({"input_size": (3, 3), "kernel_size": (2, 2)} | setting))
    return trace_layer(layer, np.ones(layer.input_size), np.ones(layer.kernel_size))


def said(walk: Walk = "output", **setting: Any) -> dict[str, str]:
    """Return the phases and the first sentence of each."""
    found = timeline(traced(**setting), walk).phases
    return {phase.name: (*phase.sentences, "")[0] for phase in found}


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


def test_output_padding_gives_back_at_the_bottom_and_right_only() -> None:
    found = said(stride=(2, 2), padding=(1, 1), output_padding=(1, 1))

    assert "1 on every side" in found["trim"]
    assert found["append"] == (
        "Output padding lets the kernel slide on, at the bottom and at the right only, by 1."
    )


def test_stamps_are_cut_and_given_back_with_real_numbers() -> None:
    found = said("input", stride=(2, 2), padding=(1, 1), output_padding=(1, 1))

    assert list(found) == ["stamp", "cut", "give back"]
    assert found["cut"].startswith("Padding cuts the full output like scissors: 1 on every side.")
    assert found["give back"].endswith(
        "by 1: real numbers, that padding had cut. It adds no zeros."
    )


def test_beyond_the_full_output_there_are_zeros() -> None:
    found = said("input", stride=(3, 3), output_padding=(2, 2))
    assert found["give back"].endswith("by 2. No stamp reaches there: these are zeros.")

    found = said("input", stride=(3, 3), padding=(1, 1), output_padding=(2, 2))
    assert found["give back"].endswith(
        "by 2: first numbers that were cut, then zeros, where no stamp reaches."
    )


def test_rings_come_one_by_one_and_are_taken_away_from_outside() -> None:
    """Two cells, kernel 3, stride 2: 0 0 x . x 0 0; padding 1 takes the first and the last."""
    steps = timeline(
        traced(input_size=(2, 2), kernel_size=(3, 3), stride=(2, 2), padding=(1, 1)), "output"
    )

    assert [(phase.name, phase.steps) for phase in steps.phases] == [
        ("input", 1), ("zeros", 1), ("ring", 2), ("trim", 1), ("turn", 1), ("slide", 9),
    ]  # fmt: skip
    gone = steps.starts("trim")
    assert steps.spread(0) == Life(
        since=[3, 2, 0, 1, 0, 2, 3],
        until=[gone, None, None, None, None, None, gone],
        again=[None] * 7,
    )
    assert steps.turned == steps.starts("turn")


def test_what_is_given_back_was_cut_before() -> None:
    """Full output of 5; padding 1 leaves places 1 to 3, output padding 1 also the last."""
    steps = timeline(
        traced(
            input_size=(2, 2), kernel_size=(3, 3), stride=(2, 2), padding=(1, 1),
            output_padding=(1, 1),
        ),
        "input",
    )  # fmt: skip

    assert steps.frame(0) == Life(
        since=[0] * 5, until=[4, None, None, None, 4], again=[None, None, None, None, 5]
    )


def test_without_preparation_everything_is_as_it_ends() -> None:
    steps = timeline(traced(stride=(2, 2), padding=(1, 1)), "output", prepared=False)

    assert [phase.name for phase in steps.phases] == ["slide"]
    assert set(steps.spread(0).since) == {0}
    assert steps.spread(0).until[0] == 0
    assert steps.turned == 0


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
        found = trace_layer(layer, np.ones(layer.input_size), np.ones(layer.kernel_size))
    except GeometryError:
        return

    assert timeline(found, "output").phases[-1].steps == np.prod(found.geometry.output_size)
    for phase in timeline(found, "input").phases:
        if phase.name == "stamp":
            assert phase.steps == np.prod(layer.input_size)
        elif phase.name != "slide":
            assert len(phase.sentences) == phase.steps


@settings(max_examples=100)
@given(lab_layers())
def test_in_the_end_just_the_output_and_what_the_kernel_meets_are_there(layer: Layer) -> None:
    try:
        found = trace_layer(layer, np.ones(layer.input_size), np.ones(layer.kernel_size))
    except GeometryError:
        return
    if not found.transposed:
        return
    for walk in get_args(Walk):
        steps = timeline(found, walk)
        last = sum(phase.steps for phase in steps.phases) - 1
        for i, axis in enumerate((found.geometry.height, found.geometry.width)):
            assert there(steps.frame(i), last) == (axis.frame() != OUTSIDE).tolist()
            assert there(steps.spread(i), last) == axis.spread().kept.tolist()


def there(life: Life, step: int) -> list[bool]:
    return [
        since <= step and (until is None or step < until or (again is not None and again <= step))
        for since, until, again in zip(life.since, life.until, life.again, strict=True)
    ]
