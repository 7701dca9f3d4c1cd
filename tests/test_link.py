"""The lab's link: every setting survives it, and no text breaks it."""

import random
import string
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.setting.link import (
    LONGEST_GRID,
    LONGEST_PACKED,
    UNSAID,
    _packed,
    decode,
    encode,
    kept,
    left_out,
    read_place,
    read_view,
)
from app.setting.setting import (
    FILLS,
    HIGHEST_SEED,
    LARGEST_TYPED,
    LIMITS,
    MISTAKES,
    READINGS,
    WALKS,
    WRONG,
    Numbers,
    Setting,
    default_setting,
    from_example,
)
from core.activations import ACTIVATIONS
from core.axes import PerAxis
from core.examples import BY_KEY
from core.frameworks import FRAMEWORKS
from core.geometry import Operation
from core.readings import ReadingKey


@st.composite
def numbers(draw: st.DrawFn, side: int) -> Numbers:
    fill = draw(st.sampled_from(list(FILLS)))
    cells = st.tuples(
        st.integers(0, 15),
        st.integers(0, side - 1),
        st.integers(0, side - 1),
        st.one_of(st.integers(-999, 999).map(float), st.sampled_from([0.5, -2.25, 1e-3])),
    )
    return Numbers(
        fill=fill,
        seed=draw(st.integers(0, HIGHEST_SEED)) if fill == "random" else 0,
    ).with_typed(tuple(draw(st.lists(cells, max_size=5))))


@st.composite
def lab_settings(draw: st.DrawFn) -> Setting:
    def number(name: str) -> int:
        return draw(st.integers(*LIMITS[name]))

    def per_axis(name: str) -> PerAxis:
        return draw(st.one_of(st.just(number(name)), st.just((number(name), number(name)))))

    height, width = (draw(st.integers(1, LARGEST_TYPED)) for _ in range(2))
    kernel = number("kernel_size"), number("kernel_size")
    ends = st.tuples(st.integers(0, 16), st.integers(0, 16))
    dimensions = draw(st.sampled_from([2, 2, 1]))
    # Cells that the grid hides for now are no part of a link.
    seen = (1, 1) if dimensions == 1 else (min(height, width), min(kernel))
    return Setting(
        operation=draw(st.sampled_from(["transposed", "convolution"])),
        framework=draw(st.sampled_from(list(FRAMEWORKS))),
        input_size=(height, width),
        kernel_size=kernel,
        stride=per_axis("stride"),
        padding=draw(
            st.one_of(
                st.sampled_from(["same", "valid"]), st.integers(0, 16), ends, st.tuples(ends, ends)
            )
        ),
        output_padding=per_axis("output_padding"),
        dilation=per_axis("dilation"),
        image=draw(numbers(seen[0])),
        kernel=draw(numbers(seen[1])),
        readings=tuple(r for r in READINGS if draw(st.booleans())) or ("matrix",),
        walk=draw(st.sampled_from(WALKS)),
        channels=(number("channels"), number("channels")),
        groups=number("groups"),
        bias=tuple(draw(st.lists(st.integers(-9, 9).map(float), max_size=4))),
        beside=draw(
            st.sampled_from(["", "fw.jax", "set.stride.3", *(WRONG + key for key in MISTAKES)])
        ),
        dimensions=dimensions,
        output_size=draw(st.one_of(st.none(), st.integers(1, 512), st.just((3, 14)))),
        zero_said=draw(st.booleans()),
        activation=draw(st.sampled_from(list(ACTIVATIONS))),
        channels_first=draw(st.booleans()),
    )


def test_a_link_opens_what_it_opened_in_version_1_whatever_the_lab_opens_with() -> None:
    """What such a link leaves out is the second worked example's, as it always was."""
    assert decode({"v": "1"}) == (from_example(BY_KEY["S9"]), [])
    assert decode({"s": "3"}) == (replace(from_example(BY_KEY["S9"]), stride=3), [])
    for nothing in ({}, {"hide": "controls"}, {"step": "2"}, {"embed": "true"}):
        assert decode(nothing) == (default_setting(), [])


