"""Networks at work, and weights that are missing, damaged or of another model."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from core.autoencoders import inference, networks, weights
from core.autoencoders.architectures import ARCHITECTURES, INK, PAPER, Architecture
from core.autoencoders.damage import spoilt
from core.autoencoders.digits import ready_made
from core.autoencoders.drawing import Drawing, prepare
from core.autoencoders.networks import Network
from core.autoencoders.training import cards, evaluate, mnist
from core.autoencoders.training.modules import TorchNetwork
from core.autoencoders.weights import Codes, WeightsError
from tests import mnist_like

EVERY = pytest.mark.parametrize("architecture", ARCHITECTURES.values(), ids=list(ARCHITECTURES))


@pytest.fixture(scope="module")
def network() -> Network:
    return networks.network(weights.load("keras_cae"))


def _random(name: str) -> Network:
    return networks.random_network(weights.load(name))


@pytest.mark.parametrize("digit", range(10))
def test_a_ready_made_digit_is_rebuilt_closely(network: Network, digit: int) -> None:
    """A mean squared error of 0.0001 is one per cent of the grey scale."""
    picture = prepare(ready_made(digit)).centred

    made = inference.rebuild(network, picture)

    assert made.mse < 1e-4
    assert made.mse == pytest.approx(np.square(made.rebuilt - picture).mean(), rel=1e-3)
    assert made.grey_levels_off < 2
    assert 0 <= made.bce - made.floor < 0.002


@pytest.mark.parametrize("digit", range(10))
def test_a_large_drawing_keeps_its_border_without_preparation(network: Network, digit: int) -> None:
    """One in a hundred of MNIST's pictures has ink at the edge; who saw only MNIST erases it.

    Trained without shifted and scaled pictures, this model's error here is 0.009.
    """
    small = ready_made(digit)
    large = tuple(np.clip((stroke - 0.5) * 1.35 + 0.5, 0, 1) for stroke in small.strokes)

    made = inference.rebuild(network, prepare(Drawing(large, small.pen)).as_drawn)

    assert made.mse < 1e-3


def test_feature_maps_are_those_of_the_layer_table(network: Network) -> None:
    made = inference.rebuild(network, prepare(ready_made(3)).centred)

    assert [values.shape for values in made.maps] == [
        (32, 26, 26), (16, 24, 24), (8, 22, 22), (8, 24, 24), (16, 26, 26), (32, 28, 28),
        (1, 28, 28),
    ]  # fmt: skip
    assert all(values.min() >= 0 for values in made.maps)
    assert made.maps[-1].max() <= 1


@pytest.mark.parametrize("bad", [np.nan, -0.1, 1.1])
def test_a_value_that_is_no_grey_level_is_refused(network: Network, bad: float) -> None:
    picture = np.zeros((28, 28), np.float32)
    picture[3, 4] = bad

    with pytest.raises(ValueError, match=r"^The model takes grey levels between 0 and 1\.$"):
        inference.rebuild(network, picture)


def test_a_picture_of_another_size_is_refused(network: Network) -> None:
    with pytest.raises(ValueError, match=r"^The model takes pictures of 28×28 pixels, not"):
        inference.rebuild(network, np.zeros((27, 28), np.float32))


def test_a_switched_off_channel_is_zero_and_changes_what_follows(network: Network) -> None:
    picture = prepare(ready_made(3)).centred
    whole = inference.rebuild(network, picture)

    without = inference.rebuild(network, picture, switched_off={2: [0, 5], 4: [1]})

    for layer, channels in ((2, [0, 5]), (4, [1])):
        assert not without.maps[layer][channels].any()
        assert whole.maps[layer].any()
    np.testing.assert_array_equal(without.maps[1], whole.maps[1])
    np.testing.assert_array_equal(without.maps[2][1:5], whole.maps[2][1:5])
    assert without.mse > whole.mse


def test_a_spoilt_picture_is_compared_with_the_clean_one(network: Network) -> None:
    clean = prepare(ready_made(3)).centred
    noisy = spoilt(clean, noise=0.3, square=0, seed=1)

    made = inference.rebuild(network, noisy, wanted=clean)

    np.testing.assert_array_equal(made.picture, noisy)
    assert made.mse == pytest.approx(np.square(made.rebuilt - clean).mean(), rel=1e-4)
    assert made.nmse == pytest.approx(made.mse / np.square(clean).mean(), rel=1e-4)
    assert made.grey_levels_off == pytest.approx(255 * np.abs(made.rebuilt - clean).mean())


def test_an_empty_picture_has_no_error_to_compare_with(network: Network) -> None:
    """Of a blank page's error nothing is a part: there is none, and nobody divides by it."""
    made = inference.rebuild(network, np.zeros((28, 28), np.float32))

    assert np.isnan(made.nmse)
    assert made.mse >= 0
    assert made.floor == 0


