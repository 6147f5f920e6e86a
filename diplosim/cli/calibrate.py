"""``diplosim calibrate``: fit the model to the record, and say what that tells and what it does not."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from diplosim.cli.guard import DONE, FAILED, HELP, GuardedCommand, debug_option
from diplosim.cli.progress import ProgressBar
from diplosim.cli.running import say

if TYPE_CHECKING:
    from diplosim.calibration.fit import Fitted, Settings
    from diplosim.calibration.summaries import Fit

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("calibrate", cls=GuardedCommand, context_settings=HELP)
@click.option(
    "--fit", type=click.Choice(["full", "historian"]), default="full", show_default=True,
    help="What ships, or what a historian could have fitted in December 2017.",
)  # fmt: skip
@click.option("--draws", type=click.IntRange(min=1000), help="Draws to try; default: 100000.")
@click.option(
    "--out", type=_FOLDER, help="Folder; default: results/calibrate_FIT. A killed fit goes on there."
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
@debug_option
def command(
    *,
    fit: str,
    draws: int | None,
    out: Path | None,
    check: bool,
    show: bool,
    workers: int | None,
    quiet: bool,
) -> int:
    """Fit the deeply uncertain parameters to the record of the fitted episodes.

    Says which recorded numbers the model cannot meet, then prior beside posterior for every parameter; writes the draws
    and a manifest. A posterior is an axis for scenarios, not knowledge.
    """
    from diplosim.calibration.fit import Settings
    from diplosim.calibration.shipped import REDUCED, shipped_manifest

    if show:
        _print(shipped_manifest(cast("Fit", fit)))
        return DONE
    given: dict[str, Any] = {"fit": cast("Fit", fit)}
    if draws or check:
        given["draws"] = draws or REDUCED
    settings = Settings(**given)
    if check:
        with tempfile.TemporaryDirectory() as scratch:
            return _check(_fitted(settings, out or Path(scratch), workers, quiet), quiet)
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
    _print(told)
    click.echo(f"Written: {', '.join(str(folder / name) for name in written)}")
    click.echo(beside_shipped(found.settings, written[path_of(found.settings.fit).name]))
    return DONE


def _print(told: Mapping[str, Any]) -> None:
    """What fails, then prior beside posterior."""
    from diplosim.calibration.shipped import HEADINGS, failures, rows
    from diplosim.wording.listing import columns_of, console

    for line in failures(told):
        click.echo(line)
    table = columns_of(HEADINGS)
    for row in rows(told):
        table.add_row(*row)
    console().print(table)
    click.echo(
        "width: standard deviation over that of the prior; near 1 the record says nothing of a parameter"
    )


def _check(found: Fitted, quiet: bool) -> int:
    from diplosim.calibration.shipped import TOLERANCE, apart

    wrong = apart(found)
    for line in wrong:
        say(f"apart: {line}")
    if not quiet:
        click.echo(
            f"{len(wrong)} of {found.near.places.shape[1]} means lie more than {TOLERANCE} standard deviations "
            "of the prior from the shipped ones"
        )
    return FAILED if wrong else DONE
