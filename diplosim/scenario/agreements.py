"""The sections ``agreements`` (what donors have agreed before the run starts) and ``offers`` (made at a date)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from diplosim.scenario.actors import Actor
from diplosim.scenario.checking import field_names, read_model, section, unknown_keys
from diplosim.scenario.errors import Findings, a_kind, did_you_mean, shown
from diplosim.scenario.header import Calendar
from diplosim.scenario.nodes import Node

#: Levels of the issues that have names, from level 0 on, as files write them.
FRAMINGS = ("universal", "singled_out")
CONDITIONS = ("none", "behaviour", "denuclearisation")
CONTENTS = ("supplies", "equipment", "training", "mixture")


class Terms(BaseModel):
    """What one donor gives, on which terms; any level, on the menus of the talks or not."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)

    donor: str = Field(description="Code of the donor.")
    money_share: Annotated[float, Field(gt=0, le=1)] = Field(description="Share of its ceiling.")
    months: int = Field(ge=1, le=120, description="Length of the agreement in months.")
    cofinancing: Annotated[float, Field(ge=0, le=0.95)] = Field(
        default=0.0, description="Share that the recipient pays."
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


class StartingAgreement(Terms):
    """An agreement of one donor that is in force at the start; its goods on their way are not."""

    age: int = Field(default=0, ge=0, le=119, description="Months since it was signed.")


class DatedOffer(Terms):
    """An offer that a donor makes in a given month, outside talks and whatever chance says."""

    at: int = Field(ge=0, description="Month of the offer, counted from 0 at the start of the run.")


def read_agreements(
    root: Node, actors: tuple[Actor, ...], of_case: tuple[Actor, ...], findings: Findings
) -> tuple[StartingAgreement, ...]:
    """The section, in the order of the file; every problem is noted.

    What nobody of this cast can carry out is left out with a warning: a file that takes a donor or an implementer away
    from another one takes the agreements along.
    """
    found: list[StartingAgreement] = []
    example = "{donor: EU, money_share: 0.5, months: 12}"
    for subject, entry in entries(root, "agreements", example, findings):
        known = unknown_keys(entry, field_names(StartingAgreement), subject, findings)
        before = len(findings.problems)
        agreement = read_model(StartingAgreement, known, subject, findings, {})
        if agreement is None or len(findings.problems) > before:
            continue
        gone = _gone(agreement, actors, of_case)
        problem = _problem(agreement, actors) or _problem_at_start(agreement, found)
        if gone:
            findings.warn(entry.mark, f"{subject} of {agreement.donor} is left out: {gone}")
        elif problem:
            findings.problem(entry.at((problem[0],)), f"{subject}.{problem[0]} {problem[1]}")
        else:
            found.append(agreement)
    return tuple(found)


def _gone(agreement: StartingAgreement, actors: tuple[Actor, ...], of_case: tuple[Actor, ...]) -> str | None:
    """Why nobody of this cast can carry out what could be in another one."""
    code, cast = agreement.donor, {actor.code: actor for actor in actors}
    if code not in cast:
        of_old = code in {actor.code for actor in of_case if actor.kind == "donor"}
        return "it does not take part" if of_old else None
    if cast[code].kind != "donor":
        return None
    if cast[code].ceiling_musd == 0:
        return "it has no budget (ceiling_musd is 0)"
    served = {actor.channel for actor in actors if actor.kind == "implementer"}
    if agreement.channel != "direct" and agreement.channel not in served:
        return f"no implementer of the cast serves the channel {agreement.channel}"
    return None


def read_offers(
    root: Node, calendar: Calendar, actors: tuple[Actor, ...], findings: Findings
) -> tuple[DatedOffer, ...]:
    """The section, in the order of the file, which is part of each offer's address in chance."""
    found: list[DatedOffer] = []
    example = "{at: 2027-08, donor: EU, money_share: 0.5, months: 12}"
    for subject, entry in entries(root, "offers", example, findings):
        known = unknown_keys(entry, field_names(DatedOffer), subject, findings)
        before = len(findings.problems)
        at = None
        if "at" in known.value:
            at = calendar.read(known.value["at"], f"{subject}.at", findings)
        else:
            findings.problem(entry.mark, f"{subject} needs 'at': a month like 2027-08")
        rest = {key: child for key, child in known.value.items() if key != "at"}
        given = {"at": 0 if at is None else at}
        offer = read_model(DatedOffer, Node(rest, entry.mark, entry.key_marks), subject, findings, given)
        if offer is None or len(findings.problems) > before:
            continue
        problem = _problem(offer, actors)
        if problem:
            findings.problem(entry.at((problem[0],)), f"{subject}.{problem[0]} {problem[1]}")
        elif offer in found:
            findings.problem(
                entry.mark, f"{subject} is the same offer of {offer.donor} as one before; leave one out"
            )
        else:
            found.append(offer)
    return tuple(found)


def entries(root: Node, key: str, example: str, findings: Findings) -> list[tuple[str, Node]]:
    """The mappings of a section with their names; what is no mapping is noted."""
    entries = []
    for index, entry in enumerate(section(root, key, findings, as_list=True).value):
        if entry.is_map:
            entries.append((f"{key}[{index}]", entry))
        else:
            findings.problem(entry.mark, f"{key}[{index}] must be a mapping such as {example}")
    return entries


def _problem(terms: Terms, actors: tuple[Actor, ...]) -> tuple[str, str] | None:
    """What is wrong with terms in this cast: the key, and why."""
    cast = {actor.code: actor for actor in actors}
    donors = [code for code, actor in cast.items() if actor.kind == "donor" and actor.ceiling_musd > 0]
    code = terms.donor
    if code not in donors:
        if code not in cast:
            reason = f"no actor {shown(code)} takes part{did_you_mean(code, donors)}"
        elif cast[code].kind != "donor":
            reason = f"{code} is {a_kind(cast[code].kind)}, not a donor"
        else:
            reason = f"{code} has no budget (ceiling_musd is 0)"
        return "donor", f"must be a donor with a budget: {reason}"
    served = {actor.channel for actor in actors if actor.kind == "implementer"}
    if terms.channel != "direct" and terms.channel not in served:
        return "channel", f"is {terms.channel}, and no implementer of the cast serves it"
    return None


def _problem_at_start(
    agreement: StartingAgreement, others: Sequence[StartingAgreement]
) -> tuple[str, str] | None:
    """What is wrong with an agreement that is in force: the key, and why."""
    if any(agreement.donor == other.donor for other in others):
        return "donor", f"names {agreement.donor} twice; a donor has one agreement at a time"
    if agreement.age >= agreement.months:
        return "age", f"must be below its {agreement.months} months, not {agreement.age}"
    return None


def as_plain(terms: Sequence[Terms], calendar: Calendar) -> list[dict[str, Any]]:
    """Agreements or offers as a file writes them, with every default."""
    plain = [one.model_dump() for one in terms]
    return [{**one, "at": calendar.date(one["at"])} if "at" in one else one for one in plain]
