"""Three frameworks' rules, against a table derived by hand and against torch.

PyTorch is present and is asked (``test_contributions``). Keras, TensorFlow and ONNX Runtime
are not: their tables are worked out here from their documented rules, and were compared
with Keras 3.15 on TensorFlow 2.21 and with ONNX Runtime 1.31 once.
"""

from dataclasses import replace
from operator import lt
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch.nn.functional import conv2d, conv_transpose2d

from core.arguments import GeometryError
from core.axes import sides
from core.contributions import trace_layer
from core.frameworks import resolve
from core.geometry import Axis, Operation
from core.layer import Framework, Layer
from tests.strategies import FRAMEWORKS, OPERATIONS, Numbers, Pair, layers


def axis(size: int, kernel: int, **other: Any) -> Axis:
    """Resolve one axis; the other one is a single cell under a single tap."""
    settings = {
        name: (value, 1 if name in ("stride", "dilation") else 0)
        for name, value in other.items()
        if name in ("stride", "dilation", "output_padding") and value is not None
    }
    padding = other.get("padding", (0, 0))
    if isinstance(padding, int):
        padding = (padding, 0)
    requested = other.get("output_size")
    layer = Layer(
        operation=other.get("operation", "transposed"),
        framework=other.get("framework", "pytorch"),
        input_size=(size, 1),
        kernel_size=(kernel, 1),
        padding=padding,
        output_size=None if requested is None else (requested, 1),
        **settings,
    )
    return resolve(layer).height


# TensorFlow's SAME convolution: o = ceil(i / s), total = max((o - 1)s + e - i, 0), the
# smaller half first.
@pytest.mark.parametrize(
    ("size", "kernel", "stride", "dilation", "output", "before", "after"),
    [
        (4, 3, 1, 1, 4, 1, 1),  # total (4 - 1)1 + 3 - 4 = 2
        (5, 3, 2, 1, 3, 1, 1),  # total (3 - 1)2 + 3 - 5 = 2: symmetric
        (4, 3, 2, 1, 2, 0, 1),  # total (2 - 1)2 + 3 - 4 = 1: only at the end (S4)
        (5, 2, 1, 1, 5, 0, 1),  # total (5 - 1)1 + 2 - 5 = 1
        (5, 1, 2, 1, 3, 0, 0),  # total (3 - 1)2 + 1 - 5 = 0
        (6, 1, 3, 1, 2, 0, 0),  # total max(3 + 1 - 6, 0) = 0: the kernel skips cells
        (7, 3, 1, 2, 7, 2, 2),  # extent 5: total 6 + 5 - 7 = 4
        (4, 2, 1, 2, 4, 1, 1),  # extent 3, though the kernel is even: total 3 + 3 - 4 = 2
        (6, 2, 1, 3, 6, 1, 2),  # extent 4: total 5 + 4 - 6 = 3
        (6, 4, 1, 3, 6, 4, 5),  # extent 10: total 5 + 10 - 6 = 9
    ],
)
def test_same_convolution(
    size: int, kernel: int, stride: int, dilation: int, output: int, before: int, after: int
) -> None:
    """TensorFlow's rule is that of all four, as far as they take the word."""
    takes = {"keras": True, "pytorch": stride == 1, "onnx": dilation == 1, "jax": True}
    for framework in FRAMEWORKS:
        if takes[framework]:
            found = axis(
                size,
                kernel,
                operation="convolution",
                framework=framework,
                padding="same",
                stride=stride,
                dilation=dilation,
            )
            assert (found.coarse, found.before, found.after) == (output, before, after)


