"""Row 11: digital health, which needs fewer sanctioned goods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.policy import Policy
from diplosim.policies.settings import Settings


def _settings(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(dig=1.0).scaled(strength)


POLICY = Policy(
    name="digital_health",
    title="Digital health",
    summary="Telemedicine and health information systems instead of part of the equipment.",
    hypothesis="Fewer problems with sanctions on goods, and better use of what arrives.",
    source="Seoul conference 2025 (C4), South Korean institute brief c. 2019 (H5); model.md section 9, row 11",
    risk="Electricity limits it.",
    settings=_settings,
)
