"""What the aid of every table consists of, and what that does: release, diversion, waste, blocks, money freed.

Where the mechanism ``content`` is off, all aid is divided as the lever ``comp`` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine.jit import phase
from diplosim.rules import content, delivery, health, ledger, sanctions
from diplosim.rules.outcomes import musd

if TYPE_CHECKING:
    from diplosim.engine.records import LeverRow
    from diplosim.metrics.state import State, World
    from diplosim.rules.params import Params


@phase
def release_rate(s: State, p: Params, lv: LeverRow, k: int) -> float:
    """Share of the held goods of table ``k`` that is released this month."""
    if not p.mechanisms.content:
        return delivery.held_release_rate(s.release_fraction, s.throughput)
    hindered = content.HINDERED[s.agreement[k].g]
    released = sanctions.release_fraction(s.delay_days * hindered)
    through = sanctions.throughput(
        s.assessed_bank, s.assessed_goods, s.over_compliance, s.carve_out, lv.dig, hindered
    )
    return delivery.held_release_rate(released, through)


@phase
def diverted(s: State, p: Params, k: int) -> float:
    """How readily the goods of table ``k`` are diverted, against supplies."""
    return content.DIVERTED[s.agreement[k].g] if p.mechanisms.content else 1.0


@phase
def products(s: State, p: Params, lv: LeverRow, k: int) -> float:
    """Share of medical products in the aid of table ``k``."""
    if p.mechanisms.content:
        return content.share(s.agreement[k].g, health.PRODUCTS)
    return health.share(health.PRODUCTS, lv.comp)


@phase
def note(s: State, k: int, absorbed: int, local: int) -> None:
    """What of one table reached the health system this month, M$."""
    s.absorbed[k] = absorbed / ledger.KUSD_PER_MUSD
    s.effective[k] = (absorbed + local) / ledger.KUSD_PER_MUSD


@phase
def freeing(world: World, s: State, p: Params) -> float:
    """M$ absorbed this month that free own money as supplies do."""
    if not p.mechanisms.content:
        return musd(s.flow.absorbed)
    total = 0.0
    for k in range(world.n_tables):
        total = total + content.FUNGIBLE[s.agreement[k].g] * s.absorbed[k]
    return total


@phase
def spent_on(world: World, s: State, p: Params, lv: LeverRow, block: int) -> float:
    """Effective M$ a month on a block, over all tables."""
    if not p.mechanisms.content:
        effective = (s.flow.absorbed + s.flow.local_absorbed) / ledger.KUSD_PER_MUSD
        return health.block_spend(block, effective, lv.comp, lv.dig)
    total = 0.0
    for k in range(world.n_tables):
        total = total + s.effective[k] * content.share(s.agreement[k].g, block)
    return health.with_digital(block, total, lv.dig)
