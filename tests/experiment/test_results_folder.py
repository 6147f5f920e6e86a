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

from diplosim.experiment import (
    Ensemble,
    FolderError,
    PlanError,
    check_folder,
    default_folder,
    prepare,
    result_files,
    results,
    run_replicates,
    safe_name,
    write_results,
)
from diplosim.metrics.columns import files as column_files
from diplosim.metrics.declared import OUTCOMES
from diplosim.results import Results
from diplosim.scenario import Scenario

Make = Callable[..., Scenario]
SAME = (
    "runs.parquet",
    "trajectories.parquet",
    "trust.parquet",
    "tables.parquet",
    "events.jsonl",
    "data_dictionary.csv",
)


def run(*arms: Scenario) -> tuple[Ensemble, dict[str, bytes]]:
    ensemble = run_replicates(arms, workers=1)
    return ensemble, result_files(ensemble)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_resolved_scenario_reproduces_the_results_byte_for_byte(tiny: Make, tmp_path: Path) -> None:
    original = tiny(
        policies=[{"pooled_fund": {"from": "2026-06", "prefund": 0.5}}], parameters={"trust.chi": 0.3}
    )
    ensemble, files = run(original)
    write_results(tmp_path / "r", ensemble, files)
    again = Scenario.load(tmp_path / "r" / "scenario.yaml")
    assert again == original
    assert run(again)[1] == files


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
    one, two = contents(tmp_path / "1"), contents(tmp_path / "2")
    del one["manifest.json"], two["manifest.json"]
    assert one == two


def test_every_column_of_every_file_is_declared_and_every_declaration_is_written(tiny: Make) -> None:
    policies = ["ghd_bundle"]
    arms = [tiny("a", months=60, replicates=2), tiny("b", months=60, replicates=2, policies=policies)]
    ensemble, files = run(*arms)
    written = {
        name: pq.read_table(io.BytesIO(files[name])).column_names
        for name in files
        if name.endswith(".parquet")
    }
    for name, columns in written.items():
        assert columns == [column.name for column in column_files()[name]]
    declared = {column.name for column in column_files()["events.jsonl"]}
    seen = {key for line in files["events.jsonl"].decode().splitlines() for key in json.loads(line)}
    assert seen <= declared
    assert set(ensemble.results[0].outcomes) == {column.name for column in OUTCOMES}
    rows = list(csv.DictReader(io.StringIO(files["data_dictionary.csv"].decode())))
    assert [(row["file"], row["column"]) for row in rows] == [
        (f, c.name) for f, cs in column_files().items() for c in cs
    ]
    assert all(row["meaning"] and row["unit"] for row in rows)


def test_types_and_counts_of_rows(tiny: Make) -> None:
    files = run(tiny("a"), tiny("b"))[1]
    runs = pq.read_table(io.BytesIO(files["runs.parquet"]))
    months = pq.read_table(io.BytesIO(files["trajectories.parquet"]))
    assert runs.num_rows == 6 and months.num_rows == 6 * 18
    assert {str(runs.schema.field(c.name).type) for c in OUTCOMES} == {"double"}
    assert str(months.schema.field("tension").type) == "float"
    traced = {(e["arm"], e["replicate"]) for e in map(json.loads, files["events.jsonl"].splitlines())}
    assert traced == {("a", 0), ("b", 0)}


def test_results_of_other_inputs_are_not_overwritten(tiny: Make, tmp_path: Path) -> None:
    ensemble, files = run(tiny())
    write_results(tmp_path, ensemble, files)
    check_folder(tmp_path, [tiny()])
    for other, word in (
        (tiny(seed=8), "seed 7, now 8"),
        (tiny(replicates=4), "replicates"),
        (tiny("x"), "tiny"),
    ):
        with pytest.raises(FolderError, match=word):
            check_folder(tmp_path, [other])
        check_folder(tmp_path, [other], force=True)
    with pytest.raises(FolderError, match="changed"):
        check_folder(tmp_path, [tiny(parameters={"trust.chi": 0.1})])


def test_a_folder_that_is_not_ours_is_not_written_into(tiny: Make, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(FolderError, match="holds no results"):
        check_folder(tmp_path, [tiny()])
    with pytest.raises(FolderError, match="a file, not a folder"):
        check_folder(tmp_path / "thesis.txt", [tiny()])
    with pytest.raises(FolderError, match="cannot write"):
        check_folder(tmp_path / "thesis.txt" / "below", [tiny()])


def test_replacing_removes_what_the_old_results_had_and_nothing_else(tiny: Make, tmp_path: Path) -> None:
    write_results(tmp_path, *run(tiny("a"), tiny("b")))
    (tmp_path / "notes.txt").write_text("mine")
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    victim = tmp_path.parent / "victim.txt"
    victim.write_text("not ours")
    manifest["files"]["../victim.txt"] = "0"
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    write_results(tmp_path, *run(tiny("c")))
    assert victim.exists() and (tmp_path / "notes.txt").exists() and (tmp_path / "scenario.yaml").exists()
    assert not list((tmp_path / "scenarios").glob("*.yaml"))


def test_a_full_disk_leaves_nothing_behind(
    tiny: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []
    real = results._write_synced

    def fills_up(path: Path, data: bytes) -> None:
        if len(written) == 3:
            path.write_bytes(data[:10])
            raise OSError(28, "No space left on device", str(path))
        written.append(path)
        real(path, data)

    ensemble, files = run(tiny())
    write_results(tmp_path / "old", ensemble, files)
    before = contents(tmp_path / "old")
    monkeypatch.setattr(results, "_write_synced", fills_up)
    for folder in ("old", "new/deeper"):
        written.clear()
        with pytest.raises(OSError, match="No space"):
            write_results(tmp_path / folder, ensemble, files)
    assert contents(tmp_path / "old") == before
    assert not (tmp_path / "new").exists()


def test_an_interrupted_rerun_does_not_replace_complete_results(tiny: Make, tmp_path: Path) -> None:
    ensemble, files = run(tiny())
    write_results(tmp_path, ensemble, files)
    part = Ensemble(ensemble.arms, ensemble.results[:1], interrupted=True)
    assert not write_results(tmp_path, part, result_files(part))
    assert pq.read_table(tmp_path / "runs.parquet").num_rows == 3
    other = Ensemble((tiny(seed=8),), ensemble.results[:1], interrupted=True)
    assert write_results(tmp_path, other, result_files(other))
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["status"] == "interrupted" and manifest["counts"] == {
        "planned": 3,
        "finished": 1,
        "failed": 0,
    }


def test_a_folder_reads_back(tiny: Make, tmp_path: Path) -> None:
    arms = (tiny("a"), tiny("b", start="2027-03"))
    write_results(tmp_path, *run(*arms))
    back = Results.open(tmp_path)
    assert back.arms == ["a", "b"] and tuple(back.scenarios) == arms
    assert len(back.runs) == 6 and len(back.trajectories) == 108 and back.start("b") == "2027-03"
    with pytest.raises(FolderError, match="not a results folder"):
        Results.open(tmp_path / "scenarios")


def test_default_folders(tiny: Make) -> None:
    a, b, c = tiny("a"), tiny("b"), tiny("c")
    assert default_folder([a]) == Path("results/a")
    assert default_folder([a, b]) == Path("results/a_vs_b")
    assert default_folder([a, b, c]) == Path("results/a_vs_b_and_1_more")


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
