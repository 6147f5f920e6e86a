"""The same bytes however a sweep was run, and nothing lost whatever happened on the way."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pandas as pd
import pytest

from diplosim.experiment import run_one, store
from diplosim.experiment.computed import to_bytes
from diplosim.experiment.executors import by_processes
from diplosim.experiment.store import Store
from tests.experiment.sweeps import TABLES, chunk_bytes, plan_of, run, small, sums

DEFINITION = small()
PLAN = plan_of(DEFINITION)


class Killed(BaseException):
    """Stands for the end of the process."""


def fill(folder: Path, chunks: list[int]) -> None:
    with Store.open(folder, PLAN) as kept:
        for index in chunks:
            kept.add(index, chunk_bytes(PLAN, index))


@pytest.mark.slow
def test_tables_hold_every_run_with_what_it_was_given(whole: Path) -> None:
    runs = pd.read_parquet(whole / "runs.parquet")
    assert runs["run"].tolist() == list(range(36))
    assert set(runs["status"]) == {"ok"}
    assert runs.groupby("arm").size().to_dict() == {"status_quo": 12, "easing": 12, "pooled": 12}
    for number in (0, 20, 35):
        chosen = PLAN.run(number)
        result = run_one(PLAN.world(chosen), chosen.replicate)
        row = runs.iloc[number]
        assert {name: row[name] for name in PLAN.names} == PLAN.values(chosen.sample)
        for name, value in result.outcomes.items():
            assert row[name] == value or (value is None and pd.isna(row[name]))
        months = pd.read_parquet(whole / "trajectories.parquet").query(f"run == {number}")
        assert months["month"].tolist() == [0, 1, 2, 3]
        assert months["tension"].tolist() == result.months["tension"].astype("float32").tolist()


def test_quantiles_and_summary_are_those_of_the_runs(whole: Path) -> None:
    months = pd.read_parquet(whole / "trajectories.parquet")
    quantiles = pd.read_parquet(whole / "quantiles.parquet")
    wanted = (
        months[(months["arm"] == "pooled") & (months["month"] == 3)]["tension"]
        .astype("float64")
        .quantile(0.75)
    )
    found = quantiles[
        (quantiles["arm"] == "pooled") & (quantiles["month"] == 3) & (quantiles["quantile"] == 0.75)
    ]
    assert found["tension"].item() == pytest.approx(wanted)
    runs = pd.read_parquet(whole / "runs.parquet").set_index(["sample", "replicate"])
    arms = {arm: rows["events_per_year"] for arm, rows in runs.groupby("arm")}
    difference = arms["easing"] - arms["status_quo"]
    row = pd.read_csv(whole / "summary.csv").set_index(["arm", "outcome"]).loc[("easing", "events_per_year")]
    assert row["diff_mean"] == pytest.approx(difference.mean())
    assert row["n_pairs"] == 12
    within = [
        values.groupby("sample").var().mean() for values in (arms["easing"], arms["status_quo"], difference)
    ]
    factor = (within[0] + within[1]) / within[2]  # worlds that differ are no noise that pairing takes away
    assert row["variance_reduction"] == pytest.approx(factor)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_bytes_do_not_depend_on_chunks_their_order_or_workers(whole: Path, tmp_path: Path, seed: int) -> None:
    chooser = random.Random(seed)
    plan = plan_of(DEFINITION, chunk=chooser.randint(1, 40))
    order = list(range(plan.chunks))
    chooser.shuffle(order)
    with Store.open(tmp_path / "out", plan) as kept:
        for index in order:
            kept.add(index, chunk_bytes(plan, index))
    sweep = run(DEFINITION, plan, tmp_path / "out", workers=3)
    assert sweep.resumed == 36
    assert sums(tmp_path / "out") == sums(whole)


@pytest.mark.slow
def test_processes_give_the_same_bytes(whole: Path, tmp_path: Path) -> None:
    run(DEFINITION, PLAN, tmp_path / "out", workers=2)
    assert sums(tmp_path / "out") == sums(whole)


@pytest.mark.slow
def test_engines_give_the_same_bytes(whole: Path, tmp_path: Path) -> None:
    pytest.importorskip("numba")
    for threads in (1, 3):
        folder = tmp_path / str(threads)
        run(DEFINITION, plan_of(DEFINITION, engine="compiled"), folder, workers=threads)
        assert sums(folder) == sums(whole)


def test_killed_at_every_point_of_writing_and_resumed_gives_the_same_bytes(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every write to disk passes through fsync: the process ends at the first, the second, ... the last of them."""
    real, left = os.fsync, 0
    folder = tmp_path / "out"

    def fsync(handle: int) -> None:
        nonlocal left
        real(handle)
        left -= 1
        if left == 0:
            raise Killed

    monkeypatch.setattr(os, "fsync", fsync)
    for place in range(1, 200):  # until one comes to its end before it is killed
        left = place
        try:
            run(DEFINITION, PLAN, folder)
        except Killed:
            continue
        break
    monkeypatch.undo()
    sweep = run(DEFINITION, PLAN, folder)
    assert 10 < place < 199
    assert sweep.finished == 36
    assert sums(folder) == sums(whole)
    assert [path.name for path in folder.iterdir() if ".tmp" in path.name] == []


