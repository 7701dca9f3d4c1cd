"""The sums that a lesson may write: a small language of its own, read and never run as Python.

    full - 2*p        y[1,0]        unturned y[size-1,size-1]        max(k, s) // 2

A sum is read into a tree of the nodes below, each of which is one of a short list; whoever
evaluates it says what the names mean (``app.course.facts``). A lesson may come by link from
anybody, so length, depth, number of nodes and size of numbers are bounded before anything is
computed.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Value = float | tuple[float, ...]
"""A number, or a list of them: the sizes that become another one."""

LONGEST = 200
"""Characters of a sum."""
DEEPEST = 12
"""Brackets within brackets."""
MOST_NODES = 80
LARGEST = 1e9
"""Numbers beyond this are refused, typed or computed."""

NAMES = (
    "i",
    "k",
    "s",
    "p",
    "o",
    "d",
    "full",
    "size",
    "extent",
    "slid",
    "ring",
    "before",
    "after",
    "places",
    "inputs",
    "outputs",
    "dot",
    "weights",
    "biases",
    "count",
    "row",
    "column",
    "rank",
    "digit",
)
"""Plain names; ``count``, ``row`` and ``column`` are those of the cell that a mark asks of."""
GRIDS = {"x": 2, "w": 2, "y": 2, "f": 2, "count": 2, "back": 2, "found": 2, "m": 4}
"""Grids, and how many places name a cell where channels go unsaid."""
FUNCTIONS = {"max": 2, "min": 2, "ceil": 1, "sum": 1, "full": 1, "sizes": 1, "size": 1}
"""Functions, and how many arguments they take."""
MISTAKES = ("unturned", "padded_input", "zeros_added", "swapped_channels", "strided_slide")
"""Those of ``core.mistakes``."""
KERNELS = ("turned", "diagonal", "antidiagonal", "upside_down", "left_right")
"""Ways to lay the kernel wrongly: turned, mirrored at a diagonal, or along one axis."""
RULES = ("keras", "pytorch", "onnx", "onnx_lower")
"""Whose SAME it is."""
QUALIFIERS = (*MISTAKES, *KERNELS, *RULES)
QUALIFIED = ("size", "before", "after", "dot")
"""Names that a qualifier may stand before; it may stand before every grid, too."""
RECORDS = ("model", "layer", "record", "figure", "rebuilt")
"""What is asked after a dot: ``model.code``, ``layer(6).in``, ``record(vae_2).knn``,
``rebuilt(conv_cae_2).error``."""


class LessonError(ValueError):
    """Something in a lesson that cannot be shown; one sentence without its full stop.

    Attributes:
        line: The line it stands in, from 1; 0 where the whole file is meant.
    """

    def __init__(self, sentence: str, line: int = 0) -> None:
        self.sentence = sentence
        self.line = line
        super().__init__(f"Line {line}: {sentence}" if line else sentence)

    def at(self, line: int) -> "LessonError":
        """Return the same error with its line, where it has none yet."""
        return self if self.line else LessonError(self.sentence, line)


class AtLine:
    """Give an error the line it belongs to: ``with AtLine(7): ...``."""

    def __init__(self, line: int) -> None:
        self.line = line

    def __enter__(self) -> None: ...

    def __exit__(self, _type: object, wrong: object, _trace: object) -> None:
        if isinstance(wrong, LessonError):
            raise wrong.at(self.line) from None


@dataclass(frozen=True)
class Number:
    """A number as typed."""

    value: float


@dataclass(frozen=True)
class Name:
    """A name, perhaps under a qualifier: ``size``, ``keras before``."""

    name: str
    qualifier: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell of a grid: ``y[1,0]``, or ``y[2,0,1]`` with its map."""

    grid: str
    places: tuple["Node", ...]
    qualifier: str = ""


@dataclass(frozen=True)
class Fact:
    """A figure of a network: ``model.code``, ``layer(6).in``, ``record(vae_2).knn``."""

    of: str
    which: str
    figure: str


@dataclass(frozen=True)
class Call:
    """A function of some sums; ``sum`` takes the name of a grid."""

    function: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True)
class Item:
    """One number of a list: ``sizes(4)[0]``."""

    several: "Node"
    place: "Node"


@dataclass(frozen=True)
class Minus:
    """A number with its sign changed."""

    of: "Node"


