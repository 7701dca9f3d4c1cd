"""The text of a network, read by ``ast`` and never run: which layers it makes, in which order.

PyTorch's modules and Keras' layers are found wherever they stand: in a Sequential, in the
``__init__`` of a class, one below the other, handed on as in Keras' functional style. A class's
``forward`` is followed where it is one chain (``core.ladders.forward``). Names that
were given a number above (``ngf = 64``) are numbers. What is not understood is said with its
line; nothing that is pasted is ever called.

    >>> source = read("nn.Conv2d(1, 16, 3, stride=2)")
    >>> source.calls[0].name, source.calls[0].numbers("stride")
    ('Conv2d', (2, 2))
"""

import ast
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from core.ladders.forward import FORWARD, NotFollowedError, followed
from core.ladders.vocabulary import (
    ANYWHERE,
    ENDINGS,
    FRAME,
    JOINS,
    OTHER_NAMES,
    PASSIVE,
    SIGNATURES,
    STEPS,
    Library,
)
from core.layer import LARGEST

LONGEST_TEXT = 12_000
MOST_CALLS = 150
_DEEPEST = 80

Span = tuple[int, int]
"""From and to which character of the text."""


@dataclass(frozen=True)
class Unknown:
    """An argument that stands in the text as something other than a value.

    Attributes:
        text: As it stands there, shortened.
    """

    text: str


Value = int | float | str | bool | None | tuple["Value", ...] | Unknown


@dataclass(frozen=True)
class Argument:
    """One argument of a call; its place is that of its value."""

    value: Value
    span: Span


@dataclass(frozen=True)
class Complaint:
    """What is wrong or was not understood, with its line; line 0 for the whole text."""

    line: int
    text: str


class CallError(ValueError):
    """An argument that a layer needs and that is not there, or no number."""


@dataclass(frozen=True)
class Call:
    """One layer as it is written.

    Attributes:
        name: As in ``SIGNATURES`` or ``PASSIVE``.
        line: The line on which it begins, from 1.
        end: Where the next argument would be written: the place of the closing bracket.
        start: Where it begins in the text.
        arguments: By name, those without a name by their place.
    """

    name: str
    line: int
    end: int = 0
    start: int = 0
    arguments: Mapping[str, Argument] = field(default_factory=dict)

    @property
    def library(self) -> Library | None:
        """Whose layer it is; None where both have it, or it changes nothing."""
        return SIGNATURES[self.name][0] if self.name in SIGNATURES else None

    def value(self, name: str, default: Value = None) -> Value:
        """Return an argument as it stands, or a default."""
        found = self.arguments.get(name)
        return default if found is None else found.value

    def number(self, name: str, default: int | None = None) -> int:
        """Return a whole number.

        Raises:
            CallError: it is missing, or none.
        """
        return self._whole(name, self._needed(name, default))

    def numbers(self, name: str, default: int | tuple[int, int] | None = None) -> tuple[int, int]:
        """Return a pair of whole numbers; one alone stands for both.

        Raises:
            CallError: it is missing, or none.
        """
        value = self._needed(name, default)
        if isinstance(value, tuple):
            if len(value) == 1:
                value = value * 2
            if len(value) != 2:
                raise CallError(f"{name} takes one number or two, not {len(value)}")
            return self._whole(name, value[0]), self._whole(name, value[1])
        number = self._whole(name, value)
        return number, number

    def _needed(self, name: str, default: Value) -> Value:
        value = self.value(name, default)
        if value is None:
            raise CallError(f"{self.name} needs {name}")
        return value

    def _whole(self, name: str, value: Value) -> int:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST:
            return value
        shown = value.text if isinstance(value, Unknown) else f"{value!r:.30}"
        raise CallError(f"{name}={shown} is no whole number that can be read here")


@dataclass(frozen=True)
class Source:
    """What was found in a text.

    Attributes:
        text: The text, its line ends made alike.
        calls: The layers in the order in which numbers pass through them.
        complaints: What was not understood.
    """

    text: str
    calls: tuple[Call, ...]
    complaints: tuple[Complaint, ...]


