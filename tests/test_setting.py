"""Numbers that stay when a grid is resized."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.setting.link import UNSAID
from app.setting.setting import (
    PRESETS,
    Numbers,
    Setting,
    default_setting,
    from_example,
    from_part,
    plane,
    plane_indices,
)
from core.arguments import Fix, GeometryError
from core.contributions import Cell, trace
from core.examples import CHANNELS_BY_KEY, EXAMPLES, GARG, ChannelExample
from core.terms import Part, part, terms


def test_typed_numbers_stay_and_new_cells_are_filled() -> None:
    typed = Numbers().with_typed(((0, 0, 0, 7.0), (0, 1, 1, -2.0)))

    assert typed.grid([0], 2, 2).tolist() == [[[7, 2], [3, -2]]]
    assert typed.grid([0], 3, 3).tolist() == [[[7, 2, 3], [4, -2, 6], [7, 8, 9]]]


def test_shrinking_remembers() -> None:
    typed = Numbers(fill="ones").with_typed(((0, 2, 2, 7.0),))

    assert typed.grid([0], 2, 2).tolist() == [[[1, 1], [1, 1]]]
    assert typed.grid([0], 3, 3)[0, 2, 2] == 7


def test_random_numbers_stay_where_they_are_when_the_grid_grows() -> None:
    random = Numbers(fill="random", seed=5)

    large = random.grid([0, 5], 8, 8)
    np.testing.assert_array_equal(large[1:, :3, :4], random.grid([5], 3, 4))
    assert not np.array_equal(large[0], large[1])
    assert not np.array_equal(large, Numbers(fill="random", seed=6).grid([0, 5], 8, 8))
    assert set(large.ravel()) == set(range(10))


def test_a_kernel_plane_keeps_its_numbers_when_channels_are_added() -> None:
    setting = replace(
        UNSAID,
        channels=(2, 2),
        kernel=Numbers().with_typed(((plane(1, 0), 0, 0, 99.0),)),
    )

    assert setting.kernel_grid()[1, 0, 0, 0] == 99
    assert replace(setting, channels=(3, 4)).kernel_grid()[1, 0, 0, 0] == 99


def test_the_kernel_s_layout_is_pytorch_s_for_each_operation() -> None:
    setting = replace(UNSAID, channels=(2, 4), groups=2)

    assert setting.kernel_grid().shape[:2] == (2, 2)
    assert replace(setting, operation="convolution").kernel_grid().shape[:2] == (4, 1)


@pytest.mark.parametrize(
    ("channels", "groups", "nearest"),
    [((4, 2), 4, 2), ((2, 4), 4, 2), ((3, 4), 3, 1), ((4, 4), 3, 2), ((1, 1), 2, 1)],
)
def test_groups_that_do_not_divide_are_refused_with_the_nearest(
    channels: tuple[int, int], groups: int, nearest: int
) -> None:
    setting = replace(UNSAID, channels=channels, groups=groups)

    with pytest.raises(GeometryError) as refused:
        setting.check()
    assert (refused.value.parameter, refused.value.value) == ("groups", groups)
    assert refused.value.rule == (
        f"groups must divide both channel counts: {groups} does not divide "
        f"{channels[0]} and {channels[1]}"
    )
    assert refused.value.fix == Fix("groups", nearest, f"groups {nearest}")
    setting.fixed(refused.value.fix).check()


def test_a_fix_stays_within_the_lab_s_controls_and_keeps_what_was_moved() -> None:
    """Output padding 3 needs a stride of 4; a dilation of 4 would do, but has no control."""
    setting = replace(UNSAID, output_padding=3, stride=1)

    with pytest.raises(GeometryError) as refused:
        setting.check("output_padding")
    assert refused.value.fix == Fix("stride", (4, 4), "stride 4")
    fixed = setting.fixed(refused.value.fix)
    assert (fixed.stride, fixed.output_padding) == (4, 3)
    # Whoever moved the stride loses the output padding.
    with pytest.raises(GeometryError) as refused:
        setting.check("stride")
    assert refused.value.fix == Fix("output_padding", (0, 0), "output_padding 0")


def test_a_picture_fills_its_corner_and_zeros_the_rest() -> None:
    """2 rows of 3 levels; typed cells stand over it."""
    picture = Numbers(fill="picture", pixels=((0.1, 0.2, 0.3), (0.4, 0.5, 0.6)))

    assert picture.grid([0, 1], 3, 2).tolist() == 2 * [[[0.1, 0.2], [0.4, 0.5], [0, 0]]]
    assert picture.grid([0], 1, 4).tolist() == [[[0.1, 0.2, 0.3, 0]]]
    typed = picture.with_typed(((0, 1, 0, 9.0),))
    assert typed.grid([0], 2, 1).tolist() == [[[0.1], [9]]]


def test_a_typed_cell_is_in_its_row_and_column_of_an_oblong_grid() -> None:
    typed = Numbers(fill="ones").with_typed(((0, 0, 2, 7.0), (0, 2, 0, 8.0)))

    assert typed.grid([0], 1, 3).tolist() == [[[1, 1, 7]]]
    assert typed.grid([0], 3, 1).tolist() == [[[1], [1], [8]]]
    # A later number replaces an earlier one.
    assert typed.with_typed(((0, 0, 2, 5.0),)).grid([0], 1, 3).tolist() == [[[1, 1, 5]]]


def test_counting_goes_on_from_channel_to_channel() -> None:
    assert Numbers().grid([0, 1], 1, 2).tolist() == [[[1, 2]], [[3, 4]]]


def test_the_bias_has_one_number_per_output_channel() -> None:
    """What is missing is 0; what is too much waits for a channel."""
    setting = replace(UNSAID, channels=(1, 2), bias=(1.0, 2.0, 3.0))

    assert setting.bias_numbers() == [1, 2]
    assert replace(setting, bias=(5.0,)).bias_numbers() == [5, 0]
    assert replace(setting, channels=(1, 3)).bias_numbers() == [1, 2, 3]


def test_the_control_s_output_padding_0_is_nothing_said() -> None:
    """Keras means something else by an explicit 0: with 'same' it would lose a cell here."""
    setting = replace(UNSAID, framework="keras", padding="same")

    assert setting.layer().output_padding is None
    assert setting.trace().output_shape == (1, 4, 4)
    assert replace(setting, output_padding=1).layer().output_padding == (1, 1)
    assert setting.with_layer(replace(setting, output_padding=1).layer()).output_padding == 1


def test_planes_have_numbers_of_their_own_up_to_four_by_four() -> None:
    numbers = [plane(a, b) for a in range(4) for b in range(4)]

    assert numbers == list(range(16))


def part_of(image: Any, kernel: Any, cell: Cell, **setting: Any) -> Setting | None:
    found = terms(trace(image, kernel, **setting), cell)
    shown = part(found, found.channels.tolist())
    assert shown is not None
    return from_part(shown)


def test_a_part_becomes_a_setting_with_the_same_value() -> None:
    """Two channels of 2×3 under a 2×2 kernel: the value in the middle, rest and bias with it."""
    image, kernel = np.arange(12.0).reshape(2, 2, 3), np.arange(8.0).reshape(2, 1, 2, 2)

    setting = part_of(image, kernel, (0, 1, 1), stride=1, bias=[5])

    assert setting is not None
    assert setting.input_size == (2, 2)
    assert (setting.channels, setting.padding, setting.readings) == ((2, 1), 1, ("stamp",))
    value = trace(image, kernel, bias=[5]).result()[0, 1, 1]
    assert setting.trace().result().tolist() == [[[value]]]
    # A convolution has no stamps, and its one window no ring.
    down = part_of(
        np.arange(9.0).reshape(3, 3), np.ones((2, 2)), (0, 1, 1), operation="convolution"
    )
    assert down is not None
    assert (down.operation, down.readings, down.padding) == ("convolution", ("slide",), 0)
    assert down.trace().result().tolist() == [[[4 + 5 + 7 + 8]]]


@pytest.mark.parametrize(
    ("image", "kernel", "cell", "setting"),
    [
        # Rings that differ by side: the corner, and an edge on either axis.
        (np.ones((2, 2)), np.ones((2, 2)), (0, 0, 0), {}),
        (np.ones((3, 3)), np.ones((2, 2)), (0, 0, 1), {}),
        (np.ones((3, 3)), np.ones((2, 2)), (0, 1, 0), {}),
        # A kernel of two rows and three columns, one ring all round.
        (np.ones((2, 1)), np.ones((2, 3)), (0, 1, 1), {}),
        # Five channels.
        (np.ones((5, 1, 1)), np.ones((5, 1, 1, 1)), (0, 0, 0), {}),
        # Strides that differ.
        (np.ones((2, 2)), np.ones((1, 1)), (0, 0, 0), {"stride": (1, 2)}),
    ],
)
def test_a_part_keeps_its_value_whatever_its_axes_and_sides_are(
    image: Any, kernel: Any, cell: Cell, setting: dict[str, Any]
) -> None:
    taken = part_of(image, kernel, cell, **setting)

    assert taken is not None
    assert taken.trace().result().tolist() == [[[trace(image, kernel, **setting).result()[cell]]]]


def test_channel_examples_keep_their_channels_apart() -> None:
    """From 1 to 2 channels, transposed; from 2 to 1 as a convolution: the same kernel."""
    example = ChannelExample(
        key="x", title="", note="", source=GARG, place="", reading="stamp",
        operation="transposed", image=[[[1, 2]]], kernel=[[[[1]], [[2]]]],
        bias=[0, 0], stride=1, expected=[],
    )  # fmt: skip
    down = replace(example, operation="convolution", image=[[[1, 2]], [[3, 4]]], bias=[0])

    assert from_example(example).channels == (1, 2)
    assert from_example(down).channels == (2, 1)
    assert from_example(example).input_size == (1, 2)


@pytest.mark.parametrize("key", CHANNELS_BY_KEY)
def test_channel_examples_give_what_they_say(key: str) -> None:
    assert (
        from_example(CHANNELS_BY_KEY[key]).trace().result().tolist()
        == CHANNELS_BY_KEY[key].expected
    )


def test_readings_that_an_operation_does_not_have_are_left_out() -> None:
    setting = replace(UNSAID, readings=("stamp", "matrix"), walk="input")

    assert (setting.shown, setting.stepped) == (("stamp", "matrix"), "input")
    convolution = replace(setting, operation="convolution")
    assert (convolution.shown, convolution.stepped) == (("matrix",), "output")
    assert replace(convolution, readings=("stamp",)).shown == ("slide",)
    assert replace(setting, readings=("slide",)).stepped == "output"
    assert replace(setting, readings=("stamp",), walk="output").stepped == "input"
    assert replace(setting, readings=("matrix",), walk="output").stepped == "output"
    assert replace(setting, readings=("matrix",), walk="input").stepped == "input"


def test_an_example_s_setting_holds_its_numbers() -> None:
    for example in EXAMPLES:
        setting = from_example(example)
        np.testing.assert_array_equal(setting.image_grid()[0], example.image)
        np.testing.assert_array_equal(setting.kernel_grid()[0, 0], example.kernel)
        assert setting.with_layer(setting.layer()) == setting


def test_the_lab_opens_with_stamps_that_overlap_and_add_up() -> None:
    """2 by 2 stamps of 3 by 3, two cells apart: the cell in the middle adds four products."""
    setting = default_setting()

    assert setting.image_grid().tolist() == [[[1, 2], [3, 4]]]
    assert 0 not in setting.kernel_grid()
    assert (setting.stride, setting.shown) == (2, ("stamp",))
    assert setting.trace().result()[0, 2, 2] == 1 * 3 + 2 * 1 + 3 * 1 + 4 * 1


def test_an_example_is_shown_in_the_reading_that_its_note_speaks_of() -> None:
    for key, example in PRESETS.items():
        assert from_example(example).shown == (example.reading,), key


@pytest.mark.parametrize(
    ("side", "holds", "cells"),
    [(1, "none", []), (2, "none", []), (3, "some", [(0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 1)])],
)
def test_typed_cells_are_named_where_others_beside_them_are_filled(
    side: int, holds: str, cells: list[Cell]
) -> None:
    """0 1 / 2 3 typed; a third row and column come from the fill: 3, 6 and 7 8 9."""
    setting = replace(UNSAID, input_size=(side, side))

    assert setting.holds("image") == holds
    assert setting.typed_beside_filled("image") == cells
    if side == 3:
        assert setting.image_grid().tolist() == [[[0, 1, 3], [2, 3, 6], [7, 8, 9]]]
    assert replace(setting, image=Numbers()).holds("image") == "all"


def test_typed_cells_of_planes_that_are_not_there_count_for_nothing() -> None:
    typed = Numbers().with_typed(((plane(1, 0), 0, 0, 7.0),))
    setting = replace(UNSAID, kernel=typed)

    assert setting.holds("kernel") == "all"
    assert replace(setting, channels=(2, 1)).typed_beside_filled("kernel") == [(4, 0, 0)]
    assert plane_indices(plane(1, 0)) == (1, 0)


def _part_of(rings: tuple[int, int, int, int] = (0, 0, 0, 0), side: int = 3, **other: Any) -> Part:
    """Return the part of a value whose axes have these rings: above, below, left, right."""
    above, below, left, right = rings
    kernel = other.get("kernel", (2, 2))
    channels = other.get("channels", 1)
    cut = trace(
        np.arange(1.0, channels * side * side + 1).reshape(channels, side, side),
        np.ones((1, channels, *kernel)),
        padding=((above, below), (left, right)),
        stride=other.get("stride", (1, 1)),
        operation="convolution",
        framework="onnx",
    )
    everything = range(side)
    taps = (range(kernel[0]), range(kernel[1]))
    return Part(cut, tuple(range(channels)), everything, everything, taps, 4, 1.0, 0.0)


@pytest.mark.parametrize(
    ("rings", "padding", "framework"),
    [
        ((0, 0, 0, 0), 0, "pytorch"),
        ((1, 1, 1, 1), 1, "pytorch"),
        ((1, 1, 0, 0), (1, 0), "pytorch"),
        ((0, 1, 2, 3), ((0, 1), (2, 3)), "onnx"),
        ((16, 16, 16, 16), 16, "pytorch"),
    ],
)
def test_a_part_s_rings_become_the_lab_s_padding(
    rings: tuple[int, int, int, int], padding: object, framework: str
) -> None:
    """PyTorch pads both ends alike, and ONNX each for itself."""
    shown = _part_of(rings)
    setting = from_part(shown)

    assert setting is not None
    assert (setting.padding, setting.framework) == (padding, framework)
    assert setting.trace().result().tolist() == shown.trace.result().tolist()
    assert from_part(_part_of((17, 17, 17, 17))) is None


@pytest.mark.parametrize("cell", [(0, y, x) for y in range(3) for x in range(3)])
def test_of_a_padded_layer_every_value_is_taken(cell: Cell) -> None:
    """A value at an edge keeps the rings of that edge only."""
    image = np.arange(9.0).reshape(3, 3)
    padded = trace(image, np.ones((3, 3)), operation="convolution", padding=1)
    shown = part(terms(padded, cell), [0])
    assert shown is not None

    setting = from_part(shown)

    assert setting is not None
    assert setting.trace().result().tolist() == [[[padded.result()[cell]]]]


@pytest.mark.parametrize(
    ("other", "taken"),
    [
        ({"side": 16}, True),
        ({"side": 17}, False),
        ({"kernel": (6, 6), "side": 6}, True),
        ({"kernel": (2, 3)}, True),
        ({"stride": (1, 2)}, True),
        ({"stride": (32, 32), "side": 8}, True),
        ({"stride": (33, 33), "side": 8}, False),
        ({"channels": 8}, True),
        ({"channels": 9}, False),
    ],
)
def test_a_part_is_taken_into_the_lab_up_to_the_lab_s_bounds(
    other: dict[str, Any], taken: bool
) -> None:
    shown = _part_of(**other)

    setting = from_part(shown)

    assert (setting is not None) == taken
    if setting is not None:
        assert setting.trace().result().tolist() == shown.trace.result().tolist()
        assert setting.readings == ("slide",)


def test_what_a_part_leaves_out_becomes_the_bias_of_its_setting() -> None:
    found = terms(trace([[1, 2], [3, 4]], [[1, 1], [1, 1]], stride=1, bias=[7]), (0, 1, 1))
    shown = part(found, [0], side=1, tight=True)
    assert shown is not None

    setting = from_part(shown)

    assert setting is not None
    assert setting.bias == (shown.rest + 7,)
    assert setting.trace().result().tolist() == [[[1 + 2 + 3 + 4 + 7]]]
    assert setting.readings == ("stamp",)


@pytest.mark.parametrize(("dilation", "taken"), [(2, True), ((1, 2), True), (4, False)])
@pytest.mark.parametrize("operation", ["convolution", "transposed"])
def test_a_part_of_a_dilated_layer_keeps_its_dilation(
    operation: Any, dilation: Any, taken: bool
) -> None:
    """It became 1 without a word: other taps met the cells, and the sum was another."""
    image, kernel = np.arange(1.0, 145).reshape(12, 12), np.arange(1.0, 5).reshape(2, 2)
    traced = trace(image, kernel, operation=operation, dilation=dilation)
    shown = part(terms(traced, (0, 5, 5)), [0])
    assert shown is not None

    setting = from_part(shown)

    assert (setting is not None) == taken
    if setting is not None:
        assert setting.trace().result().tolist() == [[[traced.result()[0, 5, 5]]]]


def test_numbers_of_both_axes_are_one_number_and_equal_settings_are_equal() -> None:
    apart = replace(UNSAID, kernel_size=(3, 3), stride=(2, 2), padding=((1, 1), (1, 1)))

    assert (apart.kernel_size, apart.stride, apart.padding) == (3, 2, 1)
    assert apart == replace(UNSAID, kernel_size=3, stride=2, padding=1)
    oblong = replace(UNSAID, kernel_size=(2, 3), padding=((1, 1), (0, 0)))
    assert (oblong.kernel_size, oblong.padding) == ((2, 3), (1, 0))
    assert oblong.kernel_grid().shape == (1, 1, 2, 3)
    assert oblong.with_layer(oblong.layer()) == oblong


def test_of_one_dimension_everything_is_a_row() -> None:
    """Kernel 1 2 3 over 1 2, two apart: 1 2 3+2 4 6."""
    row = replace(
        UNSAID, dimensions=1, input_size=(2, 2), kernel_size=3, stride=2, padding=0,
        image=Numbers(), kernel=Numbers(),
    )  # fmt: skip

    assert (row.input_size, row.kernel_size, row.stride) == ((1, 2), (1, 3), (1, 2))
    assert row.trace().result().tolist() == [[[1, 2, 3 + 2, 4, 6]]]
    assert (row.said("kernel_size"), row.said("stride")) == (3, 2)
    assert row.with_layer(row.layer()) == row


@pytest.mark.parametrize(
    ("fields", "beyond", "fits"),
    [
        # 63·32 + 28 = 2,044; of 16 cells 508, whose spread grid with its rings has 562.
        ({"input_size": (64, 64), "kernel_size": 28, "stride": 32}, "320,000 cells", 16),
        # 24² cells times 28² taps times 8·8 planes.
        ({"input_size": (24, 24), "kernel_size": 28, "channels": (8, 8)}, "4,000,000 mult", 8),
    ],
)
def test_what_is_too_large_to_be_drawn_names_the_bound_and_the_input_that_fits(
    fields: dict[str, Any], beyond: str, fits: int
) -> None:
    setting = replace(UNSAID, image=Numbers(), kernel=Numbers(), **fields)

    with pytest.raises(GeometryError, match=beyond) as refused:
        setting.check()
    fix = refused.value.fix
    assert fix is not None
    fixed = setting.fixed(fix)
    assert fixed.input_size == (fits, fits)
    fixed.check()
    with pytest.raises(GeometryError, match=beyond):
        replace(fixed, input_size=(fits + 1, fits + 1)).check()


def test_an_explicit_0_is_not_the_default_in_keras() -> None:
    """With 'same' None makes input times strides: 2·2; 0 makes (2 − 1)·2 + 3 mod 2."""
    keras = replace(UNSAID, framework="keras", padding="same", kernel_size=3, kernel=Numbers())

    assert keras.trace().output_shape == (1, 4, 4)
    said = replace(keras, zero_said=True)
    assert said.trace().output_shape == (1, 3, 3)
    assert said.with_layer(said.layer()) == said
    # Elsewhere it is the default, and nothing is said.
    assert not replace(said, framework="pytorch").zero_said


def test_a_plane_keeps_the_number_that_links_gave_it_and_no_two_share_one() -> None:
    assert [plane(a, b) for a in range(4) for b in range(4)] == list(range(16))
    planes = [(a, b) for a in range(8) for b in range(8)]
    assert len({plane(a, b) for a, b in planes}) == 64
    assert [plane_indices(plane(a, b)) for a, b in planes] == planes
