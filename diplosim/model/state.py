"""The Mesa model under the names of `diplosim.metrics.state`, and its state as one vector with a hash.

The hash is what two engines must agree on after every month.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from diplosim.metrics.record import Field, field_of, fields
from diplosim.metrics.state import State, World

if TYPE_CHECKING:
    from diplosim.model.model import DiplomacyModel


def _units(model: DiplomacyModel) -> dict[str, Sequence[Any]]:
    """Whom a quantity is read off, by what it is counted by."""
    return {
        "": [model], "donors": model.donors, "others": list(model.dprk.trust.values()),
        "implementers": model.implementers, "tables": model.tables,
    }  # fmt: skip


class _View:
    """Something of the model whose quantities read as those of a record; each is read once: a month stands still."""

    def __init__(self, record: type, units: dict[str, Sequence[Any]]) -> None:
        self._record = record
        self._units = units

    def __getattr__(self, name: str) -> Any:
        field = field_of(self._record, name)
        if field is None or field.source is None:
            raise AttributeError(f"{self._record.__name__} of the Mesa engine has no {name!r}")
        by = field.by
        found = [field.source.read(unit) for unit in self._units[by]]
        if isinstance(field.kind, type):
            found = [_View(field.kind, {"": [inside]}) for inside in found]
        self.__dict__[name] = value = found if by else found[0]
        return value


def views(model: DiplomacyModel) -> tuple[World, State]:
    """The world and the state of a model, as metrics read them."""
    units = _units(model)
    return cast(World, _View(World, units)), cast(State, _View(State, units))


def state_vector(model: DiplomacyModel) -> NDArray[np.float64]:
    """Everything that the next month depends on, after the month just played, in a fixed order.

    It is what `diplosim.metrics.state.State` marks as kept: quantities of the run, then donor by donor, belief by
    belief of the DPRK, implementer by implementer, table by table.
    """
    kept = [field for field in fields(State) if field.source is not None and field.source.lasting]
    values: list[float] = []
    for by, units in _units(model).items():
        for unit in units:
            for field in kept:
                if field.by == by:
                    values += _numbers(field, unit)
    return np.array(values, dtype=np.float64)


def _numbers(field: Field, unit: Any) -> list[float]:
    """The numbers of one quantity; zeros for a record that is not there yet."""
    value: Any = field.source.read(unit) if field.source is not None else None
    if isinstance(field.kind, type):
        inside = fields(field.kind)
        return [0.0] * len(inside) if value is None else [n for part in inside for n in _numbers(part, value)]
    return list(value) if len(field.shape) > bool(field.by) else [value]


def state_hash(vector: NDArray[np.float64]) -> str:
    """SHA-256 of a state vector's bits: equal exactly if every number is equal to the last bit."""
    return hashlib.sha256(vector.astype("<f8").tobytes()).hexdigest()
