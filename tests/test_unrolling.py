"""The convolution's matrix in the making, held to torch row by row, and tipped over."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import conv2d, pad

from core.arguments import GeometryError
from core.contributions import Trace, trace, trace_layer
from core.geometry import Operation
from core.layer import Layer
from core.readings import READING, matrix
from core.timeline import timeline
from core.unrolling import unrolled
from tests.referee import core_trace
from tests.strategies import OPERATIONS, Numbers, layers, problems


def test_five_cells_and_a_stride_of_two() -> None:
    """The worked example: two windows of three taps, two cells apart."""
    up = trace([[0, 0]], [[10, 20, 30]], stride=2)

    made = unrolled(up)

    assert made.matrix().tolist() == [[10, 20, 30, 0, 0], [0, 0, 10, 20, 30]]
    assert [window.places.tolist() for window in made.windows] == [[0, 1, 2], [2, 3, 4]]
    assert made.matrix().T.tolist() == matrix(up).tolist()


def test_a_rectangle_is_unrolled_row_by_row() -> None:
    """2 rows of 3, kernel 2×2: its second row meets the column 3 places later."""
    made = unrolled(trace([[1, 2, 3], [4, 5, 6]], [[1, 2], [3, 4]], operation="convolution"))

    assert made.places.tolist() == [[[0, 1, 2], [3, 4, 5]]]
    assert [window.places.tolist() for window in made.windows] == [[0, 1, 3, 4], [1, 2, 4, 5]]
    assert [window.cell for window in made.windows] == [(0, 0, 0), (0, 0, 1)]


def convolved(made: Trace, grid: Numbers) -> Numbers:
    """Return what torch's convolution with the same kernel makes of a grid, in row order."""
    axes = (made.geometry.width, made.geometry.height)
    # Appended cells are no padding: the kernel does not slide on to them.
    sides = [side for axis in axes for side in (axis.before, axis.after)]
    height, width = (axis.coarse for axis in (made.geometry.height, made.geometry.width))
    output = conv2d(
        pad(torch.tensor(grid)[None], sides),
        torch.tensor(made.kernel),
        None,
        (made.geometry.height.stride, made.geometry.width.stride),
        0,
        (made.geometry.height.dilation, made.geometry.width.dilation),
        made.groups,
    )
    numbers: Numbers = output[0, :, :height, :width].numpy().ravel()
    return numbers


def held_to_torch(made: Trace) -> None:
    """Compare the order of the column, and each column of C, with torch's own."""
    found = unrolled(made)
    shape = made.output_shape if made.transposed else made.input_shape
    cells = np.random.default_rng(1).integers(-9, 10, shape).astype(float)
    column = torch.tensor(cells).flatten().numpy()

    np.testing.assert_array_equal(column[found.places], cells)
    ones = np.eye(column.size)
    by_torch = np.stack([convolved(made, one.reshape(shape)) for one in ones], axis=1)
    np.testing.assert_array_equal(found.matrix(), by_torch)
    np.testing.assert_array_equal(found.matrix() @ column, convolved(made, cells))


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_row_is_what_torch_s_convolution_does_for_that_output(
    operation: Operation, data: st.DataObject
) -> None:
    """Channels, groups, dilation, padding, rectangles: unit grids go through ``conv2d``."""
    held_to_torch(core_trace(data.draw(problems(operation))))


@settings(max_examples=60, deadline=None)
@given(layer=layers())
def test_it_holds_in_every_framework_s_words(layer: Layer) -> None:
    """Padding by a word, on each side apart, appended cells, a requested size."""
    numbers = np.random.default_rng(2)
    held_to_torch(
        trace_layer(
            layer,
            numbers.integers(-9, 10, layer.input_size),
            numbers.integers(-9, 10, layer.kernel_size),
        )
    )


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=60)
@given(data=st.data())
def test_tipped_over_it_is_the_matrix_of_the_reading(
    operation: Operation, data: st.DataObject
) -> None:
    traced = core_trace(data.draw(problems(operation)))
    made = unrolled(traced).matrix()

    np.testing.assert_array_equal(made.T if traced.transposed else made, matrix(traced))


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=60)
@given(data=st.data())
def test_every_step_has_its_own_sentence(operation: Operation, data: st.DataObject) -> None:
    traced = core_trace(data.draw(problems(operation)))
    found = unrolled(traced)
    steps = timeline(traced, "output", unrolled=True)

    said = [sentence for phase in steps.phases for sentence in phase.sentences]
    assert [phase.name for phase in steps.phases] == [
        "grid", "unroll", "fill", "tip", "times", "roll up",
    ]  # fmt: skip
    assert len(said) == sum(phase.steps for phase in steps.phases) == len(set(said))
    rows = found.places.shape[0] * found.places.shape[1]
    assert [phase.steps for phase in steps.phases] == [1, rows, len(found.windows), 1, 1, 1]


