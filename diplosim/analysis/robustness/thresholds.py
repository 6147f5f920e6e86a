"""When a policy is good enough, and how often it is: one limit per outcome, on its level or on its paired difference.

The default limits are those of the model's section 10 (`docs/model.md`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, TypedDict

from diplosim.analysis.paired import EQUAL
from diplosim.analysis.robustness.regret import sample_values
from diplosim.metrics.columns import outcome
from diplosim.results import AnalysisError
from diplosim.scenario import unknown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.results import Results

    Floats = NDArray[np.float64]
    Truths = NDArray[np.bool_]

#: The row of ``satisficing.csv`` that asks for all thresholds at once.
ALL = "all"
Kind = Literal["level", "diff"]
KINDS: tuple[Kind, ...] = ("level", "diff")


class Asked(TypedDict):
    """Which limit an arm should meet; of all at once there is neither kind nor limit."""

    arm: str
    threshold: str
    """Name of the outcome, or ``ALL``."""
    kind: Kind | None
    limit: float | None


class Met(TypedDict):
    """How often it does."""

    share_met: float | None
    """Share of the ``n_samples`` that are counted, 0 to 1."""
    n_samples: int
    n_missing: int


class Enough(Asked, Met):
    """A row of ``analysis/satisficing.csv``."""


class Threshold(NamedTuple):
    """A limit that the mean of a sample must not be worse than."""

    outcome: str
    limit: float
    kind: Kind
    """``level``: of the arm's own value; ``diff``: of arm minus reference."""

    def words(self) -> str:
        """``disease_burden_end lower than the reference by at least 0.03``."""
        better = outcome(self.outcome).better
        sign = ">=" if better == "higher" else "<="
        what = "difference of " if self.kind == "diff" else ""
        return f"{what}{self.outcome} {sign} {self.limit:g}"


#: Calmer than the reference; burden lower by 0.03; at most one suspension in four years with an agreement;
#: hardly more exploitation than under the reference.
DEFAULT = (
    Threshold("deescalation_index", 0.0, "diff"),
    Threshold("disease_burden_end", -0.03, "diff"),
    Threshold("interruptions_per_covered_year", 0.25, "level"),
    Threshold("exploitation_rate", 0.05, "diff"),
)


def read_thresholds(texts: Sequence[str], outcomes: Sequence[str]) -> list[Threshold]:
    """The default limits with those of ``--threshold [level:|diff:]OUTCOME=VALUE`` in their place or added.

    Without a prefix an outcome keeps the kind of its default; any other is limited in its level.
    """
    found = {one.outcome: one for one in DEFAULT if one.outcome in outcomes}
    for text in texts:
        one = _read(text, outcomes, found)
        found[one.outcome] = one
    return list(found.values())


def _read(text: str, outcomes: Sequence[str], defaults: dict[str, Threshold]) -> Threshold:
    head, equals, value = text.partition("=")
    prefix, colon, rest = head.strip().partition(":")
    name = rest.strip() if colon else prefix
    if not equals or not name or (colon and prefix not in KINDS):
        raise AnalysisError(
            f"--threshold {text}: write OUTCOME=VALUE, diff:OUTCOME=VALUE (arm minus reference) or "
            "level:OUTCOME=VALUE, such as diff:disease_burden_end=-0.03"
        )
    if name not in outcomes:
        raise AnalysisError(f"--threshold {text}: {unknown('outcome', name, outcomes)}")
    if outcome(name).better is None:
        raise AnalysisError(f"--threshold {text}: neither direction of {name} is better, so it has no limit")
    kind: Kind = "diff" if prefix == "diff" else "level"
    if not colon and name in defaults:
        kind = defaults[name].kind
    return Threshold(name, _number(text, value), kind)


def _number(text: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise AnalysisError(f"--threshold {text}: {value.strip()!r} is not a number")
    return number


def satisficing(results: Results, thresholds: Sequence[Threshold]) -> list[Enough]:
    """Per arm, the share of samples that meet each threshold, and all of them at once.

    A single threshold counts the samples that have a value; where one is missing, *all* are not met: what never came
    about (an agreement to interrupt) was not achieved either.
    """
    import numpy as np

    met = {one: meets(sample_values(results, one.outcome), one) for one in thresholds}
    rows: list[Enough] = []
    for place, arm in enumerate(results.arms):
        for one, (good, there) in met.items():
            asked = Asked(arm=arm, threshold=one.outcome, kind=one.kind, limit=one.limit)
            rows.append({**asked, **_share(good[place][there[place]], len(good[place]))})
        if met:
            together = np.all([good[place] for good, _ in met.values()], axis=0)
            asked = Asked(arm=arm, threshold=ALL, kind=None, limit=None)
            rows.append({**asked, **_share(together, len(together))})
    return rows


def _share(good: Truths, results: int) -> Met:
    return {
        "share_met": float(good.mean()) if len(good) else None,
        "n_samples": len(good),
        "n_missing": results - len(good),
    }


def meets(values: Floats, threshold: Threshold) -> tuple[Truths, Truths]:
    """Whether each ``[arm, sample]`` meets a threshold, and whether it has a value at all."""
    import numpy as np

    tested = values - values[0] if threshold.kind == "diff" else values
    there: Truths = np.isfinite(tested)
    slack = EQUAL * max(1.0, abs(threshold.limit))
    sign = 1.0 if outcome(threshold.outcome).better == "higher" else -1.0
    with np.errstate(invalid="ignore"):
        good: Truths = there & (sign * (tested - threshold.limit) >= -slack)
    return good, there
