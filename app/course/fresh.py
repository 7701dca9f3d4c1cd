"""Other numbers for a question, drawn from a seed within the ranges that its lesson allows.

    fresh: i 2..5; k 2..5; s 2..3; p 1..k-1
    fresh: x 1..9 different; w shuffled
    fresh: (k,s) of (3,2) (4,2); i of 2 3; if k <= i

What is not named stays. A draw may be an impossible layer, or make two answers equal:
whoever draws tries again (``app.course.script``).
"""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from app.course.expressions import (
    LessonError,
    Node,
    Test,
    holds,
    read_sum,
    read_test,
    whole,
)
from app.course.facts import LARGEST_SIDE, LayerFacts
from app.course.stages import Stage
from app.setting.setting import LIMITS, Numbers, Setting, plane
from core.autoencoders.layers import Layer as NetworkLayer
from core.contributions import Numbers as Array

MOST_ITEMS = 8
MOST_CHOICES = 24
LARGEST_DRAWN = 999

_FIELDS = {"k": "kernel_size", "s": "stride", "p": "padding", "o": "output_padding"} | {
    "d": "dilation"
}
_LAYER_NAMES = ("i", *_FIELDS)
_COUNTED = ("inputs", "outputs", "k")
_FREE = ("digit", "rung")
_GRIDS = ("x", "w")


@dataclass(frozen=True)
class Range:
    """A whole number between two sums, both included."""

    name: str
    low: Node
    high: Node


@dataclass(frozen=True)
class Choice:
    """One of some rows of numbers, for one name or several."""

    names: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Grid:
    """All cells of input or kernel: drawn from a range, or those that stand there shuffled."""

    name: str
    low: Node | None = None
    high: Node | None = None
    different: bool = False


@dataclass(frozen=True)
class Fresh:
    """What may be drawn, in order, and what must hold of it."""

    items: tuple[Range | Choice | Grid, ...]
    tests: tuple[Test, ...] = ()


def read_fresh(text: str) -> Fresh:
    """Read what follows ``fresh:``.

    Raises:
        LessonError: it is not in one of the forms above.
    """
    items: list[Range | Choice | Grid] = []
    tests: list[Test] = []
    written = [part.strip() for part in text.split(";")]
    if len(written) > MOST_ITEMS:
        raise LessonError(f"fresh numbers have at most {MOST_ITEMS} parts")
    for part in written:
        plain, found, test = part.rpartition("if ") if "if " in part else (part, "", "")
        if found:
            tests.append(read_test(test))
        if plain.strip():
            items.append(_item(plain.strip()))
    return Fresh(tuple(items), tuple(tests))


def _item(text: str) -> Range | Choice | Grid:
    first, _, rest = text.partition(" ")
    rest = rest.strip()
    if first in _GRIDS:
        return _grid(first, rest)
    names = tuple(first.strip("()").split(","))
    for name in names:
        if name not in (*_LAYER_NAMES, *_COUNTED, *_FREE):
            raise LessonError(f"“{name[:20]}” cannot be drawn")
    if rest.startswith("of "):
        return Choice(names, _rows(rest[3:], len(names)))
    low, dots, high = rest.partition("..")
    if not dots or len(names) > 1:
        raise LessonError(f"“{text[:40]}” names no range and no choice of numbers")
    return Range(first, read_sum(low), read_sum(high))


def _grid(name: str, rest: str) -> Grid:
    if rest == "shuffled":
        return Grid(name)
    plain = rest.removesuffix(" different")
    low, dots, high = plain.partition("..")
    if not dots:
        raise LessonError(f"{name} is drawn from a range, or shuffled, not “{rest[:30]}”")
    return Grid(name, read_sum(low), read_sum(high), different=plain != rest)


def _rows(text: str, names: int) -> tuple[tuple[int, ...], ...]:
    rows = tuple(
        tuple(int(number[:6]) for number in re.findall(r"\d+", part)) for part in text.split()
    )
    if not 1 <= len(rows) <= MOST_CHOICES or any(len(row) != names for row in rows):
        raise LessonError(f"“{text[:40]}” is no choice of {names} number(s) each")
    return rows


