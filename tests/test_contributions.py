"""The table of multiplications, held to arithmetic that a reader can redo by hand."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch.nn import ConvTranspose2d
from torch.nn.functional import conv2d, conv_transpose2d

from core.arguments import GeometryError
from core.contributions import Rows, Trace, trace, trace_layer
from core.frameworks import resolve
from core.geometry import OUTSIDE, Indices, Operation
from core.layer import Layer
from tests.referee import core_trace, torch_result
from tests.strategies import (
    OPERATIONS,
    UNSHRUNK,
    Numbers,
    Pair,
    Problem,
    layers,
    pairs,
    problems,
    refused_problems,
)


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
    # They reach the output all the same: cropped are those of a transposed convolution only.
    assert len(rows.landing()) == 3
    assert len(trace([[1, 2]], [[10, 20, 30]], stride=2, padding=(0, 1)).rows().landing()) == 4


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=300)
@given(data=st.data())
def test_result_is_torch_s(operation: Operation, data: st.DataObject) -> None:
    """Same shape, same numbers; over every parameter, no tolerance."""
    problem: Problem = data.draw(problems(operation))

    np.testing.assert_array_equal(core_trace(problem).result(), torch_result(problem))


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=100)
@given(data=st.data())
def test_what_torch_refuses_is_refused_and_the_parameter_named(
    operation: Operation, data: st.DataObject
) -> None:
    """One thing is wrong, on one axis, by the least that is too much or by more."""
    problem, parameter = data.draw(refused_problems(operation))

    with pytest.raises(RuntimeError):
        torch_result(problem)
    with pytest.raises(GeometryError) as refused:
        core_trace(problem)
    assert refused.value.parameter == parameter


@settings(max_examples=100)
@given(layers("transposed", "pytorch", words=()), pairs(-1, 1))
def test_a_requested_size_is_granted_or_refused_as_torch_does(layer: Layer, beyond: Pair) -> None:
    """``ConvTranspose2d`` takes a size with the call: those from the least, stride - 1 further."""
    asked = tuple(
        size + more for size, more in zip(resolve(layer).output_size, beyond, strict=True)
    )
    assume(min(asked) > 0)
    module = ConvTranspose2d(
        1, 1, layer.kernel_size, layer.stride, layer.padding, dilation=layer.dilation, bias=False
    )
    image = torch.ones(1, 1, *layer.input_size)
    torch.nn.init.ones_(module.weight)
    wanted = replace(layer, output_size=asked, output_padding=None)
    try:
        expected = module(image, output_size=list(asked))
    except (ValueError, RuntimeError):
        with pytest.raises(GeometryError):
            resolve(wanted)
        return

    traced = trace_layer(wanted, image[0].numpy(), np.ones(layer.kernel_size))

    np.testing.assert_array_equal(traced.result(), expected[0].detach().numpy())


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=100)
@given(data=st.data())
def test_the_table_adds_up_to_the_result_and_its_length_is_a_law(
    operation: Operation, data: st.DataObject
) -> None:
    """Rows: coarse cells x taps x channel pairs, whatever is cropped or padded."""
    problem: Problem = data.draw(problems(operation))
    traced = core_trace(problem)

    rows = traced.rows()

    coarse = traced.input_shape if operation == "transposed" else traced.output_shape
    assert len(rows) == len(traced) == coarse[1] * coarse[2] * problem.kernel.size
    np.testing.assert_array_equal(rows.total() + problem.bias[:, None, None], traced.result())


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=60, phases=UNSHRUNK)
@given(data=st.data())
def test_a_selection_is_what_the_whole_table_holds_of_it(
    operation: Operation, data: st.DataObject
) -> None:
    """Lazy answers equal a search through all rows: by cell, by tap, by window."""
    traced = core_trace(data.draw(problems(operation)))

    def asked(shape: tuple[int, ...]) -> Asked:
        return tuple(data.draw(selections(size)) for size in shape)

    everything = (None, None, None), (None, None), (None, None, None)
    part = asked(traced.input_shape), asked(traced.kernel.shape[2:]), asked(traced.output_shape)
    for inputs, taps, outputs in (everything, part):
        found = traced.rows(inputs=inputs, taps=taps, outputs=outputs)
        columns = found.input_cell, found.kernel_tap, found.output_cell, found.product
        np.testing.assert_array_equal(np.stack(columns), searched(traced, inputs, taps, outputs))


def selections(size: int) -> st.SearchStrategy[int | slice | None]:
    """Draw what to ask of an axis: all, one index from either end, or a slice.

    Mostly all: of eight axes asked for in part hardly a row is left.
    """
    ends = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    return st.one_of(
        st.none(),
        st.none(),
        st.integers(-size, size - 1),
        ends.map(lambda two: slice(min(two), max(two) + 1)),
    )


def test_rows_come_by_coarse_cell_then_fine_channel_then_tap() -> None:
    """One cell, two output channels, 2×2 taps; then a second cell."""
    traced = trace([[1, 2]], np.ones((1, 2, 2, 2)))

    rows = traced.rows()

    assert rows.kernel_tap.tolist() == 2 * [0, 1, 2, 3, 4, 5, 6, 7]
    assert rows.input_cell.tolist() == 8 * [0] + 8 * [1]
    assert traced.channel_pairs(1).tolist() == [[0, 1, 0, 1]]
    # A convolution's coarse side is its output: a cell of it reads channel after channel.
    down = trace(np.ones((2, 2, 3)), np.ones((1, 2, 2, 2)), operation="convolution").rows()
    assert down.kernel_tap.tolist() == 2 * [0, 1, 2, 3, 4, 5, 6, 7]
    assert down.output_cell.tolist() == 8 * [0] + 8 * [1]


Asked = tuple[int | slice | None, ...]


def searched(traced: Trace, inputs: Asked, taps: Asked, outputs: Asked) -> Numbers:
    """Lay all multiplications out and pick: (4, n) input cell, tap, output cell, product."""
    height, width = traced.geometry.height, traced.geometry.width
    pairs_of_channels = traced.channel_pairs()
    cells = height.coarse, width.coarse, height.kernel, width.kernel
    pair, y, x, tap_y, tap_x = (n.ravel() for n in np.indices((len(pairs_of_channels), *cells)))
    channel, fine_channel, first, second = pairs_of_channels[pair].T
    fine_y, fine_x = height.lands()[y, tap_y], width.lands()[x, tap_x]
    coarse, fine = (channel, y, x), (fine_channel, fine_y, fine_x)
    read, written = (coarse, fine) if traced.transposed else (fine, coarse)
    wanted = np.ones(len(pair), dtype=bool)
    for places, shape, asked in (
        (read, traced.input_shape, inputs),
        ((tap_y, tap_x), traced.kernel.shape[2:], taps),
        (written, traced.output_shape, outputs),
    ):
        for place, size, index in zip(places, shape, asked, strict=True):
            if index is not None:
                wanted &= np.isin(place, np.arange(size)[index])
    outside = (fine_y == OUTSIDE) | (fine_x == OUTSIDE)
    order = np.lexsort((tap_x, tap_y, fine_channel, x, y, channel))
    order = order[wanted[order]]

    def flat(places: tuple[Indices, ...], shape: tuple[int, ...]) -> Indices:
        number = np.ravel_multi_index(tuple(np.maximum(place, 0) for place in places), shape)
        return np.where(outside & (places is fine), OUTSIDE, number)

    cell, product = flat(read, traced.input_shape), traced.kernel[first, second, tap_y, tap_x]
    product = product * np.where(cell == OUTSIDE, 0, traced.image.ravel()[cell])
    tap = np.ravel_multi_index((first, second, tap_y, tap_x), traced.kernel.shape)
    return np.stack([cell, tap, flat(written, traced.output_shape), product])[:, order]


def test_an_input_cell_and_an_output_cell_asked_for_together_give_the_rows_between() -> None:
    """Of 1 2 under 10 20 30 with stride 2, cell 1 gives output 2 one product, output 1 none."""
    up = trace([[1, 2]], [[10, 20, 30]], stride=2)
    down = trace([[1, 2, 3, 4, 5]], [[10, 20, 30]], operation="convolution", stride=2)

    assert up.rows(inputs=(0, 0, 1), outputs=(0, 0, 2)).product.tolist() == [2 * 10]
    assert len(up.rows(inputs=(0, 0, 1), outputs=(0, 0, 1))) == 0
    assert down.rows(inputs=(0, 0, 2), outputs=(0, 0, 1)).product.tolist() == [3 * 10]
    assert down.rows(inputs=(0, 0, 2), taps=(0, 2)).output_cell.tolist() == [0]


def test_an_index_of_an_axis_leaves_out_what_is_cropped_on_that_axis() -> None:
    """3 cells under one tap, padding 1 all round: the rows of output row 0 are three, two lost."""
    traced = trace(np.ones((3, 3)), [[1]], padding=1)

    assert traced.rows(outputs=(None, 0, None)).output_cell.tolist() == [OUTSIDE, 0, OUTSIDE]
    assert traced.rows(outputs=(None, 0, 0)).output_cell.tolist() == [0]
    assert len(traced.rows(outputs=(0, None, None))) == 9


def test_a_cell_or_tap_that_is_not_there_is_said() -> None:
    traced = trace([[1, 2]], [[10, 20, 30]], stride=2)

    for asked in (
        {"inputs": (0, 0, 2)},
        {"inputs": (1, 0, 0)},
        {"taps": (0, 3)},
        {"outputs": (0, 0, 5)},
        {"outputs": (1, 0, 0)},
        {"outputs": (0, 0, -6)},
    ):
        with pytest.raises(GeometryError, match=f"{next(iter(asked))} names .* and there are"):
            traced.rows(**asked)
    # From the end, as Python counts.
    assert traced.rows(outputs=(0, 0, -1)).product.tolist() == [2 * 30]


@settings(max_examples=100)
@given(problems("convolution"))
def test_a_transposed_convolution_is_the_gradient_of_the_convolution(problem: Problem) -> None:
    """Autograd's gradient of <conv(x), y> with respect to x, scattered by core."""
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