# Keras' transposed convolution: SAME crops the full size (i - 1)s + e to i * s, the larger
# part at the end; a kernel shorter than the stride leaves s - e zeros at the end.
@pytest.mark.parametrize(
    ("padding", "size", "kernel", "stride", "output", "before", "after"),
    [
        ("valid", 2, 3, 1, 4, 0, 0),
        ("valid", 2, 3, 2, 5, 0, 0),
        ("valid", 2, 2, 4, 8, 0, -2),  # (2 - 1)4 + 2 = 6, then 4 - 2 zeros
        ("same", 2, 3, 1, 2, 1, 1),  # 4 cropped to 2
        ("same", 2, 3, 2, 4, 0, 1),  # 5 cropped to 4: the odd one at the end
        ("same", 2, 4, 2, 4, 1, 1),  # 6 cropped to 4
        ("same", 3, 5, 2, 6, 1, 2),  # 9 cropped to 6
        ("same", 2, 2, 3, 6, 0, -1),  # 5 and one zero
        (0, 2, 3, 2, 5, 0, 0),  # The number 0 is read as 'valid'.
    ],
)
def test_keras_transposed(
    padding: str, size: int, kernel: int, stride: int, output: int, before: int, after: int
) -> None:
    found = axis(size, kernel, framework="keras", padding=padding, stride=stride)

    assert (found.fine, found.before, found.after) == (output, before, after)


# Keras with numbers: what 'valid' makes, appended zeros and output_padding included, then
# Cropping1D or Cropping2D; a convolution is 'valid' after ZeroPadding. Compared with Keras 3.15 on
# TensorFlow 2.21 once, cell by cell: 894 settings of one and two dimensions were equal, 214 refused
# by both.
@pytest.mark.parametrize(
    ("padding", "size", "kernel", "stride", "output_padding", "output", "before", "after"),
    [
        ((1, 1), 4, 5, 2, None, 9, 1, 1),  # 3 * 2 + 5 = 11, less 2
        ((1, 0), 4, 3, 2, None, 8, 1, 0),  # 9, less the first
        ((0, 2), 4, 3, 2, None, 7, 0, 2),  # 9, less the last two
        ((1, 1), 4, 3, 2, 1, 8, 1, 0),  # 9 and 1 more, less 2: that one is cut again
        ((0, 1), 2, 2, 4, None, 7, 0, -1),  # 6 and two zeros, one of them cut
        ((1, 3), 2, 2, 4, None, 4, 1, 1),  # 8 less 4: both zeros and a cell
        ((1, 1), 2, 2, 4, 0, 4, 1, 1),  # 0 that is said appends nothing: 6 less 2
        ((5, 0), 1, 1, 6, None, 1, 5, -5),  # 6, of which all that is stamped is cut
        ((0, 0), 2, 2, 4, None, 8, 0, -2),  # as 'valid'
    ],
)
def test_keras_crops_what_its_valid_layer_makes(
    padding: Pair,
    size: int,
    kernel: int,
    stride: int,
    output_padding: int | None,
    output: int,
    before: int,
    after: int,
) -> None:
    found = axis(
        size,
        kernel,
        framework="keras",
        padding=(padding, (0, 0)),
        stride=stride,
        output_padding=output_padding,
    )

    assert (found.fine, found.before, found.after) == (output, before, after)


@pytest.mark.parametrize(
    ("padding", "output"),
    [
        ((1, 1), 2),  # floor((4 + 2 - 3) / 2) + 1
        ((0, 1), 2),  # floor((4 + 1 - 3) / 2) + 1
        ((3, 0), 3),  # floor((4 + 3 - 3) / 2) + 1
    ],
)
def test_keras_puts_zeros_around_before_a_valid_convolution(padding: Pair, output: int) -> None:
    found = axis(
        4, 3, framework="keras", operation="convolution", stride=2, padding=(padding, (0, 0))
    )

    assert (found.coarse, found.before, found.after) == (output, *padding)


