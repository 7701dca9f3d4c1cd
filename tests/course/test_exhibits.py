"""What networks make of the learner's drawing: each number once more, by other code."""

import base64
import json
import struct
import zlib
from typing import Any

import numpy as np
import pytest

from app.course import session
from app.course.exhibits import EXHIBITS, NOISES, POINTS, exhibits, key_of
from app.course.facts import rebuilt_fact
from app.course.learner import Learner
from app.course.library import lesson, load, sources
from app.course.script import script
from app.course.session import Course
from app.course.stages import FORMS
from app.drawing.drawn import Drawn, digit
from app.drawing.preparation import prepared
from app.shared import networks
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.codes.plane import density_of
from core.autoencoders.inference import encode, rebuild
from core.autoencoders.weights import load_codes

EMPTY = Drawn((), 0.07, 5)
LESSONS = ("phases", "channels", "code", "plane", "capstone")


def made(key: str, learner: Learner | None = None) -> dict[str, dict[str, Any]]:
    return exhibits(script(lesson(key)), learner or Learner())


def of(key: str, beat: int, learner: Learner | None = None) -> dict[str, Any]:
    played = script(lesson(key))
    return exhibits(played, learner or Learner())[key_of(played["beats"][beat]["stage"])]


def picture_of(name: int) -> Any:
    picture = prepared(digit(name)).picture
    assert picture is not None
    return picture


def greys(source: str) -> Any:
    """Read a PNG of grey and opacity back: rows of bytes, no filter."""
    content = base64.b64decode(source.partition("base64,")[2])
    columns, rows = struct.unpack(">II", content[16:24])
    start = content.index(b"IDAT") + 4
    (length,) = struct.unpack(">I", content[start - 8 : start - 4])
    lines = np.frombuffer(zlib.decompress(content[start : start + length]), np.uint8)
    return lines.reshape(rows, 1 + 2 * columns)[:, 1::2] / 255


@pytest.mark.parametrize("key", sources())
def test_every_network_s_stage_has_what_it_shows(key: str) -> None:
    played = script(lesson(key))
    found = exhibits(played, Learner())

    for beat in played["beats"]:
        stage = beat["stage"]
        if stage["kind"] in FORMS and stage["kind"] != "layer":
            assert "trouble" not in found[key_of(stage)], stage


def test_every_kind_of_stage_but_a_counted_layer_has_a_function() -> None:
    assert {*EXHIBITS, "editor", "layer"} == set(FORMS)


@pytest.mark.parametrize("key", LESSONS)
def test_an_empty_canvas_is_a_sentence_and_no_error(key: str) -> None:
    empty = Learner(digit=EMPTY, several=EMPTY)

    for name, exhibit in made(key, empty).items():
        if not name.startswith("editor"):
            assert exhibit["trouble"].endswith(".")
    assert session.message(Course(lesson=key), empty)["lesson"]


def test_the_ladder_holds_the_drawing_and_each_layer_s_maps() -> None:
    exhibit = of("code", 0, Learner(digit=digit(7)))
    network = networks.network("keras_cae")
    whole = rebuild(network, picture_of(7))
    packed = zlib.decompress(base64.b64decode(exhibit["ladder"]["packed"]))
    numbers = np.frombuffer(packed, "<f2").astype(np.float32)

    wanted = np.concatenate([whole.picture.ravel(), *(one.ravel() for one in whole.maps)])
    np.testing.assert_allclose(numbers, wanted, rtol=1e-3, atol=1e-3)
    assert exhibit["code"] == 3
    assert not any(sheet["picks"] for sheet in exhibit["ladder"]["sheets"])


def test_the_line_up_shows_what_each_network_makes_of_the_drawing() -> None:
    given, *cards = of("code", 2, Learner(digit=digit(5)))["cards"]

    np.testing.assert_allclose(greys(given["pictures"][0]["src"]), picture_of(5), atol=0.003)
    for card, numbers in zip(cards, (16, 8, 4, 2), strict=True):
        rebuilt = rebuild(networks.network(f"conv_cae_{numbers}"), picture_of(5)).rebuilt
        shown = greys(card["pictures"][0]["src"])
        np.testing.assert_allclose(shown, np.clip(rebuilt, 0, 1), atol=0.003)
        error = float(((rebuilt - picture_of(5)) ** 2).mean())
        rows = dict(card["rows"])
        assert rows["code"] == str(numbers)
        assert float(rows["error"]) == pytest.approx(error, rel=0.06)


def test_a_moved_drawing_is_compared_with_the_one_before() -> None:
    given, long, *short = of("code", 4)["cards"]

    before, after = (greys(one["src"]) for one in given["pictures"])
    np.testing.assert_array_equal(after[:, :-3], before[:, 3:])
    assert not after[:, -3:].any()
    for card in short:
        rows = dict(card["rows"])
        parts = [float(rows[name].removesuffix(" %")) for name in ("of a blank page's",)]
        assert float(rows["moved to the left"].removesuffix(" %")) > 2 * parts[0]
    assert dict(long["rows"])["code"] == "3,872"


def test_without_preparation_the_canvas_goes_in_as_drawn() -> None:
    """A 1 in a corner: the prepared picture is centred, the canvas is not."""
    corner = Drawn(((0.1, 0.1, 0.15, 0.3),), 0.07, 1)
    (given, *cards) = of("code", 5, Learner(digit=corner))["cards"]

    shown = greys(given["pictures"][0]["src"])
    assert shown[:14, :14].sum() == pytest.approx(shown.sum())
    for card in cards:
        assert [name for name, _ in card["rows"]][-1] == "if prepared"


