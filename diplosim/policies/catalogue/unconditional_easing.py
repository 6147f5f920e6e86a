"""Row 1: targeted humanitarian easing, given rather than traded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.option import Option
from diplosim.policies.policy import Policy
from diplosim.policies.settings import Settings


def _settings(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(e_policy=options["carve_out"], uncond=1.0, menu_q=(0,)).scaled(strength)


POLICY = Policy(
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
    settings=_settings,
)
