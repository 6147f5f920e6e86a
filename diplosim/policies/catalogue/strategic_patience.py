"""Row 3b: wait for the other side to move first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.policy import Policy
from diplosim.policies.settings import Settings


def _settings(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(precond=True, unsol=False).scaled(strength)


POLICY = Policy(
    name="strategic_patience",
    title="Strategic patience",
    summary="Talks need denuclearisation steps first, and donors make no offers of their own.",
    hypothesis="The other side comes round; its critics say that waiting goes with escalation.",
    source="Kim 2022 (K3); model.md section 9, row 3b",
    risk="Talks become rare, nothing restrains provocations, and health aid stays at its low level.",
    switches_only=True,
    settings=_settings,
)
