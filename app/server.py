"""The server: ``streamlit run app/server.py``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit.starlette import App

from app.codes import routes
from app.shared.compression import ComponentCompression
from app.shared.networks import MODEL, Warmup, is_ready

_warmup = Warmup()


@asynccontextmanager
async def _lifespan(_: App) -> AsyncIterator[dict[str, Any]]:
    _warmup.start()
    yield {}


async def _ready(_: Request) -> PlainTextResponse:
    """Answer 200 once the model is loaded, 503 before, and why if it cannot be."""
    if is_ready(MODEL):
        return PlainTextResponse("ready")
    return PlainTextResponse(_warmup.trouble or "loading the model", status_code=503)


app = App(
    "main.py",
    lifespan=_lifespan,
    routes=[Route("/ready", _ready), *routes.ROUTES],
    middleware=[Middleware(ComponentCompression)],
)
