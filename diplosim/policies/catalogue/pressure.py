"""Something has to change first: conditions, pressure, patience."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.policy import Policy
from diplosim.policies.settings import Settings


# Row 2: denuclearisation steps come first, relief and aid talks after them.
def _denuclearisation_first(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(menu_q=(2,), precond=True, menu_r=(0, 1, 2)).scaled(strength)


DENUCLEARISATION_FIRST = Policy(
    name="denuclearisation_first",
    title="Denuclearisation first",
    summary=(
        "Talks need denuclearisation steps first, and every package is conditional on denuclearisation; "
        "in return humanitarian and broad sanctions relief are on offer."
    ),
    hypothesis="Without relief that is contingent on denuclearisation cooperation stays difficult.",
    source="South Korean institute brief c. 2019 (H6); model.md section 9, row 2",
    risk=(
        "The condition costs so much face that no package is acceptable to both sides unless broad relief "
        "meets high trust; tables hardly open, and health waits."
    ),
    switches_only=True,
    settings=_denuclearisation_first,
)


# Row 3a: a pressure campaign with denuclearisation as the only way out.
def _maximum_pressure(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(press=1.0, precond=True, menu_q=(2,)).scaled(strength)


MAXIMUM_PRESSURE = Policy(
    name="maximum_pressure",
    title="Maximum pressure",
    summary=(
        "Stronger enforcement and louder allied responses; talks need denuclearisation steps first, "
        "and every package is conditional on denuclearisation."
    ),
    hypothesis="Pressure deters provocations and brings concessions; the sources cited here doubt it.",
    source="Kim 2022 (K2, K3) as critic, Jervis 1976 for the dispute; model.md section 9, row 3a",
    risk=(
        "A spiral if responses provoke (spi > 0) and banks shun even legal aid. It succeeds in this model if "
        "responses deter (spi < 0), sanctions deter (b_S < 0) or money for arms matters much (b_F large)."
    ),
    settings=_maximum_pressure,
)


# Row 3b: wait for the other side to move first.
def _strategic_patience(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(precond=True, unsol=False).scaled(strength)


STRATEGIC_PATIENCE = Policy(
    name="strategic_patience",
    title="Strategic patience",
    summary="Talks need denuclearisation steps first, and donors make no offers of their own.",
    hypothesis="The other side comes round; its critics say that waiting goes with escalation.",
    source="Kim 2022 (K3); model.md section 9, row 3b",
    risk="Talks become rare, nothing restrains provocations, and health aid stays at its low level.",
    switches_only=True,
    settings=_strategic_patience,
)
