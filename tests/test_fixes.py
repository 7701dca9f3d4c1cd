"""The nearest setting that works."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import event, given, settings

from app.setting.setting import LAYER_LIMITS
from core.arguments import GeometryError
from core.fixes import LARGEST_STEP, nearest_fix, resolve_or_fix
from core.frameworks import resolve
from core.layer import Layer
from tests.strategies import FRAMEWORKS, OPERATIONS, layers

LAYER = Layer(input_size=(3, 3), kernel_size=(2, 2), stride=(2, 2))


def test_the_parameter_just_moved_is_kept_if_another_will_do() -> None:
    broken = replace(LAYER, output_padding=(2, 2))

    moved = nearest_fix(broken, moved="output_padding")
    other = nearest_fix(broken, moved="stride")

    assert moved is not None
    assert (moved.parameter, moved.value, moved.text) == ("stride", (3, 3), "stride 3")
    assert other is not None
    assert (other.parameter, other.value) == ("output_padding", (1, 1))


def test_another_parameter_is_changed_even_where_the_moved_one_is_nearer() -> None:
    """One cell, kernel 1: padding 1 leaves nothing. Back to 0 is one step, kernel 3 is two."""
    broken = Layer(input_size=(1, 1), kernel_size=(1, 1), padding=(1, 1))

    kept = nearest_fix(broken, moved="padding")
    free = nearest_fix(broken)

    assert kept is not None
    assert (kept.parameter, kept.value) == ("kernel_size", (3, 3))
    assert free is not None
    assert (free.parameter, free.value) == ("padding", (0, 0))


def test_the_sentence_ends_with_what_would_have_worked() -> None:
    with pytest.raises(
        GeometryError, match=r"2 is not below 2; output_padding 1 would work"
    ) as refused:
        resolve_or_fix(replace(LAYER, output_padding=(2, 2)), moved="stride")

    assert refused.value.fix is not None
    assert refused.value.value == 2


def test_a_word_becomes_the_nearest_number() -> None:
    """Full size 6 for 6: 'same' crops nothing here, so 0 stands for it."""
    word = nearest_fix(replace(LAYER, padding="same"), moved="framework")
    assert word is not None
    assert (word.parameter, word.value) == ("padding", (0, 0))


@pytest.mark.parametrize("moved", ["framework", "output_padding", ""])
def test_jax_keeps_the_size_that_an_output_padding_made(moved: str) -> None:
    """4 cells, kernel 3, stride 2: full 9. Cut 1 and 1, given back 1: 8; so is cut 1 and 0."""
    asked = Layer(
        input_size=(4, 4), kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), output_padding=(1, 1)
    )

    fix = nearest_fix(replace(asked, framework="jax"), moved=moved)

    assert fix is not None
    assert (fix.text, fix.value) == ("padding 1 before, 0 after", ((1, 0), (1, 0)))
    mended: Any = replace(asked, framework="jax", **fix.fields)
    assert resolve(mended) == resolve(asked)
    assert resolve(mended).output_size == (8, 8)


def test_keras_makes_its_own_size_where_no_output_padding_is_one() -> None:
    """Extent 4 and 'same' make 0 of 1 cell with output padding 0, and 1 has to be below strides."""
    broken = Layer(
        framework="keras",
        input_size=(1, 1),
        kernel_size=(2, 2),
        padding="same",
        output_padding=(1, 1),
        dilation=(3, 3),
    )

    fix = nearest_fix(broken, moved="output_padding", limits=LAYER_LIMITS)

    assert fix is not None
    assert (fix.text, fix.value) == ("no output_padding", None)
    assert resolve(replace(broken, output_padding=None)).output_size == (1, 1)


def test_only_the_axis_that_is_wrong_is_changed_where_the_axes_differ() -> None:
    broken = Layer(operation="convolution", input_size=(5, 2), kernel_size=(3, 3))

    fix = nearest_fix(broken, limits={"input_size": (1, 8)})

    assert fix is not None
    assert (fix.value, fix.text) == ((5, 3), "input_size 5×3")


def test_no_fix_is_invented_where_two_things_are_wrong() -> None:
    broken = Layer(
        operation="convolution", input_size=(1, 1), kernel_size=(3, 3), output_padding=(1, 1)
    )

    assert nearest_fix(broken, limits={"kernel_size": (1, 5)}) is None
    with pytest.raises(GeometryError, match=r"belongs to the transposed convolution$") as refused:
        resolve_or_fix(broken, limits={"kernel_size": (1, 5)})
    assert refused.value.fix is None


@settings(max_examples=60)
@given(layers(alike=True, largest=(8, 5), words=("same", "valid")))
def test_one_move_away_from_a_legal_setting_there_is_always_a_fix(layer: Layer) -> None:
    """In the lab one control moves at a time; whatever it breaks, a fix in range repairs."""
    broken = 0
    for moved, fields in moves(layer):
        there: Any = replace(layer, **fields)
        try:
            resolve(there)
        except GeometryError:
            broken += 1
            fix = nearest_fix(there, moved=moved, limits=LAYER_LIMITS)
            assert fix is not None, (moved, there)
            resolve(replace(there, **fix.fields))
    event(f"{broken} of the moves are refused")


def moves(layer: Layer) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each parameter of the lab with each of its values."""
    for name, (low, high) in LAYER_LIMITS.items():
        if name == "output_size":
            # Another size is asked for, not mended.
            continue
        for number in range(low, min(high, 8) + 1):
            value: Any = (number, number)
            if name == "input_size":
                value = (number, layer.input_size[1])
            yield name, {name: value if name != "output_padding" or number else None}
    for word in ("same", "valid"):
        yield "padding", {"padding": word}
    for framework in FRAMEWORKS:
        yield "framework", {"framework": framework}
    for operation in OPERATIONS:
        yield "operation", {"operation": operation}


