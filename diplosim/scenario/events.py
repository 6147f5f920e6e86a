"""Dated events: what a scenario lets happen in a given month whatever chance says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from diplosim.scenario.frozen import FrozenMap

Sector = Literal["bank", "goods", "fuel", "trade"]
Share = Annotated[float, Field(ge=0, le=1)]


class BaseEvent(BaseModel):
    """What all events share; ``month`` counts from 0 at the start of the run."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)
    title_text: ClassVar[str] = ""

    kind: str
    month: int = Field(ge=0)
    note: str | None = Field(
        default=None, max_length=500, description="A remark for readers, e.g. the source."
    )

    @property
    def changes(self) -> dict[str, float | int | str]:
        """Parameters that have another value from this month on."""
        return {}


class Flood(BaseEvent):
    """A flood or typhoon raises the disease burden."""

    kind: Literal["flood"] = "flood"
    severity: Share = Field(default=0.04, description="Jump of the disease burden (index from 0 to 1).")


class Pandemic(BaseEvent):
    """A pandemic raises the disease burden and closes the border."""

    kind: Literal["pandemic"] = "pandemic"
    severity: Share | None = Field(default=None, description="Jump of burden; empty: health.pandemic_burden.")
    months: int = Field(default=18, ge=0, le=1200, description="Months for which the border closes.")


class BorderClosure(BaseEvent):
    """The border closes for some months."""

    kind: Literal["border_closure"] = "border_closure"
    months: int = Field(ge=1, le=1200, description="Months for which the border closes.")


class Access(BaseEvent):
    """Access to the country is what it is said to be, until it falls or returns again."""

    kind: Literal["access"] = "access"
    level: Share = Field(description="Share of agreed aid that can be paid in the country.")


class Expulsion(BaseEvent):
    """Foreign aid staff must leave, without an agreement being cancelled."""

    kind: Literal["expulsion"] = "expulsion"


class HospitalDrive(BaseEvent):
    """The recipient renews so many hospitals a year from now on."""

    kind: Literal["hospital_drive"] = "hospital_drive"
    per_year: float = Field(ge=0, le=1000, description="Hospitals renewed in a year; 0 ends the drive.")


class KoryoDrive(BaseEvent):
    """The recipient's effort for Koryo (traditional) medicine changes for good."""

    kind: Literal["koryo_drive"] = "koryo_drive"
    effort: Share = Field(description="Effort from 0 to 1; 0 ends the drive.")


class InsuranceTransition(BaseEvent):
    """A transition to health insurance starts."""

    kind: Literal["insurance_transition"] = "insurance_transition"


class VaccineLine(BaseEvent):
    """The line of vaccines that come as goods alone changes for good."""

    kind: Literal["vaccine_line"] = "vaccine_line"
    musd: float = Field(ge=0, le=1000, description="Million US dollars a year.")


class Government(BaseEvent):
    """A donor's government changes."""

    kind: Literal["government"] = "government"
    actor: str = Field(description="Code of the donor.")
    hawkish: bool = Field(description="Whether the new government is hawkish; holds until the next election.")


class Provocation(BaseEvent):
    """The recipient provokes, in addition to what chance brings."""

    kind: Literal["provocation"] = "provocation"
    severity_class: int = Field(
        ge=1,
        le=3,
        alias="class",
        description="1 short range and other, 2 long range, satellite or lethal attack, 3 nuclear test.",
    )
    count: int = Field(default=1, ge=1, le=80, description="How many such provocations in the month.")


class Resolution(BaseEvent):
    """The Security Council adopts a sanctions resolution."""

    kind: Literal["resolution"] = "resolution"
    breadth: Share | None = Field(
        default=None,
        description="Share of what is still free that the resolution closes; empty: sanctions.dU.",
    )
    sectors: Annotated[tuple[Sector, ...], Field(strict=False, min_length=1)] | None = Field(
        default=None, description="Sectors that it touches; empty: all."
    )


class Exercise(BaseEvent):
    """An allied exercise in place of the usual one of the month."""

    kind: Literal["exercise"] = "exercise"
    intensity: float = Field(
        ge=0, le=5, description="Size against a usual March exercise (1); 0 cancels the month's exercise."
    )


class Stance(BaseEvent):
    """The recipient opens to its rivals, or closes, until chance changes that (with ``mechanisms.stance``)."""

    kind: Literal["stance"] = "stance"
    to: Literal["closed", "open"] = Field(description="The stance from this month on.")


class PatronSupport(BaseEvent):
    """The patrons' support for the recipient changes for good."""

    kind: Literal["patron_support"] = "patron_support"
    level: Share = Field(description="0.2 low, 0.5 usual, 0.8 after the 2024 treaty with Russia.")

    @property
    def changes(self) -> dict[str, float | int | str]:
        """Patron support is ``bargaining.Pi``."""
        return {"bargaining.Pi": self.level}


