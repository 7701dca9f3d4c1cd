"""MNIST's training pictures: from a folder, or downloaded once and checked.

The file format (IDX) and the data: LeCun, Cortes, Burges, "The MNIST database of
handwritten digits". An IDX picture file starts with four big-endian 32-bit numbers: 2051,
the number of pictures, rows, columns; the grey levels follow, one byte each.
"""

import gzip
import hashlib
import os
import struct
import urllib.request
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = "train-images-idx3-ubyte"
SHA256 = "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
"""Of the uncompressed file: a gzip file's own checksum changes with the compressor."""

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
CACHE = Path.home() / ".cache" / "transposed-convolution-lab"
_MAGIC = 2051


class MnistError(Exception):
    """The pictures cannot be had; the message says why and what would help."""


@dataclass(frozen=True, eq=False)
class Mnist:
    """The training pictures, split for training and validation.

    The official test set is not here on purpose: it stays unseen.

    Attributes:
        train: (n, 28, 28) uint8, the first four fifths (48,000 of 60,000).
        validation: (m, 28, 28) uint8, the rest (12,000), never trained on.
        sha256: Of the uncompressed file.
    """

    train: NDArray[np.uint8]
    validation: NDArray[np.uint8]
    sha256: str


def load(folder: Path | None = None) -> Mnist:
    """Read the pictures and split them.

    Args:
        folder: Where ``train-images-idx3-ubyte`` lies, as it is or as ``.gz``. Without it,
            the environment's MNIST_DIR is taken; without that, a checked download.

    Raises:
        MnistError: nothing there, not an IDX file, or no mirror answers.
    """
    if folder is None and os.environ.get("MNIST_DIR"):
        folder = Path(os.environ["MNIST_DIR"])
    content = _downloaded() if folder is None else _from_folder(folder)
    pictures = _pictures(content)
    cut = len(pictures) * 4 // 5
    return Mnist(pictures[:cut], pictures[cut:], hashlib.sha256(content).hexdigest())


def _from_folder(folder: Path) -> bytes:
    plain, packed = folder / FILE, folder / f"{FILE}.gz"
    try:
        return plain.read_bytes() if plain.exists() else gzip.decompress(packed.read_bytes())
    except FileNotFoundError:
        raise MnistError(f"Neither {FILE} nor {FILE}.gz lies in {folder}.") from None
    except (OSError, EOFError, zlib.error) as reason:
        raise MnistError(f"{packed} cannot be unpacked ({reason}); copy it again.") from None


def _downloaded() -> bytes:
    kept = CACHE / f"{FILE}.gz"
    if kept.exists():
        content = _from_folder(CACHE)
        if hashlib.sha256(content).hexdigest() == SHA256:
            return content
    reasons = []
    for mirror in MIRRORS:
        try:
            with urllib.request.urlopen(f"{mirror}{FILE}.gz", timeout=30) as answer:
                packed = answer.read()
            content = gzip.decompress(packed)
        except (OSError, EOFError, zlib.error) as reason:
            reasons.append(f"{mirror}: {reason}")
            continue
        if hashlib.sha256(content).hexdigest() != SHA256:
            reasons.append(f"{mirror}: another file than expected")
            continue
        CACHE.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(packed)
        return content
    raise MnistError(
        "MNIST cannot be downloaded; set MNIST_DIR to a folder with "
        f"{FILE}.gz ({'; '.join(reasons)})."
    )


def _pictures(content: bytes) -> NDArray[np.uint8]:
    if len(content) < 16:
        raise MnistError(f"{FILE} is not an IDX file: it has only {len(content)} bytes.")
    magic, count, rows, columns = struct.unpack(">IIII", content[:16])
    if magic != _MAGIC:
        raise MnistError(
            f"{FILE} is not an IDX picture file: it starts with {magic}, not {_MAGIC}."
        )
    if len(content) != 16 + count * rows * columns:
        raise MnistError(
            f"{FILE} is cut off: {count} pictures of {rows}×{columns} need "
            f"{16 + count * rows * columns} bytes, it has {len(content)}."
        )
    return np.frombuffer(content, np.uint8, offset=16).reshape(count, rows, columns)
