"""What the browser sends is checked, whatever it is."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.setting.link import UNSAID, decode, encode
from app.setting.setting import HIGHEST_SEED, LIMITS, WORDS, Numbers, default_setting, plane
from app.setting.wish import Granted, grant, new_edits

START = UNSAID


def edited(**edit: Any) -> Any:
    return grant({"n": 1, "edits": [[1, edit]]}, START)


def test_a_moved_control_is_granted() -> None:
    granted = grant({"n": 1, "moved": "stride", "controls": {"stride": 3}}, START)

    assert granted.setting.stride == 3
    assert granted.moved == "stride"
    assert granted.notices == ()


@pytest.mark.parametrize(
    ("controls", "sentence", "field", "value"),
    [
        ({"stride": 99}, "Stride goes from 1 to 32 in whole steps: 32 it is.", "stride", 32),
        ({"dilation": 2.6}, "Dilation goes from 1 to 3 in whole steps: 3 it is.", "dilation", 3),
        ({"kernel_size": [2]}, "Kernel is a whole number from 1 to 28; it stays 2.", "stride", 2),
        ({"input_size": [0, 3]}, "Input goes from 1 to 64 in whole steps: 1", "input_size", (1, 3)),
    ],
)
def test_a_value_out_of_range_becomes_the_nearest_and_is_said(
    controls: dict[str, Any], sentence: str, field: str, value: object
) -> None:
    granted = grant({"n": 1, "controls": controls}, START)

    assert sentence in granted.notices[0]
    assert getattr(granted.setting, field) == value


def test_a_typed_cell() -> None:
    granted = edited(kind="cell", grid="image", y=0, x=1, text=" −2,5 ")

    assert granted.setting.image_grid().tolist() == [[[0, -2.5], [2, 3]]]


def test_what_a_browser_remembers_of_a_link_comes_before_the_controls_that_moved_since() -> None:
    """A server that was started anew while the visitor was on another page knows nothing."""
    known = replace(START, kernel=Numbers(typed=((0, 1, 0, 8.0),)), stride=3)
    link = urlencode(encode(known))

    granted = grant(
        {"n": 7, "controls": {"stride": 4}, "edits": [[7, {"kind": "link", "text": link}]]},
        default_setting(),
    )

    assert granted.setting == replace(known, stride=4)


@pytest.mark.parametrize("text", [None, 5, [], "x" * 40_000])
def test_what_is_no_link_changes_nothing(text: object) -> None:
    assert edited(kind="link", text=text).setting == START


@pytest.mark.parametrize("text", ["", "abc", "1e99", "nan", "1/2", "٣"])
def test_a_cell_that_is_no_number_stays(text: str) -> None:
    granted = edited(kind="cell", grid="kernel", y=1, x=1, text=text)

    assert granted.setting == START
    assert granted.notices[0].endswith("the cell stays 3.")


def test_a_pasted_block_grows_the_grid() -> None:
    granted = edited(kind="paste", grid="kernel", y=0, x=0, text="1\t2\t3\n4\t5\t6")

    assert granted.setting.kernel_size == 3
    assert granted.setting.kernel_grid()[0, 0].tolist()[:2] == [[1, 2, 3], [4, 5, 6]]
    assert granted.notices == ()


def test_a_pasted_block_larger_than_the_lab_is_cut_and_said() -> None:
    block = "\n".join(" ".join("1" for _ in range(20)) for _ in range(20))
    granted = edited(kind="paste", grid="image", y=0, x=0, text=block)

    assert granted.setting.input_size == (16, 16)
    assert granted.notices == ("Only what fits into 16×16 cells was taken.",)


def test_rows_and_columns_above_and_left_of_the_grid_are_left_out() -> None:
    """Pasted one up and one left of the first cell: of three by three, two by two fit."""
    granted = edited(kind="paste", grid="image", y=-1, x=-1, text="1 2 3\n4 5 6\n7 8 9")

    assert granted.setting.image_grid().tolist() == [[[5, 6], [8, 9]]]
    assert granted.notices == ("Only what fits into 16×16 cells was taken.",)
    assert all(y >= 0 and x >= 0 for _, y, x, _ in granted.setting.image.typed)


@pytest.mark.parametrize(
    ("grid", "y", "size", "cut"),
    [
        ("image", 14, (16, 2), False),
        ("image", 15, (16, 2), True),
        ("kernel", 26, 28, False),
        ("kernel", 27, 28, True),
    ],
)
def test_a_pasted_block_may_reach_the_last_row(
    grid: str, y: int, size: tuple[int, int] | int, cut: bool
) -> None:
    granted = edited(kind="paste", grid=grid, y=y, x=0, text="7\n8")

    setting = granted.setting
    assert (setting.input_size if grid == "image" else setting.kernel_size) == size
    assert bool(granted.notices) == cut
    last = setting.image_grid()[0, -1] if grid == "image" else setting.kernel_grid()[0, 0, -1]
    assert last[0] == (7 if cut else 8)


def test_a_block_pasted_outside_changes_nothing_but_says_so() -> None:
    granted = edited(kind="paste", grid="image", y=-5, x=0, text="1 2")

    assert granted.setting == START
    assert granted.notices == ("Only what fits into 16×16 cells was taken.",)


@pytest.mark.parametrize(
    ("value", "stays_or_is", "notice"),
    [
        (float("inf"), 32, "Stride goes from 1 to 32 in whole steps: 32 it is."),
        (float("-inf"), 1, "Stride goes from 1 to 32 in whole steps: 1 it is."),
        (float("nan"), 2, "Stride is a whole number from 1 to 32; it stays 2."),
        (True, 2, "Stride is a whole number from 1 to 32; it stays 2."),
        (4, 4, None),
        (33, 32, "Stride goes from 1 to 32 in whole steps: 32 it is."),
        (1, 1, None),
        (0, 1, "Stride goes from 1 to 32 in whole steps: 1 it is."),
        (3.0, 3, None),
        (None, 2, None),
    ],
)
def test_a_control_takes_its_bounds_and_the_nearest_of_what_is_beyond(
    value: Any, stays_or_is: int, notice: str | None
) -> None:
    granted = grant({"n": 1, "controls": {"stride": value}}, START)

    assert granted.setting.stride == stays_or_is
    assert granted.notices == (() if notice is None else (notice,))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1000000", 1e6),
        ("-1e6", -1e6),
        ("1000000.1", None),
        ("-1000001", None),
        ("1e999", None),
        ("-1e999", None),
        ("inf", None),
        ("nan", None),
        ("٣", None),
        ("²", None),
    ],
)
def test_a_cell_holds_up_to_a_million_and_no_infinity(text: str, number: float | None) -> None:
    granted = edited(kind="cell", grid="image", y=0, x=0, text=text)

    assert granted.setting.image_grid()[0, 0, 0] == (0 if number is None else number)
    assert len(granted.notices) == (number is None)


@pytest.mark.parametrize(("length", "read"), [(8000, True), (8001, False)])
def test_a_text_is_read_up_to_8000_characters(length: int, read: bool) -> None:
    granted = edited(kind="paste", grid="image", y=0, x=0, text="7".ljust(length))

    assert granted.setting.image_grid()[0, 0, 0] == (7 if read else 0)
    assert granted.notices == (
        () if read else ("That is more text than the lab reads (8000 characters).",)
    )


@pytest.mark.parametrize(
    ("shape", "taken"), [((64, 64), True), ((65, 1), False), ((1, 65), False), ((1, 1), True)]
)
def test_a_picture_has_up_to_64_rows_and_columns(shape: tuple[int, int], taken: bool) -> None:
    rows = [[255] * shape[1]] * shape[0]

    granted = edited(kind="picture", rows=rows)

    assert granted.setting.input_size == (shape if taken else START.input_size)
    assert bool(granted.notices) != taken


def test_grey_levels_beyond_black_and_white_are_cut_off_and_infinity_is_refused() -> None:
    granted = edited(kind="picture", rows=[[-10, 51, 300]])
    assert granted.setting.image_grid().tolist() == [[[0, 0.2, 1]]]

    for bad in ("inf", "nan"):
        assert edited(kind="picture", rows=[[0, float(bad)]]).setting == START


@pytest.mark.parametrize(
    ("place", "held"),
    [
        ((0, 0), 7),
        ((1, 1), 7),
        ((2, 0), None),
        ((0, 2), None),
        ((-1, 0), None),
        ((0, -1), None),
    ],
)
def test_only_cells_of_the_grid_are_typed(place: tuple[int, int], held: float | None) -> None:
    granted = edited(kind="cell", grid="image", y=place[0], x=place[1], text="7")

    if held is None:
        assert granted.setting == START
    else:
        assert granted.setting.image_grid()[0, place[0], place[1]] == held


def test_two_edits_that_arrive_together_both_hold_and_none_twice() -> None:
    edits = [
        [4, {"kind": "cell", "grid": "image", "y": 0, "x": 0, "text": "8"}],
        [5, {"kind": "cell", "grid": "image", "y": 0, "x": 1, "text": "9"}],
    ]

    both = grant({"n": 5, "edits": edits}, START, answered=3).setting
    later = grant({"n": 6, "edits": edits}, START, answered=4).setting

    assert both.image_grid().tolist() == [[[8, 9], [2, 3]]]
    assert later.image_grid().tolist() == [[[0, 9], [2, 3]]]


def test_a_cell_of_another_channel_and_a_bias() -> None:
    two = replace(START, channels=(2, 2))
    wish = {
        "n": 2,
        "edits": [
            [
                1,
                {
                    "kind": "cell",
                    "grid": "kernel",
                    "plane": plane(1, 0),
                    "y": 0,
                    "x": 1,
                    "text": "5",
                },
            ],
            [2, {"kind": "bias", "text": "1; -2"}],
        ],
    }

    setting = grant(wish, two).setting

    assert setting.kernel_grid()[1, 0, 0, 1] == 5
    assert setting.bias_numbers() == [1, -2]


def test_a_bias_that_is_no_list_of_numbers_stays_as_it_was() -> None:
    granted = edited(kind="bias", text="1 2 3 4 5 6 7 8 9")

    assert granted.setting.bias == ()
    assert granted.notices == (
        "The bias is one number per output channel, 8 at the most: the bias stays as it was.",
    )


def test_a_cell_of_a_channel_that_is_not_there_is_left_alone() -> None:
    assert edited(kind="cell", grid="image", plane=3, y=0, x=0, text="5").setting == START


def test_enlarging_sets_everything_that_belongs_to_it() -> None:
    setting = edited(kind="preset", name="nearest").setting

    assert (setting.kernel_size, setting.stride, setting.padding) == (2, 2, 0)
    assert setting.trace().result()[0].tolist() == [
        [0, 0, 1, 1], [0, 0, 1, 1], [2, 2, 3, 3], [2, 2, 3, 3]
    ]  # fmt: skip


def test_a_kernel_that_has_no_such_size_takes_the_nearest_and_says_so() -> None:
    granted = edited(kind="preset", name="sharpen")

    assert granted.setting.kernel_size == 3
    assert granted.notices == (
        "The kernel 'sharpen' needs a middle tap, and a size of 2 has none: kernel_size 3 it is.",
    )


def test_a_picture_becomes_the_input_and_is_part_of_the_link() -> None:
    setting = edited(kind="picture", rows=[[0, 255, 51]]).setting

    assert setting.image_grid().tolist() == [[[0, 1, 0.2]]]
    assert setting.input_size == (1, 3)
    assert decode(encode(setting)) == (setting, [])


def test_a_picture_has_up_to_64_rows_and_levels_from_0_to_255() -> None:
    granted = edited(kind="picture", rows=[[-5, 300]] + 63 * [[0, 51]])

    assert granted.notices == ()
    assert granted.setting.input_size == (64, 2)
    assert granted.setting.image_grid()[0, :2].tolist() == [[0, 1], [0, 0.2]]


@pytest.mark.parametrize(
    "rows",
    [
        None, "x", [], [[1], [1, 2]], [[float("nan")]], [[float("inf")]], [[0] * 65], 65 * [[0]],
        [1, 2], [[[1]]],
    ],
)  # fmt: skip
def test_what_is_no_picture_changes_nothing(rows: object) -> None:
    granted = edited(kind="picture", rows=rows)

    assert granted.setting == START
    assert granted.notices == ("A picture has 1 to 64 rows of 1 to 64 grey levels each.",)


def test_the_drawing_is_asked_for_and_its_trouble_is_said() -> None:
    def nothing() -> list[list[float]]:
        raise ValueError("The canvas is empty: draw a digit.")

    wish = {"n": 1, "edits": [[1, {"kind": "drawing"}]]}

    drawn = grant(wish, START, drawing=lambda: [[1.0, 0.0]]).setting
    assert drawn.image_grid().tolist() == [[[1, 0]]]
    assert grant(wish, START).setting == START
    assert grant(wish, START, drawing=nothing).notices == ("The canvas is empty: draw a digit.",)


def test_an_example_is_taken_whole_and_in_the_reading_that_its_note_speaks_of() -> None:
    slide = grant({"n": 1, "controls": {"readings": ["slide"]}}, START).setting
    wish = {"n": 2, "controls": {"stride": 1}, "edits": [[2, {"kind": "example", "key": "S7c"}]]}

    setting = grant(wish, slide).setting

    assert (setting.padding, setting.readings) == ("same", ("stamp",))


def test_fill_again_draws_other_random_numbers() -> None:
    first = edited(kind="fill", grid="image", fill="random").setting
    full = replace(START, image=Numbers(fill="random", seed=HIGHEST_SEED - 1))
    wish = {"n": 1, "edits": [[1, {"kind": "fill", "grid": "image", "fill": "random"}]]}
    # A link holds no higher seed: it starts again.
    assert grant(wish, full).setting.image.seed == 0
    again = grant(
        {"n": 2, "edits": [[2, {"kind": "fill", "grid": "image", "fill": "random"}]]}, first
    )

    assert first.image.fill == "random"
    assert again.setting.image.seed == first.image.seed + 1


json = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    "n",
                    "controls",
                    "edits",
                    "kind",
                    "grid",
                    "plane",
                    "y",
                    "x",
                    "text",
                    "fill",
                    "padding",
                ]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "controls": st.dictionaries(
                st.sampled_from(
                    ["stride", "padding", "input_size", "operation", "readings", "channels"]
                ),
                json,
            ),
            "edits": st.lists(st.tuples(st.just(1), json).map(list), max_size=3),
            "moved": json,
        },
    )
)
def test_no_message_breaks_the_lab(wish: dict[str, Any]) -> None:
    granted = grant(wish, START)

    setting = granted.setting
    for name, (low, high) in LIMITS.items():
        value = getattr(setting, name)
        if value in WORDS or value is None:
            assert name == ("padding" if value in WORDS else "output_size")
            continue
        for number in value if isinstance(value, tuple) else (value,):
            assert type(number) is int
            assert low <= number <= high
    assert isinstance(granted.moved, str)
    # Whatever came, there is a link to it that says the same.
    assert decode(encode(setting))[1] == []


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("operation", ("convolution", "transposed")),
        ("framework", ("keras", "onnx", "pytorch")),
        ("walk", ("output", "input")),
    ],
)
def test_each_of_the_words_is_granted_and_so_is_the_way_back(
    field: str, words: tuple[str, ...]
) -> None:
    setting = START
    for word in words:
        granted = grant({"n": 1, "moved": field, "controls": {field: word}}, setting)
        setting = granted.setting

        assert getattr(setting, field) == word
        assert granted.notices == ()


def test_limits_hold_for_each_axis_of_the_input() -> None:
    """(64, 0) is larger than (1, 1) as tuples go, and no size of a picture."""
    granted = grant({"n": 1, "controls": {"input_size": [99, -3], "channels": [0, 9]}}, START)

    assert (granted.setting.input_size, granted.setting.channels) == ((64, 1), (1, 8))
    assert [notice.split(" goes")[0] for notice in granted.notices] == 2 * ["Input"] + 2 * [
        "Channels"
    ]


@pytest.mark.parametrize("value", [True, float("nan"), [3], {}])
def test_what_is_no_number_moves_no_control(value: object) -> None:
    granted = grant({"n": 1, "controls": {"stride": value}}, START)

    assert granted.setting == START
    assert granted.notices == ("Stride is a whole number from 1 to 32; it stays 2.",)


@pytest.mark.parametrize("value", [float("inf"), 1e300, -1e300])
def test_numbers_beyond_all_bounds_become_the_nearest(value: float) -> None:
    assert grant({"n": 1, "controls": {"stride": value}}, START).setting.stride == (
        32 if value > 0 else 1
    )


def test_a_control_at_its_limits_needs_no_notice() -> None:
    for name, bounds in LIMITS.items():
        for number in bounds:
            value: Any = [number, number] if name in ("input_size", "channels") else number
            granted = grant({"n": 1, "controls": {name: value}}, START)
            assert granted.notices == ()
            assert getattr(granted.setting, name) in (number, (number, number))


@pytest.mark.parametrize("pair", [[3], [3, 3, 3], "33", 3, None])
def test_what_is_no_pair_is_left_alone(pair: object) -> None:
    assert grant({"n": 1, "controls": {"channels": pair}}, START) == Granted(START, "", ())


@pytest.mark.parametrize(
    ("name", "word"),
    [("operation", "pooling"), ("framework", "theano"), ("walk", 3), ("beside", "x")],
)
def test_an_unknown_word_is_left_alone(name: str, word: object) -> None:
    assert grant({"n": 1, "controls": {name: word}}, START).setting == START


def test_at_least_one_known_reading_is_shown_in_the_lab_s_order() -> None:
    def readings(wanted: list[str]) -> tuple[str, ...]:
        return grant({"n": 1, "controls": {"readings": wanted}}, START).setting.readings

    assert readings(["matrix", "dance", "stamp"]) == ("stamp", "matrix")
    assert readings(["dance"]) == readings([]) == ("stamp",)


@pytest.mark.parametrize(
    "edits",
    [
        None,
        {},
        [[1]],
        [[1, {"kind": "reset"}, 3]],
        [["1", {"kind": "reset"}]],
        [[1, "reset"]],
        [[1, ["kind", "reset"]]],
        ["12"],
    ],
)
def test_edits_of_another_form_are_left_alone(edits: object) -> None:
    moved = replace(START, stride=3)

    assert new_edits({"n": 1, "edits": edits}, 0) == []
    assert grant({"n": 1, "edits": edits}, moved).setting == moved


def test_reset_brings_the_lab_s_opening_back_and_the_last_choice_holds() -> None:
    moved, first = replace(START, stride=3), default_setting()
    s14, reset = {"kind": "example", "key": "S14"}, {"kind": "reset"}

    assert grant({"n": 1, "edits": [[1, reset]]}, moved).setting == first
    assert grant({"n": 2, "edits": [[1, s14], [2, reset]]}, moved).setting == first
    assert grant({"n": 2, "edits": [[1, reset], [2, s14]]}, moved).setting.padding == 1
    unknown = {"kind": "example", "key": "S99"}
    assert grant({"n": 1, "edits": [[1, unknown]]}, moved).setting == moved


@pytest.mark.parametrize(
    ("y", "x"), [(-1, 0), (0, -1), (1, 0), (0, 2), (True, "0"), (0.0, 0), (None, 0)]
)
def test_a_cell_that_is_not_there_is_left_alone(y: object, x: object) -> None:
    """One row of two; from the end is not a place either."""
    flat = replace(START, input_size=(1, 2))
    wish = {"n": 1, "edits": [[1, {"kind": "cell", "grid": "image", "y": y, "x": x, "text": "5"}]]}

    assert grant(wish, flat).setting == flat


def test_an_oblong_grid_has_its_last_cell_in_its_own_column() -> None:
    flat = replace(START, input_size=(1, 3), image=Numbers())
    wish = {"n": 1, "edits": [[1, {"kind": "cell", "grid": "image", "y": 0, "x": 2, "text": "5"}]]}

    assert grant(wish, flat).setting.image_grid().tolist() == [[[1, 2, 5]]]


def test_a_long_text_is_cut_in_its_notice() -> None:
    granted = edited(kind="cell", grid="image", y=0, x=0, text=30 * "x")

    assert granted.notices == (
        f"“{20 * 'x'}” is not a number from −1,000,000 to 1,000,000: the cell stays 0.",
    )


def test_text_of_8000_characters_is_read_and_one_more_is_not() -> None:
    assert edited(kind="paste", grid="image", y=0, x=0, text="7".ljust(8000)).notices == ()
    granted = edited(kind="paste", grid="image", y=0, x=0, text="7".ljust(8001))

    assert granted.setting == START
    assert granted.notices == ("That is more text than the lab reads (8000 characters).",)


def test_pasting_grows_a_grid_downwards_and_sideways_and_never_shrinks_it() -> None:
    def size(text: str, y: int = 0, x: int = 0) -> tuple[int, int]:
        return edited(kind="paste", grid="image", y=y, x=x, text=text).setting.input_size

    assert size("1\n2\n3") == (3, 2)
    assert size("1 2 3") == (2, 3)
    assert size("1", 3, 1) == (4, 2)
    assert size("1", 0, 15) == (2, 16)
    kernel = edited(kind="paste", grid="kernel", y=0, x=0, text="1\n2\n3\n4")
    assert kernel.setting.kernel_size == 4


@pytest.mark.parametrize(("y", "x"), [(-1, 0), (0, -1), (16, 0), (0, 16)])
def test_what_is_pasted_outside_the_lab_is_left_out_and_said(y: int, x: int) -> None:
    granted = edited(kind="paste", grid="image", y=y, x=x, text="7")

    assert granted.setting.image_grid().tolist() == START.image_grid().tolist()
    assert granted.notices == ("Only what fits into 16×16 cells was taken.",)


def test_a_kernel_holds_28_by_28_pasted_cells() -> None:
    wide = "\n".join(29 * [" ".join(29 * ["1"])])
    granted = edited(kind="paste", grid="kernel", y=0, x=0, text=wide)

    assert granted.setting.kernel_size == 28
    assert granted.notices == ("Only what fits into 28×28 cells was taken.",)
    # A plane that is not there takes nothing.
    elsewhere = edited(kind="paste", grid="kernel", plane=plane(1, 0), y=0, x=0, text="1 2 3")
    assert elsewhere.setting == START


def test_an_upsampling_has_everything_reset_that_would_spoil_it() -> None:
    spoiled = replace(
        START, operation="convolution", framework="keras", dilation=2, output_padding=1, stride=3,
        padding=4,
    )  # fmt: skip
    setting = grant(
        {"n": 1, "edits": [[1, {"kind": "preset", "name": "bilinear"}]]}, spoiled
    ).setting

    assert (setting.operation, setting.framework) == ("transposed", "pytorch")
    assert (setting.stride, setting.kernel_size, setting.padding) == (3, 5, 1)
    assert (setting.dilation, setting.output_padding) == (1, 0)


def test_an_upsampling_too_large_for_the_lab_takes_the_nearest() -> None:
    """Bilinear by 15 needs a kernel of 29, by 14 one of 28."""
    wide = replace(START, stride=15)
    granted = grant({"n": 1, "edits": [[1, {"kind": "preset", "name": "bilinear"}]]}, wide)

    assert (granted.setting.stride, granted.setting.kernel_size) == (14, 28)
    assert granted.notices == (
        "Bilinear upsampling by 15 needs a kernel of 29, and 28 is the largest here: "
        "stride 14 it is.",
    )
    assert edited(kind="preset", name="magic").setting == START


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("large", "The image file is larger than 20 MB"),
        ("damaged", "The image file is damaged"),
        ("other", "That file is no image"),
        ("svg", "SVG is not read: save the drawing as PNG or JPEG"),
    ],
)
def test_a_file_that_gives_no_picture_is_said_to_be_what_it_is(said: str, sentence: str) -> None:
    """It was always: a picture has 1 to 64 rows."""
    granted = edited(kind="picture", rows=said)

    assert granted.setting == START
    (notice,) = granted.notices
    assert notice.startswith(sentence)


@pytest.mark.parametrize(
    ("controls", "field", "value"),
    [
        ({"kernel_size": [2, 3]}, "kernel_size", (2, 3)),
        ({"kernel_size": "3x5"}, "kernel_size", (3, 5)),
        ({"stride": [2, 2]}, "stride", 2),
        ({"padding": [1, 0]}, "padding", (1, 0)),
        ({"padding": [[0, 1], [2, 2]]}, "padding", ((0, 1), (2, 2))),
        ({"output_size": "5x6"}, "output_size", (5, 6)),
        ({"output_size": "5"}, "output_size", 5),
        ({"output_size": " "}, "output_size", None),
        ({"padding": "SAME "}, "padding", "same"),
        ({"output_size": None}, "output_size", None),
        ({"activation": "relu"}, "activation", "relu"),
        ({"channels_first": True}, "channels_first", True),
    ],
)
def test_what_may_differ_by_axis_or_side_is_granted(
    controls: dict[str, Any], field: str, value: object
) -> None:
    granted = grant({"n": 1, "controls": controls}, START)

    assert granted.notices == ()
    assert getattr(granted.setting, field) == value


@pytest.mark.parametrize(
    ("controls", "sentence"),
    [
        ({"kernel_size": [2, 99]}, "Kernel goes from 1 to 28 in whole steps: 28 it is."),
        ({"kernel_size": "40x5"}, "Kernel goes from 1 to 28 in whole steps: 28 it is."),
        ({"padding": [[0, -1], [0, 0]]}, "Padding goes from 0 to 16 in whole steps: 0 it is."),
    ],
)
def test_of_a_pair_each_number_is_looked_at(controls: dict[str, Any], sentence: str) -> None:
    granted = grant({"n": 1, "controls": controls}, START)

    (notice,) = granted.notices
    assert notice.startswith(sentence)


@pytest.mark.parametrize("text", ["3x5", " 3 × 5", "3, 5", "(3, 5)", "[3;5]", "3 5", "3X5"])
@pytest.mark.parametrize("name", ["kernel_size", "stride", "input_size", "output_size", "padding"])
def test_a_field_takes_height_and_width_however_they_are_written(name: str, text: str) -> None:
    granted = grant({"n": 1, "controls": {name: text}}, START)

    assert granted.notices == ()
    assert getattr(granted.setting, name) == (3, 5)


def test_a_field_takes_a_number_a_padding_its_four_sides_and_0_for_one_axis() -> None:
    controls = {"stride": "3", "input_size": "4", "padding": "0,1x2,3", "output_padding": "1x0"}
    setting = grant({"n": 1, "controls": controls}, START).setting

    assert (setting.stride, setting.input_size) == (3, (4, 4))
    assert (setting.padding, setting.output_padding) == (((0, 1), (2, 3)), (1, 0))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("kernel_size", "wide", "Kernel takes a whole number from 1 to 28, or height and width "
         "like 3x5, not “wide”: it stays 2."),
        ("stride", "3x", "Stride takes a whole number from 1 to 32, or height and width like 3x5, "
         "not “3x”: it stays 2."),
        ("dilation", "0,1x2,3", "Dilation takes a whole number from 1 to 3, or height and width "
         "like 3x5, not “0,1x2,3”: it stays 1."),
        ("padding", "sames", "Padding takes a whole number from 0 to 16, or height and width like "
         "3x5, not “sames”: it stays 0."),
        ("output_size", "large", "Output size takes a whole number from 1 to 512, or height and "
         "width like 3x5, not “large”: it is left to follow."),
        ("input_size", 90 * "1 ", "Input takes a whole number from 1 to 64, or height and width "
         "like 3x5, not “1 1 1 1 1 1 1 1 1 1”: it stays 2."),
    ],
)  # fmt: skip
def test_what_no_field_can_take_is_said_in_one_sentence_and_all_else_is_granted(
    name: str, text: str, said: str
) -> None:
    granted = grant({"n": 1, "controls": {name: text, "groups": 3}}, START)

    assert granted.notices == (said,)
    assert granted.setting == replace(START, groups=3)


def test_a_row_takes_a_width_and_says_that_it_has_no_height() -> None:
    row = grant({"n": 1, "controls": {"dimensions": 1}}, START).setting

    wide = grant({"n": 2, "controls": {"input_size": "1x5", "kernel_size": "3"}}, row)
    assert (wide.setting.input_size, wide.setting.kernel_size) == ((1, 5), (1, 3))
    assert wide.notices == ()
    high = grant({"n": 2, "controls": {"kernel_size": "2x3", "padding": "0x1"}}, row)
    assert high.notices == ("Kernel of a row has no height: it stays 2.",)
    assert (high.setting.kernel_size, high.setting.padding) == ((1, 2), (0, 1))


def test_a_row_becomes_a_square_picture_again() -> None:
    row = grant({"n": 1, "controls": {"dimensions": 1, "kernel_size": 3}}, START).setting
    assert (row.dimensions, row.input_size, row.kernel_size) == (1, (1, 2), (1, 3))

    shown = {"dimensions": 2, "kernel_size": 3, "stride": 2, "input_size": [1, 4]}
    back = grant({"n": 2, "controls": shown}, row).setting
    assert (back.input_size, back.kernel_size, back.stride) == ((4, 4), 3, 2)
    # True is 1, and no number of dimensions.
    assert grant({"n": 3, "controls": {"dimensions": True}}, back).setting == back
