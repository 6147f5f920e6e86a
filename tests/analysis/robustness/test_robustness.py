"""Regret, worst cases, winners, thresholds and Pareto sets on tables that can be checked by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from diplosim.analysis.robustness.answer import OBJECTIVES, dominates, pareto
from diplosim.analysis.robustness.regret import (
    outcome_rows,
    over_samples,
    regret,
    robustness,
    wins,
)
from diplosim.analysis.robustness.thresholds import (
    ALL,
    DEFAULT,
    Threshold,
    meets,
    read_thresholds,
    satisficing,
)
from diplosim.metrics.columns import outcome
from diplosim.results import AnalysisError, Results, open_results
from tests.analysis.results import folder

# Lower is better. Draw by sample the best is b, a, a, status_quo.
TABLE = np.array([
    [5.0, 5.0, 5.0, 5.0],
    [4.0, 3.0, 2.0, 7.0],
    [2.0, 4.0, 6.0, 6.0],
])  # fmt: skip
TABLES = hnp.arrays(np.float64, (4, 6), elements=st.integers(-50, 50).map(float))


def draws_of(path: Path, **outcomes: np.ndarray) -> Results:
    cubes = {name: table[:, :, None] for name, table in outcomes.items()}
    return open_results(
        folder(path, cubes, varied={"provocation.iota": list(range(next(iter(cubes.values())).shape[1]))})
    )


def test_regret_of_a_table_checked_by_hand() -> None:
    expected = [[3, 2, 3, 0], [2, 0, 0, 2], [0, 1, 4, 1]]
    assert regret(TABLE, "lower").tolist() == expected
    assert regret(-TABLE, "higher").tolist() == expected


def test_rows_of_a_table_checked_by_hand() -> None:
    reference, a, b = outcome_rows(TABLE, "lower")
    assert (a["mean"], a["worst"], a["regret_mean"], a["regret_max"]) == (4, 7, 1, 2)
    assert a["regret_p90"] == pytest.approx(2.0)  # of 0, 0, 2, 2
    assert b["regret_p90"] == pytest.approx(np.quantile([0, 1, 1, 4], 0.9))
    assert (a["share_best"], b["share_best"], reference["share_best"]) == (0.5, 0.25, 0.25)
    assert (a["share_worst"], b["share_worst"], reference["share_worst"]) == (0.25, 0.25, 0.5)
    assert (a["share_beats_reference"], a["share_loses_to_reference"]) == (0.75, 0.25)
    assert (b["share_beats_reference"], b["share_loses_to_reference"]) == (0.5, 0.5)


def test_maximin_is_the_value_in_the_least_kind_draw() -> None:
    assert [row["worst"] for row in outcome_rows(TABLE, "lower")] == [5, 7, 6]
    assert [row["worst"] for row in outcome_rows(TABLE, "higher")] == [5, 2, 2]


@given(TABLES, st.integers(-1000, 1000))
def test_adding_a_constant_to_all_policies_leaves_regret_and_winners_as_they_are(
    table: np.ndarray, shift: int
) -> None:
    assert np.array_equal(regret(table + shift, "lower"), regret(table, "lower"))
    assert np.array_equal(wins(table + shift, "lower"), wins(table, "lower"))


@given(TABLES)
def test_regret_is_never_negative_and_somebody_has_none_in_every_draw(table: np.ndarray) -> None:
    found = regret(table, "higher")
    assert (found >= 0).all() and (found.min(axis=0) == 0).all()
    assert wins(table, "higher").any(axis=0).all()


@given(TABLES)
def test_a_policy_equal_to_the_reference_wins_nothing_and_loses_nothing(table: np.ndarray) -> None:
    table[2] = table[0]
    row = outcome_rows(table, "lower")[2]
    assert (row["share_best"], row["share_worst"]) == (0, 0)
    assert (row["share_beats_reference"], row["share_loses_to_reference"]) == (0, 0)


def test_policies_that_tie_for_best_all_win_and_rounding_makes_no_winner() -> None:
    assert wins(np.array([[1.0], [2.0], [2.0]]), "higher").ravel().tolist() == [False, True, True]
    assert wins(np.array([[0.3], [0.1 + 0.2]]), "higher").ravel().tolist() == [True, False]


def test_a_missing_value_is_no_regret_and_is_counted() -> None:
    table = TABLE.copy()
    table[1, 1:] = np.nan
    row = outcome_rows(table, "lower")[1]
    assert (row["n_samples"], row["n_missing"], row["regret_max"]) == (1, 3, 2)
    nothing = outcome_rows(np.where([[False], [True], [False]], np.nan, TABLE), "lower")[1]
    assert nothing["n_samples"] == 0 and "regret_max" not in nothing


def test_a_policy_wins_and_loses_against_others_with_a_value_only() -> None:
    """Draw by draw: the reference has a value, only a has one, both policies have one, nobody has."""
    table = np.array([[5.0, np.nan, np.nan, np.nan], [4.0, 3.0, 2.0, np.nan], [6.0, np.nan, 1.0, np.nan]])
    assert wins(table, "lower").tolist() == [
        [False, False, False, False],
        [True, True, False, False],
        [False, False, True, False],
    ]
    assert wins(-table, "higher").tolist() == wins(table, "lower").tolist()
    reference, a, b = outcome_rows(table, "lower")
    assert [(row["n_samples"], row["n_missing"]) for row in (reference, a, b)] == [(1, 3), (3, 1), (2, 2)]
    assert (a["share_best"], b["share_best"], reference["share_best"]) == pytest.approx((1 / 3, 1 / 2, 0))
    assert (a["regret_max"], b["regret_max"], reference["regret_max"]) == (1, 2, 1)
    assert (a["share_worst"], b["share_worst"], reference["share_worst"]) == pytest.approx((1 / 3, 1 / 2, 0))
    assert {row["share_tied"] for row in (reference, a, b)} == {0}
    alone = outcome_rows(
        np.array([[5.0, 5.0], [np.nan, 5.0]]), "lower"
    )  # first draw: only the reference has a value
    assert [(row["share_best"], row["share_worst"], row["share_tied"]) for row in alone] == [
        (0, 0, 0.5),
        (0, 0, 1),
    ]
    assert (a["share_beats_reference"], a["share_loses_to_reference"]) == (
        1,
        0,
    )  # of the one draw that both have
    assert (b["share_beats_reference"], b["share_loses_to_reference"]) == (0, 1)


def test_a_reference_without_any_value_is_beaten_by_nobody_and_meets_no_difference() -> None:
    table = np.array([[np.nan, np.nan], [4.0, 3.0]])
    row = outcome_rows(table, "lower")[1]
    assert (row["share_best"], row["share_beats_reference"], row["share_loses_to_reference"]) == (
        0,
        None,
        None,
    )
    good, there = meets(table, Threshold("disease_burden_end", -0.03, "diff"))
    assert not good.any() and not there.any()
    good, there = meets(table, Threshold("disease_burden_end", 3.5, "level"))
    assert good.tolist() == [[False, False], [False, True]] and there.tolist() == [
        [False, False],
        [True, True],
    ]


def test_draws_are_means_over_replicates_or_the_replicates_of_a_single_sample() -> None:
    cube = np.arange(12.0).reshape(2, 3, 2)
    assert over_samples(cube).tolist() == [[0.5, 2.5, 4.5], [6.5, 8.5, 10.5]]
    assert over_samples(cube[:, :1]).tolist() == [[0, 1], [6, 7]]
    cube[0, 0, 0] = np.nan
    cube[1, 1] = np.nan
    assert over_samples(cube)[0, 0] == 1 and np.isnan(over_samples(cube)[1, 1])


def test_robustness_does_not_depend_on_the_names_or_the_order_of_the_policies(tmp_path: Path) -> None:
    one = robustness(draws_of(tmp_path / "1", events_per_year=TABLE), ["events_per_year"])
    two = robustness(draws_of(tmp_path / "2", events_per_year=TABLE[[0, 2, 1]]), ["events_per_year"])
    plain = [[{k: v for k, v in row.items() if k != "arm"} for row in rows] for rows in (one, two)]
    assert plain[0] == [plain[1][0], plain[1][2], plain[1][1]]


def test_satisficing_shares_checked_by_hand(tmp_path: Path) -> None:
    calm = np.array([[0.1, 0.1, 0.1, 0.1], [0.1, 0.2, 0.0, 0.3], [0.2, 0.2, 0.2, 0.2]])
    burden = np.array([[0.6, 0.6, 0.6, 0.6], [0.57, 0.5, 0.5, 0.58], [0.5, 0.5, 0.5, 0.5]])
    breaks = np.array([[0.5, 0.5, 0.5, 0.5], [0.2, 0.3, 0.2, 0.2], [np.nan, 0.25, 0.2, 0.2]])
    results = draws_of(tmp_path / "x", deescalation_index=calm, disease_burden_end=burden,
                     interruptions_per_covered_year=breaks)  # fmt: skip
    rows = satisficing(results, read_thresholds([], results.outcomes))
    found = {(row["arm"], row["threshold"]): row["share_met"] for row in rows}
    assert found["a", "deescalation_index"] == 0.75  # 0.0 is below the reference
    assert found["a", "disease_burden_end"] == 0.75  # 0.58 is only 0.02 lower
    assert found["a", "interruptions_per_covered_year"] == 0.75
    assert found["a", ALL] == 0.25  # the first sample alone
    assert found["b", "interruptions_per_covered_year"] == 1.0  # of the three samples with an agreement
    assert found["b", ALL] == 0.75  # nothing was achieved in the fourth
    assert found["status_quo", "deescalation_index"] == 1.0 and found["status_quo", ALL] == 0.0


def test_a_limit_is_met_on_the_spot_in_spite_of_rounding() -> None:
    table = np.array([[0.6], [0.57], [0.5700001]])
    good, there = meets(table, Threshold("disease_burden_end", -0.03, "diff"))
    assert good.ravel().tolist() == [False, True, False] and there.all()


def test_thresholds_are_those_of_the_model_and_can_be_changed() -> None:
    names = [one.outcome for one in DEFAULT] + ["aid_absorbed_musd", "offers_made"]
    assert read_thresholds([], names) == list(DEFAULT)
    changed = read_thresholds(["disease_burden_end=-0.1", "aid_absorbed_musd=50"], names)
    assert changed[1] == Threshold("disease_burden_end", -0.1, "diff")
    assert changed[-1] == Threshold("aid_absorbed_musd", 50, "level")
    assert read_thresholds(["diff:aid_absorbed_musd=5"], names)[-1] == Threshold(
        "aid_absorbed_musd", 5, "diff"
    )
    assert read_thresholds(["level:disease_burden_end=0.5"], names)[1] == Threshold(
        "disease_burden_end", 0.5, "level"
    )


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("disease_burden_end", "write OUTCOME=VALUE"),
        ("disease_burden=1", "did you mean 'disease_burden_end'"),
        ("disease_burden_end=low", "'low' is not a number"),
        ("disease_burden_end=nan", "'nan' is not a number"),
        ("share:disease_burden_end=1", "write OUTCOME=VALUE"),
        ("offers_made=3", "neither direction of offers_made is better"),
    ],
)
def test_a_mistaken_threshold_is_explained(text: str, answer: str) -> None:
    with pytest.raises(AnalysisError, match=answer):
        read_thresholds([text], ["disease_burden_end", "offers_made"])


def test_directions_are_those_of_the_one_declaration() -> None:
    assert [(one.outcome, one.better) for one in OBJECTIVES] == [
        ("deescalation_index", outcome("deescalation_index").better),
        ("disease_burden_end", outcome("disease_burden_end").better),
        ("donor_cost_musd", "lower"),
    ]
    assert outcome("donor_cost_musd").better is None


def test_pareto_set_of_a_table_checked_by_hand(tmp_path: Path) -> None:
    # calm (higher), burden (lower), cost (lower): b is worse than a in burden and cost and no better in calm.
    calm, burden, cost = (np.array(rows) for rows in (
        [[0.0, 0.0], [0.2, 0.2], [0.2, 0.2]],
        [[0.6, 0.6], [0.5, 0.5], [0.5, 0.55]],
        [[0.0, 0.0], [10.0, 10.0], [10.0, 12.0]],
    ))  # fmt: skip
    rows = pareto(
        draws_of(tmp_path / "x", deescalation_index=calm, disease_burden_end=burden, donor_cost_musd=cost)
    )
    assert [row["on_front"] for row in rows] == [True, True, False]
    assert [row["dominated_by"] for row in rows] == ["", "", "a"]
    assert [row["share_on_front"] for row in rows] == [1, 1, 0.5]  # in the first sample b equals a


@given(hnp.arrays(np.float64, (5, 3), elements=st.integers(0, 4).map(float)))
def test_dominance_is_a_strict_order_and_somebody_is_on_the_front(table: np.ndarray) -> None:
    found = dominates(table, ["higher", "lower", "lower"])
    assert not (found & found.T).any() and not found.diagonal().any()
    assert (~found.any(axis=0)).any()
    for i, j, k in np.ndindex(5, 5, 5):
        assert not (found[i, j] and found[j, k]) or found[i, k]


def test_draws_that_lack_a_value_are_left_out_of_the_pareto_set(tmp_path: Path) -> None:
    ones = np.ones((3, 2))
    holed = ones.copy()
    holed[1, 0] = np.nan
    rows = pareto(
        draws_of(tmp_path / "x", deescalation_index=holed, disease_burden_end=ones, donor_cost_musd=ones)
    )
    assert [row["n_samples"] for row in rows] == [1, 1, 1]
    none = np.full((3, 2), np.nan)
    rows = pareto(
        draws_of(tmp_path / "y", deescalation_index=none, disease_burden_end=ones, donor_cost_musd=ones)
    )
    assert [row["n_samples"] for row in rows] == [0, 0, 0]
