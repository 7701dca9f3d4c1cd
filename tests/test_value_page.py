"""The page of one value without a browser: what Python sends to the stage for a link."""

import json
import re
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.drawing.drawn import Drawn, flat
from app.setting import link
from app.shared import networks
from app.shared.address import Address, decode, encode, strokes_of
from app.value import session as session
from app.value.message import after_wish, message
from app.value.session import lab_setting
from core.autoencoders import inference, weights
from core.autoencoders.digits import PEN, ready_made, ready_made_scene
from core.autoencoders.drawing import as_scene, prepare
from core.autoencoders.layers import Layer
from core.autoencoders.origins import Origin, origin
from core.contributions import trace
from core.terms import part, terms
from tests.shown import unmarked


def _page() -> None:
    from app.value.page import value_page

    value_page()


_STROKES = strokes_of(flat(ready_made(3)))


def opened(**parameters: str) -> AppTest:
    test = AppTest.from_function(_page, default_timeout=60)
    for name, text in parameters.items():
        test.query_params[name] = text
    return test.run()


def value(model: str, layer: int, cell: tuple[int, int, int], **others: Any) -> AppTest:
    return opened(**encode(Address(model, layer, cell, _STROKES, **others)))


def sent(test: AppTest) -> dict[str, Any]:
    assert not test.exception
    stages = [one for one in test.get("bidi_component") if "stage" in one.proto.component_name]
    message: dict[str, Any] = json.loads(stages[0].proto.json)[0]
    return message


def written(test: AppTest) -> str:
    return unmarked("\n".join(element.proto.body for element in test.get("html")))


def _products(scene: dict[str, Any]) -> float:
    """Multiply what is shown by what meets it: taps land on the one output cell."""
    shown, kernel = np.array(scene["input"]), np.array(scene["kernel"])
    y, x = scene["y"]["lands"], (scene["x"] or scene["y"])["lands"]
    total = 0.0
    for coarse, fine, first, second in scene["pairs"]:
        for (row, tap_y), (column, tap_x) in ((a, b) for a in _landing(y) for b in _landing(x)):
            if scene["operation"] == "transposed":
                number = shown[coarse, row, column]
            else:
                number = shown[fine, y[row][tap_y], x[column][tap_x]]
            total += number * kernel[first, second, tap_y, tap_x]
    return total


def _landing(lands: list[list[int | None]]) -> list[tuple[int, int]]:
    return [
        (cell, tap)
        for cell, taps in enumerate(lands)
        for tap, place in enumerate(taps)
        if place is not None
    ]


@pytest.mark.parametrize(
    ("model", "layer", "cell"),
    [
        ("conv_cae_2", 7, (0, 12, 14)),
        ("conv_cae_2", 6, (5, 4, 9)),
        ("conv_cae_2", 4, (1, 0, 0)),
        ("keras_cae", 6, (0, 0, 0)),
        ("keras_cae", 3, (3, 10, 11)),
        ("dense_2", 5, (0, 12, 14)),
        ("vae_2", 3, (1, 0, 0)),
    ],
)
def test_what_is_shown_and_what_is_not_add_up_to_the_network_s_value(
    model: str, layer: int, cell: tuple[int, int, int]
) -> None:
    network = networks.network(model)
    maps = inference.rebuild(network, prepare(ready_made(3)).centred).maps
    expected = float(maps[layer][cell])

    scene = sent(value(model, layer, cell))["scene"]

    others = sum(number for _, number in scene["value"]["added"])
    assert others == pytest.approx(scene["bias"][0], abs=1e-12)
    total = _products(scene) + others
    after = scene["value"]["after"]
    assert (after[-1][1] if after else total) == pytest.approx(expected, abs=2e-6)


def _by_hand(count: int, shown: int, bias: float, activation: Any = "linear") -> dict[str, Any]:
    """Return what the stage gets of a value with that many products, so many of them shown."""
    whole = trace(
        np.arange(1.0, count + 1).reshape(1, 1, count),
        np.ones((1, 1, 1, count)),
        operation="convolution",
        bias=[bias],
    )
    found = terms(whole, (0, 0, 0))
    cut = part(found, [0], shown)
    assert cut is not None
    layer = Layer("conv", 1, 1, count, 1, activation, kernel=1)
    made = Origin(layer, found, found.total, found.total)
    sent: dict[str, Any] = message(Address("keras_cae", 0, (0, 0, 0)), made, cut, 3)
    return sent


