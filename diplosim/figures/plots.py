"""One figure by name, for ``Results.plot``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diplosim.experiment import FolderError, safe_name
from diplosim.figures.analysed import ANALYSES, analysed
from diplosim.figures.arms import effects_of, fan_of, labels, pipeline_of, policies_of
from diplosim.figures.charts.map import map_figures
from diplosim.figures.folder import FILMS, HISTORIES, why_not
from diplosim.figures.history.traced import History
from diplosim.results import ResultsInMemory
from diplosim.scenario import unknown

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from diplosim.results import Results
    from diplosim.scenario import Scenario

SINGLE = ("pipeline", *HISTORIES, *FILMS)
"""Figures of single histories."""
FIGURES_OF_RESULTS = ("fan", "policies", "effects", *SINGLE, "map", *ANALYSES)
METRIC = "trust_rivals"
"""What small multiples show if no metric is named."""


def plot_results(results: Results, names: Sequence[str] | None, figure: str, arm: str | None) -> Figure:
    """Draw one figure of finished runs; see ``Results.plot``.

    Raises:
        ValueError: an unknown figure, arm, metric or outcome, or nothing to compare.
        FolderError: the folder cannot have the figure, or its analysis has no answer.
    """
    if figure not in FIGURES_OF_RESULTS:
        raise ValueError(unknown("figure", figure, list(FIGURES_OF_RESULTS)))
    arms = results.scenarios
    if figure == "effects":
        return effects_of(results.summary, arms, names or results.chosen or None, results.sample_count)
    if figure == "fan":
        return fan_of(results.trajectories, arms, names)
    if figure == "policies":
        return policies_of(results.trajectories, arms, (names or (METRIC,))[0])
    if figure in SINGLE:
        return _single(results, figure, arm, arms)
    if isinstance(results, ResultsInMemory):
        raise FolderError(f"not drawn: {figure}: it reads a results folder; save(), then diplosim plot")
    if figure == "map":
        return next(iter(map_figures(results, names or ()).values()))
    drawn = analysed(results, (figure,))
    mine = [name for name in drawn if arm is None or f"_{safe_name(_arm(arm, arms).name)}" in name]
    if not mine:
        raise ValueError(f"{figure} was not asked for arm {arm!r}; there is: {', '.join(drawn)}")
    return drawn[mine[0]]


def _single(results: Results, figure: str, arm: str | None, arms: Sequence[Scenario]) -> Figure:
    """A figure of one history of an arm, or of one history of each."""
    if not results.traced:
        raise FolderError(why_not(results, figure))
    if figure == "pipeline":
        return pipeline_of(results.tables, results.trajectories, arms)
    chosen = _arm(arm, arms)
    drawn: Figure = getattr(History(results, chosen, labels(arms)[chosen.name]), figure)()
    return drawn


def _arm(name: str | None, arms: Sequence[Scenario]) -> Scenario:
    """The arm called ``name``, the last one by default."""
    found = [arm for arm in arms if arm.name == name] if name is not None else [arms[-1]]
    if not found:
        raise ValueError(unknown("arm", str(name), [arm.name for arm in arms]))
    return found[0]
