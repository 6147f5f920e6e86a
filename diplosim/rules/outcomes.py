"""From a state to what a month records of it, from months to one number (model section 10, rulings B35-B38).

Every series holds one metric month by month. A missing number is NaN: a rate with nothing to divide by is never
reported as 0.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from diplosim.rules.delivery import UN
from diplosim.rules.ledger import KUSD_PER_MUSD
from diplosim.rules.numeric import det_log

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.int8]
    import numpy as np
    from numpy.typing import NDArray

    Series = NDArray[np.float64]


def musd(amount: float) -> float:
    """k$ as M$."""
    return amount / KUSD_PER_MUSD


def flag(holds: bool) -> float:
    """1 if something holds, else 0."""
    return 1.0 if holds else 0.0


def supercritical(branching_ratio: float, cap_binds: int) -> float:
    """1 if provocations feed on themselves: the ratio at or above 1, or the cap on intensity binding."""
    return flag(branching_ratio >= 1.0 or cap_binds > 0)


def mean_trust(trust: Floats, donors: int, rival: Flags, counts: Flags, rivals: int) -> float:
    """Mean over the rivals (``rivals`` 1) or over the other donors that count (0); missing for an empty group."""
    total = 0.0
    count = 0
    for j in range(donors):
        if rival[j] == rivals and counts[j]:
            total = total + trust[j]
            count = count + 1
    return total / count if count > 0 else math.nan


def mean_of_places(values: Floats, first: int, count: int) -> float:
    """Mean of ``count`` values from place ``first`` on; missing if there are none."""
    total = 0.0
    for i in range(count):
        total = total + values[first + i]
    return total / count if count > 0 else math.nan


def of_donor(values: Floats | Ints, ids: Ints, donors: int, wanted: int) -> float:
    """The value of the donor whose actor id is ``wanted``; 0 if it takes no part. Ids rise, from 1 or more."""
    j = min(wanted, donors) - 1
    while j >= 0 and ids[j] > wanted:
        j -= 1
    return float(values[j]) if j >= 0 and ids[j] == wanted else 0.0


def in_force(agreement: Flags, tables: int) -> int:
    """Agreements in force, suspended ones included; ``agreement``: whether each table has one."""
    count = 0
    for k in range(tables):
        if agreement[k]:
            count = count + 1
    return count


def suspended(agreement: Flags, terms: Any, tables: int) -> int:
    """Agreements in force but suspended."""
    count = 0
    for k in range(tables):
        if agreement[k] and terms[k].suspended > 0:
            count = count + 1
    return count


def of_content(agreement: Flags, terms: Any, tables: int, g: int) -> int:
    """Agreements in force whose content is ``g``, suspended ones included."""
    count = 0
    for k in range(tables):
        if agreement[k] and terms[k].g == g:
            count = count + 1
    return count


def un_present(agreement: Flags, terms: Any, tables: int) -> bool:
    """Whether an agreement carried by a UN body or the pooled fund is in force, suspended or not."""
    present = 0
    for k in range(tables):
        if agreement[k] and (terms[k].pooled > 0 or terms[k].channel == UN):
            present = present + 1
    return present > 0


MONTHS_PER_YEAR = 12


def total(series: Series) -> float:
    """Sum, month by month."""
    out = 0.0
    for t in range(len(series)):
        out = out + series[t]
    return out


def mean(series: Series) -> float:
    """Mean over all months."""
    return mean_of_last(series, len(series))


def mean_of_last(series: Series, months: int) -> float:
    """Mean over the last ``months``, or over all if there are fewer."""
    first = max(len(series) - months, 0)
    out = 0.0
    for t in range(first, len(series)):
        out = out + series[t]
    return out / (len(series) - first)


def last(series: Series) -> float:
    """The last month's value."""
    return float(series[len(series) - 1])


def per_year(series: Series) -> float:
    """Sum per year of the run."""
    years = len(series) / MONTHS_PER_YEAR
    return total(series) / years


def ratio(part: float, whole: float) -> float:
    """Part of a whole; missing if there is no whole."""
    if whole > 0.0:
        return part / whole
    return math.nan


def yearly_rate(events: float, months: float) -> float:
    """Events per year, of those that happened in so many months; missing without months."""
    return ratio(events * MONTHS_PER_YEAR, months)


def average_after(one: Series, other: Series, months: int) -> float:
    """Mean of two series at the end of so many months; missing if the run is shorter."""
    if months > len(one):
        return math.nan
    return float((one[months - 1] + other[months - 1]) / 2.0)


def deescalation_index(mean_severity: float, reference: float) -> float:
    """``ln((s_ref + 1) / (mean monthly severity + 1))``: above 0 is calmer than the reference."""
    return det_log((reference + 1.0) / (mean_severity + 1.0))


def longest_quiet_spell(major: Series) -> int:
    """Longest run of months without a provocation of class 2 or 3."""
    longest = 0
    spell = 0
    for t in range(len(major)):
        spell = 0 if major[t] > 0.0 else spell + 1
        longest = max(longest, spell)
    return longest


def months_above_zero(series: Series) -> float:
    """Months with more than nothing."""
    count = 0
    for t in range(len(series)):
        if series[t] > 0.0:
            count = count + 1
    return float(count)


def months_below(series: Series, limit: float) -> float:
    """Months with less than ``limit``."""
    count = 0
    for t in range(len(series)):
        if series[t] < limit:
            count = count + 1
    return float(count)


def first_below_half_of_its_peak(series: Series) -> float:
    """First month with less than half of the most before it, from 0; missing if there is none."""
    peak = series[0]
    for t in range(len(series)):
        peak = max(peak, series[t])
        if series[t] < peak / 2.0:
            return float(t)
    return math.nan


def months_back_to_half_of_its_peak(series: Series) -> float:
    """Months from the first fall below half of the peak to a return to it; missing without fall or return."""
    fall = first_below_half_of_its_peak(series)
    if math.isnan(fall):
        return math.nan
    first = int(fall)
    peak = series[0]
    for t in range(first):
        peak = max(peak, series[t])
    for t in range(first, len(series)):
        if series[t] >= peak / 2.0:
            return float(t - first)
    return math.nan


def first_above_zero(series: Series) -> float:
    """First month with more than nothing, from 0; missing if there is none."""
    for t in range(len(series)):
        if series[t] > 0.0:
            return float(t)
    return math.nan


def exploitation(
    carve_out: Series, absorbed: Series, severity: Series, reference: float, e_law0: float
) -> float:
    """Share of the months with a concession that were louder than the reference (raw; read it paired)."""
    concessions = 0
    loud = 0
    for t in range(len(severity)):
        if carve_out[t] > e_law0 or absorbed[t] > 0.0:
            concessions = concessions + 1
            if severity[t] > reference:
                loud = loud + 1
    return ratio(float(loud), float(concessions))


def correlation(one: Series, other: Series) -> float:
    """Correlation of two series over the months of a run (Pearson), -1 to 1; missing if one never changes.

    Of talks and provocations it is what CSIS reports as inverse. It does not show that talks restrain: a provocation
    may also end talks (model section 3.2).
    """
    mean_one = mean(one)
    mean_other = mean(other)
    both = 0.0
    square_one = 0.0
    square_other = 0.0
    for t in range(len(one)):
        a = one[t] - mean_one
        b = other[t] - mean_other
        both = both + a * b
        square_one = square_one + a * a
        square_other = square_other + b * b
    if square_one > 0.0 and square_other > 0.0:
        return both / (math.sqrt(square_one) * math.sqrt(square_other))
    return math.nan
