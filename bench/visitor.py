"""A visitor without a browser: Streamlit's protocol over a real websocket, and its files over HTTP.

What a browser does with an answer is left out. All else is as a browser does it: the rerun that
opens a page, the widget states that come with each change, the hashes of messages it has kept.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect

PATIENCE_S = 60.0
_PREFIX = "transposed-convolution-lab."
_FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class ServerError(Exception):
    """The server answered with an error instead of a page."""


@dataclass
class Widget:
    """A widget that the page shows.

    Attributes:
        id: Streamlit's name for it.
        fragment: The part of the page that its change runs again; empty for all of it.
        message: What a component of ours was sent.
    """

    id: str
    fragment: str = ""
    message: Any = None


@dataclass
class Visitor:
    """Somebody with a page open.

    Attributes:
        address: Of the app, without a slash at the end.
        page: Its path.
        widgets: Those on the page, our components by their short names.
        received: Bytes that came so far.
    """

    address: str
    page: str = ""
    widgets: dict[str, Widget] = field(default_factory=dict)
    received: int = 0
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _hashes: dict[str, bytes] = field(default_factory=dict)
    _line: ClientConnection | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def arrive(self) -> float:
        """Open the page; return the seconds until it was all there.

        Raises:
            ServerError: the page failed.
            OSError: the server cannot be reached.
        """
        start = time.perf_counter()
        there = urlsplit(self.address)
        uri = f"ws://{there.netloc}{there.path}/_stcore/stream"
        opened = connect(
            uri,
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
            compression=None,
            open_timeout=PATIENCE_S,
        )
        self._line = await self._stack.enter_async_context(opened)
        await self._run(ClientState(page_name=self.page))
        return time.perf_counter() - start

    async def change(self, name: str, **value: Any) -> float:
        """Report a component's new state or a widget's value; return the seconds until answered.

        Args:
            name: In ``widgets``.
            value: A field of ``WidgetState`` and what it holds; ``json_value`` as Python.

        Raises:
            ServerError: the run failed.
        """
        start = time.perf_counter()
        widget = self.widgets[name]
        if "json_value" in value:
            value["json_value"] = json.dumps(value["json_value"])
        self._states[widget.id] = WidgetState(id=widget.id, **value)
        await self._run(ClientState(page_name=self.page, fragment_id=widget.fragment))
        return time.perf_counter() - start

    async def leave(self) -> None:
        """Close the page."""
        await self._stack.aclose()

    async def _run(self, state: ClientState) -> None:
        assert self._line is not None, "not arrived yet"
        state.widget_states.CopyFrom(WidgetStates(widgets=self._states.values()))
        state.cached_message_hashes.extend(self._hashes)
        await self._line.send(BackMsg(rerun_script=state).SerializeToString())
        async with asyncio.timeout(PATIENCE_S):
            while not self._take(await self._line.recv()):
                pass

    def _take(self, content: str | bytes) -> bool:
        """Take a message; return whether it ends a run."""
        assert isinstance(content, bytes)
        self.received += len(content)
        message = ForwardMsg.FromString(content)
        kind = message.WhichOneof("type")
        if kind == "script_finished":
            return message.script_finished in _FINISHED
        if kind == "ref_hash":
            message = ForwardMsg.FromString(self._hashes[message.ref_hash])
            kind = message.WhichOneof("type")
        elif message.metadata.cacheable:
            self._hashes[message.hash] = content
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._see(message.delta)
        return False

    def _see(self, delta: Any) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise ServerError(element.exception.message)
        if kind == "bidi_component":
            shown = element.bidi_component
            name = shown.component_name.removeprefix(_PREFIX)
            widget = Widget(shown.id, delta.fragment_id)
            # Read once: what a browser does with the later ones is not measured here.
            known = self.widgets.get(name)
            message = known.message if known else None
            # The glossary's component is given nothing.
            sent = json.loads(shown.json)[0] if shown.json and message is None else message
            widget.message = sent
            self.widgets[name] = widget
        elif kind == "slider":
            self.widgets[element.slider.label] = Widget(element.slider.id, delta.fragment_id)


async def get(address: str, path: str) -> float:
    """Fetch one thing; return the seconds it took."""
    start = time.perf_counter()
    await fetch(address, [path], connections=1)
    return time.perf_counter() - start


async def fetch(address: str, paths: Sequence[str], connections: int = 6) -> int:
    """Fetch files as a browser with an empty cache does; return the bytes that came.

    Args:
        address: Of the server, without a path.
        paths: Of the files.
        connections: How many files come at a time.

    Raises:
        OSError: one of them did not come, or came with an error.
    """
    waiting = list(reversed(paths))
    return sum(await asyncio.gather(*(_fetch_some(address, waiting) for _ in range(connections))))


async def _fetch_some(address: str, waiting: list[str]) -> int:
    if not waiting:
        return 0
    there = urlsplit(address)
    reader, writer = await asyncio.open_connection(there.hostname, there.port)
    came = 0
    try:
        while waiting:
            path = waiting.pop()
            writer.write(
                f"GET {path} HTTP/1.1\r\nHost: {there.netloc}\r\n"
                "Accept-Encoding: gzip, br\r\n\r\n".encode()
            )
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise OSError(f"{path}: {head.splitlines()[0].decode()}")
            came += len(head) + await _read_body(reader, head.lower())
    finally:
        writer.close()
    return came


async def _read_body(reader: asyncio.StreamReader, head: bytes) -> int:
    if b"\r\ncontent-length: " in head:
        length = int(head.split(b"\r\ncontent-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        return length
    came = 0
    while size := int(await reader.readuntil(b"\r\n"), 16):
        await reader.readexactly(size + 2)
        came += size
    await reader.readexactly(2)
    return came
