"""Running from Python: ``simulate`` a scenario, ``compare`` several, run an ``Experiment``, open what was run."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.api.results import Results
from diplosim.experiment import (
    Definition,
    Engine,
    How,
    Plan,
    Progress,
    choose_engine,
    definition_from_dict,
    definition_of,
    load_definition,
    make_plan,
    mismatches,
    months_of,
    prepare,
    run_in_memory,
    run_plan,
    to_stderr,
)

if TYPE_CHECKING:
    from diplosim.experiment import Ended
    from diplosim.model.actors.base import CastMember
    from diplosim.scenario import Scenario


def open_results(folder: str | Path, verify: bool = True) -> Results:
    """The finished results in a folder, with every analysis.

    Args:
        folder: the results folder.
        verify: compare its files with the hashes in its manifest; without, files that were changed on purpose are read
            as they are, and the report says so.

    Raises:
        FolderError: it is no results folder, of another version, damaged or changed, or not all of its runs are there.
    """
    from diplosim.results import open_results as read
    from diplosim.results.stored import read_as_they_are

    read_as_they_are(Path(folder), not verify)
    return Results(read(Path(folder)))


def simulate(
    scenario: Scenario | str | Path,
    replicates: int | None = None,
    seed: int | None = None,
    engine: str = "auto",
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    actors: Mapping[str, type[CastMember]] | None = None,
) -> Results:
    """Run a scenario in memory; ``replicates`` and ``seed`` default to the scenario's own.

    ``scenario`` is one, or the name of a shipped one or the path of a file.

    ``engine`` is ``auto``, ``mesa``, ``compiled`` or ``portable``; the numbers are the same to the last bit.
    ``workers`` are processes of the Mesa engine or threads of the others. ``actors`` are classes of your own by actor
    code (``{"ROK": MyDonor}``), which the Mesa engine alone can run. Failed runs are rows with their reason in
    ``.runs``, and a warning.
    """
    return _in_memory(prepare(_scenarios(scenario), replicates, seed), engine, workers, progress, actors)


def compare(
    *scenarios: Scenario | str | Path | Iterable[Scenario | str | Path],
    replicates: int | None = None,
    seed: int | None = None,
    engine: str = "auto",
    workers: int | None = None,
    progress: Progress | None = None,
    actors: Mapping[str, type[CastMember]] | None = None,
) -> Results:
    """Run several scenarios in memory under the same shocks; ``.table`` compares each with the first.

    Takes the scenarios (or names, or paths) one by one or as one list; the other arguments are those of `simulate`.
    """
    arms = prepare([each for item in scenarios for each in _scenarios(item)], replicates, seed)
    for text in mismatches(arms):
        warnings.warn(text, stacklevel=2)
    return _in_memory(arms, engine, workers, progress, actors)


def _scenarios(given: Scenario | str | Path | Iterable[Scenario | str | Path]) -> list[Scenario]:
    """Scenarios as they are; names of shipped ones and paths of files read."""
    from diplosim.scenario import Scenario

    if isinstance(given, Scenario):
        return [given]
    if isinstance(given, str | Path):
        return [Scenario.load(given)]
    return [each for item in given for each in _scenarios(item)]


def _in_memory(
    arms: Sequence[Scenario],
    engine: str,
    workers: int | None,
    progress: Progress | None,
    actors: Mapping[str, type[CastMember]] | None,
) -> Results:
    """The results of some scenarios, with a warning if runs failed."""
    from diplosim.analysis import summarise
    from diplosim.policies import loaded_plugins
    from diplosim.results import ResultsInMemory

    definition = definition_of(arms)
    chosen = choose_engine(engine, list(actors or {}), arms, months_of(definition))
    if chosen.note:
        to_stderr(chosen.note)
    plugins = [str(plugin) for plugin in loaded_plugins()]
    plan = make_plan(definition, chosen.name, plugins=plugins, keep_all=True, own=actors)
    memory = run_in_memory(plan, How(workers=workers, plugins=plugins, progress=progress, say=to_stderr))
    failed = memory.numbers.failures()
    if failed:
        first = failed[0]
        warnings.warn(
            f"{len(failed)} of {plan.runs} runs failed; the first: {first.arm}, replicate {first.replicate}: "
            f"{first.error}",
            stacklevel=3,
        )
    return Results(ResultsInMemory.of(memory, definition, summarise))


class Experiment:
    """Arms x samples x replicates, as an experiment file describes them."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition

    @classmethod
    def load(cls, path: str | Path, **changes: Any) -> Experiment:
        """Read an experiment file, or one that comes with diplosim by its bare name (``"policy_sweep"``).

        ``seed=``, ``replicates=`` and ``name=`` replace its lines.

        Raises :class:`diplosim.ScenarioError` with all problems of the file.
        """
        return cls(load_definition(path, changes))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Experiment:
        """Check an experiment given as a dict with the keys of an experiment file."""
        return cls(definition_from_dict(data))

    @classmethod
    def of(cls, *scenarios: Scenario, replicates: int | None = None, seed: int | None = None) -> Experiment:
        """The experiment whose arms are these scenarios, the reference first, with nothing varied."""
        return cls(definition_of(prepare(scenarios, replicates, seed)))

    @property
    def name(self) -> str:
        """Name of the experiment."""
        return self.definition.name

    @property
    def arms(self) -> tuple[Scenario, ...]:
        """The arms, the reference first."""
        return self.definition.arms

    def _engine(self, name: str) -> Engine:
        """The one that serves."""
        return choose_engine(name, arms=self.arms, months=months_of(self.definition))

    def plan(self, engine: str = "auto", *, trajectories: bool = False) -> Plan:
        """Every run counted; nothing is run."""
        from diplosim.policies import loaded_plugins

        chosen = self._engine(engine)
        return make_plan(self.definition, chosen.name, plugins=loaded_plugins(), keep_all=trajectories)

    def run(
        self,
        out: str | Path | None = None,
        *,
        engine: str = "auto",
        workers: int | None = None,
        scheduler: str | None = None,
        trajectories: bool = False,
        csv: bool = False,
        force: bool = False,
        progress: Progress | None = None,
    ) -> Results:
        """Run what is missing into the folder ``out`` (default ``results/<name>``) and return the results.

        Killed at any moment, the same call goes on where it stopped. ``scheduler`` is the address of a Dask
        cluster; ``trajectories`` keeps the months of every run.
        """
        from diplosim.policies import loaded_plugins

        note = self._engine(engine).note
        if note:
            to_stderr(note)
        how = How(
            workers=workers, scheduler=scheduler, plugins=loaded_plugins(), force=force, csv=csv,
            progress=progress, say=to_stderr,
        )  # fmt: skip
        folder = default_folder(self.definition) if out is None else Path(out)
        ended = execute(self.definition, self.plan(engine, trajectories=trajectories), folder, how)
        if ended.interrupted:
            raise KeyboardInterrupt
        if ended.failures:
            warnings.warn(
                f"{len(ended.failures)} of {ended.plan.runs} runs failed; .runs lists them", stacklevel=2
            )
        return open_results(folder)

    def __repr__(self) -> str:
        return f"<Experiment {self.name!r}: {_arms(self.definition)}>"

    def _repr_html_(self) -> str:
        from diplosim.wording.listing import html_listing

        d = self.definition
        return html_listing(
            f"Experiment {d.name}",
            [("title", d.title), ("question", d.question), ("arms", _arms(d)),
             ("varies", ", ".join(x.name for x in d.dimensions) or "nothing"),
             ("replicates", f"{d.arms[0].replicates:,}"), ("months", f"{d.arms[0].months} from {d.arms[0].start}")],
        )  # fmt: skip


def _arms(definition: Definition) -> str:
    from diplosim.wording.listing import some

    return f"{len(definition.arms)} arms ({some([arm.name for arm in definition.arms])})"


def default_folder(definition: Definition) -> Path:
    """``results/<name>``."""
    return Path("results") / definition.name


def execute(definition: Definition, plan: Plan, folder: Path, how: How) -> Ended:
    """Run a plan and write everything that follows from it, the summary included."""
    from diplosim.analysis import summary_file

    return run_plan(definition, plan, folder, how, summary_file)
