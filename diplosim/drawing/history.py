"""Figures of one history: the run of an arm whose decisions and trust are kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from diplosim.experiment import Results

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from diplosim.scenario import Scenario


@dataclass
class History:
    """The traced run of one arm of a results folder, and its figures."""

    results: Results
    arm: Scenario
    label: str

    @cached_property
    def replicate(self) -> int | None:
        """The replicate whose decisions and trust are kept; ``None`` if that run failed."""
        trust = self.results.trust
        traced = trust.loc[trust["arm"] == self.arm.name, "replicate"]
        return None if traced.empty else int(traced.iloc[0])

    def _traced(self, table: pd.DataFrame) -> pd.DataFrame:
        return table[(table["arm"] == self.arm.name) & (table["replicate"] == self.replicate)]

    @cached_property
    def trajectory(self) -> pd.DataFrame:
        """Its months."""
        return self._traced(self.results.trajectories)

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

        names = {actor.code: actor.name for actor in self.arm.actors}
        arm = self.arm
        return lanes(
            self.trajectory, self.events, start=arm.start, seed=arm.seed, label=self.label, names=names
        )

    def network(self) -> Figure:
        """Who trusted whom at the start and at the end."""
        from diplosim.figures import network

        trust, arm = self._traced(self.results.trust), self.arm
        return network(
            trust, arm.actors, start=arm.start, seed=arm.seed, label=self.label, events=self.events
        )
