"""Drawing the figures of a results folder: which apply, why others do not, and where the files go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from diplosim.drawing.arms import effects_of, fan_of, labels
from diplosim.drawing.history import History
from diplosim.experiment import FolderError, Results, add_files, safe_name, write_files

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

#: Figures of one history; with more scenarios than this, ``diplosim run`` draws none of them.
HISTORIES = ("lanes", "network")
HISTORIES_MOST = 4
#: What a figure is saved as unless something else is asked for.
FORMATS = ("png", "svg")


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
    from diplosim.figures import render

    results = Results.open(folder)
    _check_finished(results)
    drawn: dict[str, Callable[[], Figure]] = {}
    reasons: dict[str, list[str]] = {}
    for name in names or applicable(results):
        lacking = why_not(results, name)
        if lacking:
            reasons.setdefault(lacking, []).append(name)
        else:
            drawn |= _figures(results, name)
    left_out = [f"not drawn: {', '.join(found)}: {reason}" for reason, found in reasons.items()]
    if names and left_out:
        raise FolderError("\n".join(left_out))
    for text in left_out:
        say(text)
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


def applicable(results: Results) -> list[str]:
    """Figures that make sense for the folder: those of effects need arms to compare."""
    from diplosim.figures import FIGURES

    return [name for name in FIGURES if name != "effects" or len(results.arms) > 1]


def why_not(results: Results, name: str) -> str:
    """Why a figure cannot be drawn from a results folder, and what to do; empty if it can."""
    if name == "effects" and len(results.arms) < 2:
        return f"{results.folder} holds one arm, so nothing is compared; run two scenarios or an experiment"
    if name == "effects" and not (results.folder / "summary.csv").exists():
        return f"{results.folder} has no summary.csv"
    if name in HISTORIES and results.is_sweep:
        again = results.folder / "reruns" / "000000"
        return (
            "an experiment keeps no decisions of its runs (events.jsonl); repeat one run with them: "
            f"diplosim rerun {results.folder} 0, then diplosim plot {again}"
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
