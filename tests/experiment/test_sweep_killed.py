"""Real processes, killed at random moments by a signal that cannot be caught."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import diplosim
from tests.experiment.sweeps import plan_of, run, small, sums

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


def kill_and_resume(folder: Path, kills: int, whole: dict[str, str], seed: int, *arguments: str) -> int:
    """Kill sweeps at random moments so many times; each that finishes must have the right bytes."""
    chooser = random.Random(seed)
    done, finished = 0, 0
    while done < kills:
        place = folder / str(finished)
        process = start(place, *arguments)
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        try:
            process.wait(chooser.uniform(0.0, 1.2))
            assert process.returncode == 0
            assert sums(place) == whole
            finished += 1
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            done += 1
        process.stdout.close()
    last = start(folder / str(finished), *arguments)
    output, _ = last.communicate(timeout=300)
    assert "finished 120" in output
    assert sums(folder / str(finished)) == whole
    return finished


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system has no SIGKILL")
def test_killed_a_few_times_a_sweep_ends_with_the_same_bytes(tmp_path: Path, whole: dict[str, str]) -> None:
    kill_and_resume(tmp_path, 4, whole, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [("mesa", "1"), ("mesa", "2"), ("compiled", "2")], ids="-".join)
def test_killed_thirty_times_a_sweep_ends_with_the_same_bytes(
    tmp_path: Path, whole: dict[str, str], arguments: tuple[str, str]
) -> None:
    if arguments[0] == "compiled":
        pytest.importorskip("numba")
    kill_and_resume(tmp_path, 30, whole, 2, *arguments)


@pytest.mark.slow
def test_a_disk_that_is_really_full_loses_nothing(tmp_path: Path, whole: dict[str, str]) -> None:
    """A limit on the size of files stands for the full disk: writing stops in the middle of a file."""
    resource = pytest.importorskip("resource")
    folder = tmp_path / "out"

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(TESTS)))}
    command = [sys.executable, "-m", "tests.experiment.sweep_process", str(folder)]
    full = subprocess.run(
        command, env=environment, capture_output=True, text=True, preexec_fn=limited, check=False, timeout=300
    )
    assert full.returncode != 0
    assert "File too large" in full.stderr
    assert not (folder / "manifest.json").exists()
    output, _ = start(folder).communicate(timeout=300)
    assert "finished 120" in output
    assert sums(folder) == whole


@pytest.mark.slow
def test_ctrl_c_at_the_command_line_ends_with_130_and_the_same_command_goes_on(tmp_path: Path) -> None:
    text = (
        "experiment: 1\nname: small\nscenario: {scenario: 1, months: 12, seed: 7}\nreplicates: 120\n"
        "arms: {a: [], b: [grit]}\n"
    )
    (tmp_path / "x.yaml").write_text(text)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [
        sys.executable,
        "-m",
        "diplosim",
        "run",
        "x.yaml",
        "--engine",
        "mesa",
        "--workers",
        "1",
        "--no-figures",
    ]
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
    chunks = tmp_path / "results" / "small" / "chunks"
    end = time.monotonic() + 120
    while not (chunks.is_dir() and any(chunks.glob("0*.arrow"))) and time.monotonic() < end:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130
    kept = re.search(r"interrupted: (\d+) of 240 runs are kept", errors)
    assert kept and 0 < int(kept[1]) < 240, errors
    assert "Traceback" not in errors
    again = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert "240 runs: 2 arms" in again.stdout
    assert f'"resumed": {kept[1]}' in (tmp_path / "results" / "small" / "manifest.json").read_text()
