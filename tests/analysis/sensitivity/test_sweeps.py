"""The analysis of results folders: what is read, what is refused, and what each refusal says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from diplosim.analysis import sensitivity
from diplosim.analysis.sensitivity import CannotAnalyseError
from diplosim.experiment import FolderError
from diplosim.experiment.folder import manifest_bytes
from tests.analysis.results import entered
from tests.analysis.sensitivity.known import planted
from tests.experiment.sweeps import plan_of, run, small

pytestmark = pytest.mark.slow  # what they share takes longer than the default command may

LHS = {"method": "lhs", "samples": 60, "seed": 0}
MIXED: dict[str, Any] = {
    "provocation.iota": {"uniform": [0, 1]},
    "trust.rule": "default_range",
    "actors.USA.hawkish": "default_range",
    "actors.JPN.cycle": {"uniform": [12, 48]},
    "policies.pooled_fund.from": {"uniform": ["2026-01", "2026-04"]},
    "policies.pooled_fund.strength": {"uniform": [0.1, 1]},
    "policies.pooled_fund.contributors": {"values": [["ROK", "EU", "GHF"], ["ROK", "EU", "JPN"]]},
}


def by_iota(table: pd.DataFrame) -> Any:
    """An outcome in which iota moves every arm and more so the arm 'easing'; replicates shift all alike."""
    slope = np.where(table["arm"] == "easing", 3.0, 1.0)
    return slope * table["provocation.iota"] + 10.0 * table["replicate"]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep over everything that can vary, in which some outcomes are planted."""
    outcomes = {
        "events_per_year": by_iota,
        "economy_end": lambda t: (t["trust.rule"] == "beta") + 2.0 * t["actors.USA.hawkish"],
        "relief_mean": lambda t: t["policies.pooled_fund.from"] * (t["arm"] == "pooled"),
        "aid_absorbed_musd": lambda t: t["policies.pooled_fund.contributors"].str.contains("JPN") * 1.0,
        "un_breadth_mean": lambda t: 0.5 + 0.0 * t["replicate"],
        "refusal_rate": lambda t: t["provocation.iota"].where(t["run"] != 18),
    }
    return planted(
        tmp_path_factory.mktemp("mixed"), outcomes, vary=MIXED, design=LHS, replicates=2,
        scenario={"scenario": 1, "name": "tiny", "months": 4, "seed": 7},
    )  # fmt: skip


@pytest.fixture
def copied(mixed: Path, tmp_path: Path) -> Path:
    return shutil.copytree(mixed, tmp_path / "copy")


def refusal(folder: Path, *arguments: Any, **options: Any) -> str:
    with pytest.raises(CannotAnalyseError) as caught:
        sensitivity(folder, *arguments, **options)
    return str(caught.value)


def test_every_kind_of_input_is_told_apart(mixed: Path) -> None:
    pytest.importorskip("SALib")
    names = ["economy_end", "relief_mean", "aid_absorbed_musd"]
    found = sensitivity(mixed, names, arms=["pooled"], effects=False)
    assert found.methods == ("rank", "pawn")
    drivers = {
        name: {
            i.name
            for i, flag in zip(found[name].inputs, found[name].indices["pawn"].clear, strict=True)
            if flag
        }
        for name in names
    }
    assert drivers["economy_end"] >= {"trust.rule", "actors.USA.hawkish"}
    assert "policies.pooled_fund.from" in drivers["relief_mean"]
    assert "policies.pooled_fund.contributors" in drivers["aid_absorbed_musd"]
    assert found["relief_mean"].indices["rank"].order[0] == 4
    assert found["aid_absorbed_musd"].indices["rank"].measures["spearman"].value[6] == pytest.approx(1.0)


def test_effects_are_paired_and_absolute_outcomes_are_not(mixed: Path) -> None:
    pytest.importorskip("SALib")
    effect = sensitivity(mixed, ["events_per_year"], arms=["easing"])["events_per_year"]
    assert effect.question.reference == "status_quo"
    assert effect.noise is not None
    assert effect.noise.of_run == pytest.approx(0.0, abs=1e-9)
    assert effect.centre == pytest.approx(1.0, abs=0.05)
    level = sensitivity(mixed, ["events_per_year"], effects=False)["events_per_year"]
    assert level.question.arm == "status_quo"
    assert level.noise is not None
    assert level.noise.of_run > 0.9
    assert level.noise.of_mean == pytest.approx(0.0, abs=1e-9)
    assert level.indices["rank"].measures["spearman"].value[0] == pytest.approx(1.0)


def test_an_outcome_that_cannot_be_analysed_is_refused_alone_with_what_helps(mixed: Path) -> None:
    pytest.importorskip("SALib")
    found = sensitivity(mixed, ["refusal_rate", "un_breadth_mean", "events_per_year"], effects=False)
    assert "missing in 1 of 120 runs" in found["refusal_rate"].refused
    assert "ask for offers_refused" in found["refusal_rate"].refused
    assert "0.5 in every sample" in found["un_breadth_mean"].refused
    assert [finding.question.outcome for finding in found.answered] == ["events_per_year"]
    table = found.table
    assert table[table["measure"] == "refused"]["outcome"].tolist() == ["refusal_rate", "un_breadth_mean"]


def test_arms_and_outcomes_are_named_or_corrected(mixed: Path) -> None:
    assert "did you mean 'easing'" in refusal(mixed, arms=["eesing"])
    assert "did you mean 'events_per_year'" in refusal(mixed, ["events_per_yeer"])
    assert "has no effect against itself" in refusal(mixed, arms=["status_quo"], effects=True)


