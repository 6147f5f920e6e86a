"""Scores: right on cases worked out by hand, and honest: nobody gains by saying something else than they expect."""

from __future__ import annotations

import math

import numpy as np
import pytest

from diplosim.history import scores

LEVELS = (np.arange(999) + 0.5) / 999


def test_the_score_of_one_number_is_its_distance() -> None:
    assert scores.crps(np.array([3.0]), 5.0) == 2.0


def test_a_score_by_hand() -> None:
    """|0-1| and |2-1| average 1; the four pairs are 0, 2, 2, 0 apart, halved on average 0.5."""
    assert scores.crps(np.array([0.0, 2.0]), 1.0) == 0.5
    assert scores.crps(np.array([2.0, 0.0]), 1.0, fair=True) == 0.0
    with pytest.raises(ValueError, match="two numbers"):
        scores.crps(np.array([0.0]), 1.0, fair=True)


def test_of_a_large_ensemble_it_is_the_known_score_of_its_distribution() -> None:
    """Of the even law on 0..1 and an observation of 0: the mean distance 1/2 less half of the mean difference 1/3."""
    assert scores.crps(LEVELS, 0.0) == pytest.approx(1 / 2 - 1 / 6, abs=1e-5)


@pytest.mark.parametrize("wrong", [0.5, 2.0, 4.0])
def test_the_truth_scores_best_on_average(wrong: float) -> None:
    """Events of a rate of 1 a year: no other rate, said instead, does better."""
    from scipy.stats import poisson

    def average(rate: float) -> float:
        said = poisson.ppf(LEVELS, rate)
        return sum(float(poisson.pmf(n, 1.0)) * scores.crps(said, n) for n in range(20))

    assert average(1.0) < average(wrong)


def test_small_fair_ensembles_are_not_punished_for_being_small() -> None:
    rng = np.random.default_rng(1)
    fair, plain = (
        np.mean([scores.crps(rng.normal(size=4), rng.normal(), fair=kind) for _ in range(4000)])
        for kind in (True, False)
    )
    assert fair == pytest.approx(1 / math.sqrt(math.pi), abs=0.02), "that of the law itself"
    assert plain > fair + 0.1


def test_intervals_hold_their_ends() -> None:
    runs = np.arange(101.0)
    assert [scores.inside(runs, value, 0.5) for value in (24, 25, 75, 76)] == [False, True, True, False]
    assert [scores.inside(runs, value, 0.9) for value in (4, 5, 95, 96)] == [False, True, True, False]


def test_scores_of_probabilities() -> None:
    assert scores.brier(0.25, True) == 0.5625
    assert scores.brier(0.25, False) == 0.0625
    assert scores.log_score(0.25, True) == pytest.approx(math.log(4))
    assert scores.log_score(0.25, False) == pytest.approx(-math.log(0.75))
    assert scores.chance(0, 0) == 0.5
    assert 0 < scores.chance(0, 100) < scores.chance(100, 100) < 1


def test_skill_is_the_part_of_the_score_that_is_saved() -> None:
    assert scores.skill(1.0, 4.0) == 0.75
    assert scores.skill(5.0, 4.0) == -0.25
    assert scores.skill(0.0, 0.0) == 0.0
    assert scores.skill(1.0, 0.0) is None
    assert scores.skill(1.0, None) is None