def test_the_sentences_name_places_and_the_ring() -> None:
    up = trace([[1, 2], [3, 4]], np.ones((3, 3)), padding=1, stride=2)
    _, (_, unrolls), (_, fills), (_, (tips,)), *_ = unrolled(up).moments()

    assert unrolls == (
        "Row 0 of the grid goes into a column: it is cells 0 to 2 there.",
        "Row 1 follows below: cells 3 to 5.",
        "Row 2 follows below: cells 6 to 8. So the grid, unrolled row by row, is one column of 9.",
    )
    assert fills[1] == (
        "Row 1 of C, for output cell [0,1]: the kernel lies on cells 1 to 2 and 4 to 5 of the "
        "column, and its taps stand there. 5 taps lie in the ring of padding, which has no column."
    )
    assert tips.endswith("What is 9×4 now is Cᵀ, C transposed.")


def test_a_row_is_spoken_of_as_a_row_of_cells() -> None:
    """The worked example as a layer of one dimension: no height is named, and no grid."""
    layer = Layer(
        operation="transposed", framework="pytorch", input_size=(1, 2), kernel_size=(1, 3),
        stride=(1, 2), dimensions=1,
    )  # fmt: skip
    up = trace_layer(layer, np.zeros((1, 2)), np.array([[10.0, 20, 30]]))
    (_, (begins,)), (_, unrolls), (_, fills), *_, (_, (ends,)) = unrolled(up).moments()

    assert begins.endswith("it makes a row of 2 cells of a row of 5 cells.")
    assert unrolls == (
        "The row stands up as a column: it is cells 0 to 4 there. The row is one column of 5.",
    )
    assert fills[1].startswith("Row 1 of C, for output cell [1]: the kernel lies on cells 2 to 4")
    assert ends.startswith("Laid down again, that is the output, a row of 5 cells: ")
    many = trace_layer(layer, np.zeros((2, 1, 2)), np.ones((2, 2, 1, 3)))
    (_, (begins,)), (_, unrolls), (_, fills), *_ = unrolled(many).moments()
    assert begins.endswith("it makes 2 rows of 2 cells of 2 rows of 5 cells.")
    assert unrolls == (
        "The row of map 0 stands up as a column: it is cells 0 to 4 there.",
        "That of map 1 follows below: cells 5 to 9. So the rows, one below the other, are one "
        "column of 10.",
    )
    assert "for output cell [1,0]:" in fills[2]


def test_a_window_in_the_ring_alone_is_a_row_of_zeros() -> None:
    made = unrolled(trace([[1]], [[5]], operation="convolution", padding=1))

    assert made.matrix().ravel().tolist() == [0, 0, 0, 0, 5, 0, 0, 0, 0]
    assert "nothing but the ring of padding" in made.moments()[2][1][0]


def test_a_column_too_long_to_be_seen_is_refused_with_its_length() -> None:
    reading = READING["unroll"]

    assert reading.has(trace(np.ones((5, 5)), np.ones((2, 2)), stride=2))
    assert reading.lacks(trace(np.ones((5, 5)), np.ones((3, 3)), stride=2)) == (
        "Why Cᵀ: a column of 121 cells is too long to be seen; 100 is the most."
    )


def test_what_is_no_trace_is_refused() -> None:
    with pytest.raises(GeometryError, match="trace"):
        unrolled(5)  # type: ignore[arg-type]
