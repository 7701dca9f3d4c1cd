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
from core.axes import PerAxis, pair, short, written
from core.contributions import Numbers
from core.layer import Pair

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
    """A kernel, and the controls to set with it: one number, or one per axis where they differ.

    Attributes:
        name: What it does.
        kernel: (h, w) float64, symmetric both ways: to turn it changes nothing.
        kernel_size: In taps.
        stride: The stride it was made for, or None where any will do.
        padding: Rings that a transposed convolution crops and a convolution adds.
        output_padding: What makes the size come out right, for a transposed convolution.
        note: One sentence: what to see.
    """

    name: PresetName | UpsamplingName
    kernel: Numbers
    kernel_size: PerAxis
    stride: PerAxis | None
    padding: PerAxis
    output_padding: int
    note: str

    def __post_init__(self) -> None:
        self.kernel.setflags(write=False)


def preset(name: PresetName, size: PerAxis) -> Preset:
    """Return a kernel of a wanted size.

    Args:
        name: Which one.
        size: Taps per axis, at least 1; one number, or (height, width).

    Returns:
        The kernel, with the padding that keeps the size at stride 1. An even kernel cannot: a
        transposed convolution's output gets one cell larger, a convolution's one smaller.

    Raises:
        GeometryError: no such kernel has this size; ``fix`` holds the nearest that it has.
    """
    one_of("name", name, get_args(PresetName))
    height, width = _numbers("kernel_size", size)
    if min(height, width) < 1:
        fix = _size(max(height, 1), max(width, 1))
        raise GeometryError("kernel_size", size, "kernel_size must be at least 1", fix)
    if max(height, width) > LARGEST_KERNEL:
        fix = _size(min(height, LARGEST_KERNEL), min(width, LARGEST_KERNEL))
        raise _too_large("kernel_size", size, fix)
    said = written(short((height, width)))
    needs_middle = name in ("identity", "edge", "sharpen")
    if needs_middle and (height % 2 == 0 or width % 2 == 0):
        raise GeometryError(
            "kernel_size",
            size,
            f"The kernel '{name}' needs a middle tap, and a size of {said} has none",
            _size(height + (height + 1) % 2, width + (width + 1) % 2),
        )
    if name in ("edge", "sharpen") and max(height, width) < 3:
        raise GeometryError(
            "kernel_size",
            size,
            f"The kernel '{name}' compares a cell with its neighbours, and a size of {said} "
            "reaches none",
            _size(3, 3),
        )
    kernel, note = _filled(name, height, width)
    return Preset(
        name=name,
        kernel=kernel,
        kernel_size=short((height, width)),
        stride=None,
        padding=short(((height - 1) // 2, (width - 1) // 2)),
        output_padding=0,
        note=note,
    )


def upsampling(
    name: UpsamplingName, stride: PerAxis, *, largest_kernel: int | None = None
) -> Preset:
    """Return the kernel with which a transposed convolution enlarges a picture.

    Args:
        name: "nearest" repeats each cell; "bilinear" blends neighbours by their distance.
        stride: The factor by which both axes grow, or one for each.
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
    factors = _numbers("stride", stride)
    most = LARGEST_KERNEL // 2
    if min(factors) < 1:
        fix = _stride(max(factors[0], 1), max(factors[1], 1))
        raise GeometryError("stride", stride, "stride must be at least 1", fix)
    if max(factors) > most:
        raise _too_large("stride", stride, _stride(min(factors[0], most), min(factors[1], most)))
    if largest_kernel is not None:
        largest_kernel = whole("largest_kernel", largest_kernel)
        _check_upsampling(name, factors, largest_kernel)
    if name == "nearest":
        note = f"Each cell becomes {factors[0]}×{factors[1]} equal cells."
    else:
        note = "Between two cells the values run straight from one to the other."
    down, across = (_upsampling_weights(name, factor) for factor in factors)
    return Preset(
        name=name,
        kernel=np.outer(down, across),
        kernel_size=short((len(down), len(across))),
        stride=short(factors),
        padding=short(((len(down) - factors[0]) // 2, (len(across) - factors[1]) // 2)),
        output_padding=0,
        note=note,
    )


def _check_upsampling(name: UpsamplingName, factors: Pair, largest: int) -> None:
    """Raise the GeometryError of a kernel larger than the largest."""
    stride = max(factors)
    size = _upsampling_size(name, stride)
    if size <= largest:
        return
    smaller = [s for s in range(1, stride) if _upsampling_size(name, s) <= largest]
    raise GeometryError(
        "stride",
        stride,
        f"{name.capitalize()} upsampling by {stride} needs a kernel of {size}, and "
        f"{largest} is the largest here",
        _stride(min(factors[0], smaller[-1]), min(factors[1], smaller[-1])) if smaller else None,
    )


def _upsampling_weights(name: UpsamplingName, stride: int) -> Numbers:
    size = _upsampling_size(name, stride)
    if name == "nearest":
        return np.ones(size)
    return np.asarray(1 - np.abs(np.arange(size) - (size - 1) / 2) / stride)


def _numbers(parameter: str, given: object) -> Pair:
    """Return height and width of what was given, one whole number or two."""
    if isinstance(given, tuple) and len(given) == 2:
        return whole(parameter, given[0]), whole(parameter, given[1])
    return pair(whole(parameter, given))


def _too_large(parameter: str, value: PerAxis, fix: Fix) -> GeometryError:
    return GeometryError(
        parameter, value, f"A kernel has at most {LARGEST_KERNEL} taps per axis", fix
    )


def _filled(name: PresetName, height: int, width: int) -> tuple[Numbers, str]:
    ones = np.ones((height, width))
    if name == "ones":
        return ones, "Every output cell counts what reaches it."
    if name == "blur":
        # Powers of two below the line: the weights are exact, and their sum is 1.
        down, across = (
            np.array([math.comb(size - 1, tap) for tap in range(size)]) / 2 ** (size - 1)
            for size in (height, width)
        )
        return np.outer(
            down, across
        ), "Each cell is spread over its neighbours; the weights sum to 1."
    identity = np.zeros((height, width))
    identity[height // 2, width // 2] = 1
    if name == "identity":
        return identity, "With stride 1 the output is the input."
    edge = height * width * identity - ones
    if name == "edge":
        return edge, "Even areas become 0, and only differences between neighbours are left."
    return identity + edge, "The picture plus its edges: even areas stay as they are."


def _upsampling_size(name: UpsamplingName, stride: int) -> int:
    return stride if name == "nearest" else 2 * stride - stride % 2


def _size(height: int, width: int) -> Fix:
    return Fix("kernel_size", (height, width), f"kernel_size {written(short((height, width)))}")


def _stride(down: int, across: int) -> Fix:
    return Fix("stride", (down, across), f"stride {written(short((down, across)))}")
