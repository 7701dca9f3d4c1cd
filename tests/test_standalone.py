"""The player in one file, without a browser; ``tests/browser/test_takeaway.py`` plays it."""

import html
import json
import re
import sys
import tomllib
import zlib
from base64 import b64decode
from itertools import combinations
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.setting.link import UNSAID
from app.stage.notebook import (
    ASSETS,
    THEME,
    Player,
    bare_imports,
    load_ipython_extension,
    modules,
    notebook,
    player,
    show,
    source_of,
)
from core.contributions import Trace, trace
from core.mistakes import mistakes
from core.readings import ReadingKey
from core.timeline import Walk
from tests.shown import foretold

ROOT = Path(__file__).parents[1]
TRACE = UNSAID.trace()


def message(page: str) -> dict[str, Any]:
    found = re.search(r'id="message">(.*?)</script>', page)
    assert found
    loaded: dict[str, Any] = json.loads(found[1])
    return loaded


@pytest.mark.parametrize(
    ("source", "rewritten"),
    [
        ('import { open } from "./scene.js";', 'import { open } from "stage/scene.js";'),
        ('import {\n  a,\n} from "./panels.js";', 'import {\n  a,\n} from "stage/panels.js";'),
        ('import "./side.js";', 'import "stage/side.js";'),
        ('import { a } from "./readings/a.js";', 'import { a } from "stage/readings/a.js";'),
        (
            'import { put } from "../transposed-convolution-lab.shared/svg.js";',
            'import { put } from "shared/svg.js";',
        ),
        ('export { a } from "./a.js";', 'export { a } from "stage/a.js";'),
        # On demand, in a comment, elsewhere: left alone.
        ('  await import("./gifenc.js");', '  await import("./gifenc.js");'),
        (' * {import("./scene.js").Row} Row', ' * {import("./scene.js").Row} Row'),
        (
            'export function f() {\n  import("./a.js");',
            'export function f() {\n  import("./a.js");',
        ),
        ('const text = "./scene.js";', 'const text = "./scene.js";'),
        ('export const a = 1;\nconst b = "./a.js";', 'export const a = 1;\nconst b = "./a.js";'),
    ],
)
def test_imports_of_neighbours_become_bare_names(source: str, rewritten: str) -> None:
    assert bare_imports(source, "stage/board.js") == rewritten


def test_the_player_holds_every_module_that_it_imports_and_no_other() -> None:
    found = modules()

    for name, url in found.items():
        code = b64decode(url.removeprefix("data:text/javascript;base64,")).decode()
        imported = set(re.findall(r'^(?:import|\}).*?"(.+?)";$', code, re.MULTILINE))
        assert imported <= set(found), name
        assert code.count("\n") == source_of(name).count("\n")
    assert "stage/scene.js" in found
    assert "shared/dom.js" in found
    assert not {"stage/takeaway.js", "shared/gifenc.js"} & set(found)


def test_the_file_names_no_other_file() -> None:
    page = player(TRACE)

    assert not re.search(r'(src|href)="', page)
    # Namespaces are names, not addresses that are fetched.
    assert set(re.findall(r"https?://[\w./]+", page)) <= {"http://www.w3.org/2000/svg"}


def test_every_set_of_readings_is_there_before_it_is_chosen() -> None:
    sent = message(player(TRACE, readings=("slide",)))
    ahead = foretold(zlib.decompress(b64decode(sent["ahead"])))

    assert sent["scene"]["walk"] == "output"
    keys = ("stamp", "slide", "matrix", "count")
    sets = [some for n in range(1, 5) for some in combinations(keys, n)]
    # Phases and the unrolled matrix have the board to themselves; only the slide alone has no
    # stamps to step through.
    assert {name: found["scene"]["walk"] for name, found in ahead.items()} == {
        f"readings {','.join(some)}": "output"
        if some in (("slide",), ("phases",), ("unroll",))
        else "input"
        for some in (*sets, ("phases",), ("unroll",))
    }


