"""Draws x scenarios -> summaries, on the compiled engine: parameters are written into worlds that are packed once.

What is drawn: the deeply uncertain parameters, those that records of the past bear on, and the rate of each era. The
prior of a parameter is even over its declared range. Eras: the normal rate of provocations differs by leader, for
reasons outside the model, and the episode files state it. So not the rate itself is drawn for the past but a factor on
what the files state, one for the years before December 2011 and one from then on; the second is told as
`provocation.lam0`, the rate of today that goes with it. Both have the declared range of the rate over its default.

The run of a draw is the one with its number as replicate, so summaries depend on no worker and on no order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diplosim.engine.engine import Job, play
from diplosim.engine.pack import Packed, pack
from diplosim.engine.records import Records
from diplosim.engine.world import fill_start
from diplosim.experiment.posterior import EARLY, RATE, in_era, is_early
from diplosim.history.ensemble import Runs
from diplosim.metrics.columns import METRIC_NAMES
from diplosim.policies import get
from diplosim.rules.params import Params
from diplosim.scenario import PARAMETERS, Scenario, unknown_parameter

Floats = NDArray[np.float64]
#: Of classes F and C: what the records that are fitted speak of.
FITTED = (
    "provocation.lam0", "provocation.eta0", "provocation.mu_meet", "politics.m_hawk", "politics.z_hawk",
    "politics.k_n", "stance.h_o", "stance.h_c", "tables.o0",
)  # fmt: skip
#: Parameters that are drawn.
DRAWN = (*(name for name, p in PARAMETERS.items() if p.cls == "U"), *FITTED)
#: All that is drawn.
NAMES = (*DRAWN, EARLY)


def bounds() -> tuple[Floats, Floats]:
    """The lower and the upper ends of the priors."""
    rate = PARAMETERS[RATE]
    usual = float(rate.default)
    ranges = [(PARAMETERS[name].low, PARAMETERS[name].high) for name in DRAWN]
    lows, highs = zip(*ranges, (rate.low / usual, rate.high / usual), strict=True)
    return np.array(lows, dtype=float), np.array(highs, dtype=float)


def from_unit(places: Floats) -> Floats:
    """Draws from places in the unit cube: draws by names."""
    low, high = bounds()
    return np.asarray(low + places * (high - low))


def values_of(draws: Floats, names: Sequence[str], own: Floats, early: NDArray[np.bool_]) -> Floats:
    """What draws make of a scenario's own values: by draw, stretch of months and parameter.

    Args:
        draws: by draw and name.
        names: those of the draws.
        own: what the scenario states, by stretch of months and parameter (names without `EARLY`).
        early: by stretch, whether the rate in force is one of the years before December 2011.
    """
    patched = [name for name in names if name != EARLY]
    found = np.empty((len(draws), *own.shape))
    for place, name in enumerate(patched):
        stated, drawn = own[:, place], draws[:, names.index(name)]
        found[:, :, place] = in_era(name, stated[None], drawn[:, None])
        if name == RATE and EARLY in names:
            moved = stated[None] * draws[:, names.index(EARLY)][:, None]
            found[:, :, place] = np.where(early[None], moved, found[:, :, place])
    return found


class Patch:
    """A packed scenario, and the parameters that are written over."""

    def __init__(self, scenario: Scenario, names: Sequence[str]) -> None:
        _check(scenario, names)
        self.scenario, self.names = scenario, tuple(names)
        self._packed = pack(scenario)
        #: Months in which a stretch of the same parameters begins, the first of them 0.
        self.since: tuple[int, ...] = tuple(int(month) for month in self._packed.params["since"])
        #: What the scenario itself says: stretches by names.
        self.own: Floats = np.stack([_column(self._packed.params, name) for name in self.names], axis=1)

    def worlds(self, values: Floats) -> list[Packed]:
        """A world for each draw; ``values`` by draw, stretch of months and name."""
        rows = np.repeat(self._packed.params[None], len(values), axis=0)
        for place, name in enumerate(self.names):
            _column(rows, name)[...] = values[:, :, place]
        worlds = np.repeat(self._packed.worlds[None], len(values), axis=0)
        for world, first in zip(worlds, values[:, 0], strict=True):
            fill_start(world, self._first(first))
        return [
            self._packed._replace(worlds=world, params=row) for world, row in zip(worlds, rows, strict=True)
        ]

    def _first(self, values: Floats) -> Params:
        """The parameters of month 0, as the rules take them."""
        found = self.scenario.params(0)
        by_group: dict[str, dict[str, float | int]] = {}
        for name, value in zip(self.names, values, strict=True):
            group, _, symbol = name.partition(".")
            whole = PARAMETERS[name].kind != "float"
            by_group.setdefault(group, {})[symbol] = int(value) if whole else float(value)
        changed = {group: getattr(found, group)._replace(**symbols) for group, symbols in by_group.items()}
        return found._replace(**changed)


def _column(rows: Records, name: str) -> Floats:
    """One symbol of rows of parameters; writing into it writes into the rows."""
    group, _, symbol = name.partition(".")
    return np.asarray(rows["symbols"][group][symbol])


def _check(scenario: Scenario, names: Sequence[str]) -> None:
    """Menus and levers stay as they are packed: what moves them cannot be written over."""
    followed = {
        option.parameter for use in scenario.policies for option in get(use.name).options if option.parameter
    }
    for name in names:
        if name not in PARAMETERS:
            raise KeyError(unknown_parameter(name))
        if name.startswith("mechanisms."):
            raise ValueError(f"{name} is a switch: menus depend on it, so pack the changed scenario instead")
        if name in followed:
            raise ValueError(f"a policy of {scenario.name} follows {name}: pack the changed scenario instead")


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
    dated: dict[str, Sequence[Any]] = {"offers": scenario.offers, "moves": scenario.moves}
    for key, ones in dated.items():
        data[key] = [entry for one, entry in zip(ones, data[key], strict=True) if one.at < months]
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
