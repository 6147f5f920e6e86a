"""``diplosim facts`` and ``calibrate``: the record against the model and its parameters; what fails comes first."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from diplosim.cli.guard import DONE, FAILED, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.options import read_settings
from diplosim.cli.printing import case_option
from diplosim.cli.progress import ProgressBar
from diplosim.cli.running import say
from diplosim.files import DOCUMENT, read_text
from diplosim.wording.listing import columns_of, console, tell

if TYPE_CHECKING:
    from diplosim.calibration.fit import Fitted, Settings
    from diplosim.calibration.summaries import Fit
    from diplosim.scenario import Scenario

#: The page whose part between these marks is made by the command, and the numbers behind it.
PAGE, NUMBERS = "validation.md", "facts.json"
MARKS = ("<!-- facts -->", "<!-- /facts -->")
COLUMNS = (
    ("fact", "left"), ("pattern", "left"), ("record", "right"), ("model", "right"), ("± s.e.", "right"),
    ("band", "right"), ("in it", "left"),
)  # fmt: skip
#: Runs of each world for a draw of a fit: more draws say more than more runs of one.
RUNS_A_DRAW = 5
LEGEND = (
    "To hold is no proof: most of these were looked at while the model was made. "
    "?: within two standard errors of an end of the band."
)


@click.command("facts", cls=GuardedCommand, context_settings=HELP)
@click.option(
    "-n",
    "--replicates",
    type=click.IntRange(min=20),
    default=300,
    show_default=True,
    help="Runs of each world.",
)
@click.option(
    "--only", multiple=True, metavar="FACT", help="Only this fact (SF7) or part (SF7b). Repeatable."
)
@click.option("--seed", type=click.IntRange(min=0), help="One seed for all worlds; default: each its own.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change a parameter in every world (trust.lam_neg=2.5). Repeatable.",
)
@click.option(
    "--draws",
    metavar="NAME",
    help="Take parameters from the draws of a fit (posterior, posterior_historian) instead of the defaults.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--docs",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="FOLDER",
    help=f"Write {NUMBERS} and the part of {PAGE} between {MARKS[0]} and {MARKS[1]} in this folder.",
)
@case_option
@debug_option
def command(
    *, replicates: int, only: tuple[str, ...], seed: int | None, settings: tuple[str, ...], draws: str | None,
    as_json: bool, docs: Path | None, case: Path,
) -> int:  # fmt: skip
    """Hold the model against the stylised facts of the record (SF1-SF20), target patterns (T) and known misses (M).

    Every number is computed on the model's own output, coded as the record is. Most of these patterns were looked at
    while the model was made: that one holds is no proof.
    """
    from diplosim.evidence import require_coded

    require_coded("facts", case, "fact_bands.csv")
    from diplosim.history.facts import evaluate, told

    if docs is not None and (only or settings or draws or seed is not None):
        raise InputError("--docs writes all facts as they stand: without --only, --set, --draws and --seed")
    given = {key: node.value for key, node in read_settings(settings, ()).items()}
    changes = _changes(given, draws, max(1, replicates // RUNS_A_DRAW))
    found = {"parameters": draws or "defaults"} | told(*evaluate(replicates, only, seed, changes), replicates)
    if docs is not None:
        _write(docs, found)
    if as_json:
        click.echo(_json(found), nl=False)
    else:
        _print(found)
    return DONE


def _changes(given: dict[str, Any], draws: str | None, most: int) -> list[Callable[[Scenario], Scenario]]:
    """What is done to every scenario: a change for each of at most so many draws, then what ``--set`` says."""
    from diplosim.experiment.posterior import SHIPPED, load_draws, with_draw
    from diplosim.scenario import unknown

    if draws is None:
        return [lambda scenario: scenario.with_(parameters=given)]
    if draws not in SHIPPED:
        raise InputError(f"--draws {draws}: {unknown('fit', draws, SHIPPED)}")
    rows = load_draws(draws)
    if not rows:
        raise InputError(f"--draws {draws}: none ship with this version; make them with: diplosim calibrate")

    def of(row: dict[str, float]) -> Callable[[Scenario], Scenario]:
        return lambda scenario: with_draw(scenario, row).with_(parameters=given)

    return [of(row) for row in rows[:: max(1, len(rows) // most)][:most]]


def _json(found: dict[str, Any]) -> str:
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def _print(found: dict[str, Any]) -> None:
    out = console()
    for line in found["verdicts"]:
        tell(out, line)
    out.print()
    table = columns_of(COLUMNS)
    for row in found["facts"]:
        table.add_row(*cells(row))
    out.print(table)
    out.print()
    for world in found["worlds"]:
        tell(out, f"{world['world']}: {world['scenario']}{', ' * bool(world['with'])}{world['with']}")
    out.print()
    tell(out, f"{found['replicates']} runs of each world, parameters: {found['parameters']}. {LEGEND}")


def cells(row: dict[str, Any]) -> tuple[str, ...]:
    """A part of a fact as a row of the table."""
    verdict = ("yes" if row["holds"] else "NO") + "?" * row["near"]
    return (
        row["id"], row["pattern"], row["record"], _number(row["value"]),
        f"{row['error']:.1g}", row["band"], verdict,
    )  # fmt: skip


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}"


def section(found: dict[str, Any]) -> str:
    """The part of the page, in Markdown."""
    lines = [*(f"* {line}" for line in found["verdicts"]), ""]
    heads = [name for name, _ in COLUMNS]
    lines += ["| " + " | ".join([*heads, "era", "kind"]) + " |", "|" + "---|" * (len(heads) + 2)]
    lines += ["| " + " | ".join([*cells(row), row["era"], row["kind"]]) + " |" for row in found["facts"]]
    noted = [row for row in found["facts"] if row["note"]]
    lines += ["", "Notes. " + " ".join(f"{row['id']}: {row['note']}." for row in noted), ""]
    worlds = "; ".join(
        f"{w['world']}: `{w['scenario']}`{', ' * bool(w['with'])}{w['with']}" for w in found["worlds"]
    )
    lines += [f"Worlds, {found['replicates']} runs of each. {worlds}. {LEGEND}"]
    return "\n".join(lines)


def _write(docs: Path, found: dict[str, Any]) -> None:
    """The numbers, and the part of the page."""
    from diplosim.experiment import write_files

    page = read_text(docs / PAGE, DOCUMENT)
    if page.count(MARKS[0]) != 1 or page.count(MARKS[1]) != 1 or page.index(MARKS[0]) > page.index(MARKS[1]):
        raise InputError(
            f"{docs / PAGE}: the marks {MARKS[0]} and {MARKS[1]} must stand in it once, in this order"
        )
    before, rest = page.split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    made = f"{before}{MARKS[0]}\n{section(found)}\n{MARKS[1]}{after}"
    write_files(docs, {NUMBERS: _json(found).encode(), PAGE: made.encode()})


@click.command("calibrate", cls=GuardedCommand, context_settings=HELP)
@click.option(
    "--fit", type=click.Choice(["full", "historian"]), default="full", show_default=True,
    help="What ships, or what a historian could have fitted in December 2017.",
)  # fmt: skip
@click.option("--draws", type=click.IntRange(min=1000), help="Draws to try; default: 100000.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder; default: results/calibrate_FIT. A killed fit goes on there.",
)
@click.option(
    "--check", is_flag=True,
    help="Fit again with a tenth of the draws and compare with what ships; exit status 1 if it lies apart.",
)  # fmt: skip
@click.option("--show", is_flag=True, help="Run nothing: say what the fit that ships has found.")
@click.option(
    "--workers", type=click.IntRange(min=1), help="Threads; default: all cores. No result depends on it."
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@case_option
@debug_option
def calibrate(
    *, fit: str, draws: int | None, out: Path | None, check: bool, show: bool, workers: int | None, quiet: bool,
    case: Path,
) -> int:  # fmt: skip
    """Fit the deeply uncertain parameters to the record of the fitted episodes.

    Says which recorded numbers the model cannot meet, then prior beside posterior for every parameter; writes the draws
    and a manifest. A posterior is an axis for scenarios, not knowledge.
    """
    from diplosim.evidence import require_coded
    from diplosim.experiment import choose_engine

    require_coded("calibrate", case, "posterior.json" if show else "target_patterns.csv")
    choose_engine("compiled")  # what follows cannot be imported without it
    from diplosim.calibration.fit import Settings
    from diplosim.calibration.shipped import REDUCED, shipped_manifest

    if show:
        _print_fit(shipped_manifest(cast("Fit", fit)))
        return DONE
    given: dict[str, Any] = {"fit": cast("Fit", fit)}
    if draws or check:
        given["draws"] = draws or REDUCED
    settings = Settings(**given)
    if check:
        with tempfile.TemporaryDirectory() as scratch:
            return _check_fit(_fitted(settings, out or Path(scratch), workers, quiet), quiet)
    folder = out or Path("results") / f"calibrate_{fit}"
    return _written(_fitted(settings, folder, workers, quiet), folder, quiet)


def _fitted(settings: Settings, folder: Path, workers: int | None, quiet: bool) -> Fitted:
    from diplosim.calibration.fit import fit, simulations

    done, total = 0, simulations(settings)
    with ProgressBar(quiet) as bar:

        def told(count: int) -> None:
            nonlocal done
            done += count
            bar(done, 0, total)

        return fit(settings, folder, told, workers)


def _written(found: Fitted, folder: Path, quiet: bool) -> int:
    from diplosim.calibration.shipped import beside_shipped, files, manifest, path_of
    from diplosim.experiment import write_files

    written, told = files(found), manifest(found)
    write_files(folder, written)
    if quiet:
        return DONE
    _print_fit(told)
    click.echo(f"Written: {', '.join(str(folder / name) for name in written)}")
    click.echo(beside_shipped(found.settings, written[path_of(found.settings.fit).name]))
    return DONE


def _print_fit(told: Mapping[str, Any]) -> None:
    """What fails, then prior beside posterior."""
    from diplosim.calibration.shipped import HEADINGS, failures, rows

    for line in failures(told):
        click.echo(line)
    table = columns_of(HEADINGS)
    for row in rows(told):
        table.add_row(*row)
    console().print(table)
    click.echo(
        "posterior: from 5 to 95 %. adjusted: the mean after a regression adjustment (Beaumont et al. 2002), a "
        "cross-check; what ships is not adjusted. width: standard deviation over that of the prior; near 1 the record "
        "says nothing of a parameter"
    )


def _check_fit(found: Fitted, quiet: bool) -> int:
    from diplosim.calibration.shipped import FALSE_ALARMS, apart

    wrong = apart(found)
    for line in wrong:
        say(f"apart: {line}")
    if not quiet:
        click.echo(
            f"{len(wrong)} of {found.near.places.shape[1]} means lie further from the shipped ones than chance "
            f"explains (a bound that errs in {FALSE_ALARMS:.0%} of checks)"
        )
    return FAILED if wrong else DONE