def test_the_second_worked_example_as_a_link() -> None:
    assert encode(UNSAID) == {
        "v": "1",
        "op": "transposed",
        "fw": "pytorch",
        "i": "2x2",
        "k": "2",
        "s": "2",
        "p": "0",
        "o": "0",
        "d": "1",
        "x": "count:0,1;2,3",
        "w": "count:0,1;2,3",
        "r": "stamp",
    }


@settings(max_examples=150)
@given(lab_settings())
def test_a_setting_comes_back_from_its_link(setting: Setting) -> None:
    assert decode(encode(setting)) == (setting, [])


@pytest.mark.parametrize(
    ("parameter", "value", "sentence"),
    [
        ("k", "29", "k=29 in the link is not a whole number from 1 to 28: the nearest is shown."),
        ("s", "two", "s=two in the link is not a whole number from 1 to 32: the lab's own"),
        ("s", "²", "s=² in the link is not a whole number from 1 to 32: the lab's own is shown."),
        # Digits all the same, and decimal ones, but of another script.
        ("s", "٣", "s=٣ in the link is not a whole number from 1 to 32: the lab's own is shown."),
        ("i", "٣x2", "is not a whole number from 1 to 64: the lab's own is shown"),
        ("x", "count:٣!1", "holds “٣”, which is not the number of a plane"),
        ("x", "count:٣", "holds “٣”, which is not a number the lab can hold"),
        ("k", "0", "k=0 in the link is not a whole number from 1 to 28: the nearest is shown."),
        ("o", "32", "o=32 in the link is not a whole number from 0 to 31: the nearest is shown."),
        ("i", "0x0", "is not a pair from 1 to 64: the nearest is shown"),
        ("i", "3x", "i=3x in the link is not a whole number from 1 to 64: the lab's own is shown."),
        ("i", "axb", "i=axb in the link is not a whole number from 1 to 64: the lab's own"),
        ("fw", "theano", "is not one of pytorch, keras, onnx, jax: the lab's own"),
        ("by", "hand", "is not one of input, output"),
        ("m", "none", "is not one of unturned, padded_input, zeros_added"),
        (
            "r",
            "dance",
            "phases, trip, unroll: the lab's own is shown",
        ),
        ("w", "count:" + 28 * ";" + "1", "is larger than 28×28"),
        ("x", "count:" + 64 * ";" + "1", "is larger than 64×64"),
        ("x", "count:" + 64 * "," + "1", "is larger than 64×64"),
        (
            "b",
            "1,2,3,4,5,6,7,8,9",
            "b=1,2,3,4,5,6,7,8,9 in the link is not one number per output channel",
        ),
        ("k", 50 * "1", f"k={40 * '1'} in the link is not"),
        ("op", "deconvolution", "is not one of transposed, convolution"),
        ("p", "SAME", "is not a whole number from 0 to 16"),
        ("i", "3x99", "is not a pair from 1 to 64: the nearest is shown"),
        ("x", "count:1,foo", "holds “foo”, which is not a number the lab can hold"),
        ("x", "noise", "does not start with one of count, ones, random"),
        ("w", "count:" + 28 * "," + "1", "is larger than 28×28"),
        ("x", "count:" + "1," * 4000, "is longer than 6000 characters"),
        ("x", "count:a!1", "holds “a”, which is not the number of a plane"),
        (
            "r",
            "stamp,dance",
            "is not made of stamp, slide, matrix, count, phases, trip, unroll",
        ),
        ("c", "2x9", "is not a pair from 1 to 8: the nearest is shown"),
        ("b", "1,2,x", "is not one number per output channel"),
        ("v", "7", "another version of the lab (v=7)"),
        ("v", 30 * "7", f"another version of the lab (v={20 * '7'})"),
    ],
)
def test_a_bad_value_gives_a_sentence_and_the_rest_stays(
    parameter: str, value: str, sentence: str
) -> None:
    setting, complaints = decode({"d": "3", "g": "2", parameter: value})

    assert len(complaints) == 1
    assert sentence in complaints[0]
    assert (setting.dilation, setting.groups) == (3, 2)


