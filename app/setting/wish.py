"""What the browser asks for, checked: nothing that arrives from outside is trusted.

A wish carries every control's value, the parameter that was moved, and all edits that were
not answered yet, each with the number of the wish that first carried it. So nothing is lost
when two wishes arrive as one:

    {"n": 7, "moved": "stride", "commit": true, "controls": {...}, "edits": [[6, {...}]]}
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeGuard
from urllib.parse import parse_qsl

import numpy as np

from app.setting import beside
from app.setting.link import LONGEST_PACKED, decode
from app.setting.numbers import LONGEST_TEXT, read_axes, read_bias, read_number, read_pasted
from app.setting.setting import (
    DIMENSIONS,
    FILLS,
    HIGHEST_SEED,
    LARGEST_TYPED,
    LIMITS,
    PER_AXIS,
    PRESETS,
    READINGS,
    WALKS,
    WORDS,
    GridName,
    Numbers,
    Setting,
    Typed,
    default_setting,
    from_example,
)
from app.setting.setting import plane as plane_number
from core.activations import ACTIVATIONS
from core.arguments import GeometryError
from core.axes import Padding, pair, sides, written
from core.frameworks import FRAMEWORKS
from core.kernels import PRESETS as PRESETS_OF_KERNELS
from core.kernels import UPSAMPLINGS, preset, upsampling

NAMES = {
    "input_size": "Input",
    "kernel_size": "Kernel",
    "stride": "Stride",
    "padding": "Padding",
    "output_padding": "Output padding",
    "dilation": "Dilation",
    "channels": "Channels",
    "groups": "Groups",
    "output_size": "Output size",
}
MOST_EDITS = 32
"""Edits of one wish; a hand makes no more while it waits for an answer."""

_NO_PICTURE = {
    "large": "The image file is larger than 20 MB: the input stays as it was.",
    "damaged": "The image file is damaged, or of a kind this browser does not read: "
    "the input stays as it was.",
    "other": "That file is no image: the input stays as it was.",
    "svg": "SVG is not read: save the drawing as PNG or JPEG. The input stays as it was.",
}
"""By what the stage says of a file (``app/stage/assets/picture.js``)."""

HIGHEST = 2**53
"""Of the numbers of wishes and edits: up to here a browser counts in whole numbers."""


@dataclass(frozen=True)
class Granted:
    """What became of a wish.

    Attributes:
        setting: The lab's setting from now on.
        moved: The parameter that was moved, or "" for an edit or an example.
        notices: One sentence for each part of the wish that could not be granted.
    """

    setting: Setting
    moved: str
    notices: tuple[str, ...]


def grant(
    wish: Mapping[str, Any],
    setting: Setting,
    answered: int = 0,
    drawing: Callable[[], list[list[float]]] | None = None,
) -> Granted:
    """Apply a wish to a setting; what makes no sense is left out and said.

    Args:
        wish: As it came from the browser.
        setting: What holds now.
        answered: The number of the last wish that was granted; older edits are done.
        drawing: Gives the picture of the drawing page, rows of numbers from 0 to 1, or
            raises ValueError with a sentence.
    """
    notices: list[str] = []
    edits = [edit for _, edit in new_edits(wish, answered)]
    if len(edits) == MOST_EDITS < len(wish["edits"]):
        notices.append(f"The lab takes {MOST_EDITS} changes at a time: the newest were made.")
    chosen = next((_chosen(edit) for edit in reversed(edits) if _chooses(edit)), None)
    controls = wish.get("controls")
    for edit in edits:
        if edit.get("kind") == "link":
            setting = _with_link(setting, edit.get("text"))
    if chosen is not None:
        # The controls that came along still show what was there before the choice.
        setting = chosen
    elif isinstance(controls, Mapping):
        setting = _with_controls(setting, controls, notices)
    for edit in edits:
        if edit.get("kind") == "drawing" and drawing is not None:
            setting = _with_drawing(setting, drawing, notices)
        setting = _with_edit(setting, edit, notices)
    moved = wish.get("moved")
    return Granted(setting, moved if isinstance(moved, str) else "", tuple(notices))


def new_edits(wish: Mapping[str, Any], answered: int) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the newest edits that were not granted yet, each with its number."""
    edits = wish.get("edits")
    if not isinstance(edits, list):
        return []
    return [
        (edit[0], edit[1])
        for edit in edits[-MOST_EDITS:]
        if isinstance(edit, list)
        and len(edit) == 2
        and isinstance(edit[0], int)
        and answered < edit[0] < HIGHEST
        and isinstance(edit[1], Mapping)
    ]


def _chooses(edit: Mapping[str, Any]) -> bool:
    return edit.get("kind") == "reset" or (
        edit.get("kind") == "example" and _is_key(edit.get("key"), PRESETS)
    )


