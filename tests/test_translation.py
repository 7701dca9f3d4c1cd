"""One setting in four frameworks' words: equal where it is said to be; torch is the referee."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings

from core.contributions import trace_layer
from core.exports.calls import call, lines
from core.frameworks import FRAMEWORKS, resolve
from core.layer import Framework, Layer
from core.translation import Translation, carried, translate
from tests.strategies import layers


def square(framework: Framework = "pytorch", **fields: Any) -> Layer:
    pairs = {
        name: (value, value) if isinstance(value, int) else value for name, value in fields.items()
    }
    return Layer(framework=framework, input_size=(4, 4), **pairs)


def verdicts(layer: Layer) -> dict[str, str]:
    return {framework: translate(layer, framework).verdict for framework in FRAMEWORKS}


def in_keras(**fields: Any) -> tuple[str, ...]:
    """Return the lines of a layer of PyTorch's in Keras, which wires the very same cells."""
    found = translate(square(**fields), "keras")
    assert found.verdict == "equal"
    assert found.layer is not None
    return lines(found.layer)


def test_pytorch_s_kernel_3_cannot_be_said_in_keras_without_a_cut() -> None:
    """Keras' SAME cuts one at the end, PyTorch's padding 1 with output padding 1 at the start."""
    layer = "layers.Conv2DTranspose(filters, 3, strides=2)"

    assert in_keras(kernel_size=3, stride=2, padding=1, output_padding=1) == (
        layer,
        "layers.Cropping2D(((1, 0), (1, 0)))",
    )
    # Its 0 that is said crops both ends alike, where its own size, twice the input's, would not.
    assert in_keras(kernel_size=3, stride=2, padding=1) == (
        'layers.Conv2DTranspose(filters, 3, strides=2, padding="same", output_padding=0)',
    )
    assert in_keras(kernel_size=5, stride=2, padding=1) == (
        "layers.Conv2DTranspose(filters, 5, strides=2)",
        "layers.Cropping2D(1)",
    )


def test_what_keras_appends_by_itself_is_unsaid_by_an_output_padding_of_0() -> None:
    """(4 − 1)·3 + 2 = 11 cells; Keras by itself makes 12. A cell less at each end is a crop."""
    assert in_keras(kernel_size=2, stride=3) == (
        "layers.Conv2DTranspose(filters, 2, strides=3, output_padding=0)",
    )
    assert in_keras(kernel_size=2, stride=3, padding=1) == (
        "layers.Conv2DTranspose(filters, 2, strides=3, output_padding=0)",
        "layers.Cropping2D(1)",
    )


def test_only_zeros_that_no_layer_of_keras_appends_are_put_on_by_hand() -> None:
    """Dilation 3 and an output padding of 2: Keras wants it below the stride, which is 1."""
    found = translate(square(kernel_size=2, dilation=3, output_padding=2), "keras")

    assert (found.verdict, found.sides) == ("cropped", ((0, -2), (0, -2)))


def test_kernel_4_is_the_same_in_all_four() -> None:
    layer = square(kernel_size=4, stride=2, padding=1)

    assert set(verdicts(layer).values()) == {"equal"}
    lines = [found.layer for found in (translate(layer, name) for name in FRAMEWORKS)]
    assert [call(line) for line in lines if line is not None] == [
        "nn.ConvTranspose2d(c_in, c_out, 4, stride=2, padding=1)",
        'layers.Conv2DTranspose(filters, 4, strides=2, padding="same")',
        'helper.make_node("ConvTranspose", ["x", "w"], ["y"], kernel_shape=[4, 4], '
        "strides=[2, 2], pads=[1, 1, 1, 1])",
        "lax.conv_transpose(x, w, (2, 2), [(2, 2), (2, 2)], "
        'dimension_numbers=("NHWC", "HWIO", "NHWC"), transpose_kernel=True)',
    ]


def test_what_keras_makes_of_same_pytorch_needs_a_cut_for() -> None:
    """9 cells are cut to 8, at the end: no padding of PyTorch's cuts there alone."""
    found = translate(square("keras", kernel_size=3, stride=2, padding="same"), "pytorch")

    assert (found.verdict, found.sides) == ("cropped", ((0, 1), (0, 1)))


def test_zeros_that_tensorflow_appends_are_appended_by_hand_elsewhere() -> None:
    """(4 − 1)·3 + 1 = 10, and 12 with two zeros: in PyTorch an output padding of 2 makes them."""
    layer = square("keras", kernel_size=1, stride=3)

    assert verdicts(layer) == {
        "pytorch": "equal",
        "keras": "equal",
        "onnx": "equal",
        "jax": "equal",
    }
    found = translate(layer, "pytorch").layer
    assert found is not None
    assert found.output_padding == (2, 2)


