"""Processes that are kept running: what dies is started again, and all end together."""

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

STEADY_S = 10.0
"""Whoever lived this long is started again at once; whoever died sooner has to wait."""

LONGEST_WAIT_S = 30.0


class Child:
    """A process that is started again when it dies.

    Attributes:
        name: As messages call it.
        starts: How often it was started.
    """

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], folder: Path
    ) -> None:
        """Describe the process; ``start`` starts it in ``folder``."""
        self.name = name
        self.starts = 0
        self._command = list(command)
        self._environment = dict(environment)
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._due: float | None = None
        self._wait = 0.0

    @property
    def pid(self) -> int:
        """Return the number of the process that was started last."""
        assert self._process is not None, "not started yet"
        return self._process.pid

    def start(self) -> None:
        """Start the process, out of reach of the terminal's Ctrl-C: we say when it ends."""
        self._process = subprocess.Popen(
            self._command,
            env=self._environment,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.starts += 1
        self._started, self._due = time.monotonic(), None

    def runs(self) -> bool:
        """Tell whether it is alive."""
        return self._process is not None and self._process.poll() is None

    def look(self, say: Callable[[str], None]) -> None:
        """Start the process again if it died, at once or after a while."""
        if self._process is None or self.runs():
            return
        now = time.monotonic()
        if self._due is None:
            steady = now - self._started >= STEADY_S
            self._wait = 0.0 if steady else min(max(1.0, 2 * self._wait), LONGEST_WAIT_S)
            self._due = now + self._wait
            soon = "now" if not self._wait else f"in {self._wait:.0f} s"
            code = self._process.returncode
            say(f"{self.name} ended with {code} and is started again {soon}")
        if now >= self._due:
            self.start()


def end(children: Sequence[Child], patience_s: float) -> None:
    """End processes in this order, all at once after ``patience_s`` if they will not."""
    for child in children:
        if child.runs():
            assert child._process is not None
            child._process.terminate()
    deadline = time.monotonic() + patience_s
    for child in children:
        if child._process is None:
            continue
        try:
            child._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child._process.kill()
            child._process.wait()