def _is_key(sent: object, known: Mapping[Any, Any]) -> bool:
    """Tell whether what was sent is one of some keys; a list would not even have a hash."""
    return isinstance(sent, str) and sent in known


def _chosen(edit: Mapping[str, Any]) -> Setting:
    if edit.get("kind") == "reset":
        return default_setting()
    return from_example(PRESETS[edit["key"]])


def _with_controls(setting: Setting, controls: Mapping[str, Any], notices: list[str]) -> Setting:
    fields: dict[str, Any] = {}
    fields["groups"] = _number("groups", controls.get("groups"), setting.groups, notices)
    for name in PER_AXIS:
        sent = _said(name, controls.get(name), setting, notices)
        fields[name] = _per_axis(name, sent, setting.said(name), notices)
    sent = _said("input_size", controls.get("input_size"), setting, notices)
    size = _per_axis("input_size", sent, setting.input_size, notices)
    fields["input_size"] = (size, size) if isinstance(size, int) else size
    channels = controls.get("channels")
    if _is_pair(channels):
        fields["channels"] = _per_axis("channels", channels, setting.channels, notices)
    sent = _said("padding", controls.get("padding"), setting, notices)
    fields["padding"] = _padding(sent, setting.padding, notices)
    for name, words in (
        ("operation", ("transposed", "convolution")),
        ("framework", tuple(FRAMEWORKS)),
        ("walk", WALKS),
        ("activation", tuple(ACTIVATIONS)),
        ("zero_said", (False, True)),
        ("channels_first", (False, True)),
        ("dimensions", DIMENSIONS),
    ):
        sent = controls.get(name)
        # True is 1, and a list has no equal among words.
        if any(type(sent) is type(word) and sent == word for word in words):
            fields[name] = sent
    if "output_size" in controls:
        fields["output_size"] = _output_size(controls["output_size"], setting, notices)
    if setting.dimensions == 1 and fields.get("dimensions") == 2:
        # Of a row's input only the width was said; all else is one number already.
        width = fields.get("input_size", setting.input_size)[1]
        fields["input_size"] = (width, width)
    chosen = controls.get("beside")
    if chosen == "" or (isinstance(chosen, str) and beside.read(chosen)):
        # Its number is said once, or it would follow whatever is moved.
        fields["beside"] = beside.completed(chosen, replace(setting, **fields))
    readings = controls.get("readings")
    if isinstance(readings, list) and any(reading in readings for reading in READINGS):
        fields["readings"] = tuple(reading for reading in READINGS if reading in readings)
    return replace(setting, **fields)


def _said(name: str, sent: object, setting: Setting, notices: list[str]) -> object:
    """Return what a control says, its text read: a number, a word, or a list of height and width.

    Returns:
        None for a text that is none of these; then a sentence says so.
    """
    if not isinstance(sent, str):
        return sent
    word = sent.strip().lower()
    if name == "padding" and word in WORDS:
        return word
    axes = read_axes(sent)
    low, high = LIMITS[name]
    row = setting.dimensions == 1
    if not axes or (name != "padding" and any(len(ends) > 1 for ends in axes)):
        two = "" if row else ", or height and width like 3x5"
        text = " ".join(sent[:20].split())
        notices.append(
            f"{NAMES[name]} takes a whole number from {low} to {high}{two}, not “{text}”: "
            f"{_stays(name, setting)}."
        )
        return None
    # A row has no height: one cell, and nothing around it.
    if row and len(axes) == 2 and any(end != low for end in axes[0]):
        notices.append(f"{NAMES[name]} of a row has no height: {_stays(name, setting)}.")
        return None
    ends = [list(axis) if len(axis) > 1 else axis[0] for axis in axes]
    if len(ends) == 1:
        return ends[0]
    return ends[1] if row and name in PER_AXIS else ends


def _stays(name: str, setting: Setting) -> str:
    if getattr(setting, name) is None:
        return "it is left to follow"
    now = setting.padding if name == "padding" else setting.said(name)
    return f"it stays {written(now)}"


