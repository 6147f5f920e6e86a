"""Finished runs, in a folder or in memory: their frames, their figures and every analysis."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.experiment import FolderError, How, quantiles_of, run_plan
from diplosim.experiment.chunk_file import metric_names
from diplosim.experiment.quantiles import LEVELS, checked_levels, checked_metrics
from diplosim.results import ResultsInMemory

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from diplosim.analysis.discovery.answer import Discovery
    from diplosim.analysis.sensitivity import Sensitivity
    from diplosim.results import Results as Reader
    from diplosim.scenario import Scenario


class Results:
    """The finished runs of a scenario, a comparison or an experiment; frames are made when they are first asked for."""

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
        import pandas as pd

        if not isinstance(self.reader, ResultsInMemory):
            return self.reader.summary.set_index(["arm", "outcome"])
        from diplosim.analysis import SUMMARY_NAMES, summarise

        rows = summarise(self.reader.memory.numbers)
        return pd.DataFrame(rows, columns=list(SUMMARY_NAMES)).set_index(["arm", "outcome"])

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
        """All numbers as labelled arrays (needs xarray); what is missing is NaN.

        ``metrics`` by arm, pair (kept run), month and metric, ``outcomes`` by arm, sample, replicate and outcome.
        """
        import importlib

        import numpy as np

        try:
            xr = importlib.import_module("xarray")
        except ImportError as error:
            raise ImportError("to_xarray needs the package xarray; get it with pip install xarray") from error
        every, names = metric_names(), self.reader.outcomes
        outcomes = np.stack([self.reader.cube(name) for name in names], axis=-1)
        longest = max(arm.months for arm in self.scenarios)
        kept = [self._months(place, arm, every) for place, arm in enumerate(self.scenarios)]
        metrics = np.full((len(kept), len(kept[0][every[0]]), longest, len(every)), np.nan)
        for place, cubes in enumerate(kept):
            for column, name in enumerate(every):
                metrics[place, :, : cubes[name].shape[1], column] = cubes[name]
        return xr.Dataset(
            {
                "metrics": (("arm", "pair", "month", "metric"), metrics),
                "outcomes": (("arm", "sample", "replicate", "outcome"), outcomes),
            },
            coords={
                "arm": self.arms, "month": np.arange(longest), "metric": list(every), "outcome": names,
            },
            attrs={"note": "A thinking aid, not a forecast."},
        )  # fmt: skip

    # Analyses.

    def compare(
        self, outcomes: Sequence[str] = (), arms: Sequence[str] = (), reference: str | None = None
    ) -> pd.DataFrame:
        """Mean paired differences with bootstrap intervals over samples and replicates, by arm and outcome."""
        import pandas as pd

        from diplosim.analysis.compare.effects import compare

        chosen = self.reader.restricted(arms, reference)
        return pd.DataFrame(compare(chosen, chosen.named(outcomes)))

    def sensitivity(self, outcomes: Sequence[str] = (), **how: Any) -> Sensitivity:
        """What drives the outcomes; see :func:`diplosim.analysis.sensitivity`."""
        from diplosim.analysis.sensitivity import sensitivity

        return sensitivity(self._saved("sensitivity"), outcomes, **how)

    def robustness(
        self, outcomes: Sequence[str] = (), arms: Sequence[str] = (), reference: str | None = None
    ) -> pd.DataFrame:
        """Wins, losses and regret of every arm over the samples."""
        import pandas as pd

        from diplosim.analysis.robustness.regret import robustness

        chosen = self.reader.restricted(arms, reference)
        return pd.DataFrame(robustness(chosen, chosen.named(outcomes, directed=True)))

    def discover(self, arm: str | None, outcome: str, **how: Any) -> Discovery:
        """In which worlds an arm fails; the options are those of ``diplosim discover``."""
        from diplosim.analysis.discovery.answer import discovery_of

        return discovery_of(self._saved("discover"), arm, outcome, **how)

    def ablation(self, outcomes: Sequence[str] = (), arms: Sequence[str] = ()) -> pd.DataFrame:
        """Which part of a bundle does the work, alone and in company."""
        import pandas as pd

        from diplosim.analysis.ablation.effects import ablation_of

        return pd.DataFrame(ablation_of(self._saved("ablation"), arms, outcomes).rows)

    def structure(
        self, by: str | None = None, outcomes: Sequence[str] = (), arms: Sequence[str] = ()
    ) -> pd.DataFrame:
        """Whether findings survive other forms of the model, such as another rule of trust."""
        import pandas as pd

        from diplosim.analysis.structure.findings import structure_of

        return pd.DataFrame(structure_of(self._saved("structure"), by, arms, outcomes).rows)

    def to_ema(self, outcomes: Sequence[str] = (), **how: Any) -> tuple[pd.DataFrame, dict[str, Any]]:
        """The runs as the EMA Workbench takes them; see :func:`diplosim.analysis.sensitivity.conversions.to_ema`."""
        from diplosim.analysis.sensitivity.conversions import to_ema

        return to_ema(self._saved("to_ema"), outcomes, **how)

    def to_salib(
        self, outcomes: Sequence[str] = (), **how: Any
    ) -> tuple[dict[str, Any], Any, dict[str, Any]]:
        """The samples as SALib takes them; see :func:`diplosim.analysis.sensitivity.conversions.to_salib`."""
        from diplosim.analysis.sensitivity.conversions import to_salib

        return to_salib(self._saved("to_salib"), outcomes, **how)

    def explain(self, arm: str | None = None, **chosen: Any) -> str:
        """The reasons of decisions in the traced run of an arm (default: the last), as text.

        ``month``, ``actor``, ``kind`` and ``refused`` choose among them.
        """
        from diplosim.wording.explain import explain

        name = self.arms[-1] if arm is None else self.reader.restricted([arm]).arms[-1]
        [scenario] = [scenario for scenario in self.scenarios if scenario.name == name]
        return explain([event for event in self.events if event["arm"] == name], scenario.names, **chosen)

    # Pictures and files.

    def plot(
        self, names: Sequence[str] | None = None, *, figure: str | None = None, arm: str | None = None
    ) -> Figure:
        """Draw one figure; by default ``effects`` where arms are compared, else ``fan``.

        ``fan``: how futures unfold; ``names`` are metrics (by default trust, provocations, aid and health).
        ``policies``: one metric (the first of ``names``) of every arm in a panel of its own, best first.
        ``effects``: what each arm changes against the reference, pair by pair; ``names`` are outcomes.
        ``pipeline``: where the aid of one history of each arm got to.
        ``lanes``, ``ripeness``, ``money``, ``network``: one history of ``arm`` (default: the last one).
        ``history``: the same month by month; `diplosim.figures.layout.save` with ``("gif",)`` writes it as a film.
        ``map``: where each arm does better and where worse, on a grid of two quantities; ``names`` is an outcome.
        ``sobol``, ``morris``, ``tornado``: what drives the outcomes of ``arm``. ``regret``, ``pareto``: how policies
        hold up. ``boxes``: where ``arm`` fails. These need results in a folder: `save` runs in memory first.
        """
        from diplosim.figures.plots import plot_results

        usual = "effects" if len(self.arms) > 1 else "fan"
        return plot_results(self.reader, names, figure or usual, arm)

    def report(self, out: str | Path | None = None) -> Path:
        """Write ``report.html`` (or ``out``) and return its path."""
        from diplosim.report import write_report

        self._saved("report")
        return write_report(self.reader, out=None if out is None else Path(out))

    def save(self, folder: str | Path, force: bool = False) -> Path:
        """Write runs in memory into a results folder; never over results of other inputs unless ``force``."""
        from diplosim.analysis import summary_file
        from diplosim.policies import loaded_plugins

        if not isinstance(self.reader, ResultsInMemory):
            raise FolderError(f"these results are in {self.folder} already")
        memory, target = self.reader.memory, Path(folder)
        how = How(force=force, known=memory.chunks, plugins=[str(plugin) for plugin in loaded_plugins()])
        run_plan(self.reader.definition, memory.plan, target, how, summary_file)
        return target

    def _saved(self, what: str) -> Path:
        """The folder; raises ``FolderError`` for runs in memory."""
        if self.folder is None:
            raise FolderError(
                f"{what} reads a results folder, and these runs are in memory; save them first: "
                f"diplosim.open_results(results.save('results/{self.name}')).{what}(...)"
            )
        return self.folder

    # How they show themselves.

    def __repr__(self) -> str:
        return f"<Results {self.name!r}: {'; '.join(value for _, value in self._facts())}>"

    def _facts(self) -> list[tuple[str, str]]:
        from diplosim.wording.notebook import some

        counts, count = self.reader.manifest["counts"], self.reader.sample_count
        failed = f" ({counts['failed']:,} failed)" if counts["failed"] else ""
        one = len(self.arms) == 1
        return [
            ("arms", f"arm {self.arms[0]}" if one else f"{len(self.arms)} arms ({some(self.arms)})"),
            ("samples", f"{count:,} sample{'s' if count > 1 else ''}"),
            ("replicates", f"{self.replicates:,} replicate{'s' if self.replicates > 1 else ''}"),
            ("runs", f"{counts['finished']:,} runs{failed}"),
            ("folder", str(self.reader.folder)),
        ]

    def _repr_html_(self) -> str:
        from diplosim.metrics.columns import title_of
        from diplosim.wording.notebook import html_listing
        from diplosim.wording.numbers import DASH, decimals, number

        held = {(row["arm"], row["outcome"]): row for row in self.summary.reset_index().to_dict("records")}

        def cell(row: dict[Hashable, Any]) -> str:
            low, middle, high = (
                None if row[key] != row[key] else row[key] for key in ("p05", "median", "p95")
            )
            if middle is None:
                return DASH
            places = decimals(low, middle, high)
            return f"{number(middle, places)} [{number(low, places)}{DASH}{number(high, places)}]"

        arms = self.arms[:6]
        rows = [
            [title_of(name), *(cell(held[arm, name]) for arm in arms)] for name in self.reader.named(())[:8]
        ]
        return html_listing(f"Results {self.name}", self._facts(), ["median [5–95 %]", *arms], rows)
