"""Checkerboards of a stack: the layers that are typed, what a flat input becomes, and why.

A stack is written layer by layer, "4,2,1,0,1;3,2,1": kernel, stride, padding, output padding and
dilation of each, what is left out being 0, 1 for the dilation. A number is for both axes; "3x5" is
height and width.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypedDict, get_args
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray

from app.setting.link import encode
from app.setting.numbers import read_pair, read_pasted
from app.setting.setting import HIGHEST_SEED, Numbers
from app.shared.images import address
from app.sizes.meet import lab_setting
from core.arguments import GeometryError
from core.autoencoders.measures import checkerboard, finest_pattern
from core.axes import short, written
from core.contributions import Numbers as Array
from core.frameworks import resolve
from core.layer import Layer, Pair
from core.readings import ReadingKey
from core.stacks import (
    WEIGHTS,
    Weights,
    away_from_borders,
    even,
    kernels,
    phase_sums,
    reason,
    repeating,
    sized,
    stacked,
)

MOST_LAYERS = 3
FIELDS: dict[str, tuple[int, int, int]] = {
    "kernel": (1, 12, 1),
    "stride": (1, 8, 1),
    "padding": (0, 12, 0),
    "output padding": (0, 7, 0),
    "dilation": (1, 4, 1),
}
"""What makes a layer: lowest and highest number, and the one that is left out."""

FIRST_STACK, FIRST_SIDE = "3,2,1,1;3,2,1,1", "8"
LARGEST_INPUT = 32
LONGEST_STACK, LONGEST_OWN = 160, 3000
_NONE = 1e-6
"""Of the mean: below that a pattern is what adding up in another order leaves."""

_LARGEST_PATTERN = 8
"""Cells a side up to which what repeats is written out."""

OWN = "own"
KINDS: dict[str, str] = {**dict(WEIGHTS.items()), OWN: "My own"}


@dataclass(frozen=True)
class StackPreset:
    """A stack that shows one thing.

    Attributes:
        name: On its button.
        stack: Its layers.
        weights: What stands in the kernels.
    """

    name: str
    stack: str
    weights: Weights = "ones"


STACKS = (
    StackPreset("Kernel 3, twice", FIRST_STACK),
    StackPreset("Kernel 4, twice", "4,2,1;4,2,1"),
    StackPreset("Kernel 4, random weights", "4,2,1;4,2,1", "random"),
    StackPreset("Phases alike", "4,2,1;4,2,1", "alike"),
    StackPreset("A kernel of 2 evens out", "3,2,0;2,1,0"),
    StackPreset("Holes by dilation", "4,2,3,0,2"),
)


class Floor(TypedDict):
    """One layer."""

    fields: list[tuple[str, str]]
    """Name, and what is typed."""
    own: str
    size: str
    says: str
    even: bool
    sums: list[list[str]]
    """Sum of each phase's weights, as the phases are laid out; nothing where there is one phase."""
    lab: str


class Picture(TypedDict):
    """One picture, finished."""

    name: str
    says: str
    address: str
    size: list[int]
    """Rows and columns."""
    low: str
    high: str
    """What black and white stand for."""


class Stack(TypedDict):
    """The whole answer."""

    side: str
    stack: str
    weights: str
    kinds: list[tuple[str, str]]
    seed: str
    presets: list[tuple[str, str, str]]
    """Name, stack, weights."""
    most: int
    complaint: str
    floors: list[Floor]
    verdict: str
    pictures: list[Picture]
    pattern: list[list[str]]
    repeats: str


def stack_view(written: str, side: str, weights: str, seed: str, own: Sequence[str]) -> Stack:
    """Say what a stack leaves of a flat input.

    Args:
        written: Its layers; see above.
        side: Cells a side of the input, as typed.
        weights: A key of ``KINDS``.
        seed: Which random numbers, as typed.
        own: Numbers of one's own, a kernel per layer, as typed.
    """
    typed = [line.split(",") for line in written.split(";")][:MOST_LAYERS]
    typed = [(line + [""] * len(FIELDS))[: len(FIELDS)] for line in typed]
    answer = Stack(
        side=side,
        stack=written,
        weights=weights,
        kinds=list(KINDS.items()),
        seed=seed,
        presets=[(one.name, one.stack, one.weights) for one in STACKS],
        most=MOST_LAYERS,
        complaint="",
        floors=[_blank(line, own, i) for i, line in enumerate(typed)],
        verdict="",
        pictures=[],
        pattern=[],
        repeats="",
    )
    try:
        layers = sized(_layers(typed), _whole("The input", side, 1, LARGEST_INPUT))
        made = _weights(layers, weights, seed, own)
    except ValueError as refused:
        answer["complaint"] = f"{refused}."
        return answer
    _fill(answer, layers, made)
    return answer


