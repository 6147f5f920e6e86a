"""Policies made of policies."""

from __future__ import annotations

from diplosim.policies.catalogue.programmes import (
    COFINANCING,
    COMPREHENSIVE,
    DELINKING,
    POOLED_FUND,
    UNIVERSAL_FRAMING,
)
from diplosim.policies.catalogue.security import CORRIDOR, UNCONDITIONAL_EASING
from diplosim.policies.combine import Bundle, Exposed, bundle
from diplosim.policies.levers import Settings

# Row 14: the global health diplomacy bundle, rows 1, 4, 5, 6, 7, 8 and 10 together.
#
# Where members set the same lever, the rules of composition decide: conditions on offer {0} (easing) and
# {0, 1} (de-linking) leave {0}; durations {60} (pooled fund) and {36, 60} (comprehensive) leave {60}; of the
# carve-outs 0.8 (easing) and 0.4 (corridor) the higher counts.
GHD_BUNDLE_PARTS = Bundle(
    members=(
        UNCONDITIONAL_EASING,
        POOLED_FUND,
        COFINANCING,
        UNIVERSAL_FRAMING,
        DELINKING,
        CORRIDOR,
        COMPREHENSIVE,
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

GHD_BUNDLE = bundle(
    GHD_BUNDLE_PARTS,
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


# Row 15: the bundle with behaviour-linked conditions, the test of "without precondition".
#
# Rows 4, 5, 6, 8 and 10, with conditions on offer {1}, relief on offer {0, 1} (without relief nothing could
# snap back) and no de-linking. The carve-out of 0.4 that the corridor brings does not snap back.
CONDITIONAL_BUNDLE_PARTS = Bundle(
    members=(
        POOLED_FUND,
        COFINANCING,
        UNIVERSAL_FRAMING,
        CORRIDOR,
        COMPREHENSIVE,
    ),
    exposed=(
        Exposed("pooled_fund", "contributors"),
        Exposed("pooled_fund", "commitment_months", choices=(36, 60)),
        Exposed("pooled_fund", "prefund"),
        Exposed("pooled_fund", "pi_pool"),
        Exposed("pooled_fund", "mediation"),
        Exposed("cofinancing", "shares"),
        Exposed("cofinancing", "ownership"),
        Exposed("corridor", "delay_days"),
        Exposed("corridor", "carve_out", name="corridor_carve_out"),
    ),
    own=Settings(menu_q=(1,), menu_r=(0, 1)),
    own_name="conditions",
)

CONDITIONAL_BUNDLE = bundle(
    CONDITIONAL_BUNDLE_PARTS,
    name="conditional_bundle",
    title="Conditional bundle",
    summary=(
        "Pooled fund, co-financing, universal framing, corridor and comprehensive programmes; humanitarian "
        "relief is traded, and snaps back after a major provocation."
    ),
    hypothesis="What is at stake restrains: the test of whether 'without precondition' is the better half.",
    source="South Korean institute brief c. 2019 (H6) against Kim 2022 (K10); model.md section 9, row 15",
    risk="Snap-back interrupts programmes, and conditions cost face, so fewer offers are accepted.",
)
