"""Two operations side by side: which cells of their outputs differ, and why.

``compare`` looks at the numbers, cell by cell. ``why`` looks at the wiring alone: what one axis
does otherwise than the other is read off their geometries, so the sentence holds whatever the
numbers are.

Worked example (``tests/test_comparison.py``): a 2×2 input, a 3×3 kernel, stride 2. All stamps
together make 5×5 numbers. Keras' 'same' drops the last row and column, PyTorch's padding 1 with
output_padding 1 the first: 15 of 16 cells differ, and moved by one they are the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.activations import ActivationKey
from core.arguments import instance
from core.contributions import Numbers, Trace
from core.frameworks import names_a_size, padding_layer
from core.geometry import OUTSIDE, Axis, Geometry
from core.layer import Pair

Marks = NDArray[np.int8]
SAME, UNLIKE, ALONE = 0, 1, 2
"""A cell beside its partner: the same number, another one, or there is no partner."""

_ROUNDING = 1e-9
"""Of the largest number: two ways to the same sum may round differently."""

Names = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two grids of numbers, cell by cell.

    Attributes:
        a: int8, shape of the first grid: ``SAME``, ``UNLIKE`` or ``ALONE``.
        b: The same of the second.
    """

    a: Marks
    b: Marks

    def __post_init__(self) -> None:
        for marks in (self.a, self.b):
            marks.setflags(write=False)

    @property
    def both(self) -> int:
        """How many cells have a partner."""
        return int(np.count_nonzero(self.a != ALONE))

    @property
    def unlike(self) -> int:
        """How many of them hold another number."""
        return int(np.count_nonzero(self.a == UNLIKE))

    @property
    def equal(self) -> bool:
        """Whether both have the same size and the same number in every cell."""
        return not self.a.any() and not self.b.any()

    def in_words(self) -> str:
        """Say how many cells differ.

        >>> compare(np.ones((1, 2, 2)), np.ones((1, 2, 3))).in_words()
        '2×2 beside 2×3: of the 4 cells that both have, none differs.'
        """
        count = self.unlike
        differ = (
            f"{count} differs" if count == 1 else f"{count or 'none'} differ{'' if count else 's'}"
        )
        if self.a.shape == self.b.shape and self.both == self.a.size:
            if count == 0:
                return f"All {self.a.size} cells are equal."
            return f"{count} of {self.a.size} cells {'differs' if count == 1 else 'differ'}."
        sizes = (f"{marks.shape[1]}×{marks.shape[2]}" for marks in (self.a, self.b))
        return f"{' beside '.join(sizes)}: of the {self.both} cells that both have, {differ}."


def compare(a: Numbers, b: Numbers, shift: Pair = (0, 0)) -> Comparison:
    """Compare two grids cell by cell.

    Args:
        a: (C, H, W).
        b: (C, H, W), of another size in some cases.
        shift: Rows and columns by which b's cells are farther on than their partners in a.

    >>> compare(np.array([[[1.0, 2.0]]]), np.array([[[7.0, 1.0, 2.0]]]), shift=(0, 1)).b.tolist()
    [[[2, 0, 0]]]
    """
    moved = (0, *shift)
    marks_a, marks_b = np.full(a.shape, ALONE, np.int8), np.full(b.shape, ALONE, np.int8)
    own = tuple(
        slice(max(0, -by), max(0, -by, min(length, other - by)))
        for by, length, other in zip(moved, a.shape, b.shape, strict=True)
    )
    partner = tuple(
        slice(part.start + by, part.stop + by) for by, part in zip(moved, own, strict=True)
    )
    unlike = np.abs(a[own] - b[partner]) > _tolerance(a, b)
    marks_a[own] = marks_b[partner] = np.where(unlike, UNLIKE, SAME)
    return Comparison(marks_a, marks_b)


def _tolerance(a: Numbers, b: Numbers) -> float:
    """Return what two equal numbers may differ by: nothing where all are whole."""
    if np.array_equal(a, np.rint(a)) and np.array_equal(b, np.rint(b)):
        return 0.0
    return _ROUNDING * max(float(np.abs(a).max()), float(np.abs(b).max()))


