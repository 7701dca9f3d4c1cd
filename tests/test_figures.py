"""The figures: worked by hand where a hand can, then against independent arithmetic."""

import math

import numpy as np
import pytest
import torch
from torch.distributions import Normal, kl_divergence

from core.autoencoders.architectures import ARCHITECTURES, PAPER
from core.autoencoders.codes.naming import nearest_neighbours
from core.autoencoders.measures import checkerboard, entropy_floor
from core.autoencoders.training.canvases import Scenes
from core.autoencoders.training.figures import (
    divergence,
    measure,
    measure_scenes,
    negative_elbo,
)
from core.autoencoders.training.modules import TorchNetwork


def _random(name: str) -> TorchNetwork:
    network = TorchNetwork(ARCHITECTURES[name], torch.Generator().manual_seed(3))
    return network.requires_grad_(False)


def _pictures(count: int) -> torch.Tensor:
    return torch.rand(count, 1, 28, 28, generator=torch.Generator().manual_seed(1))


def test_entropy_floor_is_the_cross_entropy_of_a_picture_with_itself() -> None:
    """A pixel of 1/4: -(1/4 ln 1/4 + 3/4 ln 3/4) = 0.5623; a black one costs nothing."""
    assert entropy_floor(np.array([0.25, 0.0])) == pytest.approx(0.5623 / 2, abs=1e-4)


def test_measure_does_not_depend_on_the_batch() -> None:
    network, pictures = _random("upsample_k3"), _pictures(7)

    one, all_at_once = measure(network, pictures, batch=1), measure(network, pictures, batch=7)

    assert one.bce == pytest.approx(all_at_once.bce, rel=1e-5)
    assert one.mse == pytest.approx(all_at_once.mse, rel=1e-5)
    assert one.excess == pytest.approx(one.bce - one.floor)


def test_measure_compares_with_the_pictures_not_with_what_went_in() -> None:
    """An empty field goes in; what comes out of it is the same for every picture."""
    network, pictures = _random("upsample_k3"), _pictures(3)
    empty = torch.zeros_like(pictures)

    got = measure(network, pictures, empty)

    out = network.finish(network(empty)).numpy()
    expected = np.square(out - pictures.numpy()).mean(axis=(1, 2, 3))
    np.testing.assert_allclose(got.mse_of_each, expected, rtol=1e-5)
    assert got.nmse == pytest.approx(expected.mean() / np.square(pictures.numpy()).mean(), rel=1e-5)


def test_empty_pictures_have_an_error_and_no_part_of_an_empty_one_s() -> None:
    """It was a division by zero."""
    got = measure(_random("upsample_k3"), torch.zeros(2, 1, 28, 28))

    assert got.mse > 0
    assert np.isnan(got.nmse)


def test_a_linear_last_layer_gives_no_cross_entropy() -> None:
    got = measure(_random("conv_cae_2"), _pictures(2))

    assert (got.bce, got.excess) == (None, None)
    assert got.mse > 0


def test_divergence_is_torch_s_own() -> None:
    """By hand: mean 1, variance 1 is half a nat away; torch.distributions does the rest."""
    zero = torch.zeros(1, 1, 1, 1)
    assert float(divergence(zero, zero)) == 0
    assert float(divergence(zero + 1, zero)) == 0.5
    mean, log_variance = torch.randn(2, 5, 2, 1, 1, generator=torch.Generator().manual_seed(1))

    expected = kl_divergence(Normal(mean, torch.exp(log_variance / 2)), Normal(0.0, 1.0))

    torch.testing.assert_close(divergence(mean, log_variance), expected.sum(dim=(1, 2, 3)))


def test_negative_elbo_adds_the_pixels_up() -> None:
    """A decoder of zeros says 1/2 for every pixel: 784 ln 2 nats, whatever the picture."""
    network = _random("vae_2")
    torch.nn.init.zeros_(network.layers[-1].weight)

    rebuilding, diverging = negative_elbo(network, _pictures(4))

    assert rebuilding == pytest.approx(784 * math.log(2), rel=1e-5)
    assert diverging == pytest.approx(float(divergence(*network.distribution(_pictures(4))).mean()))


