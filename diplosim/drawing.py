"""Figures of results: what ``diplosim run`` draws, ``diplosim plot`` draws again and ``Runs.plot`` shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.experiment import FolderError, Results, add_files, safe_name, write_files

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from diplosim.scenario import Scenario

#: With more scenarios than this, ``diplosim run`` draws no figures of single histories.
HISTORIES_MOST = 4
#: The replicate whose decisions and trust are kept.
TRACED = 0
#: Titles longer than this many letters do not label lines; names do. A single scenario has more room.
LABEL_MOST, LABEL_MOST_ALONE = 45, 70


def labels(arms: Sequence[Scenario]) -> dict[str, str]:
    """Arm -> name in figures: the scenarios' titles if all are short, else their names."""
    most = LABEL_MOST if len(arms) > 1 else LABEL_MOST_ALONE
    if all(arm.title and len(arm.title) <= most for arm in arms):
        return {arm.name: str(arm.title) for arm in arms}
    return {arm.name: arm.name.replace("_", " ") for arm in arms}


def fan_of(
    trajectories: pd.DataFrame, arms: Sequence[Scenario], metrics: Sequence[str] | None = None
) -> Figure:
    """The fan chart of some arms."""
    from diplosim.figures import fan

    present = set(trajectories["arm"])
    named = {name: label for name, label in labels(arms).items() if name in present}
    if metrics is None:
        return fan(trajectories, arms=named, start=arms[0].start, seed=arms[0].seed)
    return fan(trajectories, arms=named, start=arms[0].start, seed=arms[0].seed, metrics=tuple(metrics))


def draw_figures(
    folder: Path,
    names: Sequence[str] = (),
    formats: Sequence[str] = ("png", "svg"),
    out: Path | None = None,
) -> list[Path]:
    """Draw figures of a results folder into its ``figures/`` (or into ``out``); returns the files.

    ``names`` are those of :data:`diplosim.figures.FIGURES`; none means all. Files in the results folder
    itself are entered into its manifest.
    """
    from diplosim.figures import FIGURES, render

    results = Results.open(folder)
    arms = results.scenarios
    wanted = names or tuple(FIGURES)
    drawn: dict[str, Callable[[], Figure]] = {}
    if "fan" in wanted:
        drawn["fan"] = lambda: fan_of(results.trajectories, arms)
    for arm in arms:
        suffix = f"_{safe_name(arm.name)}" if len(arms) > 1 else ""
        history = History(results, arm, labels(arms)[arm.name])
        if history.trajectory.empty:  # the traced run failed; the other figures do not need it
            continue
        if "lanes" in wanted:
            drawn[f"lanes{suffix}"] = history.lanes
        if "network" in wanted:
            drawn[f"network{suffix}"] = history.network
    if not drawn:
        raise FolderError(f"{folder} has no finished run to draw")
    files: dict[str, bytes] = {}
    for name, draw in drawn.items():
        figure = draw()
        files |= {f"{name}.{form}": render(figure, form) for form in formats}
    target = folder / "figures" if out is None else out
    write_files(target, files)
    if out is None:
        add_files(folder, [f"figures/{name}" for name in files])
    return [target / name for name in files]


def draw_sweep_figures(folder: Path, formats: Sequence[str] = ("png", "svg")) -> list[Path]:
    """Draw the fan chart of a sweep from the runs that keep their months; only the columns that it shows are read."""
    import pandas as pd

    from diplosim.figures import render
    from diplosim.figures.metrics import DEFAULT, METRICS

    results = Results.open(folder)
    columns = dict.fromkeys(column for name in DEFAULT for column in METRICS[name].columns)
    keys = ["arm", "sample", "replicate", "month"]
    trajectories = pd.read_parquet(folder / "trajectories.parquet", columns=[*keys, *columns])
    figure = fan_of(trajectories, results.scenarios, DEFAULT)
    files = {f"fan.{form}": render(figure, form) for form in formats}
    write_files(folder / "figures", files)
    add_files(folder, [f"figures/{name}" for name in files])
    return [folder / "figures" / name for name in files]


@dataclass
class History:
    """The traced run of one arm of a results folder, and its figures."""

    results: Results
    arm: Scenario
    label: str

    def _traced(self, table: pd.DataFrame) -> pd.DataFrame:
        return table[(table["arm"] == self.arm.name) & (table["replicate"] == TRACED)]

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
            if event["arm"] == self.arm.name and event["replicate"] == TRACED
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
