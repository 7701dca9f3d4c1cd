"""Training: it learns, it survives a kill, it says what is wrong with its data."""

import gzip
import hashlib
import json
import signal
import struct
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open

from core.autoencoders import weights
from core.autoencoders.training import mnist
from core.autoencoders.training import train as train_module
from core.autoencoders.training.appraisal import validation_scenes
from core.autoencoders.training.damage import augment
from core.autoencoders.training.figures import measure
from core.autoencoders.training.mnist import (
    LABELS,
    PICTURES,
    TEST_LABELS,
    TEST_PICTURES,
    Mnist,
    MnistError,
)
from core.autoencoders.training.recipes import RECIPES, Recipe
from core.autoencoders.training.tasks import ink
from core.autoencoders.training.train import TrainingError, train
from tests import mnist_like

PATIENCE_S = 120


@pytest.fixture(scope="module")
def like_mnist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mnist_like.folder(tmp_path_factory.mktemp("data") / "mnist", count=500)


def test_the_loss_falls_and_the_history_says_so(like_mnist: Path, tmp_path: Path) -> None:
    recipe = Recipe(epochs=5, tail_epochs=1, batch=50)

    network, history = train("keras_cae", mnist.load(like_mnist), recipe, tmp_path)

    assert [entry["epoch"] for entry in history] == [1, 2, 3, 4, 5, 6]
    assert history[-1]["excess"] < history[0]["excess"] / 3
    assert history[-1]["train_loss"] < history[0]["train_loss"]
    assert history[-1]["rate"] == 0
    unseen = ink(mnist.load(like_mnist).validation)
    assert measure(network, unseen).excess == pytest.approx(history[-1]["excess"])


def _start(like_mnist: Path, home: Path) -> "subprocess.Popen[bytes]":
    command = [
        *(sys.executable, "-m", "core.autoencoders.train", "keras_cae"),
        *("--mnist", str(like_mnist), "--runs", str(home / "runs"), "--into", str(home / "into")),
        *("--epochs", "4", "--tail-epochs", "2"),
    ]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_a_killed_training_resumes_to_the_same_weights(like_mnist: Path, tmp_path: Path) -> None:
    """The promise of ``make train``: no kill -9 at any moment changes what comes out."""
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    assert _start(like_mnist, whole).wait(PATIENCE_S) == 0

    state = broken / "runs" / "keras_cae.safetensors"
    process = _start(like_mnist, broken)
    deadline = time.monotonic() + PATIENCE_S
    while not state.exists() and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with safe_open(state, framework="np") as kept:
        done = len(json.loads(kept.metadata()["history"]))
    assert 0 < done < 6, "killed too late to prove anything"
    assert not (broken / "into").exists()
    assert _start(like_mnist, broken).wait(PATIENCE_S) == 0

    expected, resumed = (weights.load("keras_cae", home / "into") for home in (whole, broken))
    for name, tensor in expected.tensors.items():
        np.testing.assert_array_equal(resumed.tensors[name], tensor, err_msg=name)
    timeless = [
        [{key: entry[key] for key in entry if key != "seconds"} for entry in one.record["history"]]
        for one in (expected, resumed)
    ]
    assert timeless[0] == timeless[1]


class _KilledError(Exception):
    """Stands for the kill: nothing after it runs."""


