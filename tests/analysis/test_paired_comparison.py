from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from diplosim.analysis import (
    SUMMARY_NAMES,
    aligned,
    mean_interval,
    pair_quantities,
    paired_statistics,
    summarise,
    variance_reduction,
)
from diplosim.analysis.pairs import concession_value, cost_per_point, pocketing, trailing_sum
from diplosim.analysis.summary import outcome_names
from diplosim.experiment import OUTCOMES, PAIRED, Column
from diplosim.metrics.columns import outcome

LOWER = Column("x", "m", "u", "lower")
HIGHER = Column("x", "m", "u", "higher")
NEUTRAL = Column("x", "m", "u")


def test_the_interval_is_that_of_a_paired_t_test() -> None:
    rng = np.random.default_rng(1)
    one = rng.normal(5, 2, 40)
    two = one + rng.normal(0.3, 0.5, 40)
    low, high = mean_interval(two - one)
    reference = stats.ttest_rel(two, one).confidence_interval(0.95)
    assert (low, high) == pytest.approx((reference.low, reference.high), rel=1e-12)


def test_pairs_with_a_missing_value_are_dropped_and_counted() -> None:
    one = np.array([1.0, np.nan, 3.0, 4.0])
    two = np.array([0.0, 1.0, np.nan, 4.0])
    found = paired_statistics(one, two, LOWER)
    assert (found["n_pairs"], found["n_dropped"]) == (2, 2)
    assert found["diff_mean"] == -0.5
    assert (found["share_better"], found["share_equal"], found["share_worse"]) == (0.5, 0.5, 0.0)


def test_better_follows_the_declared_direction_and_ends_have_none() -> None:
    one, two = np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 3.0, 3.0, 3.0])
    assert paired_statistics(one, two, HIGHER)["share_better"] == 0.5
    assert paired_statistics(one, two, LOWER)["share_better"] == 0.25
    neutral = paired_statistics(one, two, NEUTRAL)
    assert (
        neutral["share_better"] is None and neutral["share_worse"] is None and neutral["share_equal"] == 0.25
    )


def test_equal_up_to_the_rounding_of_sums() -> None:
    found = paired_statistics(np.array([0.3, 0.0, 1e6]), np.array([0.1 + 0.2, 0.0, 1e6 + 1]), HIGHER)
    assert found["share_equal"] == pytest.approx(2 / 3) and found["share_better"] == pytest.approx(1 / 3)


def test_no_pairs_and_one_pair() -> None:
    nothing = paired_statistics(np.array([np.nan]), np.array([1.0]), HIGHER)
    assert nothing["n_pairs"] == 0 and nothing["diff_mean"] is None and nothing["share_better"] is None
    single = paired_statistics(np.array([1.0]), np.array([3.0]), HIGHER)
    assert single["diff_mean"] == 2.0 and single["diff_low"] is None and single["variance_reduction"] is None


def test_common_shocks_show_as_variance_reduction() -> None:
    rng = np.random.default_rng(2)
    shock = rng.normal(0, 3, 5000)
    one, two = shock + rng.normal(0, 1, 5000), shock + rng.normal(0, 1, 5000)
    assert variance_reduction(one, two) == pytest.approx(10, rel=0.1)
    assert variance_reduction(one, one) is None


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=1, max_size=30))
def test_shares_add_up_to_one_and_swapping_the_arms_swaps_them(pairs: list[tuple[float, float]]) -> None:
    one, two = np.array([a for a, _ in pairs]), np.array([b for _, b in pairs])
    found, swapped = paired_statistics(one, two, HIGHER), paired_statistics(two, one, HIGHER)
    total = [found[f"share_{word}"] for word in ("better", "equal", "worse")]
    assert sum(value for value in total if value is not None) == pytest.approx(1)
    assert found["share_better"] == swapped["share_worse"]
    assert found["diff_mean"] == pytest.approx(-float(swapped["diff_mean"] or 0), abs=1e-9)


def test_trailing_sum_uses_up_to_twelve_months() -> None:
    values = np.arange(1.0, 16.0)
    expected = [sum(values[max(0, t - 11) : t + 1]) for t in range(15)]
    assert trailing_sum(values) == pytest.approx(expected)
    assert trailing_sum(values[:3]) == pytest.approx([1, 3, 6])


def test_concession_value_by_hand() -> None:
    absorbed, carve_out = np.array([[2.0, 0.0, 0.0]]), np.float32([[0.1, 0.1, 0.5]]).astype(float)
    assert concession_value(absorbed, carve_out, 0.1) == pytest.approx(np.array([[0.5, 0.0, 0.2]]), abs=1e-6)


def test_pocketing_by_hand() -> None:
    concession = np.array([[1.0, 1.0, 2.0], [0.0, 0.0, 0.0]])
    severity = np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
    reference = np.array([[1.0, 2.0, 0.0], [0.0, 0.0, 0.0]])
    share = pocketing(concession, severity, reference)
    assert share[0] == 0.25  # only in the first month is the last year no calmer than the reference
    assert math.isnan(share[1])  # nothing conceded, nothing pocketed


