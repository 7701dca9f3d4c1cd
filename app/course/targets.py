"""Which cells a lesson's phrase lights, and which are covered while they are asked for.

The places of a phrase are sums; what they come to, ``app.stage.targets`` finds on the stage.
"""

import numpy as np

from app.course.expressions import LessonError, Node, whole
from app.course.facts import LayerFacts, NetworkFacts
from app.stage import targets
from app.stage.targets import Cells, TargetError
from core.geometry import OUTSIDE, Axis

Places = tuple[Node | None, ...]


def cells_of(
    kind: str, places: tuple[Places, ...], facts: LayerFacts | NetworkFacts
) -> tuple[str, Cells]:
    """Return which of the stage's kinds a phrase lights, and which cells.

    Raises:
        LessonError: there is no such cell.
    """
    at = [
        tuple(None if place is None else whole(place, facts) for place in cell) for cell in places
    ]
    if isinstance(facts, NetworkFacts):
        return kind, [[-1 if place is None else place for place in cell] for cell in at]
    try:
        return targets.cells_of(kind, at, facts.trace)
    except TargetError as wrong:
        raise LessonError(str(wrong)) from None


def asked_cells(
    grid: str, places: tuple[int, ...], facts: LayerFacts
) -> list[tuple[str, list[int]]]:
    """Return the cells that show the number an answer names: to be covered.

    The output's cell stands in the frame as well, before and after the cut.
    """
    full = [0] * (3 - len(places)) + list(places)
    if grid == "y":
        lit = [("out", full)]
        if facts.trace.transposed:
            where = [
                _frame_place(axis, at)
                for axis, at in zip(
                    (facts.trace.geometry.height, facts.trace.geometry.width), full[1:], strict=True
                )
            ]
            lit.append(("frame", where))
        return lit
    if grid == "f":
        return [("frame", full[1:])]
    if grid == "m":
        return [("entry", [0, *places[:2], 0, *places[2:]])]
    if grid in ("back", "found"):
        return [(grid, full)]
    return []


def _frame_place(axis: Axis, fine: int) -> int:
    found = np.flatnonzero(axis.frame() == fine)
    return int(found[0]) if len(found) else OUTSIDE
