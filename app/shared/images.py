"""Arrays as small PNG pictures inside the page's HTML: crisp pixels, one request less each.

Format: W3C, "Portable Network Graphics (PNG) Specification", third edition; colour type 4
is 8 bits of grey and 8 bits of opacity per pixel, colour type 2 is 8 bits each of red, green
and blue.
"""

import base64
import html
import struct
import zlib

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]

_COLOUR, _GREY_AND_OPACITY = 2, 4


def img(picture: Values, *, alt: str, zoom: int) -> str:
    """Return an ``<img>`` of a picture.

    Args:
        picture: (rows, columns) float, 0 is black and 1 is white, beyond is cut off; what is
            not a number is transparent.
        alt: The picture in words.
        zoom: Screen pixels per cell; whole, so that all cells look alike.
    """
    rows, columns = picture.shape
    return _tag(grey_file(picture), (columns * zoom, rows * zoom), alt)


def address(picture: Values) -> str:
    """Return a picture as a ``data:`` URL, for where an ``<img>`` is not what is wanted.

    Args:
        picture: As in ``img``.
    """
    return _address(grey_file(picture))


def coloured(picture: Values, *, alt: str, zoom: int) -> str:
    """Return an ``<img>`` of a picture in colour.

    Args:
        picture: (rows, columns, 3) float: red, green and blue, 0 is none and 1 is all of it.
        alt: The picture in words.
        zoom: As in ``img``.
    """
    rows, columns, _ = picture.shape
    return _tag(coloured_file(picture), (columns * zoom, rows * zoom), alt)


def coloured_file(picture: Values) -> bytes:
    """Return a picture in colour as the bytes of a PNG.

    Args:
        picture: As in ``coloured``.
    """
    return _file(np.round(255 * np.clip(picture, 0, 1)).astype(np.uint8), _COLOUR)


def coloured_address(picture: Values) -> str:
    """Return a picture in colour as a ``data:`` URL.

    Args:
        picture: As in ``coloured``.
    """
    return _address(coloured_file(picture))


def sheet(maps: Values, columns: int) -> Values:
    """Lay maps out row by row, one transparent cell between them.

    Args:
        maps: (n, rows, columns) float.
        columns: Maps per row of the sheet.

    Returns:
        One picture; not a number between the maps and where none is left.
    """
    count, height, width = maps.shape
    lines = -(-count // columns)
    laid = np.full((lines * (height + 1) - 1, columns * (width + 1) - 1), np.nan, np.float32)
    for index, values in enumerate(maps):
        row, column = divmod(index, columns)
        top, left = row * (height + 1), column * (width + 1)
        laid[top : top + height, left : left + width] = values
    return laid


def grey_file(picture: Values) -> bytes:
    """Return a picture as the bytes of a PNG.

    Args:
        picture: As in ``img``.
    """
    rows, columns = picture.shape
    seen = ~np.isnan(picture)
    pixels = np.empty((rows, columns, 2), np.uint8)
    pixels[..., 0] = np.round(255 * np.clip(np.where(seen, picture, 0), 0, 1))
    pixels[..., 1] = np.where(seen, 255, 0)
    return _file(pixels, _GREY_AND_OPACITY)


def _tag(content: bytes, size: tuple[int, int], alt: str) -> str:
    width, height = size
    return (
        f'<img class="cells" width="{width}" height="{height}" decoding="sync" '
        f'alt="{html.escape(alt)}" src="{_address(content)}">'
    )


def _address(content: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


def _file(pixels: NDArray[np.uint8], colour_type: int) -> bytes:
    rows, columns, _ = pixels.shape
    # Every line of a PNG starts with the number of its filter; 0 is none.
    lines = np.concatenate([np.zeros((rows, 1), np.uint8), pixels.reshape(rows, -1)], axis=1)
    header = struct.pack(">IIBBBBB", columns, rows, 8, colour_type, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(lines.tobytes(), level=1))
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)
