"""What arrives from a canvas, and the one way from there to a picture."""

from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given as sampled
from hypothesis import strategies as st

from app.drawing import component
from app.drawing.drawn import Drawn, arrived, digit, flat
from app.drawing.preparation import grey_levels, prepared, several_digits
from core.autoencoders.digits import PEN, ready_made
from core.autoencoders.drawing import MOST_POINTS, DrawingError, prepare

THREE = digit(3, number=4)


def test_a_drawing_comes_back_from_the_browser_as_it_went_there() -> None:
    assert arrived(THREE.sent()) == THREE


@pytest.mark.parametrize("strokes", [[], [[0.5, 0.5]]])
def test_an_empty_canvas_and_a_dot_are_drawings(strokes: list[list[float]]) -> None:
    """Whoever undoes the last stroke has drawn nothing wrong."""
    sent = {"strokes": strokes, "pen": PEN, "number": 2}

    assert arrived(sent).sent() == sent


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"strokes": "<script>"}, "no drawing: the last one stays"),
        ({"strokes": [{"0": 1}]}, "no drawing"),
        ({"strokes": None}, "no drawing"),
        ({"number": "4"}, "no drawing"),
        ({"number": True}, "no drawing"),
        ({"number": None}, "no drawing"),
        ({"strokes": [[]]}, "A stroke is no list of points"),
        ({"strokes": [[0.1, 0.2, 0.3]]}, "The strokes cannot be read"),
        ({"strokes": [["0.1", "0.2"]]}, "no drawing"),
        ({"strokes": [[[0.1, 0.2], [0.3, 0.4]]]}, "no drawing"),
        ({"strokes": [[float("nan"), 0.5, 0.1, 0.1]]}, "A stroke holds no numbers"),
        ({"strokes": [[0.5, 0.5, 1.001, 0.5]]}, "A stroke leaves the canvas"),
        ({"strokes": [[0.5, 0.5, 10**400, 0.5]]}, "The strokes cannot be read"),
        ({"strokes": [[0.1, 0.9] * (MOST_POINTS + 1)]}, "more than 20,000 points"),
        ({"pen": 0}, "The pen's width"),
        ({"pen": 1.01}, "The pen's width"),
        ({"pen": float("nan")}, "The pen's width"),
        ({"pen": None}, "The strokes cannot be read"),
        ({"pen": "wide", "strokes": []}, "The strokes cannot be read"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DrawingError, match=sentence):
        arrived(THREE.sent() | change)


@pytest.mark.parametrize("sent", [None, 7, "drawing", [], [THREE.sent()]])
def test_what_is_no_record_is_refused(sent: object) -> None:
    with pytest.raises(DrawingError, match="no drawing"):
        arrived(sent)


