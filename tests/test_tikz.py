"""The TikZ picture of a step: one node per cell, the trace's numbers, the step's cells marked."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.arguments import GeometryError
from core.contributions import Trace, trace
from core.examples import BY_HAND
from core.exports.tikz import LARGEST_PICTURE, tikz
from core.geometry import OUTSIDE, Operation
from core.readings import stamps
from core.timeline import WalkedPhase
from tests.referee import core_trace
from tests.strategies import OPERATIONS, problems

NODE = re.compile(r"\\node\[(cell[^\]]*)\] at \((-?[\d.]+), (-?[\d.]+)\) \{(?:\$([^$]*)\$)?\};")
Node = tuple[str, float, float, str]


def nodes(text: str) -> list[Node]:
    """Return each cell's style, place and number."""
    return [(style, float(x), float(y), number) for style, x, y, number in NODE.findall(text)]


def marked(text: str, role: str) -> list[str]:
    """Return the numbers of the marked cells of one grid, row by row."""
    found = [node for node in nodes(text) if node[0] == f"cell, marked {role}"]
    return [number for _, _, _, number in sorted(found, key=lambda node: (node[2], node[1]))]


def test_the_second_stamp_of_the_text() -> None:
    """S9, input cell (0, 1) = 1 times the kernel 0 1 2 3, in the top right corner."""
    text = tikz(trace(BY_HAND, BY_HAND, stride=2), "stamp", (0, 0, 1))

    assert marked(text, "input") == ["1"]
    assert marked(text, "kernel") == ["0", "1", "2", "3"]
    assert marked(text, "output") == ["0", "1", "2", "3"]
    assert len(nodes(text)) == 4 + 4 + 16
    assert text.startswith("\\documentclass[tikz, border=2mm]{standalone}\n")


def test_the_middle_of_the_slide_of_the_text() -> None:
    """S8: y[1,1] = 0*3 + 1*2 + 2*1 + 3*0 = 4; the cells after it are still empty."""
    text = tikz(trace(BY_HAND, BY_HAND), "slide", (0, 1, 1))

    assert marked(text, "input") == marked(text, "kernel") == ["0", "1", "2", "3"]
    assert marked(text, "output") == ["4"]
    assert [number for *_, number in nodes(text)].count("") == 4


LABEL = re.compile(r"\\node at \((-?[\d.]+), (-?[\d.]+)\) \{([^}]*)\};")


def labels(text: str) -> dict[str, tuple[float, float]]:
    """Return each label's place, x and y."""
    return {name: (float(x), float(y)) for x, y, name in LABEL.findall(text)}


def test_each_label_stands_a_cell_above_the_middle_of_its_grid() -> None:
    """Input 1×2 at x 0, kernel 1×3 from x 4, output 1×5 from x 9: all in one row."""
    flat = tikz(trace([[1, 2]], [[1, 2, 3]], stride=(1, 3)), "stamp", (0, 0, 0))
    assert labels(flat) == {"input": (0.5, -1), "kernel": (5, -1), "output": (11.5, -1)}

    # Input 2×1, kernel 1×1, output 2×1: the kernel's row stands between the others' two.
    tall = tikz(trace([[1], [2]], [[3]]), "stamp", (0, 0, 0))
    assert labels(tall) == {"input": (0, -1), "kernel": (3, -0.5), "output": (6, -1)}
    assert [(x, y) for _, x, y, _ in sorted(nodes(tall), key=lambda node: node[1:3])] == [
        (0, 0), (0, 1), (3, 0.5), (6, 0), (6, 1),
    ]  # fmt: skip


def test_each_grid_says_which_of_its_channels_it_shows() -> None:
    """Channel 0 of two goes to channel 2 of three."""
    traced = trace(np.ones((2, 1, 1)), np.ones((2, 3, 1, 1)))

    assert set(labels(tikz(traced, "stamp", (0, 0, 0), channel=2))) == {
        "input, channel 0", "kernel", "output, channel 2",
    }  # fmt: skip
    # Without one the first that is wired.
    assert "output, channel 0" in labels(tikz(traced, "stamp", (1, 0, 0)))
    assert "input, channel 0" in labels(tikz(traced, "slide", (2, 0, 0)))
    single = trace([[1]], np.ones((1, 2, 1, 1)))
    assert set(labels(tikz(single, "slide", (1, 0, 0)))) == {"input", "kernel", "output, channel 1"}


def test_thick_lines_are_drawn_over_their_neighbours() -> None:
    """Within each grid the marked cells come last; the first row is the top one."""
    text = tikz(trace([[1, 2, 3]], [[1]]), "stamp", (0, 0, 0))

    assert [style for style, x, *_ in nodes(text) if x <= 2] == [
        "cell",
        "cell",
        "cell, marked input",
    ]
    assert "y=-8mm" in text


