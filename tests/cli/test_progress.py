"""The progress bar: on a terminal and for long work only, with failed runs in sight."""

from __future__ import annotations

import io

import pytest

from diplosim.cli.progress import PATIENCE_S, ProgressBar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    return stream


def drive(calls: list[tuple[int, int, int]], took_s: float, quiet: bool = False) -> None:
    with ProgressBar(quiet) as bar:
        bar.started -= took_s
        for told in calls:
            bar(*told)


def test_failed_runs_are_counted_in_the_bar(terminal: Terminal) -> None:
    drive([(10, 0, 4000), (2000, 1234, 4000)], took_s=60)
    shown = terminal.getvalue()
    assert "2000/4000" in shown and "1,234 failed" in shown and "runs/s" in shown


def test_nothing_is_said_of_failures_while_there_are_none(terminal: Terminal) -> None:
    drive([(10, 0, 4000), (2000, 0, 4000)], took_s=60)
    assert "2000/4000" in terminal.getvalue() and "failed" not in terminal.getvalue()


def test_short_work_and_quiet_work_show_no_bar(terminal: Terminal) -> None:
    drive([(10, 3, 20)], took_s=0.1 * PATIENCE_S)
    drive([(10, 3, 4000), (2000, 3, 4000)], took_s=60, quiet=True)
    assert terminal.getvalue() == ""


def test_no_bar_where_nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    drive([(10, 3, 4000), (2000, 3, 4000)], took_s=60)
    assert stream.getvalue() == ""
