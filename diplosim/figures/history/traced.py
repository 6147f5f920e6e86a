"""One history: the run of an arm whose decisions and trust are kept, its figures, and how typical it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from diplosim.wording.numbers import decimals, number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from diplosim.figures import MovingFigure
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
    totals = runs.groupby("replicate")[list(TOLD)].sum()
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
