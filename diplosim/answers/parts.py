"""What each part of a policy or bundle does, where other arms take it apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.analysis.ablation import ABLATION_NAMES, Whole, ablation, wholes
from diplosim.answers.kept import Table
from diplosim.results import AnalysisError, Results, open_results
from diplosim.scenario import unknown

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Parts:
    """Wholes and their parts, with their effects."""

    results: Results
    wholes: list[Whole]
    rows: list[dict[str, Any]]

    def tables(self) -> dict[str, Table]:
        """``ablation``."""
        return {"ablation": (self.rows, ABLATION_NAMES)}

    def figures(self) -> dict[str, Figure]:
        """One for each whole and up to three outcomes."""
        from diplosim.figures.charts.dots import ablation_figures

        return ablation_figures(self.results, self.wholes, self.rows)


def which_part_does_it(folder: Path, arms: Sequence[str] = (), outcomes: Sequence[str] = ()) -> Parts:
    """Take policies apart; the arguments are the options of ``diplosim ablation``.

    Raises:
        AnalysisError: no arm is taken apart by others.
        FolderError: the folder holds no finished results.
    """
    results = open_results(folder)
    found = wholes(results)
    if not found:
        raise AnalysisError(
            f"{folder} has no arm that others take apart; add to the experiment a line such as "
            f"ablate: [{results.arms[-1]}], and run it again"
        )
    known = [whole.arm for whole in found]
    wrong = [unknown("arm that is taken apart", arm, known) for arm in arms if arm not in known]
    if wrong:
        raise AnalysisError("\n".join(wrong))
    chosen = [whole for whole in found if whole.arm in (arms or known)]
    return Parts(results, chosen, ablation(results, chosen, results.named(outcomes)))
