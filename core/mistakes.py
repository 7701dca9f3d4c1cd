"""The classic mistakes, made on purpose, and the numbers that come out.

Each mistake is a second trace: of a turned kernel, of a padded image, of an ordinary
convolution with the wrong step. So what the page shows beside the right result is what a
program with that mistake would print; nothing here computes where a row lands.

Worked example, "unturned", stride 1 (``tests/test_mistakes.py`` holds us to it):

    input  [1 2]      kernel  [10 20 30]

    right    10 40 70 60      the turned kernel slides over 0 0 1 2 0 0
    wrong    30 80 50 20      the kernel slides as it is
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from core.arguments import GeometryError, instance, one_of
from core.comparison import SAME, compare
from core.contributions import Numbers, Trace, trace, trace_layer
from core.frameworks import FRAMEWORKS, resolve
from core.layer import Layer, Pair
from core.readings import spread

MistakeKey = Literal["unturned", "padded_input", "zeros_added", "swapped_channels", "strided_slide"]
_Outcome = tuple[Trace | Numbers | None, str]
"""What is computed instead, or what comes out where no one operation computes it; and why
nothing differs or nothing comes out at all."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Mistake:
    """One mistake, made on the numbers of one trace.

    Attributes:
        key: Its name in code and links.
        title: Its name on a button.
        who: One sentence: who trips over it, and why.
        trace: The operation that is computed instead; None where it takes more than one.
        wrong: (C, H, W) float64. What comes out, bias included; another size than the
            right result in some cases. None where the framework refuses to compute it.
        differs: bool, shape of ``wrong``: cells unlike the right result's cell at the same
            place; places beyond the right result count as unlike. None with ``wrong``.
        harmless: Whether wrong and right are equal, in size and in every number.
        says: One sentence about the outcome: what differs, why nothing does, or who refuses.
    """

    key: MistakeKey
    title: str
    who: str
    trace: Trace | None
    wrong: Numbers | None
    differs: NDArray[np.bool_] | None
    harmless: bool
    says: str

    def __post_init__(self) -> None:
        for array in (self.wrong, self.differs):
            if array is not None:
                array.setflags(write=False)


def mistakes(traced: Trace) -> list[Mistake]:
    """Make every mistake that can be made here.

    Args:
        traced: The right operation. A convolution has only the channels to swap: it slides
            its kernel as it is, pads its input and steps by its stride, rightly.

    Returns:
        The mistakes in a fixed order, those left out that this setting gives no occasion for.
    """
    instance("traced", traced, Trace)
    return [made for key in _CATALOGUE if (made := mistake(traced, key)) is not None]


def mistake(traced: Trace, key: MistakeKey) -> Mistake | None:
    """Make one mistake; None where the setting gives no occasion for it."""
    instance("traced", traced, Trace)
    one_of("key", key, get_args(MistakeKey))
    title, who, make = _CATALOGUE[key]
    outcome = make(traced)
    return None if outcome is None else _compare(key, title, who, traced.result(), *outcome)


def titles() -> dict[MistakeKey, str]:
    """Return the name of every mistake on a button, by key, in a fixed order."""
    return {key: title for key, (title, _, _) in _CATALOGUE.items()}


def _compare(
    key: MistakeKey, title: str, who: str, right: Numbers, made: Trace | Numbers | None, reason: str
) -> Mistake:
    instead = made if isinstance(made, Trace) else None
    wrong = made.result() if isinstance(made, Trace) else made
    compared = None if wrong is None else compare(right, wrong)
    differs = None if compared is None else compared.b != SAME
    harmless = compared is not None and compared.equal
    return Mistake(
        key=key,
        title=title,
        who=who,
        trace=instead,
        wrong=wrong,
        differs=differs,
        harmless=harmless,
        says=reason
        if harmless or wrong is None or differs is None
        else _difference(wrong, right, int(differs.sum())),
    )


def _difference(wrong: Numbers, right: Numbers, count: int) -> str:
    if wrong.shape == right.shape:
        of = f"{count} of {right.size} cells"
        return f"{of} {'differs' if count == 1 else 'differ'} from the right result."
    sizes = (f"{array.shape[1]}×{array.shape[2]}" for array in (wrong, right))
    return "The size is wrong already: {} instead of {}.".format(*sizes)


def _unturned(traced: Trace) -> _Outcome | None:
    # Sliding the kernel as it is stamps it turned, so this is a trace of the turned kernel.
    height, width = traced.kernel.shape[2:]
    if not traced.transposed or height == width == 1:
        return None
    turned = traced.kernel[:, :, ::-1, ::-1].copy()
    same = np.array_equal(turned, traced.kernel)
    return (
        replace(traced, kernel=turned),
        "Nothing differs: this kernel looks the same when it is turned by 180 degrees."
        if same
        else "Nothing differs: these numbers hide the missing turn.",
    )


def _padded_input(traced: Trace) -> _Outcome | None:
    sides = _cropped_sides(traced)
    if not traced.transposed or not any(map(sum, sides)):
        return None
    padded = np.pad(traced.image, ((0, 0), *sides))
    rows, columns = padded.shape[1:]
    # A size that was asked for is given up with the cropping: no crop would reach it.
    layer = replace(traced.layer, input_size=(rows, columns), padding=(0, 0), output_size=None)
    wrong = trace_layer(layer, padded, traced.kernel, groups=traced.groups, bias=traced.bias)
    # Never harmless, so there is nothing to say: it is larger than what is cropped.
    return wrong, ""


