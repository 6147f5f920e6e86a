"""The tables of a run whose sizes differ from scenario to scenario, and the record through which the kernel reads them.

Packages stand in blocks of sixteen, every quantity side by side, so that the processor works on eight of them at once.
The last block of a menu is filled up with copies of its last package: they never win, since ties go to the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from diplosim.engine.records import QUESTION, Records, address_of, dtype_of
from diplosim.metrics.record import FLOAT, INT, Floats, Ints
from diplosim.policies.menus import PackageTable

LANES = 16
#: Sizes stand in blocks of their own: a menu has few.
SIZE_LANES = 4
N_TERMS = 9
LaneFloats: TypeAlias = Annotated[Floats, FLOAT, LANES]
SizeFloats: TypeAlias = Annotated[Floats, FLOAT, SIZE_LANES]
LaneInts: TypeAlias = Annotated[Ints, INT, LANES]
LaneShorts: TypeAlias = Annotated[NDArray[np.uint16], "u2", LANES]


class EventRow:
    """A dated event: its kind and two numbers."""

    month: int
    kind: int
    a: float
    b: float


class DatedRow:
    """A dated offer: its donor, and the menu of its one package. Its place in the table is part of its chance."""

    month: int
    donor: int
    menu: int


class MenuRow:
    """First block of packages, sizes and donor sizes of a menu; whether the recipient pays a share of any package.

    ``period``: so many blocks on, packages have the same channels, reliefs, framings, conditions and contents again.
    """

    block: int
    size: int
    donor_size: int
    cofinanced: int
    period: int


class Sizes:
    """Four distinct programme sizes of a menu: money share, months."""

    x: SizeFloats
    D: SizeFloats


class DonorSizes:
    """Four distinct sizes of the donors' part, without the recipient's share ``c``."""

    x: SizeFloats
    D: SizeFloats
    c: SizeFloats


class Offers:
    """Sixteen packages as they stand in a menu. ``size`` and ``donor_size``: place among those of the menu."""

    x: LaneFloats
    D: LaneFloats
    c: LaneFloats
    a: LaneFloats
    f: LaneFloats
    rho: LaneFloats
    q: LaneFloats
    q_face: LaneFloats
    q_value: LaneFloats
    direct: LaneFloats
    fungible: LaneFloats
    diverted: LaneFloats
    dual_use: LaneFloats
    taught: LaneFloats
    k: LaneShorts
    r: LaneShorts
    g: LaneShorts
    size: LaneShorts
    donor_size: LaneShorts


class Worth:
    """Room: what four sizes are worth this month."""

    worth: SizeFloats


class Gain:
    """Room: what four donor sizes are worth this month, and what they cost donors."""

    gain: SizeFloats
    cost: SizeFloats


class Repeated:
    """Room: of the sixteen packages of a block, what blocks a period on have too.

    ``terms``: one side's terms that depend on nothing else; the donors' audience cost is still without the size.
    """

    pi: LaneFloats
    face: LaneFloats
    wanted: LaneFloats
    taint: LaneFloats
    seen: LaneFloats
    visible: LaneFloats
    monitoring: LaneFloats
    terms: Annotated[Floats, FLOAT, N_TERMS, LANES]


class Values:
    """Room: what sixteen packages are worth this month to the recipient, as donors estimate it, and to the donors."""

    gain: LaneFloats
    worth: LaneFloats
    cost: LaneFloats
    diverted: LaneFloats
    U_R: LaneFloats
    U_R_hat: LaneFloats
    U_D: LaneFloats


class Pool:
    """Room: a pool's terms of sixteen packages; those that come again stand in the first blocks only (`Repeated`)."""

    terms: Annotated[Floats, FLOAT, N_TERMS, LANES]


class Best:
    """Room: the best package so far in each lane: its value, and its place in the menu (-1: none)."""

    high: LaneFloats
    where: LaneInts


class BookRow:
    """Addresses of all tables of a run."""

    event: int
    dated: int
    menu: int
    size: int
    donor_size: int
    offers: int
    worth: int
    gain: int
    repeated: int
    values: int
    pool: int
    best: int
    moves: int
    question: int
    kept: int
    """Room for the values of the menu that a question is about."""
    n_events: int
    n_dated: int
    n_moves: int
    trace: int
    """Where rows of a trace are written; 0: nowhere. There is one row more than ``trace_room``, for all that follow."""
    trace_room: int
    traced: int
    """Rows that there were to write so far."""
    run: int
    """Place among the replicates, and month, of what is being played."""
    month: int
    brief: int
    """1: of the months, only the metrics of `diplosim.metrics.outcomes.always_recorded` are written."""


