from __future__ import annotations

import errno
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import Result

from diplosim.experiment import folder as writing
from diplosim.experiment import mesa_engine, store

Call = Callable[..., Result]
Write = Callable[..., str]
DATA = {
    "manifest.json", "plan.json", "experiment.yaml", "runs.parquet", "trajectories.parquet", "quantiles.parquet",
    "trust.parquet", "tables.parquet", "events.jsonl", "summary.csv", "data_dictionary.csv", "run.lock",
}  # fmt: skip


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_one_scenario_writes_all_files_and_figures(call: Call, here: Path, scenario_file: Write) -> None:
    done = call("run", scenario_file(), "--csv")
    assert done.exit_code == 0, done.stderr
    folder = here / "results" / "quick"
    names = ("fan", "health", "lanes", "ripeness", "money", "network")
    figures = {f"figures/{name}.{form}" for name in names for form in ("png", "svg")}
    csv = {"runs.csv", "trajectories.csv", "quantiles.csv"}
    assert files(folder) == DATA | figures | csv | {"scenario.yaml", "report.html"}
    manifest = json.loads((folder / "manifest.json").read_text())
    assert set(manifest["files"]) == files(folder) - {"manifest.json", "run.lock"}
    assert manifest["status"] == "done" and manifest["counts"] == {
        "planned": 2,
        "finished": 2,
        "failed": 0,
        "resumed": 0,
    }
    assert "not a forecast" in done.stdout and "Results: results/quick" in done.stdout


@pytest.mark.slow
def test_several_scenarios_are_compared_with_the_first(call: Call, here: Path, scenario_file: Write) -> None:
    names = [
        scenario_file("one"),
        scenario_file("two", "policies: [unconditional_easing]\n"),
        scenario_file("three"),
    ]
    done = call("run", *names, "--no-figures")
    assert done.exit_code == 0, done.stderr
    folder = here / "results" / "one_vs_two_and_1_more"
    assert files(folder) == DATA | {f"scenarios/{name}" for name in names}
    for arm in ("two", "three"):
        assert f"{arm} compared with one, under the same shocks" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    summary = (folder / "summary.csv").read_text().splitlines()
    three = next(line for line in summary if line.startswith("three,one,events_per_year,"))
    assert ",1.0,0.0," in three  # an arm equal to the reference: every pair equal, none worse


@pytest.mark.slow
def test_rerunning_the_resolved_scenarios_gives_the_same_bytes(
    call: Call, here: Path, scenario_file: Write
) -> None:
    change = [
        "--set",
        "trust.lam_neg=2.5",
        "--policy",
        "pooled_fund:prefund=0.8,from=2026-03",
        "--seed",
        "11",
    ]
    first, second = scenario_file("one"), scenario_file("two", "parameters: {trust.chi: 0.2}\n")
    assert call("run", first, second, *change, "-q", "--no-figures", "--out", "a").exit_code == 0
    repeat = json.loads(Path("a/manifest.json").read_text())["repeat"].removeprefix("diplosim run ").split()
    names = ("one", "one_and_pooled_fund", "two", "two_and_pooled_fund")
    scenarios = [f"scenarios/{name}.yaml" for name in names]
    for out, again in (("b", repeat), ("c", scenarios)):
        assert (
            call("run", *[f"a/{name}" for name in again], "-q", "--no-figures", "--out", out).exit_code == 0
        )
        assert files(Path("a")) == files(Path(out))
        for name in files(Path("a")) - {"manifest.json", "run.lock"}:
            assert Path("a", name).read_bytes() == Path(out, name).read_bytes(), name


