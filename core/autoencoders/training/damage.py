"""Pictures made harder on purpose: shifted, scaled, noisy, partly hidden."""

import torch
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample

from core.autoencoders.architectures import PICTURE_SIDE
from core.autoencoders.training.recipes import Recipe


def augment(pictures: Tensor, recipe: Recipe, generator: torch.Generator) -> Tensor:
    """Shift and scale each picture by its own random amount; ink that leaves is lost.

    Args:
        pictures: (n, 1, 28, 28) float in 0..1.
        recipe: Gives the limits.
        generator: Advanced by three draws per picture.
    """
    count = len(pictures)
    smallest, largest = recipe.scales
    scale = smallest + (largest - smallest) * torch.rand(count, generator=generator)
    shift = 2 * torch.rand(count, 2, generator=generator) - 1
    # affine_grid asks where each new pixel comes from, in half picture widths.
    where_from = torch.zeros(count, 2, 3)
    where_from[:, 0, 0] = where_from[:, 1, 1] = 1 / scale
    where_from[:, :, 2] = shift * recipe.largest_shift / (PICTURE_SIDE / 2)
    grid = affine_grid(where_from, list(pictures.shape), align_corners=False)
    return grid_sample(pictures, grid, align_corners=False).clamp(0, 1)


def add_noise(pictures: Tensor, sigma: Tensor | float, generator: torch.Generator) -> Tensor:
    """Add Gaussian noise to every pixel and cut off what is no grey level.

    As in Keras' example of a denoising autoencoder (keras.io/examples/vision/autoencoder).

    Args:
        pictures: (n, 1, rows, columns) float in 0..1.
        sigma: Standard deviation in grey levels, for all or (n, 1, 1, 1) for each.
        generator: Advanced by one draw per pixel.
    """
    return (pictures + sigma * torch.randn(pictures.shape, generator=generator)).clamp(0, 1)


def hide_square(pictures: Tensor, side: Tensor, generator: torch.Generator) -> Tensor:
    """Replace a square of each picture, at a random place inside it, by paper.

    Args:
        pictures: (n, 1, rows, columns) float.
        side: (n,) int, rows and columns of each square, in pixels; 0 hides nothing.
        generator: Advanced by two draws per picture.
    """
    count, _, rows, columns = pictures.shape
    place = torch.rand(2, count, generator=generator)
    top = (place[0] * (rows - side + 1)).long()[:, None]
    left = (place[1] * (columns - side + 1)).long()[:, None]
    row, column = torch.arange(rows), torch.arange(columns)
    inside_rows = (row >= top) & (row < top + side[:, None])
    inside_columns = (column >= left) & (column < left + side[:, None])
    hidden = inside_rows[:, :, None] & inside_columns[:, None, :]
    return pictures.masked_fill(hidden[:, None], 0)


def spoil(pictures: Tensor, recipe: Recipe, generator: torch.Generator) -> Tensor:
    """Give each picture its own noise, and some a hidden square, as the recipe says.

    Args:
        pictures: (n, 1, rows, columns) float in 0..1.
        recipe: Gives the limits.
        generator: Advanced; the same state gives the same damage.
    """
    count = len(pictures)
    sigma = recipe.noise * torch.rand(count, 1, 1, 1, generator=generator)
    noisy = add_noise(pictures, sigma, generator)
    chosen = torch.rand(count, generator=generator) < recipe.masked
    side = torch.randint(1, recipe.largest_square + 1, (count,), generator=generator)
    return hide_square(noisy, side * chosen, generator)