@pytest.mark.parametrize("walk", ["input", "output"])
@pytest.mark.parametrize(
    "readings", [("stamp",), ("slide",), ("matrix",), ("stamp", "matrix"), ("slide", "matrix")]
)
def test_readings_and_walk_reach_the_player(readings: tuple[ReadingKey, ...], walk: Walk) -> None:
    """A walk is only chosen where the readings leave a choice."""
    sent = message(player(TRACE, readings=readings, walk=walk))

    expected = {("stamp",): "input", ("slide",): "output"}.get(readings, walk)
    assert sent["controls"]["readings"] == list(readings)
    assert sent["controls"]["walk"] == walk
    assert sent["scene"]["readings"] == list(readings)
    assert sent["scene"]["walk"] == expected
    ahead = foretold(zlib.decompress(b64decode(sent["ahead"])))
    assert ahead["readings slide,matrix"]["scene"]["walk"] == walk
    assert ahead["readings stamp"]["scene"]["walk"] == "input"


def test_letters_stand_for_the_numbers_where_they_are_asked_for() -> None:
    assert message(player(TRACE, symbols=True))["place"] == {"symbols": True}
    assert message(player(TRACE))["place"] is None


def test_a_mistake_is_beside_the_right_result_in_every_reading() -> None:
    sent = message(player(TRACE, mistake=mistakes(TRACE)[0]))
    ahead = foretold(zlib.decompress(b64decode(sent["ahead"])))

    scenes = [sent["scene"], *(found["scene"] for found in ahead.values())]
    assert len(scenes) == 1 + 15 + 2
    assert all(each["mistake"] is not None for each in scenes)
    assert message(player(TRACE))["scene"]["mistake"] is None


def test_a_convolution_offers_no_stamp_and_no_choice_of_readings() -> None:
    layer = trace([[1, 2, 3]] * 3, [[1, 2], [3, 4]], operation="convolution")

    sent = message(player(layer, readings=("slide",)))
    ahead = foretold(zlib.decompress(b64decode(sent["ahead"])))

    keys = ("slide", "matrix", "count")
    sets = [some for n in range(1, 4) for some in combinations(keys, n)]
    assert set(ahead) == {f"readings {','.join(some)}" for some in (*sets, ("trip",), ("unroll",))}
    assert all(found["scene"]["walk"] == "output" for found in ahead.values())
    assert "readings" in sent["view"]["hide"]
    assert "readings" not in message(player(TRACE))["view"]["hide"]


@pytest.mark.parametrize(("side", "offered"), [(7, True), (8, False)])
def test_a_matrix_is_offered_up_to_20000_entries(side: int, offered: bool) -> None:
    """70 inputs times 20 × 14 outputs are 19,600; the stage offers it up to the same number."""
    layer = trace([[1] * side] * 10, [[1, 2], [3, 4]], stride=2)

    ahead = foretold(zlib.decompress(b64decode(message(player(layer))["ahead"])))

    assert (10 * side * 20 * 2 * side <= 20_000) == offered
    assert ("readings matrix" in ahead) == offered


def test_the_title_says_the_operation_and_its_sizes() -> None:
    def title(layer: Trace) -> str:
        return player(layer).split("<title>")[1].split("</title>")[0]

    assert title(trace([[1, 2, 3]], [[1, 2]], stride=2)) == "Transposed convolution, 1×3 to 1×6"
    convolved = trace([[1, 2, 3]], [[1, 2]], operation="convolution")
    assert title(convolved) == "Convolution, 1×3 to 1×2"


def test_a_script_cannot_be_ended_by_what_it_holds() -> None:
    assert "</script>" not in json.dumps(message(player(TRACE)))
    assert player(TRACE).count("</script>") == 3


def test_the_colours_are_those_of_the_app() -> None:
    theme = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())["theme"]

    for scheme, colours in THEME.items():
        for name, colour in colours.items():
            words = name.split("-")
            option = words[0] + "".join(word.capitalize() for word in words[1:])
            if name != "red-color":  # Streamlit's own: the theme leaves it alone.
                assert theme[scheme][option] == colour


