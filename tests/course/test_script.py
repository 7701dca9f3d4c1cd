"""What the page gets: one plain value, with everything in it that an answer is compared with."""

import json
from typing import Any

import pytest

from app.course import session
from app.course.library import lesson, load, sources
from app.course.script import script
from app.course.values import QuestionValue, Script
from app.setting.link import decode
from app.shared.glossary import BY_FORM, TERMS
from app.stage.scene import Scene


def question(key: str, i: int, seed: int = 0, turn: int = 0) -> QuestionValue:
    asked = script(lesson(key), seed, turn)["beats"][i]["question"]
    assert asked is not None
    return asked


def text_of(sentence: list[Any]) -> str:
    return "".join(run["text"] for run in sentence)


@pytest.mark.parametrize("key", sources())
def test_a_script_is_plain_json_and_small(key: str) -> None:
    played = script(lesson(key))

    assert json.loads(json.dumps(played)) == played
    assert len(json.dumps(played)) < 30_000


@pytest.mark.parametrize("key", sources())
def test_every_setting_is_a_link_that_the_lab_reads_and_can_show(key: str) -> None:
    for turn in range(4):
        for link in script(lesson(key), seed=3, turn=turn)["settings"]:
            setting, complaints = decode(link)
            assert complaints == []
            setting.trace()


def test_one_seed_gives_one_class_the_same_numbers() -> None:
    assert script(lesson("cut"), 41, 1) == script(lesson("cut"), 41, 1)
    assert script(lesson("cut"), 41, 1) != script(lesson("cut"), 42, 1)
    assert script(lesson("cut"), 41, 1) != script(lesson("cut"), 41, 2)
    # The numbers as written have no seed.
    assert script(lesson("cut"), 41)["settings"] == script(lesson("cut"), 42)["settings"]


def test_different_numbers_are_different() -> None:
    for seed in range(30):
        played = script(lesson("slide"), seed, 1, only=0)
        drawn = decode(played["settings"][-1])[0].image_grid().ravel().tolist()
        assert len(set(drawn)) == 4, seed
        assert set(drawn) <= set(range(1, 10))


def test_one_beat_alone_is_that_of_the_whole_lesson() -> None:
    whole, alone = script(lesson("stride"), 5, 1), script(lesson("stride"), 5, 1, only=1)
    mine, its = (played["beats"][at]["question"] for played, at in ((alone, 0), (whole, 1)))

    assert mine is not None
    assert its is not None
    assert (mine["said"], text_of(mine["prompt"])) == (its["said"], text_of(its["prompt"]))


def test_the_lines_to_pick_from_stand_in_no_telling_order() -> None:
    """The file lists the right line first."""
    first = {question("edge", 2, seed)["answer"]["choice"] for seed in range(20)}
    assert first == {0, 1, 2}


def test_the_asked_cell_is_covered_in_the_output_and_in_the_full_output() -> None:
    """Padding 1: the output's [1,0] is [2,1] of all stamps added."""
    veil = question("cut", 1)["veil"]

    assert veil["cells"] == [
        {"target": "out", "cells": [[0, 1, 0]]},
        {"target": "frame", "cells": [[2, 1]]},
    ]
    assert not veil["size"]


def test_a_question_for_a_size_covers_every_number_that_would_tell_it() -> None:
    told = load(
        "# Which?\nstage: i=3x3&k=2\nkeep: None.\n---\nIt is {size} wide, and {i} went in.\n"
        "?size How wide?\n= size\n! i | - | That went in.\n"
    )
    beat = script(told)["beats"][0]
    numbers = [run for run in beat["text"][0] if run["kind"] == "number"]

    assert [(run["text"], run.get("veiled", False)) for run in numbers] == [
        ("4", True),
        ("3", False),
    ]
    assert beat["question"] is not None
    assert beat["question"]["veil"]["size"]


def test_a_number_that_is_asked_for_is_covered_in_the_text_as_well() -> None:
    told = load(
        "# Which?\nstage: i=3x3&k=2\nkeep: None.\n---\nNot {y[0,1]}, but {y[0,0]}.\n"
        "?number Which?\n= y[i-3,0]\n! 7 | - | No.\n"
    )
    numbers = [run for run in script(told)["beats"][0]["text"][0] if run["kind"] == "number"]
    assert [run.get("veiled", False) for run in numbers] == [False, True]


def test_a_wrong_answer_brings_what_shows_it() -> None:
    padded, around, *_ = question("cut", 0)["wrong"]
    assert padded["topic"] == around["topic"] == "M2"
    assert padded["beside"]["mistake"] == "padded_input"
    assert len((padded["beside"]["output"] or [[]])[0]) == padded["beside"]["size"] == 10
    assert around["beside"] == {
        "setting": None,
        "mistake": "",
        "output": None,
        "size": 8,
        "lit": [],
    }
    before_the_cut = question("cut", 1)["wrong"][0]
    assert before_the_cut["beside"]["lit"] == [{"target": "frame", "cells": [[1, 0]]}]


