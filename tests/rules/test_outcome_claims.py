from __future__ import annotations

import math

import numpy as np
import pytest

from diplosim.rules import outcomes as rules


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
