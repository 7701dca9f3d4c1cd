"""MNIST: from a folder, or downloaded once and checked (``make data``).

The file format (IDX) and the data: LeCun, Cortes, Burges, "The MNIST database of
handwritten digits". An IDX picture file starts with four big-endian 32-bit numbers: 2051,
the number of pictures, rows, columns; the grey levels follow, one byte each. A label file
starts with 2049 and the number of labels; the digits follow, one byte each.
"""

import argparse
import gzip
import hashlib
import os
import struct
import sys
import urllib.request
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PICTURES = "train-images-idx3-ubyte"
LABELS = "train-labels-idx1-ubyte"
TEST_PICTURES = "t10k-images-idx3-ubyte"
TEST_LABELS = "t10k-labels-idx1-ubyte"

SHA256 = {
    PICTURES: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    LABELS: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    TEST_PICTURES: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    TEST_LABELS: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
"""Of the uncompressed files: a gzip file's own checksum changes with the compressor."""

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
CACHE = Path.home() / ".cache" / "transposed-convolution-lab"
_PICTURES_MAGIC = 2051
_LABELS_MAGIC = 2049


class MnistError(Exception):
    """The pictures cannot be had; the message says why and what would help."""


@dataclass(frozen=True, eq=False)
class Digits:
    """Pictures and which digit each shows.

    Attributes:
        pictures: (n, 28, 28) uint8; 0 is paper, 255 is ink.
        labels: (n,) uint8, 0 to 9.

    Raises:
        MnistError: not as many labels as pictures, or a label above 9.
    """

    pictures: NDArray[np.uint8]
    labels: NDArray[np.uint8]

    def __post_init__(self) -> None:
        if len(self.pictures) != len(self.labels):
            raise MnistError(
                f"There are {len(self.pictures)} pictures and {len(self.labels)} labels: "
                "the files do not belong together; copy both again."
            )
        if self.labels.size and self.labels.max() > 9:
            raise MnistError(f"A label says {self.labels.max()}; digits end at 9.")

    def __len__(self) -> int:
        """Return the number of pictures."""
        return len(self.pictures)

    def first(self, count: int) -> "Digits":
        """Return the first ``count`` of them."""
        return Digits(self.pictures[:count], self.labels[:count])


@dataclass(frozen=True, eq=False)
class Mnist:
    """The training pictures, split for training and validation.

    The official test set is not here on purpose: it stays unseen.

    Attributes:
        train: The first four fifths (48,000 of 60,000).
        validation: The rest (12,000), never trained on.
        sha256: Of the uncompressed picture file.
    """

    train: Digits
    validation: Digits
    sha256: str


def load(folder: Path | None = None) -> Mnist:
    """Read pictures and labels and split them.

    Args:
        folder: Where ``train-images-idx3-ubyte`` and ``train-labels-idx1-ubyte`` lie, as
            they are or as ``.gz``. Without it, the environment's MNIST_DIR is taken; without
            that, a checked download.

    Raises:
        MnistError: nothing there, not an IDX file, or no mirror answers.
    """
    folder = _or_environment(folder)
    pictures, labels = (
        _downloaded(name) if folder is None else _from_folder(folder, name)
        for name in (PICTURES, LABELS)
    )
    digits = Digits(_read_pictures(pictures), _read_labels(labels))
    cut = len(digits) * 4 // 5
    return Mnist(
        digits.first(cut),
        Digits(digits.pictures[cut:], digits.labels[cut:]),
        hashlib.sha256(pictures).hexdigest(),
    )


def load_official_test(folder: Path | None = None) -> Digits | None:
    """Read the official test set if its two files are there; never download it.

    Only ``evaluate`` calls this: nothing may be chosen by these pictures.

    Args:
        folder: As in ``load``; without it and without MNIST_DIR, the download cache.

    Raises:
        MnistError: a file is there but is not what it should be.
    """
    folder = _or_environment(folder) or CACHE
    names = (TEST_PICTURES, TEST_LABELS)
    if not all(any((folder / f"{name}{end}").exists() for end in ("", ".gz")) for name in names):
        return None
    pictures, labels = (_from_folder(folder, name) for name in names)
    for name, content in zip(names, (pictures, labels), strict=True):
        if hashlib.sha256(content).hexdigest() != SHA256[name]:
            raise MnistError(f"{name} in {folder} is not the official file; copy it again.")
    return Digits(_read_pictures(pictures), _read_labels(labels))


def _or_environment(folder: Path | None) -> Path | None:
    if folder is None and os.environ.get("MNIST_DIR"):
        return Path(os.environ["MNIST_DIR"])
    return folder


def _from_folder(folder: Path, name: str) -> bytes:
    plain, packed = folder / name, folder / f"{name}.gz"
    try:
        return plain.read_bytes() if plain.exists() else gzip.decompress(packed.read_bytes())
    except FileNotFoundError:
        raise MnistError(f"Neither {name} nor {name}.gz lies in {folder}.") from None
    except (OSError, EOFError, zlib.error) as reason:
        raise MnistError(f"{packed} cannot be unpacked ({reason}); copy it again.") from None


def _downloaded(name: str) -> bytes:
    kept = CACHE / f"{name}.gz"
    if kept.exists():
        content = _from_folder(CACHE, name)
        if hashlib.sha256(content).hexdigest() == SHA256[name]:
            return content
    reasons = []
    for mirror in MIRRORS:
        try:
            with urllib.request.urlopen(f"{mirror}{name}.gz", timeout=30) as answer:
                packed = answer.read()
            content = gzip.decompress(packed)
        except (OSError, EOFError, zlib.error) as reason:
            reasons.append(f"{mirror}: {reason}")
            continue
        if hashlib.sha256(content).hexdigest() != SHA256[name]:
            reasons.append(f"{mirror}: another file than expected")
            continue
        CACHE.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(packed)
        return content
    raise MnistError(
        "MNIST cannot be downloaded; set MNIST_DIR to a folder with "
        f"{PICTURES}.gz and {LABELS}.gz ({'; '.join(reasons)})."
    )


def _read_pictures(content: bytes) -> NDArray[np.uint8]:
    if len(content) < 16:
        raise MnistError(f"{PICTURES} is not an IDX file: it has only {len(content)} bytes.")
    magic, count, rows, columns = struct.unpack(">IIII", content[:16])
    if magic != _PICTURES_MAGIC:
        raise MnistError(
            f"{PICTURES} is not an IDX picture file: it starts with {magic}, not {_PICTURES_MAGIC}."
        )
    if len(content) != 16 + count * rows * columns:
        raise MnistError(
            f"{PICTURES} is cut off: {count} pictures of {rows}×{columns} need "
            f"{16 + count * rows * columns} bytes, it has {len(content)}."
        )
    return np.frombuffer(content, np.uint8, offset=16).reshape(count, rows, columns)


def _read_labels(content: bytes) -> NDArray[np.uint8]:
    if len(content) < 8:
        raise MnistError(f"{LABELS} is not an IDX file: it has only {len(content)} bytes.")
    magic, count = struct.unpack(">II", content[:8])
    if magic != _LABELS_MAGIC:
        raise MnistError(
            f"{LABELS} is not an IDX label file: it starts with {magic}, not {_LABELS_MAGIC}."
        )
    if len(content) != 8 + count:
        raise MnistError(
            f"{LABELS} is cut off: {count} labels need {8 + count} bytes, it has {len(content)}."
        )
    return np.frombuffer(content, np.uint8, offset=8)


def main(arguments: list[str] | None = None) -> None:
    """Fetch what is missing, check every file, print where the pictures lie."""
    parser = argparse.ArgumentParser(
        prog="python -m core.autoencoders.training.mnist", description=__doc__
    )
    parser.add_argument("--mnist", type=Path, help="check this folder instead of downloading")
    parser.add_argument(
        "--official-test", action="store_true", help="the test set too, for the evaluation"
    )
    chosen = parser.parse_args(arguments)
    names = [PICTURES, LABELS]
    if chosen.official_test:
        names += [TEST_PICTURES, TEST_LABELS]
    folder = _or_environment(chosen.mnist)
    for name in names:
        try:
            content = _downloaded(name) if folder is None else _from_folder(folder, name)
        except MnistError as reason:
            sys.exit(str(reason))
        if hashlib.sha256(content).hexdigest() != SHA256[name]:
            sys.exit(f"{name} in {folder} is not MNIST's file: its checksum differs.")
        print(f"{name}: {len(content):,} bytes, checksum right")
    print(f"MNIST lies in {CACHE if folder is None else folder}")


if __name__ == "__main__":
    main()
