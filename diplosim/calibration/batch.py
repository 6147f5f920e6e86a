"""Draws x scenarios -> summaries, on the compiled engine: parameters are written into worlds that are packed once.

The run of a draw is the one with its number as replicate, so summaries depend on no worker and on no order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from diplosim.calibration.priors import values_of
from diplosim.engine.engine import Job, play
from diplosim.engine.pack import Packed
from diplosim.engine.patch import Patch
from diplosim.experiment.posterior import EARLY, RATE, is_early
from diplosim.history.ensemble import Runs
from diplosim.metrics.columns import METRIC_NAMES
from diplosim.scenario import Scenario

Floats = NDArray[np.float64]
#: Draws that are played before their months are summed up and forgotten.
AT_ONCE = 256


def until(scenario: Scenario, last: str) -> Scenario:
    """The scenario up to and with a month, and nothing of what is dated later."""
    year, month = (int(part) for part in last.split("-"))
    months = 12 * year + month - 1 - scenario.calendar.first + 1
    data = scenario.to_dict()
    data["months"] = months
    data["events"] = [
        entry for event, entry in zip(scenario.events, data["events"], strict=True) if event.month < months
    ]
    return Scenario.from_dict(data)


class World:
    """One scenario into which draws are written."""

    def __init__(self, scenario: Scenario, names: Sequence[str]) -> None:
        self.scenario, self.names = scenario, tuple(names)
        self.patched = tuple(name for name in names if name != EARLY)
        self._patch = Patch(scenario, self.patched)
        self._early = np.array([is_early(scenario, RATE, month) for month in self._patch.since])

    def values(self, draws: Floats) -> Floats:
        """What draws (by names) make of the scenario's own values: by draw, stretch of months and parameter."""
        return values_of(draws, self.names, self._patch.own, self._early)

    def packed(self, draws: Floats) -> list[Packed]:
        """A packed world for each draw."""
        return self._patch.worlds(self.values(draws))

    def play(
        self,
        draws: Floats,
        numbers: NDArray[np.int64],
        columns: Sequence[str],
        seed: int,
        threads: int | None,
    ) -> Runs:
        """The months of one run for each draw."""
        jobs = [
            Job(packed, seed, numbers[place : place + 1]) for place, packed in enumerate(self.packed(draws))
        ]
        places = [METRIC_NAMES.index(name) for name in columns]
        months = np.concatenate([found.trajectories for found in play(jobs, threads, columns=places)])
        first = self.scenario.date(0)
        kept = {name: months[:, :, place] for place, name in enumerate(columns)}
        return Runs(int(first[:4]), int(first[5:7]), kept)


Summary = Callable[[Runs], Floats]
#: Which of these rows are too far off already, by their first summaries.
Beyond = Callable[[NDArray[np.int64], Floats], NDArray[np.bool_]]


class Batch:
    """Summaries of draws in several scenarios: ``Batch(worlds, {scenario: {name: function}})(draws, numbers)``."""

    def __init__(
        self,
        worlds: Sequence[World],
        summaries: Mapping[str, Mapping[str, Summary]],
        columns: Sequence[str],
        seed: int,
    ) -> None:
        self._worlds, self._summaries = tuple(worlds), summaries
        self._columns, self._seed = tuple(columns), seed
        self.names = tuple(name for world in worlds for name in summaries[world.scenario.name])

    def __call__(
        self,
        draws: Floats,
        numbers: NDArray[np.int64],
        threads: int | None = None,
        beyond: Beyond | None = None,
    ) -> Floats:
        """Draws by summaries; ``numbers``: the replicate that each draw is played with.

        ``beyond`` is asked after every scenario which draws need no further one; what they lack is missing (NaN).
        """
        found = np.full((len(draws), len(self.names)), np.nan)
        for start in range(0, len(draws), AT_ONCE):
            rows = np.arange(start, min(start + AT_ONCE, len(draws)))
            first = 0
            for world in self._worlds:
                runs = world.play(draws[rows], numbers[rows], self._columns, self._seed, threads)
                for by in self._summaries[world.scenario.name].values():
                    found[rows, first] = by(runs)
                    first += 1
                if beyond is not None:
                    rows = rows[~beyond(rows, found[rows, :first])]
                if not len(rows):
                    break
        return found
