"""What the live cursor asks the server for, past Streamlit's reruns: plain GET requests.

``/decoder/MODEL/at?x=..&y=..``: the exact picture, the decoder's feature maps, and whether
codes are dense there. ``/decoder/MODEL/ahead``: pictures all over the plane, so that a
moving cursor has something to show before the exact answer is there.

``/decoder/MODEL/ground`` and ``/decoder/MODEL/border``: the plane as a picture, and the border
of its dense area, where no chart stands behind the cursor.
"""

import base64
import gzip
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.maps.sheets import contrast
from app.shared import networks
from app.shared.densities import MAPPED, ahead, border, density, grey, ground
from app.shared.images import img, sheet
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.codes.naming import votes
from core.autoencoders.inference import decoder_maps
from core.autoencoders.layers import Layer
from core.autoencoders.weights import WeightsError

_FARTHEST = 1_000_000
"""Beyond it a decoder's float32 sums would overflow."""

_PER_LINE, _ZOOM, _NUMBERS_PX = 8, 2, 64


def answer(name: str, x: float, y: float) -> dict[str, Any]:
    """Return all that is shown at a point of a model's plane, JSON-ready.

    Args:
        name: One of ``MAPPED``.
        x: First number of the code.
        y: Second number of the code.

    Raises:
        WeightsError: the codes or the weights are missing or damaged.
    """
    maps = decoder_maps(networks.network(name), np.array([x, y], np.float32).reshape(2, 1, 1))
    dense = bool(density(name).is_dense(np.array([[x, y]]))[0])
    return {
        "x": x,
        "y": y,
        "picture": base64.b64encode(grey(maps[-1][0]).tobytes()).decode(),
        "maps": _rungs(ARCHITECTURES[name].layers[-len(maps) :], maps),
        "dense": dense,
        "sentence": _sentence(name, x, y, dense=dense),
    }


def _sentence(name: str, x: float, y: float, *, dense: bool) -> str:
    if not dense:
        return (
            "<b>Outside the dense area.</b> Only 2 of 100 codes lie in such places: the decoder "
            "was never taught what belongs here, and draws something all the same."
        )
    codes = networks.codes(name)
    counted = votes(codes.points, codes.labels, np.array([[x, y]]))[0]
    order = np.argsort(-counted, kind="stable")
    most = [(int(counted[digit]), digit) for digit in order.tolist()[:3] if counted[digit]]
    said = [
        f"{count} {'is' if count == 1 else 'are'} {'an' if digit == 8 else 'a'} {digit}"
        for count, digit in most
    ]
    return f"<b>Among codes.</b> Of the {int(counted.sum())} nearest, {', '.join(said)}."


def _rungs(layers: tuple[Layer, ...], maps: tuple[Any, ...]) -> str:
    """Return the maps of every layer but the last, whose only map is the picture."""
    figures = []
    for number, (layer, values) in enumerate(zip(layers[:-1], maps[:-1], strict=True), start=1):
        black, white = contrast(layer, values)
        shades = (values - black) / (white - black)
        if layer.out_size > 1:
            laid, zoom = sheet(shades, _PER_LINE), _ZOOM
        else:
            laid = shades.reshape(-1, math.isqrt(len(values)))
            zoom = _NUMBERS_PX // len(laid)
        alt = f"layer {number} of the decoder, {layer.out_channels} maps"
        size = layer.out_size
        what = f"maps, {size}×{size}" if size > 1 else "numbers"
        figures.append(
            f"<figure>{img(laid, alt=alt, zoom=zoom)}<figcaption>{layer.out_channels} {what}"
            "</figcaption></figure>"
        )
    return "".join(figures)


# Not async: Starlette then runs them in a thread, and the page's other traffic goes on.
def _at(request: Request) -> Response:
    try:
        x, y = (float(request.query_params[axis]) for axis in ("x", "y"))
    except (KeyError, ValueError):
        return PlainTextResponse("A place needs two numbers: x and y.", status_code=400)
    # So that nan is refused as well.
    if not (abs(x) <= _FARTHEST and abs(y) <= _FARTHEST):
        return PlainTextResponse(
            f"A place needs numbers between −{_FARTHEST:,} and {_FARTHEST:,}.", status_code=400
        )
    return _tried(request, lambda name: JSONResponse(answer(name, x, y)))


def _ahead(request: Request) -> Response:
    kind = "application/octet-stream"
    headers = {"Vary": "Accept-Encoding"}
    if _takes_gzip(request.headers.get("Accept-Encoding", "")):
        headers["Content-Encoding"] = "gzip"
        return _tried(request, lambda name: Response(ahead(name), headers=headers, media_type=kind))
    return _tried(
        request,
        lambda name: Response(gzip.decompress(ahead(name)), headers=headers, media_type=kind),
    )


def _ground(request: Request) -> Response:
    return _tried(request, lambda name: Response(ground(name), media_type="image/png"))


def _border(request: Request) -> Response:
    return _tried(request, lambda name: Response(border(name), media_type="image/png"))


def _takes_gzip(accepted: str) -> bool:
    """Tell whether a browser says that it can unpack gzip.

    >>> _takes_gzip("deflate, gzip;q=0.5"), _takes_gzip("gzip;q=0, br"), _takes_gzip("identity")
    (True, False, False)
    """
    for coding in accepted.lower().split(","):
        name, _, weight = coding.partition(";")
        if name.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _tried(request: Request, respond: Callable[[str], Response]) -> Response:
    name = request.path_params["model"]
    if name not in MAPPED:
        known = ", ".join(MAPPED)
        return PlainTextResponse(f"No map of that model; there are {known}.", status_code=404)
    try:
        return respond(name)
    except WeightsError as reason:
        return PlainTextResponse(str(reason), status_code=503)


def under(base: str) -> list[Route]:
    """Return the routes below a path, "" or "/lab"."""
    return [
        Route(f"{base}/decoder/{{model}}/at", _at),
        Route(f"{base}/decoder/{{model}}/ahead", _ahead),
        Route(f"{base}/decoder/{{model}}/ground", _ground),
        Route(f"{base}/decoder/{{model}}/border", _border),
    ]
