"""Phase 1b: whether the recipient opens to its rivals or closes, and what a closed one does at their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import notes, parties, signing
from diplosim.engine import records as at
from diplosim.engine.jit import phase
from diplosim.engine.rows import event_row, trace_row
from diplosim.engine.setting import draw, happens
from diplosim.rules import bargaining, chance, stance
from diplosim.rules.numeric import log_hazard_met, log_hazard_strikes
from diplosim.rules.outcomes import musd

if TYPE_CHECKING:
    from diplosim.engine.book import BookRow
    from diplosim.engine.records import LeverRow
    from diplosim.metrics.state import State, World
    from diplosim.rules.params import Params


@phase
def reconsider(world: World, s: State, p: Params, lv: LeverRow, book: BookRow, key: int, t: int) -> None:
    """The stance may change by chance; a dated stance has the last word."""
    if not p.mechanisms.stance:
        return
    good = stance.goodwill(
        s.restraint, s.carve_out, world.e_law0, trust_in_rivals(world, s), world.usual_trust_in_rivals,
        musd(s.absorbed_before),
    )  # fmt: skip
    pressure = stance.felt_pressure(lv.press, s.resolved_before > 0)
    support = bargaining.patron_support(p.bargaining, lv.partner)
    terms = (
        stance.closing_terms(p.stance, good, pressure, s.failed_before > 0)
        if s.stance
        else stance.opening_terms(p.stance, good, pressure, support)
    )
    u = draw(key, 0, chance.STANCE, 0)
    changes = log_hazard_strikes(u, stance.log_hazard(terms))
    if changes:
        s.stance = 1 - s.stance
    if book.trace:
        row = trace_row(book.trace, notes.new(book, notes.STANCE_CHANGED if changes else notes.STANCE_KEPT))
        notes.weighed(row, terms, stance.log_hazard(terms), log_hazard_met(u))
        notes.by_chance(row, u, stance.change_probability(terms))
        row.outcome = s.stance
    for i in range(book.n_events):
        event = event_row(book.event, i)
        if happens(event, t, at.STANCE):
            s.stance = int(event.a)
            if book.trace:
                trace_row(book.trace, notes.new(book, notes.STANCE)).outcome = s.stance


@phase
def trust_in_rivals(world: World, s: State) -> float:
    """The recipient's mean security trust in its rivals, 0 without rivals."""
    total = 0.0
    rivals = 0
    for j in range(world.n_donors):
        if world.rival[j]:
            total = total + s.tau_out_security[j]
            rivals += 1
    return total / rivals if rivals > 0 else 0.0


@phase
def push(world: World, s: State, p: Params, k: int) -> float:
    """Log-odds that the stance adds to the opening of table ``k``."""
    if p.mechanisms.stance and parties.of_rivals_own(world, k):
        return stance.table_push(p.stance, s.stance)
    return 0.0


@phase
def ends_talks(world: World, s: State, p: Params, book: BookRow, k: int) -> bool:
    """Whether a closed stance breaks off the talks at table ``k``."""
    if not p.mechanisms.stance or s.stance or not parties.of_rivals_own(world, k):
        return False
    signing.cool_off(s, p, k)
    s.flow.walk_outs += 1
    parties.note_failed(world, s, k)
    if book.trace:
        notes.to_table(world, book, notes.STANCE_ENDED_TALKS, k)
    return True
