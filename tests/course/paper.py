"""The printed page of a pixel, read back, and torch as its referee."""

from html.parser import HTMLParser

import numpy as np
import torch

from core.autoencoders import weights
from core.autoencoders.drawing import Picture
from core.autoencoders.training.modules import with_weights

MODEL = "keras_cae"


def torch_sum(picture: Picture, layer: int, cell: list[int]) -> float:
    """Return what torch adds up, before the activation, from torch's own maps."""
    loaded = weights.load(MODEL)
    module = with_weights(loaded.architecture, loaded.tensors)
    with torch.no_grad():
        maps = module.feature_maps(torch.from_numpy(picture[None, None]))
        taps, bias = (
            torch.as_tensor(np.asarray(loaded.tensors[f"layers.{layer - 1}.{part}"], np.float32))
            for part in ("weight", "bias")
        )
        convolve = (
            torch.nn.functional.conv2d
            if loaded.architecture.layers[layer - 1].kind == "conv"
            else torch.nn.functional.conv_transpose2d
        )
        padding = loaded.architecture.layers[layer - 1].padding
        added = convolve(maps[layer - 2], taps, bias, 1, padding)
    return float(added[0][tuple(cell)])


class Paper(HTMLParser):
    """The numbers of a printed page, by where they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.products: list[str] = []
        self.groups: list[str] = []
        self._where = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "td":
            self._where = "line" if "data-line" in named else "product"
        elif tag == "b":
            self._where = "group"
        elif tag == "tr":
            self._where = ""

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._where = ""

    def handle_data(self, data: str) -> None:
        {"line": self.lines, "product": self.products, "group": self.groups}.get(
            self._where, []
        ).append(data)


def read_number(text: str) -> float:
    return float(text.replace("−", "-"))