def draw(fresh: Fresh, stage: Stage, chance: random.Random) -> tuple[Stage, Mapping[str, float]]:
    """Draw once.

    Returns:
        The stage with the drawn layer, and what was drawn besides.

    Raises:
        LessonError: this draw is impossible, or a test does not hold.
    """
    drawn: dict[str, float] = {}
    grids = [item for item in fresh.items if isinstance(item, Grid)]
    for item in fresh.items:
        if isinstance(item, Choice):
            drawn |= zip(item.names, map(float, chance.choice(item.rows)), strict=True)
        elif isinstance(item, Range):
            facts = stage.facts(drawn)
            drawn[item.name] = float(
                _between(chance, whole(item.low, facts), whole(item.high, facts))
            )
    moved = _with_layer(stage, drawn)
    for grid in grids:
        moved = _with_grid(moved, grid, chance)
    free = {name: value for name, value in drawn.items() if name in _FREE}
    facts = moved.facts(free)
    if isinstance(facts, LayerFacts):
        _ = facts.trace  # a layer that is impossible is drawn again
    if not all(holds(test, facts) for test in fresh.tests):
        raise LessonError("what must hold of the fresh numbers does not")
    return moved, free


def _between(chance: random.Random, low: int, high: int) -> int:
    if not -LARGEST_DRAWN <= low <= high <= LARGEST_DRAWN:
        raise LessonError(f"there is no number from {low} to {high} to draw")
    return chance.randint(low, high)


def _with_layer(stage: Stage, drawn: Mapping[str, float]) -> Stage:
    if stage.counted is not None:
        layer = stage.counted
        inputs, outputs, taps = (
            int(drawn.get(name, own))
            for name, own in (
                ("inputs", layer.in_channels),
                ("outputs", layer.out_channels),
                ("k", layer.kernel),
            )
        )
        return replace(
            stage, counted=NetworkLayer(layer.kind, inputs, outputs, 1, 1, "linear", taps)
        )
    setting = stage.setting
    named = {name: int(drawn[name]) for name in _LAYER_NAMES if name in drawn}
    if not named:
        return stage
    if setting is None:
        raise LessonError(f"there is no layer whose {', '.join(named)} could be drawn")
    for name, value in named.items():
        low, high = (1, LARGEST_SIDE) if name == "i" else LIMITS[_FIELDS[name]]
        if not low <= value <= high:
            raise LessonError(f"{name} is drawn from {low} to {high}, not {value}")
    if "i" in named:
        setting = replace(setting, input_size=(named["i"], named["i"]))
    for name, field in _FIELDS.items():
        if name in named:
            fields: dict[str, Any] = {field: named[name]}
            setting = replace(setting, **fields)
    return stage.with_setting(setting)


def _with_grid(stage: Stage, grid: Grid, chance: random.Random) -> Stage:
    setting = stage.setting
    if setting is None:
        raise LessonError(f"there is no grid {grid.name} whose numbers could be drawn")
    image = grid.name == "x"
    there = setting.image_grid() if image else setting.kernel_grid()
    facts = stage.facts()
    if grid.low is None or grid.high is None:
        numbers = there.ravel().tolist()
        chance.shuffle(numbers)
    else:
        low, high = whole(grid.low, facts), whole(grid.high, facts)
        numbers = _drawn_cells(chance, low, high, there.size, different=grid.different)
    laid = np.array(numbers, dtype=np.float64).reshape(there.shape)
    return stage.with_setting(_laid(setting, laid, image=image))


def _drawn_cells(
    chance: random.Random, low: int, high: int, count: int, *, different: bool
) -> list[float]:
    if different:
        if not 0 <= high - low <= LARGEST_DRAWN or high - low + 1 < count:
            raise LessonError(f"there are no {count} different numbers from {low} to {high}")
        return [float(number) for number in chance.sample(range(low, high + 1), count)]
    return [float(_between(chance, low, high)) for _ in range(count)]


def _laid(setting: Setting, grid: Array, *, image: bool) -> Setting:
    if image:
        cells = tuple((a, y, x, float(grid[a, y, x])) for a, y, x in np.ndindex(*grid.shape))
        return replace(setting, image=Numbers(typed=cells))
    cells = tuple(
        (plane(a, b), y, x, float(grid[a, b, y, x])) for a, b, y, x in np.ndindex(*grid.shape)
    )
    return replace(setting, kernel=Numbers(typed=cells))
