"""Kernels worth trying, each with the setting in which it does what its name says.

A preset fills one channel pair; to treat several channels each for itself, fill the pairs
(c, c) and leave zeros elsewhere. ``preset`` gives kernels that keep the picture's size with
stride 1; ``upsampling`` gives kernels that make a transposed convolution enlarge the picture
by its stride.

Sources: the bilinear kernel and its size 2s - s mod 2 are those with which Long, Shelhamer
and Darrell start their upsampling layers (Fully Convolutional Networks, arXiv:1411.4038);
the blur is a row of Pascal's triangle times its transpose.
"""

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from core.arguments import Fix, GeometryError, one_of, whole
from core.contributions import Numbers

PresetName = Literal["ones", "identity", "blur", "edge", "sharpen"]
UpsamplingName = Literal["nearest", "bilinear"]

PRESETS: tuple[PresetName, ...] = get_args(PresetName)
UPSAMPLINGS: tuple[UpsamplingName, ...] = get_args(UpsamplingName)

LARGEST_KERNEL = 512
"""Taps per axis; beyond about a thousand a blur's weights leave the range of floats."""

LABELS: dict[PresetName | UpsamplingName, str] = {
    "identity": "Identity",
    "blur": "Blur",
    "edge": "Edges",
    "sharpen": "Sharpen",
    "nearest": "Enlarge, nearest",
    "bilinear": "Enlarge, bilinear",
}
"""What a menu calls them, in its order; all ones is a filling like others, and not on it."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Preset:
    """A kernel, and the controls to set with it; the same for both axes.

    Attributes:
        name: What it does.
        kernel: (k, k) float64, symmetric both ways: to turn it changes nothing.
        kernel_size: k, in taps.
        stride: The stride it was made for, or None where any will do.
        padding: Rings that a transposed convolution crops and a convolution adds.
        output_padding: What makes the size come out right, for a transposed convolution.
        note: One sentence: what to see.
    """

    name: PresetName | UpsamplingName
    kernel: Numbers
    kernel_size: int
    stride: int | None
    padding: int
    output_padding: int
    note: str

    def __post_init__(self) -> None:
        self.kernel.setflags(write=False)


def preset(name: PresetName, size: int) -> Preset:
    """Return a kernel of a wanted size.

    Args:
        name: Which one.
        size: Taps per axis, at least 1.

    Returns:
        The kernel, with the padding that keeps the size at stride 1. An even kernel cannot: a
        transposed convolution's output gets one cell larger, a convolution's one smaller.

    Raises:
        GeometryError: no such kernel has this size; ``fix`` holds the nearest that it has.
    """
    one_of("name", name, get_args(PresetName))
    size = whole("kernel_size", size)
    if size < 1:
        raise GeometryError("kernel_size", size, "kernel_size must be at least 1", _size(1))
    if size > LARGEST_KERNEL:
        raise _too_large("kernel_size", size, _size(LARGEST_KERNEL))
    needs_middle = name in ("identity", "edge", "sharpen")
    if needs_middle and size % 2 == 0:
        raise GeometryError(
            "kernel_size",
            size,
            f"The kernel '{name}' needs a middle tap, and a size of {size} has none",
            _size(size + 1),
        )
    if name in ("edge", "sharpen") and size < 3:
        raise GeometryError(
            "kernel_size",
            size,
            f"The kernel '{name}' compares a cell with its neighbours, and a size of {size} "
            "reaches none",
            _size(3),
        )
    kernel, note = _filled(name, size)
    return Preset(
        name=name,
        kernel=kernel,
        kernel_size=size,
        stride=None,
        padding=(size - 1) // 2,
        output_padding=0,
        note=note,
    )


def upsampling(name: UpsamplingName, stride: int, *, largest_kernel: int | None = None) -> Preset:
    """Return the kernel with which a transposed convolution enlarges a picture.

    Args:
        name: "nearest" repeats each cell; "bilinear" blends neighbours by their distance.
        stride: The factor by which both axes grow.
        largest_kernel: The largest size that the caller can set, or None for any.

    Returns:
        The kernel and padding for an output of exactly input times stride. At least
        ``stride`` cells from the border, "bilinear" gives what
        ``torch.nn.functional.interpolate`` gives; nearer, it mixes in the zeros outside.

    Raises:
        GeometryError: the stride is below 1, or the kernel larger than ``largest_kernel``;
            ``fix`` holds the nearest stride that works.
    """
    one_of("name", name, get_args(UpsamplingName))
    stride = whole("stride", stride)
    if stride < 1:
        raise GeometryError("stride", stride, "stride must be at least 1", _stride(1))
    if stride > LARGEST_KERNEL // 2:
        raise _too_large("stride", stride, _stride(LARGEST_KERNEL // 2))
    size = _upsampling_size(name, stride)
    if largest_kernel is not None:
        largest_kernel = whole("largest_kernel", largest_kernel)
    if largest_kernel is not None and size > largest_kernel:
        smaller = [s for s in range(1, stride) if _upsampling_size(name, s) <= largest_kernel]
        raise GeometryError(
            "stride",
            stride,
            f"{name.capitalize()} upsampling by {stride} needs a kernel of {size}, and "
            f"{largest_kernel} is the largest here",
            _stride(smaller[-1]) if smaller else None,
        )
    if name == "nearest":
        kernel, note = np.ones((size, size)), f"Each cell becomes {stride}×{stride} equal cells."
    else:
        weights = 1 - np.abs(np.arange(size) - (size - 1) / 2) / stride
        kernel = np.outer(weights, weights)
        note = "Between two cells the values run straight from one to the other."
    return Preset(
        name=name,
        kernel=kernel,
        kernel_size=size,
        stride=stride,
        padding=(size - stride) // 2,
        output_padding=0,
        note=note,
    )


def _too_large(parameter: str, value: int, fix: Fix) -> GeometryError:
    return GeometryError(
        parameter, value, f"A kernel has at most {LARGEST_KERNEL} taps per axis", fix
    )


def _filled(name: PresetName, size: int) -> tuple[Numbers, str]:
    ones = np.ones((size, size))
    if name == "ones":
        return ones, "Every output cell counts what reaches it."
    if name == "blur":
        # Powers of two below the line: the weights are exact, and their sum is 1.
        row = np.array([math.comb(size - 1, tap) for tap in range(size)]) / 2 ** (size - 1)
        return np.outer(row, row), "Each cell is spread over its neighbours; the weights sum to 1."
    identity = np.zeros((size, size))
    identity[size // 2, size // 2] = 1
    if name == "identity":
        return identity, "With stride 1 the output is the input."
    edge = size * size * identity - ones
    if name == "edge":
        return edge, "Even areas become 0, and only differences between neighbours are left."
    return identity + edge, "The picture plus its edges: even areas stay as they are."


def _upsampling_size(name: UpsamplingName, stride: int) -> int:
    return stride if name == "nearest" else 2 * stride - stride % 2


def _size(size: int) -> Fix:
    return Fix("kernel_size", (size, size), f"kernel_size {size}")


def _stride(stride: int) -> Fix:
    return Fix("stride", (stride, stride), f"stride {stride}")
