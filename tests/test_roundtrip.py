"""There and back again: the shape returns, the values do not; an inverse finds what it can."""

import numpy as np
import pytest
import torch
from torch.nn.functional import conv2d, conv_transpose2d

from core.contributions import trace
from core.roundtrip import LARGEST_INVERSE, round_trip

COUNTING = np.arange(1.0, 10).reshape(3, 3)
KERNEL = [[1, 2, 1], [3, 1, 2], [1, 1, 3]]


def test_each_number_comes_back_as_the_sum_of_all_stamps_that_reach_it() -> None:
    """3×3 counting up, a kernel of ones: there 12 16 24 28."""
    trip = round_trip(trace(COUNTING, np.ones((2, 2)), operation="convolution"))

    np.testing.assert_array_equal(
        trip.back.result()[0],
        [
            [12, 12 + 16, 16],
            [12 + 24, 12 + 16 + 24 + 28, 16 + 28],
            [24, 24 + 28, 28],
        ],
    )


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 0), (2, 1), (3, 1)])
def test_the_way_back_is_torchs_with_the_size_that_was_there(stride: int, padding: int) -> None:
    image = np.arange(1.0, 37).reshape(1, 6, 6)
    kernel = np.array(KERNEL, dtype=np.float64)[None, None]
    trip = round_trip(
        trace(image, kernel, operation="convolution", stride=stride, padding=padding, bias=[5])
    )
    there = conv2d(torch.tensor(image)[None], torch.tensor(kernel), None, stride, padding)
    back = conv_transpose2d(there, torch.tensor(kernel), None, stride, padding)
    missing = 6 - back.shape[-1]
    back = conv_transpose2d(there, torch.tensor(kernel), None, stride, padding, missing)

    np.testing.assert_array_equal(trip.back.result(), back[0].numpy())


def test_the_inverse_finds_another_input_with_the_same_output_where_numbers_were_lost() -> None:
    image = np.arange(1.0, 26).reshape(5, 5)
    trip = round_trip(trace(image, KERNEL, operation="convolution", stride=2))

    assert trip.rank == 4
    assert trip.found is not None
    again = trace(trip.found, np.array(KERNEL)[None, None], operation="convolution", stride=2)
    np.testing.assert_allclose(again.result(), trip.there.result())
    assert not np.allclose(trip.found, image)


def test_the_inverse_finds_the_input_where_nothing_was_lost() -> None:
    image = np.arange(1.0, 26).reshape(5, 5)
    trip = round_trip(
        trace(image, KERNEL, operation="convolution", framework="keras", padding="same")
    )

    assert trip.rank == 25
    np.testing.assert_allclose(trip.found, image[None])
    assert trip.back.result()[0, 0, 0] == 429


@pytest.mark.parametrize(("side", "stride"), [(4, 1), (5, 2), (6, 3)])
def test_rank_and_inverse_are_numpys_of_a_matrix_made_by_loops(side: int, stride: int) -> None:
    image, kernel = np.arange(1.0, side * side + 1).reshape(side, side), np.array(KERNEL)
    trip = round_trip(trace(image, kernel, operation="convolution", stride=stride, bias=[7]))
    outputs = (side - 3) // stride + 1
    rows = []
    for y in range(outputs):
        for x in range(outputs):
            row = np.zeros((side, side))
            row[y * stride : y * stride + 3, x * stride : x * stride + 3] = kernel
            rows.append(row.ravel())
    table = np.array(rows)

    assert trip.rank == np.linalg.matrix_rank(table)
    assert trip.found is not None
    expected = np.linalg.pinv(table) @ (table @ image.ravel())
    np.testing.assert_allclose(trip.found.ravel(), expected, atol=1e-9)
    np.testing.assert_array_equal(
        trip.difference.ravel(), table.T @ (table @ image.ravel()) - image.ravel()
    )


def test_what_came_back_is_said_with_the_rank() -> None:
    lost = round_trip(trace(COUNTING, np.ones((2, 2)), operation="convolution"))
    assert lost.in_words() == (
        "The shape is back, the numbers are not: x′ differs from x in 9 of 9 cells. Solved for x "
        "by least squares, 4 equations of rank 4 for 9 numbers: x̂, one of many inputs that "
        "make this y."
    )
    same = round_trip(trace(COUNTING, [[1]], operation="convolution"))
    assert same.in_words() == (
        "Here even the numbers are back: x′ is x in every cell. Solved for x by least squares, "
        "9 equations of rank 9 for 9 numbers: x itself."
    )
    large = round_trip(trace(np.ones((7, 7)), KERNEL, operation="convolution"))
    assert large.in_words().endswith("shown for up to 36 numbers; here are 49.")


def test_large_pictures_have_no_inverse_to_look_at() -> None:
    side = LARGEST_INVERSE // 2
    trip = round_trip(trace(np.ones((side, side)), KERNEL, operation="convolution"))
    assert trip.found is None
    assert trip.rank is None


def test_a_transposed_convolution_is_no_way_there() -> None:
    with pytest.raises(ValueError, match="starts with a convolution"):
        round_trip(trace(COUNTING, KERNEL))
