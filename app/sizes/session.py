"""The page of sizes without a browser and without Streamlit: parameters and wishes in, message out.

/sizes?from=14&to=28&fw=pytorch    which settings make 28 of 14
/sizes?view=ladder&preset=S17      the ladder of a network of the texts
/sizes?view=ladder&t=eJx...        that of a text of one's own, packed
/sizes?view=stack&l=4,2,1;4,2,1    what two layers leave of a flat input
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from app.shared.packing import packed, unpacked
from app.sizes.build import builder, edited
from app.sizes.climb import LONGEST_SIZE, climb
from app.sizes.meet import LONGEST_TYPED, meet
from app.sizes.presets import PRESETS
from app.sizes.stack import (
    FIRST_SIDE,
    FIRST_STACK,
    KINDS,
    LONGEST_OWN,
    LONGEST_STACK,
    MOST_LAYERS,
    stack_view,
)
from app.sizes.typed import LAYER_WORDS, read_setting, retyped
from app.sizes.words import FIRST_SETTING, in_words
from core.frameworks import FRAMEWORKS
from core.ladders.source import LONGEST_TEXT
from core.layer import Framework

View = Literal["meet", "ladder", "words", "stack"]
VIEWS: dict[View, str] = {
    "meet": "Sizes that meet",
    "ladder": "A decoder's ladder",
    "words": "In another framework",
    "stack": "Checkerboards of a stack",
}
"""By key, with the words on the tab."""

FIRST_SIZE, FIRST_WANTED, FIRST_PRESET = "14", "28", "short"

LONGEST_PACKED = 4000
"""Characters of a packed text; a link that is longer no longer gets through everywhere."""


@dataclass(frozen=True)
class Bench:
    """What a visitor asks.

    Attributes:
        view: Which question is open.
        size: Cells a side that there are, as typed.
        wanted: Cells a side that are wanted, as typed.
        framework: Whose rules hold.
        preset: A text that is given; it counts where nobody typed one.
        source: A network's text of one's own; "" for the preset's.
        given: The size of its input, as typed.
        goal: The size that should come out, as typed.
        refused: Why the last change of a row or of a setting was not carried out; "" where it was.
        setting: What is to be said in other words, as a link of the lab writes it.
        stack: Layers that follow each other, as ``app.sizes.stack`` writes them.
        cells: Cells a side of the stack's input, as typed.
        weights: What stands in its kernels.
        seed: Which random numbers, as typed.
        own: A kernel of one's own for each layer, as typed.
        answered: The number of the last wish.
    """

    view: View = "meet"
    size: str = FIRST_SIZE
    wanted: str = FIRST_WANTED
    framework: Framework = "pytorch"
    preset: str = FIRST_PRESET
    source: str = ""
    given: str = ""
    goal: str = ""
    refused: str = ""
    setting: tuple[tuple[str, str], ...] = FIRST_SETTING
    stack: str = FIRST_STACK
    cells: str = FIRST_SIDE
    weights: str = "ones"
    seed: str = "1"
    own: tuple[str, ...] = ()
    answered: int = 0


_PARAMETERS: dict[View, dict[str, str]] = {
    "meet": {"from": "size", "to": "wanted", "fw": "framework"},
    "ladder": {"view": "view", "preset": "preset", "t": "source", "in": "given", "out": "goal"},
    "words": {"view": "view"},
    "stack": {"view": "view", "l": "stack", "n": "cells", "w": "weights", "seed": "seed"},
}
"""Of a link, per view: its name there, and the field of ``Bench``."""


def opened(parameters: Mapping[str, str], before: Bench | None = None) -> Bench:
    """Return the bench at a link; what the link says wrongly is left out.

    Args:
        parameters: Of the URL; none stands for the bench as it was left.
        before: The visitor's bench until now; None for one who just came.
    """
    if not parameters and before is not None:
        return before
    view: View = next((one for one in VIEWS if one == parameters.get("view")), "meet")
    fields: dict[str, Any] = {
        name: parameters[key] for key, name in _PARAMETERS[view].items() if key in parameters
    }
    if "source" in fields:
        short = fields["source"][:LONGEST_PACKED]
        fields["source"] = unpacked(short, 4 * LONGEST_TEXT) or ""
    if view == "stack" and "own" in parameters:
        short = parameters["own"][:LONGEST_PACKED]
        fields["own"] = (unpacked(short, MOST_LAYERS * LONGEST_OWN) or "").split("|")
    if view == "words" and not LAYER_WORDS.keys().isdisjoint(parameters):
        fields["setting"] = read_setting(dict(FIRST_SETTING) | dict(parameters))
    return _with(_blank(before or Bench(), view), fields)


def _blank(bench: Bench, view: View) -> Bench:
    """Return a bench with one view as it opens first: the others keep what was typed there."""
    beyond = {"words": {"setting"}, "stack": {"own"}}
    names = {*_PARAMETERS[view].values()} | beyond.get(view, set())
    first = Bench(view=view)
    fields = {name: getattr(first, name) for name in names}
    return replace(bench, **fields | {"view": view, "refused": ""})


def link(bench: Bench) -> dict[str, str]:
    """Return the parameters of the link to a bench; a text that is too long is left out."""
    fields = {key: getattr(bench, name) for key, name in _PARAMETERS[bench.view].items()}
    if bench.view == "ladder":
        text = packed(bench.source) if bench.source else ""
        fields["t"] = text if len(text) <= LONGEST_PACKED else ""
        if fields["t"]:
            fields["preset"] = ""
    if bench.view == "words":
        fields |= dict(bench.setting)
    if bench.view == "stack" and any(bench.own):
        text = packed("|".join(bench.own))
        fields["own"] = text if len(text) <= LONGEST_PACKED else ""
    return {key: value for key, value in fields.items() if value or bench.view == "meet"}


def after_wish(bench: Bench, wish: object) -> Bench:
    """Return the bench with a wish granted; the same bench if it is none."""
    if not isinstance(wish, Mapping) or not isinstance(wish.get("n"), int):
        return bench
    granted = _with(bench, {name: wish[name] for name in wish if name != "setting"})
    change = wish.get("setting")
    if isinstance(change, Mapping):
        setting, refused = retyped(bench.setting, change)
        return replace(granted, setting=setting, refused=refused, answered=wish["n"])
    text = granted.source or PRESETS[granted.preset].text
    source, refused = edited(text, granted.given, wish.get("edit"))
    if source != text:
        granted = replace(granted, source=source)
    return replace(granted, refused=refused, answered=wish["n"])


_LONGEST = {
    "size": LONGEST_TYPED,
    "wanted": LONGEST_TYPED,
    "source": LONGEST_TEXT + 1,
    "given": LONGEST_SIZE,
    "goal": LONGEST_SIZE,
    "stack": LONGEST_STACK,
    "cells": LONGEST_SIZE,
    "seed": LONGEST_SIZE,
}
"""Characters that are kept of what is typed; one too many of a text is said to be too many."""


def _with(bench: Bench, fields: Mapping[str, Any]) -> Bench:
    """Return the bench with those fields that are given and can be."""
    changed: dict[str, Any] = {
        name: fields[name][:longest]
        for name, longest in _LONGEST.items()
        if isinstance(fields.get(name), str)
    }
    known: dict[str, tuple[str, ...]] = {
        "view": tuple(VIEWS),
        "framework": get_args(Framework),
        "preset": tuple(PRESETS),
        "weights": tuple(KINDS),
    }
    for name, words in known.items():
        if fields.get(name) in words:
            changed[name] = fields[name]
    if "setting" in fields:
        changed["setting"] = fields["setting"]
    own = fields.get("own")
    if isinstance(own, list) and all(isinstance(text, str) for text in own):
        # The bar parts one kernel from the next in a link.
        changed["own"] = tuple(
            text[:LONGEST_OWN].replace("|", " ").encode("utf-8", "replace").decode("utf-8")
            for text in own[:MOST_LAYERS]
        )
    if "preset" in changed and "source" not in changed:
        changed |= {"source": "", "given": "", "goal": ""}
    return replace(bench, **changed)


def message(bench: Bench) -> dict[str, Any]:
    """Return what the component needs to know; see ``sizes.js`` for its reader."""
    view = bench.view
    return {
        "n": bench.answered,
        "view": view,
        "views": list(VIEWS.items()),
        "frameworks": [[key, rules.name] for key, rules in FRAMEWORKS.items()],
        "meet": meet(bench.size, bench.wanted, bench.framework) if view == "meet" else None,
        "ladder": climb(bench.source, bench.preset, bench.given, bench.goal)
        if view == "ladder"
        else None,
        "builder": builder(bench.source or PRESETS[bench.preset].text, bench.given)
        if view == "ladder"
        else None,
        "refused": bench.refused,
        "words": in_words(dict(bench.setting)) if view == "words" else None,
        "stack": stack_view(bench.stack, bench.cells, bench.weights, bench.seed, bench.own)
        if view == "stack"
        else None,
    }
