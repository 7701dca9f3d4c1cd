"""The classic mistakes give the numbers that a program with that mistake prints."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from torch.nn.functional import conv2d, conv_transpose2d, pad

from core.contributions import Trace, trace
from core.layer import Framework
from core.mistakes import Mistake, mistakes
from core.readings import spread
from tests.referee import core_trace, torch_result
from tests.strategies import Numbers, Problem, problems

ROW = [[10, 20, 30]]


def only(traced: Trace, key: str) -> Mistake:
    """Return the one mistake of that key."""
    (found,) = [mistake for mistake in mistakes(traced) if mistake.key == key]
    return found


def keys(traced: Trace) -> set[str]:
    return {mistake.key for mistake in mistakes(traced)}


def test_a_kernel_that_is_not_turned_weighs_the_wrong_neighbours() -> None:
    """It slides 10 20 30 over 0 0 1 2 0 0; the right one slides 30 20 10."""
    found = only(trace([[1, 2]], ROW), "unturned")

    assert found.wrong is not None
    assert found.differs is not None
    assert found.wrong[0, 0].tolist() == [1 * 30, 1 * 20 + 2 * 30, 1 * 10 + 2 * 20, 2 * 10]
    assert found.differs[0, 0].tolist() == [True, True, True, True]
    assert found.says == "4 of 4 cells differ from the right result."


def test_padding_the_input_makes_the_output_larger() -> None:
    """0 1 2 0 is stamped with stride 2; right is 10 20 50 40 60 without its two ends."""
    found = only(trace([[1, 2]], ROW, stride=2, padding=(0, 1)), "padded_input")

    assert found.wrong is not None
    assert found.differs is not None
    assert found.wrong[0, 0].tolist() == [0, 0, 10, 20, 1 * 30 + 2 * 10, 40, 60, 0, 0]
    # Right is 20 50 40; beyond it every place counts.
    assert found.differs[0, 0].tolist() == [True] * 9
    assert found.says == "The size is wrong already: 1×9 instead of 1×3."


def test_output_padding_gives_real_sums_back_not_zeros() -> None:
    """10 20 50 40 60 cropped by one at both ends, then un-cropped at the right: 60, not 0."""
    traced = trace([[1, 2]], ROW, stride=(1, 2), padding=(0, 1), output_padding=(0, 1))
    found = only(traced, "zeros_added")

    assert traced.result()[0, 0].tolist() == [20, 50, 40, 60]
    assert found.wrong is not None
    assert found.differs is not None
    assert found.wrong[0, 0].tolist() == [20, 50, 40, 0]
    assert found.differs[0, 0].tolist() == [False, False, False, True]
    assert found.says == "1 of 4 cells differs from the right result."


def test_sliding_by_the_stride_skips_every_second_result() -> None:
    found = only(trace([[1, 2]], ROW, stride=(1, 2)), "strided_slide")

    assert found.wrong is not None
    assert found.differs is not None
    # Of 10 20 50 40 60 the slide meets the first, third and fifth.
    assert found.wrong[0, 0].tolist() == [10, 50, 60]
    assert found.differs[0, 0].tolist() == [False, True, True]


def test_swapped_channels_send_each_value_the_other_s_way() -> None:
    kernel = [[[[1]], [[2]]], [[[3]], [[4]]]]
    found = only(trace([[[1]], [[10]]], kernel), "swapped_channels")

    assert found.wrong is not None
    # Right: 1*1 + 10*3 and 1*2 + 10*4.
    assert found.wrong.ravel().tolist() == [1 * 1 + 10 * 2, 1 * 3 + 10 * 4]


def weights(problem: Problem) -> list[torch.Tensor]:
    return [torch.tensor(array) for array in (problem.image, problem.kernel, problem.bias)]


def transposed(problem: Problem, image: torch.Tensor, kernel: torch.Tensor, **other: object):
    arguments = {
        "stride": problem.stride,
        "padding": problem.padding,
        "output_padding": problem.output_padding,
        "groups": problem.groups,
        "dilation": problem.dilation,
    } | other
    return conv_transpose2d(image[None], kernel, torch.tensor(problem.bias), **arguments)[0]


def slid(problem: Problem, traced: Trace, kernel: torch.Tensor, stride: object = 1) -> Numbers:
    """Slide a kernel in the transposed layout over the spread grid, group by group."""
    parts = [part.swapaxes(0, 1) for part in kernel.chunk(problem.groups)]
    return conv2d(
        torch.tensor(spread(traced).read())[None],
        torch.cat(parts),
        torch.tensor(problem.bias),
        stride=stride,
        dilation=problem.dilation,
        groups=problem.groups,
    )[0].numpy()


@settings(max_examples=100)
@given(problems("transposed"))
def test_torch_with_the_same_mistake_gives_the_same_numbers(problem: Problem) -> None:
    traced = core_trace(problem)
    image, kernel, bias = weights(problem)
    swapped = torch.cat([part.swapaxes(0, 1) for part in kernel.chunk(problem.groups)])
    (top, left), (bottom, right) = problem.padding, problem.output_padding
    for mistake in mistakes(traced):
        if mistake.wrong is None:
            with pytest.raises(RuntimeError):
                transposed(problem, image, swapped)
            continue
        if mistake.key == "unturned":
            expected = slid(problem, traced, kernel)
        elif mistake.key == "padded_input":
            ringed = pad(image, (left, left, top, top))
            expected = transposed(problem, ringed, kernel, padding=0).numpy()
        elif mistake.key == "zeros_added":
            smaller = transposed(problem, image, kernel, output_padding=0)
            sums = smaller - bias[:, None, None]
            expected = (pad(sums, (0, right, 0, bottom)) + bias[:, None, None]).numpy()
        elif mistake.key == "swapped_channels":
            expected = transposed(problem, image, swapped).numpy()
        else:
            expected = slid(problem, traced, kernel.flip(2, 3), problem.stride)
        np.testing.assert_array_equal(mistake.wrong, expected, err_msg=mistake.key)


@settings(max_examples=80)
@given(problems("transposed"))
def test_what_is_marked_is_what_differs(problem: Problem) -> None:
    traced = core_trace(problem)
    right = traced.result()
    for mistake in mistakes(traced):
        if mistake.wrong is None:
            continue
        assert mistake.differs is not None
        for cell in np.ndindex(*mistake.wrong.shape):
            beyond = any(at >= size for at, size in zip(cell, right.shape, strict=True))
            assert mistake.differs[cell] == (beyond or mistake.wrong[cell] != right[cell])
        assert mistake.harmless == np.array_equal(mistake.wrong, right)
        assert mistake.says.startswith("Nothing differs: ") == mistake.harmless


@settings(max_examples=100)
@given(problems("transposed"))
def test_each_mistake_has_its_occasion(problem: Problem) -> None:
    traced = core_trace(problem)
    found = keys(traced)
    channels = (len(problem.image), len(problem.bias))

    assert ("padded_input" in found) == any(problem.padding)
    assert ("strided_slide" in found) == any(step > 1 for step in problem.stride)
    assert ("unturned" in found) == (problem.kernel[0, 0].size > 1)
    assert ("swapped_channels" in found) == (max(channels) > 1)
    # Where nothing would be left without output padding, nothing can be made of zeros.
    full = torch_result(replace(problem, padding=(0, 0), output_padding=(0, 0))).shape[1:]
    left = [size - 2 * ring for size, ring in zip(full, problem.padding, strict=True)]
    assert ("zeros_added" in found) == (any(problem.output_padding) and min(left) > 0)


def test_a_symmetric_kernel_forgives_the_missing_turn() -> None:
    found = only(trace([[1, 2], [3, 4]], [[1, 2], [2, 1]], stride=2), "unturned")

    assert found.harmless
    assert found.says == (
        "Nothing differs: this kernel looks the same when it is turned by 180 degrees."
    )


def test_zeros_hide_a_mistake_and_the_sentence_does_not_blame_the_kernel() -> None:
    traced = trace(np.zeros((2, 1, 1)), np.arange(8.0).reshape(2, 2, 1, 2))

    assert only(traced, "unturned").says == "Nothing differs: these numbers hide the missing turn."
    assert only(traced, "swapped_channels").says == "Nothing differs: these numbers hide the swap."


def test_output_padding_without_cropping_adds_zeros_indeed() -> None:
    found = only(trace([[1]], [[2, 3]], stride=2, output_padding=1, bias=[5]), "zeros_added")

    assert found.harmless
    assert "no stamp reaches it" in found.says


def test_a_single_output_cell_leaves_nowhere_to_slide() -> None:
    found = only(trace([[1]], [[2]], stride=2), "strided_slide")

    assert found.harmless
    assert "nowhere to slide" in found.says


def test_swapped_counts_are_refused_by_name() -> None:
    found = only(trace(np.ones((2, 1, 1)), np.ones((2, 3, 1, 1))), "swapped_channels")

    assert found.wrong is None
    assert found.differs is None
    assert not found.harmless
    assert found.says == (
        "PyTorch refuses it: a kernel for 2 to 3 channels has another shape than one for 3 to 2."
    )


def test_depthwise_channels_cannot_be_swapped_wrongly() -> None:
    traced = trace(np.ones((2, 2, 2)), np.arange(8).reshape(2, 1, 2, 2), groups=2)

    assert only(traced, "swapped_channels").harmless


def test_same_pads_the_sides_that_the_word_crops() -> None:
    """S7d's sizes: Keras crops one cell at the end of 5, so one ring at the end is added."""
    traced = trace([[1, 2]], ROW, framework="keras", stride=(1, 2), padding="same", bias=[1])
    found = only(traced, "padded_input")

    assert traced.result()[0, 0].tolist() == [11, 21, 51, 41]
    assert found.wrong is not None
    assert found.wrong[0, 0].tolist() == [11, 21, 51, 41, 61, 1, 1]


