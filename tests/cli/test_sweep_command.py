from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

from diplosim.experiment.lock import locked

Call = Callable[..., Result]
EXPERIMENT = """\
# Question: does it work?
experiment: 1
name: tried
question: Does it work?
scenario: {scenario: 1, months: 6, seed: 5}
arms: {status_quo: [], easing: [unconditional_easing]}
vary: {provocation.iota: {values: [0, 1]}}
replicates: 2
outcomes: [events_per_year, relief_mean]
"""


@pytest.fixture
def experiment(here: Path) -> str:
    (here / "tried.yaml").write_text(EXPERIMENT)
    return "tried.yaml"


def test_a_sweep_ends_with_a_table_figures_and_a_folder(call: Call, experiment: str, here: Path) -> None:
    done = call("sweep", experiment, "--engine", "mesa", "--csv")
    assert done.exit_code == 0, done.output
    assert "Does it work?" in done.stdout
    assert "8 runs: 2 arms, 2 samples, 2 replicates; 6 months from 2026-01" in done.stdout
    assert "easing" in done.stdout
    assert "A thinking aid, not a forecast" in done.stdout
    folder = here / "results" / "tried"
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json", "plan.json", "experiment.yaml", "scenarios", "runs.parquet", "runs.csv", "samples.parquet",
        "trajectories.parquet", "quantiles.parquet", "quantiles.csv", "summary.csv", "data_dictionary.csv",
        "figures", "sweep.lock",
    }  # fmt: skip
    assert {path.name for path in (folder / "figures").iterdir()} == {"fan.png", "fan.svg"}
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["counts"] == {"planned": 8, "finished": 8, "failed": 0, "resumed": 0}
    assert "figures/fan.png" in manifest["files"]
    csv = pd.read_csv(folder / "runs.csv")
    assert csv["provocation.iota"].tolist() == [0, 0, 0, 0, 1, 1, 1, 1]


def test_run_takes_an_experiment_file_too(call: Call, experiment: str, here: Path) -> None:
    done = call("run", experiment, "--engine", "mesa", "--no-figures", "--quiet")
    assert (done.exit_code, done.stdout) == (0, "")
    assert (here / "results" / "tried" / "runs.parquet").exists()


def test_an_experiment_among_scenarios_is_refused(
    call: Call, experiment: str, scenario_file: Callable[..., str]
) -> None:
    done = call("run", scenario_file(), experiment)
    assert done.exit_code == 2
    assert "tried.yaml:2:1: this is an experiment file; run it alone" in done.output


def test_a_dry_run_counts_and_writes_nothing(call: Call, experiment: str, here: Path) -> None:
    done = call("sweep", experiment, "--dry-run", "--engine", "mesa", "-n", "50")
    assert done.exit_code == 0
    for text in ("2: status_quo, easing", "provocation.iota in 0.0, 1.0", "200 of 6 months", "about", "MB"):
        assert text in done.stdout
    assert not (here / "results").exists()


def test_mistakes_are_told_with_their_place_and_status_2(call: Call, here: Path) -> None:
    (here / "bad.yaml").write_text(EXPERIMENT.replace("provocation.iota", "provocation.iotta"))
    done = call("sweep", "bad.yaml", "--engine", "mesa")
    assert done.exit_code == 2
    assert (
        done.output
        == "bad.yaml:7:8: unknown parameter 'provocation.iotta'; did you mean 'provocation.iota'?\n"
    )
    assert call("sweep", "gone.yaml").exit_code == 2
    assert not (here / "results").exists()


def test_two_sweeps_on_one_folder(call: Call, experiment: str, here: Path) -> None:
    folder = here / "out"
    folder.mkdir()
    with locked(folder):
        done = call("sweep", experiment, "--engine", "mesa", "-o", "out")
    assert done.exit_code == 2
    assert "in use by another sweep" in done.output


def test_failed_runs_give_status_1_and_can_be_repeated_one_by_one(call: Call, here: Path) -> None:
    text = EXPERIMENT.replace("provocation.iota: {values: [0, 1]}",
                              "provocation.p2: {values: [0.2, 0.6]}, provocation.p3: {values: [0.1, 0.4]}")  # fmt: skip
    (here / "x.yaml").write_text(text)
    done = call("sweep", "x.yaml", "--engine", "mesa", "--no-figures")
    assert done.exit_code == 1
    assert "4 of 16 runs failed" in done.output
    assert "exceeds 1" in done.output


def test_rerun_repeats_a_run_with_its_log_and_the_same_outcomes(
    call: Call, experiment: str, here: Path
) -> None:
    call("sweep", experiment, "--engine", "mesa", "--no-figures")
    done = call("rerun", "results/tried", "7")
    assert done.exit_code == 0, done.output
    assert "Run 7: arm easing, sample 1 (provocation.iota 1.0), replicate 1, seed 5" in done.stdout
    assert "to the last bit" in done.stdout
    explained = call("explain", "results/tried/reruns/000007")
    assert explained.exit_code == 0
    beyond = call("rerun", "results/tried", "8")
    assert (beyond.exit_code, "runs 0 to 7" in beyond.output) == (2, True)


def test_rerun_notices_a_run_that_is_not_the_stored_one(call: Call, experiment: str, here: Path) -> None:
    call("sweep", experiment, "--engine", "mesa", "--no-figures")
    path = here / "results" / "tried" / "runs.parquet"
    runs = pd.read_parquet(path)
    runs.loc[3, "economy_end"] += 1e-12
    runs.to_parquet(path)
    done = call("rerun", "results/tried", "3")
    assert done.exit_code == 1
    assert "differs from the stored run in economy_end" in done.output


def test_options_change_the_experiment(call: Call, experiment: str, here: Path) -> None:
    done = call(
        "sweep", experiment, "--engine", "mesa", "--no-figures", "--set", "months=3", "--seed", "9", "-n", "1"
    )
    assert done.exit_code == 0, done.output
    assert "4 runs: 2 arms, 2 samples, 1 replicates; 3 months" in done.stdout
    assert set(pd.read_parquet(here / "results" / "tried" / "runs.parquet")["seed"]) == {9}
    wrong = call("sweep", experiment, "--set", "trust.omga=3")
    assert (wrong.exit_code, "did you mean 'trust.omega'" in wrong.output) == (2, True)


def test_from_python(experiment: str, here: Path) -> None:
    import diplosim as ds

    results = ds.Experiment.load(experiment).run(out=here / "out", engine="mesa")
    assert len(results.runs) == 8
    assert results.summary.loc[("easing", "events_per_year"), "n_pairs"] == 4
    inputs, outcomes = results.to_ema(["relief_mean"])
    assert list(inputs.columns) == ["policy", "sample", "replicate", "provocation.iota"]
    assert outcomes["relief_mean"].shape == (8,)
