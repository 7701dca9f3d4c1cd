"""Noise, hidden squares and composed canvases."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.autoencoders.architectures import INK, PAPER
from core.autoencoders.training.canvases import compose
from core.autoencoders.training.damage import add_noise, hide_square, spoil
from core.autoencoders.training.recipes import RECIPES


def _generator(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_no_noise_changes_nothing_and_noise_has_its_size() -> None:
    grey = torch.full((50, 1, 28, 28), 0.5)

    noisy = add_noise(grey, 0.1, _generator())

    torch.testing.assert_close(add_noise(grey, 0.0, _generator()), grey)
    assert abs(float(noisy.std()) - 0.1) < 0.002
    assert abs(float(noisy.mean()) - 0.5) < 0.002


def test_noise_stays_grey() -> None:
    noisy = add_noise(torch.zeros(5, 1, 28, 28), 0.6, _generator())

    assert noisy.min() == 0
    assert noisy.max() <= 1


@given(side=st.integers(0, 28), seed=st.integers(0, 1000))
def test_a_hidden_square_has_its_size_and_lies_inside(side: int, seed: int) -> None:
    hidden = hide_square(torch.ones(3, 1, 28, 28), torch.full((3,), side), _generator(seed)) == 0

    assert hidden.sum(dim=(1, 2, 3)).tolist() == [side**2] * 3
    for picture in hidden[:, 0]:
        assert int(picture.any(dim=0).sum()) == int(picture.any(dim=1).sum()) == side


def test_each_picture_gets_its_own_noise_evenly_up_to_the_largest() -> None:
    """Evenly from 0 to 0.1, little enough that nothing is cut off: mean square 0.1² / 3."""
    recipe = replace(RECIPES["denoising"], noise=0.1, masked=0.0)
    grey = torch.full((2000, 1, 28, 28), 0.5)

    off = spoil(grey, recipe, _generator()) - grey

    assert float(off.square().mean()) == pytest.approx(0.1**2 / 3, rel=0.05)
    each = off.std(dim=(1, 2, 3))
    assert each.min() < 0.005
    assert each.max() > 0.095


def test_some_pictures_lose_a_square_and_none_a_larger_one() -> None:
    recipe = replace(RECIPES["denoising"], noise=0.0)

    hidden = (spoil(torch.ones(2000, 1, 28, 28), recipe, _generator()) == 0).sum(dim=(1, 2, 3))

    assert float((hidden > 0).double().mean()) == pytest.approx(recipe.masked, abs=0.03)
    assert set(hidden.tolist()) == {side**2 for side in range(recipe.largest_square + 1)}


def _digits() -> tuple[torch.Tensor, torch.Tensor]:
    """Ten squares of ink, each with its own grey, so that a pixel tells its digit."""
    pictures = torch.zeros(10, 1, 28, 28)
    for digit in range(10):
        pictures[digit, :, 4:24, 9:19] = 0.5 + digit / 20
    return pictures, torch.arange(10)


def test_every_ink_pixel_has_the_class_of_its_digit() -> None:
    pictures, labels = _digits()

    scenes = compose(pictures, labels, torch.arange(200) % 10, _generator())

    ink = scenes.canvases[:, 0] >= INK
    assert torch.equal(scenes.classes != PAPER, ink)
    # Away from a digit's edge the grey says which one it is.
    inner = torch.isclose(scenes.canvases[:, 0] * 20, (scenes.canvases[:, 0] * 20).round())
    inner &= scenes.canvases[:, 0] >= 0.5
    named = ((scenes.canvases[:, 0][inner] - 0.5) * 20).round().long()
    assert float((named == scenes.classes[inner]).double().mean()) > 0.97


def test_where_two_digits_meet_the_stronger_ink_decides() -> None:
    """Squares of 26 pixels at 15 pixels' distance: every canvas of two has such a place."""
    pictures = torch.zeros(2, 1, 28, 28)
    pictures[0, :, 1:27, 1:27], pictures[1, :, 1:27, 1:27] = 0.5, 1.0

    scenes = compose(pictures, torch.tensor([4, 8]), torch.arange(200) % 2, _generator())

    black = scenes.canvases[:, 0] > 0.99
    both = (scenes.classes == 4).flatten(1).any(dim=1) & black.flatten(1).any(dim=1)
    assert int(both.sum()) > 50
    assert bool((scenes.classes[black] == 8).all())


def test_every_canvas_holds_its_first_digit_and_one_to_five_in_all() -> None:
    pictures, labels = _digits()
    first = torch.arange(300) % 10

    scenes = compose(pictures, labels, first, _generator())

    counts = []
    for classes, digit in zip(scenes.classes, first, strict=True):
        present = set(classes.unique().tolist()) - {PAPER}
        assert int(digit) in present
        counts.append(len(present))
    assert min(counts) == 1
    assert max(counts) in (4, 5)


def test_a_scene_does_not_hide_a_digit_behind_another() -> None:
    """Centres are at least 15 pixels apart: of a digit 10 wide most stays to be seen."""
    pictures, labels = _digits()

    scenes = compose(pictures, labels, torch.arange(300) % 10, _generator(2))

    for classes in scenes.classes:
        for digit in set(classes.unique().tolist()) - {PAPER}:
            assert int((classes == digit).sum()) > 40


def test_the_same_state_gives_the_same_scenes() -> None:
    pictures, labels = _digits()
    one, two = (compose(pictures, labels, torch.arange(5), _generator()) for _ in range(2))

    assert torch.equal(one.canvases, two.canvases)
    assert torch.equal(one.classes, two.classes)
