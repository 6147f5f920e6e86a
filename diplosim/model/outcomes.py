"""The outcomes of a run by name, from its months."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from diplosim.metrics.columns import own_outcomes, value_of
from diplosim.metrics.outcomes import OUTCOMES
from diplosim.metrics.state import World


def outcomes(trajectory: Mapping[str, Sequence[float]], world: World) -> dict[str, float | None]:
    """All outcomes of one run, the user's own included, ``None`` where a number is missing.

    Empty before the first month.
    ``world``: the quantities of the start that all policies share. Raises `OwnColumnError` for a fault in the user's
    function.
    """
    months = {name: np.array(series, dtype=np.float64) for name, series in trajectory.items()}
    if not len(months["events"]):
        return {}
    values = {outcome.name: float(outcome.made(months, world)) for outcome in OUTCOMES}
    values |= {outcome.name: value_of(outcome, outcome.made, months, world) for outcome in own_outcomes()}
    return {name: None if math.isnan(value) else value for name, value in values.items()}
