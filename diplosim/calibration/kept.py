"""Simulations that are kept: a fit that was killed plays nothing twice, and gives the same bytes.

A fit asks for simulations in an order that follows from its seed alone. Each piece of them is a file named after all
that it depends on; what is there is read, and the fit goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Draws in a file.
PIECE = 1000


class Kept:
    """A simulator, (places, replicate numbers, errors of the record, limit) -> summaries, kept in a folder.

    It need not finish a draw that is further from the record than the limit.
    """

    def __init__(
        self,
        simulate: Callable[[Floats, Ints, Floats, float], Floats],
        width: int,
        folder: Path,
        identity: str,
        told: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._width = width
        self._simulate, self._folder, self._identity, self._told = simulate, folder, identity, told
        #: Runs so far; the number of the next one.
        self.used = 0
        folder.mkdir(parents=True, exist_ok=True)

    def __call__(self, places: Floats, errors: Floats, limit: float) -> Floats:
        """Summaries of these places, each as the next replicate that is unused."""
        return self._all(places, self.used + np.arange(len(places), dtype=np.int64), errors, limit)

    def several(self, places: Floats, times: int) -> Floats:
        """Every place played so often, with the same replicates as all others: places by replicates by summaries."""
        numbers = np.tile(self.used + np.arange(times, dtype=np.int64), len(places))
        errors = np.zeros((len(numbers), self._width))
        found = self._all(np.repeat(places, times, axis=0), numbers, errors, math.inf)
        return found.reshape(len(places), times, -1)

    def _all(self, places: Floats, numbers: Ints, errors: Floats, limit: float) -> Floats:
        pieces = [slice(at, at + PIECE) for at in range(0, len(places), PIECE)]
        return np.concatenate(
            [self._piece(places[part], numbers[part], errors[part], limit) for part in pieces]
        )

    def _piece(self, places: Floats, numbers: Ints, errors: Floats, limit: float) -> Floats:
        seal = hashlib.sha256(f"{self._identity} {limit!r}".encode())
        for part in (places, numbers, errors):
            seal.update(np.ascontiguousarray(part).tobytes())
        file = self._folder / f"{seal.hexdigest()[:32]}.npy"
        self.used += len(places)
        if file.exists():
            found = np.asarray(np.load(file), dtype=float)
        else:
            found = self._simulate(places, numbers, errors, limit)
            part_file = file.with_suffix(f".{os.getpid()}.part")
            with part_file.open("wb") as out:
                np.save(out, found)
            part_file.replace(file)
        self._told(len(places))
        return found
