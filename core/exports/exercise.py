"""The setting as a test of somebody's own program: a pytest file that needs numpy alone.

The file knows the results, not how to get them: right ones, and for each mistake those that come
out of it. So whoever fails is told which mistake makes these very numbers, and nobody finds the
solution in the file. Its cases are the setting itself and the edges where programs break: one
cell, holes, padding beyond the kernel, grids and kernels that are not square, channels.

The mistakes are those of ``core.mistakes``, and some that only programs make.
"""

import json
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.arguments import GeometryError, instance
from core.contributions import Numbers, Trace, trace, trace_layer
from core.exports.snippets import not_literal
from core.geometry import RING
from core.mistakes import MistakeKey, mistakes
from core.readings import spread
from core.translation import translate
from core.wording import listed

_CATALOGUED: dict[MistakeKey, str] = {
    "unturned": "the kernel was not turned before it slid over the spread input",
    "padded_input": "padding was put around the input; it cuts the output",
    "zeros_added": "output_padding appended zeros; it cuts less at the end",
    "swapped_channels": "the kernel was read as (out, in, height, width); it is "
    "(in, out, height, width)",
    "strided_slide": "the kernel slid by the stride; the stride has moved the input's cells apart "
    "already, and the kernel slides by 1",
}
"""Of the mistakes that have a name: what a program did."""


def exercise(traced: Trace) -> tuple[str, str]:
    """Return the test's file, or one sentence why there is none.

    Args:
        traced: The setting; its numbers are the first case.

    Returns:
        The file's text, and "" or the sentence; the other is empty.
    """
    instance("traced", traced, Trace)
    why_not = not_literal(traced)
    if not traced.transposed:
        why_not = "This is a convolution: the test is of a transposed one."
    if why_not:
        return "", why_not
    said = translate(traced.layer, "pytorch")
    if said.verdict != "equal" or said.layer is None:
        return "", (
            "The test speaks PyTorch's words, and conv_transpose2d cannot cut both ends as this "
            "setting does."
        )
    own = replace(traced, layer=replace(said.layer, output_size=None))
    cases = [_written("the setting itself", [own])]
    cases += [_written(name, traces) for name, traces in _edges(own)]
    packed = b64encode(zlib.compress(json.dumps(cases, separators=(",", ":")).encode(), 9)).decode()
    lines = [packed[i : i + 96] for i in range(0, len(packed), 96)]
    return _FILE.replace("<cases>", "\n".join(lines)).replace("<more>", _more_in_words(own)), ""


def _more(traced: Trace) -> dict[str, Any]:
    """Return the arguments beyond stride and padding that a case needs."""
    layer = traced.layer
    more: dict[str, Any] = {}
    if layer.output_padding is not None and any(layer.output_padding):
        more["output_padding"] = _one_or_two(layer.output_padding)
    if layer.dilation != (1, 1):
        more["dilation"] = _one_or_two(layer.dilation)
    if traced.groups > 1:
        more["groups"] = traced.groups
    if traced.bias.any():
        more["bias"] = traced.bias.tolist()
    return more


def _one_or_two(pair: "tuple[Any, Any]") -> object:
    return pair[0] if pair[0] == pair[1] else list(pair)


def _more_in_words(own: Trace) -> str:
    names = list(_more(own))
    if not names:
        return ""
    return f"\nThe setting also has {listed(names)}: some cases give it by name.\n"


def _edges(own: Trace) -> Iterator[tuple[str, list[Trace]]]:
    """Yield the other cases, each with a trace per picture of its batch."""
    more: dict[str, Any] = {}
    for name, image, kernel, stride, padding in (
        ("one cell", (1, 1, 1), (1, 1, 3, 3), 1, 0),
        ("stamps that overlap", (1, 3, 3), (1, 1, 3, 3), 2, 0),
        ("stamps side by side", (1, 2, 3), (1, 1, 2, 2), 2, 0),
        ("holes between the stamps", (1, 2, 3), (1, 1, 2, 2), 3, 0),
        ("padding cuts", (1, 3, 3), (1, 1, 3, 3), 2, 1),
        ("a ring of none", (1, 4, 4), (1, 1, 3, 3), 1, 2),
        ("padding beyond the kernel", (1, 5, 5), (1, 1, 2, 2), 1, 2),
        ("an input that is not square", (1, 2, 4), (1, 1, 4, 4), 2, 1),
        ("a kernel that is not square", (1, 3, 3), (1, 1, 2, 3), 2, 0),
        ("a kernel of one cell", (1, 3, 3), (1, 1, 1, 1), 2, 0),
        ("more maps out than in", (2, 3, 3), (2, 3, 3, 3), 2, 1),
        ("as many maps out as in", (2, 2, 2), (2, 2, 2, 2), 1, 0),
        ("a large kernel and a large stride", (1, 3, 3), (1, 1, 7, 7), 4, 2),
    ):
        yield name, [_drawn(image, kernel, stride, padding, more, 0)]
    yield "two pictures", [_drawn((1, 2, 2), (1, 1, 3, 3), 2, 1, more, i) for i in (0, 1)]
    given = _more(own)
    if "output_padding" in given:
        more = {"output_padding": 1}
        yield "sums that come back", [_drawn((1, 3, 3), (1, 1, 3, 3), 2, 1, more, 0)]
        more = {"output_padding": 2}
        yield "zeros beyond all stamps", [_drawn((1, 2, 2), (1, 1, 2, 2), 3, 0, more, 0)]
    if "dilation" in given:
        more = {"dilation": 2}
        yield "a kernel with gaps", [_drawn((1, 3, 3), (1, 1, 3, 3), 2, 1, more, 0)]


