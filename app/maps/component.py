"""Mounts the sheets of numbers: a network's ladder, or a row of large pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

import streamlit as st

from app.maps.sheets import (
    Sheet,
    Shown,
    Values,
    ladder_sheets,
    packed,
    picture_sheet,
    shaded,
)
from app.shared.component import mounted
from app.shared.glossary import explained
from core.autoencoders.architectures import PICTURE_SIDE, Architecture

Cell = tuple[int, int, int]
"""Channel, row and column."""

INPUT = -1
"""The number of the picture that enters a network, where its layers are counted from 0."""

_WANTED = "_wanted"
"""Of which drawing somebody came near the numbers; until then shades of grey are enough."""

_HINT = (
    "Point at any number to read it, or hold a finger on it. Click or tap one of a convolution "
    "to see its sum."
)


@dataclass(frozen=True)
class Pick:
    """A value that was chosen in a ladder.

    Attributes:
        layer: Its place in the architecture's layers; ``INPUT`` for the picture.
        cell: Channel, row and column of that layer's output.
    """

    layer: int
    cell: Cell


def maps(
    architecture: Architecture,
    picture: Values | None,
    made: Sequence[Values] | None,
    *,
    key: str,
    number: int,
    heading: str,
    words: str,
    tallest: int = 180,
    notes: Mapping[int, str] | None = None,
) -> Pick | None:
    """Show every layer with its shape, its parameters and, if there are any, its maps.

    Args:
        architecture: The layer table.
        picture: (side, side) float in 0..1, what enters; None if there is none.
        made: Per layer (channels, rows, columns) float; None if they are not known: the
            places stay.
        key: The component's identity.
        number: The drawing's running number.
        heading: HTML above the layers.
        words: HTML below them.
        tallest: Screen pixels that a layer's maps may be high.
        notes: HTML per layer, counted from 0, that follows its shape.

    Returns:
        The value that was clicked just now; None in every other run.
    """
    sheets = ladder_sheets(architecture, picture, made, tallest, notes)
    picked = _shown(
        {"kind": "ladder", "name": f"{key} {architecture.name}", "hint": _HINT},
        (heading, words),
        sheets,
        [picture, *(made or [])],
        number,
        key,
        exact=st.session_state.get(key + _WANTED) == number,
    )
    # The first sheet is the input, the second the first layer.
    return None if picked is None else Pick(picked[0] - 1, picked[1])


def pixels(
    row: Sequence[Shown],
    *,
    key: str,
    number: int,
    heading: str,
    words: str,
    zoom: int,
    kind: str = "results",
) -> tuple[int, Cell] | None:
    """Show large pictures of one size side by side, under one pointer.

    Args:
        row: The pictures.
        key: The component's identity.
        number: The drawing's running number.
        heading: HTML above them; empty for none.
        words: HTML beside them.
        zoom: Screen pixels per pixel.
        kind: CSS classes of the whole; with "wide" the words stand below the pictures.

    Returns:
        Index of the picture and the pixel (as channel 0, row, column) that was clicked just
        now; None in every other run.
    """
    sheets = [picture_sheet(one, PICTURE_SIDE, zoom) for one in row]
    return _shown(
        {"kind": kind, "name": key, "hint": "Point at any pixel; click it to see its sum."},
        (heading, words),
        sheets,
        [one.picture for one in row],
        number,
        key,
    )


def _shown(
    message: Mapping[str, object],
    text: tuple[str, str],
    sheets: Sequence[Sheet],
    arrays: Sequence[Values | None],
    number: int,
    key: str,
    *,
    exact: bool = True,
) -> tuple[int, Cell] | None:
    heading, words = text
    known = [array for array in arrays if array is not None]
    filled = [sheet for sheet in sheets if sheet["filled"]]
    # The pictures share captions, signs and colours with the page around them.
    reply = mounted("maps", "<div class='sheets'></div>", isolate_styles=False)(
        data=[
            {
                **message,
                "number": number,
                "heading": explained(heading, whole=True),
                "words": explained(words),
                "sheets": list(sheets),
                "shaded": not exact,
                "packed": packed(known) if exact else shaded(filled, known),
            }
        ],
        key=key,
        on_picked_change=_heard,
        on_wanted_change=lambda: _want(key),
    )
    return read_pick(reply.picked, sheets)


def _heard() -> None:
    """Do nothing: Streamlit hands on only what has a callback, and pages act in their run."""


def _want(key: str) -> None:
    """Send the numbers themselves from now on, as long as the drawing stays."""
    st.session_state[key + _WANTED] = st.session_state[key]["wanted"]


def read_pick(reply: object, sheets: Sequence[Sheet]) -> tuple[int, Cell] | None:
    """Return sheet and cell that a browser reported; None for anything else.

    Args:
        reply: What came from the browser: anything.
        sheets: What was shown.
    """
    if not isinstance(reply, Mapping):
        return None
    index, cell = reply.get("sheet"), reply.get("cell")
    if not _below(index, len(sheets)) or not isinstance(cell, list) or len(cell) != 3:
        return None
    sheet = sheets[index]
    channel, row, column = cell
    inside = (
        _below(channel, sheet["maps"])
        and _below(row, sheet["side"])
        and _below(column, sheet["side"])
    )
    if not (inside and sheet["picks"] and sheet["filled"]):
        return None
    return index, (channel, row, column)


def _below(number: Any, limit: int) -> TypeGuard[int]:
    # True and False are whole numbers to Python.
    return type(number) is int and 0 <= number < limit
