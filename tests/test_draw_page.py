"""The draw page without a browser: what Python sends for a drawing, good or bad."""

import json
import re
import zlib
from base64 import b64decode
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from app import server
from app.draw import charts
from app.drawing.drawn import Drawn, Strokes, flat
from app.shared import images as pictures
from app.shared import markup, networks
from core.autoencoders import inference, weights
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.digits import PEN, ready_made
from core.autoencoders.drawing import prepare
from tests.shown import html, message


def _page() -> None:
    from app.draw.page import draw_page

    draw_page()


@pytest.fixture
def opened() -> AppTest:
    return AppTest.from_function(_page, default_timeout=60)


def _drawn(strokes: Strokes, number: int = 1) -> Drawn:
    return Drawn(strokes, PEN, number)


def test_it_opens_with_a_three_rebuilt(opened: AppTest) -> None:
    opened.run()

    shown = html(opened)
    expected = inference.rebuild(networks.network("keras_cae"), prepare(ready_made(3)).centred)
    assert not opened.exception
    assert f'<b class="mse">{markup.plain(expected.mse)}</b>' in shown
    assert f"off by <b>{expected.grey_levels_off:.1f} of 255</b>" in shown


def test_the_ladder_has_every_shape_and_count(opened: AppTest) -> None:
    shown = html(opened.run())

    assert "28 → 26 → 24 → 22 → 24 → 26 → 28" in shown
    for layer in ARCHITECTURES["keras_cae"].layers:
        assert f"{layer.out_size}×{layer.out_size}×{layer.out_channels}" in shown
        assert f"{layer.parameters:,} parameters" in shown
    assert "12,785 parameters in all" in shown
    assert "22×22×8 = 3,872 numbers for 784 pixels" in shown
    assert "it does not compress" in shown


def test_no_chart_is_made_before_it_is_opened(opened: AppTest) -> None:
    assert not opened.run().get("plotly_chart")

    opened.session_state["draw_training"] = True
    assert len(opened.run().get("plotly_chart")) == 1


def test_the_ready_made_digits_are_sent_until_a_canvas_has_sent_a_drawing(opened: AppTest) -> None:
    """Whoever sends one has them; a page's other canvas of the same slot, too."""

    def digits() -> Any:
        (sent,) = [
            found
            for element in opened.run().get("bidi_component")
            if "digits" in (found := json.loads(element.proto.json)[0])
        ]
        return sent["digits"]

    assert len(digits()) == 10
    opened.session_state["draw_drawn_heard"] = True
    assert digits() is None


def test_the_three_pictures_do_not_read_as_a_subtraction() -> None:
    """Your digit → rebuilt − difference was a formula, and a wrong one."""
    shown = markup.compared(np.zeros((28, 28), np.float32), None)

    assert [one.before for one in shown] == ["", "→", ""]


def test_a_drawing_in_the_session_is_what_is_rebuilt(opened: AppTest) -> None:
    opened.session_state["draw_drawn"] = _drawn(flat(ready_made(7)), number=12)

    shown = html(opened.run())

    expected = inference.rebuild(networks.network("keras_cae"), prepare(ready_made(7)).centred)
    assert {message(opened, kind)["number"] for kind in ("results", "ladder")} == {12}
    assert f'<b class="mse">{markup.plain(expected.mse)}</b>' in shown


def test_without_the_preparation_the_model_gets_the_canvas_as_drawn(opened: AppTest) -> None:
    opened.run()
    opened.toggle(key="prepare_skipped").set_value(True).run()

    shown = html(opened)

    expected = inference.rebuild(networks.network("keras_cae"), prepare(ready_made(3)).as_drawn)
    assert f'<b class="mse">{markup.plain(expected.mse)}</b>' in shown
    assert 'class="preparation skipped"' in shown


@pytest.mark.parametrize("skipped", [False, True])
def test_swapped_black_and_white_reach_the_model_and_are_not_followed_to_the_lab(
    opened: AppTest, monkeypatch: pytest.MonkeyPatch, skipped: bool
) -> None:
    monkeypatch.setattr("app.draw.page.pixels", lambda *_, **__: (1, (0, 5, 7)))
    went: list[Any] = []
    monkeypatch.setattr("app.draw.page.open_value", lambda *_, **__: went.append(1))
    opened.session_state["prepare_skipped"] = skipped
    opened.session_state["prepare_inverted"] = True
    opened.session_state["draw_maps_wanted"] = 0

    opened.run()

    stages = prepare(ready_made(3))
    wanted = 1 - (stages.as_drawn if skipped else stages.centred)
    numbers = np.frombuffer(
        zlib.decompress(b64decode(message(opened, "ladder")["packed"])), np.float16
    )
    np.testing.assert_array_equal(numbers[: 28 * 28], wanted.ravel().astype(np.float16))
    assert "Black and white are swapped" in html(opened)
    assert went == []
    assert [toast.value for toast in opened.toast] == [
        "Sums are shown of digits white on black: swap black and white back first."
    ]


