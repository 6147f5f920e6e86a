"""Sanctions give way to health: relief without precondition, and exemptions within days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.option import Option
from diplosim.policies.policy import Policy
from diplosim.policies.settings import Settings


# Row 1: targeted humanitarian easing, given rather than traded.
def _unconditional_easing(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(e_policy=options["carve_out"], uncond=1.0, menu_q=(0,)).scaled(strength)


UNCONDITIONAL_EASING = Policy(
    name="unconditional_easing",
    title="Unconditional humanitarian easing",
    summary=(
        "Sanctions on banking channels and health equipment are eased for humanitarian work at once and "
        "without precondition; no conditions are attached to aid."
    ),
    hypothesis="Aid flows, trust grows and talks follow, because a relief that is given shows good faith.",
    source="Kim 2022 (K10, K15); model.md section 9, row 1",
    risk=(
        "Pocketing: relief that costs nothing to keep is a weaker stake, so restraint may not follow. "
        "It fails if what the DPRK stands to lose is what restrains it, or if banks stay cautious anyway."
    ),
    options=(
        Option("carve_out", 0.8, "number", "share", "legal humanitarian carve-out at full strength", 0, 1),
    ),
    settings=_unconditional_easing,
)


# Row 8: a humanitarian corridor with fast exemptions.
def _corridor(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(W_policy=options["delay_days"], e_policy=options["carve_out"]).scaled(strength)


CORRIDOR = Policy(
    name="corridor",
    title="Humanitarian corridor",
    summary="A green-lighted corridor: exemptions within days, and part of health goods exempt by law.",
    hypothesis="More of the aid that is paid for arrives, and sooner.",
    source="Park 2023 (P13), Kim 2022 (K4, K5); model.md section 9, row 8",
    risk="Banks and shippers stay away beyond what the law demands, so the law's speed does not bind.",
    options=(
        Option("delay_days", 15.0, "number", "days", "exemption delay at full strength", 1, 165),
        Option("carve_out", 0.4, "number", "share", "legal humanitarian carve-out at full strength", 0, 1),
    ),
    settings=_corridor,
)
