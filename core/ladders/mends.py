"""The smallest change to a text after which its decoder meets its encoder.

Level by level from the code outwards one argument of one layer is changed. What is chosen
changes the number of parameters least, then comes first in ``_CHANGES``, and makes no holes.
Where only the last size is known, one argument in one layer is looked for, then the output
paddings of all layers together. Each mend is carried out on the text and read again: what is
offered meets.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from core.ladders.ladder import Ladder, ladder
from core.ladders.rungs import Shape
from core.ladders.source import Argument, Call, CallError, Source, Value, read
from core.layer import Pair

MOST_LAYERS = 80
"""Of texts that a mend is looked for: each change is climbed anew."""

_MOST_PRODUCTS = 256

_KERNELS, _PADDINGS, _STRIDES = range(1, 10), range(9), range(1, 5)


@dataclass(frozen=True)
class Edit:
    """One argument of one layer, written anew.

    Attributes:
        line: Of the layer.
        layer: Its name.
        argument: The argument's name.
        written: Its new value, as it is written.
        start, stop: What it replaces in the text; equal where it is added.
        text: What is put there.
    """

    line: int
    layer: str
    argument: str
    written: str
    start: int
    stop: int
    text: str


@dataclass(frozen=True)
class Mend:
    """A change after which all levels meet.

    Attributes:
        edits: By their place in the text.
        text: The text with the edits carried out.
        ladder: What it makes then.
        parameters: How many more there are than before.
        even: Whether every transposed convolution overlaps evenly then.
    """

    edits: tuple[Edit, ...]
    text: str
    ladder: Ladder
    parameters: int
    even: bool


def mends(source: Source, start: Shape, goal: Pair | None = None) -> tuple[Mend, ...]:
    """Return the smallest mend, and one that also overlaps evenly where that is another one.

    Args:
        source: What was read.
        start: What goes in.
        goal: As for ``ladder``.
    """
    now = ladder(source.calls, start, goal)
    if not now.misses or len(source.calls) > MOST_LAYERS:
        return ()
    found: list[Mend] = []
    for evenly in (False, True):
        calls = _mended(source.calls, now, goal, evenly=evenly)
        if calls is None:
            continue
        mend = _carried_out(source, calls, now, goal)
        others = [one.text for one in found]
        if mend is not None and mend.text not in others and (mend.even or not evenly):
            found.append(mend)
    return tuple(found)


def _mended(
    calls: Sequence[Call], now: Ladder, goal: Pair | None, *, evenly: bool
) -> tuple[Call, ...] | None:
    """Return the layers with changes after which all levels meet; None if none are found."""
    made = tuple(calls)
    for number in range(len(now.levels)):
        climbed = ladder(made, now.start, goal)
        if len(climbed.levels) != len(now.levels):
            return None
        if climbed.levels[number].meets:
            continue
        better = _level_met(made, climbed, number, goal, evenly=evenly)
        if better is None:
            return None
        made = better
    return made


def _level_met(
    calls: tuple[Call, ...], now: Ladder, number: int, goal: Pair | None, *, evenly: bool
) -> tuple[Call, ...] | None:
    """Return the layers with the smallest change after which one level meets."""
    below = now.levels[number - 1].decoder if number else now.code
    stations = now.stations[below + 1 : now.levels[number].decoder + 1]
    rungs = [i for station in stations for i in station.rungs]
    best: tuple[tuple[int, int, int], tuple[Call, ...]] | None = None
    for cost, changed in _changes_of(calls, rungs):
        made = ladder(changed, now.start, goal)
        if len(made.levels) != len(now.levels) or not made.levels[number].meets:
            continue
        if any(made.rungs[i].holes and not now.rungs[i].holes for i in rungs):
            continue
        if evenly and not all(made.rungs[i].even is not False for i in rungs):
            continue
        costs = (abs(made.parameters - now.parameters), *cost)
        if best is None or costs < best[0]:
            best = costs, changed
    return None if best is None else best[1]


def _changes_of(
    calls: tuple[Call, ...], rungs: Sequence[int]
) -> Iterator[tuple[tuple[int, int], tuple[Call, ...]]]:
    """Yield the layers with one argument changed, or else several output paddings at once.

    With each come two costs: which argument it is, and how many of them.
    """
    for i in rungs:
        for order, (argument, values) in enumerate(_CHANGES.get(calls[i].name, ())):
            for value in values(calls[i]):
                if value != calls[i].value(argument):
                    yield (
                        (order, 1),
                        (*calls[:i], _with(calls[i], argument, value), *calls[i + 1 :]),
                    )
    transposed = [i for i in rungs if calls[i].name in ("ConvTranspose2d", "Conv2DTranspose")]
    choices = [[None, *_added(calls[i])] for i in transposed]
    count = 1
    for choice in choices:
        count *= len(choice)
    if len(transposed) < 2 or count > _MOST_PRODUCTS:
        return
    for added in product(*choices):
        several = list(calls)
        for i, more in zip(transposed, added, strict=True):
            if more is not None:
                several[i] = _with(calls[i], "output_padding", more)
        edits = sum(more is not None for more in added)
        if edits > 1:
            yield (0, edits), tuple(several)


def _with(call: Call, argument: str, value: Value) -> Call:
    old = call.arguments.get(argument)
    place = (call.end, call.end) if old is None else old.span
    return replace(call, arguments={**call.arguments, argument: Argument(value, place)})


def _added(call: Call) -> Iterator[int]:
    keras = call.library == "keras"
    try:
        stride = call.numbers("strides" if keras else "stride", 1)
        dilation = (1, 1) if keras else call.numbers("dilation", 1)
    except CallError:
        return
    yield from range(min(max(*stride, *dilation), 8))


def _numbers(values: Sequence[Value]) -> Callable[[Call], Iterator[Value]]:
    return lambda _: iter(values)


_Choice = tuple[str, Callable[[Call], Iterator[Value]]]
_CHANGES: Mapping[str, tuple[_Choice, ...]] = {
    "ConvTranspose2d": (
        ("output_padding", _added),
        ("padding", _numbers(_PADDINGS)),
        ("stride", _numbers(_STRIDES)),
        ("kernel_size", _numbers(_KERNELS)),
    ),
    "Conv2DTranspose": (
        ("output_padding", _added),
        ("padding", _numbers(("same", "valid"))),
        ("strides", _numbers(_STRIDES)),
        ("kernel_size", _numbers(_KERNELS)),
    ),
    "Upsample": (("scale_factor", _numbers(_STRIDES)),),
    "UpSampling2D": (("size", _numbers(_STRIDES)),),
    "Conv2d": (("padding", _numbers(_PADDINGS)), ("kernel_size", _numbers(_KERNELS))),
    "Conv2D": (("padding", _numbers(("same", "valid"))), ("kernel_size", _numbers(_KERNELS))),
}
"""What may be changed of a layer, the smallest change first."""


def _carried_out(
    source: Source, calls: Sequence[Call], before: Ladder, goal: Pair | None
) -> Mend | None:
    """Write the changes into the text; None where the text does not read as it should then."""
    edits = sorted(_edits(source, calls), key=lambda edit: edit.start)
    text = source.text
    for edit in reversed(edits):
        text = text[: edit.start] + edit.text + text[edit.stop :]
    after = ladder(read(text).calls, before.start, goal)
    if after.misses or not after.whole or not after.levels:
        return None
    even = all(one.even is not False for one in after.rungs)
    return Mend(tuple(edits), text, after, after.parameters - before.parameters, even)


def _edits(source: Source, calls: Sequence[Call]) -> Iterator[Edit]:
    for old, new in zip(source.calls, calls, strict=True):
        for name, argument in new.arguments.items():
            if name in old.arguments and old.arguments[name] == argument:
                continue
            written = (
                f'"{argument.value}"' if isinstance(argument.value, str) else f"{argument.value}"
            )
            start, stop = argument.span
            added = f", {name}={written}"
            if source.text[:start].rstrip().endswith(","):
                added = f" {name}={written}"
            text = written if name in old.arguments else added
            yield Edit(old.line, old.name, name, written, start, stop, text)
