"""The test that is taken away: right programs pass, each mistake is told by its sentence."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch.nn import functional

from app.setting.link import UNSAID
from core.contributions import trace
from core.exports.exercise import exercise

Array = NDArray[np.float64]
Program = Callable[..., Any]

PLAIN = trace(
    np.arange(1, 10).reshape(3, 3), [[1, 2, -3], [4, 5, 6], [7, 8, 9]], stride=2, padding=1
)
SAID_MORE = trace(
    np.arange(1, 5).reshape(2, 2), [[1, 2], [3, 4]], stride=3, output_padding=2, bias=[5]
)


def right(x: Array, w: Array, stride: int, padding: int, **more: Any) -> torch.Tensor:
    bias = torch.tensor(more.pop("bias")) if "bias" in more else None
    return functional.conv_transpose2d(
        torch.tensor(x), torch.tensor(w), bias, stride, padding, **more
    )


def spread(x: Array, zeros: int) -> torch.Tensor:
    """Put zeros between the cells of a batch; ``zeros`` between two neighbours."""
    batch, maps, height, width = x.shape
    step = zeros + 1
    apart = torch.zeros(batch, maps, (height - 1) * step + 1, (width - 1) * step + 1).double()
    apart[:, :, ::step, ::step] = torch.tensor(x)
    return apart


def by_zero_insertion(
    x: Array,
    w: Array,
    stride: int,
    padding: int,
    *,
    turn: bool = True,
    zeros: int | None = None,
    step: int = 1,
    ring: Callable[[int, int], int] = lambda k, p: k - 1 - p,
) -> torch.Tensor:
    apart = spread(x, stride - 1 if zeros is None else zeros)
    rows, columns = ring(w.shape[2], padding), ring(w.shape[3], padding)
    around = functional.pad(apart, (columns, columns, rows, rows))
    kernel = torch.tensor(w).transpose(0, 1)
    return functional.conv2d(around, kernel.flip(2, 3) if turn else kernel, stride=step)


def by_matrix(x: Array, w: Array, stride: int, padding: int) -> Array:
    """Write the matrix of the convolution that makes this input of that output; turn it over."""
    batch, _, height, width = x.shape
    made = right(x, w, stride, padding).shape[1:]
    units = torch.eye(int(np.prod(made))).double().reshape(-1, *made)
    columns = functional.conv2d(units, torch.tensor(w), None, stride, padding)
    matrix = columns[:, :, :height, :width].reshape(len(units), -1)
    return (torch.tensor(x).reshape(batch, -1) @ matrix.T).reshape(batch, *made).numpy()


def stamped(x: Array, w: Array, stride: int, padding: int, *, add: bool = True) -> Array:
    batch, inputs, height, width = x.shape
    _, outputs, rows, columns = w.shape
    full = np.zeros((batch, outputs, (height - 1) * stride + rows, (width - 1) * stride + columns))
    for b, c, i, j in np.ndindex(batch, inputs, height, width):
        at = (
            b,
            slice(None),
            slice(stride * i, stride * i + rows),
            slice(stride * j, stride * j + columns),
        )
        full[at] = (full[at] if add else 0) + x[b, c, i, j] * w[c]
    return full[:, :, padding : full.shape[2] - padding, padding : full.shape[3] - padding]


def own_tests(text: str, monkeypatch: pytest.MonkeyPatch, **programs: Program) -> list[str]:
    """Run the file's cases against programs; return what is said of those that fail."""
    mine = ModuleType("mine")
    for name, program in programs.items():
        setattr(mine, name, program)
    monkeypatch.setitem(sys.modules, "mine", mine)
    monkeypatch.delenv("MINE", raising=False)
    there: dict[str, Any] = {"__name__": "test_transposed_convolution"}
    exec(compile(text, "test_transposed_convolution.py", "exec"), there)
    said = []
    for name in programs:
        for case in there["CASES"]:
            try:
                there["test_own_implementation"](name, case)
            except pytest.fail.Exception as failed:
                said.append(str(failed))
            except (RuntimeError, ValueError) as refused:
                # What a mistake makes of an edge may be nothing at all.
                said.append(f"{type(refused).__name__}")
    return said


