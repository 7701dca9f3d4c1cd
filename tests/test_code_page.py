"""The page of the code without a browser: what Python sends, and what the cursor is answered."""

import base64
import gzip
import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import numpy as np
import pytest
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from app.codes import between_view, charts, map_view, routes, sampling_view
from app.codes.between_view import STATIONS
from app.codes.words import written
from app.drawing.drawn import Drawn, Strokes, digit, flat
from app.drawing.preparation import prepared
from app.shared import densities as known
from app.shared import networks
from app.shared.networks import present
from core.autoencoders import inference, weights
from core.autoencoders.architectures import ARCHITECTURES, NAMING
from core.autoencoders.codes.naming import distances, halves, usual_distance
from core.autoencoders.codes.plane import nearest
from core.autoencoders.codes.sampling import from_prior, quantile_grid, steps_between
from core.autoencoders.digits import PEN, ready_made
from core.autoencoders.drawing import Drawing, prepare
from tests.shown import unmarked

THREE = prepare(ready_made(3)).centred
VIEWS = ("Map", "Between two digits", "Generate", "AE or VAE?", "Which digit is it?")


def _page() -> None:
    from app.codes.page import code_page

    code_page()


@pytest.fixture
def opened() -> AppTest:
    return AppTest.from_function(_page, default_timeout=60)


@pytest.fixture
def nothing_known(nothing_read: None) -> Any:  # noqa: ARG001 (it is asked for by its name)
    """Forget what was computed from the codes, before and after."""

    def forget() -> None:
        for kept in (
            known.density,
            known.ahead,
            known.namers,
            known.ready_made_named,
            known._usual,
            map_view._chart,
            between_view._small_map,
            sampling_view._outside,
            sampling_view._rarest,
        ):
            kept.cache_clear()

    forget()
    yield
    forget()


def _html(page: AppTest) -> str:
    assert not page.exception
    return unmarked("\n".join(element.proto.body for element in page.get("html")))


def _view(page: AppTest, name: str) -> AppTest:
    page.session_state["code_view"] = name
    return page.run()


@pytest.mark.parametrize("chosen", [None, [], ""])
def test_an_empty_choice_of_a_view_shows_the_first(opened: AppTest, chosen: Any) -> None:
    opened.session_state["code_view"] = chosen

    assert "12,000" in _html(opened.run())


def _sent(page: AppTest, index: int) -> Any:
    """Return what a component was sent; the canvas is the first, the view's own the second."""
    return json.loads(page.get("bidi_component")[index].proto.json)[0]


def _drawn(strokes: Strokes, number: int = 1) -> Drawn:
    return Drawn(strokes, PEN, number)


def _code(name: str) -> Any:
    return inference.encode(networks.network(name), THREE).ravel()


@pytest.mark.parametrize("name", known.MAPPED)
def test_the_map_puts_the_drawing_where_its_code_is(opened: AppTest, name: str) -> None:
    opened.session_state["code_map_model"] = name

    shown, sent = _html(opened.run()), _sent(opened, 1)

    code, codes = _code(name), networks.codes(name)
    assert sent["model"] == name
    assert sent["mine"] == pytest.approx(code.tolist())
    assert f"the ring at <b>{written(*code.tolist())}</b>" in shown
    order, distances = nearest(codes.points, code, 5)
    assert [one[2] for one in sent["neighbours"]] == codes.labels[order].tolist()
    for label, distance in zip(codes.labels[order].tolist(), distances.tolist(), strict=True):
        assert f"a <b>{label}</b><br>{distance:.3f}" in shown
    assert shown.count('decoded"') == 5
    assert sent["frame"] == [
        *(getattr(known.density(name).frame, at) for at in ("left", "bottom", "side"))
    ]


def test_the_chart_holds_every_code_once_under_its_digit() -> None:
    codes = networks.codes("vae_2")

    figure = charts.map_figure(codes, known.density("vae_2"))

    clouds = [trace for trace in figure.data if trace.type == "scattergl"]
    assert [trace.name for trace in clouds] == [str(digit) for digit in range(10)]
    for shown, trace in enumerate(clouds):
        np.testing.assert_array_equal(
            np.stack([trace.x, trace.y], axis=1), codes.points[codes.labels == shown]
        )
    border = next(trace for trace in figure.data if trace.type == "contour")
    assert border.contours.start == known.density("vae_2").threshold
    assert len(figure.layout.annotations) == 10


