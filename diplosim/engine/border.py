"""The two borders, for people and for goods, and the access that is left: who is admitted, what can be paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine import records as at
from diplosim.engine.jit import phase
from diplosim.engine.rows import event_row
from diplosim.engine.setting import happens
from diplosim.rules import access

if TYPE_CHECKING:
    from diplosim.engine.book import BookRow
    from diplosim.metrics.state import State, World
    from diplosim.rules.params import Params


@phase
def pass_month(world: World, s: State, p: Params, book: BookRow, t: int) -> None:
    """After the month's shocks: whether goods cross, and how access falls, returns, or is set by a dated event."""
    closed = s.border_closed > 0
    if not p.mechanisms.access:
        s.goods = 0 if closed else 1
        return
    s.closed_months = access.closed_months_next(s.closed_months, closed)
    s.goods = 1 if access.goods_cross(s.closed_months, p.delivery.L_goods) else 0
    s.access = access.access_next(p.delivery, s.access, s.closed_months, _admitted(world, s, p))
    for kind in (at.ACCESS, at.EXPULSION):
        for i in range(book.n_events):
            event = event_row(book.event, i)
            if happens(event, t, kind):
                s.access = event.a if kind == at.ACCESS else access.after_expulsion(p.delivery, s.access)


@phase
def _admitted(world: World, s: State, p: Params) -> bool:
    """Whether staff were admitted at the end of last month: nothing has changed at the tables since."""
    if p.mechanisms.stance and s.stance:
        return True
    for k in range(world.n_tables):
        if s.in_force[k]:
            a = s.agreement[k]
            if access.admits(a.channel, a.pooled > 0, s.agreement[k].a, a.suspended > 0):
                return True
    return False


@phase
def people(s: State, p: Params) -> float:
    """Access of people, 0-1: how much of the agreed monitoring can be done."""
    return s.access if p.mechanisms.access else 1.0


@phase
def payable(world: World, s: State, p: Params, k: int) -> float:
    """Share of what is due on the agreement of table ``k`` that can be paid in the country, 0-1."""
    if not p.mechanisms.access:
        return 1.0
    party = world.table_party[k]
    return access.payable(s.access, party >= 0 and world.patron[party] > 0, s.agreement[k].channel)


@phase
def note_expulsion(s: State, p: Params, k: int) -> None:
    """A cancelled agreement of table ``k`` takes access with it if foreign staff carried it."""
    if p.mechanisms.access and access.expels(s.agreement[k].channel, s.agreement[k].pooled > 0):
        s.access = access.after_expulsion(p.delivery, s.access)