def fixed(layer: Layer, **limits: tuple[int, int]) -> tuple[str, object, str] | None:
    """Return the fix as (parameter, value, text), looked for within these limits only."""
    found = nearest_fix(layer, limits=limits)
    return None if found is None else (found.parameter, found.value, found.text)


def by_hand(layer: Layer, **limits: tuple[int, int]) -> str | None:
    """Return the fix in words where the framework was chosen last, and so should stay."""
    found = nearest_fix(layer, moved="framework", limits=limits)
    return None if found is None else found.text


@pytest.mark.parametrize(
    ("kernel", "stride", "fix", "size"),
    [
        (2, 2, "padding 0", 6),
        (3, 1, "padding 1", 3),
        (3, 2, "padding 1 with output_padding 1", 6),
        (4, 2, "padding 1", 6),
        (5, 2, "padding 2 with output_padding 1", 6),
        (2, 3, "padding 0 with output_padding 1", 9),
        # A crop of three cells: no number crops unequally, and stride 1 gives nothing back.
        (4, 1, "padding 1", 4),
    ],
)
def test_in_place_of_same_pytorch_gets_numbers_that_keep_the_size(
    kernel: int, stride: int, fix: str, size: int
) -> None:
    """SAME makes 3 cells 3 · stride; they fill 2 · stride + kernel, less twice the padding."""
    same = Layer(
        input_size=(3, 3), kernel_size=(kernel, kernel), stride=(stride, stride), padding="same"
    )

    found = nearest_fix(same, moved="framework", limits=LAYER_LIMITS)

    assert found is not None
    assert found.text == fix
    assert resolve(replace(same, **found.fields)).output_size == (size, size)


def test_a_crop_that_leaves_nothing_becomes_the_nearest_that_leaves_something() -> None:
    """Keras' layer makes 4 · 3 = 12 cells; 6 at each end are too many, 5 are not."""
    cut = Layer(
        framework="keras", input_size=(3, 3), kernel_size=(2, 2), stride=(4, 4), padding=(6, 6)
    )

    assert by_hand(cut, padding=(0, 16)) == "padding 5"
    assert by_hand(replace(cut, padding=((0, 12), (1, 1))), padding=(0, 16)) == "padding 5"
    with pytest.raises(GeometryError, match=r"crops 6 cells before.*padding 5 would work"):
        resolve_or_fix(cut, limits={"padding": (0, 16)})