def read(text: str) -> Source:
    """Find the layers in a text; anything can be handed in."""
    text = re.sub(r"\r\n?", "\n", text).replace("\x00", " ").replace("\f", " ")
    if len(text) > LONGEST_TEXT:
        said = f"{len(text):,} characters are too many; {LONGEST_TEXT:,} are the most."
        return Source(text[:LONGEST_TEXT], (), (Complaint(0, said),))
    # A lone surrogate has no place in a program, nor can it be counted in bytes.
    text = text.encode("utf-8", "replace").decode("utf-8")
    reader = _Reader(text)
    tree = _parsed(text)
    if isinstance(tree, str):
        reader.pick_out(tree)
    else:
        reader.visit(tree)
    return Source(text, tuple(reader.calls), tuple(sorted(reader.complaints, key=lambda c: c.line)))


def _parsed(text: str) -> ast.Module | str:
    """Return the program, its lines counted as in the text, or where it is none."""
    tree = _parsed_as(text)
    if isinstance(tree, str):
        # Lines copied out of a class are all indented: below a line of our own they may be.
        below = _parsed_as(f"if 1:\n{text}")
        return tree if isinstance(below, str) else ast.increment_lineno(below, -1)
    return tree


def _parsed_as(program: str) -> ast.Module | str:
    try:
        with warnings.catch_warnings():
            # A stray backslash is not worth a warning to whoever runs the server.
            warnings.simplefilter("ignore")
            return ast.parse(program)
    except SyntaxError as error:
        return f"line {error.lineno or 1}"
    except (ValueError, RecursionError, MemoryError):
        return "nested too deeply"


