"""Row 14: the global health diplomacy bundle, rows 1, 4, 5, 6, 7, 8 and 10 together.

Where members set the same lever, the rules of composition decide: conditions on offer {0} (easing) and
{0, 1} (de-linking) leave {0}; durations {60} (pooled fund) and {36, 60} (comprehensive) leave {60}; of the
carve-outs 0.8 (easing) and 0.4 (corridor) the higher counts.
"""

from __future__ import annotations

from diplosim.policies.bundle import Bundle, Exposed, bundle
from diplosim.policies.catalogue import (
    cofinancing,
    comprehensive,
    corridor,
    delinking,
    pooled_fund,
    unconditional_easing,
    universal_framing,
)

PARTS = Bundle(
    members=(
        unconditional_easing.POLICY,
        pooled_fund.POLICY,
        cofinancing.POLICY,
        universal_framing.POLICY,
        delinking.POLICY,
        corridor.POLICY,
        comprehensive.POLICY,
    ),
    exposed=(
        Exposed("unconditional_easing", "carve_out", name="easing_carve_out"),
        Exposed("pooled_fund", "contributors"),
        Exposed("pooled_fund", "commitment_months", choices=(36, 60)),
        Exposed("pooled_fund", "prefund"),
        Exposed("pooled_fund", "pi_pool"),
        Exposed("pooled_fund", "mediation"),
        Exposed("cofinancing", "shares"),
        Exposed("cofinancing", "ownership"),
        Exposed("delinking", "degree", name="delinking_degree"),
        Exposed("corridor", "delay_days"),
        Exposed("corridor", "carve_out", name="corridor_carve_out"),
    ),
)

POLICY = bundle(
    PARTS,
    name="ghd_bundle",
    title="Global health diplomacy bundle",
    summary=(
        "Unconditional easing, pooled fund, co-financing, universal framing, de-linking, corridor and "
        "comprehensive programmes, all at once."
    ),
    hypothesis="All that its members promise: continuity, acceptance, trust, health and, in the end, calm.",
    source="Kim 2022, Park 2023, South Korean institute brief c. 2019; model.md section 9, row 14",
    risk=(
        "The sum of its members' risks: gains in health and continuity need not bring calm. Compare with "
        "conditional_bundle, and leave out one member at a time with 'without'."
    ),
)
