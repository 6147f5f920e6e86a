"""What lies in a results folder: the same bytes for the same inputs, never over what is not ours."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import diplosim as ds
from diplosim.api import default_folder, execute
from diplosim.experiment import (
    FolderError,
    How,
    PlanError,
    definition_of,
    folder,
    load_definition,
    make_plan,
    prepare,
    safe_name,
)
from diplosim.metrics.declared import METRICS, OUTCOMES
from diplosim.results import Results, open_results
from diplosim.scenario import Scenario

Make = Callable[..., Scenario]


def run(target: Path, *arms: Scenario, **how: bool) -> Path:
    definition = definition_of(arms)
    execute(definition, make_plan(definition, "mesa"), target, How(workers=1, **how))
    return target


def contents(target: Path) -> dict[str, bytes]:
    found = {str(p.relative_to(target)): p.read_bytes() for p in target.rglob("*") if p.is_file()}
    return {name: data for name, data in found.items() if name not in ("manifest.json", "run.lock")}


@pytest.mark.slow
def test_the_resolved_scenario_and_the_resolved_experiment_reproduce_the_results_byte_for_byte(
    tiny: Make, tmp_path: Path
) -> None:
    original = tiny(
        policies=[{"pooled_fund": {"from": "2026-06", "prefund": 0.5}}], parameters={"trust.chi": 0.3}
    )
    first = contents(run(tmp_path / "r", original))
    again = Scenario.load(tmp_path / "r" / "scenario.yaml")
    assert again == original
    assert contents(run(tmp_path / "s", again)) == first
    definition = load_definition(tmp_path / "r" / "experiment.yaml")
    assert definition.arms == (original,)
    execute(definition, make_plan(definition, "mesa"), tmp_path / "t", How(workers=1))
    assert contents(tmp_path / "t") == first


@pytest.mark.slow
def test_runs_in_memory_are_saved_with_the_bytes_of_a_run_into_the_folder(tiny: Make, tmp_path: Path) -> None:
    arms = [tiny("a"), tiny("b", months=12, policies=["unconditional_easing"])]
    with pytest.warns(UserWarning, match="differ in months"):
        results = ds.compare(arms, engine="mesa")
    folder = results.save(tmp_path / "saved")
    assert contents(folder) == contents(run(tmp_path / "ran", *arms))
    back = ds.open_results(folder)
    assert back.runs.equals(results.runs) and back.trajectories.equals(results.trajectories)
    assert (
        back.events == results.events
        and back.trust.equals(results.trust)
        and back.tables.equals(results.tables)
    )
    assert back.compare().equals(results.compare())
    for name in ("median", "diff_mean", "diff_low", "diff_high"):
        assert back.table[name].tolist() == pytest.approx(
            results.table[name].astype(float).tolist(), nan_ok=True
        )


@pytest.mark.slow
def test_bytes_do_not_depend_on_the_hash_seed(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; import diplosim as ds\n"
        "s = ds.Scenario.from_dict({'scenario': 1, 'name': 's', 'months': 12, 'seed': 3, 'replicates': 2,"
        " 'policies': ['ghd_bundle']})\n"
        "ds.simulate(s).save(sys.argv[1])"
    )
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code, tmp_path / seed], check=True, env=env, timeout=120)
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


@pytest.mark.slow
def test_every_column_of_every_file_is_declared_and_every_declaration_is_written(
    tiny: Make, tmp_path: Path
) -> None:
    arms = [tiny("a", months=60, replicates=2), tiny("b", months=60, replicates=2, policies=["ghd_bundle"])]
    run(tmp_path, *arms)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "data_dictionary.csv").read_text())))
    assert all(row["meaning"] and row["unit"] for row in rows)
    told = {(row["file"], row["column"]): (row["better"], row["source"]) for row in rows}
    for file, columns in (
        ("runs.parquet", OUTCOMES),
        ("trajectories.parquet", METRICS),
        ("quantiles.parquet", METRICS),
    ):
        assert all(told[file, column.name] == (column.better or "", column.source) for column in columns)
    declared: dict[str, list[str]] = {}
    for row in rows:
        declared.setdefault(row["file"], []).append(row["column"])
    for path in tmp_path.glob("*.parquet"):
        assert pq.read_schema(path).names == declared.pop(path.name), path.name
    assert (tmp_path / "summary.csv").read_text().splitlines()[0].split(",") == declared.pop("summary.csv")
    seen = {key for line in (tmp_path / "events.jsonl").read_text().splitlines() for key in json.loads(line)}
    assert seen <= set(declared.pop("events.jsonl")) and not declared


def test_types_and_counts_of_rows(tiny: Make, tmp_path: Path) -> None:
    run(tmp_path, tiny("a"), tiny("b"))
    runs, months = (pq.read_table(tmp_path / f"{name}.parquet") for name in ("runs", "trajectories"))
    assert runs.num_rows == 6 and months.num_rows == 6 * 18
    assert {str(runs.schema.field(c.name).type) for c in OUTCOMES} == {"double"}
    assert str(months.schema.field("tension").type) == "float"
    traced = {
        (e["arm"], e["replicate"])
        for e in map(json.loads, (tmp_path / "events.jsonl").read_text().splitlines())
    }
    assert traced == {("a", 0), ("b", 0)}


@pytest.mark.slow
def test_results_of_other_inputs_are_not_overwritten(tiny: Make, tmp_path: Path) -> None:
    run(tmp_path, tiny())
    run(tmp_path, tiny())
    for other, word in (
        (tiny(seed=8), "seed 7, now 8"),
        (tiny(replicates=1), "replicates"),
        (tiny("x"), "tiny"),
        (tiny(parameters={"trust.chi": 0.1}), "arm 'tiny' has changed"),
    ):
        with pytest.raises(FolderError, match=f"holds results of other inputs.*{word}"):
            run(tmp_path, other)
    run(tmp_path, tiny(seed=8), force=True)
    assert set(pq.read_table(tmp_path / "runs.parquet")["seed"].to_pylist()) == {8}


@pytest.mark.slow
def test_replacing_removes_what_the_old_results_had_and_nothing_else(tiny: Make, tmp_path: Path) -> None:
    folder = run(tmp_path / "r", tiny("a"), tiny("b"))
    (folder / "notes.txt").write_text("mine")
    manifest = json.loads((folder / "manifest.json").read_text())
    victim = tmp_path / "victim.txt"
    victim.write_text("not ours")
    manifest["files"]["../victim.txt"] = "0"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    run(folder, tiny("c"), force=True)
    assert victim.exists() and (folder / "notes.txt").exists() and (folder / "scenario.yaml").exists()
    assert not list((folder / "scenarios").glob("*.yaml"))


@pytest.mark.slow
def test_force_takes_nothing_from_a_folder_that_was_never_ours(tiny: Make, tmp_path: Path) -> None:
    for name in ("chunks", "reruns"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "thesis.txt").write_text("mine")
    with pytest.raises(FolderError, match="holds no results"):
        run(tmp_path, tiny())
    (tmp_path / "chunks" / "thesis.txt").rename(tmp_path / "thesis.txt")
    (tmp_path / "chunks").rmdir()
    run(tmp_path, tiny(), force=True)
    assert (tmp_path / "reruns" / "thesis.txt").exists() and (tmp_path / "thesis.txt").exists()


@pytest.mark.slow
def test_a_full_disk_leaves_the_finished_chunks_and_no_half_results(
    tiny: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = contents(run(tmp_path / "whole", tiny()))
    real, written = folder.write_synced, list[Path]()

    def fills_up(path: Path, data: bytes) -> None:
        if len(written) == 3:
            path.write_bytes(data[:10])
            raise OSError(28, "No space left on device", str(path))
        written.append(path)
        real(path, data)

    with monkeypatch.context() as patched:
        patched.setattr(folder, "write_synced", fills_up)
        with pytest.raises(OSError, match="No space"):
            run(tmp_path / "r", tiny())
    with pytest.raises(FolderError, match="unfinished results of 3 runs"):
        open_results(tmp_path / "r")
    assert contents(run(tmp_path / "r", tiny())) == whole


@pytest.mark.slow
def test_a_folder_reads_back(tiny: Make, tmp_path: Path) -> None:
    arms = (tiny("a"), tiny("b", start="2027-03"))
    run(tmp_path, *arms)
    back = Results.open(tmp_path)
    assert back.arms == ("a", "b") and tuple(back.scenarios) == arms and back.traced and not back.is_sweep
    assert len(back.runs) == 6 and len(back.trajectories) == 108 and back.start("b") == "2027-03"
    with pytest.raises(FolderError, match="not a results folder"):
        Results.open(tmp_path / "scenarios")
    (tmp_path / "trust.parquet").unlink()
    with pytest.raises(ds.DiplosimError, match=r"trust\.parquet: there is no such file"):
        _ = Results.open(tmp_path).trust


def test_default_folders(tiny: Make) -> None:
    a, b, c = tiny("a"), tiny("b"), tiny("c")
    names = {default_folder(definition_of(arms)).as_posix() for arms in ([a], [a, b], [a, b, c])}
    assert names == {"results/a", "results/a_vs_b", "results/a_vs_b_and_1_more"}


@pytest.mark.parametrize("name", ["../up", "a/b", "a,b", "..", "", "naïve name", "con:1"])
def test_any_name_is_a_safe_file_name(name: str) -> None:
    safe = safe_name(name)
    assert safe and not set(safe) & set('/\\:*?"<>|, ') and not safe.startswith(".")


def test_arms_that_would_not_pair_up_are_refused(tiny: Make) -> None:
    a, b = tiny("a"), tiny("b", seed=8)
    with pytest.raises(PlanError, match="differ in seed"):
        prepare([a, b])
    assert [arm.seed for arm in prepare([a, b], seed=3)] == [3, 3]
    with pytest.raises(PlanError, match="differ in replicates"):
        prepare([a, tiny("b", replicates=9)])
    with pytest.raises(PlanError, match="two scenarios are called 'a'"):
        prepare([a, a])
    with pytest.raises(PlanError, match="at least one"):
        prepare([])
    with pytest.raises(PlanError, match="at least 1"):
        prepare([a], replicates=0)
