"""What the stage asks past Streamlit: a run of the page would cost as much again.

``/ahead/CONTROL?LINK``: everything that one movement of a control can reach from the setting
that a link names, for whoever takes it in hand; most changes are no drags.

``/wanted/AXES/SIZE?LINK``: which settings near that one give an output of a size.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.lab.session import LIVE, ahead, is_live
from app.lab.wanted import AXES, LARGEST_SIZE, answer
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


def _wanted(request: Request) -> Response:
    axes = AXES.get(request.path_params["axes"])
    size = request.path_params["size"]
    if axes is None or not 1 <= size <= LARGEST_SIZE:
        said = f"Sizes go from 1 to {LARGEST_SIZE} cells, along {', '.join(AXES)}."
        return PlainTextResponse(said, status_code=404)
    setting, _ = decode(dict(request.query_params))
    return JSONResponse(answer(setting, size, axes), headers={"Cache-Control": "no-store"})


def under(base: str) -> list[Route]:
    """Return the routes below a path, "" or "/lab"."""
    return [
        Route(f"{base}/ahead/{{control}}", _ahead),
        Route(f"{base}/wanted/{{axes}}/{{size:int}}", _wanted),
    ]
