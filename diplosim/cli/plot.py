"""``diplosim plot``, ``report`` and ``explore``: what was run, drawn and told again, or played anew by hand."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.options import (
    READ_ONLY,
    arms_option,
    load_plugins,
    plugin_option,
    refuse_experiment,
    unverified_option,
)
from diplosim.cli.own_record import Asked, draw_record, for_report, observed_options
from diplosim.cli.running import say
from diplosim.errors import DiplosimError
from diplosim.figures.listing import FIGURES, GROUPS, of_kind

FILM = ", ".join(of_kind("film"))


def _help() -> str:
    """The help page, with every figure and its question."""
    groups = [
        f"{group}: " + "; ".join(f"{name} ({FIGURES[name].question.rstrip('?')})" for name in of_kind(*kinds))
        for group, kinds in GROUPS.items()
    ]
    return "\n\n".join((
        "Draw the figures of the RESULTS folder of scenarios or of an experiment.",
        *(f"{group}." for group in groups),
        f"As a film: --figure {FILM} --format gif; in the other formats it is its last month. Figures of analyses show "
        "what the commands sensitivity, robustness and discover were last asked here, else what the experiment asks.",
    ))  # fmt: skip


@click.command("plot", cls=GuardedCommand, context_settings=HELP, help=_help())
@click.argument("results", type=click.Path(path_type=Path))
@click.option(
    "--figure", "names", multiple=True, metavar="NAME",
    help="One of the names above. Repeatable; default: all that RESULTS holds the data for.",
)  # fmt: skip
@click.option(
    "--metric", "metrics", multiple=True, metavar="KEY",
    help="Draw this monthly metric (diplosim metrics) in a figure fan, or policies with --figure. Repeatable.",
)  # fmt: skip
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["png", "svg", "pdf", "gif"]),
    help=f"File format. Repeatable; default: png and svg. gif: of {FILM} only.",
)
@click.option("-o", "--out", type=click.Path(path_type=Path),
              help="Folder, or the file of a single figure (m.png); default: figures/ in RESULTS.")  # fmt: skip
@observed_options
@arms_option("With --observed: draw this one only.")
@plugin_option
@unverified_option
@debug_option
def plot(
    *,
    results: Path,
    names: Sequence[str],
    metrics: Sequence[str],
    formats: Sequence[str],
    out: Path | None,
    arms: Sequence[str],
    plugins: Sequence[str],
    **given: Any,
) -> int:
    """Draw figures of a results folder."""
    from diplosim.experiment import available_cores
    from diplosim.figures.arms import OF_METRICS
    from diplosim.figures.folder import draw_figures
    from diplosim.scenario import unknown

    wrong = [unknown("figure", name, list(FIGURES)) for name in names if name not in FIGURES]
    if wrong:
        raise InputError("\n".join(wrong))
    load_plugins(plugins)
    asked = Asked.of(given)
    if asked is not None:
        return _plot_record(results, asked, arms, formats, out, names or metrics)
    if arms:
        raise InputError("--arm goes with --observed FILE; other figures show all arms")
    if metrics:
        names = names or OF_METRICS[:1]
        _check_metrics(names, metrics)
    try:
        files = draw_figures(results, names, formats, out, say, metrics=metrics, processes=available_cores())
    except ValueError as error:  # what the tables hold cannot be drawn
        raise InputError(f"{results}: {error}") from error
    except OSError as error:
        raise _not_written(results if out is None else out, error) from error
    for path in files:
        click.echo(path)
    return DONE


def _plot_record(
    results: Path, asked: Asked, arms: Sequence[str], formats: Sequence[str], out: Path | None, other: Sequence[str]
) -> int:  # fmt: skip
    """Draw the one figure that shows a record."""
    from diplosim.figures.folder import check_formats, formats_of
    from diplosim.results import open_results

    if other:
        raise InputError(
            "--observed draws one figure, the fan with the record; --figure and --metric go without it"
        )
    formats = formats_of(out, formats)
    check_formats(["fan"], formats)
    try:
        files = draw_record(open_results(results), asked, formats, out, arms)
    except ValueError as error:
        if isinstance(error, DiplosimError):
            raise
        raise InputError(f"{results}: {error}") from error
    except OSError as error:
        raise _not_written(results if out is None else out, error) from error
    for path in files:
        click.echo(path)
    return DONE


def _check_metrics(figures: Sequence[str], metrics: Sequence[str]) -> None:
    """Refuse figures that show no metric, and names of none."""
    from diplosim.figures.arms import OF_METRICS
    from diplosim.figures.charts.metrics import METRICS
    from diplosim.metrics.columns import metric_names
    from diplosim.scenario import unknown

    other = [name for name in figures if name not in OF_METRICS]
    if other:
        raise InputError(
            f"--metric goes with --figure {' and '.join(OF_METRICS)}, not with {', '.join(other)}"
        )
    known = [*metric_names(), *METRICS]
    wrong = [unknown("metric", name, known) for name in metrics if name not in known]
    if wrong:
        raise InputError("\n".join(f"{text}; 'diplosim metrics' lists them" for text in wrong))


@click.command("report", cls=GuardedCommand, context_settings=HELP)
@click.argument("results", metavar="RESULTS", type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False),
              help="File to write; default: report.html in RESULTS.")  # fmt: skip
@observed_options
@plugin_option
@unverified_option
@debug_option
def report(*, results: Path, out: Path | None, plugins: Sequence[str], **given: Any) -> int:
    """Write the report of the RESULTS folder of scenarios or of an experiment: one HTML file for everything.

    It needs no other file, no script and no network, and prints to PDF from any browser. What sensitivity,
    robustness and discover have left in RESULTS is in it, and the record that --observed was given last.
    """
    from diplosim.report import write_report
    from diplosim.results import open_results

    load_plugins(plugins)
    asked = Asked.of(given)
    try:
        figures = for_report(open_results(results), asked, keep=out is None) if asked else None
        path = write_report(results, figures, out)
    except ValueError as error:  # what the tables hold cannot be drawn
        if isinstance(error, DiplosimError):
            raise
        raise InputError(f"{results}: {error}") from error
    except OSError as error:
        raise _not_written(results if out is None else out, error) from error
    click.echo(path)
    return DONE


@click.command("explore", cls=GuardedCommand, context_settings=HELP)
@click.argument("source", metavar="[SCENARIO|RESULTS]", required=False)
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False),
              help="File to write; without it a temporary file is written and opened.")  # fmt: skip
@plugin_option
@debug_option
def explore(*, source: str | None, out: Path | None, plugins: Sequence[str]) -> int:
    """Write the live page: the compiled engine and every shipped scenario in one HTML file, offline.

    Policies, assumptions and actors are moved by hand, and every move plays a thousand futures in the browser. It
    starts from the status quo, from a SCENARIO (a file or a shipped name), or from the scenarios of a RESULTS folder.
    Policies of your own (--plugin) are on the page if they only say which levers they move.
    """
    from diplosim.page.explore import explore as made

    if source is not None:
        refuse_experiment(source)
    load_plugins(plugins)
    page = made(source)
    place = Path(tempfile.mkdtemp(prefix="diplosim_")) / "page.html" if out is None else out
    try:
        page.save(place)
    except OSError as error:
        raise _not_written(place, error) from error
    click.echo(place)
    if out is None and click.launch(place.as_uri()) != 0:
        click.echo(f"no browser could be opened; open {place} in one", err=True)
    return DONE


def _not_written(place: Path, error: OSError) -> Exception:
    """The error of a place where nothing may be written names it, and the way round; any other stays what it is."""
    if error.errno not in READ_ONLY:
        return error
    return InputError(f"{place} is read-only; choose another place with --out")
