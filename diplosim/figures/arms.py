"""Figures of a folder's arms, named as readers know them, and one history of an arm: its figures, how typical it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Protocol

from diplosim.experiment import safe_name
from diplosim.figures.charts.metrics import DEFAULT, HEALTH, METRICS
from diplosim.figures.listing import FIGURES
from diplosim.wording.names import LABEL_MOST, arm_name, titled
from diplosim.wording.numbers import decimals, number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from diplosim.figures import MovingFigure
    from diplosim.results import Results
    from diplosim.scenario import Scenario


class Traced(Protocol):
    """What keeps traced runs: a results folder, or runs in memory."""

    @property
    def trajectories(self) -> pd.DataFrame:
        """One row per run and month."""
        ...

    @property
    def trust(self) -> pd.DataFrame:
        """Trust by pair and month of the traced runs."""
        ...

    @property
    def tables(self) -> pd.DataFrame:
        """State, ripeness and accounts by table and month of the traced runs."""
        ...

    @property
    def events(self) -> list[dict[str, Any]]:
        """The records of the traced runs."""
        ...


@dataclass
class History:
    """The traced run of one arm, and its figures."""

    results: Traced
    arm: Scenario
    label: str

    @cached_property
    def replicate(self) -> int | None:
        """The replicate whose decisions and trust are kept; ``None`` if that run failed."""
        trust = self.results.trust
        traced = trust.loc[trust["arm"] == self.arm.name, "replicate"]
        return None if traced.empty else int(traced.iloc[0])

    def traced(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows of a table that belong to it."""
        return table[(table["arm"] == self.arm.name) & (table["replicate"] == self.replicate)]

    @cached_property
    def trajectory(self) -> pd.DataFrame:
        """Its months."""
        return self.traced(self.results.trajectories)

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        """Its records."""
        return [
            event
            for event in self.results.events
            if event["arm"] == self.arm.name and event["replicate"] == self.replicate
        ]

    def lanes(self) -> Figure:
        """What happened, lane by lane."""
        from diplosim.figures import lanes

        return lanes(self.trajectory, self.events, names=self._names, note=self._beside, **self._told)

    @cached_property
    def tables(self) -> pd.DataFrame:
        """State, ripeness and accounts of its tables, by month."""
        return self.traced(self.results.tables)

    @property
    def has_accounts(self) -> bool:
        """Whether its states and accounts are there: folders of earlier versions have none."""
        from diplosim.experiment import FolderError

        try:
            return not self.tables.empty
        except FolderError:
            return False

    @cached_property
    def _told(self) -> dict[str, Any]:
        """What every figure of it says: when, which seed, whose history."""
        return {"start": self.arm.start, "seed": self.arm.seed, "label": self.label}

    @cached_property
    def _beside(self) -> str:
        """How far from the middle of all runs it lies."""
        runs = self.results.trajectories
        return beside_the_others(runs[runs["arm"] == self.arm.name], int(self.replicate or 0))

    @cached_property
    def _names(self) -> dict[str, str]:
        return {actor.code: actor.name for actor in self.arm.actors}

    def ripeness(self) -> Figure:
        """How ripe it was for talks, and what became of every table."""
        from diplosim.figures import ripeness

        return ripeness(self.tables, self.trajectory, names=self._names, events=self.events, **self._told)

    def money(self) -> Figure:
        """Where the money pledged in it went."""
        from diplosim.figures import money

        return money(self.tables, self.trajectory, names=self._names, note=self._beside, **self._told)

    def network(self) -> Figure:
        """Who trusted whom at the start and at the end."""
        from diplosim.figures import network

        trust = self.traced(self.results.trust)
        return network(trust, self.arm.actors, events=self.events, **self._told)

    def history(self) -> MovingFigure:
        """What happened and who trusted whom, month by month."""
        from diplosim.figures.history.film import film

        return film(
            self.trajectory, self.traced(self.results.trust), self.events,
            cast=self.arm.actors, note=self._beside, **self._told,
        )  # fmt: skip


#: Column of the trajectories -> its words; the first number is a year's mean, the second one the sum.
TOLD = {"events": "provocations a year", "aid_absorbed_musd": "M$ absorbed"}


def beside_the_others(runs: pd.DataFrame, replicate: int) -> str:
    """One sentence on the run ``replicate`` and the medians of all ``runs`` of its arm; empty for a single run.

    Args:
        runs: the months of all runs of one arm, with the columns of `TOLD`.
        replicate: the run that is drawn.
    """
    # Months are kept in single precision, in which a median of 22.85 would be 22.849998, and so 22.8 beside 22.9.
    totals = runs[list(TOLD)].astype("float64").groupby(runs["replicate"]).sum()
    if len(totals) < 2 or replicate not in totals.index:
        return ""
    totals["events"] /= runs["month"].nunique() / 12
    own, others = [], []
    for name, words in TOLD.items():
        here, middle = (float(found) for found in (totals[name].to_dict()[replicate], totals[name].median()))
        places = decimals(here, middle)
        own.append(f"{number(here, places)} {words}")
        others.append(number(middle, places))
    told, medians = " and ".join(own), " and ".join(others)
    return f"In this run {told}; the medians of all {len(totals):,} runs are {medians}."


#: A single scenario has more room for its title.
LABEL_MOST_ALONE = 70


