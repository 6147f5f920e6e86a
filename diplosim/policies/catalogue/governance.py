"""Who pays, who owns, who carries out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.option import Option
from diplosim.policies.policy import Policy
from diplosim.policies.settings import Settings


# Row 4: a pooled multi-year fund with a neutral committee.
def _pooled_fund(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(
        pool=True,
        contributors=options["contributors"],
        menu_D=(options["commitment_months"],),
        prefund=options["prefund"],
        pi_pool=options["pi_pool"],
        menu_k=("un", "third"),
        gamma_m=options["mediation"],
    ).scaled(strength)


POOLED_FUND = Policy(
    name="pooled_fund",
    title="Pooled multi-year fund",
    summary=(
        "Donors negotiate and pay through one trust fund with a neutral committee, which commits for years, "
        "banks part of the money at signing and works through the UN or a third country."
    ),
    hypothesis="Fewer interruptions: no single capital can stop the flow, and no yearly appeal is needed.",
    source="Park 2023 (P9, P10); model.md section 9, row 4",
    risk=(
        "Needs three ratifications; each donor gets less credit and less control and pays more overhead; "
        "long agreements mean fewer rounds of talks, which may be what restrains provocations."
    ),
    options=(
        Option("contributors", None, "donors", "codes", "who pays in"),
        Option(
            "commitment_months", 60, "choice", "months", "how long the fund commits", choices=(12, 36, 60)
        ),
        Option(
            "prefund",
            0.3,
            "number",
            "share",
            "part of the programme banked at signing",
            0,
            1,
            parameter="politics.prefund",
        ),
        Option(
            "pi_pool",
            0.8,
            "number",
            "share",
            "protection of the programme from suspension",
            0,
            1,
            parameter="politics.pi_pool",
        ),
        Option("mediation", 1.0, "number", "share", "effort of the neutral committee as mediator", 0, 1),
    ),
    settings=_pooled_fund,
)


# Row 5: the DPRK co-finances and owns the programmes.
def _cofinancing(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(menu_c=options["shares"], own=options["ownership"]).scaled(strength)


COFINANCING = Policy(
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
    settings=_cofinancing,
)


# Row 9: a third country implements what others fund.
def _triangular(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(menu_k=("third",), gamma_m=options["mediation"]).scaled(strength)


TRIANGULAR = Policy(
    name="triangular",
    title="Triangular governance",
    summary="Donors fund, a third country that the DPRK accepts mediates and implements.",
    hypothesis="Rivals' money becomes acceptable, because an accepted hand delivers it.",
    source="Seoul conference 2025 (C1, C3), Park 2023 (P12); model.md section 9, row 9",
    risk=(
        "Acceptability is bought with visibility: donors get a third of the credit, monitoring is weak and "
        "overhead higher. It may look calming only because talks drag on."
    ),
    options=(Option("mediation", 1.0, "number", "share", "effort of the mediator", 0, 1),),
    settings=_triangular,
)