def test_help_fades_over_three_sets() -> None:
    """2·3 + 3·2: first the sum with one blank, then the two cells, then nothing."""
    helps = [question("stamp", 2, seed=4, turn=turn)["help"] for turn in range(4)]

    assert helps[0] is None
    assert helps[1] is not None
    assert helps[1]["text"].count("?") == 1
    assert helps[1]["blank"].isdigit()
    assert helps[2] is not None
    assert helps[2]["lit"] == [{"target": "in", "cells": [[0, 1, 0], [0, 1, 1]]}]
    assert helps[3] is None


def test_why_asks_for_the_cells_of_a_number_and_for_the_sum_of_a_size() -> None:
    cells, formula = question("stamp", 2)["why"], question("cut", 0)["why"]

    assert cells is not None
    assert cells["answer"] == {"cells": [[0, 1, 0], [0, 1, 1]]}
    assert formula is not None
    assert formula["choices"][formula["answer"]["choice"]] == "full − 2·p"
    assert "full + 2·p" in formula["choices"]


def test_a_question_with_its_own_layer_moves_the_stage_only_after_the_answer() -> None:
    beat = script(lesson("stamp"))["beats"][3]
    assert beat["question"] is not None
    assert beat["question"]["stage"] is not None
    before, after = beat["stage"]["setting"], beat["question"]["stage"]["setting"]
    settings = script(lesson("stamp"))["settings"]

    assert settings[before or 0]["i"] == "2x2"
    assert settings[after or 0]["i"] == "4x4"


def test_a_phrase_lights_the_cells_that_core_places() -> None:
    """The last of four stamps, stride 2, kernel 2, begins at [2,2]."""
    runs = script(lesson("stride"))["beats"][1]["text"][0]
    phrase = next(run for run in runs if run["kind"] == "phrase")

    assert phrase["target"] == "frame"
    assert phrase["cells"] == [[2, 2], [2, 3], [3, 2], [3, 3]]


def test_a_beat_stands_at_the_last_step_of_its_phase() -> None:
    """Nine stamps are steps 0 to 8; the cut is step 9."""
    beats = script(lesson("cut"))["beats"]
    assert [beat["stage"]["step"] for beat in beats[:2]] == [8, 9]


def test_results_side_by_side_mark_where_they_differ_from_the_first() -> None:
    stage = script(lesson("same"))["beats"][0]["stage"]
    assert stage["results"] is not None
    keras, pytorch, onnx = stage["results"]

    assert [result["before"] for result in (keras, pytorch, onnx)] == [0, 1, 1]
    assert not any(map(any, keras["differs"]))
    assert pytorch["output"] == onnx["output"]
    assert any(map(any, pytorch["differs"]))
    assert pytorch["name"] == "PyTorch padding 1, output_padding 1"


def test_a_round_trip_holds_both_ways_and_the_inverse() -> None:
    (scene,) = _scenes("trip", 0)
    trip = scene["trip"]
    assert trip is not None
    assert (scene["input"][0][0][0], trip["back"][0][0][0]) == (1, 111)
    assert (trip["rank"], trip["unknowns"]) == (4, 25)


def test_the_phases_of_a_kernel_part_its_taps_and_the_output() -> None:
    (scene,) = _scenes("phases", 1)
    parts = scene["apart"]
    assert parts is not None
    taps = [[(row, column) for row in p["taps"][0] for column in p["taps"][1]] for p in parts]
    assert sorted(tap for own in taps for tap in own) == [
        (row, column) for row in range(4) for column in range(4)
    ]
    # Odd rows, even columns: the lesson's right answer, 5 7 13 15 of a kernel that counts.
    assert (parts[2]["rows"][0], parts[2]["columns"][0]) == (1, 0)
    assert [4 * row + column + 1 for row, column in taps[2]] == [5, 7, 13, 15]


def _scenes(key: str, beat: int) -> list[Scene]:
    """Return the scene of a beat's stage, as the page gets it."""
    made: Any = session.message(session.Course(lesson=key))["lesson"]
    name = session.scene_key(made["script"]["beats"][beat]["stage"])
    return [made["scenes"][name]]


def terms_of(played: Script) -> list[str]:
    runs = [run for beat in played["beats"] for sentence in beat["text"] for run in sentence]
    inner = [part for run in runs for part in run.get("runs", [run])]
    return [run["text"] for run in inner if run["kind"] == "term" and run.get("new")]


def test_a_word_is_new_where_it_first_stands() -> None:
    met = [BY_FORM[word] for word in terms_of(script(lesson("window")))]
    assert len(met) == len(set(met))
    assert {"kernel", "cell"} <= set(met)


def test_the_glossary_says_each_word_in_one_sentence() -> None:
    for term in TERMS.values():
        assert term.means.endswith("."), term
        assert ". " not in term.means, term
