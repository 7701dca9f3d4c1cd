"""Stacks of transposed convolutions: what a flat input becomes, and when it stays flat."""

from dataclasses import replace
from math import gcd, prod

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import conv_transpose2d

from core.arguments import GeometryError
from core.contributions import Numbers, Trace
from core.frameworks import resolve
from core.geometry import Axis
from core.layer import Layer
from core.stacks import (
    LARGEST_SIDE,
    away_from_borders,
    even,
    kernels,
    phase_sums,
    reason,
    repeating,
    sized,
    stacked,
)


def layer(
    kernel: int, stride: int = 1, padding: int = 0, more: int = 0, dilation: int = 1
) -> Layer:
    return Layer(
        input_size=(9, 9),
        kernel_size=(kernel, kernel),
        stride=(stride, stride),
        padding=(padding, padding),
        output_padding=(more, more),
        dilation=(dilation, dilation),
    )


def ones(layers: list[Layer], side: int) -> list[Trace]:
    with_sizes = sized(layers, side)
    return stacked(with_sizes, kernels(with_sizes, "ones", 0))


def torch_s(image: Numbers, layers: list[Layer], weights: list[Numbers]) -> Numbers:
    made = torch.tensor(image)[None, None]
    for one, kernel in zip(layers, weights, strict=True):
        made = conv_transpose2d(
            made,
            torch.tensor(kernel)[None, None],
            None,
            one.stride,
            one.padding,  # type: ignore[arg-type]
            one.output_padding or (0, 0),
            1,
            one.dilation,
        )
    return made[0, 0].numpy()


def test_a_kernel_of_2_evens_out_what_a_kernel_of_3_made_uneven() -> None:
    """Along one side 1 1 2 1 2 1 1, then 1 2 3 3 3 3 2 1: each cell adds a 1 and a 2."""
    first, second = ones([layer(3, 2), layer(2)], 3)

    line = np.array([1, 1, 2, 1, 2, 1, 1])
    np.testing.assert_array_equal(first.result()[0], np.outer(line, line))
    line = np.array([1, 2, 3, 3, 3, 3, 2, 1])
    np.testing.assert_array_equal(second.result()[0], np.outer(line, line))
    for inside in away_from_borders([first, second]):
        assert np.flatnonzero(inside).tolist() == [2, 3, 4, 5]
    pattern = repeating([first, second])
    assert pattern is not None
    assert pattern.tolist() == [[9, 9], [9, 9]]