# TensorFlow's explicit padding of one call: compared once as above, 343 settings were equal, most
# of them with a requested size, and 557 refused by both.
@pytest.mark.parametrize("size", range(1, 9))
def test_tensorflow_s_explicit_padding_makes_the_sizes_that_a_padded_convolution_turns_back(
    size: int,
) -> None:
    """2 cells, kernel 3, stride 2, one cut before and two after: ceil((o + 3 - 3 + 1) / 2) = 2."""
    asked = {"framework": "keras", "stride": 2, "padding": ((1, 2), (0, 0)), "output_size": size}
    if size in (2, 3):
        made = axis(2, 3, **asked)
        assert (made.fine, made.before, made.after) == (size, 1, 4 - size)
        return
    back = -(-(size + 1) // 2)
    with pytest.raises(GeometryError, match=rf"padded \(1 before, 2 after\).* back into {back}$"):
        axis(2, 3, **asked)


# JAX's transposed convolution puts rings around the spread input, e - 1 wide where nothing is
# cut. SAME: e + s - 2 zeros in all, the larger half first, but e - 1 first where s > e - 1;
# VALID: e + s - 2 and e - s more where e > s, e - 1 of them first. Compared with JAX 0.10.2 once:
# 640 settings, cell by cell on random numbers, its convolution among them.
@pytest.mark.parametrize(
    ("padding", "size", "kernel", "stride", "dilation", "output", "before", "after"),
    [
        ("valid", 2, 3, 2, 1, 5, 0, 0),  # rings 3 + 1 = 4: 2 and 2
        ("valid", 2, 2, 4, 1, 8, 0, -2),  # rings 4: 1, and 3 where 1 would do
        ("valid", 2, 2, 3, 2, 6, 0, 0),  # extent 3: rings 4, 2 and 2
        ("same", 2, 3, 1, 1, 2, 1, 1),  # rings 2: 1 and 1
        ("same", 2, 3, 2, 1, 4, 0, 1),  # rings 3: 2 and 1, as TensorFlow
        ("same", 2, 4, 2, 1, 4, 1, 1),  # rings 4: 2 and 2
        ("same", 3, 5, 2, 1, 6, 1, 2),  # rings 5: 3 and 2
        ("same", 3, 4, 3, 1, 9, 0, 1),  # rings 5: 3 and 2
        ("same", 3, 5, 3, 1, 9, 1, 1),  # rings 6: 3 and 3
        ("same", 2, 2, 3, 1, 6, 0, -1),  # stride above e - 1: 1 first, and 2
        ("same", 2, 4, 1, 1, 2, 1, 2),  # rings 3: 2 and 1
        ((1, 0), 2, 3, 2, 1, 3, 1, 1),  # a number is what is cut
    ],
)
def test_jax_transposed(
    padding: Any,
    size: int,
    kernel: int,
    stride: int,
    dilation: int,
    output: int,
    before: int,
    after: int,
) -> None:
    found = axis(size, kernel, framework="jax", padding=padding, stride=stride, dilation=dilation)

    assert (found.fine, found.before, found.after) == (output, before, after)


def test_jax_crops_each_side_as_it_is_told() -> None:
    layer = Layer(framework="jax", input_size=(2, 2), kernel_size=(3, 3), padding=((0, 2), (1, 0)))

    assert resolve(layer).output_size == (4 - 2, 4 - 1)


@pytest.mark.parametrize(
    ("fields", "parameter", "said"),
    [
        ({"output_padding": (1, 1)}, "output_padding", "JAX has no output_padding"),
        ({"output_size": (5, 5)}, "output_size", "cannot be asked for a size, here 5"),
        ({"padding": "same_lower"}, "padding", "knows 'same' and 'valid', not 'same_lower'"),
    ],
)
def test_jax_refuses_what_it_has_no_word_for(
    fields: dict[str, Any], parameter: str, said: str
) -> None:
    layer = Layer(framework="jax", input_size=(2, 2), kernel_size=(3, 3), stride=(2, 2), **fields)

    with pytest.raises(GeometryError, match=said) as refused:
        resolve(layer)
    assert refused.value.parameter == parameter


def test_jax_s_convolution_takes_words_and_pairs() -> None:
    """SAME as TensorFlow's; SAME_LOWER the other way round; a pair per axis as ONNX."""
    found = {
        word: axis(4, 3, framework="jax", operation="convolution", stride=2, padding=word)
        for word in ("same", "same_lower")
    }

    assert [(one.coarse, one.before, one.after) for one in found.values()] == [
        (2, 0, 1),
        (2, 1, 0),
    ]
    assert axis(4, 3, framework="jax", operation="convolution", padding=1).coarse == 4


def test_keras_output_padding_with_same_is_not_pytorch_s() -> None:
    """Size = (i - 1)s + e % 2 + output_padding, then TensorFlow's crop of a requested size."""
    found = axis(3, 3, framework="keras", padding="same", stride=2, output_padding=1)
    assert (found.fine, found.before, found.after) == ((3 - 1) * 2 + 1 + 1, 0, 1)

    found = axis(3, 3, framework="keras", padding="same", stride=2, output_padding=0)
    assert (found.fine, found.before, found.after) == ((3 - 1) * 2 + 1, 1, 1)

    # It is the extent that counts: 2 taps with dilation 2 reach 3 cells, an odd number.
    found = axis(3, 2, framework="keras", padding="same", dilation=2, output_padding=0)
    assert (found.fine, found.before, found.after) == (3 - 1 + 1, 1, 1)

    found = axis(3, 2, framework="keras", padding="valid", dilation=2, output_padding=0)
    assert (found.fine, found.before, found.after) == (3 - 1 + 3, 0, 0)


@pytest.mark.parametrize("output_padding", [0, 1])
def test_keras_output_padding_with_valid_is_pytorch_s(output_padding: int) -> None:
    """Size = (i - 1)s + e + output_padding, even where Keras by itself would append zeros."""
    found = axis(2, 1, framework="keras", padding="valid", stride=2, output_padding=output_padding)

    assert (found.fine, found.before, found.after) == (2 + 1 + output_padding, 0, -output_padding)


@pytest.mark.parametrize(
    ("padding", "possible"),
    [
        ("valid", range(5, 7)),  # ceil((5 - 3 + 1) / 2) = ceil((6 - 3 + 1) / 2) = 2
        ("same", range(3, 5)),  # ceil(3 / 2) = ceil(4 / 2) = 2
    ],
)
def test_keras_makes_the_sizes_that_a_convolution_turns_back(padding: str, possible: range) -> None:
    """2 cells, kernel 3, stride 2."""
    for size in range(1, 9):
        if size in possible:
            made = axis(2, 3, framework="keras", padding=padding, stride=2, output_size=size)
            assert made.fine == size
            continue
        with pytest.raises(GeometryError) as refused:
            axis(2, 3, framework="keras", padding=padding, stride=2, output_size=size)
        assert (refused.value.parameter, refused.value.value) == ("output_size", size)


def test_one_requested_size_three_meanings() -> None:
    """2 cells, kernel 3, stride 2: full size 5, and 4 is asked for."""
    with pytest.raises(GeometryError, match=r"output_size chooses the output_padding.*5 to 6"):
        axis(2, 3, stride=2, output_size=4)
    assert axis(2, 3, stride=2, padding=1, output_size=4).after == 0

    tensorflow = axis(2, 3, framework="keras", padding="same", stride=2, output_size=4)
    assert (tensorflow.before, tensorflow.after) == (0, 1)

    onnx = axis(2, 3, framework="onnx", stride=2, output_size=4)
    assert (onnx.before, onnx.after) == (1, 0)
    onnx = axis(2, 3, framework="onnx", padding="same", stride=2, output_size=4)
    assert (onnx.before, onnx.after) == (0, 1)


@pytest.mark.parametrize("size", [4, 5, 6, 7])
def test_pytorch_reads_a_requested_size_as_an_output_padding(size: int) -> None:
    """2 cells, kernel 3, stride 2, padding 1: 3 or 4; an output padding beside it says nothing."""
    for added in (None, 1):
        found = axis(2, 3, stride=4, padding=1, output_size=size + 1, output_padding=added)
        assert (found.fine, found.before, found.after) == (size + 1, 1, 1 - (size + 1 - 5))


def test_onnx_takes_output_padding_off_a_requested_size_by_cropping_more() -> None:
    """2 cells, kernel 3, stride 2, output padding 1: 6 places, and 3 are asked for: 3 to crop."""
    found = axis(2, 3, framework="onnx", stride=2, output_size=3, output_padding=1)
    assert (found.before, found.after) == (2, 0)

    found = axis(2, 3, framework="onnx", padding="same", stride=2, output_size=3, output_padding=1)
    assert (found.before, found.after) == (1, 1)


def test_onnx_reads_no_padding_from_the_word_valid() -> None:
    up = axis(2, 3, framework="onnx", padding="valid", stride=2)
    down = axis(5, 3, framework="onnx", operation="convolution", padding="valid", stride=2)

    assert (up.fine, up.before, up.after) == (5, 0, 0)
    assert (down.coarse, down.before, down.after) == (2, 0, 0)


def test_onnx_pads_each_side_by_its_own_number() -> None:
    """A convolution over 4 cells with 1 zero before and 2 after: 7 cells, kernel 3, stride 2."""
    found = axis(
        4, 3, framework="onnx", operation="convolution", padding=((1, 2), (0, 0)), stride=2
    )

    assert (found.coarse, found.before, found.after) == (3, 1, 2)


@pytest.mark.parametrize(
    ("settings", "output", "before", "after"),
    [
        ({"kernel": 3, "stride": 2, "padding": "same"}, 4, 0, 1),
        ({"kernel": 3, "stride": 2, "padding": "same_lower"}, 4, 1, 0),
        ({"kernel": 2, "stride": 3, "padding": "same"}, 5, 0, 0),  # Nothing is appended.
        ({"kernel": 2, "stride": 3, "padding": "same", "output_padding": 1}, 6, 0, -1),
        ({"kernel": 3, "stride": 2, "padding": "same", "output_padding": 1}, 4, 1, 0),
        ({"kernel": 3, "stride": 2, "output_size": 6}, 6, 0, -1),
        ({"kernel": 3, "stride": 2, "output_size": 3}, 3, 1, 1),
        ({"kernel": 3, "stride": 2, "padding": ((1, 0), (0, 0)), "output_padding": 1}, 5, 1, -1),
    ],
)
def test_onnx_transposed(settings: dict[str, Any], output: int, before: int, after: int) -> None:
    """Two input cells; the numbers are those that ONNX Runtime 1.31 gives."""
    found = axis(2, framework="onnx", **settings)

    assert (found.fine, found.before, found.after) == (output, before, after)


def test_onnx_same_lower_puts_the_larger_half_first() -> None:
    found = axis(4, 3, operation="convolution", framework="onnx", padding="same_lower", stride=2)

    assert (found.coarse, found.before, found.after) == (2, 1, 0)


# What is refused, and beside it the nearest that is not: each rule at its limit and one beyond.
REFUSALS: list[tuple[dict[str, Any], str, object, str, dict[str, Any]]] = [
    (
        {"stride": 2, "output_padding": 2},
        "output_padding",
        2,
        "PyTorch wants output_padding smaller than stride or dilation: 2 is not below 2",
        {"output_padding": 1},
    ),
    (
        {"dilation": 3, "output_padding": 3},
        "output_padding",
        3,
        "PyTorch wants output_padding smaller than stride or dilation: 3 is not below 3",
        {"output_padding": 2},
    ),
    (
        {"padding": "same"},
        "padding",
        "same",
        "PyTorch's ConvTranspose2d takes a number for padding, not 'same'",
        {"framework": "keras"},
    ),
    (
        {"padding": "valid"},
        "padding",
        "valid",
        "PyTorch's ConvTranspose2d takes a number for padding, not 'valid'",
        {"padding": 0},
    ),
    (
        {"padding": "same_lower"},
        "padding",
        "same_lower",
        "'same_lower' is ONNX's word, not PyTorch's",
        {"framework": "onnx"},
    ),
    (
        {"operation": "convolution", "padding": "same_lower"},
        "padding",
        "same_lower",
        "'same_lower' is ONNX's word, not PyTorch's",
        {"framework": "onnx"},
    ),
    (
        {"padding": ((1, 0), (0, 0))},
        "padding",
        (1, 0),
        "PyTorch pads both ends alike, not 1 before and 0 after",
        {"padding": ((1, 1), (0, 0))},
    ),
    (
        {"operation": "convolution", "kernel": 1, "padding": ((0, 1), (0, 0))},
        "padding",
        (0, 1),
        "PyTorch pads both ends alike, not 0 before and 1 after",
        {"framework": "onnx"},
    ),
    (
        {"padding": 2},
        "padding",
        2,
        "Cropping 2 cells before and 2 after the full output of 4 leaves 0: nothing to show",
        {"padding": 1},
    ),
    (
        {"framework": "onnx", "padding": ((1, 4), (0, 0))},
        "padding",
        (1, 4),
        "Cropping 1 cells before and 4 after the full output of 4 leaves -1: nothing to show",
        {"padding": ((1, 2), (0, 0))},
    ),
    (
        {"stride": 3, "padding": 1, "output_size": 7},
        "output_size",
        7,
        "In PyTorch output_size chooses the output_padding: with these settings 4 to 6 can be "
        "asked for, not 7",
        {"output_size": 6},
    ),
    (
        {"stride": 3, "padding": 1, "output_size": 3},
        "output_size",
        3,
        "In PyTorch output_size chooses the output_padding: with these settings 4 to 6 can be "
        "asked for, not 3",
        {"output_size": 4},
    ),
    (
        {"output_size": 5},
        "output_size",
        5,
        "In PyTorch output_size chooses the output_padding: with these settings 4 can be "
        "asked for, not 5",
        {"output_size": 4},
    ),
    (
        {"framework": "keras", "padding": 2},
        "padding",
        2,
        "Keras crops 2 cells before and 2 after what its layer makes, 4 here: "
        "that leaves nothing to show",
        {"padding": 1},
    ),
    (
        {"framework": "keras", "stride": 4, "padding": ((4, 4), (0, 0))},
        "padding",
        (4, 4),
        "Keras crops 4 cells before and 4 after what its layer makes, 8 here: "
        "that leaves nothing to show",
        {"padding": ((4, 3), (0, 0))},
    ),
    (
        {"framework": "keras", "padding": ((0, 1), (0, 0)), "output_size": 5},
        "output_size",
        5,
        "TensorFlow makes no output of 5 from 2 here: "
        "a padded (0 before, 1 after) convolution would turn 5 back into 4",
        {"output_size": 3},
    ),
    (
        {"framework": "keras", "padding": "same_lower"},
        "padding",
        "same_lower",
        "'same_lower' is ONNX's word, not Keras'",
        {"padding": "same"},
    ),
    (
        {"framework": "keras", "stride": 2, "dilation": 3},
        "dilation",
        3,
        "Keras refuses strides > 1 together with dilation_rate > 1, here 2 and 3",
        {"dilation": 1},
    ),
    (
        {"framework": "keras", "stride": 2, "output_padding": 2},
        "output_padding",
        2,
        "Keras wants output_padding smaller than strides: 2 is not below 2",
        {"output_padding": 1},
    ),
    (
        {"framework": "keras", "kernel": 4, "padding": "same", "stride": 2, "output_padding": 0},
        "output_padding",
        0,
        "TensorFlow makes no output of 2 from 2 here: "
        "a 'same' convolution would turn 2 back into 1",
        {"output_padding": 1},
    ),
    (
        {"framework": "keras", "stride": 2, "output_size": 7},
        "output_size",
        7,
        "TensorFlow makes no output of 7 from 2 here: "
        "a 'valid' convolution would turn 7 back into 3",
        {"output_size": 6},
    ),
    (
        {"framework": "onnx", "stride": 2, "dilation": 3, "output_padding": 2},
        "output_padding",
        2,
        "ONNX Runtime wants output_padding smaller than strides: 2 is not below 2",
        {"output_padding": 1},
    ),
    (
        {"framework": "onnx", "stride": 2, "output_size": 7},
        "output_size",
        7,
        "ONNX Runtime makes at most 6 here, not 7",
        {"output_size": 6},
    ),
    (
        {"framework": "onnx", "operation": "convolution", "padding": "same", "dilation": 2},
        "dilation",
        2,
        "ONNX Runtime refuses auto_pad SAME with dilations > 1, here 2",
        {"dilation": 1},
    ),
    (
        {"framework": "onnx", "operation": "convolution", "padding": "same_lower", "dilation": 3},
        "dilation",
        3,
        "ONNX Runtime refuses auto_pad SAME with dilations > 1, here 3",
        {"dilation": 1},
    ),
    (
        {"operation": "convolution"},
        "kernel_size",
        3,
        "A kernel of 3 does not fit into an input of 2",
        {"kernel": 2},
    ),
    (
        {"operation": "convolution", "dilation": 2, "padding": 1},
        "kernel_size",
        3,
        "A kernel of 3 (with dilation 2 it reaches 5) does not fit into an input of 2, "
        "4 with its padding",
        {"kernel": 2},
    ),
    (
        {"operation": "convolution", "padding": "same", "stride": 2},
        "stride",
        2,
        "PyTorch's Conv2d knows padding='same' only with stride 1, not 2",
        {"stride": 1},
    ),
    (
        {"operation": "convolution", "kernel": 1, "output_padding": 1},
        "output_padding",
        (1, 0),
        "A convolution has no output_padding: it belongs to the transposed convolution",
        {"output_padding": 0},
    ),
    (
        {"operation": "convolution", "kernel": 1, "output_size": 2},
        "output_size",
        (2, 1),
        "A convolution's output size follows from its input: it cannot be requested",
        {"output_size": None},
    ),
]


@pytest.mark.parametrize(("settings", "parameter", "value", "sentence", "instead"), REFUSALS)
def test_a_refusal_says_the_rule_with_its_numbers_and_one_step_back_is_none(
    settings: dict[str, Any],
    parameter: str,
    value: object,
    sentence: str,
    instead: dict[str, Any],
) -> None:
    with pytest.raises(GeometryError) as refused:
        axis(2, **({"kernel": 3} | settings))

    assert (refused.value.parameter, refused.value.value) == (parameter, value)
    assert (refused.value.rule, str(refused.value)) == (sentence, sentence)
    axis(2, **({"kernel": 3} | settings | instead))


@pytest.mark.parametrize("framework", ["pytorch", "keras"])
def test_a_valid_convolution_is_padded_on_neither_side(framework: str) -> None:
    found = axis(5, 3, operation="convolution", framework=framework, padding="valid")

    assert (found.before, found.after, found.coarse) == (0, 0, 3)


@pytest.mark.parametrize(
    "field", ["input_size", "kernel_size", "stride", "dilation", "output_size"]
)
@pytest.mark.parametrize("value", [(0, 1), (1, 0), (1, -1)])
def test_numbers_below_1_are_refused_by_name(field: str, value: Pair) -> None:
    layer = Layer(input_size=(1, 1), kernel_size=(1, 1))
    lowest: dict[str, Any] = {field: (1, 1)}
    fields: dict[str, Any] = {field: value}

    resolve(replace(layer, **lowest))
    with pytest.raises(GeometryError) as refused:
        resolve(replace(layer, **fields))

    assert (refused.value.parameter, refused.value.value) == (field, value)
    assert refused.value.rule == f"{field.replace('_', ' ')} must be at least 1"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("padding", (-1, 0)),
        ("padding", (0, -1)),
        ("padding", ((0, -1), (0, 0))),
        ("padding", ((0, 0), (-2, 0))),
        ("output_padding", (-1, 0)),
        ("output_padding", (0, -1)),
    ],
)
@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_negative_paddings_are_refused_by_name(
    operation: Operation, framework: Framework, field: str, value: object
) -> None:
    fields: dict[str, Any] = {field: value}
    with pytest.raises(GeometryError, match=rf"^{field} must be at least 0$") as refused:
        resolve(
            Layer(
                operation=operation,
                framework=framework,
                input_size=(9, 9),
                kernel_size=(2, 2),
                **fields,
            )
        )

    assert (refused.value.parameter, refused.value.value) == (field, value)


