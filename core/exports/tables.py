"""The table of rows as text, to take away: CSV for a spreadsheet, JSON for a program.

Both hold every multiplication, the cropped ones too. A place that is no cell (cropped away,
or read from a convolution's padding) is left empty, ``null`` in JSON. Channels, rows and
columns count from 0; ``kernel_first`` and ``kernel_second`` are the kernel's two channel
axes in PyTorch's layout, see ``core.contributions.Trace``.
"""

import csv
import io
import json
from dataclasses import asdict

import numpy as np

from core.arguments import instance
from core.contributions import Rows, Trace
from core.geometry import OUTSIDE, Indices

VERSION = 1
"""Of the JSON's layout; another number, another layout."""

LARGEST_TABLE = 200_000
"""Rows beyond which the text is megabytes that nobody reads."""

COLUMNS = (
    "input_channel",
    "input_row",
    "input_column",
    "kernel_first",
    "kernel_second",
    "tap_row",
    "tap_column",
    "output_channel",
    "output_row",
    "output_column",
    "value",
    "weight",
    "product",
)

_Entry = int | float | None


def rows_as_csv(trace: Trace) -> str:
    """Return the table as CSV (RFC 4180, comma, a header line, lines ending in a line feed).

    The products of the lines of one output cell, plus its bias, sum to the output.

    Raises:
        ValueError: there are more than ``LARGEST_TABLE`` rows.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_lines(trace))
    return text.getvalue()


def rows_as_json(trace: Trace) -> str:
    """Return the table as JSON, together with all that the operation was made of.

    Returns:
        An object with ``version``, ``layer`` (the fields of ``core.layer.Layer``),
        ``groups``, ``input`` (C_in, H, W), ``kernel`` (4 axes, PyTorch's layout), ``bias``,
        ``output`` (C_out, H, W), ``columns`` (their names) and ``rows`` (one list each).

    Raises:
        ValueError: there are more than ``LARGEST_TABLE`` rows, or numbers that are not finite,
            which JSON cannot hold.
    """
    instance("trace", trace, Trace)
    return json.dumps(
        {
            "version": VERSION,
            "layer": asdict(trace.layer),
            "groups": trace.groups,
            "input": trace.image.tolist(),
            "kernel": trace.kernel.tolist(),
            "bias": trace.bias.tolist(),
            "output": trace.result().tolist(),
            "columns": COLUMNS,
            "rows": _lines(trace),
        },
        allow_nan=False,
    )


def _lines(trace: Trace) -> list[tuple[_Entry, ...]]:
    instance("trace", trace, Trace)
    if len(trace) > LARGEST_TABLE:
        raise ValueError(
            f"a table of {len(trace):,} rows is too long to be taken away; "
            f"{LARGEST_TABLE:,} are the most"
        )
    rows = trace.rows()
    columns: list[list[_Entry]] = [
        *_places(rows.input_cell, rows.input_shape),
        *_places(rows.kernel_tap, rows.kernel_shape),
        *_places(rows.output_cell, rows.output_shape),
        *_numbers(rows),
    ]
    return list(zip(*columns, strict=True))


def _places(flat: Indices, shape: tuple[int, ...]) -> list[list[_Entry]]:
    """Return the flat indices axis by axis; None where there is no cell."""
    outside = flat == OUTSIDE
    axes = np.unravel_index(np.where(outside, 0, flat), shape)
    return [
        [None if no else place for place, no in zip(axis.tolist(), outside.tolist(), strict=True)]
        for axis in axes
    ]


def _numbers(rows: Rows) -> list[list[_Entry]]:
    return [rows.value.tolist(), rows.weight.tolist(), rows.product.tolist()]
