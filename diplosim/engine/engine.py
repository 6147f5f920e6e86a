"""Many runs at once: the kernel over a pool of threads, with the same bits whatever their number and its make."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from diplosim.engine import records
from diplosim.engine.book import Book, Opened, open_book
from diplosim.engine.pack import Packed
from diplosim.engine.records import Records
from diplosim.metrics.columns import METRIC_NAMES, OwnColumnError, outcomes, own_outcomes, value_of
from diplosim.metrics.monthly import METRICS
from diplosim.metrics.outcomes import OUTCOMES
from diplosim.metrics.record import FLOAT, Field, Floats, Ints, lasting
from diplosim.metrics.state import State

if TYPE_CHECKING:
    from diplosim.metrics.column import Outcome
    from diplosim.metrics.state import World

#: A month's metrics by name, as outcomes read them.
ROW = np.dtype([(metric.name, FLOAT) for metric in METRICS])
#: Words of an address are unsigned in compiled code, as the hash needs them.
word: Any = np.uint64
CHUNK = 16  # runs that one of several threads takes at a time: a few milliseconds of work
CHUNK_ALONE = 128  # without other threads to share with; Ctrl-C waits for the end of a piece


class Job(NamedTuple):
    """Replicates of one world to be played."""

    packed: Packed
    seed: int
    replicates: Ints
    portable: bool = False
    """Played by the portable kernel instead of Numba's."""


class Histories(NamedTuple):
    """What came of a job."""

    trajectories: Floats
    """Metrics by run, month and column; empty if not kept."""
    outcomes: Floats
    """By run: diplosim's own, then the user's (`diplosim.metrics.columns.outcomes`)."""
    errors: dict[int, str]
    """Why the user's outcomes of a run could not be computed, by the place of the run."""


def threads_available() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@lru_cache(maxsize=8)
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix="diplosim")


def play(
    jobs: Sequence[Job], threads: int | None = None, keep: bool = True, columns: Sequence[int] | None = None
) -> list[Histories]:
    """Play all jobs; ``keep`` says whether monthly metrics are returned or only outcomes, ``columns`` which of them."""
    places = None if columns is None else list(columns)
    width = len(METRICS) if places is None else len(places)
    count = threads or threads_available()
    size = CHUNK if count > 1 else CHUNK_ALONE
    ends = len(outcomes())
    results = []
    pieces: list[tuple[Job, Histories, int, int, list[int] | None]] = []
    for job in jobs:
        months = int(job.packed.worlds[0]["months"])
        runs = len(job.replicates)
        kept = runs if keep else 0
        histories = Histories(np.empty((kept, months, width)), np.empty((runs, ends)), {})
        results.append(histories)
        pieces += [(job, histories, lo, min(runs, lo + size), places) for lo in range(0, runs, size)]
    if count == 1 or len(pieces) <= 1:
        for piece in pieces:
            _play_piece(*piece)
        return results
    waiting: list[Future[None]] = [_pool(count).submit(_play_piece, *piece) for piece in pieces]
    for future in waiting:
        future.result()
    return results


class _Desk(threading.local):
    """A thread's room to work in, kept for further runs with the same book: every run clears its state first."""

    def __init__(self) -> None:
        self._kept: tuple[Book, Records, Opened] | None = None

    def of(self, packed: Packed) -> tuple[Records, Opened]:
        """A state, and the opened book; packed worlds that share their book have the same room."""
        if self._kept is None or self._kept[0] is not packed.book:
            states = np.zeros(1, dtype=records.state_dtype(packed.room))
            self._kept = packed.book, states, open_book(packed.book)
        return self._kept[1:]


_desk = _Desk()


def _play_piece(job: Job, histories: Histories, lo: int, hi: int, places: list[int] | None) -> None:
    packed = job.packed
    months = int(packed.worlds[0]["months"])
    kept, own = len(histories.trajectories) > 0, own_outcomes()
    if kept and places is None:
        trajectories = histories.trajectories[lo:hi]
    else:  # a buffer of one row makes every run overwrite the last
        trajectories = np.empty((hi - lo if kept or own else 1, months, len(METRICS)))
    ends = np.empty((hi - lo, len(OUTCOMES)))
    brief = not kept and not own
    caller(job.portable)(packed, job.seed, job.replicates[lo:hi], trajectories, ends, brief=brief)
    histories.outcomes[lo:hi, : len(OUTCOMES)] = ends
    if own:
        _add_own(own, histories, lo, trajectories, packed.worlds.view(np.recarray)[0])
    if kept and places is not None:
        histories.trajectories[lo:hi] = trajectories[:, :, places]


