"""What programmes are and how they are offered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diplosim.policies.option import Option
from diplosim.policies.policy import Policy
from diplosim.policies.settings import Settings


# Row 6: programmes framed as universal, not as a special case.
def _universal_framing(strength: float, options: Mapping[str, Any]) -> Settings:
    return Settings(menu_f=(0,)).scaled(strength)


UNIVERSAL_FRAMING = Policy(
    name="universal_framing",
    title="Universal framing",
    summary="Offers are framed as what every country gets, so the DPRK is not singled out.",
    hypothesis="Acceptance rises, because being singled out is what makes trust crumble.",
    source="Kim 2022 (K9); model.md section 9, row 6",
    risk="A small effect if face matters little to the DPRK (J small).",
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
    summary="The Northeast Asian network for infectious diseases is revived, with the DPRK in it.",
    hypothesis="Regular contact builds trust, and epidemics do less harm and close the border for less long.",
    source="Seoul conference 2025 (C2); model.md section 9, row 12",
    risk="A thin stream of evidence: contact alone moves trust little.",
    settings=_regional_network,
)
