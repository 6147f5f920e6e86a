"""The sanctions body: what is in force, votes, over-compliance, snap-back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import records as at
from diplosim.engine.book import event_row
from diplosim.engine.jit import phase
from diplosim.engine.setting import draw, happens
from diplosim.rules import chance, sanctions, trust

if TYPE_CHECKING:
    from diplosim.engine.book import BookRow
    from diplosim.engine.records import LeverRow
    from diplosim.metrics.state import State, World
    from diplosim.rules.params import Params


@phase
def effective(s: State, sector: int) -> float:
    """Breadth as it acts now: halved in goods, fuel and trade while broad relief stands."""
    relieved = s.broad_table >= 0 and sector != sanctions.BANK
    return sanctions.effective_breadth(s.breadth[sector], relieved)


@phase
def mean_breadth(s: State) -> float:
    """Mean effective breadth over the sectors."""
    return sanctions.mean_breadth(
        effective(s, sanctions.BANK),
        effective(s, sanctions.GOODS),
        effective(s, sanctions.FUEL),
        effective(s, sanctions.TRADE),
    )


@phase
def assess(world: World, s: State, p: Params, lv: LeverRow, t: int) -> None:
    """Once a month: the carve-out in force, the exemption delay, the throughput."""
    agreed = 0.0
    for k in range(world.n_tables):
        if s.in_force[k] and s.agreement[k].relief > 0.0 and t > s.agreement[k].snapped_until:
            agreed = sanctions.AGREED_CARVE_OUT
    e = sanctions.carve_out(p.sanctions.e_law0, lv.e_policy, agreed)
    s.carve_out = e
    s.delay_days = sanctions.exemption_delay(p.sanctions.W0, e, lv.W_policy, lv.W_strength)
    s.release_fraction = sanctions.release_fraction(s.delay_days)
    s.throughput = sanctions.throughput(
        effective(s, sanctions.BANK), effective(s, sanctions.GOODS), s.over_compliance, e, lv.dig
    )


@phase
def react(s: State, p: Params, lv: LeverRow, book: BookRow, key: int, t: int) -> None:
    """Vote after a major month, adopt dated resolutions, let over-compliance drift."""
    major = s.flow.major_severity > 0
    if major and draw(key, 0, chance.UN_VOTE, 0) < sanctions.adoption_probability(p.sanctions):
        _adopt(s, 15, p.sanctions.dU)
    for i in range(book.n_events):
        event = event_row(book.event, i)
        if happens(event, t, at.RESOLUTION):
            dU = event.a if event.a >= 0.0 else p.sanctions.dU
            _adopt(s, int(event.b), dU)
    target = sanctions.over_compliance_target(p.sanctions.O0, s.carve_out, lv.press)
    s.over_compliance = sanctions.over_compliance_next(
        s.over_compliance, target, p.sanctions.r_O, major, lv.press
    )


@phase
def _adopt(s: State, sectors: int, dU: float) -> None:
    """New sanctions in the sectors whose bit is set."""
    for sector in range(len(s.breadth)):
        if sectors & (1 << sector):
            s.breadth[sector] = sanctions.ratchet(s.breadth[sector], dU)
    s.flow.resolutions += 1


@phase
def snap_back(world: World, s: State, lv: LeverRow, t: int) -> None:
    """Conditional relief is switched off after a major provocation."""
    if s.flow.major_severity == 0 or lv.uncond > 0.0:
        return
    for k in range(world.n_tables):
        if not s.in_force[k] or s.agreement[k].relief <= 0.0 or s.agreement[k].q < 1:
            continue
        s.agreement[k].snapped_until = t + sanctions.SNAP_BACK_MONTHS
        if s.broad_table == k and s.flow.by_class[2] > 0:
            s.broad_table = -1
            s.agreement[k].relief = trust.relief_level(1)


@phase
def leak(world: World, p: Params) -> float:
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
