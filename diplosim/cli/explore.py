"""``diplosim explore``: the live page, one file with the engine inside that answers in any browser, offline."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.options import READ_ONLY, load_scenarios

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diplosim.scenario import Scenario


@click.command("explore", cls=GuardedCommand, context_settings=HELP)
@click.argument("source", metavar="[SCENARIO|RESULTS]", required=False)
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False),
              help="File to write; without it a temporary file is written and opened.")  # fmt: skip
@debug_option
def command(*, source: str | None, out: Path | None) -> int:
    """Write the live page: the compiled engine and every shipped scenario in one HTML file, offline.

    Policies, assumptions and actors are moved by hand, and every move plays a thousand futures in the browser. It
    starts from the status quo, from a SCENARIO (a file or a shipped name), or from the scenarios of a RESULTS folder.
    """
    from diplosim.page.build import page

    text = page(*_chosen(source))
    path = _write(text, out)
    click.echo(path)
    if out is None and click.launch(path.as_uri()) != 0:
        click.echo(f"no browser could be opened; open {path} in one", err=True)
    return DONE


def _chosen(source: str | None) -> tuple[dict[str, tuple[Scenario, str]], str | None]:
    """Scenarios of the user's own with the file of each, and the name of the one to start from."""
    from diplosim.files import is_folder
    from diplosim.scenario.files import file_of, is_bare, shipped_files

    if source is None:
        return {}, None
    if is_folder(file_of(source)):
        return _of_results(Path(source))
    scenario = load_scenarios([source], (), ())[0]
    if is_bare(source) and source in shipped_files("scenarios"):
        _check([scenario])
        return {}, source
    return _named([(scenario, str(Path(source).resolve()))])


def _of_results(folder: Path) -> tuple[dict[str, tuple[Scenario, str]], str | None]:
    from diplosim.experiment.manifest import scenario_files
    from diplosim.results import Results

    results = Results.open(folder)
    files = scenario_files(results.scenarios)
    return _named(
        list(zip(results.scenarios, (str((folder / name).resolve()) for name in files), strict=True))
    )


def _named(own: Sequence[tuple[Scenario, str]]) -> tuple[dict[str, tuple[Scenario, str]], str | None]:
    """The scenarios by names that no shipped one has; the last is the one to start from."""
    from diplosim.scenario.files import shipped_files

    _check([scenario for scenario, _ in own])
    shipped = shipped_files("scenarios")
    found = {f"own_{s.name}" if s.name in shipped else s.name: (s, file) for s, file in own}
    return found, list(found)[-1]


def _check(scenarios: Sequence[Scenario]) -> None:
    from diplosim.page.presets import problem_of

    wrong = [(scenario.name, problem_of(scenario)) for scenario in scenarios]
    said = [f"{name}: {why}; diplosim run plays it" for name, why in wrong if why]
    if said:
        raise InputError("\n".join(said))


def _write(text: str, out: Path | None) -> Path:
    """Write the page where it is wanted, or where temporary files go."""
    try:
        if out is None:
            handle, name = tempfile.mkstemp(prefix="diplosim_", suffix=".html")
            os.close(handle)
            out = Path(name)
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        if error.errno not in READ_ONLY:
            raise
        raise InputError(f"{out} is read-only; choose another place with --out") from error
    return out
