from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import diplosim
from diplosim.cli import cli

Call = Callable[..., Result]
WORLD = "scenario: 1\nmonths: 6\nseed: 5\nreplicates: 3\n"


@pytest.fixture(autouse=True)
def _quiet_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIPLOSIM_DEBUG", "")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def call() -> Call:
    """The command line in this process."""

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(cli, [str(argument) for argument in arguments])

    return run


@pytest.fixture
def command() -> list[str]:
    """The command line in a process of its own."""
    return [sys.executable, "-m", "diplosim"]


@pytest.fixture
def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(diplosim.__file__).parents[1])}


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of two arms, with their traced runs; for copies only."""
    folder = tmp_path_factory.mktemp("finished")
    (folder / "one.yaml").write_text(WORLD + "name: one\n")
    (folder / "two.yaml").write_text(WORLD + "name: two\npolicies: [unconditional_easing]\n")
    files = [str(folder / "one.yaml"), str(folder / "two.yaml")]
    quiet = ["--engine", "mesa", "-q", "--no-figures", "--out", str(folder / "r")]
    done = CliRunner().invoke(cli, ["run", *files, *quiet])
    assert done.exit_code == 0, done.stderr
    return folder / "r"


@pytest.fixture
def results(finished: Path, here: Path) -> Path:
    """A copy of finished results, `r` in the working folder."""
    shutil.copytree(finished, here / "r")
    return Path("r")
