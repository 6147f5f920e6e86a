"""Intervals of means over samples and replicates that share their shocks."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from diplosim.analysis.crossed import Spread, crossing_of, settling, spread
from diplosim.analysis.paired import mean_interval


def layout(rng: np.random.Generator, S: int, R: int, a: float, b: float, e: float) -> np.ndarray:
    return (
        a * rng.normal(size=(S, 1))  # the assumptions of a sample
        + b * rng.normal(size=(1, R))  # the luck that all samples share
        + e * rng.normal(size=(S, R))
    )


# 300 tables each. At 95 % true coverage the count of hits is binomial: fewer than 268 (89.3 %) has a chance below
# 1e-5 per case. The bounds allow for the known shortfall of four replicates (three degrees of freedom).
@pytest.mark.parametrize(
    ("S", "R", "a", "b", "e"),
    [(20, 8, 1, 1, 1), (50, 4, 1, 1, 2), (1, 20, 0, 0, 1), (30, 1, 1, 0, 1), (10, 10, 2, 0.2, 1)],
)
def test_the_interval_covers_a_known_mean_at_its_stated_rate(
    S: int, R: int, a: float, b: float, e: float
) -> None:
    rng = np.random.default_rng(5)
    hits = 0
    for _ in range(300):
        low, high = mean_interval(3.0 + layout(rng, S, R, a, b, e))
        assert low is not None and high is not None
        hits += low <= 3.0 <= high
    assert 0.893 <= hits / 300 <= 0.99


def test_forgetting_that_samples_share_their_shocks_would_claim_far_too_much() -> None:
    # Error rate: with 30 tables the share covered by the naive interval is far below 60 % (measured: about 15 %).
    rng = np.random.default_rng(6)
    hits = 0
    for _ in range(100):
        table = layout(rng, 50, 6, 0.2, 1, 0.5)
        naive = stats.t.interval(0.95, table.size - 1, table.mean(), stats.sem(table, axis=None))
        hits += naive[0] <= 0 <= naive[1]
    assert hits < 60


def test_with_one_sample_it_is_students() -> None:
    values = np.random.default_rng(2).normal(size=(1, 30))
    t = stats.t.interval(0.95, 29, values.mean(), stats.sem(values[0]))
    assert mean_interval(values) == pytest.approx(t)


def test_pairs_may_be_given_as_a_list_with_their_samples_and_replicates() -> None:
    cells = layout(np.random.default_rng(12), 15, 9, 1, 1, 1)
    assert mean_interval(cells) == mean_interval(cells.ravel(), crossing_of(cells))


def test_the_parts_of_the_variance_are_those_of_the_means() -> None:
    table = layout(np.random.default_rng(3), 12, 7, 1, 2, 0.5)
    found = spread(table)
    assert found.of_samples == pytest.approx(table.mean(axis=1).var(ddof=1) / 12)
    assert found.of_replicates == pytest.approx(table.mean(axis=0).var(ddof=1) / 7)
    rest = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0) + table.mean()
    assert found.of_both == pytest.approx((rest**2).sum() / (11 * 6) / 84)


def test_missing_pairs_are_left_out_and_empty_rows_and_columns_do_not_count() -> None:
    table = layout(np.random.default_rng(4), 6, 5, 1, 1, 1)
    padded = np.full((8, 6), np.nan)
    padded[:6, :5] = table
    assert spread(padded)._asdict() == pytest.approx(spread(table)._asdict())
    assert mean_interval(padded) == pytest.approx(mean_interval(table))
    table[0, 0] = np.nan
    assert spread(table).cells == 29
    assert math.isfinite(spread(table).variance)


def test_no_pair_one_pair_and_pairs_that_never_differ() -> None:
    assert mean_interval(np.full((2, 2), np.nan)) == (None, None)
    assert mean_interval(np.array([[3.0]])) == (None, None)
    assert mean_interval(np.full((3, 4), 2.0)) == (2.0, 2.0)


def test_the_recommended_replicates_settle_the_sign_at_the_stated_rate() -> None:
    # True effect 0.3 with unit luck: the formula asks for (1.96 + 0.84)^2 / 0.09 = 88 replicates. Of 400 experiments of
    # that size about 80 % must settle; fewer than 72 % or more than 88 % has a chance below 1e-4.
    values = np.random.default_rng(8).normal(size=(1, 20))
    values = (values - values.mean()) / values.std(ddof=1) + 0.3
    asked = settling(spread(values)).replicates
    assert asked == 88
    rng, settled, wrong = np.random.default_rng(9), 0, 0
    for _ in range(400):
        low, high = mean_interval(0.3 + rng.normal(size=(1, asked)))
        assert low is not None and high is not None
        settled += low > 0
        wrong += high < 0
    assert 0.72 < settled / 400 < 0.88
    assert wrong == 0


def test_replicates_cannot_settle_what_the_samples_disagree_about() -> None:
    rows = np.array([[1.0], [-1.0]] * 5) + 0.05
    table = np.repeat(rows, 6, axis=1) + np.random.default_rng(1).normal(0, 0.01, (10, 6))
    needed = settling(spread(table))
    assert needed.replicates is None
    assert needed.samples is not None and needed.samples > 1000
    assert settling(spread(np.zeros((3, 3)))) == (None, None)


def test_two_pairs_have_an_interval_with_one_degree_of_freedom() -> None:
    half = stats.t.ppf(0.975, 1)
    assert mean_interval(np.array([0.0, 2.0])) == pytest.approx((1 - half, 1 + half))
    assert mean_interval(np.array([[0.0, 2.0]])) == pytest.approx((1 - half, 1 + half))


def parts(mean: float, of_samples: float, of_replicates: float, of_both: float) -> Spread:
    """Four samples of five replicates."""
    return Spread(
        mean, 4, 5, 20, of_samples + of_replicates - of_both, 9.0, of_samples, of_replicates, of_both
    )


def test_more_runs_shrink_one_part_of_the_variance_and_leave_the_other() -> None:
    """A mean of 1 is settled once its variance is down to (1 / (1.960 + 0.842))^2 = 0.1274."""
    allowed = (1 / (1.959964 + 0.841621)) ** 2
    of_worlds, of_shocks = parts(1.0, 0.3, 0.1, 0.05), parts(1.0, 0.1, 0.3, 0.05)
    needed = math.ceil(0.3 / (allowed - 0.05) * 5)
    assert (needed, settling(of_shocks)) == (20, (20, None))
    assert settling(of_worlds) == (None, math.ceil(0.3 / (allowed - 0.05) * 4))
    assert settling(parts(-1.0, 0.1, 0.3, 0.05)) == settling(of_shocks)


def test_what_is_settled_needs_no_fewer_runs_than_there_are() -> None:
    assert settling(parts(10.0, 0.1, 0.3, 0.05)) == (5, 4)


def test_one_sample_cannot_tell_how_many_samples_it_would_take() -> None:
    found = Spread(1.0, 1, 5, 5, 0.3, 4.0, math.nan, 0.3, 0.0)
    assert settling(found) == (math.ceil(0.3 * 5 * (1.959964 + 0.841621) ** 2), None)


def test_a_mean_of_one_pair_is_told_without_a_variance() -> None:
    single = spread(np.array([[np.nan, 3.0]]))
    assert (single.mean, single.samples, single.replicates, single.cells) == (3.0, 1, 1, 1)
    assert math.isnan(single.variance) and single.of_both == 0.0
    assert settling(single) == (None, None)


def test_with_missing_pairs_the_rest_is_what_rows_and_columns_leave() -> None:
    """Rows (0, 3) and (9, missing): every row and column that has one value fits it, by the means of what is there."""
    found = spread(np.array([[0.0, 3.0], [9.0, np.nan]]))
    # mean 4; errors -4 -1 | 5; row means -2.5, 5; column means 0.5, -1; left -2, 2.5 | -0.5; one degree of freedom
    assert found.of_both == pytest.approx((2**2 + 2.5**2 + 0.5**2) / 1 / 3)
    # two pairs with nothing in common, errors -1 and 1: no freedom is left, and no part is divided by less than one
    assert spread(np.array([[1.0, np.nan], [np.nan, 3.0]])).of_both == pytest.approx((1**2 + 1**2) / 1 / 2)


def test_intervals_change_their_unit_with_the_values() -> None:
    cells = layout(np.random.default_rng(14), 6, 5, 1, 1, 1)
    low, high = mean_interval(cells)
    assert low is not None and high is not None
    assert mean_interval(1e-6 * cells) == pytest.approx((1e-6 * low, 1e-6 * high), rel=1e-9)


def test_two_pairs_are_enough_for_a_variance() -> None:
    assert spread(np.array([[1.0, 3.0]])).variance == pytest.approx(2 / 2)
