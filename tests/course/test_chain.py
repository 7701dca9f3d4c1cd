"""A decoder's rungs: by hand, then against torch, then what is refused."""

import json
from itertools import product

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from app.course.chain import (
    LEVELS,
    LIMITS,
    MOST_RUNGS,
    PRESETS,
    ChainError,
    Rung,
    climbed,
    read_chain,
)
from app.course.routes import under


def words(*rungs: Rung) -> list[str]:
    return [step["words"] for step in climbed(rungs)["steps"]]


def test_a_mirrored_decoder_is_one_short_and_then_three() -> None:
    """(7 - 1)·2 + 3 - 2 = 13, and (13 - 1)·2 + 3 - 2 = 25."""
    chain = climbed([Rung(3, 2, 1), Rung(3, 2, 1)])

    assert [step["size"] for step in chain["steps"]] == [13, 25]
    assert words(Rung(3, 2, 1), Rung(3, 2, 1)) == [
        "1 short of 14: output_padding 1 would meet it.",
        "3 short of 28: mend rung 1 first.",
    ]
    # What would have met it from 13 cells misses it from 14.
    assert words(Rung(3, 2, 1, 1), Rung(6, 2, 1))[1] == "2 more than 28: padding 2 would meet it."
    assert words(Rung(3, 2, 1, 1), Rung(3, 2, 1))[1].endswith("output_padding 1 would meet it.")
    assert chain["steps"][0]["sum"] == "(7 − 1)·2 + 3 − 2·1 = 13"
    assert not chain["met"]


@pytest.mark.parametrize("name", [name for name in PRESETS if not name.startswith("Mirrored")])
def test_each_decoder_to_compare_meets_every_level(name: str) -> None:
    chain = climbed(PRESETS[name])

    assert [step["size"] for step in chain["steps"]] == [14, 28]
    assert chain["met"]
    assert "every level" in chain["words"]


def test_a_rung_that_keeps_its_size_is_legal_and_counts_for_its_level() -> None:
    assert climbed([Rung(4, 2, 1), Rung(3, 1, 1), Rung(4, 2, 1)])["met"]
    assert words(Rung(4, 2, 1), Rung(3, 1, 1), Rung(4, 2, 1))[1] == "Stays at 14."


def test_a_decoder_that_stops_below_the_picture_is_not_met() -> None:
    chain = climbed([Rung(4, 2, 1)])

    assert chain["steps"][0]["meets"]
    assert not chain["met"]
    assert chain["words"] == "7 → 14: not yet up to 28."


def test_a_rung_beyond_the_picture_says_by_how_much() -> None:
    assert words(Rung(4, 2, 1), Rung(4, 2, 0)) == [
        "Meets 14.",
        "2 more than 28: padding 1 would meet it.",
    ]


def test_an_impossible_rung_says_the_rule_and_leaves_the_next_without_a_start() -> None:
    first, second = words(Rung(3, 2, 1, 2), Rung(4, 2, 1))

    assert first.startswith("Impossible: PyTorch wants output_padding smaller than stride")
    assert first.endswith("output_padding 1 would meet it.")
    assert second == "The rung below makes nothing to start from."


_RUNGS = st.builds(Rung, *(st.integers(low, min(high, 9)) for low, high in LIMITS.values()))


@given(_RUNGS)
def test_a_rung_s_size_is_torch_s(rung: Rung) -> None:
    """A size below 1 is refused by both."""
    layer = torch.nn.ConvTranspose2d(
        1, 1, rung.kernel, rung.stride, rung.padding, rung.output_padding
    )
    try:
        size = layer(torch.zeros(1, 1, 7, 7)).shape[-1]
    except (RuntimeError, ValueError):
        size = None

    assert climbed([rung])["steps"][0]["size"] == (size or None)


def test_a_mend_that_is_named_works() -> None:
    """For every small rung that misses: the named number is put in, and the level is met."""
    named = 0
    for kernel, stride, padding in product(range(1, 7), range(1, 4), range(4)):
        (said,) = words(Rung(kernel, stride, padding))
        if " would meet it" not in said:
            continue
        name, value = said.split(": ")[-1].removesuffix(" would meet it.").split(" ")
        numbers = {"kernel": kernel, "stride": stride, "padding": padding} | {name: int(value)}
        assert climbed([Rung(**numbers)])["steps"][0]["meets"], said
        named += 1
    assert named > 30


def test_an_address_is_read_as_rungs() -> None:
    assert read_chain("3.2.1.1_14.2.6.0") == [Rung(3, 2, 1, 1), Rung(14, 2, 6, 0)]


@pytest.mark.parametrize(
    "text",
    [
        *("", "3.2.1", "3.2.1.1_", "a.b.c.d", "99.2.1.0", "3.0.1.0", "3.2.1.9", "²3.2.1.0"),
        *("-3.2.1.0", "_".join(["3.2.1.0"] * (MOST_RUNGS + 1)), "3.2.1.0_" * 500),
    ],
)
def test_whatever_else_is_asked_gets_a_sentence(text: str) -> None:
    with pytest.raises(ChainError, match=r"\.$"):
        read_chain(text)


def asked(query: str) -> tuple[int, bytes]:
    (route,) = under("/lab")
    assert route.path == "/lab/chain"
    answer = route.endpoint(Request({"type": "http", "query_string": query.encode()}))
    return answer.status_code, answer.body


def test_the_server_answers_with_sizes_or_a_sentence() -> None:
    status, body = asked("rungs=4.2.1.0_4.2.1.0")
    found = json.loads(body)
    assert (status, found["met"], found["levels"]) == (200, True, list(LEVELS))

    sentence = b"A rung is four whole numbers: kernel, stride, padding and more."
    assert asked("rungs=4") == (400, sentence)
    assert asked("")[0] == 400