def test_keras_looks_at_both_axes_for_strides_and_dilations() -> None:
    layer = Layer(framework="keras", input_size=(2, 2), kernel_size=(2, 2))

    assert resolve(replace(layer, stride=(2, 1))).output_size == (4, 3)
    assert resolve(replace(layer, dilation=(1, 2))).output_size == (3, 4)
    with pytest.raises(GeometryError, match="here 2 and 3") as refused:
        resolve(replace(layer, stride=(2, 1), dilation=(1, 3)))
    assert (refused.value.parameter, refused.value.value) == ("dilation", 3)


def test_each_axis_has_its_own_numbers() -> None:
    """Height and width differ in everything."""
    layer = Layer(
        framework="onnx",
        input_size=(2, 3),
        kernel_size=(3, 2),
        stride=(2, 3),
        padding=((1, 0), (0, 2)),
        output_padding=(1, 2),
        dilation=(1, 2),
    )

    found = resolve(layer)

    assert found.output_size == ((2 - 1) * 2 + 3 - 1 + 1, (3 - 1) * 3 + (2 + 1) - 2 + 2)
    assert (found.height.before, found.height.after) == (1, 0 - 1)
    assert (found.width.before, found.width.after) == (0, 2 - 2)
    sized = replace(layer, padding="same", output_padding=None, output_size=(4, 7))
    assert resolve(sized).output_size == (4, 7)