class _Reader:
    """What has been found so far, and where the text's lines begin."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.calls: list[Call] = []
        self.complaints: list[Complaint] = []
        self.known: dict[str, Value] = {}
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def complain(self, line: int, text: str) -> None:
        if len(self.complaints) < MOST_CALLS:
            self.complaints.append(Complaint(line, text))

    def visit(self, node: ast.AST, depth: int = 0) -> bool:
        """Find the layers below a node; return whether there are any."""
        if depth > _DEEPEST:
            self.complain(getattr(node, "lineno", 0), "This is nested too deeply to be read.")
            return False
        if isinstance(node, ast.Call):
            return self._visit_call(node, depth)
        if isinstance(node, ast.ClassDef):
            return self._visit_class(node, depth)
        if isinstance(node, ast.Assign | ast.AnnAssign):
            self._remember(node)
        found = self._visit_all(ast.iter_child_nodes(node), depth)
        loops = ast.For | ast.While | ast.ListComp | ast.GeneratorExp
        if found and isinstance(node, loops):
            self.complain(node.lineno, "A loop: its layers are read once.")
        return found

    def _visit_all(self, nodes: Iterator[ast.AST], depth: int) -> bool:
        # All of them are visited, also once one has been found.
        found = [self.visit(node, depth + 1) for node in nodes]
        return any(found)

    def _visit_class(self, node: ast.ClassDef, depth: int) -> bool:
        """Take a class's layers in the order of its ``forward``, or else as they stand."""
        first, layers = len(self.calls), dict[str, list[Call]]()
        forwards = [
            one for one in node.body if isinstance(one, ast.FunctionDef) and one.name in FORWARD
        ]
        for part in node.body:
            inside = part.body if isinstance(part, ast.FunctionDef) else [part]
            if part in forwards:
                continue
            for statement in inside:
                before = len(self.calls)
                self.visit(statement, depth + 1)
                for target in statement.targets if isinstance(statement, ast.Assign) else []:
                    if isinstance(target, ast.Attribute):
                        layers[target.attr] = self.calls[before:]
        for forward in forwards:
            arguments = [one.arg for one in forward.args.args[1:]]
            try:
                self.calls[first:] = followed(forward.body, arguments, layers, self._reshaped)
            except NotFollowedError:
                self._visit_all(iter(forward.body), depth)
        return len(self.calls) > first

    def _reshaped(self, node: ast.Call, sizes: Sequence[ast.expr]) -> Call:
        """Return what ``view`` does as the layer that does it."""
        start, stop = self._span(node)
        span = self._span(sizes[0]) if sizes else (stop, stop)
        line = node.end_lineno or node.lineno
        if not sizes:
            return Call("Flatten", line, stop - 1, start)
        value = tuple(self._value(one) for one in sizes)
        return Call("Unflatten", line, stop - 1, start, {"unflattened_size": Argument(value, span)})

    def _visit_call(self, node: ast.Call, depth: int) -> bool:
        inside = iter([*node.args, *(keyword.value for keyword in node.keywords)])
        if isinstance(node.func, ast.Call):
            # Conv2D(8, 3)(x): what x is comes first.
            before = self._visit_all(inside, depth)
            return self.visit(node.func, depth + 1) or before
        dotted = _dotted(node.func)
        name = OTHER_NAMES.get(dotted[-1], dotted[-1]) if dotted else ""
        if name in SIGNATURES or name in PASSIVE:
            self._take(node, name)
            return True
        found = self._visit_all(inside, depth)
        if isinstance(node.func, ast.Attribute):
            found = self.visit(node.func.value, depth + 1) or found
        if name in JOINS and not found:
            self.complain(node.lineno, f"{name}: a skip connection is not followed.")
        elif name in STEPS:
            self.complain(node.lineno, f"{name} is not followed: only layers are read.")
        elif not found and name[:1].isupper() and name not in FRAME:
            near = get_close_matches(name, [*SIGNATURES, *PASSIVE], 1, 0.8)
            hint = f"; did you mean {near[0]}?" if near else "."
            self.complain(node.lineno, f"{name[:40]} is not a layer that is known here{hint}")
        return found

    def _remember(self, node: ast.Assign | ast.AnnAssign) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if node.value is None:
            return
        value = self._value(node.value)
        for target in targets:
            dotted = _dotted(target)
            if dotted and not isinstance(value, Unknown):
                self.known[dotted[-1]] = value
            names = target.elts if isinstance(target, ast.Tuple) else []
            if isinstance(value, tuple) and len(value) == len(names):
                for one, part in zip(names, value, strict=True):
                    if isinstance(one, ast.Name):
                        self.known[one.id] = part

    def _take(self, node: ast.Call, name: str) -> None:
        if len(self.calls) >= MOST_CALLS:
            if len(self.calls) == MOST_CALLS:
                said = f"More than {MOST_CALLS} layers: the rest is not read."
                if all(complaint.text != said for complaint in self.complaints):
                    self.complain(node.lineno, said)
            return
        order = SIGNATURES[name][1] if name in SIGNATURES else ()
        arguments: dict[str, Argument] = {}
        for place, value in enumerate(node.args):
            if isinstance(value, ast.Starred):
                self.complain(node.lineno, f"{name}: what a * stands for is not known here.")
                break
            if place < len(order):
                arguments[order[place]] = Argument(self._value(value), self._span(value))
            elif order:
                self.complain(
                    node.lineno, f"{name} takes {len(order)} arguments, not {len(node.args)}."
                )
                break
            else:
                break
        for keyword in node.keywords:
            word = keyword.arg
            if word is None or not self._takes(name, word, node.lineno):
                continue
            arguments[word] = Argument(self._value(keyword.value), self._span(keyword.value))
        end = self._at(node.end_lineno or node.lineno, node.end_col_offset or 0) - 1
        start, _ = self._span(node)
        self.calls.append(Call(name, node.lineno, end, start, arguments))

    def _takes(self, name: str, word: str, line: int) -> bool:
        """Tell whether a layer has an argument of that name; complain where it has not."""
        if name not in SIGNATURES:
            return False
        order = SIGNATURES[name][1]
        if word in order or word in ANYWHERE:
            return True
        if not word.endswith(ENDINGS):
            other = _SAME_MEANING.get(word, "")
            near = [other] if other in order else get_close_matches(word, order, 1, 0.6)
            hint = f"; there it is {near[0]}." if near else "."
            self.complain(line, f"{name} has no {word[:40]}{hint}")
        return False

    def _value(self, node: ast.AST, depth: int = 0) -> Value:
        """Return what an expression says, if it says a value; nothing is called."""
        if depth > _DEEPEST:
            return Unknown("…")
        if isinstance(node, ast.Constant):
            value = node.value
            return value if isinstance(value, int | float | str) or value is None else Unknown("…")
        if isinstance(node, ast.Tuple | ast.List):
            return tuple(self._value(part, depth + 1) for part in node.elts[:16])
        if isinstance(node, ast.Name | ast.Attribute):
            dotted = _dotted(node)
            last = dotted[-1] if dotted else ""
            # print(model) writes padding=same.
            return self.known.get(last, last if last in ("same", "valid") else self._unknown(node))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            inner = self._value(node.operand, depth + 1)
            return -inner if isinstance(inner, int | float) else self._unknown(node)
        if isinstance(node, ast.BinOp):
            left, right = self._value(node.left, depth + 1), self._value(node.right, depth + 1)
            return self._reckoned(node, left, right)
        return self._unknown(node)

    def _reckoned(self, node: ast.BinOp, left: Value, right: Value) -> Value:
        numbers = int | float
        if not isinstance(left, numbers) or not isinstance(right, numbers):
            return self._unknown(node)
        if abs(left) > LARGEST or abs(right) > LARGEST:
            return self._unknown(node)
        kind = type(node.op)
        if kind is ast.Add:
            return left + right
        if kind is ast.Sub:
            return left - right
        if kind is ast.Mult:
            return left * right
        if kind is ast.FloorDiv and right:
            return left // right
        if kind is ast.Div and right:
            return left / right
        if kind is ast.Pow and 0 <= right <= 20 and abs(left) <= 64:
            return float(left**right) if isinstance(left, float) else int(left**right)
        return self._unknown(node)

    def _unknown(self, node: ast.AST) -> Unknown:
        start, end = self._span(node)
        return Unknown(self.text[start:end].split("\n")[0][:30])

    def _span(self, node: ast.AST) -> Span:
        line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        last, stop = getattr(node, "end_lineno", line), getattr(node, "end_col_offset", column)
        return self._at(line, column), self._at(last, stop)

    def _at(self, line: int, column: int) -> int:
        """Return a place in the text; ``ast`` counts columns in bytes."""
        line = min(max(line, 1), len(self.lines))
        written = self.lines[line - 1].encode("utf-8")[:column].decode("utf-8", "ignore")
        return self._starts[line - 1] + len(written)

    def pick_out(self, why: str) -> None:
        """Take the layers one by one out of a text that is no program."""
        for start, stop in _written_calls(self.text):
            tree = _alone(self.text, start, stop)
            if tree is None:
                line = self.text.count("\n", 0, start) + 1
                shown = self.text[start:stop].split("\n")[0][:40]
                self.complain(line, f"“{shown}” cannot be read.")
            else:
                self.visit(tree)
        if self.text.strip():
            found = "its layers were picked out one by one" if self.calls else "no layer is found"
            self.complain(0, f"This cannot be read as Python ({why}): {found}.")


