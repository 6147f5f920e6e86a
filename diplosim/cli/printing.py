"""Rows and records in the terminal; rows also as JSON, CSV or Markdown."""

from __future__ import annotations

import functools
import inspect
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from diplosim.cases import DEFAULT, speak_of
from diplosim.cli.guard import InputError
from diplosim.wording.explain import Record, paragraph, sentence
from diplosim.wording.listing import columns_of, console, tell
from diplosim.wording.numbers import DASH
from diplosim.wording.sentences import over_all_runs, term_name

if TYPE_CHECKING:
    from rich.console import Console

    from diplosim.analysis.reasons import Reasons


def format_options(function: Any) -> Any:
    """``--json``, ``--csv`` and ``--markdown``."""
    for name, words in (("json", "JSON"), ("csv", "CSV"), ("markdown", "a Markdown table")):
        function = click.option(f"--{name}", "style", flag_value=name, default=None, help=f"Print {words}.")(
            function
        )
    return function


def case_option(function: Callable[..., int]) -> Callable[..., int]:
    """``--case``: the command speaks of the recipient of this case; one that takes ``case`` is given its folder."""
    takes = "case" in inspect.signature(function).parameters

    @functools.wraps(function)
    def speaking(*, case: str, **given: Any) -> int:
        from diplosim.scenario import find_case

        found, folder = find_case(case)
        speak_of(found.named)
        return function(**given, **({"case": folder} if takes else {}))

    return click.option(
        "--case", metavar="NAME|FOLDER", default=DEFAULT, show_default=True,
        help="The country that is spoken of: a case that comes with diplosim, or the folder of one of your own.",
    )(speaking)  # fmt: skip


def print_rows(rows: Sequence[dict[str, Any]], style: str | None, shown: Sequence[str]) -> None:
    """Print rows in a machine format, or as a table of the columns ``shown``."""
    if style == "json":
        click.echo(json.dumps(list(rows), indent=2, ensure_ascii=False))
    elif style == "csv":
        from diplosim.experiment import csv_bytes

        flat = [{key: _flat(value) for key, value in row.items()} for row in rows]
        click.echo(csv_bytes(flat, list(rows[0]) if rows else list(shown)).decode("utf-8"), nl=False)
    elif style == "markdown":
        click.echo(markdown(rows))
    else:
        table = columns_of([(name, "left") for name in shown])
        for row in rows:
            table.add_row(*[_escaped(_flat(row[name])) for name in shown])
        console().print(table)


def markdown(rows: Sequence[dict[str, Any]]) -> str:
    """Rows as a Markdown table."""
    names = list(rows[0]) if rows else []
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    lines += ["| " + " | ".join(_flat(row[n]).replace("|", "\\|") for n in names) + " |" for row in rows]
    return "\n".join(lines)


def _flat(value: Any) -> str:
    """One cell as text on one line."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return ", ".join(_flat(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_flat(item)}" for key, item in value.items())
    return str(value).replace("\n", " ")


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def month_number(text: str, start: str, months: int | None = None) -> int:
    """``14`` or ``2027-03`` as a month of a run that starts in ``start`` and has so many ``months``."""
    match = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text)
    first, past = (int(part) for part in start.split("-"))
    if re.fullmatch(r"\d{1,4}", text):
        number = int(text)
    elif match is not None:
        number = 12 * (int(match[1]) - first) + int(match[2]) - past
    else:
        raise InputError(f"--month {text}: give a number from 0 or a calendar month such as 2027-03")
    if months is not None and not 0 <= number < months:
        last = 12 * first + past - 1 + months - 1
        span = f"{start} to {last // 12}-{last % 12 + 1:02d}"
        raise InputError(f"--month {text}: outside the run ({span}, months 0 to {months - 1})")
    return number


def print_record(out: Console, record: Record, names: Mapping[str, str]) -> None:
    """Print one record, its heading in bold."""
    from rich.text import Text

    head, *body = paragraph(record, names, out.width)
    out.print(Text(head, style="bold"))
    for line in body:
        out.print(Text(line))
    out.print()


def print_reasons(out: Console, found: Reasons, limit: int) -> None:
    """Print how often each decision fell and which term weighed most, then what it says and what would turn it."""
    tell(out, found.heading(), "italic")
    out.print()
    table = columns_of(
        [("who", "left"), ("decision", "left"), ("count", "right"), ("largest term", "left"), ("in", "right")]
    )
    for reason in found.found[:limit]:
        told = reason.record()
        who = " → ".join(filter(None, (reason.actor, reason.target)))
        largest, part = told.get("largest"), told.get("largest_part", DASH)
        named = term_name(largest) if largest else DASH
        table.add_row(
            who, told["told"], f"{reason.count:,}", named, part.removesuffix(f" of {reason.count:,}")
        )
    out.print(table)
    for reason in found.found[:limit]:
        what, change = over_all_runs(reason.record())
        out.print()
        tell(out, sentence(what))
        if change:
            tell(out, sentence(f"What would have changed it: {change}"))
    if len(found.found) > limit:
        out.print()
        tell(
            out,
            f"{len(found.found) - limit} more of {len(found.found)} kinds; raise --limit, or narrow with --actor.",
        )
