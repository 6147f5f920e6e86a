from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

import diplosim as ds
from diplosim.experiment.folder import locked, manifest_bytes
from diplosim.experiment.plan import make_plan
from diplosim.experiment.reading import load_definition
from diplosim.experiment.store import Store
from diplosim.figures import alternative_text
from diplosim.results import read_summary
from tests.experiment.sweeps import chunk_bytes

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


@pytest.mark.slow
def test_a_sweep_ends_with_a_table_figures_and_a_folder_and_draws_again_what_is_deleted(
    call: Call, experiment: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = call("sweep", experiment, "--engine", "mesa", "--csv")
    assert done.exit_code == 0, done.output
    assert "Does it work?" in done.stdout
    assert "8 runs: 2 arms, 2 samples, 2 replicates; 6 months from 2026-01" in done.stdout
    assert "Provocations a year (events_per_year) (lower is better); status_quo:" in done.stdout
    assert "against status_quo" in done.stdout and "middle 90 %" in done.stdout
    assert "4 pairs (2 samples × 2 replicates)" in " ".join(done.stdout.split())
    assert "A thinking aid, not a forecast" in done.stdout
    folder = here / "results" / "tried"
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json", "plan.json", "experiment.yaml", "scenarios", "runs.parquet", "runs.csv", "samples.parquet",
        "trajectories.csv", "trajectories.parquet", "quantiles.parquet", "quantiles.csv", "summary.csv",
        "data_dictionary.csv", "figures", "analysis", "reruns", "report.html", "run.lock",
    }  # fmt: skip
    pictures = {
        f"{name}.{form}" for name in ("fan", "effects", "regret", "pareto") for form in ("png", "svg")
    }
    assert {path.name for path in (folder / "figures").iterdir()} == pictures
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["counts"] == {"planned": 8, "finished": 8, "failed": 0, "resumed": 0}
    assert "figures/fan.png" in manifest["files"]
    csv = pd.read_csv(folder / "runs.csv")
    assert csv["provocation.iota"].tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    figures = folder / "figures"
    before = {path.name: path.read_bytes() for path in figures.iterdir()}
    (figures / "effects.png").unlink()
    monkeypatch.setattr("diplosim.experiment.pipeline._fill", lambda *_: pytest.fail("it runs again"))
    again = call("sweep", experiment, "--engine", "mesa", "--csv")
    assert again.exit_code == 0, again.output
    assert {path.name: path.read_bytes() for path in figures.iterdir()} == before


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
    for text in ("2: status_quo, easing", "provocation.iota in 0, 1", "200 of 6 months", "about", "MB"):
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
    assert "in use by another process" in done.output


def test_failed_runs_give_status_1_and_can_be_repeated_one_by_one(call: Call, here: Path) -> None:
    text = EXPERIMENT.replace("provocation.iota: {values: [0, 1]}",
                              "provocation.p2: {values: [0.2, 0.6]}, provocation.p3: {values: [0.1, 0.4]}")  # fmt: skip
    (here / "x.yaml").write_text(text)
    done = call("sweep", "x.yaml", "--engine", "mesa", "--no-figures")
    assert done.exit_code == 1
    assert "4 of 16 runs failed" in done.output
    assert "16 runs (4 failed): 2 arms" in done.stdout
    assert "Fewer than 8 pairs (a run failed or has no value): easing 6." in done.stdout
    assert "exceeds 1" in done.output


@pytest.mark.slow
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
    done = call("rerun", "results/tried", "3", "--unverified")
    assert done.exit_code == 1
    assert "differs from the stored run in economy_end" in done.output


def test_options_change_the_experiment(call: Call, experiment: str, here: Path) -> None:
    done = call(
        "sweep", experiment, "--engine", "mesa", "--no-figures", "--set", "months=3", "--seed", "9", "-n", "1"
    )
    assert done.exit_code == 0, done.output
    assert "4 runs: 2 arms, 2 samples, 1 replicate; 3 months" in done.stdout
    assert "One replicate: all samples meet the same history of shocks." in " ".join(done.stdout.split())
    assert set(pd.read_parquet(here / "results" / "tried" / "runs.parquet")["seed"]) == {9}
    wrong = call("sweep", experiment, "--set", "trust.omga=3")
    assert (wrong.exit_code, "did you mean 'trust.omega'" in wrong.output) == (2, True)


@pytest.mark.slow
def test_from_python(experiment: str, here: Path) -> None:
    results = ds.Experiment.load(experiment).run(out=here / "out", engine="mesa")
    assert len(results.runs) == 8
    assert results.summary.loc[("easing", "events_per_year"), "n_pairs"] == 4
    inputs, outcomes = results.to_ema(["relief_mean"])
    assert list(inputs.columns) == ["provocation.iota", "scenario", "policy", "model", "replicate"]
    assert outcomes["relief_mean"].shape == (8,)
    drawn = alternative_text(results.plot())
    assert drawn.startswith("Easing against status quo, pair by pair") and "(2 parameter samples × 2" in drawn
    assert "seed 5" in alternative_text(results.plot(["tension"], figure="fan"))
    with pytest.raises(ds.DiplosimError, match="diplosim rerun"):
        results.plot(figure="lanes")


def test_every_number_of_the_table_is_that_of_the_summary(call: Call, experiment: str, here: Path) -> None:
    done = call("sweep", experiment, "--engine", "mesa", "--no-figures")
    row = (
        read_summary(here / "results" / "tried").set_index(["arm", "outcome"]).loc[("easing", "relief_mean")]
    )
    [line] = [line for line in done.stdout.split("relief_mean:")[1].splitlines() if line.startswith("easing")]
    _, middle, low, _, high, *shares = line.split()
    assert float(middle) == pytest.approx(row["diff_median"], abs=0.005)
    assert (float(low), float(high)) == pytest.approx((row["diff_p05"], row["diff_p95"]), abs=0.005)
    assert (
        shares == ["–", "0", "of", "4", "–"] and row["share_equal"] == 0.0
    )  # relief is a means: never better or worse


