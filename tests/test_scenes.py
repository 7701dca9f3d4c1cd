"""A list of scenes in a link: it opens as it was prepared, and hostile ones do no harm."""

import json
import math
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy import ndindex

from app.lab import session
from app.setting.link import Place, decode, encode
from app.setting.scenes import (
    LONGEST,
    MOST,
    Prepared,
    Scenes,
    change,
    opens,
    read,
    title,
    written,
)
from app.setting.setting import PRESETS, Setting, from_example
from app.shared.packing import packed
from core.examples import BY_KEY

ALL = [from_example(example) for example in PRESETS.values()]
S9, S12 = (from_example(BY_KEY[key]) for key in ("S9", "S12"))


def a_list(*chosen: Setting) -> Scenes:
    found = Scenes()
    for number, setting in enumerate(chosen):
        place = f"step={number}&pin=out,0,1,{number}"
        found = change(found, {"do": "add", "place": place}, setting).scenes
    return found


def places() -> st.SearchStrategy[Place]:
    steps = st.integers(0, 999_999).map(lambda step: Place(step=step))
    pins: st.SearchStrategy[Place] = st.tuples(
        st.sampled_from(["in", "tap", "out"]),
        st.lists(st.integers(0, 9999), min_size=2, max_size=4),
    ).map(lambda pin: Place(pin=[pin[0], *pin[1]]))
    letters: st.SearchStrategy[Place] = st.just(Place(symbols=True))
    some = st.lists(st.one_of(steps, pins, letters), max_size=3)
    return some.map(lambda parts: Place(**{k: v for part in parts for k, v in part.items()}))  # type: ignore[typeddict-item]


def test_two_scenes_are_one_short_link_that_opens_the_first() -> None:
    scenes = a_list(S9, S12)

    link = written(scenes)
    assert set(link) == {"scenes", "scene"}
    assert link["scene"] == "2"
    assert len(link["scenes"]) < 300

    lab = session.opened({"scenes": link["scenes"], "present": "1"})
    assert lab.setting == S9
    assert lab.place == {"step": 0, "pin": ["out", 0, 1, 0]}
    assert lab.scenes == Scenes(scenes.shown, at=0)
    message = session.message(lab, {"present": "1"}, embedded=False)
    assert message["view"]["present"]
    assert message["scenes"]
    assert message["scenes"]["titles"][1] == title(scenes.shown[1])
    assert dict(parse_qsl(message["scenes"]["link"])) == link | {"scene": "1", "present": "1"}


@given(st.lists(st.tuples(st.sampled_from(ALL), places()), max_size=MOST), st.integers(-1, MOST))
def test_a_list_is_read_as_it_was_written(chosen: list[tuple[Setting, Place]], at: int) -> None:
    shown = tuple(Prepared(decode(encode(setting))[0], place) for setting, place in chosen)
    scenes = Scenes(shown, at if 0 <= at < len(shown) else None)
    link = written(scenes)
    if len(link.get("scenes", "")) > LONGEST:
        assert read(link)[0] == Scenes()
        return

    assert read(link) == (scenes, "")


@settings(max_examples=300)
@given(
    st.one_of(
        st.text(max_size=80),
        st.text(max_size=200).map(lambda text: "~" + packed(text)),
        st.lists(st.text("v=1&ikspx0123456789,:;.%-~\n", max_size=60), max_size=40).map(
            lambda lines: "~" + packed("\n".join(lines))
        ),
    ),
    st.text(max_size=12),
)
def test_whatever_a_link_says_there_is_at_most_one_sentence(text: str, scene: str) -> None:
    scenes, complaint = read({"scenes": text, "scene": scene})

    assert len(scenes.shown) <= MOST
    assert scenes.at is None or 0 <= scenes.at < len(scenes.shown)
    assert complaint == "" or complaint.endswith(".")
    assert complaint.count(". ") == 0
    assert not scenes.shown or read(written(scenes))[0] == scenes


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("~" + "A" * LONGEST, "longer than 6000 characters: it is left out"),
        ("~!!", "cut off or damaged: it is left out"),
        ("~" + packed("é"), "cut off or damaged"),
        ("~" + packed("A" * 100_000), "cut off or damaged"),
        ("~" + packed("nothing"), "no scene that can be read: it is left out"),
        ("~" + packed("&" * 50), "no scene that can be read"),
        ("~" + packed("v=1&s=2\n" * 30), "more than 20 scenes: the first 20 are kept"),
        ("~" + packed("v=1&s=2\nv=1&s=many"), "Some scenes of the list could not be read"),
    ],
)
def test_a_hostile_list_gets_one_sentence_and_the_setting_stays(text: str, says: str) -> None:
    lab = session.opened({"scenes": text} | encode(S12))

    assert lab.setting == S12
    assert len(lab.notices) == 1
    assert says in lab.notices[0]


