"""The stage without Streamlit: one HTML file that plays a trace, offline.

The file holds the component's modules, and those it shares with others, as ``data:`` URLs.
A module cannot import its neighbours from there by a relative path, so each gets a bare name
in an import map, and the imports between them are rewritten to these names. There is no build
step and no second renderer.

In a notebook, ``show(trace)`` shows the player below the cell, ``show(layer, x)`` that of a layer
of PyTorch's or Keras' as it is, ``notebook(trace)`` is a notebook that holds one, and after
``%load_ext app.stage.notebook`` every trace that a cell returns shows itself so. ``core`` keeps
knowing nothing of all this: a trace has no ``_repr_html_`` of its own, IPython is told
from here how to show one.

>>> bare_imports('import { open } from "../scene.js";', "stage/readings/stamp.js")
'import { open } from "stage/scene.js";'
>>> bare_imports('import "../transposed-convolution-lab.shared/svg.js";', "stage/grids.js")
'import "shared/svg.js";'
"""

import html
import json
import posixpath
import re
import zlib
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from app.setting.link import Visible
from app.stage import message as stage_message
from app.stage.ahead import Answer, told
from app.stage.message import Message
from app.stage.scene import scene
from core.activations import ActivationKey
from core.arguments import GeometryError
from core.contributions import Trace
from core.exports.snippets import snippet
from core.mistakes import Mistake
from core.modules import is_layer, trace_module
from core.readings import READINGS, ReadingKey, possible, stepped
from core.timeline import Walk

ASSETS = Path(__file__).parent / "assets"
_FOLDERS = {"stage": ASSETS, "shared": ASSETS.parents[1] / "shared" / "assets"}
_SERVED = "transposed-convolution-lab."
"""What Streamlit puts before a component's name where it serves its files."""

HEIGHT = 620
"""Pixels of a notebook's player; every reading of a small trace can be read in it."""

LARGEST_LAYER = 20_000
"""Numbers of a layer that is played: its input's, its kernel's and its output's."""

