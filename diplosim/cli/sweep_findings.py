"""The end of a sweep in a few lines: who wins, who loses, and what drives it."""

from __future__ import annotations

from pathlib import Path

from diplosim.wording.listing import console, tell


def print_findings(folder: Path) -> None:
    """Print what the analyses at the end of a sweep found about its first outcome, if they have been done."""
    from diplosim.report.highlights import highlights
    from diplosim.results import Results

    out = console()
    for sentence in highlights(Results.open(folder)):
        tell(out, sentence)
