"""Canvases with several digits, composed from MNIST, and whose ink each pixel is."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample

from core.autoencoders.architectures import INK, PAPER, PICTURE_SIDE, SCENE_SIDE

MOST_DIGITS = 5
_SCALES = (0.75, 1.25)
_PLACES_TRIED = 8
_NEAREST = 15.0
_MARGIN = 10.0


@dataclass(frozen=True, eq=False)
class Scenes:
    """Canvases and the right answer for each of their pixels.

    Attributes:
        canvases: (n, 1, 56, 56) float in 0..1.
        classes: (n, 56, 56) int64, 0 to 9 where a digit's ink is, ``PAPER`` elsewhere.
    """

    canvases: Tensor
    classes: Tensor


def compose(pictures: Tensor, labels: Tensor, first: Tensor, generator: torch.Generator) -> Scenes:
    """Put one to five digits on each canvas, at random places and sizes.

    Each digit goes to the best of a few random places, the one farthest from the digits
    already there (Mitchell 1991, "Spectrally optimal sampling for distribution ray
    tracing"), and is left out if even that is too near.

    Args:
        pictures: (m, 1, 28, 28) float in 0..1, to choose from.
        labels: (m,) int, which digit each shows.
        first: (n,) int, index of the picture that is on each canvas for certain.
        generator: Advanced; the same state gives the same scenes.
    """
    count = len(first)
    wanted = torch.randint(1, MOST_DIGITS + 1, (count,), generator=generator)
    strongest = torch.zeros(count, 1, SCENE_SIDE, SCENE_SIDE)
    classes = torch.full((count, SCENE_SIDE, SCENE_SIDE), PAPER)
    centres = torch.empty(count, 0, 2)
    for number in range(MOST_DIGITS):
        chosen = first
        if number > 0:
            chosen = torch.randint(len(pictures), (count,), generator=generator)
        centre, distance = _free_place(centres, generator)
        present = (number < wanted) & (distance >= _NEAREST)
        # A digit that is left out must not keep others away.
        centre = torch.where(present[:, None], centre, torch.inf)
        centres = torch.cat([centres, centre[:, None]], dim=1)
        placed = _placed(pictures[chosen], centre, present, generator)
        stronger = (placed > strongest) & (placed >= INK)
        classes = torch.where(stronger[:, 0], labels[chosen].long()[:, None, None], classes)
        strongest = torch.maximum(strongest, placed)
    return Scenes(strongest, classes)


def _free_place(centres: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Return per canvas the best place (n, 2), in pixels, and its distance to the nearest digit."""
    room = SCENE_SIDE - 2 * _MARGIN
    tried = _MARGIN + room * torch.rand(len(centres), _PLACES_TRIED, 2, generator=generator)
    # The larger of the two axes: digits fill boxes, not discs.
    apart = (tried[:, :, None] - centres[:, None]).abs().amax(dim=-1)
    nearest = torch.cat([apart, torch.full((*tried.shape[:2], 1), torch.inf)], dim=2).amin(dim=2)
    distance, best = nearest.max(dim=1)
    return tried[torch.arange(len(tried)), best], distance


def _placed(
    pictures: Tensor, centre: Tensor, present: Tensor, generator: torch.Generator
) -> Tensor:
    """Return each picture scaled onto an otherwise empty canvas, (n, 1, 56, 56)."""
    count = len(pictures)
    smallest, largest = _SCALES
    scale = smallest + (largest - smallest) * torch.rand(count, generator=generator)
    # affine_grid asks where each pixel of the canvas comes from, in half picture widths.
    where_from = torch.zeros(count, 2, 3)
    where_from[:, 0, 0] = where_from[:, 1, 1] = SCENE_SIDE / (PICTURE_SIDE * scale)
    off_centre = torch.where(present[:, None], centre, 0) - SCENE_SIDE / 2
    where_from[:, :, 2] = -off_centre / (PICTURE_SIDE / 2 * scale[:, None])
    grid = affine_grid(where_from, [count, 1, SCENE_SIDE, SCENE_SIDE], align_corners=False)
    placed = grid_sample(pictures, grid, align_corners=False).clamp(0, 1)
    return placed * present[:, None, None, None]
