"""Answers told before a control moves, in one text: what several of them share is written once.

Most of a scene is numbers and the lists of its two axes, and one movement changes few of them.
So every part of a scene stands in one list, and a scene names its parts by their places there.
"""

import json
from collections.abc import Mapping
from typing import Any, TypedDict

from app.stage.compare import CompareScene
from app.stage.message import Labelled, Trouble
from app.stage.scene import Scene


class Answer(TypedDict):
    """What one value of a control would show: a scene, or the rule that it breaks."""

    scene: Scene | None
    compare: CompareScene | None
    error: Trouble | None
    example: Labelled | None


def told(answers: Mapping[str, Answer]) -> str:
    """Return answers as JSON, which ``assets/ahead.js`` reads.

    Args:
        answers: By control and value, as "stride 3".
    """
    places: dict[str, int] = {}

    def place(part: object) -> int:
        return places.setdefault(_compact(part), len(places))

    def parted(whole: Mapping[str, Any] | None) -> dict[str, Any] | None:
        if whole is None:
            return None
        # What stands beside a scene holds another one.
        return {key: parted(part) if key == "scene" else place(part) for key, part in whole.items()}

    written = {
        name: {
            **answer,
            "scene": parted(answer["scene"]),
            "compare": parted(answer["compare"]),
        }
        for name, answer in answers.items()
    }
    return f'{{"parts":[{",".join(places)}],"answers":{_compact(written)}}}'


def _compact(thing: object) -> str:
    return json.dumps(thing, separators=(",", ":"), allow_nan=False)
