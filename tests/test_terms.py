"""What one value is made of, held to a hand-checked example and to torch."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.arguments import GeometryError
from core.contributions import trace
from core.geometry import Axis, Operation
from core.layer import Layer
from core.terms import part, terms
from tests.referee import core_trace, torch_result
from tests.strategies import OPERATIONS, Problem, problems

# Two channels, stride 2, kernel 3: output row 0, column 2 takes tap 2 of cell 0 and tap 0 of
# cell 1, from each channel.
_IMAGE = [[[1, 2]], [[3, 4]]]
_KERNEL = [[[[10, 20, 30]]], [[[100, 200, 300]]]]


def test_the_largest_channel_comes_first() -> None:
    found = terms(trace(_IMAGE, _KERNEL, stride=2, bias=[7]), (0, 0, 2))

    assert found.channels.tolist() == [1, 0]
    assert found.sums.tolist() == [3 * 300 + 4 * 100, 1 * 30 + 2 * 10]
    assert found.total == 1300 + 50 + 7


def test_channels_are_ordered_by_size_whatever_their_sign() -> None:
    """1·30 + 2·10, −(3·300 + 4·100), and −60 that 60 takes back: no contribution at all."""
    image = [[[1, 2]], [[-3, -4]], [[2, -2]], [[1, 2]]]
    kernel = [[[[10, 20, 30]]], [[[100, 200, 300]]], [[[30, 0, 30]]], [[[-10, -20, -30]]]]
    found = terms(trace(image, kernel, stride=2), (0, 0, 2))

    assert found.sums.tolist() == [-1300, 50, -50, 0]
    # Of equal ones the first comes first.
    assert found.channels.tolist() == [1, 0, 3, 2]


def test_rounding_grows_with_every_term_and_the_size_of_all_of_them() -> None:
    """Products 30 and −20, bias −7: (2 + 3) half units of 2⁻²³ of 57, though they sum to 3."""
    found = terms(trace([[1, -2]], [[10, 20, 30]], stride=2, bias=[-7]), (0, 0, 2))

    assert found.total == 30 - 20 - 7
    assert found.rounding == (2 + 3) * 2.0**-24 * (30 + 20 + 7)


def test_a_part_is_described_as_a_layer_of_its_own_sizes() -> None:
    """Everything differs by axis: 2×3 cells, kernel 3×2, stride 2×1, dilation 1×2."""
    up = trace(np.ones((2, 3)), np.ones((3, 2)), stride=(2, 1), dilation=(1, 2), padding=(1, 0))
    down = trace(
        np.ones((5, 3)), np.ones((3, 2)), operation="convolution", stride=(2, 1), dilation=(1, 2),
        padding=(1, 0),
    )  # fmt: skip

    # Row 1 of the output takes tap 2 of row 0 and tap 0 of row 1; column 2 taps 1 and 0.
    shown = part(terms(up, (0, 1, 2)), [0])
    assert shown is not None
    assert shown.trace.layer == Layer(
        input_size=(2, 3),
        kernel_size=(3, 2),
        stride=(2, 1),
        padding=((2, 2), (2, 2)),
        dilation=(1, 2),
    )
    shown = part(terms(down, (0, 1, 0)), [0])
    assert shown is not None
    # Rows 1 to 3 under three taps; columns 0 and 2 under taps two cells apart.
    assert shown.trace.layer == Layer(
        operation="convolution",
        input_size=(3, 3),
        kernel_size=(3, 2),
        stride=(2, 1),
        padding=((0, 0), (0, 0)),
        dilation=(1, 2),
    )


def test_a_part_s_ring_is_vertical_first() -> None:
    """The middle of the upper edge reads a row of zeros above it, and none beside it."""
    edge = trace(np.ones((3, 3)), np.ones((3, 3)), operation="convolution", padding=1)

    shown = part(terms(edge, (0, 0, 1)), [0])
    assert shown is not None
    assert shown.trace.layer.padding == ((1, 0), (0, 0))
    assert shown.trace.layer.input_size == (2, 3)


@pytest.mark.parametrize(("side", "whole"), [(5, True), (6, False)])
def test_kernels_up_to_5_are_shown_whole(side: int, whole: bool) -> None:
    """One cell at the corner of the output takes one tap; on either axis 6 taps are too many."""
    for shape in ((side, 1), (1, side)):
        shown = part(terms(trace([[2]], np.ones(shape)), (0, 0, 0)), [0])
        assert shown is not None
        assert shown.trace.kernel.shape[2:] == (shape if whole else (1, 1))


def test_the_window_is_where_the_sizes_are_largest_not_the_sums() -> None:
    """−5 and −6 beside 1 and 2; and where all are alike, the middle."""
    kernel = [[1.0] * 9]

    def shown(row: list[float], side: int) -> list[int]:
        found = part(terms(trace([row], kernel, padding=(0, 4)), (0, 0, 2)), [0], side=side)
        assert found is not None
        return list(found.columns)

    assert shown([-5, -6, 0, 1, 2], 2) == [0, 1]
    assert shown([1, 2, 0, -5, -6], 2) == [3, 4]
    assert shown([1, 1, 1, 1, 1], 3) == [1, 2, 3]
    # A window wider than what is read is all of it.
    assert shown([1, 1, 1, 1, 1], 5) == [0, 1, 2, 3, 4]
    assert shown([1, 1, 1], 4) == [0, 1, 2]


def test_one_channel_is_an_operation_of_its_own_and_the_other_one_number() -> None:
    found = terms(trace(_IMAGE, _KERNEL, stride=2, bias=[7]), (0, 0, 2))

    shown = part(found, [1])
    assert shown is not None
    assert shown.trace.image.tolist() == [[[3, 4]]]
    assert shown.trace.kernel.tolist() == [[[[100, 200, 300]]]]
    assert (shown.products, shown.shown, shown.rest) == (2, 1300, 50)
    assert shown.trace.result().tolist() == [[[1357]]]


def test_a_window_holds_the_products_that_matter() -> None:
    """A kernel too long to be shown whole: of five inputs, the two largest neighbours."""
    kernel = [[1.0] * 9]
    whole = trace([[0, 5, 6, 0, 1]], kernel, padding=(0, 4))
    found = terms(whole, (0, 0, 2))

    shown = part(found, [0], side=2)
    assert shown is not None
    assert (list(shown.columns), shown.trace.image.tolist()) == ([1, 2], [[[5, 6]]])
    # Output 2 is cell + tap − 4: tap 5 of cell 1, tap 4 of cell 2.
    assert list(shown.taps[1]) == [4, 5]
    assert (shown.shown, shown.rest, shown.trace.result().tolist()) == (11, 1, [[[12]]])


def test_a_value_at_the_border_keeps_its_ring() -> None:
    found = terms(
        trace([[1, 2], [3, 4]], np.ones((3, 3)), operation="convolution", padding=1), (0, 0, 0)
    )

    shown = part(found, [0])
    assert shown is not None
    assert (shown.trace.geometry.height.before, shown.trace.geometry.height.after) == (1, 0)
    assert shown.trace.image.tolist() == [[[1, 2], [3, 4]]]
    assert shown.products == 9


def test_a_value_that_no_input_reaches_has_no_part() -> None:
    found = terms(trace([[1]], [[2]], stride=2, output_padding=1, bias=[5]), (0, 1, 1))

    assert (len(found.rows), found.total, part(found, [0])) == (0, 5, None)


def test_a_cell_outside_is_refused() -> None:
    traced = trace([[1, 2]], [[2]])

    assert terms(traced, (0, 0, 1)).total == 4
    for cell in ((1, 0, 0), (0, 1, 0), (0, 0, 2), (-1, 0, 0), (0, -1, 0), (0, 0, -1)):
        with pytest.raises(GeometryError, match=r"there is no cell .* in a grid of \(1, 1, 2\)"):
            terms(traced, cell)


def test_channels_that_the_value_does_not_read_are_refused() -> None:
    """Two groups: output channel 1 reads channels 2 and 3, of which 3 contributes more."""
    image = np.arange(4.0).reshape(4, 1, 1)
    found = terms(trace(image, np.ones((4, 1, 1, 1)), groups=2), (1, 0, 0))

    assert found.channels.tolist() == [3, 2]
    for channels in ([1], [2, 0], [3, 3]):
        with pytest.raises(GeometryError, match=r"that the value reads, \[2, 3\], each once, not "):
            part(found, channels)
    with pytest.raises(GeometryError, match="at least one channel"):
        part(found, [])


def test_a_part_of_everything_has_no_rest_whatever_the_order_of_its_sum() -> None:
    """In another order 0.1 + 0.2 + 0.3 is another number: the rest is 0 all the same."""
    found = terms(trace([[[0.1]], [[0.2]], [[0.3]]], np.ones((3, 1, 1, 1))), (0, 0, 0))

    shown = part(found, found.channels.tolist())
    assert shown is not None
    assert (shown.products, shown.rest) == (3, 0)


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=100)
@given(data=st.data())
def test_terms_and_bias_are_torch_s_value(operation: Operation, data: st.DataObject) -> None:
    """Over every parameter, channel, group and cell; no tolerance."""
    problem: Problem = data.draw(problems(operation))
    expected, traced = torch_result(problem), core_trace(problem)
    cell = tuple(data.draw(st.integers(0, size - 1)) for size in expected.shape)

    found = terms(traced, (cell[0], cell[1], cell[2]))

    assert found.total == expected[cell]
    assert found.sums.sum() + found.bias == expected[cell]
    assert len(set(found.channels.tolist())) == len(problem.image) // problem.groups


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=100)
@given(data=st.data())
def test_a_part_and_its_rest_are_the_value(operation: Operation, data: st.DataObject) -> None:
    """The part's own output is the whole value, and its numbers are those of the operation."""
    problem: Problem = data.draw(problems(operation))
    traced = core_trace(problem)
    cell = tuple(data.draw(st.integers(0, size - 1)) for size in traced.output_shape)
    found = terms(traced, (cell[0], cell[1], cell[2]))
    channels = data.draw(
        st.lists(st.sampled_from(found.channels.tolist()), min_size=1, max_size=3, unique=True)
    )

    shown = part(found, channels, data.draw(st.sampled_from([None, 1, 2, 3])))

    if shown is None:
        assert not found.rows.value.any()
        return
    assert shown.trace.result().tolist() == [[[found.total]]]
    assert shown.shown + shown.rest + found.bias == found.total
    assert np.array_equal(
        shown.trace.image,
        traced.image[list(channels)][:, list(shown.rows)][:, :, list(shown.columns)],
    )
    rows = shown.trace.rows(outputs=(0, 0, 0))
    assert set(rows.product[rows.product != 0].tolist()) <= set(found.rows.product.tolist())


