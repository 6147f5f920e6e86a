"""What a record is: named quantities, each one number or one by donor, table and so on, declared as annotations.

The compiled engine makes memory of records (`diplosim.engine.records`); the Mesa model is read under the same names
(`diplosim.model.recording`). A class without more than annotations is a record: ``tension: float`` is one number,
``tie: DonorFloats`` one by donor, ``flow: Flow`` a record inside. Flags are 0 or 1.
"""

from __future__ import annotations

import typing
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, NamedTuple, Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

T_co = TypeVar("T_co", covariant=True)
Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.int8]
FLOAT, INT, FLAG = "f8", "i8", "i1"

Flag: TypeAlias = Annotated[int, FLAG]
DonorFloats: TypeAlias = Annotated[Floats, FLOAT, "donors"]
DonorInts: TypeAlias = Annotated[Ints, INT, "donors"]
DonorFlags: TypeAlias = Annotated[Flags, FLAG, "donors"]
OtherFloats: TypeAlias = Annotated[Floats, FLOAT, "others"]
"""By party that the recipient holds a belief about: donors, implementers, then the fund."""
ImplementerInts: TypeAlias = Annotated[Ints, INT, "implementers"]
TableFloats: TypeAlias = Annotated[Floats, FLOAT, "tables"]
TableInts: TypeAlias = Annotated[Ints, INT, "tables"]
TableFlags: TypeAlias = Annotated[Flags, FLAG, "tables"]


class Rows(Protocol[T_co]):
    """Records of one kind, one after the other."""

    def __getitem__(self, place: int) -> T_co: ...

    def __len__(self) -> int: ...


class Source(NamedTuple):
    """Where the Mesa engine keeps a quantity: read off the model, or off the donor, table, ... that it belongs to."""

    read: Callable[[Any], Any]
    lasting: bool
    """Whether the next month depends on it, so that it is part of the state vector."""
    second: bool = False
    """Whether it is so only where a mechanism of the second model is on."""


def kept(read: Callable[[Any], Any], second: bool = False) -> Any:
    """A quantity of the state: the next month depends on it; ``second``: in the second model only."""
    return Source(read, lasting=True, second=second)


def seen(read: Callable[[Any], Any]) -> Any:
    """A quantity that follows from the state or from the month just played."""
    return Source(read, lasting=False)


class Field(NamedTuple):
    """A quantity of a record."""

    name: str
    kind: Any
    """``f8``, ``i8``, ``i1``, or the class of the records inside."""
    shape: tuple[int | str, ...]
    """Numbers, or what it is counted by."""
    source: Source | None
    """``None``: only the compiled engine has it."""

    @property
    def by(self) -> str:
        """What it is counted by first; empty for what the run has once."""
        return next((size for size in self.shape if isinstance(size, str)), "")


@cache
def fields(record: type) -> tuple[Field, ...]:
    """The quantities of a record, in the order of its class."""
    hints = typing.get_type_hints(record, include_extras=True)
    return tuple(_field(record, name, hint) for name, hint in hints.items())


@cache
def lasting(record: type, second: bool) -> tuple[Field, ...]:
    """What of a record is part of the state vector, without or with what only the second model adds."""
    return tuple(
        f for f in fields(record) if f.source and f.source.lasting and (second or not f.source.second)
    )


@cache
def field_of(record: type, name: str) -> Field | None:
    """The quantity of this name, if the record has one."""
    return next((field for field in fields(record) if field.name == name), None)


def _field(record: type, name: str, hint: Any) -> Field:
    source = vars(record).get(name)
    extras = tuple(getattr(hint, "__metadata__", ()))
    inner = hint.__origin__ if extras else hint
    if typing.get_origin(inner) is Rows:
        kind, shape = typing.get_args(inner)[0], extras
    elif extras:
        kind, shape = extras[0], extras[1:]
    else:
        kind, shape = {float: FLOAT, int: INT}.get(inner, inner), ()
    return Field(name, kind, shape, source if isinstance(source, Source) else None)
