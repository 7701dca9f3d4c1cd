"""The app as its users run it, in a process of its own, on a free port."""

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from serving.ports import free_ports

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60


class Server:
    """The app in a process, which can be killed and started again at the same address.

    Attributes:
        address: Without a slash at the end.
    """

    def __init__(
        self,
        log: Path,
        root: Path = ROOT,
        base: str = "",
        port: int = 0,
        python: str = sys.executable,
    ) -> None:
        """Choose a free port where none is said; see ``served`` for the arguments."""
        if not port:
            [port] = free_ports(1)
        options = [f"--server.port={port}", f"--server.baseUrlPath={base}"]
        self.address = f"http://localhost:{port}{'/' * bool(base)}{base}"
        self._command = [python, "-m", "streamlit", "run", "app/server.py", *options]
        self._log, self._root = log, root
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process and wait until it answers."""
        with self._log.open("a") as output:
            self._process = subprocess.Popen(
                self._command, cwd=self._root, stdout=output, stderr=subprocess.STDOUT
            )
        _wait_until_healthy(self.address, self._process, self._log)

    def kill(self) -> None:
        """End the process at once, as a crash does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End the process in good order."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=20)


@contextmanager
def served(
    log: Path,
    root: Path = ROOT,
    base: str = "",
    port: int = 0,
    python: str = sys.executable,
) -> Iterator[str]:
    """Serve the app, yield its address, end the process.

    Args:
        log: Where the server's output goes.
        root: The repository, or a copy of it.
        base: The path below which the app lies, as ``server.baseUrlPath`` says it.
        port: Where it listens; a free one unless said.
        python: Of the environment whose app it is: components are found where it is installed.

    Raises:
        RuntimeError: the server is not healthy within a minute.
    """
    server = Server(log, root, base, port, python)
    try:
        server.start()
        yield server.address
    finally:
        server.stop()


def _wait_until_healthy(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not start:\n{log.read_text()}")
