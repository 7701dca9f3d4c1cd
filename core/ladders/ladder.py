"""The ladder of a network: sizes down to the code and up again, and where they do not meet.

A *station* is a size at which the maps stay for a while; a *rung* is a layer. The station with
the smallest maps is the code: what leads to it is the encoder, what leads away the decoder. A
*level* is a size of the encoder's and the decoder's size that should be equal to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isqrt

from core.ladders.rungs import Rung, RungError, Shape, rung
from core.ladders.source import Argument, Call, CallError, Complaint
from core.layer import LARGEST, Pair

FIRST_SIDE, FIRST_CODE_SIDE = 28, 7
"""Taken where a text says nothing of its input: of a convolution, of a transposed one."""


@dataclass(frozen=True)
class Station:
    """A size at which the maps stay.

    Attributes:
        shape: What arrives there.
        leaves: What goes on from there: layers that keep the size may change the maps.
        rungs: Numbers of the rungs that lead to it, from 0.
        reach: (height, width) of the input that one of its cells sees (down to the code), or of
            the output that one of its cells takes part in (from the code on); None where it is
            no picture.
    """

    shape: Shape
    leaves: Shape
    rungs: tuple[int, ...]
    reach: Pair | None = None


@dataclass(frozen=True)
class Level:
    """Two sizes that should be equal.

    Attributes:
        wanted: Size of the encoder, or the one that is asked for.
        made: Size of the decoder.
        encoder: Number of the station; None for a size that is asked for.
        decoder: Number of the station.
    """

    wanted: Shape
    made: Shape
    encoder: int | None
    decoder: int

    @property
    def meets(self) -> bool:
        """Whether they are equal; a row of values is equal to maps with as many."""
        if self.wanted.size is None or self.made.size is None:
            return self.wanted.values == self.made.values
        return self.wanted.size == self.made.size


@dataclass(frozen=True)
class Ladder:
    """What became of a list of layers.

    Attributes:
        start: What goes in.
        rungs: As far as they could be computed.
        stations: The first holds what goes in.
        code: The number of the smallest station.
        levels: From the code outwards.
        complaints: Of layers, by line.
        whole: Whether all layers could be computed.
    """

    start: Shape
    rungs: tuple[Rung, ...]
    stations: tuple[Station, ...]
    code: int
    levels: tuple[Level, ...]
    complaints: tuple[Complaint, ...]
    whole: bool

    @property
    def end(self) -> Shape:
        """What comes out."""
        return self.rungs[-1].after if self.rungs else self.start

    @property
    def parameters(self) -> int:
        """Of all layers."""
        return sum(one.parameters for one in self.rungs)

    @property
    def misfit(self) -> Rung | None:
        """The first layer that does not take what comes: with it the network does not run."""
        return next((one for one in self.rungs if one.complaint), None)

    @property
    def misses(self) -> tuple[Level, ...]:
        """The levels that do not meet."""
        return tuple(level for level in self.levels if not level.meets)


def ladder(calls: Sequence[Call], start: Shape, goal: Pair | None = None) -> Ladder:
    """Climb from what goes in, layer by layer, as far as it goes.

    Args:
        calls: The layers.
        start: What goes in.
        goal: The size that should come out; None for that of the input, where there is an
            encoder.
    """
    rungs: list[Rung] = []
    complaints: list[Complaint] = []
    shape = start
    for call in calls:
        try:
            made = rung(call, shape)
        except RungError as impossible:
            complaints.append(Complaint(call.line, f"{impossible} The ladder ends here."))
            break
        for said in filter(None, (made.complaint, made.unread)):
            complaints.append(Complaint(call.line, said))
        rungs.append(made)
        shape = made.after
    found = _stations(start, rungs)
    code = min(range(len(found)), key=lambda i: _smallness(found[i].shape))
    whole = len(rungs) == len(calls)
    return Ladder(
        start=start,
        rungs=tuple(rungs),
        stations=tuple(
            replace(one, reach=_reach(rungs, found, i, code)) for i, one in enumerate(found)
        ),
        code=code,
        levels=_levels(found, rungs, code, goal) if whole else (),
        complaints=tuple(complaints),
        whole=whole,
    )


def _stations(start: Shape, rungs: Sequence[Rung]) -> list[Station]:
    found = [Station(start, start, ())]
    waiting: list[int] = []
    for i, one in enumerate(rungs):
        waiting.append(i)
        if _stays(one.before, one.after):
            found[-1] = replace(found[-1], leaves=one.after)
        else:
            found.append(Station(one.after, one.after, tuple(waiting)))
            waiting = []
    if waiting:
        # What comes after the last change of size belongs to where it happens.
        found[-1] = replace(found[-1], rungs=(*found[-1].rungs, *waiting))
    return found


def _stays(before: Shape, after: Shape) -> bool:
    return before.size == after.size and (before.size is not None or before == after)


def _smallness(shape: Shape) -> tuple[int, int]:
    if shape.size is None:
        return 1, shape.channels
    area = shape.size[0] * shape.size[1]
    return area, shape.channels if area == 1 else 0


def _reach(rungs: Sequence[Rung], found: Sequence[Station], at: int, code: int) -> Pair | None:
    """Return what a cell of a station sees of the input, or of the output; see ``Station``."""
    passed = sum(len(one.rungs) for one in found[: at + 1])
    inwards = at <= code and code > 0
    far = found[0] if inwards else found[-1]
    if far.shape.size is None or found[at].shape.size is None:
        return None
    cells: Pair = (1, 1)
    for one in reversed(rungs[:passed]) if inwards else rungs[passed:]:
        if one.whole:
            return far.shape.size
        if one.reach is not None:
            cells = one.reach.back(cells) if inwards else one.reach.on(cells)
    return min(cells[0], far.shape.size[0]), min(cells[1], far.shape.size[1])


def _levels(
    found: Sequence[Station], rungs: Sequence[Rung], code: int, goal: Pair | None
) -> tuple[Level, ...]:
    down, up = code, len(found) - 1 - code
    pairs: list[tuple[int, int]] = []
    if down == up:
        pairs = [(code - i, code + i) for i in range(1, up + 1)]
    elif down and up:
        # Convolutions between may change sizes, too: only large steps have a partner then.
        before = [i - 1 for i in range(code, 0, -1) if _is_large(found[i], rungs)]
        after = [i for i in range(code + 1, len(found)) if _is_large(found[i], rungs)]
        pairs = list(zip(before, after, strict=True)) if len(before) == len(after) else []
        pairs = [*(pair for pair in pairs if pair[1] != len(found) - 1), (0, len(found) - 1)]
    levels = [Level(found[i].shape, found[j].shape, i, j) for i, j in pairs]
    if goal is not None and len(found) > 1:
        last = found[-1].shape
        others = [level for level in levels if level.decoder != len(found) - 1]
        levels = [*others, Level(Shape(last.channels, goal), last, None, len(found) - 1)]
    return tuple(levels)


def _is_large(station: Station, rungs: Sequence[Rung]) -> bool:
    reaches = [rungs[i].reach for i in station.rungs]
    return any(reach is not None and max(reach.stride) > 1 for reach in reaches)


def start_of(calls: Sequence[Call], given: Pair | None = None) -> tuple[Shape, bool]:
    """Return what goes into the first layer, and whether its size had to be guessed.

    Args:
        calls: The layers; what they say of their input is taken.
        given: (height, width) that somebody typed; it counts more than what the layers say.
    """
    shape, guessed = _said(calls)
    if given is not None and shape.size is not None:
        return Shape(shape.channels, given), False
    return shape, guessed


def _said(calls: Sequence[Call]) -> tuple[Shape, bool]:
    for i, call in enumerate(calls):
        said = _from_words(call.arguments)
        if said is not None:
            return said, False
        if call.library is None:
            continue
        try:
            found = _from_layer(call, calls[i:])
        except CallError:
            continue
        if found is not None:
            return found
    return Shape(1, (FIRST_SIDE, FIRST_SIDE)), True


def _from_words(arguments: "dict[str, Argument] | object") -> Shape | None:
    """Return what Keras' ``shape`` or ``input_shape`` says."""
    if not isinstance(arguments, dict):
        return None
    for word in ("shape", "input_shape", "batch_input_shape"):
        value = arguments[word].value if word in arguments else None
        parts = [part for part in value if _is_count(part)] if isinstance(value, tuple) else []
        sizes = [part for part in parts if isinstance(part, int)]
        if len(sizes) == 3:
            return Shape(sizes[2], (sizes[0], sizes[1]))
        if len(sizes) == 1:
            return Shape(sizes[0])
    return None