def _output_size(value: object, setting: Setting, notices: list[str]) -> object:
    """Return a size that is asked for, or None where it is left to follow."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    present = setting.output_size
    sent = _said("output_size", value, setting, notices)
    # What is no size asks for none.
    if not isinstance(sent, int | float) and not _is_pair(sent):
        return present
    return _per_axis("output_size", sent, 1 if present is None else present, notices)


def _is_pair(sent: object) -> TypeGuard[list[object]]:
    return isinstance(sent, list) and len(sent) == 2


def _per_axis(name: str, value: object, present: Padding, notices: list[str]) -> object:
    """Return one number for both axes, or one for each, each the nearest in range."""
    if not _is_pair(value):
        return _number(name, value, present, notices)
    now = sides(0 if isinstance(present, str) else present)
    return tuple(
        _number(name, part, ends[0], notices) for part, ends in zip(value, now, strict=True)
    )


def _padding(value: object, present: Padding, notices: list[str]) -> object:
    """Return a word, or a number for all sides, per axis or per side."""
    if isinstance(value, str):
        return value
    if not _is_pair(value):
        return _number("padding", value, present, notices)
    now = sides(0 if isinstance(present, str) else present)
    return tuple(
        _per_axis("padding", part, ends, notices) for part, ends in zip(value, now, strict=True)
    )


def _number(name: str, value: object, present: Padding, notices: list[str]) -> object:
    """Return the nearest value in range, or the present one for what is no number."""
    low, high = LIMITS[name]
    if value is None:
        return present
    if not isinstance(value, int | float) or isinstance(value, bool) or value != value:
        stays = f"it stays {written(present)}"
        notices.append(f"{NAMES[name]} is a whole number from {low} to {high}; {stays}.")
        return present
    nearest = int(min(max(round(min(max(value, -1e6), 1e6)), low), high))
    if nearest != value:
        notices.append(f"{NAMES[name]} goes from {low} to {high} in whole steps: {nearest} it is.")
    return nearest


def _with_edit(setting: Setting, edit: Mapping[str, Any], notices: list[str]) -> Setting:
    grid: GridName = "kernel" if edit.get("grid") == "kernel" else "image"
    numbers = getattr(setting, grid)
    if edit.get("kind") == "fill" and _is_key(edit.get("fill"), FILLS):
        seed = numbers.seed + 1 if edit["fill"] == "random" else numbers.seed
        filled = Numbers(fill=edit["fill"], seed=seed % HIGHEST_SEED)
        return _with_numbers(setting, grid, filled)
    if edit.get("kind") == "swap":
        return (setting.broken() is None and beside.swapped(setting)) or setting
    if edit.get("kind") == "preset":
        return _with_preset(setting, edit.get("name"), notices)
    if edit.get("kind") == "picture":
        return _with_picture(setting, edit.get("rows"), notices)
    text = edit.get("text")
    if not isinstance(text, str):
        return setting
    if len(text) > LONGEST_TEXT:
        notices.append(f"That is more text than the lab reads ({LONGEST_TEXT} characters).")
        return setting
    if edit.get("kind") == "bias":
        return _with_bias(setting, text, notices)
    cell = tuple(edit.get(name, 0) for name in ("plane", "y", "x"))
    if not all(isinstance(part, int) for part in cell):
        return setting
    if edit.get("kind") == "cell":
        return _with_cell(setting, grid, cell, text, notices)
    if edit.get("kind") == "paste":
        return _with_pasted(setting, grid, cell, text, notices)
    return setting


def _with_link(setting: Setting, text: object) -> Setting:
    """Take the setting of a link that the browser remembers better than a server started anew."""
    # It holds two grids.
    if not isinstance(text, str) or len(text) > 3 * LONGEST_PACKED:
        return setting
    return decode(dict(parse_qsl(text)))[0]


def _with_bias(setting: Setting, text: str, notices: list[str]) -> Setting:
    bias, complaint = read_bias(text)
    if complaint:
        notices.append(f"{complaint}: the bias stays as it was.")
        return setting
    return replace(setting, bias=bias)


def _with_preset(setting: Setting, name: object, notices: list[str]) -> Setting:
    """Set a kernel from ``core.kernels``, and what belongs to it; the nearest where it must."""
    if not isinstance(name, str):
        return setting
    try:
        if name in PRESETS_OF_KERNELS:
            chosen = preset(name, setting.kernel_size)
        elif name in UPSAMPLINGS:
            largest = LIMITS["kernel_size"][1]
            chosen = upsampling(name, setting.stride, largest_kernel=largest)
        else:
            return setting
    except GeometryError as impossible:
        if impossible.fix is None:
            notices.append(f"{impossible.rule}.")
            return setting
        notices.append(f"{impossible.rule}: {impossible.fix.text} it is.")
        fields: dict[str, Any] = {impossible.fix.parameter: impossible.fix.value}
        return _with_preset(replace(setting, **fields), name, notices)
    first, second = setting.kernel_planes
    typed: Typed = tuple(
        (plane_number(a, b), y, x, float(chosen.kernel[y, x]))
        for a in range(first)
        for b in range(second)
        for y, x in np.ndindex(*chosen.kernel.shape)
    )
    setting = replace(
        setting, kernel=Numbers(typed=typed), kernel_size=chosen.kernel_size, padding=chosen.padding
    )
    if chosen.stride is None:
        return setting
    return replace(
        setting,
        operation="transposed",
        framework="pytorch",
        dilation=1,
        stride=chosen.stride,
        output_padding=chosen.output_padding,
        output_size=None,
    )


def _with_picture(setting: Setting, rows: object, notices: list[str]) -> Setting:
    """Take a picture as the input: rows of grey levels from 0 to 255."""
    high = LIMITS["input_size"][1]
    if isinstance(rows, str) and rows in _NO_PICTURE:
        notices.append(_NO_PICTURE[rows])
        return setting
    if not _is_picture(rows, high):
        notices.append(f"A picture has 1 to {high} rows of 1 to {high} grey levels each.")
        return setting
    levels = np.round(np.array([[min(max(n, 0), 255) for n in row] for row in rows]) / 255, 2)
    pixels = tuple(tuple(float(level) for level in row) for row in levels)
    height, width = levels.shape
    return replace(
        setting, image=Numbers(fill="picture", pixels=pixels), input_size=(height, width)
    )


def _is_picture(sent: object, high: int) -> TypeGuard[list[list[float]]]:
    """Tell whether these are rows of numbers; counted before anything else is done with them."""
    if not isinstance(sent, list) or not 1 <= len(sent) <= high:
        return False
    if not all(isinstance(row, list) and 1 <= len(row) <= high for row in sent):
        return False
    # Whole numbers may be beyond all floats; compared, not turned into one.
    return len({len(row) for row in sent}) == 1 and all(
        type(n) in (int, float) and abs(n) < float("inf") for row in sent for n in row
    )


def _with_drawing(
    setting: Setting, drawing: Callable[[], list[list[float]]], notices: list[str]
) -> Setting:
    try:
        rows = drawing()
    except ValueError as reason:
        notices.append(str(reason))
        return setting
    return _with_picture(setting, [[255 * level for level in row] for row in rows], notices)


def _with_numbers(setting: Setting, grid: GridName, numbers: Numbers) -> Setting:
    fields: dict[str, Any] = {grid: numbers}
    return replace(setting, **fields)


def _with_cell(
    setting: Setting, grid: GridName, cell: tuple[int, ...], text: str, notices: list[str]
) -> Setting:
    plane, y, x = cell
    number = read_number(text)
    grids = _grids(setting, grid)
    if plane not in grids or not (0 <= y < len(grids[plane]) and 0 <= x < len(grids[plane][0])):
        return setting
    if number is None:
        notices.append(
            f"“{text.strip()[:20]}” is not a number from −1,000,000 to 1,000,000: "
            f"the cell stays {grids[plane][y][x]:g}."
        )
        return setting
    typed: Typed = ((plane, y, x, number),)
    return _with_numbers(setting, grid, getattr(setting, grid).with_typed(typed))


def _grids(setting: Setting, grid: GridName) -> dict[int, list[list[float]]]:
    """Return the numbers of each plane, by its number."""
    if grid == "image":
        return dict(enumerate(setting.image_grid().tolist()))
    kernel = setting.kernel_grid()
    return {plane_number(a, b): kernel[a, b].tolist() for a, b in np.ndindex(*kernel.shape[:2])}


def _with_pasted(
    setting: Setting, grid: GridName, cell: tuple[int, ...], text: str, notices: list[str]
) -> Setting:
    rows, complaint = read_pasted(text)
    if complaint:
        notices.append(f"{complaint}.")
    plane, y, x = cell
    if not rows or plane not in _grids(setting, grid):
        return setting
    high = LARGEST_TYPED if grid == "image" else LIMITS["kernel_size"][1]
    cells: Typed = tuple(
        (plane, y + row, x + column, number)
        for row, numbers in enumerate(rows)
        for column, number in enumerate(numbers)
        if number is not None and 0 <= y + row < high and 0 <= x + column < high
    )
    if len(cells) < sum(number is not None for numbers in rows for number in numbers):
        notices.append(f"Only what fits into {high}×{high} cells was taken.")
    setting = _with_numbers(setting, grid, getattr(setting, grid).with_typed(cells))
    return _grown(setting, grid, [cell[1:3] for cell in cells])


def _grown(setting: Setting, grid: GridName, cells: list[tuple[int, int]]) -> Setting:
    """Make the grid large enough to show the cells."""
    height, width = _size(setting, grid)
    height = max([height, *(y + 1 for y, _ in cells)])
    width = max([width, *(x + 1 for _, x in cells)])
    if grid == "image":
        return replace(setting, input_size=(height, width))
    linked = isinstance(setting.kernel_size, int)
    size = (max(height, width),) * 2 if linked else (height, width)
    return replace(setting, kernel_size=size)


def _size(setting: Setting, grid: GridName) -> tuple[int, int]:
    if grid == "image":
        return setting.input_size
    return pair(setting.kernel_size)
