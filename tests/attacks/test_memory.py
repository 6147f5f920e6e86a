"""Too little memory says nothing about a run: the sweep stops and says so, instead of calling the run failed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from diplosim.experiment.run import attempt, run_one
from diplosim.scenario import Scenario


def scarce(*_: Any, **__: Any) -> Any:
    return bytearray(1 << 60)


def test_a_run_without_memory_is_not_a_failed_run(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MemoryError):
        attempt(scarce)
    monkeypatch.setattr("diplosim.experiment.run.mesa_engine", lambda: scarce)
    with pytest.raises(MemoryError):
        run_one(Scenario.from_dict({"scenario": 1, "months": 1}), 0)


def test_a_sweep_without_memory_says_what_is_kept_and_what_helps(
    call: Callable[..., Result], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diplosim.experiment.chunk.run_one", scarce)
    (here / "w.yaml").write_text("scenario: 1\nmonths: 2\nreplicates: 1\n")
    done = call("run", "w.yaml", "--engine", "mesa", "--workers", "1", "--no-figures", "--out", "r")
    assert done.exit_code == 1 and "fault of diplosim" not in done.stderr
    assert (
        "stopped: out of memory; the finished chunks are kept in r, and the same command goes on"
        in done.stderr
    )
    assert "with fewer --workers it needs less memory" in done.stderr
    monkeypatch.undo()
    assert not (here / "r" / "runs.parquet").exists()
