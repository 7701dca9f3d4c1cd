"""Every program that the lab gives away runs, and its own check passes."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from core.contributions import Trace, trace, trace_layer
from core.examples import BY_KEY, CHANNEL_EXAMPLES, EXAMPLES
from core.exports.snippets import LANGUAGES, LARGEST_PROGRAM, Language, snippet
from core.geometry import Operation
from core.layer import Framework
from tests.strategies import BEYOND, FRAMEWORKS, OPERATIONS, Numbers, channels_of, layers

# Runs many programs in one process, since Keras takes seconds to be imported.
RUN_ALL = """
import json, sys
outcomes = []
for code in json.load(sys.stdin):
    names = {}
    try:
        exec(code.replace("print(y)", ""), names)
        outcomes.append(["ran", names["y"][0].transpose(2, 0, 1).tolist()])
    except Exception as error:
        outcomes.append([type(error).__name__ + ": " + str(error), None])
json.dump(outcomes, sys.stdout)
"""


@st.composite
def traces(
    draw: st.DrawFn, operation: Operation | None = None, framework: Framework | None = None
) -> Trace:
    """Draw any setting of any framework that it takes."""
    layer = draw(layers(operation, framework))
    image, kernel, bias, groups = draw(channels_of(layer))
    scale = draw(st.sampled_from([1.0, 0.1]))
    biased = draw(st.booleans())
    return trace_layer(
        layer, image * scale, kernel * scale, groups=groups, bias=bias * scale if biased else None
    )


def example_traces() -> list[Trace]:
    """Trace every worked example."""
    of_one_channel = [
        trace(
            example.image,
            example.kernel,
            operation=example.operation,
            framework=example.framework,
            stride=example.stride,
            padding=example.padding,
        )
        for example in EXAMPLES
    ]
    return of_one_channel + [
        trace(e.image, e.kernel, operation=e.operation, stride=e.stride, bias=e.bias)
        for e in CHANNEL_EXAMPLES
    ]


def code_of(traced: Trace, language: Language) -> str:
    written = snippet(traced, language)
    assert written.code is not None
    assert written.why_not == ""
    return written.code


def ran(traced: Trace, language: Language) -> Numbers:
    """Run the program, its own check included; return what it computed, (C, H, W)."""
    names: dict[str, object] = {}
    exec(code_of(traced, language), names)
    computed = np.asarray(names["y"])
    return computed[0] if computed.ndim == 4 else computed


def run_keras(programs: list[str]) -> list[tuple[str, list[object]]]:
    """Run the programs in one process, on Keras' torch backend."""
    finished = subprocess.run(
        [sys.executable, "-c", RUN_ALL],
        input=json.dumps(programs),
        env=os.environ | {"KERAS_BACKEND": "torch", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr[-2000:]
    outcomes: list[tuple[str, list[object]]] = json.loads(finished.stdout)
    return outcomes


def s14() -> Trace:
    example = BY_KEY["S14"]
    return trace(example.image, example.kernel, stride=example.stride, padding=1)


def requested_from_tensorflow() -> Trace:
    """Trace a layer that asks for 3 of 5 columns."""
    return trace(
        [[1, 2]], [[1, 2, 4]], framework="keras", stride=(1, 2), padding="same", output_size=(1, 3)
    )


def test_the_pytorch_program_of_example_4() -> None:
    """S14: stride 2, padding 1, one line of PyTorch."""
    code = code_of(s14(), "pytorch")

    assert "y = F.conv_transpose2d(x, w, stride=2, padding=1)\n" in code
    assert "[[[[1., 2., 3.],\n       [4., 5., 6.],\n       [7., 8., 9.]]]],\n" in code
    assert code.endswith("torch.testing.assert_close(y, expected)\nprint(y)\n")


def test_the_numpy_program_of_example_4() -> None:
    code = code_of(s14(), "numpy")

    assert "full = np.zeros((1, 6, 6))\n" in code
    assert "    top, left = 2 * i, 2 * j\n" in code
    assert "    full[:, top : top + 2, left : left + 2] += x[c, i, j] * w[c]\n" in code
    assert "y = full[:, 1:5, 1:5]\n" in code


def test_the_keras_program_of_a_same_layer_says_same() -> None:
    example = BY_KEY["S7d"]
    traced = trace(example.image, example.kernel, framework="keras", stride=2, padding="same")

    code = code_of(traced, "keras")

    assert '    padding="same",\n' in code
    assert "Keras wants (height, width, out, in)." in code
    assert "crop" not in code
    # PyTorch has no padding number for it: cropped at the end only.
    assert "y = F.pad(full, (0, -1, 0, -1))" in code_of(traced, "pytorch")


@pytest.mark.parametrize("language", ["pytorch", "numpy"])
@pytest.mark.parametrize("traced", example_traces(), ids=lambda t: t.layer.operation)
def test_each_example_runs_and_checks_itself(traced: Trace, language: Language) -> None:
    np.testing.assert_allclose(ran(traced, language), traced.result())


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=50)
@given(data=st.data())
def test_any_setting_runs_and_checks_itself(
    operation: Operation, framework: Framework, data: st.DataObject
) -> None:
    """Whoever's rules made the geometry, with groups, dilation, odd paddings, requested sizes."""
    traced = data.draw(traces(operation, framework))
    for language in ("pytorch", "numpy"):
        np.testing.assert_allclose(ran(traced, language), traced.result(), atol=1e-9)


def test_keras_programs_run_check_themselves_and_notice_another_result() -> None:
    wanted = [*example_traces(), requested_from_tensorflow()]

    @settings(max_examples=100, phases=[Phase.generate])
    @given(traces())
    def collect(traced: Trace) -> None:
        wanted.append(traced)

    collect()
    written = [(traced, snippet(traced, "keras").code) for traced in wanted]
    programs = [(traced, code) for traced, code in written if code is not None]
    wrong = programs[0][1].replace("\n# What the lab", "\ny = y + 1\n# What the lab")
    *outcomes, (noticed, _) = run_keras([*(code for _, code in programs), wrong])

    assert noticed.startswith("AssertionError")
    assert len(programs) > len(example_traces())
    for (traced, code), (outcome, computed) in zip(programs, outcomes, strict=True):
        assert outcome == "ran", f"{outcome}\n{traced.layer}\n{code}"
        np.testing.assert_allclose(computed, traced.result(), atol=1e-9)


@given(traced=traces())
def test_there_is_a_program_or_a_reason(traced: Trace) -> None:
    for language in ("pytorch", "keras", "numpy"):
        written = snippet(traced, language)
        assert (written.code is None) == written.why_not.endswith(".")
        assert language == "keras" or written.code is not None


@pytest.mark.parametrize("language", ["pytorch", "numpy"])
def test_a_program_notices_that_its_result_is_another(language: Language) -> None:
    code = code_of(s14(), language).replace("\n# What the lab", "\ny = y + 1\n# What the lab")

    with pytest.raises(AssertionError):
        exec(code, {})


@pytest.mark.parametrize("number", [0.1, 1 / 3, -2.0, 2.0**53 + 2, 1e300, 1e-300])
def test_numbers_survive_as_literals(number: float) -> None:
    traced = trace([[number]], [[1]])

    assert ran(traced, "numpy").tolist() == [[[number]]]
    assert all(len(line) < 80 for line in code_of(traced, "numpy").splitlines())


def test_whole_numbers_are_written_out_as_far_as_a_float_knows_them() -> None:
    code = code_of(trace([[2.0**53 - 1, 2.0**53]], [[1]]), "numpy")

    assert "[[[9007199254740991., 9007199254740992.0]]],\n" in code
    assert code.splitlines()[3] == "# Input: (channels, height, width)."


def test_onnx_crops_more_before_than_pytorch_can_say() -> None:
    """output_padding 2 is not below stride 1: PyTorch would refuse what looks like it."""
    traced = trace([[1, 2, 3]], [[10, 20]], framework="onnx", padding=((0, 0), (2, 0)))

    assert traced.result()[0, 0].tolist() == [2 * 20 + 3 * 10, 3 * 20]
    assert "y = F.pad(full, (-2, 0, 0, 0))" in code_of(traced, "pytorch")
    np.testing.assert_array_equal(ran(traced, "pytorch"), traced.result())


def test_a_size_requested_from_tensorflow_is_a_crop_beside_the_layer() -> None:
    """Keras' layer has no argument for it; the program runs with the others above."""
    code = code_of(requested_from_tensorflow(), "keras")

    assert '    padding="valid",\n' in code
    assert "crop = keras.layers.Cropping2D(\n    cropping=(0, 1),\n" in code


def test_keras_puts_a_crop_after_its_layer_and_zeros_before_it() -> None:
    up = trace(np.ones((2, 2)), np.ones((3, 3)), framework="keras", stride=2, padding=1, bias=[1])
    down = trace(
        np.ones((3, 3)), np.ones((3, 3)), framework="keras", operation="convolution",
        padding=((1, 0), (0, 2)),
    )  # fmt: skip

    after = code_of(up, "keras").partition("layer.set_weights([w, b])\n")[2]
    assert after.startswith(
        "# Keras' layer takes a word for padding; numbers are a layer of their own, after it.\n"
        "crop = keras.layers.Cropping2D(\n"
        "    cropping=1,\n"
        '    data_format="channels_last",\n'
        '    dtype="float64",\n'
        ")\n"
        "y = keras.ops.convert_to_numpy(crop(layer(x)))\n"
    )
    before = code_of(down, "keras").partition("layer = keras.layers.Conv2D(\n")[0]
    assert before.endswith(
        "# Keras' layer takes a word for padding; numbers are a layer of their own, before it.\n"
        "pad = keras.layers.ZeroPadding2D(\n"
        "    padding=((1, 0), (0, 2)),\n"
        '    data_format="channels_last",\n'
        '    dtype="float64",\n'
        ")\n"
        "x = pad(x)\n"
    )


def test_keras_has_no_groups_and_no_dilation_with_strides() -> None:
    grouped = trace(np.ones((2, 2, 2)), np.ones((2, 1, 2, 2)), groups=2)
    # Per axis each is allowed; Keras looks at both axes together.
    dilated = trace([[1, 2]], [[1, 2], [3, 4]], stride=(2, 1), dilation=(1, 2))

    assert snippet(grouped, "keras").why_not == (
        "Keras' Conv2DTranspose has no groups: each group would need a layer of its own."
    )
    assert snippet(dilated, "keras").why_not == (
        "Keras refuses strides > 1 together with dilation_rate > 1."
    )


def test_a_convolution_s_groups_are_keras_own() -> None:
    traced = trace(np.ones((2, 2, 2)), np.ones((2, 1, 2, 2)), operation="convolution", groups=2)

    assert "    groups=2,\n" in code_of(traced, "keras")


def test_the_heading_says_what_goes_in_and_what_comes_out() -> None:
    """Two channels of 2×3 to one of 4×6, and back."""
    up = trace(np.ones((2, 2, 3)), np.ones((2, 1, 2, 2)), stride=2)
    down = trace(np.ones((1, 4, 6)), np.ones((2, 1, 2, 2)), operation="convolution", stride=2)

    for language in LANGUAGES:
        assert code_of(up, language).startswith(
            "# Transposed convolution, 2×2×3 in, 1×4×6 out (channels×height×width).\n"
        )
        assert code_of(down, language).startswith(
            "# Convolution, 1×4×6 in, 2×2×3 out (channels×height×width).\n"
        )


def test_a_keras_layer_keeps_its_own_output_padding() -> None:
    """3 cells, kernel 3, stride 2, 'same': 6 without it, 5 with 0, which no other word gives."""
    traced = trace(
        np.ones((3, 3)), np.ones((3, 3)), framework="keras", stride=2, padding="same",
        output_padding=0,
    )  # fmt: skip
    code = code_of(traced, "keras")

    assert traced.output_shape == (1, 5, 5)
    assert "    output_padding=(0, 0),\n" in code
    assert "crop" not in code
    # Where nothing was said the program says nothing.
    default = trace(np.ones((3, 3)), np.ones((3, 3)), framework="keras", stride=2, padding="same")
    assert "output_padding" not in code_of(default, "keras")


def test_a_convolution_in_keras_has_no_output_padding_to_keep() -> None:
    traced = trace(
        np.ones((3, 3)), np.ones((3, 3)), framework="keras", operation="convolution",
        output_padding=0, padding="same",
    )  # fmt: skip

    assert "output_padding" not in code_of(traced, "keras")


@pytest.mark.parametrize(
    ("operation", "groups", "torch_s", "keras_s"),
    [
        (
            "transposed",
            1,
            "# Kernel: (in, out, height, width), unlike that of a convolution.",
            "# Kernel: printed as (in, out, height, width); Keras wants (height, width, out, in).",
        ),
        ("transposed", 2, "# Kernel: (in, out/groups, height, width), unlike", None),
        (
            "convolution",
            1,
            "# Kernel: (out, in, height, width).",
            "# Kernel: printed as (out, in, height, width); Keras wants (height, width, in, out).",
        ),
        (
            "convolution",
            2,
            "# Kernel: (out, in/groups, height, width).",
            "# Kernel: printed as (out, in/groups, height, width); Keras wants (height, width, "
            "in/groups, out).",
        ),
    ],
)
def test_each_program_says_how_its_kernel_lies(
    operation: Operation, groups: int, torch_s: str, keras_s: str | None
) -> None:
    traced = trace(
        np.ones((2, 2, 2)), np.ones((2, 2 // groups, 2, 2)), operation=operation, groups=groups
    )

    assert torch_s in code_of(traced, "pytorch")
    assert torch_s in code_of(traced, "numpy")
    if keras_s is not None:
        assert keras_s in code_of(traced, "keras")


def test_what_is_done_by_hand_is_said_in_a_comment() -> None:
    cropped = trace([[1, 2]], [[1, 2, 4]], framework="onnx", padding=((0, 0), (0, 1)))
    padded = trace(
        [[1, 2]], [[1, 2]], operation="convolution", framework="onnx", padding=((0, 0), (1, 0))
    )
    grouped = trace(np.ones((2, 1, 2)), np.ones((2, 1, 1, 2)), groups=2)
    # More than a stride at the end.
    beyond = trace([[1, 2]], [[1, 2]], dilation=(1, 3), output_padding=(0, 2))

    assert "# conv_transpose2d crops both ends alike" in code_of(cropped, "pytorch")
    assert "y = F.pad(full, (0, -1, 0, 0))  # left, right, top, bottom" in code_of(
        cropped, "pytorch"
    )
    assert "# No layer of Keras cuts or appends so: it is done by hand." in (
        code_of(beyond, "keras")
    )
    assert "# conv2d pads both ends alike, so the zeros are put around beforehand." in (
        code_of(padded, "pytorch")
    )
    assert "padded = F.pad(x, (1, 0, 0, 0))" in code_of(padded, "pytorch")
    assert "    first = c // 1 * 1  # of the channels of this group\n" in code_of(grouped, "numpy")
    for language in LANGUAGES:
        assert "# Input: " in code_of(cropped, language)
        assert "# What the lab computed.\n" in code_of(cropped, language)


def test_a_dilation_of_one_axis_is_written() -> None:
    """Vertical first."""
    one_axis = trace([[1, 2]], np.ones((2, 2)), dilation=(1, 3))

    assert "dilation=(1, 3)" in code_of(one_axis, "pytorch")
    assert "    dilation_rate=(1, 3),\n" in code_of(one_axis, "keras")
    assert "full[:, top : top + 2, left : left + 4 : 3] += " in code_of(one_axis, "numpy")
    assert "dilation" not in code_of(trace([[1]], [[1]]), "pytorch")


def test_a_program_at_the_limit_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Input 2, kernel 3, bias 1, output 4: ten numbers."""
    assert LARGEST_PROGRAM == 20_000
    traced = trace([[1, 2]], [[1, 2, 3]], bias=[1])

    monkeypatch.setattr("core.exports.snippets.LARGEST_PROGRAM", 10)
    assert snippet(traced, "numpy").code is not None
    monkeypatch.setattr("core.exports.snippets.LARGEST_PROGRAM", 9)
    assert snippet(traced, "numpy").why_not == (
        "10 numbers are too many for a program that spells them out; 9 are the most."
    )


def test_too_many_numbers_are_refused() -> None:
    written = snippet(trace(np.ones((100, 100)), np.ones((3, 3))), "numpy")

    assert written.code is None
    assert written.why_not.endswith(f"; {LARGEST_PROGRAM:,} are the most.")


def test_numbers_that_are_no_literals_are_refused() -> None:
    """In the input, the kernel or the bias."""
    for image, kernel, bias in ((np.nan, 1, 1), (1, np.inf, 1), (1, 1, -np.inf)):
        written = snippet(trace([[image]], [[kernel]], bias=[bias]), "pytorch")
        assert written.code is None
        assert written.why_not == "Numbers that are not finite cannot be written into a program."


def test_an_output_beyond_all_that_is_stamped_runs_too() -> None:
    """ONNX allows it: cropped before it is appended to, there would be less than nothing."""
    traced = trace_layer(BEYOND, [[4.0]], [[2.0]])
    assert traced.result().tolist() == [[[0.0]]]
    for language in ("pytorch", "numpy"):
        np.testing.assert_array_equal(ran(traced, language), traced.result())
