"""The ladder of a network: sizes and parameters as the frameworks have them, levels, reach."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch import nn

from app.sizes.presets import PRESETS
from core.autoencoders.architectures import ARCHITECTURES
from core.frameworks import padding_layer, resolve
from core.ladders.ladder import Ladder, ladder, start_of
from core.ladders.rungs import Shape, with_padding_layer
from core.ladders.source import Source, read
from tests.ladders.published import COMPARED, KERAS, TORCH, Published


def climbed(text: str, size: tuple[int, int] | None = None) -> Ladder:
    calls = read(text).calls
    return ladder(calls, start_of(calls, size)[0])


def modules(net: nn.Module) -> Iterator[nn.Module]:
    """Return the layers of a Sequential, in order; whatever else is a layer itself."""
    if isinstance(net, nn.Sequential):
        for part in net:
            yield from modules(part)
    else:
        yield net


def test_at_least_fifty_published_networks_are_climbed() -> None:
    assert len({one.name for one in (*TORCH, *KERAS)}) == len(TORCH) + len(KERAS) >= 50


@pytest.mark.parametrize("one", TORCH, ids=lambda one: one.name)
def test_each_layer_of_a_published_network_is_torch_s(one: Published) -> None:
    """Torch builds it, without weights, and is asked for every size and parameter count."""
    source = read(one.text)
    made = ladder(source.calls, start_of(source.calls, one.size)[0])
    with torch.device("meta"):
        # The text is this test's own; the app never runs what is pasted.
        layers = list(modules(eval(one.text, {"nn": nn})))
        numbers = torch.empty(1, made.start.channels, *(one.size or ()))

    assert (source.complaints, made.complaints, made.whole) == ((), (), True)
    assert len(layers) == len(made.rungs)
    for layer, rung in zip(layers, made.rungs, strict=True):
        numbers = layer(numbers)
        shape = Shape(numbers.shape[1], tuple(numbers.shape[2:]) or None)  # type: ignore[arg-type]
        assert rung.after == shape, rung.call
        assert rung.parameters == sum(p.numel() for p in layer.parameters()), rung.call
    assert made.end.size == one.end


@pytest.fixture(scope="module")
def keras() -> Any:
    os.environ["KERAS_BACKEND"] = "torch"
    return pytest.importorskip("keras")


@pytest.mark.parametrize("one", KERAS, ids=lambda one: one.name)
def test_each_layer_of_a_published_network_is_keras_s(one: Published, keras: Any) -> None:
    source = read(one.text)
    made = ladder(source.calls, start_of(source.calls, one.size)[0])
    model = eval(one.text, {"keras": keras, "layers": keras.layers})
    rungs = [rung for rung in made.rungs if rung.call.name != "Input"]

    assert (source.complaints, made.complaints, made.whole) == ((), (), True)
    assert len(model.layers) == len(rungs)
    for layer, rung in zip(model.layers, rungs, strict=True):
        _, *sides, channels = layer.output.shape
        assert rung.after == Shape(channels, tuple(sides) or None), rung.call  # type: ignore[arg-type]
        assert rung.parameters == layer.count_params(), rung.call
    assert made.end.size == one.end


def test_each_comparison_with_source_text_is_of_one_network() -> None:
    names = [one.name for one in (*TORCH, *KERAS)]
    for begin in COMPARED:
        assert [name for name in names if name.startswith(begin)], begin
    assert len(COMPARED) >= 40


def test_13_and_25_do_not_meet_14_and_28() -> None:
    """28 → 14 → 7; back (7 − 1)·2 + 3 − 2 = 13 and (13 − 1)·2 + 3 − 2 = 25."""
    made = climbed(PRESETS["short"].text)

    assert [(level.wanted.size, level.made.size) for level in made.levels] == [
        ((14, 14), (13, 13)),
        ((28, 28), (25, 25)),
    ]
    assert made.misses == made.levels
    assert made.parameters == 160 + 4640 + 4624 + 145


@pytest.mark.parametrize(("preset", "key"), [("S16", "keras_cae"), ("S17", "conv_cae_2")])
def test_the_presets_of_the_texts_are_the_trained_networks(preset: str, key: str) -> None:
    made = climbed(PRESETS[preset].text)
    layers = ARCHITECTURES[key].layers

    assert [station.shape.size for station in made.stations] == [
        (layers[0].in_size,) * 2,
        *((one.out_size,) * 2 for one in layers if one.out_size != one.in_size),
    ]
    assert made.parameters == ARCHITECTURES[key].parameters
    assert made.levels
    assert not made.misses


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_understood(preset: str) -> None:
    source = read(PRESETS[preset].text)
    made = climbed(PRESETS[preset].text)

    assert (source.complaints, made.complaints, made.whole) == ((), (), True)


def test_a_cell_s_reach_is_that_of_its_layers() -> None:
    """Down: k3 s1, pool 2, k3: 1, 3, (3 − 1)·2 + 2... a cell of the code sees 8.

    Read backwards from one cell: k3 makes 3 of 1, the pool 6 of 3, k3 makes 8 of 6.
    Up, k4 s2 and k3: 4 of 1, then 6 of 4.
    """
    made = climbed(
        "nn.Conv2d(1, 8, 3, padding=1), nn.MaxPool2d(2), nn.Conv2d(8, 8, 3, stride=2, padding=1)\n"
        "nn.ConvTranspose2d(8, 8, 4, 2, 1), nn.Conv2d(8, 8, 3, padding=1)\n"
        "nn.ConvTranspose2d(8, 1, 2, 2)"
    )

    assert [station.reach for station in made.stations] == [
        (1, 1),
        (4, 4),  # pool 2: 2 of 1; k3: 4 of 2
        (8, 8),
        (6, 6),  # k3: 3 of 1; then k2 s2: (3 - 1)·2 + 2
        (1, 1),
    ]


def gradient_reach(layers: list[nn.Module], numbers: torch.Tensor) -> tuple[int, int]:
    """Return how far apart the input cells are that the middle output cell is made of."""
    numbers.requires_grad_(True)
    made = numbers
    for layer in layers:
        made = layer(made)
    made[0, :, made.shape[2] // 2, made.shape[3] // 2].sum().backward()
    assert numbers.grad is not None
    rows, columns = numbers.grad[0].abs().sum(0).nonzero(as_tuple=True)
    return int(rows.max() - rows.min()) + 1, int(columns.max() - columns.min()) + 1


@pytest.mark.parametrize(
    "text",
    [
        "nn.Conv2d(1, 1, 3), nn.Conv2d(1, 1, 5, stride=2), nn.AvgPool2d(3)",
        "nn.Conv2d(1, 1, 3, dilation=2), nn.Conv2d(1, 1, 2, stride=3, dilation=3)",
        "nn.Conv2d(1, 1, (3, 5), stride=(2, 1)), nn.Conv2d(1, 1, (2, 4))",
    ],
)
def test_the_receptive_field_is_the_one_that_gradients_have(text: str) -> None:
    made = climbed(text, (64, 64))
    layers = list(eval(text, {"nn": nn}))
    for layer in layers:
        for weights in layer.parameters():
            nn.init.ones_(weights)

    assert made.stations[made.code].reach == gradient_reach(layers, torch.ones(1, 1, 64, 64))


def test_maps_that_do_not_fit_are_told_and_the_climb_goes_on() -> None:
    made = climbed("nn.Conv2d(1, 16, 3)\nnn.Conv2d(32, 8, 3)\nnn.Conv2d(4, 8, 3)")

    assert [(one.line, one.text) for one in made.complaints] == [
        (
            2,
            "It takes 32 maps, but 16 come: the other 16 would have to come by a skip connection.",
        ),
        (3, "It takes 4 maps, but 8 come."),
    ]
    assert made.whole


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nn.Conv2d(1, 8, 30)", "A kernel of 30 does not fit into an input of 28"),
        ("nn.Conv2d(1, 8)", "Conv2d needs kernel_size"),
        ("nn.Conv2d(1, 8, k)", "kernel_size=k is no whole number that can be read here"),
        ("nn.Conv2d(1, 8, 3, stride=0)", "stride must be at least 1"),
        ("nn.Conv2d(1, 8, (1, 2, 3))", "kernel_size takes one number or two, not 3"),
        ("nn.ConvTranspose2d(1, 8, 3, output_padding=1)", "PyTorch wants output_padding smaller"),
        ("nn.Linear(784, 10)", "Linear is read for rows only, but maps of 28×28 come"),
        ("nn.PixelShuffle(2)", "PixelShuffle(2) wants maps in multiples of 4, not 1"),
        ("nn.Upsample(scale_factor=10**9)", "is no whole number"),
        ("nn.Upsample(scale_factor=1000000)", "are too many"),
        (
            "layers.Conv2D(8, 3, padding=1)",
            "Conv2D takes 'valid' or 'same' for padding, not 1: numbers are a layer of their own, "
            "ZeroPadding2D before it.",
        ),
        (
            "layers.Conv2DTranspose(8, 3, padding=(0, 1))",
            "not (0, 1): numbers are a layer of their own, Cropping2D after it.",
        ),
    ],
)
def test_a_layer_that_cannot_be_ends_the_ladder_with_a_sentence(line: str, said: str) -> None:
    calls = read(f"nn.Identity()\n{line}\nnn.ReLU()").calls
    made = ladder(calls, Shape(1, (28, 28)))

    assert not made.whole
    (complaint,) = made.complaints
    assert complaint.line == 2
    assert said in complaint.text
    assert complaint.text.endswith("The ladder ends here.")


def test_a_generator_starts_from_one_cell_and_a_decoder_from_seven() -> None:
    first = "nn.ConvTranspose2d(100, 64, 4)"
    second = "nn.ConvTranspose2d(8, 4, 4, stride=2, padding=1)"

    assert start_of(read(first).calls) == (Shape(100, (1, 1)), True)
    assert start_of(read(second).calls) == (Shape(8, (7, 7)), True)
    assert start_of(read("nn.Linear(64, 9)").calls) == (Shape(64), False)
    assert start_of(read("nn.Flatten(), nn.Linear(784, 9)").calls) == (Shape(1, (28, 28)), False)


def test_large_steps_have_partners_where_other_layers_change_sizes_too() -> None:
    """U-Net's own sizes: 64 before the last pool, 56 after the first step up (it crops)."""
    down, up = (next(o for o in TORCH if o.name.startswith(f"U-Net, {w}")) for w in ("down", "up"))
    made = climbed(f"[{down.text}, {up.text}]", (572, 572))

    assert [(level.wanted.size, level.made.size) for level in made.levels] == [
        ((64, 64), (56, 56)),
        ((136, 136), (104, 104)),
        ((280, 280), (200, 200)),
        ((568, 568), (392, 392)),
        ((572, 572), (388, 388)),
    ]