@pytest.mark.parametrize(
    ("method", "needed", "instead"), [("sobol", "saltelli", "rank"), ("morris", "morris", "rank")]
)
def test_an_analysis_of_another_design_is_refused_with_the_design_it_needs(
    mixed: Path, method: Any, needed: str, instead: str
) -> None:
    text = refusal(mixed, method=method)
    assert f"design: {{method: {needed}, samples: " in text
    assert f"--method {instead}" in text
    assert "diplosim run" in text


def test_trajectories_are_not_taken_for_a_spread_sample_nor_saltelli_rows_for_independent_ones(
    tmp_path: Path,
) -> None:
    pytest.importorskip("SALib")
    design = {"method": "morris", "samples": 4, "levels": 4}
    folder = planted(tmp_path / "m", {"events_per_year": by_iota}, design=design)
    assert "needs another design than 'morris'" in refusal(folder, method="rank")
    folder = planted(
        tmp_path / "s", {"events_per_year": by_iota}, design={"method": "saltelli", "samples": 32}
    )
    found = sensitivity(folder, ["events_per_year"], method="rank", effects=False)["events_per_year"]
    assert found.samples == 64


@pytest.mark.parametrize(
    ("design", "method", "text"),
    [
        ({"method": "lhs", "samples": 10}, "rank", "at least 20 samples"),
        ({"method": "lhs", "samples": 30}, "pawn", "at least 50 samples"),
        ({"method": "grid", "levels": 3}, "auto", "write levels: 10"),
        ({"method": "saltelli", "samples": 8}, "sobol", "at least 32 base samples"),
        ({"method": "morris", "samples": 2, "levels": 4}, "auto", "at least 4 trajectories"),
    ],
)
def test_too_few_samples_are_refused_with_the_line_to_write(
    tmp_path: Path, design: dict[str, Any], method: Any, text: str
) -> None:
    if design["method"] in ("saltelli", "morris"):
        pytest.importorskip("SALib")
    folder = planted(tmp_path / "x", {}, design=design)
    assert text in refusal(folder, ["events_per_year"], method=method)


def test_an_unfinished_sweep_is_refused_with_the_command_that_completes_it(
    copied: Path, tmp_path: Path
) -> None:
    path = copied / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["status"], manifest["counts"]["finished"] = "interrupted", 100
    path.write_bytes(manifest_bytes(manifest))
    with pytest.raises(FolderError, match=r"unfinished results \(100 of 360 runs so far\)") as refused:
        sensitivity(copied)
    assert f"diplosim run {copied / 'experiment.yaml'} --out {copied}" in str(refused.value)
    path.unlink()
    with pytest.raises(FolderError, match="unfinished results of 360 runs"):
        sensitivity(copied)
    (copied / "experiment.yaml").unlink()
    with pytest.raises(FolderError, match=r"run FILE\.\.\. --out"):
        sensitivity(copied)
    with pytest.raises(FolderError, match="not a results folder"):
        sensitivity(tmp_path)


def test_results_in_which_nothing_varies_are_told_what_they_lack(tmp_path: Path) -> None:
    definition = small(months=1, vary={}, design={})
    run(definition, plan_of(definition), tmp_path / "nothing")
    assert "with 'vary' and 'design'" in refusal(tmp_path / "nothing")


def fail(folder: Path, number: int) -> None:
    path = folder / "runs.parquet"
    table = pd.read_parquet(path)
    table.loc[number, "status"], table.loc[number, "error"] = "failed", "p2 + p3 exceeds 1"
    table.loc[number, "events_per_year"] = np.nan
    table.to_parquet(path)
    entered(folder)


def test_failed_runs_cost_a_spread_design_their_samples_only(copied: Path) -> None:
    pytest.importorskip("SALib")
    fail(copied, 0)
    found = sensitivity(copied, ["events_per_year"], effects=False)["events_per_year"]
    assert (found.samples, found.dropped) == (59, 1)
    assert found.indices["rank"].measures["spearman"].value[0] == pytest.approx(1.0)
    other = sensitivity(copied, ["events_per_year"], effects=False, arms=["easing"])["events_per_year"]
    assert other.dropped == 0


def test_failed_runs_break_a_block_design_and_the_refusal_names_one(tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    design = {"method": "saltelli", "samples": 32}
    folder = planted(tmp_path / "s", {"events_per_year": by_iota}, design=design, replicates=2)
    fail(folder, 9)
    text = refusal(folder, ["events_per_year"], effects=True)
    assert "1 run failed (p2 + p3 exceeds 1)" in text
    assert f"diplosim rerun {folder} 9" in text
    assert "--force" in text
    assert sensitivity(folder, ["events_per_year"], arms=["pooled"], effects=False).answered


def test_the_table_holds_every_measure_and_the_noise(mixed: Path) -> None:
    pytest.importorskip("SALib")
    found = sensitivity(mixed, ["events_per_year"], effects=False)
    table = found.table
    assert set(table["measure"]) == {
        "prcc", "spearman", "median", "maximum", "mean_at_low_end", "mean_at_high_end", "mean", "mean_p05", "mean_p95",
        "noise_share_of_runs", "noise_share_of_means", "standard_error_of_means", "samples", "samples_dropped",
    }  # fmt: skip
    assert len(table[table["measure"] == "prcc"]) == len(MIXED)
    pd.testing.assert_frame_equal(table, sensitivity(mixed, ["events_per_year"], effects=False).table)
