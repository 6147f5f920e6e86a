"""Allied restraint that answers what the DPRK does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.option import Option
from diplosim.policies.policy import Policy
from diplosim.policies.settings import Posture, Settings


# Row 13: graduated and reciprocated initiatives in tension reduction.
def _grit(strength: float, options: Mapping[str, Any]) -> Settings:
    # The ladder has no vector of its own; restraint after every move is what it returns to.
    return Settings(posture=Posture((1.0, 1.0, 1.0, 1.0), grit=True)).scaled(strength)


GRIT = Policy(
    name="grit",
    title="Graduated reciprocation (GRIT)",
    summary=(
        "The allies announce restraint in exercises and responses, widen it step by step while it is "
        "answered, step back after a provocation, and return to the initiative."
    ),
    hypothesis="Announced, reciprocated restraint lowers tension.",
    source="Osgood 1962, Lindskold 1978; model.md section 9, row 13",
    risk="If restraint invites more (spi < 0) it backfires; it can be exploited quietly below major tests.",
    settings=_grit,
)


# Row 13: allied restraint that answers like with like.
def _tit_for_tat(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(posture=Posture((1.0, 0.0, 1.0, 0.0))).scaled(strength)


TIT_FOR_TAT = Policy(
    name="tit_for_tat",
    title="Tit for tat",
    summary="The allies show restraint in the month after a quiet month, and none after a major provocation.",
    hypothesis="Reciprocity lowers tension.",
    source="Axelrod 1984; model.md section 9, row 13",
    risk=(
        "One noisy month starts a feud; if restraint invites more (spi < 0) it backfires; "
        "exploited quietly below major tests."
    ),
    settings=_tit_for_tat,
)


# Row 13: tit for tat that sometimes forgives.
def _generous_tit_for_tat(strength: float, options: Mapping[str, Any]) -> Settings:
    g = options["generosity"]
    return Settings(posture=Posture((1.0, g, 1.0, g))).scaled(strength)


GENEROUS_TIT_FOR_TAT = Policy(
    name="generous_tit_for_tat",
    title="Generous tit for tat",
    summary="As tit for tat, but a major provocation is forgiven with some probability.",
    hypothesis="Forgiveness ends feuds that a noisy month would start.",
    source="Axelrod 1984; model.md section 9, row 13",
    risk="If restraint invites more (spi < 0) it backfires; forgiveness can be exploited.",
    options=(
        Option("generosity", 1 / 3, "number", "probability", "restraint after a major provocation", 0, 1),
    ),
    settings=_generous_tit_for_tat,
)