def why(a: Trace, b: Trace, names: Names) -> str:
    """Say what two operations of the same kind do otherwise, by their wiring.

    Args:
        a: One of them.
        b: The other.
        names: What they are called.
    """
    instance("a", a, Trace)
    instance("b", b, Trace)
    if a.geometry == b.geometry:
        return f"{names[0]} and {names[1]} wire the same cells to the same cells."
    said = [
        tell(a.geometry, b.geometry, names) for tell in (_sizes, _kernels, _dilations, _strides)
    ]
    ends = [] if _ends(a.geometry) == _ends(b.geometry) else [_at_the_ends(a, b, names)]
    return " ".join([*filter(None, said), *ends])


def why_after(a: Numbers, b: Numbers, follows: tuple[ActivationKey, ActivationKey]) -> str:
    """Say what follows the sums of A and of B, and what that does to them; "" for nothing.

    Args:
        a: A's sums.
        b: B's.
        follows: The two activations.

    >>> why_after(np.array([1.0]), np.array([-1.0]), ("relu", "relu"))
    "ReLU follows the sums of both: none of A's and 1 of B's is below 0 and becomes 0."
    """
    first, second = follows
    if first == second == "":
        return ""
    if first != second:
        said = [_does(*one) for one in (("A", a, first), ("B", b, second))]
        return f"What follows the sums is another: {'; '.join(said)}."
    if first == "sigmoid":
        return "Sigmoid follows the sums of both, which keeps their order and what is equal."
    low = [int(np.count_nonzero(sums < 0)) for sums in (a, b)]
    if not any(low):
        return "ReLU follows the sums of both and changes nothing, for none is below 0."
    becomes = "is below 0 and becomes 0" if sum(low) == 1 else "are below 0 and become 0"
    told = "{} of A's and {} of B's".format(*(count or "none" for count in low))
    return f"ReLU follows the sums of both: {told} {becomes}."


def _does(name: str, sums: Numbers, follows: ActivationKey) -> str:
    if follows == "":
        return f"{name} leaves its sums as they are"
    if follows == "sigmoid":
        return f"the sigmoid in {name} puts every sum between 0 and 1, in the same order"
    low = int(np.count_nonzero(sums < 0))
    if low == 0:
        return f"ReLU in {name} changes nothing, for no sum is below 0"
    return f"ReLU in {name} makes 0 of {'the one sum' if low == 1 else f'the {low} sums'} below 0"


def moved(a: Geometry, b: Geometry) -> Pair | None:
    """Return by how many rows and columns b's cells are farther on than the same ones of a.

    Returns:
        None where the two differ in more than what is cut or put around, or where the windows of
        two convolutions begin at other cells.
    """
    rows, columns = _moved(a.height, b.height, a), _moved(a.width, b.width, a)
    return None if rows is None or columns is None else (rows, columns)


def _moved(a: Axis, b: Axis, geometry: Geometry) -> int | None:
    transposed = geometry.operation == "transposed"
    sizes = (a.coarse, b.coarse) if transposed else (a.fine, b.fine)
    if sizes[0] != sizes[1]:
        return None
    if (a.kernel, a.stride, a.dilation) != (b.kernel, b.stride, b.dilation):
        return None
    if transposed:
        return a.before - b.before
    windows, rest = divmod(b.before - a.before, a.stride)
    return None if rest else windows


def both_ways(there: Trace, back: Trace) -> str:
    """Say what an operation and the other direction of its wiring have in common.

    Args:
        there: From its input to its output.
        back: From that output, by the same cells and taps, to numbers in the input's shape.
    """
    products = len(there.channel_pairs())
    for axis in (there.geometry.height, there.geometry.width):
        products *= int(np.count_nonzero(axis.lands() != OUTSIDE))
    before, after = there.image.size, int(np.prod(there.output_shape))
    unlike = compare(there.image, back.result()).unlike
    numbers = "and so are the numbers" if unlike == 0 else f"{unlike} of {before} numbers are not"
    return (
        f"One wiring, two directions: {products} products lead from {before} numbers to {after}, "
        f"and by the same cells and taps from {after} to {before}. The size is back; {numbers}."
    )


def _sizes(a: Geometry, b: Geometry, names: Names) -> str:
    if a.input_size == b.input_size:
        return ""
    sizes = ("×".join(map(str, one.input_size)) for one in (a, b))
    return "The input of {} is {}, that of {} {}.".format(*_alternate(names, sizes))