def labels(arms: Sequence[Scenario]) -> dict[str, str]:
    """Arm -> name in figures: the title of its scenario if it is short and its own, else its name as words."""
    most = LABEL_MOST if len(arms) > 1 else LABEL_MOST_ALONE
    return {arm.name: arm_name(arm.name) for arm in arms} | titled({a.name: a.title for a in arms}, most)


def fan_of(
    trajectories: pd.DataFrame, arms: Sequence[Scenario], metrics: Sequence[str] | None = None
) -> Figure:
    """The fan chart of some arms."""
    from diplosim.figures import fan

    named = _present(trajectories, arms)
    if metrics is None:
        return fan(trajectories, arms=named, start=arms[0].start, seed=arms[0].seed)
    return fan(trajectories, arms=named, start=arms[0].start, seed=arms[0].seed, metrics=tuple(metrics))


def effects_of(results: Results, arms: Sequence[Scenario], outcomes: Sequence[str] | None = None) -> Figure:
    """The effects of some arms on some outcomes; where an arm changes its world too, split in world and policy."""
    import pandas as pd

    from diplosim.analysis.attribution import as_summary, told_apart
    from diplosim.figures import effects
    from diplosim.figures.charts.effect_rows import targets_of

    summary, wanted = results.summary, [arm.name for arm in arms]
    split = [change for change in told_apart(results) if change.arm in wanted]
    names = [target.name for target in targets_of(summary, outcomes)] if split else []
    parts = [row for change in split for row in as_summary(results, change, names)]
    return effects(
        pd.concat([summary, pd.DataFrame(parts, columns=summary.columns)]) if parts else summary,
        arms=labels(arms), outcomes=outcomes, seed=arms[0].seed, samples=results.sample_count,
        split=[change.arm for change in split],
        only_world=[change.arm for change in results.changes if not change.policies_too],
    )  # fmt: skip


def policies_of(trajectories: pd.DataFrame, arms: Sequence[Scenario], metric: str) -> Figure:
    """One metric of every arm in a small panel of its own, the first arm behind it."""
    from diplosim.figures import policies

    return policies(trajectories, arms=_present(trajectories, arms), start=arms[0].start, seed=arms[0].seed,
                    metric=metric)  # fmt: skip


def pipeline_of(tables: pd.DataFrame, trajectories: pd.DataFrame, arms: Sequence[Scenario]) -> Figure:
    """Where the aid of one history of each arm got to."""
    from diplosim.figures import pipeline

    return pipeline(tables, trajectories, arms=_present(tables, arms), start=arms[0].start, seed=arms[0].seed)


def runs_of(results: Results, name: str) -> Figure:
    """A figure of all runs whose function takes their months, as `health` does: its entry in the listing is enough."""
    arms = results.scenarios
    months = months_of(results, *HEALTH) if name == "health" else results.trajectories
    drawn: Figure = FIGURES[name].draw()(
        months, arms=_present(months, arms), start=arms[0].start, seed=arms[0].seed
    )
    return drawn


def _present(table: pd.DataFrame, arms: Sequence[Scenario]) -> dict[str, str]:
    """The labels of the arms that the table holds: all runs of an arm may have failed."""
    present = set(table["arm"])
    return {name: label for name, label in labels(arms).items() if name in present}


def figures_of(results: Results, name: str, metrics: Sequence[str] = ()) -> dict[str, Callable[[], Figure]]:
    """How the figures of one name are drawn: one for all arms, one for each metric, or one for each arm's history.

    ``metrics``: what figures of metrics show, one figure each, instead of the usual.
    """
    arms = results.scenarios
    if name == "fan":
        return {f"{name}_{m}": partial(_fan, results, m) for m in metrics} or {
            name: lambda: fan_of(months_of(results), arms)
        }
    if name == "policies":
        return {f"{name}_{metric}": partial(_policies, results, metric) for metric in metrics or DEFAULT}
    if name == "effects":
        return {name: lambda: effects_of(results, arms, results.chosen or None)}
    if name == "pipeline":
        return (
            {name: lambda: pipeline_of(results.tables, results.trajectories, arms)}
            if len(results.tables)
            else {}
        )
    if FIGURES[name].kind == "runs":
        return {name: lambda: runs_of(results, name)}
    found: dict[str, Callable[[], Figure]] = {}
    for arm in arms:
        history = History(results, arm, labels(arms)[arm.name])
        suffix = f"_{safe_name(arm.name)}" if len(arms) > 1 else ""
        if not history.trajectory.empty:  # the traced run failed; the other figures do not need it
            found[f"{name}{suffix}"] = getattr(history, name)
    return found


#: Figures that show metrics, and may be asked for any of them.
OF_METRICS = ("fan", "policies")


def _fan(results: Results, metric: str) -> Figure:
    return fan_of(months_of(results, metric), results.scenarios, [metric])


def _policies(results: Results, metric: str) -> Figure:
    return policies_of(months_of(results, metric), results.scenarios, metric)


def months_of(results: Results, *names: str) -> pd.DataFrame:
    """The trajectories with the columns that the fan chart shows, or that some metrics need."""
    needed = [column for name in names for column in (METRICS[name].columns if name in METRICS else (name,))]
    return results.months_of(needed or fan_columns())


def fan_columns() -> list[str]:
    """Columns of the trajectories that the fan chart shows."""
    return list(dict.fromkeys(column for name in DEFAULT for column in METRICS[name].columns))
