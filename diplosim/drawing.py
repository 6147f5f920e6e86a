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

#: Figures of one history; with more scenarios than this, ``diplosim run`` draws none of them.
HISTORIES = ("lanes", "network")
HISTORIES_MOST = 4
#: What a figure is saved as unless something else is asked for.
FORMATS = ("png", "svg")
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


def effects_of(
    summary: pd.DataFrame, arms: Sequence[Scenario], outcomes: Sequence[str] | None = None, samples: int = 1
) -> Figure:
    """The effects of some arms on some outcomes, from the rows of a summary."""
    from diplosim.figures import effects

    return effects(summary, arms=labels(arms), outcomes=outcomes, seed=arms[0].seed, samples=samples)


def draw_figures(
    folder: Path,
    names: Sequence[str] = (),
    formats: Sequence[str] = FORMATS,
    out: Path | None = None,
    say: Callable[[str], None] = lambda text: None,
) -> list[Path]:
    """Draw figures of a results folder into its ``figures/`` (or into ``out``); returns the files.

    ``names`` are those of :data:`diplosim.figures.FIGURES`; none means all that the folder has the data for, and
    ``say`` is told which are left out and why. Files in the results folder itself are entered into its manifest.

    Raises:
        FolderError: a figure that was asked for needs what the folder does not hold, or nothing can be drawn.
    """
    from diplosim.figures import FIGURES, render

    results = Results.open(folder)
    _check_finished(results)
    drawn: dict[str, Callable[[], Figure]] = {}
    for name in names or FIGURES:
        lacking = why_not(results, name)
        if lacking and names:
            raise FolderError(f"{name}: {lacking}")
        if lacking:
            say(f"{name} is not drawn: {lacking}")
        else:
            drawn |= _figures(results, name)
    if not drawn:
        raise FolderError(f"{folder} holds no history to draw: the runs whose decisions are kept have failed")
    files: dict[str, bytes] = {}
    for name, draw in drawn.items():
        figure = draw()
        files |= {f"{name}.{form}": render(figure, form) for form in formats}
    target = folder / "figures" if out is None else out
    write_files(target, files)
    if out is None:
        add_files(folder, [f"figures/{name}" for name in files])
    return [target / name for name in files]


def _check_finished(results: Results) -> None:
    """Raise :class:`FolderError` if the folder holds no table to draw from."""
    counts = results.manifest["counts"]
    if results.is_sweep and results.manifest["status"] == "interrupted":
        raise FolderError(
            f"{results.folder} holds {counts['finished']:,} of {counts['planned']:,} runs of an interrupted sweep; "
            "finish it first: the command that started it goes on where it stopped"
        )
    if counts["finished"] == counts["failed"]:
        raise FolderError(f"{results.folder} has no finished run to draw")


def why_not(results: Results, name: str) -> str:
    """Why a figure cannot be drawn from a results folder, and what to do; empty if it can."""
    if name == "effects" and len(results.arms) < 2:
        return f"it compares arms, and {results.folder} holds one; run two scenarios or an experiment"
    if name == "effects" and not (results.folder / "summary.csv").exists():
        return f"{results.folder} has no summary.csv"
    if name in HISTORIES and results.is_sweep:
        again = results.folder / "reruns" / "000000"
        return (
            f"it shows one history, and an experiment keeps no decisions of its runs (events.jsonl); repeat a run with "
            f"diplosim rerun {results.folder} 0, then diplosim plot {again} --figure {name}"
        )
    return ""


def _figures(results: Results, name: str) -> dict[str, Callable[[], Figure]]:
    """The figures of one name: one for all arms, or one for each arm's history."""
    arms = results.scenarios
    if name == "fan":
        return {name: lambda: fan_of(_months(results), arms)}
    if name == "effects":
        return {name: lambda: effects_of(results.summary, arms, results.asked, results.samples)}
    found: dict[str, Callable[[], Figure]] = {}
    for arm in arms:
        history = History(results, arm, labels(arms)[arm.name])
        suffix = f"_{safe_name(arm.name)}" if len(arms) > 1 else ""
        if not history.trajectory.empty:  # the traced run failed; the other figures do not need it
            found[f"{name}{suffix}"] = getattr(history, name)
    return found


def _months(results: Results) -> pd.DataFrame:
    """The trajectories with the columns that the fan chart shows."""
    from diplosim.figures.metrics import DEFAULT, METRICS

    return results.months_of(
        list(dict.fromkeys(column for name in DEFAULT for column in METRICS[name].columns))
    )


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