def _blank(typed: Sequence[str], own: Sequence[str], i: int) -> Floor:
    return Floor(
        fields=list(zip(FIELDS, typed, strict=True)),
        own=own[i] if i < len(own) else "",
        size="",
        says="",
        even=False,
        sums=[],
        lab="",
    )


def _layers(typed: Sequence[Sequence[str]]) -> list[Layer]:
    """Return the layers that are typed, each with an input that does not count yet."""
    found = []
    for number, line in enumerate(typed, start=1):
        kernel, stride, padding, more, dilation = (
            _two(f"Layer {number}: {name}", text or f"{unsaid}", low, high)
            for text, (name, (low, high, unsaid)) in zip(line, FIELDS.items(), strict=True)
        )
        found.append(
            Layer(
                input_size=(1, 1),
                kernel_size=kernel,
                stride=stride,
                padding=padding,
                output_padding=more if any(more) else None,
                dilation=dilation,
            )
        )
    return found


def _two(name: str, text: str, low: int, high: int) -> Pair:
    """Return height and width as they are typed, one number or both."""
    pair = read_pair(text)
    if pair is None or not all(low <= number <= high for number in pair):
        said = f"{name} takes a whole number from {low} to {high}, or height and width like 3x5"
        raise GeometryError(name, text, said)
    return pair


def _whole(name: str, text: str, low: int, high: int) -> int:
    text = text.strip()
    # ASCII, and no longer than any number that there can be.
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else low - 1
    if not low <= number <= high:
        raise GeometryError(name, text, f"{name} takes a whole number from {low} to {high}")
    return number


def _weights(layers: Sequence[Layer], kind: str, seed: str, own: Sequence[str]) -> list[Array]:
    if kind == OWN:
        texts = [*own, *[""] * len(layers)]
        return [_read(texts[i], layer, i + 1) for i, layer in enumerate(layers)]
    known: Weights = next((key for key in get_args(Weights) if key == kind), "ones")
    return kernels(layers, known, _whole("The seed", seed or "0", 0, HIGHEST_SEED))


def _read(text: str, layer: Layer, number: int) -> Array:
    height, width = layer.kernel_size
    rows, complaint = read_pasted(text) if text.strip() else ([], None)
    if complaint or len(rows) != height or any(len(row) != width or None in row for row in rows):
        raise GeometryError(
            "kernel",
            text[:40],
            f"Layer {number} takes {height} rows of {width} numbers"
            + (f" ({complaint[0].lower()}{complaint[1:]})" if complaint else ""),
        )
    return np.array(rows, np.float64)


def _fill(answer: Stack, layers: Sequence[Layer], made: Sequence[Array]) -> None:
    traces = stacked(layers, made)
    for floor, layer, kernel, traced in zip(answer["floors"], layers, made, traces, strict=True):
        axes = traced.geometry.height, traced.geometry.width
        ends = [written(short(size)) for size in (layer.input_size, traced.geometry.output_size)]
        floor["size"] = " → ".join(ends)
        down, across = (reason(axis, along="") for axis in axes)
        same = down == across
        floor["says"] = reason(axes[0]) if same else f"down: {down}; across: {across}"
        floor["even"] = all(axis.even for axis in axes)
        sums = phase_sums(layer, kernel)
        if 1 < max(sums.shape) <= _LARGEST_PATTERN:
            floor["sums"] = _numbers(sums)
        floor["lab"] = _lab(layer)
    counted = stacked(layers, kernels(layers, "ones", 0))
    ways, flat = counted[-1].result()[0], traces[-1].result()[0]
    inside = away_from_borders(traces)
    pattern = repeating(traces)
    answer["verdict"] = _verdict(pattern, repeating(counted))
    answer["pictures"] = [
        _counts(ways),
        _flat(flat),
        _finest(flat, inside),
    ]
    # One number in every cell is what the verdict says.
    if pattern is None or even(pattern):
        return
    period = max(pattern.shape)
    repeated = "×".join(map(str, pattern.shape))
    answer["repeats"] = (
        f"Away from the borders these {repeated} cells repeat"
        if period <= _LARGEST_PATTERN
        else f"Away from the borders {repeated} cells repeat, too many to write out."
    )
    if period <= _LARGEST_PATTERN:
        answer["pattern"] = _numbers(pattern)


