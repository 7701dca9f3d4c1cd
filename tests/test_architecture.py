"""Who may import what."""

import ast
import gzip
import sys
from pathlib import Path

import pytest

from app.shared.compression import COMPRESSION

ROOT = Path(__file__).parents[1]
CORE = sorted([*(ROOT / "core").glob("*.py"), *(ROOT / "core" / "exports").glob("*.py")])


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
    files = [path.read_bytes() for path in (ROOT / "app/stage/assets").iterdir()]

    assert sum(len(gzip.compress(file, COMPRESSION)) for file in files) < 100_000
