"""``diplosim findings``: what the model says about declared claims; the page that says so, and its check."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplosim.cli.guard import DONE, FAILED, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.running import say
from diplosim.files import DOCUMENT, read_text

if TYPE_CHECKING:
    from diplosim.analysis.claims.declared import Claims

#: Size of a sweep that checks.
REDUCED = {"samples": 48, "replicates": 8}
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("findings", cls=GuardedCommand, context_settings=HELP)
@click.argument("table", metavar="[CLAIMS]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--claim", metavar="ID", help="Print what is found about one claim, with the commands behind it."
)
@click.option(
    "--check", is_flag=True, help="Run at reduced size and compare with the page; exit status 1 if it errs."
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
@debug_option
def command(
    *, table: Path | None, claim: str | None, check: bool, docs: Path, quiet: bool, **running: Any
) -> int:  # fmt: skip
    """Say what the model says about each of the CLAIMS (default: those of the project's sources).

    Runs the experiment that the table names under each rule of trust, or reuses what is there; judges every claim;
    writes findings.md and findings.json. With --claim it only reads findings.json. A thinking aid, not a forecast.
    """
    from diplosim.analysis.claims.declared import read_claims

    claims = read_claims(table or _shipped())
    if claim is not None:
        return _print_claim(claims, docs, claim)
    if check:
        for name, size in REDUCED.items():
            running[name] = running[name] or size
        return _check(claims, docs, Runs(claims, **running, quiet=quiet))
    return _write(claims, docs, Runs(claims, **running, quiet=quiet))


def _shipped() -> Path:
    import diplosim.evidence

    return Path(diplosim.evidence.__file__).with_name("claims.yaml")


def _write(claims: Claims, docs: Path, runs: Runs) -> int:
    """Measure everything and write the page."""
    from diplosim.analysis.claims.findings import measure, to_json
    from diplosim.analysis.claims.page import page
    from diplosim.analysis.claims.prose import headlines
    from diplosim.experiment import write_files

    found = measure(claims, runs.folders(), say=None if runs.quiet else say)
    docs.mkdir(parents=True, exist_ok=True)
    files = {"findings.json": to_json(found), "findings.md": page(claims, found).encode()}
    write_files(docs, files)
    for text in headlines(claims, {row["test"]: row for row in found["tests"]})[1]:
        say(f"left out, because the findings do not bear it out: {text}")
    if not runs.quiet:
        click.echo(f"Written: {', '.join(str(docs / name) for name in files)}")
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
        checked = check(stored, measure(claims, small.folders(), deep=False))
    for text in (*wrong, *checked.wrong):
        say(f"wrong: {text}")
    if not runs.quiet:
        click.echo(
            f"{checked.statements} signs and sides compared at {runs.samples} samples x {runs.replicates} runs: "
            f"{len(checked.wrong)} contradicted; of {checked.decided} decided signs {checked.seen} seen again"
        )
    return FAILED if wrong or checked.wrong else DONE


def _print_claim(claims: Claims, docs: Path, asked: str) -> int:
    """One claim from the stored findings."""
    from diplosim.analysis.claims.findings import read_stored
    from diplosim.analysis.claims.page import commands
    from diplosim.analysis.claims.prose import plain_bullet
    from diplosim.scenario import unknown

    known = {claim.id: claim for claim in claims.claims}
    if asked not in known:
        why = [group.why for group in claims.untested if asked in group.ids]
        raise InputError(f"{asked} is not tested: {why[0]}" if why else unknown("claim", asked, list(known)))
    rows = {row["test"]: row for row in read_stored(docs / "findings.json")["tests"]}
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

    def folders(self) -> dict[str, Path]:
        """Rule of trust -> folder with its finished sweep."""
        return {rule: self._run(rule) for rule in (self.claims.rule, *self.claims.other_rules)}

    def _run(self, rule: str) -> Path:
        from diplosim.api import execute
        from diplosim.cli.progress import ProgressBar
        from diplosim.experiment import How, choose_engine, load_definition, make_plan, quietly, to_stderr

        name = self.claims.experiment
        given = {"samples": self.samples, "replicates": self.replicates}
        changes: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
        if rule != self.claims.rule:
            name = f"{name}_{rule}"
            changes |= {"name": name, "set": {"trust.rule": rule}}
        known: str | Path = self.claims.experiment
        file = known if self.experiments is None else self.experiments / f"{known}.yaml"
        definition = load_definition(file, changes)
        plan = make_plan(definition, choose_engine("auto", arms=definition.arms).name)
        with ProgressBar(self.quiet) as bar:
            ended = execute(
                definition, plan, self.results / name,
                How(workers=self.workers, force=self.force, progress=bar, say=quietly if self.quiet else to_stderr),
            )  # fmt: skip
        if ended.interrupted:
            raise KeyboardInterrupt
        if ended.failures:
            raise InputError(
                f"{len(ended.failures)} of {plan.runs} runs failed in {ended.folder}; runs.parquet says why"
            )
        if not self.quiet:
            say(f"{rule}: {plan.runs:,} runs in {ended.folder}")
        return ended.folder
