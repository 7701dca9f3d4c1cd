"""The TikZ picture of a step: what each reading shows, cell by cell, and that LaTeX takes it."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.lab.takeaway import Request, take
from app.setting.beside import beside
from app.setting.link import UNSAID
from app.setting.setting import Setting
from app.shared.palette import tap_colours
from core.arguments import GeometryError
from core.contributions import Trace, trace
from core.examples import BY_HAND
from core.exports.tikz import LARGEST_PICTURE, tikz
from core.geometry import OUTSIDE, Operation
from core.readings import READING, ReadingKey, matrix, stamps, stepped
from core.timeline import Walk, timeline
from tests.referee import core_trace
from tests.strategies import OPERATIONS, problems

NODE = re.compile(r"\\node\[([^\]]*)\] at \((-?[\d.]+), (-?[\d.]+)\) \{(.*)\};")
Node = tuple[list[str], float, float, str]


def drawn(traced: Trace, reading: ReadingKey, step: int, walk: Walk = "input") -> str:
    colours = tap_colours(traced.kernel[0, 0].size)
    return tikz(traced, [reading], walk, step, colours=colours)


def panels(text: str) -> dict[str, list[Node]]:
    """Return the cells of each grid by the grid's label, row by row."""
    found: dict[str, list[Node]] = {}
    label = ""
    for style, x, y, inside in NODE.findall(text):
        if style == "name":
            label = inside
        elif style != "sign":
            node = (style.split(", "), float(x), float(y), inside.strip("$"))
            found.setdefault(label, []).append(node)
    return {name: sorted(cells, key=lambda n: (n[2], n[1])) for name, cells in found.items()}


def of(found: dict[str, list[Node]], start: str) -> list[Node]:
    """Return the one grid whose label begins so."""
    (only,) = [cells for name, cells in found.items() if name.startswith(start)]
    return only


def taps(cells: Sequence[Node]) -> dict[int, str]:
    """Return the number in the cell of each tap."""
    return {
        int(style[4:]): text
        for styles, *_, text in cells
        for style in styles
        if style[:4] == "tap="
    }


def last_step(traced: Trace, reading: ReadingKey, walk: Walk = "input") -> int:
    walk = stepped([reading], traced.geometry.operation, walk)
    one = READING[reading]
    phases = timeline(traced, walk, prepared=one.slides, unrolled=one.unrolls).phases
    return sum(phase.steps for phase in phases) - 1


def test_the_second_stamp_of_the_text() -> None:
    """S9, input cell (0, 1) = 1 times the kernel 0 1 2 3, in the top right corner."""
    found = panels(drawn(trace(BY_HAND, BY_HAND, stride=2), "stamp", 1))

    assert [(styles[1:], text) for styles, _, _, text in found["input"]] == [
        ([], "0"), (["marked input"], "1"), ([], "2"), ([], "3"),
    ]  # fmt: skip
    assert taps(found["kernel"]) == taps(found["output"]) == {0: "0", 1: "1", 2: "2", 3: "3"}
    rows = [[text for *_, text in found["output"][4 * i : 4 * i + 4]] for i in range(4)]
    assert rows == [["0", "0", "0", "1"], ["0", "0", "2", "3"], [""] * 4, [""] * 4]
    assert list(found) == ["input", "kernel", r"$0\times$ kernel", r"$1\times$ kernel", "output"]


def test_the_middle_of_the_slide_of_the_text() -> None:
    """S8: y[1,1] = 0*3 + 1*2 + 2*1 + 3*0 = 4, the kernel turned; what follows is empty."""
    traced = trace(BY_HAND, BY_HAND)
    # Input, one ring, the turn; then the cells of the output, of which this is the fifth.
    found = panels(drawn(traced, "slide", last_step(traced, "slide") - 4))

    assert [text for *_, text in of(found, "kernel, turned")] == ["3", "2", "1", "0"]
    assert taps(found["spread input"]) == {3: "0", 2: "1", 1: "2", 0: "3"}
    assert [text for *_, text in found["output"]] == ["0", "0", "1", "0", "4", "", "", "", ""]
    assert found["output"][4][0] == ["cell", "marked output"]


