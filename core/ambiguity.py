"""Which sizes a convolution makes alike, and which of them output_padding chooses on the way back.

Stride s skips up to s − 1 cells at the end, so up to s input sizes give the same output. A
transposed convolution comes from that output and has to be told which of them is meant.

Worked example (``tests/test_ambiguity.py``), kernel 3, stride 2, padding 1:

    7 → 4      4 → 7 with output_padding 0
    8 → 4      4 → 8 with output_padding 1
"""

from dataclasses import replace
from functools import lru_cache

from core.arguments import GeometryError
from core.frameworks import FRAMEWORKS, resolve
from core.layer import Layer, Pair

_MOST_SAID = 4
"""Ways that are written out; of more the first two and the last."""


def becoming(layer: Layer, axis: int, wanted: int, sizes: range) -> tuple[int, ...]:
    """Return the input sizes of which a layer makes ``wanted`` cells.

    Args:
        layer: Its own input size along this axis does not matter.
        axis: 0 for the height, 1 for the width.
        wanted: Cells of the output.
        sizes: Those to try.
    """
    return tuple(size for size in sizes if made(layer, axis, size) == wanted)


def made(layer: Layer, axis: int, size: int) -> int | None:
    """Return the cells that a layer makes of ``size`` cells, or None where it is refused."""
    height, width = layer.input_size
    return _made(replace(layer, input_size=(size, width) if axis == 0 else (height, size)), axis)


@lru_cache(maxsize=8192)
def _made(layer: Layer, axis: int) -> int | None:
    try:
        return resolve(layer).output_size[axis]
    except GeometryError:
        return None


def in_words(layer: Layer, axis: int) -> str:
    """Say which sizes share their output with this one; nothing where no other size does.

    Args:
        layer: One that its framework accepts.
        axis: 0 for the height, 1 for the width.

    >>> there = Layer(operation="convolution", input_size=(7, 7), kernel_size=(3, 3),
    ...               stride=(2, 2), padding=(1, 1))
    >>> in_words(there, 0)
    '7 and 8 both become 4: output_padding 0 gives 7, 1 gives 8'
    """
    if layer.stride[axis] == 1 or layer.output_size is not None:
        return ""
    ends = layer.input_size, resolve(layer).output_size
    transposed = layer.operation == "transposed"
    small, large = ends if transposed else ends[::-1]
    bare = replace(layer, output_padding=None)
    there = replace(bare, operation="convolution", input_size=large)
    # One word for the same thing, which PyTorch's transposed layer does not take.
    padding = (0, 0) if layer.padding == "valid" else layer.padding
    back = replace(bare, operation="transposed", input_size=small, padding=padding)
    reach = layer.stride[axis] + layer.dilation[axis]
    around = range(max(1, large[axis] - reach), large[axis] + reach + 1)
    sizes = becoming(there, axis, small[axis], around)
    if transposed and large[axis] not in sizes:
        return f"no convolution with these numbers makes {small[axis]} of {large[axis]}"
    if len(sizes) < 2:
        return ""
    together = "{} and {}" if len(sizes) == 2 else "{} to {}"
    both = together.format(sizes[0], sizes[-1])
    alike = (
        f"a convolution makes {small[axis]} of {both}"
        if transposed
        else f"{both} {'both' if len(sizes) == 2 else 'all'} become {small[axis]}"
    )
    chosen = _chosen(back, axis, sizes)
    return f"{alike}: output_padding {chosen}" if chosen else alike


def _added(back: Layer, axis: int, added: int) -> Pair:
    """Return an output padding along one axis, which the other one does not refuse."""
    size_first = FRAMEWORKS[back.framework].size_first
    other = min(added, back.stride[1 - axis] - 1) if size_first else 0
    return (added, other) if axis == 0 else (other, added)


def _chosen(back: Layer, axis: int, sizes: tuple[int, ...]) -> str:
    """Say which output_padding gives each of some sizes, in the framework's own meaning."""
    size_first = FRAMEWORKS[back.framework].size_first
    most = max(back.stride[axis], back.dilation[axis])
    ways: dict[int, str] = {}
    for added in (None, *range(most)):
        pair = None if added is None else _added(back, axis, added)
        size = made(replace(back, output_padding=pair), axis, back.input_size[axis])
        if size is None or size not in sizes:
            continue
        if size_first and not added:
            said = "left unsaid" if added is None else "said as 0"
        else:
            said = f"{added or 0}"
        ways.setdefault(size, f"{said} gives {size}")
    written = [ways[size] for size in sizes if size in ways]
    if len(written) > _MOST_SAID:
        written = [*written[:2], "…", written[-1]]
    return ", ".join(written)
