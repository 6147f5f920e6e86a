"""``diplosim hindcast``: the model against the record, episode by episode, beside forecasts that need no model."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.options import no_figures_option
from diplosim.cli.printing import case_option
from diplosim.cli.running import say

if TYPE_CHECKING:
    from diplosim.history.hindcast import Ensemble, Episode, Line
    from diplosim.scenario import Scenario

#: The page whose part between these marks is made by the command, and the numbers behind it.
PAGE, NUMBERS = "validation.md", "hindcast.json"
MARKS = ("<!-- hindcast -->", "<!-- /hindcast -->")
#: The picture of the years since 1990, in the folder of the docs.
PICTURE = Path("pictures") / "record"


#: Parameters: those of the files, of the whole of their ranges, and of the two fits.
DRAWS = ("default", "prior", "posterior", "posterior_historian")
#: Draws that share the runs of an episode.
MOST_DRAWS = 50


@click.command("hindcast", cls=GuardedCommand, context_settings=HELP)
@click.argument("episode", metavar="[EPISODE]", default="all")
@click.option("-n", "--replicates", type=click.IntRange(min=2), default=200, show_default=True,
              help="Runs of each episode.")  # fmt: skip
@click.option("--draws", type=click.Choice(DRAWS), default=DRAWS[0], show_default=True,
              help="Parameters: of the scenario files, or up to 50 draws from their prior ranges, from the fit that "
              "ships, or from the fit to the record up to 2017.")  # fmt: skip
@click.option("-o", "--out", type=click.Path(path_type=Path, file_okay=False),
              help="Folder for scores.csv, groups.csv, values.csv, figures; default: nothing is written.")  # fmt: skip
@click.option("--docs", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
              help=f"Instead: play all episodes with all --draws, put the tables into {PAGE} of this folder, their "
              f"numbers into {NUMBERS}, and draw the picture of 1990-2025.")  # fmt: skip
@click.option("--json", "style", flag_value="json", default=None, help="Print JSON.")
@click.option("--csv", "style", flag_value="csv", help="Print the lines as CSV.")
@click.option("--markdown", "style", flag_value="markdown", help="Print the tables as Markdown.")
@no_figures_option
@case_option
@debug_option
def command(
    *, episode: str, replicates: int, draws: str, out: Path | None, docs: Path | None, style: str | None,
    no_figures: bool, case: Path,
) -> int:  # fmt: skip
    """Play an EPISODE of the past (E1 to E10, all, or long_1990) and score it against the record.

    Its file has what came from outside: governments, drills, resolutions, closures, disasters, dated offers; decisions
    are the model's. Scored are yearly provocations, meetings, money and vaccination (CRPS, and how many values lie in
    the middle 50 and 90 % of the runs), refusals (Brier score) and whether there were talks at all (log score), beside
    five forecasts without diplomacy: the last year, the years under the same leader, all years before, and the model
    with every diplomatic term off, as it is and with its number of provocations restored. What fails comes first.
    """  # fmt: skip
    from diplosim.evidence import require_coded

    require_coded("hindcast", case, "episodes.csv")
    from diplosim.history.hindcast import WHOLE, episodes
    from diplosim.history.scoreboard import document

    started = time.perf_counter()
    if docs is not None:
        if episode != "all" or draws != DRAWS[0]:
            raise InputError("--docs plays all episodes with all --draws: leave out EPISODE and --draws")
        _check_page(docs)
        told = [
            document(_played("all", replicates, kind, None), _how(replicates, kind)) for kind in available()
        ]
        written = _document(docs, told) + _picture(docs, episodes(WHOLE)[0], replicates)
    else:
        found = _played(episode, replicates, draws, None if no_figures else out)
        one = document(found, _how(replicates, draws))
        written = [] if out is None else _write(out, one, found)
        _print(one, style)
    for path in written:
        say(f"written: {path}")
    say(f"{time.perf_counter() - started:.0f} s")
    return DONE


def _played(episode: str, replicates: int, draws: str, out: Path | None) -> list[Line]:
    """The scores of the episodes; their figures go to a folder, if there is one."""
    from diplosim.history.hindcast import Ensemble, episodes, lines

    chosen, found = _draws(draws, replicates), []
    for one in episodes(episode):
        ensemble = Ensemble.of(one, replicates, _worlds(one, chosen))
        found += lines(ensemble)
        if out is not None:
            _figure(ensemble, out)
    return found


def _draws(kind: str, most: int) -> list[dict[str, float]]:
    """Draws of parameters; none for those of the files."""
    if kind == "default":
        return []
    from diplosim.experiment import choose_engine

    count = min(most, MOST_DRAWS)
    if kind == "prior":
        if choose_engine("auto").name != "compiled":
            raise InputError("--draws prior needs the compiled engine: pip install 'diplosim[fast]'")
        from scipy.stats import qmc

        from diplosim.calibration.batch import NAMES, from_unit

        places = qmc.LatinHypercube(d=len(NAMES), seed=1).random(count)
        return [dict(zip(NAMES, map(float, row), strict=True)) for row in from_unit(places)]
    from diplosim.experiment.posterior import load_draws

    found = [dict(draw) for draw in load_draws(kind)[:count]]
    if not found:
        raise InputError(
            f"no draws of {kind} come with this version of diplosim; 'diplosim calibrate' makes them"
        )
    return found


def available() -> list[str]:
    """The kinds of parameters of which there are draws."""
    from diplosim.experiment.posterior import SHIPPED, load_draws

    return [kind for kind in DRAWS if kind not in SHIPPED or load_draws(kind)]


def _worlds(episode: Episode, draws: Sequence[Mapping[str, float]]) -> list[Scenario]:
    """The worlds of an episode with these draws, each with chance of its own."""
    if not draws:
        return []
    from diplosim.experiment.posterior import with_draw

    scenario = episode.scenario
    seeded = [scenario.model_copy(update={"seed": scenario.seed + place}) for place in range(len(draws))]
    return [with_draw(world, draw) for world, draw in zip(seeded, draws, strict=True)]


def _how(replicates: int, draws: str) -> dict[str, Any]:
    """What decides the numbers."""
    from diplosim.version import __version__

    return {
        "diplosim": __version__,
        "replicates": replicates,
        "draws": draws,
        "seed": "of each scenario file",
    }


def _figure(ensemble: Ensemble, out: Path) -> None:
    from diplosim.figures.charts.record import record
    from diplosim.figures.layout.save import save

    for path in save(record(ensemble), out / "figures" / ensemble.episode.id):
        say(f"written: {path}")


def _picture(docs: Path, whole: Episode, replicates: int) -> list[Path]:
    """The years 1990-2025 in one picture, for the page of validation."""
    from diplosim.figures.charts.record import record
    from diplosim.figures.layout.save import save
    from diplosim.history.hindcast import Ensemble

    return save(record(Ensemble.of(whole, replicates)), docs / PICTURE, ("png",))


def _write(out: Path, told: Mapping[str, Any], found: Sequence[Line]) -> list[Path]:
    """The tables as CSV, and how they were made."""
    from diplosim.experiment import csv_bytes, write_files
    from diplosim.history.scoreboard import value_rows

    tables = {"scores": told["lines"], "groups": told["groups"], "values": value_rows(found)}
    files = {f"{name}.csv": csv_bytes(rows, list(rows[0])) for name, rows in tables.items() if rows}
    files["hindcast.json"] = _json(told["how"])
    out.mkdir(parents=True, exist_ok=True)
    write_files(out, files)
    return [out / name for name in files]


def _check_page(docs: Path) -> tuple[str, str]:
    """What stands before and after the tables in the page."""
    from diplosim.files import DOCUMENT, read_text

    before, begin, rest = read_text(docs / PAGE, DOCUMENT).partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    if not begin or not end:
        raise InputError(
            f"{docs / PAGE} needs the lines {MARKS[0]} and {MARKS[1]}, between which the tables go"
        )
    return before, after


def _document(docs: Path, told: Sequence[Mapping[str, Any]]) -> list[Path]:
    """The tables into the page, between its marks; made of the numbers as they are kept."""
    from diplosim.experiment import write_files
    from diplosim.history.scoreboard import page

    before, after = _check_page(docs)
    made = f"{before}{MARKS[0]}\n{page(json.loads(_json(told)))}\n{MARKS[1]}{after}"
    write_files(docs, {NUMBERS: _json(told), PAGE: made.encode()})
    return [docs / PAGE, docs / NUMBERS]


def _json(data: Any) -> bytes:
    """Numbers with six significant figures, which is more than they deserve."""
    text = json.dumps(data, indent=1, ensure_ascii=False)
    return (re.sub(r"-?\d+\.\d+(e-?\d+)?", lambda found: f"{float(found[0]):.6g}", text) + "\n").encode()


def _print(told: Mapping[str, Any], style: str | None) -> None:
    from diplosim.history import scoreboard

    if style == "json":
        click.echo(_json(told).decode(), nl=False)
    elif style == "csv":
        from diplosim.experiment import csv_bytes

        rows = told["lines"]
        click.echo(csv_bytes(rows, list(rows[0])).decode(), nl=False)
    elif style == "markdown":
        click.echo(scoreboard.page([told]))
    else:
        from diplosim.wording.listing import console
        from diplosim.wording.tables import folded

        for listing in scoreboard.listings(told):
            console().print(listing)
            click.echo()
        click.echo("\n".join(folded(scoreboard.LEGEND, console().width)))
