"""Serve a class: ``python -m serving --port 8501 --replicas 2``.

Several Streamlits, each on a port of its own, behind one nginx that keeps a visitor on one of
them and hands out the files. All run as children of this process, need no root, and end with it.
"""

import argparse
import os
import resource
import secrets
import signal
import socket
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from threading import Event

from serving.children import Child, end
from serving.ports import free_ports
from serving.proxy import command, configuration, own_user
from serving.trees import has_brotli, lay_out

ROOT = Path(__file__).parents[1]
TREES = ROOT / ".serving"
PATIENCE_S = 60.0
GRACE_S = 8.0
LOOK_S = 0.2

_PRODUCTION = [
    # The watcher would walk all modules on the event loop for each visitor who comes.
    "--server.fileWatcherType=none",
    "--server.runOnSave=false",
    "--server.headless=true",
    "--server.address=127.0.0.1",
    "--browser.gatherUsageStats=false",
    "--logger.hideWelcomeMessage=true",
    "--logger.level=warning",
]


def main(asked: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM; return the exit code."""
    wanted = _read(asked)
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopped.set())
    _allow_many_files()
    with tempfile.TemporaryDirectory(prefix="lab-serving-") as folder:
        return _serve(wanted, Path(folder), stopped)


def _read(asked: Sequence[str] | None) -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m serving", description=__doc__)
    cores = os.cpu_count() or 1
    reader.add_argument("--host", default="", help="address to listen at; all of them by default")
    reader.add_argument("--port", type=_within(1, 65_535), default=8501)
    reader.add_argument("--replicas", type=_within(1, 64), default=min(max(2, cores), 8))
    reader.add_argument("--base", default="", help="path below which the app lies, as in a/b")
    return reader.parse_args(asked)


def _within(low: int, high: int) -> "type[int]":
    def number(text: str) -> int:
        if text.isdecimal() and low <= int(text) <= high:
            return int(text)
        raise argparse.ArgumentTypeError(f"a whole number from {low} to {high}, not {text!r}")

    return number  # type: ignore[return-value]


def _serve(wanted: argparse.Namespace, folder: Path, stopped: Event) -> int:
    base = wanted.base.strip("/")
    below = f"/{base}" if base else ""
    try:
        nginx = command(folder / "nginx.conf")
    except FileNotFoundError as missing:
        _say(f"{missing}")
        return 1
    if not _is_free(wanted.host, wanted.port):
        _say(f"Port {wanted.port} is taken: `make serve PORT={wanted.port + 1}` takes another.")
        return 1
    _say("packing the files, once per edition")
    trees = lay_out(TREES, stopped)
    if stopped.is_set():
        return 0
    ports = free_ports(wanted.replicas)
    # One secret for all, so that any replica reads the cookies of any other.
    environment = os.environ | {"STREAMLIT_SERVER_COOKIE_SECRET": secrets.token_hex(32)}
    replicas = [
        Child(f"replica {number}", _streamlit(port, base), environment, ROOT)
        for number, port in enumerate(ports, 1)
    ]
    text = configuration(
        listen=f"{wanted.host}:{wanted.port}" if wanted.host else f"{wanted.port}",
        replicas=[f"127.0.0.1:{port}" for port in ports],
        trees=trees,
        folder=folder,
        base=below,
        brotli=has_brotli(),
        user=own_user(),
    )
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    proxy = Child("nginx", nginx, os.environ, folder)
    try:
        for replica in replicas:
            replica.start()
        if not all(_is_ready(*one, stopped) for one in zip(replicas, ports, strict=True)):
            return 0 if stopped.is_set() else 1
        proxy.start()
        if not _is_ready(proxy, wanted.port, stopped):
            return 0 if stopped.is_set() else 1
        where = wanted.host or "localhost"
        _say(f"{len(replicas)} processes at http://{where}:{wanted.port}{below} (Ctrl-C ends all)")
        while not stopped.wait(LOOK_S):
            for child in (proxy, *replicas):
                child.look(_say)
    finally:
        # nginx first: nobody new comes while the replicas say goodbye.
        end([proxy, *replicas], GRACE_S)
    _say("ended")
    return 0


def _streamlit(port: int, base: str) -> list[str]:
    own = [f"--server.port={port}", f"--server.baseUrlPath={base}"]
    return [sys.executable, "-m", "streamlit", "run", "app/server.py", *_PRODUCTION, *own]


def _is_ready(replica: Child, port: int, stopped: Event) -> bool:
    """Wait until a replica can show the drawing page; say so if it never can."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and replica.runs() and not stopped.is_set():
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=5):
                return True
        except OSError:
            stopped.wait(0.1)
    if not stopped.is_set():
        _say(f"{replica.name} did not become ready; what it said stands above")
    return False


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _allow_many_files() -> None:
    """Raise the number of open files, of which each visitor takes three, to what is allowed."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _say(sentence: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
