"""An outcome has one interval and one verdict, wherever they are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from diplosim.analysis.compare import compare
from diplosim.results import open_results, read_summary
from tests.report.folders import pair, sweep

SHOWN = ("diff_mean", "diff_low", "diff_high", "share_better", "share_equal", "share_worse", "n_pairs")


@pytest.fixture(scope="module", params=["sweep", "comparison"])
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param) / "r"
    return sweep(folder, samples=5, replicates=4) if request.param == "sweep" else pair(folder)


def test_summary_and_compare_say_the_same_of_every_outcome(results: Path) -> None:
    folder = open_results(results)
    rows = compare(folder, folder.outcomes)
    summary = read_summary(results).set_index(["arm", "outcome"])
    assert len(rows) == len(folder.outcomes) * (len(folder.arms) - 1) > 40
    for row in rows:
        other = summary.loc[(row["arm"], row["outcome"])]
        assert other["verdict"] == row["verdict"]
        for name in SHOWN:
            one = float("nan") if row[name] is None else row[name]
            assert other[name] == pytest.approx(one, rel=1e-12, nan_ok=True), (row["outcome"], name)


def test_every_row_that_is_compared_has_a_verdict_and_no_other(results: Path) -> None:
    summary = read_summary(results)
    compared = summary["share_equal"].notna() | (summary["n_pairs"] == 0) & (summary["kind"] == "outcome")
    assert (summary["verdict"].notna() == compared).all()
