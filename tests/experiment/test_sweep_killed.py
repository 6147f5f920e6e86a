"""Real processes, killed at random moments by a signal that cannot be caught."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import diplosim
from tests.experiment.sweeps import chunk_bytes, plan_of, run, small, sums

ROOT = Path(diplosim.__file__).parents[1]
TESTS = Path(__file__).parents[2]


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(TESTS)))}
    command = [sys.executable, "-m", "tests.experiment.sweep_process", str(folder), *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    definition = small(replicates=8, samples=5)
    folder = tmp_path_factory.mktemp("whole") / "out"
    run(definition, plan_of(definition, chunk=3), folder)
    return sums(folder)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system has no SIGKILL")
@pytest.mark.parametrize(
    "arguments", [("mesa", "1", "15"), ("mesa", "2", "6"), ("compiled", "2", "15")], ids="-".join
)
def test_killed_again_and_again_a_sweep_ends_with_the_same_bytes(
    tmp_path: Path, whole: dict[str, str], arguments: tuple[str, str, str]
) -> None:
    if arguments[0] == "compiled":
        pytest.importorskip("numba")
    output, _ = start(tmp_path, *arguments).communicate(timeout=900)
    *killed, last = output.splitlines()
    kept = [int(line.removeprefix("killed after ")) for line in killed]
    assert len(kept) == int(arguments[2]) and len({*kept} - {0}) > 2
    finished = int(last.removeprefix("finished "))
    assert [sums(tmp_path / str(number)) for number in range(finished)] == [whole] * finished


@pytest.mark.slow
def test_a_disk_that_is_really_full_loses_nothing(tmp_path: Path, whole: dict[str, str]) -> None:
    """A limit on the size of files stands for the full disk: writing stops in the middle of a chunk, after some."""
    resource = pytest.importorskip("resource")
    folder = tmp_path / "out"
    definition = small(replicates=8, samples=5)
    plan = plan_of(definition, chunk=3)
    sizes = [len(chunk_bytes(plan, index)) for index in range(plan.chunks)]
    allowed = max(sizes) - 1
    too_large = sizes.index(max(sizes))
    assert 5 < too_large < plan.chunks, "in the middle of the sweep"

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (allowed, allowed))

    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(TESTS)))}
    command = [sys.executable, "-m", "tests.experiment.sweep_process", str(folder)]
    full = subprocess.run(
        command, env=environment, capture_output=True, text=True, preexec_fn=limited, check=False, timeout=300
    )
    assert full.returncode != 0
    assert "File too large" in full.stderr
    assert not (folder / "manifest.json").exists()
    kept = sorted((folder / "chunks").iterdir())
    assert [path.stat().st_size for path in kept] == sizes[:too_large], "the others, and no half of this one"
    output, _ = start(folder).communicate(timeout=300)
    assert "finished 120" in output
    assert sums(folder) == whole
