"""Sizes that meet: every setting is legal, none is missing, and the best stands first."""

from collections.abc import Callable
from itertools import product
from math import gcd

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import conv1d, conv_transpose1d

from app.setting.setting import LIMITS, REACH
from app.sizes.meet import SEARCHED
from core.geometry import OUTSIDE
from core.layer import Framework, Layer, Pair
from core.sizes import WayBack, folded, meetings, nearest_sizes, ways_back

KERNELS, STRIDES, PADDINGS, ADDED, DILATIONS = (
    range(LIMITS[name][0], REACH[name] + 1)
    for name in ("kernel_size", "stride", "padding", "output_padding", "dilation")
)


def short(framework: Framework, size: int, wanted: int) -> list[tuple[object, ...]]:
    """Write each setting as kernel, stride, padding, output padding, dilation."""
    found = []
    for one in meetings(size, wanted, framework, SEARCHED):
        layer = one.layer
        padding = layer.padding if isinstance(layer.padding, str) else layer.padding[0]
        added = None if layer.output_padding is None else layer.output_padding[0]
        found.append((layer.kernel_size[0], layer.stride[0], padding, added, layer.dilation[0]))
    return found


def torch_s(
    convolve: Callable[..., torch.Tensor], size: int, wanted: int, **choices: range
) -> dict[tuple[object, ...], list[float]]:
    """Ask torch for every setting within the limits; ones make the products countable.

    Returns:
        Those that make the size wanted, as ``short`` writes them, each with its products per cell.
    """
    choices |= {"padding": PADDINGS, "dilation": DILATIONS}
    legal: dict[tuple[object, ...], list[float]] = {}
    for kernel, *values in product(KERNELS, *choices.values()):
        chosen = dict(zip(choices, values, strict=True))
        try:
            made = convolve(torch.ones(1, 1, size), torch.ones(1, 1, kernel), **chosen)
        except RuntimeError:
            continue
        if made.shape[-1] == wanted:
            added = chosen.get("output_padding") or None
            name = (kernel, chosen["stride"], chosen["padding"], added, chosen["dilation"])
            legal[name] = made[0, 0].tolist()
    return legal


def test_three_good_ways_lead_from_14_to_28() -> None:
    """(14 − 1)·2 is 26; kernel 2 makes it 28, 4 − 2·1 too, and 3 − 2·1 lacks one: padding 1."""
    assert short("pytorch", 14, 28)[:3] == [
        (2, 2, 0, None, 1),
        (4, 2, 1, None, 1),
        (3, 2, 1, 1, 1),
    ]


def test_thirty_settings_make_14_of_7_and_ten_of_them_are_sound() -> None:
    """Within today's limits: a change of the lab's limits may change these."""
    found = meetings(7, 14, "pytorch", SEARCHED)

    assert (len(found), sum(one.even for one in found), sum(one.sound for one in found)) == (
        30,
        12,
        10,
    )
    assert [one.sound for one in found] == [True] * 10 + [False] * 20
    sixteen = meetings(14, 28, "pytorch", SEARCHED)
    assert (len(sixteen), sum(one.sound for one in sixteen)) == (16, 6)


@pytest.mark.parametrize(("size", "wanted"), [(7, 14), (14, 28), (1, 4), (4, 7), (5, 5), (3, 16)])
def test_pytorch_makes_each_of_them_and_no_other(size: int, wanted: int) -> None:
    legal = torch_s(conv_transpose1d, size, wanted, stride=STRIDES, output_padding=ADDED)
    found = meetings(size, wanted, "pytorch", SEARCHED)

    assert set(short("pytorch", size, wanted)) == set(legal)
    for setting, one in zip(short("pytorch", size, wanted), found, strict=True):
        assert one.fine_products.tolist() == legal[setting]


@pytest.mark.parametrize(("size", "wanted"), [(28, 14), (14, 7), (9, 4), (6, 1)])
def test_on_the_way_down_pytorch_s_convolutions_are_all_there(size: int, wanted: int) -> None:
    legal = torch_s(conv1d, size, wanted, stride=STRIDES)
    found = meetings(size, wanted, "pytorch", SEARCHED)

    assert set(short("pytorch", size, wanted)) == set(legal)
    for setting, one in zip(short("pytorch", size, wanted), found, strict=True):
        assert one.coarse_products.tolist() == legal[setting]


def test_keras_settings_are_those_of_its_rule() -> None:
    """SAME makes 7·2; VALID 6·2 + max(kernel, 2). Strides above 1 refuse dilation."""
    assert short("keras", 7, 14) == [
        (2, 2, 0, None, 1),  # 12 + 2
        (4, 2, "same", None, 1),
        (3, 2, "same", None, 1),
        (5, 2, "same", None, 1),
        (1, 2, 0, None, 1),  # 12 + max(1, 2): every second cell is a hole
    ]


def test_keras_makes_13_of_7_only_when_told() -> None:
    """SAME with an explicit output_padding: 6·2 + kernel mod 2 + output_padding."""
    assert short("keras", 7, 13)[:4] == [
        (3, 2, "same", 0, 1),  # 12 + 1 + 0
        (5, 2, "same", 0, 1),  # 12 + 1 + 0
        (2, 2, "same", 1, 1),  # 12 + 0 + 1
        (4, 2, "same", 1, 1),  # 12 + 0 + 1
    ]