def _drawn(
    image: tuple[int, ...],
    kernel: tuple[int, ...],
    stride: int,
    padding: int,
    more: dict[str, Any],
    number: int,
) -> Trace:
    """Return a trace of whole numbers that are not 0; a batch has one kernel."""
    weights = np.random.default_rng(1).integers(1, 10, kernel)
    # Signs in an order that no turn and no swap leaves as it is.
    weights = weights * np.where(np.arange(weights.size).reshape(kernel) % 3, 1, -1)
    numbers = np.random.default_rng((2, number)).integers(1, 10, image)
    return trace(numbers, weights, stride=stride, padding=padding, **more)


def _written(name: str, traces: list[Trace]) -> dict[str, Any]:
    """Return a case as the file holds it."""
    first = traces[0]
    layer = first.layer
    wrong = [_wrongs(one) for one in traces]
    return {
        "name": name,
        "x": _plain(np.stack([one.image for one in traces])),
        "w": _plain(first.kernel),
        "stride": _one_or_two(layer.stride),
        "padding": _one_or_two(layer.padding),  # type: ignore[arg-type]
        "more": _more(first),
        "expected": _plain(np.stack([one.result() for one in traces])),
        "wrong": [
            [said, _plain(np.stack([found[said] for found in wrong]))]
            for said in wrong[0]
            if all(said in found for found in wrong)
        ],
    }


def _plain(array: Numbers) -> Any:
    return [
        [[[int(n) if n == int(n) else n for n in row] for row in plane] for plane in maps]
        for maps in array.tolist()
    ]


def _wrongs(traced: Trace) -> dict[str, Numbers]:
    """Return what each mistake makes of a case, where that is another result, by its sentence."""
    found: dict[str, Numbers] = {}
    for one in mistakes(traced):
        if one.wrong is not None and not one.harmless:
            found[_CATALOGUED[one.key]] = one.wrong
    right = traced.result()
    for mistake in _PROGRAMS:
        made = mistake.make(traced)
        if made is not None and not (made.shape == right.shape and np.array_equal(made, right)):
            found[mistake.said] = made
    return found


@dataclass(frozen=True)
class _ProgramMistake:
    """A mistake that programs make.

    Attributes:
        said: What the program did.
        make: Returns what comes out; None where there is no occasion for it.
    """

    said: str
    make: Callable[[Trace], Numbers | None]


def _padding(traced: Trace) -> tuple[int, int]:
    """Return the padding of a layer in PyTorch's words, which has one for both ends."""
    axes = traced.geometry.height, traced.geometry.width
    return axes[0].before, axes[1].before


def _again(traced: Trace, **changed: Any) -> Numbers | None:
    layer = replace(traced.layer, **changed)
    try:
        return trace_layer(
            layer, traced.image, traced.kernel, groups=traced.groups, bias=traced.bias
        ).result()
    except GeometryError:
        return None


def _padding_left_out(traced: Trace) -> Numbers | None:
    return _again(traced, padding=(0, 0)) if any(_padding(traced)) else None


