"""What is recorded: the state under the names of `diplosim.metrics.state`, months, outcomes, and rows of tables.

The hash of the state is what two engines must agree on after every month. Rows are read off the model and change
nothing in it; those of tables a traced run keeps beside its log.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from diplosim.metrics.column import ModelMetric
from diplosim.metrics.columns import metrics, own_metrics, own_outcomes, value_of
from diplosim.metrics.monthly import METRICS
from diplosim.metrics.outcomes import OUTCOMES
from diplosim.metrics.record import Field, Source, field_of, lasting
from diplosim.metrics.state import State, World
from diplosim.model.actors.donor import Donor
from diplosim.rules import tables

if TYPE_CHECKING:
    from diplosim.model.actors.table import Table
    from diplosim.model.model import DiplomacyModel

#: Reads the numbers of one quantity off what it belongs to.
Numbers: TypeAlias = Callable[[Any], Iterable[float]]


def _units(model: DiplomacyModel) -> dict[str, Sequence[Any]]:
    """Whom a quantity is read off, by what it is counted by."""
    return {
        "": [model], "donors": model.donors, "others": list(model.recipient.trust.values()),
        "implementers": model.implementers, "tables": model.tables,
    }  # fmt: skip


class _View:
    """Something of the model whose quantities read as those of a record; each is read once: a month stands still."""

    def __init__(self, record: type, units: dict[str, Sequence[Any]]) -> None:
        self._record = record
        self._units = units

    def __getattr__(self, name: str) -> Any:
        read, by, inside = _reading(self._record, name)
        found = [read(unit) for unit in self._units[by]]
        if inside is not None:
            found = [_View(inside, {"": [value]}) for value in found]
        self.__dict__[name] = value = found if by else found[0]
        return value


@cache
def _reading(record: type, name: str) -> tuple[Callable[[Any], Any], str, type | None]:
    """How a quantity is read, what it is counted by, and the class of the records inside, if there are any."""
    field = field_of(record, name)
    if field is None or field.source is None:
        raise AttributeError(f"{record.__name__} of the Mesa engine has no {name!r}")
    return field.source.read, field.by, field.kind if isinstance(field.kind, type) else None


def views(model: DiplomacyModel) -> tuple[World, State]:
    """The world and the state of a model, as metrics read them."""
    units = _units(model)
    return cast(World, _View(World, units)), cast(State, _View(State, units))


def state_vector(model: DiplomacyModel) -> NDArray[np.float64]:
    """Everything that the next month depends on, after the month just played, in a fixed order.

    It is what `diplosim.metrics.state.State` marks as kept: quantities of the run, then donor by donor, belief by
    belief of the recipient, implementer by implementer, table by table.
    """
    kept = _kept(model.world.second_model)
    values: list[float] = []
    for by, units in _units(model).items():
        for unit in units:
            for numbers in kept[by]:
                values += numbers(unit)
    return np.array(values, dtype=np.float64)


@cache
def _kept(second: bool) -> dict[str, list[Numbers]]:
    """How everything is read that the next month depends on, by what it is counted by."""
    found: dict[str, list[Numbers]] = defaultdict(list)
    for field in lasting(State, second):
        found[field.by].append(_numbers(field, second))
    return found


def _numbers(field: Field, second: bool) -> Numbers:
    """How the numbers of one quantity are read off what it belongs to; zeros for a record that is not there yet."""
    read = cast(Source, field.source).read
    if not isinstance(field.kind, type):
        return read if len(field.shape) > bool(field.by) else lambda unit: (read(unit),)
    parts = [_numbers(part, second) for part in lasting(field.kind, second)]

    def inside(unit: Any) -> list[float]:
        record = read(unit)
        return [0.0] * len(parts) if record is None else [n for part in parts for n in part(record)]

    return inside


def state_hash(vector: NDArray[np.float64]) -> str:
    """SHA-256 of a state vector's bits: equal exactly if every number is equal to the last bit."""
    return hashlib.sha256(vector.astype("<f8").tobytes()).hexdigest()


def row(model: DiplomacyModel) -> dict[str, float]:
    """All metrics of the month just played by column, the user's own included.

    Raises `diplosim.metrics.columns.OwnColumnError` for a fault in the user's function.
    """
    world, state = views(model)
    values = {metric.name: metric.read(world, state) for metric in METRICS}
    for metric in own_metrics():
        inputs = (model,) if isinstance(metric, ModelMetric) else (world, state)
        values[metric.name] = value_of(metric, metric.read, *inputs)
    return values


def trust_rows(model: DiplomacyModel) -> list[dict[str, Any]]:
    """Trust by actor, domain and direction at the end of the month."""
    rows = []
    for code, belief in model.recipient.trust.items():
        rows.append(_trust_row(model.t, code, "health", "out", belief.tau_health))
        if isinstance(model.cast[code], Donor):
            rows.append(_trust_row(model.t, code, "security", "out", belief.tau_security))
    for donor in model.donors:
        rows.append(_trust_row(model.t, donor.code, "health", "in", donor.belief.tau_health))
        rows.append(_trust_row(model.t, donor.code, "security", "in", donor.belief.tau_security))
    return rows


def _trust_row(month: int, actor: str, domain: str, direction: str, value: float) -> dict[str, Any]:
    return {"month": month, "actor": actor, "domain": domain, "direction": direction, "trust": value}


def _read(name: str, model: DiplomacyModel) -> float:
    return model.row[name]


def reporters() -> dict[str, Callable[..., float]]:
    """Mesa reporters for every metric; they read the row that the model made this month."""
    names = [metric.name for metric in metrics()]
    return {name: partial(_read, name) for name in names}


def outcomes(trajectory: Mapping[str, Sequence[float]], world: World) -> dict[str, float | None]:
    """All outcomes of one run, the user's own included, ``None`` where a number is missing.

    Empty before the first month.
    ``world``: the quantities of the start that all policies share. Raises `OwnColumnError` for a fault in the user's
    function.
    """
    months = {name: np.array(series, dtype=np.float64) for name, series in trajectory.items()}
    if not len(months["events"]):
        return {}
    values = {outcome.name: float(outcome.made(months, world)) for outcome in OUTCOMES}
    values |= {outcome.name: value_of(outcome, outcome.made, months, world) for outcome in own_outcomes()}
    return {name: None if math.isnan(value) else value for name, value in values.items()}


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
    ours, theirs, way_out = model.recipient.pain, table.party.pain(), table.party.way_out()
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
