"""The verdict on portfolios, on draws that the search never met: robust or not and why, regret, what nothing beats.

A portfolio is robust if, on every chosen outcome, its mean paired difference from the reference is surely better and it
is better in at least ``share`` of the fresh draws, and if it stays within the budget in as many. With fewer than 20
futures, or with a single replicate, nothing is called robust. That no portfolio is robust is an answer like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from diplosim.analysis.compare import beyond
from diplosim.analysis.crossed import crossing_of
from diplosim.analysis.output import Frame, columns_of, label
from diplosim.analysis.paired import Statistics, paired_statistics
from diplosim.analysis.robustness.answer import dominates
from diplosim.analysis.robustness.regret import over_samples, regret
from diplosim.metrics.columns import outcome
from diplosim.portfolio.question import REFERENCE, Asked
from diplosim.portfolio.search import losses, within
from diplosim.wording.names import inside, listed, noun
from diplosim.wording.numbers import percent
from diplosim.wording.verdicts import BETTER, FEWEST_FUTURES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.metrics.column import Direction

    Floats = NDArray[np.float64]

#: What an adaptive portfolio is set against: itself without the change, and with the change in every run.
STATIC, SWITCHED = "static", "switched"
ROBUST, NOT_ROBUST, OVER_BUDGET, TOO_FEW = "robust", "not robust", "over budget", "too few futures"
#: In which order tables show them: what fails comes first.
ORDER = (TOO_FEW, OVER_BUDGET, NOT_ROBUST, ROBUST)


class Standing(TypedDict):
    """A row of ``analysis/portfolios.csv``: one portfolio in one outcome, in its unit, on the fresh draws."""

    portfolio: str
    title: str
    rule: str
    """Name of the rule that it follows; empty without one."""
    switched_share: float
    """Share of its runs in which the rule switches."""
    verdict: str
    """``robust``, ``not robust``, ``over budget`` or ``too few futures``; empty for the reference."""
    why: str
    on_front: bool
    """Whether no other portfolio, nor the reference, beats or equals its means in all outcomes and money."""
    outcome: str
    unit: str
    level: float
    """Mean over draws and replicates."""
    diff_mean: float | None
    diff_low: float | None
    diff_high: float | None
    difference: str
    """Verdict on the mean paired difference from the reference."""
    share_better: float
    """Share of the futures in which it is better than the reference."""
    reached: float
    """Difference from the reference that it reaches or betters in ``share`` of the futures."""
    regret_mean: float
    """How far behind the best of all portfolios and the reference in the same draw."""
    regret_p90: float
    regret_max: float


class Compared(TypedDict):
    """A row of ``analysis/adaptive.csv``: a portfolio that follows a rule less one that does not, same shocks."""

    title: str
    rule: str
    switched_share: float
    against: str
    """``static``: without the change; ``switched``: with the change in every run."""
    outcome: str
    unit: str
    diff_mean: float | None
    diff_low: float | None
    diff_high: float | None
    verdict: str


@dataclass(frozen=True)
class Candidate:
    """A portfolio that is tested, with its outcomes: ``[sample, replicate, outcome]``."""

    name: str
    title: str
    rule: str
    switched_share: float
    played: Floats


@dataclass(frozen=True)
class Judgement:
    """What the test says about a portfolio."""

    candidate: Candidate
    verdict: str
    why: str


def judged(reference: Floats, candidate: Candidate, columns: Sequence[str], asked: Asked) -> Judgement:
    """The verdict on one portfolio, with the reason if it is not robust."""
    lost = losses(reference, candidate.played, columns)
    futures = lost.shape[1]
    budget = asked.budget
    if budget is not None and (spent := float(within(lost[-1], asked.share))) > budget:
        why = f"up to {spent:,.0f} M$ beyond the reference in {percent(asked.share)} of the draws"
        return Judgement(candidate, OVER_BUDGET, why)
    if futures < FEWEST_FUTURES:
        return Judgement(candidate, TOO_FEW, f"{futures} of {FEWEST_FUTURES} futures")
    if reference.shape[1] < 2:  # the interval of the mean would know nothing of chance
        return Judgement(candidate, TOO_FEW, "one replicate: every draw met the same shocks")
    reasons = []
    for place, name in enumerate(columns[:-1]):
        found = _paired(reference, candidate.played, place, name)
        share = share_better(reference, candidate.played, place, name)
        if share < asked.share:
            reasons.append(f"{label(name)}: better in {percent(share)} of the draws")
        elif found["verdict"] != BETTER:
            reasons.append(f"{label(name)}: the mean difference is {found['verdict']}")
    return Judgement(candidate, NOT_ROBUST if reasons else ROBUST, "; ".join(reasons))


def share_better(reference: Floats, played: Floats, place: int, name: str) -> float:
    """Share of the futures in which a portfolio is better; one without a value counts as not better."""
    import numpy as np

    one, two = (over_samples(values[None, ..., place])[0] for values in (reference, played))
    gain = (two - one) * (1.0 if outcome(name).better == "higher" else -1.0)
    with np.errstate(invalid="ignore"):
        return float(((gain > 0) & beyond(gain, np.maximum(np.abs(one), np.abs(two)))).mean())


def _paired(reference: Floats, played: Floats, place: int, name: str) -> Statistics:
    """The paired statistics of one outcome."""
    one, two = reference[..., place], played[..., place]
    return paired_statistics(one.ravel(), two.ravel(), outcome(name), crossing_of(one))


def standings(
    reference: Floats, judgements: Sequence[Judgement], columns: Sequence[str], asked: Asked
) -> list[Standing]:
    """A row for the reference and each portfolio in each outcome and in money."""
    import numpy as np

    start = Candidate(REFERENCE, "the scenario as it is", "", 0.0, reference)
    every = [Judgement(start, "", ""), *judgements]
    levels = np.array([over_samples(np.moveaxis(each.candidate.played, -1, 0)) for each in every])
    ways: list[Direction] = ["higher" if outcome(name).better == "higher" else "lower" for name in columns]
    means = levels.mean(axis=2)
    beaten: list[bool] = np.any(dominates(means, ways), axis=0).tolist()
    behind = [regret(levels[:, place], way) for place, way in enumerate(ways)]
    rows: list[Standing] = []
    for at, (own, verdict, why) in enumerate((each.candidate, each.verdict, each.why) for each in every):
        reached = within(losses(reference, own.played, columns), asked.share)
        for place, name in enumerate(columns):
            found = _paired(reference, own.played, place, name)
            felt = behind[place][at]
            rows.append({
                "portfolio": own.name, "title": own.title, "rule": own.rule, "switched_share": own.switched_share,
                "verdict": verdict, "why": why, "on_front": not beaten[at],
                "outcome": name, "unit": outcome(name).unit, "level": float(means[at, place]),
                "diff_mean": found["diff_mean"], "diff_low": found["diff_low"], "diff_high": found["diff_high"],
                "difference": found["verdict"],
                "share_better": share_better(reference, own.played, place, name),
                "reached": float(reached[place]) * (-1.0 if ways[place] == "higher" else 1.0) + 0.0,
                "regret_mean": float(felt.mean()), "regret_p90": float(np.quantile(felt, 0.9)),
                "regret_max": float(felt.max()),
            })  # fmt: skip
    return rows


def compared(adaptive: Candidate, others: dict[str, Floats], columns: Sequence[str]) -> list[Compared]:
    """An adaptive portfolio against the static ones that it is made of."""
    rows: list[Compared] = []
    for against, played in others.items():
        for place, name in enumerate(columns):
            found = _paired(played, adaptive.played, place, name)
            rows.append({
                "title": adaptive.title, "rule": adaptive.rule, "switched_share": adaptive.switched_share,
                "against": against, "outcome": name, "unit": outcome(name).unit, "diff_mean": found["diff_mean"],
                "diff_low": found["diff_low"], "diff_high": found["diff_high"], "verdict": found["verdict"],
            })  # fmt: skip
    return rows


def in_words(
    judgements: Sequence[Judgement], tried: int, futures: int, asked: Asked, unit: str = "draws"
) -> str:
    """The answer in a sentence: which portfolios are robust, or that none is; ``unit`` says what the futures are."""
    robust = [each.candidate.name for each in judgements if each.verdict == ROBUST]
    share = percent(asked.share)
    limit = "" if asked.budget is None else f" within {asked.budget:,.0f} M$ beyond what the reference costs"
    named = listed(inside(label(name)) for name in asked.outcomes)
    what = f"better than the reference in at least {share} of {futures} fresh {unit} on {named}{limit}"
    if robust:
        of = f"of {len(judgements)} portfolios tested, out of {tried} tried,"
        return f"{listed(robust)} {of} {noun(len(robust), 'is', 'are')} {what}."
    if futures < FEWEST_FUTURES:
        return f"Nothing can be called robust on {futures} fresh {unit}; it takes {FEWEST_FUTURES}."
    if any(each.verdict == TOO_FEW for each in judgements):
        return "Nothing can be called robust on one replicate: every draw met the same shocks; it takes two or more."
    if not judgements:
        return f"Nothing robust found: of {tried} portfolios tried none is within the budget."
    return f"Nothing robust found: of {tried} portfolios tried and {len(judgements)} tested none is {what}."


PORTFOLIOS, ADAPTIVE = columns_of(Standing), columns_of(Compared)


def frames_of(rows: Sequence[Standing], adaptive: Sequence[Compared]) -> dict[str, Frame]:
    """``portfolios`` and, where there are rules, ``adaptive``."""
    found: dict[str, Frame] = {"portfolios": (rows, PORTFOLIOS)}
    return found | ({"adaptive": (adaptive, ADAPTIVE)} if adaptive else {})
