"""Axes that differ, one dimension, and what follows the sum, from the setting to the program."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from app.setting.link import UNSAID
from app.setting.setting import Numbers, Setting
from app.stage.message import of_setting
from app.stage.scene import scene
from core.activations import ACTIVATIONS
from core.arguments import GeometryError
from core.contributions import trace_layer
from core.exports.calls import call
from core.exports.snippets import LANGUAGES, Language, snippet
from core.fixes import nearest_fix
from core.frameworks import resolve
from core.layer import Layer
from core.timeline import timeline
from tests.test_snippets import run_keras

PLAIN = replace(UNSAID, image=Numbers(), kernel=Numbers(fill="random", seed=3))
ROW = replace(PLAIN, dimensions=1, input_size=(1, 5), kernel_size=3, stride=2, padding=1)


def refereed(setting: Setting) -> Any:
    """Return what PyTorch makes of a setting's numbers."""
    layer, image, kernel = setting.layer(), setting.image_grid(), setting.kernel_grid()
    words: dict[str, Any] = {"stride": layer.stride, "dilation": layer.dilation}
    words["padding"] = layer.padding
    if setting.operation == "transposed":
        words["output_padding"] = layer.output_padding or (0, 0)
        return functional.conv_transpose2d(
            torch.tensor(image)[None], torch.tensor(kernel), **words
        )[0].numpy()
    return functional.conv2d(torch.tensor(image)[None], torch.tensor(kernel), **words)[0].numpy()


@pytest.mark.parametrize("operation", ["transposed", "convolution"])
@pytest.mark.parametrize(
    "fields",
    [
        {"kernel_size": (2, 3)},
        {"kernel_size": (3, 1), "stride": (1, 2), "padding": (1, 0)},
        {"kernel_size": (1, 4), "dilation": (3, 2), "padding": (0, 2), "stride": (2, 3)},
        {"kernel_size": (2, 3), "stride": (3, 2), "padding": (1, 1), "channels": (3, 2)},
    ],
)
def test_axes_that_differ_give_pytorch_s_numbers(operation: Any, fields: dict[str, Any]) -> None:
    setting = replace(PLAIN, operation=operation, input_size=(7, 8), **fields)

    np.testing.assert_array_equal(setting.trace().result(), refereed(setting))


def test_output_padding_by_axis_is_pytorch_s() -> None:
    setting = replace(PLAIN, input_size=(3, 4), stride=(2, 3), output_padding=(0, 2))

    np.testing.assert_array_equal(setting.trace().result(), refereed(setting))


def test_one_dimension_is_pytorch_s_conv_transpose1d() -> None:
    image, kernel = ROW.image_grid(), ROW.kernel_grid()
    expected = functional.conv_transpose1d(
        torch.tensor(image[:, 0])[None], torch.tensor(kernel[:, :, 0]), stride=2, padding=1
    )[0].numpy()

    np.testing.assert_array_equal(ROW.trace().result()[:, 0], expected)


@pytest.mark.parametrize("field", ["input_size", "kernel_size", "stride", "dilation", "padding"])
def test_a_row_with_a_height_is_refused(field: str) -> None:
    layer = Layer(input_size=(1, 5), kernel_size=(1, 3), dimensions=1)

    resolve(layer)
    with pytest.raises(GeometryError, match=r"^One dimension is a row: ") as refused:
        resolve(replace(layer, **{field: (2, 3)}))
    assert refused.value.parameter == field


def test_the_height_of_a_row_is_never_mended() -> None:
    """2·3 cells are more than the full output of 5: one on either side is the most."""
    layer = Layer(input_size=(1, 3), kernel_size=(1, 3), padding=(0, 3), dimensions=1)

    fix = nearest_fix(layer, moved="kernel_size")
    assert fix is not None
    assert (fix.text, fix.value) == ("padding 2", (0, 2))


def test_a_word_is_replaced_by_a_padding_for_each_axis() -> None:
    """SAME makes 4 cells 8 and 4; 3·2 + 3 is 9, and 3 + 5 is 8."""
    same = Layer(input_size=(4, 4), kernel_size=(3, 5), stride=(2, 1), padding="same")

    fix = nearest_fix(same, moved="framework")
    assert fix is not None
    assert fix.text == "padding 1×2 with output_padding 1×0"
    assert resolve(replace(same, **fix.fields)).output_size == (8, 4)


@pytest.mark.parametrize(
    ("framework", "line"),
    [
        ("pytorch", "nn.ConvTranspose1d(c_in, c_out, 3, stride=2, padding=1)"),
        ("onnx", 'helper.make_node("ConvTranspose", ["x", "w"], ["y"], kernel_shape=[3], '
         "strides=[2], pads=[1, 1])"),
        ("jax", 'lax.conv_transpose(x, w, (2,), [(1, 1)], dimension_numbers=("NWC", "WIO", "NWC"), '
         "transpose_kernel=True)"),
    ],
)  # fmt: skip
def test_the_line_of_a_row_is_of_one_dimension(framework: Any, line: str) -> None:
    assert call(replace(ROW, framework=framework).layer()) == line


