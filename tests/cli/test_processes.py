"""What only a real process shows: exit statuses, signals, terminals, start-up."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

Write = Callable[..., str]


def alive(group: int) -> list[str]:
    """Processes of a group that still run (zombies do not)."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, its_group = path.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state != "Z":
                found.append(path.parent.name)
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for left-over processes in /proc")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_keeps_what_is_finished_and_the_same_command_goes_on(
    here: Path, scenario_file: Write, command: list[str], environment: dict[str, str], workers: str
) -> None:
    file = scenario_file(replicates=240)
    line = [*command, "run", file, "--engine", "mesa", "--workers", workers, "--no-figures", "--out", "r"]
    process = subprocess.Popen(
        line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < deadline:
        if list((here / "r").glob("chunks/*.arrow")):
            break
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the whole group
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130, stderr
    assert "Traceback" not in stderr and "interrupted" in stderr
    counts = json.loads((here / "r" / "manifest.json").read_text())["counts"]
    kept = sum(
        pa.ipc.open_file(chunk).read_all().num_rows for chunk in (here / "r" / "chunks").glob("*.arrow")
    )
    assert 0 < counts["finished"] < counts["planned"] == 240 and counts["finished"] == kept
    assert f"interrupted: {kept} of 240 runs are kept in r; the same command goes on" in stderr
    deadline = time.monotonic() + 20
    while alive(process.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not alive(process.pid)  # no worker is left behind
    again = subprocess.run(line, env=environment, capture_output=True, text=True, check=True)
    assert "240 runs" in again.stdout
    counts = json.loads((here / "r" / "manifest.json").read_text())["counts"]
    assert (counts["planned"], counts["finished"], counts["resumed"]) == (240, 240, kept)


def test_exit_statuses_of_the_front_doors(
    scenario_file: Write, command: list[str], environment: dict[str, str]
) -> None:
    good, bad = scenario_file(replicates=1), scenario_file("bad", "parameters: {trust.lam_ng: 2}\n")
    script = Path(environment["PYTHONPATH"]) / "run_sim.py"
    for door in ([*command, "run"], [sys.executable, str(script)]):
        done = subprocess.run(
            [*door, good, "--engine", "mesa", "--no-figures", "--force"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0 and "Results: results/quick" in done.stdout, done.stderr
        assert "\x1b[" not in done.stdout + done.stderr  # plain text when piped
        wrong = subprocess.run([*door, bad], env=environment, capture_output=True, text=True, check=False)
        assert (wrong.returncode, wrong.stdout) == (2, "")
        assert wrong.stderr.startswith("bad.yaml:6:14: unknown parameter") and "Traceback" not in wrong.stderr


def test_a_reader_that_leaves_early_is_no_error(command: list[str], environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        [*command, "parameters", "--json"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.wait(60) == 0 and process.stderr.read() == b""


def test_help_and_import_stay_light(environment: dict[str, str]) -> None:
    heavy = {"mesa", "pandas", "scipy", "matplotlib", "networkx", "pyarrow", "numpy", "rich", "pydantic"}
    for code in (
        "import diplosim",
        "from diplosim.cli import cli; cli.main(['--help'], standalone_mode=False)",
    ):
        listing = f"{code}\nimport sys; print('MODULES', *sorted(sys.modules))"
        done = subprocess.run(
            [sys.executable, "-c", listing], env=environment, capture_output=True, text=True, check=True
        )
        loaded = set(done.stdout.rpartition("MODULES")[2].split())
        assert not heavy & loaded


def test_the_progress_bar_shows_on_a_terminal_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from diplosim.cli import progress

    monkeypatch.setattr(progress, "PATIENCE_S", -1.0)
    for terminal, quiet in ((False, False), (True, True), (True, False)):
        monkeypatch.setattr(sys.stderr, "isatty", lambda answer=terminal: answer)
        with progress.ProgressBar(quiet) as bar:
            bar(1, 0, 3)
            shown = bar._bar is not None
            bar(3, 1, 3)
        assert shown is (terminal and not quiet)
    assert capsys.readouterr().out == ""