def _cropped_sides(traced: Trace) -> tuple[Pair, Pair]:
    """Return (before, after) per axis as it was asked for; what a word crops, if it was a word."""
    layer = traced.layer
    height, width = traced.geometry.height, traced.geometry.width
    rules = FRAMEWORKS[layer.framework]
    requested = rules.request == "padding" and layer.output_size is not None
    if isinstance(layer.padding, str) or requested:
        return (
            (max(height.before, 0), max(height.after, 0)),
            (max(width.before, 0), max(width.after, 0)),
        )
    first, second = (side if isinstance(side, tuple) else (side, side) for side in layer.padding)
    return first, second


def _zeros_added(traced: Trace) -> _Outcome | None:
    without = _without_output_padding(traced)
    if without is None:
        return None
    smaller = replace(traced, geometry=resolve(without)).result()
    added = [large - small for large, small in zip(traced.output_shape, smaller.shape, strict=True)]
    if max(added) == 0:
        return None
    # The bias is added after the zeros, so that only the zeros are the mistake.
    sums = smaller - traced.bias[:, None, None]
    wrong = np.pad(sums, [(0, more) for more in added]) + traced.bias[:, None, None]
    return (
        wrong,
        "Nothing differs: what output_padding gives back here is zero anyway, since no "
        "stamp reaches it or its sum is 0.",
    )


def _without_output_padding(traced: Trace) -> Layer | None:
    """Return the layer without output_padding, or None if it has none or needs it."""
    layer = traced.layer
    rules = FRAMEWORKS[layer.framework]
    by_size = layer.output_size is not None and rules.request == "output_padding"
    if not traced.transposed or (layer.output_size is not None and not by_size):
        return None
    if not by_size and layer.output_padding in (None, (0, 0)):
        return None
    without = replace(layer, output_padding=(0, 0), output_size=None)
    try:
        resolve(without)
    except GeometryError:
        return None
    return without


def _swapped_channels(traced: Trace) -> _Outcome | None:
    inputs, outputs = traced.input_shape[0], traced.output_shape[0]
    if inputs == outputs == 1:
        return None
    if inputs != outputs:
        name = FRAMEWORKS[traced.layer.framework].name
        return None, (
            f"{name} refuses it: a kernel for {inputs} to {outputs} channels has another shape "
            f"than one for {outputs} to {inputs}."
        )
    swapped = np.concatenate(
        [group.swapaxes(0, 1) for group in np.split(traced.kernel, traced.groups)]
    )
    same = np.array_equal(swapped, traced.kernel)
    return (
        replace(traced, kernel=swapped),
        "Nothing differs: each pair of channels has the same kernel in both directions."
        if same
        else "Nothing differs: these numbers hide the swap.",
    )


def _strided_slide(traced: Trace) -> _Outcome | None:
    if not traced.transposed or traced.layer.stride == (1, 1):
        return None
    turned = traced.kernel[:, :, ::-1, ::-1]
    # (C_in, C_out / groups) of each group becomes a convolution's (C_out, C_in / groups).
    kernel = np.concatenate([group.swapaxes(0, 1) for group in np.split(turned, traced.groups)])
    wrong = trace(
        spread(traced).read(),
        kernel,
        operation="convolution",
        stride=traced.layer.stride,
        dilation=traced.layer.dilation,
        groups=traced.groups,
        bias=traced.bias,
    )
    return (
        wrong,
        "Nothing differs: along the stride there is one output cell, so nowhere to slide to.",
    )


# Who trips, from public threads: pytorch #56873, Theano #5170 and tt-metal #15995 (the turn);
# discuss.pytorch.org t/99419 (padding); pytorch #8816, #25536 and onnx #2333 (output_padding);
# pytorch #5166 and #5521 (the layout); Lasagne #673 and the forum of d2l.ai (the step).
_CATALOGUE: dict[MistakeKey, tuple[str, str, Callable[[Trace], _Outcome | None]]] = {
    "unturned": (
        "Forget to turn the kernel",
        "It trips whoever rebuilds the layer from inserted zeros and an ordinary convolution, "
        "because frameworks call an unturned sliding kernel a convolution too. In JAX it is the "
        "default: lax.conv_transpose turns the kernel only when told transpose_kernel=True.",
        _unturned,
    ),
    "padded_input": (
        "Pad the input",
        "It trips whoever knows padding from a convolution, where it surrounds the input and makes "
        "the output larger; here it crops the output.",
        _padded_input,
    ),
    "zeros_added": (
        "Append zeros for output_padding",
        "It trips whoever reads the name as padding of the output; it crops less at the bottom and "
        "right, so real sums come back there.",
        _zeros_added,
    ),
    "swapped_channels": (
        "Swap in and out channels",
        "It trips whoever carries weights from one layer to the other: PyTorch keeps (out, in) in "
        "Conv2d but (in, out) in ConvTranspose2d.",
        _swapped_channels,
    ),
    "strided_slide": (
        "Slide by the stride",
        "It trips whoever pictures the stride as steps of the kernel, as in a convolution; the "
        "stride has already moved the input's cells apart, and the kernel slides by 1.",
        _strided_slide,
    ),
}
