"""What one output value is made of: its products, by input channel, and a part to look at.

A network's layer may add 6,272 products up to one value. They are the rows of
``core.contributions`` that share the output cell; only these are computed. Those of a few
channels and of a small window are an operation of their own, small enough to be read, whose
one output is their sum; all other products are one number beside it.

    value = shown products + other products + bias
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.arguments import GeometryError, in_grid, in_range, instance, shown, whole
from core.contributions import Cell, Numbers, Rows, Trace
from core.geometry import OUTSIDE, Axis, Geometry, Indices
from core.layer import LARGEST, Layer

WHOLE_KERNEL = 5
"""Kernels up to this side are shown whole, also where some taps do not reach the value."""


@dataclass(frozen=True, eq=False)
class Terms:
    """The products that add up to one value of an operation's output.

    Attributes:
        trace: The operation.
        cell: The output cell: channel, row, column.
        rows: Its rows, those that read padding included.
        channels: (n,) The input channels it reads; the largest contribution first.
        sums: (n,) float64. What each of them contributes.
    """

    trace: Trace
    cell: Cell
    rows: Rows
    channels: Indices
    sums: Numbers

    @property
    def bias(self) -> float:
        """What is added after all products."""
        return float(self.trace.bias[self.cell[0]])

    @property
    def total(self) -> float:
        """The value: all products and the bias."""
        return float(self.rows.product.sum()) + self.bias

    @property
    def rounding(self) -> float:
        """How far a sum of these numbers in 32 bits may be off, whatever its order.

        Higham 2002, "Accuracy and Stability of Numerical Algorithms", section 4.2: n terms
        are off by at most n·u of the sum of their sizes, u being half a unit in the last
        place. One more each for the product and for what was rounded before.
        """
        size = float(np.abs(self.rows.product).sum()) + abs(self.bias)
        return (len(self.rows) + 3) * float(np.finfo(np.float32).eps) / 2 * size


@dataclass(frozen=True, eq=False)
class Part:
    """Some of the products, as an operation with one output.

    Attributes:
        trace: The operation on the shown cells; its bias is all that is not shown.
        channels: The input channels shown, in the order of ``trace``.
        rows: (h,) Which rows of the input are shown.
        columns: (w,) Which columns.
        taps: Which rows and which columns of the kernel.
        products: How many multiplications reach the value here.
        shown: Their sum.
        rest: The sum of all others, without the bias.
    """

    trace: Trace
    channels: tuple[int, ...]
    rows: range
    columns: range
    taps: tuple[range, range]
    products: int
    shown: float
    rest: float


def terms(trace: Trace, cell: Cell) -> Terms:
    """Collect the products of one output value.

    Args:
        trace: The operation.
        cell: Channel, row and column of the output.

    Raises:
        GeometryError: the cell is not three whole numbers, or the output has no such cell.

    >>> from core.contributions import trace as traced
    >>> found = terms(traced([[1, 2]], [[10, 20, 30]], stride=2), (0, 0, 2))
    >>> found.rows.product.tolist(), found.total
    ([30.0, 20.0], 50.0)
    """
    instance("trace", trace, Trace)
    cell = in_grid("cell", cell, trace.output_shape)
    rows = trace.rows(outputs=cell)
    pairs = trace.channel_pairs(cell[0])
    first, second = trace.kernel.shape[:2]
    planes = _planes(trace, rows)
    per_plane = np.bincount(planes, weights=rows.product, minlength=first * second)
    sums = np.asarray(per_plane[_plane(trace, pairs)], dtype=np.float64)
    order = np.argsort(-np.abs(sums), kind="stable")
    return Terms(trace, cell, rows, _input_channels(trace, pairs)[order], sums[order])


def part(
    found: Terms, channels: Sequence[int], side: int | None = None, *, tight: bool = False
) -> Part | None:
    """Cut out the products of some channels, and where they are many, the window that matters.

    Args:
        found: All products of the value.
        channels: Input channels to show, at least one, each of ``found.channels``, once.
        side: Rows and columns of the window at most; the window is the one whose products
            have the largest sizes. None for all of it.
        tight: Whether to leave out the taps at the kernel's border that multiply none of these
            inputs; as many rings are then cropped off a transposed part on every side.

    Returns:
        None where nothing of the input reaches the value.

    Raises:
        GeometryError: a channel that the value does not read, a window without a side.
    """
    instance("found", found, Terms)
    if side is not None:
        side = in_range("side", side, 1, LARGEST)
    trace = found.trace
    pairs = trace.channel_pairs(found.cell[0])
    known = _input_channels(trace, pairs).tolist()
    chosen = pairs[[known.index(channel) for channel in _among(known, channels)]]
    rows = found.rows.where(np.isin(_planes(trace, found.rows), _plane(trace, chosen)))
    read = rows.where(rows.input_cell != OUTSIDE)
    if not len(read):
        return None
    shown = _window(trace, read, side)
    whole = not tight and _is_shown_whole(trace, cut=len(shown) < len(read))
    inputs, taps = _bounds(trace, shown, whole=whole)
    return _cut_out(found, chosen, inputs, taps)


def _among(known: list[int], channels: object) -> list[int]:
    """Return the channels that were asked for, or raise the GeometryError of others."""
    if not isinstance(channels, tuple | list) or not channels:
        raise GeometryError("channels", channels, "channels must name at least one channel")
    asked = [whole("channels", channel) for channel in channels]
    # Named twice, its products would count twice.
    if any(channel not in known for channel in asked) or len(set(asked)) < len(asked):
        raise GeometryError(
            "channels",
            channels,
            f"channels must be of those that the value reads, {shown(sorted(known))}, each once, "
            f"not {shown(channels)}",
        )
    return asked


def _cut_out(
    found: Terms, pairs: Indices, inputs: tuple[range, range], taps: tuple[range, range]
) -> Part:
    trace, (_, *output) = found.trace, found.cell
    axes = (trace.geometry.height, trace.geometry.width)
    height, width = (
        axis.part(inputs[i], taps[i], range(output[i], output[i] + 1))
        if trace.transposed
        else axis.part(range(output[i], output[i] + 1), taps[i], inputs[i])
        for i, axis in enumerate(axes)
    )
    channels = _input_channels(trace, pairs)
    image = trace.image[channels][:, _slice(inputs[0]), _slice(inputs[1])]
    planes = trace.kernel[pairs[:, 2], pairs[:, 3]][:, _slice(taps[0]), _slice(taps[1])]
    cut = Trace(
        layer=_described(trace.layer, height, width),
        geometry=Geometry(operation=trace.geometry.operation, height=height, width=width),
        image=image,
        kernel=planes[:, None] if trace.transposed else planes[None],
        bias=np.zeros(1),
        groups=1,
    )
    reaching = cut.rows(outputs=(0, 0, 0))
    count, shown = len(reaching), float(reaching.product.sum())
    rest = found.total - found.bias - shown if count < len(found.rows) else 0.0
    return Part(
        trace=replace(cut, bias=np.array([rest + found.bias])),
        channels=tuple(channels.tolist()),
        rows=inputs[0],
        columns=inputs[1],
        taps=taps,
        products=count,
        shown=shown,
        rest=rest,
    )


def _described(layer: Layer, height: Axis, width: Axis) -> Layer:
    """Describe the part in the words of a layer; its geometry is what holds."""
    transposed = layer.operation == "transposed"
    rows, columns = (axis.coarse if transposed else axis.fine for axis in (height, width))
    return Layer(
        operation=layer.operation,
        input_size=(rows, columns),
        kernel_size=(height.kernel, width.kernel),
        stride=(height.stride, width.stride),
        padding=((height.before, height.after), (width.before, width.after)),
        dilation=(height.dilation, width.dilation),
    )


def _input_channels(trace: Trace, pairs: Indices) -> Indices:
    channels: Indices = pairs[:, 0 if trace.transposed else 1]
    return channels


def _plane(trace: Trace, pairs: Indices) -> Indices:
    """Return the number of the kernel plane of each channel pair."""
    planes: Indices = pairs[:, 2] * trace.kernel.shape[1] + pairs[:, 3]
    return planes


def _planes(trace: Trace, rows: Rows) -> Indices:
    """Return the kernel plane of each row; those that read padding have one, too."""
    planes: Indices = rows.kernel_tap // (trace.kernel.shape[2] * trace.kernel.shape[3])
    return planes


def _places(trace: Trace, rows: Rows) -> tuple[Indices, Indices, Indices, Indices]:
    """Return row and column of each row's input cell, and of its tap."""
    _, height, width = trace.input_shape
    tap_y, tap_x = np.divmod(
        rows.kernel_tap % (trace.kernel.shape[2] * trace.kernel.shape[3]), trace.kernel.shape[3]
    )
    y, x = np.divmod(rows.input_cell % (height * width), width)
    return y, x, tap_y, tap_x


