"""The committed models: whole, honest, small, and as good as they have to be."""

import numpy as np
import pytest
import torch

from core.autoencoders import inference, networks, weights
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.codes.naming import nearest_neighbours
from core.autoencoders.damage import spoilt
from core.autoencoders.digits import ready_made
from core.autoencoders.drawing import prepare
from core.autoencoders.training import cards, mnist
from core.autoencoders.training.appraisal import appraise, quick
from core.autoencoders.training.figures import codes
from core.autoencoders.training.mnist import PICTURES, SHA256, Digits, Mnist
from core.autoencoders.training.modules import with_weights
from core.autoencoders.training.recipes import RECIPES, TARGETS
from core.autoencoders.training.tasks import ink
from core.autoencoders.typical import MNIST

TRAINED = {
    name: architecture
    for name, architecture in ARCHITECTURES.items()
    if (weights.FOLDER / f"{name}.json").exists()
}
EVERY = pytest.mark.parametrize("name", TRAINED)
PICTURED = pytest.mark.parametrize(
    "name", [name for name, one in TRAINED.items() if one.task != "segment"]
)
MAPPED = pytest.mark.parametrize("name", [name for name, one in TRAINED.items() if one.has_codes])


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_architecture_of_the_registry_is_trained_and_loads(name: str) -> None:
    loaded = weights.load(name)
    side = ARCHITECTURES[name].side

    maps = networks.network(loaded).feature_maps(np.zeros((1, 1, side, side), np.float32))

    assert loaded.architecture == ARCHITECTURES[name]
    assert len(maps) == len(ARCHITECTURES[name].layers)
    assert all(np.isfinite(layer).all() for layer in maps)


@EVERY
def test_weights_are_small_and_come_with_their_whole_record(name: str) -> None:
    record = weights.load(name).record

    assert (weights.FOLDER / f"{name}.safetensors").stat().st_size <= 2_000_000
    assert record["command"] == f"python -m core.autoencoders.train {name}"
    assert record["data_sha256"] == SHA256[PICTURES]
    assert record["pictures"] == {"train": 48_000, "validation": 12_000}
    assert {"versions", "threads", "bfloat16", "figures"} <= set(record)
    assert [entry["epoch"] for entry in record["history"]] == list(
        range(1, RECIPES[name].all_epochs + 1)
    )


@EVERY
def test_the_recipe_that_ran_is_the_recipe_of_today(name: str) -> None:
    """Otherwise the record's command would not make these weights again."""
    ran = dict(weights.load(name).record["recipe"])

    today = {key: getattr(RECIPES[name], key) for key in ran}
    today["scales"] = list(RECIPES[name].scales)
    assert ran == today


@EVERY
def test_the_training_lowered_the_loss(name: str) -> None:
    history = weights.load(name).record["history"]

    assert history[-1]["loss"] < history[0]["loss"]
    assert history[-1]["seconds"] > 0


@EVERY
def test_the_card_is_the_record_s(name: str) -> None:
    """Nobody writes into a card by hand: it says what the record says, misses included."""
    card = (weights.FOLDER / f"{name}.md").read_text()
    record = weights.load(name).record

    assert card == cards.card(ARCHITECTURES[name], record)
    assert ("**missed**" in card) == any(
        not target.met_by(record["figures"][target.figure]) for target in TARGETS.get(name, ())
    )


def test_the_published_model_s_card_says_what_comes_back_at_the_edge_of_real_digits(
    real: Mnist,
) -> None:
    """It said that MNIST has no ink there, and that the second ring is erased."""
    loaded = weights.load("keras_cae_published")
    network = with_weights(loaded.architecture, loaded.tensors)
    pictures = ink(real.validation)
    kept = []
    for ring in (0, 1):
        place = np.zeros((28, 28), bool)
        place[ring : 28 - ring, ring : 28 - ring] = True
        place[ring + 1 : 27 - ring, ring + 1 : 27 - ring] = False
        there = (pictures[:, 0] > 0).numpy() & place
        reaching = there.any(axis=(1, 2))
        given = pictures[reaching]
        with torch.no_grad():
            rebuilt = network.finish(network(given))[:, 0].numpy()
        inked = there[reaching]
        kept.append(float(rebuilt[inked].sum() / given[:, 0].numpy()[inked].sum()))

    said = loaded.architecture.caution
    assert f"{MNIST.edge[1]:.0%}".replace("%", " %") + " have ink in the outer two rings" in said
    assert f"{MNIST.edge[0]:.0%}".replace("%", " %") + " in the outermost" in said
    assert (
        f"{100 * kept[0]:.0f} % comes back in the outermost ring and {100 * kept[1]:.0f} % in the "
        "second"
    ) in said


def test_a_card_says_plainly_what_was_missed() -> None:
    record = dict(weights.load("dense_2").record)
    record["figures"] = {**record["figures"], "mse": 0.0376}

    card = cards.card(ARCHITECTURES["dense_2"], record)

    assert "| at most 0.03750 | at most 0.03550 | 0.03760 | **missed** |" in card


@pytest.mark.parametrize("name", [name for name in TARGETS if name in TRAINED])
def test_figures_reach_what_they_must(name: str) -> None:
    figures = weights.load(name).record["figures"]

    for target in TARGETS[name]:
        assert target.met_by(figures[target.figure]), target


