"""An outcome and a metric of one's own in one file.

Try it with:  diplosim run status_quo --plugin docs/examples/worst_year.py
"""

from __future__ import annotations

from typing import Any

import numpy as np

from diplosim.metrics import ModelMetric, Outcome


def worst_year(months: Any, world: Any) -> float:
    """The most provocations in any twelve months; missing in a run of less than a year."""
    events = months["events"]
    if len(events) < 12:
        return np.nan
    return float(np.convolve(events, np.ones(12), mode="valid").max())


WORST_YEAR = Outcome(
    "events_worst_year",
    "provocations in the twelve months that had most of them; missing in a run of less than a year",
    "count",
    better="lower",
    source="an example",
    made=worst_year,
)

HAWKS = ModelMetric(
    "hawkish_donors",
    "donors with a hawkish government at the end of the month",
    "count",
    source="an example",
    read=lambda model: sum(donor.hawkish for donor in model.donors),
)