EVENT, DATED, MENU, SIZES, DONOR_SIZES, OFFERS = map(
    dtype_of, (EventRow, DatedRow, MenuRow, Sizes, DonorSizes, Offers)
)
WORTH, GAIN, REPEATED, VALUES, POOL, BEST, BOOK = map(
    dtype_of, (Worth, Gain, Repeated, Values, Pool, Best, BookRow)
)
_ROOM = {
    "worth": WORTH, "gain": GAIN, "repeated": REPEATED, "values": VALUES, "pool": POOL, "best": BEST,
    "question": QUESTION, "kept": VALUES,
}  # fmt: skip


class Book(NamedTuple):
    """Dated events, offers and moves; packages of all menus in turn: package i is lane i % 16 of block i // 16."""

    event: Records
    dated: Records
    moves: Records
    menu: Records
    """One more row than menus."""
    size: Records
    donor_size: Records
    offers: Records


class Menus(NamedTuple):
    """The part of a book that comes from the menus."""

    menu: Records
    size: Records
    donor_size: Records
    offers: Records


def menus_of(tables: Sequence[PackageTable]) -> Menus:
    """The packages of these tables, in this order."""
    blocks = [(_offers(t), _lanes(_sizes(t), SIZES), _lanes(_donor_sizes(t), DONOR_SIZES)) for t in tables]
    counts = [tuple(len(part) for part in parts) for parts in blocks]
    starts = np.concatenate([np.zeros((1, 3), dtype=np.int64), np.cumsum(counts, axis=0, dtype=np.int64)])
    own = [(int(t.c.any()), _period(offers)) for t, (offers, _, _) in zip(tables, blocks, strict=True)]
    menu = [(*row, *numbers) for row, numbers in zip(starts, [*own, (0, 1)], strict=True)]
    offers, sizes, donor_sizes = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    return Menus(np.array(menu, dtype=MENU), sizes, donor_sizes, offers)


def _period(offers: Records) -> int:
    """After how many blocks all but sizes, co-financing and access come again; all of them, if that never does."""
    rows = np.concatenate([offers[issue] for issue in ("k", "r", "f", "q", "g")], axis=1)
    return next((n for n in range(1, len(rows)) if (rows[n:] == rows[:-n]).all()), max(1, len(rows)))


def worth_a_look(table: PackageTable) -> NDArray[np.bool_]:
    """Which packages can be chosen at all: singling out costs the recipient face and gives the donors nothing.

    Where both framings are on the menu, the same package in universal framing comes first, is worth exactly as much to
    the donors and at least as much to the recipient, so no move, text or limit ever depends on the other one.
    """
    both: NDArray[np.bool_] = (table.f == 0.0) | (table.f.min(initial=1.0) > 0.0)
    return both


def _offers(table: PackageTable) -> Records:
    column = {"size": "size_index", "donor_size": "donor_size_index"}
    kept = worth_a_look(table)
    return _lanes({name: getattr(table, column.get(name, name))[kept] for name in OFFERS.names or ()}, OFFERS)


def _sizes(table: PackageTable) -> dict[str, Any]:
    return dict(zip(("x", "D"), np.array(table.sizes, dtype=np.float64).reshape(-1, 2).T, strict=True))


def _donor_sizes(table: PackageTable) -> dict[str, Any]:
    return dict(
        zip(("x", "D", "c"), np.array(table.donor_sizes, dtype=np.float64).reshape(-1, 3).T, strict=True)
    )


def _lanes(columns: dict[str, Any], dtype: np.dtype[np.void]) -> Records:
    """Columns as blocks as wide as the fields of a record, the last filled up with copies of the last row."""
    count, (lanes,) = len(next(iter(columns.values()))), dtype["x"].shape
    place = np.minimum(np.arange(-(-count // lanes) * lanes), count - 1)
    blocks = np.zeros(len(place) // lanes, dtype=dtype)
    for name, column in columns.items():
        blocks[name] = column[place].reshape(-1, lanes)
    return blocks


class Opened(NamedTuple):
    """A book with room to work in: one per thread. ``record`` holds the addresses of the other two."""

    record: Records
    book: Book
    room: dict[str, Records]


def open_book(book: Book) -> Opened:
    """Room for the largest menu of a book, and the record that the kernel reads."""
    most = {
        name: max(1, int(np.max(np.diff(book.menu[name]), initial=1)))
        for name in ("block", "size", "donor_size")
    }
    rows = {"worth": "size", "gain": "donor_size"}
    rows |= dict.fromkeys(("repeated", "values", "pool", "kept"), "block")
    room = {name: np.zeros(most[rows[name]] if name in rows else 1, dtype=_ROOM[name]) for name in _ROOM}
    record = np.zeros(1, dtype=BOOK)
    record["n_events"], record["n_dated"] = len(book.event), len(book.dated)
    record["n_moves"] = len(book.moves)
    for name, table in {**book._asdict(), **room}.items():
        record[name] = address_of(table)
    return Opened(record, book, room)