# What Streamlit's theme gives the component; a test holds these to .streamlit/config.toml,
# which is not there where the package is installed.
THEME = {
    "light": {
        "primary-color": "#2c6bb3",
        "background-color": "#fbfaf6",
        "secondary-background-color": "#f1efe8",
        "text-color": "#1f2126",
        "border-color": "#e2dfd5",
        "blue-color": "#2c6bb3",
        "green-color": "#1c8a5f",
        "orange-color": "#c05c12",
        "violet-color": "#7e235e",
        "gray-color": "#6a6c73",
        "red-color": "#ff4b4b",
    },
    "dark": {
        "primary-color": "#7fb2ef",
        "background-color": "#14161b",
        "secondary-background-color": "#22252d",
        "text-color": "#ecebe7",
        "border-color": "#31353e",
        "blue-color": "#7fb2ef",
        "green-color": "#62cf9f",
        "orange-color": "#eb9d52",
        "violet-color": "#e271b5",
        "gray-color": "#a3a5ad",
        "red-color": "#ff2b2b",
    },
}
_FONT = 'system-ui, "Source Sans 3", sans-serif'
STATIC_IMPORT = re.compile(
    r'^((?:import|export)\s*(?:[\w$*{},\s]*?\bfrom\s*)?)"(\.\.?/[\w/.-]+\.js)"', re.MULTILINE
)

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{theme}
html, body {{ margin: 0; background: var(--st-background-color); }}
</style>
<div id="player"></div>
<template id="inside"><style>{css}</style><div class="lab"></div></template>
<script type="application/json" id="message">{message}</script>
<script type="importmap">{modules}</script>
<script type="module">
import stage from "stage/stage.js";
const root = document.getElementById("player").attachShadow({{ mode: "open" }});
root.append(document.getElementById("inside").content);
const message = JSON.parse(document.getElementById("message").textContent);
stage({{ data: [message], parentElement: root, setStateValue() {{}} }});
</script>
</html>
"""


def player(
    trace: Trace,
    *,
    readings: Sequence[ReadingKey] = ("stamp",),
    walk: Walk = "input",
    mistake: Mistake | None = None,
    symbols: bool = False,
    activation: ActivationKey = "",
) -> str:
    """Return a page that plays a trace, with hover and keyboard, in one file.

    Args:
        trace: The operation.
        readings: Those shown side by side at first; the others are one click away. A
            convolution slides: it has no stamps.
        walk: By which cells to step where the readings leave a choice.
        mistake: A mistake to show beside the right result.
        symbols: Whether letters stand for the numbers at first.
        activation: What follows the sum; "" for nothing.
    """
    shown = possible(readings, trace.geometry.operation)
    message = _message(trace, shown, walk, mistake, symbols, activation)
    return _PAGE.format(
        title=html.escape(_title(trace)),
        theme=_theme(),
        css=(ASSETS / "stage.css").read_text(encoding="utf-8"),
        message=_in_script(message),
        modules=_in_script({"imports": modules()}),
    )


@dataclass(frozen=True, eq=False)
class Player:
    """A player that a notebook can show.

    Attributes:
        page: The whole page, as ``player`` returns it.
        height: Of its frame, in pixels.
    """

    page: str
    height: int = HEIGHT

    def _repr_html_(self) -> str:
        """Return a frame that holds the page: its styles and keys stay inside."""
        return (
            f'<iframe srcdoc="{html.escape(self.page)}" title="Transposed Convolution Lab" '
            f'style="width:100%;height:{self.height}px;border:0"></iframe>'
        )


def show(layer: object, x: object = None, *, height: int = HEIGHT, **shown: Any) -> Player:
    """Return the player of an operation, for the end of a notebook's cell.

    Args:
        layer: A trace; or a layer of PyTorch's or Keras' as it is, see ``core.modules``.
        x: The layer's input; nothing beside a trace.
        height: Of the frame, in pixels.
        shown: What ``player`` takes.

    Raises:
        GeometryError: what is given cannot be shown, in one sentence.
    """
    traced = layer if isinstance(layer, Trace) else _of_layer(layer, x)
    return Player(player(traced, **shown), height)


def _of_layer(layer: object, x: object) -> Trace:
    if x is None and is_layer(layer):
        raise GeometryError("x", x, "show(layer, x) needs the layer's input x, too")
    traced = trace_module(layer, x)
    numbers = traced.image.size + traced.kernel.size + int(np.prod(traced.output_shape))
    if numbers > LARGEST_LAYER:
        raise GeometryError(
            "layer",
            traced.kernel.shape,
            f"A player of {numbers:,} numbers is too large: {LARGEST_LAYER:,} are the most, so "
            "take a part of the input or a layer with fewer channels",
        )
    return traced


def load_ipython_extension(ipython: Any) -> None:
    """Let every trace show itself; called by ``%load_ext app.stage.notebook``."""
    formatter = ipython.display_formatter.formatters["text/html"]
    formatter.for_type(Trace, lambda trace: show(trace)._repr_html_())


_PLAYER_CELL = """\
# One page, packed: press Play, or the space bar. It needs no network.
import html
import zlib
from base64 import b64decode

from IPython.display import HTML