def test_a_scribble_comes_back_as_well_as_a_digit() -> None:
    parts = [
        float(dict(card["rows"])["of a blank page's"].removesuffix(" %"))
        for card in of("code", 1)["cards"]
    ]

    assert max(parts) < 0.1


def test_a_digit_by_lot_is_the_one_that_is_shown() -> None:
    played = script(lesson("code"), seed=3, turn=1, only=4)
    (beat,) = played["beats"]
    number = int(beat["stage"]["moves"]["digit"])
    exhibit = exhibits(played, Learner(digit=digit((number + 1) % 10)))[key_of(beat["stage"])]

    given = exhibit["cards"][0]
    assert given["title"] == f"A ready-made {number}"
    np.testing.assert_allclose(greys(given["pictures"][0]["src"]), picture_of(number), atol=0.003)


def test_an_answer_about_a_drawing_is_computed_for_the_learner_s_own() -> None:
    """Its reason names the errors of that very digit."""
    for name in (1, 9):
        played: Any = session.message(Course(lesson="code"), Learner(digit=digit(name)))["lesson"]
        question = played["script"]["beats"][4]["question"]
        said = "".join(run["text"] for run in question["reason"])
        assert f"{rebuilt_fact('dense_2', 'moved', digit(name)):.3g}" in said


def test_points_outside_are_those_where_no_codes_are_dense() -> None:
    exhibit = of("plane", 0)
    dense = density_of(load_codes("conv_cae_2").points)
    points = np.array([[x, y] for x, y, _ in exhibit["points"]])

    inside = dense.is_dense(points)
    assert len(points) == POINTS
    assert [among for *_, among in exhibit["points"]] == inside.tolist()
    assert exhibit["outside"] == POINTS - int(inside.sum())
    fitted = of("plane", 1)
    assert fitted["outside"] < exhibit["outside"] / 4
    assert fitted["start"] == [0, 0]


def test_the_drawing_s_place_is_its_code() -> None:
    exhibit = of("plane", 0, Learner(digit=digit(4)))

    code = encode(networks.network("conv_cae_2"), picture_of(4)).ravel()
    assert exhibit["mine"] == pytest.approx(code.tolist())
    assert len(exhibit["neighbours"]) == 5


def test_noise_is_sent_ahead_in_every_strength_and_taken_out() -> None:
    exhibit = of("plane", 4)

    assert [level["noise"] for level in exhibit["levels"]] == list(NOISES)
    assert NOISES[exhibit["at"]] == 0.4
    clean, noisy, cleaned = (greys(one["src"]) for one in exhibit["levels"][2]["pictures"])
    assert ((cleaned - clean) ** 2).mean() < ((noisy - clean) ** 2).mean() / 4


def test_several_digits_are_named_where_they_stand() -> None:
    names = {digit: (down, right) for digit, down, right in of("plane", 5)["names"]}

    # The ready-made scene: 3 and 7 above, 0 and 2 below.
    assert {3, 7, 0, 2} <= set(names)
    assert names[3][0] < 0.5 < names[0][0]
    assert names[0][1] < 0.5 < names[2][1]


def test_the_editor_s_question_starts_at_its_own_layer() -> None:
    for seed in range(6):
        played = script(lesson("capstone"), seed, 1, 0)
        (beat,) = played["beats"]
        question = beat["question"]
        assert question is not None
        chain = exhibits(played, Learner())[key_of(beat["stage"])]["chain"]
        assert chain["steps"][-1]["size"] == question["answer"]["low"]


def test_the_chosen_pixel_is_the_one_that_is_written_out() -> None:
    exhibit = of("capstone", 5, Learner(pixel=(6, 20)))

    assert exhibit["value"]["cell"] == [0, 6, 20]
    assert "Row 6, column 20" in exhibit["page"]


def test_a_drawing_brings_the_whole_lesson_back_as_written() -> None:
    fresh = Course(lesson="code", turn=2, only=4, seed=7)

    assert session.after_drawing(fresh) == Course(lesson="code", seed=7)
    assert session.after_drawing(Course(lesson="code", turn=1)) == Course(lesson="code", turn=1)


def strange() -> list[str]:
    """Return stages that anybody's lesson may name: every network on every kind of stage."""
    plain = [f"{kind} {name}" for kind in ("ladder", "map") for name in ARCHITECTURES]
    values = [
        f"value {name} {layer} 0,0,0"
        for name, one in ARCHITECTURES.items()
        for layer in (1, len(one.layers) // 2, len(one.layers))
    ]
    moved = [
        "map vae_2; cursor nan,inf",
        "map vae_2; cursor 1",
        "noise; noise x",
        "noise; noise -9",
    ]
    more = ["value keras_cae 7 0,9,9; layer 99", "value keras_cae 7 0,9,9; layer x"]
    lineup = ["lineup; models segment,nobody", "lineup; models x; digit 99", "lineup; digit 7.5"]
    return [*plain, *values, *moved, *more, *lineup]


@pytest.mark.parametrize("stage", strange())
def test_whatever_a_lesson_names_is_shown_or_gets_a_sentence(stage: str) -> None:
    text = f"# A stage\nstage: ladder keras_cae\nkeep: Kept.\n---\n@ stage {stage}\nSee.\n"
    played = script(load(text))

    for exhibit in exhibits(played, Learner()).values():
        assert exhibit.get("trouble", "It is shown.").endswith(".")
        json.dumps(exhibit, allow_nan=False)