def test_padding_leaves_ghosts_and_output_padding_gives_some_back() -> None:
    """2x2, k3, s2, p1, op1: the first row and column of the full 5x5 go, the last ones stay."""
    traced = trace([[1, 2], [3, 4]], np.ones((3, 3)), stride=2, padding=1, output_padding=1)
    cells = of(panels(drawn(traced, "stamp", last_step(traced, "stamp"))), "output")

    lost = [i for i, (styles, *_) in enumerate(cells) if "lost" in styles]
    assert lost == [0, 1, 2, 3, 4, 5, 10, 15, 20]
    assert [text for *_, text in cells[:5]] == ["1", "1", "3", "2", "2"]
    assert [text for *_, text in cells[20:]] == ["3", "3", "7", "4", "4"]


def test_zeros_are_hatched_rings_dashed_and_what_padding_takes_is_a_ghost() -> None:
    """S14's spread grid: 3 cells, 2 zeros between, 1 ring, which padding 1 takes away."""
    traced = trace(np.ones((3, 3)), np.ones((2, 2)), stride=2, padding=1)
    found = panels(drawn(traced, "slide", last_step(traced, "slide")))["spread input"]

    styles = [next((s for s in styles[1:] if s[:3] != "tap"), "") for styles, *_ in found]
    rows = ["".join(f"{s[:1] or '.'}" for s in styles[7 * i : 7 * i + 7]) for i in range(7)]
    assert rows == ["lllllll", "l.z.z.l", "lzzzzzl", "l.z.z.l", "lzzzzzl", "l.z.z.l", "lllllll"]


def test_the_matrix_has_a_column_per_input_and_the_count_its_holes() -> None:
    traced = trace([[1, 2], [3, 4]], [[1, 2], [3, 4]], stride=3)
    table = panels(drawn(traced, "matrix", 1))
    assert [text for *_, text in table["$y$"]][:6] == ["1", "2", "", "2", "4", "3"]
    assert taps(of(table, "$C")) == {0: "1", 1: "2", 2: "3", 3: "4"}

    counted = panels(drawn(traced, "count", 0))["products per cell"]
    assert sum("hole" in styles for styles, *_ in counted) == 9
    assert {text for *_, text in counted} == {"0", "1"}


def test_each_reading_has_its_own_picture_and_every_page_one_of_them() -> None:
    traced = trace(BY_HAND, BY_HAND, stride=2)
    readings: list[ReadingKey] = ["stamp", "slide", "matrix", "count"]
    texts = {drawn(traced, reading, 2) for reading in readings}
    assert len(texts) == 4
    together = tikz(traced, readings, "input", 2, colours=tap_colours(4))
    assert together.count("shipout") == 4


@settings(max_examples=40)
@given(data=st.data())
def test_a_stamp_s_picture_holds_the_sums_so_far(data: st.DataObject) -> None:
    traced = core_trace(data.draw(problems("transposed")))
    steps = list(stamps(traced))
    at = data.draw(st.integers(0, len(steps) - 1))

    found = panels(drawn(traced, "stamp", at))

    output = (
        of(found, "full output") if any(n[:4] == "full" for n in found) else of(found, "output")
    )
    source, y, x = steps[at].cell
    target = int(m[1]) if (m := re.search(r"output, channel (\d)", " ".join(found))) else 0
    kept = [text for styles, _, _, text in output if "doomed" not in styles]
    # What output_padding appends beyond the full output is not there yet.
    height, width = (
        np.array([at for at, _ in zip(axis.cuts(), axis.frame(), strict=True)])[axis.frame() >= 0]
        for axis in (traced.geometry.height, traced.geometry.width)
    )
    there = (height != "z")[:, None] & (width != "z")[None, :]
    # The bias comes last, once for every cell.
    running = steps[at].running[target][there] + traced.bias[target] * (at == len(steps) - 1)
    assert [text or "0" for text in kept] == [f"{value:g}" for value in running]
    rows = traced.rows(inputs=(source, y, x), outputs=(target, None, None))
    assert len(taps(output)) == len(rows)
    doomed = [styles for styles, *_ in output if "doomed" in styles]
    cut = sum("tap" in " ".join(styles) for styles in doomed)
    assert cut == (rows.output_cell == OUTSIDE).sum()


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=40)
@given(data=st.data())
def test_what_lies_under_the_kernel_adds_up_to_the_slide_s_rows(
    operation: Operation, data: st.DataObject
) -> None:
    traced = core_trace(data.draw(problems(operation)))
    result = traced.result()
    place = data.draw(st.integers(0, result.size - 1))
    step = last_step(traced, "slide", "output") - (result.size - 1 - place)

    found = panels(drawn(traced, "slide", step, "output"))

    grid = next(found[n] for n in found if n.startswith(("spread", "padded", "input under")))
    weights, under = taps(of(found, "kernel")), taps(grid)
    assert under.keys() == weights.keys()
    target, y, x = (int(at) for at in np.unravel_index(place, result.shape))
    source = int(m[1]) if (m := re.search(r"input, channel (\d)", " ".join(found))) else 0
    rows = traced.rows(inputs=(source, None, None), outputs=(target, y, x))
    assert sum(float(under[tap]) * float(weights[tap]) for tap in under) == rows.product.sum()
    finished = [text for *_, text in of(found, "output") if text]
    before = place - target * result[0].size + 1
    assert finished == [f"{value:g}" for value in result[target].ravel()[:before]]


