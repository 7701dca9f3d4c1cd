"""Faults put into the JavaScript on purpose: what a test has to notice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One fault in the JavaScript, and the test that has to notice it."""

    file: str  # below the root of the repository
    old: str  # stands there exactly once
    new: str
    noticed_by: str  # pytest node id, e.g. "tests/browser/test_lab.py::test_..."
