"""The contract between Python and the stage, held to a file that both sides read."""

import json
import re
from pathlib import Path
from typing import get_args

from app.setting.setting import PRESETS
from app.stage.message import CHOICES, EXAMPLES, Message
from core.frameworks import FRAMEWORKS
from core.geometry import Operation
from core.kernels import LABELS, UPSAMPLINGS
from core.kernels import PRESETS as KERNELS
from core.readings import READINGS
from core.timeline import Walk
from tests.golden.__main__ import FILE, golden, written


def test_the_golden_message_is_what_the_builder_makes() -> None:
    """``make golden`` writes it anew; read what changed before committing it."""
    assert FILE.read_text(encoding="utf-8") == written(golden())


def test_the_golden_message_has_every_part() -> None:
    message = json.loads(FILE.read_text(encoding="utf-8"))

    assert set(message) == set(Message.__annotations__)
    assert message["error"]["fix"]
    assert message["export"]["text"]
    assert message["compare"]["scene"]["output"] == message["scene"]["output"]
    assert message["compare"]["sides"][1]["marks"]
    assert message["scene"]["y"]["spread"]
    assert message["place"] == {"step": 1, "pin": ["in", 0, 0, 1], "symbols": True}
    assert message["notices"]
    assert message["scene"]["typed"]["input"]
    assert message["scene"]["typed"]["kernel"]
    assert [one["examples"][0]["sketch"]["kept"] is None for one in message["examples"]] == [
        False,
        True,
    ]
    assert len(FILE.read_text(encoding="utf-8")) < 21_000


def test_every_example_is_offered_with_its_sizes_and_where_it_is_from() -> None:
    offered = {one["key"]: one for question in EXAMPLES for one in question["examples"]}

    assert sorted(offered) == sorted(PRESETS)
    assert offered["S12"]["about"] == "3×3 → 6×6 · Garg, Example 2"
    assert offered["S21 top-down"]["about"] == "1×2 → 2×4 · Slides, top-down"


def test_whatever_can_be_chosen_is_sent() -> None:
    assert [choice["key"] for choice in CHOICES["frameworks"]] == list(FRAMEWORKS)
    assert {key for key, _ in CHOICES["operations"]} == set(get_args(Operation))
    assert {key for key, _ in CHOICES["walks"]} == set(get_args(Walk))
    assert [key for key, _ in CHOICES["readings"]] == [reading.key for reading in READINGS]
    assert set(LABELS) == {*KERNELS, *UPSAMPLINGS} - {"ones"}


def test_no_label_of_a_choice_is_written_in_the_stage_s_javascript() -> None:
    """Operation, walk and arrangement were: two homes for one word."""
    rooms = Path(__file__).parents[1] / "app/stage/assets"
    modules = [path.read_text(encoding="utf-8") for path in rooms.rglob("*.js")]
    for name in ("operations", "readings", "walks", "arrangements", "paddings"):
        assert any(f"choices.{name}" in module for module in modules), name
        for key, label in CHOICES[name]:  # type: ignore[literal-required]
            pair = re.compile(rf"""\[\s*["']{key}["'],\s*["']{re.escape(label)}["']""")
            assert not any(pair.search(module) for module in modules), (key, label)
