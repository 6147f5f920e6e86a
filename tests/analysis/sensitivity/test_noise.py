from __future__ import annotations

import math

import numpy as np
import pytest

from diplosim.analysis.sensitivity import Finding, noise_of
from diplosim.analysis.sensitivity.answer import analyse
from diplosim.analysis.sensitivity.indices import beyond_replicates
from diplosim.analysis.sensitivity.listing import _luck, _rest, _spread
from diplosim.analysis.sensitivity.question import Question
from diplosim.experiment.design import Design, samples_of
from tests.analysis.sensitivity.known import inputs_of, real, study

UNIT = [real(f"x{i}", 0.0, 1.0) for i in range(3)]


def cube(samples: int, replicates: int, between: float, shared: float, own: float, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (
        between * rng.standard_normal((samples, 1))
        + shared * rng.standard_normal((1, replicates))
        + own * rng.standard_normal((samples, replicates))
    )


def test_variance_components_are_unbiased() -> None:
    """Means over 400 tables; their standard errors are about 1 % (between, own) and 5 % (shared)."""
    found = [noise_of(cube(40, 5, 2.0, 1.0, 3.0, seed)) for seed in range(400)]
    assert np.mean([n.between for n in found]) == pytest.approx(4.0, rel=0.06)
    assert np.mean([n.own for n in found]) == pytest.approx(9.0, rel=0.02)
    assert np.mean([n.shared for n in found]) == pytest.approx(1.0, rel=0.25)


def test_without_chance_nothing_is_noise_and_without_drivers_everything() -> None:
    still = noise_of(np.repeat(np.arange(20.0)[:, None], 4, axis=1))
    assert (still.of_run, still.of_mean, still.mean_error, still.enough) == (0.0, 0.0, 0.0, 0)
    lone = noise_of(cube(400, 4, 0.0, 0.0, 1.0, 1))
    assert lone.of_run > 0.95


def test_luck_that_all_samples_share_does_not_blur_their_comparison() -> None:
    values = np.arange(20.0)[:, None] + 100.0 * np.random.default_rng(1).standard_normal((1, 6))
    found = noise_of(values)
    assert found.of_mean == pytest.approx(0.0, abs=1e-9)
    assert found.of_run > 0.9


def test_enough_replicates_bring_the_share_of_chance_to_five_per_cent() -> None:
    found = noise_of(cube(4000, 5, 1.0, 0.0, 2.0, 3))
    assert found.enough == pytest.approx(76, rel=0.1)
    left = found.own / found.enough
    assert left / (left + found.between) == pytest.approx(0.05, abs=0.002)


def test_one_replicate_tells_nothing_about_chance() -> None:
    found = noise_of(np.arange(5.0)[:, None])
    assert math.isnan(found.of_run)
    assert found.enough is None


@pytest.mark.parametrize("method", ["sobol", "morris"])
def test_the_floor_is_what_chance_makes_of_an_inert_input(method: str) -> None:
    """Chance of each sample's own lifts ST and mu* of an inert input to its floor, not beyond."""
    pytest.importorskip("SALib")
    samples = {"sobol": 2048, "morris": 600}[method]
    design = Design(method={"sobol": "saltelli", "morris": "morris"}[method], samples=samples, levels=4)
    found = study(design, UNIT, lambda row: row[0], method, noise=1.0, replicates=8).indices[method]
    assert found.size[1:] == pytest.approx(found.floor[1:], rel=0.12)
    assert found.clear == [True, False, False]
    assert (found.floor > 0).all()


def test_under_common_shocks_an_inert_input_gets_exactly_zero() -> None:
    pytest.importorskip("SALib")
    design = Design(method="saltelli", samples=64)
    found = study(design, UNIT, lambda row: row[0], "sobol", replicates=4).indices["sobol"]
    assert found.measures["ST"].value[1:].tolist() == [0.0, 0.0]
    assert found.floor.tolist() == [0.0, 0.0, 0.0]
    assert found.clear == [True, False, False]


DESIGNS = {
    "rank": Design(method="lhs", samples=60),
    "pawn": Design(method="lhs", samples=60),
    "morris": Design(method="morris", samples=8, levels=4),
    "sobol": Design(method="saltelli", samples=32),
}


def lucky(method: str, effect: float, seed: int, replicates: int = 20) -> Finding:
    """Under the shocks of a replicate the outcome moves with the assumption, up or down by chance, in every sample."""
    rows = np.asarray(samples_of(DESIGNS[method], UNIT[:1]), dtype=np.float64)
    slopes = effect + np.random.default_rng(seed).standard_normal(replicates)
    inputs = inputs_of(UNIT[:1], rows.tolist())
    return analyse(
        Question("events_per_year", "arm", None), DESIGNS[method], inputs, rows * slopes, [method], 0
    )


@pytest.mark.parametrize("method", DESIGNS)
def test_luck_that_neighbouring_samples_have_in_common_is_no_driver(method: str) -> None:
    """Of assumptions that do nothing on average one in twenty may pass; one that does something passes always."""
    if method in ("morris", "sobol"):
        pytest.importorskip("SALib")
    passed = [lucky(method, 0.0, seed).indices[method].clear[0] for seed in range(25)]
    assert sum(passed) <= 4
    assert all(lucky(method, 2.0, seed).indices[method].clear[0] for seed in range(5))


def test_a_driver_that_could_be_chance_is_told_and_what_would_tell() -> None:
    finding = next(
        found for seed in range(9) if any((found := lucky("rank", 0.0, seed)).indices["rank"].luck)
    )
    told = " ".join(_rest(finding, []))
    assert "Nothing that varied moves it beyond chance." in told
    assert "It goes with x0 in these replicates, but could be chance" in told
    assert "More replicates, not more samples, would tell." in told
    assert _luck(lucky("rank", 2.0, 0)) == []


def test_of_a_single_number_it_is_the_t_test() -> None:
    from scipy.stats import ttest_1samp

    for seed in range(200):
        row = 0.5 + np.random.default_rng(seed).standard_normal(12)
        assert beyond_replicates(row[None, :]) == (ttest_1samp(row, 0.0).pvalue < 0.05)


def test_means_have_as_many_digits_as_tell_them_apart() -> None:
    near = study(DESIGNS["rank"], UNIT[:1], lambda row: 0.003 + 1e-5 * row[0], "rank")
    assert "from 0.0030005 to 0.0030095 in 9 of 10" in _spread(near)
