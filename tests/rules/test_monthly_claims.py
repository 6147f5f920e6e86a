"""What is recorded of a month: means over the right group, counts, and missing values instead of zeros."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from diplosim.rules import outcomes

TRUST = np.array([0.1, 0.3, 0.5, 0.9, 1.0])
RIVAL = np.array([1, 1, 0, 0, 1], dtype=np.int8)
COUNTS = np.array([1, 1, 1, 0, 1], dtype=np.int8)


def test_trust_is_averaged_over_the_rivals_or_over_the_others_that_count() -> None:
    """Four donors: two rivals, and two others of whom one does not count; the fifth place is no donor."""
    assert outcomes.mean_trust(TRUST, 4, RIVAL, COUNTS, 1) == pytest.approx(0.2)
    assert outcomes.mean_trust(TRUST, 4, RIVAL, COUNTS, 0) == 0.5
    assert outcomes.mean_trust(TRUST, 2, RIVAL, COUNTS, 1) == pytest.approx(0.2)
    assert math.isnan(outcomes.mean_trust(TRUST, 2, RIVAL, COUNTS, 0))


def test_a_mean_of_places_takes_just_these_places() -> None:
    assert outcomes.mean_of_places(TRUST, 1, 2) == pytest.approx(0.4)
    assert outcomes.mean_of_places(TRUST, 4, 1) == 1.0
    assert math.isnan(outcomes.mean_of_places(TRUST, 4, 0))


def test_suspended_agreements_are_in_force_and_counted_apart() -> None:
    agreement = np.array([1, 0, 1, 1, 1], dtype=np.int8)
    terms = [SimpleNamespace(suspended=months) for months in (0, 5, 1, 3, 2)]
    assert outcomes.in_force(agreement, 4) == 3
    assert outcomes.suspended(agreement, terms, 4) == 2
    assert outcomes.in_force(agreement, 0) == outcomes.suspended(agreement, terms, 0) == 0


def test_provocations_feed_on_themselves_from_a_ratio_of_one_on_or_while_the_cap_binds() -> None:
    assert [outcomes.supercritical(ratio, 0) for ratio in (0.99, 1.0, 1.5)] == [0.0, 1.0, 1.0]
    assert outcomes.supercritical(0.5, 1) == 1.0


def test_a_thousand_k_are_one_m() -> None:
    assert outcomes.musd(2_500) == 2.5
