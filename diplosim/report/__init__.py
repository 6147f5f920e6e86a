"""The report: one HTML file that tells what a results folder holds, for people who will never open the folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diplosim.experiment.owned import REPORT
    from diplosim.report.page import LIMIT, report_bytes, write_report

__all__ = ["LIMIT", "REPORT", "report_bytes", "write_report"]


def __getattr__(name: str) -> object:
    """Load the report when it is asked for: the words and numbers beside it are needed by every command."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from diplosim.report import page

    found: object = getattr(page, name)
    return found
