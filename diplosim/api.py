"""The Python front door: ``simulate`` one scenario, ``compare`` several, results as DataFrames."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.experiment import (
    Engine,
    Ensemble,
    Progress,
    check_folder,
    choose_engine,
    mismatches,
    prepare,
    result_files,
    run_arms,
    runs_table,
    tables_table,
    to_stderr,
    trace_arms,
    trajectories_table,
    trust_table,
    write_results,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from diplosim.model.actors.base import CastMember
    from diplosim.scenario import Scenario


class Runs:
    """The runs of one or more arms; tables are made when they are first asked for."""

    def __init__(self, ensemble: Ensemble) -> None:
        self.ensemble = ensemble

    @property
    def arms(self) -> list[str]:
        """Names of the arms, the reference first."""
        return [arm.name for arm in self.ensemble.arms]

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """One row per run: arm, sample, replicate, seed, status, error, outcomes."""
        frame: pd.DataFrame = runs_table(self.ensemble.results).to_pandas()
        return frame

    @cached_property
    def trajectories(self) -> pd.DataFrame:
        """One row per run and month: arm, sample, replicate, month, metrics."""
        frame: pd.DataFrame = trajectories_table(self.ensemble.results).to_pandas()
        return frame

    @property
    def events(self) -> list[dict[str, Any]]:
        """The records of the traced runs (replicate 0 of each arm), with reasons."""
        trace_arms(self.ensemble)
        results = self.ensemble.results
        return [{"arm": r.arm, "replicate": r.replicate, **event} for r in results for event in r.events]

    def quantiles(
        self, metrics: Sequence[str] | None = None, q: Sequence[float] = (0.05, 0.25, 0.5, 0.75, 0.95)
    ) -> pd.DataFrame:
        """Quantiles over replicates: rows (arm, month, quantile), one column per metric."""
        from diplosim.experiment.quantiles import quantile_frame

        return quantile_frame(self.ensemble, metrics, q)

    def to_xarray(self) -> Any:
        """All numbers as labelled arrays: ``metrics`` by run, month and metric, ``outcomes`` by run (needs xarray)."""
        from diplosim.experiment.arrays import dataset

        return dataset(self.ensemble)

    @cached_property
    def trust(self) -> pd.DataFrame:
        """Trust by pair and month of the traced runs (replicate 0 of each arm)."""
        trace_arms(self.ensemble)
        frame: pd.DataFrame = trust_table(self.ensemble.results).to_pandas()
        return frame

    @cached_property
    def tables(self) -> pd.DataFrame:
        """State, ripeness and accounts of every negotiation table, by month, of the traced runs."""
        trace_arms(self.ensemble)
        frame: pd.DataFrame = tables_table(self.ensemble.results).to_pandas()
        return frame

    def plot(
        self, names: Sequence[str] | None = None, *, figure: str = "fan", arm: str | None = None
    ) -> Figure:
        """Draw the runs, with ``figure`` one of:

        ``fan``: how futures unfold; ``names`` are metrics (by default trust, provocations, aid and health).
        ``policies``: one metric (the first of ``names``) of every arm in a panel of its own, best first.
        ``effects``: what each arm changes against the first, pair by pair; ``names`` are outcomes.
        ``pipeline``: where the aid of one history of each arm got to.
        ``lanes``, ``ripeness``, ``money``, ``network``: one history of ``arm`` (default: the last one).
        ``history``: the same month by month; `diplosim.figures.layout.save` with ``("gif",)`` writes it as a film.

        The figures of analyses need the results on disk: `save` the runs, then ``diplosim plot FOLDER``.
        """
        from diplosim.figures.plots import plot_runs

        return plot_runs(self, self.ensemble.arms, names, figure, arm)

    @property
    def table(self) -> pd.DataFrame:
        """The summary as a DataFrame indexed by (arm, outcome)."""
        import pandas as pd

        from diplosim.analysis import SUMMARY_NAMES

        return pd.DataFrame(self.summary, columns=list(SUMMARY_NAMES)).set_index(["arm", "outcome"])

    def save(self, folder: str | Path, force: bool = False) -> Path:
        """Write the results folder; never over results of other inputs unless ``force``."""
        target = Path(folder)
        check_folder(target, self.ensemble.arms, self.ensemble.own_classes, force)
        self.write(target)
        return target

    def write(self, folder: Path, csv: bool = False) -> bool:
        """Write the results folder; ``False`` if complete results of the same inputs were kept instead."""
        from diplosim.policies import loaded_plugins

        trace_arms(self.ensemble)
        files = {**result_files(self.ensemble, csv), **self._summary_file()}
        return write_results(folder, self.ensemble, files, plugins=[str(p) for p in loaded_plugins()])

    @cached_property
    def summary(self) -> list[dict[str, Any]]:
        """The rows of ``summary.csv``."""
        from diplosim.analysis import summarise

        e_law0 = {arm.name: float(arm.parameters["sanctions.e_law0"]) for arm in self.ensemble.arms}
        return summarise(self.outcomes, self.trajectories, self.arms, e_law0)

    def _summary_file(self) -> dict[str, bytes]:
        from diplosim.analysis import SUMMARY_NAMES
        from diplosim.experiment import csv_bytes

        return {"summary.csv": csv_bytes(self.summary, SUMMARY_NAMES)}


class Comparison(Runs):
    """Arms compared with the first one, pair by pair under the same shocks: see ``.table``."""


def simulate(
    scenario: Scenario,
    replicates: int | None = None,
    seed: int | None = None,
    engine: str = "auto",
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    actors: Mapping[str, type[CastMember]] | None = None,
) -> Runs:
    """Run a scenario; ``replicates`` and ``seed`` default to the scenario's own.

    ``engine`` is ``auto``, ``mesa`` or ``compiled``; the numbers are the same to the last bit. ``workers`` are
    processes of the Mesa engine or threads of the compiled one. ``actors`` are classes of your own by actor code
    (``{"ROK": MyDonor}``), which the Mesa engine alone can run. Failed runs are rows with their reason in
    ``.outcomes``, and a warning.
    """
    chosen = choose_engine(engine, list(actors or {}))
    return Runs(_run(prepare([scenario], replicates, seed), chosen, workers, progress, actors))


def compare(
    *scenarios: Scenario | Iterable[Scenario],
    replicates: int | None = None,
    seed: int | None = None,
    engine: str = "auto",
    workers: int | None = None,
    progress: Progress | None = None,
    actors: Mapping[str, type[CastMember]] | None = None,
) -> Comparison:
    """Run several scenarios under the same shocks and compare each with the first.

    Takes the scenarios one by one or as one list; the other arguments are those of `simulate`.
    """
    from diplosim.scenario import Scenario

    chosen = choose_engine(engine, list(actors or {}))
    flat: list[Scenario] = []
    for item in scenarios:
        flat += [item] if isinstance(item, Scenario) else list(item)
    arms = prepare(flat, replicates, seed)
    for text in mismatches(arms):
        warnings.warn(text, stacklevel=2)
    return Comparison(_run(arms, chosen, workers, progress, actors))


def _run(
    arms: Sequence[Scenario],
    engine: Engine,
    workers: int | None,
    progress: Progress | None,
    actors: Mapping[str, type[CastMember]] | None,
) -> Ensemble:
    """Run the arms for a Python caller: an interrupt stays an interrupt, failures are a warning."""
    if engine.note:
        to_stderr(engine.note)
    ensemble = run_arms(arms, engine, workers=workers, progress=progress, actors=actors, trace=False)
    if ensemble.interrupted:
        raise KeyboardInterrupt
    if ensemble.failed:
        first = ensemble.failed[0]
        warnings.warn(
            f"{len(ensemble.failed)} of {ensemble.planned} runs failed; the first: {first.arm}, "
            f"replicate {first.replicate}: {first.error}",
            stacklevel=3,
        )
    return ensemble