page = zlib.decompress(b64decode("<packed>")).decode()
HTML(
    f'<div><iframe srcdoc="{html.escape(page)}" title="Transposed Convolution Lab" '
    'style="width:100%;height:<height>px;border:0"></iframe></div>'
)
"""


def notebook(trace: Trace, **shown: Any) -> str:
    """Return a notebook, as a file's text, that plays a trace and computes it with numpy.

    Format: nbformat 4.5. The player is there before any cell has run, and each cell runs where
    nothing but numpy and IPython is installed.

    Args:
        trace: The operation.
        shown: What ``player`` takes.
    """
    page = player(trace, **shown)
    program = snippet(trace, "numpy", activation=shown.get("activation", ""))
    packed = b64encode(zlib.compress(page.encode(), 9)).decode()
    playing = _PLAYER_CELL.replace("<packed>", packed).replace("<height>", f"{HEIGHT}")
    cells = [
        _text_cell("title", f"# {_title(trace)}\n\nEvery multiplication, step by step."),
        _code_cell("player", playing, Player(page)),
        _text_cell("computed", "The same with NumPy, which checks its own result."),
        _code_cell("program", program.code)
        if program.code
        else _text_cell("program", program.why_not),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps(
        {
            "cells": cells,
            "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        },
        ensure_ascii=False,
        indent=1,
    )


def _text_cell(name: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": _lines(text)}


def _code_cell(name: str, code: str, made: Player | None = None) -> dict[str, Any]:
    shown = {
        "output_type": "display_data",
        "data": {
            "text/html": [] if made is None else [made._repr_html_()],
            "text/plain": ["Run this cell to play."],
        },
        "metadata": {},
    }
    return {
        "cell_type": "code",
        "id": name,
        "metadata": {},
        "execution_count": None,
        "source": _lines(code),
        "outputs": [] if made is None else [shown],
    }


def _lines(text: str) -> list[str]:
    return text.rstrip("\n").splitlines(keepends=True)


def bare_imports(source: str, name: str) -> str:
    """Rewrite a module's imports of its neighbours to the names of the import map.

    Static imports only: what is imported on demand is not part of the player.

    Args:
        source: The module's text.
        name: Its own name in the import map.
    """
    return STATIC_IMPORT.sub(lambda found: f'{found[1]}"{bare(found[2], name)}"', source)


def bare(path: str, name: str) -> str:
    """Return the name of what a module called ``name`` imports by a relative path."""
    served = posixpath.join(_SERVED + posixpath.dirname(name), path)
    return posixpath.normpath(served).removeprefix(_SERVED)


@cache
def modules() -> dict[str, str]:
    """Return the stage's modules by bare name, as ``data:`` URLs, in the order of need."""
    found: dict[str, str] = {}
    wanted = ["stage/stage.js"]
    while wanted:
        name = wanted.pop()
        if name in found:
            continue
        source = source_of(name)
        code = b64encode(bare_imports(source, name).encode()).decode()
        found[name] = f"data:text/javascript;base64,{code}"
        wanted += [bare(match[2], name) for match in STATIC_IMPORT.finditer(source)]
    return found


def source_of(name: str) -> str:
    """Return the text of a module by its bare name, "stage/scene.js"."""
    component, _, file = name.partition("/")
    return (_FOLDERS[component] / file).read_text(encoding="utf-8")


def _message(
    trace: Trace,
    readings: tuple[ReadingKey, ...],
    walk: Walk,
    mistake: Mistake | None,
    symbols: bool,
    activation: ActivationKey,
) -> Message:
    """Return what the stage gets from Streamlit, less what needs an answer from Python."""
    transposed, operation = trace.transposed, trace.geometry.operation
    ahead = {
        f"readings {','.join(some)}": Answer(
            scene=scene(
                trace, some, stepped(some, operation, walk), mistake, activation=activation
            ),
            compare=None,
            error=None,
            example=None,
        )
        for some in _choices(trace)
    }
    walked = stepped(readings, operation, walk)
    return stage_message.message(
        scene(trace, readings, walked, mistake, activation=activation),
        stage_message.of_trace(trace, readings, walk),
        id="standalone",
        planes=stage_message.planes(*trace.kernel.shape[:2]),
        place={"symbols": True} if symbols else None,
        ahead=b64encode(zlib.compress(told(ahead).encode(), 1)).decode(),
        view=Visible(
            hide=["controls", "share", "walk", *([] if transposed else ["readings"])],
            lock=True,
            alone=True,
        ),
    )


def _choices(trace: Trace) -> list[tuple[ReadingKey, ...]]:
    """Return every set of readings that this trace has."""
    offered = [one for one in READINGS if "layer" in one.subjects and one.has(trace)]
    abreast = [one.key for one in offered if not one.whole]
    return [
        *(some for n in range(1, len(abreast) + 1) for some in combinations(abreast, n)),
        *((one.key,) for one in offered if one.whole),
    ]


def _title(trace: Trace) -> str:
    kind = "Transposed convolution" if trace.transposed else "Convolution"
    before, after = ("×".join(map(str, s[1:])) for s in (trace.input_shape, trace.output_shape))
    return f"{kind}, {before} to {after}"


def _theme() -> str:
    """Return the variables that the stylesheet reads, for both colour schemes."""
    light, dark = (
        " ".join(f"--st-{name}: {colour};" for name, colour in THEME[scheme].items())
        for scheme in ("light", "dark")
    )
    return (
        f":root {{ color-scheme: light dark; --st-font: {_FONT}; {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}"
    )


def _in_script(thing: object) -> str:
    """Write JSON that cannot end the script element it stands in."""
    written = json.dumps(thing, separators=(",", ":"), allow_nan=False)
    return written.replace("<", "\\u003c")