@settings(max_examples=25)
@given(data=st.data())
def test_the_matrix_s_picture_is_the_matrix(data: st.DataObject) -> None:
    traced = core_trace(data.draw(problems("transposed")))
    entries = matrix(traced)
    if entries.size > LARGEST_PICTURE // 2:
        return
    found = panels(drawn(traced, "matrix", last_step(traced, "matrix", "output"), "output"))

    shown = [float(text or 0) for *_, text in of(found, "$C")]
    assert shown == entries.ravel().tolist()
    assert [float(text) for *_, text in found["$y$"]] == traced.result().ravel().tolist()


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=25)
@given(data=st.data())
def test_the_count_s_picture_counts_the_rows(operation: Operation, data: st.DataObject) -> None:
    traced = core_trace(data.draw(problems(operation)))
    rows = traced.rows().landing()
    rows = rows.where(rows.input_cell != OUTSIDE)
    counts = np.bincount(rows.output_cell, minlength=int(np.prod(traced.output_shape)))

    shown = panels(drawn(traced, "count", 0))["products per cell"]

    assert [int(text) for *_, text in shown] == counts.reshape(traced.output_shape)[
        0
    ].ravel().tolist()


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=25)
@given(data=st.data())
def test_the_text_is_well_formed(operation: Operation, data: st.DataObject) -> None:
    traced = core_trace(data.draw(problems(operation)))
    reading = data.draw(
        st.sampled_from([k for k in READING if k != "terms" and READING[k].has(traced)])
    )
    step = data.draw(st.integers(0, last_step(traced, reading)))
    try:
        text = drawn(traced, reading, step)
    except ValueError as too_large:
        assert "too large" in str(too_large)  # noqa: PT017
        return
    assert text.count("{") == text.count("}")
    assert text.count("[") == text.count("]")
    assert text.count("$") % 2 == 0
    named = set(re.findall(r"^  ([\w ]+)/\.style", text, re.MULTILINE))
    used = {
        style.split("=")[0] for styles, *_ in NODE.findall(text) for style in styles.split(", ")
    }
    assert used <= named
    colours = set(re.findall(r"definecolor\{tap(\d+)", text))
    assert set(re.findall(r"tap=(\d+)", text)) <= colours


@pytest.mark.parametrize("channel", [0, 1])
def test_one_of_several_channels_is_named_and_can_be_chosen(channel: int) -> None:
    traced = trace(np.ones((1, 2, 2)), np.ones((1, 2, 2, 2)))
    text = tikz(traced, ["stamp"], "input", 0, colours=tap_colours(4), channel=channel)
    assert f"output, channel {channel}" in panels(text)


def test_channels_of_two_groups_are_not_joined() -> None:
    traced = trace(np.ones((2, 2, 2)), np.ones((2, 1, 2, 2)), groups=2)
    with pytest.raises(ValueError, match="no row joins input channel 0 and output channel 1"):
        tikz(traced, ["stamp"], "input", 0, colours=tap_colours(4), channel=1)


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.5, "0.5"), (-3.0, "-3"), (1e-12, "0"), (1 / 3, "0.3333"), (123456789.5, "1.235e+08")],
)
def test_numbers_are_written_short(value: float, written: str) -> None:
    found = panels(drawn(trace([[value]], [[1.0]]), "stamp", 0))
    assert found["input"][0][3] == written


