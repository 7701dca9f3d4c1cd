"""The networks, layer by layer, held to PyTorch; and that nobody but training needs it."""

import subprocess
import sys
from functools import cache

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.autoencoders import networks, weights
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.damage import spoilt
from core.autoencoders.digits import ready_made, ready_made_scene
from core.autoencoders.drawing import Drawing, as_scene, prepare
from core.autoencoders.layers import Activation, Kind, Layer
from core.autoencoders.networks import Network, Picture
from core.autoencoders.training.modules import TorchNetwork, with_weights

DRAWINGS = 200
_SEEN_AT_ONCE = 20
_NEAR = 1e-5
EVERY = pytest.mark.parametrize("name", ARCHITECTURES)


@cache
def drawings(side: int) -> Picture:
    """Return our ten digits, or our scene, and scribbles up to ``DRAWINGS``, (n, 1, side, side)."""
    numbers = np.random.default_rng(11)
    scribbles = [
        Drawing(
            tuple(
                np.clip(np.cumsum(numbers.normal(0, 0.09, (12, 2)), axis=0) + 0.5, 0, 1)
                for _ in range(1 + index % 3)
            ),
            pen=float(numbers.uniform(0.03, 0.1)),
        )
        for index in range(DRAWINGS)
    ]
    if side == 28:
        ours = [ready_made(digit) for digit in range(10)]
        pictures = [prepare(drawing).centred for drawing in [*ours, *scribbles]]
    else:
        pictures = [as_scene(drawing) for drawing in [ready_made_scene(), *scribbles]]
    return np.stack(pictures[:DRAWINGS])[:, None].astype(np.float32)


def _both(name: str) -> tuple[Network, TorchNetwork]:
    loaded = weights.load(name)
    return networks.network(loaded), with_weights(loaded.architecture, loaded.tensors)


def largest_difference(ours: NDArray, theirs: NDArray) -> float:
    """Return the largest difference of two layers' values.

    Where values exceed 1, as a part of the largest: the referee's own sums are as uncertain.
    """
    return float(np.abs(ours - theirs).max() / max(1.0, np.abs(theirs).max()))


@EVERY
def test_every_layer_makes_of_200_drawings_what_torch_makes_of_them(name: str) -> None:
    network, module = _both(name)
    given_ = drawings(ARCHITECTURES[name].side)

    assert given_.shape[0] == DRAWINGS
    for start in range(0, DRAWINGS, _SEEN_AT_ONCE):
        part = given_[start : start + _SEEN_AT_ONCE]
        with torch.inference_mode():
            expected = module.feature_maps(torch.from_numpy(part))
        for index, (ours, theirs) in enumerate(
            zip(network.feature_maps(part), expected, strict=True)
        ):
            assert ours.dtype == np.float32
            assert ours.shape == tuple(theirs.shape)
            assert largest_difference(ours, theirs.numpy()) < _NEAR, (name, index)


@EVERY
def test_random_weights_are_spread_as_torch_s_are(name: str) -> None:
    """The same rule, other numbers: numpy's generator is not torch's."""
    loaded = weights.load(name)
    initialisation = loaded.record["recipe"].get("initialisation", "he")
    module = TorchNetwork(loaded.architecture, torch.Generator().manual_seed(1), initialisation)

    drawn = networks.random_network(loaded).tensors

    assert {key: values.shape for key, values in drawn.items()} == weights.parameter_shapes(
        loaded.architecture
    )
    for key, theirs in module.state_dict().items():
        if key.endswith("bias"):
            assert not drawn[key].any()
        elif theirs.numel() > 2000:
            assert drawn[key].std() == pytest.approx(float(theirs.std()), rel=0.1)
            assert abs(drawn[key].mean()) < 0.1 * drawn[key].std()


def test_a_variational_network_s_two_heads_are_torch_s() -> None:
    network, module = _both("vae_2")
    given_ = drawings(28)[:20]

    heads = network.distribution(given_)

    with torch.inference_mode():
        expected = module.distribution(torch.from_numpy(given_))
    for ours, theirs in zip(heads, expected, strict=True):
        assert largest_difference(ours, theirs.numpy()) < _NEAR
    with pytest.raises(ValueError, match=r"^dense_2 gives one code, no distribution\.$"):
        _both("dense_2")[0].distribution(given_)


@EVERY
def test_a_decoder_s_maps_are_the_network_s_last_ones(name: str) -> None:
    network, _ = _both(name)
    maps = network.feature_maps(drawings(ARCHITECTURES[name].side)[:2])
    first = ARCHITECTURES[name].encoder_layers

    again = network.decoder_maps(maps[first - 1])

    for ours, before in zip(again, maps[first:], strict=True):
        np.testing.assert_array_equal(ours, before)


_ACTIVATIONS: tuple[Activation, ...] = ("linear", "relu", "sigmoid", "softmax")


