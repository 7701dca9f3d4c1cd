"""Where a network's values come from and what they paint, held to torch."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.arguments import GeometryError
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.digits import ready_made, ready_made_scene
from core.autoencoders.drawing import as_scene, prepare
from core.autoencoders.inference import rebuild, segment
from core.autoencoders.layers import Layer
from core.autoencoders.networks import WEIGHTED, Network, Picture, with_weights
from core.autoencoders.origins import effect, layer_trace, origin
from core.autoencoders.training.modules import TorchNetwork

_NETWORKS: dict[str, tuple[Network, Picture, tuple[Picture, ...]]] = {}


def _module(name: str) -> TorchNetwork:
    """Return torch's network of the same random weights."""
    generator = torch.Generator().manual_seed(5)
    network = TorchNetwork(ARCHITECTURES[name], generator).requires_grad_(False).eval()
    for layer in network.layers:
        if isinstance(getattr(layer, "bias", None), torch.Tensor):
            # They start at zero: a forgotten bias would go unseen.
            layer.bias.normal_(std=0.1, generator=generator)
    return network


def _at_work(name: str) -> tuple[Network, Picture, tuple[Picture, ...]]:
    """Return a network with random weights, a picture, and what its layers make of it."""
    if name not in _NETWORKS:
        tensors = {key: value.numpy() for key, value in _module(name).state_dict().items()}
        network = with_weights(ARCHITECTURES[name], tensors)
        if ARCHITECTURES[name].task == "segment":
            picture = as_scene(ready_made_scene())
            maps = segment(network, picture).maps
        else:
            picture = prepare(ready_made(3)).centred
            maps = rebuild(network, picture).maps
        _NETWORKS[name] = network, picture, maps
    return _NETWORKS[name]


_LAYERS = [
    (name, index)
    for name, architecture in ARCHITECTURES.items()
    for index, layer in enumerate(architecture.layers)
    if layer.kind in WEIGHTED
]


@pytest.mark.parametrize(("name", "index"), _LAYERS)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_the_terms_of_any_value_come_to_the_network_s(
    name: str, index: int, data: st.DataObject
) -> None:
    network, picture, maps = _at_work(name)
    cell = _cell(data, ARCHITECTURES[name].layers[index])

    found = origin(network, maps, picture, index, cell)

    assert found.networks == float(maps[index][cell])
    assert found.agrees
    assert found.terms.total == pytest.approx(
        found.terms.sums.sum() + found.terms.bias, rel=1e-12, abs=1e-12
    )


def test_agreement_is_not_taken_for_granted() -> None:
    network, picture, maps = _at_work("keras_cae")
    changed = [*maps[:-1], maps[-1] + np.float32(0.001)]

    assert not origin(network, changed, picture, 6, (0, 12, 14)).agrees


def test_a_layer_without_weights_has_no_sum() -> None:
    network, picture, maps = _at_work("conv_cae_2")

    with pytest.raises(ValueError, match="has no weights"):
        origin(network, maps, picture, 1, (0, 0, 0))
    with pytest.raises(GeometryError, match="there is no cell"):
        origin(network, maps, picture, 7, (0, 28, 0))


