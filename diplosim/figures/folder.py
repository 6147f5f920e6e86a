"""Drawing figures of results: those of a folder as its files, or one by name for ``Results.plot``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from diplosim.errors import DiplosimError
from diplosim.experiment import FolderError, add_files, safe_name, write_files
from diplosim.figures.answers import analysed, asked_before
from diplosim.figures.arms import (
    History,
    effects_of,
    fan_of,
    figures_of,
    labels,
    pipeline_of,
    policies_of,
    runs_of,
)
from diplosim.figures.charts.map import map_figures
from diplosim.figures.listing import DRIVERS, FIGURES, of_kind, why_not
from diplosim.figures.pictures import Bytes, renderer
from diplosim.files import is_folder
from diplosim.results import Results, stored
from diplosim.scenario import unknown

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from diplosim.scenario import Scenario

#: What a figure is saved as unless something else is asked for.
FORMATS = ("png", "svg")
#: From so many figures on a second process has loaded what draws before the first is done.
MANY = 4


def draw_figures(
    source: Path | Results,
    names: Sequence[str] = (),
    formats: Sequence[str] = (),
    out: Path | None = None,
    say: Callable[[str], None] = lambda text: None,
    metrics: Sequence[str] = (),
    processes: int = 1,
) -> list[Path]:
    """Draw figures of a results folder into its ``figures/`` (or into ``out``); returns the files.

    ``out`` is a folder, or the file of a single figure (``m.png``), which decides its format.

    ``names`` are those of `diplosim.figures.listing`; none means all that the folder has the data for, and
    ``say`` is told which are left out and why. Files in the results folder itself are entered into its manifest.
    ``metrics`` are what `fan` and `policies` show. With more ``processes`` than one, many figures are drawn by two,
    with the same bytes.

    Raises:
        FolderError: a figure that was asked for needs what the folder does not hold, or nothing can be drawn.
        FormatError: a GIF of a figure that does not move, or one file for several figures.
    """
    formats = formats_of(out, formats)
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
    if len(drawable) > 1:
        check_single(out, drawable)
    made: dict[str, Bytes] = {}
    with renderer(beside=processes > 1 and len(drawable) >= MANY and len(formats) > 1) as render:
        for name, figure in _drawn(results, drawable, None if names else say, metrics):
            check_single(out, [*(Path(file).stem for file in made), name])
            made |= {f"{name}.{form}": data for form, data in render(figure, formats).items()}
        files = {file: data() for file, data in made.items()}
    if not files:
        raise FolderError(f"{folder} holds no history to draw: the runs whose decisions are kept have failed")
    return write_figures(folder, files, out)


def write_figures(folder: Path, files: Mapping[str, bytes], out: Path | None) -> list[Path]:
    """Write files of figures into ``figures/`` of a results folder, into another folder, or as the one file ``out``."""
    if out is not None and file_format(out):
        (data,) = files.values()
        write_files(out.parent, {out.name: data})
        return [out]
    target = folder / "figures" if out is None else out
    write_files(target, files)
    if out is None:
        add_files(folder, [f"figures/{name}" for name in files])
    return [target / name for name in files]


def file_format(out: Path | None) -> str:
    """The format that the name of a file asks for; empty if it names a folder."""
    from diplosim.figures import FILM
    from diplosim.figures import FORMATS as STILL

    form = out.suffix[1:].lower() if out is not None and not is_folder(out) else ""
    return form if form in (*STILL, FILM) else ""


def formats_of(out: Path | None, formats: Sequence[str]) -> Sequence[str]:
    """The formats that are asked for: by name, by the name of the file, else the usual ones.

    Raises:
        FormatError: a file of one format, and others asked for.
    """
    form = file_format(out)
    if form and set(formats) - {form}:
        raise FormatError(f"--out {out} is one file of format {form}; leave out --format, or give a folder")
    return (form,) if form else formats or FORMATS


def check_single(out: Path | None, names: Sequence[str]) -> None:
    """Raise :class:`FormatError` if several figures are to become one file."""
    if len(names) > 1 and file_format(out):
        raise FormatError(
            f"--out {out} is one file, and several figures would be drawn ({', '.join(names)}); choose one with "
            f"--figure, or give a folder, such as --out {(out or Path()).with_suffix('')}"
        )


def _drawn(
    results: Results, names: Sequence[str], say: Callable[[str], None] | None, metrics: Sequence[str] = ()
) -> Iterator[tuple[str, Figure]]:
    """The figures, one at a time, with their file names.

    Without ``say`` they were asked for: drivers are drawn for every arm, and what cannot be answered raises. With it,
    for the most telling arms, and it is told what has no answer.
    """
    from diplosim.analysis.sensitivity import CannotAnalyseError
    from diplosim.results import AnalysisError

    analyses = [name for name in names if FIGURES[name].kind == "analysis"]
    for name in names:
        if name == "map":
            yield from map_figures(results).items()
        elif FIGURES[name].kind != "analysis":
            for file, draw in figures_of(results, name, metrics).items():
                yield file, draw()
    if say is None:
        yield from analysed(results, analyses).items()
        return
    drivers = tuple(name for name in analyses if name in DRIVERS)
    for group in (drivers, *((name,) for name in analyses if name not in DRIVERS)):
        try:
            yield from analysed(results, group, every=False).items()
        except (AnalysisError, CannotAnalyseError, FolderError) as error:
            say(f"not drawn: {', '.join(group)}: {str(error).removeprefix('not drawn: ')}")


class FormatError(DiplosimError):
    """A figure cannot be written in a format; the message says which can."""


def check_formats(names: Sequence[str], formats: Sequence[str]) -> None:
    """Raise :class:`FormatError` if a figure that stands still shall become a GIF."""
    from diplosim.figures import FILM
    from diplosim.figures import FORMATS as STILL

    films = of_kind("film")
    still = [name for name in names if name not in films]
    if FILM in formats and (still or not names):
        raise FormatError(
            f"{FILM} is for --figure {', '.join(films)} only; "
            f"{', '.join(still) or 'the other figures'}: choose from {', '.join(STILL)}"
        )


def check_finished(results: Results) -> None:
    """Raise :class:`FolderError` if the folder holds no table to draw from."""
    counts = results.manifest["counts"]
    if results.manifest["status"] == "interrupted":
        raise FolderError(
            f"{results.folder} holds {counts['finished']:,} of {counts['planned']:,} runs of an interrupted sweep; "
            "finish it first: the command that started it goes on where it stopped"
        )
    if counts["finished"] == counts["failed"]:
        raise FolderError(f"{results.folder} has no finished run to draw")


def applicable(results: Results) -> list[str]:
    """Figures that make sense for the folder: of effects with arms to compare, of analyses that were asked for."""
    asked = asked_before(results)
    return [
        figure.name
        for figure in FIGURES.values()
        if (figure.name in asked if figure.kind == "analysis" else figure.plotted(results))
    ]


METRIC = "trust_rivals"
"""What small multiples show if no metric is named."""


def plot_results(results: Results, names: Sequence[str] | None, figure: str, arm: str | None) -> Figure:
    """Draw one figure of finished runs; see ``Results.plot``.

    Raises:
        ValueError: an unknown figure, arm, metric or outcome, or nothing to compare.
        FolderError: the folder cannot have the figure, or its analysis has no answer.
    """
    if figure not in FIGURES:
        raise ValueError(unknown("figure", figure, list(FIGURES)))
    reason = why_not(results, figure)
    if reason:
        raise FolderError(f"not drawn: {figure}: {reason}")
    with stored.marked(results.folder, results.manifest):
        return _plotted(results, names, figure, arm)


def _plotted(results: Results, names: Sequence[str] | None, figure: str, arm: str | None) -> Figure:
    arms = results.scenarios
    of_all: dict[str, Callable[[], Figure]] = {
        "effects": lambda: effects_of(results, arms, names or results.chosen or None),
        "fan": lambda: fan_of(results.trajectories, arms, names),
        "policies": lambda: policies_of(results.trajectories, arms, (names or (METRIC,))[0]),
        "map": lambda: next(iter(map_figures(results, names or ()).values())),
    }
    if figure in of_all:
        return of_all[figure]()
    if figure in of_kind("runs"):
        return runs_of(results, figure)
    if figure in of_kind("pipeline", "history", "film"):
        return _single(results, figure, arm, arms)
    drawn = analysed(results, (figure,))
    mine = [name for name in drawn if arm is None or f"_{safe_name(_arm(arm, arms).name)}" in name]
    if not mine:
        raise ValueError(f"{figure} was not asked for arm {arm!r}; there is: {', '.join(drawn)}")
    return drawn[mine[0]]


def _single(results: Results, figure: str, arm: str | None, arms: Sequence[Scenario]) -> Figure:
    """A figure of one history of an arm, or of one history of each."""
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
