"""Sweeps on a real Dask scheduler with real workers, started here on loopback."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

import diplosim.experiment.cluster
from benchmarks.cluster import cluster, worker
from diplosim.experiment import PlanError
from diplosim.experiment.cluster import compute_on_worker
from diplosim.experiment.executors import itself
from tests.experiment.sweeps import plan_of, run, small, sums

DEFINITION = small(replicates=8, samples=5)
PLAN = plan_of(DEFINITION, chunk=3)


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes_even_if_a_worker_is_killed_on_the_way(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    run(DEFINITION, PLAN, tmp_path / "here")
    killed: list[int] = []
    with cluster(tmp_path, workers=2) as (address, _, workers):

        def kill_one(finished: int, failed: int, total: int) -> None:
            if finished >= 30 and not killed:
                workers[0].send_signal(signal.SIGKILL)
                killed.append(workers[0].wait())

        sweep = run(DEFINITION, PLAN, tmp_path / "there", scheduler=address, progress=kill_one)
    assert killed == [-signal.SIGKILL]
    assert (sweep.finished, sweep.failures) == (120, [])
    assert sums(tmp_path / "there") == sums(tmp_path / "here")


@pytest.mark.slow
def test_workers_that_come_later_get_work_and_others_than_ours_are_refused(tmp_path: Path) -> None:
    """On a cluster the first worker may be minutes ahead of the hundredth."""
    pytest.importorskip("distributed")
    with cluster(tmp_path, workers=1) as (address, _, workers):
        client = pytest.importorskip("distributed").Client(address, set_as_default=False)

        def another(finished: int, failed: int, total: int) -> None:
            if len(workers) == 1:
                workers.append(worker(address, tmp_path))
                client.wait_for_workers(2, timeout=120)

        with client:
            sweep = run(DEFINITION, PLAN, tmp_path / "there", scheduler=address, progress=another)
            held = client.run(lambda: sorted(diplosim.experiment.cluster._plans))
    assert (sweep.finished, sweep.failures) == (120, [])
    assert list(held.values()) == [[PLAN.digest]] * 2, "a worker had nothing to do"
    with pytest.raises(PlanError, match="another version of diplosim"):
        compute_on_worker(itself, {**PLAN.document(), "plugins": {}, "here": "another"}, "x", 0)


def test_a_scheduler_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("diplosim.experiment.cluster.PATIENCE_S", 0.5)
    with pytest.raises(PlanError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        run(DEFINITION, PLAN, tmp_path / "out", scheduler="tcp://127.0.0.1:9")


def test_without_dask_the_remedy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(PlanError, match=r"pip install 'diplosim\[cluster\]'"):
        run(DEFINITION, PLAN, tmp_path / "out", scheduler="tcp://127.0.0.1:9")
