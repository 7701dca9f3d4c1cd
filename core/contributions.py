"""Every multiplication of a convolution or transposed convolution, one row each.

    row = (input cell, kernel tap, output cell, product)

Every picture in the app is a *grouping* of these rows and nothing else:

    stamp    rows that share an input cell     where does this value go?
    slide    rows that share an output cell    what is this value made of?
    matrix   each tap's weight, placed at (output cell, input cell)

so no two pictures can disagree with each other, or with the result. Where a row lands is
decided in ``core.geometry``; this module multiplies and adds, and knows nothing of
strides, colours, pixels or time.

Worked example, stride 2, no padding (``tests/test_contributions.py`` holds us to it):

    input  [1 2]      kernel  [10 20 30]

    cell 0 stamps     10 20 30  .  .
    cell 1 stamps      .  . 20 40 60
    output            10 20 50 40 60

Rows that padding crops away stay, marked ``OUTSIDE``; rows of a convolution that read its
padding stay too, as a zero times a weight. So there are always
(coarse cells) x (taps) x (channel pairs) rows. The bias is a term of a sum, not a row.
"""

import math
from dataclasses import dataclass
from numbers import Real
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arguments import GeometryError, instance, shown, whole
from core.fixes import resolve_or_fix
from core.geometry import OUTSIDE, Axis, Geometry, Indices, Operation
from core.layer import Framework, Layer, Padding, Pair
from core.sums import layer_sums

Numbers = NDArray[np.float64]
Index = int | slice | None
LARGEST_OUTPUT = 50_000_000
"""Cells of an output over all its channels: 400 MB."""
Cell = tuple[int, int, int]
"""Channel, row of the picture, column of the picture; all from 0."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Some of the multiplications of one operation, as columns of equal length n.

    Attributes:
        input_cell: (n,) int. Flat index into the input, shape ``input_shape``, or
            ``OUTSIDE`` where a convolution reads its padding.
        kernel_tap: (n,) int. Flat index into the kernel, shape ``kernel_shape``.
        output_cell: (n,) int. Flat index into the output, or ``OUTSIDE`` where cropped.
        value: (n,) float64. What stands in the input cell; 0 in the padding.
        weight: (n,) float64. What stands in the tap.
        input_shape: (channels, height, width) of the input.
        kernel_shape: The kernel's four dimensions, in PyTorch's layout.
        output_shape: (channels, height, width) of the output.
    """

    input_cell: Indices
    kernel_tap: Indices
    output_cell: Indices
    value: Numbers
    weight: Numbers
    input_shape: Cell
    kernel_shape: tuple[int, int, int, int]
    output_shape: Cell

    def __post_init__(self) -> None:
        columns = (self.input_cell, self.kernel_tap, self.output_cell, self.value, self.weight)
        lengths = [len(column) for column in columns]
        if len(set(lengths)) > 1:
            raise ValueError(f"columns must have equal lengths, got {lengths}")
        for column in columns:
            column.setflags(write=False)

    def __len__(self) -> int:
        """Return the number of multiplications."""
        return len(self.value)

    @property
    def product(self) -> Numbers:
        """(n,) float64. ``value * weight``."""
        return self.value * self.weight

    def where(self, wanted: NDArray[np.bool_]) -> Self:
        """Return the rows marked true.

        Raises:
            GeometryError: the marks are not one truth value per row.
        """
        marks = isinstance(wanted, np.ndarray) and wanted.dtype == bool
        if not marks or wanted.shape != (len(self),):
            raise GeometryError(
                "wanted",
                wanted,
                f"wanted must be an array of {len(self):,} truth values, one per row, "
                f"not {shown(wanted)}",
            )
        return type(self)(
            self.input_cell[wanted],
            self.kernel_tap[wanted],
            self.output_cell[wanted],
            self.value[wanted],
            self.weight[wanted],
            self.input_shape,
            self.kernel_shape,
            self.output_shape,
        )

    def landing(self) -> Self:
        """Return the rows that reach a cell of the output, the cropped ones left out."""
        return self.where(self.output_cell != OUTSIDE)

    def total(self) -> Numbers:
        """Add the products up, output cell by output cell; shape ``output_shape``."""
        rows = self.landing()
        output = np.zeros(self.output_shape)
        # Not `output.flat[...] += ...`: that keeps one addition per repeated cell.
        np.add.at(output.reshape(-1), rows.output_cell, rows.product)
        return output