@st.composite
def layers(draw: st.DrawFn, kind: Kind) -> Layer:
    """Draw any layer of a kind that there can be."""
    reads, makes = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    size, kernel, stride = (draw(st.integers(1, top)) for top in (7, 4, 3))
    activation = draw(st.sampled_from(_ACTIVATIONS))
    padding = output_padding = 0
    if kind in ("conv", "max_pool"):
        padding = draw(st.integers(0, 2)) if kind == "conv" else 0
        size = max(size, kernel - 2 * padding)
        out = (size + 2 * padding - kernel) // stride + 1
    elif kind == "conv_transpose":
        output_padding = draw(st.integers(0, stride - 1))
        full = (size - 1) * stride + kernel + output_padding
        padding = draw(st.integers(0, min(2, (full - 1) // 2)))
        out = full - 2 * padding
    elif kind == "dense":
        out = draw(st.integers(1, 4))
    else:
        out = size * stride
    if kind in ("max_pool", "resize"):
        makes = reads
    if kind == "pixel_shuffle":
        reads = makes * stride**2
    bias = draw(st.booleans())
    return Layer(
        kind, reads, makes, size, out, activation, kernel, stride, padding, output_padding, bias
    )


@pytest.mark.parametrize(
    "kind", ["conv", "conv_transpose", "dense", "max_pool", "resize", "pixel_shuffle"]
)
@settings(max_examples=60)
@given(data=st.data())
def test_any_layer_of_whole_numbers_is_torch_s_exactly(kind: Kind, data: st.DataObject) -> None:
    """Sums of whole numbers are exact in 32 bits, too; activations are near."""
    layer = data.draw(layers(kind))
    numbers = np.random.default_rng(data.draw(st.integers(0, 2**16)))
    tensors = {
        f"layers.0.{part}": numbers.integers(-5, 6, shape).astype(np.float32)
        for part, shape in (("weight", layer.weight_shape), ("bias", layer.bias_shape))
        if shape
    }
    table = ARCHITECTURES["dense_2"].__class__(
        "one", "One layer", "", (layer,), 1, "rebuild", caution=""
    )
    entered = numbers.integers(-5, 6, (2, layer.in_channels, layer.in_size, layer.in_size))
    given_ = entered.astype(np.float32)

    (ours,) = networks.with_weights(table, tensors).feature_maps(given_)

    with torch.inference_mode():
        (theirs,) = with_weights(table, tensors).feature_maps(torch.from_numpy(given_))
    if layer.activation in ("linear", "relu"):
        np.testing.assert_array_equal(ours, theirs.numpy())
    else:
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-5, atol=1e-7)
    assert (given_ == entered).all(), "a layer must not write into what it reads"


def test_a_spoilt_picture_is_as_noisy_as_training_s() -> None:
    grey = np.full((200, 200), 0.5, np.float32)

    noisy = spoilt(grey, noise=0.1, square=0, seed=1)

    assert noisy.std() == pytest.approx(0.1, rel=0.05)
    assert noisy.mean() == pytest.approx(0.5, abs=0.005)
    assert noisy.dtype == np.float32
    assert spoilt(grey, noise=0.8, square=0, seed=1).min() >= 0


@given(side=st.integers(0, 28), seed=st.integers(0, 1000))
def test_a_hidden_square_has_its_size_and_lies_inside(side: int, seed: int) -> None:
    hidden = spoilt(np.ones((28, 28), np.float32), noise=0, square=side, seed=seed) == 0

    assert hidden.sum() == side**2
    assert hidden.any(axis=0).sum() == hidden.any(axis=1).sum() == side


_WITHOUT_TORCH = """
import sys

class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("torch", "tqdm"):
            raise ImportError(f"{name} is not to be imported here")

sys.meta_path.insert(0, Refused())
"""


def test_every_page_is_imported_and_every_model_answers_where_torch_cannot_be_imported() -> None:
    program = f"""{_WITHOUT_TORCH}
import pkgutil, importlib
import numpy as np
import app, core

for package in (app, core):
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not found.name.startswith(("core.autoencoders.train", "app.main")):
            importlib.import_module(found.name)
from app.codes.routes import answer
from app.shared import networks
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.digits import ready_made, ready_made_scene
from core.autoencoders.drawing import as_scene, prepare
from core.autoencoders.inference import rebuild, segment
from core.autoencoders.origins import effect, origin

picture = prepare(ready_made(3)).centred
for name, architecture in ARCHITECTURES.items():
    network = networks.network(name)
    if architecture.task == "segment":
        segment(network, as_scene(ready_made_scene()))
        continue
    made = rebuild(network, picture)
    last = len(architecture.layers) - 1
    if architecture.layers[last].kind == "conv":
        assert origin(network, made.maps, picture, last, (0, 9, 9)).agrees
    effect(network, made.maps, picture, 0, (0, 0, 0))
assert "decoder" in answer("vae_2", 0.1, 0.2)["maps"]
assert "torch" not in sys.modules
"""

    finished = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )

    assert finished.returncode == 0, finished.stderr