def test_a_longer_number_gets_a_wider_cell() -> None:
    assert "minimum size=8mm" in drawn(trace([[1]], [[1]]), "stamp", 0)
    assert "minimum size=12mm" in drawn(trace([[10000]], [[1]]), "stamp", 0)


def test_no_such_step() -> None:
    with pytest.raises(ValueError, match="step must be from 0 to 3, not 4"):
        drawn(trace(BY_HAND, BY_HAND), "stamp", 4)


def test_a_picture_too_large_for_a_page_is_refused() -> None:
    with pytest.raises(ValueError, match=r"a picture of [\d,]+ cells is too large for a page"):
        drawn(trace(np.ones((40, 40)), np.ones((2, 2))), "stamp", 0)


@pytest.mark.parametrize("reading", ["stamp", "slide", "matrix", "count"])
def test_what_follows_the_sum_stands_behind_it_once_it_is_finished(reading: ReadingKey) -> None:
    """1·5 − 4 = 1, 2·5 − 4 = 6, −3·5 − 4 = −19: of the last, ReLU leaves 0."""
    traced = trace([[1, 2, -3]], [[5]], bias=[-4])
    end = last_step(traced, reading, "output")

    def after(step: int, walk: Walk) -> list[str]:
        text = tikz(traced, [reading], walk, step, colours=["112233"], activation="relu")
        return [text for *_, text in next(v for k, v in panels(text).items() if "ReLU" in k)]

    assert after(end, "output") == ["1", "6", "0"]
    if stepped([reading], "transposed", "output") == "output":
        assert after(end - 1, "output") == ["1", "6", ""]
    if stepped([reading], "transposed", "input") == "input":
        # Bias and activation come once all stamps are there.
        assert after(1, "input") == ["", "", ""]


def test_where_nothing_follows_there_is_no_such_grid_and_none_else_is_taken() -> None:
    traced = trace(BY_HAND, BY_HAND, stride=2)

    assert "after" not in drawn(traced, "stamp", 3)
    with pytest.raises(GeometryError, match="activation must be '' or 'relu' or 'sigmoid'"):
        tikz(traced, ["stamp"], "input", 3, colours=tap_colours(4), activation="tanh")  # type: ignore[arg-type]


RECTANGLE = replace(
    UNSAID, input_size=(2, 3), kernel_size=(2, 3), stride=(1, 2), bias=(-4.0,), activation="relu"
)
ROW = replace(
    UNSAID, dimensions=1, input_size=(1, 3), kernel_size=3, stride=2, activation="sigmoid"
)
FOUR: tuple[ReadingKey, ...] = ("stamp", "slide", "matrix", "count")


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs LaTeX with TikZ")
@pytest.mark.parametrize(
    ("setting", "step"),
    [
        (replace(UNSAID, readings=FOUR), 2),
        (replace(RECTANGLE, readings=FOUR), 5),
        (replace(RECTANGLE, readings=("phases",)), 0),
        (replace(RECTANGLE, readings=("unroll",)), 9),
        (replace(ROW, readings=FOUR, walk="output"), 6),
        (replace(ROW, readings=("unroll",)), 5),
        (replace(RECTANGLE, operation="convolution", readings=("trip",)), 0),
    ],
)
def test_latex_makes_a_page_of_each_picture_s_size(
    setting: Setting, step: int, tmp_path: Path
) -> None:
    compiled(take(Request(1, "tikz", step), setting)["text"], tmp_path, len(setting.readings))


PAIR = replace(UNSAID, kernel_size=3, bias=(-9.0,))
WORDS_APART = replace(PAIR, padding=1, output_padding=1, beside="fw.keras")


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs LaTeX with TikZ")
@pytest.mark.parametrize(
    ("setting", "steps"),
    [
        (WORDS_APART, (5, 4)),
        (replace(PAIR, activation="relu", beside="act.sigmoid"), (3, 3)),
        (replace(WORDS_APART, activation="relu", beside="wrong.zeros_added"), (5, 0)),
        (replace(ROW, beside="set.stride.1", readings=("matrix",)), (2, 2)),
    ],
)
def test_latex_makes_one_page_of_two_beside_each_other(
    setting: Setting, steps: tuple[int, int], tmp_path: Path
) -> None:
    compiled(take(Request(1, "tikz", *steps), setting)["text"], tmp_path, 1)


