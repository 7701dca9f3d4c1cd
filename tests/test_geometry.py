"""One axis: where rows land, and the grids around."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.geometry import INSERTED, OUTSIDE, RING, Axis, convolution_axis, transposed_axis


def axis(coarse: int = 2, kernel: int = 3, stride: int = 2, **other: int) -> Axis:
    settings = {"dilation": 1, "before": 0, "after": 0} | other
    return transposed_axis(coarse, kernel=kernel, stride=stride, **settings)


@st.composite
def axes(draw: st.DrawFn) -> Axis:
    """Transposed axes, cropped and appended to at will."""
    kernel, stride, dilation = (draw(st.integers(1, 4)) for _ in range(3))
    coarse = draw(st.integers(1, 6))
    bare = transposed_axis(
        coarse, kernel=kernel, stride=stride, dilation=dilation, before=0, after=0
    )
    before = draw(st.integers(-2, min(bare.fine - 1, 5)))
    after = draw(st.integers(-3, min(bare.fine - 1 - max(before, 0), 5)))
    return transposed_axis(
        coarse, kernel=kernel, stride=stride, dilation=dilation, before=before, after=after
    )


def test_worked_example_of_the_module() -> None:
    assert axis().lands().tolist() == [[0, 1, 2], [2, 3, 4]]
    assert axis().fine == (2 - 1) * 2 + 3


def test_padding_crops_both_ends_and_keeps_the_cropped_rows() -> None:
    cropped = axis(before=1, after=1)

    assert cropped.lands().tolist() == [[OUTSIDE, 0, 1], [1, 2, OUTSIDE]]
    assert cropped.frame().tolist() == [OUTSIDE, 0, 1, 2, OUTSIDE]
    assert cropped.places().tolist() == [[0, 1, 2], [2, 3, 4]]


def test_the_spread_grid_of_example_2() -> None:
    """S12: 3 cells, kernel 2, stride 2: spread to 5, with the ring 7, read 6 times."""
    spread = axis(coarse=3, kernel=2).spread()

    assert spread.kind.tolist() == [RING, 0, INSERTED, 1, INSERTED, 2, RING]
    assert spread.kept.all()
    # The turned kernel: the last tap reads first.
    assert spread.windows.tolist() == [[1, 0], [2, 1], [3, 2], [4, 3], [5, 4], [6, 5]]


def test_the_spread_grid_of_example_4_loses_its_ring() -> None:
    """S14: padding 1 takes the ring away again: 7 to 5, read 4 times."""
    spread = axis(coarse=3, kernel=2, before=1, after=1).spread()

    assert spread.kept.tolist() == [False, True, True, True, True, True, False]
    assert spread.windows.tolist() == [[2, 1], [3, 2], [4, 3], [5, 4]]


def test_output_padding_beyond_the_full_size_appends_places() -> None:
    spread = axis(coarse=2, kernel=1, after=-1).spread()

    assert spread.kind.tolist() == [0, INSERTED, 1, RING]
    assert spread.appended.tolist() == [False, False, False, True]


@given(axes())
def test_reading_backwards_finds_the_same_triples(one: Axis) -> None:
    """Asking by fine cell is a division, asking by coarse cell a product: same wiring."""
    coarse, tap, fine = one.triples()
    inside = fine != OUTSIDE

    backwards = one.triples(fine=np.arange(one.fine))

    for found, expected in zip(backwards, (coarse, tap, fine), strict=True):
        np.testing.assert_array_equal(found, expected[inside])


@given(axes())
def test_places_are_the_landings_within_the_frame(one: Axis) -> None:
    np.testing.assert_array_equal(one.frame()[one.places()], one.lands())
    assert [cell for cell in one.frame() if cell != OUTSIDE] == list(range(one.fine))


@given(axes())
def test_windows_meet_an_input_cell_exactly_where_a_row_lands(one: Axis) -> None:
    """Gathering over the spread grid and scattering stamps deal out the same triples."""
    spread = one.spread()
    met = {
        (int(spread.kind[place]), tap, fine)
        for fine, places in enumerate(spread.windows)
        for tap, place in enumerate(places)
        if spread.kind[place] >= 0
    }

    assert met == {
        (int(i), int(k), int(o)) for i, k, o in zip(*one.triples(), strict=True) if o != OUTSIDE
    }
    assert spread.kept[np.unique(spread.windows)].all()


@given(axes())
def test_what_is_kept_of_the_spread_grid_is_what_the_kernel_slides_over(one: Axis) -> None:
    assert int(one.spread().kept.sum()) == one.fine + one.extent - 1


def test_sizes_that_do_not_belong_together_are_refused() -> None:
    with pytest.raises(ValueError, match="do not belong together"):
        Axis(coarse=2, fine=9, kernel=3, stride=2, dilation=1, before=0, after=0)
    with pytest.raises(ValueError, match="at least 1"):
        convolution_axis(2, kernel=3, stride=1, dilation=1, before=0, after=0)
