"""Security first: conditions and pressure, relief that gives way to health, restraint that answers the recipient."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.levers import Posture, Settings
from diplosim.policies.option import SCOPE, Option
from diplosim.policies.policy import Policy


# Row 2: denuclearisation steps come first, relief and aid talks after them.
def _denuclearisation_first(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(menu_q=(2,), precond=True, menu_r=(0, 1, 2)).bound_to(options["scope"]).scaled(strength)


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
    options=(SCOPE,),
    switches_only=True,
    settings=_denuclearisation_first,
)


# Row 3a: a pressure campaign with denuclearisation as the only way out.
def _maximum_pressure(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(press=1.0, precond=True, menu_q=(2,)).bound_to(options["scope"]).scaled(strength)


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
    options=(SCOPE,),
    settings=_maximum_pressure,
)


# Row 3b: wait for the other side to move first.
def _strategic_patience(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(precond=True, unsol=False).bound_to(options["scope"]).scaled(strength)


STRATEGIC_PATIENCE = Policy(
    name="strategic_patience",
    title="Strategic patience",
    summary="Talks need denuclearisation steps first, and donors make no offers of their own.",
    hypothesis="The other side comes round; its critics say that waiting goes with escalation.",
    source="Kim 2022 (K3); model.md section 9, row 3b",
    risk="Talks become rare, nothing restrains provocations, and health aid stays at its low level.",
    options=(SCOPE,),
    switches_only=True,
    settings=_strategic_patience,
)


# Row 1: targeted humanitarian easing, given rather than traded.
def _unconditional_easing(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(e_policy=options["carve_out"], uncond=1.0, menu_q=(0,)).scaled(strength)


UNCONDITIONAL_EASING = Policy(
    name="unconditional_easing",
    title="Unconditional humanitarian easing",
    summary=(
        "Sanctions on banking channels and health equipment are eased for humanitarian work at once and "
        "without precondition; no conditions are attached to aid."
    ),
    hypothesis="Aid flows, trust grows and talks follow, because a relief that is given shows good faith.",
    source="Kim 2022 (K10, K15); model.md section 9, row 1",
    risk=(
        "Pocketing: relief that costs nothing to keep is a weaker stake, so restraint may not follow. "
        "It fails if what the recipient stands to lose is what restrains it, or if banks stay cautious anyway."
    ),
    options=(
        Option("carve_out", 0.8, "number", "share", "legal humanitarian carve-out at full strength", 0, 1),
    ),
    settings=_unconditional_easing,
)


# Row 8: a humanitarian corridor with fast exemptions.
def _corridor(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(W_policy=options["delay_days"], e_policy=options["carve_out"]).scaled(strength)


CORRIDOR = Policy(
    name="corridor",
    title="Humanitarian corridor",
    summary="A green-lighted corridor: exemptions within days, and part of health goods exempt by law.",
    hypothesis="More of the aid that is paid for arrives, and sooner.",
    source="Park 2023 (P13), Kim 2022 (K4, K5); model.md section 9, row 8",
    risk="Banks and shippers stay away beyond what the law demands, so the law's speed does not bind.",
    options=(
        Option("delay_days", 15.0, "number", "days", "exemption delay at full strength", 1, 165),
        Option("carve_out", 0.4, "number", "share", "legal humanitarian carve-out at full strength", 0, 1),
    ),
    settings=_corridor,
)


# Row 23: no member of the committee holds humanitarian requests.
def _hold_waiver(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(hold_waiver=1.0).scaled(strength)


HOLD_WAIVER = Policy(
    name="hold_waiver",
    title="No holds in the 1718 Committee",
    summary="Members of the sanctions committee agree not to hold humanitarian requests, whoever governs.",
    hypothesis="Exemptions take weeks and not half a year: how fast they come is policy, not technology.",
    source="NK News July 2019 (99 days, then 15), Dong-A Ilbo February 2026; model.md section 9, row 23",
    risk=(
        "Delay is only one step: banks and suppliers stay cautious, and access to the country binds. "
        "A delay that a scenario dates overrules it."
    ),
    settings=_hold_waiver,
    needs="mechanisms.holds",
)


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
