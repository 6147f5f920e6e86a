"""Something else has the name of a file or folder that a run writes: it is named, and stays."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from diplosim.cli import cli

RUN = ["run", "today.yaml", "-n", "1", "--engine", "mesa", "-q", "-o", "r", "--force"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("today.yaml").write_text("scenario: 1\nname: today\nmonths: 6\n", encoding="utf-8")
    Path("r").mkdir()
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("name", ["run.lock", "report.html", "figures", "summary.csv"])
@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, Path.touch], ids=["folder", "pipe", "file"])
def test_it_is_named_and_stays(name: str, make: Callable[[Path], object], here: Path) -> None:
    path = Path("r") / name
    make(path)
    done = CliRunner().invoke(cli, RUN)
    if (name, make) in {("figures", Path.mkdir), ("run.lock", Path.touch)}:  # as it should be
        assert done.exit_code == 0, done.output
        return
    assert done.exit_code == (1 if name == "figures" else 2), (
        done.output
    )  # the runs are complete without figures
    assert name in done.output and ".writing" not in done.output
    assert path.exists()
