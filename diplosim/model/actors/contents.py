"""What the aid of every table consists of, and what that does: release, diversion, waste, blocks, money freed.

Where the mechanism ``content`` is off, all aid is divided as the lever ``comp`` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.rules import content, delivery, health, ledger, sanctions

if TYPE_CHECKING:
    from diplosim.model.actors.table import Table
    from diplosim.model.model import DiplomacyModel


class Contents:
    """The aid of this month by table, and by what it consists of."""

    def __init__(self, model: DiplomacyModel) -> None:
        self.model = model
        self.absorbed: dict[Table, float] = {}
        """M$ of donors' aid that reached the health system this month, by table."""
        self.effective: dict[Table, float] = {}
        """The same with the recipient's own part."""

    @property
    def matter(self) -> bool:
        """Whether the content of aid is part of the model this month."""
        return bool(self.model.params.mechanisms.content)

    @staticmethod
    def of(table: Table) -> int:
        """What the latest agreement of a table consists of; supplies before the first."""
        return table.latest.package.g if table.latest is not None else content.SUPPLIES

    def release_rate(self, table: Table) -> float:
        """Share of the held goods of a table that is released this month."""
        model, council = self.model, self.model.council
        if not self.matter:
            return delivery.held_release_rate(council.release_fraction, council.throughput)
        hindered = content.HINDERED[self.of(table)]
        released = sanctions.release_fraction(council.delay_days * hindered)
        through = sanctions.throughput(
            *council.assessed, council.over_compliance, council.carve_out, model.levers.dig, hindered
        )
        return delivery.held_release_rate(released, through)

    def diverted(self, table: Table) -> float:
        """How readily the goods of a table are diverted, against supplies."""
        return content.DIVERTED[self.of(table)] if self.matter else 1.0

    def products(self, table: Table) -> float:
        """Share of medical products in the aid of a table."""
        if self.matter:
            return content.share(self.of(table), health.PRODUCTS)
        return health.share(health.PRODUCTS, self.model.levers.comp)

    def begin_month(self) -> None:
        """Nothing has reached the health system yet."""
        self.absorbed = dict.fromkeys(self.model.tables, 0.0)
        self.effective = dict.fromkeys(self.model.tables, 0.0)

    def note(self, table: Table, absorbed: int, local: int) -> None:
        """What of one table reached the health system this month."""
        self.absorbed[table] = absorbed / ledger.KUSD_PER_MUSD
        self.effective[table] = (absorbed + local) / ledger.KUSD_PER_MUSD

    def freeing(self) -> float:
        """M$ absorbed this month that free own money as supplies do."""
        if not self.matter:
            return self.model.month.absorbed_musd
        total = 0.0
        for table in self.model.tables:
            total = total + content.FUNGIBLE[self.of(table)] * self.absorbed[table]
        return total

    def spent_on(self, block: int) -> float:
        """Effective M$ a month on a block, over all tables."""
        levers = self.model.levers
        if not self.matter:
            return health.block_spend(block, self.model.month.effective_musd, levers.comp, levers.dig)
        total = 0.0
        for table in self.model.tables:
            total = total + self.effective[table] * content.share(self.of(table), block)
        return health.with_digital(block, total, levers.dig)