@dataclass(frozen=True, eq=False, kw_only=True)
class Trace:
    """One operation on numbers: the table of its rows, computed only where asked.

    Attributes:
        layer: What was asked for.
        geometry: What that means, per axis.
        image: (C_in, H, W) float64. The input.
        kernel: float64 in PyTorch's layout: (C_out, C_in / groups, kh, kw) for a
            convolution, (C_in, C_out / groups, kh, kw) for a transposed one. Not turned:
            a convolution here is a cross-correlation, as in every deep-learning framework.
        bias: (C_out,) float64, added to each output cell after all products.
        groups: Input and output channels are split into this many groups, wired apart.
    """

    layer: Layer
    geometry: Geometry
    image: Numbers
    kernel: Numbers
    bias: Numbers
    groups: int

    def __post_init__(self) -> None:
        for array in (self.image, self.kernel, self.bias):
            array.setflags(write=False)

    def __len__(self) -> int:
        """Return the number of multiplications."""
        height, width = self.geometry.height, self.geometry.width
        cells = height.coarse * width.coarse
        return cells * self.kernel.size

    @property
    def transposed(self) -> bool:
        """Whether the wiring is read from coarse to fine."""
        return self.geometry.operation == "transposed"

    @property
    def input_shape(self) -> Cell:
        """(channels, height, width) of the input."""
        channels, height, width = self.image.shape
        return channels, height, width

    @property
    def output_shape(self) -> Cell:
        """(channels, height, width) of the output."""
        return len(self.bias), *self.geometry.output_size

    def rows(
        self,
        *,
        inputs: tuple[Index, Index, Index] = (None, None, None),
        taps: tuple[Index, Index] = (None, None),
        outputs: tuple[Index, Index, Index] = (None, None, None),
    ) -> Rows:
        """Return the multiplications of a selection; the cost is that of what returns.

        Args:
            inputs: Channel, row, column of the input: an index, a slice, or None for all.
            taps: Row and column of the kernel, likewise.
            outputs: Channel, row, column of the output, likewise. An index or a slice of an
                axis leaves out what is cropped on that axis, as an index or slice of
                ``inputs`` leaves out what reads padding there.

        Returns:
            The rows, by coarse cell (channel, row, column), then fine channel, then tap.
        """
        _check_selection("inputs", inputs, self.input_shape)
        _check_selection("taps", taps, self.kernel.shape[2:])
        _check_selection("outputs", outputs, self.output_shape)
        coarse, fine = (inputs, outputs) if self.transposed else (outputs, inputs)
        channel = self._channel_pairs(coarse[0], fine[0])
        y = _triples(self.geometry.height, coarse[1], taps[0], fine[1])
        x = _triples(self.geometry.width, coarse[2], taps[1], fine[2])
        pair, row, column = np.ix_(*(np.arange(len(part[0])) for part in (channel, y, x)))
        pair, row, column = (part.ravel() for part in np.broadcast_arrays(pair, row, column))
        coarse_channel, fine_channel, second_axis = (part[pair] for part in channel)
        coarse_y, tap_y, fine_y = (part[row] for part in y)
        coarse_x, tap_x, fine_x = (part[column] for part in x)
        outside = (fine_y == OUTSIDE) | (fine_x == OUTSIDE)

        order = np.lexsort((tap_x, tap_y, fine_channel, coarse_x, coarse_y, coarse_channel))
        coarse_shape, fine_shape = (
            (self.input_shape, self.output_shape)
            if self.transposed
            else (self.output_shape, self.input_shape)
        )
        coarse_cell = _flat((coarse_channel, coarse_y, coarse_x), coarse_shape)
        fine_cell = np.where(outside, OUTSIDE, _flat((fine_channel, fine_y, fine_x), fine_shape))
        tap = _flat((coarse_channel, second_axis, tap_y, tap_x), self.kernel.shape)
        coarse_cell, fine_cell, tap = coarse_cell[order], fine_cell[order], tap[order]
        input_cell, output_cell = (
            (coarse_cell, fine_cell) if self.transposed else (fine_cell, coarse_cell)
        )
        value = np.where(input_cell == OUTSIDE, 0.0, self.image.reshape(-1)[input_cell])
        kernel_shape = self.kernel.shape
        return Rows(
            input_cell,
            tap,
            output_cell,
            value,
            self.kernel.reshape(-1)[tap],
            self.input_shape,
            (kernel_shape[0], kernel_shape[1], kernel_shape[2], kernel_shape[3]),
            self.output_shape,
        )

    def channel_pairs(self, output: Index = None) -> Indices:
        """Return which channels are wired to each other, and by which kernel plane.

        Args:
            output: Only those of one output channel; all when None.

        Returns:
            (n, 4) int: coarse channel, fine channel, first and second index of the kernel.
        """
        _check_selection("output", (output,), self.output_shape[:1])
        wanted = (None, output) if self.transposed else (output, None)
        coarse, fine, second = self._channel_pairs(*wanted)
        return np.stack([coarse, fine, coarse, second], axis=1)

    def _channel_pairs(self, coarse: Index, fine: Index) -> tuple[Indices, Indices, Indices]:
        """Return (coarse channel, fine channel, kernel's second index) of wired channels.

        In both layouts the kernel's first axis counts the coarse side's channels and its
        second one the fine side's channels within the group.
        """
        coarse_channels, per_group = self.kernel.shape[:2]
        fine_channels = per_group * self.groups
        first = _selected(coarse, coarse_channels)
        group = first // (coarse_channels // self.groups)
        partners = group[:, None] * per_group + np.arange(per_group)
        first, second = np.broadcast_arrays(first[:, None], np.arange(per_group))
        wanted = np.isin(partners, _selected(fine, fine_channels))
        return first[wanted], partners[wanted], second[wanted]

    def result(self) -> Numbers:
        """Return the output, bias included; shape ``output_shape``."""
        add_up = layer_sums(self.geometry, self.kernel, self.bias, self.groups)
        output: Numbers = add_up(self.image[None])[0]
        return output


