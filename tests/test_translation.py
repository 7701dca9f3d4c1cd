"""One setting in four frameworks' words: equal where it is said to be; torch is the referee."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings

from core.contributions import trace_layer
from core.exports.calls import call
from core.frameworks import FRAMEWORKS, Framework, Layer, resolve
from core.translation import Translation, translate
from tests.strategies import layers


def square(framework: Framework = "pytorch", **fields: Any) -> Layer:
    pairs = {
        name: (value, value) if isinstance(value, int) else value for name, value in fields.items()
    }
    return Layer(framework=framework, input_size=(4, 4), **pairs)


def verdicts(layer: Layer) -> dict[str, str]:
    return {framework: translate(layer, framework).verdict for framework in FRAMEWORKS}


def test_pytorch_s_kernel_3_cannot_be_said_in_keras_without_a_cut() -> None:
    """Keras' SAME cuts one at the end, PyTorch's padding 1 with output padding 1 at the start."""
    layer = square(kernel_size=3, stride=2, padding=1, output_padding=1)
    found = translate(layer, "keras")

    assert (found.verdict, found.sides) == ("cropped", ((1, 0), (1, 0)))
    assert found.layer is not None
    assert call(found.layer) == "layers.Conv2DTranspose(filters, 3, strides=2)"


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


def test_a_convolution_s_ring_is_put_around_by_hand_where_a_framework_has_no_number() -> None:
    layer = square(operation="convolution", kernel_size=3, stride=2, padding=1)
    found = translate(layer, "keras")

    assert (found.verdict, found.sides) == ("padded", ((1, 1), (1, 1)))
    assert verdicts(layer) == {
        "pytorch": "equal",
        "keras": "padded",
        "onnx": "equal",
        "jax": "equal",
    }


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
