"""Settings near one that give another size: the smallest change first.

Somebody's decoder gives 27 where 28 is wanted. Which numbers of the setting, changed by how
little, give it? One number is changed, or else two, each as little as it takes:

    27 = (14 − 1)·2 + 3 − 2·1            28 with output_padding 1, or with kernel_size 4

Where a size is asked for, the wanted one is asked for instead: alone where the framework takes it,
else with those one or two changes.

The list of all settings between two sizes, the best first, is another question
(``core.sizes``); whether an offer loses cells or leaves holes is answered as there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any, get_args

from core.arguments import GeometryError, in_range, instance
from core.fixes import LARGEST_STEP, LIMITS
from core.frameworks import resolve
from core.geometry import Axis
from core.layer import LARGEST, Layer, Word
from core.sizes import Meeting

MOST = 4
"""Offers that are worth reading."""

_MOST_KEPT = 12
"""Offers that are ranked."""

_MOST_TRIED = 12_000
"""Changes that are tried, the nearest ones."""

_INPUT = 3
"""What another input counts more than another number: mostly it is given."""

_FARTHEST = 512
"""As far as a number goes that changes alone."""

Change = tuple[str, int | Word]
"""A parameter, and what it becomes."""


@dataclass(frozen=True)
class Offer:
    """A setting that gives the wanted size.

    Attributes:
        layer: The setting.
        changes: What is changed, in the order of ``core.fixes.LIMITS``.
        meeting: What it does along the axis in question.
    """

    layer: Layer
    changes: tuple[Change, ...]
    meeting: Meeting

    @property
    def text(self) -> str:
        """The changes as they are written: "kernel_size 4 and padding 2"."""
        return " and ".join(
            f"{parameter} {value}" if isinstance(value, int) else f"{parameter} '{value}'"
            for parameter, value in self.changes
        )

    @property
    def drawback(self) -> str:
        """What it loses or leaves out; "" for nothing."""
        lost, holes = self.meeting.lost, self.meeting.holes
        said = list[str]()
        if lost:
            said.append(f"{lost} input cell{'' if lost == 1 else 's'} in no product")
        if holes:
            said.append(f"{holes} output cell{'' if holes == 1 else 's'} without a product")
        return ", ".join(said)


@dataclass(frozen=True)
class Found:
    """What was found for a wanted size.

    Attributes:
        offers: The smallest change first; none where one or two changes do not do it.
        near: Where there is none: the sizes next to the wanted one that there are, below and
            above.
    """

    offers: tuple[Offer, ...]
    near: tuple[int, ...]


def wanted(
    layer: Layer,
    size: int,
    axes: tuple[int, ...] = (0, 1),
    limits: Mapping[str, tuple[int, int]] = LIMITS,
) -> Found:
    """Return what gives an output of a size, near a setting.

    Args:
        layer: A setting that its framework takes; where it asks for a size, so does every offer.
        size: Cells of the output along those axes.
        axes: Which axes change, 0 for the vertical one; where both do, they are alike.
        limits: The range of each parameter.

    Raises:
        GeometryError: the framework refuses the layer.
    """
    instance("layer", layer, Layer)
    size = in_range("size", size, 1, LARGEST)
    first = axes[0]
    now = _numbers(layer, first, _axis(layer, first))
    asks: tuple[Change, ...] = () if layer.output_size is None else (("output_size", size),)
    offers: list[tuple[tuple[Any, ...], Offer]] = []
    enough: set[Change] = set()
    sizes: set[int] = set()
    seen: set[Axis] = set()
    for count in (0, 1, 2) if asks else (1, 2):
        for distance, changes in _by_distance(layer, now, axes, count, limits):
            if len(offers) >= _MOST_KEPT:
                break
            # What does it alone needs no other change.
            if not enough.isdisjoint(changes):
                continue
            changed = _with(layer, changes + asks, axes)
            try:
                axis = _axis(changed, first)
            except GeometryError:
                continue
            made = axis.fine if layer.operation == "transposed" else axis.coarse
            sizes.add(made)
            # A word and a number may say the same.
            if made != size or axis in seen:
                continue
            seen.add(axis)
            if count == 1:
                enough.update(changes)
            offer = Offer(changed, changes + asks, Meeting(changed, axis))
            if not changes:
                return Found((offer,), ())
            offers.append(((count, distance, not offer.meeting.sound, _order(changes)), offer))
    if offers:
        ranked = [offer for _, offer in sorted(offers, key=lambda one: one[0])]
        sound = any(offer.meeting.sound for offer in ranked)
        # Two changes, and holes all the same: nobody wants that beside one that leaves none.
        alone = 1 + len(asks)
        some = [
            one for one in ranked if one.meeting.sound or len(one.changes) == alone or not sound
        ]
        return Found(tuple(some[:MOST]), ())
    below = max((one for one in sizes if one < size), default=0)
    above = min((one for one in sizes if one > size), default=0)
    return Found((), tuple(one for one in (below, above) if one))


def _axis(layer: Layer, i: int) -> Axis:
    geometry = resolve(layer)
    return (geometry.height, geometry.width)[i]


def _order(changes: tuple[Change, ...]) -> tuple[int, ...]:
    """Return where parameters stand in the list that breaks ties between changes."""
    return tuple(list(LIMITS).index(parameter) for parameter, _ in changes)


def _numbers(layer: Layer, i: int, axis: Axis) -> dict[str, tuple[int, int]]:
    """Return each parameter's number along an axis, and what a change counts beside the step.

    A word for padding stands for what it crops or adds at the start.
    """
    found = {name: (getattr(layer, name)[i], 0) for name in ("kernel_size", "stride", "dilation")}
    found["input_size"] = layer.input_size[i], _INPUT
    if layer.operation == "transposed":
        found["output_padding"] = (layer.output_padding[i] if layer.output_padding else 0, 0)
    padding = layer.padding if isinstance(layer.padding, str) else layer.padding[i]
    found["padding"] = (padding, 0) if isinstance(padding, int) else (max(axis.before, 0), 1)
    return {name: found[name] for name in LIMITS if name in found}


def _by_distance(
    layer: Layer,
    now: Mapping[str, tuple[int, int]],
    axes: tuple[int, ...],
    count: int,
    limits: Mapping[str, tuple[int, int]],
) -> list[tuple[int, tuple[Change, ...]]]:
    """Return the changes of that many parameters with how far they go, the nearest first."""
    values = {
        name: _values(layer, name, old, more, axes, _near(old, limits[name], count))
        for name, (old, more) in now.items()
        if name in limits
    }
    found = [
        (sum(far for far, _ in some), tuple(change for _, change in some))
        for names in combinations(values, count)
        for some in product(*(values[name] for name in names))
    ]
    return sorted(found, key=lambda one: one[0])[:_MOST_TRIED]


def _near(old: int, limits: tuple[int, int], count: int) -> range:
    """Return the numbers around one that are tried where that many change."""
    far = _FARTHEST if count == 1 else LARGEST_STEP
    return range(max(limits[0], old - far), min(limits[1], old + far) + 1)


def _values(
    layer: Layer,
    name: str,
    old: int,
    more: int,
    axes: tuple[int, ...],
    numbers: range,
) -> list[tuple[int, Change]]:
    """Return what a parameter can become, each with how far that is."""
    said = name == "padding" and isinstance(layer.padding, str)
    if said and len(axes) == 1:
        # A word is for both axes.
        return []
    found: list[tuple[int, Change]] = [
        (abs(value - old) + more, (name, value)) for value in numbers if said or value != old
    ]
    if name == "padding" and len(axes) > 1:
        found += [(2, (name, word)) for word in get_args(Word) if word != layer.padding]
    return found


def _with(layer: Layer, changes: tuple[Change, ...], axes: tuple[int, ...]) -> Layer:
    """Return the layer with other numbers along some axes."""
    fields: dict[str, Any] = {}
    for name, value in changes:
        if isinstance(value, str):
            fields[name] = value
            continue
        old: Any = getattr(layer, name)
        pair = (0, 0) if old is None or isinstance(old, str) else old
        new = tuple(value if i in axes else pair[i] for i in (0, 1))
        # As the lab says it: no output padding is the framework's default.
        fields[name] = None if name == "output_padding" and not any(new) else new
    return replace(layer, **fields)
