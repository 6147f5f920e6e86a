"""The actors of a run, and the default cast as data (model section 0.3)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from diplosim.scenario.frozen import FrozenMap

Kind = Literal["recipient", "donor", "patron", "implementer", "council", "fund"]
TrustClass = Literal["rival", "neutral", "patron", "impl", "third"]
Share = Annotated[float, Field(ge=0, le=1)]


class Actor(BaseModel):
    """One actor as it enters the run."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)

    id: int = Field(ge=0)
    """Address in every draw of chance: 0-11 for the default cast, then 12, 13, ... in file order."""
    code: str
    """Short name in capitals, e.g. ``ROK``."""
    name: str = Field(default="", max_length=80, description="Name in reports and figures.")
    kind: Kind = Field(
        description="What the actor does: gives aid (donor), backs the DPRK without aid (patron), "
        "carries out programmes (implementer)."
    )
    rival: bool = Field(default=False, description="Whether the DPRK sees this donor as a rival.")
    security_weight: float = Field(
        default=0.4, ge=0, le=5, description="How much the donor's own security weighs in its decisions."
    )
    ceiling_musd: float = Field(
        default=0.0,
        ge=0,
        le=100_000,
        description="Most that the donor gives, million US dollars a year; 0: no talks.",
    )
    cycle: Annotated[int, Field(ge=1, le=1200)] | None = Field(
        default=None, description="Months between elections; empty: no elections."
    )
    phase: Annotated[int, Field(ge=0, le=1200)] | None = Field(
        default=None, description="Month of the run with the first election."
    )
    partisan: bool = Field(
        default=False, description="Whether the government may be hawkish at the start by chance."
    )
    hawkish: bool | None = Field(
        default=None,
        description="Whether the government is hawkish at the start; empty: by chance if partisan.",
    )
    trust_class: TrustClass | None = Field(
        default=None, description="Which starting level of trust applies (the trust.L0_ parameters)."
    )
    trust_prior: Annotated[float, Field(ge=0.0067, le=0.9933)] | None = Field(
        default=None, description="Starting trust as a probability, in place of the class."
    )
    channel: Literal["un", "third"] | None = Field(
        default=None,
        description="Which channel an implementer serves: un (WHO, UNICEF) or third (third country).",
    )
    mediator: bool = Field(
        default=False, description="Whether the actor can bring the DPRK and a donor to the table."
    )
    trade_share: Share = Field(default=0.0, description="Share of the DPRK's foreign trade.")
    enforcement: Share | None = Field(
        default=None,
        description="Share of the sanctions that this trading partner enforces; empty: "
        "the parameters for China and Russia, everything for others.",
    )
    broad_relief: bool = Field(
        default=False, description="Whether broad sanctions relief can be offered at its table."
    )
    surveillance: bool = Field(default=False, description="Whether it can join the regional disease network.")
    traditional_medicine: bool = Field(
        default=False,
        description="Whether this donor belongs to the network for traditional medicine.",
    )
    reluctance: float = Field(
        default=0.0,
        ge=0,
        le=5,
        description="What giving to the DPRK at all costs this donor at home, in utility (mechanisms.donors).",
    )
    health_fund: bool = Field(
        default=False,
        description="Whether it pays for vaccines and tuberculosis above all, as the health funds do.",
    )
    permanent_member: bool = Field(
        default=False, description="Whether it has a veto in the Security Council."
    )
    ties: FrozenMap[float] = Field(
        default_factory=FrozenMap,
        description="Strength of diplomatic ties, 0 to 1: DPRK, codes of donors, or 'donors' for all others.",
    )


def _ties(**ties: float) -> FrozenMap[float]:
    return FrozenMap(ties)


# fmt: off
#: The cast of every scenario unless it says otherwise; ids never change.
DEFAULT_CAST: tuple[Actor, ...] = (
    Actor(id=0, code="DPRK", name="DPR Korea", kind="recipient", surveillance=True),
    Actor(id=1, code="USA", name="United States", kind="donor", rival=True, security_weight=1.0,
          ceiling_musd=10.0, cycle=48, phase=10, partisan=True, trust_class="rival", reluctance=0.3, broad_relief=True,
          surveillance=True, permanent_member=True, ties=_ties(DPRK=0.1)),
    Actor(id=2, code="ROK", name="Republic of Korea", kind="donor", rival=True, security_weight=0.8,
          ceiling_musd=30.0, cycle=60, phase=30, partisan=True, trust_class="rival", surveillance=True,
          traditional_medicine=True, ties=_ties(DPRK=0.1)),
    Actor(id=3, code="JPN", name="Japan", kind="donor", rival=True, security_weight=1.0,
          ceiling_musd=5.0, cycle=36, phase=20, partisan=True, trust_class="rival", reluctance=0.3, surveillance=True,
          ties=_ties(DPRK=0.1)),
    Actor(id=4, code="EU", name="European donors", kind="donor", security_weight=0.4, ceiling_musd=30.0,
          trust_class="neutral", ties=_ties(DPRK=0.6)),
    Actor(id=5, code="GHF", name="Global health funds", kind="donor", security_weight=0.3, ceiling_musd=20.0,
          trust_class="neutral", health_fund=True, ties=_ties(DPRK=0.6)),
    Actor(id=6, code="CHN", name="China", kind="donor", security_weight=0.1, ceiling_musd=10.0,
          trust_class="patron", mediator=True, trade_share=0.90, surveillance=True, permanent_member=True,
          ties=_ties(DPRK=0.9, USA=0.4, ROK=0.5)),
    Actor(id=7, code="RUS", name="Russia", kind="patron", security_weight=0.0, trade_share=0.08,
          surveillance=True, permanent_member=True, ties=_ties(DPRK=0.9)),
    Actor(id=8, code="UNA", name="UN agencies (WHO, UNICEF)", kind="implementer", security_weight=0.0,
          trust_class="impl", channel="un", mediator=True, ties=_ties(DPRK=0.7, donors=0.8)),
    Actor(id=9, code="TCI", name="Third-country implementers", kind="implementer", security_weight=0.0,
          trust_class="third", channel="third", mediator=True, ties=_ties(DPRK=0.8, ROK=0.7, EU=0.7)),
    Actor(id=10, code="UNSC", name="UN Security Council", kind="council", security_weight=0.0),
    Actor(id=11, code="PF", name="Pooled fund", kind="fund", security_weight=0.0, trust_class="impl",
          ties=_ties(DPRK=0.5)),
)

# fmt: on

#: Actors without whom the model has no meaning.
ESSENTIAL = ("DPRK", "UNSC", "PF")

#: What a new actor of a kind starts from, where it differs from the field's own default.
NEW_ACTOR: dict[str, dict[str, str | float]] = {
    "donor": {"trust_class": "neutral"},
    "patron": {"security_weight": 0.0},
    "implementer": {"trust_class": "third", "channel": "third", "security_weight": 0.0},
}
