"""A copy of the repository to put faults into; the checkout itself is never changed."""

import itertools
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
_LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "*.egg-info", "results", "runs"
)
# Python recompiles a file whose time, in whole seconds, is another one. Two faults of the
# same length within one second would look alike, so each text gets a time of its own.
_times = itertools.count(int(time.time()))


@contextmanager
def copied() -> Iterator[Path]:
    """Copy what is in the checkout, yield the copy's root, remove it.

    Meanwhile every program that is started from here imports the copy, and Streamlit finds
    the components in it: by the name that ``pyproject.toml`` gives to ``app``.
    """
    with TemporaryDirectory(prefix="mutants-") as folder:
        root = Path(folder) / "lab"
        shutil.copytree(ROOT, root, ignore=_LEFT_BEHIND)
        (root / "transposed_convolution_lab").symlink_to("app")
        os.environ["PYTHONPATH"] = str(root)
        yield root


@contextmanager
def replaced(path: Path, text: str) -> Iterator[None]:
    """Let ``path`` hold ``text`` for a while, and then what it held before."""
    before = path.read_text()
    _write(path, text)
    try:
        yield
    finally:
        _write(path, before)


def _write(path: Path, text: str) -> None:
    path.write_text(text)
    now = next(_times)
    os.utime(path, (now, now))
