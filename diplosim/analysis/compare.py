"""Arms against a reference, pair by pair: how large, how sure, how often better; what ``diplosim compare`` prints."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

from diplosim.analysis.crossed import Settling, crossing_of, settling, spread
from diplosim.analysis.output import FEW_ENOUGH, gaps, keyed, label, pairs_table, with_interval
from diplosim.analysis.paired import EQUAL, paired_statistics
from diplosim.experiment.grown import larger
from diplosim.metrics.columns import outcome
from diplosim.wording.listing import DISCLAIMER, console, tell
from diplosim.wording.names import in_full, plural
from diplosim.wording.numbers import DASH
from diplosim.wording.tables import Listing
from diplosim.wording.verdicts import SIDES, UNDECIDED, sign

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.analysis.attribution import Part
    from diplosim.experiment import Column
    from diplosim.experiment.attribution import Change
    from diplosim.metrics.column import Direction
    from diplosim.results import Results

    Floats = NDArray[np.float64]


class Difference(TypedDict):
    """A mean paired difference, arm less reference, and what is concluded from it."""

    n_pairs: int
    n_dropped: int
    samples: int
    replicates: int
    diff_mean: float | None
    diff_low: float | None
    diff_high: float | None
    share_better: float | None
    share_equal: float | None
    share_worse: float | None
    variance_reduction: float | None
    verdict: str
    replicates_to_settle: int | None
    samples_to_settle: int | None


class Told(Difference):
    """What a line of a listing tells."""

    arm: str
    outcome: str


class Compared(TypedDict):
    """Which arm is compared with which, in which outcome."""

    arm: str
    reference: str
    outcome: str
    unit: str
    better: Direction | None


class Effect(Compared, Difference):
    """A row of ``analysis/compare.csv``."""


def compare(results: Results, names: Sequence[str]) -> list[Effect]:
    """One row per arm and outcome: the paired difference from the reference under the same shocks."""
    rows: list[Effect] = []
    for place, arm in enumerate(results.arms[1:], start=1):
        for name in names:
            cube, column = results.cube(name), outcome(name)
            head = compared(arm, results.reference, column)
            rows.append({**head, **paired_row(cube[0], cube[place], column)})
    return rows


def compared(arm: str, reference: str, column: Column) -> Compared:
    """The head of a row."""
    return Compared(arm=arm, reference=reference, outcome=column.name, unit=column.unit, better=column.better)


def paired_row(reference: Floats, arm: Floats, column: Column) -> Difference:
    """Statistics of ``arm - reference``, both ``[sample, replicate]``; a pair with a missing value is dropped."""
    found = spread(arm - reference)
    told = paired_statistics(reference.ravel(), arm.ravel(), column, crossing_of(arm))
    needed = settling(found) if told["verdict"] == UNDECIDED else Settling(None, None)
    return Difference(
        n_pairs=told["n_pairs"],
        n_dropped=told["n_dropped"],
        samples=found.samples,
        replicates=found.replicates,
        diff_mean=told["diff_mean"],
        diff_low=told["diff_low"],
        diff_high=told["diff_high"],
        share_better=told["share_better"],
        share_equal=told["share_equal"],
        share_worse=told["share_worse"],
        variance_reduction=told["variance_reduction"],
        verdict=told["verdict"],
        replicates_to_settle=needed.replicates,
        samples_to_settle=needed.samples if found.samples > 1 else None,
    )


def side(row: Difference) -> int:
    """1 or -1 if the verdict says on which side of zero the mean difference lies; 0 if it says nothing of the kind."""
    return sign(row["diff_low"], row["diff_high"]) if row["verdict"] in SIDES else 0


def noise(difference: Floats) -> float:
    """Standard error of a sample's mean over replicates, pooled over samples; NaN with one replicate."""
    import numpy as np

    count = np.isfinite(difference).sum(axis=1)
    several = count > 1
    if not several.any():
        return math.nan
    variance = np.nanvar(difference[several], axis=1, ddof=1)
    return float(np.sqrt(np.mean(variance / count[several])))


def beyond(difference: Floats, size: Floats) -> NDArray[np.bool_]:
    """Whether differences are more than the rounding of sums; ``size``: the larger of the two values."""
    import numpy as np

    found: NDArray[np.bool_] = np.abs(difference) > EQUAL * np.abs(size)
    return found


#: With more arms than this a table is about one outcome, with fewer about one arm.
_FEW = 3


def print_comparison(results: Results, rows: Sequence[Effect]) -> None:
    """Print the paired differences, and how to read them."""
    out = console()
    tell(out, "")
    if results.question:
        tell(out, results.question, "italic")
    tell(out, head(results), "bold")
    for sentence in gaps(results):
        tell(out, sentence, "yellow")
    tell(out, "")
    by_arm, named = len(results.arms) <= _FEW, results.labels
    for title in dict.fromkeys(row["arm" if by_arm else "outcome"] for row in rows):
        group = [row for row in rows if title == row["arm" if by_arm else "outcome"]]
        words = (
            f"{_in_full(results, title)} compared with {_in_full(results, results.reference)}"
            if by_arm
            else f"{keyed(title)} ({group[0]['unit']})"
        )
        tell(out, words, "bold")
        out.print(pairs_table(group, by_arm, named))
        tell(out, _help(group), "dim")
        tell(out, "")
    for sentence in _reading(results, rows):
        tell(out, sentence, "dim")
    tell(out, DISCLAIMER, "italic")


