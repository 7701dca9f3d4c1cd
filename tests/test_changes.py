"""The lists of faults in the JavaScript: ``make mutate`` puts them in, one after the other."""

import ast
from pathlib import Path

from mutants.changes import faulty, listed
from tests.browser.change import Change

ROOT = Path(__file__).parents[1]
SHARE = "app/stage/assets/share.js"


def test_every_listed_change_has_exactly_one_place() -> None:
    assert [change for change in listed() if faulty(change, ROOT) is None] == []


def test_every_listed_change_makes_a_difference() -> None:
    assert [change for change in listed() if change.old == change.new] == []


def test_every_test_that_has_to_notice_a_change_exists() -> None:
    missing = [change.noticed_by for change in listed() if not _exists(change.noticed_by)]

    assert missing == []


def test_a_test_that_is_not_there_is_told_from_one_that_is() -> None:
    here = "tests/test_changes.py::test_every_listed_change_makes_a_difference"

    assert _exists(here)
    assert _exists(f"{here}[any parameters]")
    assert not _exists(f"{here}_at_all")
    assert not _exists("tests/test_nothing.py::test_nothing")


def test_a_change_without_a_place_or_with_two_is_not_made() -> None:
    nobody = "tests/browser/test_lab.py::test_nothing"

    assert faulty(Change(SHARE, "not to be found there", "", nobody), ROOT) is None
    assert faulty(Change(SHARE, "const ", "let ", nobody), ROOT) is None
    assert faulty(Change("app/nowhere.js", "const ", "let ", nobody), ROOT) is None


def test_a_change_with_one_place_is_made_there_and_nowhere_else() -> None:
    change = Change(SHARE, "SAID_MS = 1500", "SAID_MS = 15", "tests/browser/test_lab.py::test_any")
    text = (ROOT / SHARE).read_text()

    changed = faulty(change, ROOT)

    assert changed is not None
    assert changed.replace("SAID_MS = 15;", "SAID_MS = 1500;") == text
    assert changed != text


def _exists(node: str) -> bool:
    """Say whether a test of this name stands in its file; its parameters are not looked at."""
    file, _, name = node.split("[")[0].partition("::")
    path = ROOT / file
    if not path.is_file():
        return False
    return any(
        isinstance(found, ast.FunctionDef) and found.name == name
        for found in ast.parse(path.read_text()).body
    )
