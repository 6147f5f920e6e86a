"""Row 7: a framework that keeps security events out of health cooperation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.option import Option
from diplosim.policies.policy import Policy
from diplosim.policies.settings import Settings


def _settings(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(d=options["degree"], menu_q=(0, 1)).scaled(strength)


POLICY = Policy(
    name="delinking",
    title="De-linking framework",
    summary="Donors agree beforehand that missile tests and crises do not stop health programmes.",
    hypothesis="Programmes survive crises, and health trust is not spoilt by security events.",
    source="Kim 2022 (K13); model.md section 9, row 7",
    risk=(
        "Aid that no provocation can stop is no longer at stake, so it restrains less; and a firewall may "
        "also keep health goodwill out of security (fw_sym)."
    ),
    options=(Option("degree", 0.8, "number", "share", "how far security is kept out of health", 0, 1),),
    settings=_settings,
)