def _add_own(
    own: Sequence[Outcome], histories: Histories, lo: int, trajectories: Floats, world: World
) -> None:
    """The user's outcomes of some runs, each from arrays like those that the Mesa engine gives to it."""
    for place, run in enumerate(trajectories, lo):
        months = dict(zip(METRIC_NAMES, run.T.copy(), strict=True))
        try:
            histories.outcomes[place, len(OUTCOMES) :] = [
                value_of(outcome, outcome.made, months, world) for outcome in own
            ]
        except OwnColumnError as error:
            histories.errors[place] = str(error)
            histories.outcomes[place] = math.nan


def trace(packed: Packed, seed: int, replicate: int, portable: bool = False) -> tuple[Histories, Floats]:
    """One run with its whole state after every month (see `diplosim.model.recording.state_vector`)."""
    months = int(packed.worlds[0]["months"])
    histories = Histories(np.empty((1, months, len(METRICS))), np.empty((1, len(OUTCOMES))), {})
    states = np.empty((1, months), dtype=records.state_dtype(packed.room))
    play_one = caller(portable)
    play_one(packed, seed, np.array([replicate]), histories.trajectories, histories.outcomes, states)
    return histories, vectors(states[0], packed.worlds[0])


class Asked(NamedTuple):
    """A question to whoever sits in an actor's place (`diplosim.engine.records.QuestionRow`)."""

    row: Records
    values: Records
    """Blocks of packages with what they are worth to both sides, of the menu that the question is about."""


def ask(
    packed: Packed, seed: int, replicate: int, seat: int, passed: int, portable: bool = False
) -> Asked | None:
    """The question to a seat (actor id; -1: the recipient) that comes after so many others, if one does."""
    room = open_book(packed.book).room
    asked = Asked(room["question"], room["kept"])
    asked.row["seat"], asked.row["passed"] = seat, passed
    months = np.empty((1, int(packed.worlds[0]["months"]), len(METRICS)))
    caller(portable)(
        packed, seed, np.array([replicate]), months, np.empty((1, len(OUTCOMES))), question=asked
    )
    return asked if asked.row["asked"][0] > passed else None


def vectors(states: Records, world: Any) -> Floats:
    """State vectors, one a month, in the order of `diplosim.model.recording.state_vector`; ``states``: by month."""
    counts = {by: int(world[f"n_{by}"]) for by in ("donors", "others", "implementers", "tables")}
    second = bool(world["second_model"])
    kept = lasting(State, second)
    columns = [
        c for field in kept if not field.by for c in _numbers(field, states[field.name], counts, second)
    ]
    for by, count in counts.items():
        for place in range(count):
            for field in (field for field in kept if field.by == by):
                columns += _numbers(field, states[field.name][:, place], counts, second)
    return np.stack(columns, axis=1)


def _numbers(field: Field, values: Any, counts: dict[str, int], second: bool) -> Iterator[Floats]:
    """The numbers of one quantity, each month by month."""
    if isinstance(field.kind, type):
        for inside in lasting(field.kind, second):
            yield values[inside.name].astype(np.float64)
    elif values.ndim == 1:
        yield values.astype(np.float64)
    else:
        size = field.shape[-1]
        for i in range(size if isinstance(size, int) else counts[size]):
            yield values[:, i].astype(np.float64)


def caller(portable: bool) -> Callable[..., int]:
    """What plays replicates of a packed scenario into arrays, and says how many rows of a trace there were to write.

    ``rows``: room for them, of which the last is for all that find none. ``brief``: of the months, only metrics that
    are always recorded are written.
    """
    if portable:
        from diplosim.engine.portable import call

        return call
    return _native


def _native(
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
    """Call the kernel with arguments of exactly the types that it was compiled for."""
    from diplosim.engine.kernel import play_range

    states, opened = _desk.of(packed)
    named = trajectories.view(ROW)[:, :, 0]
    kept = np.empty((0, 0), dtype=states.dtype) if snapshots is None else snapshots
    book = opened.record[0]
    book["trace"], book["trace_room"] = (0, 0) if rows is None else (records.address_of(rows), len(rows) - 1)
    book["traced"], book["brief"] = 0, brief
    opened.room["question"][...] = np.zeros(1, dtype=records.QUESTION) if question is None else question.row
    play_range(
        packed.worlds, states, packed.params, packed.levers, opened.record, word(seed),
        np.ascontiguousarray(replicates, dtype=np.int64), trajectories, named, ends, kept,
    )  # fmt: skip
    if question is not None:
        question.row[...], question.values[...] = opened.room["question"], opened.room["kept"]
    return int(book["traced"])
