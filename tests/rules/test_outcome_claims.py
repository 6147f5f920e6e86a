from __future__ import annotations

import math

import numpy as np
import pytest

from diplosim.rules import outcomes as rules
from diplosim.rules import readings


def series(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def test_the_correlation_of_talks_and_provocations_is_pearsons() -> None:
    rng = np.random.default_rng(1)
    talks, events = rng.integers(0, 2, 120).astype(float), rng.poisson(2, 120).astype(float)
    assert rules.correlation(talks, events) == pytest.approx(np.corrcoef(talks, events)[0, 1], abs=1e-12)


def test_it_is_missing_where_one_of_them_never_changes() -> None:
    assert math.isnan(rules.correlation(series(0, 0, 0), series(1, 2, 3)))
    assert math.isnan(rules.correlation(series(0, 1, 0), series(2, 2, 2)))


def test_a_rate_is_missing_where_nothing_could_happen_and_per_year_of_months_otherwise() -> None:
    assert math.isnan(rules.yearly_rate(0.0, 0.0))
    assert rules.yearly_rate(3.0, 24.0) == 1.5


def test_a_mean_of_the_last_months_is_that_of_all_months_if_there_are_fewer() -> None:
    assert rules.mean_of_last(series(0, 0, 3, 5), 2) == 4.0
    assert rules.mean_of_last(series(1, 3), 24) == rules.mean(series(1, 3)) == 2.0


def test_an_average_after_so_many_months_is_missing_in_a_shorter_run() -> None:
    one, other = series(0.2, 0.4), series(0.6, 0.8)
    assert rules.average_after(one, other, 1) == pytest.approx(0.4)
    assert rules.average_after(one, other, 2) == pytest.approx(0.6)
    assert math.isnan(rules.average_after(one, other, 3))


def test_the_first_month_above_zero_counts_from_zero_and_is_missing_if_there_is_none() -> None:
    assert rules.first_above_zero(series(0, 0, 2, 1)) == 2.0
    assert math.isnan(rules.first_above_zero(series(0, 0)))


def test_a_quiet_spell_ends_with_a_major_provocation() -> None:
    assert rules.longest_quiet_spell(series(0, 0, 1, 0, 0, 0, 2, 0)) == 3


def test_exploitation_counts_louder_months_among_months_of_concession_only() -> None:
    carve_out, absorbed = series(0.2, 0.8, 0.2, 0.2), series(0, 0, 1, 0)
    severity = series(9, 9, 1, 9)  # loud without a concession, loud with one, quiet with one, loud without
    assert rules.exploitation(carve_out, absorbed, severity, 2.0, 0.2) == 0.5


def test_a_quiet_spell_may_begin_with_the_run_and_last_to_its_end() -> None:
    assert rules.longest_quiet_spell(series(0, 0, 0, 1, 0)) == 3
    assert rules.longest_quiet_spell(series(1, 0, 0)) == 2
    assert rules.longest_quiet_spell(series(0, 0)) == 2
    assert rules.longest_quiet_spell(series(1, 1)) == 0


def test_a_month_as_loud_as_the_reference_or_at_the_carve_out_of_the_law_counts_for_nothing() -> None:
    nothing, legal = series(0, 0), series(0.2, 0.2)
    assert math.isnan(rules.exploitation(legal, nothing, series(9, 9), 2.0, 0.2))
    assert rules.exploitation(series(0.8, 0.8), nothing, series(2, 3), 2.0, 0.2) == 0.5
    assert rules.exploitation(legal, series(0.5, 0.5), series(3, 3), 2.0, 0.2) == 1.0


def test_series_that_go_opposite_ways_correlate_at_minus_one() -> None:
    assert rules.correlation(series(1, 2, 3, 6), series(-1, -2, -3, -6)) == pytest.approx(-1.0)
    assert rules.correlation(series(1, 2, 3), series(0.1, 0.2, 0.3)) == pytest.approx(1.0)


def test_sums_last_values_and_months_above_zero() -> None:
    months = series(2, 0, 0.5, -1)
    assert rules.total(months) == 1.5
    assert rules.last(months) == -1.0
    assert rules.months_above_zero(months) == 2.0
    assert rules.mean(months) == 0.375


def test_per_year_counts_twelve_months_a_year() -> None:
    assert rules.per_year(series(*[1.0] * 12)) == 12.0
    assert rules.per_year(series(*[1.0] * 18, *[0.0] * 6)) == 9.0
    assert rules.per_year(series(*[1.0] * 18)) == 12.0


def test_a_part_of_nothing_is_missing_and_not_zero() -> None:
    assert rules.ratio(1.0, 4.0) == 0.25
    assert rules.ratio(1.0, 0.5) == 2.0
    assert math.isnan(rules.ratio(0.0, 0.0))


def test_deescalation_is_zero_at_the_reference_above_if_calmer_and_below_if_louder() -> None:
    assert rules.deescalation_index(2.0, 2.0) == 0.0
    assert rules.deescalation_index(0.0, 1.0) == pytest.approx(math.log(2.0))
    assert rules.deescalation_index(3.0, 1.0) == pytest.approx(-math.log(2.0))


def test_a_fall_is_below_half_of_the_peak_so_far_and_a_return_reaches_half_of_it_again() -> None:
    series = np.array([0.8, 0.9, 0.6, 0.44, 0.2, 0.45, 0.9])
    assert rules.first_below_half_of_its_peak(series) == 3.0
    assert rules.months_back_to_half_of_its_peak(series) == 2.0
    assert rules.months_below(series, 0.5) == 3.0
    steady = np.full(5, 0.7)
    assert np.isnan(rules.first_below_half_of_its_peak(steady))
    assert np.isnan(rules.months_back_to_half_of_its_peak(steady))
    assert np.isnan(rules.months_back_to_half_of_its_peak(series[:5]))


def test_deaths_of_a_run_are_those_of_its_months() -> None:
    """18 deaths per 1,000 births of 340,000 a year, for a year."""
    assert readings.deaths(12 * 18.0, readings.BIRTHS) == pytest.approx(6120.0)
