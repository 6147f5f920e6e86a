"""``diplosim findings``: what the model says about declared claims; the page that says so, and its check."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import diplosim
from diplosim.cli.guard import DONE, FAILED, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.printing import case_option
from diplosim.cli.running import say
from diplosim.files import DOCUMENT, read_text

if TYPE_CHECKING:
    from diplosim.analysis.claims.declared import Claims
    from diplosim.experiment import Definition, How

#: Size of a sweep that checks.
REDUCED = {"samples": 48, "replicates": 8}
#: Largest size of the sweeps under other rules of trust and over the posterior: they show on which side a share lies.
OTHERS = {"samples": 48, "replicates": 16}
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("findings", cls=GuardedCommand, context_settings=HELP)
@click.argument("table", metavar="[CLAIMS]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--claim", metavar="ID", help="Print what is found about one claim, with the commands behind it."
)
@click.option(
    "--check", is_flag=True, help="Run at reduced size and compare with the page; exit status 1 if it errs."
)
@click.option(
    "--screen",
    is_flag=True,
    help="Find the parameters of class C that move a headline: each at both ends of its range. Minutes.",
)
@click.option("--experiments", type=_FOLDER, help="Experiment files; default: those that come with diplosim.")
@click.option(
    "--results", type=_FOLDER, default=Path("results"), show_default=True, help="Where the sweeps go."
)
@click.option(
    "--docs", type=_FOLDER, default=Path("docs"), show_default=True, help="Where findings.md and .json are."
)
@click.option(
    "--samples", type=click.IntRange(min=1), help="Results; default: as the experiment says, for --check 48."
)
@click.option(
    "-n", "--replicates", type=click.IntRange(min=1), help="Runs of each sample; likewise, for --check 8."
)
@click.option("--workers", type=click.IntRange(min=1), help="Most threads to use; default: all cores.")
@click.option(
    "--force", is_flag=True, help="Replace sweeps of another size or version in the results folder."
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@case_option
@debug_option
def command(
    *, table: Path | None, claim: str | None, check: bool, screen: bool, docs: Path, quiet: bool, case: Path,
    **running: Any,
) -> int:  # fmt: skip
    """Say what the model says about each of the CLAIMS (default: claims.yaml in the evidence of the case).

    Runs the experiment that the table names under each rule of trust, or reuses what is there; judges every claim;
    takes what is behind the headlines apart; writes findings.md and findings.json. With --claim it only reads
    findings.json, the one that comes with diplosim where the folder has none. A thinking aid, not a forecast.
    """
    from diplosim.analysis.claims.declared import read_claims
    from diplosim.evidence import file, require

    if table is None:
        require("findings", case, "claims.yaml")
    claims = read_claims(table or file("claims.yaml", case))
    if claim is not None:
        return _print_claim(claims, _stored(docs, table, case), claim)
    runs = Runs(claims, **running, quiet=quiet)
    if screen:
        return _screen(claims, docs, runs)
    if check:
        return _check(claims, docs, runs.sized(REDUCED))
    return _write(claims, docs, runs)


def _stored(docs: Path, table: Path | None, case: Path) -> Path:
    """The findings to read; outside a copy of the project those that came with it, if the claims did, too."""
    from diplosim.cases import DEFAULT, folder_of

    here = docs / "findings.json"
    package = Path(diplosim.__file__).parent
    folders = (package / "shipped" / "docs", package.parent / "docs")
    own = os.path.lexists(here) or table is not None or case != folder_of(DEFAULT)
    return here if own else next((f / here.name for f in folders if (f / here.name).is_file()), here)


def _write(claims: Claims, docs: Path, runs: Runs) -> int:
    """Measure everything and write the page."""
    from diplosim.analysis.claims import decompose, screen
    from diplosim.analysis.claims.findings import measure, rounded, to_json
    from diplosim.analysis.claims.page import page
    from diplosim.analysis.claims.prose import headlines
    from diplosim.experiment import write_files

    found = measure(claims, runs.folders(), say=None if runs.quiet else say)
    if claims.headlines:
        size = runs.sized(decompose.SIZE)
        found = rounded(
            {**found, "decomposition": decompose.decomposed(claims, size.definition(), size.how())}
        )
    moving = screen.read_movers(docs / screen.FILE)
    if moving is not None:
        found["screened"] = moving
    docs.mkdir(parents=True, exist_ok=True)
    files = {"findings.json": to_json(found), "findings.md": page(claims, found).encode()}
    write_files(docs, files)
    for text in headlines(claims, {row["test"]: row for row in found["tests"]})[1]:
        say(f"left out, because the findings do not bear it out: {text}")
    if not runs.quiet:
        click.echo(f"Written: {', '.join(str(docs / name) for name in files)}")
    return DONE


def _screen(claims: Claims, docs: Path, runs: Runs) -> int:
    """Find what moves a headline, write it down, and say what the experiment does not vary."""
    from diplosim.analysis.claims import screen
    from diplosim.experiment import write_files

    size = runs.sized(screen.SIZE)
    definition = size.definition()
    rows = screen.screened(claims, definition, size.how())
    docs.mkdir(parents=True, exist_ok=True)
    write_files(docs, {screen.FILE: screen.to_csv(rows)})
    moving, varied = screen.movers(rows), {dimension.name for dimension in definition.dimensions}
    click.echo(
        f"{len(moving)} of {len(screen.calibrated())} parameters of class C move a headline: {', '.join(moving)}"
    )
    missing = [name for name in moving if name not in varied]
    if missing:
        say(f"{definition.name} does not vary {', '.join(missing)}; add to its 'vary': NAME: default_range")
    return DONE


def _check(claims: Claims, docs: Path, runs: Runs) -> int:
    """Compare the page with its numbers, and the numbers with a reduced sweep."""
    from diplosim.analysis.claims.findings import check, measure, read_stored
    from diplosim.analysis.claims.page import page

    stored = read_stored(docs / "findings.json")
    wrong = []
    if page(claims, stored) != read_text(docs / "findings.md", DOCUMENT):
        wrong.append(
            f"{docs / 'findings.md'} is not what its numbers say; make it again with: diplosim findings"
        )
    with runs.scratch() as small:
        checked = check(stored, measure(claims, small.folders(only_tests=True, posterior=False), deep=False))
    for text in (*wrong, *checked.wrong):
        say(f"wrong: {text}")
    if not runs.quiet:
        click.echo(
            f"{checked.statements} signs and sides compared at {runs.samples} samples x {runs.replicates} runs: "
            f"{len(checked.wrong)} contradicted; of {checked.decided} decided signs {checked.seen} seen again"
        )
    return FAILED if wrong or checked.wrong else DONE


def _print_claim(claims: Claims, stored: Path, asked: str) -> int:
    """One claim from the stored findings."""
    from diplosim.analysis.claims.findings import read_stored
    from diplosim.analysis.claims.page import commands
    from diplosim.analysis.claims.prose import plain_bullet
    from diplosim.scenario import unknown

    known = {claim.id: claim for claim in claims.claims}
    if asked not in known:
        why = [group.why for group in claims.untested if asked in group.ids]
        raise InputError(f"{asked} is not tested: {why[0]}" if why else unknown("claim", asked, list(known)))
    rows = {row["test"]: row for row in read_stored(stored)["tests"]}
    claim = known[asked]
    click.echo(f"{claim.id} ({claims.source(claim.id)}): {claim.claim}")
    if claim.note:
        click.echo(f"{claim.note}")
    for number, test in enumerate(claim.tests, start=1):
        click.echo("")
        row = rows[f"{claim.id}.{number}"]
        click.echo(plain_bullet(row, test))
        if test.among:
            click.echo("  The commands show all samples, not only these:")
        for line in commands(claims, test, row["place"]["side"] if "place" in row else "fails"):
            click.echo(f"    {line}")
    return DONE


@dataclass(frozen=True)
class Runs:
    """What to run, how large, and where."""

    claims: Claims
    samples: int | None = None
    replicates: int | None = None
    experiments: Path | None = None
    results: Path = Path("results")
    workers: int | None = None
    force: bool = False
    quiet: bool = False

    @contextmanager
    def scratch(self) -> Iterator[Runs]:
        """The same in a folder that is deleted afterwards."""
        with tempfile.TemporaryDirectory(prefix="diplosim_findings_") as folder:
            yield replace(self, results=Path(folder))

    def sized(self, size: Mapping[str, int]) -> Runs:
        """The same with this size, unless another one was asked for."""
        samples, replicates = (getattr(self, name) or size.get(name) for name in ("samples", "replicates"))
        return replace(self, samples=samples, replicates=replicates)

    def how(self) -> How:
        """How to play what needs no folder."""
        from diplosim.experiment import How

        return How(workers=self.workers)

    def folders(self, *, only_tests: bool = False, posterior: bool = True) -> dict[str, Path]:
        """Rule of trust, and ``posterior`` if one is shipped, -> folder with its finished sweep.

        The main one holds every arm unless ``only_tests``; the others are smaller.
        """
        from diplosim.analysis.claims.findings import POSTERIOR
        from diplosim.experiment.posterior import load_draws

        main = self.definition(only_tests=only_tests)
        found = {self.claims.rule: self._run(main)}
        own = {"samples": main.count, "replicates": main.arms[0].replicates}
        less = self.sized({name: min(most, own[name]) for name, most in OTHERS.items()})
        for rule in self.claims.other_rules:
            changes = {"name": f"{self.claims.experiment}_{rule}", "set": {"trust.rule": rule}}
            found[rule] = self._run(less.definition(changes, only_tests=True))
        if posterior and load_draws(POSTERIOR, main.arms[0].case.name) and main.arms[0].case.is_shipped:
            draws = {"vary": "posterior", "design": {"samples": less.samples}}
            changes = {"name": f"{self.claims.experiment}_{POSTERIOR}", **draws}
            found[POSTERIOR] = self._run(replace(less, samples=None).definition(changes))
        return found

    def definition(self, changes: Mapping[str, Any] | None = None, *, only_tests: bool = False) -> Definition:
        """The experiment in this size; ``only_tests`` leaves out arms that no test compares."""
        from diplosim.experiment import load_definition

        known: str | Path = self.claims.experiment
        file = known if self.experiments is None else self.experiments / f"{known}.yaml"
        given = {"samples": self.samples, "replicates": self.replicates}
        all_changes = {**{key: value for key, value in given.items() if value is not None}, **(changes or {})}
        found = load_definition(file, all_changes)
        if not only_tests:
            return found
        named = self.claims.arms() | {found.arms[0].name}
        arms = {name: arm for name, arm in found.document["arms"].items() if name in named}
        return load_definition(file, {**all_changes, "arms": arms})

    def _run(self, definition: Definition) -> Path:
        from diplosim.api import execute
        from diplosim.cli.progress import ProgressBar
        from diplosim.experiment import How, choose_engine, make_plan, quietly, to_stderr

        plan = make_plan(definition, choose_engine("auto", arms=definition.arms).name)
        with ProgressBar(self.quiet) as bar:
            ended = execute(
                definition, plan, self.results / definition.name,
                How(workers=self.workers, force=self.force, progress=bar, say=quietly if self.quiet else to_stderr),
            )  # fmt: skip
        if ended.interrupted:
            raise KeyboardInterrupt
        if ended.failures:
            raise InputError(
                f"{len(ended.failures)} of {plan.runs} runs failed in {ended.folder}; runs.parquet says why"
            )
        if not self.quiet:
            say(f"{definition.name}: {plan.runs:,} runs in {ended.folder}")
        return ended.folder
