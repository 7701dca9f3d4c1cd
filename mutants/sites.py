"""The places in plain Python where a fault can be put, and the faults themselves.

What a fault is, mutmut says (``mutation_operators``): another number, another text, another
operator, an argument less, the other branch. We use its list and not its runner, which
changes neither properties nor constants and forks a process that has run the tests before.
"""

import ast
import difflib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

FOLDERS = ("core", "app")
# Training: nothing of it runs in the app, and its tests take minutes.
TRAINING = "training"
# Networks and their training; pages, which say what Streamlit shows.
_NOT_PLAIN = frozenset({"torch", "streamlit"})
# A fault there is no fault in what the program does, or Python itself would name it.
_SKIPPED = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom)
# The worked examples have thousands of numbers: they would be a third of every sample.
_PLACES_PER_FILE = 400


@dataclass(frozen=True)
class Mutant:
    """A file with one fault in it.

    Attributes:
        file: Below the root of the repository.
        lines: The lines of the statement around the fault, from 1.
        line: Where the fault itself begins.
        before: The file's text.
        after: The same with the fault.
    """

    file: str
    lines: range
    line: int
    before: str
    after: str

    def diff(self) -> list[str]:
        """Return the lines that differ, the old ones with a minus, the new with a plus."""
        compared = difflib.unified_diff(
            self.before.splitlines(), self.after.splitlines(), n=0, lineterm=""
        )
        return [line for line in compared if not line.startswith(("---", "+++", "@@"))]


@dataclass(frozen=True)
class _Site:
    """One node of a file's tree, and what could stand there instead."""

    file: str
    lines: range
    line: int
    node: cst.CSTNode
    instead: list[cst.CSTNode]


def plain_files(root: Path) -> list[Path]:
    """Return the Python files that are neither pages nor networks nor training."""
    found = [path for folder in FOLDERS for path in (root / folder).rglob("*.py")]
    return sorted(path for path in found if TRAINING not in path.parts and _is_plain(path))


def sample(root: Path, seed: int, size: int) -> Iterator[Mutant]:
    """Draw faults: first a place, each alike, then one of its faults.

    Args:
        root: The repository, or a copy of it.
        seed: The same seed draws the same faults from the same files.
        size: How many; fewer if there are not so many places.
    """
    draw = random.Random(seed)
    modules = {path.relative_to(root).as_posix(): path for path in plain_files(root)}
    trees = {file: cst.parse_module(path.read_text()) for file, path in modules.items()}
    sites: list[_Site] = []
    for file, tree in trees.items():
        places = _sites(file, tree)
        sites += draw.sample(places, min(len(places), _PLACES_PER_FILE))
    draw.shuffle(sites)
    drawn = 0
    for site in sites:
        if drawn == size:
            return
        mutant = _mutant(site, trees[site.file], draw.choice(site.instead))
        if _differs(mutant):
            drawn += 1
            yield mutant


def _mutant(site: _Site, tree: cst.Module, instead: cst.CSTNode) -> Mutant:
    changed = tree.deep_replace(site.node, instead)
    assert isinstance(changed, cst.Module)
    return Mutant(site.file, site.lines, site.line, tree.code, changed.code)


def _differs(mutant: Mutant) -> bool:
    """Say whether the fault is Python, and another program than before."""
    try:
        changed = ast.parse(mutant.after)
    except SyntaxError:
        return False
    return ast.dump(changed) != ast.dump(ast.parse(mutant.before))


def _is_plain(path: Path) -> bool:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.split(".")[0])
    return not imported & _NOT_PLAIN


def _sites(file: str, tree: cst.Module) -> list[_Site]:
    finder = _Finder(file)
    # The tree itself and not a copy, so that its nodes can be replaced in it.
    MetadataWrapper(tree, unsafe_skip_copy=True).visit(finder)
    return finder.sites


class _Finder(cst.CSTVisitor):
    """Collects the places of one file, top to bottom."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, file: str) -> None:
        super().__init__()
        self.sites: list[_Site] = []
        self._file = file
        self._statement: range | None = None
        # The -1 of a reshape means "the rest", and so does every other negative number.
        self._rests: set[cst.CSTNode] = set()

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, _SKIPPED) or _is_literal_type(node) or _is_sentence(node):
            return False
        if node in self._rests:
            return False
        if isinstance(node, cst.Call) and _name(node.func) == "reshape":
            self._rests |= {arg.value for arg in node.args if _is_minus(arg.value)}
        if isinstance(node, cst.SimpleStatementLine):
            self._statement = self._lines(node)
        instead = [
            changed
            for kind, operator in mutation_operators
            if isinstance(node, kind)
            for changed in operator(node)
        ]
        if instead:
            lines = self._lines(node)
            self.sites.append(
                _Site(self._file, self._statement or lines, lines.start, node, instead)
            )
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.SimpleStatementLine):
            self._statement = None

    def _lines(self, node: cst.CSTNode) -> range:
        place = self.get_metadata(PositionProvider, node, None)
        # Some operators have no place of their own in the tree; their statement has one.
        if place is None:
            return self._statement or range(0)
        return range(place.start.line, place.end.line + 1)


def _is_literal_type(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Subscript) and _name(node.value) == "Literal"


def _is_sentence(node: cst.CSTNode) -> bool:
    """Say whether this is a text of three words or more: no test should hold its wording."""
    return isinstance(node, cst.SimpleString) and node.value.count(" ") > 1


def _is_minus(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus)


def _name(node: cst.CSTNode) -> str:
    """Return the name that an expression ends with: ``reshape`` of ``grid.reshape``."""
    last = node.attr if isinstance(node, cst.Attribute) else node
    return last.value if isinstance(last, cst.Name) else ""
