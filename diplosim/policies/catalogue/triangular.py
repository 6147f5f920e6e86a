"""Row 9: a third country implements what others fund."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.option import Option
from diplosim.policies.policy import Policy
from diplosim.policies.settings import Settings


def _settings(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(menu_k=("third",), gamma_m=options["mediation"]).scaled(strength)


POLICY = Policy(
    name="triangular",
    title="Triangular governance",
    summary="Donors fund, a third country that the DPRK accepts mediates and implements.",
    hypothesis="Rivals' money becomes acceptable, because an accepted hand delivers it.",
    source="Seoul conference 2025 (C1, C3), Park 2023 (P12); model.md section 9, row 9",
    risk=(
        "Acceptability is bought with visibility: donors get a third of the credit, monitoring is weak and "
        "overhead higher. It may look calming only because talks drag on."
    ),
    options=(Option("mediation", 1.0, "number", "share", "effort of the mediator", 0, 1),),
    settings=_settings,
)
