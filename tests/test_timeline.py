"""Which phases an operation has, and what they say."""

from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import example, given, settings

from core.contributions import Trace, trace_layer
from core.geometry import OUTSIDE
from core.layer import Layer
from core.timeline import Life, Step, Walk, names, timeline
from tests.strategies import BEYOND, Pair, layers


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


def lives(life: Life) -> tuple[list[int], list[Step], list[Step]]:
    return life.since, life.until, life.again


def test_a_convolution_s_rings_come_one_by_one() -> None:
    """3 cells and padding 2: the input is step 0, the inner ring step 1, the outer one step 2."""
    padded = traced(operation="convolution", input_size=(3, 3), padding=(2, 1))
    steps = timeline(padded, "output")

    assert [(phase.name, phase.steps) for phase in steps.phases] == [
        ("input", 1), ("pad", 2), ("slide", 6 * 4),
    ]  # fmt: skip
    assert lives(steps.frame(0)) == ([2, 1, 0, 0, 0, 1, 2], [None] * 7, [None] * 7)
    assert lives(steps.frame(1)) == ([1, 0, 0, 0, 1], [None] * 5, [None] * 5)
    assert steps.turned is None
    # Where nothing is prepared all of them are there from the start.
    at_once = timeline(padded, "output", prepared=False)
    assert [phase.name for phase in at_once.phases] == ["slide"]
    assert at_once.frame(0).since == [0] * 7


def test_padding_lasts_as_many_steps_as_its_widest_side() -> None:
    sides: Any = ((0, 1), (3, 2))
    convolution = traced(operation="convolution", framework="onnx", padding=sides)
    cropped = traced(framework="onnx", stride=(3, 3), padding=sides)

    pad, trim, cut = (
        phase
        for trace, walk in ((convolution, "output"), (cropped, "output"), (cropped, "input"))
        for phase in timeline(trace, walk).phases  # type: ignore[arg-type]
        if phase.name in ("pad", "trim", "cut")
    )
    named = "1 bottom, 3 left, 2 right"
    assert (pad.steps, pad.sentences) == (3, (f"Padding puts zeros around it: {named}.",) * 3)
    assert (trim.steps, len(trim.sentences)) == (3, 3)
    assert trim.sentences[0].startswith(f"Padding takes places away again: {named}. ")
    assert (cut.steps, len(cut.sentences)) == (1, 1)
    assert cut.sentences[0].startswith(f"Padding cuts the full output like scissors: {named}. ")


def test_sides_are_named_as_soon_as_one_differs() -> None:
    for sides, named in (
        (((1, 1), (1, 2)), "1 top, 1 bottom, 1 left, 2 right"),
        (((1, 1), (2, 1)), "1 top, 1 bottom, 2 left, 1 right"),
        (((1, 2), (1, 1)), "1 top, 2 bottom, 1 left, 1 right"),
        (((1, 1), (1, 1)), "1 on every side"),
    ):
        found = said(operation="convolution", framework="onnx", padding=sides)
        assert found["pad"] == f"Padding puts zeros around it: {named}."


@pytest.mark.parametrize(
    ("kernel", "sentence"),
    [
        ((1, 3), "0×2 rings of zeros around, {}: 3×7."),
        ((3, 1), "2×0 rings of zeros around, {}: 7×3."),
    ],
)
def test_a_kernel_of_one_row_has_rings_at_its_ends_and_turns(kernel: Pair, sentence: str) -> None:
    sentence = sentence.format("so that the kernel's corner can reach the first cell")
    steps = timeline(traced(kernel_size=kernel), "output")

    ring = next(phase for phase in steps.phases if phase.name == "ring")
    assert (ring.steps, ring.sentences) == (2, (sentence,) * 2)
    long, short = (1, 0) if kernel == (1, 3) else (0, 1)
    assert steps.spread(long).since == [2, 1, 0, 0, 0, 1, 2]
    assert steps.spread(short).since == [0, 0, 0]
    assert [phase.name for phase in steps.phases] == ["input", "ring", "turn", "slide"]
    assert steps.turned == steps.starts("turn") == 3


