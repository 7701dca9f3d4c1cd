"""The one reader of numbers: of a cell, a field, a pasted block, the bias, a link.

Every text is measured before it is read, and no regular expression here goes back over what it
has read: the time grows with the length, whoever wrote the text.
"""

import re
from collections.abc import Iterator

from app.setting.setting import LARGEST_NUMBER, LIMITS

LONGEST_NUMBER = 24
"""Characters of a number: those of -1.2345678901234567e-100, the longest a browser writes."""

LONGEST_AXES = 4 * LONGEST_NUMBER
"""Characters of the numbers of both axes, with what stands between them."""

LONGEST_TEXT = 8000
"""Characters of a pasted block."""

Row = list[float | None]
"""Numbers side by side; None for a cell of a spreadsheet with nothing in it."""

# ASCII: a digit of another script would be one here and none in a link's sizes.
_NUMBER = re.compile(r"[+-]?+(\d++\.?+\d*+|\.\d++)([eE][+-]?+\d++)?+", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?+\d++,\d++", re.ASCII)

_CROSS = re.compile(r"[x×X*]")
_BETWEEN = re.compile(r"[,;\s]++")

# What stands around the brackets of Python's arrays: a name, a call, what follows the numbers.
_CALL = re.compile(r"(?<![\w.])[A-Za-z_][\w.]*+\s*+\(")
_NAME = re.compile(r"(?<![\w.])[A-Za-z_][\w.]*+\s*+=(?=\s*+[\[(A-Za-z])")
_OPTION = re.compile(r",\s*+[A-Za-z_]\w*+=[^,()\[\]]*+")
_PARAMETER = "Parameter containing:"


def read_number(text: str) -> float | None:
    """Return the number that a cell's text says, or None.

    A decimal comma is understood, and so is the minus sign of typesetters.

    >>> read_number(" 2,5 "), read_number("−3"), read_number("1/2"), read_number("1e9")
    (2.5, -3.0, None, None)
    """
    plain = text.strip()
    if len(plain) > LONGEST_NUMBER:
        return None
    plain = plain.replace("−", "-").replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        return None
    number = float(plain)
    return number if abs(number) <= LARGEST_NUMBER else None


def read_axes(text: str) -> tuple[tuple[float, ...], ...]:
    """Return the numbers that a field's text says of one axis or of both.

    Without a cross a comma parts height from width; beside one it parts the two ends of an axis,
    as a padding has them.

    Returns:
        One axis where one number stands for both, else height and width; each one number, or what
        is before and after. () for what is neither.

    >>> read_axes("3"), read_axes("3x5"), read_axes("3, 5"), read_axes("(3, 5)")
    (((3.0,),), ((3.0,), (5.0,)), ((3.0,), (5.0,)), ((3.0,), (5.0,)))
    >>> read_axes("0,1 × 2,3"), read_axes("3x"), read_axes("1 2 3")
    (((0.0, 1.0), (2.0, 3.0)), (), ())
    """
    if len(text) > LONGEST_AXES:
        return ()
    axes = [_BETWEEN.split(part.strip(" ()[]")) for part in _CROSS.split(text.strip())]
    if len(axes) == 1:
        axes = [[number] for number in axes[0]]
    if len(axes) > 2 or any(len(ends) > 2 for ends in axes):
        return ()
    read = [[read_number(number) for number in ends] for ends in axes]
    if any(number is None for ends in read for number in ends):
        return ()
    return tuple(tuple(number for number in ends if number is not None) for ends in read)


def read_pair(text: str) -> tuple[int, int] | None:
    """Return height and width as whole numbers, one standing for both; None for anything else.

    >>> read_pair("3"), read_pair("3x5"), read_pair("2.5"), read_pair("0,1x2")
    ((3, 3), (3, 5), None, None)
    """
    axes = read_axes(text)
    numbers = [ends[0] for ends in axes if len(ends) == 1 and ends[0] == int(ends[0])]
    if not numbers or len(numbers) < len(axes):
        return None
    return int(numbers[0]), int(numbers[-1])


def read_pasted(text: str) -> tuple[list[Row], str | None]:
    r"""Read a block of numbers as spreadsheets, Python or people write it.

    A comma is a decimal one between tabs or semicolons, as spreadsheets write, and in a word
    like 1,5 where no comma is followed by a space and there is no decimal point; in brackets
    it always separates.

    Args:
        text: Rows on lines of their own, or in brackets, as NumPy and PyTorch print them.

    Returns:
        The numbers row by row, a row that was not understood empty, so that the others keep
        their places; and a sentence about what was not taken as it stands, or None.

    >>> read_pasted("[[1, 2], [3, 4]]")
    ([[1.0, 2.0], [3.0, 4.0]], None)
    >>> read_pasted("1,5\t2\n3\tx")
    ([[1.5, 2.0], []], '“x” is not a number the lab can hold: row 2 was left out')
    """
    if len(text) > LONGEST_TEXT:
        return [], f"That is more text than the lab reads ({LONGEST_TEXT} characters)"
    planes = _bracketed(text) if "[" in text or "(" in text else [_lines(text)]
    if not planes or not planes[0]:
        return [], "There is no number in what was pasted"
    rows: list[Row] = []
    bad: list[tuple[int, str]] = []
    for number, words in enumerate(planes[0], start=1):
        row = [read_number(word) if word else None for word in words]
        wrong = next((w for w, n in zip(words, row, strict=True) if w and n is None), None)
        if wrong is not None:
            bad.append((number, wrong))
        rows.append(row if wrong is None else [])
    return rows, _complaint(text, rows, bad, len(planes))


def _complaint(text: str, rows: list[Row], bad: list[tuple[int, str]], planes: int) -> str | None:
    if bad:
        number, word = bad[0]
        more = f", and so were {len(bad) - 1} more" if len(bad) > 1 else ""
        return f"“{word[:20]}” is not a number the lab can hold: row {number} was left out{more}"
    if planes > 1:
        return f"What was pasted has {planes} planes: the first was taken"
    lengths = {len(row) for row in rows}
    if len(lengths) > 1:
        return (
            f"The rows have {min(lengths)} to {max(lengths)} numbers: what a short one lacks "
            "stays as it was"
        )
    words = text.split()
    if len(rows) == len(words) > 1 and _has_decimal_commas(text):
        first = next(word for word in words if "," in word)
        return (
            f"“{first}” was read as {first.replace(',', '.')}: a comma that separates numbers "
            "needs a space after it"
        )
    return None


def _lines(text: str) -> list[list[str]]:
    """Return the words of every line that has any; an empty one is an empty cell."""
    lines = [line for line in re.split(r"[\n\r]", text) if line.strip()]
    for mark in "\t;":
        if mark in text:
            return [[word.strip() for word in line.split(mark)] for line in lines]
    apart = r"\s" if _has_decimal_commas(text) else r"[\s,]"
    return [words for line in lines if (words := _words(line, apart))]


def _words(text: str, apart: str) -> list[str]:
    return [word for word in re.split(f"{apart}+", text) if word]


def _has_decimal_commas(text: str) -> bool:
    """Tell whether every comma is one of a number, where no tab or semicolon says so."""
    with_comma = [word for word in text.split() if "," in word]
    alone = not any(mark in text for mark in "\t;.[(")
    return bool(with_comma) and alone and all(map(_DECIMAL_COMMA.fullmatch, with_comma))


def _bracketed(text: str) -> list[list[list[str]]]:
    """Return the words of each row of each plane of an array in brackets."""
    plain = text.replace(_PARAMETER, " ")
    for pattern, instead in ((_OPTION, ""), (_CALL, "("), (_NAME, "")):
        plain = pattern.sub(instead, plain)
    # The brackets of a call go; those of tuples are rows as much as a list's.
    plain = plain.replace("(", " ").replace(")", " ") if "[" in plain else _squared(plain)
    pieces = re.split(r"([\[\]])", plain)
    depths = list(_depths(pieces))
    deepest = max(depths)
    # NumPy breaks a long row's line inside its brackets; a person's line is a row.
    end = r"[;]" if deepest > 1 else r"[;\n\r]"
    planes: list[list[list[str]]] = []
    opened = False
    for piece, depth in zip(pieces, depths, strict=True):
        if piece in ("[", "]"):
            opened = opened and depth > deepest - 2
            continue
        found = [words for line in re.split(end, piece) if (words := _words(line, r"[\s,]"))]
        if found and not opened:
            planes.append([])
        if found:
            opened = True
            planes[-1] += found
    return planes


def _squared(text: str) -> str:
    return text.replace("(", "[").replace(")", "]")


def _depths(pieces: list[str]) -> Iterator[int]:
    """Yield in how many brackets each piece stands; a closing one counts as closed."""
    depth = 0
    for piece in pieces:
        depth = max(depth + (piece == "[") - (piece == "]"), 0)
        yield depth


def read_bias(text: str) -> tuple[tuple[float, ...], str | None]:
    """Read numbers, one per output channel.

    Returns:
        The numbers, none for a blank text; and a sentence about what was not understood.

    >>> read_bias("1; -2"), read_bias("")
    (((1.0, -2.0), None), ((), None))
    """
    rows, complaint = read_pasted(text) if text.strip() else ([], None)
    numbers = tuple(number for row in rows for number in row if number is not None)
    most = LIMITS["channels"][1]
    if complaint or len(numbers) > most:
        return (), f"The bias is one number per output channel, {most} at the most"
    return numbers, None
