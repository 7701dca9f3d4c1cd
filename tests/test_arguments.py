"""What core's public functions are given: numpy's whole numbers work, the rest is named."""

import re
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np
import pytest

from app.shared.palette import tap_colours
from core import GeometryError, Layer, readings, trace
from core.contributions import trace_layer
from core.exports.snippets import snippet
from core.exports.tables import rows_as_csv, rows_as_json
from core.exports.tikz import tikz
from core.fixes import nearest_fix, nearest_fixes, resolve_or_fix
from core.formulas import size_formulas
from core.frameworks import resolve
from core.kernels import preset, upsampling
from core.mistakes import mistakes
from core.readings import terms as rows_of
from core.roundtrip import round_trip
from core.terms import part, terms
from core.timeline import timeline

GRID = [[0.0, 1.0], [2.0, 3.0]]


@pytest.mark.parametrize("kind", [np.int64, np.int8, np.uint16])
def test_numpy_s_whole_numbers_are_whole_numbers(kind: Any) -> None:
    two, one, none = kind(2), kind(1), kind(0)
    expected = trace(GRID, GRID, stride=2, padding=1, dilation=1, output_padding=1).result()

    for stride in (two, (two, two), [two, two], np.array([2, 2])):
        traced = trace(
            np.array(GRID, np.float32), GRID, stride=stride, padding=one, dilation=(one, one),
            output_padding=one, groups=one,
        )  # fmt: skip
        np.testing.assert_array_equal(traced.result(), expected)
        assert traced.layer.stride == (2, 2)
        assert type(traced.layer.stride[0]) is int
    assert len(traced.rows(outputs=(none, one, one))) == len(traced.rows(outputs=(0, 1, 1)))
    assert terms(traced, (none, one, one)).total == expected[0, 1, 1]
    assert preset("blur", kind(3)).kernel_size == 3
    assert upsampling("nearest", two).stride == 2


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("operation", "conv"),
        ("operation", ["transposed"]),
        ("framework", "torch"),
        ("framework", None),
        ("framework", []),
        ("padding", "full"),
        ("padding", (1, 1, 1)),
        ("padding", ((1, 1), 1)),
        ("padding", 0.5),
        ("padding", None),
        ("stride", (1, 1, 1)),
        ("stride", ()),
        ("stride", True),
        ("stride", (1, True)),
        ("stride", 1.5),
        ("stride", np.float64(2)),
        ("stride", "2"),
        ("stride", None),
        ("stride", 10**9),
        ("stride", 10**5000),
        ("stride", -(10**5000)),
        ("dilation", 2.0),
        ("dilation", 10**9),
        ("padding", 10**9),
        ("output_padding", 10**9),
        ("output_padding", True),
        ("output_size", (10**9, 10**9)),
        ("output_size", "same"),
        ("groups", 1.0),
        ("groups", True),
        ("groups", None),
        ("groups", 0),
        ("groups", 10**9),
        ("image", [[None]]),
        ("image", [["1"]]),
        ("image", [[1, 2], [3]]),
        ("image", [[1j]]),
        ("image", [[10**400]]),
        ("image", None),
        ("kernel", [[None]]),
        ("kernel", "kernel"),
        ("bias", [None]),
        ("bias", "b"),
    ],
    # A number of 5,000 digits has no text that could be its name.
    ids=count(),
)
def test_what_is_no_such_argument_is_refused_by_its_name(parameter: str, value: object) -> None:
    given: dict[str, Any] = {"image": GRID, "kernel": GRID, parameter: value}

    with pytest.raises(ValueError, match=parameter.replace("_", "[_ ]")):
        trace(given.pop("image"), given.pop("kernel"), **given)


def test_the_sentence_says_what_was_given_and_what_would_do() -> None:
    with pytest.raises(
        GeometryError, match=re.escape("operation must be 'convolution' or 'transposed', not 'c'")
    ):
        trace(GRID, GRID, operation="c")  # type: ignore[arg-type]
    with pytest.raises(GeometryError, match=r"stride must be a whole number, not 1\.5") as refused:
        trace(GRID, GRID, stride=1.5)  # type: ignore[arg-type]
    assert refused.value.parameter == "stride"