@pytest.mark.parametrize(
    ("parameter", "at_it", "beyond"),
    [
        ("x", "count:" + (6000 - 6) * "|", "count:" + (6001 - 6) * "|"),
        ("x", "count:" + "7".zfill(24), "count:" + "7".zfill(25)),
        ("x", "ones:" + "," * 63 + "7", "ones:" + "," * 64 + "7"),
        ("x", "ones:" + ";" * 63 + "7", "ones:" + ";" * 64 + "7"),
        ("w", "ones:" + "," * 27 + "7", "ones:" + "," * 28 + "7"),
        ("w", "ones:" + ";" * 27 + "7", "ones:" + ";" * 28 + "7"),
        ("x", "ones:1000000", "ones:1000001"),
        ("x", "ones:-1e6", "ones:-1e999"),
        ("i", "64x1", "65x1"),
        ("i", "1x64", "0x64"),
        ("k", "28", "29"),
        ("k", "1", "0"),
        ("s", "32", "33"),
        ("p", "0", "-1"),
        ("p", "16", "17"),
        ("o", "31", "32"),
        ("d", "3", "4"),
        ("c", "8x8", "8x9"),
        ("g", "8", "9"),
        ("g", "1", "0"),
        ("b", "1,2,3,1e6", "1,2,3,4,5,6,7,8,9"),
        ("k", "3", "٣"),
        ("r", "stamp,slide,matrix", "stamp,slide,matrix,matrix"),
    ],
)
def test_a_link_may_say_what_lies_at_a_bound_and_nothing_beyond_it(
    parameter: str, at_it: str, beyond: str
) -> None:
    assert decode({parameter: at_it})[1] == []
    assert len(decode({parameter: beyond})[1]) == 1


def test_a_seed_beyond_the_last_is_the_last() -> None:
    """And one that is no number is the first."""
    for text, seed in (("9998", 9998), ("9999", 9999), ("10000", 9999), ("9" * 30, 9999), ("x", 0)):
        assert decode({"x": f"random.{text}"})[0].image.seed == seed


def test_the_nearest_value_stands_in() -> None:
    assert decode({"k": "29"})[0].kernel_size == 28
    assert decode({"i": "3x99"})[0].input_size == (3, 64)
    assert decode({"i": "0x4"})[0].input_size == (1, 4)
    assert decode({"i": "99x0"})[0].input_size == (64, 1)
    assert decode({"k": "0"})[0].kernel_size == 1
    # Millions are a number, too.
    assert decode({"k": 50 * "1"})[0].kernel_size == 28
    assert decode({"r": "matrix,dance,stamp"})[0].readings == ("stamp", "matrix")
    assert decode({"x": "random.123456789"})[0].image.seed == HIGHEST_SEED


@pytest.mark.parametrize("name", ["k", "s", "p", "o", "d", "g"])
def test_each_control_s_lowest_and_highest_value_are_read(name: str) -> None:
    field = {
        "k": "kernel_size", "s": "stride", "p": "padding", "o": "output_padding", "d": "dilation",
        "g": "groups",
    }[name]  # fmt: skip
    for number in LIMITS[field]:
        setting, complaints = decode({name: f"{number}"})
        assert (getattr(setting, field), complaints) == (number, [])


def test_one_number_stands_for_a_square() -> None:
    assert decode({"i": "5"})[0].input_size == (5, 5)
    assert decode({"c": "3"})[0].channels == (3, 3)


def test_the_last_cell_that_a_link_can_hold_is_read() -> None:
    """16 rows of 16 in the input, 5 of 5 in the kernel; and as long a text as is read."""
    setting, complaints = decode(
        {"i": "16x16", "k": "5", "x": "count:" + 15 * ";" + 15 * "," + "7",
         "w": "count:" + 4 * ";" + 4 * "," + "8"}
    )  # fmt: skip
    assert complaints == []
    assert setting.image.typed == ((0, 15, 15, 7.0),)
    assert setting.kernel.typed == ((0, 4, 4, 8.0),)

    start = "count:1"
    assert decode({"x": start + (LONGEST_GRID - len(start)) * "|"})[1] == []
    (too_long,) = decode({"x": start + (LONGEST_GRID + 1 - len(start)) * "0"})[1]
    assert f"is longer than {LONGEST_GRID} characters" in too_long


