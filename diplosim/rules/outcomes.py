"""From the monthly metrics of a run to one number per outcome (model section 10, rulings B35-B38).

``months`` is a table of metrics by month and column (see `diplosim.rules.columns`). A missing number is NaN: a
rate with nothing to divide by is never reported as 0.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from diplosim.rules import columns as c
from diplosim.rules.numeric import det_log

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Table = NDArray[np.float64]

MONTHS_PER_YEAR = 12
LAST_MONTHS = 24


def total(months: Table, column: int) -> float:
    """Sum of one metric, month by month."""
    out = 0.0
    for t in range(len(months)):
        out = out + months[t, column]
    return out


def mean_from(months: Table, column: int, first: int) -> float:
    """Mean of one metric from month ``first`` on."""
    out = 0.0
    for t in range(first, len(months)):
        out = out + months[t, column]
    return out / (len(months) - first)


def ratio(part: float, whole: float) -> float:
    """Part of a whole; missing if there is no whole."""
    if whole > 0.0:
        return part / whole
    return math.nan


def deescalation_index(mean_severity: float, reference: float) -> float:
    """``ln((s_ref + 1) / (mean monthly severity + 1))``: above 0 is calmer than the reference."""
    return det_log((reference + 1.0) / (mean_severity + 1.0))


def longest_quiet_spell(months: Table) -> int:
    """Longest run of months without a provocation of class 2 or 3."""
    longest = 0
    spell = 0
    for t in range(len(months)):
        spell = 0 if months[t, c.EVENTS_MAJOR] > 0.0 else spell + 1
        longest = max(longest, spell)
    return longest


def trust_in_rivals(months: Table, t: int) -> float:
    """DPRK's trust in its rivals after month ``t``, mean of both domains; missing if ``t`` is not reached."""
    if t >= len(months):
        return math.nan
    return float((months[t, c.TRUST_RIVALS_SECURITY] + months[t, c.TRUST_RIVALS_HEALTH]) / 2.0)


def covered_months(months: Table) -> int:
    """Months with any agreement in force."""
    covered = 0
    for t in range(len(months)):
        if months[t, c.AGREEMENTS_ACTIVE] > 0.0:
            covered = covered + 1
    return covered


def first_agreement(months: Table) -> float:
    """Month of the first signature; missing if nothing was signed."""
    for t in range(len(months)):
        if months[t, c.AGREEMENTS_SIGNED] > 0.0:
            return float(t)
    return math.nan


def exploitation(months: Table, reference: float, e_law0: float) -> float:
    """Share of the months with a concession that were louder than the reference (raw; read it paired)."""
    concessions = 0
    loud = 0
    for t in range(len(months)):
        if months[t, c.CARVE_OUT] > e_law0 or months[t, c.AID_ABSORBED] > 0.0:
            concessions = concessions + 1
            if months[t, c.SEVERITY] > reference:
                loud = loud + 1
    return ratio(float(loud), float(concessions))


def correlation(months: Table, one: int, other: int) -> float:
    """Correlation of two metrics over the months of a run (Pearson), -1 to 1; missing if one never changes.

    Of talks and provocations it is what CSIS reports as inverse. It does not show that talks restrain: a provocation
    may also end talks (model section 3.2).
    """
    mean_one = mean_from(months, one, 0)
    mean_other = mean_from(months, other, 0)
    both = 0.0
    square_one = 0.0
    square_other = 0.0
    for t in range(len(months)):
        a = months[t, one] - mean_one
        b = months[t, other] - mean_other
        both = both + a * b
        square_one = square_one + a * a
        square_other = square_other + b * b
    if square_one > 0.0 and square_other > 0.0:
        return both / (math.sqrt(square_one) * math.sqrt(square_other))
    return math.nan