def test_the_answer_at_a_place_is_what_the_decoder_makes() -> None:
    answer = routes.answer("conv_cae_2", 0.3, -0.1)

    code = np.array([0.3, -0.1], np.float32).reshape(2, 1, 1)
    picture = inference.decode(networks.network("conv_cae_2"), code)
    greys = np.frombuffer(base64.b64decode(answer["picture"]), np.uint8)
    np.testing.assert_array_equal(greys, np.round(255 * np.clip(picture, 0, 1)).ravel())
    assert answer["dense"]
    assert answer["sentence"].startswith("<b>Among codes.</b> Of the 50 nearest, ")
    assert answer["maps"].count("<img") == 2
    assert "64 maps, 7×7" in answer["maps"]
    assert "32 maps, 14×14" in answer["maps"]
    json.dumps(answer)


@pytest.mark.parametrize("name", known.MAPPED)
def test_outside_the_dense_area_the_answer_says_so(name: str) -> None:
    answer = routes.answer(name, 500.0, 500.0)

    assert not answer["dense"]
    assert answer["sentence"].startswith("<b>Outside the dense area.</b>")


def test_pictures_sent_ahead_are_decoded_all_over_the_frame() -> None:
    pictures = np.frombuffer(gzip.decompress(known.ahead("dense_2")), np.uint8)

    shaped = pictures.reshape(known.AHEAD, known.AHEAD, 28, 28)
    frame = known.density("dense_2").frame
    # The last of the first row: the bottom right corner of the frame.
    corner = np.array([frame.left + frame.side, frame.bottom], np.float32).reshape(2, 1, 1)
    expected = known.grey(inference.decode(networks.network("dense_2"), corner))
    assert np.abs(shaped[0, -1].astype(int) - expected).max() <= 1


def _get(path: str, query: str = "") -> tuple[int, str]:
    """Ask the routes as a server does."""
    status, body, _ = _asked(path, query)
    return status, body.decode(errors="replace")


def _asked(path: str, query: str = "", accepts: str = "") -> tuple[int, bytes, dict[str, str]]:
    heard: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        heard.append(message)

    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": query.encode(), "headers": [(b"accept-encoding", accepts.encode())],
        "http_version": "1.1", "root_path": "",
        "scheme": "http", "server": ("localhost", 80), "client": ("localhost", 1),
    }  # fmt: skip
    # In a thread: a browser test of the same run may have left its event loop in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(anyio.run, Starlette(routes=routes.under("")), scope, receive, send).result()
    body = b"".join(message.get("body", b"") for message in heard)
    headers = {name.decode(): value.decode() for name, value in heard[0]["headers"]}
    return heard[0]["status"], body, headers


def test_pictures_are_packed_only_for_whoever_can_unpack_them() -> None:
    status, plain, headers = _asked("/decoder/vae_2/ahead", accepts="gzip;q=0, br")
    assert status == 200
    assert "content-encoding" not in headers

    _, packed, headers = _asked("/decoder/vae_2/ahead", accepts="br, gzip")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed) == plain


@pytest.mark.parametrize(
    ("path", "query", "status", "sentence"),
    [
        ("/decoder/vae_2/at", "x=1", 400, "A place needs two numbers: x and y."),
        ("/decoder/vae_2/at", "x=one&y=2", 400, "A place needs two numbers: x and y."),
        ("/decoder/vae_2/at", "x=nan&y=2", 400, "between −1,000,000 and 1,000,000"),
        ("/decoder/vae_2/at", "x=1e30&y=2", 400, "between −1,000,000 and 1,000,000"),
        ("/decoder/vae_2/at", "x=2&y=-inf", 400, "between −1,000,000 and 1,000,000"),
        ("/decoder/vae_2/at", "x=1000001&y=2", 400, "between −1,000,000 and 1,000,000"),
        ("/decoder/vae_2/at", "x=2&y=-1000001", 400, "between −1,000,000 and 1,000,000"),
        ("/decoder/nothing/at", "x=1&y=2", 404, "there are conv_cae_2, dense_2, vae_2"),
        ("/decoder/keras_cae/ahead", "", 404, "No map of that model"),
    ],
)
def test_a_bad_question_gets_one_sentence(
    path: str, query: str, status: int, sentence: str
) -> None:
    found, body = _get(path, query)

    assert found == status
    assert sentence in body