@pytest.mark.slow
def test_arms_are_listed_best_first_and_long_names_leave_the_numbers_whole(call: Call, here: Path) -> None:
    long = "a_policy_with_a_name_that_goes_on_and_on_for_ever_and_ever"
    arms = f"{{status_quo: [], pressure: [maximum_pressure], {long}: [ghd_bundle]}}"
    text = EXPERIMENT.replace("{status_quo: [], easing: [unconditional_easing]}", arms).replace(
        "6, seed", "24, seed"
    )
    (here / "x.yaml").write_text(text.replace("relief_mean", "trust_rivals_end"))
    done = call("sweep", "x.yaml", "--engine", "mesa", "--no-figures", "-n", "3")
    assert done.exit_code == 0, done.output
    assert "Variance of a difference with independent shocks" in done.stdout
    body = done.stdout.split("DPRK trust in rivals, end")[1]
    assert 0 < body.index("a_policy_with") < body.index("pressure")
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    assert "…" not in body and all(part in body for part in long.split("_"))


@pytest.mark.slow
def test_plot_draws_what_a_sweep_holds_and_says_what_it_cannot(
    call: Call, experiment: str, here: Path
) -> None:
    call("sweep", experiment, "--engine", "mesa", "--no-figures")
    everything = call("plot", "results/tried", "--format", "pdf")
    assert everything.exit_code == 0, everything.output
    assert everything.stdout.split() == [
        f"results/tried/figures/{name}.pdf" for name in ("fan", "health", "effects")
    ]
    reason = "an experiment keeps no decisions of its runs (events.jsonl, tables.parquet); repeat one run with them: "
    how = "diplosim rerun results/tried 0, then diplosim plot results/tried/reruns/000000"
    assert everything.stderr == f"not drawn: pipeline, lanes, ripeness, money, network: {reason}{how}\n"
    asked = call("plot", "results/tried", "--figure", "lanes")
    assert (asked.exit_code, asked.stdout) == (2, "") and how in asked.stderr
    assert call("rerun", "results/tried", "7", "--quiet").exit_code == 0
    assert call("plot", "results/tried/reruns/000007", "--figure", "lanes", "--format", "svg").exit_code == 0


def test_plot_needs_finished_results(call: Call, experiment: str, here: Path) -> None:
    call("sweep", experiment, "--engine", "mesa", "--no-figures")
    path = here / "results" / "tried" / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_bytes(
        manifest_bytes({**manifest, "status": "interrupted", "counts": {**manifest["counts"], "finished": 3}})
    )
    half = call("plot", "results/tried")
    assert half.exit_code == 2 and "holds 3 of 8 runs of an interrupted sweep; finish it first" in half.stderr
    path.write_bytes(manifest_bytes({**manifest, "counts": {**manifest["counts"], "failed": 8}}))
    none = call("plot", "results/tried")
    assert none.exit_code == 2 and "has no finished run to draw" in none.stderr


@pytest.mark.slow
def test_resuming_says_how_much_was_kept(call: Call, here: Path) -> None:
    (here / "x.yaml").write_text(
        EXPERIMENT.replace("replicates: 2", "replicates: 12").replace("months: 6", "months: 60")
    )
    definition = load_definition(here / "x.yaml")
    plan = make_plan(definition, "mesa")
    with Store.open(here / "results" / "tried", plan) as store:
        store.add(0, chunk_bytes(plan, 0))
    again = call("sweep", "x.yaml", "--engine", "mesa", "--no-figures", "--workers", "1")
    kept = len(plan.numbers(0))
    assert 0 < kept < 48 and f"{kept} of 48 runs are kept from before" in again.stderr


def test_the_progress_of_a_sweep_counts_failed_runs(here: Path) -> None:
    text = EXPERIMENT.replace("provocation.iota: {values: [0, 1]}",
                              "provocation.p2: {values: [0.2, 0.6]}, provocation.p3: {values: [0.1, 0.4]}")  # fmt: skip
    (here / "x.yaml").write_text(text)
    seen: list[tuple[int, int, int]] = []
    with pytest.warns(UserWarning, match="4 of 16 runs failed"):
        ds.Experiment.load("x.yaml").run(
            out=here / "out", engine="mesa", progress=lambda *told: seen.append(told)
        )
    assert seen[-1] == (16, 4, 16)


@pytest.mark.slow
def test_a_varied_month_reads_as_a_date_wherever_a_sample_is_told(call: Call, here: Path) -> None:
    (here / "x.yaml").write_text(
        "experiment: 1\nscenario: {scenario: 1, months: 12}\narms: {a: [], b: [pooled_fund]}\nreplicates: 1\n"
        "vary: {policies.pooled_fund.from: {values: [2026-02, 2026-05]}, trust.lam_neg: {values: [1.5, 3]}}\n"
        "design: {method: grid}\n"
    )
    assert call("run", "x.yaml", "--engine", "mesa", "-q", "--no-figures", "--out", "r").exit_code == 0
    told = call("rerun", "r", "1").stdout
    assert "policies.pooled_fund.from 2026-02" in told
    told = call("structure", "r", "--by", "policies.pooled_fund.from", "--no-figures").stdout
    assert "policies.pooled_fund.from = 2026-02, 2026-05" in told
    rows = pd.read_csv(here / "r" / "analysis" / "structure.csv")
    assert set(rows["value"]) == {"2026-02", "2026-05"}
