"""From the cast of a scenario to agents, and what is read off the cast."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from diplosim.model.actors import agreement
from diplosim.model.actors.base import CastMember, Implementer, Patron
from diplosim.model.actors.council import SanctionsBody
from diplosim.model.actors.donor import Donor
from diplosim.model.actors.party import PooledFund
from diplosim.model.actors.recipient import Recipient
from diplosim.model.actors.table import Table
from diplosim.rules import sanctions
from diplosim.rules.delivery import DIRECT
from diplosim.rules.numeric import sigmoid
from diplosim.rules.params import SanctionsParams
from diplosim.scenario import Actor as ActorSpec
from diplosim.scenario import Scenario

if TYPE_CHECKING:
    from diplosim.model.model import DiplomacyModel

STOCK: dict[str, type[CastMember]] = {
    "recipient": Recipient,
    "donor": Donor,
    "patron": Patron,
    "implementer": Implementer,
    "council": SanctionsBody,
    "fund": PooledFund,
}


def cast(model: DiplomacyModel, own_classes: dict[str, type[CastMember]]) -> None:
    """Create all agents in order of actor id, their tables, and who knows whom."""
    _check_classes(model.world, own_classes)
    members = [own_classes.get(spec.code, STOCK[spec.kind])(model, spec) for spec in model.world.actors]
    model.cast = {member.code: member for member in members}
    model.donors = [m for m in members if isinstance(m, Donor)]
    model.rivals = [donor for donor in model.donors if donor.spec.rival]
    model.implementers = [m for m in members if isinstance(m, Implementer)]
    model.carrier_channels = (DIRECT, *(implementer.channel for implementer in model.implementers))
    model.patrons = [m for m in members if isinstance(m, Patron)]
    model.recipient = next(m for m in members if isinstance(m, Recipient))
    model.council = next(m for m in members if isinstance(m, SanctionsBody))
    model.fund = next(m for m in members if isinstance(m, PooledFund))
    model.mediators = [m for m in members if isinstance(m, Donor | Implementer) and m.spec.mediator]
    parties = [m for m in members if m is model.fund or (isinstance(m, Donor) and m.has_budget)]
    for donor in model.donors:
        Table(model, donor)
    Table(model, model.fund)
    model.tables = [party.table for party in parties]
    for other in (*model.donors, *model.implementers, model.fund):
        model.recipient.meet(other)
    for start in model.world.agreements:
        agreement.begin(next(d for d in model.donors if d.code == start.donor).table, start)
    # The same sum as of the trust itself, so that an unmoved trust gives a difference of exactly 0.
    total = 0.0
    for rival in model.rivals:
        total = total + sigmoid(model.recipient.trust[rival.code].prior)
    model.usual_trust_in_rivals = total / len(model.rivals) if model.rivals else 0.0


def _check_classes(world: Scenario, own_classes: dict[str, type[CastMember]]) -> None:
    """Own classes must be for actors of the cast, and of the actor's kind."""
    specs = {spec.code: spec for spec in world.actors}
    for code, own in own_classes.items():
        if code not in specs:
            near = difflib.get_close_matches(code, specs, 1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; the cast is {', '.join(specs)}"
            raise ValueError(f"actors: no actor {code!r} in the cast{hint}")
        stock = STOCK[specs[code].kind]
        if not (isinstance(own, type) and issubclass(own, stock)):
            raise TypeError(f"actors: the class for {code!r} must be a subclass of {stock.__name__}")


def third_party_tie(mediator: CastMember, donor: Donor) -> float:
    """Static tie W between a mediator and a donor, 0 if there is none."""
    ties = mediator.spec.ties
    if donor.code in ties:
        return ties[donor.code]
    return ties.get("donors", 0.0)


def leak(world: Scenario, p: SanctionsParams) -> float:
    """Share of trade that neighbours let through, added in order of actor id."""
    total = 0.0
    for spec in world.actors:
        if spec.trade_share > 0.0:
            total = total + sanctions.leak_part(spec.trade_share, enforcement(spec, p))
    return total


def enforcement(spec: ActorSpec, p: SanctionsParams) -> float:
    """How strictly an actor enforces UN sanctions, 0-1: its own figure, else the parameter of its name."""
    if spec.enforcement is not None:
        return spec.enforcement
    return {"CHN": p.enf_CHN, "RUS": p.enf_RUS}.get(spec.code, 1.0)
