"""The sums of a whole layer, all at once: one multiplication of matrices over the wiring.

``core.contributions`` lists every multiplication; here nobody asks for one of them, so they
are done by the thousand. Traces (64-bit numbers) and networks (32-bit) share this code: there
is no second convolution.

A convolution gathers first. Each output cell's window becomes a row of a matrix, and a row
times the kernel is the cell's sum:

    (output cells, taps · channels) @ (taps · channels, output channels)

A transposed convolution multiplies first and adds afterwards. Each input cell makes its whole
stamp, and the stamps are added where they land, along one axis and then along the other:

    (input cells, channels) @ (channels, taps · output channels)

Within, the channels of a cell stand side by side in memory, so that a cell is moved in one
piece. From outside an array is (n, channels, rows, columns), whatever lies behind it.

On whole numbers the sums are exact, in any order (``tests/test_sums.py``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arguments import GeometryError, instance, one_of, shown, whole
from core.geometry import OUTSIDE, Axis, Geometry, Indices

Values = NDArray[np.floating[Any]]
Layered = Callable[[Values], Values]

_AT_ONCE = 2**20
"""Products of so many images are kept at a time: four megabytes, which a cache may hold."""


def layer_sums(geometry: Geometry, kernel: Values, bias: Values | None, groups: int = 1) -> Layered:
    """Prepare a layer: look its wiring up and lay its kernel out, once.

    Args:
        geometry: The layer's.
        kernel: In PyTorch's layout, see ``core.contributions.Trace``. Its kind of number is
            that of the sums.
        bias: (C_out,) float, added to each output cell after all products; None for none.
        groups: Input and output channels are split into this many groups, wired apart.

    Returns:
        A function from (n, C_in, rows, columns) float to (n, C_out, rows, columns) float.

    Raises:
        GeometryError: the arguments make no layer together; of the returned function: the images
            are none that the layer reads.

    >>> from core.geometry import transposed_axis
    >>> one, two = (
    ...     transposed_axis(cells, kernel=taps, stride=2, dilation=1, before=0, after=0)
    ...     for cells, taps in ((1, 1), (2, 3))
    ... )
    >>> both = Geometry(operation="transposed", height=one, width=two)
    >>> add_up = layer_sums(both, np.array([[[[10.0, 20.0, 30.0]]]]), None)
    >>> add_up(np.array([[[[1.0, 2.0]]]])).tolist()
    [[[[10.0, 20.0, 50.0, 40.0, 60.0]]]]
    """
    _check_layer(geometry, kernel, bias, groups)
    transposed = geometry.operation == "transposed"
    inputs = len(kernel) if transposed else kernel.shape[1] * groups
    # In both layouts the kernel's first axis counts the coarse side's channels, group by group.
    prepare = _Stamps.of if transposed else _Windowed.of
    parts = [prepare(geometry, part) for part in np.split(kernel, groups)]

    def add_up(images: Values) -> Values:
        _check_array("images", images, (None, inputs, *geometry.input_size))
        cells = np.moveaxis(images, 1, -1)
        if groups == 1:
            sums = parts[0](cells)
        else:
            split = np.split(cells, groups, axis=-1)
            sums = np.concatenate([part(own) for part, own in zip(parts, split, strict=True)], -1)
        if bias is not None:
            sums += bias
        return np.moveaxis(sums, -1, 1)

    return add_up


def _check_layer(geometry: Geometry, kernel: Values, bias: Values | None, groups: int) -> None:
    """Raise the GeometryError of arguments that make no layer together."""
    instance("geometry", geometry, Geometry)
    taps = geometry.height.kernel, geometry.width.kernel
    _check_array("kernel", kernel, (None, None, *taps))
    first, second = kernel.shape[:2]
    if whole("groups", groups) < 1 or first % groups:
        raise GeometryError(
            "groups",
            groups,
            f"groups must divide the kernel's first axis ({first}), got {shown(groups)}",
        )
    if bias is not None:
        _check_array(
            "bias", bias, (second * groups if geometry.operation == "transposed" else first,)
        )


def _check_array(parameter: str, value: object, shape: tuple[int | None, ...]) -> None:
    """Raise the GeometryError of what is no array of floats of a shape; None stands for any."""
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
        got = shown(value)
    elif len(value.shape) == len(shape) and all(
        wanted in (None, size) for size, wanted in zip(value.shape, shape, strict=True)
    ):
        return
    else:
        got = f"one of {'×'.join(map(str, value.shape))}"
    sizes = "×".join("any" if size is None else f"{size}" for size in shape)
    raise GeometryError(
        parameter, value, f"{parameter} must be an array of {sizes} floats, not {got}"
    )


@dataclass(frozen=True, eq=False)
class Windows:
    """What each output cell of a convolution reads.

    Attributes:
        entered: Rows and columns of the input.
        size: Rows and columns of the output.
        taps: How many cells a window has.
        places: (cells · taps,) int. By output cell, then by tap: the flat input cell, or
            ``OUTSIDE``.
        padded: Whether any window reads padding.
    """

    entered: tuple[int, int]
    size: tuple[int, int]
    taps: int
    places: Indices
    padded: bool

    @classmethod
    def of(cls, geometry: Geometry) -> "Windows":
        """Look the wiring of a convolution up.

        Raises:
            GeometryError: it is none of a convolution.
        """
        instance("geometry", geometry, Geometry)
        one_of("operation", geometry.operation, ("convolution",))
        height, width = geometry.height, geometry.width
        y, x = height.lands()[:, None, :, None], width.lands()[None, :, None, :]
        places = np.where((y == OUTSIDE) | (x == OUTSIDE), OUTSIDE, y * width.fine + x).ravel()
        padded = bool((places == OUTSIDE).any())
        taps = height.kernel * width.kernel
        return cls(geometry.input_size, geometry.output_size, taps, places, padded)

    def read(self, cells: Values) -> Values:
        """Gather the windows.

        Args:
            cells: (n, rows, columns, channels) float.

        Returns:
            (n, output cells, taps, channels) float; padding is read as zeros.

        Raises:
            GeometryError: they are of another size than those that the windows lie in.
        """
        _check_array("cells", cells, (None, *self.entered, None))
        count, rows, columns, channels = cells.shape
        flat = cells.reshape(count, rows * columns, channels)
        if self.padded:
            # OUTSIDE is -1, the last place: a zero stands there.
            framed = np.zeros((count, rows * columns + 1, channels), cells.dtype)
            framed[:, :-1] = flat
            flat = framed
        return flat.take(self.places, axis=1).reshape(count, -1, self.taps, channels)


@dataclass(frozen=True, eq=False)
class _Windowed:
    """A convolution without bias, of one group.

    Attributes:
        windows: The wiring.
        matrix: (taps · channels, output channels) float. The kernel.
    """

    windows: Windows
    matrix: Values

    @classmethod
    def of(cls, geometry: Geometry, kernel: Values) -> "_Windowed":
        matrix = kernel.transpose(2, 3, 1, 0).reshape(-1, len(kernel))
        return cls(Windows.of(geometry), np.ascontiguousarray(matrix))

    def __call__(self, cells: Values) -> Values:
        """Return the sums; both sides are (n, rows, columns, channels) float."""
        length, channels = self.matrix.shape
        rows, columns = self.windows.size
        sums = np.empty((len(cells), rows, columns, channels), self.matrix.dtype)
        for some in _blocks(len(cells), rows * columns * length):
            gathered = self.windows.read(cells[some]).reshape(-1, length)
            np.matmul(gathered, self.matrix, out=sums[some].reshape(-1, channels))
        return sums


@dataclass(frozen=True, eq=False)
class _Stamps:
    """A transposed convolution without bias, of one group.

    Attributes:
        geometry: Its sizes.
        rows: Where each tap's stamps land along the vertical axis.
        columns: The same along the horizontal one.
        matrix: (channels, horizontal taps · vertical taps · output channels) float. The kernel.
    """

    geometry: Geometry
    rows: "tuple[_Landing, ...]"
    columns: "tuple[_Landing, ...]"
    matrix: Values

    @classmethod
    def of(cls, geometry: Geometry, kernel: Values) -> "_Stamps":
        # The horizontal taps first: what is added along that axis lies in one piece.
        matrix = np.ascontiguousarray(kernel.transpose(0, 3, 2, 1).reshape(len(kernel), -1))
        return cls(geometry, _landings(geometry.height), _landings(geometry.width), matrix)

    def __call__(self, cells: Values) -> Values:
        """Return the sums; both sides are (n, rows, columns, channels) float."""
        count, rows, columns, channels = cells.shape
        height, width = self.geometry.height, self.geometry.width
        deep = self.matrix.shape[1] // (height.kernel * width.kernel)
        sums = np.zeros((count, height.fine, width.fine, deep), self.matrix.dtype)
        for some in _blocks(count, rows * columns * self.matrix.shape[1]):
            stamps = cells[some].reshape(-1, channels) @ self.matrix
            stamps = stamps.reshape(-1, rows, columns, width.kernel, height.kernel * deep)
            wide = np.zeros((len(stamps), rows, width.fine, height.kernel * deep), stamps.dtype)
            for landing in self.columns:
                wide[:, :, landing.fine] += stamps[:, :, landing.coarse, landing.tap]
            wide = wide.reshape(len(stamps), rows, width.fine, height.kernel, deep)
            for landing in self.rows:
                sums[some, landing.fine] += wide[:, landing.coarse, :, landing.tap]
        return sums


@dataclass(frozen=True)
class _Landing:
    """Where one tap of all coarse cells lands along one axis.

    Attributes:
        tap: Which one.
        coarse: The cells whose stamp it is, those that are cropped left out.
        fine: Where they land: each in a cell of its own, so that none is added over another.
    """

    tap: int
    coarse: slice
    fine: slice


def _landings(axis: Axis) -> tuple[_Landing, ...]:
    """Return where the taps land; a tap that is cropped everywhere is left out."""
    found = []
    for tap, places in enumerate(axis.lands().T):
        coarse = np.flatnonzero(places != OUTSIDE)
        if len(coarse):
            found.append(_Landing(tap, _run(coarse), _run(places[coarse])))
    return tuple(found)


def _run(places: Indices) -> slice:
    """Return places at equal distances as a slice: numpy walks along it without looking up."""
    first, last = int(places[0]), int(places[-1])
    return slice(first, last + 1, int(places[1]) - first if len(places) > 1 else 1)


def _blocks(images: int, products: int) -> list[slice]:
    """Return how many images are computed at a time, given the products of each."""
    step = max(1, _AT_ONCE // products)
    return [slice(start, start + step) for start in range(0, images, step)]
