"""What the stage receives of a comparison: B beside A, finished lists for both.

A is the message's own scene. The component draws both and pairs the steps; which cells stand for
each other, which of them differ, and what the two have in common, is said here.
"""

from typing import TypedDict

import numpy as np

from app.setting.beside import PARAMETERS, Beside, completed, numbered, swapped
from app.setting.setting import LIMITS, Setting
from app.shared.glossary import marked
from app.stage.scene import ActivatedScene, Grid, Scene, TypedScene, activated, scene
from core.comparison import ALONE, SAME, Marks
from core.contributions import Trace
from core.readings import READING

CUT = 3
"""A mark beside those of ``core.comparison``: cut away afterwards, so no difference."""


class SideScene(TypedDict):
    """One of the two."""

    name: str
    words: str
    """What it says otherwise than the other, in short."""
    marked: str
    """Which of its cells are compared: "in" or "out", as the component names cells."""
    marks: list[list[list[int]]]
    """0 equal, 1 unlike, 2 without a partner, 3 cut away afterwards; [] where nothing is."""


class NumberScene(TypedDict):
    """The one number that differs."""

    parameter: str
    name: str
    limits: tuple[int, int]
    now: int


class CompareScene(TypedDict):
    """What stands beside the scene."""

    key: str
    """Its name in links."""
    sides: list[SideScene]
    """A's and B's."""
    scene: Scene | None
    """B's; None where there is none, or no one operation computes it."""
    numbers: list[Grid]
    """B's output where no one operation computes it."""
    after: ActivatedScene | None
    """What follows these; None where nothing does."""
    shared: list[str]
    """Which of A's grids are B's as well: "input", "kernel"."""
    links: dict[str, str]
    """Kinds of A's cells, each with the kind of B's cells that they stand for."""
    shift: tuple[int, int]
    """Rows and columns by which B's output cells are farther on than A's that they stand for."""
    cuts: list[list[int]]
    """Top, left, height and width that each keeps of the full output that both share; or none."""
    says: str
    """As HTML, what differs and why; the glossary's words marked."""
    counts: str
    """How many cells differ."""
    number: NumberScene | None
    swaps: bool
    """Whether A and B can change places."""


def compared(
    setting: Setting, found: Beside, typed: TypedScene | None = None
) -> tuple[Scene, CompareScene]:
    """Return A's scene and what stands beside it.

    Args:
        setting: One that has something beside it and that its framework accepts.
        found: What ``app.setting.beside.beside`` made of it.
        typed: Which cells of A were typed; None where that needs no mark.
    """
    (reading, walk), (reading_b, walk_b) = found.readings(setting)
    b = found.b
    counted = found.compared()
    marks = [] if counted is None else [counted.a, counted.b]
    cuts = found.cuts()
    # The full output is what stamps add up to; other readings have a picture of their own.
    stamps = reading == reading_b and READING[reading].walk == "input"
    first, second = found.follows
    own = scene(found.a, (reading,), walk, typed=typed, activation=first)
    return own, CompareScene(
        key=completed(setting.beside, setting),
        sides=[
            SideScene(
                name=name,
                words=words,
                marked="in" if found.crossed and i == 0 else "out",
                marks=_marks(marks[i], spare=found.spare) if marks else [],
            )
            for i, (name, words) in enumerate(zip(found.names, found.words, strict=True))
        ],
        scene=None
        if b is None
        else scene(b, (reading_b,), walk_b, measured=False, activation=second),
        numbers=[] if found.numbers is None else found.numbers.tolist(),
        after=None if found.numbers is None or not second else activated(found.numbers, second),
        shared=[] if b is None else _shared(found.a, b),
        links=_links(found),
        shift=found.shift,
        cuts=cuts if cuts is not None and stamps else [],
        says=marked(found.says),
        counts="" if counted is None else _counts(found, counted.in_words()),
        number=_number(setting),
        swaps=swapped(setting) is not None,
    )


def _marks(marks: Marks, *, spare: bool) -> list[list[list[int]]]:
    found: list[list[list[int]]] = np.where(spare & (marks == ALONE), CUT, marks).tolist()
    return found


def _shared(a: Trace, b: Trace) -> list[str]:
    grids = (("input", a.image, b.image), ("kernel", a.kernel, b.kernel))
    return [name for name, own, other in grids if own.tolist() == other.tolist()]


def _links(found: Beside) -> dict[str, str]:
    """Return which of A's cells stand for which of B's, by kind."""
    if found.crossed:
        return {"in": "out", "out": "in", "tap": "tap"}
    if found.b is None or found.b.geometry.operation != found.a.geometry.operation:
        return {"out": "out"}
    return {"in": "in", "tap": "tap", "out": "out"}


def _counts(found: Beside, said: str) -> str:
    """Return how many cells differ; where a size is cut afterwards, of those that are left."""
    counted = found.compared()
    if not found.spare or counted is None:
        return "" if found.crossed else said
    left = int((counted.a == SAME).sum())
    return f"{left} of {counted.a.size} cells are equal."


def _number(setting: Setting) -> NumberScene | None:
    differs = numbered(completed(setting.beside, setting))
    if differs is None:
        return None
    parameter, now = differs
    return NumberScene(
        parameter=parameter, name=PARAMETERS[parameter], limits=LIMITS[parameter], now=now
    )
