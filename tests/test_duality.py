"""⟨Cu, v⟩ = ⟨u, Cᵀv⟩, and by how much one more at an input lets the outputs grow."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import conv2d, conv_transpose2d

from core.contributions import trace, trace_layer
from core.duality import duality
from core.layer import Layer
from tests.strategies import layers


def test_both_sums_of_the_worked_example() -> None:
    """1 2 by 10 20 30 with stride 2: 10 20 50 40 60."""
    found = duality(trace([[1, 2]], [[10, 20, 30]], stride=2))

    assert found.forth == 1 * 10 + 2 * 20 + 3 * 50 + 4 * 40 + 5 * 60
    assert found.back == 1 * (1 * 10 + 2 * 20 + 3 * 30) + 2 * (3 * 10 + 4 * 20 + 5 * 30)
    assert found.grows.tolist() == [[[60, 60]]]


@settings(max_examples=150)
@given(layers(largest=(5, 4)), st.sampled_from([(1, 1, 1), (2, 3, 1), (2, 4, 2)]))
def test_the_two_sums_are_the_same_whatever_the_layer(
    layer: Layer, channels: tuple[int, int, int]
) -> None:
    inputs, outputs, groups = channels
    ends = (inputs, outputs) if layer.operation == "transposed" else (outputs, inputs)
    numbers = np.random.default_rng(2)
    image = numbers.integers(-9, 10, (inputs, *layer.input_size))
    kernel = numbers.integers(-9, 10, (ends[0], ends[1] // groups, *layer.kernel_size))

    found = duality(trace_layer(layer, image, kernel, groups=groups, bias=range(outputs)))

    assert found.forth == found.back


@pytest.mark.parametrize("operation", ["convolution", "transposed"])
def test_the_growth_is_torchs_gradient_of_the_sum(operation: str) -> None:
    image = torch.arange(1.0, 17, dtype=torch.float64).reshape(1, 1, 4, 4).requires_grad_()
    kernel = torch.arange(1.0, 10, dtype=torch.float64).reshape(1, 1, 3, 3)
    layer = conv2d if operation == "convolution" else conv_transpose2d
    layer(image, kernel, stride=2, padding=1).sum().backward()

    traced = trace(
        image.detach()[0, 0].numpy(),
        kernel[0, 0].numpy(),
        operation="convolution" if operation == "convolution" else "transposed",
        stride=2,
        padding=1,
    )

    assert image.grad is not None
    np.testing.assert_array_equal(duality(traced).grows, image.grad[0].numpy())


def test_one_more_at_a_cell_lets_the_outputs_grow_by_what_is_said() -> None:
    image, kernel = np.ones((3, 3)), np.arange(1.0, 5).reshape(2, 2)
    before = trace(image, kernel, operation="convolution").result().sum()
    image[1, 2] += 1
    after = trace(image, kernel, operation="convolution").result().sum()

    grows = duality(trace(image, kernel, operation="convolution")).grows
    # The right column is met by the right taps alone.
    assert grows[0, 1, 2] == after - before == 2 + 4