def test_digits_of_another_script_are_no_seed() -> None:
    assert decode({"x": "random.٣"})[0].image.seed == 0
    assert decode({"x": "random.3"})[0].image.seed == 3


def test_a_plane_s_number_is_cut_where_no_grid_has_so_many() -> None:
    assert decode({"x": "count:" + 30 * "1" + "!5"})[0].image.typed == ((111, 0, 0, 5.0),)


def test_numbers_keep_all_their_digits_and_their_rows_in_an_oblong_grid() -> None:
    typed: Any = ((0, 0, 2, 0.123456789012), (0, 1, 0, -1 / 3))
    setting = replace(
        UNSAID, input_size=(2, 3), image=Numbers().with_typed(typed),
        bias=(0.123456789012,),
    )  # fmt: skip
    link = encode(setting)

    assert link["x"] == "count:,,0.123456789012;-0.3333333333333333,,"
    assert link["b"] == "0.123456789012"
    # Cells that the grid hides for now are left out.
    assert encode(replace(setting, input_size=(1, 3)))["x"] == "count:,,0.123456789012"
    assert encode(replace(setting, input_size=(2, 1)))["x"] == "count:;-0.3333333333333333"


@settings(max_examples=150)
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "v",
                "op",
                "fw",
                "i",
                "k",
                "s",
                "p",
                "o",
                "d",
                "x",
                "w",
                "r",
                "c",
                "g",
                "b",
                "by",
                "m",
                "zz",
            ]
        ),
        st.one_of(st.text(max_size=30), st.text(string.digits + ",;:.x-e|!", max_size=30)),
    )
)
def test_no_text_breaks_the_link(parameters: dict[str, str]) -> None:
    setting, _ = decode(parameters)

    again, complaints = decode(encode(setting))

    assert encode(again) == encode(setting)
    assert complaints == []


def test_a_size_without_numbers_counts_up() -> None:
    setting, _ = decode({"i": "2x3", "k": "1"})

    assert setting.image_grid().tolist() == [[[1, 2, 3], [4, 5, 6]]]
    assert setting.kernel_grid().tolist() == [[[[1]]]]


def test_step_and_pin_are_read_and_nonsense_is_left_out() -> None:
    assert read_place({"step": "3", "pin": "out,1,2"}) == {"step": 3, "pin": ["out", 1, 2]}
    assert read_place({"pin": "tap,1,0,1,1", "symbols": "1"}) == {
        "pin": ["tap", 1, 0, 1, 1],
        "symbols": True,
    }
    assert read_place({"step": "-1", "pin": "out,a,b", "symbols": "2"}) == {}
    assert read_place({"step": "999999"}) == {"step": 999_999}
    # Six digits are read: what is longer lies beyond the last step anyway.
    assert read_place({"step": "1234567"}) == {"step": 123_456}
    for pin in ("out,1", "out,1,2,3,4,5", "out,1,-2", "out,1,²", "out,1,", ""):
        assert read_place({"pin": pin, "step": "²"}) == {}
    assert read_place({"pin": "b.out,0,1,1"}) == {"pin": ["b.out", 0, 1, 1]}
    assert read_place({"pin": "out,1,2,3,4"}) == {"pin": ["out", 1, 2, 3, 4]}
    # Neither a superscript nor a digit of another script is a step or a place.
    for digit in ("²", "٣"):
        assert read_place({"step": digit, "pin": f"out,{digit},1"}) == {}


def test_a_pin_has_two_to_four_numbers_and_no_long_ones() -> None:
    assert read_place({"pin": "out,1"}) == {}
    assert read_place({"pin": "tap,1,2,3,4,5"}) == {}
    assert read_place({"pin": "out,12345,1"}) == {"pin": ["out", 1234, 1]}
    assert read_place({"pin": "a-very-long-name,1,1"}) == {"pin": ["a-very-lon", 1, 1]}
    assert read_place({"step": 30 * "9"}) == {"step": 999_999}


