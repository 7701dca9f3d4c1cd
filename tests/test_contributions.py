"""The table of multiplications, held to arithmetic that a reader can redo by hand."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import conv2d, conv_transpose2d

from core.contributions import trace
from core.frameworks import GeometryError
from core.geometry import OUTSIDE
from tests.referee import core_trace, torch_result
from tests.strategies import Problem, problems


def test_neighbouring_stamps_add_up_where_they_overlap() -> None:
    """The worked example of ``core.contributions``: stride 2, kernel 3, overlap 1."""
    traced = trace([[1, 2]], [[10, 20, 30]], stride=2)

    assert traced.result().tolist() == [[[1 * 10, 1 * 20, 1 * 30 + 2 * 10, 2 * 20, 2 * 30]]]
    assert traced.rows(outputs=(0, 0, 2)).product.tolist() == [1 * 30, 2 * 10]
    assert traced.rows(inputs=(0, 0, 1)).output_cell.tolist() == [2, 3, 4]
    assert traced.rows(taps=(0, 2)).product.tolist() == [1 * 30, 2 * 30]


def test_a_convolution_reads_the_same_wiring_backwards() -> None:
    """Many to one: what the stamps above scatter, this one gathers."""
    traced = trace([[1, 2, 3, 4, 5]], [[10, 20, 30]], operation="convolution", stride=2)

    assert traced.result().tolist() == [
        [[1 * 10 + 2 * 20 + 3 * 30, 3 * 10 + 4 * 20 + 5 * 30]],
    ]
    assert traced.rows(outputs=(0, 0, 1)).input_cell.tolist() == [2, 3, 4]
    assert traced.rows(inputs=(0, 0, 2)).output_cell.tolist() == [0, 1]


def test_cropped_rows_stay_and_are_marked() -> None:
    traced = trace([[1, 2]], [[10, 20, 30]], stride=2, padding=(0, 1))

    assert traced.rows().output_cell.tolist() == [OUTSIDE, 0, 1, 1, 2, OUTSIDE]
    assert traced.result().tolist() == [[[1 * 20, 1 * 30 + 2 * 10, 2 * 20]]]


def test_rows_that_read_padding_stay_and_count_zero() -> None:
    traced = trace([[1, 2]], [[10, 20, 30]], operation="convolution", padding=(0, 1))

    rows = traced.rows(outputs=(0, 0, 0))
    assert rows.input_cell.tolist() == [OUTSIDE, 0, 1]
    assert rows.product.tolist() == [0 * 10, 1 * 20, 2 * 30]


@pytest.mark.parametrize("operation", ["transposed", "convolution"])
@settings(max_examples=300)
@given(data=st.data())
def test_result_is_torch_s(operation: str, data: st.DataObject) -> None:
    """Same shape, same numbers, same refusals; over every parameter, no tolerance."""
    problem: Problem = data.draw(problems(operation))
    expected = torch_result(problem)

    traced = core_trace(problem)

    assert (traced is None) == (expected is None)
    if traced is not None and expected is not None:
        np.testing.assert_array_equal(traced.result(), expected)


@pytest.mark.parametrize("operation", ["transposed", "convolution"])
@settings(max_examples=100)
@given(data=st.data())
def test_the_table_adds_up_to_the_result_and_its_length_is_a_law(
    operation: str, data: st.DataObject
) -> None:
    """Rows: coarse cells x taps x channel pairs, whatever is cropped or padded."""
    problem: Problem = data.draw(problems(operation))
    traced = core_trace(problem)
    if traced is None:
        return

    rows = traced.rows()

    coarse = traced.input_shape if operation == "transposed" else traced.output_shape
    assert len(rows) == len(traced) == coarse[1] * coarse[2] * problem.kernel.size
    np.testing.assert_array_equal(rows.total() + problem.bias[:, None, None], traced.result())


@pytest.mark.parametrize("operation", ["transposed", "convolution"])
@settings(max_examples=60)
@given(data=st.data())
def test_a_selection_is_what_the_whole_table_holds_of_it(
    operation: str, data: st.DataObject
) -> None:
    """Lazy answers equal a search through all rows: by cell, by tap, by window."""
    traced = core_trace(data.draw(problems(operation)))
    if traced is None:
        return
    rows = traced.rows()
    cell = tuple(data.draw(st.integers(0, size - 1)) for size in traced.output_shape)
    source = tuple(data.draw(st.integers(0, size - 1)) for size in traced.input_shape)
    tap = tuple(data.draw(st.integers(0, size - 1)) for size in rows.kernel_shape[2:])
    flat = np.ravel_multi_index(cell, traced.output_shape)
    taps = np.array(np.unravel_index(rows.kernel_tap, rows.kernel_shape))

    for found, wanted in (
        (traced.rows(outputs=cell), rows.output_cell == flat),
        (
            traced.rows(inputs=source),
            rows.input_cell == np.ravel_multi_index(source, traced.input_shape),
        ),
        (traced.rows(taps=tap), (taps[2] == tap[0]) & (taps[3] == tap[1])),
        (
            traced.rows(outputs=(cell[0], slice(cell[1], cell[1] + 1), cell[2])),
            rows.output_cell == flat,
        ),
    ):
        expected = rows.where(wanted)
        for column in ("input_cell", "kernel_tap", "output_cell", "product"):
            np.testing.assert_array_equal(getattr(found, column), getattr(expected, column))


@settings(max_examples=100)
@given(problems("convolution"))
def test_a_transposed_convolution_is_the_gradient_of_the_convolution(problem: Problem) -> None:
    """Autograd's gradient of <conv(x), y> with respect to x, scattered by core."""
    if torch_result(problem) is None:
        return
    image = torch.tensor(problem.image, requires_grad=True)
    kernel = torch.tensor(problem.kernel)
    output = conv2d(
        image[None],
        kernel,
        None,
        problem.stride,
        problem.padding,
        problem.dilation,
        problem.groups,
    )[0]
    sent_back = torch.arange(1.0, output.numel() + 1, dtype=torch.float64).reshape(output.shape)
    (gradient,) = torch.autograd.grad((output * sent_back).sum(), image)

    # The convolution may leave its last rows unread: ask for the input's size back.
    height, width = problem.image.shape[1:]
    try:
        traced = trace(
            sent_back.numpy(),
            problem.kernel,
            stride=problem.stride,
            padding=problem.padding,
            dilation=problem.dilation,
            groups=problem.groups,
            output_size=(height, width),
        )
    except GeometryError as refused:
        pytest.fail(f"a size that the convolution came from was refused: {refused}")

    np.testing.assert_array_equal(traced.result(), gradient.numpy())