def test_as_many_points_as_are_allowed_are_taken() -> None:
    sent = THREE.sent() | {"strokes": [[0.1, 0.9, 0.5, 0.5] * (MOST_POINTS // 2)]}

    assert len(arrived(sent).strokes[0]) == 2 * MOST_POINTS


_junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


@sampled(st.fixed_dictionaries({"strokes": _junk, "pen": _junk, "number": _junk}) | _junk)
def test_whatever_arrives_is_a_drawing_or_a_sentence(sent: object) -> None:
    with suppress(DrawingError):
        assert isinstance(arrived(sent), Drawn)


def test_the_last_good_drawing_stays_when_something_else_arrives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session: dict[str, Any] = {"canvas": {"drawing": digit(7, number=1).sent()}}
    monkeypatch.setattr(component.st, "session_state", session)

    component.keep(session["canvas"]["drawing"])
    session["canvas"] = {"drawing": {"strokes": "junk", "pen": PEN, "number": 2}}
    component.keep(session["canvas"]["drawing"])

    assert session[component.DRAWN] == digit(7, number=1)
    assert "the last one stays" in session[component.DRAWN + "_refused"]


def test_a_good_drawing_takes_the_complaint_away(monkeypatch: pytest.MonkeyPatch) -> None:
    session: dict[str, Any] = {"canvas": {"drawing": None}}
    monkeypatch.setattr(component.st, "session_state", session)

    component.keep(session["canvas"]["drawing"])
    session["canvas"] = {"drawing": THREE.sent()}
    component.keep(session["canvas"]["drawing"])

    assert session[component.DRAWN + "_refused"] == ""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A new session that has asked the tab what it holds."""
    session: dict[str, Any] = {}
    monkeypatch.setattr(component.st, "session_state", session)
    component.ask_browser()
    return session


def test_until_the_tab_has_answered_no_other_drawing_is_the_visitor_s(
    asked: dict[str, Any],
) -> None:
    with pytest.raises(DrawingError, match="on its way from the browser"):
        component.on_canvas().drawing()
    assert component.given().picture is None

    asked["drawing_holder"] = {"held": {}}
    component._take_held()
    assert component.on_canvas() == digit(3)


def test_a_new_session_takes_what_the_tab_holds_switches_and_all(asked: dict[str, Any]) -> None:
    slots = {
        component.DRAWN: digit(7, number=4).sent(),
        component.SEVERAL: digit(1, number=2).sent(),
    }
    asked["drawing_holder"] = {"held": {"slots": slots, "skipped": True, "swapped": False}}
    component._take_held()

    assert component.on_canvas() == digit(7, number=4)
    assert component.on_canvas(component.SEVERAL) == digit(1, number=2)
    assert (component.given().skipped, component.given().inverted) == (True, False)


def test_what_was_drawn_while_the_tab_was_asked_stays(asked: dict[str, Any]) -> None:
    asked["canvas"] = {"drawing": digit(8, number=5).sent()}
    component.keep(asked["canvas"]["drawing"])
    asked["drawing_holder"] = {"held": {"slots": {component.DRAWN: digit(7, number=4).sent()}}}
    component._take_held()

    assert component.on_canvas() == digit(8, number=5)


@sampled(
    st.fixed_dictionaries(
        {
            "slots": st.dictionaries(st.sampled_from(["draw_drawn", "page", "lab"]), _junk) | _junk,
            "skipped": _junk,
            "swapped": _junk,
        }
    )
    | _junk
)
def test_whatever_a_tab_holds_changes_nothing_but_drawing_and_switches(held: object) -> None:
    with pytest.MonkeyPatch.context() as patch:
        session: dict[str, Any] = {"page": "draw", "drawing_holder": {"held": held}}
        patch.setattr(component.st, "session_state", session)
        component._take_held()

        assert session["page"] == "draw"
        assert "lab" not in session
        assert component.on_canvas() == digit(3)


@pytest.mark.parametrize("skipped", [False, True])
@pytest.mark.parametrize("swapped", [False, True])
def test_the_switches_say_which_stage_the_models_get(skipped: bool, swapped: bool) -> None:
    stages = prepare(ready_made(3))
    chosen = stages.as_drawn if skipped else stages.centred

    got = prepared(digit(3), skipped=skipped, swapped=swapped)

    assert got.picture is not None
    np.testing.assert_allclose(got.picture, 1 - chosen if swapped else chosen, atol=2e-3)
    assert (got.proper is None) is not (skipped or swapped)


def test_the_lab_takes_what_the_models_get() -> None:
    given = prepared(digit(3), skipped=True)

    assert given.picture is not None
    np.testing.assert_array_equal(np.array(grey_levels(given), np.float32), given.picture)


def test_the_lab_is_told_why_there_is_no_picture() -> None:
    with pytest.raises(ValueError, match="The canvas is empty"):
        grey_levels(prepared(Drawn((), PEN, 1)))


def test_several_digits_are_not_moved() -> None:
    corner = Drawn(((0.05, 0.05, 0.1, 0.1),), 0.04, 0)

    picture = several_digits(corner)

    assert picture.shape == (56, 56)
    assert picture[:8, :8].sum() == pytest.approx(picture.sum())


def test_ready_made_digits_are_written_in_thousandths() -> None:
    for stroke in flat(ready_made(8)):
        assert all(part == round(part, 3) for part in stroke)
