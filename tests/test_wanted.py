"""What gives a wanted size: the smallest change first, and torch makes what is offered."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import conv2d, conv_transpose2d

from app.lab.wanted import answer
from app.setting.link import decode
from app.setting.setting import LAYER_LIMITS
from core.arguments import GeometryError
from core.frameworks import resolve
from core.layer import Layer
from core.wanted import MOST, wanted
from tests.strategies import layers


def layer(side: int, kernel: int, stride: int, padding: int, **more: object) -> Layer:
    return Layer(
        operation="transposed",
        framework="pytorch",
        input_size=(side, side),
        kernel_size=(kernel, kernel),
        stride=(stride, stride),
        padding=(padding, padding),
        **more,  # type: ignore[arg-type]
    )


def test_27_becomes_28_by_an_output_padding_of_one_or_a_kernel_of_four() -> None:
    """(14 − 1)·2 + 3 − 2·1 = 27; one more cell at the end, or one more tap."""
    first, second, *_ = wanted(layer(14, 3, 2, 1), 28, limits=LAYER_LIMITS).offers

    assert (first.text, first.drawback) == ("output_padding 1", "")
    assert first.layer.output_padding == (1, 1)
    assert (second.text, second.layer.kernel_size) == ("kernel_size 4", (4, 4))


def test_a_change_that_leaves_a_hole_comes_after_an_equal_one_that_does_not() -> None:
    """(13 − 1)·2 + 3 = 27: nothing is cut, so an appended cell is a zero."""
    first, second, *_ = wanted(layer(13, 3, 2, 0), 28, limits=LAYER_LIMITS).offers

    assert (first.text, first.drawback) == ("kernel_size 4", "")
    assert (second.text, second.drawback) == (
        "output_padding 1",
        "1 output cell without a product",
    )


def test_two_numbers_change_only_where_one_does_not_do_it() -> None:
    """(7 − 1)·2 + 1 = 13: two taps more give 15, as an input of 8 does, which mostly is given."""
    found = wanted(layer(7, 1, 2, 0), 15, limits=LAYER_LIMITS).offers

    counts = [len(offer.changes) for offer in found]
    assert counts == sorted(counts)
    assert found[0].changes == (("kernel_size", 3),)
    alone = {offer.changes[0] for offer in found if len(offer.changes) == 1}
    assert all(alone.isdisjoint(offer.changes) for offer in found if len(offer.changes) == 2)


def test_a_size_out_of_reach_names_its_neighbours() -> None:
    """Up to two numbers change, so the largest is that of the largest input and stride."""
    found = wanted(layer(1, 1, 1, 0), 100_000, limits=LAYER_LIMITS)

    assert found.offers == ()
    (below,) = found.near
    assert 100 < below < 100_000


@settings(max_examples=80, deadline=None)
@given(layers(framework="pytorch", words=(), alike=True), st.integers(1, 30))
def test_torch_makes_the_wanted_size_of_every_offer(made: Layer, size: int) -> None:
    found = wanted(made, size, (0,), LAYER_LIMITS)

    assert len(found.offers) <= MOST
    assert not (found.offers and found.near)
    for offer in found.offers:
        assert resolve(offer.layer).output_size[0] == size
        image = torch.zeros((1, 1, *offer.layer.input_size))
        kernel = torch.zeros((1, 1, *offer.layer.kernel_size))
        arguments = (None, offer.layer.stride, offer.layer.padding)
        if offer.layer.operation == "transposed":
            added = offer.layer.output_padding or (0, 0)
            output = conv_transpose2d(image, kernel, *arguments, added, 1, offer.layer.dilation)
        else:
            output = conv2d(image, kernel, *arguments, offer.layer.dilation)
        assert output.shape[2] == size
        # The other axis keeps its numbers.
        assert offer.layer.stride[1] == made.stride[1]
        assert offer.layer.kernel_size[1] == made.kernel_size[1]


@settings(max_examples=60, deadline=None)
@given(layers(alike=True), st.integers(1, 24))
def test_every_framework_takes_what_is_offered_in_the_order_of_its_size(
    made: Layer, size: int
) -> None:
    square = Layer(**{**vars(made), "input_size": (made.input_size[0],) * 2})
    try:
        resolve(square)
    except GeometryError:
        return
    offers = wanted(square, size, limits=LAYER_LIMITS).offers

    assert all(resolve(offer.layer).output_size == (size, size) for offer in offers)
    far = [
        (len(offer.changes), sum(isinstance(value, int) for _, value in offer.changes))
        for offer in offers
    ]
    assert [count for count, _ in far] == sorted(count for count, _ in far)
    assert len({tuple(offer.changes) for offer in offers}) == len(offers)


def test_a_size_that_is_asked_for_is_asked_for_anew_where_torch_takes_it() -> None:
    """(14 − 1)·2 + 3 − 2·1 = 27: one cell more can be asked for, another one takes more."""
    asked = layer(14, 3, 2, 1, output_size=(28, 28))

    (alone,) = wanted(asked, 27, limits=LAYER_LIMITS).offers
    assert alone.changes == (("output_size", 27),)
    further = wanted(asked, 30, limits=LAYER_LIMITS).offers
    assert [offer.text for offer in further if not offer.drawback] == [
        "kernel_size 5 and output_size 30",
        "kernel_size 6 and output_size 30",
    ]
    for offer in (alone, *further):
        made = offer.layer
        assert made.output_size is not None
        assert not isinstance(made.padding, str)
        module = torch.nn.ConvTranspose2d(
            1, 1, made.kernel_size, made.stride, made.padding, dilation=made.dilation
        )
        output = module(torch.zeros((1, 1, *made.input_size)), output_size=made.output_size)
        assert output.shape[2:] == made.output_size
        assert resolve(made).output_size == made.output_size


def test_the_lab_takes_a_size_at_once_that_can_be_asked_for_and_offers_within_its_limits() -> None:
    setting = decode({"i": "14x15", "k": "3", "s": "2", "p": "1", "y": "28x30"})[0]

    taken = answer(setting, 27, (0,))
    assert taken["takes"]
    assert [offer["controls"] for offer in taken["offers"]] == [{"output_size": [27, 30]}]
    other = answer(setting, 31, (0,))
    assert not other["takes"]
    assert other["says"] == "Height 31 cannot be asked for with these numbers alone:"
    assert all(offer["controls"]["output_size"] == [31, 30] for offer in other["offers"])
    # No control says a size above 512, nor ONNX's third word.
    assert answer(setting, 600, (0,))["offers"] == []
    onnx = decode({"fw": "onnx", "i": "4x4", "k": "3", "s": "2", "p": "0"})[0]
    assert all("same_lower" not in offer["text"] for offer in answer(onnx, 8, (0, 1))["offers"])


def test_what_is_no_size_is_refused() -> None:
    with pytest.raises(GeometryError, match="size must be from 1"):
        wanted(layer(2, 2, 1, 0), 0)
    with pytest.raises(GeometryError, match="layer"):
        wanted(np.ones(3), 3)  # type: ignore[arg-type]
