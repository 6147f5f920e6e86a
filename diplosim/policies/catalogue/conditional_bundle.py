"""Row 15: the bundle with behaviour-linked conditions, the test of "without precondition".

Rows 4, 5, 6, 8 and 10, with conditions on offer {1}, relief on offer {0, 1} (without relief nothing could
snap back) and no de-linking. The carve-out of 0.4 that the corridor brings does not snap back.
"""

from __future__ import annotations

from diplosim.policies.bundle import Bundle, Exposed, bundle
from diplosim.policies.catalogue import (
    cofinancing,
    comprehensive,
    corridor,
    pooled_fund,
    universal_framing,
)
from diplosim.policies.settings import Settings

PARTS = Bundle(
    members=(
        pooled_fund.POLICY,
        cofinancing.POLICY,
        universal_framing.POLICY,
        corridor.POLICY,
        comprehensive.POLICY,
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

POLICY = bundle(
    PARTS,
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
