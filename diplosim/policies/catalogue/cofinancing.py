"""Row 5: the DPRK co-finances and owns the programmes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.option import Option
from diplosim.policies.policy import Policy
from diplosim.policies.settings import Settings


def _settings(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(menu_c=options["shares"], own=options["ownership"]).scaled(strength)


POLICY = Policy(
    name="cofinancing",
    title="Co-financing and ownership",
    summary="Every programme is partly paid for and run by the DPRK's own health authorities.",
    hypothesis="Ownership makes offers acceptable and gives a baseline of trust where there is none.",
    source="Kim 2022 (K8); model.md section 9, row 5",
    risk="What the DPRK can pay falls with its economy, and programmes then deliver less than agreed.",
    options=(
        Option("shares", (0.15, 0.30), "numbers", "share", "co-financing shares on offer", 0, 0.9),
        Option("ownership", 1.0, "number", "share", "how far the DPRK runs the programme itself", 0, 1),
    ),
    settings=_settings,
)