@pytest.mark.parametrize(
    ("count", "shown", "bias", "added"),
    [
        (5, 5, 0.0, []),
        (5, 5, 2.0, [("bias", 2)]),
        # 1 + 2 + 3 are left out: the window holds the largest.
        (5, 2, 2.0, [("3 others", 6), ("bias", 2)]),
        (3, 2, 0.0, [("1 other", 1)]),
        (1202, 2, -1.0, [("1,200 others", 1200 * 1201 / 2), ("bias", -1)]),
    ],
)
def test_what_is_not_shown_is_counted_and_added_as_one_number(
    count: int, shown: int, bias: float, added: list[tuple[str, float]]
) -> None:
    scene = _by_hand(count, shown, bias)["scene"]

    assert scene["value"]["added"] == added
    assert np.size(scene["input"]) == shown
    assert scene["bias"] == [sum(number for _, number in added)]
    assert _products(scene) + scene["bias"][0] == count * (count + 1) / 2 + bias


def test_an_activation_follows_the_sum_and_a_linear_layer_has_none() -> None:
    for activation, named in (
        ("linear", []),
        ("relu", [("ReLU", 6)]),
        ("sigmoid", [("sigmoid", 6)]),
        ("softmax", [("softmax", 6)]),
    ):
        assert _by_hand(3, 3, 0, activation)["scene"]["value"]["after"] == named


@pytest.mark.parametrize(
    ("networks", "says"),
    [
        (6.0, "numbers: 6, exactly the same."),
        (6 + 2**-21, "numbers: 6, 4.8e-07 away, which is rounding."),
        (-6.0, "The network passes on −6: something after the sum has changed it"),
        (0.0, "The network passes on 0: something after the sum has changed it"),
    ],
)
def test_the_sum_is_called_the_same_only_where_it_is(networks: float, says: str) -> None:
    found = terms(trace([[1, 2, 3]], [[1, 1, 1]], operation="convolution"), (0, 0, 0))
    layer = Layer("conv", 1, 1, 3, 1, "linear", kernel=1)
    shown = part(found, [0])
    assert shown is not None

    sent = message(
        Address("keras_cae", 0, (0, 0, 0)), Origin(layer, found, 6.0, networks), shown, 0
    )

    assert says in str(sent["example"])


def test_cells_carry_the_numbers_the_network_gives_them() -> None:
    scene = sent(value("conv_cae_2", 7, (0, 12, 14), maps=(5, 1)))["scene"]

    names = scene["value"]["names"]
    maps = inference.rebuild(networks.network("conv_cae_2"), prepare(ready_made(3)).centred).maps
    channels, rows, columns = names["input"]
    assert channels == [5, 1]
    assert np.array_equal(scene["input"], maps[6][channels][:, rows][:, :, columns])
    kernel = networks.network("conv_cae_2").tensors["layers.7.weight"]
    firsts, seconds, taps_y, taps_x = names["kernel"]
    assert np.array_equal(scene["kernel"], kernel[firsts][:, seconds][:, :, taps_y][..., taps_x])
    assert names["output"] == [[0], [12], [14]]
    # Output row 12 is 2·row + tap − 13.
    assert [2 * row + tap - 13 for row in rows for tap in taps_y].count(12) == len(rows)


@pytest.mark.parametrize(
    ("model", "layer", "cell"),
    [
        ("conv_cae_2", 7, (0, 12, 14)),
        ("keras_cae", 3, (3, 10, 11)),
        ("keras_cae", 6, (0, 27, 27)),
        ("segment", 7, (3, 20, 21)),
        ("dense_2", 5, (0, 12, 14)),
        ("upsample_k3", 4, (0, 13, 14)),
    ],
)
def test_the_lab_gets_numbers_whose_output_is_the_sum(
    model: str, layer: int, cell: tuple[int, int, int]
) -> None:
    network = networks.network(model)
    if model == "segment":
        picture = as_scene(ready_made_scene())
        maps = inference.segment(network, picture).maps
    else:
        picture = prepare(ready_made(3)).centred
        maps = inference.rebuild(network, picture).maps
    found = origin(network, maps, picture, layer, cell).terms

    setting = lab_setting(found, found.channels[:2].tolist())

    assert setting is not None
    again, complaints = link.decode(link.encode(setting))
    assert complaints == []
    # A link holds twelve digits of each number.
    assert again.trace().result().tolist() == [[[pytest.approx(found.total, rel=1e-9)]]]


