"""Row 8: a humanitarian corridor with fast exemptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.option import Option
from diplosim.policies.policy import Policy
from diplosim.policies.settings import Settings


def _settings(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(W_policy=options["delay_days"], e_policy=options["carve_out"]).scaled(strength)


POLICY = Policy(
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
    settings=_settings,
)