def test_spoiling_has_a_seed() -> None:
    clean = prepare(ready_made(3)).centred
    one, two, other = (spoilt(clean, noise=0.2, square=8, seed=seed) for seed in (1, 1, 2))

    np.testing.assert_array_equal(one, two)
    assert (one != other).any()
    np.testing.assert_array_equal(spoilt(clean, noise=0, square=0, seed=1), clean)


@EVERY
def test_encoder_and_decoder_are_the_two_parts_of_the_whole(architecture: Architecture) -> None:
    network = TorchNetwork(architecture, torch.Generator().manual_seed(1)).eval()
    picture = torch.rand(2, 1, architecture.side, architecture.side)

    with torch.no_grad():
        code = network.encode(picture)
        maps = network.feature_maps(picture)

        torch.testing.assert_close(code, maps[architecture.encoder_layers - 1])
        torch.testing.assert_close(network.decode(code), maps[-1])
        torch.testing.assert_close(network.finish(network(picture)), maps[-1])


def test_only_a_variational_network_has_a_distribution() -> None:
    picture = torch.rand(2, 1, 28, 28)
    variational, plain = (TorchNetwork(ARCHITECTURES[name]) for name in ("vae_2", "dense_2"))

    mean, log_variance = variational.distribution(picture)

    assert mean.shape == log_variance.shape == (2, 2, 1, 1)
    torch.testing.assert_close(variational.encode(picture), mean)
    with pytest.raises(ValueError, match=r"^dense_2 gives one code, no distribution\.$"):
        plain.distribution(picture)


