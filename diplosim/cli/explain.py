"""``diplosim explain``: why each decision of a run fell as it did."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.options import load_plugins, load_scenarios, scenario_options, unverified_option
from diplosim.cli.printing import month_number, print_reasons, print_record
from diplosim.cli.rerun import plan_of_source, reasons_of
from diplosim.files import is_folder
from diplosim.wording.explain import Record, selected
from diplosim.wording.listing import console

if TYPE_CHECKING:
    from rich.console import Console

    from diplosim.results import Results
    from diplosim.scenario import Scenario

#: Records printed unless ``--limit`` says otherwise.
MOST = 10
#: Refused offers for which policies are searched; each takes some seconds.
SEARCHED = 3


class Told(NamedTuple):
    """The records of one run, and what is needed to read them."""

    records: list[Record]
    start: str
    months: int
    title: str
    names: dict[str, str]
    scenario: Scenario
    replicate: int


@click.command("explain", cls=GuardedCommand, context_settings=HELP)
@click.argument("source", metavar="RESULTS|SCENARIO")
@click.option("--arm", help="Scenario of a comparison; default: the last one.")
@click.option("--month", metavar="N|YYYY-MM", help="Only this month: a number from 0, or a calendar month.")
@click.option("--actor", help="Only what this actor (a code such as ROK) did or was done to.")
@click.option("--kind", help="Only this kind (offer_refused), or kinds that start so (offer).")
@click.option("--refused", is_flag=True, help="Only offers, proposals, packages and relief turned down.")
@click.option("--limit", type=click.IntRange(1), help="Most records to print; default 10.")
@click.option("--json", "as_json", is_flag=True, help="Print the records as JSON lines.")
@click.option("--replicate", type=click.IntRange(min=0), default=0, help="Run of a scenario file to explain.")
@click.option(
    "--all-runs",
    is_flag=True,
    help="Count the decisions of all runs: which term weighs most, what turns them.",
)
@click.option(
    "--runs", type=click.IntRange(1), help="With --all-runs: at most so many, evenly spread; default 2000."
)
@scenario_options
@unverified_option
@debug_option
def command(
    *,
    source: str,
    arm: str | None,
    month: str | None,
    actor: str | None,
    kind: str | None,
    refused: bool,
    limit: int | None,
    as_json: bool,
    replicate: int,
    all_runs: bool,
    runs: int | None,
    seed: int | None,
    settings: Sequence[str],
    uses: Sequence[str],
    plugins: Sequence[str],
) -> int:
    """Print decisions with their reasons, from a RESULTS folder or by running a SCENARIO file once.

    The terms of a decision add up to its value, which is held against the threshold. Without any choice of
    records, what there is is counted. With --all-runs the runs of a folder (of a scenario file: its replicates) are
    played again, and what they decided is counted by who decides and what.
    """
    from diplosim.scenario.files import file_of

    load_plugins(plugins)
    if runs is not None and not all_runs:
        raise InputError("--runs needs --all-runs")
    if all_runs:
        if replicate:
            raise InputError("--replicate is one run, --all-runs are all")
        plan, name = plan_of_source(source, arm, seed, settings, uses, plugins)
        over_all = reasons_of(plan, name, runs, month, actor=actor, kind=kind, refused=refused)
        if as_json:
            print_json(over_all.as_json()[:limit])
        else:
            print_reasons(console(), over_all, limit or MOST)
        return DONE
    if is_folder(file_of(source)):
        if replicate or seed is not None or settings or uses:
            raise InputError("--replicate, --seed, --set, --policy need a scenario file, not results")
        told = from_results(Path(source), arm)
    else:
        if arm is not None:
            raise InputError("--arm needs a results folder, not a scenario file")
        told = from_scenario(source, replicate, seed, settings, uses)
    check_names(told.records, actor, kind)
    wanted = None if month is None else month_number(month, told.start, told.months)
    found = selected(told.records, month=wanted, actor=actor, kind=kind, refused=refused)
    if as_json:
        print_json(found[:limit])
    elif len(found) == len(told.records) and limit is None:
        print_overview(told)
    else:
        print_text(found, limit or MOST, told)
    return DONE


def from_results(folder: Path, arm: str | None) -> Told:
    """The records of one scenario of a results folder."""
    from diplosim.results import Results
    from diplosim.scenario import unknown

    results = Results.open(folder)
    chosen = results.arms[-1] if arm is None else arm
    if chosen not in results.arms:
        raise InputError(f"--arm: {unknown('scenario', chosen, results.arms)}")
    if not results.traced:
        raise InputError(_how_to_get_a_log(results, chosen))
    records: list[Record] = [event for event in results.events if event["arm"] == chosen]
    replicate = results.manifest["plan"]["first_replicate"]
    others = [name for name in results.arms if name != chosen]
    more = f" (also in this folder: {', '.join(others)}; choose with --arm)" if others and arm is None else ""
    scenario = next(scenario for scenario in results.scenarios if scenario.name == chosen)
    title = f"{chosen}, replicate {replicate}{more}"
    months = results.months(chosen)
    return Told(records, results.start(chosen), months, title, scenario.names, scenario, replicate)


def _how_to_get_a_log(results: Results, arm: str) -> str:
    """What to type where assumptions vary, so that no run stands for all and none keeps its decisions."""
    number = results.all_arms.index(arm) * results.replicates
    from diplosim.experiment.owned import RERUNS

    kept = sorted((results.folder / RERUNS).glob("*/events.jsonl"))
    there = f"\nThere is one already: diplosim explain {kept[0].parent}" if kept else ""
    return (
        f"{results.folder} keeps no decisions of its runs, since there are many samples. Get those of one run, such as "
        f"{number} ({arm}, sample 0, replicate 0; runs.parquet has the numbers of all), and read them:\n"
        f"  diplosim rerun {results.folder} {number}\n"
        f"  diplosim explain {results.folder / RERUNS / f'{number:06d}'}{there}"
    )


def from_scenario(
    source: str, replicate: int, seed: int | None, settings: Sequence[str], uses: Sequence[str]
) -> Told:
    """Run a scenario once and return its records."""
    from diplosim.experiment import run_one

    scenario = load_scenarios([source], settings, uses)[0]
    if seed is not None:
        scenario = scenario.with_(seed=seed)
    result = run_one(scenario, replicate, trace=True)
    if not result.ok:
        raise RuntimeError(f"the run failed: {result.error}")
    title = f"{scenario.name}, replicate {replicate}, seed {scenario.seed}"
    return Told([*result.events], scenario.start, scenario.months, title, scenario.names, scenario, replicate)


def check_names(records: Sequence[Record], actor: str | None, kind: str | None) -> None:
    """Refuse an actor or kind that does not occur at all, with the nearest name."""
    kinds = sorted({record["kind"] for record in records})
    codes = sorted({str(code) for r in records for code in (r.get("actor"), r.get("target")) if code})
    if kind is not None and not any(name.startswith(kind) for name in kinds):
        near = difflib.get_close_matches(kind, kinds, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"in this run: {', '.join(kinds)}"
        raise InputError(f"--kind: nothing of kind '{kind}' in this run; {hint}")
    if actor is not None and actor not in codes:
        near = difflib.get_close_matches(actor.upper(), codes, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"in this run: {', '.join(codes)}"
        raise InputError(f"--actor: nobody called '{actor}' acts in this run; {hint}")


def print_json(records: Sequence[Record]) -> None:
    """Print one JSON document per record."""
    import json

    from diplosim.results import stored

    marked = {"unverified": stored.mark()} if stored.mark() else {}
    for record in records:
        click.echo(json.dumps({**record, **marked}, ensure_ascii=False, default=float))


def print_overview(told: Told) -> None:
    """Print how often each kind of thing happened, and how to read on."""
    from rich.text import Text

    from diplosim.wording.listing import columns_of

    out = console()
    out.print(Text(told.title, style="italic"))
    out.print()
    counts = Counter(record["kind"] for record in told.records)
    first: dict[str, str] = {}
    for record in told.records:
        first.setdefault(record["kind"], record["date"] or "the start")
    table = columns_of([("kind", "left"), ("records", "right"), ("first", "right")])
    for kind, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        table.add_row(kind, str(count), first[kind])
    out.print(table)
    out.print()
    out.print(
        Text("Read them with --refused, --kind KIND, --actor CODE, --month 2027-03, or all with --limit N.")
    )


def is_open(record: Record) -> bool:
    """Whether an offer was refused that no change of one or two issues on the menu would have turned."""
    return record["kind"] == "offer_refused" and not record.get("alternatives") and not record.get("together")


def print_search(out: Console, record: Record, told: Told) -> None:
    """Print which policies would have turned a refused offer, each played again."""
    from diplosim.analysis.reasons import in_words, turning
    from diplosim.wording.listing import tell

    click.echo("playing it again with policies of the catalogue", err=True)
    tell(out, in_words(turning(told.scenario, told.replicate, record)))
    out.print()


def print_text(found: Sequence[Record], limit: int, told: Told) -> None:
    """Print the records for people, and how to see the others."""
    from rich.text import Text

    out = console()
    out.print(Text(told.title, style="italic"))
    out.print()
    searched = 0
    for record in found[:limit]:
        print_record(out, record, told.names)
        if is_open(record):
            searched += 1
            if searched <= SEARCHED:
                print_search(out, record, told)
    if searched > SEARCHED:
        told_so = (
            f"Policies were searched for {SEARCHED} of these {searched} refusals, since it takes some seconds"
        )
        out.print(Text(f"{told_so} each; choose another with --month."))
    if not found:
        counts = Counter(record["kind"] for record in told.records)
        listed = ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))
        out.print(Text(f"Nothing fits. The run has: {listed or 'no records'}."))
    elif len(found) > limit:
        hint = "narrow with --month, --actor, --kind, or raise --limit"
        out.print(Text(f"{len(found) - limit} more of {len(found)}; {hint}."))
