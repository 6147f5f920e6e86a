"""In how many samples a claim holds, how sure that is, the word for it, what decides it, and where it fails."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from diplosim.analysis.crossed import share_changed, share_error, share_interval, spread
from diplosim.analysis.discovery.boxes import axes_of, meaning, where
from diplosim.analysis.discovery.failures import FEWEST, Rule
from diplosim.analysis.discovery.search import counts_in, discover
from diplosim.analysis.paired import mean_interval
from diplosim.analysis.sensitivity.any_samples import rank_indices
from diplosim.results import AnalysisError
from diplosim.wording.verdicts import FEWEST_FUTURES, TOO_FEW_SAMPLES, claim_verdict

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from diplosim.analysis.claims.declared import Comparison, Test
    from diplosim.analysis.claims.records import Decider, Drivers, Judgement, Place
    from diplosim.analysis.sensitivity.source import Input, Source
    from diplosim.results import Results

    Floats = NDArray[np.float64]
    Truths = NDArray[np.bool_]


#: A mean change smaller than this share of the usual level hardly matters.
SMALL = 0.02
_SIGN = {"higher": ">", "lower": "<", "not_higher": "<=", "not_lower": ">="}


@dataclass(frozen=True)
class Compared:
    """The samples that a test looks at."""

    values: Floats
    """Arm minus reference (or the outcome itself), ``[sample, replicate]``."""
    size: Floats
    """The larger of the two levels: differences that are rounding beside it are none."""
    level: float
    """Mean of the reference."""
    kept: Truths
    """Samples that are looked at and have a value, among all."""
    rule: Rule

    @property
    def held(self) -> Truths:
        """In which of these samples the claim holds."""
        return self.rule.holds(self.means, self.width)

    @property
    def width(self) -> Floats:
        """Size of the levels in each sample."""
        found: Floats = np.nanmax(self.size, axis=1)
        return found

    @property
    def means(self) -> Floats:
        """Mean over the replicates of each sample."""
        found: Floats = np.nanmean(self.values, axis=1)
        return found


def compared(results: Results, test: Comparison) -> Compared:
    """The values that a test compares; raises ``AnalysisError`` for an arm or outcome that is not there."""
    values, size, level = _values(results, test)
    kept = np.isfinite(values).any(axis=1) & _chosen(results, test)
    rule = Rule(_SIGN[test.expect], 0.0)
    return Compared(values[kept], size[kept], level, kept, rule)


def _values(results: Results, test: Comparison) -> tuple[Floats, Floats, float]:
    """Differences by sample and replicate, the size of what was subtracted, and the level of the reference."""
    names = [test.arm, *([test.reference] if test.reference is not None else [])]
    found = results.restricted(names, names[-1])
    [name] = found.named([test.outcome])
    cube = found.cube(name)
    base = cube[0]
    level = float(np.nanmean(base)) if np.isfinite(base).any() else math.nan
    if test.reference is None:
        return base, np.abs(base), level
    own = cube[1]
    return own - base, np.fmax(np.abs(own), np.abs(base)), level


def _chosen(results: Results, test: Comparison) -> Truths:
    """The samples that a test is about: all, or those of ``unless`` and ``within``."""
    chosen: Truths = np.ones(len(results.samples), dtype=bool)
    unless, within = getattr(test, "unless", None), getattr(test, "within", {})
    if unless is not None:
        other = compared(results, unless)
        chosen &= other.kept
        chosen[other.kept.nonzero()[0][other.held]] = False
    for name, (low, high) in within.items():
        if name not in results.samples:
            raise AnalysisError(f"{results.folder} does not vary {name}, which a claim asks for")
        chosen &= results.samples[name].between(low, high).to_numpy()
    return chosen


def judge(results: Results, test: Test) -> Judgement:
    """Share of samples in which the test holds, mean change, both with 95 % intervals, and the verdict."""
    found = compared(results, test)
    count = len(found.values)
    if count < FEWEST_FUTURES:
        return {"samples": count, "verdict": TOO_FEW_SAMPLES}
    held, width = found.held, found.width

    def holds(means: Floats) -> Truths:
        return found.rule.holds(means, width)

    share, error = float(held.mean()), share_error(found.values, holds)
    low, high = share_interval(share, error, count)
    mean, (mean_low, mean_high) = spread(found.values), mean_interval(found.values)
    assert mean_low is not None and mean_high is not None  # of two values and more
    differs = Rule(">", 0.0).holds(found.means, width) | Rule("<", 0.0).holds(found.means, width)
    return {
        "samples": count, "replicates": found.values.shape[1],
        "share": share, "share_low": low, "share_high": high, "share_error": error,
        "equal": float(1 - differs.mean()), "changed": share_changed(found.values, holds),
        "mean": mean.mean, "mean_low": mean_low, "mean_high": mean_high,
        "mean_error": math.sqrt(mean.variance), "mean_freedom": mean.freedom, "level": found.level,
        "verdict": claim_verdict(share, low, high), "small": small(mean.mean, found.level, test),
    }  # fmt: skip


def small(mean: float, level: float, test: Comparison) -> bool:
    """Whether the mean change hardly matters beside the usual level; a level by itself is never small."""
    if test.reference is None or not math.isfinite(level):
        return False
    return abs(mean) < SMALL * abs(level)


def deciders(source: Source, found: Compared, test: Test) -> Drivers:
    """The assumption that the compared value goes with most, by partial rank correlation over the samples."""
    kept = found.kept.nonzero()[0].tolist()
    inputs = [given for given in source.inputs if len(set(given.values)) > 1]
    part = [_part(given, kept) for given in inputs]
    means = found.means
    if float(np.ptp(means)) == 0.0 or len(means) < 2 * (len(inputs) + 2):
        return {"decider": None, "watch": None}
    indices = rank_indices(part, means)
    order, clear, measure = indices.order, indices.clear, indices.measures[indices.main]

    def told(place: int) -> Decider:
        return {
            "decider": inputs[place].name, "meaning": meaning(inputs[place].name).rstrip("."),
            "place": order.index(place) + 1, "of": len(inputs), "clear": clear[place],
            "rank_correlation": float(measure.value[place]), "low": float(measure.low[place]),
            "high": float(measure.high[place]), "thirds": _thirds(part[place].positions, found.held),
        }  # fmt: skip

    watched = [place for place, given in enumerate(inputs) if given.name == test.watch]
    return {**told(order[0]), "watch": told(watched[0]) if watched else None}


def _part(given: Input, kept: list[int]) -> Input:
    """The input over some of the samples."""
    return replace(given, values=tuple(given.values[row] for row in kept), positions=given.positions[kept])


def _thirds(positions: Floats, held: Truths) -> list[float]:
    """Share that holds in the lower, middle and upper third of the samples by an assumption."""
    parts = np.array_split(np.argsort(positions, kind="stable"), 3)
    return [float(held[part].mean()) for part in parts]


def place(results: Results, found: Compared) -> Place:
    """The clearest box of failures; of successes, if failures are the rule."""
    held = found.held
    wanted = ~held if held.mean() >= 0.5 else held
    row: Place = {"side": "fails" if held.mean() >= 0.5 else "holds", "box": "", "few": None}
    if wanted.sum() < FEWEST:
        return {**row, "few": int(wanted.sum())}
    axes = axes_of(results, found.kept)
    boxes = [box for box in discover(axes, wanted, boxes=1) if box.real]
    if not boxes:
        return row
    best, counted = boxes[0], counts_in(axes, wanted, boxes[0])
    return {
        **row, "box": where(axes, best.found.box), "coverage": counted.k / int(wanted.sum()),
        "density": counted.k / counted.n, "base_rate": float(wanted.mean()), "p_value": best.p_value,
        "limits": [(axes[axis].name, side) for axis, side in sorted(best.found.box)],
    }  # fmt: skip