def test_a_good_question_gets_json() -> None:
    status, body = _get("/decoder/vae_2/at", "x=0.5&y=-1")

    assert status == 200
    assert json.loads(body) == routes.answer("vae_2", 0.5, -1.0)


def test_the_farthest_place_that_can_be_asked_about_has_an_answer() -> None:
    status, body = _get("/decoder/vae_2/at", "x=1000000&y=-1000000")

    assert status == 200
    assert (json.loads(body)["x"], json.loads(body)["y"]) == (1e6, -1e6)


@pytest.mark.parametrize("name", known.MAPPED)
def test_among_codes_the_nearest_fifty_are_counted_by_digit(name: str) -> None:
    codes = networks.codes(name)
    for place in (codes.points[:40:4]).tolist():
        if not known.density(name).is_dense(np.array([place]))[0]:
            continue
        nearest_50, _ = nearest(codes.points, np.array(place), 50)
        counts = np.bincount(codes.labels[nearest_50], minlength=10)

        sentence = routes._sentence(name, *place, dense=True)

        said = re.findall(r"(\d+) (is|are) (?:an(?= 8)|a(?! 8)) (\d)", sentence)
        assert len(said) == min(3, (counts > 0).sum())
        assert [int(count) for count, _, _ in said] == sorted(counts, reverse=True)[: len(said)]
        for count, verb, shown in said:
            assert int(count) == counts[int(shown)]
            assert (verb == "is") == (count == "1")


@pytest.mark.parametrize("dense", [True, False])
def test_where_the_drawing_lies_is_said_with_its_ring(dense: bool) -> None:
    there = {
        **{"at": (0.5, -1.25), "dense": dense, "rebuilt": THREE, "decoded": [THREE] * 5},
        **{"labels": [3, 3, 5, 3, 8], "distances": [0.0, 0.1, 0.2, 0.3, 0.4]},
    }

    said = map_view._neighbourhood(prepared(digit(3, number=1)), there)

    assert "the ring at <b>(0.50, −1.25)</b>" in said
    assert ("where codes lie dense" in said) == dense
    assert ("outside the dense area" in said) != dense


def test_the_words_between_two_digits_name_each_digit_passed_and_count_what_lies_outside() -> None:
    named = [2] * 5 + [8] + [2] * 4 + [7] * 15
    sent = {"path": [[0, 0]], "named": named, "dense": [True] * 18 + [False] * 7}

    said = between_view._words("conv_cae_2", sent)

    assert "leads past: <b>2, 8, 2, 7</b>." in said
    assert "lie 7 of its 25 stations" in said
    assert "holds 98% of the codes" in said


def test_each_station_is_dense_and_named_as_its_own_code_is(opened: AppTest) -> None:
    opened.session_state["between_model"] = "dense_2"
    # A way that leads out of the dense area and back.
    opened.session_state["between_A"] = "ready-made 1"
    opened.session_state["between_B"] = "ready-made 7"
    _view(opened, "Between two digits")

    sent = _sent(opened, 1)

    ends = [prepare(ready_made(digit)).centred for digit in (1, 7)]
    model, codes = networks.network("dense_2"), networks.codes("dense_2")
    points = steps_between(*(inference.encode(model, end).ravel() for end in ends), STATIONS)
    assert sent["dense"] == [bool(known.density("dense_2").is_dense(p[None])[0]) for p in points]
    assert 0 < sum(sent["dense"]) < STATIONS
    for at in (0, 12, 24):
        order, _ = nearest(codes.points, points[at], 50)
        assert sent["named"][at] == np.bincount(codes.labels[order]).argmax()


def test_between_two_digits_both_ways_start_at_a_and_end_at_b(opened: AppTest) -> None:
    opened.session_state["between_model"] = "dense_2"
    opened.session_state["between_A"] = "ready-made 4"
    opened.session_state["between_B"] = "ready-made 9"
    _view(opened, "Between two digits")

    sent = _sent(opened, 1)

    assert not opened.exception
    ends = [prepare(ready_made(digit)).centred for digit in (4, 9)]
    pixels = _unpacked(sent["pixels"])
    np.testing.assert_array_equal(pixels[0], known.grey(ends[0]))
    np.testing.assert_array_equal(pixels[-1], known.grey(ends[1]))
    np.testing.assert_array_equal(pixels[12], known.grey((ends[0] + ends[1]) / 2))
    model = networks.network("dense_2")
    codes = steps_between(*(inference.encode(model, end) for end in ends), STATIONS)
    decoded = _unpacked(sent["code"])
    for at in (0, 12, 24):
        expected = known.grey(inference.decode(model, codes[at]))
        assert np.abs(decoded[at].astype(int) - expected).max() <= 1
    assert len(sent["path"]) == len(sent["named"]) == len(sent["dense"]) == STATIONS


