"""The models page without a browser: figures are those of core, and one bad model stays alone."""

import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.drawing.drawn import Drawn, digit
from app.models import comparison as lineup
from app.models import denoising_view as denoise
from app.models import page as gallery
from app.models import trainings
from app.models.upsampling_view import upsamplers_view
from app.shared import networks
from app.shared.markup import counted, plain, visible_scale
from core.autoencoders import inference, weights
from core.autoencoders.architectures import ARCHITECTURES, INK, PAPER, UPSAMPLERS
from core.autoencoders.comparison import taken_for
from core.autoencoders.damage import spoilt
from core.autoencoders.digits import PEN, ready_made, ready_made_scene
from core.autoencoders.drawing import Picture, as_scene, prepare
from core.autoencoders.measures import finest_pattern
from core.autoencoders.regions import regions
from tests.shown import html, message, messages

THREE = prepare(ready_made(3)).centred
REBUILDING = [one.name for one in networks.present() if one.task != "segment"]


def _page() -> None:
    from app.models.page import gallery_page

    gallery_page()


@pytest.fixture
def opened() -> AppTest:
    return AppTest.from_function(_page, default_timeout=60)


def _card(shown: str, name: str) -> str:
    found = re.search(rf'<article class="card" data-model="{name}">.*?</article>', shown, re.DOTALL)
    assert found, name
    return found[0]


def _view(page: AppTest, name: str) -> AppTest:
    page.session_state["models_view"] = name
    return page.run()


@pytest.mark.parametrize("chosen", [None, [], ""])
def test_an_empty_choice_of_a_view_shows_the_first(opened: AppTest, chosen: Any) -> None:
    """A browser that was tampered with sends one; it was a traceback."""
    opened.session_state["models_view"] = chosen

    assert "autoencoders</b>" in html(opened.run())


def test_every_model_shows_what_core_computes_for_the_drawing(opened: AppTest) -> None:
    shown = html(opened.run())

    for name in REBUILDING:
        card, made = _card(shown, name), inference.rebuild(networks.network(name), THREE)
        assert f'<dd class="mse">{plain(made.mse)}</dd>' in card
        blank = float(np.square(THREE).mean())
        assert f'<dd class="nmse">{made.mse / blank:.2%}</dd>' in card
        assert (f"<dd>{made.bce:.4f}</dd>" if made.bce is not None else "<dd>–</dd>") in card
        assert f"<dd>{ARCHITECTURES[name].parameters:,}</dd>" in card
        assert f"<dd>{plain(weights.load(name).record['figures']['mse'])}</dd>" in card


def test_a_stroke_on_the_draw_page_is_what_the_models_get(opened: AppTest) -> None:
    opened.session_state["draw_drawn"] = digit(7, number=5)

    shown = html(opened.run())

    made = inference.rebuild(networks.network("dense_2"), prepare(ready_made(7)).centred)
    assert 'data-drawing="5"' in shown
    assert f'<dd class="mse">{plain(made.mse)}</dd>' in _card(shown, "dense_2")


@pytest.mark.parametrize(
    ("key", "damage"),
    [
        ("prepare_skipped", lambda stages: stages.as_drawn),
        ("prepare_inverted", lambda stages: 1 - stages.centred),
    ],
)
def test_without_the_preparation_every_model_shows_its_damage(
    opened: AppTest, key: str, damage: Any
) -> None:
    """Beside the error it had with it, both as a part of a blank page's."""
    assert "proper" not in html(opened.run())
    opened.toggle(key=key).set_value(True).run()

    shown = html(opened)

    for name in REBUILDING:
        model = networks.network(name)
        damaged = inference.rebuild(model, damage(prepare(ready_made(3))))
        assert f'<dd class="nmse">{damaged.nmse:.2%}</dd>' in _card(shown, name)
        proper = inference.rebuild(model, THREE).nmse
        assert f'<dd class="proper">{proper:.2%}</dd>' in _card(shown, name)
    assert ('class="preparation skipped"' in shown) == (key == "prepare_skipped")


def test_the_damage_is_told_inside_a_model_too(opened: AppTest) -> None:
    opened.session_state["prepare_inverted"] = True
    opened.session_state["inside_model"] = "dense_2"

    shown = html(_view(opened, "Inside a model"))

    model = networks.network("dense_2")
    damaged, proper = inference.rebuild(model, 1 - THREE), inference.rebuild(model, THREE)
    assert f'<b class="damaged">{damaged.nmse:.2%}</b>' in shown
    assert f'<b class="proper">{proper.nmse:.2%}</b>' in shown


