"""What an analysis of drivers found: findings by arm and outcome, as objects and as one long table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from diplosim.analysis.output import columns_of
from diplosim.analysis.sensitivity.indices import End, Indices, Noise
from diplosim.analysis.sensitivity.question import Question
from diplosim.analysis.sensitivity.source import Input
from diplosim.metrics.columns import outcome

if TYPE_CHECKING:
    import pandas as pd


class DriverRow(TypedDict):
    """A row of ``sensitivity.csv``: one measure of one input, or one number of the noise of an outcome."""

    arm: str
    reference: str | None
    """None for the outcome as it is; else values are of the effect of the arm."""
    outcome: str
    method: str | None
    parameter: str | None
    """None for what is said of the outcome itself."""
    rank: int | None
    """Place of the input by the main measure of the method, from 1."""
    measure: str
    value: float | None
    """Shares and correlations are bare numbers; effects and means have the unit of the outcome."""
    low: float | None
    """Ends of the 95 % interval, in the unit of the value."""
    high: float | None
    chance: float | None
    """What the main measure may reach by chance alone; missing for other measures."""
    clear: bool | None
    """Whether the main measure is beyond that."""
    note: str | None


CSV_COLUMNS = columns_of(DriverRow)

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

    def rows(self) -> list[DriverRow]:
        """The rows of ``sensitivity.csv``."""
        return [row for finding in self.findings for row in _rows(finding)]

    @property
    def table(self) -> pd.DataFrame:
        """One row for each measure of each input; see ``CSV_COLUMNS``."""
        import pandas as pd

        return pd.DataFrame(self.rows(), columns=list(CSV_COLUMNS))


def _rows(finding: Finding) -> Iterator[DriverRow]:
    if finding.refused:
        yield _row(finding, "refused", note=finding.refused)
        return
    for method, indices in finding.indices.items():
        clear = indices.clear
        for rank, place in enumerate(indices.order, start=1):
            for name, measure in indices.measures.items():
                value, low, high = (
                    _known(ends[place]) for ends in (measure.value, measure.low, measure.high)
                )
                is_main = name == indices.main
                yield _row(
                    finding, name, value, method=method, parameter=finding.inputs[place].name, rank=rank, low=low,
                    high=high, chance=_known(indices.floor[place]) if is_main else None,
                    clear=clear[place] if is_main else None,
                )  # fmt: skip
    for given, (bottom, top) in zip(finding.inputs, finding.ends, strict=False):
        for name, end in (("mean_at_low_end", bottom), ("mean_at_high_end", top)):
            yield _row(finding, name, end.mean, parameter=given.name, note=_end_words(given, end, name))
    yield from (_row(finding, name, value) for name, value in _noise(finding).items())


def _row(
    finding: Finding, measure: str, value: float | None = None, *, method: str | None = None,
    parameter: str | None = None, rank: int | None = None, low: float | None = None, high: float | None = None,
    chance: float | None = None, clear: bool | None = None, note: str | None = None,
) -> DriverRow:  # fmt: skip
    """A row about a finding; what it says nothing of is missing."""
    asked = finding.question
    return DriverRow(
        arm=asked.arm, reference=asked.reference, outcome=asked.outcome, method=method, parameter=parameter, rank=rank,
        measure=measure, value=value, low=low, high=high, chance=chance, clear=clear, note=note,
    )  # fmt: skip


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
