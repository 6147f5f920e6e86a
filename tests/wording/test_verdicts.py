"""One table of verdicts: which word is said when."""

from __future__ import annotations

import pytest

from diplosim.wording.verdicts import (
    CLAIM,
    DIFFERENCE,
    FEWEST_FUTURES,
    FEWEST_PAIRS,
    NEARLY_ALL,
    claim_side,
    claim_verdict,
    in_nearly_all,
    verdict,
)


@pytest.mark.parametrize(
    ("low", "high", "pairs", "equal", "better", "word"),
    [
        (0.1, 0.3, 5, 0.0, "higher", "better"),
        (0.1, 0.3, 5, 0.0, "lower", "worse"),
        (-0.3, -0.1, 5, 0.0, "lower", "better"),
        (0.1, 0.3, 5, 0.0, None, "higher"),
        (-0.3, -0.1, 5, 0.9, None, "lower"),
        (0.0, 0.3, 500, 0.0, "higher", "undecided"),
        (-0.3, 0.0, 500, 0.0, "higher", "undecided"),
        (0.1, 0.3, 4, 0.0, "higher", "too few pairs"),
        (None, None, 1, 0.0, "higher", "too few pairs"),
        (None, None, 0, None, "higher", "too few pairs"),
        (0.0, 0.0, 5, 1.0, "higher", "same"),
        (None, None, 1, 1.0, "higher", "same"),
    ],
)
def test_the_interval_of_the_mean_decides(
    low: float | None, high: float | None, pairs: int, equal: float | None, better: str | None, word: str
) -> None:
    assert verdict(low, high, pairs, equal, better) == word
    assert word in DIFFERENCE


def test_nearly_all_futures_is_another_question_with_its_own_threshold() -> None:
    assert (FEWEST_PAIRS, FEWEST_FUTURES, NEARLY_ALL) == (5, 20, 0.9)
    assert in_nearly_all(0.9, 20)
    assert not in_nearly_all(0.89, 20)
    assert not in_nearly_all(1.0, 19)
    assert not in_nearly_all(None, 200)


@pytest.mark.parametrize(
    ("share", "low", "high", "word", "side"),
    [
        (0.9, 0.8, 0.95, "holds", 1),
        (0.7, 0.6, 0.8, "holds mostly", 1),
        (0.6, 0.55, 0.65, "undecided", 0),
        (0.95, 0.45, 1.0, "undecided", 0),
        (0.3, 0.2, 0.4, "fails mostly", -1),
        (0.1, 0.0, 0.2, "fails", -1),
    ],
)
def test_a_claim_is_judged_by_its_share_of_samples(
    share: float, low: float, high: float, word: str, side: int
) -> None:
    assert claim_verdict(share, low, high) == word
    assert claim_side(word) == side
    assert word in CLAIM
