"""Arrays as small PNG pictures inside the page's HTML: crisp pixels, one request less each.

Format: W3C, "Portable Network Graphics (PNG) Specification", third edition; colour type 4
is 8 bits of grey and 8 bits of opacity per pixel.
"""

import base64
import html
import struct
import zlib

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]

_GREY_AND_OPACITY = 4


def img(picture: Values, *, alt: str, zoom: int) -> str:
    """Return an ``<img>`` of a picture.

    Args:
        picture: (rows, columns) float, 0 is black and 1 is white, beyond is cut off; what is
            not a number is transparent.
        alt: The picture in words.
        zoom: Screen pixels per cell; whole, so that all cells look alike.
    """
    rows, columns = picture.shape
    content = base64.b64encode(_png(picture)).decode()
    return (
        f'<img class="cells" width="{columns * zoom}" height="{rows * zoom}" decoding="sync" '
        f'alt="{html.escape(alt)}" src="data:image/png;base64,{content}">'
    )


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


def _png(picture: Values) -> bytes:
    rows, columns = picture.shape
    seen = ~np.isnan(picture)
    pixels = np.empty((rows, columns, 2), np.uint8)
    pixels[..., 0] = np.round(255 * np.clip(np.where(seen, picture, 0), 0, 1))
    pixels[..., 1] = np.where(seen, 255, 0)
    # Every line of a PNG starts with the number of its filter; 0 is none.
    lines = np.concatenate(
        [np.zeros((rows, 1), np.uint8), pixels.reshape(rows, 2 * columns)], axis=1
    )
    header = struct.pack(">IIBBBBB", columns, rows, 8, _GREY_AND_OPACITY, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(lines.tobytes(), level=1))
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)