def test_nothing_is_a_ladder_without_rungs() -> None:
    source: Source = read("")
    made = ladder(source.calls, start_of(source.calls)[0])

    assert (made.rungs, made.levels, made.parameters) == ((), (), 0)


def test_keras_crop_and_zeros_belong_to_the_layer_beside_them() -> None:
    """28 with a zero before and two after, kernel 3, stride 2: 15; back to 31, cut to 28."""
    text = (
        "layers.ZeroPadding2D(((1, 2), (1, 2)))\n"
        "layers.Conv2D(8, 3, strides=2)\nlayers.ReLU()\n"
        "layers.Conv2DTranspose(1, 3, strides=2)\nlayers.Cropping2D(((1, 2), (1, 2)))"
    )
    rungs = ladder(read(text).calls, Shape(1, (28, 28))).rungs
    both = ((1, 2), (1, 2))

    down, up = with_padding_layer(rungs, 1), with_padding_layer(rungs, 3)
    assert down is not None
    assert up is not None
    assert (down.input_size, down.padding, padding_layer(down)) == ((28, 28), both, "ZeroPadding2D")
    assert resolve(down).output_size == (15, 15)
    assert (up.input_size, up.padding, padding_layer(up)) == ((15, 15), both, "Cropping2D")
    assert resolve(up).output_size == rungs[-1].after.size == (28, 28)
    assert with_padding_layer(rungs, 2) is None
    # Alone, or beside another layer, it is what it was.
    assert with_padding_layer(rungs[1:4], 0) == rungs[1].layer
    assert with_padding_layer(rungs[1:4], 2) == rungs[3].layer
