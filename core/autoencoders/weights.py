"""Trained weights and how they came to be: a few files per model.

``NAME.safetensors`` holds the numbers as float16, ``NAME.json`` the record: command, seed,
data, loss after every epoch, figures, and the checksums of the other files. A model whose
code is a point of the plane, or digits are named by, also has ``NAME.codes.safetensors``, the codes
of the validation pictures, so that a map of them needs no data. Never pickle: a weights file must
not be able to run code. Numpy only, so that core's engine can take a layer apart without
torch.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from safetensors import SafetensorError

from core.autoencoders.architectures import ARCHITECTURES, Architecture

FOLDER = Path(__file__).parent / "weights_data"


_FIGURES: Mapping[str, tuple[str, ...]] = {
    "rebuild": ("mse",),
    "generate": ("mse", "divergence"),
    "denoise": ("mse", "mse_masked"),
    "segment": ("ink_accuracy", "scenes"),
}
"""Figures without which a record says nothing of its model, by the model's task."""


class WeightsError(Exception):
    """The weights cannot be used; the message says why and what would help."""


_MODEL, _MAP = "The trained model", "The model's map"
"""What a sentence calls a file."""


@dataclass(frozen=True, eq=False)
class Trained:
    """What training left: the weights and the record of the training.

    Attributes:
        architecture: The layer table the weights belong to.
        tensors: Parameter name (``layers.0.weight``) to float32 array, PyTorch's layout:
            (out, in, rows, columns) for a convolution, (in, out, rows, columns) for a
            transposed one, (out, in) for a dense layer, (out,) for a bias.
        record: The content of ``NAME.json``.
    """

    architecture: Architecture
    tensors: Mapping[str, NDArray[np.float32]]
    record: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Codes:
    """Where a model puts the validation pictures, in a plane if its code has two numbers.

    Attributes:
        points: (n, numbers) float32, rounded to float16 in the file.
        labels: (n,) uint8, which digit each picture shows.
    """

    points: NDArray[np.float32]
    labels: NDArray[np.uint8]


def load(name: str, folder: Path | None = None) -> Trained:
    """Read and check the weights of a model.

    Args:
        name: A key of ``ARCHITECTURES``.
        folder: Where the two files lie; without it, those that come with the app.

    Raises:
        WeightsError: a file is missing, damaged, or belongs to another layer table.
    """
    architecture = ARCHITECTURES[name]
    folder = folder or FOLDER
    remedy = _remedy(name)
    path = folder / f"{name}.safetensors"
    with _reading(_MODEL, name, path):
        record = json.loads((folder / f"{name}.json").read_text())
        content = path.read_bytes()
    tensors = _unpacked(_MODEL, content, record, "weights_sha256", path, remedy)
    found = {key: tensor.shape for key, tensor in tensors.items()}
    if found != parameter_shapes(architecture):
        raise WeightsError(
            f"{path.name} was trained for other layers than {name} has now; "
            f"train it again: make train MODEL={name}."
        )
    wide = {key: tensor.astype(np.float32) for key, tensor in tensors.items()}
    if not all(np.isfinite(tensor).all() for tensor in wide.values()):
        raise WeightsError(
            f"{path.name} holds weights that are no numbers: its training went astray; "
            f"train it again: make train MODEL={name}."
        )
    if not _is_whole(record, architecture):
        raise WeightsError(f"The training record {name}.json is damaged; {remedy}.")
    return Trained(architecture, wide, record)


def _remedy(name: str) -> str:
    return f"restore it from the repository or train it again: make train MODEL={name}"


@contextmanager
def _reading(what: str, name: str, path: Path) -> Iterator[None]:
    """Say of ``what`` in a sentence why a file of it, or the record, cannot be read."""
    remedy = _remedy(name)
    try:
        yield
    except FileNotFoundError as missing:
        file = Path(missing.filename).name
        raise WeightsError(f"{what} is not there ({file}); {remedy}.") from None
    except OSError as unreadable:
        file = Path(unreadable.filename or path).name
        raise WeightsError(f"{what} cannot be read ({file}); {remedy}.") from None
    except ValueError:
        raise WeightsError(f"The training record {name}.json is damaged; {remedy}.") from None


def _unpacked(
    what: str, content: bytes, record: object, checksum: str, path: Path, remedy: str
) -> dict[str, NDArray[Any]]:
    """Return the arrays of a file that is the one its record vouches for."""
    expected = record.get(checksum) if isinstance(record, dict) else None
    if hashlib.sha256(content).hexdigest() != expected:
        raise WeightsError(
            f"{what} is damaged ({path.name} is not the file its record describes); {remedy}."
        )
    try:
        return safetensors.numpy.load(content)
    except SafetensorError:
        raise WeightsError(f"{path.name} is not a safetensors file; {remedy}.") from None


