"""Trained weights and how they came to be: two files per model.

``NAME.safetensors`` holds the numbers, ``NAME.json`` the record: command, seed, data, loss
after every epoch, figures, and the checksum of the weights' file. Never pickle: a weights
file must not be able to run code. Numpy only, so that core's engine can take a layer apart
without torch.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from safetensors import SafetensorError

from core.autoencoders.architectures import ARCHITECTURES, Architecture

FOLDER = Path(__file__).parent / "weights"


class WeightsError(Exception):
    """The weights cannot be used; the message says why and what would help."""


@dataclass(frozen=True, eq=False)
class Trained:
    """What training left: the weights and the record of the training.

    Attributes:
        architecture: The layer table the weights belong to.
        tensors: Parameter name (``layers.0.weight``) to float32 array, PyTorch's layout:
            (out, in, rows, columns) for a convolution, (in, out, rows, columns) for a
            transposed one, (out,) for a bias.
        record: The content of ``NAME.json``.
    """

    architecture: Architecture
    tensors: Mapping[str, NDArray[np.float32]]
    record: Mapping[str, Any]


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
    remedy = f"restore it from the repository or train it again: make train MODEL={name}"
    path = folder / f"{name}.safetensors"
    try:
        record = json.loads((folder / f"{name}.json").read_text())
        content = path.read_bytes()
    except FileNotFoundError as missing:
        file = Path(missing.filename).name
        raise WeightsError(f"The trained model is not there ({file}); {remedy}.") from None
    except ValueError:
        raise WeightsError(f"The training record {name}.json is damaged; {remedy}.") from None
    expected = record.get("weights_sha256") if isinstance(record, dict) else None
    if hashlib.sha256(content).hexdigest() != expected:
        raise WeightsError(
            f"The trained model is damaged ({path.name} is not the file its record "
            f"describes); {remedy}."
        )
    try:
        tensors = safetensors.numpy.load(content)
    except SafetensorError:
        raise WeightsError(f"{path.name} is not a safetensors file; {remedy}.") from None
    found = {key: tensor.shape for key, tensor in tensors.items()}
    if found != parameter_shapes(architecture):
        raise WeightsError(
            f"{path.name} was trained for other layers than {name} has now; "
            f"train it again: make train MODEL={name}."
        )
    return Trained(architecture, tensors, record)


def save(
    name: str,
    tensors: Mapping[str, NDArray[np.float32]],
    record: Mapping[str, Any],
    folder: Path,
) -> None:
    """Write both files; the record gets the checksum of the weights' file.

    Args:
        name: The stem of the file names.
        tensors: As in ``Trained``.
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
    shapes: dict[str, tuple[int, ...]] = {}
    for index, layer in enumerate(architecture.layers):
        channels = (layer.out_channels, layer.in_channels)
        if layer.kind == "conv_transpose":
            channels = channels[::-1]
        shapes[f"layers.{index}.weight"] = (*channels, layer.kernel, layer.kernel)
        shapes[f"layers.{index}.bias"] = (layer.out_channels,)
    return shapes