def test_the_stylesheet_reads_no_colour_that_the_player_lacks() -> None:
    files = "".join(path.read_text() for path in ASSETS.glob("*.*s"))

    read = set(re.findall(r"--st-([a-z-]+)", files)) - {"font"}
    assert read <= set(THEME["light"]) == set(THEME["dark"])


def test_a_notebook_shows_a_trace_in_a_frame_of_its_own() -> None:
    shown = show(TRACE, height=500, readings=("slide",))

    frame = shown._repr_html_()
    assert isinstance(shown, Player)
    assert html.unescape(frame.split('srcdoc="')[1].split('"')[0]) == shown.page
    assert "height:500px" in frame


def test_after_loading_the_extension_traces_show_themselves() -> None:
    shown: dict[type, Any] = {}
    formatter = SimpleNamespace(for_type=shown.__setitem__)
    display = SimpleNamespace(formatters={"text/html": formatter})

    load_ipython_extension(SimpleNamespace(display_formatter=display))

    assert shown[Trace](TRACE) == show(TRACE)._repr_html_()


def test_layers_that_no_control_can_say_are_played_too() -> None:
    layer = trace([[1, 2, 3]], [[1, 2], [3, 4], [5, 6]], stride=(1, 2))

    sent = message(player(layer))

    assert sent["scene"]["output"] == list(layer.output_shape)


def test_a_convolution_slides_whatever_reading_is_asked_for_first() -> None:
    """It has no stamps; a notebook shows each trace with the default."""
    convolution = trace([[1.0, 2.0]], [[3.0]], operation="convolution")

    assert message(player(convolution))["scene"]["readings"] == ["slide"]
    both = message(player(convolution, readings=("stamp", "matrix")))
    assert both["scene"]["readings"] == both["controls"]["readings"] == ["matrix"]


# A notebook


def test_a_notebook_has_the_cells_that_nbformat_4_5_asks_for() -> None:
    """Its schema: ids that differ, outputs and a count of each code cell, sources in lines."""
    held = json.loads(notebook(TRACE))

    assert (held["nbformat"], held["nbformat_minor"]) == (4, 5)
    assert held["metadata"]["kernelspec"]["name"] == "python3"
    assert len({cell["id"] for cell in held["cells"]}) == len(held["cells"])
    for cell in held["cells"]:
        assert re.fullmatch(r"[a-zA-Z0-9-_]{1,64}", cell["id"])
        assert cell["metadata"] == {}
        assert all(isinstance(line, str) for line in cell["source"])
        assert all(line.endswith("\n") for line in cell["source"][:-1])
        code = {"outputs", "execution_count"} & set(cell)
        assert code == ({"outputs", "execution_count"} if cell["cell_type"] == "code" else set())


def test_a_notebook_plays_before_and_after_its_cell_has_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cells = {cell["id"]: cell for cell in json.loads(notebook(TRACE))["cells"]}
    (shown,) = cells["player"]["outputs"]
    made: list[str] = []
    display = ModuleType("IPython.display")
    display.HTML = made.append  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", ModuleType("IPython"))
    monkeypatch.setitem(sys.modules, "IPython.display", display)

    exec("".join(cells["player"]["source"]), {})
    exec("".join(cells["program"]["source"]), {})

    for frame in (shown["data"]["text/html"][0], made[0]):
        assert html.unescape(frame.split('srcdoc="')[1].split('"')[0]) == player(TRACE)


def test_a_notebook_without_a_program_says_why() -> None:
    layer = trace(np.ones((120, 120)), [[1.0]], stride=1)

    cells = {cell["id"]: cell for cell in json.loads(notebook(layer))["cells"]}

    assert cells["program"]["cell_type"] == "markdown"
    assert "numbers are too many" in cells["program"]["source"][0]
