"""What core's public functions are given: numpy's whole numbers work, the rest is named."""

import re
import tracemalloc
from itertools import count
from typing import Any

import numpy as np
import pytest

from core import GeometryError, Layer, trace
from core.contributions import trace_layer
from core.frameworks import resolve
from core.kernels import preset, upsampling
from core.readings import terms as rows_of
from core.terms import terms

GRID = [[0.0, 1.0], [2.0, 3.0]]


@pytest.mark.parametrize("kind", [np.int64, np.int8, np.uint16])
def test_numpy_s_whole_numbers_are_whole_numbers(kind: Any) -> None:
    two, one, none = kind(2), kind(1), kind(0)
    expected = trace(GRID, GRID, stride=2, padding=1, dilation=1, output_padding=1).result()

    for stride in (two, (two, two), [two, two], np.array([2, 2])):
        traced = trace(
            np.array(GRID, np.float32), GRID, stride=stride, padding=one, dilation=(one, one),
            output_padding=one, groups=one,
        )  # fmt: skip
        np.testing.assert_array_equal(traced.result(), expected)
        assert traced.layer.stride == (2, 2)
        assert type(traced.layer.stride[0]) is int
    assert len(traced.rows(outputs=(none, one, one))) == len(traced.rows(outputs=(0, 1, 1)))
    assert terms(traced, (none, one, one)).total == expected[0, 1, 1]
    assert preset("blur", kind(3)).kernel_size == 3
    assert upsampling("nearest", two).stride == 2


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("operation", "conv"),
        ("operation", ["transposed"]),
        ("framework", "torch"),
        ("framework", None),
        ("framework", []),
        ("padding", "full"),
        ("padding", (1, 1, 1)),
        ("padding", ((1, 1), 1)),
        ("padding", 0.5),
        ("padding", None),
        ("stride", (1, 1, 1)),
        ("stride", ()),
        ("stride", True),
        ("stride", (1, True)),
        ("stride", 1.5),
        ("stride", np.float64(2)),
        ("stride", "2"),
        ("stride", None),
        ("stride", 10**9),
        ("stride", 10**5000),
        ("stride", -(10**5000)),
        ("dilation", 2.0),
        ("dilation", 10**9),
        ("padding", 10**9),
        ("output_padding", 10**9),
        ("output_padding", True),
        ("output_size", (10**9, 10**9)),
        ("output_size", "same"),
        ("groups", 1.0),
        ("groups", True),
        ("groups", None),
        ("groups", 0),
        ("groups", 10**9),
        ("image", [[None]]),
        ("image", [["1"]]),
        ("image", [[1, 2], [3]]),
        ("image", [[1j]]),
        ("image", [[10**400]]),
        ("image", None),
        ("kernel", [[None]]),
        ("kernel", "kernel"),
        ("bias", [None]),
        ("bias", "b"),
    ],
    # A number of 5,000 digits has no text that could be its name.
    ids=count(),
)
def test_what_is_no_such_argument_is_refused_by_its_name(parameter: str, value: object) -> None:
    given: dict[str, Any] = {"image": GRID, "kernel": GRID, parameter: value}

    with pytest.raises(ValueError, match=parameter.replace("_", "[_ ]")):
        trace(given.pop("image"), given.pop("kernel"), **given)


def test_the_sentence_says_what_was_given_and_what_would_do() -> None:
    with pytest.raises(
        GeometryError, match=re.escape("operation must be 'convolution' or 'transposed', not 'c'")
    ):
        trace(GRID, GRID, operation="c")  # type: ignore[arg-type]
    with pytest.raises(GeometryError, match=r"stride must be a whole number, not 1\.5") as refused:
        trace(GRID, GRID, stride=1.5)  # type: ignore[arg-type]
    assert refused.value.parameter == "stride"


@pytest.mark.parametrize("cell", [(0, 0), (0, 0, 0, 0), 0, None, "abc", (0, 0, None), (0, 0.5, 0)])
def test_a_cell_has_three_whole_numbers(cell: Any) -> None:
    traced = trace(GRID, GRID)

    with pytest.raises(ValueError, match="cell must be"):
        terms(traced, cell)
    if cell != (0, 0, None):
        with pytest.raises(ValueError, match="outputs must be"):
            rows_of(traced, cell)


def test_sizes_beyond_all_bounds_take_no_memory() -> None:
    large = Layer(input_size=(10**9, 10**9), kernel_size=(2, 2))
    tracemalloc.start()
    for attempt in (
        lambda: resolve(large),
        lambda: trace(GRID, GRID, stride=1 << 20),
        lambda: trace(GRID, GRID, output_size=(1 << 20, 1 << 20), framework="onnx"),
        lambda: trace([[1]], GRID, operation="convolution", padding=1 << 20),
        lambda: trace_layer(large, GRID, GRID),
        lambda: preset("blur", 10**9),
        lambda: upsampling("bilinear", 10**9),
    ):
        with pytest.raises(ValueError, match=r"at most|too large|the most"):
            attempt()
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("name", ["sobel", None, []])
def test_a_kernel_of_no_known_name_is_refused(name: Any) -> None:
    """It was sharpen, or bilinear, without a word."""
    with pytest.raises(GeometryError, match="name must be"):
        preset(name, 3)
    with pytest.raises(GeometryError, match="name must be"):
        upsampling(name, 2)
