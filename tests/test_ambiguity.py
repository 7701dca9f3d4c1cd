"""Several sizes become one; output_padding says which of them is meant on the way back."""

import re

import pytest
import torch
from hypothesis import given, settings
from torch import nn

from core.ambiguity import becoming, in_words
from core.layer import Layer
from tests.strategies import layers


def conv(size: int, **given: object) -> Layer:
    fields: dict[str, object] = {"kernel_size": (3, 3), "stride": (2, 2), "padding": (1, 1)}
    return Layer(operation="convolution", input_size=(size, size), **(fields | given))  # type: ignore[arg-type]


def back(size: int, **given: object) -> Layer:
    fields: dict[str, object] = {"kernel_size": (3, 3), "stride": (2, 2), "padding": (1, 1)}
    return Layer(operation="transposed", input_size=(size, size), **(fields | given))  # type: ignore[arg-type]


def test_7_and_8_both_become_4() -> None:
    assert becoming(conv(7), 0, 4, range(1, 20)) == (7, 8)
    assert in_words(conv(8), 0) == "7 and 8 both become 4: output_padding 0 gives 7, 1 gives 8"


def test_a_transposed_convolution_chooses_between_them() -> None:
    said = "a convolution makes 4 of 7 and 8: output_padding 0 gives 7, 1 gives 8"

    assert in_words(back(4), 0) == said
    assert in_words(back(4, output_padding=(1, 1)), 1) == said


def test_a_larger_stride_has_more_sizes() -> None:
    assert in_words(conv(7, stride=(3, 3), kernel_size=(2, 2), padding=(0, 0)), 0) == (
        "5 to 7 all become 2: output_padding 0 gives 5, 1 gives 6, 2 gives 7"
    )


def test_stride_1_leaves_nothing_to_choose() -> None:
    assert in_words(conv(7, stride=(1, 1)), 0) == ""
    assert in_words(back(7, stride=(1, 1)), 0) == ""


def test_an_output_padding_beyond_the_stride_leads_to_no_convolution_s_input() -> None:
    """PyTorch allows it below the dilation: 4 → 13, of which a convolution makes 5."""
    layer = back(4, dilation=(3, 3), output_padding=(2, 2))

    assert in_words(layer, 0) == "no convolution with these numbers makes 4 of 13"


def test_keras_means_another_size_by_an_explicit_0() -> None:
    assert in_words(back(4, framework="keras", padding="same"), 0) == (
        "a convolution makes 4 of 7 and 8: output_padding said as 0 gives 7, left unsaid gives 8"
    )


def test_where_no_output_padding_gives_a_size_it_is_not_named() -> None:
    """ONNX crops SAME to input times stride."""
    layer = conv(8, framework="onnx", padding="same", stride=(3, 3))

    assert in_words(layer, 0) == "7 to 9 all become 3: output_padding 0 gives 9"


@settings(max_examples=150)
@given(layers(largest=(9, 9)))
def test_whatever_is_said_is_torchs(layer: Layer) -> None:
    """Each size that is named becomes the same output; each output_padding gives its size."""
    said = in_words(layer, 0)
    if layer.framework != "pytorch" or ":" not in said or isinstance(layer.padding, str):
        return
    (padding, _), kernel = layer.padding, layer.kernel_size[0]
    assert isinstance(padding, int)
    there = nn.Conv2d(1, 1, (kernel, 1), (layer.stride[0], 1), (padding, 0), (layer.dilation[0], 1))
    ways = re.findall(r"(\d+) gives (\d+)", said)
    small = {there(torch.zeros(1, 1, int(size), 1)).shape[2] for _, size in ways}
    assert len(small) == 1
    for added, size in ways:
        layer_back = nn.ConvTranspose2d(
            1,
            1,
            (kernel, 1),
            (layer.stride[0], 1),
            (padding, 0),
            (int(added), 0),
            dilation=(layer.dilation[0], 1),
        )
        assert layer_back(torch.zeros(1, 1, *small, 1)).shape[2] == int(size)


@pytest.mark.parametrize(("wanted", "sizes"), [(1, (1, 2)), (9, ())])
def test_sizes_are_those_that_were_tried(wanted: int, sizes: tuple[int, ...]) -> None:
    assert becoming(conv(1), 1, wanted, range(1, 10)) == sizes
