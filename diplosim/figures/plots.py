"""One figure by name, for ``Runs.plot`` and ``SweepResults.plot``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from diplosim.experiment import safe_name
from diplosim.figures.analysed import ANALYSES, analysed
from diplosim.figures.arms import effects_of, fan_of, labels, pipeline_of, policies_of
from diplosim.figures.charts.map import map_figures
from diplosim.figures.folder import FILMS, HISTORIES
from diplosim.figures.history.traced import History, Traced
from diplosim.scenario import unknown

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from diplosim.results import Results
    from diplosim.scenario import Scenario

OF_RUNS = ("fan", "policies", "effects", "pipeline", *HISTORIES, *FILMS)
OF_SWEEPS = ("effects", "fan", "policies", "map", *ANALYSES)
METRIC = "trust_rivals"
"""What small multiples show if no metric is named."""


class Summarised(Traced, Protocol):
    """Traced runs with the table of their effects."""

    @property
    def table(self) -> pd.DataFrame:
        """The rows of the summary by arm and outcome."""
        ...


def plot_runs(
    runs: Summarised, arms: Sequence[Scenario], names: Sequence[str] | None, figure: str, arm: str | None
) -> Figure:
    """Draw one figure of runs in memory; see ``Runs.plot``.

    Raises:
        ValueError: an unknown figure, arm, metric or outcome, or nothing to compare.
    """
    if figure not in OF_RUNS:
        also = f"; {', '.join(ANALYSES)}: save(), then diplosim plot" if figure in ANALYSES else ""
        raise ValueError(unknown("figure", figure, list(OF_RUNS)) + also)
    if figure == "fan":
        return fan_of(runs.trajectories, arms, names)
    if figure == "policies":
        return policies_of(runs.trajectories, arms, (names or (METRIC,))[0])
    if figure == "effects":
        return effects_of(runs.table, arms, names)
    if figure == "pipeline":
        return pipeline_of(runs.tables, runs.trajectories, arms)
    chosen = _arm(arm, arms)
    drawn: Figure = getattr(History(runs, chosen, labels(arms)[chosen.name]), figure)()
    return drawn


def plot_sweep(results: Results, names: Sequence[str] | None, figure: str, arm: str | None) -> Figure:
    """Draw one figure of a finished sweep; see ``SweepResults.plot``.

    Raises:
        ValueError: an unknown figure, arm, metric or outcome.
        FolderError: the analysis behind the figure has no answer.
    """
    if figure not in OF_SWEEPS:
        also = "; single histories: diplosim rerun, then diplosim plot" if figure in OF_RUNS else ""
        raise ValueError(unknown("figure", figure, list(OF_SWEEPS)) + also)
    arms = results.scenarios
    if figure == "effects":
        return effects_of(results.summary, arms, names or results.chosen or None, results.sample_count)
    if figure == "fan":
        return fan_of(results.trajectories, arms, names)
    if figure == "policies":
        return policies_of(results.trajectories, arms, (names or (METRIC,))[0])
    if figure == "map":
        return next(iter(map_figures(results, names or ()).values()))
    drawn = analysed(results, (figure,))
    mine = [name for name in drawn if arm is None or f"_{safe_name(_arm(arm, arms).name)}" in name]
    if not mine:
        raise ValueError(f"{figure} was not asked for arm {arm!r}; there is: {', '.join(drawn)}")
    return drawn[mine[0]]


def _arm(name: str | None, arms: Sequence[Scenario]) -> Scenario:
    """The arm called ``name``, the last one by default."""
    found = [arm for arm in arms if arm.name == name] if name is not None else [arms[-1]]
    if not found:
        raise ValueError(unknown("arm", str(name), [arm.name for arm in arms]))
    return found[0]
