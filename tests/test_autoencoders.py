"""Layer tables, weights and reconstructions of the autoencoders."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from core.autoencoders import evaluate, trained, weights
from core.autoencoders.architectures import ARCHITECTURES, Architecture
from core.autoencoders.digits import ready_made
from core.autoencoders.drawing import Drawing, prepare
from core.autoencoders.figures import Figures, entropy_floor, measure
from core.autoencoders.networks import Network
from core.autoencoders.weights import WeightsError
from tests import mnist_like

KERAS_CAE = ARCHITECTURES["keras_cae"]
EVERY = pytest.mark.parametrize("architecture", ARCHITECTURES.values(), ids=list(ARCHITECTURES))


@pytest.fixture(scope="module")
def network() -> Network:
    return trained.network(weights.load("keras_cae"))


def test_keras_cae_is_the_table_of_the_text() -> None:
    """Source S16: kinds, filters, activations, parameters, sizes."""
    layers = KERAS_CAE.layers

    assert [(layer.keras_name, layer.out_channels, layer.activation) for layer in layers] == [
        ("Conv2D", 32, "relu"),
        ("Conv2D", 16, "relu"),
        ("Conv2D", 8, "relu"),
        ("Conv2DTranspose", 8, "relu"),
        ("Conv2DTranspose", 16, "relu"),
        ("Conv2DTranspose", 32, "relu"),
        ("Conv2D", 1, "sigmoid"),
    ]
    assert [layer.parameters for layer in layers] == [320, 4624, 1160, 584, 1168, 4640, 289]
    assert 320 + 4624 + 1160 + 584 + 1168 + 4640 + 289 == KERAS_CAE.parameters == 12_785
    assert [layers[0].in_size] + [layer.out_size for layer in layers] == [
        28, 26, 24, 22, 24, 26, 28, 28,
    ]  # fmt: skip
    assert KERAS_CAE.code.values == 22 * 22 * 8 == 3872


@EVERY
def test_torch_makes_the_shapes_and_counts_of_the_table(architecture: Architecture) -> None:
    network = Network(architecture)
    first = architecture.layers[0]

    maps = network.feature_maps(torch.zeros(2, first.in_channels, first.in_size, first.in_size))

    assert [tuple(values.shape) for values in maps] == [
        (2, layer.out_channels, layer.out_size, layer.out_size) for layer in architecture.layers
    ]
    assert sum(parameter.numel() for parameter in network.parameters()) == architecture.parameters
    assert {
        key: tuple(value.shape) for key, value in network.state_dict().items()
    } == weights.parameter_shapes(architecture)


@EVERY
def test_each_layer_reads_what_the_one_before_makes(architecture: Architecture) -> None:
    for before, after in zip(architecture.layers, architecture.layers[1:], strict=False):
        assert (before.out_channels, before.out_size) == (after.in_channels, after.in_size)


@EVERY
def test_weights_are_small_and_come_with_their_whole_record(architecture: Architecture) -> None:
    record = weights.load(architecture.name).record

    assert (weights.FOLDER / f"{architecture.name}.safetensors").stat().st_size <= 2_000_000
    assert record["command"].endswith(f"core.autoencoders.train {architecture.name}")
    assert {"recipe", "data_sha256", "versions", "threads", "figures"} <= set(record)
    assert len(record["history"]) == record["recipe"]["epochs"] + record["recipe"]["tail_epochs"]
    assert record["figures"]["excess"] <= 0.0006
    assert record["figures"]["mse"] <= 5e-5


@pytest.mark.parametrize("digit", range(10))
def test_a_ready_made_digit_is_rebuilt_closely(network: Network, digit: int) -> None:
    """A mean squared error of 0.0001 is one per cent of the grey scale."""
    picture = prepare(ready_made(digit)).centred

    made = trained.rebuild(network, picture)

    assert made.mse < 1e-4
    assert made.mse == pytest.approx(np.square(made.rebuilt - picture).mean(), rel=1e-3)
    assert made.grey_levels_off < 2
    assert 0 <= made.bce - made.floor < 0.002


@pytest.mark.parametrize("digit", range(10))
def test_a_large_drawing_keeps_its_border_without_preparation(network: Network, digit: int) -> None:
    """MNIST has no ink in the outer four pixels; a model that saw only MNIST erases it.

    Trained without shifted and scaled pictures, this model's error here is 0.009.
    """
    small = ready_made(digit)
    large = tuple(np.clip((stroke - 0.5) * 1.35 + 0.5, 0, 1) for stroke in small.strokes)

    made = trained.rebuild(network, prepare(Drawing(large, small.pen)).as_drawn)

    assert made.mse < 1e-3


def test_feature_maps_are_those_of_the_layer_table(network: Network) -> None:
    made = trained.rebuild(network, prepare(ready_made(3)).centred)

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
        trained.rebuild(network, picture)


def test_a_picture_of_another_size_is_refused(network: Network) -> None:
    with pytest.raises(ValueError, match=r"^The model takes pictures of 28×28 pixels, not"):
        trained.rebuild(network, np.zeros((27, 28), np.float32))


def test_entropy_floor_is_the_cross_entropy_of_a_picture_with_itself() -> None:
    """A pixel of 1/4: -(1/4 ln 1/4 + 3/4 ln 3/4) = 0.5623; a black one costs nothing."""
    assert entropy_floor(torch.tensor([0.25, 0.0])) == pytest.approx(0.5623 / 2, abs=1e-4)


def test_measure_does_not_depend_on_the_batch(network: Network) -> None:
    pictures = torch.rand(7, 1, 28, 28, generator=torch.Generator().manual_seed(1))

    one, all_at_once = measure(network, pictures, batch=1), measure(network, pictures, batch=7)

    assert one.bce == pytest.approx(all_at_once.bce, rel=1e-5)
    assert one.mse == pytest.approx(all_at_once.mse, rel=1e-5)
    assert Figures(bce=0.3, floor=0.1, mse=0).excess == pytest.approx(0.2)


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


@pytest.mark.parametrize("keep", [0, 100, 40_000])
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


def test_evaluate_prints_the_figures_of_every_model(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate.main(["--mnist", str(mnist_like.folder(tmp_path / "mnist", count=50))])

    header, titles, *lines = capsys.readouterr().out.splitlines()
    assert header == "10 validation pictures, never trained on"
    assert titles.split() == ["model", "BCE", "floor", "excess", "MSE"]
    assert [line.split()[0] for line in lines] == list(ARCHITECTURES)
    _, bce, floor, excess, mse = lines[0].split()
    assert float(bce) - float(floor) == pytest.approx(float(excess), abs=2e-5)
    assert float(mse) < 1e-3


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
