"""Row 12: a regional infectious disease network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.policy import Policy
from diplosim.policies.settings import Settings


def _settings(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(surv=1.0).scaled(strength)


POLICY = Policy(
    name="regional_network",
    title="Regional disease network",
    summary="The Northeast Asian network for infectious diseases is revived, with the DPRK in it.",
    hypothesis="Regular contact builds trust, and epidemics do less harm and close the border for less long.",
    source="Seoul conference 2025 (C2); model.md section 9, row 12",
    risk="A thin stream of evidence: contact alone moves trust little.",
    settings=_settings,
)
