"""Reading what was pasted: layers in order, what is not understood with its line, nothing run."""

import random
import string
import sys
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.sizes.climb import climb
from app.sizes.presets import PRESETS
from core.ladders.ladder import ladder, start_of
from core.ladders.mends import mends
from core.ladders.source import (
    LONGEST_TEXT,
    MOST_CALLS,
    Complaint,
    Unknown,
    read,
)
from core.ladders.vocabulary import PASSIVE, SIGNATURES
from tests.ladders.published import KERAS, TORCH


def names(text: str) -> list[tuple[int, str]]:
    return [(call.line, call.name) for call in read(text).calls]


def said(text: str) -> list[tuple[int, str]]:
    return [(one.line, one.text) for one in read(text).complaints]


def test_layers_of_a_class_are_found_where_they_are_made() -> None:
    text = """\
class Decoder(nn.Module):
    def __init__(self, ngf=64):
        super().__init__()
        self.up = nn.ConvTranspose2d(8, 4, 4, 2, 1)
        self.out = nn.Sequential(nn.ReLU(), nn.Conv2d(4, 1, 3, padding=1))

    def forward(self, x):
        return torch.sigmoid(self.out(self.up(x)))
"""
    assert names(text) == [(4, "ConvTranspose2d"), (5, "ReLU"), (5, "Conv2d")]
    assert said(text) == []


DECODER = """\
class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.Sequential(
            nn.ConvTranspose2d(32, 16, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(16, 1, 4, 2, 1))
        self.fc = nn.Linear(16, 32 * 7 * 7)

    def forward(self, z):
{forward}
"""


@pytest.mark.parametrize(
    "forward",
    [
        "        return self.up(self.fc(z).view(-1, 32, 7, 7))",
        "        x = F.relu(self.fc(z))\n        x = x.view(z.size(0), 32, 7, 7)\n"
        "        return torch.sigmoid(self.up(x))",
        '        "A docstring."\n        h = self.fc(z).relu()\n'
        "        return self.up(torch.reshape(h, (-1, 32, 7, 7)))",
    ],
)
def test_a_decoder_s_forward_is_followed_through_its_view(forward: str) -> None:
    """Written after ``up``, ``fc`` is called before it: 16 values, 7, 14, 28."""
    text = DECODER.format(forward=forward)
    answer = climb(text, "short", "", "")

    assert [name for _, name in names(text)] == [
        "Linear",
        "Unflatten",
        "ConvTranspose2d",
        "ReLU",
        "ConvTranspose2d",
    ]
    assert said(text) == []
    assert answer["title"] == "16 values go in, 28 comes out"


@pytest.mark.parametrize(
    ("forward", "line", "words"),
    [
        ("        return self.up(F.interpolate(z, 7))", 9, "interpolate is not followed"),
        ("        return self.up(torch.cat([z, z], 1))", 9, "cat: a skip connection"),
        ("        return self.up(self.fc(z).view(32, 7, 7))", 9, "view is not followed"),
    ],
)
def test_a_forward_that_is_no_chain_leaves_the_layers_as_they_stand(
    forward: str, line: int, words: str
) -> None:
    text = DECODER.format(forward=forward)

    assert [name for _, name in names(text)][-1] == "Linear"
    assert any(one == line and words in sentence for one, sentence in said(text)), said(text)


def test_a_flatten_on_the_way_to_a_row_is_followed() -> None:
    text = (
        "class Encoder(nn.Module):\n"
        "    def __init__(self):\n"
        "        self.conv = nn.Conv2d(1, 4, 4, 2, 1)\n"
        "        self.fc = nn.Linear(784, 2)\n"
        "    def forward(self, x):\n"
        "        return self.fc(torch.flatten(F.relu(self.conv(x)), 1))\n"
    )

    assert [name for _, name in names(text)] == ["Conv2d", "Flatten", "Linear"]
    assert climb(text, "short", "", "")["title"] == "28 goes in, 2 values come out"


