"""Sweeps on a real Dask scheduler with real workers, started here on loopback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import diplosim
from diplosim.experiment import PlanError
from tests.experiment.sweeps import plan_of, run, small, sums

DEFINITION = small(replicates=8, samples=5)
PLAN = plan_of(DEFINITION, chunk=3)
ROOT = Path(diplosim.__file__).parents[1]


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler and its worker processes."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    address_file = folder / "scheduler.json"
    common = {"cwd": folder, "env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
         "--no-dashboard", "--scheduler-file", str(address_file)], **common,
    )  # fmt: skip
    started: list[subprocess.Popen[bytes]] = []
    try:
        end = time.monotonic() + 60
        while not address_file.exists() and time.monotonic() < end:
            time.sleep(0.1)
        for _ in range(workers):
            started.append(subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(address_file),
                 "--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"], **common,
            ))  # fmt: skip
        import json

        yield json.loads(address_file.read_text())["address"], started
    finally:
        for process in [*started, scheduler]:
            process.kill()
            process.wait()


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes_even_if_a_worker_is_killed_on_the_way(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    run(DEFINITION, PLAN, tmp_path / "here")
    killed: list[int] = []
    with cluster(tmp_path, workers=2) as (address, workers):

        def kill_one(finished: int, failed: int, total: int) -> None:
            if finished >= 30 and not killed:
                workers[0].send_signal(signal.SIGKILL)
                killed.append(workers[0].wait())

        sweep = run(DEFINITION, PLAN, tmp_path / "there", scheduler=address, progress=kill_one)
    assert killed == [-signal.SIGKILL]
    assert (sweep.finished, sweep.failures) == (120, [])
    assert sums(tmp_path / "there") == sums(tmp_path / "here")


def test_a_scheduler_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("diplosim.experiment.cluster.PATIENCE_S", 0.5)
    with pytest.raises(PlanError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        run(DEFINITION, PLAN, tmp_path / "out", scheduler="tcp://127.0.0.1:9")


def test_without_dask_the_remedy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(PlanError, match=r"pip install 'diplosim\[cluster\]'"):
        run(DEFINITION, PLAN, tmp_path / "out", scheduler="tcp://127.0.0.1:9")