def test_same_that_appends_zeros_crops_nothing_and_pads_nothing() -> None:
    """Keras, kernel 1 and stride 2: a place that no stamp reaches is appended."""
    traced = trace([[1, 2]], [[3]], framework="keras", stride=2, padding="same")

    assert traced.geometry.width.after < 0
    assert keys(traced) == {"strided_slide"}
    assert only(traced, "strided_slide").wrong is not None


def test_keras_output_padding_moves_the_crop_to_the_other_end() -> None:
    """With 'same' one cell more comes back at the start: the end is what is not there."""
    traced = trace(
        [[1, 2]], ROW, framework="keras", stride=(1, 2), padding="same", output_padding=(0, 1)
    )
    found = only(traced, "zeros_added")

    assert traced.result()[0, 0].tolist() == [10, 20, 50, 40]
    assert found.wrong is not None
    assert found.wrong[0, 0].tolist() == [20, 50, 40, 0]


def test_output_padding_without_which_nothing_is_left_cannot_be_made_of_zeros() -> None:
    traced = trace([[1]], [[2, 3]], stride=2, padding=(0, 1), output_padding=(0, 1))

    assert traced.output_shape == (1, 1, 1)
    assert "zeros_added" not in keys(traced)


def test_a_requested_size_is_an_output_padding_in_pytorch() -> None:
    traced = trace([[1, 2]], ROW, stride=(1, 2), padding=(0, 1), output_size=(1, 4))
    found = only(traced, "zeros_added")

    assert found.wrong is not None
    assert found.wrong[0, 0].tolist() == [20, 50, 40, 0]
    # Pad the input and crop nothing: the requested 4 cells are out of reach.
    padded = only(traced, "padded_input").wrong
    assert padded is not None
    assert padded.shape == (1, 1, 9)


