"""The nearest setting that works: one parameter changed, by the least.

The parameter that the user just moved is changed only when no other one will do: what was
asked for should stay. So should the output's size where a framework refuses a padding that
others take; there an output padding may have to come with the number.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.arguments import Fix, GeometryError, instance, one_of, shown, whole
from core.axes import short, sides, written
from core.frameworks import FRAMEWORKS, padding_layer, resolve
from core.geometry import Geometry, extent, full_size
from core.layer import LARGEST, Layer, Pair

LARGEST_STEP = 32
"""Changes farther away than this are not looked for."""

LIMITS: Mapping[str, tuple[int, int]] = {
    "output_padding": (0, LARGEST),
    "padding": (0, LARGEST),
    "dilation": (1, LARGEST),
    "kernel_size": (1, LARGEST),
    "stride": (1, LARGEST),
    "input_size": (1, LARGEST),
    "output_size": (1, LARGEST),
}
"""Per parameter its lowest and highest value; the order breaks ties between fixes."""

# Changing the rules or the operation is a larger step than changing a number by two.
_CHANGE_OF_FRAMEWORK = 3
_CHANGE_OF_OPERATION = 4


@dataclass(frozen=True)
class _Candidate:
    """A change to a layer, and how far it goes."""

    base: Layer
    fix: Fix
    distance: int

    @property
    def layer(self) -> Layer:
        """The layer with the change: made when it is tried, since few are."""
        return replace(self.base, **self.fix.fields)


def resolve_or_fix(
    layer: Layer,
    *,
    moved: str | None = None,
    limits: Mapping[str, tuple[int, int]] = LIMITS,
) -> Geometry:
    """Resolve a layer; where it is impossible, say so together with the nearest remedy.

    Args:
        layer: What the user typed.
        moved: The parameter that was changed last; it is kept if another change will do.
        limits: The range in which a remedy may lie.

    Raises:
        GeometryError: with ``fix`` set wherever changing one parameter helps.
    """
    _check(layer, limits)
    try:
        return resolve(layer)
    except GeometryError as broken:
        fix = nearest_fix(layer, moved=moved, limits=limits)
        raise GeometryError(broken.parameter, broken.value, broken.rule, fix) from None


def nearest_fix(
    layer: Layer,
    *,
    moved: str | None = None,
    limits: Mapping[str, tuple[int, int]] = LIMITS,
) -> Fix | None:
    """Return the smallest change of one parameter that works, or None.

    Where a padding is refused, the change that comes nearest to the size it was meant to give.
    """
    _check(layer, limits)
    found = _nearest(layer, moved, limits)
    return None if found is None else found.fix


def nearest_fixes(
    layer: Layer,
    *,
    moved: str | None = None,
    limits: Mapping[str, tuple[int, int]] = LIMITS,
) -> tuple[Fix, ...]:
    """Return the smallest change of one parameter that works, or else of two.

    Where two do not help either, the parameter whose rule is broken first is changed first,
    and what is still wrong then is looked at likewise. Returns () where even that ends nowhere.
    """
    alone = nearest_fix(layer, moved=moved, limits=limits)
    if alone is not None:
        return (alone,)
    best: tuple[_Candidate, _Candidate] | None = None
    for first in _by_distance(layer, moved, limits):
        if best is not None and first.distance >= best[0].distance + best[1].distance:
            continue
        second = _nearest(first.layer, moved, limits)
        if second is not None and (
            best is None or first.distance + second.distance < best[0].distance + best[1].distance
        ):
            best = first, second
    if best is not None:
        return best[0].fix, best[1].fix
    broken = _broken(layer)
    for first in _by_distance(layer, moved, limits):
        if first.fix.parameter == broken and _broken(first.layer) != broken:
            others = {name: limit for name, limit in limits.items() if name != broken}
            more = nearest_fixes(first.layer, moved=moved, limits=others)
            return (first.fix, *more) if more else ()
    return ()


def _check(layer: Layer, limits: Mapping[str, tuple[int, int]]) -> None:
    """Raise the GeometryError of what is no layer, or of limits that are none."""
    instance("layer", layer, Layer)
    instance("limits", limits, Mapping)
    for name, limit in limits.items():
        one_of("limits", name, tuple(LIMITS))
        if not isinstance(limit, tuple | list) or len(limit) != 2:
            raise GeometryError("limits", limit, f"limits must be pairs, not {shown(limit)}")
        for end in limit:
            whole("limits", end)


def _broken(layer: Layer) -> str:
    """Return the parameter whose rule is broken; "" for a layer that works."""
    try:
        resolve(layer)
    except GeometryError as impossible:
        return impossible.parameter
    return ""


def _nearest(
    layer: Layer, moved: str | None, limits: Mapping[str, tuple[int, int]]
) -> _Candidate | None:
    return _first(_by_distance(layer, moved, limits), moved, _size_meant(layer))


def _first(
    candidates: Iterable[_Candidate], moved: str | None, meant: Pair | None
) -> _Candidate | None:
    """Return the first that works, or that comes nearest to the size that is meant."""
    nearest: _Candidate | None = None
    off = 0
    for candidate in candidates:
        if nearest and (candidate.fix.parameter == moved) > (nearest.fix.parameter == moved):
            break
        try:
            made = resolve(candidate.layer)
        except GeometryError:
            continue
        if meant is None or made.output_size == meant:
            return candidate
        away = max(abs(made.output_size[axis] - meant[axis]) for axis in (0, 1))
        if nearest is None or away < off:
            nearest, off = candidate, away
    return nearest


def _by_distance(
    layer: Layer, moved: str | None, limits: Mapping[str, tuple[int, int]]
) -> list[_Candidate]:
    preference = [*limits, "framework", "operation"]
    return sorted(
        _candidates(layer, limits),
        key=lambda c: (
            c.fix.parameter == moved,
            c.distance,
            preference.index(c.fix.parameter),
        ),
    )


def _size_meant(layer: Layer) -> Pair | None:
    """Return the size that a refused padding gives where another framework takes it."""
    try:
        resolve(layer)
    except GeometryError as broken:
        if broken.parameter != "padding":
            return None
    for framework in FRAMEWORKS:
        try:
            return resolve(replace(layer, framework=framework)).output_size
        except GeometryError:
            continue
    return None


def _candidates(layer: Layer, limits: Mapping[str, tuple[int, int]]) -> Iterator[_Candidate]:
    for parameter, (low, high) in limits.items():
        pair = getattr(layer, parameter)
        if parameter == "padding":
            yield from _other_paddings(layer, low, high, limits)
        elif pair is not None:
            yield from _other_numbers(layer, parameter, pair, low, high)
    if layer.output_padding is not None and "output_padding" in limits:
        # Not the same as 0 where it names a size: Keras then makes a size of its own.
        unsaid = Fix("output_padding", None, "no output_padding")
        yield _Candidate(layer, unsaid, max(layer.output_padding) + 1)
    for framework, rules in FRAMEWORKS.items():
        if framework != layer.framework:
            fix = Fix("framework", framework, f"{rules.name}'s rules")
            # One that pads by a layer of its own is a step farther than one whose call does.
            beside = padding_layer(replace(layer, framework=framework))
            yield _Candidate(layer, fix, _CHANGE_OF_FRAMEWORK + bool(beside))
    if layer.operation == "convolution":
        fix = Fix("operation", "transposed", "a transposed convolution")
        yield _Candidate(layer, fix, _CHANGE_OF_OPERATION)


def _other_numbers(
    layer: Layer, parameter: str, pair: Pair, low: int, high: int
) -> Iterator[_Candidate]:
    row = layer.dimensions == 1
    for old in sorted({pair[1]} if row else set(pair)):
        for new in _around(old, low, high):
            changed = (
                new if pair[0] == old and not row else pair[0],
                new if pair[1] == old else pair[1],
            )
            fix = Fix(parameter, changed, f"{parameter} {_number(changed, layer)}")
            yield _Candidate(layer, fix, abs(new - old))


def _other_paddings(
    layer: Layer, low: int, high: int, limits: Mapping[str, tuple[int, int]]
) -> Iterator[_Candidate]:
    meant = _padding_meant(layer)
    yield from _less_at_the_end(layer, low)
    if not _linked(layer):
        yield from _padding_by_axis(layer, meant, low, high, limits)
    if not isinstance(layer.padding, str):
        for word in ("valid", "same"):
            as_number = _padding_meant(replace(layer, padding=word))
            distance = max(abs(as_number[i] - meant[i]) for i in (0, 1)) + 1
            yield _Candidate(layer, Fix("padding", word, f"padding '{word}'"), distance)
    base = 1 if isinstance(layer.padding, str) else 0
    middle = max(meant)
    for new in (middle, *_around(middle, low, high)):
        if low <= new <= high:
            distance = abs(new - middle) + base
            yield _Candidate(layer, Fix("padding", _sides(layer, new), f"padding {new}"), distance)
            if isinstance(layer.padding, str) and layer.output_padding is None:
                yield from _with_output_padding(layer, new, distance, limits)


def _less_at_the_end(layer: Layer, low: int) -> Iterator[_Candidate]:
    """Yield the padding that is smaller at the end by the output padding: the same wiring."""
    if isinstance(layer.padding, str) or layer.output_padding is None:
        return
    if not FRAMEWORKS[layer.framework].sides or not any(layer.output_padding):
        return
    ends = [
        (before, after - more)
        for (before, after), more in zip(sides(layer.padding), layer.output_padding, strict=True)
    ]
    if min(after for _, after in ends) < low:
        return
    rows, columns = ends
    alike = layer.dimensions == 1 or rows == columns
    said = f"{columns[0]} before, {columns[1]} after" if alike else written((rows, columns))
    yield _Candidate(layer, Fix("padding", (rows, columns), f"padding {said}", (0, 0)), 0)


def _linked(layer: Layer) -> bool:
    """Tell whether both axes are set alike, whatever the input's sizes are, or there is but one."""
    if layer.dimensions == 1:
        return True
    pairs = (layer.kernel_size, layer.stride, layer.dilation, layer.output_padding or (0, 0))
    return all(height == width for height, width in pairs)


