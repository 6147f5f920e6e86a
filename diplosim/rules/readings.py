"""What the burden and coverage mean in deaths, and the WHO's five priorities for the recipient as readings.

A scale for comparisons, not a forecast of official series: IGME has had no survey after 2017, and the burden is not
split by cause (chronic diseases are 73 % of it).
"""

from __future__ import annotations

from .numeric import det_exp, det_log

#: Under-five deaths per 1,000 live births at burden 0 (a best performer) and at 1 (the peak of the famine, IGME 1995).
U5_BEST, U5_WORST = 1.6, 107.7
#: New cases of tuberculosis a year per 100,000 (WHO), and the share who die of it untreated and treated.
TB_INCIDENCE = 513.0
TB_FATAL, TB_SAVED = 0.43, 0.40
#: Hundred thousands of people, and thousands of births a year (about 2020).
PEOPLE, BIRTHS = 265.0, 340.0


def under_five_deaths(Y: float) -> float:
    """Deaths of children under five per 1,000 live births at burden ``Y``: 0.01 is 4.3 % of them."""
    return U5_BEST * det_exp(Y * det_log(U5_WORST / U5_BEST))


def tuberculosis_deaths(detected: float) -> float:
    """Deaths from tuberculosis a year per 100,000 people, by the WHO's indirect method (Glaziou et al.)."""
    return TB_INCIDENCE * (TB_FATAL - TB_SAVED * detected)


def deaths(yearly_rates: float, base: float) -> float:
    """Persons who die in some months whose yearly rates per unit of ``base`` (`PEOPLE`, `BIRTHS`) add up to this."""
    return yearly_rates * base / 12.0


def who_ncd(B_svc: float, B_fin: float, sm: float) -> float:
    """Priority chronic diseases, 0-1: services, financing, medicine."""
    return (B_svc + B_fin + sm) / 3.0


def who_women_children(cv: float, B_svc: float, B_prod: float) -> float:
    """Priority women and children, 0-1: each of vaccination, services and products is needed."""
    product = cv * B_svc * B_prod
    return det_exp(det_log(product) / 3.0) if product > 0.0 else 0.0


def who_communicable(ct: float, cv: float, B_info: float) -> float:
    """Priority communicable diseases, 0-1: detection of tuberculosis, vaccination, information."""
    return (ct + cv + B_info) / 3.0


def who_systems(B_gov: float, B_info: float, B_fin: float) -> float:
    """Priority health systems, 0-1: governance, information, financing."""
    return (B_gov + B_info + B_fin) / 3.0
