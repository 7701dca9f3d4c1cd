"""Damaged files of the models: a sentence each, never a traceback."""

import json
from pathlib import Path
from shutil import copy
from typing import Any

import numpy as np
import pytest

from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.weights import FOLDER, Codes, WeightsError, load, load_codes, save_codes

NAME = "dense_2"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder with all files of the model."""
    for ending in ("json", "safetensors", "codes.safetensors"):
        copy(FOLDER / f"{NAME}.{ending}", tmp_path)
    return tmp_path


@pytest.mark.parametrize("ending", ["json", "safetensors"])
def test_a_folder_in_place_of_a_file_is_said(tmp_path: Path, ending: str) -> None:
    for other in {"json", "safetensors"} - {ending}:
        copy(FOLDER / f"{NAME}.{other}", tmp_path)
    (tmp_path / f"{NAME}.{ending}").mkdir()

    with pytest.raises(WeightsError, match="cannot be read"):
        load(NAME, tmp_path)


def test_a_folder_in_place_of_the_codes_is_said(tmp_path: Path) -> None:
    copy(FOLDER / f"{NAME}.json", tmp_path)
    (tmp_path / f"{NAME}.codes.safetensors").mkdir()

    with pytest.raises(WeightsError, match="The model's map cannot be read"):
        load_codes(NAME, tmp_path)


@pytest.mark.parametrize(("code", "label"), [(np.nan, 3), (np.inf, 3), (0.5, 200), (0.5, 10)])
def test_codes_that_are_no_numbers_and_labels_that_are_no_digits_are_said(
    tmp_path: Path, code: float, label: int
) -> None:
    copy(FOLDER / f"{NAME}.json", tmp_path)
    points, labels = np.full((4, 2), code, np.float32), np.full(4, label, np.uint8)
    save_codes(NAME, Codes(points, labels), tmp_path)

    with pytest.raises(WeightsError, match="holds codes or digits that are none"):
        load_codes(NAME, tmp_path)


def test_codes_that_are_not_those_of_the_record_are_said(copied: Path) -> None:
    """They were shown as the model's map: nothing vouched for them."""
    kept = load_codes(NAME)
    save_codes(NAME, Codes(kept.points[::-1], kept.labels), copied)
    assert len(load_codes(NAME, copied).points) == len(kept.points)
    copy(FOLDER / f"{NAME}.json", copied)

    with pytest.raises(WeightsError, match="not the file its record describes"):
        load_codes(NAME, copied)


@pytest.mark.parametrize("record", ["[]", "{}", '{"codes_sha256": null}', '"text"', "{"])
def test_a_record_without_the_codes_checksum_vouches_for_no_map(copied: Path, record: str) -> None:
    (copied / f"{NAME}.json").write_text(record)

    with pytest.raises(WeightsError, match=r"is damaged.*restore it"):
        load_codes(NAME, copied)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("figures", None),
        ("figures", {}),
        ("figures", {"mse": None}),
        ("figures", {"mse": "0.04"}),
        ("figures", {"mse": float("nan")}),
        ("figures", {"mse": 10**400}),
        ("figures", {"mse": 0.1, "by_class": {"mse": [0.1, None]}}),
        ("history", []),
        ("history", None),
        ("history", [7]),
        ("history", [{"epoch": 1}]),
        ("history", [{"epoch": 1, "seconds": 2, "mse": None}]),
        ("recipe", None),
        ("recipe", {"seed": "x"}),
        ("pictures", {"train": 48000}),
        ("threads", None),
    ],
    ids=str,
)
def test_a_record_in_which_numbers_are_missing_is_said(copied: Path, part: str, value: Any) -> None:
    """Each was a traceback on the models page."""
    path = copied / f"{NAME}.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {part: value}))

    with pytest.raises(WeightsError, match=f"The training record {NAME}.json is damaged; restore"):
        load(NAME, copied)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_committed_model_and_map_is_whole(name: str) -> None:
    load(name)
    if (FOLDER / f"{name}.codes.safetensors").exists():
        load_codes(name)