def of_role(text: str, traced: Trace) -> tuple[list[Node], list[Node], list[Node]]:
    """Split the nodes by the white between the grids; each grid row by row."""
    widths = [traced.image.shape[2], traced.kernel.shape[3], traced.output_shape[2]]
    starts = [0, widths[0] + 2, widths[0] + widths[1] + 4]
    found = [
        sorted(
            (n for n in nodes(text) if start <= n[1] < start + width), key=lambda n: (n[2], n[1])
        )
        for start, width in zip(starts, widths, strict=True)
    ]
    return found[0], found[1], found[2]


def written(array: np.ndarray) -> list[str]:
    return [f"{int(value)}" for value in array.ravel()]


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=30)
@given(data=st.data())
def test_a_stamp_shows_the_sums_so_far_and_marks_its_rows(
    operation: Operation, data: st.DataObject
) -> None:
    traced = core_trace(data.draw(problems(operation)))
    steps = list(stamps(traced))
    step = steps[data.draw(st.integers(0, len(steps) - 1))]
    source, y, x = step.cell

    text = tikz(traced, "stamp", step.cell)

    images, kernels, outputs = of_role(text, traced)
    assert [n[3] for n in images] == written(traced.image[source])
    assert [n[0] != "cell" for n in images] == [
        at == (y, x) for at in np.ndindex(*traced.image[0].shape)
    ]
    target = next(
        n
        for n in range(traced.output_shape[0])
        if len(traced.rows(inputs=(source, None, None), outputs=(n, None, None)))
    )
    assert [n[3] for n in outputs] == written(step.running[target])
    rows = traced.rows(inputs=step.cell, outputs=(target, None, None))
    landed = set(rows.output_cell.tolist()) - {OUTSIDE}
    cells = np.arange(step.running.size).reshape(step.running.shape)[target]
    assert [n[0] != "cell" for n in outputs] == [cell in landed for cell in cells.ravel()]
    assert sum("marked" in n[0] for n in kernels) == len(landed)
    assert sum("lost" in n[0] for n in kernels) == (rows.output_cell == OUTSIDE).sum()
    structure(text, traced)


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=30)
@given(data=st.data())
def test_a_slide_shows_what_is_finished_and_marks_the_terms(
    operation: Operation, data: st.DataObject
) -> None:
    traced = core_trace(data.draw(problems(operation)))
    result = traced.result()
    step = data.draw(st.integers(0, result.size - 1))
    target, y, x = (int(at) for at in np.unravel_index(step, result.shape))

    text = tikz(traced, "slide", (target, y, x))

    images, kernels, outputs = of_role(text, traced)
    places = np.arange(result.size).reshape(result.shape)[target].ravel()
    expected = written(result[target])
    assert [n[3] for n in outputs] == [
        number if place <= step else "" for number, place in zip(expected, places, strict=True)
    ]
    assert [n[0] != "cell" for n in outputs] == [place == step for place in places]
    source = next(
        n
        for n in range(traced.input_shape[0])
        if len(traced.rows(inputs=(n, None, None), outputs=(target, None, None)))
    )
    rows = traced.rows(inputs=(source, None, None), outputs=(target, y, x))
    read = rows.where(rows.input_cell != OUTSIDE)
    assert sum("marked" in n[0] for n in images) == len(read)
    assert sum("marked" in n[0] for n in kernels) == len(read)
    assert sum("lost" in n[0] for n in kernels) == len(rows) - len(read)
    weights = [n[3] for n in kernels if "marked" in n[0]]
    assert sorted(weights) == sorted(written(read.weight))
    structure(text, traced)


def structure(text: str, traced: Trace) -> None:
    """Check what can be checked without LaTeX."""
    assert text.count("{") == text.count("}")
    assert text.count("[") == text.count("]")
    assert text.count("$") % 2 == 0
    for part in ("document", "tikzpicture"):
        assert text.count(rf"\begin{{{part}}}") == text.count(rf"\end{{{part}}}") == 1
    cells = traced.image[0].size + traced.kernel[0, 0].size
    assert len(nodes(text)) == cells + traced.output_shape[1] * traced.output_shape[2]
    assert len({node[1:3] for node in nodes(text)}) == len(nodes(text))
    named = set(re.findall(r"^  ([\w ]+)/\.style", text, re.MULTILINE))
    used = {style for node in nodes(text) for style in node[0].split(", ")}
    assert used <= named


def test_fractions_and_minus_signs_fit_a_cell() -> None:
    text = tikz(trace([[1 / 3, -2]], [[1]]), "stamp", (0, 0, 1))

    assert [number for *_, number in nodes(text)][:2] == ["0.3333", "-2"]
    # Six characters of not quite 2 mm, and a margin.
    assert "minimum size=14mm" in text
    assert "[x=14mm, y=-14mm]" in text


