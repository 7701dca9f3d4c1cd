"""Training: it learns, it survives a kill, it says what is wrong with its data."""

import gzip
import json
import os
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open

from core.autoencoders import mnist, trained, weights
from core.autoencoders.figures import measure
from core.autoencoders.mnist import FILE, SHA256, Mnist, MnistError
from core.autoencoders.train import Recipe, TrainingError, augment, train
from tests import mnist_like

PATIENCE_S = 120


@pytest.fixture(scope="module")
def like_mnist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mnist_like.folder(tmp_path_factory.mktemp("data") / "mnist", count=500)


@pytest.fixture(scope="module")
def real() -> Mnist:
    if not os.environ.get("MNIST_DIR"):
        pytest.skip("MNIST_DIR names no folder with the real MNIST")
    return mnist.load()


def test_the_loss_falls_and_the_history_says_so(like_mnist: Path, tmp_path: Path) -> None:
    recipe = Recipe(epochs=5, tail_epochs=1, batch=50)

    network, history = train("keras_cae", mnist.load(like_mnist), recipe, tmp_path)

    assert [entry["epoch"] for entry in history] == [1, 2, 3, 4, 5, 6]
    assert history[-1]["excess"] < history[0]["excess"] / 3
    assert history[-1]["train_bce"] < history[0]["train_bce"]
    assert history[-1]["rate"] == 0
    unseen = torch.from_numpy(mnist.load(like_mnist).validation.astype(np.float32) / 255)[:, None]
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

    moved = augment(pictures, Recipe(), torch.Generator().manual_seed(1))

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
    np.testing.assert_array_equal(pictures.train, expected[:8])
    np.testing.assert_array_equal(pictures.validation, expected[8:])


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
    (tmp_path / FILE).write_bytes(content)

    with pytest.raises(MnistError, match=sentence):
        mnist.load(tmp_path)


def test_an_empty_folder_and_a_damaged_archive_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MnistError, match=rf"^Neither {FILE} nor {FILE}\.gz lies in"):
        mnist.load(tmp_path)
    (tmp_path / f"{FILE}.gz").write_bytes(gzip.compress(mnist_like.idx(3))[:-200])

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
    (mirror / f"{FILE}.gz").unlink()

    with pytest.raises(MnistError, match=r"^MNIST cannot be downloaded; set MNIST_DIR .*mirror"):
        mnist.load()


def test_a_good_download_is_kept_and_not_fetched_again(
    mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mnist, "SHA256", mnist.load(mirror).sha256)
    assert len(mnist.load().train) == 8

    (mirror / f"{FILE}.gz").unlink()

    assert len(mnist.load().train) == 8


def test_the_committed_weights_were_trained_on_mnist() -> None:
    assert weights.load("keras_cae").record["data_sha256"] == SHA256


def test_the_committed_weights_reach_their_figures(real: Mnist) -> None:
    """Measured on 3,000 of the 12,000 pictures that training never saw."""
    assert real.sha256 == SHA256
    unseen = torch.from_numpy(real.validation[:3000].astype(np.float32) / 255)[:, None]

    figures = measure(trained.network(weights.load("keras_cae")), unseen)

    assert 0 < figures.excess <= 0.0006
    assert figures.mse <= 5e-5


def test_a_minute_on_real_pictures_gets_near(real: Mnist, tmp_path: Path) -> None:
    """The mean picture's error is 0.067, that of an empty picture 0.114."""
    some = Mnist(real.train[:3000], real.validation[:500], real.sha256)

    _, history = train("keras_cae", some, Recipe(epochs=3, tail_epochs=1), tmp_path)

    assert history[-1]["mse"] < 0.008
    assert history[-1]["excess"] < 0.03