def _unpacked(packed: str) -> Any:
    return np.frombuffer(base64.b64decode(packed), np.uint8).reshape(STATIONS, 28, 28)


@pytest.mark.parametrize(
    "name", [one.name for one in present() if one.task in ("rebuild", "generate")]
)
def test_every_model_that_rebuilds_can_go_between(opened: AppTest, name: str) -> None:
    opened.session_state["between_model"] = name

    shown = _html(_view(opened, "Between two digits"))

    assert bool(_sent(opened, 1)["map"]) is ARCHITECTURES[name].has_map
    assert ("leads past" in shown) is ARCHITECTURES[name].has_map


def test_a_drawing_taken_as_a_stays_when_the_canvas_changes(opened: AppTest) -> None:
    opened.session_state["draw_drawn"] = _drawn(flat(ready_made(6)))
    _view(opened, "Between two digits")

    opened.button(key="between_take_A").click().run()
    opened.session_state["draw_drawn"] = _drawn(flat(ready_made(1)), number=2)
    opened.run()

    six = known.grey(prepare(ready_made(6)).centred)
    np.testing.assert_array_equal(_unpacked(_sent(opened, 1)["pixels"])[0], six)
    assert opened.selectbox(key="between_A").value == "your drawing"


def test_an_empty_canvas_leaves_the_way_as_it_is(opened: AppTest) -> None:
    opened.session_state["draw_drawn"] = _drawn(())

    shown = _html(_view(opened, "Between two digits"))

    assert "The canvas is empty" in shown
    assert "A and B stay as they are." in shown
    assert opened.button(key="between_take_A").disabled
    assert _sent(opened, 1)["count"] == STATIONS


def test_the_grid_is_decoded_at_the_quantiles_and_names_them(opened: AppTest) -> None:
    opened.session_state["generate_size"] = 10

    shown = _html(_view(opened, "Generate"))

    assert shown.count("<i data-at=") == 100
    for point in quantile_grid(10)[[0, 57, 99]].tolist():
        assert f'<i data-at="{written(*point)}">' in shown


def test_mean_and_log_variance_are_the_models(opened: AppTest) -> None:
    shown = _html(_view(opened, "Generate"))

    mean, log_variance = inference.distribution(networks.network("vae_2"), THREE)
    assert f"mean <b>{written(*mean.ravel().tolist())}</b>" in shown
    assert f"log variance {written(*log_variance.ravel().tolist())}" in shown


def test_temperature_0_gives_the_mean_again_and_again(opened: AppTest) -> None:
    _view(opened, "Generate")
    opened.slider(key="generate_temperature").set_value(0.0).run()

    shown = _html(opened)

    samples = re.findall(r'alt="sample around your digit \d" src="([^"]+)"', shown)
    mean = re.search(r'alt="decoded from the mean" src="([^"]+)"', shown)
    assert len(samples) == 8
    assert mean
    assert set(samples) == {mean[1]}


def test_other_samples_are_others_and_the_grid_stays(opened: AppTest) -> None:
    before = _html(_view(opened, "Generate"))
    opened.button(key="generate_again").click().run()

    after = _html(opened)

    def pictures(shown: str, alt: str) -> list[str]:
        return re.findall(rf'alt="{alt} \d" src="([^"]+)"', shown)

    for alt in ("sample around your digit", "sample out of nothing"):
        assert len(pictures(after, alt)) == 8
        assert pictures(before, alt) != pictures(after, alt)
    grid = r'alt="15×15 digits, decoded all over the plane" src="([^"]+)"'
    assert re.findall(grid, before) == re.findall(grid, after) != []


def test_samples_outside_the_dense_area_are_marked(opened: AppTest) -> None:
    shown = _html(_view(opened, "AE or VAE?"))

    density = known.density("vae_2")
    outside = int((~density.is_dense(from_prior(24, seed=0))).sum())
    variational = shown[shown.index("standard normal, which it was trained") :]
    assert variational.count('class="outside"') == outside
    assert shown.count("<img") == 48
    assert "<b>The variational one.</b>" in shown


