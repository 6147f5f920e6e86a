"""Row 13: graduated and reciprocated initiatives in tension reduction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.policy import Policy
from diplosim.policies.settings import Posture, Settings


def _settings(strength: float, options: Mapping[str, Any]) -> Settings:
    # The ladder has no vector of its own; restraint after every move is what it returns to.
    return Settings(posture=Posture((1.0, 1.0, 1.0, 1.0), grit=True)).scaled(strength)


POLICY = Policy(
    name="grit",
    title="Graduated reciprocation (GRIT)",
    summary=(
        "The allies announce restraint in exercises and responses, widen it step by step while it is "
        "answered, step back after a provocation, and return to the initiative."
    ),
    hypothesis="Announced, reciprocated restraint lowers tension.",
    source="Osgood 1962, Lindskold 1978; model.md section 9, row 13",
    risk="If restraint invites more (spi < 0) it backfires; it can be exploited quietly below major tests.",
    settings=_settings,
)
