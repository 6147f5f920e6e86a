"""From a trajectory to one number per outcome (model section 10, rulings B35-B38).

Pure functions of the monthly columns, shared by every engine. ``None`` stands for a missing number: a rate
with nothing to divide by is never reported as 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from diplosim.rules.numeric import det_log

Columns = Mapping[str, NDArray[np.float64]]
MONTHS_PER_YEAR = 12


def outcomes(columns: Columns, reference_severity: float, e_law0: float) -> dict[str, float | None]:
    """All outcomes of one run. ``reference_severity``: s_ref; ``e_law0``: carve-out that the law always gives."""
    if not len(columns["events"]):
        return {}
    return (
        _provocation(columns, reference_severity)
        | _trust(columns)
        | _aid(columns)
        | _agreements(columns)
        | _relief_and_health(columns)
        | {"exploitation_rate": _exploitation(columns, reference_severity, e_law0)}
    )


def _total(values: NDArray[np.float64]) -> float:
    """Sum in order of months."""
    total = 0.0
    for value in values.tolist():
        total = total + value
    return total


def _mean(values: NDArray[np.float64]) -> float:
    return _total(values) / len(values)


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _number(value: float) -> float | None:
    """A number, or ``None`` for NaN (a group without members)."""
    return None if math.isnan(value) else float(value)


def deescalation_index(severity: NDArray[np.float64], reference: float) -> float:
    """``ln((s_ref + 1) / (mean monthly severity + 1))``: above 0 is calmer than the reference."""
    return det_log((reference + 1.0) / (_mean(severity) + 1.0))


def longest_quiet_spell(major: NDArray[np.float64]) -> int:
    """Longest run of months without a provocation of class 2 or 3."""
    longest = spell = 0
    for value in major.tolist():
        spell = 0 if value > 0 else spell + 1
        longest = max(longest, spell)
    return longest


def _provocation(c: Columns, reference: float) -> dict[str, float | None]:
    years = len(c["events"]) / MONTHS_PER_YEAR
    out: dict[str, float | None] = {"events_per_year": _total(c["events"]) / years}
    out["events_major_per_year"] = _total(c["events_major"]) / years
    for cls in (1, 2, 3):
        out[f"events_class{cls}_per_year"] = _total(c[f"events_class{cls}"]) / years
    out["longest_quiet_months"] = longest_quiet_spell(c["events_major"])
    out["deescalation_index"] = deescalation_index(c["severity"], reference)
    out["deescalation_index_24"] = deescalation_index(c["severity"][-24:], reference)
    out["supercritical_share"] = _mean(c["supercritical"])
    return out


def _trust(c: Columns) -> dict[str, float | None]:
    both = (c["trust_rivals_security"] + c["trust_rivals_health"]) / 2.0
    both_in = (c["trust_rivals_security_in"] + c["trust_rivals_health_in"]) / 2.0
    out: dict[str, float | None] = {"trust_rivals_end": _number(both[-1])}
    for months in (24, 60):
        out[f"trust_rivals_{months}"] = _number(both[months - 1]) if len(both) >= months else None
    for group in ("rivals", "others"):
        for domain in ("security", "health"):
            out[f"trust_{group}_{domain}_end"] = _number(c[f"trust_{group}_{domain}"][-1])
    out["trust_in_rivals_end"] = _number(both_in[-1])
    return out


def _aid(c: Columns) -> dict[str, float | None]:
    disbursed, diverted = _total(c["aid_disbursed_musd"]), _total(c["aid_diverted_musd"])
    returned = _total(c["returned_musd"])
    return {
        "aid_disbursed_musd": disbursed,
        "aid_absorbed_musd": _total(c["aid_absorbed_musd"]),
        "aid_diverted_musd": diverted,
        "aid_returned_musd": returned,
        "diverted_share": _ratio(diverted, _total(c["aid_arrived_musd"])),
        "overhead_share": _ratio(_total(c["overhead_musd"]), disbursed),
        "donor_cost_musd": _total(c["donors_paid_musd"]) - returned,
    }


def _agreements(c: Columns) -> dict[str, float | None]:
    offers, refused = _total(c["offers_made"]), _total(c["offers_refused"])
    suspensions = _total(c["suspensions"])
    in_force = c["agreements_active"]
    signed_months = np.flatnonzero(c["agreements_signed"] > 0)
    return {
        "offers_made": offers,
        "offers_refused": refused,
        "refusal_rate": _ratio(refused, offers),
        "suspensions": suspensions,
        "cancellations": _total(c["cancellations"]),
        "interruptions_per_agreement_year": _ratio(suspensions * MONTHS_PER_YEAR, _total(in_force)),
        "interruptions_per_covered_year": _ratio(suspensions * MONTHS_PER_YEAR, float((in_force > 0).sum())),
        "months_suspended": _total(c["suspended_agreements"]),
        "agreements_signed": _total(c["agreements_signed"]),
        "failed_ratifications": _total(c["failed_ratifications"]),
        "first_agreement_month": float(signed_months[0]) if len(signed_months) else None,
        "rival_table_share": _mean(c["rival_table_open"]),
        "engagement_mean": _mean(c["engagement"]),
    }


def _relief_and_health(c: Columns) -> dict[str, float | None]:
    return {
        "relief_mean": _mean(c["carve_out"]),
        "un_breadth_mean": _mean(c["un_breadth"]),
        "disease_burden_end": float(c["disease_burden"][-1]),
        "disease_burden_mean": _mean(c["disease_burden"]),
        "health_system_end": float(c["health_system"][-1]),
        "economy_end": float(c["economy"][-1]),
    }


def _exploitation(c: Columns, reference: float, e_law0: float) -> float | None:
    """Share of the months with a concession that were louder than the reference (raw; read it paired)."""
    concession = (c["carve_out"] > e_law0) | (c["aid_absorbed_musd"] > 0)
    loud = concession & (c["severity"] > reference)
    return _ratio(float(loud.sum()), float(concession.sum()))
