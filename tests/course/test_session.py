"""The course's page without a browser: links and wishes in, messages out."""

import json
from typing import Any

import pytest

from app.course import session
from app.course.library import lesson, sources
from app.course.own import KEY
from app.course.script import script
from app.course.session import Course
from app.course.story import story
from app.setting.link import decode
from core.autoencoders.architectures import UPSAMPLERS


def played(course: Course) -> dict[str, Any]:
    lesson = session.message(course)["lesson"]
    assert isinstance(lesson, dict)
    return lesson


def stages(lesson: dict[str, Any]) -> list[dict[str, Any]]:
    beats = lesson["script"]["beats"]
    own = [beat["question"]["stage"] for beat in beats if beat["question"]]
    return [*(beat["stage"] for beat in beats), *(stage for stage in own if stage)]


def test_a_link_opens_its_lesson_at_its_beat() -> None:
    course = session.opened({"l": "cut", "b": "2", "seed": "41", "turn": "1"})

    assert course == Course(lesson="cut", beat=2, seed=41, turn=1)
    assert session.link(course) == {"l": "cut", "b": "2", "seed": "41", "turn": "1"}


@pytest.mark.parametrize(
    "parameters", [{}, {"l": "nonsense"}, {"l": "", "b": "3"}, {"l": "../cut"}, {"b": "x"}]
)
def test_a_link_to_no_lesson_opens_the_list(parameters: dict[str, str]) -> None:
    course = session.opened(parameters)

    assert (course.lesson, course.beat) == ("", 0)
    assert session.message(course)["lesson"] is None


@pytest.mark.parametrize("number", ["-1", "1e9", "²", "99999999", "0x2", " 3"])
def test_a_strange_number_in_a_link_does_no_harm(number: str) -> None:
    course = session.opened({"l": "cut", "b": number, "seed": number, "turn": number})

    assert 0 <= course.beat <= 99
    assert 0 <= course.seed <= session.HIGHEST_SEED
    played(course)


def test_turning_beats_is_no_news_and_another_lesson_is() -> None:
    course = session.opened({"l": "cut"})

    assert session.is_at(course, {"l": "cut", "b": "3"})
    assert not session.is_at(course, {"l": "stride"})
    assert not session.is_at(course, {"l": "cut", "seed": "7"})
    assert not session.is_at(course, {})


@pytest.mark.parametrize("key", sources())
def test_every_stage_of_a_lesson_has_its_scene(key: str) -> None:
    lesson = played(Course(lesson=key))

    for stage in stages(lesson):
        if stage["setting"] is None:
            continue
        made = lesson["scenes"][session.scene_key(stage)]
        shown = decode(lesson["script"]["settings"][stage["setting"]])[0]
        assert made["output"] == list(shown.trace().output_shape)
        steps = sum(phase["steps"] for phase in made["phases"])
        assert stage["step"] is None or stage["step"] < steps
    assert len(lesson["about"]) == len(lesson["script"]["settings"])


@pytest.mark.parametrize("key", sources())
def test_a_message_is_plain_json_and_below_a_hundred_kilobytes(key: str) -> None:
    """Without what networks make of a drawing: that is sent once per drawing, by itself."""
    message: Any = session.message(Course(lesson=key))
    exhibits = json.dumps(message["lesson"].pop("exhibits"))

    assert len(json.dumps(message)) < 100_000
    assert len(exhibits) < 200_000


def test_a_control_leads_to_every_layer_that_it_can() -> None:
    lesson = played(Course(lesson="overlap"))
    stage = lesson["script"]["beats"][2]["stage"]

    choices = lesson["choices"][session.scene_key(stage)]
    sizes = {tuple(one["values"].values()): one["scene"]["output"][1] for one in choices}
    # (3 - 1)·stride + kernel
    assert sizes == {(k, s): 2 * s + k for k in (2, 3, 4) for s in (1, 2, 3)}


@pytest.mark.parametrize("key", ["code", "plane", "capstone", "phases", "channels"])
def test_every_network_that_a_beat_names_is_sent(key: str) -> None:
    lesson = played(Course(lesson=key))

    for stage in stages(lesson):
        names = f"{stage['model']},{stage['moves'].get('models', '')}".split(",")
        assert {name for name in names if name} <= set(lesson["networks"])
    assert all(network["rows"] for network in lesson["networks"].values())


