"""The check: a planted wrong sign or verdict is caught, and the truth at smaller size is not called wrong."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from diplosim.analysis.claims.findings import ALARM, check, measure
from tests.analysis.claims.planted import sweep, table

Row = dict[str, Any]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Row:
    return _measured(tmp_path_factory.mktemp("full"), samples=200, replicates=8)


@pytest.fixture(scope="module")
def reduced(tmp_path_factory: pytest.TempPathFactory) -> Row:
    return _measured(tmp_path_factory.mktemp("reduced"), samples=40, replicates=4, seed=5)


def _measured(path: Path, **how: Any) -> Row:
    return measure(
        table(), {"logodds": sweep(path / "1", **how), "ewma": sweep(path / "2", **how)}, deep=False
    )


def test_a_smaller_sweep_of_the_same_world_contradicts_nothing(full: Row, reduced: Row) -> None:
    found = check(full, reduced)
    assert found.wrong == ()
    assert found.seen == found.decided == 4


def _signs(row: Row) -> None:
    row["mean"], row["mean_low"], row["mean_high"] = -row["mean"], -row["mean_high"], -row["mean_low"]


def _sides(row: Row) -> None:
    low, high = row["share_low"], row["share_high"]
    row |= {"share": 1 - row["share"], "share_low": 1 - high, "share_high": 1 - low}
    row["verdict"] = {"holds": "fails", "holds mostly": "fails mostly"}[row["verdict"]]


def _open(row: Row) -> None:
    row |= {"share": 0.5, "share_low": 0.4, "share_high": 0.6, "verdict": "undecided"}


def _words(row: Row) -> None:
    row["verdict"] = "fails"


@pytest.mark.parametrize(
    ("plant", "told"),
    [
        (_signs, "stated above zero"),
        (_sides, "stated 'fails'"),
        (_open, "stated 'undecided'"),
        (_words, "its share of samples says 'holds'"),
    ],
)
@pytest.mark.parametrize("rule", ["logodds", "ewma"])
def test_a_planted_error_is_caught(
    full: Row, reduced: Row, plant: Callable[[Row], None], told: str, rule: str
) -> None:
    wrong = copy.deepcopy(full)
    row = next(row for row in wrong["tests"] if row["test"] == "P2.1")
    plant(row if rule == "logodds" else row["others"][rule])
    found = check(wrong, reduced).wrong
    assert found
    assert all(text.startswith("P2.1: " if rule == "logodds" else "P2.1 under ewma: ") for text in found)
    assert any(told in text for text in found)


def test_an_undecided_mean_is_contradicted_by_one_that_lies_elsewhere(full: Row, reduced: Row) -> None:
    wrong = copy.deepcopy(full)
    wrong["tests"][1] |= {"mean": 0.0, "mean_low": -0.01, "mean_high": 0.01}
    assert any("stated between" in text for text in check(wrong, reduced).wrong)


def test_a_claim_that_is_missing_on_either_side_is_told(full: Row, reduced: Row) -> None:
    less = {**reduced, "tests": reduced["tests"][:1]}
    assert check(full, less).wrong == ("P2.1: no longer in the table of claims",)
    assert check({**full, "tests": full["tests"][:1]}, reduced).wrong == ("P2.1: not in the stored findings",)


def test_a_check_too_small_to_see_anything_does_not_pass(full: Row, reduced: Row) -> None:
    blind = copy.deepcopy(reduced)
    for row in [one for test in blind["tests"] for one in (test, *test["others"].values())]:
        row["mean_error"] = 1e3
    assert "too small to check anything" in check(full, blind).wrong[-1]


@pytest.mark.slow
def test_true_statements_are_hardly_ever_called_wrong(full: Row, tmp_path: Path) -> None:
    """60 independent small sweeps of the same world: at a rate of 1 % more than 4 alarms have a chance below 4e-4."""
    assert ALARM == 0.01
    alarms = 0
    for seed in range(60):
        small = sweep(tmp_path / str(seed), samples=24, replicates=3, seed=100 + seed)
        stated = {**full, "tests": [{**row, "others": {}} for row in full["tests"]]}
        alarms += bool(check(stated, measure(table(), {"logodds": small}, deep=False)).wrong)
    assert alarms <= 4