def test_cost_is_missing_where_nothing_was_averted() -> None:
    averted = np.array([[0.0, 0.04], [0.1, 0.0], [0.1, -0.1]])
    cost = cost_per_point(np.array([20.0, 5.0, 5.0]), averted)
    assert cost[0] == pytest.approx(5.0) and np.isnan(cost[1:]).all()


def frames(arms: list[str], replicates: int = 4, months: int = 5) -> tuple[pd.DataFrame, pd.DataFrame]:
    keys = [(arm, 0, r) for arm in arms for r in range(replicates)]
    runs = pd.DataFrame(keys, columns=["arm", "sample", "replicate"])
    runs["seed"], runs["status"], runs["error"] = 1, "ok", None
    for number, column in enumerate(OUTCOMES):
        runs[column.name] = [number + r + 10.0 * arms.index(arm) for arm, _, r in keys]
    rows = [(*key, month) for key in keys for month in range(months)]
    table = pd.DataFrame(rows, columns=["arm", "sample", "replicate", "month"])
    later = table["arm"] != arms[0]
    table["disease_burden"] = np.where(later, 0.5 - 0.01 * table["month"], 0.5)
    table["severity"] = 1.0
    table["carve_out"] = np.where(later, 0.5, 0.1)
    table["aid_absorbed_musd"], table["donors_paid_musd"], table["returned_musd"] = 0.0, 2.0, 1.0
    return runs, table


def test_summary_has_every_arm_and_outcome() -> None:
    arms = ["one", "two", "three"]
    runs, table = frames(arms)
    rows = summarise(runs, table, arms, dict.fromkeys(arms, 0.1))
    found = {(row["arm"], row["outcome"]) for row in rows}
    expected = {(arm, column.name) for arm in arms for column in OUTCOMES}
    expected |= {(arm, column.name) for arm in arms[1:] for column in PAIRED}
    assert found == expected and len(rows) == len(expected)
    assert all(set(row) <= set(SUMMARY_NAMES) for row in rows)
    third = next(row for row in rows if (row["arm"], row["outcome"]) == ("three", "aid_absorbed_musd"))
    assert third["reference"] == "one" and third["diff_mean"] == 20.0 and third["share_better"] == 1.0


def test_pair_quantities_by_hand() -> None:
    _, table = frames(["one", "two"])
    found = pair_quantities(table, "one", "two", 0.1)
    assert len(found) == 4
    assert found["burden_averted_months"].to_numpy() == pytest.approx([0.1] * 4)
    assert found["cost_per_point_averted_musd"].to_numpy() == pytest.approx([5 / 4] * 4)
    assert found["pocketing"].to_numpy() == pytest.approx([1.0] * 4)


def test_pairs_are_matched_by_replicate_not_by_order() -> None:
    runs, table = frames(["one", "two"])
    shuffled = runs.sample(frac=1, random_state=3)
    assert summarise(
        shuffled, table.sample(frac=1, random_state=4), ["one", "two"], {"two": 0.1}
    ) == summarise(runs, table, ["one", "two"], {"two": 0.1})


def test_failed_and_missing_runs_drop_their_pairs() -> None:
    runs, table = frames(["one", "two"])
    failed = (runs["arm"] == "two") & (runs["replicate"] == 2)
    runs.loc[failed, "status"] = "failed"
    runs.loc[failed, outcome_names(runs)] = np.nan
    runs = runs[~((runs["arm"] == "one") & (runs["replicate"] == 3))]
    pairs = aligned(runs, "one", "two", "events_per_year")
    assert len(pairs) == 4 and pairs.notna().all(axis=1).sum() == 2
    rows = summarise(runs, table, ["one", "two"], {"two": 0.1})
    row = next(row for row in rows if (row["arm"], row["outcome"]) == ("two", "events_per_year"))
    assert (row["n"], row["n_pairs"], row["n_dropped"]) == (3, 2, 2)


def test_an_arm_without_any_finished_run_is_summarised_as_missing() -> None:
    runs, table = frames(["one", "two"])
    gone = runs["arm"] == "two"
    runs.loc[gone, "status"] = "failed"
    runs.loc[gone, outcome_names(runs)] = np.nan
    rows = summarise(runs, table[table["arm"] == "one"], ["one", "two"], {"two": 0.1})
    lost = [row for row in rows if row["arm"] == "two"]
    assert lost and all(row["n"] == 0 and row["median"] is None for row in lost)


def test_ends_have_a_direction_and_means_have_none() -> None:
    assert outcome("events_per_year").better == "lower" and outcome("trust_rivals_end").better == "higher"
    assert outcome("disease_burden_end").better == "lower" and outcome("aid_absorbed_musd").better == "higher"
    assert {outcome(name).better for name in ("offers_made", "relief_mean", "donor_cost_musd")} == {None}