@pytest.mark.parametrize("order", [name for name, key in lineup.ORDERS.items() if key])
def test_cards_are_sorted_smallest_first_and_what_is_missing_comes_last(order: str) -> None:
    from core.autoencoders.comparison import timed

    entries = [
        lineup.Entry(ARCHITECTURES[name], timed(networks.network(name), THREE))
        for name in REBUILDING
    ]
    key = lineup.ORDERS[order]
    assert key

    values = [key(entry) for entry in lineup.ordered(entries, order)]

    assert values == sorted(values)


def test_sorting_by_error_puts_the_longest_code_first(opened: AppTest) -> None:
    opened.run()
    opened.selectbox(key="models_order").set_value("Error").run()

    names = re.findall(r'data-model="(\w+)"', html(opened))

    best = min(REBUILDING, key=lambda name: inference.rebuild(networks.network(name), THREE).mse)
    assert names[0] == best
    assert sorted(names) == sorted(REBUILDING)


@pytest.mark.parametrize("view", gallery._VIEWS)
def test_an_empty_canvas_is_a_sentence_and_keeps_the_places(opened: AppTest, view: str) -> None:
    empty = Drawn((), PEN, 2)
    opened.session_state["draw_drawn"] = empty
    opened.session_state["models_scene"] = empty

    shown = html(_view(opened, view))

    assert "The canvas is empty: draw a digit" in shown
    assert 'class="cells blank"' in shown or view == "Inside a model"
    assert "<img" not in shown
    for sent in messages(opened):
        assert not any(sheet["filled"] for sheet in sent["sheets"])


@pytest.mark.usefixtures("nothing_read")
def test_one_damaged_model_says_so_and_the_others_work(
    opened: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(weights.FOLDER, folder)
    (folder / "dense_2.safetensors").write_bytes(b"no weights")
    (folder / "vae_2.safetensors").unlink()
    monkeypatch.setattr(weights, "FOLDER", folder)

    shown = html(opened.run())

    assert "The trained model is damaged (dense_2.safetensors" in _card(shown, "dense_2")
    assert "The trained model is not there (vae_2.safetensors)" in _card(shown, "vae_2")
    for name in set(REBUILDING) - {"dense_2", "vae_2"}:
        assert 'class="mse"' in _card(shown, name)


@pytest.mark.parametrize("view", gallery._VIEWS)
@pytest.mark.usefixtures("nothing_read")
def test_without_any_weights_every_view_stays_on_its_feet(
    opened: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, view: str
) -> None:
    monkeypatch.setattr(weights, "FOLDER", tmp_path)

    shown = html(_view(opened, view))

    assert re.search("not there|trained here", shown)


def test_a_model_appears_with_its_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(weights, "FOLDER", tmp_path)
    assert networks.present() == []

    (tmp_path / "conv_cae_8.safetensors").write_bytes(b"")

    assert [one.name for one in networks.present()] == ["conv_cae_8"]


def test_noise_is_removed_and_measured_against_the_clean_digit(opened: AppTest) -> None:
    _view(opened, "Remove noise")
    opened.slider(key="denoise_noise").set_value(0.5)
    opened.slider(key="denoise_square").set_value(6).run()

    shown = html(opened)

    given = spoilt(THREE, noise=0.5, square=6, seed=0)
    made = inference.rebuild(networks.network("denoising"), given, wanted=THREE)
    assert f'<b class="before">{plain(float(np.square(given - THREE).mean()))}</b>' in shown
    assert f'<b class="after">{plain(made.mse)}</b>' in shown
    assert "beyond what it was shown" not in shown
    figures = weights.load("denoising").record["figures"]
    assert f"<td>{plain(figures['mse_at_0.5'])}</td>" in shown


def test_other_damage_is_other_damage_and_too_much_is_said(opened: AppTest) -> None:
    before = html(_view(opened, "Remove noise"))
    opened.slider(key="denoise_noise").set_value(0.8).run()
    assert "beyond what it was shown" in html(opened)

    opened.slider(key="denoise_noise").set_value(0.4)
    opened.button(key="denoise_again").click().run()

    after = html(opened)
    assert re.findall(r'class="after">[^<]*', after) != re.findall(r'class="after">[^<]*', before)


@pytest.mark.parametrize(
    ("noise", "square", "beyond"),
    [(0.6, 12, False), (0.65, 12, True), (0.6, 13, True), (0.0, 0, False), (0.8, 16, True)],
)
def test_damage_is_beyond_what_was_learned_above_either_limit(
    noise: float, square: int, beyond: bool
) -> None:
    said = denoise._words(noise, square, {"noise": 0.6, "largest_square": 12})

    assert ("beyond what it was shown" in said) == beyond
    assert "noise up to 0.6 and one hidden square of up to 12 pixels a side" in said


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (0.08, 0.02, ", 4.0 times less"),
        (0.02, 0.02, ", 1.0 times less"),
        (0.02, 0.021, ", more than before: where nothing is wrong, it can only do harm"),
        (0.0, 0.02, ""),
        (0.02, 0.0, ""),
    ],
)
def test_less_error_is_said_as_times_less_and_more_as_harm(
    before: float, after: float, says: str
) -> None:
    assert denoise._change(before, after) == says


