"""What is taken away as text: asked for by a wish, sent with the message that answers it."""

import csv
import io
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lab.session import Lab, after_wish
from app.lab.takeaway import Request, read_request, take
from app.setting.link import UNSAID
from app.setting.setting import Setting
from app.shared.palette import tap_colours
from app.stage.notebook import notebook, player
from core.exports.exercise import exercise
from core.exports.snippets import snippet
from core.exports.tikz import tikz
from core.mistakes import mistakes

SETTING = UNSAID


def wish(n: int = 1, **edit: Any) -> dict[str, Any]:
    return {"n": n, "commit": True, "edits": [[n, {"kind": "export"} | edit]]}


def test_the_csv_of_a_setting_sums_to_its_output() -> None:
    taken = take(Request(7, "csv"), SETTING)

    assert (taken["n"], taken["name"]) == (7, "transposed-convolution-table.csv")
    output = np.zeros((4, 4))
    for row in csv.DictReader(io.StringIO(taken["text"])):
        output[int(row["output_row"]), int(row["output_column"])] += float(row["product"])
    np.testing.assert_array_equal(output[None], SETTING.trace().result())


def test_the_other_texts_are_core_s_and_the_player_s() -> None:
    trace = SETTING.trace()

    assert json.loads(take(Request(1, "json"), SETTING)["text"])["output"] == [
        [[0, 0, 0, 1], [0, 0, 2, 3], [0, 2, 0, 3], [4, 6, 6, 9]]
    ]
    taken = take(Request(1, "tikz", 3), replace(SETTING, readings=("slide", "matrix")))
    assert taken["name"] == "transposed-convolution-slide-matrix-step-4.tex"
    colours = tap_colours(4)
    assert taken["text"] == tikz(trace, ("slide", "matrix"), "input", 3, colours=colours)
    for language in ("pytorch", "keras", "numpy"):
        assert take(Request(1, language), SETTING)["text"] == snippet(trace, language).code  # type: ignore[arg-type]
    assert take(Request(1, "html"), SETTING)["text"] == player(trace)
    taken = take(Request(1, "notebook", symbols=True), SETTING)
    assert taken["name"] == "transposed-convolution-notebook.ipynb"
    assert taken["text"] == notebook(trace, symbols=True)
    taken = take(Request(1, "pytest"), SETTING)
    # A name under which pytest finds it.
    assert taken["name"] == "test_transposed_convolution.py"
    assert (taken["text"], taken["error"]) == exercise(trace)


def test_the_player_shows_the_mistake_that_is_made() -> None:
    broken = replace(SETTING, beside="wrong.unturned")
    (mistake,) = (one for one in mistakes(SETTING.trace()) if one.key == "unturned")

    assert take(Request(1, "html"), broken)["text"] == player(SETTING.trace(), mistake=mistake)


@pytest.mark.parametrize(
    ("request_", "setting", "sentence"),
    [
        (
            Request(1, "csv"),
            replace(SETTING, input_size=(64, 64), kernel_size=5, channels=(4, 4)),
            "A table of 1,638,400 rows is too long to be taken away; 200,000 are the most.",
        ),
        (Request(1, "tikz", 4), SETTING, "Step must be from 0 to 3, not 4."),
        (Request(1, "tikz", -1), SETTING, "Step must be from 0 to 3, not -1."),
        (
            Request(1, "tikz"),
            replace(SETTING, input_size=(40, 40)),
            "A picture of 14,404 cells is too large for a page; 1,500 are the most.",
        ),
        (
            Request(1, "keras"),
            replace(SETTING, dilation=2),
            "Keras refuses strides > 1 together with dilation_rate > 1.",
        ),
        (
            Request(1, "pytest"),
            replace(SETTING, operation="convolution", input_size=(4, 4)),
            "This is a convolution: the test is of a transposed one.",
        ),
    ],
)
def test_what_cannot_be_taken_is_one_sentence(
    request_: Request, setting: Setting, sentence: str
) -> None:
    taken = take(request_, setting)

    assert (taken["text"], taken["error"]) == ("", sentence)


def test_a_request_is_the_last_one_that_was_not_answered() -> None:
    both = {"n": 5, "edits": [[3, {"kind": "export", "what": "csv"}], [5, {"kind": "reset"}]]}

    assert read_request(both, answered=2) == Request(3, "csv")
    assert read_request(both, answered=3) is None
    assert read_request(wish(what="html", symbols=True), 0) == Request(1, "html", symbols=True)


@pytest.mark.parametrize(
    "edit",
    [
        {"what": "passwords"},
        {"what": ["csv"]},
        {"what": None},
        {"what": "tikz", "step": "2"},
        {"what": "tikz", "step": 1.5},
        {"what": "tikz", "step": True},
    ],
)
def test_a_request_that_makes_no_sense_changes_nothing(edit: dict[str, Any]) -> None:
    lab = Lab(SETTING, SETTING)

    assert after_wish(lab, wish(**edit)) == replace(lab, answered=1)


@given(st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.lists(inner)))
def test_nothing_that_a_browser_sends_makes_it_fail(what: Any) -> None:
    read_request({"n": 1, "edits": [[1, {"kind": "export", "what": what}]]}, 0)
    read_request(wish(what="tikz", phase=what, cell=what), 0)


def test_a_request_leaves_the_setting_as_it_is() -> None:
    lab = after_wish(Lab(SETTING, SETTING), wish(what="csv"))

    assert (lab.setting, lab.request) == (SETTING, Request(1, "csv"))