@pytest.mark.parametrize(
    ("stage", "names"),
    [
        ("enlarge", UPSAMPLERS),
        ("editor", ("upsample_k3", "upsample_k4")),
        ("noise", ("denoising",)),
        ("scene", ("segment",)),
    ],
)
def test_anybody_s_lesson_gets_the_layers_of_a_stage_that_names_no_network(
    stage: str, names: tuple[str, ...]
) -> None:
    text = f"# Which?\nstage: {stage}\nkeep: So it is.\n---\nLook.\n"

    assert set(played(Course(lesson=KEY, own=text))["networks"]) == set(names)


def test_other_numbers_come_for_one_question_only() -> None:
    before = Course(lesson="cut", beat=1)
    course = session.after_wish(
        before, {"n": 1, "lesson": "cut", "beat": 1, "fresh": True, "turn": 1}
    )

    lesson = played(course)
    assert course.only == 1
    assert len(lesson["script"]["beats"]) == 1
    assert lesson["script"]["beats"][0]["question"]["drawn"]
    assert session.message(course)["only"] == 1


def test_help_fades_and_numbers_keep_changing() -> None:
    answers = []
    for turn in range(1, 7):
        wish = {"n": turn, "lesson": "stride", "beat": 1, "fresh": True, "turn": turn}
        question = played(session.after_wish(Course(lesson="stride", seed=5), wish))["script"][
            "beats"
        ][0]["question"]
        answers.append(json.dumps(question["prompt"]))
        assert (question["help"] is not None) == (turn == 1)
    assert len(set(answers)) > 2


def test_a_class_keeps_its_seed() -> None:
    course = session.opened({"l": "cut", "seed": "41"})
    wished = session.after_wish(
        course, {"n": 1, "lesson": "cut", "beat": 0, "fresh": True, "turn": 1}
    )
    onwards = session.after_wish(wished, {"n": 2, "lesson": "trip"})

    assert wished.seed == onwards.seed == 41


@pytest.mark.parametrize(
    "wish",
    [
        None,
        {},
        {"n": "1", "lesson": "cut"},
        {"n": 1, "lesson": "nonsense"},
        {"n": 1, "lesson": ["cut"]},
    ],
)
def test_what_is_no_wish_changes_nothing(wish: object) -> None:
    course = Course(lesson="cut", beat=1)

    assert session.after_wish(course, wish) is course


def test_a_lesson_that_asks_again_brings_a_question_of_each_earlier_one() -> None:
    lesson = played(Course(lesson="stride"))

    assert [one["script"]["key"] for one in lesson["earlier"]] == ["window", "edge", "stamp"]
    for one in lesson["earlier"]:
        (beat,) = one["script"]["beats"]
        assert beat["question"]["drawn"]


def test_what_is_asked_again_has_another_answer_and_other_numbers_at_each_opening() -> None:
    def prompts(course: Course) -> list[Any]:
        return [one["script"]["beats"][0]["question"] for one in played(course)["earlier"]]

    for key in ("stride", "trip", "same", "channels", "capstone"):
        for question in prompts(Course(lesson=key)):
            name, beat = question["id"].split("/")
            written = script(lesson(name))["beats"][int(beat)]["question"]
            # A pick can have the same line right whatever the numbers are.
            assert written is not None
            assert question["kind"] == "pick" or question["said"] != written["said"]
    first, second = (prompts(Course(lesson="stride", answered=n)) for n in (1, 2))
    assert first != second
    a_class = [prompts(Course(lesson="stride", seed=7, answered=n)) for n in (1, 2)]
    assert a_class[0] == a_class[1]


def test_the_story_shows_one_example_all_through() -> None:
    told: Any = story()

    # 1·3 + 2·4 + 3·1 + 4·2, the cell where all four stamps meet.
    assert told["output"] == [[2, 5, 2], [10, 22, 10], [12, 25, 12]]
    assert told["stamp"] == [[6, 3], [12, 9]]
    added = [
        [sum(stamp[y][x][0] for stamp in told["stamps"] if stamp[y][x]) for x in range(3)]
        for y in range(3)
    ]
    assert added == told["output"]
    assert told["table"] == [list(row) for row in zip(*told["turned"], strict=True)]
    assert [cell and cell[0] for cell in told["table"][0]] == [
        2,
        1,
        None,
        4,
        3,
        None,
        None,
        None,
        None,
    ]
