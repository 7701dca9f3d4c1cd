"""One fault against the tests that could notice it.

Each trial is a process of its own that imports the project from the copy, fault included.
It is forked from this one, which has the libraries: that saves seconds of every trial.
"""

import os
import re
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import numpy as np
import playwright.sync_api
import plotly.graph_objects
import pytest
import streamlit.testing.v1
import torch

PRELOADED = (hypothesis, np, playwright.sync_api, plotly.graph_objects, streamlit.testing.v1, torch)
# The same examples in every trial, and no search for the smallest one that fails: that one
# fails is all we want to know. The rest is as in tests/conftest.py.
hypothesis.settings.register_profile(
    "mutants",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize=True,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)
# pytest warns that it can rewrite no library that is there already.
_OPTIONS = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
_OPTIONS += ["-x", "-p", "no:cacheprovider", "--hypothesis-profile=mutants"]
_PROJECT = frozenset({"app", "core", "tests"})


_FAILURE = re.compile(r"^(?:FAILED|ERROR) ([^\[\s]+)", re.MULTILINE)


@dataclass(frozen=True)
class Verdict:
    """What became of a fault.

    Attributes:
        caught: Whether a test failed, or the tests did not end in time: somebody waits in vain.
        by: The test that failed, or None where it has no name (no end, nothing to import).
    """

    caught: bool
    by: str | None = None


def verdict(root: Path, tests: Sequence[str], limit_s: float, log: Path) -> Verdict:
    """Run ``tests`` in ``root`` until one fails; without tests nobody notices anything."""
    if not tests:
        return Verdict(caught=False)
    process = os.fork()
    if process == 0:
        _run(root, tests, log)
    if _status(process, limit_s) in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        return Verdict(caught=False)
    failure = _FAILURE.search(log.read_text())
    return Verdict(caught=True, by=failure and failure[1])


def _run(root: Path, tests: Sequence[str], log: Path) -> None:
    """Become the tests' process; does not return."""
    status = int(pytest.ExitCode.INTERNAL_ERROR)
    try:
        # A group of its own, so that what a test started can be ended with it.
        os.setsid()
        with log.open("w") as output:
            os.dup2(output.fileno(), sys.stdout.fileno())
            os.dup2(output.fileno(), sys.stderr.fileno())
        os.chdir(root)
        sys.path[0] = str(root)
        for name in [name for name in sys.modules if name.split(".")[0] in _PROJECT]:
            del sys.modules[name]
        status = int(pytest.main([*_OPTIONS, *tests]))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _status(process: int, limit_s: float) -> int | None:
    """Wait for a process; return its exit status, or None where it was ended after the limit."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return None
