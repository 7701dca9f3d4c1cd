"""The sums of the lessons: what they come to, and what they refuse to be."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.course.expressions import (
    DEEPEST,
    LONGEST,
    LessonError,
    evaluate,
    holds,
    read_sum,
    read_test,
    shown,
    written,
)
from app.course.facts import LayerFacts, NetworkFacts
from app.course.stages import read_stage

CUT = "op=transposed&i=3x3&k=2&s=2&p=1"
"""Input 1..9, kernel 1..4: full output 6 wide, output 4."""


def value(text: str, link: str = CUT) -> object:
    return evaluate(read_sum(text), read_stage(link).facts())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(i - 1)*s + k", (3 - 1) * 2 + 2),
        ("full - 2*p", 6 - 2 * 1),
        ("size", 4),
        ("full(5)", (5 - 1) * 2 + 2),
        ("size(5)", (5 - 1) * 2 + 2 - 2),
        ("slid", 5),
        ("ring", 2 - 1 - 1),
        ("before + after", 2),
        ("y[1,0]", 4 * 2),
        ("f[1,0]", 1 * 3),
        ("unturned y[1,0]", 4 * 3),
        ("padded_input size", (3 + 2 - 1) * 2 + 2),
        ("diagonal y[1,0]", 4 * 3),
        ("x[2,2]*w[1,1]", 9 * 4),
        ("sum(w) + sum(x)", 10 + 45),
        ("count[0,0]", 1),
        ("max(k, s) + min(i, s) + ceil(7/2)", 2 + 2 + 4),
        ("-k + 7 // s", -2 + 3),
        ("places", (0, 2, 4)),
        ("places[1]", 2),
        ("f[places[1],k - 1]", 4 * 2),
    ],
)
def test_a_name_means_what_the_layer_has(text: str, expected: object) -> None:
    assert value(text) == expected


def test_sizes_are_all_inputs_that_become_one_output() -> None:
    """Stride 2 and a ring: 7 and 8 become 4, as the lesson on sizes says."""
    assert value("sizes(4)", "op=convolution&i=7x7&k=3&s=2&p=1") == (7, 8)


def test_a_negative_ring_is_what_the_cut_takes_from_the_grid_itself() -> None:
    assert value("ring", "op=transposed&i=4x4&k=2&s=2&p=2") == -1


def test_there_and_back_has_the_shape_and_other_numbers() -> None:
    ones = "trip op=convolution&i=3x3&k=2&w=ones"
    assert value("back[1,1]", ones) == 12 + 16 + 24 + 28
    assert value("rank", ones) == 4


def test_frameworks_and_kernels_stand_before_a_cell() -> None:
    layer = "fw=pytorch&i=2x2&k=3&s=2&p=1&o=1"
    assert value("y[0,0]", layer) == 5
    assert value("keras y[0,0]", layer) == 1
    assert value("onnx_lower y[0,0]", layer) == 5
    assert value("pytorch before - keras before", layer) == 1


def test_networks_are_asked_for_their_tables_and_records() -> None:
    facts = NetworkFacts("keras_cae", None, {"rung": 6.0})
    assert evaluate(read_sum("model.code"), facts) == 22 * 22 * 8
    assert evaluate(read_sum("layer(6).in + layer(rung).out"), facts) == 16 + 32
    assert 0.8 < float(str(evaluate(read_sum("record(vae_2).knn"), facts))) < 0.85


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "x.__class__",
        "().__class__",
        "lambda: 0",
        "open",
        "9**9",
        "y[0,0",
        "y[0]",
        "y[0,0,0,0]",
        "y[-1,0]",
        "y[9,9]",
        "y[1/2,0]",
        "1/0",
        "1//(k - k)",
        "w + 1",
        "places + 1",
        "places[9]",
        "sizes(3)[7]",
        "sizes(size)[0][0]",
        "keras w[0,0]",
        "unturned before",
        "zeros_added y[0,0]",
        "swapped_channels size",
        "back[0,0]",
        "dot.x",
        "model.code",
        "record(nobody).mse",
        "record(vae_2).password",
        "layer(1).in",
        "1e9",
        "10000000000",
        "1000000*1000000",
        "",
        " ",
        "+",
        "(1",
        "1)",
        "size(",
        "full(0)",
        "full(99999)",
        "sum(f)",
        "max(1)",
        "“1”",
        "1;2",
        "(" * (DEEPEST + 2) + "1" + ")" * (DEEPEST + 2),
        "-" * 50 + "1",
        "+".join("1" * 99),
        "1" * (LONGEST + 1),
    ],
)
def test_what_is_no_sum_of_this_layer_is_refused_in_a_sentence(text: str) -> None:
    started = time.process_time()
    with pytest.raises(LessonError):
        value(text)
    assert time.process_time() - started < 1


def test_comparisons_must_all_hold() -> None:
    facts = read_stage(CUT).facts()
    assert holds(read_test("before < full and size = 4 and k >= 2 and s != 3"), facts)
    assert not holds(read_test("before < full and size > 4"), facts)
    with pytest.raises(LessonError, match="compares nothing"):
        read_test("size + 4 )")


numbers = st.integers(0, 99).map(str)
sums = st.recursive(
    numbers,
    lambda inner: st.tuples(inner, st.sampled_from(["+", "-", "*", "//"]), inner).map(
        lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
    ),
    max_leaves=8,
)


@given(sums)
def test_arithmetic_is_pythons_and_survives_being_written(text: str) -> None:
    """Python is the referee of the sums, which the parser itself never asks."""
    try:
        expected = eval(text, {"__builtins__": {}})
    except ZeroDivisionError:
        with pytest.raises(LessonError, match="divides by 0"):
            value(text)
        return
    if abs(expected) > 1e8:
        return
    assert value(text) == expected
    again = written(read_sum(text)).replace("·", "*").replace("−", "-")
    if "⌊" not in again:
        assert value(again) == expected


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (-0.0001, "−0.0001"),
        (4, "4"),
        (-2.5, "−2.5"),
        (1234, "1234"),
        (1 / 3, "0.333"),
        (0.034115, "0.0341"),
        (0.00022498, "0.00022"),
        (0.00003128, "3.1e−5"),
        (12345678, "1.23e+7"),
        (-1e-15, "0"),
    ],
)
def test_numbers_are_written_as_the_stage_writes_them(number: float, text: str) -> None:
    """The same table as ``show`` in words.js makes of these numbers."""
    assert shown(number) == text


def test_a_layer_too_large_to_read_is_refused() -> None:
    with pytest.raises(LessonError, match="at most 10,000 products"):
        _ = LayerFacts(read_stage("i=16x16&k=5&c=4x4").setting).trace  # type: ignore[arg-type]
