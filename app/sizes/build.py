"""A ladder built layer by layer: what each row shows, and the edits that a row asks for.

The text stays what is kept: a row is read off it, and an edit changes it (``core.ladders.edits``).
"""

from collections.abc import Mapping
from typing import Any, TypedDict

from app.sizes.climb import read_size
from core.ladders.edits import (
    KINDS,
    EditError,
    added,
    argued,
    library_of,
    line_of,
    moved,
    removed,
    replaced,
)
from core.ladders.ladder import ladder, start_of
from core.ladders.rungs import Shape
from core.ladders.source import Call, Source, Unknown, Value, read
from core.ladders.vocabulary import SIGNATURES

LONGEST_VALUE = 24

_CONVOLUTION = ("kernel_size", "stride", "padding", "dilation")
_SHOWN: Mapping[str, tuple[str, ...]] = {
    "Conv2d": ("in_channels", "out_channels", *_CONVOLUTION),
    "ConvTranspose2d": (
        "in_channels",
        "out_channels",
        *_CONVOLUTION[:3],
        "output_padding",
        "dilation",
    ),
    "Conv2D": ("filters", "kernel_size", "strides", "padding", "dilation_rate"),
    "Conv2DTranspose": ("filters", "kernel_size", "strides", "padding", "output_padding"),
    "MaxPool2d": ("kernel_size", "stride", "padding"),
    "AvgPool2d": ("kernel_size", "stride", "padding"),
    "MaxPooling2D": ("pool_size", "strides", "padding"),
    "AveragePooling2D": ("pool_size", "strides", "padding"),
    "Upsample": ("scale_factor",),
    "UpSampling2D": ("size",),
    "PixelShuffle": ("upscale_factor",),
    "PixelUnshuffle": ("downscale_factor",),
    "Linear": ("in_features", "out_features"),
    "Dense": ("units",),
    "BatchNorm2d": ("num_features",),
    "ZeroPad2d": ("padding",),
    "ReflectionPad2d": ("padding",),
}
"""The arguments that a row offers, of layers that have numbers."""

_LABELS = {
    "in_channels": "in",
    "out_channels": "out",
    "in_features": "in",
    "out_features": "out",
    "num_features": "maps",
    "kernel_size": "kernel",
    "pool_size": "window",
    "scale_factor": "times",
    "size": "times",
    "upscale_factor": "times",
    "downscale_factor": "times",
    "dilation_rate": "dilation",
    "output_padding": "output padding",
}
"""What stands beside a field, where it is not the argument's own name."""

_UNSAID = {
    "stride": "1",
    "strides": "1",
    "dilation": "1",
    "dilation_rate": "1",
    "padding": "0",
    "output_padding": "0",
}


class Field(TypedDict):
    """One argument of a row."""

    name: str
    label: str
    value: str
    unsaid: str
    """What holds where nothing is written."""


class Built(TypedDict):
    """One layer as a row."""

    name: str
    line: int
    size: str
    """What goes out of it."""
    fields: list[Field]


class Builder(TypedDict):
    """All rows, and what can be added."""

    rows: list[Built]
    kinds: list[str]


def builder(source: str, given: str) -> Builder:
    """Read the rows off a text.

    Args:
        source: The text.
        given: The size of its input, as typed.
    """
    found = read(source)
    shapes = _shapes(found, given)
    return Builder(
        rows=[
            Built(
                name=call.name,
                line=call.line,
                size=_size(shapes[i + 1]) if i + 1 < len(shapes) else "",
                fields=[_field(call, name) for name in _SHOWN.get(call.name, ())],
            )
            for i, call in enumerate(found.calls)
        ],
        kinds=[kind.name for kind in KINDS[library_of(found)]],
    )


def _shapes(found: Source, given: str) -> list[Shape]:
    """Return what comes to each layer as far as the ladder goes, and what leaves the last."""
    size = read_size(given)
    start, _ = start_of(found.calls, size if isinstance(size, tuple) else None)
    made = ladder(found.calls, start)
    return [start, *(one.after for one in made.rungs)]


def _size(shape: Shape) -> str:
    if shape.size is None:
        return f"{shape.values:,}"
    height, width = shape.size
    return f"{shape.channels} × {height}" + ("" if height == width else f"×{width}")


def _field(call: Call, name: str) -> Field:
    unsaid = _UNSAID.get(name, "")
    if call.library == "keras":
        unsaid = {"padding": "valid", "output_padding": "None"}.get(name, unsaid)
    elif call.name == "MaxPool2d" and name == "stride":
        unsaid = "kernel"
    value = call.arguments[name].value if name in call.arguments else ""
    return Field(name=name, label=_LABELS.get(name, name), value=_written(value), unsaid=unsaid)


def _written(value: Value) -> str:
    if isinstance(value, Unknown):
        return value.text
    if isinstance(value, tuple):
        return f"({', '.join(_written(part) for part in value)})"
    return f"{value}"


def edited(source: str, given: str, edit: object) -> tuple[str, str]:
    """Carry out an edit that a row asks for.

    Args:
        source: The text as it is.
        given: The size of its input, as typed.
        edit: {"do": "add", "remove", "move", "kind" or "set", "at": 3, ...}, from anybody.

    Returns:
        The text, and "" or a sentence about why it is as it was.
    """
    if not isinstance(edit, Mapping):
        return source, ""
    found = read(source)
    try:
        return _granted(found, given, edit), ""
    except EditError as refused:
        return source, f"{refused}."


def _granted(found: Source, given: str, edit: Mapping[str, Any]) -> str:
    at = edit.get("at")
    at = at if type(at) is int else -1
    if edit.get("do") == "remove":
        return removed(found, at)
    if edit.get("do") == "move":
        return moved(found, at, 1 if edit.get("by") == 1 else -1)
    if edit.get("do") == "set":
        call = found.calls[at] if 0 <= at < len(found.calls) else None
        name = f"{edit.get('name')}"
        if call is None or call.name not in SIGNATURES or name not in SIGNATURES[call.name][1]:
            raise EditError("There is no such argument")
        return argued(found, at, name, f"{edit.get('value')}"[:LONGEST_VALUE])
    if edit.get("do") not in ("add", "kind"):
        return found.text
    shapes = _shapes(found, given)
    # What comes to a new layer is what leaves the one before it, or the last that is known.
    place = at + 1 if edit["do"] == "add" else at
    arriving = shapes[min(max(place, 0), len(shapes) - 1)]
    line = line_of(library_of(found), f"{edit.get('kind')}", arriving)
    return added(found, at, line) if edit["do"] == "add" else replaced(found, at, line)
