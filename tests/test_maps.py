"""Sheets of numbers: places by hand, then laws, then what a browser must not get away with."""

import zlib
from base64 import b64decode
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from app.maps import component, sheets
from app.shared import networks
from core.autoencoders import inference
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.digits import ready_made, ready_made_scene
from core.autoencoders.drawing import as_scene, prepare
from core.autoencoders.layers import Layer
from tests.shown import message

THREE = prepare(ready_made(3)).centred
RELU = Layer("conv", 1, 4, 3, 2, "relu", kernel=2)


def unpacked(packed: str) -> np.ndarray[Any, np.dtype[np.float16]]:
    return np.frombuffer(zlib.decompress(b64decode(packed)), "<f2")


def test_three_maps_stand_two_in_a_line_with_a_gap_between() -> None:
    """Of 2×2 cells each: the second begins after 2 cells and a gap, the third a line below."""
    layer = Layer("conv", 1, 3, 3, 2, "relu", kernel=2)

    sheet = sheets.layer_sheet(4, layer, None, tallest=50)

    assert sheet["at"] == [[0, 0], [0, 3], [3, 0]]
    assert sheet["size"] == [5, 5]
    assert sheet["zoom"] == 10
    assert (sheet["name"], sheet["maps"], sheet["side"]) == ("Layer 4", 3, 2)
    assert not sheet["filled"]


def test_single_numbers_stand_without_gaps() -> None:
    sheet = sheets.layer_sheet(1, Layer("dense", 1, 3, 28, 1, "linear"), None, tallest=50)

    assert sheet["at"] == [[0, 0], [0, 1], [1, 0]]
    assert sheet["size"] == [2, 2]


@given(st.integers(1, 300), st.integers(1, 56), st.integers(60, 200))
def test_maps_neither_overlap_nor_leave_their_sheet(maps: int, side: int, tallest: int) -> None:
    layer = Layer("conv", 1, maps, 60, side, "relu")

    sheet = sheets.layer_sheet(1, layer, None, tallest)

    taken = np.zeros(sheet["size"], int)
    for top, left in sheet["at"]:
        taken[top : top + side, left : left + side] += 1
    assert taken.sum() == maps * side * side
    assert taken.max() == 1
    assert sheet["size"][0] * sheet["zoom"] <= max(tallest, side)


@given(
    st.lists(st.floats(-1e5, 1e5, width=32), min_size=1, max_size=20).map(
        lambda numbers: np.array(numbers, np.float32)
    )
)
def test_packed_numbers_keep_three_significant_digits(numbers: np.ndarray[Any, Any]) -> None:
    back = unpacked(sheets.packed([numbers, numbers[:1]])).astype(np.float64)

    wanted = np.clip(np.append(numbers, numbers[0]), -65504, 65504)
    # Below 0.00006 half precision has steps of its own.
    np.testing.assert_allclose(back, wanted, rtol=0.0005, atol=6e-8)


def test_white_is_what_one_in_a_hundred_exceeds_and_black_is_zero() -> None:
    maps = np.arange(101, dtype=np.float32).reshape(1, 1, 101)

    assert sheets.contrast(RELU, maps) == (0, 99)
    assert sheets.contrast(RELU, np.zeros((1, 2, 2), np.float32)) == (0, 1)


def test_after_a_linear_layer_grey_is_zero_and_probabilities_are_from_0_to_1() -> None:
    linear, sigmoid = (Layer("conv", 1, 1, 3, 2, name) for name in ("linear", "sigmoid"))
    maps = np.array([[[-3.0, 1.0]]], np.float32)

    assert sheets.contrast(linear, maps) == (-3, 3)
    assert sheets.contrast(sigmoid, np.full((1, 1, 2), 0.4, np.float32)) == (0, 1)
    pooled = Layer("max_pool", 1, 1, 4, 2, "linear", kernel=2, stride=2)
    assert sheets.contrast(pooled, np.full((1, 1, 2), 0.4, np.float32))[0] == 0


