"""Every policy under each value of an assumption that is one of several: rules of trust, regimes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.analysis.structure import (
    LEVEL_NAMES,
    STRUCTURE_NAMES,
    Alternatives,
    alternatives,
    levels,
    structure,
)
from diplosim.answers.kept import Table
from diplosim.results import AnalysisError, Results, open_results

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Row = dict[str, Any]


@dataclass(frozen=True)
class Rules:
    """What becomes of every finding over the values of an assumption."""

    results: Results
    split: Alternatives
    outcomes: list[str]
    rows: list[Row]
    means: list[Row]
    """The arms themselves under each value."""

    def tables(self) -> dict[str, Table]:
        """``structure`` and ``structure_levels``."""
        return {
            "structure": (self.rows, STRUCTURE_NAMES),
            "structure_levels": (self.means, LEVEL_NAMES),
        }

    def figures(self) -> dict[str, Figure]:
        """One for up to three outcomes; none if there are too many values to tell marks apart."""
        from diplosim.figures.charts.dots import structure_figures

        return structure_figures(self.results, self.split, self.outcomes, self.rows)


def under_every_rule(
    folder: Path,
    by: str | None = None,
    arms: Sequence[str] = (),
    outcomes: Sequence[str] = (),
    reference: str | None = None,
) -> Rules:
    """Set findings side by side; the arguments are the options of ``diplosim structure``.

    Raises:
        AnalysisError: one arm, or nothing to split by.
        FolderError: the folder holds no finished results.
    """
    results = open_results(folder).restricted(arms, reference)
    if len(results.arms) < 2:
        raise AnalysisError(f"{folder}: there is no policy to compare with '{results.reference}'")
    names = results.named(outcomes)
    split = alternatives(results, by)
    return Rules(results, split, names, structure(results, split, names), levels(results, split, names))
