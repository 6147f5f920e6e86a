"""Row 3a: a pressure campaign with denuclearisation as the only way out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.policy import Policy
from diplosim.policies.settings import Settings


def _settings(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(press=1.0, precond=True, menu_q=(2,)).scaled(strength)


POLICY = Policy(
    name="maximum_pressure",
    title="Maximum pressure",
    summary=(
        "Stronger enforcement and louder allied responses; talks need denuclearisation steps first, "
        "and every package is conditional on denuclearisation."
    ),
    hypothesis="Pressure deters provocations and brings concessions; the sources cited here doubt it.",
    source="Kim 2022 (K2, K3) as critic, Jervis 1976 for the dispute; model.md section 9, row 3a",
    risk=(
        "A spiral if responses provoke (spi > 0) and banks shun even legal aid. It succeeds in this model if "
        "responses deter (spi < 0), sanctions deter (b_S < 0) or money for arms matters much (b_F large)."
    ),
    settings=_settings,
)
