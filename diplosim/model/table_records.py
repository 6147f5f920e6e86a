"""One row a month for every table of a traced run: its state, how ripe it is for talks, and where its money is.

A traced run keeps them beside its log. They are read off the model and change nothing in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from diplosim.rules import tables

if TYPE_CHECKING:
    from diplosim.model.actors.table import Table
    from diplosim.model.model import DiplomacyModel


class Ripeness(NamedTuple):
    """What a table's decision to open is made of; ``None`` where it cannot talk (nobody free, or pooled away)."""

    pain_recipient: float | None = None
    pain_donors: float | None = None
    way_out: float | None = None
    ripeness: float | None = None
    """The smaller of both pains times the way out: a hurting stalemate with a way out of it."""


def ripeness(model: DiplomacyModel) -> dict[str, Ripeness]:
    """How ripe every table is, by its party's code, as the month's negotiations find it."""
    return {table.party.code: _ripeness(model, table) for table in model.tables}


def _ripeness(model: DiplomacyModel, table: Table) -> Ripeness:
    if table.dormant or not table.party.can_talk():
        return Ripeness()
    ours, theirs, way_out = model.dprk.pain, table.party.pain(), table.party.way_out()
    return Ripeness(ours, theirs, way_out, tables.ripeness(ours, theirs, way_out))


def table_rows(model: DiplomacyModel, ripe: dict[str, Ripeness]) -> list[dict[str, Any]]:
    """State and accounts (k$, cumulative) of every table at the end of the month, with its ripeness."""
    return [
        {
            "month": model.t,
            "table": table.party.code,
            "state": table.state.value,
            "suspended": table.agreement is not None and table.agreement.suspended,
            **ripe[table.party.code]._asdict(),
            **table.money._asdict(),
            **table.local._asdict(),
        }
        for table in model.tables
    ]