def _is_count(part: object) -> bool:
    return isinstance(part, int) and not isinstance(part, bool) and 1 <= part <= LARGEST


def _from_layer(call: Call, rest: Sequence[Call]) -> tuple[Shape, bool] | None:
    """Return what a first layer takes; None where it does not say."""
    if call.name == "Linear":
        return _counted(call.number("in_features")), False
    if call.name in ("Unflatten", "Reshape"):
        value = call.value("unflattened_size", call.value("target_shape"))
        parts = value if isinstance(value, tuple) else ()
        product = 1
        for part in parts:
            product *= part if isinstance(part, int) and _is_count(part) else 1
        return _counted(product), False
    if call.name == "Flatten":
        taken = next((one.number("in_features") for one in rest if one.name == "Linear"), 0)
        side = isqrt(max(taken, 0))
        if side and side * side == taken <= LARGEST:
            return Shape(1, (side, side)), False
        return None
    if call.name == "Dense":
        return Shape(FIRST_CODE_SIDE), True
    words = ("in_channels", "num_features", "num_channels")
    counts = (one.number(word) for one in rest for word in words if word in one.arguments)
    side = FIRST_SIDE
    if call.name in ("ConvTranspose2d", "Conv2DTranspose"):
        whole = call.numbers("stride" if call.name == "ConvTranspose2d" else "strides", 1) == (1, 1)
        # A generator's first layer spreads single numbers.
        side = 1 if whole and call.value("padding", 0) in (0, "valid") else FIRST_CODE_SIDE
    return Shape(_counted(next(counts, 1)).channels, (side, side)), True


def _counted(channels: int) -> Shape:
    return Shape(min(max(channels, 1), LARGEST))
