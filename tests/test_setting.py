"""Numbers that stay when a grid is resized."""

import numpy as np

from app.setting import Numbers, default_setting, from_example
from core.examples import EXAMPLES


def test_typed_numbers_stay_and_new_cells_are_filled() -> None:
    typed = Numbers().with_typed(((0, 0, 7.0), (1, 1, -2.0)))

    assert typed.grid(2, 2).tolist() == [[7, 2], [3, -2]]
    assert typed.grid(3, 3).tolist() == [[7, 2, 3], [4, -2, 6], [7, 8, 9]]


def test_shrinking_remembers() -> None:
    typed = Numbers(fill="ones").with_typed(((2, 2, 7.0),))

    assert typed.grid(2, 2).tolist() == [[1, 1], [1, 1]]
    assert typed.grid(3, 3)[2, 2] == 7


def test_random_numbers_stay_where_they_are_when_the_grid_grows() -> None:
    random = Numbers(fill="random", seed=5)

    np.testing.assert_array_equal(random.grid(8, 8)[:3, :4], random.grid(3, 4))
    assert not np.array_equal(random.grid(8, 8), Numbers(fill="random", seed=6).grid(8, 8))
    assert set(random.grid(8, 8).ravel()) <= set(range(10))


def test_an_example_s_setting_holds_its_numbers() -> None:
    for example in EXAMPLES:
        setting = from_example(example)
        np.testing.assert_array_equal(setting.image_grid(), example.image)
        np.testing.assert_array_equal(setting.kernel_grid(), example.kernel)
        assert setting.with_layer(setting.layer()) == setting


def test_the_lab_opens_with_the_second_worked_example() -> None:
    setting = default_setting()

    assert setting.image_grid().tolist() == [[0, 1], [2, 3]]
    assert (setting.stride, setting.reading) == (2, "stamp")
