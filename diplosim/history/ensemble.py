"""Many runs of one scenario as arrays of runs by months: simulated data, before they are coded as the record is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from diplosim.experiment import choose_engine, mesa_engine
from diplosim.metrics.columns import METRIC_NAMES
from diplosim.scenario.errors import unknown

if TYPE_CHECKING:
    from diplosim.scenario import Scenario

Floats = NDArray[np.float64]
#: Months of the periods in which the record is counted.
PERIODS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Runs:
    """The months of many runs of one scenario: columns of runs by months, named as the metrics are."""

    first_year: int
    first_month: int
    """Of the first year, 1-12."""
    columns: Mapping[str, Floats]

    @classmethod
    def of(
        cls, scenario: Scenario, replicates: int, seed: int | None = None, names: Sequence[str] = ()
    ) -> Runs:
        """Play a scenario: on the engine that serves, the same numbers to the bit on each.

        ``seed``: instead of the scenario's own. ``names``: only these metrics are kept (less memory); default: all.
        """
        kept = list(names) or list(METRIC_NAMES)
        for name in kept:
            if name not in METRIC_NAMES:
                raise KeyError(unknown("metric", name, METRIC_NAMES))
        world = scenario if seed is None else scenario.with_(seed=seed)
        engine = choose_engine("auto", arms=[world], months=world.months * replicates).name
        months = (
            _mesa(world, replicates, kept)
            if engine == "mesa"
            else _packed(world, replicates, kept, engine == "portable")
        )
        first = world.date(0)
        return cls(int(first[:4]), int(first[5:7]), {n: months[:, :, place] for place, n in enumerate(kept)})

    def __getitem__(self, name: str) -> Floats:
        return self.columns[name]

    @property
    def count(self) -> int:
        """How many runs there are."""
        return len(next(iter(self.columns.values())))

    @classmethod
    def joined(cls, parts: Sequence[Runs]) -> Runs:
        """Runs of worlds that have the same months, one after another."""
        first = parts[0]
        columns = {name: np.concatenate([part[name] for part in parts]) for name in first.columns}
        return cls(first.first_year, first.first_month, columns)

    def part(self, runs: slice) -> Runs:
        """Some of the runs."""
        return Runs(
            self.first_year, self.first_month, {n: months[runs] for n, months in self.columns.items()}
        )

    def index(self, year: int, month: int = 1) -> int:
        """The place of a month."""
        return 12 * (year - self.first_year) + month - self.first_month

    def periods(self, months: Floats, every: str) -> Floats:
        """Sums over the full calendar months, quarters or years that were played, runs by periods."""
        width = PERIODS[every]
        begins = -(self.first_month - 1) % width
        count = (months.shape[1] - begins) // width
        whole = months[:, begins : begins + count * width]
        return np.asarray(whole.reshape(len(months), count, width).sum(axis=2), dtype=float)

    def years(self, series: str | Floats, first: int = 0, last: int = 9999) -> Floats:
        """Sums over the full calendar years from ``first`` to ``last``, runs by years."""
        months = self[series] if isinstance(series, str) else series
        begins = self.first_year + (self.first_month > 1)
        return self.periods(months, "year")[:, max(0, first - begins) : max(0, last - begins + 1)]

    def year(self, series: str | Floats, year: int) -> Floats:
        """The sum of one calendar year, run by run."""
        return np.asarray(self.years(series, year, year)[:, 0], dtype=float)

    @property
    def fts(self) -> Floats:
        """Payments as OCHA counts them: all but China's (runs by months)."""
        return self["donors_paid_musd"] - self["paid_musd_chn"]


def _packed(world: Scenario, replicates: int, names: Sequence[str], portable: bool) -> Floats:
    from diplosim.engine.engine import Job, play
    from diplosim.engine.pack import pack

    places = [METRIC_NAMES.index(name) for name in names]
    job = Job(pack(world), world.seed, np.arange(replicates, dtype=np.int64), portable)
    return play([job], columns=places)[0].trajectories


def _mesa(world: Scenario, replicates: int, names: Sequence[str]) -> Floats:
    engine = mesa_engine()
    months = np.empty((replicates, world.months, len(names)))
    for replicate in range(replicates):
        model = engine(world, replicate=replicate, log=False)
        model.run()
        trajectory = model.trajectory()
        months[replicate] = np.array([trajectory[name] for name in names], dtype=float).T
    return months
