"""The plane of a code: densities and samples by hand, then laws, then the committed codes."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy

from core.autoencoders import inference, networks, weights
from core.autoencoders.codes import naming as probe
from core.autoencoders.codes import sampling
from core.autoencoders.codes.plane import (
    CELLS,
    HELD,
    Frame,
    densest,
    density_of,
    frame_around,
    nearest,
    strongholds,
)
from core.autoencoders.weights import Codes

MAPPED = ("conv_cae_2", "dense_2", "vae_2")


def _clouds(count: int = 400) -> Codes:
    """Two clouds far apart, threes around (0, 0) and sevens around (10, 0)."""
    drawn = np.random.default_rng(0).standard_normal((2 * count, 2)).astype(np.float32)
    labels = np.tile(np.array([3, 7], np.uint8), count)
    drawn[labels == 7, 0] += 10
    return Codes(drawn, labels)


def test_the_nearest_codes_come_nearest_first_and_ties_in_their_order() -> None:
    points = np.array([[3.0, 4.0], [0.0, 1.0], [1.0, 0.0], [9.0, 9.0]], np.float32)

    order, distances = nearest(points, np.array([0.0, 0.0]), 3)

    assert order.tolist() == [1, 2, 0]
    assert distances.tolist() == [1, 1, 5]
    assert len(nearest(points, np.zeros(2), 99)[0]) == 4


def test_a_grid_goes_from_edge_to_edge_and_from_the_bottom_up() -> None:
    frame = Frame(-1.0, 2.0, 4.0)

    grid = frame.grid(3)

    assert grid[:4].tolist() == [[-1, 2], [1, 2], [3, 2], [-1, 4]]
    assert frame.cells(grid)[[0, -1]].tolist() == [[0, 0], [1, 1]]


@pytest.mark.parametrize("numbers", [(0.0, 0.0, 0.0), (0.0, float("nan"), 1.0), (0.0, 0.0, -1.0)])
def test_an_impossible_frame_is_refused(numbers: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="a side above 0"):
        Frame(*numbers)


def test_one_code_is_no_map() -> None:
    with pytest.raises(ValueError, match="at least two codes"):
        frame_around(np.zeros((1, 2), np.float32))


def test_clouds_are_dense_and_the_way_between_them_is_not() -> None:
    codes = _clouds()

    density = density_of(codes.points)

    places = np.array([[0, 0], [10, 0], [5, 0], [0, 9], [1e9, 0], [-1e9, 0]], float)
    assert density.is_dense(places).tolist() == [True, True, False, False, False, False]
    places_of = strongholds(codes.points, codes.labels, density.frame)
    assert set(places_of) == {3, 7}
    assert places_of[3] == pytest.approx([0, 0], abs=1.2)
    assert places_of[7] == pytest.approx([10, 0], abs=1.2)
    assert density.at(densest(density)[None])[0] == density.values.max()


def test_smoothing_moves_codes_and_loses_none_inside() -> None:
    density = density_of(_clouds().points, Frame(-20.0, -20.0, 50.0))

    assert density.values.sum() == pytest.approx(800)
    assert density.values.shape == (CELLS, CELLS)


@pytest.mark.parametrize("name", MAPPED)
def test_the_dense_area_holds_as_many_codes_as_it_says(name: str) -> None:
    codes = weights.load_codes(name)

    density = density_of(codes.points)

    assert density.is_dense(codes.points).mean() == pytest.approx(HELD, abs=0.002)
    # Less than half of the map: otherwise the word would say nothing.
    assert (density.values >= density.threshold).mean() < 0.5
    assert set(strongholds(codes.points, codes.labels, density.frame)) == set(range(10))


def test_a_grid_of_quantiles_has_equal_steps_of_probability() -> None:
    """Three parts: the middles of the thirds are at 1/6, 1/2 and 5/6 of the normal's mass."""
    grid = sampling.quantile_grid(3)

    assert grid[:3, 0] == pytest.approx([-0.9674, 0, 0.9674], abs=1e-4)
    # As pictures are read: the first row is the top.
    assert grid[:, 1] == pytest.approx(np.repeat([0.9674, 0, -0.9674], 3), abs=1e-4)
    assert (grid[4] == 0).all()


