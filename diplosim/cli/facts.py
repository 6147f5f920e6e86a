"""``diplosim facts``: the stylised facts of the record, held against the model; what fails comes first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.options import read_settings
from diplosim.files import DOCUMENT, read_text
from diplosim.wording.listing import columns_of, console, tell

if TYPE_CHECKING:
    from diplosim.scenario import Scenario

#: The page whose part between these marks is made by the command, and the numbers behind it.
PAGE, NUMBERS = "validation.md", "facts.json"
MARKS = ("<!-- facts -->", "<!-- /facts -->")
COLUMNS = (
    ("fact", "left"), ("pattern", "left"), ("record", "right"), ("model", "right"), ("± s.e.", "right"),
    ("band", "right"), ("in it", "left"),
)  # fmt: skip
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
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--docs",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="FOLDER",
    help=f"Write {NUMBERS} and the part of {PAGE} between {MARKS[0]} and {MARKS[1]} in this folder.",
)
@debug_option
def command(
    *, replicates: int, only: tuple[str, ...], seed: int | None, settings: tuple[str, ...], as_json: bool,
    docs: Path | None,
) -> int:  # fmt: skip
    """Hold the model against the stylised facts of the record (SF1-SF20), target patterns (T) and known misses (M).

    Every number is computed on the model's own output, coded as the record is. Most of these patterns were looked at
    while the model was made: that one holds is no proof.
    """
    from diplosim.history.facts import evaluate, told

    changes = read_settings(settings, ())

    def changed(scenario: Scenario) -> Scenario:
        return scenario.with_(parameters={key: node.value for key, node in changes.items()})

    if docs is not None and (only or settings or seed is not None):
        raise InputError("--docs writes all facts as they stand: without --only, --set and --seed")
    found = told(*evaluate(replicates, only, seed, [changed]), replicates)
    if docs is not None:
        _write(docs, found)
    if as_json:
        click.echo(_json(found), nl=False)
    else:
        _print(found)
    return DONE


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
    tell(out, f"{found['replicates']} runs of each world. {LEGEND}")


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
