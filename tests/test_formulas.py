"""The written size formula: its numbers come to the size, whatever the setting."""

import re
from dataclasses import replace
from math import ceil, floor
from typing import Any

import pytest
from hypothesis import given, settings

from core.formulas import ENDS, PARAMETERS, size_formulas
from core.frameworks import resolve
from core.layer import Layer
from tests.strategies import layers


def evaluate(formula: str, **names: int) -> int:
    """Compute what a formula says, from its text and the values of its names alone."""
    python = formula.replace("·", "*").replace("−", "-").replace("mod", "%")
    python = re.sub(r"⌈(.*?)⌉", r"ceil(\1)", python)
    python = re.sub(r"⌊(.*?)⌋", r"floor(\1)", python)
    value = eval(python, {"ceil": ceil, "floor": floor, "max": max} | names)
    assert isinstance(value, int)
    return value


def test_the_formula_of_the_second_example() -> None:
    layer = Layer(input_size=(2, 2), kernel_size=(2, 2), stride=(2, 2))

    height, width = size_formulas(layer, resolve(layer))

    assert height == width
    assert height.words == "(input − 1)·stride + kernel − 2·padding"
    assert height.numbers == "(2 − 1)·2 + 2 − 2·0"
    assert height.result == 4


@pytest.mark.parametrize(
    ("setting", "words", "numbers"),
    [
        (
            {"stride": (2, 2), "padding": (1, 1), "output_padding": (1, 1)},
            "(input − 1)·stride + kernel − 2·padding + output_padding",
            "(4 − 1)·2 + 3 − 2·1 + 1",
        ),
        (
            {"dilation": (2, 2)},
            "(input − 1)·stride + dilation·(kernel − 1) + 1 − 2·padding",
            "(4 − 1)·1 + 2·(3 − 1) + 1 − 2·0",
        ),
        ({"stride": (2, 2), "output_size": (10, 10)}, "the size asked for", "10"),
        (
            {"framework": "onnx", "stride": (2, 2), "padding": ((1, 2), (1, 2))},
            "(input − 1)·stride + kernel − before − after",
            "(4 − 1)·2 + 3 − 1 − 2",
        ),
        ({"framework": "onnx", "stride": (2, 2), "padding": "same"}, "input·stride", "4·2"),
        ({"framework": "onnx", "stride": (2, 2), "padding": "same_lower"}, "input·stride", "4·2"),
        (
            # A kernel shorter than the stride: ONNX Runtime appends nothing.
            {"framework": "onnx", "stride": (4, 4), "padding": "same"},
            "(input − 1)·stride + kernel",
            "(4 − 1)·4 + 3",
        ),
        ({"framework": "keras", "stride": (2, 2), "padding": "same"}, "input·stride", "4·2"),
        (
            {"framework": "keras", "stride": (4, 4), "padding": "valid"},
            "(input − 1)·stride + max(kernel, stride)",
            "(4 − 1)·4 + max(3, 4)",
        ),
        (
            {"framework": "keras", "stride": (2, 2), "padding": "same", "output_padding": (0, 0)},
            "(input − 1)·stride + kernel mod 2 + output_padding",
            "(4 − 1)·2 + 3 mod 2 + 0",
        ),
        (
            {
                "framework": "keras",
                "kernel_size": (2, 2),
                "dilation": (2, 2),
                "padding": "same",
                "output_padding": (0, 0),
            },
            "(input − 1)·stride + (dilation·(kernel − 1) + 1) mod 2 + output_padding",
            "(4 − 1)·1 + (2·(2 − 1) + 1) mod 2 + 0",
        ),
        (
            {"framework": "keras", "stride": (2, 2), "output_padding": (1, 1)},
            "(input − 1)·stride + kernel + output_padding",
            "(4 − 1)·2 + 3 + 1",
        ),
        (
            {"framework": "keras", "stride": (2, 2), "padding": (1, 1)},
            "(input − 1)·stride + max(kernel, stride) − 2·padding",
            "(4 − 1)·2 + max(3, 2) − 2·1",
        ),
        (
            {"framework": "keras", "stride": (4, 4), "padding": ((0, 1), (0, 1))},
            "(input − 1)·stride + max(kernel, stride) − before − after",
            "(4 − 1)·4 + max(3, 4) − 0 − 1",
        ),
        (
            {
                "framework": "keras",
                "stride": (4, 4),
                "padding": ((2, 1), (2, 1)),
                "output_padding": (1, 1),
            },
            "(input − 1)·stride + kernel − before − after + output_padding",
            "(4 − 1)·4 + 3 − 2 − 1 + 1",
        ),
        (
            {"operation": "convolution", "framework": "keras", "padding": (1, 1)},
            "⌊(input + 2·padding − kernel) / stride⌋ + 1",
            "⌊(4 + 2·1 − 3) / 1⌋ + 1",
        ),
        (
            {"operation": "convolution", "padding": (1, 1), "dilation": (2, 2)},
            "⌊(input + 2·padding − (dilation·(kernel − 1) + 1)) / stride⌋ + 1",
            "⌊(4 + 2·1 − (2·(3 − 1) + 1)) / 1⌋ + 1",
        ),
        (
            {"operation": "convolution", "framework": "onnx", "padding": ((0, 1), (0, 1))},
            "⌊(input + before + after − kernel) / stride⌋ + 1",
            "⌊(4 + 0 + 1 − 3) / 1⌋ + 1",
        ),
        (
            {"operation": "convolution", "padding": "valid"},
            "⌊(input − kernel) / stride⌋ + 1",
            "⌊(4 − 3) / 1⌋ + 1",
        ),
        (
            {
                "operation": "convolution",
                "framework": "onnx",
                "padding": "same_lower",
                "stride": (3, 3),
            },
            "⌈input / stride⌉",
            "⌈4 / 3⌉",
        ),
    ],
)
def test_each_rule_in_its_own_words(setting: dict[str, Any], words: str, numbers: str) -> None:
    layer = Layer(**({"input_size": (4, 4), "kernel_size": (3, 3)} | setting))

    height, width = size_formulas(layer, resolve(layer))

    assert (height.words, height.numbers) == (words, numbers)
    assert height == width