@pytest.mark.parametrize("cell", [(0, 0), (0, 0, 0, 0), 0, None, "abc", (0, 0, None), (0, 0.5, 0)])
def test_a_cell_has_three_whole_numbers(cell: Any) -> None:
    traced = trace(GRID, GRID)

    with pytest.raises(ValueError, match="cell must be"):
        terms(traced, cell)
    if cell != (0, 0, None):
        with pytest.raises(ValueError, match="outputs must be"):
            rows_of(traced, cell)


def test_sizes_beyond_all_bounds_take_no_memory() -> None:
    large = Layer(input_size=(10**9, 10**9), kernel_size=(2, 2))
    tracemalloc.start()
    for attempt in (
        lambda: resolve(large),
        lambda: trace(GRID, GRID, stride=1 << 20),
        lambda: trace(GRID, GRID, output_size=(1 << 20, 1 << 20), framework="onnx"),
        lambda: trace([[1]], GRID, operation="convolution", padding=1 << 20),
        lambda: trace_layer(large, GRID, GRID),
        lambda: preset("blur", 10**9),
        lambda: upsampling("bilinear", 10**9),
    ):
        with pytest.raises(ValueError, match=r"at most|too large|the most"):
            attempt()
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("name", ["sobel", None, []])
def test_a_kernel_of_no_known_name_is_refused(name: Any) -> None:
    """It was sharpen, or bilinear, without a word."""
    with pytest.raises(GeometryError, match="name must be"):
        preset(name, 3)
    with pytest.raises(GeometryError, match="name must be"):
        upsampling(name, 2)


TRACE = trace(GRID, GRID, stride=2)


FOUND = terms(TRACE, (0, 1, 1))
STEPS = timeline(TRACE, "input")
COLOURS = tap_colours(4)
ODD: list[Any] = [None, float("nan"), "x", True, 1.5, -1, 10**9, 10**400, [], (0, 0), {}, object()]


def drawn(**odd: Any) -> str:
    """Draw a step with TikZ, one argument of it odd."""
    given = {"trace": TRACE, "readings": ["stamp"], "walk": "input", "step": 0, "colours": COLOURS}
    return tikz(**(given | odd))