@pytest.mark.parametrize(
    ("largest", "scale"),
    [(1, 1), (0.501, 1), (0.5, 2), (0.26, 2), (0.25, 4), (1 / 256, 256), (1e-9, 256), (0, 256)],
)
def test_a_difference_is_doubled_until_it_would_be_more_than_white(
    largest: float, scale: int
) -> None:
    assert visible_scale(largest) == scale


@pytest.mark.parametrize(
    ("values", "task", "compresses"),
    [
        (783, "rebuild", True),
        (784, "rebuild", False),
        (785, "rebuild", False),
        (785, "segment", True),
    ],
)
def test_a_code_as_long_as_the_picture_compresses_nothing(
    values: int, task: str, compresses: bool
) -> None:
    code = SimpleNamespace(out_size=1, out_channels=values, values=values)
    table: Any = SimpleNamespace(code=code, side=28, parameters=5, task=task)

    said = counted(table)

    assert ("does not compress" not in said) == compresses
    assert f"1×1×{values} = {values:,} numbers for 784 pixels" in said


def test_the_upsamplers_show_their_checkerboards(opened: AppTest) -> None:
    shown = html(_view(opened, "Four ways to enlarge"))

    for name in (name for name in ARCHITECTURES if name.startswith("upsample_")):
        figures = weights.load(name).record["figures"]
        card = _card(shown, name)
        assert f"<dd>{figures['checkerboard_untrained']:.2f}</dd>" in card
        assert f'<dd class="mse">{figures["checkerboard"]:.3f}</dd>'.replace('"', "'") in (
            card.replace('"', "'")
        )
        assert card.count("<img") == 4


def test_all_patterns_are_shown_in_one_contrast(monkeypatch: pytest.MonkeyPatch) -> None:
    """In its own contrast the cleanest looks dirtiest: repeated pixels, of 0.1 before training."""
    shown: list[Picture] = []

    def kept(picture: Picture, *, alt: str, **_: Any) -> str:
        if alt.endswith("pattern"):
            shown.append(picture)
        return ""

    monkeypatch.setattr("app.models.upsampling_view.img", kept)
    monkeypatch.setattr("app.models.upsampling_view.st.html", lambda _: None)

    upsamplers_view(THREE, 1, "")

    patterns = [
        finest_pattern(inference.rebuild(load(name), THREE).rebuilt)
        for name in UPSAMPLERS
        for load in (networks.untrained, networks.network)
    ]
    most = max(np.abs(pattern).max() for pattern in patterns)
    assert len(shown) == len(patterns) == 8
    for picture, pattern in zip(shown, patterns, strict=True):
        np.testing.assert_allclose((picture - 0.5) * 2 * most, pattern, atol=1e-5)


def test_the_finest_pattern_keeps_a_checkerboard_and_drops_an_even_area() -> None:
    rows, columns = np.indices((8, 8))
    board = ((rows + columns) % 2).astype(np.float32)

    assert finest_pattern(np.full((8, 8), 0.7, np.float32)) == pytest.approx(0)
    # Inside: the board less its own mean.
    np.testing.assert_allclose(finest_pattern(board)[1:-1, 1:-1], board[1:-1, 1:-1] - 0.5)


