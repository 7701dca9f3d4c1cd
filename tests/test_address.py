"""Links to a value: what is written is read back, and anything else gets one sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drawing.drawn import flat
from app.shared.address import LONGEST_LINK, READINGS, Address, decode, encode, strokes_of
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