@given(data=st.data())
def test_a_part_of_an_axis_wires_as_the_axis_does(data: st.DataObject) -> None:
    small = st.integers(1, 4)
    coarse, kernel, stride, dilation = (data.draw(small) for _ in range(4))
    full = (coarse - 1) * stride + dilation * (kernel - 1) + 1
    before = data.draw(st.integers(0, full - 1))
    fine = data.draw(st.integers(1, full - before))
    whole = Axis(
        coarse=coarse,
        fine=fine,
        kernel=kernel,
        stride=stride,
        dilation=dilation,
        before=before,
        after=full - before - fine,
    )

    def some(count: int) -> range:
        start = data.draw(st.integers(0, count - 1))
        return range(start, data.draw(st.integers(start + 1, count)))

    cells, taps, reached = some(coarse), some(kernel), some(fine)

    expected = whole.lands()[cells.start : cells.stop, taps.start : taps.stop] - reached.start
    outside = (expected < 0) | (expected >= len(reached))
    assert np.array_equal(whole.part(cells, taps, reached).lands(), np.where(outside, -1, expected))


def test_a_tight_part_crops_alike_on_every_side() -> None:
    """Kernel 4, stride 2, padding 1: output 2 takes tap 3 of cell 0 and tap 1 of cell 1."""
    found = terms(trace([[5, 6, 7]], [[1, 2, 3, 4]], stride=(1, 2), padding=(0, 1)), (0, 0, 2))

    loose, tight = part(found, [0]), part(found, [0], tight=True)

    assert loose is not None
    assert tight is not None
    assert loose.trace.kernel.tolist() == [[[[1, 2, 3, 4]]]]
    assert tight.trace.kernel.tolist() == [[[[2, 3, 4]]]]
    axis = tight.trace.geometry.width
    assert (axis.before, axis.after) == (2, 2)
    assert loose.trace.result() == tight.trace.result() == 5 * 4 + 6 * 2


def test_a_window_over_zeros_still_holds_a_product() -> None:
    """Dilation 2: of three inputs the middle one, where a window of one would go, is not read."""
    found = terms(trace([[0, 0, 0]], [[1, 2]], padding=(0, 1), dilation=(1, 2)), (0, 0, 1))

    shown = part(found, [0], side=1)
    assert len(found.rows) == 2
    assert shown is not None
    assert shown.products == 1


def test_where_everything_is_shown_nothing_is_left_not_even_rounding() -> None:
    """(0.2 + 0.1) − 0.1 − 0.2 is not 0 in floating point, and would be named as a rest."""
    found = terms(trace([[0.2]], [[1]], bias=[0.1]), (0, 0, 0))

    shown = part(found, [0])

    assert found.total - found.bias - 0.2 != 0
    assert shown is not None
    assert shown.rest == 0
    assert shown.trace.bias.tolist() == [0.1]