def test_a_size_requested_from_onnx_decides_the_crop() -> None:
    traced = trace([[1, 2]], ROW, framework="onnx", stride=(1, 2), output_size=(1, 4))
    found = only(traced, "padded_input")

    assert found.wrong is not None
    assert found.wrong.shape == (1, 1, 7)
    assert "zeros_added" not in keys(traced)


def test_a_convolution_has_only_its_channels_to_swap() -> None:
    image = np.arange(8.0).reshape(2, 2, 2)
    kernel = np.arange(16.0).reshape(2, 2, 2, 2)
    traced = trace(image, kernel, operation="convolution", stride=2, padding=1)

    assert keys(traced) == {"swapped_channels"}
    found = only(traced, "swapped_channels")
    expected = conv2d(
        torch.tensor(image)[None], torch.tensor(kernel).swapaxes(0, 1), stride=2, padding=1
    )
    np.testing.assert_array_equal(found.wrong, expected[0].numpy())


def test_rounding_is_no_difference() -> None:
    """0.1 + 0.2 + 0.3 and 0.3 + 0.2 + 0.1 differ in the last digit; nobody means that.

    The kernel looks another way when it is turned; the image does as well, so that the middle
    gets the same three products in the other order.
    """
    traced = trace([[1, 1, 1]], [[0.1, 0.2, 0.3]], padding=(0, 2))
    found = only(traced, "unturned")

    assert traced.result() != found.wrong
    assert found.harmless
    assert found.says == "Nothing differs: these numbers hide the missing turn."