@pytest.mark.parametrize(
    ("layer", "says"),
    [
        (
            Layer("conv", 1, 32, 28, 26, "relu"),
            "<b>1: Conv 3×3</b> ReLU<br><small>⌊(28 + 2·0 − 3) / 1⌋ + 1 = 26</small><br>26×26×32",
        ),
        (
            Layer("conv_transpose", 8, 32, 7, 14, "relu", 3, 2, padding=1, output_padding=1),
            "<b>1: ConvT 3×3</b> ReLU<br><small>(7 − 1)·2 + 3 − 2·1 + 1 = 14</small>",
        ),
        (Layer("dense", 1, 256, 28, 1, "relu"), "<b>1: Dense</b> ReLU<br>1×1×256"),
        (Layer("max_pool", 3, 3, 4, 2, "linear", 2, 2), "<b>1: Max pool 2×2</b> linear"),
        (Layer("resize", 8, 8, 7, 14, "linear", stride=2), "<b>1: Resize ×2</b> linear"),
        (Layer("pixel_shuffle", 4, 1, 14, 28, "sigmoid", stride=2), "Pixel shuffle ×2</b> sigmoid"),
    ],
)
def test_every_kind_of_layer_is_named_with_its_numbers(layer: Layer, says: str) -> None:
    caption = sheets.layer_sheet(1, layer, None, tallest=100)["caption"]

    assert says in caption
    assert f"Keras {layer.keras_name}" in caption
    assert f"{layer.parameters:,} parameters" in caption


SHOWN = [
    sheets.input_sheet(28, THREE, tallest=100),
    sheets.layer_sheet(1, RELU, np.ones((4, 2, 2), np.float32), tallest=100),
    sheets.layer_sheet(2, RELU, None, tallest=100),
    sheets.picture_sheet(sheets.Shown(THREE, "off", "off", "off", picks=False), 28, zoom=7),
]


@pytest.mark.parametrize(("sheet", "cell"), [(0, (0, 27, 27)), (1, (0, 0, 0)), (1, (3, 1, 0))])
def test_a_cell_that_is_there_is_picked(sheet: int, cell: tuple[int, int, int]) -> None:
    assert component.read_pick({"sheet": sheet, "cell": list(cell)}, SHOWN) == (sheet, cell)


@pytest.mark.parametrize(
    "reply",
    [
        None,
        "sheet",
        [1, [0, 0, 0]],
        {},
        {"sheet": 1},
        {"sheet": 1, "cell": None},
        {"sheet": 1, "cell": [0, 0]},
        {"sheet": 1, "cell": [0, 0, 0, 0]},
        {"sheet": 1, "cell": "000"},
        {"sheet": 1, "cell": [4, 0, 0]},
        {"sheet": 1, "cell": [0, 2, 0]},
        {"sheet": 1, "cell": [0, 0, 2]},
        {"sheet": 1, "cell": [0, 0, -1]},
        {"sheet": 1, "cell": [0, 0.0, 0]},
        {"sheet": 1, "cell": [0, True, 0]},
        {"sheet": 1, "cell": [0, None, 0]},
        {"sheet": 1.0, "cell": [0, 0, 0]},
        {"sheet": True, "cell": [0, 0, 0]},
        {"sheet": -1, "cell": [0, 0, 0]},
        {"sheet": 4, "cell": [0, 0, 0]},
        {"sheet": "1", "cell": [0, 0, 0]},
        {"sheet": 2, "cell": [0, 0, 0]},  # no numbers there
        {"sheet": 3, "cell": [0, 0, 0]},  # cannot be chosen
    ],
)
def test_what_is_no_cell_is_ignored(reply: Any) -> None:
    assert component.read_pick(reply, SHOWN) is None


def _draw() -> None:
    from app.draw.page import draw_page

    draw_page()


def _models() -> None:
    from app.models.page import gallery_page

    gallery_page()


@pytest.fixture
def drawing() -> AppTest:
    return AppTest.from_function(_draw, default_timeout=60)


@pytest.fixture
def models() -> AppTest:
    return AppTest.from_function(_models, default_timeout=60)


def near(page: AppTest, key: str, number: int = 0) -> AppTest:
    """Run a page as it runs once somebody came near the numbers of a drawing."""
    page.session_state[f"{key}_wanted"] = number
    return page.run()


