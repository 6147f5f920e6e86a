"""The outcomes of a run by name, from its trajectory."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from diplosim.rules.columns import METRICS, OUTCOMES
from diplosim.rules.outcomes import outcome_row


def outcomes(
    trajectory: Mapping[str, Sequence[float]], reference_severity: float, e_law0: float
) -> dict[str, float | None]:
    """All outcomes of one run, ``None`` where a number is missing; empty before the first month.

    ``reference_severity``: s_ref; ``e_law0``: carve-out that the law always gives.
    """
    months = np.array([trajectory[name] for name in METRICS], dtype=np.float64).T
    if not len(months):
        return {}
    row = np.empty(len(OUTCOMES))
    outcome_row(months, reference_severity, e_law0, row)
    return {
        name: None if math.isnan(value) else float(value) for name, value in zip(OUTCOMES, row, strict=True)
    }