def test_a_kernel_of_one_tap_is_never_turned() -> None:
    for walk in get_args(Walk):
        assert timeline(traced(kernel_size=(1, 1)), walk).turned is None
    # Others are, from the slide on where the turn is not shown, and from the start by stamps.
    assert timeline(traced(), "output", prepared=False).turned == 0
    assert timeline(traced(), "input").turned == 0


def test_one_stride_alone_moves_the_cells_apart() -> None:
    assert said(stride=(1, 3))["zeros"] == (
        "Stride 1×3 moves the cells apart: 0×2 zeros between neighbours makes 3×7."
    )
    assert said(stride=(2, 1), input_size=(2, 4))["zeros"] == (
        "Stride 2×1 moves the cells apart: 1×0 zeros between neighbours makes 3×4."
    )
    assert said(stride=(3, 3))["zeros"] == (
        "Stride 3 moves the cells apart: 2 zeros between neighbours makes 7×7."
    )


def test_what_a_framework_appends_by_itself_is_no_output_padding() -> None:
    """Keras: a kernel of 2 under a stride of 4 leaves 2 cells that no stamp reaches."""
    keras: Any = {"framework": "keras", "stride": (4, 4), "padding": "valid"}

    assert said("input", **keras)["give back"] == (
        "The output is larger than all stamps together. No stamp reaches there: these are zeros."
    )
    assert said(**keras)["append"] == (
        "Places are added beyond the ring: the framework asks for a larger output."
    )
    # Nothing is cut by less than nothing.
    assert list(said("input", **keras)) == ["stamp", "give back"]
    assert list(said(**keras)) == ["input", "zeros", "ring", "append", "turn", "slide"]
    # Its output padding is a size: nothing is cut first and given back then.
    sized: Any = {"framework": "keras", "stride": (2, 2), "padding": "same"}
    assert list(said("input", kernel_size=(3, 3), **sized, output_padding=(1, 1))) == [
        "stamp", "cut",
    ]  # fmt: skip


def test_keras_numbers_are_a_layer_that_is_named() -> None:
    """A crop of a cell at each end, of what its layer makes: here two zeros more than stamps."""
    keras: Any = {"framework": "keras", "stride": (4, 4), "padding": (1, 1)}

    assert said("input", **keras)["cut"] == (
        "Cropping2D cuts the full output like scissors: 1 top, 1 left. What was cut was computed, "
        "and never reaches the output."
    )
    assert said("input", **keras)["give back"].startswith("The layer makes more than all stamps")
    kept: Any = {"framework": "keras", "stride": (2, 2), "kernel_size": (3, 3), "padding": (1, 1)}
    assert list(said("input", **kept, output_padding=(1, 1))) == ["stamp", "cut", "give back"]
    assert said("input", **kept, output_padding=(1, 1))["cut"].startswith(
        "Cropping2D cuts the full output like scissors: 1 on every side."
    )
    assert said(**kept)["trim"].startswith("Cropping2D takes places away again: 1 on every side.")


@pytest.mark.parametrize(
    ("padding", "given", "ends"),
    [
        ((1, 1), (0, 1), "by 0×1: real numbers, that padding had cut. It adds no zeros."),
        ((1, 1), (1, 0), "by 1×0: real numbers, that padding had cut. It adds no zeros."),
        ((0, 0), (0, 2), "by 0×2. No stamp reaches there: these are zeros."),
        ((0, 0), (2, 0), "by 2×0. No stamp reaches there: these are zeros."),
        # One axis gets numbers back, the other zeros.
        ((1, 0), (1, 1), "by 1: first numbers that were cut, then zeros, where no stamp reaches."),
    ],
)
def test_what_comes_back_is_said_by_axis(padding: Pair, given: Pair, ends: str) -> None:
    setting: Any = {"stride": (3, 3), "padding": padding, "output_padding": given}
    begins = "at the bottom and at the right only, "

    # What is cut first is what padding says, whatever comes back of it.
    if padding == (1, 1):
        assert "like scissors: 1 on every side. " in said("input", **setting)["cut"]
        assert "away again: 1 on every side. " in said(**setting)["trim"]
    assert said("input", **setting)["give back"] == (
        f"Output padding lets the output go on, {begins}{ends}"
    )
    assert said(**setting)["append"] == (
        f"Output padding lets the kernel slide on, {begins}{ends.split(':')[0].split('.')[0]}."
    )


