from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import diplosim
from diplosim.cli import cli

Call = Callable[..., Result]


@pytest.fixture(autouse=True)
def _quiet_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIPLOSIM_DEBUG", "")  # --debug in one test must not leak into the next


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def call() -> Call:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(cli, list(arguments))

    return run


@pytest.fixture
def scenario_file(here: Path) -> Callable[..., str]:
    def write(name: str = "quick", more: str = "", replicates: int = 2, months: int = 12) -> str:
        text = f"scenario: 1\nname: {name}\nmonths: {months}\nseed: 5\nreplicates: {replicates}\n{more}"
        (here / f"{name}.yaml").write_text(text)
        return f"{name}.yaml"

    return write


@pytest.fixture
def command() -> list[str]:
    return [sys.executable, "-m", "diplosim"]


@pytest.fixture
def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(diplosim.__file__).parents[1])}