def test_an_output_padding_comes_with_a_fix_only_where_it_may_be_set() -> None:
    same = Layer(input_size=(3, 3), kernel_size=(3, 3), stride=(2, 2), padding="same")

    assert by_hand(same, padding=(0, 4)) == "padding 0"
    assert by_hand(same, padding=(0, 4), output_padding=(0, 1)) == "padding 1 with output_padding 1"
    asked = replace(same, output_padding=(1, 1))
    assert by_hand(asked, padding=(0, 4), output_padding=(0, 3)) == "padding 1"


def test_a_change_is_looked_for_32_steps_away_and_no_further() -> None:
    """Another operation is kept for last where it was just moved."""
    for kernel, text in ((33, "kernel_size 1"), (34, "a transposed convolution")):
        wide = Layer(operation="convolution", input_size=(1, 1), kernel_size=(kernel, kernel))

        found = nearest_fix(wide, moved="operation", limits={"kernel_size": (1, 99)})

        assert LARGEST_STEP == 32
        assert found is not None
        assert found.text == text


def test_the_lowest_and_the_highest_value_may_be_the_remedy() -> None:
    """Kernel 3 over 2 cells: one cell more or one tap less."""
    broken = Layer(operation="convolution", input_size=(2, 2), kernel_size=(3, 3))

    assert fixed(broken, input_size=(1, 3)) == ("input_size", (3, 3), "input_size 3")
    assert fixed(broken, kernel_size=(2, 5)) == ("kernel_size", (2, 2), "kernel_size 2")
    assert fixed(broken, padding=(0, 1)) == ("padding", (1, 1), "padding 1")
    # One further in, and the number is out of reach: the operation changes, or padding a word.
    for limits in ({"input_size": (1, 2)}, {"kernel_size": (3, 5)}):
        found = fixed(broken, **limits)
        assert found is not None
        assert found[0] == "operation"
    assert fixed(broken, padding=(0, 0)) == ("padding", "same", "padding 'same'")


def test_of_equally_near_fixes_the_one_named_first_is_taken_and_the_lower_value() -> None:
    broken = Layer(operation="convolution", input_size=(2, 2), kernel_size=(3, 3))

    for order in (("kernel_size", "input_size"), ("input_size", "kernel_size")):
        found = fixed(broken, **dict.fromkeys(order, (1, 9)))
        assert found is not None
        assert found[0] == order[0]
    # Keras: 3 cells and a kernel of 4 with 'same': an output padding of 0 loses a cell, 2 is one
    # too many; both sides of 1 are as near, and the lower one is tried first.
    keras = Layer(
        framework="keras", input_size=(3, 3), kernel_size=(4, 4), stride=(2, 2), padding="same",
        output_padding=(0, 0),
    )  # fmt: skip
    assert fixed(keras, stride=(1, 4), kernel_size=(1, 9)) == (
        "kernel_size", (3, 3), "kernel_size 3"
    )  # fmt: skip


def test_a_change_of_framework_counts_three_and_one_of_operation_four() -> None:
    """Only so far away are a number's steps preferred."""

    def too_wide(kernel: int) -> Layer:
        return Layer(operation="convolution", input_size=(1, 1), kernel_size=(kernel, kernel))

    # Every framework refuses it: one of a smaller kernel, or another operation.
    for kernel, parameter in ((5, "kernel_size"), (6, "operation")):
        found = fixed(too_wide(kernel), kernel_size=(1, 9))
        assert found is not None
        assert found[0] == parameter

    # In PyTorch a word is refused, so Keras' dilation beside a stride would do in ONNX only.
    for dilation, fix in (
        (4, ("dilation", (1, 1), "dilation 1")),
        (5, ("framework", "onnx", "ONNX's rules")),
    ):
        strided = Layer(
            framework="keras", input_size=(2, 2), kernel_size=(2, 2), stride=(9, 9),
            dilation=(dilation, dilation), padding="valid",
        )  # fmt: skip
        assert fixed(strided, dilation=(1, 9)) == fix


