"""The server: ``streamlit run app/server.py``."""

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit.starlette import App

from app.codes import routes
from app.shared import networks
from app.shared.compression import ComponentCompression
from core.autoencoders.weights import WeightsError


# Not async: Starlette then runs it in a thread, since the first call reads a file.
def _ready(_: Request) -> PlainTextResponse:
    """Answer 200 if the drawing page's model can be used, else 503 and why not."""
    try:
        networks.network(networks.MODEL)
    except WeightsError as reason:
        return PlainTextResponse(str(reason), status_code=503)
    return PlainTextResponse("ready")


app = App(
    "main.py",
    routes=[Route("/ready", _ready), *routes.ROUTES],
    middleware=[Middleware(ComponentCompression)],
)
