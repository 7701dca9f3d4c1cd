"""The files that lie ready for nginx: Streamlit's and ours, packed once and not per visitor.

Three trees of the same names, ``plain``, ``gzip`` and, where Python's ``brotli`` is installed,
``br``. nginx chooses a tree by what the browser reads, so no module of nginx is needed.
"""

import gzip
import importlib
import importlib.util
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import streamlit

from app.shared.files import COMPONENTS, read

PACKABLE = (".js", ".css", ".svg", ".json", ".map", ".wasm")
"""What gets smaller; pictures, fonts and sounds are packed already."""

_EDITION = re.compile(r"[\d.]+-[0-9a-f]{16}-[a-z-]+")

_STREAMLIT = Path(streamlit.__file__).parent / "static"


def lay_out(folder: Path, stopped: Event | None = None) -> Path:
    """Write the trees, unless they are there already: seconds, with brotli a minute.

    Args:
        folder: Holds the trees of each edition, by Streamlit's version and our files'.
        stopped: Set by whoever will not wait; then the trees are not all there.

    Returns:
        The folder of this edition's trees.
    """
    packers = _packers()
    files = read()
    trees = folder / f"{streamlit.__version__}-{files.version}-{'-'.join(packers)}"
    if trees.exists():
        return trees
    # Whoever is interrupted leaves no half edition.
    unfinished = folder / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    ours = f"{COMPONENTS.strip('/')}/{files.version}"
    contents = [(f"{ours}/{name}", file.content) for name, file in files.of.items()]
    # zlib and brotli let go of Python's lock.
    with ThreadPoolExecutor() as threads:
        done = [
            threads.submit(_write, unfinished, name, content, packers, stopped)
            for name, content in [*contents, *_streamlits()]
        ]
    for one in done:
        one.result()
    if stopped is not None and stopped.is_set():
        return trees
    unfinished.rename(trees)
    # A server that still runs with one of these asks its replicas instead.
    for earlier in folder.iterdir():
        if _EDITION.fullmatch(earlier.name) and earlier != trees:
            shutil.rmtree(earlier, ignore_errors=True)
    return trees


def has_brotli() -> bool:
    """Tell whether the trees have one packed by brotli."""
    return importlib.util.find_spec("brotli") is not None


def _packers() -> dict[str, Callable[[bytes], bytes]]:
    packers: dict[str, Callable[[bytes], bytes]] = {
        "gzip": lambda content: gzip.compress(content, 9, mtime=0)
    }
    if has_brotli():
        packers["br"] = importlib.import_module("brotli").compress
    return packers


def _streamlits() -> Iterator[tuple[str, bytes]]:
    """Yield name and content of Streamlit's files that have their content in their name."""
    for path in sorted((_STREAMLIT / "static").rglob("*")):
        if path.is_file():
            yield path.relative_to(_STREAMLIT).as_posix(), path.read_bytes()


def _write(
    trees: Path,
    name: str,
    content: bytes,
    packers: dict[str, Callable[[bytes], bytes]],
    stopped: Event | None,
) -> None:
    if stopped is not None and stopped.is_set():
        return
    made = {"plain": content}
    if name.endswith(PACKABLE):
        made |= {tree: pack(content) for tree, pack in packers.items()}
    for tree, packed in made.items():
        path = trees / tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(packed)