def test_another_framework_is_named_in_words() -> None:
    lower = Layer(input_size=(2, 2), kernel_size=(3, 3), padding="same_lower")
    # Keras would take it too, by a layer of its own beside: a step farther.
    one_sided = replace(lower, padding=((0, 1), (0, 1)))
    same = replace(lower, padding="same")

    assert fixed(lower) == ("framework", "onnx", "ONNX's rules")
    assert fixed(one_sided) == ("framework", "onnx", "ONNX's rules")
    assert fixed(same) == ("framework", "keras", "Keras's rules")


def test_a_pair_is_written_vertical_first_and_only_its_wrong_half_changes() -> None:
    tall = Layer(operation="convolution", input_size=(2, 9), kernel_size=(4, 3))
    wide = Layer(operation="convolution", input_size=(9, 2), kernel_size=(3, 4))

    assert fixed(tall, kernel_size=(1, 9)) == ("kernel_size", (2, 3), "kernel_size 2×3")
    assert fixed(wide, kernel_size=(1, 9)) == ("kernel_size", (3, 2), "kernel_size 3×2")
    square = replace(tall, kernel_size=(4, 4))
    assert fixed(square, kernel_size=(1, 9)) == ("kernel_size", (2, 2), "kernel_size 2")


def test_a_number_for_padding_is_looked_for_where_the_word_or_the_sides_were() -> None:
    """'same' of a kernel of 5 is two rings, of which PyTorch's transposed convolution takes 2."""
    same = Layer(input_size=(4, 4), kernel_size=(5, 5), padding="same")
    assert fixed(same, padding=(0, 4)) == ("padding", (2, 2), "padding 2")
    # Of a full size of 5 cells for 4 one is too many, and no number crops a single one.
    even = replace(same, kernel_size=(2, 2))
    assert by_hand(even, padding=(0, 4)) == "padding 0"
    # Of a dilated kernel it is half the extent.
    strided = Layer(
        operation="convolution", input_size=(9, 9), kernel_size=(3, 3), dilation=(3, 3),
        stride=(2, 2), padding="same",
    )  # fmt: skip
    assert fixed(strided, padding=(0, 4)) == ("padding", (3, 3), "padding 3")
    # Of unequal sides the larger one.
    sides = Layer(input_size=(4, 4), kernel_size=(3, 3), padding=((0, 1), (0, 1)))
    assert by_hand(sides, padding=(0, 4)) == "padding 1"
    axes = replace(sides, padding=((1, 1), (0, 2)))
    assert by_hand(axes, padding=(1, 2)) == "padding 1"


def test_a_number_instead_of_a_word_counts_one_more() -> None:
    """'same' means 4 rings here. 2 are as far away as another framework, 1 is farther."""
    strided = Layer(
        operation="convolution", input_size=(20, 20), kernel_size=(9, 9), stride=(2, 2),
        padding="same",
    )  # fmt: skip

    assert fixed(strided, padding=(0, 2)) == ("padding", (2, 2), "padding 2")
    assert fixed(strided, padding=(0, 1)) == ("framework", "keras", "Keras's rules")


def test_what_was_moved_and_the_limits_hold_for_the_error_too() -> None:
    broken = replace(LAYER, output_padding=(2, 2))

    for moved, highest, fix in (
        ("output_padding", 9, "stride 3"),
        ("stride", 9, "output_padding 1"),
        ("output_padding", 2, "dilation 3"),
    ):
        with pytest.raises(GeometryError) as refused:
            resolve_or_fix(broken, moved=moved, limits={
                "output_padding": (0, 9), "stride": (1, highest), "dilation": (1, 9),
            })  # fmt: skip
        assert refused.value.fix is not None
        assert refused.value.fix.text == fix


def test_a_number_beyond_the_range_is_no_remedy() -> None:
    """'same' means two rings here; where only one can be set, that one is the nearest."""
    same = Layer(input_size=(4, 4), kernel_size=(5, 5), padding="same")

    assert by_hand(same, padding=(0, 1)) == "padding 1"
    assert by_hand(same, padding=(3, 3)) == "padding 3"