def test_a_code_goes_through_the_decoder() -> None:
    network = _random("dense_2")
    picture = prepare(ready_made(3)).centred

    code = inference.encode(network, picture)

    assert code.shape == (2, 1, 1)
    rebuilt = inference.rebuild(network, picture).rebuilt
    np.testing.assert_allclose(inference.decode(network, code), rebuilt, rtol=1e-5)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (np.zeros(2), r"^The code of this model has the shape \(2, 1, 1\), not \(2,\)\.$"),
        (np.full((2, 1, 1), np.nan), r"^A code consists of finite numbers\.$"),
        (np.full((2, 1, 1), np.inf), r"^A code consists of finite numbers\.$"),
    ],
)
def test_what_is_no_code_is_refused(code: np.ndarray, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        inference.decode(_random("dense_2"), code)


def test_a_canvas_is_segmented_and_a_picture_is_not() -> None:
    network = _random("segment")

    canvas = np.random.default_rng(1).random((56, 56), np.float32)
    made = inference.segment(network, canvas)

    assert made.classes.shape == (56, 56)
    np.testing.assert_allclose(made.maps[-1].sum(axis=0), 1, rtol=1e-5)
    likeliest = made.maps[-1][:PAPER].argmax(axis=0)
    np.testing.assert_array_equal(made.classes, np.where(canvas >= INK, likeliest, PAPER))
    with pytest.raises(ValueError, match=r"^The model takes pictures of 56×56 pixels, not"):
        inference.segment(network, np.zeros((28, 28), np.float32))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in ("keras_cae.safetensors", "keras_cae.json"):
        shutil.copy(weights.FOLDER / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["keras_cae.safetensors", "keras_cae.json"])
def test_missing_weights_say_which_file_and_what_helps(copied: Path, name: str) -> None:
    (copied / name).unlink()

    with pytest.raises(WeightsError, match=rf"not there \({name}\); restore .*make train"):
        weights.load("keras_cae", copied)


@pytest.mark.parametrize("keep", [0, 100, 20_000])
def test_cut_off_weights_are_damaged(copied: Path, keep: int) -> None:
    path = copied / "keras_cae.safetensors"
    path.write_bytes(path.read_bytes()[:keep])

    with pytest.raises(WeightsError, match=r"^The trained model is damaged .*make train"):
        weights.load("keras_cae", copied)


def test_one_flipped_bit_is_damage(copied: Path) -> None:
    path = copied / "keras_cae.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))

    with pytest.raises(WeightsError, match=r"^The trained model is damaged"):
        weights.load("keras_cae", copied)


def test_a_record_that_is_no_json_is_damaged(copied: Path) -> None:
    (copied / "keras_cae.json").write_text('{"command": ')

    with pytest.raises(WeightsError, match=r"^The training record keras_cae\.json is damaged"):
        weights.load("keras_cae", copied)


@pytest.mark.parametrize("record", ["[]", '"text"', "{}"])
def test_a_record_without_a_checksum_vouches_for_nothing(copied: Path, record: str) -> None:
    (copied / "keras_cae.json").write_text(record)

    with pytest.raises(WeightsError, match="damaged"):
        weights.load("keras_cae", copied)


def test_weights_of_other_layers_are_refused(tmp_path: Path) -> None:
    """The checksum is right, the shapes are not: an older layer table."""
    tensors = dict(weights.load("keras_cae").tensors)
    tensors["layers.0.weight"] = np.zeros((16, 1, 3, 3), np.float32)
    weights.save("keras_cae", tensors, {}, tmp_path)

    with pytest.raises(WeightsError, match=r"trained for other layers than keras_cae has now"):
        weights.load("keras_cae", tmp_path)


def test_pickled_weights_are_not_even_opened(tmp_path: Path) -> None:
    """A pickle can run code; its record vouching for it must not help."""
    weights.save("keras_cae", {}, {}, tmp_path)
    path, record = tmp_path / "keras_cae.safetensors", tmp_path / "keras_cae.json"
    torch.save({}, path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    record.write_text(json.dumps({"weights_sha256": digest}))

    with pytest.raises(WeightsError, match=r"is not a safetensors file"):
        weights.load("keras_cae", tmp_path)


def test_weights_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    tensors = {key: values.copy() for key, values in weights.load("keras_cae").tensors.items()}
    tensors["layers.3.bias"][2] = np.nan
    weights.save("keras_cae", tensors, {}, tmp_path)

    with pytest.raises(WeightsError, match=r"holds weights that are no numbers: .*make train"):
        weights.load("keras_cae", tmp_path)


@pytest.mark.parametrize("there_before", [True, False])
def test_a_file_appears_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there_before: bool
) -> None:
    """Killed while it writes: what was there stays, and nothing else gets its name."""
    path = tmp_path / "weights.safetensors"
    if there_before:
        weights.write_whole(path, b"old")

    def killed(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", killed)
        with pytest.raises(KeyboardInterrupt):
            weights.write_whole(path, b"half of the new one")
    assert path.exists() == there_before
    assert not there_before or path.read_bytes() == b"old"

    weights.write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_codes_come_back_as_they_were_saved(tmp_path: Path) -> None:
    codes = Codes(np.array([[0.5, -2.25], [8, 0]], np.float32), np.array([3, 9], np.uint8))
    shutil.copy(weights.FOLDER / "vae_2.json", tmp_path)
    weights.save_codes("vae_2", codes, tmp_path)

    back = weights.load_codes("vae_2", tmp_path)

    np.testing.assert_array_equal(back.points, codes.points)
    np.testing.assert_array_equal(back.labels, codes.labels)


def test_damaged_codes_say_what_helps(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"^The model's map is not there \(vae_2\.codes"):
        weights.load_codes("vae_2", tmp_path)
    path = tmp_path / "vae_2.codes.safetensors"
    path.write_bytes(b"half a fi")
    digest = hashlib.sha256(b"half a fi").hexdigest()
    (tmp_path / "vae_2.json").write_text(json.dumps({"codes_sha256": digest}))
    with pytest.raises(WeightsError, match=r"is not a safetensors file; restore it"):
        weights.load_codes("vae_2", tmp_path)
    wrong = Codes(np.zeros((3, 2), np.float32), np.zeros(4, np.uint8))
    weights.save_codes("vae_2", wrong, tmp_path)
    with pytest.raises(WeightsError, match=r"holds no points with their digits; restore it"):
        weights.load_codes("vae_2", tmp_path)


def test_evaluate_prints_the_figures_of_the_chosen_models(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = mnist_like.folder(tmp_path / "mnist", count=50)

    evaluate.main(["--mnist", str(folder), "keras_cae"])

    header, titles, line = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"10 validation pictures, never trained on; entropy floor 0\.\d{5}", header)
    floor = float(header.split()[-1])
    assert titles.split() == [
        "model", "weights", "code", "MSE", "NMSE", "BCE", "excess", "kNN", "-ELBO", "checker",
        "ink", "ms",
    ]  # fmt: skip
    name, parameters, code, mse, nmse, bce, excess, knn, *_, milliseconds = line.split()
    assert (name, parameters, code, knn) == ("keras_cae", "12,785", "3,872", "·")
    assert float(bce) - floor == pytest.approx(float(excess), abs=2e-5)
    assert float(mse) < 1e-3
    assert float(mse) / float(nmse) < 1
    assert 0 < float(milliseconds) < 1000


def test_evaluate_renews_a_record_and_its_card_and_says_so(tmp_path: Path) -> None:
    """The weights, the history and what only a training can measure stay."""
    folder = mnist_like.folder(tmp_path / "mnist", count=50)
    loaded = weights.load("upsample_k3")
    data = mnist.load(folder)
    before = {**loaded.record, "data_sha256": data.sha256}
    weights.save("upsample_k3", weights.rounded(loaded.tensors), before, tmp_path)

    evaluate.main(["--mnist", str(folder), "--weights", str(tmp_path), "--renew", "upsample_k3"])

    after = weights.load("upsample_k3", tmp_path).record
    figures = after["figures"]
    assert figures["mse"] != before["figures"]["mse"]
    assert figures["checkerboard_untrained"] == before["figures"]["checkerboard_untrained"]
    assert set(figures) == set(before["figures"])
    assert {**after, "figures": 0, "measured_again": 0} == {
        **before, "figures": 0, "measured_again": 0,
    }  # fmt: skip
    card = (tmp_path / "upsample_k3.md").read_text()
    assert card == cards.card(loaded.architecture, after)
    assert (
        "Measured again since the training: "
        "`python -m core.autoencoders.training.evaluate --renew upsample_k3`." in card
    )


def test_evaluate_renews_nothing_measured_on_other_pictures_or_not_named(tmp_path: Path) -> None:
    folder = mnist_like.folder(tmp_path / "mnist", count=50)

    with pytest.raises(SystemExit, match=r"^dense_2 was trained on other pictures than these"):
        evaluate.main(["--mnist", str(folder), "--renew", "dense_2"])
    with pytest.raises(SystemExit):
        evaluate.main(["--mnist", str(folder), "--renew"])


def test_evaluate_measures_the_official_test_set_where_it_lies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = mnist_like.folder(tmp_path / "mnist", count=50)
    contents = {
        mnist.TEST_PICTURES: mnist_like.idx(20),
        mnist.TEST_LABELS: mnist_like.labels_idx(20),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
        monkeypatch.setitem(mnist.SHA256, name, hashlib.sha256(content).hexdigest())

    evaluate.main(["--mnist", str(folder), "dense_2"])

    validation, official = capsys.readouterr().out.split("\n\n")
    assert validation.startswith("10 validation pictures, never trained on")
    assert official.startswith("20 pictures of the official test set, never trained on")
    assert official.splitlines()[2].startswith("dense_2")


def test_evaluate_says_what_noise_costs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = mnist_like.folder(tmp_path / "mnist", count=50)

    evaluate.main(["--mnist", str(folder), "denoising"])

    *_, cross_entropy, squared = capsys.readouterr().out.splitlines()
    assert re.match(r"denoising, BCE at noise 0\.0: 0\.\d{4}, 0\.2: .*0\.6: ", cross_entropy)
    assert re.match(r"denoising, MSE at noise 0\.0: 0\.\d{4}, 0\.2: .*0\.6: ", squared)


def test_evaluate_knows_no_other_models(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        evaluate.main(["keras_cea"])
    assert "no such model: keras_cea" in capsys.readouterr().err


def test_evaluate_names_weights_that_are_missing(tmp_path: Path) -> None:
    pictures = mnist_like.folder(tmp_path / "mnist", count=50)

    with pytest.raises(SystemExit, match=r"The trained model is not there"):
        evaluate.main(["--mnist", str(pictures), "--weights", str(tmp_path)])


def test_tables_weights_and_drawings_need_no_torch() -> None:
    """Pages without a model must not wait for torch's import."""
    program = (
        "import sys; from core.autoencoders import architectures, digits, drawing, weights; "
        "weights.load('keras_cae'); drawing.prepare(digits.ready_made(3)); "
        "sys.exit('torch' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_published_training_erases_ink_at_the_edge_and_ours_keeps_it() -> None:
    """What its card says of a line along the edge; of MNIST's own ink: test_gallery.py."""
    angles = np.linspace(0, 2 * np.pi, 40)
    circle = 0.5 + 0.46 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    picture = prepare(Drawing((circle,), 0.08)).as_drawn
    kept = {}
    for name in ("keras_cae", "keras_cae_published"):
        rebuilt = inference.rebuild(networks.network(weights.load(name)), picture).rebuilt
        # The middle of the uppermost two rows of pixels, and of the two below them.
        kept[name] = [
            rebuilt[rows, 12:16].sum() / picture[rows, 12:16].sum()
            for rows in (slice(0, 2), slice(2, 4))
        ]

    assert kept["keras_cae"] == pytest.approx([1, 1], abs=0.1)
    assert kept["keras_cae_published"][0] < 0.15 < kept["keras_cae_published"][1] < 0.9
