"""One axis: where rows land, and the grids around."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.geometry import (
    INSERTED,
    OUTSIDE,
    RING,
    Axis,
    Geometry,
    convolution_axis,
    transposed_axis,
)


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


@st.composite
def padded_axes(draw: st.DrawFn) -> Axis:
    """A convolution's axes, padded at will; the last cells may be left unread."""
    kernel, stride, dilation = (draw(st.integers(1, 4)) for _ in range(3))
    before, after = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    least = max(dilation * (kernel - 1) + 1 - before - after, 1)
    return convolution_axis(
        draw(st.integers(least, least + 6)),
        kernel=kernel,
        stride=stride,
        dilation=dilation,
        before=before,
        after=after,
    )


def test_worked_example_of_the_module() -> None:
    assert axis().lands().tolist() == [[0, 1, 2], [2, 3, 4]]
    assert axis().fine == (2 - 1) * 2 + 3


def test_padding_crops_both_ends_and_keeps_the_cropped_rows() -> None:
    cropped = axis(before=1, after=1)

    assert cropped.lands().tolist() == [[OUTSIDE, 0, 1], [1, 2, OUTSIDE]]
    assert cropped.frame().tolist() == [OUTSIDE, 0, 1, 2, OUTSIDE]
    assert cropped.places().tolist() == [[0, 1, 2], [2, 3, 4]]


def test_a_convolution_s_frame_has_its_rings_on_both_sides() -> None:
    """3 cells with 2 zeros before and 1 after: 0 0 x x x 0, and kernel 3 fits four times."""
    padded = convolution_axis(3, kernel=3, stride=1, dilation=1, before=2, after=1)

    assert padded.frame().tolist() == [OUTSIDE, OUTSIDE, 0, 1, 2, OUTSIDE]
    assert padded.rings().tolist() == [2, 1, 0, 0, 0, 1]
    assert padded.places().tolist() == [[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5]]


def test_cells_that_a_convolution_does_not_read_stay_in_its_frame() -> None:
    """5 cells, kernel 1, stride 3: cells 0 and 3 are read, 1, 2 and 4 are not."""
    skipping = convolution_axis(5, kernel=1, stride=3, dilation=1, before=0, after=0)

    assert skipping.frame().tolist() == [0, 1, 2, 3, 4]
    assert skipping.rings().tolist() == [0] * 5
    assert skipping.places().tolist() == [[0], [3]]


def test_what_becomes_of_each_place_of_a_full_output() -> None:
    """2 cells, kernel 3, stride 2: 5 places. Padding 1, of which output padding keeps the last."""
    assert axis(before=1, after=1).cuts() == "ckkkc"
    assert axis(before=1, after=0).cuts(given_back=1) == "ckkkg"
    # Two more than the full output: they hold what no stamp reaches, not what was cut.
    assert axis(after=-2).cuts(given_back=2) == "kkkkkzz"
    assert axis(before=1, after=-1).cuts(given_back=2) == "ckkkgz"
    assert axis(before=-1).cuts() == "zkkkkk"


def test_places_that_padding_takes_away_are_counted_from_outside() -> None:
    """2 cells, kernel 3, stride 2: 0 0 x . x 0 0; padding 2 takes two at each end."""
    spread = axis(before=2, after=2).spread()
    assert spread.ring.tolist() == [2, 1, 0, 0, 0, 1, 2]
    assert spread.trimmed.tolist() == [1, 2, 0, 0, 0, 2, 1]
    assert not spread.appended.any()

    # Output padding 1: the inner one at the end comes back.
    back = axis(before=2, after=1).spread(given_back=1)
    assert back.trimmed.tolist() == [1, 2, 0, 0, 0, 2, 1]
    assert back.kept.tolist() == [False, False, True, True, True, True, False]


def test_places_appended_in_front_belong_to_no_ring_that_is_taken_away() -> None:
    spread = axis(before=-1).spread()

    assert spread.kind.tolist() == [RING, RING, RING, 0, INSERTED, 1, RING, RING]
    assert spread.appended.tolist() == [True] + 7 * [False]
    assert spread.trimmed.tolist() == 8 * [0]
    assert spread.windows.tolist()[0] == [2, 1, 0]
    # Nor at the end, where output padding gives more than padding took.
    assert set(axis(after=-3).spread(given_back=3).trimmed.tolist()) == {0}


def test_height_comes_before_width_whichever_way_the_wiring_is_read() -> None:
    tall = axis(coarse=3, kernel=2), axis(coarse=2, kernel=1, stride=1)

    up = Geometry(operation="transposed", height=tall[0], width=tall[1])
    down = Geometry(operation="convolution", height=tall[0], width=tall[1])

    assert (up.input_size, up.output_size) == ((3, 2), (6, 2))
    assert (down.input_size, down.output_size) == ((6, 2), (3, 2))


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


@given(axes() | padded_axes(), st.data())
def test_a_selection_of_cells_and_taps_is_a_part_of_all_triples(
    one: Axis, data: st.DataObject
) -> None:
    """Coarse cells, taps and fine cells asked for together, in any mixture."""

    def some(count: int) -> np.ndarray | None:
        chosen = data.draw(st.none() | st.sets(st.integers(0, count - 1), min_size=1))
        return None if chosen is None else np.array(sorted(chosen))

    asked = some(one.coarse), some(one.kernel), some(one.fine)
    everything = one.triples()
    wanted = np.ones(len(everything[0]), dtype=bool)
    for column, chosen in zip(everything, asked, strict=True):
        wanted &= chosen is None or np.isin(column, chosen)

    for found, column in zip(one.triples(*asked), everything, strict=True):
        np.testing.assert_array_equal(found, column[wanted])


@given(padded_axes())
def test_a_ring_is_as_far_from_the_input_as_its_number(one: Axis) -> None:
    cells = np.flatnonzero(one.frame() != OUTSIDE)

    away = [int(np.abs(cells - place).min()) for place in range(len(one.frame()))]

    assert one.rings().tolist() == away
    # Just what is padded stands around, even where the kernel does not get to the end.
    assert len(away) == one.before + one.fine + one.after


@given(axes() | padded_axes())
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
    """2 cells, kernel 3, stride 2 reach 5; a convolution may leave one more unread, not two."""

    def sized(fine: int) -> Axis:
        return Axis(coarse=2, fine=fine, kernel=3, stride=2, dilation=1, before=0, after=0)

    assert [sized(fine).fine for fine in (5, 6)] == [5, 6]
    for fine in (4, 7):
        with pytest.raises(ValueError, match="do not belong together"):
            sized(fine)


@pytest.mark.parametrize("name", ["coarse", "fine", "kernel", "stride", "dilation"])
def test_counts_below_1_are_refused(name: str) -> None:
    counts = {"coarse": 1, "fine": 1, "kernel": 1, "stride": 1, "dilation": 1}

    assert Axis(**counts, before=0, after=0).full == 1
    with pytest.raises(ValueError, match="at least 1"):
        Axis(**(counts | {name: 0}), before=0, after=0)
