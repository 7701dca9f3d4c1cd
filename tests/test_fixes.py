"""The nearest setting that works."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.setting.setting import LAYER_LIMITS
from core.fixes import nearest_fix, resolve_or_fix
from core.frameworks import GeometryError, Layer, resolve

LAYER = Layer(input_size=(3, 3), kernel_size=(2, 2), stride=(2, 2))

# Larger inputs obey the same rules, and make every table large.
LIMITS = LAYER_LIMITS | {"input_size": (1, 8)}


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


def test_a_word_becomes_the_nearest_number_and_the_other_way_round() -> None:
    """Full size 6 for 6: 'same' crops nothing here, so 0 stands for it; Keras wants a word."""
    word = nearest_fix(replace(LAYER, padding="same"), moved="framework")
    assert word is not None
    assert (word.parameter, word.value) == ("padding", (0, 0))

    number = nearest_fix(
        replace(LAYER, framework="keras", kernel_size=(4, 4), padding=(1, 1)), moved="framework"
    )
    assert number is not None
    assert (number.parameter, number.value) == ("padding", "same")


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


@st.composite
def legal_layers(draw: st.DrawFn) -> Layer:
    layer = draw(lab_layers())
    try:
        resolve(layer)
    except GeometryError:
        return LAYER
    return layer


@st.composite
def lab_layers(draw: st.DrawFn) -> Layer:
    def number(name: str) -> int:
        return draw(st.integers(*LIMITS[name]))

    kernel, stride, dilation = number("kernel_size"), number("stride"), number("dilation")
    added = number("output_padding")
    padding: Any = draw(st.one_of(st.sampled_from(["same", "valid"]), st.integers(0, 4)))
    return Layer(
        operation=draw(st.sampled_from(["transposed", "convolution"])),
        framework=draw(st.sampled_from(["pytorch", "keras", "onnx"])),
        input_size=(number("input_size"), number("input_size")),
        kernel_size=(kernel, kernel),
        stride=(stride, stride),
        padding=padding if isinstance(padding, str) else (padding, padding),
        output_padding=(added, added) if added else None,
        dilation=(dilation, dilation),
    )


@settings(max_examples=200)
@given(legal_layers(), lab_layers(), st.sampled_from([*LIMITS, "framework", "operation"]))
def test_one_move_away_from_a_legal_setting_there_is_always_a_fix(
    layer: Layer, target: Layer, moved: str
) -> None:
    """In the lab one control moves at a time; whatever it breaks, a fix in range repairs."""
    fields: dict[str, Any] = {moved: getattr(target, moved)}
    broken = replace(layer, **fields)
    try:
        resolve(broken)
        return
    except GeometryError:
        fix = nearest_fix(broken, moved=moved, limits=LIMITS)

    assert fix is not None
    repaired: dict[str, Any] = {fix.parameter: fix.value}
    resolve(replace(broken, **repaired))