def _is_whole(record: Mapping[str, Any], architecture: Architecture) -> bool:
    """Tell whether a record has its parts, and a number wherever a number is missed."""
    history = record.get("history")
    if not (isinstance(history, list) and history and _is_number(record.get("threads"))):
        return False
    wanted = [
        (record.get("recipe"), ("seed",)),
        (record.get("pictures"), ("train", "validation")),
        (record.get("figures"), _FIGURES[architecture.task]),
        *((epoch, ("epoch", "seconds")) for epoch in history),
    ]
    return all(
        isinstance(part, dict) and _is_filled(part) and all(_is_number(part.get(n)) for n in names)
        for part, names in wanted
    )


def _is_filled(value: object) -> bool:
    """Tell whether nothing in it is missing: no null, no number that is none."""
    if isinstance(value, dict | list):
        return all(map(_is_filled, value.values() if isinstance(value, dict) else value))
    return isinstance(value, str) or _is_number(value)


def _is_number(value: object) -> bool:
    # Compared, not asked whether it is finite: JSON's whole numbers may have any length.
    return isinstance(value, int | float) and abs(value) <= sys.float_info.max


def load_codes(name: str, folder: Path | None = None) -> Codes:
    """Read the codes of the validation pictures.

    Args:
        name: A key of ``ARCHITECTURES`` whose architecture ``has_codes``.
        folder: As in ``load``.

    Raises:
        WeightsError: the file is missing or damaged.
    """
    folder = folder or FOLDER
    path = folder / f"{name}.codes.safetensors"
    remedy = _remedy(name)
    with _reading(_MAP, name, path):
        content = path.read_bytes()
        record = json.loads((folder / f"{name}.json").read_text())
    columns = _unpacked(_MAP, content, record, "codes_sha256", path, remedy)
    shapes = {key: column.shape for key, column in columns.items()}
    count = len(columns.get("labels", ()))
    if shapes != {"codes": (count, ARCHITECTURES[name].code.values), "labels": (count,)}:
        raise WeightsError(f"{path.name} holds no points with their digits; {remedy}.")
    points, labels = columns["codes"].astype(np.float32), columns["labels"]
    if not np.isfinite(points).all() or not np.isin(labels, range(10)).all():
        raise WeightsError(f"{path.name} holds codes or digits that are none; {remedy}.")
    return Codes(points, labels)


def save_codes(name: str, codes: Codes, folder: Path) -> None:
    """Write the codes' file beside the record of its model, which gets the file's checksum."""
    columns: dict[str, NDArray[Any]] = {
        "codes": codes.points.astype(np.float16),
        "labels": codes.labels,
    }
    content = safetensors.numpy.save(columns)
    path = folder / f"{name}.json"
    record = {
        **json.loads(path.read_text()),
        "codes_sha256": hashlib.sha256(content).hexdigest(),
    }
    write_whole(folder / f"{name}.codes.safetensors", content)
    write_whole(path, (json.dumps(record, indent=1) + "\n").encode())


def rounded(tensors: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float16]]:
    """Return the weights as the file holds them, half as large."""
    return {key: tensor.astype(np.float16) for key, tensor in tensors.items()}


def save(
    name: str,
    tensors: Mapping[str, NDArray[np.float16] | NDArray[np.float32]],
    record: Mapping[str, Any],
    folder: Path,
) -> None:
    """Write weights and record; the record gets the checksum of the weights' file.

    Args:
        name: The stem of the file names.
        tensors: By parameter name, see ``Trained``; in the file as they are here.
        record: JSON-ready.
        folder: Made if missing.
    """
    content = safetensors.numpy.save(dict(tensors))
    record = {**record, "weights_sha256": hashlib.sha256(content).hexdigest()}
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / f"{name}.safetensors", content)
    write_whole(folder / f"{name}.json", (json.dumps(record, indent=1) + "\n").encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a kill leaves the old one or the new one, never half of one."""
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def parameter_shapes(architecture: Architecture) -> dict[str, tuple[int, ...]]:
    """Return the shape of every parameter, in PyTorch's layout and under PyTorch's names."""
    named = [(f"layers.{index}", layer) for index, layer in enumerate(architecture.layers)]
    if architecture.log_variance is not None:
        named.append(("log_variance", architecture.log_variance))
    shapes = {}
    for name, layer in named:
        shapes[f"{name}.weight"] = layer.weight_shape
        shapes[f"{name}.bias"] = layer.bias_shape
    return {key: shape for key, shape in shapes.items() if shape}
