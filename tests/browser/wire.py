"""The line between a browser and a server, as a line can be: cut, silent, or slow.

It carries bytes and reads none of them, so HTTP and websockets fare alike; a browser's own
throttling leaves websockets out.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

PIECE = 4096
"""Bytes that are carried at a time: a twelfth of a second at the slowest."""


class Wire:
    """A line to a server, in a thread of its own.

    Attributes:
        address: Where a browser finds the server at the other end.
    """

    def __init__(self, address: str) -> None:
        """Lead to the server at an address of this machine; ``start`` opens the line."""
        there = urlsplit(address)
        assert there.port is not None
        self._there = there.port
        self._path = there.path
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._joined: set[_Joined] = set()
        self._refuses = False
        self._swallows = False
        self._passes = asyncio.Event()
        self._passes.set()
        self._seconds_per_byte = self._delay_s = 0.0
        self._up, self._down = asyncio.Lock(), asyncio.Lock()

    def start(self) -> None:
        """Open the line at a free port."""
        self._thread.start()
        server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._join, "127.0.0.1", 0), self._loop
        ).result(10)
        self.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}{self._path}"
        self._server = server

    def stop(self) -> None:
        """Close the line for good."""
        self.cut()

        async def stop() -> None:
            self._server.close()
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def cut(self) -> None:
        """Break every connection, and refuse new ones."""

        def cut() -> None:
            self._refuses = True
            for joined in list(self._joined):
                joined.abort()

        self._do(cut)

    def hold(self) -> None:
        """Let nothing through, and lose nothing: it arrives once the line is mended."""
        self._do(self._passes.clear)

    def swallow(self) -> None:
        """Lose all that is sent and close nothing; what is joined now stays deaf for good."""

        def swallow() -> None:
            self._swallows = True
            for joined in self._joined:
                joined.deaf = True

        self._do(swallow)

    def slow(self, bits_per_s: float, delay_s: float) -> None:
        """Carry so much a second each way, all connections together, and each byte so late."""

        def slow() -> None:
            self._seconds_per_byte, self._delay_s = 8 / bits_per_s, delay_s

        self._do(slow)

    def mend(self) -> None:
        """Be a good line again, for whoever joins now."""

        def mend() -> None:
            self._refuses = self._swallows = False
            self._seconds_per_byte = self._delay_s = 0.0
            self._passes.set()

        self._do(mend)

    def _do(self, act: Callable[[], object]) -> None:
        done = threading.Event()

        def doing() -> None:
            act()
            done.set()

        self._loop.call_soon_threadsafe(doing)
        done.wait(10)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refuses:
            writer.transport.abort()
            return
        try:
            there, away = await asyncio.open_connection("localhost", self._there)
        except OSError:
            writer.transport.abort()
            return
        joined = _Joined((writer, away), self._swallows)
        self._joined.add(joined)
        try:
            await asyncio.gather(
                self._carry(reader, away, joined, self._up),
                self._carry(there, writer, joined, self._down),
            )
        finally:
            self._joined.discard(joined)
            joined.abort()

    async def _carry(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        joined: "_Joined",
        turn: asyncio.Lock,
    ) -> None:
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        delivered = asyncio.create_task(self._deliver(waiting, writer, joined, turn))
        with suppress(OSError):
            while content := await reader.read(PIECE):
                waiting.put_nowait((self._loop.time() + self._delay_s, content))
        waiting.put_nowait((0.0, b""))
        with suppress(OSError):
            await delivered

    async def _deliver(
        self,
        waiting: "asyncio.Queue[tuple[float, bytes]]",
        writer: asyncio.StreamWriter,
        joined: "_Joined",
        turn: asyncio.Lock,
    ) -> None:
        while True:
            due, content = await waiting.get()
            await asyncio.sleep(due - self._loop.time())
            async with turn:
                await asyncio.sleep(len(content) * self._seconds_per_byte)
            await self._passes.wait()
            if joined.deaf:
                # Neither bytes nor the end of them.
                continue
            if not content:
                writer.write_eof()
                return
            writer.write(content)
            await writer.drain()


class _Joined:
    """Both ends of a connection."""

    def __init__(self, ends: tuple[asyncio.StreamWriter, ...], deaf: bool) -> None:
        self._ends = ends
        self.deaf = deaf

    def abort(self) -> None:
        for end in self._ends:
            end.transport.abort()


@contextmanager
def wired(address: str) -> Iterator[Wire]:
    """Put a line before a server; it ends with the block."""
    wire = Wire(address)
    wire.start()
    try:
        yield wire
    finally:
        wire.stop()
