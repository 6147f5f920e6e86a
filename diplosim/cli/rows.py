"""Rows of a command in the terminal, as JSON, CSV or Markdown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from diplosim.wording.listing import columns_of, console


def format_options(function: Any) -> Any:
    """``--json``, ``--csv`` and ``--markdown``."""
    for name, words in (("json", "JSON"), ("csv", "CSV"), ("markdown", "a Markdown table")):
        function = click.option(f"--{name}", "style", flag_value=name, default=None, help=f"Print {words}.")(
            function
        )
    return function


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
