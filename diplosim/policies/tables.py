"""Which tables a cast can open under given settings: the donors' own and the pooled one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.policies.conflicts import Table
from diplosim.policies.settings import CHANNELS, Settings

if TYPE_CHECKING:
    from diplosim.scenario import Scenario


def budgeted(scenario: Scenario) -> tuple[str, ...]:
    """Codes of the donors with a budget, in the order of their ids: only they have a table."""
    return tuple(actor.code for actor in scenario.actors if actor.kind == "donor" and actor.ceiling_musd > 0)


def tables(scenario: Scenario, settings: Settings) -> tuple[Table, ...]:
    """The tables that may open: contributors to a pool leave their own and sit at the pooled one."""
    broad = {actor.code for actor in scenario.actors if actor.broad_relief}
    served = {actor.channel for actor in scenario.actors if actor.kind == "implementer"}
    works = tuple(channel for channel in CHANNELS if channel in served)
    codes = budgeted(scenario)
    pooled = [code for code in codes if code in (settings.contributors or codes)] if settings.pool else []
    own = [Table(code, code in broad, ("direct", *works)) for code in codes if code not in pooled]
    if not pooled:
        return tuple(own)
    return (*own, Table("pooled", any(code in broad for code in pooled), works))