@pytest.mark.parametrize(
    "name", ["conv_cae_2", "dense_2", "denoising", "vae_2", "upsample_shuffle", "segment"]
)
def test_every_kind_of_training_resumes_to_the_same_weights(
    like_mnist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Noise, sampled codes and scenes are random too: none may depend on the interruption."""
    whole = mnist.load(like_mnist)
    data = Mnist(whole.train.first(60), whole.validation.first(20), whole.sha256)
    recipe = replace(RECIPES[name], epochs=2, tail_epochs=1, batch=30, part=20)
    expected, history = train(name, data, recipe, tmp_path / "whole")

    with monkeypatch.context() as patched:

        def save_and_die(*arguments: object) -> None:
            save(*arguments)
            raise _KilledError

        save = train_module._save
        patched.setattr(train_module, "_save", save_and_die)
        with pytest.raises(_KilledError):
            train(name, data, recipe, tmp_path / "broken")
    resumed, again = train(name, data, recipe, tmp_path / "broken")

    for key, tensor in expected.state_dict().items():
        assert torch.equal(resumed.state_dict()[key], tensor), key
    assert [entry["loss"] for entry in again] == [entry["loss"] for entry in history]


def test_gradients_of_parts_add_up_to_those_of_the_batch(like_mnist: Path, tmp_path: Path) -> None:
    data = mnist.load(like_mnist)
    recipe = Recipe(epochs=0, tail_epochs=2, batch=100, part=100, schedule="constant")

    at_once, _ = train("upsample_k4", data, recipe, tmp_path / "once")
    in_parts, _ = train("upsample_k4", data, replace(recipe, part=30), tmp_path / "parts")

    for key, tensor in at_once.state_dict().items():
        torch.testing.assert_close(in_parts.state_dict()[key], tensor, atol=2e-4, rtol=0)


def test_a_training_that_goes_astray_says_so(like_mnist: Path, tmp_path: Path) -> None:
    data = mnist.load(like_mnist)
    wild = replace(RECIPES["conv_cae_2"], epochs=2, tail_epochs=0, peak_rate=1e18, tail_rate=1e18)

    with pytest.raises(TrainingError, match=r"no number after epoch \d: lower .*peak_rate"):
        train("conv_cae_2", data, wild, tmp_path)
    assert not list(tmp_path.iterdir())


def test_another_recipe_does_not_continue_someone_elses_training(
    like_mnist: Path, tmp_path: Path
) -> None:
    pictures = mnist.load(like_mnist)
    train("keras_cae", pictures, Recipe(epochs=1, tail_epochs=0), tmp_path)

    with pytest.raises(TrainingError, match=r"differs in recipe; delete it to start anew\.$"):
        train("keras_cae", pictures, Recipe(epochs=1, tail_epochs=1), tmp_path)


def test_augmentation_moves_ink_to_the_border_and_stays_in_range() -> None:
    """Factor 1.35 turns the box of 20 into 27; a shift of 4 brings any digit to the edge."""
    pictures = torch.zeros(200, 1, 28, 28)
    pictures[:, :, 4:24, 4:24] = 1

    moved = augment(pictures, RECIPES["keras_cae"], torch.Generator().manual_seed(1))

    assert moved.min() >= 0
    assert moved.max() <= 1
    assert moved[:, :, :4].max() > 0.9
    amounts = moved.sum(dim=(1, 2, 3))
    assert amounts.min() < 0.45 * 400
    assert amounts.max() > 1.3 * 400


def test_augmentation_by_nothing_leaves_a_picture_as_it_is() -> None:
    """Half a pixel of error in the grid's convention would blur every training picture."""
    pictures = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(2))
    still = Recipe(largest_shift=0.0, scales=(1.0, 1.0))

    moved = augment(pictures, still, torch.Generator().manual_seed(3))

    torch.testing.assert_close(moved, pictures, atol=1e-5, rtol=0)


@pytest.mark.parametrize("packed", [True, False])
def test_pictures_are_read_packed_or_not_and_split_four_to_one(
    tmp_path: Path, packed: bool
) -> None:
    folder = mnist_like.folder(tmp_path / "mnist", count=10, packed=packed)

    pictures = mnist.load(folder)

    content = mnist_like.idx(10)
    expected = np.frombuffer(content[16:], np.uint8).reshape(10, 28, 28)
    np.testing.assert_array_equal(pictures.train.pictures, expected[:8])
    np.testing.assert_array_equal(pictures.validation.pictures, expected[8:])
    assert pictures.train.labels.tolist() == [0, 1, 2, 3, 4, 5, 6, 7]
    assert pictures.validation.labels.tolist() == [8, 9]


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = mnist_like.folder(tmp_path / "mnist", count=10)
    monkeypatch.setenv("MNIST_DIR", str(folder))

    assert len(mnist.load().train) == 8