def test_shares_and_accuracies_are_those_of_core(opened: AppTest) -> None:
    shown = _html(_view(opened, "Which digit is it?"))

    for name in (NAMING, *known.MAPPED):
        for way, (namer, report) in known.namers(name).items():
            found = re.search(
                rf"data-model='{name}' data-way='{way}'>.*?digits it did", shown, re.S
            )
            assert found
            shares = namer.shares(_code(name).reshape(1, -1))[0]
            right = known.ready_made_named(name)[way]
            assert f"not learn from, on {right} of our 10 ready-made ones" in shown
            assert f"<b>{shares.argmax()}</b>, {shares.max():.0%}" in found[0]
            assert f"<b class='accuracy'>{report.accuracy:.1%}</b> of 6,000" in found[0]


_SIGNS: dict[str, list[list[tuple[float, float]]]] = {
    "A": [[(0.2, 0.9), (0.5, 0.1), (0.8, 0.9)], [(0.32, 0.6), (0.68, 0.6)]],
    "E": [[(0.75, 0.1), (0.25, 0.1), (0.25, 0.9), (0.75, 0.9)], [(0.25, 0.5), (0.65, 0.5)]],
    "F": [[(0.75, 0.1), (0.25, 0.1), (0.25, 0.9)], [(0.25, 0.5), (0.65, 0.5)]],
    "H": [[(0.2, 0.1), (0.2, 0.9)], [(0.8, 0.1), (0.8, 0.9)], [(0.2, 0.5), (0.8, 0.5)]],
    "K": [[(0.25, 0.1), (0.25, 0.9)], [(0.75, 0.1), (0.25, 0.5), (0.75, 0.9)]],
    "M": [[(0.1, 0.9), (0.2, 0.1), (0.5, 0.7), (0.8, 0.1), (0.9, 0.9)]],
    "N": [[(0.2, 0.9), (0.2, 0.1), (0.8, 0.9), (0.8, 0.1)]],
    "T": [[(0.1, 0.1), (0.9, 0.1)], [(0.5, 0.1), (0.5, 0.9)]],
    "W": [[(0.1, 0.1), (0.3, 0.9), (0.5, 0.3), (0.7, 0.9), (0.9, 0.1)]],
    "X": [[(0.15, 0.1), (0.85, 0.9)], [(0.85, 0.1), (0.15, 0.9)]],
    "star": [[(0.5, 0.05), (0.75, 0.9), (0.1, 0.35), (0.9, 0.35), (0.25, 0.9), (0.5, 0.05)]],
    "square": [[(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9), (0.1, 0.1)]],
}


@pytest.mark.parametrize("sign", _SIGNS)
def test_a_letter_is_called_no_digit(opened: AppTest, sign: str) -> None:
    """An A was called "8, 40 %"."""
    strokes = tuple(np.array(stroke) for stroke in _SIGNS[sign])
    opened.session_state["draw_drawn"] = Drawn(flat(Drawing(strokes, PEN)), PEN, 3)

    shown = _html(_view(opened, "Which digit is it?"))

    assert "Not like any digit it knows" in shown
    assert "know no digit like it; nearest is " in shown
    assert not re.search(r"says? <b>\d</b>", shown)


def test_most_scribbles_are_called_no_digit_and_no_ready_made_digit_is() -> None:
    """Some scribbles look like a digit indeed; a law for all of them would be one for no digit."""
    drawn = np.random.default_rng(1)
    scribbles = [Drawing((drawn.uniform(0.1, 0.9, (12, 2)),), PEN) for _ in range(30)]

    unlike = [known.is_unlike_digits(prepare(scribble).centred) for scribble in scribbles]

    assert np.mean(unlike) > 0.5
    for number in range(10):
        assert not known.is_unlike_digits(prepare(ready_made(number)).centred)


def test_the_code_of_16_names_mnist_better_than_any_of_two_and_all_ready_made_digits() -> None:
    best = known.namers(NAMING)["neighbours"][1].accuracy

    assert best > 0.95
    assert best > 0.1 + max(known.namers(name)["neighbours"][1].accuracy for name in known.MAPPED)
    assert known.ready_made_named(NAMING)["neighbours"] == 10


def test_95_of_100_digits_are_as_near_as_usual() -> None:
    """By the other half, as a drawing is: 5 of 100 real digits are called no digit."""
    first, rest = halves(networks.codes(NAMING))

    far = distances(first.points, rest.points) > usual_distance(first, rest)

    assert far.mean() == pytest.approx(0.05, abs=0.001)