@pytest.mark.parametrize(
    ("parameters", "embedded", "hide", "lock"),
    [
        ({}, False, [], False),
        ({"hide": "readings,controls"}, False, ["controls", "readings"], False),
        ({"hide": "everything,examples,<b>"}, False, ["examples"], False),
        ({}, True, ["controls"], False),
        ({"hide": "none", "lock": "1"}, True, [], True),
        ({"hide": "share", "lock": "yes"}, True, ["share"], False),
    ],
)
def test_a_link_hides_and_locks(
    parameters: dict[str, str], embedded: bool, hide: list[str], lock: bool
) -> None:
    view = read_view(parameters, embedded)

    assert view == {"hide": hide, "lock": lock, "alone": embedded}
    # A link to another setting leaves a class what it was given.
    assert kept(encode(UNSAID) | parameters) == parameters


def test_a_link_of_the_first_version_opens_as_it_did() -> None:
    setting, complaints = decode(
        {"v": "1", "i": "2x2", "k": "2", "x": "count:0,1;2,3", "r": "slide"}
    )

    assert complaints == []
    assert setting.image_grid().tolist() == [[[0, 1], [2, 3]]]
    assert (setting.readings, setting.channels, setting.bias) == (("slide",), (1, 1), ())


def _typed(side: int, planes: int, number: float = 0.1234567890123) -> Numbers:
    cells = [(p, y, x) for p in range(planes) for y in range(side) for x in range(side)]
    return Numbers(typed=tuple((*cell, number * (n + 1)) for n, cell in enumerate(cells)))


@pytest.mark.parametrize(
    "setting",
    [
        # A number typed at row 20: its link said that it is larger than 16x16.
        replace(UNSAID, input_size=(64, 64), image=Numbers(typed=((0, 20, 3, 7.5),))),
        # Four channels of typed cells: 16,399 characters, of which 6,000 were read.
        replace(UNSAID, input_size=(16, 16), channels=(4, 1), image=_typed(16, 4, 0.25)),
        replace(UNSAID, kernel_size=5, channels=(4, 4), kernel=_typed(5, 16)),
        replace(UNSAID, image=Numbers(typed=((0, 0, 0, 1.2345678901234567),))),
        replace(
            UNSAID,
            input_size=(64, 64),
            image=Numbers(
                fill="picture",
                pixels=tuple(tuple((y * x * 7 % 101) / 100 for x in range(64)) for y in range(64)),
                typed=((0, 1, 1, -3.0),),
            ),
        ),
    ],
    ids=["row 20", "four channels", "sixteen planes", "many digits", "picture"],
)
def test_a_link_holds_everything(setting: Setting) -> None:
    link = encode(setting)

    assert decode(link) == (setting, [])
    assert left_out(setting) == ""
    assert max(map(len, link.values())) <= LONGEST_PACKED


def test_version_1_is_written_where_nothing_is_packed_and_still_opens() -> None:
    assert encode(UNSAID)["v"] == "1"
    long = replace(UNSAID, input_size=(16, 16), image=_typed(16, 1))
    assert encode(long)["v"] == "2"
    for version in ("1", "2"):
        setting, complaints = decode({"v": version, "i": "2x2", "x": "count:5,6;7,8"})
        assert complaints == []
        assert setting.image_grid().tolist() == [[[5, 6], [7, 8]]]


def test_what_is_too_long_for_a_link_is_said() -> None:
    generator = random.Random(1)
    cells = [(p, y, x) for p in range(4) for y in range(64) for x in range(64)]
    many = Numbers(typed=tuple((*cell, generator.random()) for cell in cells))
    setting = replace(UNSAID, input_size=(64, 64), channels=(4, 1), image=many)

    assert left_out(setting) == "The link leaves out the numbers of the input: they are too many."
    assert encode(setting)["x"] == "count"


