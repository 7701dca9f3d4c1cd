"""Tells Streamlit's page where its server is, who may speak to it, and what it need not fetch.

Opened at ``/draw``, the page would first look for a server below ``/draw``, and each of these
requests would be an error in the console. All pages lie side by side, so the server is where
the page's own files are: in the folder of its address, below any path and behind any proxy.

Streamlit listens to the page around it, its host, if that is on a list: for a heartbeat, which
finds out that a line has fallen silent, and for a run. Here the page's own origin is on the list,
so that our script may ask for both (``away.html``), and Streamlit's boxes are left out: what they
say is told in a line. And who is told this beforehand need not ask
the server for it before the line is opened: one round trip less until the first picture.

The third thing is a font that need not come: Streamlit fetches that of its icons, 375 kB of the
first visit's 1,300, before anybody shows one. Left to the browser, it comes with the first icon.
"""

import json
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEAD = "<head>"
_SAID = """<script>window.__streamlit = {
  BACKEND_BASE_URL: new URL(".", location.href).href,
  HOST_CONFIG: {
    allowedOrigins: [location.origin, ...HOSTS],
    useExternalAuthToken: false,
    blockErrorDialogs: true,
  },
};
const load = document.fonts.load.bind(document.fonts);
document.fonts.load = async (font, ...text) =>
  font.includes("Material Symbols") ? [] : load(font, ...text);
addEventListener("message", ({ data }) => {
  if (data?.type === "CLIENT_ERROR_DIALOG" && data.error === "Page not found") {
    window.labLost = "There is no such page: this is the lab.";
  }
});</script>"""


class Entry:
    """ASGI middleware that writes the server's place into every page of HTML."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str] = ()) -> None:
        """Write into the pages of ``app``; ``hosts`` are origins that may speak to them as well."""
        self._app = app
        self._said = (_HEAD + _SAID.replace("HOSTS", json.dumps(list(hosts)))).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if not _asks_for_a_page(scope):
            await self._app(scope, receive, send)
            return
        # A few kilobytes, to be written into: not to be compressed before.
        headers = [pair for pair in scope["headers"] if pair[0].lower() != b"accept-encoding"]
        scope = {**scope, "headers": headers}
        start: Message | None = None
        page = b""

        async def told(message: Message) -> None:
            nonlocal start, page
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start is not None and message["type"] == "http.response.body":
                page += message.get("body", b"")
                if message.get("more_body", False):
                    return
                page = page.replace(_HEAD.encode(), self._said, 1)
                headers = MutableHeaders(scope=start)
                headers["Content-Length"] = str(len(page))
                # They are the file's, and this is no longer the file.
                for name in ("ETag", "Last-Modified", "Accept-Ranges"):
                    del headers[name]
                await send(start)
                await send({**message, "body": page})
            else:
                await send(message)

        await self._app(scope, receive, told)


def _asks_for_a_page(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    return "text/html" in Headers(scope=scope).get("Accept", "")


def _is_page(start: Message) -> bool:
    kind = Headers(raw=start["headers"]).get("Content-Type", "")
    return start["status"] == 200 and kind.startswith("text/html")
