"""A sweep over two quantities is a map; anything else is refused with what is missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diplosim.analysis.grid import changes_on, grid_of
from diplosim.results import AnalysisError, open_results
from diplosim.wording.verdicts import FEWEST_PAIRS
from tests.analysis.results import folder

IOTA = [0.0, 0.5, 1.0, 0.0, 0.5, 1.0]
B_N = [2.0, 2.0, 2.0, 0.0, 0.0, 0.0]


def two_arms(path: Path, change: np.ndarray, iota=IOTA, b_n=B_N):
    """A reference of shocks only, and an arm that changes it by ``change`` [sample, replicate]."""
    shocks = np.arange(change.size, dtype=float).reshape(change.shape) ** 1.5
    cube = np.stack([shocks, shocks + change])
    return open_results(
        folder(path, {"events_per_year": cube}, varied={"provocation.iota": iota, "provocation.b_N": b_n})
    )


def test_cells_lie_where_their_values_say(tmp_path: Path) -> None:
    change = np.repeat(np.arange(6.0)[:, None], 4, axis=1)
    results = two_arms(tmp_path / "results", change)
    grid = grid_of(results)
    assert (grid.across.name, grid.upwards.name) == ("provocation.iota", "provocation.b_N")
    found = changes_on(results, grid, results.arms[1], "events_per_year")
    assert found.mean == pytest.approx(np.array([[3.0, 4.0, 5.0], [0.0, 1.0, 2.0]]))


def test_a_sign_is_decided_where_the_interval_excludes_zero(tmp_path: Path) -> None:
    noise = np.array([-1.0, 1.0, -1.0, 1.0, -1.0, 1.0])
    change = np.array([10.0, 0.5, -10.0, 0.0, -0.5, 3.0])[:, None] + noise
    change[3, 1:] = np.nan
    change[5, 5:] = np.nan
    results = two_arms(tmp_path / "results", change)
    found = changes_on(results, grid_of(results), results.arms[1], "events_per_year")
    assert found.decided().tolist() == [[False, False, True], [True, False, True]]
    assert np.isnan(found.low[0, 0]) and found.mean[0, 0] == pytest.approx(-1.0)


def test_where_a_verdict_would_have_too_few_pairs_no_sign_is_decided(tmp_path: Path) -> None:
    change = np.full((6, FEWEST_PAIRS), 3.0)
    change[4, 0] = np.nan
    results = two_arms(tmp_path / "results", change)
    found = changes_on(results, grid_of(results), results.arms[1], "events_per_year")
    assert found.decided().tolist() == [[True, False, True], [True, True, True]]


def test_what_is_no_grid_is_refused_with_a_reason(tmp_path: Path) -> None:
    change = np.zeros((6, 2))
    cases = {
        "a": (two_arms(tmp_path / "a", change, iota=[0.5] * 6, b_n=[0, 1, 2, 3, 4, 5]), "1 vary"),
        "b": (
            two_arms(tmp_path / "b", change, iota=[0.0, 0.5, 1.0, 0.0, 0.5, 0.7]),
            "every pair of values once",
        ),
        "c": (
            two_arms(tmp_path / "c", change, iota=[0.0, 0.5, 1.0, 0.0, 0.5, 0.5]),
            "every pair of values once",
        ),
    }
    for results, reason in cases.values():
        with pytest.raises(AnalysisError, match=reason):
            grid_of(results)
