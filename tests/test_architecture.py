"""Who may import what."""

import ast
import gzip
import sys
import tomllib
from pathlib import Path

import pytest

from app import pages
from app.shared.compression import COMPRESSION

ROOT = Path(__file__).parents[1]
CORE = sorted([*(ROOT / "core").glob("*.py"), *(ROOT / "core" / "exports").glob("*.py")])


PAGES = ("codes", "course", "draw", "lab", "models", "value")
"""The rooms of the house that are pages; a test holds this to ``app.pages``."""

STREAMLIT = ("server.py", "main.py", "shared/frame.py", "shared/ways.py")
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


def test_only_the_autoencoders_know_torch() -> None:
    light = [path for room in ("stage", "lab") for path in (ROOT / "app" / room).rglob("*.py")]
    for path in [*CORE, *light]:
        assert "torch" not in imported(path), path


def test_no_file_of_the_app_shadows_a_standard_module() -> None:
    """``streamlit run`` puts app/ first on the path: app/types.py would break Python."""
    for path in (ROOT / "app").glob("*.py"):
        assert path.stem == "__init__" or path.stem not in sys.stdlib_module_names


def test_the_component_files_are_small_on_the_wire() -> None:
    rooms = (ROOT / "app" / room / "assets" for room in ("stage", "shared"))
    files = [path.read_bytes() for room in rooms for path in room.rglob("*.*")]

    assert sum(len(gzip.compress(file, COMPRESSION)) for file in files) < 100_000


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
