"""The Python side of the lab page, without a browser."""

import gzip
import json
import sys
from dataclasses import replace
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.requests import Request
from starlette.responses import Response
from streamlit.testing.v1 import AppTest

from app.lab import routes, session
from app.lab.page import STAGE
from app.lab.wanted import AXES, answer
from app.setting.link import UNSAID, decode, encode
from app.setting.setting import LIMITS, REACH, default_setting
from tests.shown import foretold, unmarked


def lab_script() -> None:
    from app.lab.page import lab_page

    lab_page()


def opened(**parameters: str) -> AppTest:
    test = AppTest.from_function(lab_script, default_timeout=20)
    for name, value in parameters.items():
        test.query_params[name] = value
    return test.run()


def message(test: AppTest) -> dict[str, Any]:
    assert not test.exception
    (component,) = test.get("bidi_component")
    (found,) = json.loads(component.proto.json)
    assert isinstance(found, dict)
    return found


def wish(test: AppTest, **fields: Any) -> AppTest:
    """Send a wish as the component would: its state changed, then a run."""
    from app.lab import session as lab

    sent = {"n": 1, "moved": "", "commit": True} | fields
    test.session_state[STAGE] = {"wish": sent}
    granted = lab.after_wish(test.session_state["lab"], sent)
    test.session_state["lab"] = granted
    return test.run()


def test_it_opens_on_stamps_that_overlap() -> None:
    found = message(opened())

    assert found["scene"]["input"] == [[[1, 2], [3, 4]]]
    assert found["scene"]["output"] == [1, 5, 5]
    key, note = found["example"]
    assert key == "S7b"
    assert "From S. Lee, “Convolutional Autoencoder” (course page): VALID, stride 2." in unmarked(
        note
    )
    # Words of the glossary are marked: the note is HTML.
    assert '<span class="term" data-word="stride"' in note
    assert found["error"] is None
    assert found["notices"] == []


def test_typed_cells_are_marked_where_others_beside_them_are_filled() -> None:
    """S9's 0 1 / 2 3 in 3 by 3 cells, its kernel in 2 by 2: only the input is mixed."""
    found = message(opened(v="1", i="3x3", x="count:0,1;2,3"))

    assert found["scene"]["typed"] == {
        "input": [[0, 0, 0], [0, 0, 1], [0, 1, 0], [0, 1, 1]],
        "kernel": [],
        "says": 'Underlined numbers <span class="phrase" data-target="in" '
        'data-cells="[[0,0,0],[0,0,1],[0,1,0],[0,1,1]]">of the input</span> were typed or come '
        "from an example; "
        "the input's others count up from 1 over the whole grid.",
    }
    assert found["controls"]["holds"] == ["some", "none"]
    assert message(opened())["scene"]["typed"] is None
    both = message(opened(i="1x2", x="ones:5", c="2x1", w="random.3:|4!,7"))["scene"]["typed"]
    assert both["kernel"] == [[1, 0, 0, 1]]
    assert both["says"].endswith("the input's others are ones and the kernel's others are random.")


def test_a_link_opens_its_setting_step_and_pin() -> None:
    found = message(opened(v="1", s="1", i="3x3", x="ones", step="2", pin="out,1,1"))

    assert found["scene"]["input"] == [[[1, 1, 1]] * 3]
    assert found["place"] == {"step": 2, "pin": ["out", 1, 1]}


def test_an_impossible_link_says_the_rule_and_shows_the_nearest() -> None:
    found = message(opened(o="3", s="2"))

    assert "PyTorch wants output_padding smaller than stride" in found["error"]["rule"]
    assert found["error"]["fix"]["controls"]["output_padding"] in (1, 3)
    assert found["controls"]["output_padding"] == 3
    assert found["scene"]["output"][1] > 0