def _padding_by_axis(
    layer: Layer, meant: Pair, low: int, high: int, limits: Mapping[str, tuple[int, int]]
) -> Iterator[_Candidate]:
    """Yield the padding that mends each axis for itself, as if both were set like it."""
    found = []
    for axis in (0, 1):
        alone = _alone(layer, axis)
        by_number = [
            candidate
            for candidate in _other_paddings(alone, low, high, limits)
            if not isinstance(candidate.fix.value, str)
        ]
        by_number.sort(key=lambda candidate: candidate.distance)
        works = not isinstance(layer.padding, str) and not _broken(alone)
        best = None if works else _first(by_number, None, _size_meant(alone))
        if best is None and not works:
            return
        found.append(best)
    paddings = [meant[i] if one is None else one.fix.value[i] for i, one in enumerate(found)]  # type: ignore[index]
    added = [
        (layer.output_padding or (0, 0))[i]
        if one is None or one.fix.output_padding is None
        else one.fix.output_padding[i]
        for i, one in enumerate(found)
    ]
    text = f"padding {_number((paddings[0], paddings[1]), layer)}"
    more = None
    if any(one is not None and one.fix.output_padding is not None for one in found):
        more = added[0], added[1]
        text += f" with output_padding {_number(more, layer)}"
    distance = max(one.distance for one in found if one is not None) if any(found) else 0
    yield _Candidate(layer, Fix("padding", (paddings[0], paddings[1]), text, more), distance)


