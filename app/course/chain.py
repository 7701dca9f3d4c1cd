"""A decoder's rungs, one transposed layer after the other: which sizes they make, and which not.

    climbed([Rung(3, 2, 1, 1), Rung(3, 2, 1, 1)])   7 → 14 → 28, each meets its level
    climbed([Rung(3, 2, 1, 0), Rung(3, 2, 1, 0)])   7 → 13 → 25, "1 short of 14", "3 short of 28"

The editor of the last lesson asks for them past Streamlit (``app.course.routes``): a rung that
is changed is answered within milliseconds, and the page computes no size.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from core.arguments import GeometryError
from core.formulas import size_formulas
from core.frameworks import resolve
from core.layer import Layer

LEVELS = (7, 14, 28)
"""The sides that the encoder made, from the code upwards."""

LIMITS: Mapping[str, tuple[int, int]] = {
    "kernel": (1, 28),
    "stride": (1, 4),
    "padding": (0, 14),
    "output_padding": (0, 3),
}
"""What each number of a rung may be."""

MOST_RUNGS = 4


class ChainError(ValueError):
    """Something that is no chain of rungs; one sentence."""


@dataclass(frozen=True)
class Rung:
    """A transposed layer of the decoder, as PyTorch names its numbers."""

    kernel: int
    stride: int
    padding: int
    output_padding: int = 0

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            if not low <= getattr(self, name) <= high:
                raise ChainError(f"{name} goes from {low} to {high}, not {getattr(self, name)}.")

    def layer(self, side: int) -> Layer:
        """Return the rung as a layer on ``side`` × ``side`` cells."""
        return Layer(
            input_size=(side, side),
            kernel_size=(self.kernel, self.kernel),
            stride=(self.stride, self.stride),
            padding=(self.padding, self.padding),
            output_padding=(self.output_padding, self.output_padding),
        )


class StepValue(TypedDict):
    """What becomes of one rung."""

    rung: dict[str, int]
    size: int | None
    """None where the layer is impossible, or there is nothing to start from."""
    sum: str
    """The size written out."""
    meets: bool
    words: str


class ChainValue(TypedDict):
    """A decoder, rung by rung."""

    start: int
    levels: list[int]
    steps: list[StepValue]
    met: bool
    words: str


PRESETS: Mapping[str, tuple[Rung, ...]] = {
    "Mirrored: kernel 3": (Rung(3, 2, 1), Rung(3, 2, 1)),
    "Kernel 3, output_padding 1": (Rung(3, 2, 1, 1), Rung(3, 2, 1, 1)),
    "Kernel 4": (Rung(4, 2, 1), Rung(4, 2, 1)),
    "Kernel 2, no padding": (Rung(2, 2, 0), Rung(2, 2, 0)),
    "Lee: kernels 14 and 28": (Rung(14, 2, 6), Rung(28, 2, 13)),
}
"""Decoders to compare, one click away."""


def climbed(rungs: Sequence[Rung], levels: Sequence[int] = LEVELS) -> ChainValue:
    """Go up a decoder.

    Args:
        rungs: From the code upwards.
        levels: The sides to be met, the code's own first.
    """
    side: int | None = levels[0]
    aim, missed = 0, 0
    steps: list[StepValue] = []
    for place, rung in enumerate(rungs, 1):
        step, aim = _step(rung, side, aim, levels, missed)
        steps.append(step)
        missed = missed or (0 if step["meets"] else place)
        side = step["size"]
    met = all(step["meets"] for step in steps) and aim == len(levels) - 1
    return ChainValue(
        start=levels[0],
        levels=list(levels),
        steps=steps,
        met=met,
        words=_verdict(steps, levels, met=met),
    )


def _step(
    rung: Rung, side: int | None, aim: int, levels: Sequence[int], missed: int
) -> tuple[StepValue, int]:
    """Return what becomes of a rung, and the level that it stands for.

    Args:
        rung: The layer.
        side: What it starts from; None where the rung below makes nothing.
        aim: The level that is reached.
        levels: The sides to be met.
        missed: The first rung below that misses its level, from 1; 0 for none.
    """
    numbers = {name: getattr(rung, name) for name in LIMITS}
    if side is None:
        words = "The rung below makes nothing to start from."
        return StepValue(rung=numbers, size=None, sum="", meets=False, words=words), aim
    try:
        geometry = resolve(rung.layer(side))
    except GeometryError as refused:
        mend = "" if missed else _mend(rung, side, levels[_next(aim, levels)])
        words = f"Impossible: {refused.rule}{mend}."
        return StepValue(rung=numbers, size=None, sum="", meets=False, words=words), _next(
            aim, levels
        )
    size = geometry.output_size[1]
    formula = size_formulas(rung.layer(side), geometry)[1]
    written = f"{formula.numbers} = {formula.result}"
    if size == side == levels[aim]:
        return StepValue(
            rung=numbers, size=size, sum=written, meets=True, words=f"Stays at {size}."
        ), aim
    above = _next(aim, levels)
    wanted = levels[above]
    if size == wanted and above > aim:
        return StepValue(
            rung=numbers, size=size, sum=written, meets=True, words=f"Meets {wanted}."
        ), above
    apart = f"{wanted - size} short of" if size < wanted else f"{size - wanted} more than"
    # What would meet it now would miss it again once the rung below is mended.
    mend = f": mend rung {missed} first" if missed else _mend(rung, side, wanted)
    words = f"{apart} {wanted}{mend}."
    return StepValue(rung=numbers, size=size, sum=written, meets=False, words=words), above


def _next(aim: int, levels: Sequence[int]) -> int:
    return min(aim + 1, len(levels) - 1)


def _mend(rung: Rung, side: int, wanted: int) -> str:
    """Name one number that would meet the level, if one alone does: the nearest change."""
    found = []
    for place, (name, (low, high)) in enumerate(reversed([*LIMITS.items()])):
        now: int = getattr(rung, name)
        for value in range(low, high + 1):
            if value == now:
                continue
            changes: dict[str, int] = {name: value}
            try:
                size = resolve(replace(rung, **changes).layer(side)).output_size[1]
            except GeometryError:
                continue
            if size == wanted:
                found.append((abs(value - now), place, f": {name} {value} would meet it"))
    return min(found)[2] if found else ""


def _verdict(steps: Sequence[StepValue], levels: Sequence[int], *, met: bool) -> str:
    way = " → ".join(
        [f"{levels[0]}", *("?" if step["size"] is None else f"{step['size']}" for step in steps)]
    )
    if met:
        return f"{way}: every level meets the encoder's."
    if all(step["meets"] for step in steps):
        return f"{way}: not yet up to {levels[-1]}."
    return f"{way}: a picture of {levels[-1]}×{levels[-1]} is wanted, by way of {levels[1]}."


def read_chain(text: str) -> list[Rung]:
    """Read rungs as an address has them: ``3.2.1.1_4.2.1.0``.

    Raises:
        ChainError: it is none, or has too many rungs, or a number beyond its limits.
    """
    parts = text[:200].split("_")
    if not 1 <= len(parts) <= MOST_RUNGS:
        raise ChainError(f"A decoder here has 1 to {MOST_RUNGS} rungs.")
    rungs = []
    for part in parts:
        if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3}){3}", part):
            raise ChainError("A rung is four whole numbers: kernel, stride, padding and more.")
        rungs.append(Rung(*(int(number) for number in part.split("."))))
    return rungs