def test_the_fifth_nearest_counts_by_hand() -> None:
    """From (3, 4): the origin is 5 away, four others are nearer."""
    there = np.array([[0, 0], [3, 4], [3, 3], [2, 4], [3, 5], [9, 9]], np.float32)

    assert distances(there, np.array([[3, 4]], np.float32)).tolist() == [5.0]


def test_the_namers_are_asked_what_they_did_not_learn() -> None:
    first, rest = halves(networks.codes("vae_2"))

    namer, report = known.namers("vae_2")["neighbours"]

    np.testing.assert_array_equal(namer.known.points, first.points)
    named = namer.shares(rest.points).argmax(axis=1)
    assert report.accuracy == pytest.approx((named == rest.labels).mean())


def test_the_confusion_chart_holds_the_counts() -> None:
    _, report = known.namers("vae_2")["probe"]

    figure = charts.confusion_figure(report)

    counts = [[int(text or 0) for text in row] for row in figure.data[0].text]
    assert counts == report.confusion.tolist()
    np.testing.assert_allclose(np.sum(figure.data[0].z, axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("strokes", "sentence"),
    [((), "The canvas is empty"), (((0.5, 0.5),), "That is only a dot")],
)
def test_an_unusable_drawing_is_one_sentence_in_every_view(
    opened: AppTest, view: str, strokes: Strokes, sentence: str
) -> None:
    opened.session_state["draw_drawn"] = _drawn(strokes)

    shown = _html(_view(opened, view))

    assert opened.get("bidi_component"), "the canvas must stay, to draw again"
    # Sampling needs no drawing.
    assert (sentence in shown) is (view != "AE or VAE?")


@pytest.mark.usefixtures("nothing_known")
@pytest.mark.parametrize("view", VIEWS)
def test_without_weights_and_codes_every_view_says_one_sentence(
    opened: AppTest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    view: str,
) -> None:
    monkeypatch.setattr(weights, "FOLDER", tmp_path)

    shown = _html(_view(opened, view))

    assert re.search("is not there|No model is trained here yet", shown)
    assert opened.get("bidi_component"), "the canvas must stay, to draw again"


@pytest.mark.usefixtures("nothing_known")
@pytest.mark.parametrize("view", VIEWS)
def test_without_the_maps_what_needs_no_map_is_still_there(
    opened: AppTest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    view: str,
) -> None:
    for file in weights.FOLDER.iterdir():
        if ".codes." not in file.name:
            shutil.copy(file, tmp_path)
    monkeypatch.setattr(weights, "FOLDER", tmp_path)

    shown = _html(_view(opened, view))

    if view in ("Generate", "Between two digits"):
        assert 'class="trouble"' not in shown
    else:
        assert "map is not there" in shown
    if view == "Between two digits":
        assert _sent(opened, 1)["map"] is None
    assert _get("/decoder/vae_2/at", "x=1&y=1")[0] == 503


@pytest.mark.usefixtures("nothing_known")
def test_a_damaged_map_is_said_and_the_other_models_stay(
    opened: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for file in weights.FOLDER.iterdir():
        shutil.copy(file, tmp_path)
    (tmp_path / "conv_cae_2.codes.safetensors").write_bytes(b"nonsense")
    monkeypatch.setattr(weights, "FOLDER", tmp_path)

    shown = _html(_view(opened, "Which digit is it?"))

    assert shown.count("conv_cae_2.codes.safetensors is not the file its record describes") == 1
    assert shown.count("right on <b") == 6


def test_a_place_is_written_with_a_true_minus() -> None:
    assert written(-1.005, 2.0) == "(−1.00, 2.00)"


@pytest.mark.parametrize("view", ["Map", "Between two digits"])
def test_the_switches_of_the_preparation_hold_here_too(opened: AppTest, view: str) -> None:
    """They changed every page but this one once."""
    opened.session_state["draw_drawn"] = digit(6)
    opened.session_state["between_A"] = "your drawing"
    opened.session_state["prepare_skipped"] = True

    _view(opened, view)

    as_drawn = prepare(ready_made(6)).as_drawn
    if view == "Map":
        expected = inference.encode(networks.network("conv_cae_2"), as_drawn).ravel().tolist()
        np.testing.assert_allclose(_sent(opened, 1)["mine"], expected, atol=1e-3)
    else:
        np.testing.assert_array_equal(
            _unpacked(_sent(opened, 1)["pixels"])[0], known.grey(as_drawn)
        )
