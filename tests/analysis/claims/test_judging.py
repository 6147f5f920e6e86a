"""Judging a claim: how many samples bear it out, how sure that is, and the word for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from diplosim.analysis.claims.declared import Comparison, Test, read_claims
from diplosim.analysis.claims.judge import compared, judge, share_interval
from diplosim.results import AnalysisError, Results, open_results
from diplosim.wording.verdicts import FEWEST_FUTURES, claim_verdict
from tests.analysis.claims.planted import IOTA, table
from tests.analysis.results import folder, uniform

S, R = 40, 4


def results(path: Path, difference: np.ndarray, **varied: list[float]) -> Results:
    base = np.full((S, R), 10.0)
    cubes = {"events_per_year": [base, base + difference]}
    return open_results(
        folder(path / "f", cubes, arms=("status_quo", "a"), varied=varied or uniform(S, [IOTA]))
    )


def lowers(**more: object) -> Test:
    return Test.model_validate(
        {"says": "a lowers it", "arm": "a", "outcome": "events_per_year", "expect": "lower"} | more
    )


def steps(true: int) -> np.ndarray:
    """A change of -1 in the first samples, +1 in the others, in every replicate."""
    return np.where(np.arange(S) < true, -1.0, 1.0)[:, None] * np.ones(R)


@pytest.mark.parametrize(
    ("true", "word"),
    [(40, "holds"), (36, "holds"), (30, "holds mostly"), (20, "undecided"), (10, "fails mostly"), (2, "fails"),
     (0, "fails")],
)  # fmt: skip
def test_the_verdict_follows_the_share_of_draws(tmp_path: Path, true: int, word: str) -> None:
    row = judge(results(tmp_path, steps(true)), lowers())
    assert (row["share"], row["verdict"]) == (true / S, word)


def test_a_claim_that_the_data_contradict_is_said_to_fail_with_the_sign_that_was_found(
    tmp_path: Path,
) -> None:
    row = judge(results(tmp_path, np.full((S, R), 2.0)), lowers())
    assert row["verdict"] == "fails"
    assert row["mean"] == row["mean_low"] == row["mean_high"] == 2.0


def test_no_difference_bears_out_no_change_of_sign_but_bears_out_its_absence(tmp_path: Path) -> None:
    none = results(tmp_path, np.zeros((S, R)))
    assert judge(none, lowers())["share"] == 0.0
    assert judge(none, lowers())["equal"] == 1.0
    assert judge(none, lowers(expect="not_lower"))["share"] == 1.0


def test_rounding_is_no_difference(tmp_path: Path) -> None:
    assert judge(results(tmp_path, np.full((S, R), -1e-12)), lowers())["share"] == 0.0


def test_a_mean_change_below_two_per_cent_of_the_reference_is_small(tmp_path: Path) -> None:
    assert judge(results(tmp_path / "1", np.full((S, R), -0.19)), lowers())["small"]
    assert not judge(results(tmp_path / "2", np.full((S, R), -0.21)), lowers())["small"]


def test_within_looks_only_at_draws_in_the_range(tmp_path: Path) -> None:
    places = [number / S for number in range(S)]
    found = results(tmp_path, steps(20), **{IOTA: places})
    row = judge(found, lowers(within={IOTA: (0, 0.495)}))
    assert (row["samples"], row["share"]) == (20, 1.0)


def test_unless_looks_only_at_draws_in_which_the_other_claim_does_not_hold(tmp_path: Path) -> None:
    other = {"arm": "a", "outcome": "events_per_year", "expect": "lower"}
    row = judge(results(tmp_path, steps(15)), lowers(unless=other, expect="higher"))
    assert (row["samples"], row["share"]) == (25, 1.0)


def test_few_draws_are_not_judged(tmp_path: Path) -> None:
    places = [number / S for number in range(S)]
    row = judge(
        results(tmp_path, steps(20), **{IOTA: places}),
        lowers(within={IOTA: (0, (FEWEST_FUTURES - 2) / S - 0.001)}),
    )
    assert row["verdict"] == "too few samples"


def test_a_level_is_compared_with_zero(tmp_path: Path) -> None:
    row = judge(results(tmp_path, steps(20)), lowers(arm="status_quo", reference=None, expect="higher"))
    assert (row["share"], row["mean"], row["small"]) == (1.0, 10.0, False)


def test_missing_runs_leave_a_draw_to_its_other_replicates(tmp_path: Path) -> None:
    change = steps(40)
    change[0, :3], change[1] = np.nan, np.nan
    found = compared(results(tmp_path, change), lowers())
    assert (len(found.values), found.held.all()) == (S - 1, True)


def test_without_shared_luck_the_interval_of_a_share_is_wilsons() -> None:
    assert share_interval(0.5, 0.0, 100) == pytest.approx((0.4038, 0.5962), abs=1e-4)  # textbook value
    assert share_interval(0.5, np.sqrt(0.25 / 100), 100) == pytest.approx((0.4038, 0.5962), abs=2e-2)


def test_shared_luck_widens_the_interval_and_all_or_nothing_keeps_a_sensible_one() -> None:
    assert share_interval(0.5, 0.1, 100)[0] < share_interval(0.5, 0.05, 100)[0]
    low, high = share_interval(1.0, 0.01, 100)
    assert 0.9 < low < 1 == high


def test_an_interval_across_one_half_is_undecided_however_large_the_share() -> None:
    assert claim_verdict(0.95, 0.45, 1.0) == "undecided"
    assert claim_verdict(0.6, 0.55, 0.65) == "undecided"


def test_luck_of_shared_shocks_is_not_taken_for_many_independent_draws(tmp_path: Path) -> None:
    """Every sample meets the same four courses of events, and these alone decide the sign."""
    shared = np.array([-1.0, -1.0, -1.0, 2.9])[None, :] * np.ones((S, 1))
    row = judge(results(tmp_path, shared), lowers())
    assert row["share"] == 1.0
    assert row["verdict"] == "undecided"


def test_an_unknown_outcome_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(ValidationError, match="events_per_year"):
        Comparison(arm="a", outcome="events_per_yaer", expect="lower")


def test_an_arm_that_the_sweep_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(AnalysisError, match="'c'"):
        judge(results(tmp_path, steps(3)), lowers(arm="c"))


def test_a_claim_declared_twice_and_a_source_without_a_name_are_refused() -> None:
    with pytest.raises(ValidationError, match="K3: declared more than once"):
        table(untested=[{"ids": ["K3", "K3"], "kind": "outside", "why": "."}])
    with pytest.raises(ValidationError, match="X1: no source"):
        table(untested=[{"ids": ["X1"], "kind": "outside", "why": "."}])


def test_errors_of_a_table_say_where(tmp_path: Path) -> None:
    path = tmp_path / "claims.yaml"
    path.write_text("experiment: x\nclaims: [{id: K1}]\n")
    with pytest.raises(AnalysisError, match=r"claims\.yaml: claims\.0\.claim: "):
        read_claims(path)


def test_a_headline_with_a_number_that_does_not_exist_is_refused() -> None:
    one = {"text": "B heals ({P2.1.shares}).", "when": {"P2.1": ["holds"]}}
    with pytest.raises(ValidationError, match=r"\{P2\.1\.shares\}: write a number as"):
        table(headlines=[one])
    with pytest.raises(ValidationError, match="test 'P2"):
        table(headlines=[one | {"text": "B heals ({P2.2.share})."}])