def test_packing_does_not_change_the_checksum(tmp_path: Path) -> None:
    packed = mnist_like.folder(tmp_path / "packed", count=10)
    plain = mnist_like.folder(tmp_path / "plain", count=10, packed=False)

    assert mnist.load(packed).sha256 == mnist.load(plain).sha256


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", r"is not an IDX file: it has only 0 bytes\.$"),
        (struct.pack(">IIII", 2049, 1, 1, 1) + b"x", r"starts with 2049, not 2051\.$"),
        (struct.pack(">IIII", 2051, 2, 1, 1) + b"x", r"is cut off: 2 pictures of 1×1 need 18 "),
    ],
)
def test_a_file_that_is_no_picture_file_is_refused(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    (tmp_path / PICTURES).write_bytes(content)
    (tmp_path / LABELS).write_bytes(mnist_like.labels_idx(2))

    with pytest.raises(MnistError, match=sentence):
        mnist.load(tmp_path)


def test_an_empty_folder_and_a_damaged_archive_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MnistError, match=rf"^Neither {PICTURES} nor {PICTURES}\.gz lies in"):
        mnist.load(tmp_path)
    (tmp_path / f"{PICTURES}.gz").write_bytes(gzip.compress(mnist_like.idx(3))[:-200])

    with pytest.raises(MnistError, match=r"cannot be unpacked .*; copy it again\.$"):
        mnist.load(tmp_path)


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A mirror on disk and an empty cache; no MNIST_DIR."""
    monkeypatch.delenv("MNIST_DIR", raising=False)
    monkeypatch.setattr(mnist, "CACHE", tmp_path / "cache")
    folder = mnist_like.folder(tmp_path / "mirror", count=10)
    monkeypatch.setattr(mnist, "MIRRORS", (folder.as_uri() + "/",))
    return folder


@pytest.mark.usefixtures("mirror")
def test_a_download_with_another_checksum_is_not_used() -> None:
    with pytest.raises(MnistError, match=r"set MNIST_DIR .*another file than expected"):
        mnist.load()
    assert not mnist.CACHE.exists()


def test_a_mirror_that_does_not_answer_is_named(mirror: Path) -> None:
    (mirror / f"{PICTURES}.gz").unlink()

    with pytest.raises(MnistError, match=r"^MNIST cannot be downloaded; set MNIST_DIR .*mirror"):
        mnist.load()


def test_a_good_download_is_kept_and_not_fetched_again(
    mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = {PICTURES: mnist_like.idx(10), LABELS: mnist_like.labels_idx(10)}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    monkeypatch.setattr(mnist, "SHA256", digests)
    assert len(mnist.load().train) == 8

    (mirror / f"{PICTURES}.gz").unlink()

    assert len(mnist.load().train) == 8


def test_the_files_must_belong_together(tmp_path: Path) -> None:
    (tmp_path / PICTURES).write_bytes(mnist_like.idx(3))
    (tmp_path / LABELS).write_bytes(mnist_like.labels_idx(4))

    with pytest.raises(MnistError, match=r"^There are 3 pictures and 4 labels: .*copy both again"):
        mnist.load(tmp_path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", r"is not an IDX file: it has only 0 bytes\.$"),
        (struct.pack(">II", 2051, 3) + b"012", r"starts with 2051, not 2049\.$"),
        (struct.pack(">II", 2049, 3) + b"01", r"is cut off: 3 labels need 11 bytes, it has 10\.$"),
        (struct.pack(">II", 2049, 3) + bytes([1, 2, 10]), r"A label says 10; digits end at 9\.$"),
    ],
)
def test_a_file_that_is_no_label_file_is_refused(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    (tmp_path / PICTURES).write_bytes(mnist_like.idx(3))
    (tmp_path / LABELS).write_bytes(content)

    with pytest.raises(MnistError, match=sentence):
        mnist.load(tmp_path)


def test_the_test_set_is_read_only_if_it_is_the_official_one(tmp_path: Path) -> None:
    assert mnist.load_official_test(tmp_path) is None
    (tmp_path / TEST_PICTURES).write_bytes(mnist_like.idx(3))
    (tmp_path / TEST_LABELS).write_bytes(mnist_like.labels_idx(3))

    with pytest.raises(MnistError, match=r"is not the official file; copy it again\.$"):
        mnist.load_official_test(tmp_path)


def test_make_data_complains_of_other_pictures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = mnist_like.folder(tmp_path / "mnist", count=10)

    with pytest.raises(SystemExit, match=r"is not MNIST's file: its checksum differs\.$"):
        mnist.main(["--mnist", str(folder)])
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("real")
def test_make_data_checks_the_real_files(capsys: pytest.CaptureFixture[str]) -> None:
    mnist.main([])

    assert capsys.readouterr().out.count("checksum right") == 2


# (model, epochs, squared error that a wrong loss, sign or layer would not get below). The mean
# picture's error is 0.067, that of an empty picture 0.114.
_SHORT = (
    ("keras_cae", 3, 0.012),
    ("dense_2", 8, 0.064),
    ("denoising", 3, 0.045),
    ("vae_2", 6, 0.066),
    ("upsample_k3", 5, 0.05),
)


@pytest.mark.parametrize(("name", "epochs", "error"), _SHORT)
def test_a_short_training_on_real_pictures_learns(
    real: Mnist, tmp_path: Path, name: str, epochs: int, error: float
) -> None:
    some = Mnist(real.train.first(2500), real.validation.first(500), real.sha256)
    recipe = replace(RECIPES[name], epochs=epochs - 1, tail_epochs=1, batch=50)

    _, history = train(name, some, recipe, tmp_path)

    assert history[-1]["loss"] < history[0]["loss"]
    assert history[-1]["mse"] < error


def test_a_short_training_on_real_scenes_learns(real: Mnist, tmp_path: Path) -> None:
    """Better than knowing how frequent each class is, and nothing of the picture."""
    some = Mnist(real.train.first(1500), real.validation.first(300), real.sha256)
    recipe = replace(RECIPES["segment"], epochs=1, tail_epochs=1, batch=25)
    frequency = validation_scenes(some.validation).classes.flatten().bincount() / (300 * 56**2)
    knowing_only_that = float(torch.special.entr(frequency).sum())

    _, history = train("segment", some, recipe, tmp_path)

    assert history[-1]["loss"] < history[0]["loss"] < knowing_only_that