def test_one_value_of_the_largest_decoder_layer_answers_like_a_toy() -> None:
    """S17's last layer: 14x14x32 to 28x28x1 by a 28x28 kernel, five million rows."""
    numbers = np.random.default_rng(0)
    image = numbers.integers(-3, 4, (32, 14, 14)).astype(float)
    kernel = numbers.integers(-3, 4, (32, 1, 28, 28)).astype(float)
    traced = trace(image, kernel, framework="keras", stride=2, padding="same")

    rows = traced.rows(outputs=(0, 13, 20))

    assert len(traced) == 14 * 14 * 28 * 28 * 32
    assert traced.output_shape == (1, 28, 28)
    full = conv_transpose2d(torch.tensor(image)[None], torch.tensor(kernel), stride=2)
    assert rows.product.sum() == full[0, 0, 13 + 13, 13 + 20]
    # Row 26 of the full output is in reach of all 14 rows of cells, column 33 of 11 columns.
    assert len(rows) == 32 * 14 * 11


def test_arrays_of_other_dimensions_are_refused_with_their_shapes() -> None:
    with pytest.raises(ValueError, match=r"image must be \(H, W\)"):
        trace([1, 2], [[1]])
    with pytest.raises(ValueError, match="nothing to trace"):
        trace(np.zeros((0, 3)), [[1]])
    with pytest.raises(ValueError, match=r"bias must have shape \(1,\)"):
        trace([[1]], [[1]], bias=[1, 2])


def test_channels_that_do_not_fit_together_are_refused() -> None:
    with pytest.raises(GeometryError, match="groups must divide"):
        trace(np.ones((3, 2, 2)), np.ones((3, 1, 1, 1)), groups=2)
    with pytest.raises(GeometryError, match="does not read 2 input channels"):
        trace(np.ones((2, 2, 2)), np.ones((3, 1, 1, 1)))


def test_a_trace_cannot_be_changed_afterwards() -> None:
    traced = trace([[1, 2]], [[1]])

    with pytest.raises(ValueError, match="read-only"):
        traced.image[0, 0, 0] = 7
    with pytest.raises(ValueError, match="read-only"):
        traced.rows().value[0] = 7
