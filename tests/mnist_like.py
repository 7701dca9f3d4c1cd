"""A small stand-in for MNIST: our own ten digits, moved about, in MNIST's file format."""

import gzip
import struct
from pathlib import Path

import numpy as np

from core.autoencoders.digits import ready_made
from core.autoencoders.drawing import prepare
from core.autoencoders.training.mnist import LABELS, PICTURES, Digits


def digits(count: int) -> Digits:
    """Return ``count`` pictures of 28×28, the digits 0 to 9 in turn."""
    drawn = [prepare(ready_made(digit)).centred for digit in range(10)]
    moved = [
        np.roll(drawn[i % 10], shift=(i // 10 % 5 - 2, i // 50 % 5 - 2), axis=(0, 1))
        for i in range(count)
    ]
    labels = (np.arange(count) % 10).astype(np.uint8)
    return Digits(np.round(255 * np.stack(moved)).astype(np.uint8), labels)


def idx(count: int) -> bytes:
    """Return the pictures as an IDX file."""
    return struct.pack(">IIII", 2051, count, 28, 28) + digits(count).pictures.tobytes()


def labels_idx(count: int) -> bytes:
    """Return the labels that belong to them as an IDX file."""
    return struct.pack(">II", 2049, count) + bytes(i % 10 for i in range(count))


def folder(path: Path, *, count: int, packed: bool = True) -> Path:
    """Write both files into a new folder, as ``.gz`` or as they are; return the folder."""
    path.mkdir()
    for name, content in ((PICTURES, idx(count)), (LABELS, labels_idx(count))):
        if packed:
            (path / f"{name}.gz").write_bytes(gzip.compress(content))
        else:
            (path / name).write_bytes(content)
    return path