def test_a_fully_connected_value_keeps_its_place_in_the_picture() -> None:
    scene = sent(value("dense_2", 5, (0, 12, 14)))["scene"]

    assert scene["value"]["names"]["output"] == [[0], [12], [14]]
    # PyTorch's Linear has one row of weights per pixel.
    assert scene["value"]["names"]["kernel"][0] == [12 * 28 + 14]
    assert scene["formulas"] == []


def test_a_large_kernel_shows_a_window_until_all_is_asked_for() -> None:
    page = value("conv_cae_2", 7, (0, 12, 14))
    window = sent(page)["scene"]
    assert (len(window["input"]), len(window["input"][0])) == (2, 5)

    page.toggle[0].set_value(True).run()

    whole = sent(page)["scene"]
    assert len(whole["input"][0]) > 5
    assert page.query_params["all"] == "1"
    assert page.query_params["cell"] == "0.12.14"


def test_every_map_can_be_asked_for() -> None:
    page = value("conv_cae_2", 7, (0, 12, 14))
    assert len(page.multiselect[0].options) == 32

    page.multiselect[0].set_value([31, 4]).run()

    assert sent(page)["scene"]["value"]["names"]["input"][0] == [31, 4]
    assert page.query_params["maps"] == "31.4"


@pytest.mark.parametrize(
    ("given", "reading"),
    [("stamp", "stamp"), ("slide", "slide"), ("terms", "terms"), ("x", "terms")],
)
def test_a_value_has_the_lab_s_readings_too(given: str, reading: str) -> None:
    wanted = encode(Address("conv_cae_2", 7, (0, 12, 14), _STROKES)) | {"reading": given}

    assert sent(opened(**wanted))["scene"]["readings"] == [reading]


def test_a_convolution_has_no_stamp() -> None:
    assert sent(value("keras_cae", 1, (0, 3, 3), reading="stamp"))["scene"]["readings"] == ["slide"]


_LINK = encode(Address("conv_cae_2", 7, (0, 12, 14), _STROKES, maps=(5,), whole=True))


def _edit(*edit: Any) -> dict[str, Any]:
    return {"n": 4, "edits": [[4, *edit]], "controls": {"readings": ["terms"]}}


def test_going_on_to_an_input_opens_the_layer_before() -> None:
    wanted = after_wish(_edit({"kind": "visit", "cell": [5, 11, 2]}), _LINK)

    assert wanted == encode(Address("conv_cae_2", 6, (5, 11, 2), _STROKES))
    assert sent(opened(**wanted))["scene"]["value"]["names"]["output"] == [[5], [11], [2]]


def test_the_stage_can_show_another_reading() -> None:
    wanted = after_wish({"n": 4, "controls": {"readings": ["slide"]}}, _LINK)

    assert wanted == _LINK | {"reading": "slide"}


@pytest.mark.parametrize(
    "wish",
    [
        {"n": 4},
        {"n": 4, "edits": [[3, {"kind": "visit", "cell": [5, 11, 2]}]]},
        _edit({"kind": "visit", "cell": "here"}),
        _edit({"kind": "cell", "cell": [0, 0, 0], "text": "7"}),
        {"n": 4, "controls": {"readings": [{"a": 1}]}},
        {"n": 4, "controls": {"readings": ["slide", "matrix"]}},
    ],
)
def test_a_wish_that_makes_no_sense_changes_nothing(wish: dict[str, Any]) -> None:
    assert after_wish(wish, _LINK, answered=3) == _LINK


def test_an_input_outside_the_layer_is_the_nearest_there_is() -> None:
    wanted = after_wish(_edit({"kind": "visit", "cell": [99, 11, -2]}), _LINK)

    assert decode(wanted)[0].layer == 6


def test_switched_off_channels_and_random_weights_are_in_the_link() -> None:
    page = value("keras_cae", 6, (0, 12, 14), random=True, off=(2, (0, 1)))

    network = networks.untrained("keras_cae")
    maps = inference.rebuild(network, prepare(ready_made(3)).centred, switched_off={2: (0, 1)}).maps
    after = sent(page)["scene"]["value"]["after"]
    assert after[-1][1] == pytest.approx(float(maps[6][0, 12, 14]), abs=2e-6)
    said = sent(page)["example"][1]
    assert "this very sum, by the same functions" in said
    assert "which is rounding" in said
    assert said.endswith("PyTorch, which trained it, referees this in the tests.")


def test_a_value_of_a_channel_that_is_off_says_so() -> None:
    page = value("keras_cae", 2, (1, 10, 11), off=(2, (1,)))

    assert "switched off is passed on as 0" in sent(page)["example"][1]


