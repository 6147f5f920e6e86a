"""Measuring side by side: contestants take turns, every round gives one ratio, medians and spreads are printed.

Clocks drift and machines are shared, so only ratios within one round are worth quoting. Work of one thread is judged
by processor time (what other processes do hardly matters); work of several threads by wall time.
"""

from __future__ import annotations

import contextlib
import functools
import os
import platform
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, NamedTuple


class Spread(NamedTuple):
    """Median of some repetitions, with the least and the most."""

    middle: float
    least: float
    most: float

    def text(self, scale: float = 1.0, digits: int = 2) -> str:
        """As printed: ``median [least-most]``."""
        low, high = self.least * scale, self.most * scale
        return f"{self.middle * scale:.{digits}f} [{low:.{digits}f}-{high:.{digits}f}]"


def spread(values: Sequence[float]) -> Spread:
    """Median, least and most."""
    return Spread(median(values), min(values), max(values))


@dataclass
class Contestant:
    """Something to measure: ``work`` does ``units`` (runs, say) per call."""

    name: str
    work: Callable[[], object]
    units: float = 1.0
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def turn(self) -> None:
        """One repetition: seconds per unit, on the wall and of the processor."""
        wall, cpu = time.perf_counter(), time.process_time()
        self.work()
        self.cpu.append((time.process_time() - cpu) / self.units)
        self.wall.append((time.perf_counter() - wall) / self.units)


def race(*contestants: Contestant, rounds: int) -> None:
    """One turn each that does not count, then ``rounds`` rounds in alternating order."""
    for contestant in contestants:
        contestant.work()
    for n in range(rounds):
        for contestant in contestants if n % 2 == 0 else reversed(contestants):
            contestant.turn()


def ratio(slow: Contestant, fast: Contestant, clock: str = "cpu") -> Spread:
    """How many times longer one takes than the other, round by round."""
    pairs = zip(getattr(slow, clock), getattr(fast, clock), strict=True)
    return spread([one / other for one, other in pairs])


def verdict(value: float, goal: float, at_least: bool = True) -> str:
    """A goal and whether it was reached."""
    reached = value >= goal if at_least else value <= goal
    return f"{'>=' if at_least else '<='} {goal:g}: {'reached' if reached else 'MISSED'}"


def machine() -> str:
    """The machine, and what else it is doing."""
    load = " ".join(f"{x:.1f}" for x in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"Python {platform.python_version()}, {platform.machine()}, {cores} cores, load {load}"


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table as wide as its contents."""
    table = [[str(cell) for cell in row] for row in (columns, *rows)]
    widths = [max(len(row[n]) for row in table) for n in range(len(columns))]
    print(f"\n{title}\n{machine()}")
    for row in table:
        cells = [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]
        print("  ".join(cells).rstrip(), flush=True)


class Place(NamedTuple):
    """A function where its callers look it up, and the name under which its time is added up."""

    owner: Any
    """Module or class."""
    name: str
    label: str | Callable[..., str]
    """A name, or what gives it from the arguments of a call."""


class Spent:
    """Seconds by label; the clock is read twice for each call, so choose functions that take a while."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._inside = threading.local()
        self._adding = threading.Lock()

    @contextlib.contextmanager
    def watching(self, places: Sequence[Place]) -> Iterator[None]:
        """Measure these functions until the block ends."""
        usual = [getattr(place.owner, place.name) for place in places]
        try:
            for place, function in zip(places, usual, strict=True):
                setattr(place.owner, place.name, self._timed(function, place.label))
            yield
        finally:
            for place, function in zip(places, usual, strict=True):
                setattr(place.owner, place.name, function)

    def _timed(self, function: Callable[..., Any], label: str | Callable[..., str]) -> Callable[..., Any]:
        @functools.wraps(function)
        def timed(*given: Any, **named: Any) -> Any:
            outer, self._inside.seconds = getattr(self._inside, "seconds", 0.0), 0.0
            began = time.thread_time()
            try:
                return function(*given, **named)
            finally:
                took = time.thread_time() - began
                with self._adding:
                    self.seconds[label if isinstance(label, str) else label(*given, **named)] += (
                        took - self._inside.seconds
                    )
                self._inside.seconds = outer + took

        return timed
