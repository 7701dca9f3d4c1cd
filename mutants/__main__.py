"""Put faults in and see which ones the tests notice: ``make mutate``.

First the listed ones of the JavaScript, then a sample of all that could go wrong in plain
Python, each until its share of the time is used up. What was not reached is not counted.
"""

import argparse
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from mutants.changes import faulty, listed
from mutants.report import Outcome, Tried, table, write
from mutants.sites import sample
from mutants.tree import ROOT, copied, replaced
from mutants.trial import Verdict, verdict
from mutants.witnesses import record
from tests.browser.change import Change
from tests.browser.server import served

RESULTS = Path(__file__).parent / "results"
# Of the tests that run a line, as many as take this long together; see Witnesses.of.
_TESTS_S = 60.0
# A busy machine is several times slower than it was when the tests' times were taken.
_PATIENCE = 5
_BROWSER_S = 180.0
# For the HTML player the server reads the stage's modules once: these need one of their own.
_PLAYER_TESTS = ("tests/browser/test_takeaway.py::",)


def main() -> None:
    """Try the faults, print the table, write the results."""
    parser = argparse.ArgumentParser(prog="python -m mutants")
    parser.add_argument("--seed", type=int, default=0, help="draws another sample")
    parser.add_argument("--sample", type=int, default=200, help="faults in Python")
    parser.add_argument("--minutes", type=int, default=30, help="for everything together")
    options = parser.parse_args()
    begin = time.monotonic()
    tried: list[Tried] = []
    with TemporaryDirectory() as name, copied() as root:
        folder = Path(name)
        listed_ones = _in_javascript(root, folder, until=begin + options.minutes * 30)
        drawn_ones = _in_python(root, folder, options, until=begin + options.minutes * 60)
        try:
            for one in chain(listed_ones, drawn_ones):
                print(f"{one.outcome:<9} {one.file}:{one.line}", flush=True)
                tried.append(one)
        finally:
            path = RESULTS / f"{time.strftime('%Y-%m-%d-%H%M%S')}.json"
            write(tried, vars(options), path)
            print(f"\n{table(tried)}\n\nwritten to {path.relative_to(ROOT)}")


def _in_javascript(root: Path, folder: Path, until: float) -> Iterator[Tried]:
    """Try the listed changes, each with the browser test that has to notice it."""
    changes = listed()
    alone = [change for change in changes if change.noticed_by.startswith(_PLAYER_TESTS)]
    shared = [change for change in changes if change not in alone]
    noticed: set[str] = set()
    for group in (shared, *([change] for change in alone)):
        if group and time.monotonic() < until:
            with _serving(root, folder):
                for change in group:
                    if time.monotonic() > until:
                        break
                    one = _changed(change, root, folder)
                    noticed |= {change.noticed_by} if one.outcome == "caught" else set()
                    yield one
    if noticed:
        with _serving(root, folder):
            _check(root, noticed, _BROWSER_S * len(noticed), folder)


@contextmanager
def _serving(root: Path, folder: Path) -> Iterator[None]:
    """Run the copy's server, which reads the components' files anew at each request."""
    with served(folder / "server.txt", root) as address:
        os.environ["LAB_ADDRESS"] = address
        yield
        del os.environ["LAB_ADDRESS"]


def _changed(change: Change, root: Path, folder: Path) -> Tried:
    diff = [f"-{line}" for line in change.old.splitlines()]
    diff += [f"+{line}" for line in change.new.splitlines()]
    text = faulty(change, root)
    if text is None:
        return Tried(change.file, 0, diff, "not applicable")
    path = root / change.file
    line = path.read_text().split(change.old)[0].count("\n") + 1
    with replaced(path, text):
        found = verdict(root, [change.noticed_by], _BROWSER_S, folder / "trial.txt")
    return Tried(change.file, line, diff, _outcome(found), found.by)


def _in_python(
    root: Path, folder: Path, options: argparse.Namespace, until: float
) -> Iterator[Tried]:
    """Try a sample of the faults in plain Python, each with the tests that run its line."""
    witnesses = record(root, RESULTS / "witnesses")
    noticed: set[str] = set()
    for mutant in sample(root, options.seed, options.sample):
        if time.monotonic() > until:
            break
        tests = witnesses.of(mutant.file, mutant.lines, _TESTS_S)
        limit_s = 20 + _PATIENCE * sum(witnesses.seconds[test] for test in tests)
        with replaced(root / mutant.file, mutant.after):
            found = verdict(root, tests, limit_s, folder / "trial.txt")
        noticed |= {found.by} if found.by else set()
        yield Tried(mutant.file, mutant.line, mutant.diff(), _outcome(found), found.by)
    limit_s = 60 + _PATIENCE * sum(witnesses.seconds.get(test, 1) for test in noticed)
    _check(root, noticed, limit_s, folder)


def _outcome(found: Verdict) -> Outcome:
    return "caught" if found.caught else "survived"


def _check(root: Path, noticed: set[str], limit_s: float, folder: Path) -> None:
    """Run the tests that noticed a fault once without one: now none of them may fail."""
    log = folder / "check.txt"
    found = verdict(root, sorted(noticed), limit_s, log)
    if found.caught:
        raise RuntimeError(f"Fails without a fault, too: {found.by}\n{log.read_text()}")


if __name__ == "__main__":
    main()
