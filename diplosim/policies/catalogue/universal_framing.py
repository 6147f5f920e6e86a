"""Row 6: programmes framed as universal, not as a special case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.policy import Policy
from diplosim.policies.settings import Settings


def _settings(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(menu_f=(0,)).scaled(strength)


POLICY = Policy(
    name="universal_framing",
    title="Universal framing",
    summary="Offers are framed as what every country gets, so the DPRK is not singled out.",
    hypothesis="Acceptance rises, because being singled out is what makes trust crumble.",
    source="Kim 2022 (K9); model.md section 9, row 6",
    risk="A small effect if face matters little to the DPRK (J small).",
    switches_only=True,
    settings=_settings,
)