def test_places_beyond_the_full_output_appear_when_they_are_given() -> None:
    """3 cells, kernel 2, stride 3: 8 places, and 2 more; padding 1 keeps one of them a number."""
    steps = timeline(traced(stride=(3, 3), output_padding=(2, 2)), "input")
    assert steps.starts("give back") == 9
    assert lives(steps.frame(0)) == ([0] * 8 + [9] * 2, [None] * 10, [None] * 10)

    steps = timeline(traced(stride=(3, 3), padding=(1, 1), output_padding=(2, 2)), "input")
    assert (steps.starts("cut"), steps.starts("give back")) == (9, 10)
    assert lives(steps.frame(0)) == (
        [0] * 8 + [10], [9, *[None] * 6, 9, None], [None] * 7 + [10, None],
    )  # fmt: skip

    # The same on the way of the slide: trimmed, and back or new.
    steps = timeline(traced(stride=(3, 3), padding=(1, 1), output_padding=(2, 2)), "output")
    trim, append = steps.starts("trim"), steps.starts("append")
    assert (trim, append) == (3, 4)
    assert lives(steps.spread(0)) == (
        [2, 0, 1, 1, 0, 1, 1, 0, 2, append],
        [trim, *[None] * 7, trim, None],
        [None] * 8 + [append, None],
    )


def test_places_of_the_spread_grid_are_numbered_where_the_kernel_meets_them() -> None:
    """Padding 1 of x . x with a ring each: the kernel meets the five in the middle."""
    height = traced(stride=(2, 2), padding=(1, 1)).geometry.height

    assert names(height).tolist() == [-1, 0, 1, 2, 3, 4, -1]


def test_every_channel_has_its_steps() -> None:
    layer = Layer(input_size=(2, 3), kernel_size=(1, 1))
    found = trace_layer(layer, np.ones((2, 2, 3)), np.ones((2, 3, 1, 1)))

    assert [phase.steps for phase in timeline(found, "input").phases] == [2 * 2 * 3]
    assert timeline(found, "output").phases[-1].steps == 3 * 2 * 3


@settings(max_examples=100)
@given(layers())
def test_there_is_one_step_per_stamp_and_one_per_output_cell(layer: Layer) -> None:
    found = trace_layer(layer, np.ones(layer.input_size), np.ones(layer.kernel_size))

    assert timeline(found, "output").phases[-1].steps == np.prod(found.geometry.output_size)
    for phase in timeline(found, "input").phases:
        if phase.name == "stamp":
            assert phase.steps == np.prod(layer.input_size)
        elif phase.name != "slide":
            assert len(phase.sentences) == phase.steps


@example(BEYOND)
@settings(max_examples=100)
@given(layers("transposed"))
def test_in_the_end_just_the_output_and_what_the_kernel_meets_are_there(layer: Layer) -> None:
    found = trace_layer(layer, np.ones(layer.input_size), np.ones(layer.kernel_size))
    for walk in get_args(Walk):
        steps = timeline(found, walk)
        last = sum(phase.steps for phase in steps.phases) - 1
        for i, axis in enumerate((found.geometry.height, found.geometry.width)):
            assert there(steps.frame(i), last) == (axis.frame() != OUTSIDE).tolist()
            assert there(steps.spread(i), last) == axis.spread().kept.tolist()


@settings(max_examples=60)
@given(layers("transposed"))
def test_nothing_is_gone_before_it_is_there_and_nothing_back_before_it_is_gone(
    layer: Layer,
) -> None:
    found = trace_layer(layer, np.ones(layer.input_size), np.ones(layer.kernel_size))
    for walk in get_args(Walk):
        steps = timeline(found, walk)
        for life in (steps.frame(0), steps.frame(1)):
            ordered(life)
        if walk == "output":
            ordered(steps.spread(0))
            ordered(steps.spread(1))


def ordered(life: Life) -> None:
    for since, until, again in zip(*lives(life), strict=True):
        assert until is None or since <= until
        assert again is None or (until is not None and until <= again)


def there(life: Life, step: int) -> list[bool]:
    return [
        since <= step and (until is None or step < until or (again is not None and again <= step))
        for since, until, again in zip(life.since, life.until, life.again, strict=True)
    ]
