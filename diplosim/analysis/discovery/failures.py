"""In which samples a policy fails, how sure these labels are, and which policies are worth a search."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from diplosim.analysis.crossed import share_changed
from diplosim.analysis.paired import EQUAL
from diplosim.metrics.columns import outcome, title_of
from diplosim.results import AnalysisError
from diplosim.wording.names import arm_name, inside

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.results import Results

    Floats = NDArray[np.float64]
    Truths = NDArray[np.bool_]

#: Fewer failures, or fewer samples without failure, than this say nothing about where failures are.
FEWEST = 10
#: A policy that fails less often than the one or more often than the other has no "where".
SOME, MOST = 0.05, 0.95
#: From this share of samples on that other shocks would move, a search tells about chance.
CHANGED = 0.1
#: Policies that are searched at the end of an experiment.
SEARCHED = 3
_RULE = re.compile(r"\s*(level\s+)?(<=|>=|<|>)\s*([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*")


class FailureShare(TypedDict):
    """A row of ``analysis/failure_shares.csv``: how often a policy does worse than the reference."""

    arm: str
    outcome: str
    samples: int
    """Samples with a value."""
    failures: int
    share: float
    """Of these samples, 0 to 1."""
    changed: float | None
    """Share of the samples that would change sides under other shocks; none with one replicate."""
    searched: bool
    """Whether its failures are worth a search."""


@dataclass(frozen=True)
class Rule:
    """When a sample counts as a failure: its mean paired difference (or level) beyond a limit."""

    sign: str
    limit: float
    level: bool = False
    default: bool = False

    def holds(self, values: Floats, size: Floats | float) -> Truths:
        """Whether values are beyond the limit, by more than the rounding of sums of this size."""
        import numpy as np

        slack = EQUAL * np.maximum(size, abs(self.limit))
        over, under = values > self.limit + slack, values < self.limit - slack
        found: Truths = {">": over, ">=": ~under, "<": under, "<=": ~over}[self.sign]
        return found

    def words(self) -> str:
        """``difference > 0``."""
        return f"{'level' if self.level else 'difference'} {self.sign} {self.limit:g}"


@dataclass(frozen=True)
class Failures:
    """Which samples fail."""

    arm: str
    outcome: str
    rule: Rule
    kept: Truths
    """Samples that have a value."""
    failed: Truths
    """Of the kept samples, those that fail."""
    changed: float | None
    """Share of the samples that would change sides under other shocks; none with one replicate."""

    @property
    def rate(self) -> float:
        """Share of the kept samples that fail."""
        return float(self.failed.mean()) if len(self.failed) else math.nan

    @property
    def searchable(self) -> bool:
        """Whether there are enough failures, and enough samples without, to say where they are."""
        k = int(self.failed.sum())
        return min(k, len(self.failed) - k) >= FEWEST


def read_rule(text: str | None, name: str) -> Rule:
    """The rule of ``--fails``; by default a paired difference beyond zero in the bad direction."""
    if text is None:
        better = outcome(name).better
        if better is None:
            raise AnalysisError(
                f"{name}: neither direction is better, so say what failure is, such as --fails '> 0' (paired "
                "difference) or --fails 'level > 2'"
            )
        return Rule("<" if better == "higher" else ">", 0.0, default=True)
    match = _RULE.fullmatch(text)
    if match is None:
        raise AnalysisError(
            f"--fails {text!r}: write a comparison of the paired difference, such as '> 0' or '<= -0.03', or of the "
            "arm's own value, such as 'level > 2'"
        )
    try:
        return Rule(match[2], float(match[3]), level=bool(match[1]))
    except ValueError:
        raise AnalysisError(f"--fails {text!r}: {match[3]!r} is not a number") from None


def failures(results: Results, arm: str, name: str, rule: Rule) -> Failures:
    """Label every sample by the mean over its replicates; raises ``AnalysisError`` for hardly any contrast."""
    found = labelled(results, arm, name, rule)
    _refuse(found)
    return found


def labelled(results: Results, arm: str, name: str, rule: Rule) -> Failures:
    """The same without asking whether there is anything to search."""
    import numpy as np

    if not results.varied:
        raise AnalysisError(
            f"{results.folder} varies no assumptions, so there is nothing to search; run an experiment with 'vary' "
            "(diplosim run), with some 200 samples or more"
        )
    cube = results.cube(name)
    own, base = cube[results.arms.index(arm)], cube[0]
    tested = own if rule.level else own - base
    size = np.fmax(np.abs(own), np.abs(base)) if not rule.level else np.abs(own)
    kept = np.isfinite(tested).any(axis=1)
    tested, size = tested[kept], size[kept]
    changed = share_changed(tested, lambda means: rule.holds(means, np.nanmax(size, axis=1)))
    return Failures(arm, name, rule, kept, _labels(tested, size, rule), changed)


def _labels(tested: Floats, size: Floats, rule: Rule) -> Truths:
    import numpy as np

    if len(tested) == 0:
        return np.zeros(0, dtype=bool)
    return rule.holds(np.nanmean(tested, axis=1), np.nanmax(size, axis=1))


def _refuse(found: Failures) -> None:
    """Refuse to describe what hardly ever happens, or nearly always."""
    samples = len(found.kept)
    n, k = len(found.failed), int(found.failed.sum())
    lost = f" ({samples - n} further samples have no value)" if samples > n else ""
    told = f"{found.arm} fails in {k} of {n} samples{lost} ({found.outcome}: {found.rule.words()})"
    if n == 0:
        raise AnalysisError(f"{found.arm} has no value of {found.outcome} in any of {samples} samples")
    if k < FEWEST or n - k < FEWEST:
        few = "failures" if k < FEWEST else "samples without failure"
        raise AnalysisError(
            f"{told}: too few {few} to say where they are, at least {FEWEST} are needed; "
            "take another limit with --fails, or more samples"
        )


def failure_shares(results: Results, name: str) -> list[FailureShare]:
    """How often each policy does worse than the reference, and which are searched for the reasons.

    Searched are policies that fail in 5 to 95 % of the samples, those first whose failures hardly depend on
    chance, and of these the ones nearest to one half: there most hangs on the assumptions. Arms that only take
    another one apart are not asked about.
    """
    rule = read_rule(None, name)
    rows: list[FailureShare] = []
    for arm in whole_arms(results):
        found = labelled(results, arm, name, rule)
        rows.append({
            "arm": arm, "outcome": name, "samples": len(found.failed), "failures": int(found.failed.sum()),
            "share": found.rate, "changed": found.changed,
            "searched": found.searchable and SOME <= found.rate <= MOST,
        })  # fmt: skip
    chosen = sorted((row for row in rows if row["searched"]), key=_telling)[:SEARCHED]
    return [{**row, "searched": row in chosen} for row in rows]


def whole_arms(results: Results) -> list[str]:
    """The policies without the arms that the line ``ablate`` wrote to take them apart."""
    pieces = tuple(f"{arm}_{kind}_" for arm in results.taken_apart for kind in ("without", "only"))
    return [arm for arm in results.arms[1:] if not arm.startswith(pieces)]


def _telling(row: FailureShare) -> tuple[bool, float]:
    return (row["changed"] or 0.0) > CHANGED, abs(row["share"] - 0.5)


def failing(found: Failures) -> str:
    """``the bundle raises provocations a year``, or ``the bundle fails`` under a rule of the user's own."""
    if not found.rule.default:
        return f"{arm_name(found.arm)} fails"
    column = outcome(found.outcome)
    verb = "raises" if column.better == "lower" else "lowers"
    return f"{arm_name(found.arm)} {verb} {inside(title_of(found.outcome))}"