def trace(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    operation: Operation = "transposed",
    framework: Framework = "pytorch",
    stride: int | Pair = 1,
    padding: int | Padding = 0,
    output_padding: int | Pair | None = None,
    dilation: int | Pair = 1,
    groups: int = 1,
    bias: ArrayLike | None = None,
    output_size: int | Pair | None = None,
) -> Trace:
    """Trace one operation.

    Args:
        image: (H, W) or (C_in, H, W) numbers.
        kernel: (kh, kw) numbers with an (H, W) image; else PyTorch's layout, see ``Trace``.
        operation: "transposed" or "convolution".
        framework: Whose rules hold for the words and defaults below.
        stride: One number, or (vertical, horizontal).
        padding: A number, one per axis, ((before, after), (before, after)), or a word.
        output_padding: None for the framework's default.
        dilation: One number, or (vertical, horizontal).
        groups: See ``Trace``.
        bias: (C_out,) numbers; zeros when None.
        output_size: A requested output size (height, width) of a transposed convolution.

    Raises:
        GeometryError: the framework refuses the setting; ``fix`` holds the nearest remedy.
        ValueError: the arrays are empty or have other dimensions than those above.

    >>> trace([[1, 2]], [[10, 20, 30]], stride=2).result().tolist()
    [[[10.0, 20.0, 50.0, 40.0, 60.0]]]
    """
    image_array, kernel_array = _as_4_dimensions(image, kernel)
    layer = Layer(
        operation=operation,
        framework=framework,
        input_size=(image_array.shape[1], image_array.shape[2]),
        kernel_size=(kernel_array.shape[2], kernel_array.shape[3]),
        stride=_pair(stride),
        padding=(padding, padding) if isinstance(padding, int) else padding,
        output_padding=None if output_padding is None else _pair(output_padding),
        dilation=_pair(dilation),
        output_size=None if output_size is None else _pair(output_size),
    )
    return trace_layer(layer, image_array, kernel_array, groups=groups, bias=bias)


def trace_layer(
    layer: Layer,
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    groups: int = 1,
    bias: ArrayLike | None = None,
    geometry: Geometry | None = None,
) -> Trace:
    """Trace a layer that is already described; see ``trace`` for arguments and errors.

    Args:
        layer: Its ``input_size`` and ``kernel_size`` are those of the arrays.
        image: (H, W) or (C_in, H, W) numbers.
        kernel: As for ``trace``.
        groups: See ``Trace``.
        bias: (C_out,) numbers; zeros when None.
        geometry: The resolved layer, where the caller has it already.
    """
    instance("layer", layer, Layer)
    image_array, kernel_array = _as_4_dimensions(image, kernel)
    groups = whole("groups", groups)
    outputs = _output_channels(layer.operation, image_array.shape[0], kernel_array, groups)
    biases = np.zeros(outputs) if bias is None else _numbers("bias", bias)
    if biases.shape != (outputs,):
        raise ValueError(f"bias must have shape ({outputs},), got {biases.shape}")
    geometry = geometry or resolve_or_fix(layer)
    if outputs * math.prod(geometry.output_size) > LARGEST_OUTPUT:
        height, width = geometry.output_size
        raise GeometryError(
            "output_size",
            geometry.output_size,
            f"An output of {outputs}×{height:,}×{width:,} cells is too large: "
            f"{LARGEST_OUTPUT:,} is the most",
        )
    return Trace(
        layer=layer,
        geometry=geometry,
        image=image_array,
        kernel=kernel_array,
        bias=biases,
        groups=groups,
    )


