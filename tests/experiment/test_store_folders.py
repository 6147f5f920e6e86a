"""Whose a results folder is: finished, interrupted, of another plan, in use, full, or not ours at all."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from diplosim.experiment import FolderError, owned, store
from diplosim.experiment.folder import FORMAT, LOCK, MANIFEST, locked, manifest_bytes, sha256_of
from diplosim.experiment.store import Store
from tests.experiment.sweeps import chunk_bytes, plan_of, run, small, sums

DEFINITION = small()
PLAN = plan_of(DEFINITION)


def test_results_are_complete_while_every_table_is_unchanged_and_what_is_derived_may_be_gone(
    tmp_path: Path,
) -> None:
    kept, table = Store(tmp_path, PLAN), tmp_path / "runs.parquet"
    table.write_bytes(b"runs")
    derived = dict.fromkeys(("analysis/gone.csv", "figures/gone.png", "report.html"), "0" * 64)
    files = {**derived, table.name: sha256_of(table)}
    manifest = {"format": FORMAT, "status": "done", "plan": {}, "files": files}

    def finished(**changes: object) -> bool:
        (tmp_path / MANIFEST).write_bytes(manifest_bytes(manifest | changes))
        return kept.finished_manifest() is not None

    assert finished() and finished(status="failed runs")
    assert not finished(status="interrupted")
    assert not finished(format=FORMAT - 1) and not finished(format=FORMAT + 1)
    assert finished()
    path = tmp_path / MANIFEST
    path.write_text(path.read_text(encoding="utf-8").replace('"plan": {}', '"plan": []'), encoding="utf-8")
    assert kept.finished_manifest() is None  # somebody has edited it
    assert finished()
    table.write_bytes(b"ruins")
    assert not finished()
    table.unlink()
    assert not finished()
    (tmp_path / MANIFEST).unlink()
    assert kept.finished_manifest() is None


@pytest.mark.parametrize("text", ["", "{", "[]", '"samples_sha256"', "{}", '{"format": 1}'])
def test_a_plan_that_is_none_belongs_to_no_results(tmp_path: Path, text: str) -> None:
    assert owned.read_facts(tmp_path) is None
    (tmp_path / owned.PLAN).write_text(text, encoding="utf-8")
    assert owned.read_facts(tmp_path) is None


@pytest.mark.parametrize("value", [0, -0.0, -1, 5.0, True, "5", None, [5]])
@pytest.mark.parametrize("name", ["runs", "samples", "replicates", "chunk", "stride"])
def test_a_plan_with_a_count_that_is_none_belongs_to_no_results(
    tmp_path: Path, name: str, value: object
) -> None:
    plan = tmp_path / owned.PLAN
    plan.write_text(json.dumps(PLAN.facts), encoding="utf-8")
    assert owned.read_facts(tmp_path) == PLAN.facts
    plan.write_text(json.dumps(PLAN.facts | {name: value}), encoding="utf-8")
    assert owned.read_facts(tmp_path) is None


def test_chunks_of_a_killed_sweep_never_count_for_another_plan(tmp_path: Path) -> None:
    """It has a plan and chunks, and no manifest yet; runs of another number of replicates have the same file names."""
    with Store.open(tmp_path, PLAN) as kept:
        for index in (0, 1):
            kept.add(index, chunk_bytes(PLAN, index))
    other = small(replicates=2)
    with Store.open(tmp_path, plan_of(other), force=True) as kept:
        assert (kept.done, kept.damaged, kept.runs_kept()) == ({}, [], 0)
    assert not (tmp_path / "chunks").exists()


@pytest.mark.slow
def test_a_finished_sweep_is_not_run_again_unless_a_file_was_damaged(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    run(DEFINITION, PLAN, folder)
    before = (folder / "manifest.json").read_bytes()
    assert not (folder / "chunks").exists()
    assert run(DEFINITION, PLAN, folder).complete_before
    assert (folder / "manifest.json").read_bytes() == before
    (folder / "runs.parquet").write_bytes(b"rubbish")
    assert not run(DEFINITION, PLAN, folder).complete_before
    assert sums(folder) == sums(whole)


@pytest.mark.slow
def test_a_full_disk_stops_the_sweep_and_keeps_what_is_finished(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    real = os.fsync
    left = iter(range(9))

    def fsync(handle: int) -> None:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="No space left"):
        run(DEFINITION, PLAN, folder)
    monkeypatch.undo()
    names = [path.name for path in (folder / "chunks").iterdir()]
    assert names
    assert all(name.endswith(".arrow") and not name.startswith(".") for name in names)
    sweep = run(DEFINITION, PLAN, folder)
    assert sweep.resumed == 5 * len(names)
    assert sums(folder) == sums(whole)


@pytest.mark.slow
def test_a_folder_of_another_plan_is_left_alone_unless_forced(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    other = small(replicates=4)
    run(other, plan_of(other), folder)
    before = sums(folder)
    with pytest.raises(FolderError, match="replicates 4, now 3"):
        run(DEFINITION, PLAN, folder)
    assert sums(folder) == before
    run(DEFINITION, PLAN, folder, force=True)
    assert sums(folder) == sums(whole)


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(FolderError, match="holds no results"):
        run(DEFINITION, PLAN, tmp_path)
    with pytest.raises(FolderError, match="is a file"):
        run(DEFINITION, PLAN, tmp_path / "thesis.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.os, "access", lambda path, mode: False)
    with pytest.raises(FolderError, match="cannot write into"):
        run(DEFINITION, PLAN, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_second_of_two_sweeps_on_one_folder_says_so_and_leaves(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with (
        locked(folder),
        pytest.raises(FolderError, match=f"in use by another process .process {os.getpid()} on"),
    ):
        run(DEFINITION, PLAN, folder)
    assert [path.name for path in folder.iterdir()] == [LOCK]
    run(DEFINITION, PLAN, folder)
    assert sums(folder) == sums(whole)


@pytest.mark.slow
def test_ctrl_c_keeps_the_finished_chunks_and_says_so_in_the_folder(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"

    def stop(finished: int, failed: int, total: int) -> None:
        if finished >= 15:
            raise KeyboardInterrupt

    sweep = run(DEFINITION, PLAN, folder, progress=stop)
    assert (sweep.interrupted, sweep.finished) == (True, 15)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["status"], manifest["counts"]["finished"]) == ("interrupted", 15)
    assert not (folder / "runs.parquet").exists()
    assert run(DEFINITION, PLAN, folder).resumed == 15
    assert sums(folder) == sums(whole)


@pytest.mark.slow
def test_a_forced_sweep_removes_what_the_old_manifest_lists_and_nothing_outside_its_folder(
    whole: Path, tmp_path: Path
) -> None:
    """A manifest is a file that anybody may have edited, or that came with somebody else's results."""
    folder, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    other = small(replicates=2)
    run(other, plan_of(other), folder)
    elsewhere.mkdir()
    victims = [
        tmp_path / "thesis.txt",
        elsewhere / "data.csv",
        elsewhere / "linked.csv",
        elsewhere / "target.csv",
    ]
    for victim in victims:
        victim.write_text("years of work", encoding="utf-8")
    (folder / "inside").symlink_to(elsewhere, target_is_directory=True)
    (folder / "alias.csv").symlink_to(elsewhere / "target.csv")
    (folder / "figures").mkdir()
    (folder / "figures" / "old.png").write_bytes(b"a figure of the old sweep")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    listed = [
        "../thesis.txt",
        str(elsewhere / "data.csv"),
        "inside/linked.csv",
        "alias.csv",
        "figures/old.png",
    ]
    manifest["files"] |= dict.fromkeys(listed, "0" * 64)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    run(DEFINITION, PLAN, folder, force=True)
    assert [victim.read_text(encoding="utf-8") for victim in victims] == ["years of work"] * 4
    assert not (folder / "figures" / "old.png").exists()
    assert sums(folder) == sums(whole)


def test_a_manifest_that_names_a_file_of_somebody_else_does_not_take_it_along(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    run(DEFINITION, PLAN, folder)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"]["thesis.txt"] = "0"
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "thesis.txt").write_text("mine", encoding="utf-8")
    owned.clear_results(folder)
    assert (folder / "thesis.txt").is_file() and not (folder / MANIFEST).exists()