@dataclass(frozen=True)
class Sum:
    """Two numbers joined by ``+ - * / //``."""

    sign: str
    left: "Node"
    right: "Node"


Node = Number | Name | Cell | Fact | Call | Item | Minus | Sum

Comparison = Literal["<", ">", "=", "<=", ">=", "!="]


@dataclass(frozen=True)
class Test:
    """Comparisons that must all hold: ``before < after and size >= 2``."""

    __test__ = False  # not one of pytest's

    parts: tuple[tuple[Node, Comparison, Node], ...]


class Facts(Protocol):
    """What the names of a sum stand for."""

    def name(self, name: str, qualifier: str) -> Value:
        """Return the value of a plain name."""

    def cell(self, grid: str, places: tuple[int, ...], qualifier: str) -> float:
        """Return the number in a cell."""

    def call(self, function: str, argument: Value | str) -> Value:
        """Return ``full``, ``size`` and ``sizes`` of a number, ``sum`` of a grid."""

    def fact(self, of: str, which: str, figure: str) -> float:
        """Return a figure of a network."""


_TOKEN = re.compile(
    r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z][A-Za-z_0-9]*)|(//|<=|>=|!=|[-+*/()\[\],.<>=]))"
)


class _Reader:
    """The rest of a text, token by token."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise LessonError(f"a sum may have {LONGEST} characters, this one has {len(text)}")
        self.text = text.strip()
        self.tokens = _tokens(self.text.replace("−", "-"))
        self.at = 0
        self.nodes = 0

    def peek(self, ahead: int = 0) -> str:
        """Return a token to come, or nothing at the end."""
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        """Return the next token and go on; it must be ``wanted``, if anything is."""
        token = self.peek()
        if not token or (wanted and token != wanted):
            found = f"“{token}”" if token else "the end"
            raise LessonError(f"“{self.text}” has {found} where {wanted or 'more'} is needed")
        self.at += 1
        return token

    def test(self) -> Test:
        """Read comparisons joined by ``and``."""
        parts = [self._comparison()]
        while self.peek() == "and":
            self.take()
            parts.append(self._comparison())
        return Test(tuple(parts))

    def _comparison(self) -> tuple[Node, Comparison, Node]:
        left = self.sum(0)
        sign = self.take()
        for known in ("<", ">", "=", "<=", ">=", "!="):
            if sign == known:
                return left, known, self.sum(0)
        raise LessonError(f"“{self.text}” compares nothing: “{sign}” is no comparison")

    def sum(self, depth: int) -> Node:
        """Read terms joined by + and −."""
        node = self._product(depth)
        while self.peek() in ("+", "-"):
            node = self._counted(Sum(self.take(), node, self._product(depth)))
        return node

    def _product(self, depth: int) -> Node:
        node = self._factor(depth)
        while self.peek() in ("*", "/", "//"):
            node = self._counted(Sum(self.take(), node, self._factor(depth)))
        return node

    def _factor(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise LessonError(f"“{self.text[:30]}…” nests deeper than {DEEPEST} brackets")
        token = self.take()
        if token == "-":
            return self._counted(Minus(self._factor(depth + 1)))
        if token == "(":
            node = self.sum(depth + 1)
            self.take(")")
        elif token[0].isdigit():
            node = Number(_bounded(float(token)))
        else:
            node = self._named(token, depth)
        if self.peek() == "[":
            node = Item(node, self._places(depth)[0])
        return self._counted(node)

    def _named(self, token: str, depth: int) -> Node:
        if token in QUALIFIERS:
            return self._qualified(token, depth)
        if token in RECORDS:
            return self._fact(token)
        if token in GRIDS and self.peek() == "[":
            return Cell(token, self._places(depth, token))
        if token in FUNCTIONS and self.peek() == "(":
            return self._call(token, depth)
        if token in NAMES:
            return Name(token)
        raise LessonError(f"“{token}” is no name of a lesson's sums")

    def _qualified(self, qualifier: str, depth: int) -> Node:
        token = self.take()
        if token in GRIDS and self.peek() == "[":
            return Cell(token, self._places(depth, token), qualifier)
        if token in QUALIFIED:
            return Name(token, qualifier)
        raise LessonError(f"“{qualifier}” stands before a cell or a size, not before “{token}”")

    def _fact(self, of: str) -> Fact:
        which = ""
        if of != "model":
            self.take("(")
            which = self.take()
            self.take(")")
        self.take(".")
        return Fact(of, which, self.take())

    def _call(self, function: str, depth: int) -> Node:
        self.take("(")
        if function == "sum":
            grid = self.take()
            if grid not in ("w", "x", "y"):
                raise LessonError(f"sum adds up x, w or y, not “{grid}”")
            arguments: tuple[Node, ...] = (Name(grid),)
        else:
            arguments = self._listed(depth + 1)
        self.take(")")
        if len(arguments) != FUNCTIONS[function]:
            raise LessonError(f"{function}( ) takes {FUNCTIONS[function]}, not {len(arguments)}")
        return Call(function, arguments)

    def _places(self, depth: int, grid: str = "") -> tuple[Node, ...]:
        self.take("[")
        places = self._listed(depth + 1)
        self.take("]")
        needed = GRIDS.get(grid, 1)
        most = needed + (2 if grid == "w" else 1) if grid else 1
        if not needed <= len(places) <= most:
            raise LessonError(f"{grid or 'a list'}[ ] takes {needed} places, not {len(places)}")
        return places

    def _listed(self, depth: int) -> tuple[Node, ...]:
        listed = [self.sum(depth)]
        while self.peek() == ",":
            self.take()
            listed.append(self.sum(depth))
        return tuple(listed)

    def _counted(self, node: Node) -> Node:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise LessonError(f"“{self.text[:30]}…” has more than {MOST_NODES} parts")
        return node

    def end(self) -> None:
        """Complain about what is left over."""
        if self.peek():
            raise LessonError(f"“{self.text}” ends in “{self.peek()}”, which belongs to nothing")


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise LessonError(f"“{text[at : at + 10]}” is no part of a sum")
        tokens.append(found[0].strip())
        at = found.end()
    return tokens


def read_sum(text: str) -> Node:
    """Read one sum.

    Raises:
        LessonError: it is none, or beyond the bounds.

    >>> read_sum("full - 2*p")
    Sum(sign='-', left=Name(name='full', qualifier=''), right=Sum(sign='*', \
left=Number(value=2.0), right=Name(name='p', qualifier='')))
    """
    reader = _Reader(text)
    node = reader.sum(0)
    reader.end()
    return node


def read_sums(text: str) -> tuple[Node, ...]:
    """Read sums between commas."""
    reader = _Reader(text)
    sums = [reader.sum(0)]
    while reader.peek() == ",":
        reader.take()
        sums.append(reader.sum(0))
    reader.end()
    return tuple(sums)


def read_test(text: str) -> Test:
    """Read comparisons that must all hold."""
    reader = _Reader(text)
    test = reader.test()
    reader.end()
    return test


def evaluate(node: Node, facts: Facts) -> Value:
    """Return what a sum comes to.

    Raises:
        LessonError: a cell that is none, a division by 0, a number beyond the bounds.
    """
    match node:
        case Number(value):
            return value
        case Name(name, qualifier):
            return facts.name(name, qualifier)
        case Cell(grid, places, qualifier):
            return facts.cell(grid, tuple(whole(place, facts) for place in places), qualifier)
        case Fact(of, which, figure):
            return facts.fact(of, which, figure)
        case Call(function, arguments):
            return _called(function, arguments, facts)
        case Item(several, place):
            listed, at = evaluate(several, facts), whole(place, facts)
            if isinstance(listed, float) or not 0 <= at < len(listed):
                raise LessonError(f"there is no number {at} in {written(several)}")
            return listed[at]
        case Minus(of):
            return -number(of, facts)
        case Sum(sign, left, right):
            return _bounded(_joined(sign, number(left, facts), number(right, facts)))


def number(node: Node, facts: Facts) -> float:
    """Return what a sum comes to, which must be one number."""
    value = evaluate(node, facts)
    if isinstance(value, tuple):
        raise LessonError(f"{written(node)} is a list, not a number")
    return value


def whole(node: Node, facts: Facts) -> int:
    """Return what a sum comes to, which must be a whole number."""
    value = number(node, facts)
    if not value.is_integer():
        raise LessonError(f"{written(node)} is {value:g}, not a whole number")
    return int(value)


def holds(test: Test, facts: Facts) -> bool:
    """Tell whether all comparisons hold."""
    return all(
        _COMPARED[sign](number(left, facts), number(right, facts))
        for left, sign, right in test.parts
    )


_COMPARED: dict[Comparison, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "=": lambda a, b: a == b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "!=": lambda a, b: a != b,
}


def _called(function: str, arguments: tuple[Node, ...], facts: Facts) -> Value:
    if function == "sum":
        grid = arguments[0]
        return facts.call("sum", grid.name if isinstance(grid, Name) else "")
    values = [number(argument, facts) for argument in arguments]
    if function == "max":
        return max(values)
    if function == "min":
        return min(values)
    if function == "ceil":
        return float(math.ceil(values[0]))
    return facts.call(function, values[0])


def _joined(sign: str, left: float, right: float) -> float:
    if sign in ("/", "//") and right == 0:
        raise LessonError("a sum divides by 0")
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
        case _:
            return left // right


def _bounded(value: float) -> float:
    if abs(value) > LARGEST:
        raise LessonError(f"a number beyond {LARGEST:.0e} is too large for a lesson")
    return value


def parts(node: Node) -> list[Node]:
    """Return a sum and all sums within it, itself first."""
    inner: Sequence[Node]
    match node:
        case Cell(_, places, _):
            inner = places
        case Call(_, arguments):
            inner = arguments
        case Item(several, place):
            inner = (several, place)
        case Minus(of):
            inner = (of,)
        case Sum(_, left, right):
            inner = (left, right)
        case _:
            inner = ()
    return [node, *(part for one in inner for part in parts(one))]


_SIGNS = {"-": " − ", "+": " + ", "*": "·", "/": " / "}
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "//": 2}


def written(node: Node, said: Callable[[Node], str | None] = lambda _: None) -> str:
    """Write a sum as people do.

    Args:
        node: The sum.
        said: What to write for a name or a cell; None leaves it as it is called.

    >>> written(read_sum("(full - 2)*p")), written(read_sum("s - (i - 1)"))
    ('(full − 2)·p', 's − (i − 1)')
    """
    own = said(node)
    if own is not None:
        return own
    match node:
        case Number(value):
            return f"{value:g}".replace("-", "−")
        case Name(name, qualifier):
            return f"{qualifier} {name}".strip()
        case Cell(grid, places, qualifier):
            inside = ",".join(written(place, said) for place in places)
            return f"{qualifier} {grid}[{inside}]".strip()
        case Fact(of, which, figure):
            return f"{of}({which}).{figure}" if which else f"{of}.{figure}"
        case Call(function, arguments):
            return f"{function}({', '.join(written(a, said) for a in arguments)})"
        case Item(several, place):
            return f"{written(several, said)}[{written(place, said)}]"
        case Minus(of):
            return f"−{_within(of, 2, said)}"
        case Sum("//", left, right):
            return f"⌊{_within(left, 2, said)} / {_within(right, 3, said)}⌋"
        case Sum(sign, left, right):
            strength = _STRENGTH[sign]
            # What is taken away, or divided by, keeps its brackets.
            after = strength + (sign in ("-", "/"))
            return _within(left, strength, said) + _SIGNS[sign] + _within(right, after, said)


def _within(node: Node, strength: int, said: Callable[[Node], str | None]) -> str:
    text = written(node, said)
    loose = isinstance(node, Minus) or (isinstance(node, Sum) and _STRENGTH[node.sign] < strength)
    return f"({text})" if loose and said(node) is None else text


_SMALL, _TINY, _MINUTE, _NOTHING = 0.1, 0.001, 0.0001, 1e-12


def shown(value: float) -> str:
    """Write a number as the stage writes it in a cell (``show`` in words.js).

    >>> shown(4.0), shown(-2.5), shown(0.03411), shown(2 / 3)
    ('4', '−2.5', '0.0341', '0.667')
    """
    rounded = math.floor(value * 1000 + 0.5) / 1000
    if abs(rounded) >= 1e7:
        text = _exponent(f"{rounded:.2e}")
    elif abs(value) >= _SMALL or abs(value) < _NOTHING:
        text = f"{rounded:.3f}".rstrip("0").rstrip(".")
        text = "0" if text in ("-0", "") else text
    elif abs(value) < _MINUTE:
        text = _exponent(f"{value:.1e}")
    else:
        text = f"{value:.{2 if abs(value) < _TINY else 3}g}"
    return text.replace("-", "−")


def _exponent(text: str) -> str:
    """JavaScript writes 1.0e-5 where Python writes 1.0e-05."""
    return re.sub(r"e([+-])0+(\d)", r"e\1\2", text)