@pytest.mark.parametrize(
    "text",
    ["~", "~AAAA", "~" + "A" * 9000, "~eJwDAAAAAAE", "~\u0663", "~!!", _packed("picture.1,2;3"),
     _packed("picture.101"), _packed("picture."), _packed(";" * 2_000_000),
     _packed("count:\u0663"), _packed("picture.1:x")],
)  # fmt: skip
def test_a_packed_grid_that_is_cut_off_or_too_large_gets_a_sentence(text: str) -> None:
    """The last but two would be 2 MB unpacked."""
    setting, complaints = decode({"x": text})

    assert len(complaints) == 1
    assert setting.image == UNSAID.image


@pytest.mark.parametrize(
    ("reading", "version"), [("count", "1"), ("phases", "2"), ("trip", "2"), ("unroll", "2")]
)
def test_a_reading_that_version_1_does_not_know_makes_a_link_version_2(
    reading: ReadingKey, version: str
) -> None:
    operation: Operation = "convolution" if reading == "trip" else "transposed"
    setting = replace(default_setting(), readings=(reading,), operation=operation)

    assert encode(setting)["v"] == version
    assert decode(encode(setting)) == (setting, [])


@pytest.mark.parametrize(
    ("parameter", "text", "field", "value"),
    [
        ("k", "2x3", "kernel_size", (2, 3)),
        ("k", "3x3", "kernel_size", 3),
        ("s", "1x2", "stride", (1, 2)),
        ("d", "2x1", "dilation", (2, 1)),
        ("o", "1x0", "output_padding", (1, 0)),
        ("p", "1x2", "padding", (1, 2)),
        ("p", "0,1x2,3", "padding", ((0, 1), (2, 3))),
        ("p", "1,1x2,2", "padding", (1, 2)),
        ("p", "0,1", "padding", ((0, 1), (0, 1))),
        ("y", "14x16", "output_size", (14, 16)),
        ("a", "relu", "activation", "relu"),
        ("f", "first", "channels_first", True),
    ],
)
def test_what_may_differ_by_axis_or_side_is_written_as_sizes_are(
    parameter: str, text: str, field: str, value: object
) -> None:
    setting, complaints = decode({parameter: text})

    assert complaints == []
    assert getattr(setting, field) == value


@pytest.mark.parametrize(
    ("parameter", "text", "nearest"),
    [
        ("k", "2x99", (2, 28)),
        ("s", "0x40", (1, 32)),
        ("p", "17,1x2,99", ((16, 1), (2, 16))),
        ("y", "513", 512),
    ],
)
def test_of_a_pair_each_number_has_its_nearest(parameter: str, text: str, nearest: object) -> None:
    field = {"k": "kernel_size", "s": "stride", "p": "padding", "y": "output_size"}[parameter]
    setting, complaints = decode({parameter: text})

    assert len(complaints) == 1
    assert complaints[0].endswith(": the nearest is shown.")
    assert getattr(setting, field) == nearest


@pytest.mark.parametrize(
    ("parameter", "text"),
    [("k", "2x3x4"), ("k", "x"), ("p", "1,2,3"), ("p", ","), ("n", "3"), ("z", "2"), ("a", "tanh")],
)
def test_what_is_no_pair_is_left_out_with_a_sentence(parameter: str, text: str) -> None:
    setting, complaints = decode({parameter: text})

    assert len(complaints) == 1
    assert "the lab's own is shown" in complaints[0]
    assert setting == replace(UNSAID, kernel=setting.kernel)


def test_of_one_dimension_a_link_says_the_width_alone() -> None:
    setting, complaints = decode(
        {"n": "1", "i": "1x5", "k": "3", "s": "2", "p": "0,1", "fw": "onnx"}
    )

    assert complaints == []
    assert (setting.input_size, setting.kernel_size, setting.stride) == ((1, 5), (1, 3), (1, 2))
    assert setting.padding == ((0, 0), (0, 1))
    link = encode(setting)
    assert (link["n"], link["k"], link["s"], link["p"]) == ("1", "3", "2", "0,1")
    assert decode(link) == (setting, [])
