"""The section ``agreements``: what donors have already agreed with the DPRK when the run starts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from diplosim.scenario.actors import Actor
from diplosim.scenario.checking import field_names, read_model, section, unknown_keys
from diplosim.scenario.errors import Findings, a_kind, did_you_mean, shown
from diplosim.scenario.nodes import Node

#: Levels of the issues that have names, from level 0 on, as files write them.
FRAMINGS = ("universal", "singled_out")
CONDITIONS = ("none", "behaviour", "denuclearisation")
CONTENTS = ("supplies", "equipment", "training", "mixture")


class StartingAgreement(BaseModel):
    """An agreement of one donor that is in force at the start; its goods on their way are not."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)

    donor: str = Field(description="Code of the donor.")
    money_share: Annotated[float, Field(gt=0, le=1)] = Field(description="Share of its ceiling.")
    months: int = Field(ge=1, le=120, description="Length of the agreement in months.")
    age: int = Field(default=0, ge=0, le=119, description="Months since it was signed.")
    cofinancing: Annotated[float, Field(ge=0, le=0.95)] = Field(
        default=0.0, description="Share that the DPRK pays."
    )
    access: Annotated[float, Field(ge=0, le=1)] = Field(default=0.5, description="Monitoring access.")
    channel: Literal["direct", "un", "third"] = Field(default="un", description="Who delivers.")
    framing: Literal["universal", "singled_out"] = Field(default="universal", description="Framing.")
    condition: Literal["none", "behaviour", "denuclearisation"] = Field(
        default="none", description="Condition attached."
    )
    content: Literal["supplies", "equipment", "training", "mixture"] = Field(
        default="supplies", description="What the aid consists of (mechanisms.content)."
    )

    @property
    def levels(self) -> tuple[int, int, int]:
        """Framing, condition and content as the rules number them."""
        return FRAMINGS.index(self.framing), CONDITIONS.index(self.condition), CONTENTS.index(self.content)

    def slot(self, carriers: tuple[str, ...]) -> int:
        """Who delivers: 0 the donor, else the first implementer of the channel, by actor id."""
        return 0 if self.channel == "direct" else carriers.index(self.channel) + 1


def read_agreements(
    root: Node, actors: tuple[Actor, ...], findings: Findings
) -> tuple[StartingAgreement, ...]:
    """The section, in the order of the file; every problem is noted."""
    found: list[StartingAgreement] = []
    for index, entry in enumerate(section(root, "agreements", findings, as_list=True).value):
        subject = f"agreements[{index}]"
        if not entry.is_map:
            findings.problem(
                entry.mark, f"{subject} must be a mapping such as {{donor: EU, money_share: 0.5, months: 12}}"
            )
            continue
        known = unknown_keys(entry, field_names(StartingAgreement), subject, findings)
        before = len(findings.problems)
        agreement = read_model(StartingAgreement, known, subject, findings, {})
        if agreement is None or len(findings.problems) > before:
            continue
        problem = _problem(agreement, actors, found)
        if problem:
            key, text = problem
            findings.problem(entry.at((key,)), f"{subject}.{key} {text}")
        else:
            found.append(agreement)
    return tuple(found)


def _problem(
    agreement: StartingAgreement, actors: tuple[Actor, ...], others: list[StartingAgreement]
) -> tuple[str, str] | None:
    """What is wrong with an agreement in this cast: the key, and why."""
    cast = {actor.code: actor for actor in actors}
    donors = [code for code, actor in cast.items() if actor.kind == "donor" and actor.ceiling_musd > 0]
    code = agreement.donor
    if code not in donors:
        if code not in cast:
            reason = f"no actor {shown(code)} takes part{did_you_mean(code, donors)}"
        elif cast[code].kind != "donor":
            reason = f"{code} is {a_kind(cast[code].kind)}, not a donor"
        else:
            reason = f"{code} has no budget (ceiling_musd is 0)"
        return "donor", f"must be a donor with a budget: {reason}"
    if any(code == other.donor for other in others):
        return "donor", f"names {code} twice; a donor has one agreement at a time"
    if agreement.age >= agreement.months:
        return "age", f"must be below its {agreement.months} months, not {agreement.age}"
    served = {actor.channel for actor in actors if actor.kind == "implementer"}
    if agreement.channel != "direct" and agreement.channel not in served:
        return "channel", f"is {agreement.channel}, and no implementer of the cast serves it"
    return None


def as_plain(agreements: tuple[StartingAgreement, ...]) -> list[dict[str, Any]]:
    """The section as a file writes it, with every default."""
    return [agreement.model_dump() for agreement in agreements]
