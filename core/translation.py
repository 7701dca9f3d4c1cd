"""One setting in every framework's words, and whether that is the same thing.

A framework's call is looked for that wires the very same cells (Keras may need a crop of its own
for it, see ``core.frameworks.padding_layer``); where there is none, one whose output has to be
cropped, or whose input gets zeros around it first. The verdict is computed: both
layers run on the same random whole numbers, and every cell has to be equal.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np

from core.arguments import GeometryError
from core.contributions import Numbers, trace_layer
from core.frameworks import padding_layer, resolve
from core.geometry import Geometry
from core.layer import Framework, Layer, Padding, Pair, Sides, Word

Verdict = Literal["equal", "cropped", "padded", "none"]
_HIGHEST = 4
"""Output paddings beyond which none is tried."""

_MOST_PADDING = 16
"""Paddings beyond which none is tried."""


@dataclass(frozen=True)
class Translation:
    """What a framework has to say to do the same.

    Attributes:
        framework: Whose words.
        verdict: "equal"; "cropped", equal after its output is cut (a negative number appends
            zeros); "padded", equal after zeros are put around its input; "none".
        layer: What to write; None where nothing does.
        sides: (before, after) per axis of what is cut or put around.
        why_not: One sentence where there is none.
    """

    framework: Framework
    verdict: Verdict
    layer: Layer | None
    sides: Sides = ((0, 0), (0, 0))
    why_not: str = ""


def translate(layer: Layer, framework: Framework) -> Translation:
    """Say a layer in the words of a framework.

    Raises:
        GeometryError: the layer's own framework refuses it.
    """
    geometry = resolve(layer)
    image, kernel = _numbers(layer)
    right = _run(layer, image, kernel)
    for candidate in _candidates(layer, geometry, framework):
        made = _tried(candidate, image, kernel)
        if made is not None and _geometry(candidate) == geometry and np.array_equal(made, right):
            return Translation(framework, "equal", candidate)
    whole = _said(layer, framework, (0, 0), None)
    try:
        resolve(whole)
    except GeometryError as refused:
        if layer.operation == "transposed" or refused.parameter != "kernel_size":
            return Translation(framework, "none", None, why_not=f"{refused}.")
    if layer.operation == "convolution":
        return _padded(whole, geometry, image, kernel, right)
    return _cropped(whole, geometry, image, kernel, right)


def carried(layer: Layer, framework: Framework) -> Layer:
    """Return what somebody writes in a framework who carries a layer over.

    The same words where the framework's call takes them. Else what makes the same size: the very
    same wiring if a call has it, or the first call that comes out as large. Else the same numbers
    by a crop of its own (see ``core.frameworks.padding_layer``), or no padding at all.

    Raises:
        GeometryError: the layer's own framework refuses it, or this one refuses even that.
    """
    geometry = resolve(layer)
    as_it_is = replace(layer, framework=framework)
    taken = _geometry(as_it_is) is not None
    if taken and (framework == layer.framework or not padding_layer(as_it_is)):
        return as_it_is
    made = [(one, _geometry(one)) for one in _candidates(layer, geometry, framework)]
    by_call = [(one, found) for one, found in made if not padding_layer(one)]
    for some in (by_call, [(as_it_is, geometry)] if taken else made):
        alike = [one for one, found in some if found == geometry]
        large = [one for one, found in some if found and found.output_size == geometry.output_size]
        if alike or large:
            return [*alike, *large][0]
    whole = _said(layer, framework, (0, 0), None)
    rows, columns = (_by_numbers(whole, size, i) for i, size in enumerate(geometry.output_size))
    if rows and columns:
        added = (rows[1], columns[1])
        return _said(layer, framework, (rows[0], columns[0]), added if any(added) else None)
    resolve(whole)
    return whole


def _by_numbers(whole: Layer, size: int, axis: int) -> Pair | None:
    """Return the least padding, and the output padding beside it, that make an axis so long."""
    sides = whole.input_size[axis], whole.kernel_size[axis]
    one = replace(
        whole,
        input_size=(sides[0], sides[0]),
        kernel_size=(sides[1], sides[1]),
        stride=(whole.stride[axis], whole.stride[axis]),
        dilation=(whole.dilation[axis], whole.dilation[axis]),
    )
    added = range(_HIGHEST if whole.operation == "transposed" else 1)
    for padding in range(_MOST_PADDING + 1):
        for more in added:
            said = replace(
                one, padding=(padding, padding), output_padding=(more, more) if more else None
            )
            found = _geometry(said)
            if found is not None and found.output_size[0] == size:
                return padding, more
    return None


def _numbers(layer: Layer) -> tuple[Numbers, Numbers]:
    drawn = np.random.default_rng(0)
    image = drawn.integers(1, 100, (1, *layer.input_size)).astype(float)
    kernel = drawn.integers(1, 100, (1, 1, *layer.kernel_size)).astype(float)
    return image, kernel


def _run(layer: Layer, image: Numbers, kernel: Numbers) -> Numbers:
    return trace_layer(layer, image, kernel).result()


def _tried(layer: Layer, image: Numbers, kernel: Numbers) -> Numbers | None:
    try:
        return _run(layer, image, kernel)
    except GeometryError:
        return None


def _geometry(layer: Layer) -> Geometry | None:
    try:
        return resolve(layer)
    except GeometryError:
        return None


def _said(layer: Layer, framework: Framework, padding: Padding, added: Pair | None) -> Layer:
    return replace(
        layer, framework=framework, padding=padding, output_padding=added, output_size=None
    )


def _candidates(layer: Layer, geometry: Geometry, framework: Framework) -> list[Layer]:
    """Return what might do, the plainest first: what takes a layer beside it comes last."""

    def effort(one: Layer) -> tuple[bool, bool]:
        beside = bool(padding_layer(one))
        # A crop alone says what an output padding and a larger crop say.
        return beside, beside and one.output_padding is not None

    return sorted(_sayings(layer, geometry, framework), key=effort)


def _sayings(layer: Layer, geometry: Geometry, framework: Framework) -> Iterator[Layer]:
    axes = geometry.height, geometry.width
    if framework == layer.framework:
        yield layer
    added = axes[0].before - axes[0].after, axes[1].before - axes[1].after
    before = axes[0].before, axes[1].before
    if min(before) >= 0 and min(added) >= 0:
        yield _said(layer, framework, before, added if any(added) else None)
    if min(before) >= 0:
        # Cells that are appended, not cut, are an output padding.
        height, width = ((axis.before, max(axis.after, 0)) for axis in axes)
        appended = max(-axes[0].after, 0), max(-axes[1].after, 0)
        yield _said(layer, framework, (height, width), appended if any(appended) else None)
        # In Keras a 0 that is said is another size than none.
        yield _said(layer, framework, (height, width), appended)
    for word in get_args(Word):
        yield _said(layer, framework, word, None)
        if layer.operation == "transposed":
            for more in range(_HIGHEST):
                yield _said(layer, framework, word, (more, more))


def _cropped(
    whole: Layer, geometry: Geometry, image: Numbers, kernel: Numbers, right: Numbers
) -> Translation:
    """Cut from what the framework makes without any padding."""
    made = resolve(whole)
    axes = ((made.height, geometry.height), (made.width, geometry.width))
    rows, columns = (
        (wanted.before - there.before, there.fine - wanted.fine - wanted.before + there.before)
        for there, wanted in axes
    )
    cut = _cut(_run(whole, image, kernel), (rows, columns))
    return _verdict(whole, "cropped", (rows, columns), np.array_equal(cut, right))


def _cut(numbers: Numbers, sides: Sides) -> Numbers:
    appended = np.pad(numbers, [(0, 0), *((max(-b, 0), max(-a, 0)) for b, a in sides)])
    _, height, width = appended.shape
    (top, bottom), (left, right) = ((max(before, 0), max(after, 0)) for before, after in sides)
    return appended[:, top : height - bottom, left : width - right]


def _padded(
    whole: Layer, geometry: Geometry, image: Numbers, kernel: Numbers, right: Numbers
) -> Translation:
    """Put zeros around the input of a convolution that pads nothing itself."""
    axes = geometry.height, geometry.width
    rows, columns = ((axis.before, axis.after) for axis in axes)
    around = np.pad(image, [(0, 0), rows, columns])
    size: dict[str, Any] = {"input_size": around.shape[1:]}
    made = _tried(replace(whole, **size), around, kernel)
    equal = made is not None and np.array_equal(made, right)
    return _verdict(whole, "padded", (rows, columns), equal)


def _verdict(layer: Layer, verdict: Verdict, sides: Sides, equal: bool) -> Translation:
    if not equal:
        return Translation(layer.framework, "none", None, why_not="No call makes these numbers.")
    return Translation(layer.framework, verdict, layer, sides)
