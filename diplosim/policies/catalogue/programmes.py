"""What programmes are and how they are offered; who pays, who owns, who carries out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.levers import Settings
from diplosim.policies.option import SCOPE, Option
from diplosim.policies.policy import Policy


# Row 6: programmes framed as universal, not as a special case.
def _universal_framing(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(menu_f=(0,)).scaled(strength)


UNIVERSAL_FRAMING = Policy(
    name="universal_framing",
    title="Universal framing",
    summary="Offers are framed as what every country gets, so the recipient is not singled out.",
    hypothesis="Acceptance rises, because being singled out is what makes trust crumble.",
    source="Kim 2022 (K9); model.md section 9, row 6",
    risk="A small effect if face matters little to the recipient (J small).",
    switches_only=True,
    settings=_universal_framing,
)


# Row 7: a framework that keeps security events out of health cooperation.
def _delinking(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(d=options["degree"], menu_q=(0, 1)).scaled(strength)


DELINKING = Policy(
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
    settings=_delinking,
)


# Row 10: comprehensive multi-year programmes instead of fragmented annual ones.
def _comprehensive(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(comp=1.0, menu_D=options["commitment_months"]).scaled(strength)


COMPREHENSIVE = Policy(
    name="comprehensive",
    title="Comprehensive programmes",
    summary="Multi-year, system-wide programmes that spread over all parts of the health system.",
    hypothesis="A stronger health system and programmes that are hard to stop.",
    source="Park 2023 (P11), South Korean institute brief c. 2019 (H7); model.md section 9, row 10",
    risk="Slow; the country's capacity to absorb binds; one suspension stops more.",
    options=(
        Option(
            "commitment_months", (36, 60), "choices", "months", "durations on offer", choices=(12, 36, 60)
        ),
    ),
    settings=_comprehensive,
)


# Row 11: digital health, which needs fewer sanctioned goods.
def _digital_health(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(dig=1.0).scaled(strength)


DIGITAL_HEALTH = Policy(
    name="digital_health",
    title="Digital health",
    summary="Telemedicine and health information systems instead of part of the equipment.",
    hypothesis="Fewer problems with sanctions on goods, and better use of what arrives.",
    source="Seoul conference 2025 (C4), South Korean institute brief c. 2019 (H5); model.md section 9, row 11",
    risk="Electricity limits it.",
    settings=_digital_health,
)


# Row 12: a regional infectious disease network.
def _regional_network(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(surv=1.0).scaled(strength)


REGIONAL_NETWORK = Policy(
    name="regional_network",
    title="Regional disease network",
    summary="The region's network for infectious diseases is revived, with the recipient in it.",
    hypothesis="Regular contact builds trust, and epidemics do less harm and close the border for less long.",
    source="Seoul conference 2025 (C2); model.md section 9, row 12",
    risk="A thin stream of evidence: contact alone moves trust little. Early warnings close the border, as in 2003 and "
    "2014, and aid waits outside.",
    settings=_regional_network,
)


# Row 4: a pooled multi-year fund with a neutral committee.
def _pooled_fund(strength: float, options: Mapping[str, Any]) -> Settings:
    mediated = Settings(gamma_m=options["mediation"])
    return Settings(
        pool=True,
        contributors=options["contributors"],
        menu_D=(options["commitment_months"],),
        prefund=options["prefund"],
        pi_pool=options["pi_pool"],
        menu_k=("un", "third"),
        rivals=mediated,
        pooled=mediated,
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


# Row 5: the recipient co-finances and owns the programmes.
def _cofinancing(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(menu_c=options["shares"], own=options["ownership"]).scaled(strength)


COFINANCING = Policy(
    name="cofinancing",
    title="Co-financing and ownership",
    summary="Every programme is partly paid for and run by the recipient's own health authorities.",
    hypothesis="Ownership makes offers acceptable and gives a baseline of trust where there is none.",
    source="Kim 2022 (K8); model.md section 9, row 5",
    risk="What the recipient can pay falls with its economy, and programmes then deliver less than agreed.",
    options=(
        Option("shares", (0.15, 0.30), "numbers", "share", "co-financing shares on offer", 0, 0.9),
        Option("ownership", 1.0, "number", "share", "how far the recipient runs the programme itself", 0, 1),
    ),
    settings=_cofinancing,
)


# Row 9: a third country implements what others fund.
def _triangular(strength: float, options: Mapping[str, Any]) -> Settings:
    channels = Settings(menu_k=("third",), gamma_m=options["mediation"])
    return channels.bound_to(options["scope"]).scaled(strength)


TRIANGULAR = Policy(
    name="triangular",
    title="Triangular governance",
    summary="Donors fund, a third country that the recipient accepts mediates and implements.",
    hypothesis="Rivals' money becomes acceptable, because an accepted hand delivers it.",
    source="Seoul conference 2025 (C1, C3), Park 2023 (P12); model.md section 9, row 9",
    risk=(
        "Acceptability is bought with visibility: donors get a third of the credit, monitoring is weak and "
        "overhead higher. It may look calming only because talks drag on."
    ),
    options=(SCOPE, Option("mediation", 1.0, "number", "share", "effort of the mediator", 0, 1)),
    settings=_triangular,
)
