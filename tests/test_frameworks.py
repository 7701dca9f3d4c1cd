"""Three frameworks' rules, against a table derived by hand and against torch.

PyTorch is present and is asked (``test_contributions``). Keras, TensorFlow and ONNX Runtime
are not: their tables are worked out here from their documented rules, and were compared
with Keras 3.15 on TensorFlow 2.21 and with ONNX Runtime 1.31 once.
"""

from dataclasses import replace
from typing import Any

import pytest

from core.frameworks import GeometryError, Layer, resolve
from core.geometry import Axis


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
    ],
)
def test_keras_same_convolution(
    size: int, kernel: int, stride: int, dilation: int, output: int, before: int, after: int
) -> None:
    found = axis(
        size,
        kernel,
        operation="convolution",
        framework="keras",
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


def test_keras_output_padding_with_same_is_not_pytorch_s() -> None:
    """Size = (i - 1)s + e % 2 + output_padding, then TensorFlow's crop of a requested size."""
    found = axis(3, 3, framework="keras", padding="same", stride=2, output_padding=1)
    assert (found.fine, found.before, found.after) == ((3 - 1) * 2 + 1 + 1, 0, 1)

    found = axis(3, 3, framework="keras", padding="same", stride=2, output_padding=0)
    assert (found.fine, found.before, found.after) == ((3 - 1) * 2 + 1, 1, 1)

    with pytest.raises(GeometryError, match="TensorFlow makes no output of 4 from 3"):
        axis(3, 4, framework="keras", padding="same", stride=2, output_padding=0)


def test_one_requested_size_three_meanings() -> None:
    """2 cells, kernel 3, stride 2: full size 5, and 4 is asked for."""
    with pytest.raises(GeometryError, match=r"output_size chooses the output_padding.*5 to 6"):
        axis(2, 3, stride=2, output_size=4)
    assert axis(2, 3, stride=2, padding=1, output_size=4).after == 0

    tensorflow = axis(2, 3, framework="keras", padding="same", stride=2, output_size=4)
    assert (tensorflow.before, tensorflow.after) == (0, 1)

    onnx = axis(2, 3, framework="onnx", stride=2, output_size=4)
    assert (onnx.before, onnx.after) == (1, 0)


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


@pytest.mark.parametrize(
    ("settings", "parameter", "sentence"),
    [
        ({"stride": 2, "output_padding": 2}, "output_padding", "2 is not below 2"),
        ({"padding": "same"}, "padding", "takes a number for padding, not 'same'"),
        ({"padding": ((1, 0), (0, 0))}, "padding", "pads both ends alike, not 1 before and 0"),
        ({"padding": 3}, "padding", "leaves -2: nothing to show"),
        ({"framework": "keras", "padding": 1}, "padding", "Keras takes 'valid' or 'same'"),
        (
            {"framework": "keras", "stride": 2, "dilation": 2},
            "dilation",
            "Keras refuses strides > 1 together with dilation_rate > 1, here 2 and 2",
        ),
        (
            {"framework": "keras", "stride": 2, "output_padding": 2},
            "output_padding",
            "smaller than strides: 2 is not below 2",
        ),
        (
            {"framework": "onnx", "stride": 2, "dilation": 3, "output_padding": 2},
            "output_padding",
            "ONNX Runtime wants output_padding smaller than strides",
        ),
        (
            {"framework": "onnx", "stride": 2, "output_size": 7},
            "output_size",
            "at most 6 here, not 7",
        ),
        (
            {"operation": "convolution", "kernel": 4, "padding": 0},
            "kernel_size",
            "A kernel of 4 does not fit into an input of 2",
        ),
        (
            {"operation": "convolution", "padding": "same", "stride": 2},
            "stride",
            "only with stride 1, not 2",
        ),
        (
            {"operation": "convolution", "output_padding": 1},
            "output_padding",
            "A convolution has no output_padding",
        ),
        (
            {"operation": "convolution", "framework": "onnx", "padding": "same", "dilation": 2},
            "dilation",
            "ONNX Runtime refuses auto_pad SAME with dilations > 1",
        ),
    ],
)
def test_a_refusal_says_the_rule_with_its_numbers(
    settings: dict[str, Any], parameter: str, sentence: str
) -> None:
    with pytest.raises(GeometryError) as refused:
        axis(2, **({"kernel": 3} | settings))

    assert refused.value.parameter == parameter
    assert sentence in refused.value.rule


def test_numbers_below_their_lowest_are_refused_by_name() -> None:
    layer = Layer(input_size=(2, 2), kernel_size=(2, 2))
    for field, value in (("stride", (0, 1)), ("dilation", (1, 0)), ("kernel_size", (0, 2))):
        fields: dict[str, Any] = {field: value}
        with pytest.raises(GeometryError, match=f"{field.replace('_', ' ')} must be at least 1"):
            resolve(replace(layer, **fields))
    with pytest.raises(GeometryError, match="padding must be at least 0"):
        resolve(replace(layer, padding=((0, -1), (0, 0))))


@pytest.mark.parametrize("framework", ["pytorch", "keras"])
def test_a_valid_convolution_is_padded_on_neither_side(framework: str) -> None:
    found = axis(5, 3, operation="convolution", framework=framework, padding="valid")

    assert (found.before, found.after, found.coarse) == (0, 0, 3)