@pytest.mark.parametrize("parameters", [{"g": "2", "o": "3"}, {"g": "2", "p": "4"}])
def test_after_one_fix_the_setting_is_checked_again(parameters: dict[str, str]) -> None:
    """Groups that do not divide, beside a layer that cannot be: both ended in an error page."""
    found = message(opened(**parameters))

    assert found["scene"]["output"][1] > 0
    assert found["error"]["rule"].endswith(". No single change helps.")
    assert found["error"]["fix"]["text"].endswith(" and groups 1")
    assert found["error"]["fix"]["controls"]["groups"] == 1
    controls = found["error"]["fix"]["controls"]
    fixed = replace(
        UNSAID,
        groups=controls["groups"],
        **{name: controls[name] for name in ("padding", "output_padding", "stride")},
    )
    fixed.check()


def test_of_all_impossible_settings_none_raises() -> None:
    """What the controls can say, thinned out: each has a nearest that works, and says it."""
    every = product(
        ("transposed", "convolution"), ("pytorch", "keras", "onnx"), ((1, 1), (2, 5)), (2, 5),
        (2, 3), (0, 4, "same"), (0, 3), (1, 3), (1, 2),
    )  # fmt: skip
    counted = 0
    for operation, framework, size, kernel, stride, padding, added, dilation, groups in every:
        setting = replace(
            UNSAID, operation=operation, framework=framework, input_size=size,
            kernel_size=kernel, stride=stride, padding=padding, output_padding=added,
            dilation=dilation, groups=groups,
        )  # fmt: skip
        mended, changes = setting.mended()
        mended.trace()
        assert bool(changes) == (mended != setting)
        counted += bool(changes)
    assert counted > 900


def test_a_bad_link_says_so_and_opens() -> None:
    found = message(opened(k="nine", s="1"))

    assert found["notices"] == [
        "k=nine in the link is not a whole number from 1 to 28: the lab's own is shown."
    ]
    assert found["controls"]["stride"] == 1


LARGEST = {"i": "16x16", "k": "3", "s": "2", "c": "4x4", "x": "random.1", "w": "random.2"}


BOTH = {"i": "3x3", "k": "3", "s": "2", "p": "1", "o": "1", "vs": "fw.keras"}


@pytest.mark.parametrize("link", [{}, LARGEST, BOTH], ids=["small", "largest", "both sides"])
def test_what_a_control_would_show_is_told_before_it_moves(link: dict[str, str]) -> None:
    test = opened(**link)
    before = message(test)["controls"]
    setting = decode(link)[0] if link else default_setting()

    for control in set(session.LIVE) - {"input_size"}:
        ahead = foretold(gzip.decompress(session.ahead(setting, control)))
        for value in range(LIMITS[control][0], REACH[control] + 1):
            if value == before[control]:
                continue
            answer = ahead[f"{control} {value}"]
            found = message(wish(opened(**link), moved=control, controls=before | {control: value}))
            assert answer["error"] == found["error"]
            assert answer["example"] == found["example"]
            if not answer["error"]:
                assert answer["scene"] == found["scene"]
                assert answer["compare"] == found["compare"]


def test_a_square_input_is_told_as_a_square_and_another_one_side_at_a_time() -> None:
    square = foretold(gzip.decompress(session.ahead(decode({"i": "2x2"})[0], "input_size")))
    assert set(square) == {f"input_size {side},{side}" for side in (1, *range(3, 17))}

    oblong = foretold(gzip.decompress(session.ahead(decode({"i": "2x3"})[0], "input_size")))
    assert "input_size 2,4" in oblong
    assert "input_size 4,3" in oblong
    assert len(oblong) == 15 + 15


def test_what_scenes_share_is_told_once() -> None:
    """Four channels of 16×16: the input's 1,024 numbers, the kernels' and the hues."""
    setting = decode(LARGEST)[0]
    told = json.loads(gzip.decompress(session.ahead(setting, "stride")))

    scenes = [answer["scene"] for answer in told["answers"].values()]
    assert len(scenes) == 3
    for part in ("input", "kernel", "bias", "pairs", "hues", "offered"):
        assert len({scene[part] for scene in scenes}) == 1, part
    assert len({scene["y"] for scene in scenes}) == 3
    written = [json.dumps(part) for part in told["parts"]]
    assert len(set(written)) == len(written)
    assert told["parts"][scenes[0]["input"]] == setting.image_grid().tolist()


