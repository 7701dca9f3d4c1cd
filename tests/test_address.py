"""Links to a value: what is written is read back, and anything else gets one sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drawing.drawn import flat
from app.shared.address import (
    LONGEST_LINK,
    MOST_MAPS,
    READINGS,
    Address,
    decode,
    encode,
    strokes_of,
)
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.digits import PEN, ready_made


def test_a_link_names_the_value_and_holds_the_drawing_not_its_numbers() -> None:
    address = Address("conv_cae_2", 7, (0, 12, 14), ((0, 1000, 64, 65),), 0.05)

    assert encode(address) == {
        "model": "conv_cae_2",
        "layer": "8",
        "cell": "0.12.14",
        # 1000 is 15 times 64 and 40: P is digit 15, o is digit 40.
        "strokes": "AAPoBABB",
        "pen": "0.05",
    }
    assert decode(encode(address)) == (address, [])


@st.composite
def _addresses(draw: st.DrawFn) -> Address:
    architecture = ARCHITECTURES[draw(st.sampled_from(list(ARCHITECTURES)))]
    number = draw(st.integers(0, len(architecture.layers) - 1))
    layer = architecture.layers[number]
    points = st.lists(st.tuples(*[st.integers(0, 1000)] * 2), min_size=1, max_size=4)
    strokes = draw(st.none() | st.lists(points, min_size=1, max_size=3))
    off = None
    if number < len(architecture.layers) - 1:
        channels = st.lists(st.integers(0, layer.out_channels - 1), min_size=1, max_size=3)
        off = draw(st.none() | st.tuples(st.just(number), channels.map(tuple)))
    maps = st.lists(st.integers(0, layer.in_channels - 1), max_size=4, unique=True)
    return Address(
        model=architecture.name,
        layer=number,
        cell=(
            draw(st.integers(0, layer.out_channels - 1)),
            draw(st.integers(0, layer.out_size - 1)),
            draw(st.integers(0, layer.out_size - 1)),
        ),
        strokes=None
        if strokes is None
        else tuple(tuple(part for point in stroke for part in point) for stroke in strokes),
        pen=0.07 if strokes is None else draw(st.sampled_from([0.03, 0.07, 0.15])),
        as_drawn=draw(st.booleans()),
        random=draw(st.booleans()),
        off=off,
        maps=tuple(draw(maps)),
        whole=draw(st.booleans()),
        reading=draw(st.sampled_from(READINGS)),
    )


@given(_addresses())
def test_every_address_is_read_back(address: Address) -> None:
    assert decode(encode(address)) == (address, [])


@given(
    st.dictionaries(
        st.sampled_from(
            ["model", "layer", "cell", "strokes", "pen", "as", "weights", "off", "maps", "all"]
        ),
        st.sampled_from(["conv_cae_2", "vae_2", "", "nan", "1e999", "³"])
        | st.text(max_size=12)
        | st.from_regex(r"[0-9]{1,9}(\.[0-9]{1,9}){0,3}", fullmatch=True),
    )
)
def test_whatever_a_link_says_a_value_of_a_network_is_shown(parameters: dict[str, str]) -> None:
    address, complaints = decode(parameters)

    layers = address.architecture.layers
    assert -1 <= address.layer < len(layers)
    first = layers[0]
    shape = (
        (first.in_channels, first.in_size, first.in_size)
        if address.layer < 0
        else (layers[address.layer].out_channels, *[layers[address.layer].out_size] * 2)
    )
    assert all(0 <= place < size for place, size in zip(address.cell, shape, strict=True))
    assert all(complaint.endswith(".") for complaint in complaints)
    assert decode(encode(address)) == (address, [])


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"model": "gan"}, "There is no model “gan”: keras_cae is shown."),
        ({"layer": "99"}, "keras_cae has the layers 0 to 7: layer 7 is shown."),
        ({"cell": "0.30.2"}, "This layer has 1 maps of 28×28: the value at [0, 27, 2] is shown."),
        ({"cell": "here"}, "The link names no value: the one at [0, 14, 14] is shown."),
        (
            {"strokes": "AAA"},
            "The drawing in the link cannot be read: your own drawing is shown.",
        ),
    ],
)
def test_what_cannot_be_read_gets_one_sentence(parameters: dict[str, str], sentence: str) -> None:
    good = {"model": "keras_cae", "layer": "7", "cell": "0.1.2"}

    assert decode(good | parameters)[1] == [sentence]


def test_a_canvas_goes_through_a_link_unchanged() -> None:
    """The same strokes give the same picture, so the same value."""
    for digit in range(10):
        strokes = flat(ready_made(digit))
        address = Address("keras_cae", 6, (0, 1, 2), strokes_of(strokes), PEN)

        assert decode(encode(address))[0].drawing == strokes


def test_a_drawing_too_long_for_a_link_stays_out_of_it() -> None:
    scribble = [[0.5] * (LONGEST_LINK // 2 + 2)]

    assert strokes_of(scribble) is None
    assert "strokes" not in encode(Address("keras_cae", 6, (0, 1, 2), strokes_of(scribble), PEN))


def test_going_back_a_layer_keeps_the_drawing() -> None:
    address = Address("keras_cae", 6, (0, 1, 2), ((1, 2, 3, 4),), maps=(3,), whole=True)

    assert address.visited((3, 1, 2)) == Address("keras_cae", 5, (3, 1, 2), ((1, 2, 3, 4),))


_VALUE = {"model": "keras_cae", "layer": "7", "cell": "0.1.2"}


def test_a_drawing_may_fill_a_link_to_its_last_character() -> None:
    """Four characters per point; a dot between two strokes is one more."""
    points = LONGEST_LINK // 4
    assert strokes_of([[0.5, 0.5] * points]) is not None
    assert strokes_of([[0.5, 0.5] * (points - 1), [0.5, 0.5]]) is None


@pytest.mark.parametrize(
    ("points", "read"), [(LONGEST_LINK // 2, True), (LONGEST_LINK // 2 + 1, False)]
)
def test_a_link_is_read_up_to_twice_the_length_that_is_written(points: int, read: bool) -> None:
    address, complaints = decode(_VALUE | {"strokes": "AAAA" * points})

    assert (address.strokes is not None) == read
    assert len(complaints) == (not read)


@pytest.mark.parametrize(
    ("strokes", "read"),
    [
        # 1000 is 15 times 64 and 40, 1001 one more: P is digit 15, o digit 40, p digit 41.
        ("PoPo", ((1000, 1000),)),
        ("PpPo", None),
        ("PoPp", None),
        ("AAAA.PoPo", ((0, 0), (1000, 1000))),
        ("AAAA.", None),
        ("AAA", None),
        ("AAAAA", None),
        ("AAAAAA", None),
        ("AA AA", None),
        ("ÄAAA", None),
        ("", None),
    ],
)
def test_a_stroke_of_a_link_stays_on_the_canvas_and_is_read_whole(
    strokes: str, read: tuple[tuple[int, ...], ...] | None
) -> None:
    address, complaints = decode(_VALUE | {"strokes": strokes})

    assert address.strokes == read
    assert len(complaints) == (read is None)


@pytest.mark.parametrize(
    ("text", "pen"),
    [
        ("0.001", 0.001),
        ("0.0009", 0.001),
        ("-1", 0.001),
        ("1", 1),
        ("1.1", 1),
        ("inf", 1),
        ("-inf", 0.001),
        ("nan", PEN),
        ("thick", PEN),
        ("", PEN),
    ],
)
def test_a_pen_is_as_wide_as_the_canvas_at_most_and_never_nothing(text: str, pen: float) -> None:
    assert decode(_VALUE | {"strokes": "AAAAPoPo", "pen": text})[0].pen == pen


@pytest.mark.parametrize(
    ("parameters", "layer", "cell", "complaints"),
    [
        ({"layer": "7", "cell": "0.27.27"}, 6, (0, 27, 27), 0),
        ({"layer": "7", "cell": "0.28.27"}, 6, (0, 27, 27), 1),
        ({"layer": "7", "cell": "0.27.28"}, 6, (0, 27, 27), 1),
        ({"layer": "7", "cell": "1.27.27"}, 6, (0, 27, 27), 1),
        ({"layer": "8", "cell": "0.0.0"}, 6, (0, 0, 0), 1),
        ({"layer": "0", "cell": "0.27.0"}, -1, (0, 27, 0), 0),
        ({"layer": "0", "cell": "0.28.0"}, -1, (0, 27, 0), 1),
        ({"layer": "-1", "cell": "0.0.0"}, 6, (0, 0, 0), 1),
        ({"layer": "²", "cell": "0.0.0"}, 6, (0, 0, 0), 1),
        ({"layer": "٣", "cell": "0.0.0"}, 6, (0, 0, 0), 1),
        ({"layer": "3", "cell": "7.21.21"}, 2, (7, 21, 21), 0),
        ({"layer": "3", "cell": "8.21.21"}, 2, (7, 21, 21), 1),
        ({"layer": "3", "cell": "7.21"}, 2, (0, 11, 11), 1),
        ({"layer": "3", "cell": "7.21.2.1"}, 2, (0, 11, 11), 1),
        ({"layer": "3", "cell": "٣.1.2"}, 2, (0, 11, 11), 1),
    ],
)
def test_the_last_layer_and_the_last_cell_are_there_and_the_next_one_is_not(
    parameters: dict[str, str], layer: int, cell: tuple[int, int, int], complaints: int
) -> None:
    address, said = decode(_VALUE | parameters)

    assert (address.layer, address.cell, len(said)) == (layer, cell, complaints)


def test_maps_and_channels_that_are_there_are_taken_and_others_left_out() -> None:
    """Layer 4 of the first model reads 8 maps; its layers 1 to 6 can have channels off."""
    inputs = ARCHITECTURES["keras_cae"].layers[3].in_channels
    given = _VALUE | {"layer": "4", "cell": "0.0.0"}

    def maps(text: str) -> tuple[int, ...]:
        return decode(given | {"maps": text})[0].maps

    assert inputs == 8
    assert maps("7.0") == (7, 0)
    assert maps("8.0.7.7") == (0, 7)
    assert maps("0.1.2.3.4") == (0, 1, 2, 3)
    assert len(maps("0.1.2.3.4")) == MOST_MAPS
    for text, off in (
        ("1.0", (0, (0,))),
        ("6.0", (5, (0,))),
        ("7.0", None),
        ("0.0", None),
        ("3", None),
        ("3.7", (2, (7,))),
        ("3.8", None),
        ("3.8.2", (2, (2,))),
    ):
        assert decode(given | {"off": text})[0].off == off, text


def test_rare_parameters_are_written_only_where_they_say_something() -> None:
    plain = Address("keras_cae", 6, (0, 1, 2))
    assert set(encode(plain)) == {"model", "layer", "cell"}
    rare = Address("keras_cae", 6, (0, 1, 2), None, PEN, True, True, (2, (0, 5)), (7, 2), True)

    assert encode(rare) == encode(plain) | {
        "as": "drawn",
        "weights": "random",
        "off": "3.0.5",
        "maps": "7.2",
        "all": "1",
    }
    assert rare.switched_off == {2: (0, 5)}
    assert plain.switched_off == {}