def test_a_rounding_error_is_written_as_0() -> None:
    """0.1*3 - 0.3 is 5.6e-17 in float64, which no cell holds and nobody means."""
    off = trace([[0.1, 0.3]], [[-1, 3]], padding=(0, 1))

    assert off.result()[0, 0, 0] != 0
    assert marked(tikz(off, "slide", (0, 0, 0)), "output") == ["0"]


def test_large_numbers_keep_four_digits() -> None:
    text = tikz(trace([[123456789012.0, 12345.5]], [[1]]), "stamp", (0, 0, 0))

    assert marked(text, "input") == ["1.235e+11"]
    assert "minimum size=20mm" in text
    # Nine digits are written out, one more is not.
    edge = tikz(trace([[999_999_999.0, 1e9]], [[1]]), "stamp", (0, 0, 0))
    assert [number for *_, number in nodes(edge)][:2] == ["1e+09", "999999999"]


def test_short_numbers_have_cells_of_8_millimetres() -> None:
    assert "minimum size=8mm" in tikz(trace([[100]], [[1]]), "stamp", (0, 0, 0))
    assert "minimum size=10mm" in tikz(trace([[1000]], [[1]]), "stamp", (0, 0, 0))


def test_one_of_several_channels_is_named_and_can_be_chosen() -> None:
    kernel = np.arange(4.0).reshape(2, 2, 1, 1)
    traced = trace(np.ones((2, 1, 1)), kernel)

    text = tikz(traced, "slide", (1, 0, 0), channel=1)

    assert "{input, channel 1}" in text
    assert "{output, channel 1}" in text
    assert marked(text, "kernel") == ["3"]


def test_channels_of_two_groups_are_not_joined() -> None:
    traced = trace(np.ones((2, 1, 1)), np.ones((2, 1, 1, 1)), groups=2)

    assert "{output, channel 1}" in tikz(traced, "stamp", (1, 0, 0))
    with pytest.raises(ValueError, match="no row joins input channel 1 and output channel 0"):
        tikz(traced, "stamp", (1, 0, 0), channel=0)


def test_a_cell_whose_stamp_is_cropped_is_still_marked() -> None:
    text = tikz(trace(np.ones((3, 3)), [[1]], padding=1), "stamp", (0, 0, 0))

    assert marked(text, "input") == ["1"]
    assert marked(text, "output") == []
    assert "cell, lost" in text


def test_a_tap_that_reaches_another_cell_is_not_lost() -> None:
    """Stride 2, kernel 3: output 1 takes the middle tap alone, and no product is cropped."""
    text = tikz(trace([[1, 2]], [[10, 20, 30]], stride=(1, 2)), "slide", (0, 0, 1))

    assert marked(text, "kernel") == ["20"]
    assert "cell, lost" not in text.split("tikzpicture")[1]


@pytest.mark.parametrize(("phase", "shape"), [("stamp", (2, 1, 2)), ("slide", (1, 2, 4))])
def test_no_such_cell(phase: WalkedPhase, shape: tuple[int, int, int]) -> None:
    """The last cell of each axis is there, one further and one before the first are not."""
    traced = trace(np.ones((2, 1, 2)), np.ones((2, 1, 2, 3)))
    channels, height, width = shape

    tikz(traced, phase, (channels - 1, height - 1, width - 1))
    for cell in (
        (channels, 0, 0), (0, height, 0), (0, 0, width), (-1, 0, 0), (0, -1, 0), (0, 0, -1),
    ):  # fmt: skip
        message = f"no cell {cell} in a grid of {shape}"
        with pytest.raises(GeometryError, match=re.escape(message)):
            tikz(traced, phase, cell)


def test_a_picture_too_large_for_a_page_is_refused() -> None:
    with pytest.raises(ValueError, match="a picture of 1,801 cells is too large") as refused:
        tikz(trace(np.ones((30, 30)), [[1]]), "stamp", (0, 0, 0))
    assert str(refused.value).endswith("; 1,000 are the most")


def test_a_picture_at_the_limit_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two channels one is drawn: 2 + 3 + 4 cells."""
    assert LARGEST_PICTURE == 1_000
    traced = trace(np.ones((2, 1, 2)), np.ones((2, 1, 1, 3)))

    monkeypatch.setattr("core.exports.tikz.LARGEST_PICTURE", 9)
    assert len(nodes(tikz(traced, "stamp", (0, 0, 0)))) == 9
    monkeypatch.setattr("core.exports.tikz.LARGEST_PICTURE", 8)
    with pytest.raises(ValueError, match="a picture of 9 cells is too large"):
        tikz(traced, "stamp", (0, 0, 0))