@pytest.mark.parametrize(
    ("strokes", "sentence"),
    [
        ((), "The canvas is empty: draw a digit, or choose a ready-made one."),
        (((0.5, 0.5),), "That is only a dot"),
    ],
)
def test_an_unusable_drawing_is_one_sentence_and_the_page_stays(
    opened: AppTest, strokes: Strokes, sentence: str
) -> None:
    opened.session_state["draw_drawn"] = _drawn(strokes)

    shown = html(opened.run())

    assert not opened.exception
    assert sentence in shown
    assert "12,785 parameters" in shown
    assert opened.get("bidi_component"), "the canvas must stay, to draw again"


@pytest.mark.usefixtures("nothing_read")
def test_missing_weights_are_one_sentence_and_drawing_still_works(
    opened: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(weights, "FOLDER", tmp_path)

    shown = html(opened.run())

    assert not opened.exception
    assert "The trained model is not there (keras_cae.json); restore it" in shown
    assert "make train MODEL=keras_cae" in shown
    # Its prepared picture and the three stages; nothing that only a model could make.
    assert shown.count("<img") == 3
    large = message(opened, "results")["sheets"]
    assert [sheet["filled"] for sheet in large] == [True, False, False]
    assert not any(sheet["filled"] for sheet in message(opened, "ladder")["sheets"])
    assert opened.get("bidi_component")


@pytest.mark.usefixtures("nothing_read")
def test_the_model_is_used_as_soon_as_its_weights_are_back(
    opened: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as away:
        away.setattr(weights, "FOLDER", tmp_path)
        opened.run()

    assert 'class="mse"' in html(opened.run())


@pytest.mark.usefixtures("nothing_read")
def test_ready_says_why_the_model_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """For those who decide where visitors are sent."""
    asked = Request({"type": "http"})
    with monkeypatch.context() as away:
        away.setattr(weights, "FOLDER", tmp_path)
        refused = server._ready(asked)

    assert refused.status_code == 503
    assert bytes(refused.body).startswith(b"The trained model is not there")
    answered = server._ready(asked)
    assert (answered.status_code, answered.body) == (200, b"ready")


def test_a_picture_comes_back_from_its_png(tmp_path: Path) -> None:
    """Read by Chromium's own decoder in the browser tests; here by Pillow, Streamlit's own."""
    from PIL import Image

    picture = np.array([[0, 0.5, 1], [2, -1, np.nan]], np.float32)

    tag = pictures.img(picture, alt='a "quoted" <word>', zoom=4)

    content = re.search(r"base64,([^\"]+)", tag)
    assert content
    path = tmp_path / "picture.png"
    path.write_bytes(b64decode(content[1]))
    with Image.open(path) as image:
        decoded = np.asarray(image)
    assert decoded[..., 0].tolist() == [[0, 128, 255], [255, 0, 0]]
    assert decoded[..., 1].tolist() == [[255, 255, 255], [255, 255, 0]]
    assert 'width="12" height="8"' in tag
    assert 'alt="a &quot;quoted&quot; &lt;word&gt;"' in tag


@pytest.mark.parametrize(("value", "written"), [(0.0000126, "0.000013"), (0.5, "0.5"), (0, "0")])
def test_small_numbers_are_written_without_an_exponent(value: float, written: str) -> None:
    assert markup.plain(value) == written


def test_the_loss_curve_shows_the_committed_history() -> None:
    history = weights.load("keras_cae").record["history"]

    figure = charts.loss_curves(history)

    excess, mse = figure.data
    assert list(excess.x) == [entry["epoch"] for entry in history]
    assert list(excess.y) == [entry["excess"] for entry in history]
    assert list(mse.y) == [entry["mse"] for entry in history]
    assert figure.layout.yaxis.type == "log"


def test_a_network_without_probabilities_has_one_curve_and_no_cross_entropy() -> None:
    record = weights.load("conv_cae_2").record

    figure, said = charts.loss_curves(record["history"]), markup.training_summary(record)

    assert [curve.name for curve in figure.data] == ["mean squared error"]
    assert list(figure.data[0].y) == [entry["mse"] for entry in record["history"]]
    assert "cross-entropy" not in said
    assert "make train MODEL=conv_cae_2" in said
