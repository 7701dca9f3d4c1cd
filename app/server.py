"""The server: ``streamlit run app/server.py``."""

import logging
import posixpath

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit import config
from streamlit.starlette import App

from app.codes import routes as decoders
from app.course import routes as chains
from app.shared import networks
from app.shared.compression import ComponentCompression
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


def _is_worth_saying(record: logging.LogRecord) -> bool:
    """Leave out the traceback of a component's file that is not there: a 404 says it."""
    return not (record.exc_info and record.exc_info[0] is FileNotFoundError)


_BASE = posixpath.join("/", config.get_option("server.baseUrlPath") or "").rstrip("/")

logging.getLogger("streamlit.web.server.starlette.starlette_routes").addFilter(_is_worth_saying)

app = App(
    "main.py",
    # Where the app lies below a path of its own, a probe may still ask at the top.
    routes=[
        *(Route(f"{base}/ready", _ready) for base in dict.fromkeys((_BASE, ""))),
        *decoders.under(_BASE),
        *chains.under(_BASE),
    ],
    middleware=[Middleware(Headers), Middleware(ComponentCompression, base=_BASE)],
)