@given(st.integers(0, 2**32), st.floats(0, 2))
def test_temperature_scales_one_and_the_same_draw(seed: int, temperature: float) -> None:
    mean, log_variance = np.array([1.0, -2.0]), np.array([0.0, 2 * np.log(3.0)])

    warm = sampling.around(mean, log_variance, 4, seed=seed, temperature=temperature)
    one = sampling.around(mean, log_variance, 4, seed=seed, temperature=1.0)
    prior = sampling.from_prior(4, seed=seed)

    np.testing.assert_allclose(warm - mean, temperature * (one - mean), atol=1e-5)
    # A variance of 9 is a standard deviation of 3.
    np.testing.assert_allclose(one, mean + prior * np.array([1, 3]), atol=1e-5)
    assert (sampling.around(mean, log_variance, 4, seed=seed, temperature=0.0) == mean).all()


def test_points_of_a_box_lie_in_it_and_a_fitted_normal_has_its_moments() -> None:
    points = _clouds().points

    box = sampling.from_box(points, 500, seed=1)
    normal = sampling.from_fitted_normal(points, 20_000, seed=1)

    assert (box >= points.min(axis=0)).all()
    assert (box <= points.max(axis=0)).all()
    np.testing.assert_allclose(normal.mean(axis=0), points.mean(axis=0), atol=0.15)
    np.testing.assert_allclose(np.cov(normal.T), np.cov(points.T), rtol=0.1, atol=0.1)


def test_only_the_variational_plane_is_filled_by_its_prior() -> None:
    outside = {
        name: sampling.sampling_outside(density_of(codes.points), codes.points)
        for name in MAPPED
        for codes in [weights.load_codes(name)]
    }

    assert outside["vae_2"]["prior"] < 0.08
    assert outside["conv_cae_2"]["prior"] > 0.5
    assert min(outside[name]["box"] for name in ("conv_cae_2", "dense_2")) > 0.5


def test_neighbours_vote_and_their_shares_add_up() -> None:
    namer = probe.by_neighbours(_clouds())

    shares = namer.shares(np.array([[0, 0], [10, 0]], np.float32))

    assert shares.argmax(axis=1).tolist() == [3, 7]
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert shares[0, 3] == 1.0


def test_the_probe_is_where_torch_sees_no_slope() -> None:
    """PyTorch is the referee: at the optimum its gradient of the same loss is zero."""
    every = weights.load_codes("dense_2")
    codes = Codes(every.points[:900], every.labels[:900])

    fitted = probe.by_linear_probe(codes)

    assert fitted.weights is not None
    given_ = torch.from_numpy(codes.points).double()
    given_ = (given_ - given_.mean(0)) / given_.std(0, correction=0)
    given_ = torch.cat([given_, torch.ones(900, 1, dtype=torch.float64)], dim=1)
    tried = torch.from_numpy(fitted.weights).requires_grad_()
    labels = torch.from_numpy(codes.labels.astype(np.int64))
    loss = cross_entropy(given_ @ tried, labels) + 1e-4 * tried.square().sum() / 2
    loss.backward()
    assert tried.grad is not None
    assert float(tried.grad.abs().max()) < 1e-7
    shares = torch.softmax(given_ @ tried, dim=1).detach().numpy()
    np.testing.assert_allclose(fitted.shares(codes.points), shares, atol=1e-12)


def test_a_report_counts_what_was_called_what() -> None:
    namer = probe.by_neighbours(_clouds())
    asked = Codes(
        np.array([[0, 0], [0, 1], [10, 0], [10, 1], [9, 0]], np.float32),
        np.array([3, 3, 7, 7, 2], np.uint8),
    )

    report = probe.measured(namer, asked)

    assert report.confusion[3, 3] == 2
    assert report.confusion[7, 7] == 2
    assert report.confusion[2, 7] == 1
    assert (report.asked, report.accuracy) == (5, 4 / 5)


def test_the_rarest_digit_is_counted() -> None:
    """Ten clouds in a row; every point is asked about, and the cloud of the 6 only once."""
    spots = np.stack([100 * np.arange(10), np.zeros(10)], axis=1).astype(np.float32)
    namer = probe.by_neighbours(
        Codes(np.repeat(spots, 60, axis=0), np.repeat(np.arange(10, dtype=np.uint8), 60))
    )
    twice_but_6 = np.delete(np.repeat(spots, 2, axis=0), 12, axis=0)

    assert probe.rarest(namer, twice_but_6) == (6, pytest.approx(1 / 19))


