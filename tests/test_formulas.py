"""The written size formula: its numbers come to the size, whatever the setting."""

import re
from math import ceil, floor

from hypothesis import given, settings

from core.fixes import resolve_or_fix
from core.formulas import size_formulas
from core.frameworks import GeometryError, Layer
from tests.test_fixes import lab_layers


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

    height, width = size_formulas(layer, resolve_or_fix(layer))

    assert height == width
    assert height.words == "(input − 1)·stride + kernel − 2·padding"
    assert height.numbers == "(2 − 1)·2 + 2 − 2·0"
    assert height.result == 4


@settings(max_examples=300)
@given(lab_layers())
def test_numbers_and_words_come_to_the_result(layer: Layer) -> None:
    try:
        geometry = resolve_or_fix(layer)
    except GeometryError:
        return

    formulas = size_formulas(layer, geometry)

    assert tuple(formula.result for formula in formulas) == geometry.output_size
    for axis, formula in enumerate(formulas):
        assert evaluate(formula.numbers) == formula.result
        one = (geometry.height, geometry.width)[axis]
        names = {
            "input": layer.input_size[axis],
            "kernel": layer.kernel_size[axis],
            "stride": layer.stride[axis],
            "dilation": layer.dilation[axis],
            "output_padding": layer.output_padding[axis] if layer.output_padding else 0,
            "before": one.before,
            "after": one.after + (layer.output_padding[axis] if layer.output_padding else 0),
        }
        if not isinstance(layer.padding, str):
            padding = layer.padding[axis]
            assert isinstance(padding, int)
            names["padding"] = padding
        assert evaluate(formula.words, **names) == formula.result
