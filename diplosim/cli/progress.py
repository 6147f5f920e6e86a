"""A progress bar for work of more than two seconds, on a terminal only."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

#: Work expected to take less than this many seconds shows no bar.
PATIENCE_S = 2.0


class ProgressBar:
    """Called with (finished, failed, in all); appears on stderr once the work is known to take a while."""

    def __init__(self, quiet: bool = False) -> None:
        self.enabled = not quiet and sys.stderr.isatty()
        self.started = time.perf_counter()
        self._bar: RichProgress | None = None
        self._task: Any = None

    def __enter__(self) -> ProgressBar:
        self.started = time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, finished: int, failed: int, total: int) -> None:
        """Show how far the work is."""
        if not self.enabled:
            return
        elapsed = time.perf_counter() - self.started
        if self._bar is None and elapsed * total / max(finished, 1) > PATIENCE_S and finished < total:
            self._show(total)
        if self._bar is not None:
            note = f"{finished / elapsed:,.1f} runs/s" if elapsed > 0 else ""
            note += f", [bold red]{failed:,} failed[/bold red]" if failed else ""
            self._bar.update(self._task, completed=finished, note=note)

    def _show(self, total: int) -> None:
        """Put the bar on the screen."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("Simulating"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("", total=total, note="")
        self._bar.start()