def test_keras_cannot_say_strides_with_a_dilation() -> None:
    found = translate(square(kernel_size=3, stride=2, dilation=2), "keras")

    assert (found.verdict, found.layer) == ("none", None)
    assert found.why_not == (
        "Keras refuses strides > 1 together with dilation_rate > 1, here 2 and 2."
    )


def test_a_convolution_s_ring_is_a_layer_of_its_own_before_keras_s() -> None:
    assert in_keras(operation="convolution", kernel_size=3, stride=2, padding=(0, 2)) == (
        "layers.ZeroPadding2D((0, 2))",
        "layers.Conv2D(filters, 3, strides=2)",
    )
    same = in_keras(operation="convolution", kernel_size=3, padding=1)
    assert same == ('layers.Conv2D(filters, 3, padding="same")',)


def test_a_convolution_s_sides_are_put_around_by_hand_where_a_framework_has_one_number() -> None:
    layer = square(
        "onnx", operation="convolution", kernel_size=3, stride=2, padding=((0, 1), (1, 1))
    )
    found = translate(layer, "pytorch")

    assert (found.verdict, found.sides) == ("padded", ((0, 1), (1, 1)))
    assert verdicts(layer) == {
        "pytorch": "padded",
        "keras": "equal",
        "onnx": "equal",
        "jax": "equal",
    }


def test_who_carries_a_layer_to_keras_writes_a_word_where_one_makes_the_size() -> None:
    """And a crop of its own only where none does: no word makes 9 cells of 4 here."""
    usual = square(kernel_size=3, stride=2, padding=1, output_padding=1)
    odd = square(kernel_size=5, stride=2, padding=1)

    assert carried(usual, "keras").padding == "same"
    assert resolve(odd).output_size == (9, 9)
    assert carried(odd, "keras") == replace(odd, framework="keras")
    assert carried(replace(odd, framework="keras"), "keras").padding == (1, 1)
    assert carried(replace(odd, framework="keras"), "pytorch") == odd


@settings(max_examples=60)
@given(layers())
def test_what_is_said_to_be_equal_is_wired_alike(layer: Layer) -> None:
    """And its own framework can always say it."""
    for framework in FRAMEWORKS:
        found = translate(layer, framework)
        if found.verdict == "equal":
            assert found.layer is not None
            assert resolve(found.layer) == resolve(layer)
            assert found.layer.framework == framework
        else:
            assert framework != layer.framework
        assert (found.layer is None) == (found.verdict == "none") == bool(found.why_not)


def by_torch(found: Translation, image: Any, kernel: Any) -> Any:
    """Run PyTorch's line and cut, or pad, as it says."""
    layer = found.layer
    assert layer is not None
    (top, bottom), (left, right) = found.sides
    words = {"stride": layer.stride, "dilation": layer.dilation, "padding": layer.padding}
    if layer.operation == "convolution":
        around = torch.nn.functional.pad(torch.tensor(image)[None], (left, right, top, bottom))
        return torch.nn.functional.conv2d(around, torch.tensor(kernel), **words)[0].numpy()
    words["output_padding"] = layer.output_padding or (0, 0)
    if layer.output_size is not None:
        return None
    made = torch.nn.functional.conv_transpose2d(
        torch.tensor(image)[None], torch.tensor(kernel), **words
    )
    return torch.nn.functional.pad(made, (-left, -right, -top, -bottom))[0].numpy()


# torch says once what its own padding costs there.
@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel:UserWarning")
@settings(max_examples=100)
@given(layers())
def test_torch_makes_what_its_line_and_cut_promise(layer: Layer) -> None:
    """Whosever the setting is, Keras' and ONNX' included."""
    found = translate(layer, "pytorch")
    if found.layer is None:
        return
    drawn = np.random.default_rng(1)
    image = drawn.integers(0, 9, (1, *layer.input_size)).astype(float)
    kernel = drawn.integers(0, 9, (1, 1, *layer.kernel_size)).astype(float)
    made = by_torch(found, image, kernel)

    if made is not None:
        np.testing.assert_array_equal(made, trace_layer(layer, image, kernel).result())


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_call_names_the_layer_and_leaves_its_defaults_out(framework: Framework) -> None:
    for operation in ("transposed", "convolution"):
        line = call(square(framework, operation=operation, kernel_size=3))
        assert "stride=" not in line
        assert "dilation" not in line.replace("rhs_dilation", "dilation")
