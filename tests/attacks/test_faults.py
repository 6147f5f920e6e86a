"""Faults of the machine in mid-sweep: nothing lost, nothing silently wrong, and the message says what to do.

A sweep is a fork of this process, which has loaded all libraries, with the real command line in it. After each fault
the same command goes on, and the tables are those of an undisturbed sweep to the last byte. docs/reliability.md lists
them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import diplosim.analysis.sensitivity
import diplosim.cli.run
import diplosim.experiment
import diplosim.model.model
from diplosim.cli import cli
from diplosim.experiment import make_plan
from diplosim.experiment.store import Store
from tests.experiment.sweeps import sums

RUN = ("run", "x.yaml", "--engine", "mesa", "--workers", "1", "--no-figures", "--out", "r")
EXPERIMENT = """\
experiment: 1
name: small
scenario: {scenario: 1, name: tiny, months: 4, seed: 7}
replicates: 6
arms: {status_quo: [], own: [own]}
vary: {provocation.iota: {uniform: [0, 1]}}
design: {method: lhs, samples: 3, seed: 1}
"""
PLUGIN = """\
from diplosim.policies import Policy, Settings

def settings(strength, options):
    return Settings(d=0.1 * strength)

POLICY = Policy(name="own", title="t", summary="s", hypothesis="h", source="s", risk="r", settings=settings)
"""


def after_five(fault: Callable[[], object]) -> Callable[[], None]:
    """Something goes wrong when five chunks are kept."""

    def prepare() -> None:
        real = Store.add

        def add(store: Store, index: int, data: bytes) -> None:
            if len(store.done) >= 5:
                fault()
            real(store, index, data)

        Store.add = add  # type: ignore[method-assign]

    return prepare


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


pytestmark = pytest.mark.slow


class Sweep:
    """A sweep in a fork."""

    def __init__(self, said: Path, before: Callable[[], object]) -> None:
        self.said = said
        self.child = os.fork()
        if self.child == 0:
            status = 70
            try:
                sys.stdout = sys.stderr = said.open("a", encoding="utf-8", buffering=1)
                before()
                diplosim.experiment.make_plan = lambda *given, **more: replace(
                    make_plan(*given, **more), chunk=3
                )  # type: ignore[assignment]
                cli.main([*RUN, "--plugin", "own.py"], prog_name="diplosim")
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else 71
            except Exception:  # noqa: BLE001 - a fork must never return into the tests
                traceback.print_exc()
            finally:
                os._exit(status)

    def end(self) -> tuple[int, str]:
        """Exit status and what was said."""
        status = os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])
        return status, " ".join(self.said.read_text().split())


Start = Callable[..., Sweep]


@pytest.fixture
def start(here: Path) -> Start:
    """Start the sweep in the working folder."""
    (here / "x.yaml").write_text(EXPERIMENT)
    (here / "own.py").write_text(PLUGIN)
    numbers = iter(range(9))
    return lambda before=lambda: None: Sweep(here / f"said{next(numbers)}", before)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The tables of a sweep that nothing disturbs."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "x.yaml").write_text(EXPERIMENT)
    (folder / "own.py").write_text(PLUGIN)
    status, said = Sweep(folder / "said", lambda: os.chdir(folder)).end()
    assert status == 0, said
    return sums(folder / "r")


def chunks() -> list[Path]:
    return sorted(Path("r/chunks").glob("*.arrow"))


def goes_on(start: Start, whole: dict[str, str], least: int = 1) -> str:
    """The same command goes on with what is kept, and ends with the same bytes; what it says."""
    kept = len(chunks())
    assert kept >= least and not Path("r/runs.parquet").exists()
    status, said = start().end()
    assert status == 0, said
    assert f"going on where it stopped: {3 * kept} of 36 runs are kept" in said or "damaged" in said
    assert sums(Path("r")) == whole
    return said


def test_without_memory_the_sweep_stops_instead_of_calling_runs_failed(
    start: Start, whole: dict[str, str]
) -> None:
    """It says nothing about the run: with more memory, or fewer workers, the same run has its numbers."""
    status, said = start(after_five(lambda: bytearray(1 << 60))).end()
    assert status == 1
    assert "stopped: out of memory; the finished chunks are kept in r, and the same command goes on" in said
    assert "with fewer --workers it needs less memory" in said and "failed" not in said
    goes_on(start, whole, 5)


def test_code_that_leaves_the_process_costs_no_finished_chunk(start: Start, whole: dict[str, str]) -> None:
    """Nobody can say anything any more; the folder is as after a kill."""
    assert start(after_five(lambda: os._exit(7))).end() == (7, "")
    goes_on(start, whole, 5)


def test_a_damaged_chunk_is_said_and_computed_again(start: Start, whole: dict[str, str]) -> None:
    assert start(after_five(kill)).end()[0] == -9
    first, second, *_ = chunks()
    first.write_bytes(first.read_bytes()[:-9])
    second.write_bytes(b"\0" * second.stat().st_size)
    assert "2 chunks were damaged on disk and were computed again" in goes_on(start, whole)


def test_a_clock_that_goes_back_changes_nothing(
    start: Start, whole: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written before comes from the future by then."""
    assert start(after_five(kill)).end()[0] == -9
    for path in [Path("r"), *Path("r").rglob("*"), Path("x.yaml"), Path("own.py")]:
        os.utime(path, (4e9, 4e9))
    real = time.time
    monkeypatch.setattr(time, "time", lambda: 1e9 - real() / 10)  # and it runs backwards
    goes_on(start, whole, 5)
    for path in Path("r").rglob("*"):
        os.utime(path, (0, 0))
    status, said = start().end()
    assert status == 0 and sums(Path("r")) == whole, said


def test_the_second_of_two_sweeps_on_one_folder_leaves_it_to_the_first(
    start: Start, whole: dict[str, str]
) -> None:
    def wait() -> None:
        Path("reached").touch()
        for _ in range(6000):
            if Path("go").exists():
                return
            time.sleep(0.01)

    first = start(after_five(wait))
    for _ in range(6000):
        if Path("reached").exists():
            break
        time.sleep(0.01)
    status, said = start().end()
    assert status == 2
    assert f"r is in use by another process (process {first.child} on " in said
    assert "wait for it, or choose another folder with --out" in said
    Path("go").touch()
    assert first.end()[0] == 0
    assert sums(Path("r")) == whole


def test_kills_with_worker_processes_and_on_a_dask_cluster_lose_nothing_and_leave_nobody_behind() -> None:
    """One process and threads: tests/experiment/test_sweep_killed.py; all, a hundred times: tests.attacks.kills."""
    pytest.importorskip("distributed")
    kinds = ("worker processes", "Dask client", "Dask worker", "Dask scheduler")
    code = f"from tests.attacks.kills import kill; kill(dict.fromkeys({kinds}, 1))"
    root = Path(diplosim.experiment.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=1200, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(f"{kind} 1: killed with" in done.stdout for kind in kinds)
