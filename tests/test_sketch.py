"""The small pictures: two to count by hand, then what each of them has to show."""

import pytest

from app.setting.setting import PRESETS, from_example
from app.stage.sketch import sketch


def test_stamps_stand_on_the_output() -> None:
    """S9: four stamps of 2 by 2, two cells apart, on 4 by 4 cells, all of them kept."""
    assert sketch(from_example(PRESETS["S9"]).trace()) == {
        "operation": "transposed",
        "size": (4, 4),
        "boxes": [(0, 0, 2, 2), (2, 0, 2, 2), (0, 2, 2, 2), (2, 2, 2, 2)],
        "kept": (0, 0, 4, 4),
        "lines": [],
    }


def test_what_is_cut_or_put_around_lies_outside_of_what_is_kept() -> None:
    """S7d cuts the last of 5 rows; S4 puts a row of zeros below 4; S14 cuts a ring of 6 by 6."""
    found = {key: sketch(from_example(PRESETS[key]).trace()) for key in ("S7d", "S4", "S14")}

    assert {key: (one["size"], one["kept"]) for key, one in found.items()} == {
        "S7d": ((5, 5), (0, 0, 4, 4)),
        "S4": ((5, 5), (0, 0, 4, 4)),
        "S14": ((6, 6), (1, 1, 4, 4)),
    }


def test_wired_maps_are_joined_inputs_at_the_left() -> None:
    """S1: two maps of 1 by 2 lead to three; with a cell between, 3 and 5 rows."""
    one = sketch(from_example(PRESETS["S1"]).trace())

    assert one["size"] == (7, 5)
    assert one["boxes"] == [
        (0, 1, 2, 1), (0, 3, 2, 1),
        (5, 0, 2, 1), (5, 2, 2, 1), (5, 4, 2, 1),
    ]  # fmt: skip
    assert sorted(one["lines"]) == [(2, y, 5, to) for y in (1.5, 3.5) for to in (0.5, 2.5, 4.5)]


def test_many_to_one_has_its_large_maps_at_the_left() -> None:
    down, up = (
        sketch(from_example(PRESETS[f"S21 {way}"]).trace()) for way in ("top-down", "bottom-up")
    )

    assert [box[2:] for box in down["boxes"]] == [(2, 1), (2, 1), (4, 2), (4, 2)]
    assert [box[2:] for box in up["boxes"]] == [(4, 2), (4, 2), (2, 1), (2, 1)]


@pytest.mark.parametrize("key", PRESETS)
def test_nothing_stands_outside_of_the_picture(key: str) -> None:
    trace = from_example(PRESETS[key]).trace()
    made = sketch(trace)
    width, height = made["size"]

    for x, y, w, h in [*made["boxes"], *([made["kept"]] if made["kept"] else [])]:
        assert 0 <= x < x + w <= width
        assert 0 <= y < y + h <= height
    if made["kept"]:
        coarse = trace.geometry.height.coarse * trace.geometry.width.coarse
        assert len(made["boxes"]) == coarse