def _lab(layer: Layer) -> str:
    """Return the lab's link to a layer, its phases shown where it has several."""
    small = replace(layer, input_size=(min(layer.input_size[0], 6),) * 2)
    try:
        resolve(small)
    except GeometryError:
        return ""
    setting = lab_setting(small)
    if setting is None:
        return ""
    shown: tuple[ReadingKey, ...] = ("phases",) if max(layer.stride) > 1 else ("count",)
    return urlencode(encode(replace(setting, readings=shown, image=Numbers(fill="ones"))))


def _verdict(pattern: Array | None, counted: Array | None) -> str:
    if pattern is None or counted is None:
        return "Every cell of this output is near a border: a larger input shows what repeats."
    if even(pattern):
        flat = _number(pattern.flat[0])
        return f"A flat input stays flat: {flat} in every cell away from the borders."
    spread = f"from {_number(pattern.min())} to {_number(pattern.max())}"
    if even(counted):
        return (
            "A flat input gets a pattern, though away from the borders every cell gets the same "
            f"number of products: the weights that meet in a cell add up differently, {spread}."
        )
    return f"A flat input gets a checkerboard, {spread} away from the borders."


def _counts(ways: Array) -> Picture:
    most = float(ways.max())
    return Picture(
        name="Ways from the input to each cell",
        says=f"{_number(ways.min())} to {_number(most)}"
        + (", holes among them" if ways.min() == 0 else ""),
        address=address((ways / max(most, 1.0)).astype(np.float32)),
        size=list(ways.shape),
        low="0",
        high=_number(most),
    )


def _flat(flat: Array) -> Picture:
    low, high = min(float(flat.min()), 0.0), max(float(flat.max()), 0.0)
    return Picture(
        name="What a flat input of ones becomes",
        says=f"{_number(flat.min())} to {_number(flat.max())}",
        address=address(((flat - low) / ((high - low) or 1.0)).astype(np.float32)),
        size=list(flat.shape),
        low=_number(low),
        high=_number(high),
    )


def _finest(flat: Array, inside: Sequence[NDArray[np.bool_]]) -> Picture:
    """Show what the page of models shows of its decoders: the part that changes from cell to cell.

    Taken away from the borders, where a flat input has no edge of its own.
    """
    cells = [np.flatnonzero(one) for one in inside]
    middle = flat[np.ix_(*cells)] if all(map(len, cells)) else flat
    finest = finest_pattern(middle)
    largest = float(np.abs(finest).max())
    mean = float(np.abs(middle).mean())
    none = largest <= _NONE * mean
    measure = "" if none else _measure(middle)
    shades = np.full(middle.shape, 0.5) if none else 0.5 + finest / (2 * largest)
    return Picture(
        name="Finest pattern, borders left out",
        says="none: grey everywhere"
        if none
        else f"up to {largest / mean:.0%} of the mean{measure}".replace("%", " %"),
        address=address(shades.astype(np.float32)),
        size=list(middle.shape),
        low="0" if none else f"−{_number(largest)}",
        high="0" if none else _number(largest),
    )


def _measure(picture: Array) -> str:
    """Return the models page's measure in words; "" where the picture is too small for it."""
    side = min(picture.shape) // 2 * 2
    if side < 4:
        return ""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = checkerboard(picture[None, :side, :side])
    times = f"{ratio:.2g}" if ratio <= 1000 else "more than 1,000"
    return f", {times} times as strong as the pattern twice as coarse (sums of squares)"


def _numbers(grid: Array) -> list[list[str]]:
    return [[_number(number) for number in row] for row in grid]


def _number(number: float) -> str:
    # Sums in another order differ in the last digits: they must not round to different numbers.
    exact = round(float(number), 9) + 0.0
    rounded = round(exact, 2)
    text = f"{rounded:,.0f}" if exact == int(exact) else f"{rounded:,.2f}"
    if abs(exact) < 0.1 and exact != int(exact):
        text = f"{exact:.2g}"
    return text.replace("-", "−")
