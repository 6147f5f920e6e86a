"""What drives the outcomes of a sweep: indices of every outcome, and charts of the most telling policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diplosim.analysis.keep import Frame
from diplosim.analysis.sensitivity import CSV_COLUMNS, CannotAnalyseError, Sensitivity, sensitivity
from diplosim.analysis.sensitivity.question import Method

#: Columns of ``analysis/sensitivity_asked.csv``: the options, as they were given.
ASKED = ("outcomes", "method", "effects", "arms", "seed")


@dataclass(frozen=True)
class SensitivityAnswer:
    """What ``sensitivity`` found, and what it was asked."""

    found: Sensitivity
    asked: dict[str, Any]

    def frames(self) -> dict[str, Frame]:
        """``sensitivity``, and ``sensitivity_asked``, from which ``diplosim plot`` draws the same again."""
        return {
            "sensitivity": (self.found.rows(), CSV_COLUMNS),
            "sensitivity_asked": ([self.asked], ASKED),
        }


def sensitivity_of(
    folder: Path,
    outcomes: Sequence[str] = (),
    *,
    method: Method = "auto",
    effects: bool | None = None,
    arms: Sequence[str] = (),
    seed: int = 0,
) -> SensitivityAnswer:
    """Explain outcomes; the arguments are the options of ``diplosim sensitivity``.

    Raises:
        CannotAnalyseError: the sweep cannot answer this for any outcome; the message says how to complete it.
        FolderError: the folder holds no results.
    """
    found = sensitivity(folder, outcomes, method=method, effects=effects, arms=arms, seed=seed)
    if not found.answered:
        raise CannotAnalyseError("; ".join(f"{f.question.outcome}: {f.refused}" for f in found.findings))
    given = (" ".join(outcomes) or None, method, effects, " ".join(arms) or None, seed)
    return SensitivityAnswer(found, dict(zip(ASKED, given, strict=True)))