@pytest.mark.parametrize(
    ("setting", "steps"),
    [
        (WORDS_APART, (5, 4)),
        (replace(WORDS_APART, activation="relu"), (5, 4)),
        (replace(PAIR, activation="relu", beside="act.none"), (3, 3)),
        (replace(WORDS_APART, beside="wrong.zeros_added"), (5, 0)),
        (replace(PAIR, operation="convolution", input_size=(5, 5), beside="back"), (3, 3)),
    ],
)
def test_of_two_beside_each_other_the_cells_that_differ_are_hatched(
    setting: Setting, steps: tuple[int, int]
) -> None:
    """As many as Compare counts, each side with its caption."""
    taken = take(Request(1, "tikz", *steps), setting)
    counted = beside(setting).compared()
    assert counted is not None

    text = taken["text"]
    a, b = text.split(r"\node[caption]")[1:]
    hatched = [
        [n for s, _, _, n in NODE.findall(side) if "differs" in s.split(", ")] for side in (a, b)
    ]
    assert [len(side) for side in hatched] == [
        int(np.count_nonzero(marks)) for marks in (counted.a, counted.b)
    ]
    assert "{A: " in a
    assert "{B: " in b
    assert re.fullmatch(r"[a-z0-9-]+-beside-[a-z0-9-]+-step-\d\.tex", taken["name"])


def test_words_of_a_caption_are_set_as_they_are() -> None:
    text = take(Request(1, "tikz", 5, 4), WORDS_APART)["text"]

    assert r"{A: PyTorch, padding=1, output\_padding=1}" in text
    assert "{B: Keras, padding=''same''}" in text


def test_where_nothing_stands_beside_the_reason_is_said() -> None:
    refused = replace(UNSAID, dilation=2, beside="fw.keras")
    taken = take(Request(1, "tikz"), refused)

    assert taken["text"] == ""
    assert "Keras refuses" in taken["error"]


def compiled(text: str, folder: Path, pages: int) -> None:
    """Hold that LaTeX takes a document and makes that many pages."""
    assert text
    (folder / "step.tex").write_text(text)
    run = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "step.tex"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-2000:]
    assert f"({pages} page" in run.stdout
    assert "Overfull" not in run.stdout


@pytest.mark.parametrize(
    ("reading", "operation", "labels"),
    [
        ("phases", "transposed", ["input", "kernel", *[f"phase {i}" for i in range(4)], "output"]),
        ("trip", "convolution", ["kernel", "$x$", "$y$", "$x'$", "$x' - x$", r"$\hat x$"]),
    ],
)
def test_a_reading_without_steps_is_drawn_whole(
    reading: ReadingKey, operation: Operation, labels: list[str]
) -> None:
    layer = trace(np.ones((3, 3)), np.ones((2, 2)), operation=operation, stride=2)

    text = tikz(layer, (reading,), "input", 0, colours=["112233"] * 4)

    found = re.findall(r"\\node\[name\] at \([^)]*\) \{(.*)\};", text)
    assert list(dict.fromkeys(found)) == labels


def test_the_matrix_in_the_making_is_drawn_as_far_as_a_step_has_come() -> None:
    """2×2 to 3×3: a step for the grid, three for its rows, four rows of C, then it tips."""
    layer = trace(np.ones((2, 2)), [[1, 2], [3, 4]])

    def labels_and_taps(step: int) -> tuple[list[str], int]:
        text = tikz(layer, ("unroll",), "input", step, colours=["112233"] * 4)
        found = re.findall(r"\\node\[name\] at \([^)]*\) \{(.*)\};", text)
        return found, len(re.findall(r"tap=\d", text)) - 4

    assert labels_and_taps(3) == (["kernel", "grid", "$C$", "column"], 0)
    assert labels_and_taps(5)[1] == 8
    assert labels_and_taps(8) == (["kernel", "grid", r"$C^{\mathsf T}$", "column"], 16)
    with pytest.raises(GeometryError, match="step must be from 0 to 10"):
        labels_and_taps(11)
