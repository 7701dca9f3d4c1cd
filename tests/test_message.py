"""The contract between Python and the stage, held to a file that both sides read."""

import json

from app.setting.setting import PRESETS
from app.stage.message import CHOICES, EXAMPLES, Message
from core.frameworks import FRAMEWORKS
from core.kernels import LABELS, UPSAMPLINGS
from core.kernels import PRESETS as KERNELS
from core.readings import READINGS
from tests.golden.__main__ import FILE, golden, written


def test_the_golden_message_is_what_the_builder_makes() -> None:
    """``make golden`` writes it anew; read what changed before committing it."""
    assert FILE.read_text(encoding="utf-8") == written(golden())


def test_the_golden_message_has_every_part() -> None:
    message = json.loads(FILE.read_text(encoding="utf-8"))

    assert set(message) == set(Message.__annotations__)
    assert message["error"]["fix"]
    assert message["export"]["text"]
    assert message["scene"]["mistake"]["wrong"]
    assert message["scene"]["y"]["spread"]
    assert message["place"] == {"step": 1, "pin": ["in", 0, 0, 1], "symbols": True}
    assert message["notices"]
    assert message["scene"]["typed"]["input"]
    assert message["scene"]["typed"]["kernel"]
    assert [one["examples"][0]["sketch"]["kept"] is None for one in message["examples"]] == [
        False,
        True,
    ]
    assert len(FILE.read_text(encoding="utf-8")) < 20_000


def test_every_example_is_offered_with_its_sizes_and_where_it_is_from() -> None:
    offered = {one["key"]: one for question in EXAMPLES for one in question["examples"]}

    assert sorted(offered) == sorted(PRESETS)
    assert offered["S12"]["about"] == "3×3 → 6×6 · Garg, Example 2"
    assert offered["S21 top-down"]["about"] == "1×2 → 2×4 · Slides, top-down"


def test_whatever_can_be_chosen_is_sent() -> None:
    assert [choice["key"] for choice in CHOICES["frameworks"]] == list(FRAMEWORKS)
    assert [key for key, _ in CHOICES["readings"]] == [reading.key for reading in READINGS]
    assert set(LABELS) == {*KERNELS, *UPSAMPLINGS} - {"ones"}
