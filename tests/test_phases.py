"""The kernel taken apart by the stride: small convolutions, laid out in turn."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from torch.nn.functional import conv_transpose2d

from core.contributions import trace, trace_layer
from core.layer import Layer
from core.phases import in_words, interleaved, phases, steps_in_words
from tests.strategies import layers


def test_the_even_cells_meet_the_corner_taps_and_the_odd_ones_the_middle() -> None:
    """Ones 2×2, kernel 3×3 counting up, stride 2: taps 1 3 7 9, and tap 5 alone."""
    first, *_, last = phases(trace(np.ones((2, 2)), np.arange(1.0, 10).reshape(3, 3), stride=2))

    assert first.kernel.tolist() == [[1, 3], [7, 9]]
    assert first.output.tolist() == [
        [1, 3 + 1, 3],
        [7 + 1, 9 + 7 + 3 + 1, 9 + 3],
        [7, 9 + 7, 9],
    ]
    assert last.kernel.tolist() == [[5]]
    assert last.output.tolist() == [[5, 5], [5, 5]]
    assert last.rows.cells.tolist() == [1, 3]


@settings(max_examples=150)
@given(layers(largest=(5, 4)))
def test_laid_out_in_turn_the_phases_are_the_output(layer: Layer) -> None:
    numbers = np.random.default_rng(1)
    image = numbers.integers(-9, 10, layer.input_size)
    kernel = numbers.integers(-9, 10, layer.kernel_size)
    traced = trace_layer(layer, image, kernel, bias=[3])
    if not traced.transposed:
        return

    np.testing.assert_array_equal(interleaved(traced), traced.result()[0])


@pytest.mark.parametrize(
    ("stride", "padding", "more"), [(1, 0, 0), (2, 1, 1), (3, 0, 2), (4, 1, 0)]
)
def test_laid_out_in_turn_the_phases_are_torchs_output(
    stride: int, padding: int, more: int
) -> None:
    image, kernel = np.arange(1.0, 13).reshape(3, 4), np.arange(1.0, 17).reshape(4, 4)
    expected = conv_transpose2d(
        torch.tensor(image)[None, None],
        torch.tensor(kernel)[None, None],
        None,
        stride,
        padding,
        more,
    )

    traced = trace(image, kernel, stride=stride, padding=padding, output_padding=more)

    np.testing.assert_array_equal(interleaved(traced), expected[0, 0].numpy())


def test_each_phase_is_an_ordinary_convolution_of_the_ringed_input() -> None:
    """Stride 2, kernel 4: four kernels 2×2, turned, with step 1 and a ring of one zero."""
    image, kernel = np.arange(1.0, 10).reshape(3, 3), np.arange(1.0, 17).reshape(4, 4)
    ringed = torch.nn.functional.pad(torch.tensor(image)[None, None], (1, 1, 1, 1))

    for phase in phases(trace(image, kernel, stride=2)):
        turned = torch.tensor(phase.kernel[::-1, ::-1].copy())[None, None]
        small = torch.nn.functional.conv2d(ringed, turned)
        np.testing.assert_array_equal(phase.output, small[0, 0].numpy())


def test_a_phase_without_a_tap_is_a_hole() -> None:
    """Kernel 1, stride 2: only even rows and columns are reached."""
    traced = trace(np.ones((2, 2)), [[7]], stride=2, output_padding=1)

    assert [phase.kernel.size for phase in phases(traced)] == [1, 0, 0, 0]
    assert "3 of them have no tap: holes." in in_words(traced)
    assert steps_in_words(traced) == [
        "Phase 0 of 4: 1 of the 1 taps, laid from y[0,0] on, 4 cells.",
        "Phase 1 of 4: no tap, holes, laid from y[0,1] on, 4 cells.",
        "Phase 2 of 4: no tap, holes, laid from y[1,0] on, 4 cells.",
        "Phase 3 of 4: no tap, holes, laid from y[1,1] on, 4 cells.",
    ]


def test_stride_1_has_one_phase() -> None:
    traced = trace(np.ones((2, 2)), np.ones((2, 2)))

    assert len(phases(traced)) == 1
    assert in_words(traced).startswith("Stride 1 has one phase")
    assert steps_in_words(traced) == []


def test_a_convolution_and_several_maps_are_refused() -> None:
    with pytest.raises(ValueError, match="only a transposed convolution has phases"):
        phases(trace(np.ones((2, 2)), np.ones((2, 2)), operation="convolution"))
    with pytest.raises(ValueError, match="one map at a time"):
        phases(trace(np.ones((2, 2, 2)), np.ones((2, 1, 2, 2))))
