"""What a training step gives, wants back, and charges for."""

import math
from dataclasses import replace

import pytest
import torch

from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.training.appraisal import WATCHED_NOISE, appraise, quick
from core.autoencoders.training.figures import divergence, entropy_floor
from core.autoencoders.training.mnist import Digits
from core.autoencoders.training.modules import Network
from core.autoencoders.training.recipes import RECIPES, Target
from core.autoencoders.training.tasks import examples, ink, loss
from tests import mnist_like


def _generator() -> torch.Generator:
    return torch.Generator().manual_seed(1)


def _network(name: str) -> Network:
    return Network(ARCHITECTURES[name], _generator()).requires_grad_(False)


@pytest.fixture(scope="module")
def digits() -> Digits:
    return mnist_like.digits(40)


def _loss(network: Network, name: str, given: torch.Tensor, wanted: torch.Tensor) -> float:
    return float(loss(network, RECIPES[name], given, wanted, _generator(), coarse=False))


def test_a_decoder_that_says_one_half_costs_the_same_everywhere(digits: Digits) -> None:
    """Zero weights before a sigmoid: ln 2 per pixel; and (x - 1/2)² on average if squared."""
    pictures = ink(digits)
    for name in ("keras_cae", "dense_2"):
        network = _network(name)
        torch.nn.init.zeros_(network.layers[-1].weight)
        expected = {
            "keras_cae": math.log(2),
            "dense_2": float((pictures - 0.5).square().mean()),
        }[name]
        assert _loss(network, name, pictures, pictures) == pytest.approx(expected, rel=1e-5)


def test_a_variational_network_pays_for_its_distribution(digits: Digits) -> None:
    pictures, network = ink(digits), _network("vae_2")
    torch.nn.init.zeros_(network.layers[-1].weight)

    paid = _loss(network, "vae_2", pictures, pictures)

    nats = float(divergence(*network.distribution(pictures)).mean())
    assert nats > 0.1
    assert paid == pytest.approx(math.log(2) + nats / 784, rel=1e-5)


def test_classes_that_are_all_as_likely_cost_ln_11() -> None:
    network = _network("segment")
    torch.nn.init.zeros_(network.layers[-1].weight)

    paid = _loss(network, "segment", torch.rand(2, 1, 56, 56), torch.randint(11, (2, 56, 56)))

    assert paid == pytest.approx(math.log(11), rel=1e-5)


def test_a_denoising_step_gives_spoilt_pictures_and_wants_clean_ones(digits: Digits) -> None:
    pictures, recipe = ink(digits), RECIPES["denoising"]

    given, wanted = examples(
        "denoise", recipe, pictures, torch.zeros(40), torch.arange(10), _generator()
    )

    assert torch.equal(wanted, pictures[:10])
    assert not torch.equal(given, wanted)


def test_only_the_chosen_share_of_steps_is_augmented(digits: Digits) -> None:
    pictures, labels, chosen = ink(digits), torch.zeros(40), torch.arange(10)
    recipe = RECIPES["keras_cae"]
    generator = _generator()

    moved = 0
    for _ in range(200):
        given, wanted = examples("rebuild", recipe, pictures, labels, chosen, generator)
        assert given is wanted
        moved += not torch.equal(given, pictures[:10])

    assert moved / 200 == pytest.approx(recipe.augmented, abs=0.1)
    still, _ = examples(
        "rebuild", replace(recipe, augmented=0.0), pictures, labels, chosen, generator
    )
    assert torch.equal(still, pictures[:10])


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("keras_cae", {"loss", "mse", "bce", "excess"}),
        ("conv_cae_2", {"loss", "mse"}),
        ("denoising", {"loss", "mse", "bce", "excess"}),
        ("vae_2", {"loss", "mse", "bce", "excess", "negative_elbo"}),
        ("segment", {"loss", "ink_accuracy"}),
    ],
)
def test_the_figures_after_an_epoch_are_those_of_the_task(
    digits: Digits, name: str, names: set[str]
) -> None:
    assert set(quick(_network(name), digits, RECIPES[name].loss)) == names


def test_a_network_that_copies_is_blamed_for_the_noise(digits: Digits) -> None:
    """Were the noisy picture the right answer, the floor would be the noise's own."""
    network = _network("denoising")
    floor = entropy_floor(ink(digits))

    after_epoch = quick(network, digits, "cross_entropy")
    whole = appraise(network, digits)

    assert after_epoch["bce"] - after_epoch["excess"] == pytest.approx(floor)
    assert whole[f"bce_at_{WATCHED_NOISE}"] == pytest.approx(after_epoch["bce"])
    assert whole["bce_at_0.0"] == pytest.approx(whole["bce"])


def test_figures_by_digit_average_to_the_whole(digits: Digits) -> None:
    """Forty pictures, four of each digit."""
    whole = appraise(_network("vae_2"), digits, digits)

    for figure in ("mse", "knn"):
        by_digit = whole["by_class"][figure]
        assert sum(by_digit) / 10 == pytest.approx(whole[figure])


def test_a_digit_that_is_not_there_has_no_figure() -> None:
    threes = mnist_like.digits(40)
    kept = Digits(threes.pictures[threes.labels != 3], threes.labels[threes.labels != 3])

    by_digit = appraise(_network("dense_2"), kept)["by_class"]["mse"]

    assert by_digit[3] is None
    assert all(by_digit[digit] > 0 for digit in range(10) if digit != 3)


def test_targets_know_which_way_is_better() -> None:
    assert Target("mse", must=0.04).met_by(0.04)
    assert not Target("mse", must=0.04).met_by(0.0401)
    assert Target("knn", must=0.7, higher_is_better=True).met_by(0.7)
    assert not Target("knn", must=0.7, higher_is_better=True).met_by(0.6999)


def test_a_sampled_code_is_off_by_its_deviation_not_by_its_variance(digits: Digits) -> None:
    """Every code's distribution is set to mean 0 and deviation 3; a variance would be 9."""
    pictures, network = ink(digits), _network("vae_2")
    mean_head = network.layers[network.architecture.encoder_layers - 1]
    for head, number in ((mean_head, 0.0), (network.log_variance, 2 * math.log(3))):
        assert isinstance(head, torch.nn.Linear)
        torch.nn.init.zeros_(head.weight)
        torch.nn.init.constant_(head.bias, number)

    paid = _loss(network, "vae_2", pictures, pictures)

    mean, _ = network.distribution(pictures)
    assert float(mean.abs().max()) == 0
    noise = torch.randn(mean.shape, generator=_generator())
    raw = network.decode_raw(3 * noise)
    pixels = torch.nn.functional.binary_cross_entropy_with_logits(raw, pictures)
    nats = 2 * (9 - 1 - 2 * math.log(3)) / 2
    assert paid == pytest.approx(float(pixels) + nats / 784, rel=1e-5)