_SAME_MEANING = {
    "strides": "stride",
    "stride": "strides",
    "dilation": "dilation_rate",
    "dilation_rate": "dilation",
    "filters": "out_channels",
    "out_channels": "filters",
    "use_bias": "bias",
    "bias": "use_bias",
    "pool_size": "kernel_size",
    "kernel_size": "pool_size",
    "size": "scale_factor",
    "scale_factor": "size",
}


_LONGEST_CALL = 2000
_WRITTEN = re.compile(
    rf"\b(?:{'|'.join(sorted([*SIGNATURES, *PASSIVE, *OTHER_NAMES], key=len, reverse=True))})\s*\("
)
_PIECES = re.compile(r"""'[^'\n]*'|"[^"\n]*"|[()]""")


def _written_calls(text: str) -> Iterator[Span]:
    """Find where layers are written in a text, up to their closing bracket."""
    done = 0
    for found in _WRITTEN.finditer(text):
        line = text.rfind("\n", 0, found.start()) + 1
        if found.start() < done or "#" in text[line : found.start()]:
            continue
        depth, stop = 0, found.end()
        for piece in _PIECES.finditer(text, found.end() - 1, found.start() + _LONGEST_CALL):
            depth += {"(": 1, ")": -1}.get(piece[0], 0)
            if depth == 0:
                stop = piece.end()
                break
        done = stop
        yield found.start(), stop


def _alone(text: str, start: int, stop: int) -> ast.Module | None:
    """Return one call of a text as a program in which it stands on its own line and column."""
    before = re.sub(rb"[^\n]", b" ", text[:start].encode("utf-8")).decode("ascii")
    tree = _parsed_as(f"(\n{before}{text[start:stop]})")
    return ast.increment_lineno(tree, -1) if isinstance(tree, ast.Module) else None


def _dotted(node: ast.AST) -> list[str]:
    """Return the names of a.b.c; nothing for what is no such name."""
    names: list[str] = []
    while isinstance(node, ast.Attribute) and len(names) < _DEEPEST:
        names.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        names.append(node.id)
    elif not names:
        return []
    return names[::-1]
