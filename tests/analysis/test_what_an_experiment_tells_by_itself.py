"""Which policies are searched and which runs are told, on results with known answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diplosim.analysis.discovery.failures import SEARCHED, failure_shares
from diplosim.analysis.summary import histories
from diplosim.results import open_results
from tests.analysis.results import folder, uniform

SAMPLES = 100


def failing_in(*shares: float, luck: float = 0.0) -> np.ndarray:
    """Outcomes of a reference and of policies that are worse by 1 in these shares of the samples, else better by 1."""
    rng = np.random.default_rng(2)
    base = np.full((SAMPLES, 4), 10.0)
    rows = [base]
    for share in shares:
        worse = np.where(np.arange(SAMPLES) < share * SAMPLES, 1.0, -1.0)[:, None]
        rows.append(base + worse + luck * rng.normal(size=(SAMPLES, 4)))
    return np.stack(rows)


def test_searched_are_those_nearest_to_half_and_never_who_always_or_never_fails(tmp_path: Path) -> None:
    shares = (0.0, 0.12, 0.3, 0.45, 0.8, 0.97)
    arms = ("status_quo", *(f"p{round(100 * share)}" for share in shares))
    made = folder(tmp_path / "r", {"events_per_year": failing_in(*shares)}, arms=arms,
                  varied=uniform(SAMPLES, ["provocation.iota"]))  # fmt: skip
    rows = failure_shares(open_results(made), "events_per_year")
    assert [row["share"] for row in rows] == pytest.approx(list(shares))
    searched = {row["arm"] for row in rows if row["searched"]}
    assert searched == {"p30", "p45", "p80"} and len(searched) == SEARCHED


def test_a_policy_whose_failures_are_luck_comes_after_one_whose_are_not(tmp_path: Path) -> None:
    clear, blurred = failing_in(0.15, 0.2, 0.25), failing_in(0.5, luck=20.0)
    made = folder(tmp_path / "r", {"events_per_year": np.concatenate([clear, blurred[1:]])},
                  arms=("status_quo", "a", "b", "c", "blurred"),
                  varied=uniform(SAMPLES, ["provocation.iota"]))  # fmt: skip
    rows = {row["arm"]: row for row in failure_shares(open_results(made), "events_per_year")}
    assert rows["blurred"]["changed"] > 0.1 and not rows["blurred"]["searched"]
    assert all(rows[arm]["searched"] for arm in "abc")


def test_arms_that_take_another_apart_are_not_searched(tmp_path: Path) -> None:
    arms = ("status_quo", "bundle", "bundle_without_a", "bundle_only_a", "bundle_without_borders")
    made = folder(tmp_path / "r", {"events_per_year": failing_in(0.3, 0.4, 0.5, 0.6)}, arms=arms,
                  varied=uniform(SAMPLES, ["provocation.iota"]), ablate=["bundle"])  # fmt: skip
    assert [row["arm"] for row in failure_shares(open_results(made), "events_per_year")] == ["bundle"]
    other = folder(tmp_path / "s", {"events_per_year": failing_in(0.3, 0.4, 0.5, 0.6)}, arms=arms,
                   varied=uniform(SAMPLES, ["provocation.iota"]))  # fmt: skip
    assert len(failure_shares(open_results(other), "events_per_year")) == 4


def test_the_middle_future_of_the_reference_and_of_the_policy_that_helps_most_is_told(tmp_path: Path) -> None:
    luck = np.arange(15.0).reshape(5, 3)
    events = np.stack([100 + luck, 99 + luck, 90 + luck])
    made = folder(tmp_path / "r", {"events_per_year": events}, arms=("status_quo", "a", "b"),
                  varied=uniform(5, ["provocation.iota"]), outcomes=["events_per_year"])  # fmt: skip
    rows = histories(open_results(made))
    assert [row["arm"] for row in rows] == ["status_quo", "b"]
    assert {(row["sample"], row["replicate"]) for row in rows} == {(2, 1)}  # 7, the middle of 0 to 14
    assert [row["run"] for row in rows] == [(2 * 3 + 0) * 3 + 1, (2 * 3 + 2) * 3 + 1]
    assert "Of 15 futures" in rows[0]["why"]


def test_a_failed_run_is_never_told(tmp_path: Path) -> None:
    luck = np.arange(15.0).reshape(5, 3)
    events = np.stack([luck + 1, luck])
    varied = uniform(5, ["provocation.iota"])
    made = folder(tmp_path / "r", {"events_per_year": events}, arms=("status_quo", "a"), failed=[(1, 2, 1)],
                  varied=varied, outcomes=["events_per_year"])  # fmt: skip
    places = {(row["sample"], row["replicate"]) for row in histories(open_results(made))}
    assert places in ({(2, 0)}, {(2, 2)})
