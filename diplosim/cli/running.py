"""The options of ``run``, and what follows when the runs are there: failures, analyses, figures, report."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplosim.cli.guard import DONE, FAILED, debugging
from diplosim.errors import printable

if TYPE_CHECKING:
    from diplosim.experiment import Ended


@dataclass(frozen=True)
class Running:
    """How and where to run, and what to write."""

    engine: str
    out: Path | None
    workers: int | None
    scheduler: str | None
    trajectories: bool
    csv: bool
    quiet: bool
    no_figures: bool
    force: bool
    dry_run: bool


def running_options(function: Callable[..., int]) -> Callable[..., int]:
    """The options of :class:`Running`, handed to the command as ``running``."""

    @functools.wraps(function)
    def gathered(**given: Any) -> int:
        return function(running=Running(**{f.name: given.pop(f.name) for f in fields(Running)}), **given)

    decorators = [
        click.option(
            "--engine", type=click.Choice(["auto", "mesa", "compiled", "portable"]), default="auto", show_default=True,
            help="Engine that runs the model; both give the same numbers, the compiled one faster.",
        ),
        click.option(
            "-o", "--out", type=click.Path(path_type=Path), help="Results folder; default results/<name>."
        ),
        click.option(
            "--workers", type=click.IntRange(min=1), help="Most threads or processes to use; default: all cores."
        ),
        click.option(
            "--scheduler", metavar="ADDRESS", help="Run on the Dask cluster of this scheduler (tcp://...)."
        ),
        click.option("--trajectories", is_flag=True, help="Keep the months of every run, however many there are."),
        click.option("--csv", is_flag=True, help="Also write runs, months and quantiles as CSV."),
        click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors."),
        click.option("--no-figures", is_flag=True, help="Draw no figures and write no report."),
        click.option("--force", is_flag=True, help="Replace results of other inputs in the folder."),
        click.option(
            "--dry-run", is_flag=True, help="Count the runs, estimate time and size, and run nothing."
        ),
    ]  # fmt: skip
    decorated: Callable[..., int] = gathered
    for decorator in reversed(decorators):
        decorated = decorator(decorated)
    return decorated


def report_failures(ended: Ended) -> int:
    """Say which runs failed, and how to see why; the exit status that follows."""
    for run in ended.failures[:3]:
        say(f"run {run.run} failed: {run.arm}, sample {run.sample}, replicate {run.replicate}, seed {run.seed}: "
            f"{run.error}")  # fmt: skip
        if debugging():
            _say_traceback(ended, run.run)
    if not ended.failures:
        return DONE
    say(
        f"{len(ended.failures):,} of {ended.plan.runs:,} runs failed; runs.parquet lists them with their reasons, and "
        f"diplosim rerun {ended.folder} RUN repeats one with its full log"
    )
    return FAILED


def tell_without_value(ended: Ended) -> None:
    """Say how many runs have no value of an outcome of the user's own: a slip of its code looks the same."""
    from diplosim.metrics.columns import origin_of, own_outcomes
    from diplosim.results.stored import table

    names = [outcome.name for outcome in own_outcomes()]
    if not names or not (ended.folder / "runs.parquet").is_file():
        return
    runs = table(ended.folder / "runs.parquet", ended.folder, ["run", "status", *names]).to_pandas()
    runs = runs[runs["status"] == "ok"]
    for outcome in own_outcomes():
        without = runs[runs[outcome.name].isna()]["run"]
        if len(without):
            say(
                f"warning: outcome '{outcome.name}' of {origin_of(outcome)} has no value (None or NaN) in "
                f"{len(without):,} of {len(runs):,} finished runs, the first of them run {without.iloc[0]}"
            )


def _say_traceback(ended: Ended, number: int) -> None:
    """Run a failed run again for its traceback."""
    from diplosim.experiment.traced import traced

    result = traced(ended.plan, ended.plan.run(number))
    if result.detail:
        say(result.detail)


def conclude(ended: Ended, quiet: bool, workers: int | None = None) -> int:
    """Do the analyses that apply, draw the figures and write the report, as far as they are not there yet.

    ``workers``: most processes to use; all cores by default.
    """
    from diplosim.experiment.owned import REPORT
    from diplosim.figures.folder import FORMATS
    from diplosim.figures.listing import HISTORIES_MOST, drawn_by_itself
    from diplosim.report.ending import answer_all, is_answered
    from diplosim.results import Results

    if len(ended.failures) == ended.plan.runs:
        return DONE
    results = Results.open(ended.folder)
    asks = results.is_sweep or bool(results.taken_apart)
    names = drawn_by_itself(results)
    if results.traced and len(results.arms) > HISTORIES_MOST:
        say(f"more than {HISTORIES_MOST} arms: no single histories are drawn; diplosim plot draws them too")
    if ended.complete_before:
        figures = ended.folder / "figures"
        names = [n for n in names if not all(any(figures.glob(f"{n}*.{form}")) for form in FORMATS)]
        if not names and (is_answered(results) or not asks) and (ended.folder / REPORT).exists():
            return DONE
    if asks:
        if not quiet:
            say("looking for what drives the results, which policies hold up, and where they fail")
        try:
            answer_all(ended.folder, ended.plan)
        except OSError as error:
            say(f"the results are complete, but their analysis could not be kept: {error.strerror or error}")
            return FAILED
    return illustrate(ended.folder, names, workers)


def illustrate(folder: Path, names: Sequence[str], workers: int | None = None) -> int:
    """Draw figures and write the report; a failure leaves the numbers as they are and is said.

    No name draws nothing new: the report is then written alone. Returns the exit status.
    """
    from diplosim.errors import DiplosimError
    from diplosim.experiment import available_cores
    from diplosim.figures.folder import draw_figures
    from diplosim.files import DOCUMENT, read_bytes
    from diplosim.report import write_report
    from diplosim.results import Results

    results = Results.open(folder)
    try:
        drawn = draw_figures(results, names, processes=workers or available_cores()) if names else []
        svg = [file for file in drawn if file.suffix == ".svg"]
        write_report(results, {file.stem: read_bytes(file, DOCUMENT) for file in svg})
    except (DiplosimError, ValueError, OSError) as error:
        say(f"the results are complete, but figures or the report could not be made: {error}")
        return FAILED
    return DONE


def tell_end(ended: Ended) -> None:
    """Say what the analyses found, where the report is, and where the results are."""
    from diplosim.experiment.owned import REPORT
    from diplosim.report.ending import highlights
    from diplosim.results import Results
    from diplosim.wording.listing import console, tell

    out = console()
    for sentence in highlights(Results.open(ended.folder)):
        tell(out, sentence)
    if (ended.folder / REPORT).is_file():
        click.echo(f"Report: {ended.folder / REPORT}")
    click.echo(f"Results: {ended.folder}")


def say(text: str) -> None:
    """Tell the reader, on stderr."""
    click.echo(printable(text), err=True)
