"""What an analysis of drivers found: findings by arm and outcome, as objects and as one long table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.analysis.sensitivity.indices import End, Indices, Noise
from diplosim.analysis.sensitivity.question import Question
from diplosim.analysis.sensitivity.source import Input
from diplosim.metrics.columns import outcome

if TYPE_CHECKING:
    import pandas as pd

#: Columns of ``sensitivity.csv``: one row for each measure of each input, then the noise of each outcome.
CSV_COLUMNS = (
    "arm", "reference", "outcome", "method", "parameter", "rank", "measure", "value", "low", "high", "chance",
    "clear", "note",
)  # fmt: skip

#: Arms whose charts are drawn if nobody asks for others.
TELLING = 3


@dataclass(frozen=True)
class Finding:
    """The drivers of one outcome, or why they cannot be told."""

    question: Question
    inputs: tuple[Input, ...]
    samples: int
    """Samples that the indices rest on."""
    indices: Mapping[str, Indices] = field(default_factory=dict)
    """By method."""
    noise: Noise | None = None
    ends: tuple[tuple[End, End], ...] = ()
    """Mean outcome at the ends of each input; empty for Morris trajectories."""
    centre: float = math.nan
    """Mean outcome over all samples."""
    middle: tuple[float, float] = (math.nan, math.nan)
    """Between which values nine in ten sample means lie."""
    dropped: int = 0
    """Samples left out because a run in them failed."""
    refused: str = ""
    """Why there is nothing else, with what would help."""


@dataclass(frozen=True)
class Sensitivity:
    """Every finding of one analysis."""

    folder: Path
    experiment: str
    question: str
    """Question of the experiment file."""
    design: str
    runs: int
    replicates: int
    methods: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def answered(self) -> list[Finding]:
        """The findings that are not refusals."""
        return [finding for finding in self.findings if not finding.refused]

    def __getitem__(self, key: str | tuple[str, str]) -> Finding:
        """The finding about an outcome, or about ``(arm, outcome)``."""
        for finding in self.findings:
            asked = finding.question
            if key in (asked.outcome, (asked.arm, asked.outcome)):
                return finding
        raise KeyError(key)

    def telling(self, most: int = TELLING) -> list[str]:
        """The arms worth a chart if there are many: those that the assumptions move most in the first outcome.

        First is the first outcome that has a better direction; moved by how far apart nine in ten sample means lie.
        """
        names = list(dict.fromkeys(finding.question.outcome for finding in self.answered))
        first = next((name for name in names if outcome(name).better), names[0]) if names else ""
        sizes = {
            f.question.arm: f.middle[1] - f.middle[0] for f in self.answered if f.question.outcome == first
        }
        return sorted(sizes, key=lambda arm: -sizes[arm])[:most]

    def rows(self) -> list[dict[str, Any]]:
        """The rows of ``sensitivity.csv``."""
        return [dict.fromkeys(CSV_COLUMNS) | row for finding in self.findings for row in _rows(finding)]

    @property
    def table(self) -> pd.DataFrame:
        """One row for each measure of each input; see ``CSV_COLUMNS``."""
        import pandas as pd

        return pd.DataFrame(self.rows(), columns=list(CSV_COLUMNS))


def _rows(finding: Finding) -> Iterator[dict[str, Any]]:
    asked = finding.question
    keys = {"arm": asked.arm, "reference": asked.reference, "outcome": asked.outcome}
    if finding.refused:
        yield {**keys, "measure": "refused", "note": finding.refused}
        return
    for method, indices in finding.indices.items():
        clear = indices.clear
        for rank, place in enumerate(indices.order, start=1):
            for name, measure in indices.measures.items():
                numbers = {key: _known(getattr(measure, key)[place]) for key in ("value", "low", "high")}
                yield {
                    **keys, "method": method, "parameter": finding.inputs[place].name, "rank": rank, "measure": name,
                    **numbers,
                    **({"chance": _known(indices.floor[place]), "clear": clear[place]} if name == indices.main else {}),
                }  # fmt: skip
    for given, (low, high) in zip(finding.inputs, finding.ends, strict=False):
        for name, end in (("mean_at_low_end", low), ("mean_at_high_end", high)):
            yield {
                **keys,
                "parameter": given.name,
                "measure": name,
                "value": end.mean,
                "note": _end_words(given, end, name),
            }
    yield from ({**keys, "measure": name, "value": value} for name, value in _noise(finding).items())


def _end_words(given: Input, end: End, which: str) -> str:
    """The values at an end: ``≤ 0.2``, ``≥ 0.8``, or the one value that makes it."""
    first, last = end.values
    if first == last:
        return given.shown(first)
    return f"≤ {given.shown(last)}" if which == "mean_at_low_end" else f"≥ {given.shown(first)}"


def _noise(finding: Finding) -> dict[str, float | None]:
    noise = finding.noise
    if noise is None:
        return {}
    return {
        "mean": finding.centre,
        "mean_p05": finding.middle[0],
        "mean_p95": finding.middle[1],
        "noise_share_of_runs": _known(noise.of_run),
        "noise_share_of_means": _known(noise.of_mean),
        "standard_error_of_means": _known(noise.mean_error),
        "samples": float(finding.samples),
        "samples_dropped": float(finding.dropped),
    }


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