@pytest.mark.parametrize(
    ("image", "kernel", "sentence"),
    [
        (np.ones(2), np.ones((1, 1)), r"image must be .*, got \(2,\) and \(1, 1\)"),
        (
            np.ones((2, 2)),
            np.ones(3),
            r"kernel \(kh, kw\) or 4-dimensional, got \(2, 2\) and \(3,\)",
        ),
        (np.ones((1, 2, 2)), np.ones((1, 2, 2)), r"got \(1, 2, 2\) and \(1, 2, 2\)"),
        (np.ones((0, 3)), np.ones((1, 1)), r"nothing to trace in \(1, 0, 3\)"),
        (np.ones((2, 2)), np.ones((2, 0)), r"nothing to trace in \(1, 2, 2\) and \(1, 1, 2, 0\)"),
    ],
)
def test_arrays_of_other_dimensions_are_refused_with_their_shapes(
    image: Numbers, kernel: Numbers, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        trace(image, kernel)


def test_a_bias_has_one_number_per_output_channel() -> None:
    one_to_two = np.ones((1, 2, 1, 1))

    assert trace([[1]], one_to_two, bias=[5, 7]).result().ravel().tolist() == [1 + 5, 1 + 7]
    with pytest.raises(ValueError, match=r"bias must have shape \(2,\), got \(1,\)"):
        trace([[1]], one_to_two, bias=[5])
    with pytest.raises(ValueError, match=r"bias must have shape \(1,\), got \(2,\)"):
        trace([[1]], [[1]], bias=[1, 2])


@pytest.mark.parametrize(
    ("operation", "inputs", "planes", "groups"),
    [
        ("transposed", 3, (3, 1), 2),
        ("transposed", 4, (3, 1), 2),
        ("transposed", 2, (2, 1), 0),
        ("convolution", 3, (4, 1), 2),
        ("convolution", 4, (3, 2), 2),
        ("convolution", 2, (2, 1), -1),
    ],
)
def test_groups_that_do_not_divide_the_channels_are_refused(
    operation: Operation, inputs: int, planes: Pair, groups: int
) -> None:
    with pytest.raises(GeometryError, match="groups must divide the") as refused:
        trace(np.ones((inputs, 2, 2)), np.ones((*planes, 1, 1)), operation=operation, groups=groups)

    assert (refused.value.parameter, refused.value.value) == ("groups", groups)
    assert f"the {inputs} input channels" in refused.value.rule
    assert f"first axis ({planes[0]}), got {groups}" in refused.value.rule


@pytest.mark.parametrize(
    ("operation", "inputs", "planes", "groups"),
    [
        ("transposed", 2, (3, 1), 1),
        ("transposed", 2, (1, 2), 1),
        ("transposed", 2, (4, 1), 2),
        ("convolution", 2, (2, 3), 1),
        ("convolution", 2, (3, 1), 1),
        ("convolution", 4, (4, 4), 2),
    ],
)
def test_a_kernel_for_other_input_channels_is_refused_with_its_shape(
    operation: Operation, inputs: int, planes: Pair, groups: int
) -> None:
    with pytest.raises(GeometryError) as refused:
        trace(np.ones((inputs, 2, 2)), np.ones((*planes, 1, 1)), operation=operation, groups=groups)

    assert (refused.value.parameter, refused.value.value) == ("kernel", (*planes, 1, 1))
    assert refused.value.rule == (
        f"A {operation} kernel of shape {(*planes, 1, 1)} with groups={groups} does not read "
        f"{inputs} input channels"
    )


def test_a_number_stands_for_both_axes_and_a_pair_for_one_each() -> None:
    """Stride, dilation and a requested size: vertical first."""
    image, kernel = np.ones((2, 3)), np.ones((2, 2))

    assert trace(image, kernel, stride=2).output_shape == (1, 4, 6)
    assert trace(image, kernel, stride=(2, 3)).output_shape == (1, 4, 8)
    assert trace(image, kernel, dilation=3).output_shape == (1, 5, 6)
    assert trace(image, kernel, dilation=(1, 3)).output_shape == (1, 3, 6)
    assert trace(image, kernel, padding=(0, 1)).output_shape == (1, 3, 2)
    assert trace(image, kernel, stride=3, output_padding=(2, 1)).output_shape == (1, 7, 9)
    assert trace(image, kernel, stride=4, output_size=(7, 12)).output_shape == (1, 7, 12)
    assert trace(np.ones((2, 2)), kernel, stride=3, output_size=7).output_shape == (1, 7, 7)


def test_a_geometry_that_is_already_resolved_is_taken_as_it_is() -> None:
    """The part of a layer has a geometry that no framework's words describe."""
    layer = Layer(input_size=(1, 2), kernel_size=(1, 3))
    other = resolve(replace(layer, stride=(1, 2)))

    assert trace_layer(layer, [[1, 2]], [[10, 20, 30]], geometry=other).output_shape == (1, 1, 5)


def test_the_caller_s_arrays_are_copied_not_frozen() -> None:
    image, kernel, bias = np.ones((1, 1, 1)), np.ones((1, 1, 1, 1)), np.ones(1)
    traced = trace(image, kernel, bias=bias)

    image[:], kernel[:], bias[:] = 2, 3, 4

    assert traced.result().tolist() == [[[1 * 1 + 1]]]


def test_columns_of_unequal_length_are_no_rows() -> None:
    none = np.zeros(0, dtype=np.intp)
    with pytest.raises(ValueError, match=r"equal lengths, got \[0, 0, 1, 0, 0\]"):
        Rows(
            none, none, np.zeros(1, np.intp), none + 0.0, none + 0.0,
            (1, 1, 1), (1, 1, 1, 1), (1, 1, 1),
        )  # fmt: skip


def test_a_trace_cannot_be_changed_afterwards() -> None:
    traced = trace([[1, 2]], [[1]])

    with pytest.raises(ValueError, match="read-only"):
        traced.image[0, 0, 0] = 7
    for array in (traced.kernel, traced.bias):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 7
    rows = traced.rows()
    for column in (rows.input_cell, rows.kernel_tap, rows.output_cell, rows.value, rows.weight):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 7
