from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from diplosim.analysis import (
    SUMMARY_NAMES,
    mean_interval,
    paired_statistics,
    summarise,
    variance_reduction,
)
from diplosim.analysis.paired import PAIR_METRICS, concession_value, cost_per_point, pocketing, trailing_sum
from diplosim.experiment import OUTCOMES, PAIRED, Column, Memory, Numbers, definition_of, make_plan
from diplosim.experiment.computed import Computed
from diplosim.metrics.columns import METRIC_NAMES, OUTCOME_NAMES, outcome
from diplosim.scenario import Scenario

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


def made(arms: list[str], replicates: int = 4, months: int = 5, failed: tuple[int, ...] = ()) -> Numbers:
    """Runs made by hand: outcome k of replicate r in arm number a is k + r + 10 a."""
    scenarios = [
        Scenario.from_dict({"scenario": 1, "name": arm, "months": months, "seed": 1, "replicates": replicates,
                            "parameters": {"sanctions.e_law0": 0.1}})
        for arm in arms
    ]  # fmt: skip
    plan = replace(make_plan(definition_of(scenarios), "mesa", keep_all=True), chunk=1000)
    computed = Computed.empty(plan.runs)
    order = [column.name for column in OUTCOMES]
    for number in range(plan.runs):
        if number in failed:
            computed.errors[number] = "ValueError: no"
            continue
        run = plan.run(number)
        for place, name in enumerate(OUTCOME_NAMES):
            computed.outcomes[number, place] = order.index(name) + run.replicate + 10.0 * run.arm
        table = np.zeros((1, months, len(METRIC_NAMES)))
        later = run.arm > 0
        given = {
            "disease_burden": 0.5 - 0.01 * np.arange(months) * later, "severity": 1.0,
            "carve_out": 0.5 if later else 0.1, "donors_paid_musd": 2.0, "returned_musd": 1.0,
        }  # fmt: skip
        for name, values in given.items():
            table[0, :, METRIC_NAMES.index(name)] = values
        computed.keep([number], table)
    return Memory(plan, {0: computed}).numbers


def row_of(rows: list[dict[str, Any]], arm: str, name: str) -> dict[str, Any]:
    return next(row for row in rows if (row["arm"], row["outcome"]) == (arm, name))


def test_summary_has_every_arm_and_outcome() -> None:
    arms = ["one", "two", "three"]
    rows = summarise(made(arms))
    found = {(row["arm"], row["outcome"]) for row in rows}
    expected = {(arm, column.name) for arm in arms for column in OUTCOMES}
    expected |= {(arm, column.name) for arm in arms[1:] for column in PAIRED}
    assert found == expected and len(rows) == len(expected)
    assert all(set(row) <= set(SUMMARY_NAMES) for row in rows)
    third = row_of(rows, "three", "aid_absorbed_musd")
    assert third["reference"] == "one" and third["diff_mean"] == 20.0 and third["share_better"] == 1.0


def test_pair_quantities_by_hand() -> None:
    rows = summarise(made(["one", "two"]))
    assert {"disease_burden", "severity"} < set(PAIR_METRICS)
    for name, value in (
        ("burden_averted_months", 0.1), ("cost_per_point_averted_musd", 5 / 4), ("pocketing", 1.0),
    ):  # fmt: skip
        row = row_of(rows, "two", name)
        assert row["n_pairs"] == 4 and row["median"] == pytest.approx(value, rel=1e-5), name


def test_failed_runs_drop_their_pairs() -> None:
    rows = summarise(made(["one", "two"], failed=(3, 6)))  # replicate 3 of one, replicate 2 of two
    row = row_of(rows, "two", "events_per_year")
    assert (row["n"], row["n_missing"], row["n_pairs"], row["n_dropped"]) == (3, 0, 2, 2)
    assert row_of(rows, "two", "burden_averted_months")["n_pairs"] == 2


def test_an_arm_without_any_finished_run_is_summarised_as_missing() -> None:
    rows = summarise(made(["one", "two"], failed=(4, 5, 6, 7)))
    lost = [row for row in rows if row["arm"] == "two"]
    assert lost and all(row["n"] == 0 and row["median"] is None for row in lost)


def test_ends_have_a_direction_and_means_have_none() -> None:
    assert outcome("events_per_year").better == "lower" and outcome("trust_rivals_end").better == "higher"
    assert outcome("disease_burden_end").better == "lower" and outcome("aid_absorbed_musd").better == "higher"
    assert {outcome(name).better for name in ("offers_made", "relief_mean", "donor_cost_musd")} == {None}