@PICTURED
def test_a_ready_made_digit_is_rebuilt_better_than_by_random_weights(name: str) -> None:
    loaded = weights.load(name)
    learned, unlearned = networks.network(loaded), networks.random_network(loaded)

    errors = []
    for network in (learned, unlearned):
        pictures = [prepare(ready_made(digit)).centred for digit in range(10)]
        made = [inference.rebuild(network, picture) for picture in pictures]
        errors.append(np.mean([one.mse for one in made]))

    assert errors[0] < 0.08 < errors[1]


@MAPPED
def test_the_map_is_that_of_the_validation_pictures(name: str) -> None:
    where = weights.load_codes(name)

    assert where.points.shape == (12_000, ARCHITECTURES[name].code.values)
    assert np.isfinite(where.points).all()
    counts = np.bincount(where.labels, minlength=10)
    assert counts.sum() == 12_000
    assert counts.min() > 1000
    # Digits stay together: the map's own points name each other far better than chance does.
    points, labels = where.points, where.labels
    guessed = nearest_neighbours(points[2000:], labels[2000:], points[:2000])
    assert (guessed == labels[:2000]).mean() > 0.6


def test_a_longer_code_makes_a_smaller_error() -> None:
    """Source S19: what the bottleneck costs."""
    names = [f"conv_cae_{channels}" for channels in (2, 4, 8, 16)]
    errors = [weights.load(name).record["figures"]["mse"] for name in names if name in TRAINED]

    if len(errors) < 2:
        pytest.skip("codes of other lengths are not trained yet")
    assert errors == sorted(errors, reverse=True)


def test_a_denoising_network_takes_noise_away() -> None:
    figures = weights.load("denoising").record["figures"]
    clean = prepare(ready_made(5)).centred
    noisy = spoilt(clean, noise=0.4, square=0, seed=1)

    made = inference.rebuild(networks.network(weights.load("denoising")), noisy, wanted=clean)

    assert made.mse < np.square(noisy - clean).mean() / 4
    assert figures["mse_at_0.2"] < figures["mse_at_0.4"] < figures["mse_at_0.6"]


def test_drawn_digits_on_one_canvas_are_told_apart() -> None:
    """Two digits of our own hand, which no training has seen."""
    network = networks.network(weights.load("segment"))
    canvas = np.zeros((56, 56), np.float32)
    canvas[2:30, 1:29] = prepare(ready_made(0)).centred
    canvas[26:54, 27:55] = prepare(ready_made(7)).centred

    classes = inference.segment(network, canvas).classes

    upper, lower = (classes[part][canvas[part] > 0.5] for part in (np.s_[:28], np.s_[32:]))
    assert (upper == 0).mean() > 0.6
    assert (lower == 7).mean() > 0.6


@pytest.fixture(scope="module")
def unseen(real: Mnist) -> Digits:
    return real.validation.first(1500)


@EVERY
def test_recorded_figures_are_those_of_the_weights(name: str, real: Mnist) -> None:
    """On every eighth of the 12,000 pictures: near the recorded figure, not equal to it.

    The first 1,500 are harder than the others, by up to 9 %.
    """
    loaded = weights.load(name)
    seen = Digits(real.validation.pictures[::8], real.validation.labels[::8])

    got = quick(with_weights(loaded.architecture, loaded.tensors), seen, RECIPES[name].loss)

    recorded = loaded.record["figures"]
    names = {"denoising": "mse_at_0.4", "segment": "ink_accuracy"}
    figure = names.get(name, "mse")
    assert got[figure.removesuffix("_at_0.4")] == pytest.approx(recorded[figure], rel=0.035)


@MAPPED
def test_the_committed_codes_are_those_of_the_network(name: str, unseen: Digits) -> None:
    loaded, where = weights.load(name), weights.load_codes(name)

    here = codes(with_weights(loaded.architecture, loaded.tensors), ink(unseen))

    # Half precision: eleven bits of each number.
    np.testing.assert_allclose(where.points[:1500], here.numpy(), rtol=1e-3, atol=1e-3)
    np.testing.assert_array_equal(where.labels[:1500], unseen.labels)


def test_a_whole_appraisal_agrees_with_the_record(real: Mnist) -> None:
    """All 12,000 pictures, for the fastest model: the very figures."""
    loaded = weights.load("dense_2")

    network = with_weights(loaded.architecture, loaded.tensors)
    got = appraise(network, real.validation, real.train.first(1000))

    assert got["mse"] == pytest.approx(loaded.record["figures"]["mse"], rel=1e-4)
    assert got["by_class"]["mse"] == pytest.approx(
        loaded.record["figures"]["by_class"]["mse"], rel=1e-3
    )


def test_ink_that_is_asked_which_digit_it_is_is_named_rightly_more_often(unseen: Digits) -> None:
    """Asked for paper, too, the network named 0.92 of the ink; 0.96 without that choice."""
    loaded = weights.load("segment")

    got = quick(with_weights(loaded.architecture, loaded.tensors), unseen, "classes")

    assert got["ink_accuracy"] > 0.94
    assert loaded.record["figures"]["ink_accuracy"] > 0.95


def test_the_real_files_are_the_ones_the_weights_come_from(real: Mnist) -> None:
    assert real.sha256 == SHA256[PICTURES]
    assert mnist.SHA256[PICTURES] == weights.load("keras_cae").record["data_sha256"]