@pytest.mark.parametrize("traced", [PLAIN, UNSAID.trace()])
def test_right_programs_pass(traced: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    text, why_not = exercise(traced)

    assert why_not == ""
    assert (
        own_tests(
            text,
            monkeypatch,
            conv_transpose2d_minimal=stamped,
            conv_transpose2d_by_zero_insertion=by_zero_insertion,
            conv_transpose2d_by_matrix=by_matrix,
        )
        == []
    )


def test_a_setting_with_more_arguments_gives_them_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text, _ = exercise(SAID_MORE)

    assert "The setting also has output_padding and bias: some cases give it by name." in text
    assert own_tests(text, monkeypatch, conv_transpose2d_minimal=right) == []


def padded_input(x: Array, w: Array, stride: int, padding: int, **more: Any) -> torch.Tensor:
    around = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    return right(around, w, stride, 0, **more)


def zeros_added(x: Array, w: Array, stride: int, padding: int, **more: Any) -> torch.Tensor:
    added = more.pop("output_padding", 0)
    bias = more.pop("bias", np.zeros(w.shape[1]))
    made = functional.pad(right(x, w, stride, padding, **more), (0, added, 0, added))
    return made + torch.tensor(bias)[:, None, None]


def cut_in_all(x: Array, w: Array, stride: int, padding: int) -> torch.Tensor:
    made = right(x, w, stride, 0)
    before, after = padding // 2, padding - padding // 2
    return made[:, :, before : made.shape[2] - after, before : made.shape[3] - after]


MISTAKES: dict[str, Program] = {
    "the kernel was not turned": lambda x, w, s, p: by_zero_insertion(x, w, s, p, turn=False),
    "put around the input; it cuts the output": padded_input,
    "left out; it cuts the output": lambda x, w, s, _: right(x, w, s, 0),
    "the kernel was read as (out, in, height, width)": lambda x, w, s, p: right(
        x, w.swapaxes(0, 1), s, p
    ),
    "the kernel slid by the stride": lambda x, w, s, p: by_zero_insertion(x, w, s, p, step=s),
    "one zero less": lambda x, w, s, p: by_zero_insertion(x, w, s, p, zeros=s if s > 1 else 0),
    "padding was cut in all": cut_in_all,
    "the ring around the spread input was as wide as padding": lambda x, w, s, p: by_zero_insertion(
        x, w, s, p, ring=lambda _, padding: padding
    ),
    "they are added": lambda x, w, s, p: stamped(x, w, s, p, add=False),
}


@pytest.mark.parametrize("sentence", MISTAKES)
def test_each_mistake_is_told_by_its_own_sentence(
    sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the case where it first shows no other mistake is named beside it."""
    said = own_tests(exercise(PLAIN)[0], monkeypatch, conv_transpose2d_minimal=MISTAKES[sentence])

    told = [one for one in said if "these very numbers" in one]
    assert any(sentence in one and "or where" not in one for one in told), said
    assert all(sentence in one for one in told), told


def test_zeros_appended_for_output_padding_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    said = own_tests(exercise(SAID_MORE)[0], monkeypatch, conv_transpose2d_minimal=zeros_added)

    (one,) = said
    assert one.startswith("Case “sums that come back”")
    assert "output_padding appended zeros; it cuts less at the end" in one


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (lambda *_: None, "returned nothing"),
        (lambda x, *_: x, "the shape is (1, 1, 3, 3), not (1, 1, 5, 5)"),
        (lambda *given: right(*given) + 1, "25 of 25 cells differ; the first is (0, 0, 0, 0)"),
    ],
)
def test_what_is_no_known_mistake_is_said_by_size_and_cells(
    program: Program, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = own_tests(exercise(PLAIN)[0], monkeypatch, conv_transpose2d_minimal=program)

    assert said in first


def test_a_program_that_changes_its_input_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(x: Array, w: Array, stride: int, padding: int) -> torch.Tensor:
        made = right(x.copy(), w, stride, padding)
        x *= 0
        return made

    assert (
        "changed the numbers"
        in own_tests(exercise(PLAIN)[0], monkeypatch, conv_transpose2d_minimal=greedy)[0]
    )


def test_the_file_runs_under_pytest_beside_somebody_s_program(tmp_path: Path) -> None:
    """Without torch, and from a folder that knows nothing of this project."""
    (tmp_path / "test_transposed_convolution.py").write_text(exercise(PLAIN)[0])
    (tmp_path / "mine.py").write_text(
        "import numpy as np\n\n"
        "def conv_transpose2d_minimal(x, w, stride, padding):\n"
        "    (b, c, h, v), (_, o, k, l) = x.shape, w.shape\n"
        "    y = np.zeros((b, o, (h - 1) * stride + k, (v - 1) * stride + l))\n"
        "    for i in range(h):\n"
        "        for j in range(v):\n"
        "            y[:, :, stride * i:stride * i + k, stride * j:stride * j + l] += (\n"
        "                np.einsum('bc,cokl->bokl', x[:, :, i, j], w))\n"
        "    return y[:, :, padding:y.shape[2] - padding, padding:y.shape[3] - padding]\n"
    )
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout
    assert "15 passed, 30 skipped" in ran.stdout


def test_nobody_s_program_is_asked_for_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "test_transposed_convolution.py").write_text(exercise(PLAIN)[0])
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "."],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "There is no mine.py beside this file yet." in ran.stdout


@pytest.mark.parametrize(
    ("traced", "said"),
    [
        (trace([[1.0, 2.0]], [[3.0]], operation="convolution"), "This is a convolution"),
        (
            trace([[1, 2], [3, 4]], np.ones((3, 3)), framework="onnx", padding=((1, 0), (1, 0))),
            "cannot cut both ends as this setting does",
        ),
        (trace(np.ones((99, 99)), np.ones((2, 2)), stride=2), "numbers are too many"),
    ],
)
def test_what_cannot_be_tested_is_one_sentence(traced: Any, said: str) -> None:
    text, why_not = exercise(traced)

    assert text == ""
    assert said in why_not