def _window(trace: Trace, read: Rows, side: int | None) -> Rows:
    """Return the rows of the window of input cells that contributes most."""
    y, x, _, _ = _places(trace, read)
    weight = np.zeros(trace.input_shape[1:])
    np.add.at(weight, (y, x), np.abs(read.product))
    top, down = _best(weight, y, x, side)
    return read.where((y >= top.start) & (y < top.stop) & (x >= down.start) & (x < down.stop))


def _best(weight: Numbers, y: Indices, x: Indices, side: int | None) -> tuple[range, range]:
    spans = [(int(places.min()), int(places.max()) + 1) for places in (y, x)]
    wired = np.zeros(weight.shape, dtype=bool)
    wired[y, x] = True
    if side is None:
        return range(*spans[0]), range(*spans[1])
    starts = [range(low, max(low + 1, high - side + 1)) for low, high in spans]
    middle = [(low + high - side) / 2 for low, high in spans]

    def rank(start: tuple[int, int]) -> tuple[float, bool, float]:
        # Where nothing differs, the middle: a corner may hold nothing but border. But not
        # where a dilated kernel reads nothing at all.
        within = slice(start[0], start[0] + side), slice(start[1], start[1] + side)
        away = sum(abs(one - centre) for one, centre in zip(start, middle, strict=True))
        return float(weight[within].sum()), bool(wired[within].any()), -away

    best = max(((top, left) for top in starts[0] for left in starts[1]), key=rank)
    return range(best[0], best[0] + side), range(best[1], best[1] + side)


def _is_shown_whole(trace: Trace, *, cut: bool) -> bool:
    """Tell whether all taps of the kernel are shown, if only some inputs may be."""
    # A convolution's taps belong to the cells they read: a smaller window has fewer.
    return max(trace.kernel.shape[2:]) <= WHOLE_KERNEL if trace.transposed else not cut


def _bounds(
    trace: Trace, shown: Rows, *, whole: bool
) -> tuple[tuple[range, range], tuple[range, range]]:
    """Return the input cells and the taps that the shown rows span, per axis."""
    y, x, tap_y, tap_x = _places(trace, shown)
    kernel_y, kernel_x = (
        range(size) if whole else _span(taps)
        for size, taps in zip(trace.kernel.shape[2:], (tap_y, tap_x), strict=True)
    )
    return (_span(y), _span(x)), (kernel_y, kernel_x)


def _span(places: Iterable[int]) -> range:
    found = [int(place) for place in places]
    return range(min(found), max(found) + 1)


def _slice(places: range) -> slice:
    return slice(places.start, places.stop)
