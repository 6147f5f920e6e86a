"""Row 13: tit for tat that sometimes forgives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.option import Option
from diplosim.policies.policy import Policy
from diplosim.policies.settings import Posture, Settings


def _settings(strength: float, options: Mapping[str, Any]) -> Settings:
    g = options["generosity"]
    return Settings(posture=Posture((1.0, g, 1.0, g))).scaled(strength)


POLICY = Policy(
    name="generous_tit_for_tat",
    title="Generous tit for tat",
    summary="As tit for tat, but a major provocation is forgiven with some probability.",
    hypothesis="Forgiveness ends feuds that a noisy month would start.",
    source="Axelrod 1984; model.md section 9, row 13",
    risk="If restraint invites more (spi < 0) it backfires; forgiveness can be exploited.",
    options=(
        Option("generosity", 1 / 3, "number", "probability", "restraint after a major provocation", 0, 1),
    ),
    settings=_settings,
)
