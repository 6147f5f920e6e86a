from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from diplosim.analysis.compare import compare, noise, paired_row
from diplosim.experiment import Column, FolderError
from diplosim.experiment.folder import manifest_bytes
from diplosim.results import AnalysisError, open_results
from tests.analysis.results import folder

LOWER = Column("x", "m", "u", "lower")
NEUTRAL = Column("x", "m", "u")


def cube(rng: np.random.Generator, arms: int = 3, S: int = 6, R: int = 5) -> np.ndarray:
    shocks = rng.normal(0, 3, (1, 1, R))
    return 10 + shocks + rng.normal(0, 1, (arms, S, R))


def test_a_policy_equal_to_the_reference_changes_nothing() -> None:
    table = cube(np.random.default_rng(1))[0]
    row = paired_row(table, table.copy(), LOWER)
    assert (row["diff_mean"], row["diff_low"], row["diff_high"]) == (0, 0, 0)
    assert (row["share_better"], row["share_equal"], row["share_worse"]) == (0, 1, 0)
    assert row["verdict"] == "same"
    assert row["replicates_to_settle"] is None and row["variance_reduction"] is None


def test_the_verdict_follows_the_declared_direction() -> None:
    one = cube(np.random.default_rng(2))[0]
    assert paired_row(one, one - 5, LOWER)["verdict"] == "better"
    assert paired_row(one, one + 5, LOWER)["verdict"] == "worse"
    assert paired_row(one, one + 5, NEUTRAL)["verdict"] == "higher"
    other = one + np.random.default_rng(3).normal(0.1, 5, one.shape)
    undecided = paired_row(one, other, LOWER)
    assert undecided["verdict"] == "undecided"
    assert undecided["replicates_to_settle"] or undecided["samples_to_settle"]


def test_what_assumptions_add_to_both_arms_is_no_gain_of_common_shocks() -> None:
    rng = np.random.default_rng(4)
    one, two, levels = rng.normal(0, 1, (40, 50)), rng.normal(0, 1, (40, 50)), rng.normal(0, 100, (40, 1))
    assert paired_row(one + levels, two + levels, LOWER)["variance_reduction"] == pytest.approx(1, abs=0.1)
    assert (
        paired_row(levels, levels + rng.normal(size=(40, 1)), LOWER)["variance_reduction"] is None
    )  # one replicate


def test_pairs_with_a_missing_value_are_dropped_on_both_sides() -> None:
    one, two = cube(np.random.default_rng(5))[:2]
    holed = two.copy()
    holed[0, 0] = np.nan
    row = paired_row(one, holed, LOWER)
    assert (row["n_pairs"], row["n_dropped"]) == (29, 1)
    assert row["diff_mean"] == pytest.approx((two - one).ravel()[1:].mean())
    nothing = paired_row(one, np.full_like(one, np.nan), LOWER)
    assert (
        nothing["diff_mean"] is None and nothing["verdict"] == "too few pairs" and nothing["n_dropped"] == 30
    )


def test_of_one_pair_and_of_few_pairs_nothing_is_concluded() -> None:
    assert paired_row(np.array([[1.0]]), np.array([[2.0]]), LOWER)["verdict"] == "too few pairs"
    three = paired_row(np.array([[1.0, 1.0, 1.0]]), np.array([[2.0, 2.1, 2.2]]), LOWER)
    assert three["verdict"] == "too few pairs"


def test_noise_is_the_standard_error_of_a_samples_mean() -> None:
    table = np.random.default_rng(6).normal(0, 2, (500, 9))
    assert noise(table) == pytest.approx(2 / 3, rel=0.05)


def test_rows_of_a_folder_do_not_depend_on_the_names_of_its_arms(tmp_path: Path) -> None:
    values = cube(np.random.default_rng(7))
    found = []
    for n, arms in enumerate((("status_quo", "a", "b"), ("x", "y z", "status_quo"))):
        results = open_results(folder(tmp_path / str(n), {"events_per_year": values}, arms=arms))
        found.append([{k: v for k, v in row.items() if k not in ("arm", "reference")}
                      for row in compare(results, ["events_per_year"])])  # fmt: skip
    assert found[0] == found[1]


def test_another_reference_turns_the_difference_round(tmp_path: Path) -> None:
    results = open_results(folder(tmp_path / "x", {"events_per_year": cube(np.random.default_rng(8))}))
    [there] = compare(results.restricted(["a"]), ["events_per_year"])
    [back] = compare(results.restricted(["status_quo"], "a"), ["events_per_year"])
    assert there["diff_mean"] == pytest.approx(-back["diff_mean"])
    assert (there["share_better"], there["share_worse"]) == (back["share_worse"], back["share_better"])


def test_failed_runs_are_missing_and_counted(tmp_path: Path) -> None:
    values = cube(np.random.default_rng(9))
    results = open_results(folder(tmp_path / "x", {"events_per_year": values}, failed=[(1, 2, 3), (1, 0, 0)]))
    assert results.failed == {"a": 2}
    assert np.isnan(results.cube("events_per_year")[1, 2, 3])
    assert [row["n_dropped"] for row in compare(results, ["events_per_year"])] == [2, 0]


def test_wrong_names_are_answered_with_the_right_ones(tmp_path: Path) -> None:
    results = open_results(folder(tmp_path / "x", {"events_per_year": cube(np.random.default_rng(1))}))
    with pytest.raises(
        AnalysisError, match="unknown outcome 'event_per_year'; did you mean 'events_per_year'"
    ):
        results.named(["event_per_year"])
    with pytest.raises(AnalysisError, match="unknown arm 'c'; allowed: status_quo, a, b"):
        results.restricted(["c"])


def test_an_unfinished_sweep_says_how_to_finish_it(tmp_path: Path) -> None:
    path = folder(tmp_path / "x", {"events_per_year": cube(np.random.default_rng(1))})
    manifest = json.loads((path / "manifest.json").read_text())
    (path / "manifest.json").write_bytes(manifest_bytes({**manifest, "status": "interrupted"}))
    with pytest.raises(
        FolderError, match=r"unfinished results \(90 of 90 runs so far\).*goes on where it stopped"
    ):
        open_results(path)
    (path / "manifest.json").unlink()
    with pytest.raises(FolderError, match="unfinished results of 90 runs"):
        open_results(path)
    with pytest.raises(FolderError, match="not a results folder"):
        open_results(tmp_path)