def test_single_lines_a_sequential_and_a_list_read_alike() -> None:
    lines = ["nn.Conv2d(1, 2, 3)", "nn.ReLU()", "nn.ConvTranspose2d(2, 1, 3)"]
    texts = [
        "\n".join(lines),
        ",\n".join(lines) + ",",
        f"nn.Sequential({', '.join(lines)})",
        f"model = torch.nn.Sequential(OrderedDict([('a', {lines[0]}), ('b', {lines[1]}), "
        f"('c', {lines[2]})]))",
        "    " + "\n    ".join(lines),
        "self.a = " + "\nself.b = ".join(lines),
    ]
    for text in texts:
        assert [name for _, name in names(text)] == ["Conv2d", "ReLU", "ConvTranspose2d"], text


def test_keras_layers_are_read_in_the_order_of_what_passes_through_them() -> None:
    text = (
        "inputs = keras.Input(shape=(28, 28, 1))\n"
        "x = layers.Conv2D(8, 3)(layers.ZeroPadding2D(1)(inputs))\n"
        "x = layers.UpSampling2D()(x)\n"
        "model.add(layers.Flatten())"
    )
    assert [name for _, name in names(text)] == [
        "Input",
        "ZeroPadding2D",
        "Conv2D",
        "UpSampling2D",
        "Flatten",
    ]


def test_names_that_were_given_a_number_above_are_numbers() -> None:
    call = read("nz, ngf = 100, 64\nk = 2 ** 2\nnn.ConvTranspose2d(nz, ngf * 8, k, 4 // 2)").calls[
        0
    ]

    assert [call.number(word) for word in ("in_channels", "out_channels")] == [100, 512]
    assert call.numbers("kernel_size") == (4, 4)
    assert call.numbers("stride") == (2, 2)


def test_a_printed_model_is_read_line_by_line() -> None:
    text = """\
Sequential(
  (0): Conv2d(1, 16, kernel_size=(3, 3), stride=(2, 2), padding=same)
  (1): BatchNorm2d(16, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
  (2): ReLU(inplace=True)
)
"""
    source = read(text)

    assert names(text) == [(2, "Conv2d"), (3, "BatchNorm2d"), (4, "ReLU")]
    assert source.calls[0].value("padding") == "same"
    assert "picked out one by one" in source.complaints[0].text


def test_a_bracket_that_is_missing_loses_no_layer() -> None:
    text = "nn.Sequential(\n    nn.Conv2d(1, 2, 3),\n    # nn.Conv2d(9, 9, 9),\n    nn.ReLU(),\n"

    assert names(text) == [(2, "Conv2d"), (4, "ReLU")]
    assert "cannot be read as Python (line 1)" in said(text)[0][1]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("\nnn.ConvTranspos2d(1, 2, 3)", 2, "did you mean ConvTranspose2d?"),
        ("nn.ReLU()\nResBlock(64)", 2, "ResBlock is not a layer that is known here."),
        ("nn.Conv2d(1, 2, 3, strides=2)", 1, "Conv2d has no strides; there it is stride."),
        ("layers.Conv2D(1, 3, stride=2)", 1, "Conv2D has no stride; there it is strides."),
        ("nn.Conv2d(1, 2, 3, colour=2)", 1, "Conv2d has no colour."),
        ("x = torch.cat([a, b], 1)", 1, "cat: a skip connection is not followed."),
        ("layers.Concatenate()([a, b])", 1, "Concatenate: a skip connection is not followed."),
        ("F.interpolate(x, 2)", 1, "interpolate is not followed: only layers are read."),
        ("x.view(-1, 32)", 1, "view is not followed: only layers are read."),
        ("for i in range(3):\n  nn.ReLU()", 1, "A loop: its layers are read once."),
        ("nn.Conv2d(*sizes)", 1, "Conv2d: what a * stands for is not known here."),
        ("nn.PixelShuffle(2, 3)", 1, "PixelShuffle takes 1 arguments, not 2."),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(text: str, line: int, words: str) -> None:
    assert any(one == line and words in sentence for one, sentence in said(text)), said(text)


def test_nothing_that_is_pasted_is_run() -> None:
    """Not a call, not an import, not a name's attribute."""
    touched: list[int] = []
    sys.modules[__name__].touch = touched.append  # type: ignore[attr-defined]
    text = (
        f"import {__name__} as me\nme.touch(1)\n__import__('{__name__}')\n"
        "nn.Conv2d(1, (lambda: me.touch(2))(), 3)\nnn.Conv2d(1, [me.touch(3) for _ in 'ab'], 3)"
    )
    source = read(text)

    assert touched == []
    assert isinstance(source.calls[0].value("out_channels"), Unknown)


