"""Processor time of chosen functions in every thread, each without the chosen ones that it calls."""

from __future__ import annotations

import contextlib
import functools
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple


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
