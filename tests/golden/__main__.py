"""Write the golden message anew: ``make golden``, after a change that was meant."""

import json
from pathlib import Path

from app.lab import session
from app.lab.takeaway import Request
from app.setting.scenes import Scenes, change
from app.stage.message import CHOICES, EXAMPLES, Message, QuestionChoice

FILE = Path(__file__).parent / "message.json"


def golden() -> Message:
    """Return a message in which as little as possible is empty: a mistake, a fix, a file."""
    # An output_padding of 1 at stride 1 is refused: the picture shows the nearest that works.
    link = {"i": "1x2", "k": "2", "s": "1", "p": "0", "o": "1", "m": "unturned", "r": "slide,count"}
    link |= {"x": "count:5", "w": "ones:,7"}
    lab = session.opened(link | {"step": "1", "pin": "in,0,0,1", "d": "one", "symbols": "1"})
    asked = session.Lab(
        setting=lab.setting,
        shown=lab.shown,
        moved="output_padding",
        notices=lab.notices,
        answered=2,
        place=lab.place,
        request=Request(2, "csv"),
        scenes=change(Scenes(), {"do": "add", "place": "step=1"}, lab.shown).scenes,
    )
    made = session.message(asked, {"hide": "examples", "lock": "1"}, embedded=False)
    # It answers a wish, so it came without them.
    made["choices"] = CHOICES
    # One grid and one pair of maps: the others are of the same kinds.
    made["examples"] = [
        QuestionChoice(asks=question["asks"], examples=question["examples"][:1])
        for question in (EXAMPLES[0], EXAMPLES[-1])
    ]
    return made


def written(message: Message) -> str:
    """Return the text of the file."""
    return json.dumps(message, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(golden()), encoding="utf-8")
