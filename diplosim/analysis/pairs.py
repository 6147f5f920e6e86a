"""Quantities that exist only for a pair of runs: an arm and the reference under the same shocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: The metrics that pair quantities are made of.
PAIR_METRICS = (
    "disease_burden", "severity", "carve_out", "aid_absorbed_musd", "donors_paid_musd", "returned_musd",
)  # fmt: skip
#: Weights of concessions, those of what the DPRK has at stake: M$ absorbed and carve-out beyond the law.
ABSORBED_PER_UNIT = 4.0
CARVE_OUT_WEIGHT = 0.5
#: Months over which severity is looked back on, the current one included.
TRAILING = 12
#: Step of disease burden that the cost is quoted for.
BURDEN_POINT = 0.01


def pair_arrays(
    before: Mapping[str, Floats], after: Mapping[str, Floats], e_law0: float | Floats
) -> dict[str, Floats]:
    """Burden averted, cost of averting it and pocketing of each pair, from ``[pair, month]`` of reference and arm.

    ``e_law0`` is the humanitarian carve-out that the law gives anyway; what goes beyond it is a concession.
    """
    averted = before["disease_burden"] - after["disease_burden"]
    paid = (after["donors_paid_musd"] - after["returned_musd"]).sum(axis=1)
    concession = concession_value(after["aid_absorbed_musd"], after["carve_out"], e_law0)
    return {
        "burden_averted_months": averted.sum(axis=1),
        "cost_per_point_averted_musd": cost_per_point(paid, averted),
        "pocketing": pocketing(concession, after["severity"], before["severity"]),
    }


def concession_value(absorbed_musd: Floats, carve_out: Floats, e_law0: float | Floats) -> Floats:
    """What the DPRK receives in a month: aid absorbed / 4 + 0.5 x carve-out beyond the law."""
    import numpy as np

    # Trajectories are stored in single precision, so "no more than the law" must allow for that rounding.
    beyond = np.where(carve_out - e_law0 > 1e-6, carve_out - e_law0, 0.0)
    value: Floats = absorbed_musd / ABSORBED_PER_UNIT + CARVE_OUT_WEIGHT * beyond
    return value


def cost_per_point(paid_musd: Floats, averted: Floats) -> Floats:
    """M$ paid (less returns) per 0.01 of last-month disease burden averted; missing where none was."""
    import numpy as np

    last = averted[:, -1] if averted.shape[1] else np.zeros(len(averted))
    with np.errstate(divide="ignore", invalid="ignore"):
        cost: Floats = np.where(last > 0, paid_musd / (last / BURDEN_POINT), np.nan)
    return cost


def trailing_sum(values: Floats, window: int = TRAILING) -> Floats:
    """Sum over up to ``window`` months so far, the current one included, along the last axis."""
    import numpy as np

    total = np.cumsum(values, axis=-1)
    total[..., window:] = total[..., window:] - total[..., :-window].copy()
    return total


def pocketing(concession: Floats, severity: Floats, reference_severity: Floats) -> Floats:
    """Share of the concession value delivered in months that were trailing no calmer than the reference.

    High values: the concessions were taken and nothing was given for them. Missing without concessions.
    """
    import numpy as np

    no_calmer = trailing_sum(severity) >= trailing_sum(reference_severity) - 1e-6
    total = concession.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share: Floats = np.where(total > 0, (concession * no_calmer).sum(axis=1) / total, np.nan)
    return share
