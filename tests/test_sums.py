"""All sums of a layer at once: exact on whole numbers, and of what fits together alone."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from core import trace
from core.arguments import GeometryError
from core.contributions import trace_layer
from core.geometry import Geometry
from core.layer import Layer
from core.sums import Windows, layer_sums
from tests.strategies import layers

GRID = np.array([[0.0, 1.0], [2.0, 3.0]])
STAMPS = trace(GRID, GRID, stride=2).geometry
WINDOWS = trace(GRID, GRID, operation="convolution", padding=1).geometry
KERNEL = GRID[None, None]
ODD: list[Any] = [None, "x", True, 1.5, [[[[1.0]]]], GRID, np.ones((1, 1, 2, 2), int), object()]


def test_the_worked_stamp_and_the_worked_window() -> None:
    """The last row of the stamps, and the first windows, whose upper taps read padding."""
    stamped = layer_sums(STAMPS, KERNEL, None)(KERNEL)
    slid = layer_sums(WINDOWS, KERNEL, np.array([1.0]))(KERNEL)

    assert stamped[0, 0, 3].tolist() == [2 * 2, 2 * 3, 3 * 2, 3 * 3]
    assert slid[0, 0, 0].tolist() == [0 * 3 + 1, 0 * 2 + 1 * 3 + 1, 1 * 2 + 1]


@given(layers())
def test_the_sums_are_the_rows_added_up(layer: Layer) -> None:
    height, width = layer.input_size
    image = np.arange(1.0, 1 + height * width).reshape(height, width)
    taps = np.arange(-2.0, np.prod(layer.kernel_size) - 2).reshape(layer.kernel_size)
    traced = trace_layer(layer, image, taps)

    sums = layer_sums(traced.geometry, taps[None, None], None)(image[None, None])

    np.testing.assert_array_equal(sums[0], traced.rows().total())


@pytest.mark.parametrize("geometry", [STAMPS, WINDOWS])
def test_what_makes_no_layer_is_refused_by_its_name(geometry: Geometry) -> None:
    """They were IndexError, AttributeError, or sums of something else."""
    two = np.ones((2, 1, 2, 2))
    for parameter, arguments in (
        *(("geometry", (odd, KERNEL, None)) for odd in ODD),
        *(("kernel", (geometry, odd, None)) for odd in ODD),
        ("kernel", (geometry, np.ones((1, 1, 3, 2)), None)),
        *(("bias", (geometry, KERNEL, odd)) for odd in ODD if odd is not None),
        ("bias", (geometry, KERNEL, np.ones(2))),
        *(("groups", (geometry, two, None, odd)) for odd in (None, 0, -1, 3, True, 1.0, 10**400)),
    ):
        with pytest.raises(GeometryError, match=parameter) as refused:
            layer_sums(*arguments)  # type: ignore[arg-type]
        assert refused.value.parameter == parameter
        assert len(f"{refused.value}") < 200


@pytest.mark.parametrize("geometry", [STAMPS, WINDOWS])
def test_images_of_another_size_or_other_channels_are_refused(geometry: Geometry) -> None:
    add_up = layer_sums(geometry, KERNEL, None)

    for odd in (*ODD, np.ones((1, 2, 2, 2)), np.ones((1, 1, 2, 3)), np.ones((1, 2, 2))):
        with pytest.raises(GeometryError, match="images must be an array of any×1×2×2 floats"):
            add_up(odd)


def test_windows_are_those_of_a_convolution_of_one_size() -> None:
    with pytest.raises(GeometryError, match="operation"):
        Windows.of(STAMPS)
    with pytest.raises(GeometryError, match="cells must be an array of any×2×2×any floats"):
        Windows.of(WINDOWS).read(np.ones((1, 3, 3, 1)))