def test_the_elbo_s_code_is_off_by_its_deviation_not_by_its_variance() -> None:
    """Every code's distribution is set to mean 0 and deviation 3; a variance would be 9."""
    network, pictures = _random("vae_2"), _pictures(4)
    mean_head = network.layers[network.architecture.encoder_layers - 1]
    for head, number in ((mean_head, 0.0), (network.log_variance, 2 * math.log(3))):
        assert isinstance(head, torch.nn.Linear)
        torch.nn.init.zeros_(head.weight)
        torch.nn.init.constant_(head.bias, number)

    rebuilding, diverging = negative_elbo(network, pictures)

    noise = torch.randn(4, 2, 1, 1, generator=torch.Generator().manual_seed(0))
    raw = network.decode_raw(3 * noise)
    expected = torch.nn.functional.binary_cross_entropy_with_logits(raw, pictures) * 784
    assert rebuilding == pytest.approx(float(expected), rel=1e-5)
    assert diverging == pytest.approx(2 * (9 - 1 - 2 * math.log(3)) / 2, rel=1e-5)


def test_the_nearest_neighbours_vote() -> None:
    """60 codes at 0 say 3, 40 at 1 say 7: the 50 nearest of 0.9 are 40 sevens and 10 threes."""
    known = np.concatenate([np.zeros((60, 1)), np.ones((40, 1))])
    labels = np.array([3] * 60 + [7] * 40)

    named = nearest_neighbours(known, labels, np.array([[0.1], [0.9]]))

    assert named.tolist() == [3, 7]


def test_checkerboard_tells_a_pattern_from_a_gradient() -> None:
    smooth = np.broadcast_to(np.linspace(0, 1, 28), (1, 28, 28))
    sign = (-1.0) ** np.arange(28)
    patterned = smooth + 0.1 * sign[:, None] * sign[None, :]
    striped = smooth + 0.1 * sign[:, None]

    assert checkerboard(smooth) < 2
    assert checkerboard(patterned) > 10
    assert checkerboard(striped) > 10


def test_checkerboard_of_noise_is_one() -> None:
    noise = np.random.default_rng(1).standard_normal((500, 28, 28))

    assert checkerboard(noise) == pytest.approx(1, abs=0.05)


def test_an_upsampler_without_overlap_trouble_has_less_checkerboard() -> None:
    """Random weights, real difference: repeated pixels against kernel 3 with stride 2."""
    pictures, by_kind = _pictures(20), {}
    for kind in ("k3", "resize"):
        network = _random(f"upsample_{kind}")
        by_kind[kind] = checkerboard(network.finish(network(pictures))[:, 0].numpy())

    assert by_kind["resize"] < 1 < by_kind["k3"]


def test_scene_figures_count_pixels() -> None:
    """Of a network that says paper, then 3: of ink it is asked which digit, so threes are right."""
    network = _random("segment")
    torch.nn.init.zeros_(network.layers[-1].weight)
    network.layers[-1].bias[3] = 1.0
    network.layers[-1].bias[PAPER] = 2.0
    classes = torch.full((2, 56, 56), PAPER)
    classes[0, 0, :6] = 3
    classes[1, 0, :2] = 5

    inked = (classes != PAPER).float()[:, None]
    got = measure_scenes(network, Scenes(inked, classes), batch=1)

    assert got.ink_accuracy == 6 / 8
    assert got.ink_accuracy_by_digit[3] == 1
    assert got.ink_accuracy_by_digit[5] == 0
    # Softmax of one 2, one 1 and nine 0: paper gains 2 and the threes 1 over everything else.
    threes, fives = 6, 2
    paper = 2 * 56 * 56 - threes - fives
    expected = math.log(math.e**2 + math.e + 9) - (2 * paper + threes) / (2 * 56 * 56)
    assert got.loss == pytest.approx(expected, rel=1e-5)
