"""Gzip for the files of our components, which Streamlit serves as they are.

Only theirs: compressing Streamlit's own megabytes for each new visitor would hold up the
others, who share one event loop.
"""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

COMPRESSION = 6
_COMPONENTS = "/_stcore/bidi-components/"


class ComponentCompression:
    """ASGI middleware that compresses what lies under the components' path."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self._plain = app
        self._path = base + _COMPONENTS
        self._compressed = GZipMiddleware(app, compresslevel=COMPRESSION)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        ours = scope["type"] == "http" and scope["path"].startswith(self._path)
        await (self._compressed if ours else self._plain)(scope, receive, send)
