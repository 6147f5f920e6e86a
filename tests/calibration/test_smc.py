"""The sampler alone, on a model whose posterior is known: three parameters, of which the record tells two."""

from __future__ import annotations

import numpy as np
import pytest

from diplosim.calibration import smc
from diplosim.calibration.shipped import regressed
from diplosim.calibration.smc import Floats

ERROR = 0.1


def posterior(recorded: Floats, draws: int, seed: int) -> smc.Population:
    """Two sums of three numbers of [0, 1] are recorded with a normal error."""
    noise = smc.generator(1000 + seed)

    def simulate(places: Floats, limit: float) -> Floats:
        sums = np.stack([places[:, 0], places[:, 0] + places[:, 1]], axis=1)
        return np.asarray(sums + ERROR * smc.about_normal(noise, sums.shape))

    scale = np.full(2, ERROR)
    return smc.sample(simulate, lambda found: smc.distances(found, recorded, scale), 3, draws, seed)


def exact(recorded: Floats) -> tuple[Floats, Floats]:
    """Means and standard deviations of the posterior, by weighing a grid."""
    grid = (np.arange(400) + 0.5) / 400
    first, second = np.meshgrid(grid, grid, indexing="ij")
    misfit = (first - recorded[0]) ** 2 + (first + second - recorded[1]) ** 2
    weight = np.exp(-misfit / (2 * ERROR**2))
    weight /= weight.sum()
    means = [float((weight * x).sum()) for x in (first, second)]
    spreads = [
        float((weight * (x - m) ** 2).sum()) ** 0.5 for x, m in zip((first, second), means, strict=True)
    ]
    return np.array([*means, 0.5]), np.array([*spreads, 12**-0.5])


@pytest.mark.parametrize("recorded", [(0.5, 0.9), (0.95, 1.0)])
def test_the_population_has_the_mean_and_the_spread_of_the_exact_posterior(
    recorded: tuple[float, float],
) -> None:
    near = posterior(np.array(recorded), 50_000, 1)
    mean, spread = exact(np.array(recorded))
    assert np.abs(near.places.mean(axis=0) - mean).max() < 0.15 * spread.max()
    ratio = near.places.std(axis=0) / spread
    assert (
        ratio.min() > 0.85 and ratio.max() < 1.3
    )  # a limit above zero leaves it a little wide, never narrow


@pytest.mark.parametrize("recorded", [(0.2, 0.4), (0.5, 0.9), (0.6, 1.3), (0.8, 1.1)])
def test_the_regression_adjustment_takes_out_what_a_wide_limit_leaves(recorded: tuple[float, float]) -> None:
    rng, truth = smc.generator(3), np.array(recorded)
    places = rng.random((20_000, 3))
    sums = np.stack([places[:, 0], places[:, 0] + places[:, 1]], axis=1)
    misfits = (sums + ERROR * smc.about_normal(rng, sums.shape) - truth) / ERROR
    near = np.argsort((misfits**2).sum(axis=1))[:4000]  # far too many
    adjusted = regressed(places[near], misfits[near])
    (means, spreads), told = exact(truth), slice(0, 2)
    before = np.abs(places[near].std(axis=0) - spreads)[told].max()
    assert np.abs(adjusted.std(axis=0) - spreads)[told].max() < 0.5 * before
    assert np.abs(adjusted.mean(axis=0) - means).max() < 0.03
    assert adjusted.min() > 0.0 and adjusted.max() < 1.0


@pytest.mark.slow
def test_planted_truths_rank_evenly_among_their_posteriors() -> None:
    """Simulation-based calibration: 200 truths from the prior; chi-squared of ten ranks, wrong once in a thousand."""
    rng, ranks = smc.generator(7), []
    for number in range(200):
        truth = rng.random(3)
        sums = np.array([truth[0], truth[0] + truth[1]])
        near = posterior(sums + ERROR * smc.about_normal(rng, (2,)), 5000, number)
        ranks.append((near.places < truth).mean(axis=0))
    for values in np.array(ranks).T:
        counts = np.histogram(values, bins=10, range=(0.0, 1.0))[0]
        assert float(((counts - 20) ** 2 / 20).sum()) < 29.67  # 9 degrees of freedom, three parameters


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    one, same, other = (posterior(np.array([0.5, 0.9]), 2000, seed) for seed in (1, 1, 2))
    assert one.places.tobytes() == same.places.tobytes() != other.places.tobytes()


def test_a_step_beyond_a_wall_is_mirrored() -> None:
    assert np.allclose(smc.mirrored(np.array([-0.2, 0.3, 1.3])), [0.2, 0.3, 0.7])


@pytest.mark.slow
def test_families_tell_how_far_a_mean_is_off() -> None:
    """Over 60 seeds the stated standard error is that of the means; counted singly, members would tell half of it."""
    many = [posterior(np.array([0.5, 0.9]), 5000, seed) for seed in range(60)]
    means = np.array([near.places.mean(axis=0) for near in many])
    stated = np.sqrt((np.array([near.standard_errors() for near in many]) ** 2).mean(axis=0))
    ratio = means.std(axis=0, ddof=1) / stated
    assert (ratio > 0.75).all() and (ratio < 1.45).all()  # 60 seeds tell it to a tenth
    assert all(len(set(near.families)) < len(near.places) for near in many)
