"""A record of the user's own on the command line: ``--observed``, ``diplosim score``, ``diplosim events from``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from diplosim import figures
from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.options import (
    arms_option,
    kept_in,
    load_plugins,
    plugin_option,
    results_argument,
    tell_kept,
    unverified_option,
)
from diplosim.cli.printing import case_option, format_options, print_rows
from diplosim.cli.running import say
from diplosim.errors import printable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from diplosim.cli.running import Running
    from diplosim.history.own_record import Record
    from diplosim.history.own_scores import Compared
    from diplosim.results import Results

Function = TypeVar("Function", bound=Callable[..., Any])
EVERY = ("month", "quarter", "year")


@dataclass(frozen=True)
class Asked:
    """A record and how it is to be read and counted."""

    file: Path
    maps: Mapping[str, str]
    every: str
    span: tuple[int, int] | None

    @classmethod
    def of(cls, given: dict[str, Any]) -> Asked | None:
        """What the options say, taken out of what was given; nothing without ``--observed``."""
        file, maps, every, span = (given.pop(name) for name in ("observed", "maps", "every", "span"))
        if file is None:
            if maps or every or span:
                raise InputError("--map, --every and --span go with --observed FILE")
            return None
        return cls(file, read_maps(maps), every or "year", read_span(span))

    def read(self) -> Record:
        """The record; what is wrong with it is raised."""
        from diplosim.history.own_record import read_record

        return read_record(self.file, self.maps)


def observed_options(function: Function) -> Function:
    """``--observed``, ``--map``, ``--every`` and ``--span``."""
    decorators = [
        click.option("--observed", metavar="FILE", type=click.Path(path_type=Path),
                     help="A CSV file of what happened: drawn as points and scored."),
        map_option,
        click.option("--every", type=click.Choice(EVERY), help="Count the record by this period; default: year."),
        click.option("--span", metavar="FROM:TO", help="Months from which to which a record of events is complete "
                     "(2014-01:2025-12); default: from its first row to its last."),
    ]  # fmt: skip
    for decorator in reversed(decorators):
        function = decorator(function)
    return function


map_option = click.option(
    "--map", "maps", multiple=True, metavar="COLUMN=METRIC",
    help="What a column of the record holds: the values of a metric (diplosim metrics), or a role such as date, type, "
    "class, amount_usd, donor, ignore. Repeatable; usual names are known.",
)  # fmt: skip


def read_maps(texts: Sequence[str]) -> dict[str, str]:
    """Column -> what it holds, of every ``--map``."""
    found: dict[str, str] = {}
    for text in texts:
        column, equals, role = (part.strip() for part in text.rpartition("="))
        if not equals or not column or not role:
            raise InputError(f"--map {text}: write COLUMN=METRIC, such as csis_total=events")
        if column in found:
            raise InputError(f"--map {text}: the column '{column}' is mapped twice")
        found[column] = role
    return found


def read_span(text: str | None) -> tuple[int, int] | None:
    """``2014-01:2025-12`` as its first and last month."""
    from diplosim.scenario.header import parse_month

    if text is None:
        return None
    first, last = (parse_month(part) for part in (text.split(":") if text.count(":") == 1 else ("", "")))
    if first is None or last is None or last < first:
        raise InputError(f"--span {text}: write two months, such as 2014-01:2025-12")
    return first, last


def checked_arms(results: Results, arms: Sequence[str]) -> Sequence[str]:
    """The arms of ``--arm``, if there are such arms."""
    from diplosim.scenario import unknown

    wrong = [unknown("arm", arm, results.arms) for arm in arms if arm not in results.arms]
    if wrong:
        raise InputError("\n".join(wrong))
    return arms


def compared_with(
    results: Results, asked: Asked, arms: Sequence[str] = (), quiet: bool = False
) -> list[Compared]:
    """The record beside the runs; what readers must know of it is said."""
    from diplosim.history.own_scores import compare_with_record

    compared, notes = compare_with_record(results, asked.read(), asked.every, asked.span, arms)
    for note in () if quiet else notes:
        say(note)
    return compared


def beside_record(folder: Path, asked: Asked, running: Running) -> int:
    """Score runs that have just ended against the record, draw it on their fan, and put both into their report."""
    from diplosim.cli.running import illustrate
    from diplosim.results import open_results

    results = open_results(folder)
    compared = compared_with(results, asked, quiet=running.quiet)
    rows = _rows(compared, asked)
    _keep(folder, rows)
    if not running.quiet:
        print_scores(rows, asked)
    if running.no_figures:
        return DONE
    try:
        _draw(results, figure_of(results, compared, asked))
    except ValueError as error:  # more arms or series than one figure holds
        say(
            f"the record is scored, but not drawn: {error}; diplosim plot {folder} --observed {asked.file} draws it"
        )
        return DONE
    return illustrate(folder, ())


def for_report(results: Results, asked: Asked, keep: bool) -> dict[str, bytes]:
    """The SVG file of the record for a report; the figure and the scores stay in the results folder too, if asked."""
    compared = compared_with(results, asked)
    figure = figure_of(results, compared, asked)
    if keep:
        _keep(results.folder, _rows(compared, asked))
        _draw(results, figure)
    return {"record": figures.render(figure, "svg")}


def _rows(compared: Sequence[Compared], asked: Asked) -> list[dict[str, Any]]:
    from diplosim.history.own_scores import rows_of

    return rows_of(compared, printable(asked.file.name))


def figure_of(results: Results, compared: Sequence[Compared], asked: Asked) -> Figure:
    """The fan with the points of the record."""
    from diplosim.figures.arms import labels
    from diplosim.figures.charts.own_record import record

    arms = {one.arm for one in compared}
    shown = [arm for arm in results.scenarios if arm.name in arms]
    return record(compared, labels(shown), shown[0].start, shown[0].seed, printable(str(asked.file)))


def draw_record(
    results: Results, asked: Asked, formats: Sequence[str], out: Path | None, arms: Sequence[str]
) -> list[Path]:
    """Draw the figure ``record`` into RESULTS/figures, or elsewhere; the files."""
    compared = compared_with(results, asked, checked_arms(results, arms))
    return _draw(results, figure_of(results, compared, asked), formats, out)


def _draw(
    results: Results, figure: Figure, formats: Sequence[str] = ("png", "svg"), out: Path | None = None
) -> list[Path]:
    """Write the figure, and enter it into the manifest of the results if it lies there."""
    from diplosim.figures.folder import write_figures

    made = {f"record.{form}": figures.render(figure, form) for form in formats}
    return write_figures(results.folder, made, out)


@click.command("score", cls=GuardedCommand, context_settings=HELP)
@results_argument
@observed_options
@arms_option("Score this one only.")
@format_options
@plugin_option
@unverified_option
@debug_option
def score(
    *, results: Path, arms: Sequence[str], style: str | None, plugins: Sequence[str], **given: Any
) -> int:
    """Score the runs of RESULTS against a record of your own (--observed FILE).

    Tells, for each series of the record and each arm, the mean of the record and of the runs, the continuous ranked
    probability score (CRPS: the lower, the better; in the unit of the series), and in how many periods the record lies
    within the middle 50 and 90 % of the runs. Only periods are compared that both cover whole. The table goes to
    RESULTS/analysis/score.csv. To see the record on the fan: diplosim plot RESULTS --observed FILE.
    """
    from diplosim.results import open_results

    asked = Asked.of(given)
    if asked is None:
        raise InputError("say what happened: --observed FILE, a CSV file with one row per event or period")
    load_plugins(plugins)
    whole = open_results(results)
    compared = compared_with(whole, asked, checked_arms(whole, arms))
    rows = _rows(compared, asked)
    kept = kept_in(results, lambda: _keep(results, rows))
    if style is not None:
        print_rows(rows, style, list(rows[0]))
        return DONE
    print_scores(rows, asked)
    tell_kept(results, kept)
    return DONE


def _keep(results: Path, rows: list[dict[str, Any]]) -> list[str]:
    from diplosim.analysis.output import keep_files

    return keep_files(results, {"score": (rows, list(rows[0]))})


def print_scores(rows: Sequence[Mapping[str, Any]], asked: Asked) -> None:
    """The scores as a table, one line for each arm and series."""
    from diplosim.wording.listing import columns_of, console, tell
    from diplosim.wording.numbers import number

    several = len({row["arm"] for row in rows}) > 1
    table = columns_of([
        *([("arm", "left")] if several else []), ("series", "left"), (f"{asked.every}s", "left"), ("record", "right"),
        ("runs", "right"), ("CRPS", "right"), ("in 50 %", "right"), ("in 90 %", "right"),
    ])  # fmt: skip
    for row in rows:
        span = row["first"] if row["first"] == row["last"] else f"{row['first']}–{row['last']}"
        table.add_row(
            *([row["arm"]] if several else []), f"{row['series']} ({row['unit']})", span,
            number(row["observed_mean"]), number(row["simulated_mean"]), number(row["crps"]),
            f"{row['inside_50']} of {row['periods']}", f"{row['inside_90']} of {row['periods']}",
        )  # fmt: skip
    out = console()
    out.print(table)
    tell(out, f"\nThe record is {printable(str(asked.file))}, counted by {asked.every} as the model counts; record and "
         "runs are means. CRPS: mean distance of the runs from the record less half their distance from each other; "
         "lower is better. Of runs that foretell well, the middle 50 % holds the record in about half of the periods, "
         "the middle 90 % in nine of ten.")  # fmt: skip


@click.command("events from", cls=GuardedCommand, context_settings=HELP)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@map_option
@click.option("--start", metavar="YYYY-MM", help="First month; what happened before it is left out.")
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="File; default: stdout.")
@case_option
@debug_option
def events_from(*, file: Path, maps: Sequence[str], start: str | None, out: Path | None, case: Path) -> int:
    """Turn a record of yours, a CSV FILE with one row per event, into a scenario file with dated events.

    Provocations of one month and class become one entry with a count; resolutions and exercises follow. Notes name the
    lines of FILE. The scenario runs from --start, or January of the first event's year, to the end of the last one's.
    """
    from diplosim.cli.new import world_line
    from diplosim.experiment import write_files
    from diplosim.history.own_events import as_scenario, dated
    from diplosim.history.own_record import read_record
    from diplosim.scenario.header import parse_month

    first = None if start is None else parse_month(start)
    if start is not None and first is None:
        raise InputError(f"--start {start}: write a month such as 2014-01")
    found, notes = dated(read_record(file, read_maps(maps)), first)
    for note in notes:
        say(note)
    target = out or Path(f"{file.stem}.yaml")
    text = as_scenario(found, printable(file.name), target.stem, world_line(case, target.parent), first)
    if out is None:
        click.echo(text, nl=False)
    else:
        write_files(out.parent, {out.name: text.encode("utf-8")})
        click.echo(out)
    return DONE
