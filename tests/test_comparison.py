"""Two operations side by side: what differs is counted, and why is read off their wiring."""

from dataclasses import replace

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import conv2d, conv_transpose2d

from core.comparison import ALONE, SAME, UNLIKE, both_ways, compare, every, moved, why
from core.contributions import Trace, trace, trace_layer
from core.frameworks import resolve
from core.layer import Layer
from core.roundtrip import turned_over
from tests.strategies import layers

NINE = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
FOUR = [[1, 2], [3, 4]]


def numbered(layer: Layer) -> Trace:
    """Put whole numbers without a pattern into a layer."""
    drawn = np.random.default_rng(7)
    image = drawn.integers(1, 1000, (1, *layer.input_size)).astype(float)
    kernel = drawn.integers(1, 1000, (1, 1, *layer.kernel_size)).astype(float)
    return trace_layer(layer, image, kernel)


def keras_and_pytorch() -> tuple[Trace, Trace]:
    keras = trace(FOUR, NINE, framework="keras", stride=2, padding="same")
    return keras, trace(FOUR, NINE, stride=2, padding=1, output_padding=1)


def test_keras_and_pytorch_cut_the_same_numbers_at_other_ends() -> None:
    keras, pytorch = keras_and_pytorch()
    found = compare(keras.result(), pytorch.result())

    # Row 1, column 1 of the full 5×5 begins PyTorch's: 5 = 1·5, where Keras' has 1 = 1·1.
    assert (keras.result()[0, 0, 0], pytorch.result()[0, 0, 0]) == (1 * 1, 1 * 5)
    assert found.in_words() == "15 of 16 cells differ."
    assert why(keras, pytorch, ("Keras", "PyTorch")) == (
        "Two cuts through the same 5×5 numbers: Keras drops the last row and column, PyTorch the "
        "first row and column. 'same' in Keras cuts the odd line at the end; padding 1 in PyTorch "
        "cuts both ends alike, and output_padding gives 1 back at the end. Moved by 1 row and "
        "1 column they are the same numbers."
    )


def test_stride_1_beside_stride_2_says_how_far_apart_the_stamps_stand() -> None:
    two, one = trace(FOUR, NINE, stride=2), trace(FOUR, NINE)

    assert compare(two.result(), one.result()).in_words() == (
        "5×5 beside 4×4: of the 16 cells that both have, 15 differ."
    )
    assert why(two, one, ("A", "B")) == (
        "The stamps of A stand 2 apart, those of B 1: of 3 rows or columns neighbours share 1 "
        "there, 2 here."
    )


def test_of_a_convolution_stride_1_holds_every_cell_of_stride_2() -> None:
    image = np.arange(25.0).reshape(5, 5)
    two, one = (trace(image, NINE, operation="convolution", stride=s) for s in (2, 1))

    assert why(two, one, ("A", "B")).endswith("Cell [y, x] of A is cell [2·y, 2·x] of B.")
    np.testing.assert_array_equal(two.result(), one.result()[:, ::2, ::2])


def test_a_cell_that_only_one_side_has_is_no_difference_of_numbers() -> None:
    found = compare(np.array([[[1.0, 2.0]]]), np.array([[[1.0, 5.0, 2.0]]]))

    assert found.a.tolist() == [[[SAME, UNLIKE]]]
    assert found.b.tolist() == [[[SAME, UNLIKE, ALONE]]]
    assert (found.both, found.unlike, found.equal) == (2, 1, False)


def test_nothing_differs_where_the_wiring_is_the_same() -> None:
    pytorch = trace(FOUR, NINE, stride=2, padding=1)
    onnx = trace(FOUR, NINE, framework="onnx", stride=2, padding=1)

    assert compare(pytorch.result(), onnx.result()).in_words() == "All 9 cells are equal."
    assert why(pytorch, onnx, ("PyTorch", "ONNX")) == (
        "PyTorch and ONNX wire the same cells to the same cells."
    )


@given(st.data())
def test_moved_by_what_is_said_two_cuts_are_equal_in_every_cell_they_share(
    data: st.DataObject,
) -> None:
    layer = data.draw(layers())
    a = numbered(layer)
    other = data.draw(layers(operation=layer.operation))
    sizes = {"input_size": layer.input_size, "kernel_size": layer.kernel_size}
    same = replace(other, **sizes, stride=layer.stride, dilation=layer.dilation, output_size=None)
    try:
        resolve(same)
    except ValueError:
        return
    b = trace_layer(same, a.image, a.kernel)
    by = moved(a.geometry, b.geometry)
    if by is None:
        assert layer.operation == "convolution"
        return
    found = compare(a.result(), b.result(), by)

    # A zero that is appended beyond all stamps is a partner like any other.
    assert found.unlike == 0


@given(layers(operation="convolution", framework="pytorch"), st.integers(1, 3))
def test_cells_that_a_smaller_stride_shares_are_where_the_sentence_says(
    layer: Layer, times: int
) -> None:
    sparse = replace(layer, stride=(layer.stride[0] * times, layer.stride[1] * times))
    if isinstance(layer.padding, str):
        sparse = replace(sparse, padding=(0, 0))
        layer = replace(layer, padding=(0, 0))
    try:
        resolve(sparse)
        resolve(layer)
    except ValueError:
        return
    a = numbered(sparse)
    b = trace_layer(layer, a.image, a.kernel)
    if times == 1:
        assert a.geometry == b.geometry
        return

    assert every(a.geometry, b.geometry) == ((times, times), True)
    np.testing.assert_array_equal(a.result(), b.result()[:, ::times, ::times])


@given(layers(framework="pytorch", words=("valid",)))
def test_both_ways_count_the_products_and_the_numbers_that_torch_gives(layer: Layer) -> None:
    a = numbered(layer)
    back = turned_over(a, a.result())
    image, kernel = torch.tensor(a.image.copy())[None], torch.tensor(a.kernel.copy())
    made = torch.tensor(a.result().copy())[None]
    padding = (0, 0) if isinstance(layer.padding, str) else layer.padding
    settings = {"stride": layer.stride, "padding": padding, "dilation": layer.dilation}
    image.requires_grad_()
    if a.transposed:
        # What the formula leaves over; alone, torch refuses a layer of no size without it.
        added = [
            size - ((n - 1) * s - 2 * p + d * (k - 1) + 1)
            for size, n, s, p, d, k in zip(
                made.shape[2:],
                layer.input_size,
                layer.stride,
                padding,
                layer.dilation,
                layer.kernel_size,
                strict=True,
            )
        ]
        there = conv_transpose2d(image, kernel, **settings, output_padding=added)
    else:
        there = conv2d(image, kernel, **settings)
    there.backward(made)
    assert image.grad is not None
    unlike = int((image.grad != image).sum())

    # The gradient of a layer is the other direction of its wiring.
    said = both_ways(a, back)
    products = len(a.rows().landing()) if a.transposed else int((a.rows().input_cell >= 0).sum())
    assert f"{products} products lead from {a.image.size} numbers to {made.numel()}" in said
    expected = f"{unlike} of {a.image.size} numbers are not." if unlike else "so are the numbers."
    assert said.endswith(expected)
