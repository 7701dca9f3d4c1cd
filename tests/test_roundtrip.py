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


def test_large_pictures_have_no_inverse_to_look_at() -> None:
    side = LARGEST_INVERSE // 2
    trip = round_trip(trace(np.ones((side, side)), KERNEL, operation="convolution"))
    assert trip.found is None
    assert trip.rank is None


def test_a_transposed_convolution_is_no_way_there() -> None:
    with pytest.raises(ValueError, match="starts with a convolution"):
        round_trip(trace(COUNTING, KERNEL))
