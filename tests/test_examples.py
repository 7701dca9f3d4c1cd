"""The texts' examples: what was typed by hand is what the engine computes."""

import re

import numpy as np
import pytest

from core.contributions import trace
from core.examples import (
    BY_KEY,
    CHANNEL_EXAMPLES,
    CHANNELS_BY_KEY,
    EXAMPLES,
    QUESTIONS,
    ChannelExample,
    Example,
)
from core.formulas import size_formulas


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.key)
def test_each_example_gives_its_typed_numbers(example: Example) -> None:
    traced = trace(
        example.image,
        example.kernel,
        operation=example.operation,
        framework=example.framework,
        stride=example.stride,
        padding=example.padding,
    )

    np.testing.assert_array_equal(traced.result()[0], example.expected)
    height, width = size_formulas(traced.layer, traced.geometry)
    assert (height.result, width.result) == np.shape(example.expected)


@pytest.mark.parametrize("example", CHANNEL_EXAMPLES, ids=lambda e: e.key)
def test_each_example_on_channels_gives_its_typed_numbers(example: ChannelExample) -> None:
    traced = trace(
        example.image,
        example.kernel,
        operation=example.operation,
        stride=example.stride,
        bias=example.bias,
    )

    np.testing.assert_array_equal(traced.result(), example.expected)


def test_the_examples_are_those_of_the_texts() -> None:
    wanted = {"S2", "S3", "S4", "S6", "S7", "S8", "S9", "S11", "S12", "S13", "S14"}

    assert {example.key.rstrip("abcd") for example in EXAMPLES} == wanted


def test_every_example_answers_one_question() -> None:
    answering = [key for question in QUESTIONS for key in question.keys]

    assert sorted(answering) == sorted([*BY_KEY, *CHANNELS_BY_KEY])


def test_a_title_says_what_is_to_be_seen_and_no_framework_s_word_alone() -> None:
    titles = [example.title for example in (*EXAMPLES, *CHANNEL_EXAMPLES)]

    assert len(set(titles)) == len(titles)
    for title in titles:
        assert not re.match("VALID|Example", title)
        assert len(title) <= 32, "it has one line"


def test_kernels_not_given_by_the_texts_look_different_from_every_side() -> None:
    """A forgotten turn must show: no such kernel equals itself turned or mirrored."""
    for example in EXAMPLES:
        if example.key in ("S8", "S9"):
            continue
        kernel = np.array(example.kernel)
        assert 0 not in kernel
        for other in (kernel[::-1, ::-1], kernel.T, kernel[::-1], kernel[:, ::-1]):
            assert not np.array_equal(kernel, other)
