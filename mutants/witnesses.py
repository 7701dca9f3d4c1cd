"""Which tests run which line, and how long each takes: only those can notice a fault there.

``record`` runs the fast tests once under coverage, with this module as a plugin of pytest.
"""

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
from coverage import Coverage, CoverageData

_DURATIONS = "LAB_DURATIONS"
# A third of the time of all tests, for code that no fault is put into.
_TRAINING = ("tests/test_training.py",)
_seconds: dict[str, float] = defaultdict(float)
_red: set[str] = set()


@dataclass(frozen=True)
class Witnesses:
    """The tests by the line that they run.

    Attributes:
        by_line: File, then line (from 1), to the tests that run it. Tests are node ids
            without parameters. A line that only an import runs has none.
        seconds: What each test takes, all parameters together.
        importers: File to the tests of those test files that import it.
    """

    by_line: dict[str, dict[int, frozenset[str]]]
    seconds: dict[str, float]
    importers: dict[str, frozenset[str]]

    def of(self, file: str, lines: range, at_most_s: float) -> list[str]:
        """Return the tests that could notice a fault in ``lines``, the cheapest first.

        The module's own tests come before all others and are never left out; of the
        others, as many as together take ``at_most_s``. What only an import runs, a
        constant say, can be noticed by whoever runs or imports the file.
        """
        tested = self.by_line.get(file, {})
        tests = frozenset().union(*(tested.get(line, ()) for line in lines))
        tests = tests or self.importers.get(file, frozenset()).union(*tested.values())
        own = (f"{file}::", f"tests/test_{Path(file).stem}.py::")
        ordered = sorted(tests, key=lambda test: (not test.startswith(own), self.seconds[test]))
        chosen, total = [], 0.0
        for test in ordered:
            total += self.seconds[test]
            if total <= at_most_s or test.startswith(own):
                chosen.append(test)
        return chosen


def record(root: Path, folder: Path) -> Witnesses:
    """Run the fast tests of ``root`` once, and know it the next time.

    Tests that fail or are skipped there are nobody's witnesses.

    Args:
        root: The repository, or a copy of it.
        folder: Where the measurement is kept until a Python file changes.

    Raises:
        RuntimeError: pytest did not get as far as running tests.
    """
    data, durations, told = (folder / name for name in ("coverage", "seconds.json", "digest.txt"))
    digest = _digest(root)
    if not told.exists() or told.read_text() != digest:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _measure(root, data, durations)
        told.write_text(digest)
    seconds = json.loads(durations.read_text())
    measured = CoverageData(str(data))
    measured.read()
    by_line = {
        file: {
            line: frozenset(contexts) & seconds.keys()
            for line, contexts in measured.contexts_by_lineno(file).items()
        }
        for file in measured.measured_files()
    }
    return Witnesses(by_line, seconds, _importers(root, seconds))


def _measure(root: Path, data: Path, durations: Path) -> None:
    settings, log = data.with_suffix(".ini"), data.with_suffix(".log")
    settings.write_text("[run]\nsource = core, app\nrelative_files = True\n")
    command = [sys.executable, "-m", "coverage", "run", f"--rcfile={settings}"]
    command += [f"--data-file={data}", "-m", "pytest", "-p", __name__, "-p", "no:cacheprovider"]
    with log.open("w") as output:
        subprocess.run(
            [*command, *(f"--ignore={file}" for file in _TRAINING)],
            cwd=root,
            env=os.environ | {_DURATIONS: str(durations)},
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if not durations.exists():
        raise RuntimeError(f"The tests did not run:\n{log.read_text()}")


def _digest(root: Path) -> str:
    """Return a number that changes with the code or its tests."""
    files = sorted(
        path for part in ("core", "app", "tests") for path in (root / part).rglob("*.py")
    )
    told = (f"{path.relative_to(root)}\n{path.read_text()}" for path in files)
    return hashlib.sha256("".join(told).encode()).hexdigest()


def _importers(root: Path, tests: dict[str, float]) -> dict[str, frozenset[str]]:
    importers: dict[str, set[str]] = defaultdict(set)
    for path in (root / "tests").glob("test_*.py"):
        inside = {test for test in tests if test.startswith(f"tests/{path.name}::")}
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
                for name in names:
                    importers[name.replace(".", "/") + ".py"] |= inside
    return {file: frozenset(found) for file, found in importers.items()}


def _test(node: str) -> str:
    return node.split("[")[0]


def pytest_runtest_protocol(item: pytest.Item) -> None:
    """Say in the measurement whose lines the next ones are."""
    measurement = Coverage.current()
    assert measurement is not None
    measurement.switch_context(_test(item.nodeid))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up what a test takes, and note whether it fails."""
    _seconds[_test(report.nodeid)] += report.duration
    if not report.passed:
        _red.add(_test(report.nodeid))


def pytest_sessionfinish() -> None:
    """Write the times of the tests that passed."""
    green = {test: seconds for test, seconds in _seconds.items() if test not in _red}
    Path(os.environ[_DURATIONS]).write_text(json.dumps(green))