def _as_4_dimensions(image: ArrayLike, kernel: ArrayLike) -> tuple[Numbers, Numbers]:
    image_array, kernel_array = _numbers("image", image), _numbers("kernel", kernel)
    if image_array.ndim == 2:
        image_array = image_array[None]
    if kernel_array.ndim == 2:
        kernel_array = kernel_array[None, None]
    if image_array.ndim != 3 or kernel_array.ndim != 4:
        raise ValueError(
            "image must be (H, W) or (C, H, W) and kernel (kh, kw) or 4-dimensional, "
            f"got {np.shape(image)} and {np.shape(kernel)}"
        )
    if 0 in image_array.shape or 0 in kernel_array.shape:
        raise ValueError(f"nothing to trace in {image_array.shape} and {kernel_array.shape}")
    return image_array, kernel_array


def _numbers(parameter: str, given: ArrayLike) -> Numbers:
    """Return a copy as float64; numpy would make numbers of None and of text, too."""
    try:
        array = np.array(given)
        whole_or_real = array.dtype.kind in "biuf" or (
            array.dtype.kind == "O" and all(isinstance(number, Real) for number in array.flat)
        )
        if whole_or_real:
            return array.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        pass
    raise ValueError(f"{parameter} must hold numbers, in rows of one length")


def _output_channels(operation: Operation, inputs: int, kernel: Numbers, groups: int) -> int:
    """Return C_out, or raise the GeometryError of channels that do not fit together."""
    first, second = kernel.shape[:2]
    coarse, fine = (inputs, second * groups) if operation == "transposed" else (first, inputs)
    if groups < 1 or first % groups or fine % groups:
        raise GeometryError(
            "groups",
            groups,
            f"groups must divide the {inputs} input channels and the kernel's first axis "
            f"({first}), got {groups}",
        )
    if first != coarse or second * groups != fine:
        raise GeometryError(
            "kernel",
            kernel.shape,
            f"A {operation} kernel of shape {kernel.shape} with groups={groups} does not read "
            f"{inputs} input channels",
        )
    return fine if operation == "transposed" else coarse


def _check_selection(name: str, selection: object, shape: tuple[int, ...]) -> None:
    if not isinstance(selection, tuple | list) or len(selection) != len(shape):
        raise GeometryError(
            name,
            selection,
            f"{name} must be {len(shape)} indices, slices or None, got {shown(selection)}",
        )
    for index, size in zip(selection, shape, strict=True):
        if isinstance(index, slice):
            for end in (index.start, index.stop, index.step):
                if end is not None:
                    whole(name, end)
            if index.step == 0:
                raise GeometryError(name, selection, f"{name} has a slice that never moves on")
        elif index is not None and not -size <= whole(name, index) < size:
            raise GeometryError(
                name, selection, f"{name} names {shown(index)}, and there are {size} places"
            )


def _pair(value: int | Pair) -> Pair:
    return (value, value) if isinstance(value, int) else value


def _selected(index: Index, size: int) -> Indices:
    """Return the selected indices; what is beyond the grid was refused before."""
    everything = np.arange(size)
    if index is None:
        return everything
    if isinstance(index, slice):
        return everything[index]
    return everything[[index]]


def _triples(axis: Axis, coarse: Index, tap: Index, fine: Index) -> tuple[Indices, ...]:
    return axis.triples(
        _selected(coarse, axis.coarse),
        _selected(tap, axis.kernel),
        None if fine is None else _selected(fine, axis.fine),
    )


def _flat(cell: tuple[Indices, ...], shape: tuple[int, ...]) -> Indices:
    steps = [math.prod(shape[axis + 1 :]) for axis in range(len(shape))]
    index = np.zeros(len(cell[0]), dtype=np.intp)
    for part, step in zip(cell, steps, strict=True):
        index += part * step
    return index