@pytest.mark.slow
def test_a_chunk_damaged_on_disk_is_found_and_redone(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    fill(folder, [0, 2, 5])
    paths = sorted((folder / "chunks").iterdir())
    data = bytearray(paths[1].read_bytes())
    data[len(data) // 2] ^= 1
    paths[1].write_bytes(bytes(data))
    paths[2].write_bytes(paths[2].read_bytes()[:-100])
    (folder / "chunks" / f".000007-{'0' * 32}.arrow.tmp").write_bytes(b"half")
    sweep = run(DEFINITION, PLAN, folder)
    assert (sweep.damaged, sweep.resumed) == ([2, 5], 5)
    assert sums(folder) == sums(whole)


def test_a_chunk_beyond_the_plan_is_removed_whatever_it_holds(tmp_path: Path) -> None:
    fill(tmp_path, [0])
    first = next((tmp_path / "chunks").iterdir())
    numbers = (PLAN.chunks, PLAN.chunks + 3)
    for number in numbers:
        (tmp_path / "chunks" / f"{number:06d}{first.name[6:]}").write_bytes(first.read_bytes())
    with Store.open(tmp_path, PLAN) as kept:
        assert (kept.done, kept.damaged) == ({0: first}, [*numbers])
        assert kept.pending == list(range(1, PLAN.chunks))
        assert kept.runs_kept() == len(PLAN.numbers(0))
    assert list((tmp_path / "chunks").iterdir()) == [first]


def test_the_first_chunk_enters_its_folder_on_disk_and_every_chunk_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the folder's own entry a loss of power could take the chunks with it."""
    synced: list[Path] = []
    monkeypatch.setattr(store, "sync_folder", synced.append)
    kept, chunks = Store(tmp_path, PLAN), tmp_path / "chunks"
    kept.add(0, b"one")
    assert synced == [chunks, tmp_path]
    kept.add(1, b"two")
    assert synced == [chunks, tmp_path, chunks]
    kept.clear()
    assert not chunks.exists() and kept.runs_kept() == 0


@pytest.mark.slow
def test_a_run_that_fails_is_a_row_with_its_reason_and_the_others_go_on(tmp_path: Path) -> None:
    vary = {"provocation.p2": {"values": [0.2, 0.6]}, "provocation.p3": {"values": [0.1, 0.4]}}
    definition = small(vary=vary, design={"method": "grid"})
    sweep = run(definition, plan_of(definition), tmp_path / "out")
    assert (sweep.finished, len(sweep.failures)) == (36, 9)  # one of four samples does not fit together
    runs = pd.read_parquet(tmp_path / "out" / "runs.parquet")
    failed = runs[runs["status"] == "failed"]
    assert set(failed["sample"]) == {3}
    assert failed["seed"].eq(7).all()
    assert failed["error"].str.contains("exceeds 1").all()
    assert failed["events_per_year"].isna().all()
    summary = pd.read_csv(tmp_path / "out" / "summary.csv").set_index(["arm", "outcome"])
    assert summary.loc[("easing", "events_per_year"), ["n_pairs", "n_dropped"]].tolist() == [9, 3]
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["status"] == "failed runs"


@pytest.mark.slow
def test_a_run_that_ends_its_process_costs_its_chunk_and_nothing_else(tmp_path: Path) -> None:
    plugin = tmp_path / "deadly.py"
    plugin.write_text(
        "import multiprocessing, os\n"
        "from diplosim.policies import Policy, Settings\n"
        "def settings(strength, options):\n"
        "    if strength == 0.5 and multiprocessing.parent_process() is not None:\n"
        "        os.kill(os.getpid(), 9)\n"
        "    return Settings(d=strength)\n"
        "POLICY = Policy(name='deadly', title='t', summary='s', hypothesis='h', source='s', risk='r',"
        " settings=settings)\n"
    )
    from diplosim.policies import load_plugin, unload_plugin

    load_plugin(plugin)
    try:
        definition = small(
            arms={"a": [], "b": ["deadly"]}, vary={"policies.deadly.strength": {"values": [0.25, 0.5, 0.75]}},
            design={"method": "grid"}, replicates=1,
        )  # fmt: skip
        plan = plan_of(definition, chunk=1)
        found = dict(by_processes(to_bytes, plan, range(plan.chunks), 2, [str(plugin)]))
        with Store.open(tmp_path / "out", plan) as kept:
            for index, data in found.items():
                kept.add(index, data)
        run(definition, plan, tmp_path / "out")
    finally:
        unload_plugin(plugin)
    runs = pd.read_parquet(tmp_path / "out" / "runs.parquet")
    assert runs["status"].tolist() == ["ok", "ok", "ok", "failed", "ok", "ok"]
    assert "worker process ended" in runs["error"][3]


@pytest.mark.slow
def test_memory_does_not_grow_with_the_runs(tmp_path: Path) -> None:
    """What is kept of months is bounded by the plan; what is in memory at once, by the chunk."""
    import tracemalloc

    peaks = []
    for replicates in (3, 15):
        definition = small(replicates=replicates)
        plan = plan_of(definition, stride=replicates)
        with Store.open(tmp_path / str(replicates), plan) as kept:
            for index in range(plan.chunks):
                kept.add(index, chunk_bytes(plan, index))
        tracemalloc.start()
        run(definition, plan, tmp_path / str(replicates))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 1_000_000


def test_every_column_is_in_the_dictionary(whole: Path) -> None:
    dictionary = pd.read_csv(whole / "data_dictionary.csv")
    for name in TABLES:
        if name.endswith(".parquet"):
            declared = dictionary[dictionary["file"] == name]
            assert sorted(declared["column"]) == sorted(pd.read_parquet(whole / name).columns), name
            assert declared["meaning"].notna().all()
