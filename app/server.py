"""The server: ``streamlit run app/server.py``."""

import posixpath

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit import config
from streamlit.starlette import App

from app.codes import routes as decoders
from app.course import routes as chains
from app.lab import routes as scenes
from app.shared import networks, theme
from app.shared.entry import Entry
from app.shared.files import ComponentFiles
from app.shared.headers import Headers
from core.autoencoders.weights import WeightsError


# Not async: Starlette then runs it in a thread, since the first call reads a file.
def _ready(_: Request) -> PlainTextResponse:
    """Answer 200 if the drawing page's model can be used, else 503 and why not."""
    try:
        networks.network(networks.MODEL)
    except WeightsError as reason:
        return PlainTextResponse(str(reason), status_code=503)
    return PlainTextResponse("ready")


# Who watches no file, as `make serve`, has settings that stay.
if config.get_option("server.fileWatcherType") == "none":
    theme.keep()

_BASE = posixpath.join("/", config.get_option("server.baseUrlPath") or "").rstrip("/")

app = App(
    "main.py",
    # Where the app lies below a path of its own, a probe may still ask at the top.
    routes=[
        *(Route(f"{base}/ready", _ready) for base in dict.fromkeys((_BASE, ""))),
        *decoders.under(_BASE),
        *chains.under(_BASE),
        *scenes.under(_BASE),
    ],
    middleware=[
        Middleware(Headers),
        Middleware(Entry, hosts=config.get_option("client.allowedOrigins")),
        Middleware(ComponentFiles, base=_BASE),
    ],
)