@pytest.mark.parametrize("control", session.LIVE)
def test_what_is_told_of_the_largest_is_small(control: str) -> None:
    """16×16, four channels: what the network carries when a hand takes a control."""
    assert len(session.ahead(decode(LARGEST)[0], control)) < 12_000


def test_what_never_changes_is_sent_to_a_stage_that_has_sent_nothing_yet() -> None:
    test = opened()
    first = message(test)
    assert first["choices"]
    assert first["examples"]

    later = message(wish(test, moved="stride", controls=first["controls"] | {"stride": 3}))
    assert later["choices"] is None
    assert later["examples"] is None
    assert len(json.dumps(later)) < len(json.dumps(first)) / 2

    assert message(opened())["choices"], "another session has another stage"


def test_nothing_is_told_ahead_of_a_large_input() -> None:
    assert message(opened())["live"]
    assert message(opened(i="16x16", c="4x4"))["live"]
    assert not message(opened(i="17x2"))["live"]


def answered(control: str, **link: str) -> Response:
    route = next(one for one in routes.under("") if one.path.startswith("/ahead"))
    scope = {"type": "http", "query_string": urlencode(link).encode(), "headers": []}
    answer = route.endpoint(Request(scope | {"path_params": {"control": control}}))
    assert isinstance(answer, Response)
    return answer


def test_the_server_tells_by_the_link_what_a_control_would_show() -> None:
    """The link names the whole setting, numbers too: no session is asked."""
    setting = decode({"i": "3x3", "k": "2", "x": "random.4"})[0]
    answer = answered("stride", **encode(setting))

    assert (answer.status_code, answer.headers["content-encoding"]) == (200, "gzip")
    assert bytes(answer.body) == session.ahead(setting, "stride")


def test_what_cannot_be_told_ahead_is_refused_in_a_sentence() -> None:
    assert answered("numbers").status_code == 404
    assert answered("stride", i="64x64").status_code == 413


def test_a_mistake_is_shown_beside_the_right_result() -> None:
    found = message(opened(m="unturned"))["compare"]

    # Wrong is 0 0 3 2, 0 0 1 0, 6 4 9 6, 2 0 3 0 beside 0 0 0 1, 0 0 2 3, 0 2 0 3, 4 6 6 9.
    assert found["sides"][1]["marks"] == [[[0, 0, 1, 1], [0, 0, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1]]]
    assert [side["name"] for side in found["sides"]] == ["Right", "Wrong"]
    assert found["counts"] == "12 of 16 cells differ."


def test_nothing_of_a_comparison_is_made_or_sent_as_long_as_nobody_compares(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_: object) -> None:
        raise AssertionError("compared")

    monkeypatch.setattr(session, "_compared", refuse)

    assert message(opened())["compare"] is None


def test_what_is_compared_is_a_wish_and_a_part_of_the_link() -> None:
    test = opened(v="1")
    found = message(wish(test, controls={"beside": "set.stride"}))

    # The number is said once: another stride of A leaves B's as it is.
    assert found["controls"]["beside"] == "set.stride.1"
    assert found["compare"]["number"]["now"] == 1
    assert "vs=set.stride.1" in found["link"]
    assert found["live"]
    assert message(wish(test, n=2, controls={"beside": ""}))["compare"] is None


def test_both_sides_share_the_numbers_that_are_typed() -> None:
    test = opened(v="1", vs="fw.keras")
    edit = {"kind": "cell", "grid": "image", "plane": 0, "y": 0, "x": 0, "text": "7"}
    found = message(wish(test, edits=[[1, edit]], controls={}))

    assert found["scene"]["input"][0][0][0] == 7
    assert found["compare"]["scene"]["input"] == found["scene"]["input"]
    assert found["compare"]["shared"] == ["input", "kernel"]