def test_too_long_a_text_is_refused_and_too_many_layers_are_left_out() -> None:
    assert said("x" * (LONGEST_TEXT + 1)) == [
        (0, f"{LONGEST_TEXT + 1:,} characters are too many; {LONGEST_TEXT:,} are the most.")
    ]
    many = read("nn.ReLU()\n" * (MOST_CALLS + 20))
    assert len(many.calls) == MOST_CALLS
    assert many.complaints == (
        Complaint(MOST_CALLS + 1, f"More than {MOST_CALLS} layers: the rest is not read."),
    )


HOSTILE = [
    "(" * LONGEST_TEXT,
    "-" * (LONGEST_TEXT - 1) + "1",
    "1+" * (LONGEST_TEXT // 2 - 1) + "1",
    "[" * 90 + "nn.ReLU()" + "]" * 90,
    "f(" * 190 + "nn.ReLU()" + ")" * 190,
    "a" + ".b" * 5000 + "()",
    "nn.Conv2d(" * 1000,
    "nn.Conv2d(1, 2, 3" * 500,
    "nn.Conv2d(1, 2, 9**9**9**9)",
    "nn.Conv2d(1, 2, " + "9" * 5000 + ")",
    "nn.Conv2d(1, 2, 1e400)",
    "nn.Conv2d(1, 2, 3, padding=-10**6)",
    "nn.Unflatten(1, (-1, -1, -1))",
    "nn.Unflatten(1, (0, 0, -1))",
    "layers.Reshape(('a', None, 3))",
    "nn.Upsample(size=2**19)\n" * 100,
    "nn.ConvTranspose2d(1, 1, 2**19, stride=2**19)\n" * 100,
    "keras.Input(shape=(None, None, 3))\nlayers.Conv2D(3, 3)",
    "nn.ReLU()\x00\ud800\r\n\f'\\d'",
    "x = '''",
    "def f(:\n nn.ReLU(",
    "nn.Linear(True, False)",
    "lambda: (yield)",
    "match x:\n case nn.ReLU(): pass",
    "nn.Conv2d(in_channels=1, **{'a': 1})",
    "nn.GroupNorm(0, 0)\nnn.PReLU(0)\nnn.Softmax(" + "1," * 3000 + ")",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_gets_an_answer(text: str) -> None:
    everything(text)


def everything(text: str) -> dict[str, Any]:
    """Read, climb and mend a text, as the page does; an error of any kind would show."""
    source = read(text)
    start, _ = start_of(source.calls)
    made = ladder(source.calls, start)
    mends(source, start)
    lines = source.text.count("\n") + 1
    for one in (*source.complaints, *made.complaints):
        assert 0 <= one.line <= lines
        assert len(one.text) < 300
    return dict(climb(text, "short", "", ""))


FRAGMENTS = [
    *SIGNATURES,
    *sorted(PASSIVE)[:5],
    *("nn.", "layers.", "(", ")", "[", "]", ",", "=", "\n", " ", "  ", "3", "-1", "0", "28", "*"),
    *("stride", "padding", "'same'", "kernel_size", "None", "True", "(2, 2)", "#", "'", "x", ":"),
    *("1e9", "size", "scale_factor", "output_padding", "é", "for", "in", "lambda", "**"),
]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=60).map("".join))
@settings(max_examples=150, deadline=None)
@example("nn.Conv2d(1,1,3)(2)(3)")
def test_any_mixture_of_words_gets_an_answer(text: str) -> None:
    everything(text)


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_gets_an_answer(text: str) -> None:
    everything(text)


@pytest.mark.parametrize("seed", range(30))
def test_a_published_network_with_letters_lost_gets_an_answer(seed: int) -> None:
    chance = random.Random(seed)
    texts = [*(one.text for one in (*TORCH, *KERAS)), *(one.text for one in PRESETS.values())]
    letters = list(chance.choice(texts))
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(letters))
        letters[place] = chance.choice(["", chance.choice(string.printable), "(", ")", "9"])
    everything("".join(letters))