def test_the_variational_decoders_prior_holds_every_digit() -> None:
    drawn = sampling.from_prior(500, seed=0)

    shares = {
        name: probe.rarest(probe.by_neighbours(weights.load_codes(name)), drawn)[1]
        for name in ("vae_2", "dense_2")
    }

    assert shares["vae_2"] > 0.02
    assert shares["dense_2"] < 0.01


def test_the_halves_share_no_code() -> None:
    codes = Codes(np.arange(10, dtype=np.float32).reshape(5, 2), np.arange(5, dtype=np.uint8))

    first, rest = probe.halves(codes)

    assert first.labels.tolist() == [0, 1]
    assert rest.labels.tolist() == [2, 3, 4]
    assert rest.points[0].tolist() == [4, 5]
    with pytest.raises(ValueError, match="at least two codes"):
        probe.halves(Codes(codes.points[:1], codes.labels[:1]))


@pytest.mark.parametrize("name", MAPPED)
def test_both_ways_name_held_out_digits_far_better_than_chance(name: str) -> None:
    known, asked = probe.halves(weights.load_codes(name))

    by_neighbours = probe.measured(probe.by_neighbours(known), asked)
    by_probe = probe.measured(probe.by_linear_probe(known), asked)

    assert by_neighbours.accuracy > 0.7
    # Straight borders cannot do better than any borders.
    assert 0.5 < by_probe.accuracy < by_neighbours.accuracy
    assert by_neighbours.confusion.sum(axis=1).tolist() == np.bincount(asked.labels).tolist()


@pytest.fixture(scope="module")
def vae() -> networks.Network:
    return networks.network(weights.load("vae_2"))


@pytest.mark.parametrize("name", [*MAPPED, "conv_cae_16"])
def test_the_decoders_last_map_is_the_decoded_picture(name: str) -> None:
    model = networks.network(weights.load(name))
    layer = model.architecture.code
    shape = (layer.out_channels, layer.out_size, layer.out_size)
    code = np.random.default_rng(3).standard_normal(shape).astype(np.float32)

    maps = inference.decoder_maps(model, code)

    assert len(maps) == len(model.architecture.layers) - model.architecture.encoder_layers
    for values, of in zip(maps, model.architecture.layers[-len(maps) :], strict=True):
        assert values.shape == (of.out_channels, of.out_size, of.out_size)
    np.testing.assert_array_equal(maps[-1][0], inference.decode(model, code))


def test_many_codes_are_decoded_as_one_by_one(vae: networks.Network) -> None:
    codes = np.random.default_rng(1).standard_normal((70, 2, 1, 1)).astype(np.float32)

    together = inference.decode_all(vae, codes)

    assert together.shape == (70, 28, 28)
    for index in (0, 63, 64, 69):
        alone = inference.decode(vae, codes[index])
        np.testing.assert_allclose(together[index], alone, atol=1e-5)


def test_the_distributions_mean_is_the_code(vae: networks.Network) -> None:
    picture = np.random.default_rng(2).random((28, 28)).astype(np.float32)

    mean, log_variance = inference.distribution(vae, picture)

    np.testing.assert_array_equal(mean, inference.encode(vae, picture))
    assert log_variance.shape == mean.shape == (2, 1, 1)
    with pytest.raises(ValueError, match="gives one code, no distribution"):
        inference.distribution(networks.network(weights.load("dense_2")), picture)


def test_a_code_of_another_shape_or_without_numbers_is_refused(vae: networks.Network) -> None:
    for work in (inference.decode, inference.decoder_maps):
        with pytest.raises(ValueError, match=r"shape \(2, 1, 1\)"):
            work(vae, np.zeros((3, 1, 1), np.float32))
        with pytest.raises(ValueError, match="finite numbers"):
            work(vae, np.full((2, 1, 1), np.nan, np.float32))


def test_a_missing_or_damaged_map_is_said(tmp_path: Path) -> None:
    with pytest.raises(weights.WeightsError, match="The model's map is not there"):
        weights.load_codes("vae_2", tmp_path)
