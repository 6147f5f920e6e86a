"""Figures of results: what ``diplosim run`` draws, ``diplosim plot`` draws again and ``Runs.plot`` shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from diplosim.experiment import FolderError, Results, add_files, safe_name, write_files

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from diplosim.scenario import Scenario

#: With more scenarios than this, ``diplosim run`` draws no figures of single histories.
HISTORIES_MOST = 4
#: Titles longer than this many letters do not label lines; names do.
LABEL_MOST = 45
#: Figures by name: what each one shows.
FIGURES = {
    "fan": "trust, provocations, aid and health over time, all scenarios",
    "lanes": "one simulated history of each scenario: provocations, sanctions, offers, agreements",
    "network": "who trusts whom at the start and at the end of one history of each scenario",
}


def labels(arms: Sequence[Scenario]) -> dict[str, str]:
    """Arm -> name in figures: the scenarios' titles if all are short, else their names."""
    if all(arm.title and len(arm.title) <= LABEL_MOST for arm in arms):
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
    names: Sequence[str] = tuple(FIGURES),
    formats: Sequence[str] = ("png", "svg"),
    out: Path | None = None,
) -> list[Path]:
    """Draw figures of a results folder into its ``figures/`` (or into ``out``); returns the files.

    Files in the results folder itself are entered into its manifest.
    """
    from diplosim.figures import render

    results = Results.open(folder)
    arms = results.scenarios
    drawn: dict[str, Callable[[], Figure]] = {}
    trajectories = results.trajectories
    if "fan" in names:
        drawn["fan"] = lambda: fan_of(trajectories, arms)
    for arm in arms:
        suffix = f"_{safe_name(arm.name)}" if len(arms) > 1 else ""
        traced = trajectories[(trajectories["arm"] == arm.name) & (trajectories["replicate"] == 0)]
        if len(traced) == 0:  # the traced run failed; the other figures do not need it
            continue
        if "lanes" in names:
            drawn[f"lanes{suffix}"] = _lanes(results, arm, traced)
        if "network" in names:
            drawn[f"network{suffix}"] = _network(results, arm)
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


def _lanes(results: Results, arm: Scenario, traced: pd.DataFrame) -> Callable[[], Figure]:
    """A function that draws the swim-lanes of an arm's traced run."""

    def draw() -> Figure:
        from diplosim.figures import lanes

        events = [event for event in results.events if event["arm"] == arm.name]
        names = {actor.code: actor.name for actor in arm.actors}
        label = labels([arm])[arm.name]
        return lanes(traced, events, start=arm.start, seed=arm.seed, label=label, names=names)

    return draw


def _network(results: Results, arm: Scenario) -> Callable[[], Figure]:
    """A function that draws trust at the start and the end of an arm's traced run."""

    def draw() -> Figure:
        from diplosim.figures import network

        trust = results.trust
        events = [event for event in results.events if event["arm"] == arm.name]
        label = labels([arm])[arm.name]
        chosen = trust[trust["arm"] == arm.name]
        return network(chosen, arm.actors, start=arm.start, seed=arm.seed, label=label, events=events)

    return draw