def _kernels(a: Geometry, b: Geometry, names: Names) -> str:
    taps = [(one.height.kernel, one.width.kernel) for one in (a, b)]
    if taps[0] == taps[1]:
        return ""
    sizes = ("×".join(map(str, each)) for each in taps)
    return "The kernel of {} has {} taps, that of {} {}.".format(*_alternate(names, sizes))


def _dilations(a: Geometry, b: Geometry, names: Names) -> str:
    apart = [_by(one.height.dilation, one.width.dilation) for one in (a, b)]
    if apart[0] == apart[1]:
        return ""
    reach = (_by(one.height.extent, one.width.extent) for one in (a, b))
    return "The taps of {} lie {} apart, those of {} {}".format(
        *_alternate(names, apart)
    ) + ": the kernel reaches over {} cells there, over {} here.".format(*reach)


def _strides(a: Geometry, b: Geometry, names: Names) -> str:
    steps = [_by(one.height.stride, one.width.stride) for one in (a, b)]
    if steps[0] == steps[1]:
        return ""
    if a.operation == "transposed":
        reach = _by(a.height.extent, a.width.extent)
        shared = (
            _by(*(max(axis.extent - axis.stride, 0) for axis in (one.height, one.width)))
            for one in (a, b)
        )
        return "The stamps of {} stand {} apart, those of {} {}".format(
            *_alternate(names, steps)
        ) + ": of {} rows or columns neighbours share {} there, {} here.".format(reach, *shared)
    counts = ("×".join(map(str, one.output_size)) for one in (a, b))
    said = "The window of {} moves on by {}, that of {} by {}".format(
        *_alternate(names, steps)
    ) + ": {} windows there, {} here.".format(*counts)
    factors = every(a, b)
    return said + (f" {_partner(factors, names)}" if factors else "")


def every(a: Geometry, b: Geometry) -> tuple[Pair, bool] | None:
    """Tell of two convolutions whose strides alone differ which cells of one are the other's.

    Returns:
        How many of the denser one's rows and columns go on one of the other's, and whether the
        denser one is b; None where they share no such cells.
    """
    axes = ((a.height, b.height), (a.width, b.width))
    alike = all(
        (one.fine, one.kernel, one.dilation, one.before)
        == (other.fine, other.kernel, other.dilation, other.before)
        for one, other in axes
    )
    if a.operation != "convolution" or not alike:
        return None
    steps = [(one.stride, other.stride) for one, other in axes]
    for b_is_denser in (True, False):
        ratios = [divmod(m, n) if b_is_denser else divmod(n, m) for m, n in steps]
        if not any(rest for _, rest in ratios):
            return (ratios[0][0], ratios[1][0]), b_is_denser
    return None


def _partner(found: tuple[Pair, bool], names: Names) -> str:
    (rows, columns), b_is_denser = found
    sparse, dense = names if b_is_denser else names[::-1]
    times = (f"{n}·{letter}" if n > 1 else letter for n, letter in ((rows, "y"), (columns, "x")))
    return f"Cell [y, x] of {sparse} is cell [{', '.join(times)}] of {dense}."


def _ends(geometry: Geometry) -> tuple[int, int, int, int]:
    """Return what is cut, or put around: top, bottom, left, right."""
    height, width = geometry.height, geometry.width
    return height.before, height.after, width.before, width.after


def _at_the_ends(a: Trace, b: Trace, names: Names) -> str:
    """Say what each cuts off its full output, or puts around its input, and by which rule."""
    if a.transposed:
        wholes = [(one.geometry.height.full, one.geometry.width.full) for one in (a, b)]
        start = (
            f"Two cuts through the same {wholes[0][0]}×{wholes[0][1]} numbers"
            if moved(a.geometry, b.geometry) is not None
            else "Each cuts its own full output, {}×{} and {}×{}".format(*wholes[0], *wholes[1])
        )
        first, second = (_dropped(_ends(one.geometry)) for one in (a, b))
        said = f"{start}: {names[0]} drops {first}, {names[1]} {second}."
    else:
        first, second = (_around(_ends(one.geometry)) for one in (a, b))
        said = f"Zeros around the input: {names[0]} puts {first}, {names[1]} {second}."
    rules = [rule(one, name) for one, name in zip((a, b), names, strict=True)]
    told = f" {'; '.join(filter(None, rules))}." if any(rules) else ""
    return f"{said}{told} {_where_they_meet(a.geometry, b.geometry)}".rstrip()


