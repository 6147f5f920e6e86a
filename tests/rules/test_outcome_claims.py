from __future__ import annotations

import math

import numpy as np
import pytest

from diplosim.rules import columns as c
from diplosim.rules.outcomes import correlation


def months(talks: list[float], events: list[float]) -> np.ndarray:
    table = np.zeros((len(talks), len(c.METRICS)))
    table[:, c.RIVAL_TABLE_OPEN], table[:, c.EVENTS] = talks, events
    return table


def test_the_correlation_of_talks_and_provocations_is_pearsons() -> None:
    rng = np.random.default_rng(1)
    talks, events = rng.integers(0, 2, 120).astype(float), rng.poisson(2, 120).astype(float)
    found = correlation(months(list(talks), list(events)), c.RIVAL_TABLE_OPEN, c.EVENTS)
    assert found == pytest.approx(np.corrcoef(talks, events)[0, 1], abs=1e-12)


def test_it_is_missing_where_one_of_them_never_changes() -> None:
    assert math.isnan(correlation(months([0, 0, 0], [1, 2, 3]), c.RIVAL_TABLE_OPEN, c.EVENTS))
    assert math.isnan(correlation(months([0, 1, 0], [2, 2, 2]), c.RIVAL_TABLE_OPEN, c.EVENTS))