def ran(layer: Layer, image: Numbers, kernel: Numbers) -> Numbers:
    return trace_layer(layer, image, kernel).result()[0]


def as_a_row(layer: Layer) -> Layer:
    """Return the same of one dimension: the width alone."""
    fields: dict[str, Any] = {
        name: (1, getattr(layer, name)[1])
        for name in ("input_size", "kernel_size", "stride", "dilation")
    }
    if layer.output_padding is not None:
        fields["output_padding"] = (0, layer.output_padding[1])
    return replace(layer, dimensions=1, padding=((0, 0), sides(layer.padding)[1]), **fields)  # type: ignore[arg-type]


@settings(max_examples=150)
@given(layers(framework="keras", words=()), st.booleans(), st.integers(0, 2**16))
def test_keras_with_numbers_is_its_valid_layer_between_slices_and_zeros(
    layer: Layer, row: bool, seed: int
) -> None:
    """A crop is a slice of what the valid layer makes; a convolution reads zeros put around it."""
    layer = as_a_row(layer) if row and layer.output_size is None else layer
    assume(layer.output_size is None)
    drawn = np.random.default_rng(seed)
    image = drawn.integers(1, 9, (1, *layer.input_size)).astype(float)
    kernel = drawn.integers(1, 9, (1, 1, *layer.kernel_size)).astype(float)
    (top, bottom), (left, right) = sides(layer.padding)  # type: ignore[arg-type]
    valid = replace(layer, padding="valid")
    if layer.operation == "transposed":
        whole = ran(valid, image, kernel)
        height, width = whole.shape
        expected = whole[top : height - bottom, left : width - right]
    else:
        around = np.pad(image, ((0, 0), (top, bottom), (left, right)))
        size = around.shape[1], around.shape[2]
        expected = ran(replace(valid, input_size=size), around, kernel)

    np.testing.assert_array_equal(ran(layer, image, kernel), expected)


