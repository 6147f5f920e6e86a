"""The progress bar: on a terminal and for long work only, with failed runs in sight."""

from __future__ import annotations

import contextlib
import io

import pytest

from diplosim.cli.progress import PATIENCE_S, ProgressBar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(
    calls: list[tuple[int, int, int]],
    took_s: float,
    stream: io.StringIO | None = None,
    *,
    quiet: bool = False,
) -> str:
    """What the bar writes when it is told of progress after some seconds."""
    stream = stream or Terminal()
    with contextlib.redirect_stderr(stream), ProgressBar(quiet) as bar:
        bar.started -= took_s
        for told in calls:
            bar(*told)
    return stream.getvalue()


@pytest.fixture(autouse=True)
def _wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")


def test_failed_runs_are_counted_in_the_bar() -> None:
    text = shown([(10, 0, 4000), (2000, 1234, 4000)], took_s=60)
    assert "2000/4000" in text and "1,234 failed" in text and "runs/s" in text


def test_nothing_is_said_of_failures_while_there_are_none() -> None:
    text = shown([(10, 0, 4000), (2000, 0, 4000)], took_s=60)
    assert "2000/4000" in text and "failed" not in text


def test_short_work_and_quiet_work_show_no_bar() -> None:
    assert shown([(10, 3, 20)], took_s=0.1 * PATIENCE_S) == ""
    assert shown([(10, 3, 4000), (2000, 3, 4000)], took_s=60, quiet=True) == ""


def test_no_bar_where_nobody_watches() -> None:
    assert shown([(10, 3, 4000), (2000, 3, 4000)], took_s=60, stream=io.StringIO()) == ""
