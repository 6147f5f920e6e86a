"""What a comparison may say: every verdict with its meaning and threshold, for terminal, tables, report and figures.

Three questions, three lists of words. Is the *mean* difference sure (:func:`verdict`)? Does a statement hold in
*nearly all* futures (:func:`in_nearly_all`, :func:`claim_verdict`)? Does a finding survive *other forms of the model*
(:data:`STRUCTURE`)? A policy can be better on average and not in nearly all futures: the first two are told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

#: Confidence of every interval of a mean or a share.
CONFIDENCE = 0.95
#: With fewer pairs than this an interval rests on next to nothing.
FEWEST_PAIRS = 5
#: From this share of the futures on something holds in nearly all of them, from this one on mostly.
NEARLY_ALL, MOSTLY = 0.9, 2 / 3
#: With fewer futures than this no share of them is judged.
FEWEST_FUTURES = 20

BETTER, WORSE, HIGHER, LOWER = "better", "worse", "higher", "lower"
UNDECIDED, SAME, TOO_FEW_PAIRS = "undecided", "same", "too few pairs"
#: Those that say on which side of zero a mean difference lies.
SIDES = frozenset({BETTER, WORSE, HIGHER, LOWER})
#: Verdicts on the mean paired difference of an arm from its reference.
DIFFERENCE: Mapping[str, str] = {
    BETTER: "the 95 % interval of the mean difference lies on the good side of zero",
    WORSE: "the 95 % interval of the mean difference lies on the bad side of zero",
    HIGHER: "the interval lies above zero; neither direction of the outcome is better",
    LOWER: "the interval lies below zero; neither direction of the outcome is better",
    UNDECIDED: "the interval holds zero",
    SAME: "no pair of runs differs",
    TOO_FEW_PAIRS: f"fewer than {FEWEST_PAIRS} pairs of runs have a value",
}

HOLDS, HOLDS_MOSTLY, FAILS_MOSTLY, FAILS = "holds", "holds mostly", "fails mostly", "fails"
TOO_FEW_SAMPLES = "too few samples"
#: Verdicts on a claim, from the share of the samples of the assumptions in which it is true.
CLAIM: Mapping[str, str] = {
    HOLDS: "true in at least 90 % of the samples",
    HOLDS_MOSTLY: "true in at least 67 % of the samples",
    UNDECIDED: "between the two, or the 95 % interval of the share contains one half",
    FAILS_MOSTLY: "true in at most 33 % of the samples",
    FAILS: "true in at most 10 % of the samples",
    TOO_FEW_SAMPLES: f"fewer than {FEWEST_FUTURES} samples have a value",
}

FLIPS, ONE_VALUE, SOME_VALUES, SIZE_DIFFERS = "flips", "one value only", "some values only", "size differs"
#: What becomes of a finding under the values of an assumption, worst first.
STRUCTURE: Mapping[str, str] = {
    FLIPS: "clearly one way under one, clearly the other way under another",
    ONE_VALUE: "supported by one only",
    SOME_VALUES: "supported by some only",
    SIZE_DIFFERS: "the same way under all, but at least twice as large under one as under another",
    HOLDS: "hold under all",
    UNDECIDED: "undecided under all",
}


def verdict(
    low: float | None,
    high: float | None,
    n_pairs: int,
    share_equal: float | None,
    better: Literal["higher", "lower"] | str | None,
) -> str:
    """One of the words of :data:`DIFFERENCE`.

    Args:
        low, high: 95 % interval of the mean paired difference, arm less reference; ``None`` without one.
        n_pairs: pairs in which both runs have a value.
        share_equal: share of them without any difference.
        better: which direction of the outcome is better; ``None`` if neither is.
    """
    if n_pairs and share_equal == 1:
        return SAME
    if low is None or high is None or n_pairs < FEWEST_PAIRS:
        return TOO_FEW_PAIRS
    side = sign(low, high)
    if side == 0:
        return UNDECIDED
    way = HIGHER if side > 0 else LOWER
    return way if not better else BETTER if way == better else WORSE


def sign(low: float | None, high: float | None) -> int:
    """1 or -1 if an interval leaves zero out, else 0."""
    return 0 if low is None or high is None else int(low > 0) - int(high < 0)


def in_nearly_all(share: float | None, futures: int) -> bool:
    """Whether something is so in nearly all futures: in ``NEARLY_ALL`` of at least ``FEWEST_FUTURES``."""
    return share is not None and futures >= FEWEST_FUTURES and share >= NEARLY_ALL


def claim_verdict(share: float, low: float, high: float) -> str:
    """One of the words of :data:`CLAIM` for a share of at least ``FEWEST_FUTURES`` samples and its 95 % interval."""
    agreed = max(share, 1 - share)
    if low <= 0.5 <= high or agreed < MOSTLY:
        return UNDECIDED
    if share > 0.5:
        return HOLDS if agreed >= NEARLY_ALL else HOLDS_MOSTLY
    return FAILS if agreed >= NEARLY_ALL else FAILS_MOSTLY


def claim_side(word: str) -> int:
    """1 for a verdict that says yes, -1 for one that says no, 0 for neither."""
    return {HOLDS: 1, HOLDS_MOSTLY: 1, FAILS_MOSTLY: -1, FAILS: -1}.get(word, 0)