def test_a_small_difference_is_one_whatever_the_size_of_the_numbers() -> None:
    """Far below 1, and far above it; what counts is the largest number, of either sign."""
    for scale in (1e-12, 1.0, 1e12, -1e12):
        traced = trace([[0, scale, 0]], [[1, 1, 1.00001]], padding=(0, 1))
        found = only(traced, "unturned")

        assert found.differs is not None
        assert found.differs[0, 0].tolist() == [True, False, True]
        assert found.says == "2 of 3 cells differ from the right result."


@pytest.mark.parametrize("sides", [((0, 0), (0, 1)), ((0, 1), (0, 0)), ((0, 0), (1, 0))])
def test_padding_on_one_side_alone_is_an_occasion(sides: object) -> None:
    traced = trace(np.ones((2, 3)), np.ones((2, 2)), framework="onnx", padding=sides)

    wrong = only(traced, "padded_input").wrong
    assert wrong is not None
    (top, bottom), (left, right) = sides  # type: ignore[misc]
    assert wrong.shape == (1, 2 + top + bottom + 1, 3 + left + right + 1)
    # Ones stamped by ones: the corner that was padded in front is empty.
    assert wrong[0, -1, -1] == (0 if bottom or right else 1)


def test_a_word_s_ring_is_added_below_where_it_crops_below() -> None:
    """Keras crops the last of 5 rows, so the input gets a row of zeros at its end: 1 2 0."""
    traced = trace([[1], [2]], [[10], [20], [30]], framework="keras", stride=(2, 1), padding="same")
    found = only(traced, "padded_input")

    assert found.wrong is not None
    assert found.wrong[0, :, 0].tolist() == [10, 20, 30 + 2 * 10, 2 * 20, 2 * 30, 0, 0]


def test_appended_zeros_are_no_sides_to_pad() -> None:
    """A kernel of 1 under a stride of 2, 'same' in Keras: nothing is cropped, one is appended."""
    traced = trace([[1, 2]], [[1]], framework="keras", stride=(1, 2), padding="same")

    assert traced.output_shape == (1, 1, 4)
    assert "padded_input" not in keys(traced)


def test_a_size_that_is_wrong_is_written_height_first() -> None:
    found = only(trace(np.ones((2, 3)), np.ones((1, 2)), padding=(0, 1)), "padded_input")

    assert found.says == "The size is wrong already: 2×6 instead of 2×2."