def _in_full(results: Results, arm: str) -> str:
    """The title of an arm with the name by which options know it."""
    return in_full(arm, results.labels[arm])


def head(results: Results) -> str:
    """How many arms, samples and replicates, and against what."""
    others = len(results.arms) - 1
    samples = f"{len(results.samples):,} samples of the assumptions x " if len(results.samples) > 1 else ""
    return (
        f"{plural(others, 'policy', 'policies')} against {results.reference}: "
        f"{samples}{plural(results.replicates, 'replicate')}, the same shocks for all"
    )


def _help(rows: Sequence[Effect]) -> str:
    """What common shocks were worth, over the rows of a table."""
    found = sorted(row["variance_reduction"] for row in rows if row["variance_reduction"] is not None)
    if not found:
        return ""
    if len(found) == 1:
        return f"Without common shocks this precision would take {_times(found[0])} times as many runs."
    ends = f"{_times(found[0])} to {_times(found[-1])}"
    middle = _times(found[len(found) // 2])
    return f"Without common shocks this precision would take {ends} times as many runs (median {middle})."


def _times(value: float | None) -> str:
    return DASH if value is None else ">100" if value > 100 else f"{value:.1f}"


def _reading(results: Results, rows: Sequence[Effect]) -> list[str]:
    """How the columns are to be read, and what this folder cannot tell."""
    found = [
        "Difference: mean of arm minus reference over pairs of runs with the same assumptions and the same shocks, "
        "with its 95 % interval over samples and replicates together. Verdict: better or worse if the "
        "interval leaves out zero."
    ]
    if any(row["verdict"] == UNDECIDED for row in rows):
        found.append(
            "Undecided: the interval holds zero; the number is how many replicates in each sample (repl.), or samples "
            "(sam.), would settle the sign, if the true difference is as large as it looks, with a 5 % chance of a "
            "false claim and a 20 % chance of staying undecided: an order of magnitude. Without a number, more runs of "
            "one kind would not settle it."
        )
        enough = [row["replicates_to_settle"] or 0 for row in rows if row["verdict"] == UNDECIDED]
        if most := max((count for count in enough if results.replicates < count <= FEW_ENOUGH), default=0):
            found.append(
                f"To settle what {most:,} replicates can, with those that are there: {larger(results.folder, most)}"
            )
    if results.replicates == 1 and len(results.samples) > 1:
        found.append(
            "One replicate: every sample met the same shocks, so the intervals hold for these shocks only. "
            f"To include chance: {larger(results.folder, 10)}"
        )
    elif 1 < results.replicates < 10:
        found.append(
            f"Only {results.replicates} replicates: every sample met the same {results.replicates} courses of events, "
            "which makes the intervals wide."
        )
    if results.replicates == 1 and len(results.samples) == 1:
        found.append(f"One pair of runs: no interval and no verdict. For both: {larger(results.folder, 50)}")
    lost = {row["outcome"]: row["n_dropped"] for row in rows if row["n_dropped"]}
    if lost:
        named = ", ".join(label(name) for name in lost)
        found.append(f"Pairs in which one run has no value are left out (compare.csv counts them): {named}.")
    return found


#: Differences of a world that are named one by one.
_NAMED = 6


def print_split(
    changes: Sequence[Change], parts: Sequence[Part], named: Mapping[str, str], reference: str
) -> None:
    """Print, for arms whose world differs, what differs, and whose doing the difference is.

    Args:
        changes: arms whose world is not that of the reference.
        parts: rows of those whose difference was split.
        named: arm -> its label.
        reference: the arm that they are compared with.
    """
    out, told = console(), named.get(reference, reference)
    for change in changes:
        tell(out, f"{in_full(change.arm, named[change.arm])}: its world differs too", "bold")
        tell(out, f"{in_few_words(change)}.")
        mine = [part for part in parts if part["arm"] == change.arm]
        if not change.policies_too:
            tell(out, f"Its policies are those of {told}: the difference is its world's alone.")
        elif not mine:
            tell(
                out,
                f"Its world with the policies of {told} is no scenario, so the difference cannot be split.",
            )
        else:
            out.print(_parts(mine))
            tell(out, f"World: its world with the policies of {told}, less {told}. Policy: the rest. Together: both, "
                      "the difference above. Mean differences with 95 % intervals; * the interval of five pairs or "
                      "more leaves out zero.", "dim")  # fmt: skip
        tell(out, "")


def in_few_words(change: Change) -> str:
    """What is different in the world of an arm."""
    shown = "; ".join(change.differences[:_NAMED])
    more = len(change.differences) - _NAMED
    return f"{shown}; and {more} more" if more > 0 else shown


def _parts(rows: Sequence[Part]) -> Listing:
    """A line for each outcome; the mean differences of world, policy and both."""
    names = list(dict.fromkeys(row["part"] for row in rows))
    found = {(row["outcome"], row["part"]): row for row in rows}
    cells = [[keyed(name), *(with_interval(found[name, part]) for part in names)]
             for name in dict.fromkeys(row["outcome"] for row in rows)]  # fmt: skip
    return Listing([("Outcome", "left"), *((part, "right") for part in names)], cells)