def test_onnx_settings_are_those_of_its_rule() -> None:
    """Numbers as PyTorch's, SAME as TensorFlow's; output_padding below the stride alone."""
    found = short("onnx", 7, 14)

    assert found[:2] == [(2, 2, 0, None, 1), (4, 2, 1, None, 1)]
    assert {(3, 2, "same", None, 1), (3, 2, 1, 1, 1), (5, 2, "same", None, 1)} <= set(found)
    # What differs from PyTorch's list but for the words: an output padding at or above the stride.
    numbers = {one for one in found if not isinstance(one[2], str)}
    assert set(short("pytorch", 7, 14)) - numbers == {
        (3, 1, 0, 1, 3),
        (4, 1, 0, 1, 2),
        (4, 1, 2, 2, 3),
        (5, 1, 1, 1, 2),
        (5, 1, 3, 1, 3),
        (2, 2, 2, 2, 3),
    }


@given(
    st.integers(1, 20),
    st.integers(1, 40),
    st.sampled_from(["pytorch", "keras", "onnx"]),
)
def test_the_list_is_ranked_as_it_says(size: int, wanted: int, framework: Framework) -> None:
    found = meetings(size, wanted, framework, SEARCHED)

    keys = [
        (
            one.lost + one.holes > 0,
            one.layer.dilation[0] > 1,
            one.axis.before != one.axis.after,
            not one.even,
            one.weights,
        )
        for one in found
    ]
    assert keys == sorted(keys)


@given(st.integers(1, 30), st.integers(1, 90))
def test_a_cell_is_lost_or_a_hole_if_nothing_is_wired_to_it(size: int, wanted: int) -> None:
    for one in meetings(size, wanted, "pytorch", SEARCHED)[:5]:
        wired = one.axis.lands() != OUTSIDE
        fine = set(one.axis.lands()[wired].tolist())
        unreached = [cell for cell in range(one.axis.fine) if cell not in fine]
        unread = [cell for cell in range(one.axis.coarse) if not wired[cell].any()]
        into, out = (unread, unreached) if wanted >= size else (unreached, unread)
        assert (one.lost, one.holes) == (len(into), len(out))


@pytest.mark.parametrize("kernel", range(1, 9))
@pytest.mark.parametrize("stride", range(1, 5))
@pytest.mark.parametrize("dilation", range(1, 4))
def test_overlap_is_even_where_all_phases_are(kernel: int, stride: int, dilation: int) -> None:
    """Torch counts, far from both ends; so evenness needs no size of its own."""
    ones = torch.ones(1, 1, 40)
    made = conv_transpose1d(ones, torch.ones(1, 1, kernel), stride=stride, dilation=dilation)
    ends = dilation * (kernel - 1) + stride
    inner = made[0, 0, ends : made.shape[-1] - ends]
    layer = Layer(
        input_size=(40, 40),
        kernel_size=(kernel, kernel),
        stride=(stride, stride),
        dilation=(dilation, dilation),
    )
    wide = tuple((name, (getattr(layer, name)[0],) * 2) for name in ("kernel_size", "stride"))
    rest = (("padding", (0, 0)), ("output_padding", (0, 0)), ("dilation", (dilation, dilation)))
    (one,) = meetings(40, made.shape[-1], "pytorch", (*wide, *rest))[:1]

    assert one.even == (len(set(inner.tolist())) == 1)
    # The rule of thumb, and what dilation adds to it.
    assert one.even == (kernel % stride == 0 and gcd(dilation, stride) == 1)


def square(
    kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1, size: int = 4
) -> Layer:
    pairs: dict[str, Pair] = {
        "input_size": (size, size),
        "kernel_size": (kernel, kernel),
        "stride": (stride, stride),
        "padding": (padding, padding),
        "dilation": (dilation, dilation),
    }
    return Layer(**pairs)


def test_two_sizes_shrink_to_one_and_output_padding_says_which_returns() -> None:
    """7 and a ring are 9: windows at 0, 2, 4, 6. 8 and a ring are 10: the same four."""
    layer = square(3, stride=2, padding=1)

    assert folded(layer) == (7, 8)
    assert ways_back(layer) == (WayBack(0, 7, 4), WayBack(1, 8, 4))


def test_an_output_padding_above_the_stride_returns_a_size_that_came_from_elsewhere() -> None:
    """4 cells, kernel 3, dilation 2: 8 shrinks to 4, but 9 to 5."""
    assert ways_back(square(3, dilation=2)) == (WayBack(0, 8, 4), WayBack(1, 9, 5))


@given(st.integers(1, 9), st.integers(1, 5), st.integers(1, 4), st.integers(0, 2))
def test_as_many_sizes_fold_into_one_as_the_stride_has_cells(
    size: int, kernel: int, stride: int, padding: int
) -> None:
    if (size - 1) * stride + kernel - 2 * padding < 1:
        return
    layer = square(kernel, stride, padding, size=size)

    assert len(folded(layer)) == stride
    assert [way.size for way in ways_back(layer)] == list(folded(layer))


def test_where_nothing_fits_the_nearest_sizes_are_named() -> None:
    """(7 − 1)·4 + 5 = 29; a dilated kernel of 13 makes up to 37 and 3 zeros, but with holes."""
    assert meetings(7, 41, "pytorch", SEARCHED) == ()
    assert nearest_sizes(7, 41, "pytorch", SEARCHED) == (29,)