def _padding_in_all(traced: Trace) -> Numbers | None:
    padding = _padding(traced)
    if not any(padding):
        return None
    sides = tuple((side // 2, side - side // 2) for side in padding)
    return _again(traced, framework="onnx", padding=sides)


def _last_stamp(traced: Trace) -> Numbers | None:
    if traced.kernel.shape[:2] != (1, 1):
        return None
    rows = traced.rows().landing()
    made = np.zeros(traced.output_shape)
    for cell, product in zip(rows.output_cell.tolist(), rows.product.tolist(), strict=True):
        made.flat[cell] = product
    return made + traced.bias[:, None, None]


def _one_zero_more(traced: Trace) -> Numbers | None:
    height, width = traced.layer.stride
    if max(height, width) == 1 or max(traced.input_shape[1:]) == 1:
        return None
    return _again(traced, stride=(height + 1, width + 1))


def _ring_of_padding(traced: Trace) -> Numbers | None:
    """Slide the turned kernel over the spread input with ``padding`` zeros around it."""
    if traced.groups > 1:
        return None
    grid = spread(traced)
    inner = grid.values[:, grid.height.kind != RING][:, :, grid.width.kind != RING]
    try:
        return trace(
            inner,
            traced.kernel[:, :, ::-1, ::-1].swapaxes(0, 1),
            operation="convolution",
            padding=_padding(traced),
            dilation=traced.layer.dilation,
            bias=traced.bias,
        ).result()
    except GeometryError:
        return None


_PROGRAMS = (
    _ProgramMistake("padding was left out; it cuts the output", _padding_left_out),
    _ProgramMistake("padding was cut in all; it is cut from each of the two ends", _padding_in_all),
    _ProgramMistake(
        "a stamp replaced what was there; where stamps overlap they are added", _last_stamp
    ),
    _ProgramMistake(
        "as many zeros as the stride stand between two cells; it is one zero less",
        _one_zero_more,
    ),
    _ProgramMistake(
        "the ring around the spread input was as wide as padding; it is "
        "dilation · (kernel - 1) - padding wide",
        _ring_of_padding,
    ),
)

_FILE = '''\
"""Is your own transposed convolution right? If not, these tests say which mistake it makes.

    pip install numpy pytest
    pytest test_transposed_convolution.py

Write one or more of these functions in a file ``mine.py`` beside this one:

    conv_transpose2d_minimal(x, w, stride, padding)            in any way you like
    conv_transpose2d_by_zero_insertion(x, w, stride, padding)  zeros between, then a convolution
    conv_transpose2d_by_matrix(x, w, stride, padding)          one matrix, of a convolution, turned

x is an array (batch, in, height, width), w is (in, out, height, width), both of NumPy's float64;
stride and padding are whole numbers, or pairs of them. What comes back is (batch, out, height,
width), an array or a tensor. Functions that are not there are left out. Set MINE to test another
module: MINE=my_package.layers pytest ...
<more>
The cases are packed, so that reading this file is no help: first the setting that it was made
of, then the edges. Made by Transposed Convolution Lab.
"""

import importlib
import json
import os
import sys
import zlib
from base64 import b64decode

import numpy as np
import pytest

NAMES = (
    "conv_transpose2d_minimal",
    "conv_transpose2d_by_zero_insertion",
    "conv_transpose2d_by_matrix",
)

CASES = json.loads(
    zlib.decompress(
        b64decode(
            """
<cases>
"""
        )
    )
)


def own(name):
    """Return one of the reader's functions; without it the test is left out."""
    where = os.environ.get("MINE", "mine")
    try:
        module = importlib.import_module(where)
    except ModuleNotFoundError as missing:
        if missing.name != where.split(".")[0]:
            raise
        pytest.fail(f"There is no {where}.py beside this file yet.", pytrace=False)
    if not any(hasattr(module, one) for one in NAMES):
        pytest.fail(f"{where} has none of {', '.join(NAMES)}.", pytrace=False)
    if not hasattr(module, name):
        pytest.skip(f"{where} has no {name}")
    return getattr(module, name)


def fail(case, said):
    pytest.fail(f"Case “{case['name']}”: {said}", pytrace=False)


def pair(number):
    return tuple(number) if isinstance(number, list) else number


def same(made, numbers):
    return made.shape == numbers.shape and np.allclose(made, numbers, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
@pytest.mark.parametrize("name", NAMES)
def test_own_implementation(name, case):
    function = own(name)
    x, w = (np.array(case[key], dtype=np.float64) for key in "xw")
    before = x.copy(), w.copy()
    more = {key: np.array(n) if key == "bias" else pair(n) for key, n in case["more"].items()}
    made = function(x, w, pair(case["stride"]), pair(case["padding"]), **more)
    if made is None:
        fail(case, f"{name} returned nothing.")
    made = np.asarray(made.detach().cpu() if hasattr(made, "detach") else made, dtype=np.float64)
    expected = np.array(case["expected"], dtype=np.float64)
    if not (np.array_equal(x, before[0]) and np.array_equal(w, before[1])):
        fail(case, f"{name} changed the numbers that it was given.")
    if same(made, expected):
        return
    reasons = [said for said, numbers in case["wrong"] if same(made, np.array(numbers))]
    if reasons:
        fail(case, "these very numbers come out where " + "; or where ".join(reasons) + ".")
    if made.shape != expected.shape:
        fail(case, f"the shape is {made.shape}, not {expected.shape}.")
    cells = np.argwhere(~np.isclose(made, expected, rtol=1e-5, atol=1e-5))
    first = tuple(int(i) for i in cells[0])
    fail(
        case,
        f"{len(cells)} of {expected.size} cells differ; the first is {first}: "
        f"{made[first]:g} instead of {expected[first]:g}.",
    )


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q"]))
'''
