"""``make serve`` as a class meets it: nginx before two replicas, in processes of their own."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from serving.ports import free_ports
from serving.proxy import MISSING, command

ROOT = Path(__file__).parents[1]


def has_nginx() -> bool:
    try:
        command(Path("/nginx.conf"))
    except FileNotFoundError:
        return False
    return True


with_nginx = pytest.mark.skipif(not has_nginx(), reason=MISSING)


def patiently(done: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


class Served:
    """A class' server.

    Attributes:
        address: Without a slash at the end, the path below which the app lies left out.
        process: The supervisor's.
        log: What all of them say.
    """

    def __init__(self, address: str, process: "subprocess.Popen[str]", log: Path) -> None:
        self.address = address
        self.process = process
        self.log = log

    def replicas(self) -> list[int]:
        """Return the replicas that run."""
        mine = children(self.process.pid)
        return [one for one in mine if "--server.port=" in command_of(one)]

    def replica_of(self, cookie: str) -> int:
        """Return who serves the visitor with a cookie: nobody answers him while it is stopped."""
        for one in self.replicas():
            os.kill(one, signal.SIGSTOP)
            try:
                answer(f"{self.address}/ready", patience_s=5, Cookie=cookie)
            except TimeoutError:
                return one
            finally:
                os.kill(one, signal.SIGCONT)
        raise AssertionError("all answer, whoever is stopped")


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Served]:
    """Serve from two replicas; Ctrl-C ends it with the block."""
    [port] = free_ports(1)
    path = folder / "log"
    with path.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "serving", "--port", f"{port}", "--replicas", "2", *options],
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )
    served = Served(f"http://127.0.0.1:{port}", process, path)
    try:
        patiently(lambda: "2 processes at" in path.read_text(), 180)
        yield served
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


def answer(
    address: str, *, patience_s: float = 20, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers by their names in small letters, and content."""
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=patience_s) as found:
            lower = {name.lower(): value for name, value in found.headers.items()}
            return found.status, lower, found.read()
    except urllib.error.HTTPError as refused:
        lower = {name.lower(): value for name, value in refused.headers.items()}
        return refused.code, lower, refused.read()


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
