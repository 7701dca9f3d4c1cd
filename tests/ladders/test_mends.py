"""The smallest change after which a decoder meets its encoder; torch builds what is offered."""

import pytest
import torch
from torch import nn

from app.sizes.presets import PRESETS
from core.ladders.ladder import start_of
from core.ladders.mends import Mend, mends
from core.ladders.source import read


def offered(text: str, goal: int | None = None) -> tuple[Mend, ...]:
    source = read(text)
    return mends(source, start_of(source.calls)[0], None if goal is None else (goal, goal))


def test_one_argument_twice_mends_25_and_kernel_4_does_it_evenly() -> None:
    """13 + 1 = 14 and (14 − 1)·2 + 1 + 1 = 28; kernel 4: (16 − 9)·(32·16 + 16·1) more weights."""
    first, second = offered(PRESETS["short"].text)

    assert [(e.line, e.argument, e.written) for e in first.edits] == [
        (6, "output_padding", "1"),
        (8, "output_padding", "1"),
    ]
    assert (first.parameters, first.even) == (0, False)
    assert [(e.line, e.argument, e.written) for e in second.edits] == [
        (6, "kernel_size", "4"),
        (8, "kernel_size", "4"),
    ]
    assert (second.parameters, second.even) == ((16 - 9) * (32 * 16 + 16), True)


@pytest.mark.parametrize("which", [0, 1])
def test_torch_makes_28_of_the_mended_text(which: int) -> None:
    text = offered(PRESETS["short"].text)[which].text
    # The text is this test's own, mended.
    net = eval(text, {"nn": nn})

    assert net(torch.zeros(1, 1, 28, 28)).shape[2:] == (28, 28)


def test_only_what_is_wrong_is_written_anew() -> None:
    """The places of other arguments, blanks and comments stay."""
    text = (
        "x = [nn.Conv2d(1,4,3,2,1),  # größer\n"
        "  nn.ConvTranspose2d( 4, 1, 3,\n     stride = 2, padding=1, output_padding = 0 ) ]"
    )
    first = offered(text)[0]

    assert first.text == text.replace("output_padding = 0", "output_padding = 1")


def test_an_argument_is_added_before_the_bracket() -> None:
    text = "nn.Conv2d(1, 4, 3, 2, 1)\nnn.ConvTranspose2d(\n    4, 1, 3, 2, 1,\n)"

    assert offered(text)[0].text.endswith("4, 1, 3, 2, 1,\n output_padding=1)")


def test_keras_is_mended_in_its_own_words() -> None:
    text = (
        "keras.Input((28, 28, 1))\n"
        "layers.Conv2D(8, 3, strides=2, padding='same')\n"
        "layers.Conv2DTranspose(1, 3, strides=2, padding='valid')"
    )
    first = offered(text)[0]

    assert [(e.argument, e.written) for e in first.edits] == [("padding", '"same"')]
    assert first.text.endswith('padding="same")')


def test_a_size_that_is_asked_for_is_met() -> None:
    """7 → 13 → 25; 27 and 28 need the first to give 14, then 27 or, told again, 28."""
    text = "nn.ConvTranspose2d(8, 4, 3, 2, 1)\nnn.ConvTranspose2d(4, 1, 3, 2, 1)"

    assert [e.line for e in offered(text, 27)[0].edits] == [1]
    assert [e.line for e in offered(text, 28)[0].edits] == [1, 2]


def test_what_meets_needs_no_mend_and_what_cannot_gets_none() -> None:
    assert offered(PRESETS["S16"].text) == ()
    assert offered("nn.ConvTranspose2d(8, 4, 3, 2, 1)", 500) == ()
    assert offered("nn.Conv2d(1, 4, 3)") == ()


@pytest.mark.parametrize("kernel", [2, 3, 4, 5])
@pytest.mark.parametrize("padding", [0, 1, 2])
@pytest.mark.parametrize("size", [27, 28, 32])
def test_every_mend_that_is_offered_meets_in_torch(kernel: int, padding: int, size: int) -> None:
    text = (
        "nn.Sequential(\n"
        f"  nn.Conv2d(1, 2, 3, 2, 1),\n  nn.Conv2d(2, 2, 3, 2, 1),\n"
        f"  nn.ConvTranspose2d(2, 2, {kernel}, 2, {padding}),\n"
        f"  nn.ConvTranspose2d(2, 1, {kernel}, 2, {padding}),\n)"
    )
    source = read(text)
    start, _ = start_of(source.calls, (size, size))
    for mend in mends(source, start):
        shapes = [torch.Size((size, size))]
        numbers = torch.zeros(1, 1, size, size)
        for layer in eval(mend.text, {"nn": nn}):
            numbers = layer(numbers)
            shapes.append(numbers.shape[2:])
        assert (shapes[3], shapes[4]) == (shapes[1], shapes[0])
