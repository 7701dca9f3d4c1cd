"""The page of sizes without a browser and without Streamlit: parameters and wishes in, message out.

/sizes?from=14&to=28&fw=pytorch    which settings make 28 of 14
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from app.sizes.meet import LONGEST_TYPED, meet
from core.frameworks import FRAMEWORKS, Framework

FIRST_SIZE, FIRST_WANTED = "14", "28"


@dataclass(frozen=True)
class Bench:
    """What a visitor asks.

    Attributes:
        size: Cells a side that there are, as typed.
        wanted: Cells a side that are wanted, as typed.
        framework: Whose rules hold.
        answered: The number of the last wish.
    """

    size: str = FIRST_SIZE
    wanted: str = FIRST_WANTED
    framework: Framework = "pytorch"
    answered: int = 0


def opened(parameters: Mapping[str, str], before: Bench | None = None) -> Bench:
    """Return the bench at a link; what the link says wrongly is left out.

    Args:
        parameters: Of the URL; none stands for the bench as it was left.
        before: The visitor's bench until now; None for one who just came.
    """
    if not parameters and before is not None:
        return before
    bench = replace(Bench(), answered=before.answered if before else 0)
    return _with(
        bench,
        {name: parameters[key] for key, name in _PARAMETERS.items() if key in parameters},
    )


_PARAMETERS = {"from": "size", "to": "wanted", "fw": "framework"}


def link(bench: Bench) -> dict[str, str]:
    """Return the parameters of the link to a bench."""
    return {key: getattr(bench, name) for key, name in _PARAMETERS.items()}


def after_wish(bench: Bench, wish: object) -> Bench:
    """Return the bench with a wish granted; the same bench if it is none."""
    if not isinstance(wish, Mapping) or not isinstance(wish.get("n"), int):
        return bench
    return replace(_with(bench, wish), answered=wish["n"])


def _with(bench: Bench, fields: Mapping[str, Any]) -> Bench:
    """Return the bench with those fields that are given and can be."""
    size, wanted, framework = (fields.get(name) for name in ("size", "wanted", "framework"))
    if isinstance(size, str):
        bench = replace(bench, size=size[:LONGEST_TYPED])
    if isinstance(wanted, str):
        bench = replace(bench, wanted=wanted[:LONGEST_TYPED])
    for known in get_args(Framework):
        if framework == known:
            bench = replace(bench, framework=known)
    return bench


def message(bench: Bench) -> dict[str, object]:
    """Return what the component needs to know; see ``sizes.js`` for its reader."""
    return {
        "n": bench.answered,
        "view": "meet",
        "views": [["meet", "Sizes that meet"]],
        "frameworks": [[key, rules.name] for key, rules in FRAMEWORKS.items()],
        "meet": meet(bench.size, bench.wanted, bench.framework),
        "ladder": None,
    }
