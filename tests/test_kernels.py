"""Kernel presets do what their names say, in the setting they suggest."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import interpolate

from core.arguments import Fix, GeometryError
from core.contributions import trace
from core.kernels import (
    PRESETS,
    UPSAMPLINGS,
    Preset,
    PresetName,
    UpsamplingName,
    preset,
    upsampling,
)
from tests.strategies import Numbers

pictures = st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(0, 2**16)).map(
    lambda t: np.random.default_rng(t[2]).integers(-9, 10, t[:2]).astype(float)
)


def applied(chosen: Preset, picture: Numbers, *, operation: str = "transposed") -> Numbers:
    """Apply a preset with the setting that it suggests."""
    return trace(
        picture,
        chosen.kernel,
        operation="convolution" if operation == "convolution" else "transposed",
        stride=chosen.stride or 1,
        padding=chosen.padding,
        output_padding=chosen.output_padding or None,
    ).result()[0]


def test_the_kernels_of_size_3_as_one_knows_them() -> None:
    blur, edge, sharpen = (preset(name, 3).kernel for name in ("blur", "edge", "sharpen"))

    assert (16 * blur).tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    assert edge.tolist() == [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]
    assert sharpen.tolist() == [[-1, -1, -1], [-1, 9, -1], [-1, -1, -1]]
    assert preset("ones", 2).kernel.tolist() == [[1, 1], [1, 1]]


def test_the_bilinear_kernel_of_stride_2() -> None:
    """1/4 3/4 3/4 1/4 along each axis: two stamps meet in each cell with weights that sum to 1."""
    chosen = upsampling("bilinear", 2)

    assert (4 * chosen.kernel[1] / 0.75).tolist() == [1, 3, 3, 1]
    assert (chosen.kernel_size, chosen.padding, chosen.output_padding) == (4, 1, 0)


def test_stride_2_enlarges_a_row_by_hand() -> None:
    """From 4 to 8: a quarter of the way, then three quarters; outside the picture is 0."""
    row = upsampling("bilinear", 2).kernel[1:2] / 0.75
    enlarged = trace([[4.0, 8.0]], row, stride=(1, 2), padding=(0, 1)).result()

    assert enlarged.tolist() == [
        [[4 * 0.75, 4 * 0.75 + 8 * 0.25, 4 * 0.25 + 8 * 0.75, 8 * 0.75]],
    ]


@given(pictures, st.integers(1, 6))
def test_nearest_repeats_each_cell(picture: Numbers, stride: int) -> None:
    enlarged = applied(upsampling("nearest", stride), picture)

    np.testing.assert_array_equal(enlarged, np.kron(picture, np.ones((stride, stride))))


@given(pictures, st.integers(1, 6))
def test_bilinear_is_torch_s_away_from_the_border(picture: Numbers, stride: int) -> None:
    enlarged = applied(upsampling("bilinear", stride), picture)
    expected = interpolate(torch.tensor(picture)[None, None], scale_factor=stride, mode="bilinear")[
        0, 0
    ].numpy()

    assert enlarged.shape == expected.shape
    inner = (slice(stride, -stride), slice(stride, -stride))
    np.testing.assert_allclose(enlarged[inner], expected[inner], atol=1e-12)


@given(st.integers(3, 7), st.integers(1, 6), st.integers(-9, 9))
def test_bilinear_of_a_constant_is_constant_inside(side: int, stride: int, number: int) -> None:
    enlarged = applied(upsampling("bilinear", stride), np.full((side, side), float(number)))

    np.testing.assert_allclose(enlarged[stride:-stride, stride:-stride], number, atol=1e-12)


@given(st.sampled_from(UPSAMPLINGS), st.integers(1, 6), pictures)
def test_upsampling_multiplies_the_size_by_the_stride(
    name: str, stride: int, picture: Numbers
) -> None:
    enlarged = applied(upsampling(name, stride), picture)  # type: ignore[arg-type]

    assert enlarged.shape == (stride * picture.shape[0], stride * picture.shape[1])


@given(st.sampled_from(PRESETS), st.sampled_from([1, 3, 5, 7]), pictures)
def test_odd_presets_keep_the_size_in_both_operations(
    name: str, size: int, picture: Numbers
) -> None:
    size = max(size, 3) if name in ("edge", "sharpen") else size
    for operation in ("transposed", "convolution"):
        filtered = applied(preset(name, size), picture, operation=operation)  # type: ignore[arg-type]
        assert filtered.shape == picture.shape
        if name == "identity":
            np.testing.assert_array_equal(filtered, picture)


@given(st.sampled_from(["ones", "blur"]), st.sampled_from([2, 4]), pictures)
def test_even_presets_miss_the_size_by_one_cell(name: str, size: int, picture: Numbers) -> None:
    chosen = preset(name, size)  # type: ignore[arg-type]
    height, width = picture.shape

    assert applied(chosen, picture).shape == (height + 1, width + 1)


@given(st.sampled_from(["blur", "edge", "sharpen"]), st.sampled_from([3, 5]), st.integers(-9, 9))
def test_even_areas_stay_or_vanish(name: str, size: int, number: int) -> None:
    filtered = applied(preset(name, size), np.full((7, 7), float(number)))  # type: ignore[arg-type]

    inner = filtered[size // 2 : -(size // 2), size // 2 : -(size // 2)]
    np.testing.assert_array_equal(inner, 0 if name == "edge" else number)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6])
def test_blur_weights_sum_to_1_exactly(size: int) -> None:
    assert preset("blur", size).kernel.sum() == 1


@pytest.mark.parametrize("size", range(1, 6))
@pytest.mark.parametrize("name", PRESETS)
def test_a_refused_size_names_one_that_works(name: str, size: int) -> None:
    """Every kernel control from 1 to 5, and every name: a kernel, or a sentence and its fix."""
    possible = name in ("ones", "blur") or (size % 2 and (size > 1 or name == "identity"))
    if possible:
        chosen = preset(name, size)  # type: ignore[arg-type]
        assert chosen.kernel.shape == (size, size)
        assert 0 <= chosen.padding <= 4
        return
    with pytest.raises(GeometryError) as refused:
        preset(name, size)  # type: ignore[arg-type]
    fix = refused.value.fix
    assert fix is not None
    assert str(refused.value).endswith(f"; {fix.text} would work")
    fixed, _ = fix.value  # type: ignore[misc]
    assert preset(name, fixed).kernel_size <= 5  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["identity", "edge", "sharpen"])
@pytest.mark.parametrize("size", [2, 4])
def test_no_middle_in_an_even_kernel(name: PresetName, size: int) -> None:
    with pytest.raises(GeometryError) as refused:
        preset(name, size)

    assert (refused.value.parameter, refused.value.value) == ("kernel_size", size)
    assert refused.value.fix == Fix("kernel_size", (size + 1, size + 1), f"kernel_size {size + 1}")
    assert str(refused.value) == (
        f"The kernel '{name}' needs a middle tap, and a size of {size} has none; "
        f"kernel_size {size + 1} would work"
    )


@pytest.mark.parametrize("name", ["edge", "sharpen"])
def test_no_neighbour_in_a_kernel_of_1(name: PresetName) -> None:
    with pytest.raises(GeometryError) as refused:
        preset(name, 1)

    assert (refused.value.parameter, refused.value.value) == ("kernel_size", 1)
    assert refused.value.fix == Fix("kernel_size", (3, 3), "kernel_size 3")
    assert refused.value.rule == (
        f"The kernel '{name}' compares a cell with its neighbours, and a size of 1 reaches none"
    )


@pytest.mark.parametrize(
    ("name", "stride", "size", "largest", "nearest"),
    [
        ("Bilinear", 4, 8, 5, 3),  # 2·3 − 1 = 5
        ("Bilinear", 3, 5, 4, 2),  # 2·2 = 4
        ("Nearest", 6, 6, 5, 5),
    ],
)
def test_an_upsampling_too_large_for_a_control_names_the_largest_that_fits(
    name: str, stride: int, size: int, largest: int, nearest: int
) -> None:
    key: UpsamplingName = "bilinear" if name == "Bilinear" else "nearest"
    with pytest.raises(GeometryError) as refused:
        upsampling(key, stride, largest_kernel=largest)

    assert (refused.value.parameter, refused.value.value) == ("stride", stride)
    assert refused.value.fix == Fix("stride", (nearest, nearest), f"stride {nearest}")
    assert refused.value.rule == (
        f"{name} upsampling by {stride} needs a kernel of {size}, and {largest} is the largest here"
    )
    assert upsampling(key, nearest, largest_kernel=largest).kernel_size <= largest
    assert upsampling(key, stride, largest_kernel=size).kernel_size == size


def test_where_no_upsampling_fits_there_is_no_fix() -> None:
    with pytest.raises(GeometryError, match=r"0 is the largest here$") as refused:
        upsampling("nearest", 1, largest_kernel=0)
    assert refused.value.fix is None


def test_sizes_and_strides_below_1_are_refused() -> None:
    with pytest.raises(
        GeometryError, match=r"^kernel_size must be at least 1; kernel_size 1 would"
    ):
        preset("ones", 0)
    with pytest.raises(
        GeometryError, match=r"^stride must be at least 1; stride 1 would work$"
    ) as no:
        upsampling("nearest", 0)
    assert (no.value.parameter, no.value.value) == ("stride", 0)
    assert no.value.fix == Fix("stride", (1, 1), "stride 1")


def test_a_preset_says_its_name_its_setting_and_what_to_see() -> None:
    presets = [*(preset(name, 3) for name in PRESETS), *(upsampling(n, 2) for n in UPSAMPLINGS)]

    assert [(p.name, p.kernel_size, p.stride, p.padding) for p in presets] == [
        ("ones", 3, None, 1),
        ("identity", 3, None, 1),
        ("blur", 3, None, 1),
        ("edge", 3, None, 1),
        ("sharpen", 3, None, 1),
        ("nearest", 2, 2, 0),
        ("bilinear", 4, 2, 1),
    ]
    notes = [p.note for p in presets]
    assert notes[0] == "Every output cell counts what reaches it."
    assert notes[5] == "Each cell becomes 2×2 equal cells."
    assert len(set(notes)) == len(notes)


def test_a_preset_s_kernel_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        preset("ones", 3).kernel[0, 0] = 7
