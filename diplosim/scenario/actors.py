"""The actors of a run (model section 0.3); the cast of a case is data (`diplosim.cases`)."""

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
    """Address in every draw of chance: those of the case from 0, then the file's own, in file order."""
    code: str
    """Short name in capitals, e.g. ``ROK``."""
    name: str = Field(default="", max_length=80, description="Name in reports and figures.")
    kind: Kind = Field(
        description="What the actor does: gives aid (donor), backs the recipient without aid (patron), "
        "carries out programmes (implementer)."
    )
    rival: bool = Field(default=False, description="Whether the recipient sees this donor as a rival.")
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
        default=False, description="Whether the actor can bring the recipient and a donor to the table."
    )
    trade_share: Share = Field(default=0.0, description="Share of the recipient's foreign trade.")
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
        description="What giving to the recipient at all costs this donor at home, in utility (mechanisms.donors).",
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
        description="Strength of diplomatic ties, 0 to 1, by code: the recipient, donors, or 'donors' for all others.",
    )


#: Kinds of whom there is exactly one, without whom the model has no meaning.
ESSENTIAL = ("recipient", "council", "fund")

#: What a new actor of a kind starts from, where it differs from the field's own default.
NEW_ACTOR: dict[str, dict[str, str | float]] = {
    "donor": {"trust_class": "neutral"},
    "patron": {"security_weight": 0.0},
    "implementer": {"trust_class": "third", "channel": "third", "security_weight": 0.0},
}