class VetoRegime(BaseEvent):
    """The chance that new sanctions are vetoed changes for good."""

    kind: Literal["veto_regime"] = "veto_regime"
    veto: Share = Field(description="Chance that a proposed sanctions resolution is vetoed.")

    @property
    def changes(self) -> dict[str, float | int | str]:
        """The chance of a veto is ``sanctions.V_veto``."""
        return {"sanctions.V_veto": self.veto}


class ExemptionDelay(BaseEvent):
    """The time that humanitarian exemptions take changes for good."""

    kind: Literal["exemption_delay"] = "exemption_delay"
    days: float = Field(ge=0, le=3650, description="Days that the 1718 Committee takes.")

    @property
    def changes(self) -> dict[str, float | int | str]:
        """The delay is ``sanctions.W0``, and overrules holds."""
        return {"sanctions.W0": self.days, "sanctions.W_dated": self.days}


class Leadership(BaseEvent):
    """A change of leadership or doctrine: any parameters change for good."""

    kind: Literal["leadership"] = "leadership"
    parameters: FrozenMap[float | int | str] = Field(description="Parameters that change, by name.")
    title: str | None = Field(default=None, max_length=80, description="Name of the change in reports.")

    @property
    def changes(self) -> dict[str, float | int | str]:
        """The parameters named in the event."""
        return dict(self.parameters)


Event = (
    Flood
    | Pandemic
    | BorderClosure
    | Access
    | Expulsion
    | HospitalDrive
    | KoryoDrive
    | InsuranceTransition
    | VaccineLine
    | Government
    | Provocation
    | Resolution
    | Exercise
    | Stance
    | PatronSupport
    | VetoRegime
    | ExemptionDelay
    | Leadership
)

#: The class of every kind of event.
EVENT_KINDS: dict[str, type[BaseEvent]] = {
    "flood": Flood,
    "pandemic": Pandemic,
    "border_closure": BorderClosure,
    "access": Access,
    "expulsion": Expulsion,
    "hospital_drive": HospitalDrive,
    "koryo_drive": KoryoDrive,
    "insurance_transition": InsuranceTransition,
    "vaccine_line": VaccineLine,
    "government": Government,
    "provocation": Provocation,
    "resolution": Resolution,
    "exercise": Exercise,
    "stance": Stance,
    "patron_support": PatronSupport,
    "veto_regime": VetoRegime,
    "exemption_delay": ExemptionDelay,
    "leadership": Leadership,
}


#: Kinds that may happen several times in a month as long as they are not the same: their effects add up.
_ADDED = ("flood", "pandemic", "provocation", "resolution")


#: Kinds that say something else of the same thing in one month: the other one, and what is wrong.
_EXCLUDED = {
    "expulsion": (
        "access",
        "an expulsion and a level of access are both dated to {}, and both say what access is from then on; leave one "
        "out, or date them to different months",
    ),
    "border_closure": (
        "pandemic",
        "a border closure is dated to {}, and the pandemic of that month closes the border already; leave it out and "
        "write the pandemic's 'months'",
    ),
}


def at_odds(events: Sequence[BaseEvent]) -> Iterator[tuple[int, str]]:
    """Events that say something twice, or contradict one before, in the same month: place, and what is wrong.

    The words have ``{}`` where the month belongs.
    """
    seen: dict[tuple[int, str], dict[str, BaseEvent]] = {}
    for place, event in enumerate(events):
        before = seen.setdefault((event.month, event.kind), {})
        for subject in _subjects(event):
            other = before.get(subject)
            if other is None:
                before[subject] = event
            elif _says(other) == _says(event):
                more = "; write its 'count'" if event.kind == "provocation" else ""
                yield place, f"the same {event.kind} is dated twice to {{}}; leave one out{more}"
                break
            elif event.kind not in _ADDED:
                about = f" about {subject}" if subject else ""
                yield place, f"two events {event.kind} of {{}} contradict each other{about}; leave one out"
                break
    starts = [place for place, event in enumerate(events) if event.kind == "insurance_transition"]
    again = [place for place in starts[1:] if events[place].month != events[starts[0]].month]
    yield from ((place, "a transition to health insurance starts once, not again in {}") for place in again)
    for (month, kind), found in seen.items():
        excluded, words = _EXCLUDED.get(kind, ("", ""))
        twins = seen.get((month, excluded), {})
        if twins and all(getattr(twin, "months", 1) for twin in twins.values()):
            yield events.index(next(iter(found.values()))), words


def _subjects(event: BaseEvent) -> list[str]:
    """What an event decides: of two that decide the same in one month only one can hold."""
    if isinstance(event, Government):
        return [event.actor]
    if isinstance(event, Leadership):
        return list(event.parameters)
    return [repr(sorted(_says(event).items(), key=str))] if event.kind in _ADDED else [""]


def _says(event: BaseEvent) -> dict[str, Any]:
    """An event without the remark for readers."""
    return {key: value for key, value in event.model_dump().items() if key not in ("note", "title")}