def rule(trace: Trace, name: str) -> str:
    """Say by which rule an operation comes to what it cuts, or puts around; "" for nothing said."""
    layer = trace.layer
    does = "cuts" if trace.transposed else "pads"
    axes = trace.geometry.height, trace.geometry.width
    if layer.padding == "valid" or (not isinstance(layer.padding, str) and not _numbers_of(trace)):
        return ""
    if isinstance(layer.padding, str):
        uneven = [axis for axis in axes if axis.before != axis.after]
        if not uneven:
            return f"'{layer.padding}' in {name} {does} both ends alike"
        end = "end" if uneven[0].before < uneven[0].after else "start"
        return f"'{layer.padding}' in {name} {does} the odd line at the {end}"
    if any(isinstance(side, tuple) for side in layer.padding):
        return f"{name} says each side by a number of its own"
    what = padding_layer(layer) or "padding"
    said = f"{what} {_by(*_numbers_of(trace))} in {name} {does} both ends alike"
    added = layer.output_padding or (0, 0)
    if trace.transposed and any(added) and not names_a_size(layer):
        return f"{said}, and output_padding gives {_by(*added)} back at the end"
    return said


def _numbers_of(trace: Trace) -> Pair | tuple[()]:
    """Return the padding as two numbers; nothing where it is 0 or says its sides one by one."""
    padding = trace.layer.padding
    if isinstance(padding, str):
        return ()
    first, second = (max(side) if isinstance(side, tuple) else side for side in padding)
    return (first, second) if first or second else ()


def _where_they_meet(a: Geometry, b: Geometry) -> str:
    by = moved(a, b)
    if by is None:
        same = a.operation == "convolution" and a.input_size == b.input_size
        return "The windows begin at other cells." if same and _steps(a) == _steps(b) else ""
    if by == (0, 0):
        return "Both begin at the same cell: what both have is the same."
    rows, columns = map(abs, by)
    parts = [
        f"{count} {name}{'' if count == 1 else 's'}"
        for count, name in ((rows, "row"), (columns, "column"))
        if count
    ]
    return f"Moved by {' and '.join(parts)} they are the same numbers."


def _steps(geometry: Geometry) -> tuple[int, ...]:
    axes = geometry.height, geometry.width
    return tuple(n for axis in axes for n in (axis.kernel, axis.stride, axis.dilation))


def _dropped(ends: tuple[int, int, int, int]) -> str:
    """Say in words what is cut: "the last row and column".

    >>> _dropped((0, 1, 0, 1)), _dropped((1, 1, 1, 1))
    ('the last row and column', '1 on every side')
    >>> _dropped((0, -1, 0, -1))
    'nothing and adds zeros: the last row and column'
    """
    top, bottom, left, right = ends
    if top == bottom == left == right > 0:
        return f"{top} on every side"
    cut = [
        _lines(which, max(rows, 0), max(columns, 0))
        for which, rows, columns in (("first", top, left), ("last", bottom, right))
    ]
    added = [
        _lines(which, max(-rows, 0), max(-columns, 0))
        for which, rows, columns in (("first", top, left), ("last", bottom, right))
    ]
    zeros = f" and adds zeros: {' and '.join(filter(None, added))}" if any(added) else ""
    return (" and ".join(filter(None, cut)) or "nothing") + zeros


def _lines(which: str, rows: int, columns: int) -> str:
    if rows == columns:
        if rows == 0:
            return ""
        return (
            f"the {which} row and column" if rows == 1 else f"the {which} {rows} rows and columns"
        )
    parts = [
        f"the {which} {name if count == 1 else f'{count} {name}s'}"
        for count, name in ((rows, "row"), (columns, "column"))
        if count
    ]
    return " and ".join(parts)


def _around(ends: tuple[int, int, int, int]) -> str:
    if len(set(ends)) == 1:
        return f"{ends[0]} on every side" if ends[0] else "none"
    named = zip(ends, ("above", "below", "left", "right"), strict=True)
    return ", ".join(f"{count} {where}" for count, where in named)


def _by(vertical: int, horizontal: int) -> str:
    return f"{vertical}" if vertical == horizontal else f"{vertical}×{horizontal}"


def _alternate(names: Names, said: Iterable[str]) -> tuple[str, str, str, str]:
    first, second = said
    return names[0], first, names[1], second