def test_until_somebody_comes_near_the_numbers_are_shades(drawing: AppTest) -> None:
    """A byte each, as dark as the component would paint them: less than half of the bytes."""
    far, close = message(drawing.run(), "ladder"), message(near(drawing, "draw_maps"), "ladder")

    assert (far["shaded"], close["shaded"]) == (True, False)
    assert len(far["packed"]) < 60_000
    assert len(far["packed"]) < 0.6 * len(close["packed"])
    shades = np.frombuffer(zlib.decompress(b64decode(far["packed"])), np.uint8)
    values, start = unpacked(close["packed"]).astype(float), 0
    for sheet in far["sheets"]:
        cells = slice(start, start := start + sheet["maps"] * sheet["side"] ** 2)
        part = np.clip((values[cells] - sheet["black"]) / (sheet["white"] - sheet["black"]), 0, 1)
        # Of the numbers, half precision has lost a little.
        assert np.abs(shades[cells] - 255 * part).max() <= 0.63
    assert start == len(shades) == len(values)


def test_another_drawing_is_shades_again(drawing: AppTest) -> None:
    assert message(near(drawing, "draw_maps", number=12), "ladder")["shaded"]


@pytest.mark.parametrize("junk", [None, "0", [0], {"number": 0}])
def test_junk_is_no_drawing_that_somebody_came_near(drawing: AppTest, junk: Any) -> None:
    assert message(near(drawing, "draw_maps", number=junk), "ladder")["shaded"]


def test_the_draw_page_sends_the_numbers_that_the_network_makes(drawing: AppTest) -> None:
    sent = message(near(drawing, "draw_maps"), "ladder")

    made = inference.rebuild(networks.network("keras_cae"), THREE)
    wanted = np.concatenate([THREE.ravel(), *(layer.ravel() for layer in made.maps)])
    np.testing.assert_array_equal(unpacked(sent["packed"]), wanted.astype(np.float16))
    assert [sheet["maps"] for sheet in sent["sheets"]] == [1, 32, 16, 8, 8, 16, 32, 1]
    assert all(sheet["filled"] for sheet in sent["sheets"])


def test_the_code_of_a_network_that_compresses_is_not_said_to_be_long(
    drawing: AppTest, models: AppTest
) -> None:
    """Erratum E7 holds for the worked model of the text, and for no other."""
    models.session_state["models_view"] = "Several digits"

    assert "it does not compress" in message(drawing.run(), "ladder")["words"]
    assert "not compress" not in message(models.run(), "ladder")["words"]


def test_several_digits_have_their_ladder(models: AppTest) -> None:
    models.session_state["models_view"] = "Several digits"

    sent = message(near(models, "apart_maps"), "ladder")

    scene = as_scene(ready_made_scene())
    maps = inference.segment(networks.network("segment"), scene).maps
    wanted = np.concatenate([scene.ravel(), *(layer.ravel() for layer in maps)])
    np.testing.assert_array_equal(unpacked(sent["packed"]), wanted.astype(np.float16))