def test_the_line_of_keras_for_a_row() -> None:
    keras = replace(ROW, framework="keras", padding="same")

    assert call(keras.layer()) == 'layers.Conv1DTranspose(filters, 3, strides=2, padding="same")'
    assert call(replace(keras, zero_said=True).layer()).endswith(", output_padding=0)")


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
@pytest.mark.parametrize("language", ["pytorch", "numpy"])
@pytest.mark.parametrize("operation", ["transposed", "convolution"])
@pytest.mark.parametrize(
    "setting",
    [
        ROW,
        replace(
            PLAIN, kernel_size=(2, 3), padding=((0, 1), (1, 0)), framework="onnx", bias=(-40.0,)
        ),
    ],
)
def test_the_program_of_a_row_and_of_an_activation_checks_itself(
    setting: Setting, operation: Any, language: Language, activation: Any
) -> None:
    traced = replace(setting, operation=operation).trace()
    code = snippet(traced, language, activation=activation).code
    assert code is not None

    names: dict[str, Any] = {}
    exec(code, names)
    computed = np.asarray(names["y"]).reshape(traced.output_shape)
    np.testing.assert_allclose(computed, ACTIVATIONS[activation].apply(traced.result()))
    if setting is ROW and language == "pytorch":
        assert ("conv_transpose1d" if operation == "transposed" else "conv1d") in code


@pytest.mark.parametrize("first", [False, True])
def test_keras_crops_a_row_by_a_layer_with_one_layout_and_pads_it_in_both(first: bool) -> None:
    """Cropping1D has no data_format: with channels first the cut is a slice."""
    sided = replace(ROW, framework="keras", padding=((0, 0), (1, 2)), input_size=(1, 5))
    codes = [
        snippet(replace(sided, operation=operation).trace(), "keras", channels_first=first).code
        or ""
        for operation in ("transposed", "convolution")
    ]

    assert ("keras.layers.Cropping1D(\n    cropping=(1, 2),\n    dtype=" in codes[0]) != first
    assert ("y = full[:, :, 1:9]" in codes[0]) == first
    assert "keras.layers.ZeroPadding1D(\n    padding=(1, 2),\n    data_format=" in codes[1]
    programs = [f"{code}\ny = np.zeros((1, 1, 1, 1))\n" for code in codes]
    assert [outcome for outcome, _ in run_keras(programs)] == ["ran"] * 2


def test_keras_takes_its_own_arguments() -> None:
    """A row, channels first, an activation, a crop beside the layer, and an explicit 0."""
    same = replace(PLAIN, framework="keras", padding="same", kernel_size=3, bias=(-30.0,))
    traces = [
        (replace(same, dimensions=1, input_size=(1, 4)).trace(), "relu", False),
        (replace(same, kernel_size=(2, 3), stride=(1, 2)).trace(), "sigmoid", True),
        (replace(same, zero_said=True).trace(), "relu", False),
        (replace(ROW, bias=(-9.0,)).trace(), "relu", True),
    ]
    programs = []
    for traced, activation, first in traces:
        code = snippet(traced, "keras", activation=activation, channels_first=first).code  # type: ignore[arg-type]
        assert code is not None
        programs.append(f"{code}\ny = np.zeros((1, 1, 1, 1))\n")
    assert "Conv1DTranspose" in programs[0]
    assert 'data_format="channels_first"' in programs[1]
    assert "output_padding=(0, 0)" in programs[2]

    assert [outcome for outcome, _ in run_keras(programs)] == ["ran"] * 4


def test_what_a_row_says_has_no_height() -> None:
    said = " ".join(
        sentence
        for phase in timeline(replace(ROW, output_padding=1).trace(), "output").phases
        for sentence in phase.sentences
    )

    assert "The input, 5 cells." in said
    assert "Stride 2 moves the cells apart: 1 zero between neighbours makes 9." in said
    assert "at the right only, by 1" in said
    shown = scene(ROW.trace(), ("stamp",), "input")
    assert [formula["numbers"] for formula in shown["formulas"]] == ["(5 − 1)·2 + 3 − 2·1"]
    assert (shown["dimensions"], shown["weighs"]) == (1, "3 parameters")


def test_the_scene_says_the_parameters_and_what_follows_the_sum() -> None:
    setting = replace(PLAIN, channels=(2, 3), kernel_size=(2, 4), bias=(1.0,), activation="relu")
    shown = scene(setting.trace(), ("stamp",), "input", activation="relu")

    assert shown["weighs"] == "51 parameters: 2·3·2·4 weights + 3 biases"
    assert shown["activated"] is not None
    assert shown["activated"]["name"] == "ReLU"
    expected = np.maximum(setting.trace().result(), 0)
    np.testing.assert_array_equal(shown["activated"]["output"], expected)
    assert scene(setting.trace(), ("stamp",), "input")["activated"] is None


def test_a_reading_with_too_many_phases_says_so() -> None:
    wide = replace(PLAIN, stride=32, kernel_size=28)

    lacking = dict(scene(wide.trace(), ("stamp",), "input")["lacking"])  # type: ignore[arg-type]
    assert lacking["phases"] == "Phases: laid out up to 36, here are 1,024."


def test_controls_say_one_number_or_one_per_axis_or_side() -> None:
    oblong = replace(PLAIN, kernel_size=(2, 3), padding=((0, 1), (2, 2)))
    shown = of_setting(oblong)
    assert (shown["kernel_size"], shown["stride"]) == ([2, 3], 2)
    assert shown["padding"] == [[0, 1], [2, 2]]

    row = of_setting(replace(ROW, framework="onnx", padding=((0, 0), (0, 1))))
    assert (row["kernel_size"], row["input_size"]) == (3, [1, 5])
    assert row["padding"] == [[0, 1], [0, 1]]


def test_an_example_s_layer_of_one_dimension_is_traced_like_its_picture() -> None:
    """The same numbers, whether they are a row or a picture of one row."""
    flat = trace_layer(ROW.layer(), ROW.image_grid(), ROW.kernel_grid())
    picture = trace_layer(replace(ROW.layer(), dimensions=2), ROW.image_grid(), ROW.kernel_grid())

    np.testing.assert_array_equal(flat.result(), picture.result())
    assert set(LANGUAGES) == {"pytorch", "keras", "numpy"}
