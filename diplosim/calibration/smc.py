"""Approximate Bayesian computation by sequential Monte Carlo, on the unit cube.

Draws are even in the cube. In rounds, the nearer half of a population is kept and doubled, and every member takes a
step that it keeps if its new run is no further from the record than the limit (Del Moral, Doucet and Jasra 2012).
Steps are symmetric and mirrored at the walls, so that a prior even over the cube needs no weights, however many
parameters there are.

Only sums, products, comparisons and even random numbers enter: the same bytes on every machine.

Simulations are kept: what a fit asks for follows from its seed alone, and each piece is a file named after all that it
depends on. A fit that was killed plays nothing twice.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from diplosim.experiment import write_files
from diplosim.experiment.folder import array_bytes, read_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: The first draws, as a multiple of the population.
FIRST = 10
#: Draws over the size of the population.
ROUNDS = 50
#: The limit falls when the steps kept since the last time are this share of the population, and while rounds are left
#: in which copies part.
MOVED, LAST = 0.7, 5
#: Nor does it fall where fewer steps than this are kept: copies would no longer part.
WORTH = 0.12
#: Length of a step: chance moves a run's distance more than a step does, so short ones are kept no more often.
STEP = 0.5
#: Share of the coordinates that a step changes.
CHANGED = 0.5


class Round(NamedTuple):
    """What a round did."""

    draws: int
    """Draws so far."""
    limit: float
    """Greatest distance that was kept."""
    kept: float
    """Share of steps that were kept."""


@dataclass
class Population:
    """Members near the record: places in the cube, what their runs gave, and how far that is from the record."""

    places: Floats
    found: Floats
    away: Floats
    rounds: list[Round] = field(default_factory=list)
    families: NDArray[np.intp] = field(init=False)
    """By member: which of the first draws it descends from."""

    def __post_init__(self) -> None:
        """At first every draw is a family of its own."""
        self.families = np.arange(len(self.places))

    def take(self, which: NDArray[np.intp]) -> None:
        """Keep these members, in this order."""
        self.places, self.found, self.away = self.places[which], self.found[which], self.away[which]
        self.families = self.families[which]

    def standard_errors(self) -> Floats:
        """Of the mean place, by coordinate: members of one family are not independent, families are.

        Chan and Lai 2013 (Annals of Statistics 41).
        """
        _, family = np.unique(self.families, return_inverse=True)
        sums = np.zeros((int(family.max()) + 1, self.places.shape[1]))
        np.add.at(sums, family, self.places - self.places.mean(axis=0))
        return np.asarray(np.sqrt((sums * sums).sum(axis=0)) / len(self.places))


def distances(found: Floats, recorded: Floats, scale: Floats) -> Floats:
    """Sums of squared misfits in units of what they may be, from left to right."""
    total = np.zeros(len(found))
    for place in range(found.shape[1]):
        misfit = (found[:, place] - recorded[place]) / scale[place]
        total = total + misfit * misfit
    return total


def about_normal(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Numbers of mean 0 and variance 1, near enough to normal ones, the same on every machine."""
    total = np.zeros(shape)
    for _ in range(12):
        total = total + rng.random(shape)
    return np.asarray(total - 6.0)


def generator(seed: int) -> np.random.Generator:
    """Random numbers of a seed."""
    return np.random.Generator(np.random.Philox(seed))


def sample(
    simulate: Callable[[Floats, float], Floats],
    distance: Callable[[Floats], Floats],
    width: int,
    draws: int,
    seed: int,
) -> Population:
    """A population near the record, after no more than so many draws.

    ``simulate`` is told of the limit: of a draw beyond it only a distance beyond it, or none (NaN), is asked.
    """
    rng, size = generator(seed), draws // ROUNDS
    places = rng.random((FIRST * size, width))
    found = simulate(places, math.inf)
    near = Population(places, found, distance(found))
    near.take(np.argsort(near.away, kind="stable")[:size])
    used, moved, kept = FIRST * size, 1.0, 1.0
    limit = float(near.away[-1])
    near.rounds.append(Round(used, limit, 1.0))
    while used + size <= draws:
        if moved >= MOVED and kept >= WORTH and (draws - used) // size > LAST:
            half = np.argsort(near.away, kind="stable")[: (size + 1) // 2]
            near.take(np.concatenate([half, half])[:size])
            limit, moved = float(near.away[: len(half)].max()), 0.0
        kept = _move(near, simulate, distance, limit, rng)
        used, moved = used + size, moved + kept
        near.rounds.append(Round(used, limit, kept))
    return near


def _move(
    near: Population,
    simulate: Callable[[Floats, float], Floats],
    distance: Callable[[Floats], Floats],
    limit: float,
    rng: np.random.Generator,
) -> float:
    """Every member takes a step, and keeps it if it stays within the limit; returns the share that did."""
    shape = near.places.shape
    changed = rng.random(shape) < CHANGED
    asked = near.places + STEP * spread(near.places) * (2.0 * rng.random(shape) - 1.0) * changed
    asked = mirrored(asked)
    found = simulate(asked, limit)
    away = distance(found)
    within = away <= limit
    near.places[within], near.found[within], near.away[within] = asked[within], found[within], away[within]
    return int(within.sum()) / len(within)


def mirrored(places: Floats) -> Floats:
    """Places outside the cube, less than its width away, mirrored at its walls."""
    inside = np.abs(places)
    return np.asarray(np.where(inside > 1.0, 2.0 - inside, inside))


def spread(places: Floats) -> Floats:
    """How wide the population lies in each direction, 1 if evenly over the cube: its middle half, doubled."""
    ordered = np.sort(places, axis=0)
    low, high = ordered[len(places) // 4], ordered[(3 * len(places)) // 4]
    return np.asarray(np.clip(2.0 * (high - low), 0.05, 1.0))


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
        found = read_array(file)
        if found is None:
            found = self._simulate(places, numbers, errors, limit)
            write_files(self._folder, {file.name: array_bytes(found)})
        self._told(len(places))
        return found
