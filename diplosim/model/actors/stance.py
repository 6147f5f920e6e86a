"""The DPRK's stance towards its rivals: how it changes, and what a closed one does at their tables (phase 1b)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.rules import chance, stance
from diplosim.rules.numeric import log_hazard_met

if TYPE_CHECKING:
    from diplosim.model.actors.table import Table
    from diplosim.model.model import DiplomacyModel


def reconsider(model: DiplomacyModel) -> None:
    """The stance may change by chance; a dated stance has the last word."""
    if not model.params.mechanisms.stance:
        return
    _by_chance(model)
    for event in model.dated("stance"):
        model.dprk.stance = int(event.to == "open")
        model.log.event("stance", "DPRK", "rivals", event.to)


def _by_chance(model: DiplomacyModel) -> None:
    dprk, before = model.dprk, model.last_month
    good = stance.goodwill(
        model.restraint, model.council.carve_out, model.e_law0, model.mean_trust_in_rivals(),
        model.usual_trust_in_rivals, before.absorbed_musd,
    )  # fmt: skip
    pressure = stance.felt_pressure(model.levers.press, before.resolutions > 0)
    p = model.params.stance
    if dprk.stance:
        terms = stance.closing_terms(p, good, pressure, before.rival_talks_failed)
    else:
        terms = stance.opening_terms(p, good, pressure, model.params.bargaining.Pi)
    u, probability = model.draw(0, chance.STANCE), stance.change_probability(terms)
    changes = u < probability
    if changes:
        dprk.stance = 1 - dprk.stance
    if model.log.enabled:
        model.log.decision(
            "stance_changed" if changes else "stance_kept", "DPRK", "rivals", "open" if dprk.stance else "closed",
            terms._asdict(), stance.log_hazard(terms), log_hazard_met(u),
            draw=u, probability=probability,
        )  # fmt: skip


def push(table: Table) -> float:
    """Log-odds that the stance adds to the opening of a table: at a rival's own only."""
    params = table.model.params
    if params.mechanisms.stance and table.party.bilateral_rival:
        return stance.table_push(params.stance, table.model.dprk.stance)
    return 0.0


def ends_talks(table: Table) -> bool:
    """Break off the talks at a rival's own table while the DPRK is closed; say whether it did."""
    model = table.model
    if not model.params.mechanisms.stance or model.dprk.stance or not table.party.bilateral_rival:
        return False
    table.cool_off()
    table.note_broken_talks()
    model.month.tally["walk_outs"] += 1
    model.log.event("stance_ended_talks", "DPRK", table.party.code, "left")
    return True
