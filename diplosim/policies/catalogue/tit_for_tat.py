"""Row 13: allied restraint that answers like with like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.policy import Policy
from diplosim.policies.settings import Posture, Settings


def _settings(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(posture=Posture((1.0, 0.0, 1.0, 0.0))).scaled(strength)


POLICY = Policy(
    name="tit_for_tat",
    title="Tit for tat",
    summary="The allies show restraint in the month after a quiet month, and none after a major provocation.",
    hypothesis="Reciprocity lowers tension.",
    source="Axelrod 1984; model.md section 9, row 13",
    risk=(
        "One noisy month starts a feud; if restraint invites more (spi < 0) it backfires; "
        "exploited quietly below major tests."
    ),
    settings=_settings,
)
