"""Experiments from Python: ``Experiment.load("experiments/policy_sweep.yaml").run(out="results/policy_sweep")``."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.experiment import Progress, choose_engine, csv_bytes, to_stderr
from diplosim.experiment.definition import Definition, definition_from_dict, load_definition
from diplosim.experiment.sweep_plan import Plan, make_plan
from diplosim.experiment.sweep_run import How, Sweep, run_sweep
from diplosim.results import Results, read_summary

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from diplosim.analysis.sensitivity import Sensitivity
    from diplosim.experiment.assemble import Tables
    from diplosim.scenario import Scenario


class Experiment:
    """Arms x samples x replicates, as an experiment file describes them."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition

    @classmethod
    def load(cls, path: str | Path, **changes: Any) -> Experiment:
        """Read an experiment file; ``seed=``, ``replicates=`` and ``name=`` replace its lines.

        Raises :class:`diplosim.ScenarioError` with all problems of the file.
        """
        return cls(load_definition(Path(path), changes))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Experiment:
        """Check an experiment given as a dict with the keys of an experiment file."""
        return cls(definition_from_dict(data))

    @property
    def name(self) -> str:
        """Name of the experiment."""
        return self.definition.name

    @property
    def arms(self) -> tuple[Scenario, ...]:
        """The arms, the reference first."""
        return self.definition.arms

    def plan(self, engine: str = "auto", *, trajectories: bool = False) -> Plan:
        """Every run counted; nothing is run."""
        from diplosim.policies import loaded_plugins

        chosen = choose_engine(engine)
        return make_plan(self.definition, chosen.name, plugins=loaded_plugins(), keep_all=trajectories)

    def run(
        self,
        out: str | Path | None = None,
        *,
        engine: str = "auto",
        workers: int | None = None,
        scheduler: str | None = None,
        trajectories: bool = False,
        csv: bool = False,
        force: bool = False,
        progress: Progress | None = None,
    ) -> SweepResults:
        """Run what is missing into the folder ``out`` (default ``results/<name>``) and return the results.

        Killed at any moment, the same call goes on where it stopped. ``scheduler`` is the address of a Dask
        cluster; ``trajectories`` keeps the months of every run.
        """
        from diplosim.policies import loaded_plugins

        note = choose_engine(engine).note
        if note:
            to_stderr(note)
        plan = self.plan(engine, trajectories=trajectories)
        how = How(
            workers=workers, scheduler=scheduler, plugins=loaded_plugins(), force=force, csv=csv,
            progress=progress, say=to_stderr,
        )  # fmt: skip
        sweep = execute(
            self.definition, plan, default_sweep_folder(self.definition) if out is None else Path(out), how
        )
        if sweep.interrupted:
            raise KeyboardInterrupt
        if sweep.failed:
            warnings.warn(f"{sweep.failed} of {plan.runs} runs failed; .runs lists them", stacklevel=2)
        return SweepResults(sweep)


class SweepResults:
    """A finished sweep, as tables."""

    def __init__(self, sweep: Sweep) -> None:
        self.sweep = sweep
        self.folder = sweep.folder

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run: number, arm, sample, replicate, seed, status, error, what varied, outcomes."""
        return self._table("runs")

    @cached_property
    def trajectories(self) -> pd.DataFrame:
        """One row per kept run and month."""
        return self._table("trajectories")

    @cached_property
    def quantiles(self) -> pd.DataFrame:
        """Quantiles over the kept runs by arm and month."""
        return self._table("quantiles").set_index(["arm", "month", "quantile"])

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Arm x outcome: quantiles, paired difference with the reference and its interval."""
        return read_summary(self.folder).set_index(["arm", "outcome"])

    def plot(
        self, names: Sequence[str] | None = None, *, figure: str = "effects", arm: str | None = None
    ) -> Figure:
        """Draw the sweep, with ``figure`` one of:

        ``effects``: what each arm changes against the reference, pair by pair; ``names`` are outcomes (by default
        those of the experiment). ``fan``: how futures unfold; ``names`` are metrics. ``policies``: one metric (the
        first of ``names``) of every arm. ``map``: where each arm does better and where worse, on a grid of two
        quantities; ``names`` is an outcome. ``sobol``, ``morris``, ``tornado``: what drives the outcomes of ``arm`` (by
        default the first that was asked for). ``regret``, ``pareto``: how policies hold up. ``boxes``: where ``arm``
        fails. The histories of single runs need ``diplosim rerun``.
        """
        from diplosim.figures.plots import plot_sweep

        return plot_sweep(Results.open(self.folder), names, figure, arm)

    def to_ema(self, outcomes: Sequence[str] = (), **how: Any) -> tuple[pd.DataFrame, dict[str, Any]]:
        """The runs as the EMA Workbench takes them; see :func:`diplosim.analysis.sensitivity.conversions.to_ema`."""
        from diplosim.analysis.sensitivity.conversions import to_ema

        return to_ema(self.folder, outcomes, **how)

    def to_salib(
        self, outcomes: Sequence[str] = (), **how: Any
    ) -> tuple[dict[str, Any], Any, dict[str, Any]]:
        """The samples as SALib takes them; see :func:`diplosim.analysis.sensitivity.conversions.to_salib`."""
        from diplosim.analysis.sensitivity.conversions import to_salib

        return to_salib(self.folder, outcomes, **how)

    def sensitivity(self, outcomes: Sequence[str] = (), **how: Any) -> Sensitivity:
        """What drives the outcomes; see :func:`diplosim.analysis.sensitivity`."""
        from diplosim.analysis.sensitivity import sensitivity

        return sensitivity(self.folder, outcomes, **how)

    def _table(self, name: str) -> pd.DataFrame:
        import pandas as pd

        return pd.read_parquet(self.folder / f"{name}.parquet")


def default_sweep_folder(definition: Definition) -> Path:
    """``results/<name>``."""
    return Path("results") / definition.name


def execute(definition: Definition, plan: Plan, folder: Path, how: How) -> Sweep:
    """Run a plan and write everything that follows from it, the summary included."""
    return run_sweep(definition, plan, folder, how, _summary)


def _summary(plan: Plan, tables: Tables) -> dict[str, bytes]:
    from diplosim.analysis import SUMMARY_NAMES, summarise_sweep

    return {"summary.csv": csv_bytes(summarise_sweep(tables), SUMMARY_NAMES)}
