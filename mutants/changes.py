"""The faults in the JavaScript: those that ``tests/browser/changes_*.py`` list."""

from importlib import import_module
from pathlib import Path

from mutants.tree import ROOT
from tests.browser.change import Change


def listed() -> list[Change]:
    """Return the changes of all lists, file by file."""
    names = sorted(path.stem for path in (ROOT / "tests/browser").glob("changes_*.py"))
    return [
        change
        for name in names
        for constant in vars(import_module(f"tests.browser.{name}")).values()
        if isinstance(constant, tuple)
        for change in constant
        if isinstance(change, Change)
    ]


def faulty(change: Change, root: Path) -> str | None:
    """Return the file's text with the fault, or None where there is not one place for it."""
    path = root / change.file
    if not path.is_file():
        return None
    text = path.read_text()
    return text.replace(change.old, change.new) if text.count(change.old) == 1 else None