def _alone(layer: Layer, axis: int) -> Layer:
    """Return the layer whose axes are both set like one of this one's."""
    pairs: dict[str, Any] = {}
    for name in ("input_size", "kernel_size", "stride", "dilation", "output_padding"):
        pair = getattr(layer, name)
        if pair is not None:
            pairs[name] = (pair[axis], pair[axis])
    padding = layer.padding
    if not isinstance(padding, str):
        padding = padding[axis], padding[axis]  # type: ignore[assignment]
    size = layer.output_size
    asked = None if size is None else (size[axis], size[axis])
    return replace(layer, padding=padding, output_size=asked, **pairs)


def _with_output_padding(
    layer: Layer, padding: int, distance: int, limits: Mapping[str, tuple[int, int]]
) -> Iterator[_Candidate]:
    """Yield a padding with each output padding: a number crops both ends alike, a word need not."""
    _, high = limits.get("output_padding", (0, 0))
    for more in range(1, min(high, max(*layer.stride, *layer.dilation) - 1) + 1):
        text = f"padding {padding} with output_padding {more}"
        fix = Fix("padding", _sides(layer, padding), text, _sides(layer, more))
        yield _Candidate(layer, fix, distance + more)


def _padding_meant(layer: Layer) -> Pair:
    """Return the padding per side and axis that a word comes nearest to."""
    if not isinstance(layer.padding, str):
        first, second = (side if isinstance(side, int) else max(side) for side in layer.padding)
        return first, second
    if layer.padding == "valid":
        return 0, 0
    height, width = (_same_meant(layer, axis) for axis in (0, 1))
    return height, width


def _same_meant(layer: Layer, axis: int) -> int:
    size, kernel = layer.input_size[axis], layer.kernel_size[axis]
    stride, dilation = layer.stride[axis], layer.dilation[axis]
    if layer.operation == "convolution":
        return extent(kernel, dilation) // 2
    return max(full_size(size, kernel, stride, dilation) - size * stride, 0) // 2


def _around(value: int, low: int, high: int) -> Iterator[int]:
    for step in range(1, LARGEST_STEP + 1):
        for new in (value - step, value + step):
            if low <= new <= high:
                yield new


def _sides(layer: Layer, number: int) -> Pair:
    """Return what is padded or cropped by one number: nothing above or below a row."""
    return (0 if layer.dimensions == 1 else number, number)


def _number(pair: Pair, layer: Layer) -> str:
    return written(pair[1] if layer.dimensions == 1 else short(pair))
