"""Runs on the portable kernel: a WebAssembly module of the very code that Numba compiles, played by wasmtime.

One block of memory holds a run. From the module's own memory on, each part on a multiple of 64 bytes: the world, room
for a state, symbols and levers; the tables of the book (dated events and offers, menus) and room for a month's values,
in the order of their names in it; the book, with the addresses of those tables; the numbers of the replicates, the
outcomes, the months, and room for whole states and for rows of a trace, if the book says so. A web page writes the same
block.

A seat at the table is a run played again with one more move. `QuestionRow.seat` and ``passed`` of the part ``question``
say who plays and how many questions it has answered; after the run the row has the next one (`records.QuestionRow`),
and the part ``kept`` what every package of its menu is worth to both sides: lane ``i % 16`` of block ``i // 16`` there
is package ``i`` of the menu, whose issues stand in the part ``offers``, so many blocks on as `MenuRow.block` says.
What the player answers becomes a row of the part ``moves`` (`records.MoveRow`); what it leaves to the rules, none.
"""

from __future__ import annotations

import atexit
import ctypes
import threading
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from diplosim.engine import records
from diplosim.engine.book import BOOK, open_book
from diplosim.engine.module import ENTRY, SIZES, module_path

if TYPE_CHECKING:
    from diplosim.engine.engine import Asked
    from diplosim.engine.pack import Packed
    from diplosim.engine.records import Capacity, Records
    from diplosim.metrics.record import Floats, Ints

#: Parts of a block before the book, in their order.
FIXED = ("world", "state", "params", "levers")
#: Parts begin on multiples of so many bytes.
ALIGNED = 64
_PAGE = 1 << 16


def obstacle(room: Capacity | None = None) -> str:
    """Why the portable engine cannot serve (a cast of this size); empty if it can."""
    try:
        import wasmtime  # noqa: F401 - is it there?
    except ImportError:
        return 'wasmtime is not installed; get it with pip install "diplosim[portable]"'
    if room is not None and room not in SIZES:
        most = SIZES[-1]
        return (
            f"it has room for {most.donors} donors, {most.implementers} implementers, {most.mediators} mediators and "
            f"{most.traders} traders"
        )
    return ""


@cache
def _compiled(room: Capacity) -> tuple[Any, Any]:
    import wasmtime

    engine = wasmtime.Engine()
    return engine, wasmtime.Module(engine, module_path(room).read_bytes())


class _Machine(threading.local):
    """A thread's instances of the modules, by the size of the cast."""

    def __init__(self) -> None:
        self._kept: dict[Capacity, _Instance] = {}

    def of(self, room: Capacity) -> _Instance:
        if room not in self._kept:
            self._kept[room] = _Instance(room)
        return self._kept[room]


class _Instance:
    """A module with its memory."""

    def __init__(self, room: Capacity) -> None:
        import wasmtime

        engine, module = _compiled(room)
        self._store = wasmtime.Store(engine)
        self._memory = wasmtime.Memory(self._store, wasmtime.MemoryType(wasmtime.Limits(64, None)))
        exports = wasmtime.Instance(self._store, module, [self._memory]).exports(self._store)
        self._play, heap = exports[ENTRY], exports["__heap_base"]
        self.base = _up(int(heap.value(self._store)))  # type: ignore[union-attr]

    def bytes(self, size: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """The memory, made large enough."""
        missing = size - self._memory.data_len(self._store)
        if missing > 0:
            self._memory.grow(self._store, -(-missing // _PAGE))
        start = ctypes.cast(self._memory.data_ptr(self._store), ctypes.POINTER(ctypes.c_uint8))
        return np.ctypeslib.as_array(start, shape=(self._memory.data_len(self._store),))

    def play(self, *arguments: int) -> None:
        self._play(self._store, *arguments)  # type: ignore[operator]


_machine = _Machine()


@atexit.register
def _close() -> None:
    """Let go of the modules while wasmtime is still there to do it."""
    _machine.__dict__.clear()
    _compiled.cache_clear()


def image(packed: Packed, base: int) -> tuple[bytes, dict[str, int]]:
    """A packed scenario as one block that begins at ``base``, and the address of every part in it."""
    opened = open_book(packed.book)
    state = np.zeros(1, dtype=records.state_dtype(packed.room))
    parts = dict(zip(FIXED, (packed.worlds, state, packed.params, packed.levers), strict=True))
    parts |= {**packed.book._asdict(), **opened.room}
    places, size = {}, 0
    for name, table in parts.items():
        places[name] = base + size
        size = _up(size + table.nbytes)
    book = opened.record.copy()
    for name in BOOK.names or ():
        if name in places:
            book[name] = places[name]
    parts["book"], places["book"] = book, base + size
    block = bytearray(size + book.nbytes)
    for name, table in parts.items():
        at = places[name] - base
        block[at : at + table.nbytes] = np.ascontiguousarray(table).tobytes()
    return bytes(block), places


def call(
    packed: Packed,
    seed: int,
    replicates: Ints,
    trajectories: Floats,
    ends: Floats,
    snapshots: Records | None = None,
    rows: Records | None = None,
    question: Asked | None = None,
    brief: bool = False,
) -> int:
    """Play the listed replicates, as `diplosim.engine.kernel.play_range` does, into arrays outside the module."""
    machine = _machine.of(packed.room)
    block, at = image(packed, machine.base)
    numbers = np.ascontiguousarray(replicates, dtype=np.int64)
    place = at["replicates"] = _up(machine.base + len(block))
    wanted = {"ends": ends, "months": trajectories, "states": snapshots, "rows": rows}
    out = {name: array for name, array in wanted.items() if array is not None}
    inside = {} if question is None else {"question": question.row, "kept": question.values}
    place = _up(place + numbers.nbytes)
    for name, array in out.items():
        at[name] = place
        place = _up(place + array.nbytes)
    memory = machine.bytes(place)
    memory[machine.base : machine.base + len(block)] = np.frombuffer(block, dtype=np.uint8)
    memory[at["replicates"] : at["replicates"] + numbers.nbytes] = numbers.view(np.uint8)
    for name, array in inside.items():
        memory[at[name] : at[name] + array.nbytes] = array.view(np.uint8)
    book = memory[at["book"] : at["book"] + BOOK.itemsize].view(BOOK)[0]
    book["brief"] = brief
    if rows is not None:
        book["trace"], book["trace_room"] = at["rows"], len(rows) - 1
    months = int(packed.worlds[0]["months"])
    machine.play(
        0, 8, at["world"], at["state"], at["params"], len(packed.params), at["levers"], len(packed.levers), at["book"],
        int(np.uint64(seed).astype(np.int64)), at["replicates"], len(numbers), months, len(trajectories), at["months"],
        at["ends"], at.get("states", 0), 0 if snapshots is None else len(snapshots),
    )  # fmt: skip
    memory = machine.bytes(place)  # the module may have moved it
    for name, array in (out | inside).items():
        kept = memory[at[name] : at[name] + array.nbytes]
        array[...] = np.frombuffer(kept, dtype=array.dtype).reshape(array.shape)
    return int(memory[at["book"] : at["book"] + BOOK.itemsize].view(BOOK)[0]["traced"])


def _up(size: int) -> int:
    return -(-size // ALIGNED) * ALIGNED
