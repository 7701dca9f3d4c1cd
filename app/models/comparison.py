"""The models side by side, as HTML: one card each, with its picture and its figures."""

import html
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.shared.images import Values
from app.shared.markup import SMALL, cells, plain
from core.autoencoders.architectures import Architecture
from core.autoencoders.comparison import Timed

_LOOK_FOR = {
    "keras_cae": "Its code is five times as long as the picture: almost a copy. It would copy "
    "a scribble as well.",
    "keras_cae_published": "The same layers with the text's own recipe: an error ten times as "
    "large, and without the preparation ink at the very edge is erased.",
    "conv_cae_2": "Two numbers: an average of the digits with a code like yours, blurred. Try a "
    "4: it may come back as a 9.",
    "conv_cae_4": "Twice the code of two: the blur begins to clear.",
    "conv_cae_8": "The shape holds; what is your own in the hand is lost.",
    "conv_cae_16": "Slant and loops come back; thin ends are still smooth.",
    "dense_2": "Two numbers as well, with less blur. Try 5: a wrong digit instead of a blurred "
    "one.",
    "denoising": "Made to clean: it smooths a picture that had no noise. See Remove noise.",
    "vae_2": "A typical digit from that place of its plane, not yours: sometimes another digit.",
    "upsample_k4": "One of four decoders behind the same encoder, a code of half the pixels.",
    "upsample_k3": "As its neighbour, but the kernel's 3 is no multiple of the stride 2.",
    "upsample_resize": "Repeats pixels before it convolves: the softest of the four.",
    "upsample_shuffle": "Makes four small maps and lays them out as one large one.",
}


@dataclass(frozen=True, eq=False)
class Entry:
    """A model and what it made of the drawing.

    Attributes:
        architecture: The layer table.
        timed: Its reconstruction; None without a drawing or without weights.
        expected: Mean squared error on the validation pictures; None without weights.
        nearest: The digit whose codes lie around this one; None unless the code has a map.
        trouble: Why the model cannot be used; empty if it can.
        proper: Its error for the prepared drawing, as a part of a blank page's; None where the
            drawing is prepared.
    """

    architecture: Architecture
    timed: Timed | None = None
    expected: float | None = None
    nearest: int | None = None
    trouble: str = ""
    proper: float | None = None


def _figure_or_last(read: Callable[[Timed], float | None]) -> Callable[[Entry], float]:
    """Return a sorting key; what a model does not have comes last."""

    def key(entry: Entry) -> float:
        value = None if entry.timed is None else read(entry.timed)
        return float("inf") if value is None else value

    return key


ORDERS: dict[str, Callable[[Entry], float] | None] = {
    "As in the texts": None,
    "Error": _figure_or_last(lambda timed: timed.made.mse),
    "Cross-entropy": _figure_or_last(lambda timed: timed.made.bce),
    "Code size": lambda entry: entry.architecture.code.values,
    "Parameters": lambda entry: entry.architecture.parameters,
    "Time": _figure_or_last(lambda timed: timed.milliseconds),
}
"""What the reader may sort by, smallest first; None leaves the order as it is."""


def ordered(entries: Iterable[Entry], order: str) -> list[Entry]:
    """Return the entries in one of ``ORDERS``; those alike keep their places."""
    key = ORDERS[order]
    return list(entries) if key is None else sorted(entries, key=key)


def lineup(picture: Values | None, entries: Sequence[Entry], number: int, about: str) -> str:
    """Show the drawing and, beside it, what every model made of it.

    Args:
        picture: (28, 28) what the models see; None if the drawing cannot be used.
        entries: The models, in the order of their cards.
        number: The drawing's running number.
        about: HTML: what the drawing is, or why it cannot be used.
    """
    return (
        f'<section class="lineup" data-drawing="{number}"><div class="cards">'
        f"{_own(picture, about)}{''.join(_card(entry) for entry in entries)}</div></section>"
    )


def compared(records: dict[str, Any], architecture: Architecture) -> str:
    """Say why the fully connected code of two beats the convolutional one, with figures.

    Args:
        records: The records of ``dense_2`` and ``conv_cae_2``.
        architecture: Of ``conv_cae_2``.
    """
    dense, conv = (records[name]["figures"] for name in ("dense_2", "conv_cae_2"))
    largest = max(architecture.layers, key=lambda layer: layer.parameters)
    share = largest.parameters / architecture.parameters
    validation = records["dense_2"]["pictures"]["validation"]
    return (
        "<section class='why'><h2>Two numbers, twice: why the plain one wins</h2><p>On "
        f"{validation:,} digits that none of them trained on, the fully connected network has a "
        f"mean squared error of <b>{plain(dense['mse'])}</b> and the fully convolutional one "
        f"<b>{plain(conv['mse'])}</b>; the neighbours of a code name its digit in "
        f"{dense['knn']:.0%} and {conv['knn']:.0%} of the cases. MNIST's digits are centred and "
        "of one size, so sharing weights between places, the strength of a convolution, buys "
        f"little here. Of the convolutional network's {architecture.parameters:,} parameters "
        f"{share:.0%} lie in one kernel of {largest.kernel}×{largest.kernel} taps of its "
        "decoder, and one linear step makes its code; the other bends the picture through three "
        "layers before it decides on two numbers. It pays for that with a weight for every "
        "pixel: moved by a few pixels, a digit is new to it.</p></section>"
    )


def _own(picture: Values | None, about: str) -> str:
    power = "–" if picture is None else plain(float(np.square(picture).mean()))
    return (
        f'<article class="card own">{cells(picture, "your digit as the models see it", SMALL)}'
        f"<h3>Your digit, 28×28</h3><dl>{_row('a blank page’s MSE', power)}</dl>"
        f"{about}</article>"
    )


def _card(entry: Entry) -> str:
    architecture = entry.architecture
    name, title = architecture.name, html.escape(architecture.title)
    made = None if entry.timed is None else entry.timed.made
    rebuilt = None if made is None else made.rebuilt
    picture = cells(rebuilt, f"rebuilt by {architecture.title}", SMALL)
    head = f'<article class="card" data-model="{name}">{picture}<h3>{title}</h3>'
    if entry.trouble:
        return f'{head}<p class="trouble">{html.escape(entry.trouble)}</p></article>'
    known = entry.timed is not None and made is not None
    rows = (
        _row("MSE", plain(made.mse) if made else "–", mark="mse"),
        _row("of a blank page’s", f"{made.nmse:.2%}" if made else "–", mark="nmse"),
        "" if entry.proper is None else _row("if prepared", f"{entry.proper:.2%}", mark="proper"),
        _row("cross-entropy", f"{made.bce:.4f}" if made and made.bce is not None else "–"),
        _row("code", f"{architecture.code.values:,}"),
        _row("parameters", f"{architecture.parameters:,}"),
        _row("time", f"{entry.timed.milliseconds:.1f} ms" if entry.timed and known else "–"),
        _row("validation MSE", "–" if entry.expected is None else plain(entry.expected)),
    )
    words = _LOOK_FOR.get(name) or architecture.caution
    near = "" if entry.nearest is None else f" Its code lies among the <b>{entry.nearest}s</b>."
    return f"{head}<dl>{''.join(rows)}</dl><p>{html.escape(words)}{near}</p></article>"


def _row(name: str, value: str, mark: str = "") -> str:
    marked = f' class="{mark}"' if mark else ""
    return f"<div><dt>{name}</dt><dd{marked}>{value}</dd></div>"
