"""The live page of a scenario, of results, or of all that ships: as text, as a file, or in a cell of a notebook."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from diplosim.files import is_folder
from diplosim.page.build import page
from diplosim.page.levers import PageError
from diplosim.page.presets import problem_of
from diplosim.scenario import Scenario
from diplosim.scenario.files import file_of, is_bare, shipped_files

if TYPE_CHECKING:
    from diplosim.page.build import Own


@dataclass(frozen=True)
class LivePage:
    """One HTML file that plays the model in a browser; the last line of a notebook's cell shows it."""

    text: str

    def save(self, path: str | Path) -> Path:
        """Write the file and say where it is."""
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.text, encoding="utf-8", newline="\n")
        return path

    def _repr_html_(self) -> str:
        return (
            '<iframe title="diplosim: the live page" width="100%" height="900" style="border:1px solid #d9dde2" '
            f'srcdoc="{html.escape(self.text)}"></iframe>'
        )


def explore(source: Scenario | str | Path | None = None) -> LivePage:
    """The live page, which starts from the status quo or from ``source``.

    Args:
        source: a scenario, its file or shipped name, or a results folder.

    Raises:
        PageError: the page has no room for the cast.
        ScenarioError: the file is no scenario.
        FolderError: the folder holds no results.
    """
    return LivePage(page(*_chosen(source)))


def _chosen(source: Scenario | str | Path | None) -> tuple[Own, str | None]:
    """Scenarios of the reader's own, with the file of each, and the name of the one to start from."""
    if source is None:
        return {}, None
    if isinstance(source, Scenario):
        return _named([(source, source.source)])
    if is_folder(file_of(source)):
        return _of_results(Path(source))
    scenario = Scenario.load(source)
    if isinstance(source, str) and is_bare(source) and source in shipped_files("scenarios"):
        _check([scenario])
        return {}, source
    return _named([(scenario, Path(source))])


def _of_results(folder: Path) -> tuple[Own, str | None]:
    from diplosim.experiment.manifest import scenario_files
    from diplosim.results import Results

    scenarios = Results.open(folder).scenarios
    files = [folder / name for name in scenario_files(scenarios)]
    return _named(list(zip(scenarios, files, strict=True)))


def _named(own: Sequence[tuple[Scenario, Path | None]]) -> tuple[Own, str | None]:
    """The scenarios by names that no shipped one has; the last is the one to start from."""
    _check([scenario for scenario, _ in own])
    shipped = shipped_files("scenarios")
    found = {f"own_{one.name}" if one.name in shipped else one.name: (one, file) for one, file in own}
    return found, list(found)[-1]


def _check(scenarios: Sequence[Scenario]) -> None:
    wrong = [(scenario.name, problem_of(scenario)) for scenario in scenarios]
    said = [f"{name}: {why}; diplosim run plays it" for name, why in wrong if why]
    if said:
        raise PageError("\n".join(said))