def test_a_scene_of_several_digits_is_taken_as_drawn() -> None:
    strokes = strokes_of(flat(ready_made_scene()))
    page = opened(**encode(Address("segment", 7, (3, 20, 20), strokes, 0.04)))

    from core.autoencoders.drawing import read

    drawing = read([[part / 1000 for part in stroke] for stroke in strokes or ()], 0.04)
    got = inference.segment(networks.network("segment"), as_scene(drawing))
    after = sent(page)["scene"]["value"]["after"]
    assert after == [["softmax", pytest.approx(float(got.maps[7][3, 20, 20]), abs=2e-6)]]


def test_a_pixel_of_the_drawing_has_no_sum_but_paints() -> None:
    page = value("keras_cae", -1, (0, 14, 14))

    assert not [one for one in page.get("bidi_component") if "stage" in one.proto.component_name]
    assert "Nothing was added up for it" in written(page)
    assert "what it paints" in written(page)


def test_what_is_put_in_place_of_a_zero_is_explained() -> None:
    """A 15.9 from nowhere stood there: it is the largest of the layer, put there for a moment."""
    maps = inference.rebuild(networks.network("keras_cae"), prepare(ready_made(3)).centred).maps
    strokes = _STROKES
    silent = tuple(np.argwhere(maps[2] == 0)[0].tolist())

    layer = written(opened(**encode(Address("keras_cae", 2, silent, strokes, PEN))))
    pixel = written(opened(**encode(Address("keras_cae", -1, (0, 0, 0), strokes, PEN))))

    largest = f"{maps[2].max():.3g}"
    assert f"for a moment, {largest}: as much as the largest value of its layer." in layer
    assert "for a moment, 1: as much as the largest value of the drawing." in pixel


def test_a_pooled_value_says_that_nothing_is_added_up() -> None:
    page = value("conv_cae_2", 1, (0, 3, 3))

    assert "passes on the largest of 2×2 values" in written(page)


def test_contributions_name_every_map_that_adds_something() -> None:
    page = value("conv_cae_2", 7, (0, 12, 14))

    shown = re.findall(r"<span>map (\d+)</span>", written(page))
    silent = re.search(r"(\d+) maps? more adds? nothing", written(page))
    assert len(set(shown)) == len(shown)
    assert len(shown) + (int(silent[1]) if silent else 0) == 32


def test_contributions_come_by_size_with_their_sign_and_zeros_are_counted() -> None:
    kernel = [[[[3.0]], [[-6.0]], [[0.0]], [[0.0]], [[0.0]]]]
    found = terms(trace(np.ones((5, 1, 1)), kernel, operation="convolution"), (0, 0, 0))

    shown = session.contributions(found, [0])

    bars = re.findall(
        r"<li class='([^']+)'><span>(map \d)</span><i><b style='width:([\d.]+)%'></b></i>"
        r"<em>(.*?)</em>",
        shown,
    )
    assert bars == [("minus", "map 1", "100.0", "−6"), ("plus on", "map 0", "50.0", "+3")]
    assert "3 maps more add nothing: only zeros are read there" in shown
    assert session._silent(1) == "<p>1 map more adds nothing: only zeros are read there.</p>"
    assert session._silent(0) == ""


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"model": "gan"}, "There is no model “gan”"),
        ({"layer": "99"}, "layer 8 is shown"),
        ({"cell": "9.9.99"}, "the value at [0, 9, 27] is shown"),
        ({"strokes": "A"}, "your own drawing is shown"),
    ],
)
def test_a_link_that_makes_no_sense_says_so_and_shows_the_nearest(
    parameters: dict[str, str], sentence: str
) -> None:
    wanted = encode(Address("conv_cae_2", 7, (0, 12, 14), _STROKES))

    page = opened(**(wanted | parameters))

    assert sentence in written(page)
    assert sent(page)["scene"]["value"]["names"]


def test_an_empty_drawing_says_what_helps() -> None:
    page = AppTest.from_function(_page, default_timeout=60)
    page.session_state["draw_drawn"] = Drawn((), PEN, 1)
    page.query_params["model"] = "keras_cae"
    page.run()

    assert not page.exception
    assert "The canvas is empty: draw a digit" in written(page)
    assert [button.label for button in page.button] == ["← Back to the drawing"]


@pytest.mark.usefixtures("nothing_read")
def test_missing_weights_say_what_helps(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr(weights, "FOLDER", tmp_path)

    page = value("conv_cae_2", 7, (0, 12, 14))

    assert not page.exception
    assert "make train MODEL=conv_cae_2" in written(page)
