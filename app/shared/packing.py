"""Long texts in links: deflated, in base64 of URLs."""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode


def packed(text: str) -> str:
    """Return a text in letters, digits, "-" and "_".

    >>> unpacked(packed("14 → 28"), 100)
    '14 → 28'
    """
    return urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def unpacked(packed: str, longest: int) -> str | None:
    """Return a packed text, never more of it than is read.

    Args:
        packed: From anybody.
        longest: Bytes that the text may have.

    Returns:
        The text; None where it is cut off, damaged or longer.
    """
    try:
        deflated = urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        unpack = zlib.decompressobj()
        plain = unpack.decompress(deflated, longest)
        return plain.decode() if unpack.eof else None
    except (ValueError, zlib.error):
        return None
