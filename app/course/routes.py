"""What the editor of the last lesson asks the server for, past Streamlit's reruns.

``/chain?rungs=3.2.1.1_4.2.1.0``: the sizes that a decoder's rungs make, and what is missing.
Without state, as the cursor of the page of the code asks (``app.codes.routes``).
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.course.chain import ChainError, climbed, read_chain


# Not async: Starlette then runs it in a thread, and the page's other traffic goes on.
def _chain(request: Request) -> Response:
    try:
        rungs = read_chain(request.query_params.get("rungs", ""))
    except ChainError as refused:
        return PlainTextResponse(str(refused), status_code=400)
    return JSONResponse(climbed(rungs))


def under(base: str) -> list[Route]:
    """Return the routes below a path, "" or "/lab"."""
    return [Route(f"{base}/chain", _chain)]
