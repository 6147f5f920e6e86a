from __future__ import annotations

import math

import numpy as np
import pytest

from diplosim.analysis.sensitivity import noise_of
from diplosim.experiment.design import Design
from tests.analysis.sensitivity.known import real, study

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
