"""Arms against a reference, pair by pair: how large, how sure, how often better; what ``diplosim compare`` prints."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict, cast

from diplosim.analysis.crossed import Settling, crossing_of, settling, spread
from diplosim.analysis.output import difference, gaps, label, pairs_table
from diplosim.analysis.paired import EQUAL, paired_statistics
from diplosim.metrics.columns import outcome
from diplosim.wording.listing import DISCLAIMER, console, tell
from diplosim.wording.names import plural
from diplosim.wording.numbers import DASH, number
from diplosim.wording.tables import Listing
from diplosim.wording.verdicts import SIDES, UNDECIDED, sign

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.analysis.assumptions import Change, Line, Step
    from diplosim.experiment import Column
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
    by_arm = len(results.arms) <= _FEW
    for title in dict.fromkeys(row["arm" if by_arm else "outcome"] for row in rows):
        group = [row for row in rows if title == row["arm" if by_arm else "outcome"]]
        words = (
            f"{title} compared with {results.reference}" if by_arm else f"{label(title)} ({group[0]['unit']})"
        )
        tell(out, words, "bold")
        out.print(pairs_table(group, by_arm))
        tell(out, _help(group), "dim")
        tell(out, "")
    for sentence in _reading(results, rows):
        tell(out, sentence, "dim")
    tell(out, DISCLAIMER, "italic")


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
    if results.replicates == 1 and len(results.samples) > 1:
        found.append(
            "One replicate: every sample met the same shocks, so the intervals hold for these shocks only. "
            "Run with --replicates 10 or more to include chance."
        )
    elif 1 < results.replicates < 10:
        found.append(
            f"Only {results.replicates} replicates: every sample met the same {results.replicates} courses of events, "
            "which makes the intervals wide."
        )
    if results.replicates == 1 and len(results.samples) == 1:
        found.append("One pair of runs: no interval and no verdict. Run with --replicates 50.")
    lost = {row["outcome"]: row["n_dropped"] for row in rows if row["n_dropped"]}
    if lost:
        most = ", ".join(label(name) for name in lost)
        found.append(f"Pairs in which one run has no value are left out (compare.csv counts them): {most}.")
    return found


def print_lines(results: Results, found: Sequence[Change], lines: Sequence[Line | Step]) -> None:
    """Print, for arms whose assumptions differ, what differs and the three lines."""
    out = console()
    for change in found:
        tell(out, "")
        tell(out, f"{change.arm}: assumptions changed too", "bold")
        shown = "; ".join(change.differences[:6])
        more = f"; and {len(change.differences) - 6} more" if len(change.differences) > 6 else ""
        tell(out, f"{shown}{more}.")
        if not change.policies_too:
            tell(
                out,
                "The policies are those of the reference: the difference above is the assumptions' alone.",
            )
            continue
        out.print(_lines([row for row in lines if row["arm"] == change.arm]))
        how = f"the arm '{change.bridge}'" if change.bridge else "run here under the same shocks"
        tell(
            out,
            f"Changed assumptions: the arm's world with the policies of {results.reference} ({how}).",
            "dim",
        )


def _lines(rows: Sequence[Line | Step]) -> Listing:
    """Three lines per outcome: level, and the difference from the line before."""
    cells = []
    for place, row in enumerate(rows):
        step = ["", ""]
        if row["line"] != "reference":
            later = cast("Step", row)
            step = [difference(later), later["verdict"]]
        if row["line"] == "reference":
            cells += [[""] * 4] * (place > 0) + [[label(row["outcome"]), "", "", ""]]
        cells.append(["  " + row["line"], number(row["level"]), *step])
    headers = [("", "left"), ("level", "right"), ("from the line above (95 %)", "right"), ("", "left")]
    return Listing(headers, cells)
