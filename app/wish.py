"""What the browser asks for, checked: nothing that arrives from outside is trusted.

A wish carries every control's value, the parameter that was moved, and all edits that were
not answered yet, each with the number of the wish that first carried it. So nothing is lost
when two wishes arrive as one:

    {"n": 7, "moved": "stride", "commit": true, "controls": {...}, "edits": [[6, {...}]]}
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.setting import (
    FILLS,
    HIGHEST_SEED,
    LIMITS,
    READINGS,
    WORDS,
    GridName,
    Numbers,
    Setting,
    default_setting,
    from_example,
    read_number,
    read_pasted,
)
from core.examples import BY_KEY
from core.frameworks import FRAMEWORK_NAMES

NAMES = {
    "input_size": "Input",
    "kernel_size": "Kernel",
    "stride": "Stride",
    "padding": "Padding",
    "output_padding": "Output padding",
    "dilation": "Dilation",
}
_LONGEST_TEXT = 4000


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


def grant(wish: Mapping[str, Any], setting: Setting, answered: int = 0) -> Granted:
    """Apply a wish to a setting; what makes no sense is left out and said.

    Args:
        wish: As it came from the browser.
        setting: What holds now.
        answered: The number of the last wish that was granted; older edits are done.
    """
    notices: list[str] = []
    edits = _new_edits(wish, answered)
    chosen = next((_chosen(edit, setting) for edit in reversed(edits) if _chooses(edit)), None)
    controls = wish.get("controls")
    if chosen is not None:
        # The controls that came along still show what was there before the choice.
        setting = chosen
    elif isinstance(controls, Mapping):
        setting = _with_controls(setting, controls, notices)
    for edit in edits:
        setting = _with_edit(setting, edit, notices)
    moved = wish.get("moved")
    return Granted(setting, moved if isinstance(moved, str) else "", tuple(notices))


def _new_edits(wish: Mapping[str, Any], answered: int) -> list[Mapping[str, Any]]:
    edits = wish.get("edits")
    if not isinstance(edits, list):
        return []
    return [
        edit[1]
        for edit in edits
        if isinstance(edit, list)
        and len(edit) == 2
        and isinstance(edit[0], int)
        and edit[0] > answered
        and isinstance(edit[1], Mapping)
    ]


def _chooses(edit: Mapping[str, Any]) -> bool:
    return edit.get("kind") == "reset" or (
        edit.get("kind") == "example" and edit.get("key") in BY_KEY
    )


def _chosen(edit: Mapping[str, Any], setting: Setting) -> Setting:
    if edit.get("kind") == "reset":
        return default_setting()
    return from_example(BY_KEY[edit["key"]], setting.reading)


def _with_controls(setting: Setting, controls: Mapping[str, Any], notices: list[str]) -> Setting:
    fields: dict[str, Any] = {}
    for name in ("kernel_size", "stride", "output_padding", "dilation"):
        fields[name] = _number(name, controls.get(name), getattr(setting, name), notices)
    size = controls.get("input_size")
    if isinstance(size, list) and len(size) == 2:
        fields["input_size"] = tuple(
            _number("input_size", value, setting.input_size[axis], notices)
            for axis, value in enumerate(size)
        )
    padding = controls.get("padding")
    fields["padding"] = (
        padding if padding in WORDS else _number("padding", padding, setting.padding, notices)
    )
    for name, words in (
        ("operation", ("transposed", "convolution")),
        ("framework", tuple(FRAMEWORK_NAMES)),
        ("reading", READINGS),
    ):
        if controls.get(name) in words:
            fields[name] = controls[name]
    return replace(setting, **fields)


def _number(name: str, value: object, present: object, notices: list[str]) -> object:
    """Return the nearest value in range, or the present one for what is no number."""
    low, high = LIMITS[name]
    if value is None:
        return present
    if not isinstance(value, int | float) or isinstance(value, bool) or value != value:
        notices.append(f"{NAMES[name]} is a whole number from {low} to {high}; it stays {present}.")
        return present
    nearest = int(min(max(round(min(max(value, -1e6), 1e6)), low), high))
    if nearest != value:
        notices.append(f"{NAMES[name]} goes from {low} to {high} in whole steps: {nearest} it is.")
    return nearest


def _with_edit(setting: Setting, edit: Mapping[str, Any], notices: list[str]) -> Setting:
    grid: GridName = "kernel" if edit.get("grid") == "kernel" else "image"
    numbers = getattr(setting, grid)
    if edit.get("kind") == "fill" and edit.get("fill") in FILLS:
        seed = numbers.seed + 1 if edit["fill"] == "random" else numbers.seed
        filled = Numbers(fill=edit["fill"], seed=seed % HIGHEST_SEED)
        return _with_numbers(setting, grid, filled)
    text = edit.get("text")
    y, x = edit.get("y"), edit.get("x")
    if not (isinstance(text, str) and isinstance(y, int) and isinstance(x, int)):
        return setting
    if len(text) > _LONGEST_TEXT:
        notices.append(f"That is more text than the lab reads ({_LONGEST_TEXT} characters).")
        return setting
    if edit.get("kind") == "cell":
        return _with_cell(setting, grid, y, x, text, notices)
    if edit.get("kind") == "paste":
        return _with_pasted(setting, grid, y, x, text, notices)
    return setting


def _with_numbers(setting: Setting, grid: GridName, numbers: Numbers) -> Setting:
    fields: dict[str, Any] = {grid: numbers}
    return replace(setting, **fields)


def _with_cell(
    setting: Setting, grid: GridName, y: int, x: int, text: str, notices: list[str]
) -> Setting:
    height, width = _size(setting, grid)
    number = read_number(text)
    if not (0 <= y < height and 0 <= x < width):
        return setting
    if number is None:
        shown = getattr(setting, f"{grid}_grid")()[y, x]
        notices.append(
            f"“{text.strip()[:20]}” is not a number from −1,000,000 to 1,000,000: "
            f"the cell stays {shown:g}."
        )
        return setting
    return _with_numbers(setting, grid, getattr(setting, grid).with_typed(((y, x, number),)))


def _with_pasted(
    setting: Setting, grid: GridName, y: int, x: int, text: str, notices: list[str]
) -> Setting:
    rows, complaint = read_pasted(text)
    if complaint:
        notices.append(f"{complaint}.")
    if not rows:
        return setting
    high = LIMITS["input_size" if grid == "image" else "kernel_size"][1]
    cells = tuple(
        (y + row, x + column, number)
        for row, numbers in enumerate(rows)
        for column, number in enumerate(numbers)
        if 0 <= y + row < high and 0 <= x + column < high
    )
    if len(cells) < sum(len(numbers) for numbers in rows):
        notices.append(f"Only what fits into {high}×{high} cells was taken.")
    setting = _with_numbers(setting, grid, getattr(setting, grid).with_typed(cells))
    return _grown(setting, grid, [cell[:2] for cell in cells])


def _grown(setting: Setting, grid: GridName, cells: list[tuple[int, int]]) -> Setting:
    """Make the grid large enough to show the cells."""
    height, width = _size(setting, grid)
    height = max([height, *(y + 1 for y, _ in cells)])
    width = max([width, *(x + 1 for _, x in cells)])
    if grid == "image":
        return replace(setting, input_size=(height, width))
    return replace(setting, kernel_size=max(height, width))


def _size(setting: Setting, grid: GridName) -> tuple[int, int]:
    if grid == "image":
        return setting.input_size
    return setting.kernel_size, setting.kernel_size