@settings(max_examples=200)
@given(
    kernel=st.integers(1, 9),
    stride=st.integers(1, 6),
    dilation=st.integers(1, 4),
    padding=st.integers(0, 3),
)
def test_overlap_is_even_exactly_where_the_stride_divides_the_kernel(
    kernel: int, stride: int, dilation: int, padding: int
) -> None:
    """Away from the borders, and with no common factor of dilation and stride.

    Torch counts: ones through ones, along one row. What is away from the borders has a whole
    extent of the kernel on either side of it.
    """
    extent = dilation * (kernel - 1) + 1
    cells = 2 * (extent // stride) + 2 * padding + 8
    row = conv_transpose2d(
        torch.ones(1, 1, 1, cells),
        torch.ones(1, 1, 1, kernel),
        None,
        (1, stride),
        (0, padding),
        0,
        1,
        (1, dilation),
    )[0, 0, 0]
    inner = row[extent - 1 : len(row) - extent + 1].numpy()
    assert len(inner) >= stride

    is_even = len(set(inner.tolist())) == 1
    assert is_even == (kernel % stride == 0 and gcd(dilation, stride) == 1)
    axis = resolve(layer(kernel, stride, 0, 0, dilation)).height
    assert axis.even == is_even
    assert reason(axis).startswith("even") == is_even


def test_with_dilation_1_the_stride_alone_decides() -> None:
    for kernel in range(1, 10):
        for stride in range(1, 7):
            axis = resolve(layer(kernel, stride)).height
            assert axis.even == (kernel % stride == 0)


@st.composite
def stacks(draw: st.DrawFn) -> list[Layer]:
    made = []
    for _ in range(draw(st.integers(1, 3))):
        stride, dilation = draw(st.integers(1, 3)), draw(st.integers(1, 2))
        made.append(
            layer(
                draw(st.integers(1, 5)),
                stride,
                draw(st.integers(0, 2)),
                draw(st.integers(0, max(stride, dilation) - 1)),
                dilation,
            )
        )
    return made


@st.composite
def oblong_stacks(draw: st.DrawFn) -> list[Layer]:
    """Return layers whose rows are wired by one stack's numbers, and columns by another's."""
    names = ("kernel_size", "stride", "padding", "output_padding", "dilation")
    return [
        replace(
            down, **{name: (getattr(down, name)[0], getattr(across, name)[1]) for name in names}
        )
        for down, across in zip(draw(stacks()), draw(stacks()), strict=False)
    ]


@settings(max_examples=100, deadline=None)
@given(layers=oblong_stacks(), side=st.integers(3, 6), seed=st.integers(0, 99))
def test_a_stack_is_torch_s_and_repeats_away_from_its_borders(
    layers: list[Layer], side: int, seed: int
) -> None:
    try:
        layers = sized(layers, side)
    except GeometryError:
        return
    weights = kernels(layers, "random", seed)
    traces = stacked(layers, weights)
    made = traces[-1].result()[0]
    np.testing.assert_allclose(
        made, torch_s(np.ones((side, side)), layers, weights), rtol=1e-9, atol=1e-9
    )
    pattern = repeating(traces)
    if pattern is None:
        return
    inside = [np.flatnonzero(axis) for axis in away_from_borders(traces)]
    periods = [prod(one.stride[axis] for one in layers) for axis in (0, 1)]
    assert pattern.shape == tuple(periods)
    places = [cells % period for cells, period in zip(inside, periods, strict=True)]
    expected = pattern[np.ix_(*places)]
    np.testing.assert_allclose(made[np.ix_(*inside)], expected, rtol=1e-9, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(layers=stacks())
def test_a_stack_of_even_layers_is_even_and_one_with_an_uneven_last_layer_after_them_is_not(
    layers: list[Layer],
) -> None:
    try:
        traces = ones(layers, 9)
    except GeometryError:
        return
    pattern = repeating(traces)
    *first, last = (traced.geometry.height.even for traced in traces)
    if pattern is None or not all(first):
        return

    assert even(pattern) == last


@pytest.mark.parametrize("weights", ["random", "alike"])
@pytest.mark.parametrize(("kernel", "stride"), [(4, 2), (3, 2), (6, 3), (5, 1)])
def test_the_sums_of_the_phases_are_what_a_flat_input_becomes(
    kernel: int, stride: int, weights: str
) -> None:
    """Also where every cell gets as many products: random weights leave a pattern, alike none."""
    layers = sized([layer(kernel, stride)], 9)
    made = kernels(layers, weights, 3)  # type: ignore[arg-type]
    pattern = repeating(stacked(layers, made))

    assert pattern is not None
    np.testing.assert_allclose(pattern, phase_sums(layers[0], made[0]), rtol=1e-12, atol=1e-12)
    assert even(pattern) == (weights == "alike" or stride == 1)


def test_padding_only_moves_where_the_pattern_begins() -> None:
    """Kernel 3, stride 2: 4 products, 2, 2, 1; padding 1 cuts the first row and column."""
    without, with_padding = (repeating(ones([layer(3, 2, padding)], 5)) for padding in (0, 1))

    assert without is not None
    assert with_padding is not None
    assert without.tolist() == [[4, 2], [2, 1]]
    assert with_padding.tolist() == [[1, 2], [2, 4]]


def test_a_phase_without_a_tap_is_a_hole_and_no_border() -> None:
    pattern = repeating(ones([layer(1, 2)], 4))

    assert pattern is not None
    assert pattern.tolist() == [[1, 0], [0, 0]]


def test_too_few_cells_have_nothing_away_from_the_borders() -> None:
    assert repeating(ones([layer(5)], 2)) is None


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ([layer(4, 4)] * 3, f"Layer 2 makes 144 cells a side: {LARGEST_SIDE} is the most here"),
        ([layer(4, 2), layer(3, 2, 0, 2)], "Layer 2: PyTorch wants output_padding smaller"),
    ],
)
def test_a_stack_that_cannot_be_is_refused_before_it_is_computed(
    layers: list[Layer], said: str
) -> None:
    with pytest.raises(GeometryError, match=said):
        sized(layers, 9)


def test_one_seed_is_one_set_of_weights_and_each_layer_has_its_own() -> None:
    layers = sized([layer(3, 2), layer(3, 2)], 4)
    first, second = kernels(layers, "random", 5)

    np.testing.assert_array_equal(first, kernels(layers, "random", 5)[0])
    assert not np.array_equal(first, second)
    assert not np.array_equal(first, kernels(layers, "random", 6)[0])


@pytest.mark.parametrize(
    ("kernel", "stride", "dilation", "said"),
    [
        (4, 2, 1, "even, 2 products along each side: stride 2 divides kernel 4"),
        (2, 2, 1, "even, 1 product along each side: stride 2 divides kernel 2"),
        (5, 1, 3, "even, 5 products along each side: stride 1"),
        (
            5,
            3,
            1,
            "uneven, 2, 2 and 1 products in turn along each side: stride 3 does not divide "
            "kernel 5",
        ),
        (2, 3, 1, "holes: kernel 2 is smaller than stride 3"),
        (4, 2, 2, "holes: dilation 2 and stride 2 have a common factor"),
    ],
)
def test_the_reason_is_said(kernel: int, stride: int, dilation: int, said: str) -> None:
    axis = Axis(
        coarse=9,
        fine=8 * stride + dilation * (kernel - 1) + 1,
        kernel=kernel,
        stride=stride,
        dilation=dilation,
        before=0,
        after=0,
    )

    assert reason(axis) == said
