"""How sentences list things."""

from collections.abc import Iterable


def listed(parts: Iterable[object]) -> str:
    """Return parts, of which there is one at least, as a sentence lists them.

    >>> listed([4]), listed("ab"), listed([1, 2, 4])
    ('4', 'a and b', '1, 2 and 4')
    """
    *others, last = (str(part) for part in parts)
    return f"{', '.join(others)} and {last}" if others else last
