"""``diplosim export``: results in the formats of others - NetCDF, CSV, and the metadata of an RO-Crate."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.options import READ_ONLY, load_plugins, plugin_option, results_argument, unverified_option
from diplosim.files import is_folder

if TYPE_CHECKING:
    from diplosim.results import Results

FORMATS = ("netcdf", "csv", "rocrate")


@click.command("export", cls=GuardedCommand, context_settings=HELP)
@results_argument
@click.option(
    "--format", "formats", multiple=True, required=True, type=click.Choice(FORMATS),
    help="Repeatable. rocrate is written last, so that it lists the others.",
)  # fmt: skip
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False),
              help="The file of --format netcdf; default: results.nc in RESULTS.")  # fmt: skip
@plugin_option
@unverified_option
@debug_option
def command(*, results: Path, formats: Sequence[str], out: Path | None, plugins: Sequence[str]) -> int:
    """Write a RESULTS folder in the formats of other programs, into the folder itself.

    \b
    netcdf   results.nc: every metric, outcome and varied quantity as a labelled
             array with its unit and a calendar (CF); for xarray, R, Panoply
    csv      the tables of runs, months and quantiles as CSV
    rocrate  ro-crate-metadata.json: what made these files of which inputs, for
             archives; the folder is then an RO-Crate
    """
    from diplosim.results import open_results

    if out is not None and list(formats) != ["netcdf"]:
        raise InputError("--out names the file of --format netcdf alone; the others belong into RESULTS")
    if out is not None and not is_folder(out.parent):
        raise InputError(f"--out {out}: {out.parent} is no folder")
    load_plugins(plugins)
    for kind in sorted(set(formats), key=FORMATS.index):
        found = open_results(results)  # anew: the manifest lists what the last one has written
        try:
            written = _write(found, kind, out)
        except OSError as error:
            if error.errno not in READ_ONLY:
                raise
            raise InputError(f"{results if out is None else out} is read-only") from error
        for path in written:
            click.echo(path)
    return DONE


def _write(results: Results, kind: str, out: Path | None) -> list[Path]:
    """Write one format; what lies in the folder is entered into its manifest."""
    from diplosim.experiment import add_files, write_files
    from diplosim.experiment.assemble import CSV
    from diplosim.experiment.folder import write_csv
    from diplosim.experiment.owned import CRATE, NETCDF
    from diplosim.results.arrays import write_netcdf
    from diplosim.results.crate import crate_bytes

    folder = results.folder
    if kind == "netcdf" and out is not None:
        return [write_netcdf(results, out)]
    if kind == "netcdf":
        names = [write_netcdf(results, folder / NETCDF).name]
    elif kind == "csv":
        names = [f"{name}.csv" for name in CSV]
        for name in CSV:
            write_csv(folder, name)
    else:
        write_files(folder, {CRATE: crate_bytes(results)})
        names = [CRATE]
    add_files(folder, names)
    return [folder / name for name in names]