@pytest.mark.slow
def test_a_run_of_scenarios_that_was_interrupted_goes_on(
    call: Call, scenario_file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ("run", scenario_file("one", replicates=6), scenario_file("two", replicates=6, months=6),
               "--engine", "mesa", "--workers", "1", "--no-figures")  # fmt: skip
    real = store.Store.add

    def stop(self: store.Store, index: int, data: bytes) -> None:
        real(self, index, data)
        raise KeyboardInterrupt

    assert call(*command, "--out", "whole").exit_code == 0
    with monkeypatch.context() as patched:
        patched.setattr(store.Store, "add", stop)
        stopped = call(*command, "--out", "r")
    assert (
        stopped.exit_code == 130 and "5 of 12 runs are kept in r; the same command goes on" in stopped.stderr
    )
    half = call("compare", "r")
    assert half.exit_code == 2 and "r holds unfinished results (5 of 12 runs so far)" in half.stderr
    again = call(*command, "--out", "r")
    assert again.exit_code == 0 and "5 of 12 runs are kept from before" in again.stderr
    for name in files(Path("whole")) - {"manifest.json", "run.lock"}:
        assert Path("whole", name).read_bytes() == Path("r", name).read_bytes(), name


def test_a_dry_run_of_scenarios_counts_and_writes_nothing(
    call: Call, here: Path, scenario_file: Write
) -> None:
    done = call("run", scenario_file("one"), scenario_file("two", months=6), "--dry-run", "--engine", "mesa")
    assert done.exit_code == 0 and "2: one, two" in done.stdout and "4 of 6 to 12 months" in done.stdout
    assert not (here / "results").exists()


def test_options_of_experiments_and_of_scenarios_are_told_apart(
    call: Call, here: Path, scenario_file: Write
) -> None:
    many = call("run", scenario_file(), "--samples", "8")
    assert many.exit_code == 2 and "--samples goes with an experiment" in many.stderr
    (here / "x.yaml").write_text("experiment: 1\nscenario: quick.yaml\n")
    other = call("run", "x.yaml", "--policy", "grit")
    assert other.exit_code == 2 and "--policy goes with scenarios" in other.stderr


def test_results_of_an_earlier_version_are_named_with_the_mend(call: Call, scenario_file: Write) -> None:
    file = scenario_file()
    assert call("run", file, "-q", "--no-figures", "--out", "r").exit_code == 0
    path = Path("r/manifest.json")
    path.write_text(path.read_text().replace('"format": 3', '"format": 1'))
    read = call("compare", "r")
    assert read.exit_code == 2 and "r was written by another version of diplosim (layout 1" in read.stderr
    assert "diplosim run FILE... --out r --force" in read.stderr
    write = call("run", file, "-q", "--no-figures", "--out", "r")
    assert write.exit_code == 2 and "results of an earlier version" in write.stderr
    assert call("run", file, "-q", "--no-figures", "--out", "r", "--force").exit_code == 0


@pytest.mark.slow
def test_a_run_of_scenarios_can_be_repeated_one_by_one(call: Call, scenario_file: Write) -> None:
    command = ("run", scenario_file("one"), scenario_file("two", "policies: [unconditional_easing]\n"))
    assert call(*command, "-q", "--no-figures", "--out", "r").exit_code == 0
    done = call("rerun", "r", "3")
    assert done.exit_code == 0 and "Run 3: arm two, sample 0, replicate 1, seed 5" in done.stdout
    assert "to the last bit" in done.stdout
    told = call("explain", "r/reruns/000003")
    assert told.exit_code == 0 and "replicate 1" in told.stdout
    assert call("run", "r/reruns/000003/experiment.yaml", "-q", "--no-figures", "--out", "s").exit_code == 0
    assert Path("s/events.jsonl").read_bytes() == Path("r/reruns/000003/events.jsonl").read_bytes()


@pytest.mark.slow
def test_same_inputs_again_are_fine_and_other_inputs_need_force(call: Call, scenario_file: Write) -> None:
    file = scenario_file()
    quiet = ("-q", "--no-figures", "--out", "r")
    assert call("run", file, *quiet).exit_code == 0
    again = call("run", file, *quiet)
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "")
    other = call("run", file, *quiet, "--seed", "6")
    assert other.exit_code == 2 and "seed 5, now 6" in other.stderr and "--force" in other.stderr
    assert call("run", file, *quiet, "--seed", "6", "--force").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.yaml"], "missing.yaml:1:1:"),
        (["typo.yaml"], "typo.yaml:6:14: unknown parameter 'trust.lam_ng'; did you mean 'trust.lam_neg'?"),
        (["quick.yaml", "typo.yaml"], "typo.yaml:6:14:"),
        (["experiment.yaml"], "experiment.yaml:2:1: the experiment needs 'scenario'"),
        (["quick.yaml", "--set", "trust.lam_ng=1"], "did you mean 'trust.lam_neg'?"),
        (["quick.yaml", "--set", "trust.lam_neg"], "write KEY=VALUE"),
        (["quick.yaml", "--set", "trust.lam_neg=many"], "trust.lam_neg must be a number"),
        (["quick.yaml", "--set", "trust.lam_neg=[1"], "a bracket opened in line 1 is not closed"),
        (["quick.yaml", "--set", "monts=3"], "did you mean 'months'?"),
        (["quick.yaml", "--set", "seed=3"], "--seed 3"),
        (["quick.yaml", "--policy", "poled_fund"], "did you mean 'pooled_fund'?"),
        (["quick.yaml", "--policy", "pooled_fund:prefnd=1"], "did you mean 'prefund'?"),
        (["quick.yaml", "--policy", "pooled_fund:prefund"], "write NAME:KEY=VALUE"),
        (["quick.yaml", "--policy", "pooled_fund:prefund=1,prefund=0"], "given twice"),
        (["quick.yaml", "--plugin", "nowhere.py"], "nowhere.py"),
        (["quick.yaml", "quick.yaml"], "two scenarios are called 'quick'"),
        (["quick.yaml", "seven.yaml"], "differ in seed"),
        (["quick.yaml", "--out", "quick.yaml"], "is a file, not a folder"),
        (["quick.yaml", "--replicates", "0"], "--replicates"),
        (["quick.yaml", "--seed", "x"], "--seed"),
        ([], "FILE..."),
    ],
)
def test_wrong_input_is_exit_2_in_plain_words_and_writes_nothing(
    call: Call, here: Path, scenario_file: Write, arguments: list[str], said: str
) -> None:
    scenario_file()
    scenario_file("typo", "parameters: {trust.lam_ng: 2}\n")
    (here / "experiment.yaml").write_text("# a sweep\nexperiment: 1\nname: x\n")
    (here / "seven.yaml").write_text("scenario: 1\nname: seven\nmonths: 12\nseed: 7\nreplicates: 2\n")
    before = files(here)
    done = call("run", *arguments)
    assert done.exit_code == 2 and said in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr and done.stdout == ""
    assert files(here) == before and not (here / "results").exists()


