"""Drawing the figures of a results folder: which apply, why others do not, and where the files go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from diplosim.experiment import FolderError, add_files, safe_name, write_files
from diplosim.figures.analysed import ANALYSES, DRIVERS, analysed, asked_before
from diplosim.figures.arms import effects_of, fan_of, labels, pipeline_of, policies_of
from diplosim.figures.charts.map import is_map, map_figures
from diplosim.figures.history.traced import History
from diplosim.results import Results

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

#: Figures of one history; with more scenarios than this, ``diplosim run`` draws none of them.
HISTORIES = ("lanes", "ripeness", "money", "network")
HISTORIES_MOST = 4
#: Those that ``diplosim run`` draws of each of several scenarios; ``diplosim plot`` draws all.
HISTORIES_OF_SEVERAL = ("lanes", "network")
#: Figures that move, drawn on request only: as a GIF, or their last picture in the other formats.
FILMS = ("history",)
#: Figures that need the records of traced runs, which experiments do not keep.
TRACED = (*HISTORIES, *FILMS, "pipeline")
#: Up to this many arms the fan chart shows all that small multiples would show.
FEW = 4
#: What a figure is saved as unless something else is asked for.
FORMATS = ("png", "svg")


def draw_figures(
    source: Path | Results,
    names: Sequence[str] = (),
    formats: Sequence[str] = FORMATS,
    out: Path | None = None,
    say: Callable[[str], None] = lambda text: None,
    drawn: dict[str, Figure] | None = None,
) -> list[Path]:
    """Draw figures of a results folder into its ``figures/`` (or into ``out``); returns the files.

    ``names`` are those of :data:`diplosim.figures.FIGURES`; none means all that the folder has the data for, and
    ``say`` is told which are left out and why. Files in the results folder itself are entered into its manifest.
    The figures are put into ``drawn``, for those who need them again.

    Raises:
        FolderError: a figure that was asked for needs what the folder does not hold, or nothing can be drawn.
        FormatError: a GIF of a figure that does not move.
    """
    from diplosim.figures import render

    check_formats(names, formats)
    results = source if isinstance(source, Results) else Results.open(source)
    folder = results.folder
    check_finished(results)
    wanted = list(names) or applicable(results)
    reasons: dict[str, list[str]] = {}
    for name in wanted:
        reasons.setdefault(why_not(results, name), []).append(name)
    drawable = reasons.pop("", [])
    left_out = [f"not drawn: {', '.join(found)}: {reason}" for reason, found in reasons.items()]
    if names and left_out:
        raise FolderError("\n".join(left_out))
    for text in left_out:
        say(text)
    files: dict[str, bytes] = {}
    for name, figure in _drawn(results, drawable, None if names else say):
        if drawn is not None:
            drawn[name] = figure
        files |= {f"{name}.{form}": render(figure, form) for form in formats}
    if not files:
        raise FolderError(f"{folder} holds no history to draw: the runs whose decisions are kept have failed")
    target = folder / "figures" if out is None else out
    write_files(target, files)
    if out is None:
        add_files(folder, [f"figures/{name}" for name in files])
    return [target / name for name in files]


def _drawn(
    results: Results, names: Sequence[str], say: Callable[[str], None] | None
) -> Iterator[tuple[str, Figure]]:
    """The figures, one at a time, with their file names.

    Without ``say`` they were asked for: drivers are drawn for every arm, and what cannot be answered raises. With it,
    for the most telling arms, and it is told what has no answer.
    """
    from diplosim.analysis.sensitivity import CannotAnalyseError
    from diplosim.results import AnalysisError

    for name in names:
        if name == "map":
            yield from map_figures(results).items()
        elif name not in ANALYSES:
            for file, draw in figures_of(results, name).items():
                yield file, draw()
    if say is None:
        yield from analysed(results, [name for name in names if name in ANALYSES]).items()
        return
    drivers = tuple(name for name in names if name in DRIVERS)
    for group in (drivers, *((name,) for name in names if name in ANALYSES and name not in DRIVERS)):
        try:
            yield from analysed(results, group, every=False).items()
        except (AnalysisError, CannotAnalyseError, FolderError) as error:
            say(f"not drawn: {', '.join(group)}: {str(error).removeprefix('not drawn: ')}")


class FormatError(Exception):
    """A figure cannot be written in a format; the message says which can."""

    wrong_input = True


def check_formats(names: Sequence[str], formats: Sequence[str]) -> None:
    """Raise :class:`FormatError` if a figure that stands still shall become a GIF."""
    from diplosim.figures import FILM
    from diplosim.figures import FORMATS as STILL

    still = [name for name in names if name not in FILMS]
    if FILM in formats and (still or not names):
        raise FormatError(
            f"{FILM} is for --figure {', '.join(FILMS)} only; "
            f"{', '.join(still) or 'the other figures'}: choose from {', '.join(STILL)}"
        )


def check_finished(results: Results) -> None:
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
    """Figures that make sense for the folder: of effects with arms to compare, of analyses that were asked for."""
    from diplosim.figures import FIGURES

    few = {1: ("effects", "policies")}.get(
        len(results.arms), ("policies",) if len(results.arms) <= FEW else ()
    )
    asked = asked_before(results)
    left_out = {
        *few,
        *FILMS,
        *(name for name in ANALYSES if name not in asked),
        *(() if is_map(results) else ("map",)),
    }
    return [name for name in FIGURES if name not in left_out]


def why_not(results: Results, name: str) -> str:
    """Why a figure cannot be drawn from a results folder, and what to do; empty if it can.

    What an analysis cannot answer is only known once it is tried; `analysed` raises then.
    """
    if name in ("effects", "policies") and len(results.arms) < 2:
        return f"{results.folder} holds one arm, so nothing is compared; run two scenarios or an experiment"
    if name == "effects" and not (results.folder / "summary.csv").exists():
        return f"{results.folder} has no summary.csv"
    if name in TRACED and results.is_sweep:
        again = results.folder / "reruns" / "000000"
        return (
            "an experiment keeps no decisions of its runs (events.jsonl, tables.parquet); repeat one run with them: "
            f"diplosim rerun {results.folder} 0, then diplosim plot {again}"
        )
    if name in ("pipeline", "ripeness", "money") and not (results.folder / "tables.parquet").exists():
        return f"{results.folder} has no tables.parquet (an earlier version wrote it); run it again"
    return ""


def figures_of(results: Results, name: str) -> dict[str, Callable[[], Figure]]:
    """How the figures of one name are drawn: one for all arms, one for each metric, or one for each arm's history."""
    from diplosim.figures.charts.metrics import DEFAULT

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
    from diplosim.figures.charts.metrics import DEFAULT, METRICS

    return list(dict.fromkeys(column for name in DEFAULT for column in METRICS[name].columns))
