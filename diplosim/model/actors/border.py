"""The two borders, for people and for goods, and the access that is left: who is admitted, what can be paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.rules import access

if TYPE_CHECKING:
    from diplosim.model.actors.agreement import Agreement
    from diplosim.model.model import DiplomacyModel


class Border:
    """Who and what crosses the border; where the mechanism ``access`` is off, everything does while it is open."""

    def __init__(self, model: DiplomacyModel) -> None:
        self.model = model
        self.access = model.world.access
        """Share of agreed aid that can be turned into payments in the country, 0-1."""
        self.closed_months = 0
        """Months without a break for which people could not enter."""
        self.goods = True
        """Whether goods cross this month."""

    @property
    def matters(self) -> bool:
        """Whether access is part of the model this month."""
        return bool(self.model.params.mechanisms.access)

    def pass_month(self) -> None:
        """After the month's shocks: whether goods cross, and how access falls, returns, or is set by a dated event."""
        closed = self.model.recipient.border_closed > 0
        if not self.matters:
            self.goods = not closed
            return
        p = self.model.params.delivery
        self.closed_months = access.closed_months_next(self.closed_months, closed)
        self.goods = access.goods_cross(self.closed_months, p.L_goods)
        self.access = access.access_next(p, self.access, self.closed_months, self._admitted())
        for event in self.model.dated("access"):
            self.access = event.level
            self.model.log.event("access", self.model.recipient.code, None, "changed", after=self.access)
        for _ in self.model.dated("expulsion"):
            self.access = access.after_expulsion(p, self.access)
            self.model.log.event("expulsion", self.model.recipient.code, None, "changed", after=self.access)

    def _admitted(self) -> bool:
        """Whether staff were admitted at the end of last month: nothing has changed at the tables since."""
        model = self.model
        if model.params.mechanisms.stance and model.recipient.stance:
            return True
        return any(
            access.admits(a.channel, a.pooled, a.package.a, a.suspended)
            for a in (table.agreement for table in self.model.tables)
            if a is not None
        )

    @property
    def people(self) -> float:
        """Access of people, 0-1: how much of the agreed monitoring can be done."""
        return self.access if self.matters else 1.0

    def payable(self, agreement: Agreement) -> float:
        """Share of what is due on an agreement that can be paid in the country, 0-1."""
        if not self.matters:
            return 1.0
        patron = not agreement.pooled and agreement.donors[0].spec.trust_class == "patron"
        return access.payable(self.access, patron, agreement.channel)

    @property
    def spoilage(self) -> float:
        """Share of goods in transit that a month is lost at a border that they cannot cross."""
        return self.model.params.delivery.spoil if self.matters else 0.0

    def note_expulsion(self, agreement: Agreement) -> None:
        """A cancelled agreement takes access with it if foreign staff carried it."""
        if self.matters and access.expels(agreement.channel, agreement.pooled):
            self.access = access.after_expulsion(self.model.params.delivery, self.access)
