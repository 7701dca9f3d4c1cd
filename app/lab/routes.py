"""What a control would show, asked past Streamlit by whoever takes it in hand.

``/ahead/CONTROL?LINK``: everything that one movement of the control can reach from the setting
that a link names. A run of the page would cost as much again, and most changes are no drags.
"""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.lab.session import LIVE, ahead, is_live
from app.setting.link import decode


# Not async: Starlette then runs it in a thread, beside those that answer others.
def _ahead(request: Request) -> Response:
    control = request.path_params["control"]
    if control not in LIVE:
        known = ", ".join(LIVE)
        return PlainTextResponse(f"No such control; there are {known}.", status_code=404)
    setting, _ = decode(dict(request.query_params))
    if not is_live(setting):
        return PlainTextResponse("Too large to be told ahead: move the control.", status_code=413)
    headers = {"Content-Encoding": "gzip", "Cache-Control": "no-store"}
    return Response(ahead(setting, control), headers=headers, media_type="application/json")


def under(base: str) -> list[Route]:
    """Return the routes below a path, "" or "/lab"."""
    return [Route(f"{base}/ahead/{{control}}", _ahead)]
