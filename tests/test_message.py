"""The contract between Python and the stage, held to a file that both sides read."""

import json

from app.stage.message import CHOICES, Message
from core.frameworks import FRAMEWORKS
from core.kernels import LABELS, PRESETS, UPSAMPLINGS
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
    assert len(FILE.read_text(encoding="utf-8")) < 20_000


def test_whatever_can_be_chosen_is_sent() -> None:
    assert [choice["key"] for choice in CHOICES["frameworks"]] == list(FRAMEWORKS)
    assert [key for key, _ in CHOICES["readings"]] == [reading.key for reading in READINGS]
    assert set(LABELS) == {*PRESETS, *UPSAMPLINGS} - {"ones"}