@settings(max_examples=150)
@given(layers(framework="pytorch", words=()), st.integers(0, 2**16))
def test_keras_with_pytorch_s_numbers_is_pytorch_where_the_layer_appends_nothing(
    layer: Layer, seed: int
) -> None:
    """And where it takes them: a kernel shorter than the stride is filled up unless 0 is said."""
    assume(layer.output_size is None)
    there = replace(layer, framework="keras")
    if layer.operation == "transposed":
        there = replace(there, output_padding=layer.output_padding or (0, 0))
    # Keras takes no stride beside a dilation, and no output padding that only a dilation allows.
    added = there.output_padding or (0, 0)
    assume(max(there.stride) == 1 or max(there.dilation) == 1)
    assume(all(map(lt, added, there.stride)))
    drawn = np.random.default_rng(seed)
    image = drawn.integers(1, 9, (1, *layer.input_size)).astype(float)
    kernel = drawn.integers(1, 9, (1, 1, *layer.kernel_size)).astype(float)
    words: dict[str, Any] = {
        name: getattr(there, name) for name in ("stride", "padding", "dilation")
    }
    run = conv2d
    if layer.operation == "transposed":
        run, words["output_padding"] = conv_transpose2d, there.output_padding
    expected = run(torch.tensor(image)[None], torch.tensor(kernel), **words)

    np.testing.assert_array_equal(ran(there, image, kernel), expected[0, 0].numpy())


@settings(max_examples=300)
@given(layers())
def test_a_layer_that_is_taken_has_an_output_of_at_least_one_cell(layer: Layer) -> None:
    """And its input is that of the layer, whichever way the wiring is read."""
    found = resolve(layer)

    assert min(found.output_size) >= 1
    assert found.input_size == layer.input_size
    assert layer.output_size in (None, found.output_size)


@settings(max_examples=200)
@given(st.sampled_from(["pytorch", "keras"]).flatmap(lambda name: layers("transposed", name)))
def test_a_convolution_of_the_same_rules_turns_the_size_back(layer: Layer) -> None:
    """That is what a transposed convolution is for, and what TensorFlow checks."""
    size = resolve(layer).output_size
    # PyTorch's dilation may allow an output padding that a stride would not.
    added = layer.output_padding or (0, 0)
    assume(layer.framework == "keras" or all(map(lt, added, layer.stride)))
    down = replace(
        layer, operation="convolution", input_size=size, output_padding=None, output_size=None
    )

    assert resolve(down).output_size == layer.input_size