def test_a_bomb_is_not_unpacked() -> None:
    text = "~" + packed("v=1" + "&" * 1_000_000)
    assert len(text) < LONGEST
    assert read({"scenes": text})[0] == Scenes()


def test_an_old_link_knows_of_no_list_and_keeps_the_one_being_prepared() -> None:
    before = session.opened(written(a_list(S9, S12)))

    lab = session.opened(encode(S12) | {"step": "3"}, before)

    assert lab.setting == S12
    assert lab.place == {"step": 3}
    assert lab.scenes == Scenes(before.scenes.shown, at=None)
    assert session.opened(encode(S12)).scenes == Scenes()


def test_a_page_that_is_loaded_again_stands_at_its_scene_s_step() -> None:
    lab = session.opened(written(a_list(S9, S12)))
    url = session.link(lab, {})

    assert session.opened(url).place == {"step": 1, "pin": ["out", 0, 1, 1]}
    assert session.opened(url | encode(S9)).place is None


def wish(n: int, **edit: Any) -> dict[str, Any]:
    return {"n": n, "edits": [[n, {"kind": "scenes", **edit}]]}


def test_five_scenes_are_prepared_and_stepped_through() -> None:
    lab = session.opened(encode(S9))
    for n, setting in enumerate((S9, S12, *ALL[:3]), start=1):
        lab = session.opened(encode(setting), lab)
        lab = session.after_wish(lab, wish(n, do="add", place="step=2&pin=in,0,0,0"))
    assert [one.setting for one in lab.scenes.shown] == [S9, S12, *ALL[:3]]

    lab = session.after_wish(lab, wish(6, do="go", at=1))

    assert (lab.setting, lab.shown, lab.scenes.at) == (S12, S12, 1)
    assert lab.place == {"step": 2, "pin": ["in", 0, 0, 0]}
    # Controls that came along show what was there before.
    both = {**wish(7, do="go", at=0), "controls": {"stride": 4}}
    assert session.after_wish(lab, both).setting == S9


def test_scenes_are_put_in_another_order_and_removed() -> None:
    scenes = a_list(S9, S12, S9)
    one, two, three = scenes.shown

    assert change(scenes, {"do": "move", "at": 2, "to": 0}, S9).scenes == Scenes(
        (three, one, two), 0
    )
    assert change(scenes, {"do": "move", "at": 0, "to": 2}, S9).scenes == Scenes(
        (two, three, one), 1
    )
    assert change(scenes, {"do": "remove", "at": 0}, S9).scenes == Scenes((two, three), 1)
    assert change(scenes, {"do": "remove", "at": 2}, S9).scenes == Scenes((one, two), None)


@pytest.mark.parametrize(
    "edit",
    [
        {},
        {"do": "go", "at": 2},
        {"do": "go", "at": -1},
        {"do": "go", "at": True},
        {"do": "go", "at": "0"},
        {"do": "move", "at": 0},
        {"do": "move", "at": 0, "to": 9},
        {"do": "move", "at": 0, "to": 10**400},
        {"do": "remove", "at": None},
        {"do": ["go"], "at": 0},
    ],
)
def test_a_change_that_makes_no_sense_changes_nothing(edit: dict[str, Any]) -> None:
    scenes = a_list(S9, S12)

    assert change(scenes, edit, S9).scenes == scenes
    assert change(scenes, edit, S9).opened is None


def test_a_list_is_bounded_and_says_so() -> None:
    full = a_list(*[S9] * MOST)

    more = change(full, {"do": "add", "place": ""}, S12)
    assert more.scenes == full
    assert more.notice == "A list holds 20 scenes: this one was not added."

    # Numbers that no packing makes short.
    scenes, notice = Scenes(), ""
    while not notice:
        start = 1000 * len(scenes.shown)
        typed = tuple(
            (0, y, x, round(math.sin(start + 97 * y + 13 * x), 6)) for y, x in ndindex(9, 9)
        )
        large = replace(S9, input_size=(9, 9), image=S9.image.with_typed(typed))
        changed = change(scenes, {"do": "add", "place": ""}, large)
        scenes, notice = changed.scenes, changed.notice
    assert notice == "The list's link would be too long with this scene."
    assert len(written(scenes)["scenes"]) <= LONGEST


def test_a_place_that_nobody_wrote_is_left_out() -> None:
    for place in (None, 3, "x" * 1000, "step=-1&pin=out"):
        (one,) = change(Scenes(), {"do": "add", "place": place}, S9).scenes.shown
        assert one == Prepared(S9, {})


def test_the_scene_in_hand_is_named_by_the_link() -> None:
    scenes = a_list(S9, S12)
    link = written(scenes)

    assert opens(*[read(link)[0], link]).at == 1
    assert read(link | {"scene": "7"})[0].at is None
    assert json.dumps(session.message(session.opened(link), link, True))