def _fill_provocation(months: Table, reference: float, out: Table) -> None:
    years = len(months) / MONTHS_PER_YEAR
    out[0] = total(months, c.EVENTS) / years
    out[1] = total(months, c.EVENTS_MAJOR) / years
    out[2] = total(months, c.EVENTS_CLASS1) / years
    out[3] = total(months, c.EVENTS_CLASS2) / years
    out[4] = total(months, c.EVENTS_CLASS3) / years
    out[5] = longest_quiet_spell(months)
    out[6] = deescalation_index(mean_from(months, c.SEVERITY, 0), reference)
    first = len(months) - LAST_MONTHS
    first = max(first, 0)
    out[7] = deescalation_index(mean_from(months, c.SEVERITY, first), reference)
    out[8] = mean_from(months, c.SUPERCRITICAL, 0)


def _fill_trust(months: Table, out: Table) -> None:
    last = len(months) - 1
    out[9] = trust_in_rivals(months, last)
    out[10] = trust_in_rivals(months, 23)
    out[11] = trust_in_rivals(months, 59)
    out[12] = months[last, c.TRUST_RIVALS_SECURITY]
    out[13] = months[last, c.TRUST_RIVALS_HEALTH]
    out[14] = months[last, c.TRUST_OTHERS_SECURITY]
    out[15] = months[last, c.TRUST_OTHERS_HEALTH]
    out[16] = (months[last, c.TRUST_RIVALS_SECURITY_IN] + months[last, c.TRUST_RIVALS_HEALTH_IN]) / 2.0


def _fill_aid(months: Table, out: Table) -> None:
    disbursed = total(months, c.AID_DISBURSED)
    diverted = total(months, c.AID_DIVERTED)
    returned = total(months, c.RETURNED)
    out[17] = disbursed
    out[18] = total(months, c.AID_ABSORBED)
    out[19] = diverted
    out[20] = returned
    out[21] = ratio(diverted, total(months, c.AID_ARRIVED))
    out[22] = ratio(total(months, c.OVERHEAD), disbursed)
    out[23] = total(months, c.DONORS_PAID) - returned


def _fill_agreements(months: Table, out: Table) -> None:
    offers = total(months, c.OFFERS_MADE)
    refused = total(months, c.OFFERS_REFUSED)
    onsets = total(months, c.SUSPENSIONS) * MONTHS_PER_YEAR
    out[24] = offers
    out[25] = refused
    out[26] = ratio(refused, offers)
    out[27] = total(months, c.SUSPENSIONS)
    out[28] = total(months, c.CANCELLATIONS)
    out[29] = ratio(onsets, total(months, c.AGREEMENTS_ACTIVE))
    out[30] = ratio(onsets, float(covered_months(months)))
    out[31] = total(months, c.SUSPENDED_AGREEMENTS)
    out[32] = total(months, c.AGREEMENTS_SIGNED)
    out[33] = total(months, c.FAILED_RATIFICATIONS)
    out[34] = first_agreement(months)
    out[35] = mean_from(months, c.RIVAL_TABLE_OPEN, 0)
    out[36] = mean_from(months, c.ENGAGEMENT, 0)


def _fill_state(months: Table, out: Table) -> None:
    last = len(months) - 1
    out[37] = mean_from(months, c.CARVE_OUT, 0)
    out[38] = mean_from(months, c.UN_BREADTH, 0)
    out[39] = months[last, c.DISEASE_BURDEN]
    out[40] = mean_from(months, c.DISEASE_BURDEN, 0)
    out[41] = months[last, c.HEALTH_SYSTEM]
    out[42] = months[last, c.ECONOMY]


def outcome_row(months: Table, reference: float, e_law0: float, out: Table) -> None:
    """Fill ``out`` with the outcomes of a run of at least one month, in the order of ``columns.OUTCOMES``.

    ``reference``: s_ref, the severity of a usual month; ``e_law0``: the carve-out that the law always gives.
    """
    _fill_provocation(months, reference, out)
    _fill_trust(months, out)
    _fill_aid(months, out)
    _fill_agreements(months, out)
    _fill_state(months, out)
    out[43] = exploitation(months, reference, e_law0)
    out[44] = correlation(months, c.RIVAL_TABLE_OPEN, c.EVENTS)
