"""Who may import what."""

import ast
import gzip
import re
import sys
import tomllib
from pathlib import Path

import pytest

from app import pages
from app.shared.files import COMPRESSION
from app.stage.notebook import STATIC_IMPORT, bare, source_of
from core.readings import READING

ROOT = Path(__file__).parents[1]
CORE = sorted(
    path for folder in ("", "exports", "ladders") for path in (ROOT / "core" / folder).glob("*.py")
)


PAGES = ("codes", "course", "draw", "lab", "models", "sizes", "value")
"""The rooms of the house that are pages; a test holds this to ``app.pages``."""

STREAMLIT = ("server.py", "main.py", "shared/frame.py", "shared/theme.py", "shared/ways.py")
"""Files of the app that may import Streamlit, beside pages, their views and components."""


def modules(path: Path) -> set[str]:
    """Return the modules that a file imports from, by their whole names."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def imported(path: Path) -> set[str]:
    """Return the top-level names that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.name)
def test_the_trace_engine_needs_numpy_and_nothing_else(path: Path) -> None:
    assert imported(path) - sys.stdlib_module_names <= {"numpy", "core"}


def test_core_knows_nothing_of_the_app() -> None:
    for path in (ROOT / "core").rglob("*.py"):
        assert imported(path).isdisjoint({"app", "streamlit"}), path


def test_only_training_knows_torch() -> None:
    """Nor does anybody import training but its own command, which the records name."""
    training = ROOT / "core" / "autoencoders" / "training"
    for path in [*(ROOT / "core").rglob("*.py"), *(ROOT / "app").rglob("*.py")]:
        if path.is_relative_to(training):
            continue
        assert imported(path).isdisjoint({"torch", "tqdm"}), path
        if path.name != "train.py":
            assert "core.autoencoders.training" not in path.read_text(), path


def test_no_file_of_the_app_shadows_a_standard_module() -> None:
    """``streamlit run`` puts app/ first on the path: app/types.py would break Python."""
    for path in (ROOT / "app").glob("*.py"):
        assert path.stem == "__init__" or path.stem not in sys.stdlib_module_names


def test_the_component_files_are_small_on_the_wire() -> None:
    rooms = (ROOT / "app" / room / "assets" for room in ("stage", "shared"))
    # A licence lies beside them; no browser asks for it.
    sent = [path for room in rooms for path in room.rglob("*.*") if path.suffix != ".md"]
    files = [path.read_bytes() for path in sent]

    assert sum(len(gzip.compress(file, COMPRESSION)) for file in files) < 152_000


def test_a_page_never_imports_a_page() -> None:
    """What two pages need lies below both."""
    for room in (path for path in (ROOT / "app").iterdir() if path.is_dir()):
        others = [f"app.{page}." for page in PAGES if page != room.name]
        for path in room.rglob("*.py"):
            for module in modules(path):
                assert not module.startswith(tuple(others)), f"{path} imports {module}"


def test_every_page_has_its_room() -> None:
    assert {page.function.__module__ for page in pages.PAGES} == {
        f"app.{room}.page" for room in PAGES
    }


def test_a_page_thinks_without_streamlit() -> None:
    """Parameters and wishes in, message and link out: testable, and open to another host."""
    for path in (ROOT / "app").rglob("*.py"):
        glue = path.name in ("page.py", "component.py") or path.name.endswith("_view.py")
        named = path.relative_to(ROOT / "app").as_posix()
        if not glue and named not in STREAMLIT:
            assert "streamlit" not in imported(path), path


def test_every_package_is_shipped() -> None:
    listed = set(
        tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    )
    there = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for top in ("app", "core")
        for path in (ROOT / top).rglob("__init__.py")
    }

    # app/ under the distribution's name; see there.
    assert listed - {"transposed_convolution_lab"} == there


def test_no_module_of_the_stage_imports_itself_by_a_detour() -> None:
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " imports ".join((*way, name))
        if name not in done:
            for found in STATIC_IMPORT.finditer(source_of(name)):
                visit(bare(found[2], name), (*way, name))
            done.add(name)

    for path in (ROOT / "app/stage/assets").rglob("*.js"):
        visit(f"stage/{path.relative_to(ROOT / 'app/stage/assets').as_posix()}", ())
    assert {"stage/board.js", "stage/readings/stamp.js", "shared/dom.js"} <= done


def test_whoever_draws_compares_no_reading_s_name() -> None:
    """A reading is a record and a file of its own; nobody else compares its name."""
    rooms = [*(ROOT / "app/stage").rglob("*.*"), *(ROOT / "app/value").rglob("*.py")]
    for path in rooms:
        if path.suffix in (".js", ".py") and path.parent.name != "readings":
            text = path.read_text(encoding="utf-8")
            for key in READING:
                compared = re.search(rf"reading\w*(\[0\])? (===?|!==?) \"{key}\"", text)
                assert not compared, f"{path}: {compared}"


def test_files_are_watched_only_where_somebody_develops() -> None:
    """A watcher walks through all modules for each visitor who joins."""
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
    assert config["server"]["fileWatcherType"] == "none"

    told = re.search(r"make run ARGS='(--server.fileWatcherType \w+)'", _text("CONTRIBUTING.md"))
    assert told
    assert told[1] == "--server.fileWatcherType auto"
    run = re.search(r"^run:.*\n\t(.*)", _text("Makefile"), re.MULTILINE)
    assert run
    assert run[1].endswith("$(ARGS)")


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_a_language_s_program_is_a_record_and_a_course_s_stage_asks_the_reading() -> None:
    """Neither compares a name: what refuses, writes and slides is asked of the record."""
    snippets = _text("core/exports/snippets.py")
    assert not re.search(r'[!=]= "(pytorch|keras|numpy)"', snippets)
    stages = _text("app/course/stages.py")
    for key in READING:
        assert not re.search(rf'(reading|one) [!=]= "{key}"|"{key}" in self.readings', stages)


SHARED_STYLES = {
    *("board", "buttons", "cell", "choice", "formula", "main", "marks", "plain", "player", "row"),
    *("soft", "track"),
}
"""Parts of the stage that the course and the page of sizes show, too, and style further."""


def test_a_name_that_the_stage_styles_is_nobody_else_s() -> None:
    """The course and the page of sizes take the stage's style into their own root."""
    own = {
        found[1]
        for selector in selectors("stage/assets/stage.css")
        if (found := re.fullmatch(r"\.([\w-]+)(::?[\w()-]+)?", selector))
    }
    for guest in (
        "course/assets/course.css",
        "course/assets/networks.css",
        "sizes/assets/sizes.css",
    ):
        named = {
            name
            for selector in selectors(guest)
            for name in re.findall(r"\.([a-zA-Z][\w-]+)", selector)
        }
        assert named & own <= SHARED_STYLES, guest


def selectors(style: str) -> list[str]:
    """Return every selector of a style sheet of the app, those of its conditions too."""
    text = re.sub(r"/\*.*?\*/", "", (ROOT / "app" / style).read_text(), flags=re.DOTALL)
    return [one.strip() for group in re.findall(r"([^{};]+)\{", text) for one in group.split(",")]
