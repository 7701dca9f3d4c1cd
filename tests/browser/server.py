"""The app as its users run it, in a process of its own, on a free port."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60


@contextmanager
def served(
    log: Path, root: Path = ROOT, base: str = "", python: str = sys.executable
) -> Iterator[str]:
    """Serve the app, yield its address, end the process.

    Args:
        log: Where the server's output goes.
        root: The repository, or a copy of it.
        base: The path below which the app lies, as ``server.baseUrlPath`` says it.
        python: Of the environment whose app it is: components are found where it is installed.

    Raises:
        RuntimeError: the server is not healthy within a minute.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = [f"--server.port={port}", f"--server.baseUrlPath={base}"]
    command = [python, "-m", "streamlit", "run", "app/server.py", *options]
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=root, stdout=output, stderr=subprocess.STDOUT)
        try:
            address = f"http://localhost:{port}{'/' * bool(base)}{base}"
            _wait_until_healthy(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_until_healthy(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not start:\n{log.read_text()}")