def test_a_kernel_of_one_row_can_be_left_unturned() -> None:
    assert "unturned" in keys(trace([[1, 2]], [[1, 2]]))
    assert "unturned" in keys(trace([[1], [2]], [[1], [2]]))
    assert "unturned" not in keys(trace([[1, 2]], [[1]]))


def test_a_stride_of_one_axis_is_enough_to_slide_by() -> None:
    assert "strided_slide" in keys(trace(np.ones((2, 2)), [[1]], stride=(1, 2)))
    assert "strided_slide" in keys(trace(np.ones((2, 2)), [[1]], stride=(2, 1)))
    assert "strided_slide" not in keys(trace(np.ones((2, 2)), [[1]]))


def test_output_padding_of_one_axis_adds_zeros_there_alone() -> None:
    traced = trace(np.ones((2, 2)), np.ones((3, 3)), stride=2, padding=1, output_padding=(1, 0))
    found = only(traced, "zeros_added")

    assert found.wrong is not None
    assert found.wrong[0].tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1], [0, 0, 0]]
    # 0 is no output padding, said or not.
    said = trace(np.ones((2, 2)), np.ones((3, 3)), stride=2, output_padding=0)
    assert "zeros_added" not in keys(said)


def test_keras_output_padding_that_it_needs_cannot_be_left_out() -> None:
    """Kernel 4, stride 2, 'same': 0 would lose a cell, and TensorFlow refuses."""
    traced = trace(
        np.ones((2, 2)), np.ones((4, 4)), framework="keras", stride=2, padding="same",
        output_padding=1,
    )  # fmt: skip

    assert "zeros_added" not in keys(traced)


@pytest.mark.parametrize(
    ("inputs", "outputs", "framework", "sentence"),
    [
        (1, 2, "keras", "Keras refuses it: a kernel for 1 to 2 channels has another shape than"),
        (3, 1, "onnx", "ONNX refuses it: a kernel for 3 to 1 channels has another shape than"),
    ],
)
def test_a_count_of_1_is_swapped_too(
    inputs: int, outputs: int, framework: Framework, sentence: str
) -> None:
    traced = trace(np.ones((inputs, 1, 1)), np.ones((inputs, outputs, 1, 1)), framework=framework)

    assert only(traced, "swapped_channels").says == (f"{sentence} one for {outputs} to {inputs}.")
    assert "swapped_channels" not in keys(trace([[1]], [[1]], framework=framework))


def test_a_kernel_alike_in_both_directions_forgives_the_swap() -> None:
    alike = [[[[1]], [[2]]], [[[2]], [[3]]]]
    found = only(trace([[[1]], [[10]]], alike), "swapped_channels")

    assert found.harmless
    assert found.says == (
        "Nothing differs: each pair of channels has the same kernel in both directions."
    )


def test_titles_and_who_trips_are_those_of_the_mistake() -> None:
    """Each mistake is told from the others by what it says of itself."""
    traced = trace(np.ones((2, 2, 2)), np.arange(36.0).reshape(2, 2, 3, 3), stride=2, padding=1,
                   output_padding=1)  # fmt: skip

    found = {mistake.key: (mistake.title, mistake.who) for mistake in mistakes(traced)}

    assert {key: title for key, (title, _) in found.items()} == {
        "unturned": "Forget to turn the kernel",
        "padded_input": "Pad the input",
        "zeros_added": "Append zeros for output_padding",
        "swapped_channels": "Swap in and out channels",
        "strided_slide": "Slide by the stride",
    }
    for key, word in {
        "unturned": "unturned",
        "padded_input": "surrounds the input",
        "zeros_added": "real sums come back",
        "swapped_channels": "(in, out) in ConvTranspose2d",
        "strided_slide": "slides by 1",
    }.items():
        assert word in found[key][1]  # type: ignore[index]
        assert found[key][1].startswith("It trips whoever ")  # type: ignore[index]


def test_a_mistake_cannot_be_changed_afterwards() -> None:
    found = only(trace([[1, 2]], ROW), "unturned")

    for array in (found.wrong, found.differs):
        assert array is not None
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0