def test_height_and_width_have_formulas_of_their_own() -> None:
    layer = Layer(
        input_size=(2, 3), kernel_size=(3, 2), stride=(2, 1), padding=(1, 0), output_padding=(1, 0)
    )

    height, width = size_formulas(layer, resolve(layer))

    assert (height.numbers, height.result) == ("(2 − 1)·2 + 3 − 2·1 + 1", 4)
    assert (width.numbers, width.result) == ("(3 − 1)·1 + 2 − 2·0", 4)
    assert width.words == "(input − 1)·stride + kernel − 2·padding"


@settings(max_examples=300)
@given(layers())
def test_numbers_and_words_come_to_the_result(layer: Layer) -> None:
    """Whoever's rules, both axes apart."""
    geometry = resolve(layer)

    formulas = size_formulas(layer, geometry) + size_formulas(layer, geometry, zero=True)

    assert tuple(formula.result for formula in formulas) == 2 * geometry.output_size
    for axis, formula in zip((0, 1, 0, 1), formulas, strict=True):
        assert evaluate(formula.numbers) == formula.result
        if formula.words == "the size asked for":
            assert layer.output_size is not None
            continue
        added = layer.output_padding[axis] if layer.output_padding else 0
        names = {
            "input": layer.input_size[axis],
            "kernel": layer.kernel_size[axis],
            "stride": layer.stride[axis],
            "dilation": layer.dilation[axis],
            "output_padding": added,
        }
        if not isinstance(layer.padding, str):
            said = layer.padding[axis]
            names |= (
                {"padding": said}
                if isinstance(said, int)
                else dict(zip(("before", "after"), said, strict=True))
            )
        assert evaluate(formula.words, **names) == formula.result
        # In pieces: each number that is a parameter's is that parameter's, or one end of it.
        parts = formula.parts()
        assert "".join(text for text, _, _ in parts) == formula.numbers
        known = [word for word in re.findall("[a-z_]+", formula.words) if word in PARAMETERS]
        said = [(int(text), name, end) for text, name, end in parts if name]
        assert said == [
            (names[word], PARAMETERS[word], word if word in ENDS else "") for word in known
        ]


def test_an_output_padding_of_0_is_written_where_another_one_could_be() -> None:
    layer = Layer(input_size=(14, 14), kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))

    def moved(**fields: Any) -> str:
        changed = replace(layer, **fields)
        return size_formulas(changed, resolve(changed), zero=True)[0].numbers

    assert moved() == "(14 − 1)·2 + 3 − 2·1 + 0"
    assert moved(framework="onnx", padding=((1, 0), (1, 0))) == "(14 − 1)·2 + 3 − 1 − 0 + 0"
    # JAX has none, and Keras' 0 is another thing than to say nothing.
    assert moved(framework="jax") == "(14 − 1)·2 + 3 − 2·1"
    assert moved(framework="keras", padding="same") == "14·2"
    assert moved(framework="keras", padding="same", output_padding=(0, 0)).endswith("3 mod 2 + 0")