@pytest.mark.slow
def test_the_compiled_engine_without_numba_is_exit_2_and_auto_goes_on(
    call: Call, here: Path, scenario_file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diplosim.experiment.engines.missing", lambda: "No module named 'numba'")
    file = scenario_file()
    refused = call("run", file, "--engine", "compiled", "--out", "r")
    assert refused.exit_code == 2 and files(here) == {file}
    assert 'Numba is not installed; get it with pip install "diplosim[fast]"' in refused.stderr
    done = call("run", file, "--out", "r", "--no-figures")
    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(Path("r/manifest.json").read_text())["engine"] == "portable"
    monkeypatch.setitem(sys.modules, "wasmtime", None)
    slow = call("run", file, "--out", "s", "--no-figures")
    assert slow.exit_code == 0 and len(slow.stderr.splitlines()) == 1
    assert 'pip install "diplosim[fast]"' in slow.stderr
    assert json.loads(Path("s/manifest.json").read_text())["engine"] == "mesa"


def test_all_problems_of_all_files_at_once(call: Call, scenario_file: Write) -> None:
    one = scenario_file("one", "parameters: {trust.lam_ng: 2, provocation.iot: 1}\n")
    done = call("run", one, scenario_file("two", "policies: [grit_]\n"))
    assert done.exit_code == 2 and len(done.stderr.splitlines()) == 3
    assert all(line.split(":")[0] in ("one.yaml", "two.yaml") for line in done.stderr.splitlines())


def test_failed_runs_are_exit_1_rows_and_words(
    call: Call, scenario_file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Fails(mesa_engine()):  # type: ignore[misc]
        def step(self) -> None:
            if self.replicate == 1:
                raise ValueError("tension is not a number")
            super().step()

    monkeypatch.setattr("diplosim.experiment.run.mesa_engine", lambda: Fails)
    done = call("run", scenario_file(replicates=3), "--engine", "mesa", "--out", "r", "--no-figures")
    assert done.exit_code == 1
    assert "replicate 1, seed 5: ValueError: tension is not a number" in done.stderr
    assert "1 of 3 runs failed" in done.stderr and "Traceback" not in done.stderr
    runs = pq.read_table("r/runs.parquet").to_pylist()
    assert [run["status"] for run in runs] == ["ok", "failed", "ok"]
    assert runs[1]["error"] == "ValueError: tension is not a number" and runs[1]["events_per_year"] is None
    assert json.loads(Path("r/manifest.json").read_text())["status"] == "failed runs"


def test_when_every_run_fails_the_folder_still_says_why(
    call: Call, scenario_file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Fails(mesa_engine()):  # type: ignore[misc]
        def step(self) -> None:
            raise ValueError("no")

    monkeypatch.setattr("diplosim.experiment.run.mesa_engine", lambda: Fails)
    done = call("run", scenario_file("a"), scenario_file("b"), "--engine", "mesa", "--out", "r")
    assert done.exit_code == 1 and "4 of 4 runs failed" in done.stderr
    assert pq.read_table("r/runs.parquet").num_rows == 4 and Path("r/summary.csv").exists()


def test_a_read_only_folder_is_refused_before_the_first_run(
    call: Call, here: Path, scenario_file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = scenario_file()
    monkeypatch.setattr(store.os, "access", lambda path, mode: False)
    monkeypatch.setattr("diplosim.experiment.pipeline._fill", lambda *arguments: pytest.fail("it ran"))
    done = call("run", file, "--out", "closed/r")
    assert done.exit_code == 2 and "cannot write into" in done.stderr and "--out" in done.stderr
    assert files(here) == {file}


def test_a_full_disk_is_one_line_exit_1_and_no_half_results(
    call: Call, here: Path, scenario_file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        path.write_bytes(data[:100])
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    file = scenario_file()
    monkeypatch.setattr(writing, "write_synced", full)
    done = call("run", file, "--engine", "mesa", "--out", "r", "--no-figures")
    assert done.exit_code == 1 and "No space left on device; the finished chunks are kept in r" in done.stderr
    assert len(done.stderr.splitlines()) == 1 and files(here) == {file, "r/run.lock"}


def test_an_internal_error_is_one_line_and_debug_shows_the_traceback(
    call: Call, scenario_file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object, **named: object) -> None:
        raise KeyError("surprise")

    monkeypatch.setattr("diplosim.experiment.make_plan", broken)
    file = scenario_file()
    done = call("run", file)
    assert done.exit_code == 1 and len(done.stderr.splitlines()) == 1
    assert "KeyError: 'surprise'" in done.stderr and "please report" in done.stderr
    told = call("run", file, "--debug")
    assert told.exit_code == 1 and "Traceback" in told.stderr


@pytest.mark.slow
def test_a_policy_that_changes_nothing_is_a_warning_by_name(call: Call, scenario_file: Write) -> None:
    done = call("run", scenario_file(), "--policy", "grit:strength=0", "--out", "r", "--no-figures")
    assert done.exit_code == 0 and "grit" in done.stderr and "changes nothing" in done.stderr


@pytest.mark.slow
def test_horizons_that_differ_are_pointed_out(call: Call, scenario_file: Write) -> None:
    done = call("run", scenario_file("a"), scenario_file("b", months=6), "--out", "r", "--no-figures")
    assert done.exit_code == 0 and "differ in months" in done.stderr


@pytest.mark.slow
def test_many_scenarios_get_no_single_histories(call: Call, scenario_file: Write) -> None:
    names = [scenario_file(f"s{number}", replicates=1, months=6) for number in range(5)]
    done = call("run", *names, "--out", "r")
    assert done.exit_code == 0 and {p.name for p in Path("r/figures").iterdir()} == {
        "fan.png", "fan.svg", "effects.png", "effects.svg", "pipeline.png", "pipeline.svg",
    }  # fmt: skip
