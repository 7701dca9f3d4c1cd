"""Numbers that stay when a grid is resized."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.setting.setting import Numbers, default_setting, from_example, from_part, plane
from core.contributions import Cell, trace
from core.examples import CHANNELS_BY_KEY, EXAMPLES
from core.frameworks import GeometryError
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
    assert set(large.ravel()) <= set(range(10))


def test_a_kernel_plane_keeps_its_numbers_when_channels_are_added() -> None:
    setting = replace(
        default_setting(),
        channels=(2, 2),
        kernel=Numbers().with_typed(((plane(1, 0), 0, 0, 99.0),)),
    )

    assert setting.kernel_grid()[1, 0, 0, 0] == 99
    assert replace(setting, channels=(3, 4)).kernel_grid()[1, 0, 0, 0] == 99


def test_the_kernel_s_layout_is_pytorch_s_for_each_operation() -> None:
    setting = replace(default_setting(), channels=(2, 4), groups=2)

    assert setting.kernel_grid().shape[:2] == (2, 2)
    assert replace(setting, operation="convolution").kernel_grid().shape[:2] == (4, 1)


def test_groups_that_do_not_divide_are_refused_with_the_nearest() -> None:
    setting = replace(default_setting(), channels=(4, 2), groups=4)

    with pytest.raises(GeometryError, match="groups must divide both channel counts") as refused:
        setting.check()
    assert refused.value.fix
    assert setting.fixed(refused.value.fix).groups == 2


@pytest.mark.parametrize("key", CHANNELS_BY_KEY)
def test_channel_examples_give_what_they_say(key: str) -> None:
    assert (
        from_example(CHANNELS_BY_KEY[key]).trace().result().tolist()
        == CHANNELS_BY_KEY[key].expected
    )


def test_readings_that_an_operation_does_not_have_are_left_out() -> None:
    setting = replace(default_setting(), readings=("stamp", "matrix"), walk="input")

    assert (setting.shown, setting.stepped) == (("stamp", "matrix"), "input")
    convolution = replace(setting, operation="convolution")
    assert (convolution.shown, convolution.stepped) == (("matrix",), "output")
    assert replace(convolution, readings=("stamp",)).shown == ("slide",)
    assert replace(setting, readings=("slide",)).stepped == "output"


def test_an_example_s_setting_holds_its_numbers() -> None:
    for example in EXAMPLES:
        setting = from_example(example)
        np.testing.assert_array_equal(setting.image_grid()[0], example.image)
        np.testing.assert_array_equal(setting.kernel_grid()[0, 0], example.kernel)
        assert setting.with_layer(setting.layer()) == setting


def test_the_lab_opens_with_the_second_worked_example() -> None:
    setting = default_setting()

    assert setting.image_grid().tolist() == [[[0, 1], [2, 3]]]
    assert (setting.stride, setting.readings) == (2, ("stamp",))


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
    )
    everything = range(side)
    taps = (range(kernel[0]), range(kernel[1]))
    return Part(cut, tuple(range(channels)), everything, everything, taps, 4, 1.0, 0.0)


@pytest.mark.parametrize(
    ("rings", "taken"),
    [
        ((0, 0, 0, 0), True),
        ((1, 1, 1, 1), True),
        ((4, 4, 4, 4), True),
        ((5, 5, 5, 5), False),
        ((1, 1, 0, 0), False),
        ((0, 0, 1, 1), False),
    ],
)
def test_a_part_is_taken_into_the_lab_only_with_the_same_rings_on_every_side(
    rings: tuple[int, int, int, int], taken: bool
) -> None:
    """The lab's padding is one number: with any other the sums would not be the part's."""
    setting = from_part(_part_of(rings))

    assert (setting is not None) == taken
    if setting is not None:
        assert setting.padding == rings[0]


@pytest.mark.parametrize("cell", [(0, y, x) for y in range(3) for x in range(3)])
def test_of_a_padded_layer_only_values_away_from_the_edge_are_taken(cell: Cell) -> None:
    """A value at an edge keeps the rings of that edge only."""
    padded = trace(np.ones((3, 3)), np.ones((3, 3)), operation="convolution", padding=1)
    shown = part(terms(padded, cell), [0])
    assert shown is not None

    assert (from_part(shown) is not None) == (cell == (0, 1, 1))


@pytest.mark.parametrize(
    ("other", "taken"),
    [
        ({"side": 16}, True),
        ({"side": 17}, False),
        ({"kernel": (5, 5), "side": 6}, True),
        ({"kernel": (6, 6), "side": 6}, False),
        ({"kernel": (2, 3)}, False),
        ({"stride": (2, 2)}, True),
        ({"stride": (1, 2)}, False),
        ({"stride": (4, 4), "side": 6}, True),
        ({"stride": (5, 5), "side": 8}, False),
        ({"channels": 4}, True),
        ({"channels": 5}, False),
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
