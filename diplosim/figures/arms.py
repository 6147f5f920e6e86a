"""Figures of a folder's arms and of their histories, with the arms named as readers know them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from diplosim.experiment import safe_name
from diplosim.figures.charts.metrics import DEFAULT, METRICS
from diplosim.figures.history.traced import History
from diplosim.wording.names import arm_name

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from diplosim.results import Results
    from diplosim.scenario import Scenario

#: Titles longer than this many letters do not label lines; names do. A single scenario has more room.
LABEL_MOST, LABEL_MOST_ALONE = 45, 70


def labels(arms: Sequence[Scenario]) -> dict[str, str]:
    """Arm -> name in figures: the scenarios' titles if all are short, else their names."""
    most = LABEL_MOST if len(arms) > 1 else LABEL_MOST_ALONE
    if all(arm.title and len(arm.title) <= most for arm in arms):
        return {arm.name: str(arm.title) for arm in arms}
    return {arm.name: arm_name(arm.name) for arm in arms}


def fan_of(
    trajectories: pd.DataFrame, arms: Sequence[Scenario], metrics: Sequence[str] | None = None
) -> Figure:
    """The fan chart of some arms."""
    from diplosim.figures import fan

    named = _present(trajectories, arms)
    if metrics is None:
        return fan(trajectories, arms=named, start=arms[0].start, seed=arms[0].seed)
    return fan(trajectories, arms=named, start=arms[0].start, seed=arms[0].seed, metrics=tuple(metrics))


def effects_of(
    summary: pd.DataFrame, arms: Sequence[Scenario], outcomes: Sequence[str] | None = None, samples: int = 1
) -> Figure:
    """The effects of some arms on some outcomes, from the rows of a summary."""
    from diplosim.figures import effects

    return effects(summary, arms=labels(arms), outcomes=outcomes, seed=arms[0].seed, samples=samples)


def policies_of(trajectories: pd.DataFrame, arms: Sequence[Scenario], metric: str) -> Figure:
    """One metric of every arm in a small panel of its own, the first arm behind it."""
    from diplosim.figures import policies

    return policies(trajectories, arms=_present(trajectories, arms), start=arms[0].start, seed=arms[0].seed,
                    metric=metric)  # fmt: skip


def pipeline_of(tables: pd.DataFrame, trajectories: pd.DataFrame, arms: Sequence[Scenario]) -> Figure:
    """Where the aid of one history of each arm got to."""
    from diplosim.figures import pipeline

    return pipeline(tables, trajectories, arms=_present(tables, arms), start=arms[0].start, seed=arms[0].seed)


def _present(table: pd.DataFrame, arms: Sequence[Scenario]) -> dict[str, str]:
    """The labels of the arms that the table holds: all runs of an arm may have failed."""
    present = set(table["arm"])
    return {name: label for name, label in labels(arms).items() if name in present}


def figures_of(results: Results, name: str) -> dict[str, Callable[[], Figure]]:
    """How the figures of one name are drawn: one for all arms, one for each metric, or one for each arm's history."""
    arms = results.scenarios
    if name == "fan":
        return {name: lambda: fan_of(_months(results), arms)}
    if name == "policies":
        return {f"{name}_{metric}": partial(_policies, results, metric) for metric in DEFAULT}
    if name == "effects":
        return {name: lambda: effects_of(results.summary, arms, results.chosen or None, results.sample_count)}
    if name == "pipeline":
        return (
            {name: lambda: pipeline_of(results.tables, results.trajectories, arms)}
            if len(results.tables)
            else {}
        )
    found: dict[str, Callable[[], Figure]] = {}
    for arm in arms:
        history = History(results, arm, labels(arms)[arm.name])
        suffix = f"_{safe_name(arm.name)}" if len(arms) > 1 else ""
        if not history.trajectory.empty:  # the traced run failed; the other figures do not need it
            found[f"{name}{suffix}"] = getattr(history, name)
    return found


def _policies(results: Results, metric: str) -> Figure:
    return policies_of(_months(results), results.scenarios, metric)


def _months(results: Results) -> pd.DataFrame:
    """The trajectories with the columns that the fan chart shows."""
    return results.months_of(fan_columns())


def fan_columns() -> list[str]:
    """Columns of the trajectories that the fan chart shows."""
    return list(dict.fromkeys(column for name in DEFAULT for column in METRICS[name].columns))
