"""``diplosim report``, and the report that every run and sweep writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Call = Callable[..., Result]


def listed(folder: str) -> list[str]:
    return list(json.loads(Path(folder, "manifest.json").read_text())["files"])


@pytest.mark.slow
def test_a_run_writes_a_report_that_the_manifest_lists_and_one_without_figures_leaves_none(
    call: Call, scenario_file: Callable[..., str]
) -> None:
    done = call("run", scenario_file(), "--engine", "mesa", "--out", "r")
    assert done.exit_code == 0
    assert "Report: r/report.html" in done.output
    assert "report.html" in listed("r")
    assert call("report", "r").output.strip() == "r/report.html"
    call("run", scenario_file(months=6), "--engine", "mesa", "--out", "r", "-q", "--force", "--no-figures")
    assert not Path("r/report.html").exists()


def test_without_figures_there_is_no_report(call: Call, scenario_file: Callable[..., str]) -> None:
    done = call("run", scenario_file(), "--engine", "mesa", "--out", "r", "--no-figures")
    assert done.exit_code == 0
    assert not Path("r/report.html").exists() and "Report:" not in done.output
    assert "report.html" not in listed("r")


@pytest.mark.slow
def test_the_report_can_go_elsewhere(call: Call, scenario_file: Callable[..., str]) -> None:
    call("run", scenario_file(), "--engine", "mesa", "--out", "r", "--no-figures")
    assert call("report", "r", "--out", "deep/mine.html").output.strip() == "deep/mine.html"
    assert Path("deep/mine.html").read_text().startswith("<!DOCTYPE html>")
    assert "report.html" not in listed("r")


@pytest.mark.parametrize("name", ["nothing", "."])
def test_a_folder_without_results_is_answered_with_status_2(call: Call, here: Path, name: str) -> None:
    done = call("report", name)
    assert done.exit_code == 2
    assert "not a results folder" in done.output and "Traceback" not in done.output
