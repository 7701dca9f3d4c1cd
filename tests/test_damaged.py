"""Damaged files of the models: a sentence each, never a traceback."""

from pathlib import Path
from shutil import copy

import numpy as np
import pytest

from core.autoencoders.weights import FOLDER, Codes, WeightsError, load, load_codes, save_codes

NAME = "dense_2"


@pytest.mark.parametrize("ending", ["json", "safetensors"])
def test_a_folder_in_place_of_a_file_is_said(tmp_path: Path, ending: str) -> None:
    for other in {"json", "safetensors"} - {ending}:
        copy(FOLDER / f"{NAME}.{other}", tmp_path)
    (tmp_path / f"{NAME}.{ending}").mkdir()

    with pytest.raises(WeightsError, match="cannot be read"):
        load(NAME, tmp_path)


def test_a_folder_in_place_of_the_codes_is_said(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.codes.safetensors").mkdir()

    with pytest.raises(WeightsError, match="The model's map cannot be read"):
        load_codes(NAME, tmp_path)


@pytest.mark.parametrize(("code", "label"), [(np.nan, 3), (np.inf, 3), (0.5, 200), (0.5, 10)])
def test_codes_that_are_no_numbers_and_labels_that_are_no_digits_are_said(
    tmp_path: Path, code: float, label: int
) -> None:
    points, labels = np.full((4, 2), code, np.float32), np.full(4, label, np.uint8)
    save_codes(NAME, Codes(points, labels), tmp_path)

    with pytest.raises(WeightsError, match="holds codes or digits that are none"):
        load_codes(NAME, tmp_path)
