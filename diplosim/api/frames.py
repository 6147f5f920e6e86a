"""What was run and its frames, from a folder or from memory."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.experiment import quantiles_of
from diplosim.experiment.numbers import LEVELS, checked_levels, checked_metrics
from diplosim.metrics.columns import metric_names
from diplosim.results import ResultsInMemory

if TYPE_CHECKING:
    import pandas as pd

    from diplosim.results import Results as Reader
    from diplosim.scenario import Scenario


class Frames:
    """Finished runs as frames, which are made when they are first asked for."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    # What was run.

    @property
    def folder(self) -> Path | None:
        """The results folder; ``None`` for runs in memory."""
        return None if isinstance(self.reader, ResultsInMemory) else self.reader.folder

    @property
    def name(self) -> str:
        """Name of the experiment, or of the scenarios that were run."""
        return str(self.reader.manifest["experiment"])

    @property
    def manifest(self) -> dict[str, Any]:
        """What was run, with which inputs and versions, and how it ended."""
        return dict(self.reader.manifest)

    @property
    def engine(self) -> str:
        """The engine that ran it; both give the same numbers."""
        return str(self.reader.manifest["engine"])

    @property
    def arms(self) -> list[str]:
        """Names of the arms, the reference first."""
        return list(self.reader.arms)

    @property
    def scenarios(self) -> list[Scenario]:
        """The resolved scenarios of the arms, the reference first."""
        return self.reader.scenarios

    @property
    def replicates(self) -> int:
        """Runs of each arm in each sample."""
        return self.reader.replicates

    @property
    def samples(self) -> pd.DataFrame:
        """One row per sample: what varied."""
        return self.reader.samples

    # Frames.

    @property
    def runs(self) -> pd.DataFrame:
        """One row per run: number, arm, sample, replicate, seed, status, error, what varied, outcomes."""
        return self.reader.runs

    @property
    def outcomes(self) -> pd.DataFrame:
        """The same as ``runs``."""
        return self.reader.runs

    @property
    def trajectories(self) -> pd.DataFrame:
        """One row per kept run and month: run, arm, sample, replicate, month, metrics."""
        return self.reader.trajectories

    @property
    def trust(self) -> pd.DataFrame:
        """Trust by pair and month of the traced runs (the first replicate of each arm)."""
        return self.reader.trust

    @property
    def tables(self) -> pd.DataFrame:
        """State, ripeness and accounts of every negotiation table, by month, of the traced runs."""
        return self.reader.tables

    @property
    def events(self) -> list[dict[str, Any]]:
        """The records of the traced runs, with reasons."""
        return self.reader.events

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Quantiles of every outcome, and paired comparisons with the reference, by arm and outcome."""
        return self.reader.summary.set_index(["arm", "outcome"])

    @property
    def table(self) -> pd.DataFrame:
        """The same as ``summary``."""
        return self.summary

    def quantiles(self, metrics: Sequence[str] | None = None, q: Sequence[float] = LEVELS) -> pd.DataFrame:
        """Quantiles over the kept runs: rows (arm, month, quantile), one column per metric."""
        import numpy as np
        import pandas as pd

        names, levels = checked_metrics(metric_names() if metrics is None else metrics), checked_levels(q)
        parts = {}
        for place, arm in enumerate(self.scenarios):
            cubes = self._months(place, arm, names)
            index = pd.MultiIndex.from_product([range(arm.months), levels], names=["month", "quantile"])
            columns = {name: quantiles_of(cube, levels).T.ravel() for name, cube in cubes.items()}
            if any(not np.isnan(cube).all() for cube in cubes.values()):
                parts[arm.name] = pd.DataFrame(columns, index=index)
        return pd.concat(parts, names=["arm"])

    def _months(self, place: int, arm: Scenario, names: Sequence[str]) -> dict[str, Any]:
        """Metrics of the kept runs of an arm by run and month."""
        if isinstance(self.reader, ResultsInMemory):
            cubes = self.reader.memory.numbers.months(names, "float64")
            return {name: cube[place, :, : arm.months] for name, cube in cubes.items()}
        frame = self.reader.months_of(names)
        mine = frame[frame["arm"] == arm.name]
        return {name: mine[name].to_numpy().reshape(-1, arm.months) for name in names}

    def to_xarray(self) -> Any:
        """All numbers as labelled arrays with units and a calendar (`xarray.Dataset`); what is missing is NaN.

        Metrics by arm, sample, replicate and month; ``outcome_NAME`` by arm, sample and replicate; ``varied_NAME`` by
        sample; ``trust`` of traced runs by arm, month, actor, domain and direction. Where only every so many runs keep
        their months, ``kept`` stands for sample and replicate. See docs/data.md.
        """
        from diplosim.results.arrays import dataset

        return dataset(self.reader)

    def to_netcdf(self, path: str | Path) -> Path:
        """Write the same as NetCDF; `xarray.open_dataset` reads it back."""
        from diplosim.results.arrays import write_netcdf

        return write_netcdf(self.reader, Path(path))

    # How they show themselves.

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}: {'; '.join(value for _, value in self._facts())}>"

    def _facts(self) -> list[tuple[str, str]]:
        from diplosim.wording.listing import some

        counts, count = self.reader.manifest["counts"], self.reader.sample_count
        failed = f" ({counts['failed']:,} failed)" if counts["failed"] else ""
        one = len(self.arms) == 1
        return [
            ("arms", f"arm {self.arms[0]}" if one else f"{len(self.arms)} arms ({some(self.arms)})"),
            ("samples", f"{count:,} sample{'s' if count > 1 else ''}"),
            ("replicates", f"{self.replicates:,} replicate{'s' if self.replicates > 1 else ''}"),
            ("runs", f"{counts['finished']:,} runs{failed}"),
            ("folder", f"{self.reader.folder}{' (unverified)' if self.reader.unverified else ''}"),
        ]

    def _repr_html_(self) -> str:
        from diplosim.metrics.columns import title_of
        from diplosim.wording.listing import html_listing
        from diplosim.wording.numbers import DASH, decimals, interval, number

        held = {(row["arm"], row["outcome"]): row for row in self.summary.reset_index().to_dict("records")}

        def cell(row: dict[Hashable, Any]) -> str:
            low, middle, high = (
                None if row[key] != row[key] else row[key] for key in ("p05", "median", "p95")
            )
            if middle is None:
                return DASH
            places = decimals(low, middle, high)
            return f"{number(middle, places)} ({interval(low, high, places)})"

        arms = self.arms[:6]
        rows = [
            [title_of(name), *(cell(held[arm, name]) for arm in arms)] for name in self.reader.named(())[:8]
        ]
        return html_listing(
            f"{type(self).__name__} {self.name}", self._facts(), ["median (middle 90 %)", *arms], rows
        )