def test_the_ready_made_scene_is_told_apart(opened: AppTest) -> None:
    """All four of its digits, and most of their ink, as the page colours it."""
    shown = html(_view(opened, "Several digits"))

    scene = as_scene(ready_made_scene())
    classes = inference.segment(networks.network("segment"), scene).classes
    assert (classes[scene >= INK] != PAPER).all()
    assert (classes[scene < INK] == PAPER).all()
    assert scene.shape == (56, 56)
    for name in (0, 2, 3, 7):
        assert np.count_nonzero(classes == name) > 60
        assert f"<b>{name}</b> " in shown
        assert f">{name}</span>" in shown
    assert np.isin(classes, [0, 2, 3, 7, PAPER]).mean() > 0.99


def test_the_scene_comes_back_on_demand(opened: AppTest) -> None:
    opened.session_state["models_scene"] = Drawn((), 0.04, 8)
    _view(opened, "Several digits")

    opened.button(key="models_scene_ready").click().run()

    assert 'data-drawing="9"' in html(opened)


def test_regions_touch_at_corners_and_keep_their_class() -> None:
    classes = np.array([[1, 9, 2], [9, 1, 2], [9, 9, 9]], np.uint8)

    found = regions(classes, ground=9)

    assert [(one.value, one.pixels) for one in found] == [(1, 2), (2, 2)]


def test_switching_a_channel_of_the_code_off_changes_the_picture(opened: AppTest) -> None:
    _view(opened, "Inside a model")
    opened.selectbox(key="inside_model").set_value("dense_2").run()
    opened.session_state["inside_off_dense_2_2"] = [1]

    shown = html(opened.run())

    model = networks.network("dense_2")
    whole, cut = inference.rebuild(model, THREE), inference.rebuild(model, THREE, None, {2: [1]})
    assert cut.mse > whole.mse
    assert f'<b class="whole">{plain(whole.mse)}</b>' in shown
    assert f'<b class="cut">{plain(cut.mse)}</b>' in shown
    other = inference.rebuild(networks.untrained("dense_2"), THREE)
    assert f'with random weights <b class="other">{plain(other.mse)}</b>' in shown


@pytest.mark.parametrize("name", REBUILDING)
def test_every_model_can_be_taken_apart_trained_or_not(opened: AppTest, name: str) -> None:
    opened.session_state["inside_model"] = name
    _view(opened, "Inside a model")
    layers = ARCHITECTURES[name].layers
    sheets = message(opened, "ladder")["sheets"]
    for number, layer in enumerate(layers, start=1):
        assert sheets[number]["alt"] == f"layer {number}, {layer.out_channels} maps"
        shape = f"{layer.out_size}×{layer.out_size}×{layer.out_channels}"
        assert shape in sheets[number]["caption"]

    opened.toggle(key="inside_random").set_value(True).run()

    untrained = inference.rebuild(networks.untrained(name), THREE)
    assert f'<b class="whole">{plain(untrained.mse)}</b>' in html(opened)


def test_a_point_of_the_map_is_taken_for_the_digit_around_it() -> None:
    points = np.concatenate([np.zeros((60, 2)), np.full((60, 2), 9.0)]).astype(np.float32)
    codes = weights.Codes(points, np.repeat(np.array([4, 9], np.uint8), 60))

    assert taken_for(np.array([0.1, 0.2], np.float32).reshape(2, 1, 1), codes) == 4
    assert taken_for(np.array([8.0, 9.0], np.float32).reshape(2, 1, 1), codes) == 9


def test_the_charts_hold_the_records() -> None:
    records: dict[str, Any] = {one.name: networks.record(one.name) for one in networks.present()}

    curves, bottleneck = trainings.error_curves(records), trainings.bottleneck(records)

    assert {line.name for line in curves.data} == set(REBUILDING)
    for line in curves.data:
        assert list(line.y) == [epoch["mse"] for epoch in records[line.name]["history"]]
        assert list(line.x) == sorted(line.x)
    for name, x, y in (
        point for line in bottleneck.data for point in zip(line.text, line.x, line.y, strict=True)
    ):
        assert x == ARCHITECTURES[name].code.values
        assert y == records[name]["figures"]["mse"]
