"""What aid consists of, and partners through whom it comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from diplosim.policies.levers import Settings
from diplosim.policies.option import Option
from diplosim.policies.policy import Policy
from diplosim.wording.names import with_recipient

if TYPE_CHECKING:
    from diplosim.scenario import Scenario


def _only(content: str) -> Callable[[float, Mapping[str, Any]], Settings]:
    """The settings of a policy that puts one content of aid on every menu that it binds."""
    return lambda strength, options: Settings(menu_g=(content,)).scaled(strength)


# Row 16: what the recipient asks for, hardware of hospitals and laboratories.
EQUIPMENT_PACKAGE = Policy(
    name="equipment_package",
    title="Equipment package",
    summary="Donors offer equipment for hospitals and laboratories only; health funds keep to their mandate.",
    hypothesis="It is accepted, because it meets what the recipient asks for: technology and status, not relief.",
    source="Seoul conference 2025 (C5); model.md section 9, row 16",
    risk=(
        "Held three times as long for exemptions, suspected of dual use at home, and idle without electricity, "
        "supplies and staff; vaccines and tuberculosis drugs are missing meanwhile."
    ),
    switches_only=True,
    settings=_only("equipment"),
    needs="mechanisms.content",
)


# Row 17: software before hardware.
TRAINING_GOVERNANCE = Policy(
    name="training_governance",
    title="Training and governance",
    summary="Donors offer training, institutions and governance only; health funds keep to their mandate.",
    hypothesis="What people have learnt stays after an interruption, frees little money and needs few exemptions.",
    source="South Korean institute brief c. 2019 (H7); model.md section 9, row 17",
    risk="Being taught costs face, so more is refused; while supplies are lacking it has the least effect on health.",
    switches_only=True,
    settings=_only("training"),
    needs="mechanisms.content",
)


# Row 18: relief goods.
SUPPLIES_ONLY = Policy(
    name="supplies_only",
    title="Supplies only",
    summary="Donors offer medicine and other supplies only.",
    hypothesis="The fastest relief: supplies are what care lacks, and they are the least held up.",
    source="South Korean institute brief c. 2019, after WHO 2009; model.md section 9, row 18",
    risk="Most easily diverted, frees the most of the state's own money, and little is left after an interruption.",
    switches_only=True,
    settings=_only("supplies"),
    needs="mechanisms.content",
)


# Row 19: help with a transition to health insurance, which the recipient must have begun.
def _without_transition(scenario: Scenario) -> str:
    begun = scenario.recipient.insurance_from is not None
    if begun or any(event.kind == "insurance_transition" for event in scenario.events):
        return ""
    return with_recipient(
        "the recipient begins no transition to health insurance (recipient.insurance_from, or an event "
        "insurance_transition), so that it is training_governance under another name"
    )


INSURANCE_SUPPORT = Policy(
    name="insurance_support",
    title="Support for health insurance",
    summary="Donors offer training and governance only, for a transition to health insurance.",
    hypothesis="Financing recovers for good: governance is what a transition away from the old system turns on.",
    source="South Korean institute brief c. 2019; model.md section 9, row 19",
    risk=(
        "The transition costs for three years before it pays, and pays only with governance; without one this is "
        "training_governance."
    ),
    switches_only=True,
    settings=_only("training"),
    needs="mechanisms.content",
    remark=_without_transition,
)


#: Who brings a partner's money to the rivals' own tables.
def _mediation(whose: str) -> Option:
    return Option(
        "mediation", 1.0, "number", "share", f"effort of {whose} as mediator at rivals' own tables", 0, 1
    )


# Row 20: China as partner, the "game-changer".
def _china_partnership(strength: float, options: Mapping[str, Any]) -> Settings:
    there = Settings(menu_k=("un", "third"), gamma_m=options["mediation"])
    return Settings(china=1.0, partner=1.0, rivals=there).scaled(strength)


CHINA_PARTNERSHIP = Policy(
    name="china_partnership",
    title="Partnership with China",
    summary=(
        "China sells medicine on credit and brings its neighbours to the table; rivals work through the UN and third "
        "countries."
    ),
    hypothesis="A game-changer: the recipient buys medicine again, and rivals get talks that they do not get alone.",
    source="Seoul conference 2025 (C1); model.md section 9, row 20",
    risk=(
        "It raises what the state imports for itself, not what is vaccinated or found. A patron who gives more makes "
        "others less needed: the recipient asks more of them, and opens more rarely."
    ),
    options=(_mediation("China"),),
    settings=_china_partnership,
)


# Row 21: Vietnam as an accepted teacher.
def _vietnam_partnership(strength: float, options: Mapping[str, Any]) -> Settings:
    there = Settings(menu_k=("third",), gamma_m=options["mediation"])
    return Settings(menu_g=("training", "mixture"), menu_f=(0,), rivals=there).scaled(strength)


VIETNAM_PARTNERSHIP = Policy(
    name="vietnam_partnership",
    title="Partnership with Vietnam",
    summary=(
        "Vietnam teaches: training and comprehensive programmes in universal framing, which rivals fund through third "
        "countries alone."
    ),
    hypothesis="A teacher who has been poor and socialist is accepted where donors are not.",
    source="Seoul conference 2025 (C1); model.md section 9, row 21",
    risk="Little money, weak monitoring, and no supplies: coverage falls while people are being taught.",
    options=(_mediation("Vietnam"),),
    settings=_vietnam_partnership,
)


# Row 22: traditional medicine with Russia.
def _traditional_medicine_russia(strength: float, options: Mapping[str, Any]) -> Settings:
    there = Settings(menu_k=("third",), gamma_m=options["mediation"])
    return Settings(
        koryo=1.0,
        contact=1.0,
        partner=1.0,
        menu_g=("supplies", "training"),
        menu_f=(0,),
        rivals=there,
    ).scaled(strength)


TRADITIONAL_MEDICINE_RUSSIA = Policy(
    name="traditional_medicine_russia",
    title="Traditional medicine with Russia",
    summary=(
        "Neighbours, the recipient and Russia work on traditional medicine in a network of the WHO; aid is supplies "
        "and training in universal framing, and rivals' money comes through third countries."
    ),
    hypothesis="Self-reliance helps itself: traditional medicine fills gaps, and experts who meet often build trust.",
    source="Lee Eun-kyung at the Seoul conference 2025; model.md section 9, row 22",
    risk=(
        "A substitute of low quality, without effect on vaccines and tuberculosis; contact moves trust little, and a "
        "patron as partner makes others less needed."
    ),
    options=(_mediation("third countries"),),
    settings=_traditional_medicine_russia,
)
