"""What a visitor takes away as text: the table, TikZ, programs, a test, the player in one file.

The component asks with an edit of its wish (``app.setting.wish``),

    {"kind": "export", "what": "tikz", "step": 4}

and finds the text in the message that answers it, under the number of that edit. Nothing
is computed that nobody asked for, and a request that makes no sense is left unanswered.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from app.setting.beside import beside
from app.setting.setting import Setting
from app.setting.wish import new_edits
from app.shared.palette import tap_colours
from app.stage.message import Taken, What
from app.stage.notebook import notebook, player
from core.comparison import ALONE, UNLIKE
from core.contributions import Trace
from core.exports.exercise import exercise
from core.exports.snippets import snippet
from core.exports.tables import rows_as_csv, rows_as_json
from core.exports.tikz import Finished, Side, tikz, tikz_beside
from core.mistakes import mistakes

_NAMES: dict[What, tuple[str, str]] = {
    "csv": ("{}-table.csv", "text/csv"),
    "json": ("{}-table.json", "application/json"),
    "tikz": ("{}-step.tex", "text/x-tex"),
    "html": ("{}-player.html", "text/html"),
    "notebook": ("{}-notebook.ipynb", "application/x-ipynb+json"),
    "pytest": ("test_transposed_convolution.py", "text/x-python"),
    "pytorch": ("{}-pytorch.py", "text/x-python"),
    "keras": ("{}-keras.py", "text/x-python"),
    "numpy": ("{}-numpy.py", "text/x-python"),
}
"""A file's name, with a place for the operation, and what kind of text it is.

No name is just ``numpy.py``: beside such a file, a program could not import numpy.
"""


@dataclass(frozen=True)
class Request:
    """A text that was asked for.

    Attributes:
        n: The number of the edit that asked.
        what: Which text.
        step: For TikZ: which one, as the player counts.
        beside: The same of B, where one stands beside it.
        symbols: For the player: whether it shows letters instead of numbers.
    """

    n: int
    what: What
    step: int = 0
    beside: int = 0
    symbols: bool = False


def read_request(wish: Mapping[str, Any], answered: int) -> Request | None:
    """Return the last request among a wish's new edits, or None.

    Args:
        wish: As it came from the browser.
        answered: The number of the last wish that was granted.
    """
    for n, edit in reversed(new_edits(wish, answered)):
        what = edit.get("what")
        if edit.get("kind") != "export" or what not in get_args(What):
            continue
        step, beside = edit.get("step", 0), edit.get("beside", 0)
        if type(step) is int and type(beside) is int:
            return Request(n, what, step, beside, symbols=edit.get("symbols") is True)
    return None


def take(request: Request, setting: Setting) -> Taken:
    """Return what was asked for, of a setting that its framework accepts."""
    trace = setting.trace()
    text = error = ""
    try:
        text, error = _written(request, setting, trace)
    except ValueError as reason:
        error = _sentence(str(reason))
    name, mime = _NAMES[request.what]
    if request.what == "tikz":
        shown = _sides(setting) if setting.beside else "{}-" + "-".join(setting.shown)
        name = f"{shown}-step-{request.step + 1}.tex"
    operation = "transposed-convolution" if trace.transposed else "convolution"
    return Taken(
        n=request.n,
        what=request.what,
        name=name.format(operation),
        mime=mime,
        text=text,
        error=error,
    )


def _sides(setting: Setting) -> str:
    """Return what A and B are called, for a file's name."""
    names = (re.sub(r"[^a-z0-9]+", "-", name.lower()) for name in beside(setting).names)
    return "-beside-".join(names)


def _written(request: Request, setting: Setting, trace: Trace) -> tuple[str, str]:
    """Return the text, or the reason why there is none."""
    match request.what:
        case "csv":
            return rows_as_csv(trace), ""
        case "json":
            return rows_as_json(trace), ""
        case "tikz" if setting.beside:
            return _both(request, setting)
        case "tikz":
            colours = tap_colours(trace.kernel[0, 0].size)
            text = tikz(
                trace,
                setting.shown,
                setting.stepped,
                request.step,
                colours=colours,
                activation=setting.activation,
            )
            return text, ""
        case "pytest":
            # A reader's own function takes pictures: a row is one of height 1.
            return exercise(replace(trace, layer=replace(trace.layer, dimensions=2)))
        case "html" | "notebook":
            made = mistakes(trace) if setting.mistake else []
            chosen = next((one for one in made if one.key == setting.mistake), None)
            page = _PAGES[request.what](
                trace,
                readings=setting.shown,
                walk=setting.walk,
                mistake=chosen,
                symbols=request.symbols,
                activation=setting.activation,
            )
            return page, ""
        case language:
            program = snippet(
                trace,
                language,
                activation=setting.activation,
                channels_first=setting.channels_first,
            )
            return program.code or "", program.why_not


def _both(request: Request, setting: Setting) -> tuple[str, str]:
    """Return TikZ of A beside B, or why there is no B."""
    found = beside(setting)
    sides, counted = found.sides(), found.compared()
    if sides is None or counted is None:
        return "", found.says
    ways = found.readings(setting)
    # What is cut away afterwards is no difference.
    differs = [
        (marks == UNLIKE) | ((marks == ALONE) & (not found.spare))
        for marks in (counted.a, counted.b)
    ]
    captions = [
        f"{letter}: {', '.join(filter(None, (name, words)))}"
        for letter, name, words in zip("AB", found.names, found.words, strict=True)
    ]

    def side(i: int, trace: Trace, step: int) -> Side:
        reading, walk = ways[i]
        return Side(
            caption=captions[i],
            trace=trace,
            reading=reading,
            walk=walk,
            step=step,
            activation=found.follows[i],
            # Where B leads back, its output stands for A's input.
            differs=(differs[i], None) if found.crossed and i == 0 else (None, differs[i]),
        )

    a = side(0, found.a, request.step)
    b = (
        side(1, found.b, request.beside)
        if found.b
        else Finished(
            caption=captions[1],
            numbers=sides[1],
            activation=found.follows[1],
            differs=differs[1],
        )
    )
    taps = [one.kernel[0, 0].size for one in (found.a, found.b) if one]
    return tikz_beside(a, b, colours=tap_colours(max(taps))), ""


_PAGES = {"html": player, "notebook": notebook}


def _sentence(reason: str) -> str:
    """Write an error's text as the sentence it is."""
    return f"{reason[:1].upper()}{reason[1:]}."