def test_an_impossible_wish_keeps_the_last_picture_and_offers_a_fix() -> None:
    test = opened()
    before = message(test)["scene"]

    found = message(wish(test, moved="output_padding", controls={"output_padding": 3}))

    assert found["n"] == 1
    assert found["scene"] == before
    assert found["error"]["fix"]["text"] == "stride 4"
    assert found["controls"]["output_padding"] == 3


def test_a_text_that_was_asked_for_is_sent_once() -> None:
    test = opened()
    assert message(test)["export"] is None

    asked = wish(test, edits=[[1, {"kind": "export", "what": "csv"}]])
    taken = message(asked)["export"]

    assert (taken["n"], taken["error"]) == (1, "")
    assert taken["text"].startswith("input_channel,")
    assert message(asked.run())["export"] is None


def test_a_link_that_locks_says_so_to_the_component() -> None:
    assert message(opened(hide="examples", lock="1"))["view"] == {
        "hide": ["examples"],
        "lock": True,
        "alone": False,
    }


@pytest.mark.parametrize("junk", [None, 7, "wish", [], {}, {"n": "x"}])
def test_junk_instead_of_a_wish_changes_nothing(junk: object) -> None:
    from app.lab.session import after_wish

    test = opened()
    lab = test.session_state["lab"]

    assert after_wish(lab, junk) is lab


def test_the_lab_starts_without_torch() -> None:
    """Checked in a fresh interpreter, since other tests import torch."""
    import subprocess

    code = (
        "import sys, app.lab.page, app.stage.scene; "
        "sys.exit('torch' in sys.modules or 'pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_after_back_to_a_refused_setting_the_picture_is_the_one_that_stood_there() -> None:
    """The nearest setting that works had a stride that nobody had chosen."""
    from app.lab import session as lab

    before = lab.opened({"i": "3x3", "k": "3", "s": "1"})
    back = lab.opened({"i": "3x3", "k": "3", "s": "2", "o": "2"}, before)

    assert back.setting.broken() is not None
    assert back.shown == before.shown
    assert lab.opened({"i": "3x3", "k": "3", "s": "2"}, before).shown.stride == 2
    assert lab.opened({"i": "3x3", "k": "3", "s": "2", "o": "2"}).shown.broken() is None


def test_a_wanted_size_is_answered_with_controls_that_make_it() -> None:
    """(14 − 1)·2 + 3 − 2·1 = 27, and what an output padding of one makes of it."""
    setting, _ = decode({"i": "14x14", "k": "3", "s": "2", "p": "1"})
    found = answer(setting, 28, AXES["both"])

    assert found["says"] == "Output 28 instead of 27:"
    assert found["offers"][0] == {
        "text": "output_padding 1",
        "drawback": "",
        "controls": {"output_padding": 1},
    }
    for offer in found["offers"]:
        changed = replace(setting, **{
            name: tuple(value) if isinstance(value, list) else value
            for name, value in offer["controls"].items()
        })  # fmt: skip
        assert changed.trace().output_shape == (1, 28, 28)
    assert answer(setting, 27, AXES["both"])["says"] == "Output 27 it is."
    assert answer(setting, 4000, AXES["both"])["offers"] == []


def test_a_wanted_size_of_one_axis_changes_that_axis_alone() -> None:
    """A rectangle's width, and a row under a kernel of one row."""
    rectangle, _ = decode({"i": "3x14", "k": "3", "s": "2", "p": "1"})
    row, _ = decode({"n": "1", "i": "1x14", "k": "3", "s": "2", "p": "1"})

    wide = answer(rectangle, 28, AXES["1"])
    assert wide["says"] == "Width 28 instead of 27:"
    assert wide["offers"][0]["controls"] == {"output_padding": [0, 1]}
    assert row.dimensions == 1
    found = answer(row, 28, AXES["1"])
    assert found["says"] == "Output 28 instead of 27:"
    assert found["offers"][0]["text"] == "output_padding 1"


def test_a_wanted_size_of_a_refused_setting_is_answered_from_the_nearest_that_works() -> None:
    setting, _ = decode({"i": "2x2", "k": "2", "s": "1", "o": "1"})
    assert setting.broken() is not None

    assert answer(setting, 4, AXES["both"])["offers"]
