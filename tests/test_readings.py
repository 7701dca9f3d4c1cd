"""The same rows grouped as stamps, terms, matrix, overlap and spread grid."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import conv2d

from core.contributions import trace
from core.examples import BY_HAND, BY_KEY
from core.geometry import OUTSIDE, Operation, convolution_axis
from core.readings import (
    LARGEST_MATRIX,
    READING,
    READINGS,
    matrix,
    overlap,
    possible,
    spread,
    stamps,
    stepped,
    terms,
    turned_kernel,
    walks,
)
from tests.referee import core_trace
from tests.strategies import OPERATIONS, Problem, problems


def test_the_four_stamps_of_the_text() -> None:
    """S9: four 4x4 partial outputs, each 2x2 block times one number, then their sum."""
    traced = trace(BY_HAND, BY_HAND, stride=2)

    partial = [stamp.partial[0].tolist() for stamp in stamps(traced)]

    assert partial[1] == [[0, 0, 1 * 0, 1 * 1], [0, 0, 1 * 2, 1 * 3], [0] * 4, [0] * 4]
    assert partial[2] == [[0] * 4, [0] * 4, [2 * 0, 2 * 1, 0, 0], [2 * 2, 2 * 3, 0, 0]]
    assert np.sum(partial, axis=0).tolist() == BY_KEY["S9"].expected


def test_the_terms_of_one_output() -> None:
    """S8: y[1,1] = 0*3 + 1*2 + 2*1 + 3*0 = 4."""
    found = terms(trace(BY_HAND, BY_HAND), (0, 1, 1))

    assert found.value.tolist() == [0, 1, 2, 3]
    assert found.weight.tolist() == [3, 2, 1, 0]
    assert found.product.sum() == 4


def test_the_matrix_of_a_row_convolution_and_its_transpose() -> None:
    kernel = [[10, 20, 30]]
    down = trace([[0, 0, 0, 0, 0]], kernel, operation="convolution", stride=2)
    up = trace([[0, 0]], kernel, stride=2)

    assert matrix(down).tolist() == [[10, 20, 30, 0, 0], [0, 0, 10, 20, 30]]
    np.testing.assert_array_equal(matrix(up), matrix(down).T)


def test_overlap_of_kernel_3_and_stride_2_is_the_checkerboard() -> None:
    """1, 2 and 4 contributions: in 2-D the unevenness is squared."""
    counts = overlap(trace(np.ones((3, 3)), np.ones((3, 3)), stride=2))

    assert counts[2:5, 2:5].tolist() == [[4, 2, 4], [2, 1, 2], [4, 2, 4]]


def test_overlap_is_even_away_from_borders_exactly_when_the_stride_divides_the_kernel() -> None:
    for stride in range(1, 5):
        for kernel in range(1, 7):
            counts = overlap(trace(np.ones((8, 1)), np.ones((kernel, 1)), stride=stride))[:, 0]
            inner = counts[kernel:-kernel]
            assert (inner.min() == inner.max()) == (kernel % stride == 0)


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=60)
@given(data=st.data())
def test_the_matrix_times_the_input_is_the_output(
    operation: Operation, data: st.DataObject
) -> None:
    traced = core_trace(data.draw(problems(operation)))
    product = (matrix(traced) @ traced.image.ravel()).reshape(traced.output_shape)

    np.testing.assert_array_equal(product + traced.bias[:, None, None], traced.result())


@settings(max_examples=60)
@given(problem=problems("convolution"))
def test_the_transposed_matrix_is_the_transposed_operation(problem: Problem) -> None:
    """With the input's size asked back, C and its transpose are each other's mirror."""
    down = core_trace(problem)
    setting = down.layer
    up = trace(
        np.zeros(down.output_shape),
        down.kernel,
        stride=setting.stride,
        padding=setting.padding,
        dilation=setting.dilation,
        groups=down.groups,
        output_size=down.geometry.input_size,
    )

    np.testing.assert_array_equal(matrix(up), matrix(down).T)


@settings(max_examples=100)
@given(problems("transposed"))
def test_stamps_add_up_and_sliding_gives_the_same(problem: Problem) -> None:
    """Scatter = gather: torch slides the turned kernel over what core spread."""
    traced = core_trace(problem)
    expected = traced.result()
    last = list(stamps(traced))[-1]
    grid, turned = spread(traced), turned_kernel(traced)

    np.testing.assert_array_equal(last.running + traced.bias[:, None, None], expected)
    # (C_in, C_out / groups) per group becomes conv2d's (C_out, C_in / groups).
    per_group = np.split(turned, traced.groups)
    kernel = np.concatenate([part.swapaxes(0, 1) for part in per_group])
    slid = conv2d(
        torch.tensor(grid.read())[None],
        torch.tensor(kernel),
        torch.tensor(traced.bias),
        groups=traced.groups,
    )
    np.testing.assert_array_equal(slid[0].numpy(), expected)


@settings(max_examples=60)
@given(data=st.data())
def test_convolution_and_transpose_are_adjoint(data: st.DataObject) -> None:
    """<conv(x), y> = <x, transposed(y)>, exactly, on whole numbers."""
    down = core_trace(data.draw(problems("convolution")))
    y = np.arange(1.0, np.prod(down.output_shape) + 1).reshape(down.output_shape)
    up = trace(
        y,
        down.kernel,
        stride=down.layer.stride,
        padding=down.layer.padding,
        dilation=down.layer.dilation,
        groups=down.groups,
        output_size=down.geometry.input_size,
    )

    without_bias = down.result() - down.bias[:, None, None]
    assert (without_bias * y).sum() == (down.image * up.result()).sum()


def test_overlap_of_a_convolution_counts_what_it_reads_not_its_ring() -> None:
    padded = trace([[1, 2, 3]], [[1, 1, 1]], operation="convolution", padding=(0, 1))

    assert overlap(padded).tolist() == [[2, 3, 2]]


def test_overlap_counts_zero_where_nothing_reaches_also_in_the_last_cell() -> None:
    """Kernel 1, stride 3, output padding 2: cells 0 and 3 of six are reached; the rest is 0."""
    sparse = trace([[1], [1]], [[1]], stride=(3, 1), output_padding=(2, 0))
    # A dilated convolution at the ring reads no cell of the input with its first window.
    beside = trace(
        [[1]], [[1]], operation="convolution", framework="onnx", padding=((0, 0), (1, 2))
    )

    assert overlap(sparse).tolist() == [[1], [0], [0], [1], [0], [0]]
    assert overlap(beside).tolist() == [[0, 1, 0, 0]]


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=60)
@given(data=st.data())
def test_overlap_is_the_number_of_rows_that_read_a_cell(
    operation: Operation, data: st.DataObject
) -> None:
    traced = core_trace(data.draw(problems(operation)))
    rows = traced.rows()
    read = rows.where((rows.output_cell != OUTSIDE) & (rows.input_cell != OUTSIDE))
    # The rows between two channels that are wired, for one output channel.
    wired = len(traced.channel_pairs(0))

    counts = np.bincount(read.output_cell, minlength=int(np.prod(traced.output_shape)))

    assert (counts.reshape(traced.output_shape)[0] == wired * overlap(traced)).all()


def test_the_turned_kernel_has_its_gaps_by_axis() -> None:
    turned = turned_kernel(trace([[1]], [[1, 2], [3, 4]], dilation=(1, 3)))

    assert turned.tolist() == [[[[4, 0, 0, 3], [2, 0, 0, 1]]]]


def test_the_spread_grid_keeps_what_both_axes_keep() -> None:
    """Padding in one direction: the rows above and below are taken, the columns stay."""
    grid = spread(trace([[1, 2], [3, 4]], np.ones((2, 2)), padding=(1, 0)))

    assert grid.kept.tolist() == [[False] * 4, [True] * 4, [True] * 4, [False] * 4]
    assert grid.read().tolist() == [[[0, 1, 2, 0], [0, 3, 4, 0]]]


def test_each_stamp_keeps_its_own_sum_so_far() -> None:
    first, second = stamps(trace([[1, 2]], [[10, 20]]))

    assert (first.cell, second.cell) == ((0, 0, 0), (0, 0, 1))
    assert first.running.tolist() == [[[10, 20, 0]]]
    assert second.running.tolist() == [[[10, 20 + 20, 40]]]


def test_a_convolution_has_no_spread_grid() -> None:
    with pytest.raises(ValueError, match="only a transposed convolution spreads"):
        spread(trace([[1]], [[1]], operation="convolution"))


def test_a_matrix_too_large_to_read_is_refused_with_its_size() -> None:
    with pytest.raises(ValueError, match=r"matrix of 1024×1024 entries .*; 1,000,000 is the most"):
        matrix(trace(np.ones((32, 32)), [[1]]))


def test_a_matrix_at_the_limit_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """2 cells to 4: 8 entries."""
    assert LARGEST_MATRIX == 1_000_000
    small = trace([[1, 2]], [[1, 2, 3]])

    monkeypatch.setattr("core.readings.LARGEST_MATRIX", 8)
    assert matrix(small).size == 8
    monkeypatch.setattr("core.readings.LARGEST_MATRIX", 7)
    with pytest.raises(ValueError, match="matrix of 4×2 entries"):
        matrix(small)


def test_an_unread_last_row_belongs_to_the_convolution_s_axis() -> None:
    """6 cells, kernel 3, stride 2: the last cell is not read."""
    axis = convolution_axis(6, kernel=3, stride=2, dilation=1, before=0, after=0)

    assert (axis.coarse, axis.full, axis.fine) == (2, 5, 6)


def test_a_reading_is_offered_where_its_picture_can_be_read() -> None:
    small, large = (trace(np.ones((side, side)), np.ones((2, 2)), stride=2) for side in (8, 9))
    there = [one for one in READINGS if "transposed" in one.operations]

    # 64 × 256 entries can be read, 81 × 324 cannot; a column of 256 is too long to be unrolled.
    assert [one.key for one in there if not one.has(small)] == ["unroll"]
    assert [one.key for one in there if not one.has(large)] == ["matrix", "unroll"]
    assert READING["matrix"].lacks(large) == (
        "Matrix: 26,244 inputs times outputs are too many to be read; 20,000 is the most."
    )


def test_phases_are_offered_for_one_channel_and_say_so() -> None:
    phases = READING["phases"]

    assert phases.has(trace(np.ones((2, 2)), np.ones((2, 2))))
    assert not phases.has(trace(np.ones((2, 2)), np.ones((2, 2)), operation="convolution"))
    assert phases.lacks(trace(np.ones((3, 2, 2)), np.ones((3, 1, 2, 2)))) == (
        "Phases: shown for one channel on each side, here are 3."
    )


def test_what_has_the_board_to_itself_stands_beside_no_other() -> None:
    assert possible(("stamp", "phases"), "transposed") == ("stamp",)
    assert possible(("phases",), "transposed") == ("phases",)
    assert possible(("slide", "trip"), "convolution") == ("slide",)
    assert possible(("phases",), "convolution") == ("slide",)
    assert possible(("trip",), "transposed") == ("stamp",)
    assert walks(("phases",), "transposed") == ("output",)


def test_readings_leave_a_choice_of_steps_or_not() -> None:
    assert walks(("stamp",), "transposed") == ("input",)
    assert walks(("slide",), "transposed") == ("output",)
    for some in (("matrix",), ("count",), ("stamp", "slide"), ("slide", "count")):
        assert walks(some, "transposed") == ("input", "output")
        assert stepped(some, "transposed", "output") == "output"
        assert stepped(some, "convolution", "input") == "output"


def test_an_operation_without_a_reading_takes_the_next_one() -> None:
    assert possible(("stamp",), "convolution") == ("slide",)
    assert possible(("stamp", "count"), "convolution") == ("count",)
    assert possible(("stamp", "count"), "transposed") == ("stamp", "count")
