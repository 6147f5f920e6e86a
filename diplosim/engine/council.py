"""The sanctions body: what is in force, votes, over-compliance, snap-back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import layout as at
from diplosim.engine.book import event_row
from diplosim.engine.context import draw, happens
from diplosim.engine.jit import phase
from diplosim.rules import chance, sanctions, trust

if TYPE_CHECKING:
    from diplosim.engine.layout import Record


@phase
def effective(s: Record, sector: int) -> float:
    """Breadth as it acts now: halved in goods, fuel and trade while broad relief stands."""
    relieved = s.counter[at.BROAD_TABLE] >= 0 and sector != at.BANK
    return sanctions.effective_breadth(s.breadth[sector], relieved)


@phase
def mean_breadth(s: Record) -> float:
    """Mean effective breadth over the sectors."""
    return sanctions.mean_breadth(
        effective(s, at.BANK), effective(s, at.GOODS), effective(s, at.FUEL), effective(s, at.TRADE)
    )


@phase
def assess(world: Record, s: Record, p: Record, lv: Record, t: int) -> None:
    """Once a month: the carve-out in force, the exemption delay, the throughput."""
    agreed = 0.0
    for k in range(world.n_tables):
        if s.in_force[k] and s.agreement[k, at.AG_RELIEF] > 0.0 and t > s.agreement_int[k, at.AG_SNAPPED]:
            agreed = sanctions.AGREED_CARVE_OUT
    e = sanctions.carve_out(p.sanctions.e_law0, lv.e_policy, agreed)
    s.scalar[at.CARVE_OUT] = e
    s.scalar[at.DELAY] = sanctions.exemption_delay(p.sanctions.W0, e, lv.W_policy, lv.W_strength)
    s.scalar[at.RELEASE] = sanctions.release_fraction(s.scalar[at.DELAY])
    s.scalar[at.THROUGHPUT] = sanctions.throughput(
        effective(s, at.BANK), effective(s, at.GOODS), s.scalar[at.OVER_COMPLIANCE], e, lv.dig
    )


@phase
def react(s: Record, p: Record, lv: Record, book: Record, key: int, t: int) -> None:
    """Vote after a major month, adopt dated resolutions, let over-compliance drift."""
    major = s.flow[at.SEV2] > 0
    if major and draw(key, 0, chance.UN_VOTE, 0) < sanctions.adoption_probability(p.sanctions):
        _adopt(s, 15, p.sanctions.dU)
    for i in range(book.n_events):
        event = event_row(book.event, i)
        if happens(event, t, at.RESOLUTION):
            dU = event.a if event.a >= 0.0 else p.sanctions.dU
            _adopt(s, int(event.b), dU)
    target = sanctions.over_compliance_target(p.sanctions.O0, s.scalar[at.CARVE_OUT], lv.press)
    s.scalar[at.OVER_COMPLIANCE] = sanctions.over_compliance_next(
        s.scalar[at.OVER_COMPLIANCE], target, p.sanctions.r_O, major, lv.press
    )


@phase
def _adopt(s: Record, sectors: int, dU: float) -> None:
    """New sanctions in the sectors whose bit is set."""
    for sector in range(at.N_SECTORS):
        if sectors & (1 << sector):
            s.breadth[sector] = sanctions.ratchet(s.breadth[sector], dU)
    s.flow[at.RESOLUTIONS] += 1


@phase
def snap_back(world: Record, s: Record, lv: Record, t: int) -> None:
    """Conditional relief is switched off after a major provocation."""
    if s.flow[at.SEV2] == 0 or lv.uncond > 0.0:
        return
    for k in range(world.n_tables):
        if not s.in_force[k] or s.agreement[k, at.AG_RELIEF] <= 0.0 or s.agreement_int[k, at.AG_Q] < 1:
            continue
        s.agreement_int[k, at.AG_SNAPPED] = t + sanctions.SNAP_BACK_MONTHS
        if s.counter[at.BROAD_TABLE] == k and s.flow[at.CLASS3] > 0:
            s.counter[at.BROAD_TABLE] = -1
            s.agreement[k, at.AG_RELIEF] = trust.relief_level(1)


@phase
def leak(world: Record, p: Record) -> float:
    """Share of trade that neighbours let through despite sanctions."""
    total = 0.0
    for i in range(world.n_traders):
        enforced = world.enforcement[i]
        if enforced == -1.0:
            enforced = p.sanctions.enf_CHN
        elif enforced == -2.0:
            enforced = p.sanctions.enf_RUS
        total = total + sanctions.leak_part(world.trade_share[i], enforced)
    return total