@pytest.fixture
def went(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Where the pages went, instead of going there."""
    from app.draw import page as draw
    from app.models import layers_view as inside
    from app.models import segmentation_view as apart

    calls: list[Any] = []
    for page in (apart, draw, inside):
        monkeypatch.setattr(
            page,
            "open_value",
            lambda model, layer, cell, drawn, **how: calls.append(
                (model, layer, cell, drawn.number, how)
            ),
        )
    return calls


def test_nothing_opens_unless_something_was_picked(
    drawing: AppTest, models: AppTest, went: list[Any]
) -> None:
    drawing.run()
    for view in ("Inside a model", "Several digits"):
        models.session_state["models_view"] = view
        models.run()

    assert went == []


@pytest.mark.parametrize(("picture", "layer"), [(0, -1), (1, 6)])
def test_a_pixel_of_the_comparison_is_a_value_of_the_network(
    drawing: AppTest,
    went: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    picture: int,
    layer: int,
) -> None:
    monkeypatch.setattr("app.draw.page.pixels", lambda *_, **__: (picture, (0, 5, 7)))
    drawing.session_state["prepare_skipped"] = True

    drawing.run()

    assert went == [("keras_cae", layer, (0, 5, 7), 0, {"as_drawn": True})]


def test_a_value_of_a_layer_is_opened_from_the_ladder(
    drawing: AppTest, models: AppTest, went: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for page in ("draw.page", "models.segmentation_view"):
        monkeypatch.setattr(f"app.{page}.maps", lambda *_, **__: component.Pick(2, (3, 5, 7)))
    models.session_state["models_view"] = "Several digits"

    drawing.run()
    models.run()

    assert went == [
        ("keras_cae", 2, (3, 5, 7), 0, {"as_drawn": False}),
        ("segment", 2, (3, 5, 7), 0, {}),
    ]


OFF = (4, (0, 1))


@pytest.mark.parametrize("random", [False, True])
@pytest.mark.parametrize(
    ("picture", "layer", "other", "off"),
    [(0, -1, False, None), (1, 7, False, None), (2, 7, True, None), (3, 7, False, OFF)],
)
def test_each_picture_inside_a_model_opens_with_its_own_weights(
    models: AppTest,
    went: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    random: bool,
    picture: int,
    layer: int,
    other: bool,
    off: Any,
) -> None:
    monkeypatch.setattr("app.models.layers_view.pixels", lambda *_, **__: (picture, (0, 5, 7)))
    models.session_state["models_view"] = "Inside a model"
    models.session_state["inside_model"] = "conv_cae_4"
    models.session_state["inside_random"] = random
    models.session_state["inside_off_conv_cae_4_4"] = [0, 1]

    models.run()

    how = {"as_drawn": False, "random": random != other, "off": off}
    assert went == [("conv_cae_4", layer, (0, 5, 7), 0, how)]


def test_a_value_inside_a_model_is_opened_with_its_channels_off(
    models: AppTest, went: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "app.models.layers_view.maps", lambda *_, **__: component.Pick(5, (0, 1, 2))
    )
    models.session_state["models_view"] = "Inside a model"
    models.session_state["inside_model"] = "conv_cae_4"
    models.session_state["inside_off_conv_cae_4_4"] = [0, 1]

    models.run()

    assert went == [
        ("conv_cae_4", 5, (0, 1, 2), 0, {"as_drawn": False, "random": False, "off": OFF})
    ]


def test_switched_off_channels_are_noted_at_their_layer(models: AppTest) -> None:
    models.session_state["models_view"] = "Inside a model"
    models.session_state["inside_model"] = "conv_cae_4"
    models.session_state["inside_off_conv_cae_4_4"] = [0, 1]

    sent = message(models.run(), "ladder")

    noted = [index for index, sheet in enumerate(sent["sheets"]) if "2 off" in sheet["caption"]]
    assert noted == [5]
    assert "1×1×4, <b>the code</b>, <b>2 off</b>" in sent["sheets"][5]["caption"]


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_architecture_keeps_its_places_without_a_drawing(name: str) -> None:
    architecture = ARCHITECTURES[name]
    for number, layer in enumerate(architecture.layers, start=1):
        size = (layer.out_channels, layer.out_size, layer.out_size)
        blank = sheets.layer_sheet(number, layer, None, tallest=180)
        filled = sheets.layer_sheet(number, layer, np.ones(size, np.float32), tallest=180)

        for same in ("at", "size", "zoom", "larger", "caption", "maps", "side"):
            assert blank[same] == filled[same]  # type: ignore[literal-required]


def test_a_pooled_zero_is_black_and_no_reason_to_look_for_negative_values() -> None:
    """After a rectifier the smallest value is 0; only what lies below it asks for mid-grey."""
    pool = Layer("max_pool", 1, 1, 28, 14, "linear", kernel=2, stride=2)

    assert sheets.contrast(pool, np.array([[[0.0, 2.0]]], np.float32))[0] == 0
    low, high = sheets.contrast(pool, np.array([[[-1.0, 2.0]]], np.float32))
    assert (low, high) == (-2, 2)
