"""What a page shows, read from what Python sends: its HTML and its components' messages."""

import json
import re
from typing import Any

from streamlit.testing.v1 import AppTest


def html(page: AppTest) -> str:
    """Return all HTML of the page, that of the sheets of numbers included."""
    assert not page.exception
    bodies = [element.proto.body for element in page.get("html")]
    for message in messages(page):
        captions = [sheet["caption"] for sheet in message["sheets"]]
        bodies += [message["heading"], *captions, message["words"]]
    return unmarked("\n".join(bodies))


def unmarked(text: str) -> str:
    """Return HTML without the marks of the glossary's words."""
    return re.sub(r'<span class="term"[^>]*>(.*?)</span>', r"\1", text)


def foretold(text: str | bytes) -> dict[str, Any]:
    """Return answers that were told ahead, each with its whole scene, as the stage reads them."""
    told = json.loads(text)
    answers: dict[str, Any] = told["answers"]
    for answer in answers.values():
        for name in ("scene", "compare"):
            answer[name] = _whole(answer[name], told["parts"])
    return answers


def _whole(places: Any, parts: list[Any]) -> Any:
    """Return a scene, or what stands beside one, from the places of its parts."""
    if places is None:
        return None
    return {
        name: _whole(place, parts) if name == "scene" else parts[place]
        for name, place in places.items()
    }


def messages(page: AppTest) -> list[dict[str, Any]]:
    """Return what the page's sheets of numbers were sent."""
    sent = [json.loads(element.proto.json)[0] for element in page.get("bidi_component")]
    return [message for message in sent if "sheets" in message]


def message(page: AppTest, kind: str) -> dict[str, Any]:
    """Return the one message of this kind: "ladder", or "results" for the large pictures."""
    (found,) = [one for one in messages(page) if kind in one["kind"].split()]
    return found
