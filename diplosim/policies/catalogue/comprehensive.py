"""Row 10: comprehensive multi-year programmes instead of fragmented annual ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.option import Option
from diplosim.policies.policy import Policy
from diplosim.policies.settings import Settings


def _settings(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(comp=1.0, menu_D=options["commitment_months"]).scaled(strength)


POLICY = Policy(
    name="comprehensive",
    title="Comprehensive programmes",
    summary="Multi-year, system-wide programmes that spread over all parts of the health system.",
    hypothesis="A stronger health system and programmes that are hard to stop.",
    source="Park 2023 (P11), South Korean institute brief c. 2019 (H7); model.md section 9, row 10",
    risk="Slow; the country's capacity to absorb binds; one suspension stops more.",
    options=(
        Option(
            "commitment_months", (36, 60), "choices", "months", "durations on offer", choices=(12, 36, 60)
        ),
    ),
    settings=_settings,
)