ASKED: dict[str, tuple[str, Callable[[Any], object]]] = {
    "timeline": ("trace", lambda odd: timeline(odd, "input")),
    "timeline's walk": ("walk", lambda odd: timeline(TRACE, odd)),
    "starts": ("name", STEPS.starts),
    "frame": ("i", STEPS.frame),
    "lives of the spread grid": ("i", STEPS.spread),
    "tikz": ("trace", lambda odd: drawn(trace=odd)),
    "tikz's readings": ("readings", lambda odd: drawn(readings=odd)),
    "tikz's reading": ("readings", lambda odd: drawn(readings=[odd])),
    "tikz's walk": ("walk", lambda odd: drawn(walk=odd)),
    "tikz's step": ("step", lambda odd: drawn(step=odd)),
    "tikz's channel": ("channel", lambda odd: drawn(channel=odd)),
    "snippet": ("trace", lambda odd: snippet(odd, "numpy")),
    "snippet's language": ("language", lambda odd: snippet(TRACE, odd)),
    "csv": ("trace", rows_as_csv),
    "json": ("trace", rows_as_json),
    "terms": ("trace", lambda odd: terms(odd, (0, 0, 0))),
    "terms' cell": ("cell", lambda odd: terms(TRACE, odd)),
    "terms' column": ("cell", lambda odd: terms(TRACE, (0, 0, odd))),
    "part": ("found", lambda odd: part(odd, [0])),
    "part's channels": ("channels", lambda odd: part(FOUND, odd)),
    "part's channel": ("channels", lambda odd: part(FOUND, [odd])),
    "part's side": ("side", lambda odd: part(FOUND, [0], odd)),
    "of_subject": ("subject", readings.of_subject),
    "possible": ("wanted", lambda odd: readings.possible(odd, "transposed")),
    "possible's key": ("wanted", lambda odd: readings.possible((odd,), "transposed")),
    "possible's operation": ("operation", lambda odd: readings.possible(("stamp",), odd)),
    "walks": ("some", lambda odd: readings.walks(odd, "transposed")),
    "walks' operation": ("operation", lambda odd: readings.walks(("stamp",), odd)),
    "stepped": ("wanted", lambda odd: readings.stepped(("stamp",), "transposed", odd)),
    "has": ("trace", readings.READINGS[1].has),
    "stamps": ("trace", lambda odd: list(readings.stamps(odd))),
    "rows of an output": ("trace", lambda odd: readings.terms(odd, (0, 0, 0))),
    "rows of an output's cell": ("outputs", lambda odd: readings.terms(TRACE, odd)),
    "matrix": ("trace", readings.matrix),
    "overlap": ("trace", readings.overlap),
    "spread": ("trace", readings.spread),
    "turned_kernel": ("trace", readings.turned_kernel),
    "inputs": ("inputs", lambda odd: TRACE.rows(inputs=odd)),
    "an input": ("inputs", lambda odd: TRACE.rows(inputs=(odd, 0, 0))),
    "a slice": ("taps", lambda odd: TRACE.rows(taps=(slice(odd, odd, odd), 0))),
    "channel_pairs": ("output", TRACE.channel_pairs),
    "where": ("wanted", TRACE.rows().where),
    "resolve": ("layer", resolve),
    "nearest_fix": ("layer", nearest_fix),
    "nearest_fixes": ("layer", nearest_fixes),
    "resolve_or_fix": ("limits", lambda odd: resolve_or_fix(TRACE.layer, limits=odd)),
    "a limit": ("limits", lambda odd: nearest_fix(TRACE.layer, limits={"stride": odd})),
    "trace_layer": ("layer", lambda odd: trace_layer(odd, GRID, GRID)),
    "size_formulas": ("layer", lambda odd: size_formulas(odd, TRACE.geometry)),
    "size_formulas' geometry": ("geometry", lambda odd: size_formulas(TRACE.layer, odd)),
    "mistakes": ("traced", mistakes),
    "round_trip": ("there", round_trip),
    "upsampling": ("largest_kernel", lambda odd: upsampling("nearest", 2, largest_kernel=odd)),
    "an axis": ("before", lambda odd: replace(TRACE.geometry.height, before=odd)),
    "cuts": ("given_back", lambda odd: TRACE.geometry.height.cuts(odd)),
    "spread of an axis": ("given_back", lambda odd: TRACE.geometry.height.spread(odd)),
}

FINE: dict[str, list[Any]] = {
    # -1 is the last place, as everywhere in Python; None is all, or the function's own choice.
    "an input": [None, -1],
    "a slice": [None, -1, 10**9, 10**400],
    "channel_pairs": [None, -1],
    "tikz's channel": [None],
    "part's side": [None, 10**9],
    "upsampling": [None, 10**9, 10**400, -1],
    "resolve_or_fix": [{}],
    "cuts": [10**9],
    "spread of an axis": [10**9],
    "a limit": [(0, 0)],
}


@pytest.mark.parametrize("asked", ASKED)
def test_no_odd_argument_ends_in_another_error_than_its_own_sentence(asked: str) -> None:
    """They were AttributeError, TypeError, IndexError, KeyError, or an answer without a word."""
    parameter, ask = ASKED[asked]
    tracemalloc.start()
    for odd in ODD:
        if any(odd is fine or odd == fine for fine in FINE.get(asked, [])):
            with suppress(ValueError):
                ask(odd)
            continue
        with pytest.raises(ValueError, match=parameter) as refused:
            ask(odd)
        assert len(str(refused.value)) < 240
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_numpy_s_whole_numbers_name_cells_channels_and_sides() -> None:
    one, none = np.int64(1), np.int8(0)

    assert STEPS.frame(none) == STEPS.frame(0)  # type: ignore[arg-type]
    assert drawn(step=one, channel=none) == drawn(step=1)
    shown = part(FOUND, [none], one)
    assert shown is not None
    assert shown.channels == (0,)
    assert list(readings.terms(TRACE, (none, one, one)).product) == list(FOUND.rows.product)
    assert type(replace(TRACE.geometry.height, before=none).before) is int