def test_the_stamp_of_a_value_is_its_kernel_times_the_value() -> None:
    """Last layer of S17: 28 by 28 taps, stride 2, 13 rings cropped."""
    network, picture, maps = _at_work("conv_cae_2")
    channel, row, column = cell = _brightest(maps[6])

    made = effect(network, maps, picture, 6, cell)

    kernel = network.tensors["layers.7.weight"][channel, 0].astype(np.float64)
    full = np.zeros((2 * 13 + 28, 2 * 13 + 28))
    full[2 * row : 2 * row + 28, 2 * column : 2 * column + 28] = float(maps[6][cell]) * kernel
    assert made.stamp is not None
    assert np.array_equal(made.stamp[0], full[13:-13, 13:-13])
    # Linear to the end, so the stamp is what changes in the picture.
    assert np.allclose(made.changes[0], made.stamp, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "index"), [("keras_cae", 3), ("vae_2", 3), ("conv_cae_2", 1), ("upsample_shuffle", 1)]
)
def test_what_a_value_changes_is_the_network_with_it_minus_without_it(
    name: str, index: int
) -> None:
    network, picture, maps = _at_work(name)
    cell = _brightest(np.abs(maps[index]))
    without = torch.from_numpy(maps[index].copy())
    without[cell] = 0

    made = effect(network, maps, picture, index, cell)

    rest: torch.Tensor = without[None]
    for following, layer in zip(
        list(_module(name).layers)[index + 1 :],
        ARCHITECTURES[name].layers[index + 1 :],
        strict=True,
    ):
        rest = following(rest.flatten(1) if layer.kind == "dense" else rest)
        rest = rest.reshape(1, layer.out_channels, layer.out_size, layer.out_size)
        rest = {"relu": torch.relu, "sigmoid": torch.sigmoid, "linear": lambda x: x}[
            layer.activation
        ](rest)
    assert (made.probed, made.value) == (False, float(maps[index][cell]))
    assert np.allclose(made.changes[-1], maps[-1] - rest[0].numpy(), atol=1e-5)
    assert np.abs(made.changes[-1]).max() > 0


def test_a_value_that_is_zero_shows_what_another_would_paint() -> None:
    network, picture, maps = _at_work("keras_cae")
    channel, row, column = np.argwhere(maps[3] == 0)[0].tolist()

    made = effect(network, maps, picture, 3, (channel, row, column))

    assert made.probed
    assert made.value == float(np.abs(maps[3]).max())
    assert made.stamp is not None
    weights = network.tensors["layers.4.weight"][channel].astype(np.float64)
    assert made.stamp[:, row : row + 3, column : column + 3] == pytest.approx(made.value * weights)
    # With it minus without it: where nothing is cut, the next layer changes by the stamp.
    sums = made.stamp.astype(np.float32)
    kept = (maps[4] > 0) & (maps[4] + sums > 0)
    assert kept.any()
    assert np.allclose(made.changes[0][kept], sums[kept], atol=1e-4)


def test_switched_off_channels_stay_off_on_the_way() -> None:
    network, picture, _ = _at_work("keras_cae")
    off = {4: tuple(range(16))}
    maps = rebuild(network, picture, switched_off=off).maps

    made = effect(network, maps, picture, 3, _brightest(maps[3]), off)

    assert not made.changes[0].any()
    assert not made.changes[-1].any()


def test_the_last_layer_s_values_go_nowhere() -> None:
    network, picture, maps = _at_work("keras_cae")

    with pytest.raises(GeometryError, match="no layer reads"):
        effect(network, maps, picture, 6, (0, 0, 0))
    with pytest.raises(GeometryError, match="there is no cell"):
        effect(network, maps, picture, -1, (0, 28, 0))


@pytest.mark.parametrize("odd", [None, 1.5, True, "x", (), 10**400, -2, 99])
def test_an_odd_layer_or_cell_is_refused_by_its_name(odd: Any) -> None:
    """They were IndexError and TypeError, or the value of another layer."""
    network, picture, maps = _at_work("keras_cae")

    for ask in (origin, effect):
        with pytest.raises(GeometryError, match="index"):
            ask(network, maps, picture, odd, (0, 0, 0))
        with pytest.raises(GeometryError, match="cell"):
            ask(network, maps, picture, 0, odd)
        with pytest.raises(GeometryError, match="cell"):
            ask(network, maps, picture, 0, (0, odd, 0))
    with pytest.raises(GeometryError, match="index"):
        layer_trace(network, odd, picture[None])


def _cell(data: st.DataObject, layer: Layer) -> tuple[int, int, int]:
    place = st.integers(0, layer.out_size - 1)
    return data.draw(st.integers(0, layer.out_channels - 1)), data.draw(place), data.draw(place)


def _brightest(maps: Picture) -> tuple[int, int, int]:
    channel, row, column = np.unravel_index(maps.argmax(), maps.shape)
    return int(channel), int(row), int(column)
