"""Tables for the terminal (rich), and the same rows as JSON, CSV or Markdown."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def console() -> Console:
    """The console for results: stdout, colours only on a terminal, 80 columns when piped."""
    from rich.console import Console

    class Ours(Console):
        """Leaves a reader who has gone (``head``) to the guard, which ends well; rich would end with a failure."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Ours(highlight=False, soft_wrap=False)


def plain_table(columns: Sequence[tuple[str, str]]) -> Table:
    """An airy table; ``columns`` are pairs of header and ``left`` or ``right``."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="bold", show_edge=False)
    for place, (header, side) in enumerate(columns):
        if side == "right":
            table.add_column(header, justify="right", no_wrap=True)
        else:
            table.add_column(header, overflow="fold", no_wrap=place == 0)
    return table


def indented(text: str, width: int, columns: int) -> list[str]:
    """The text wrapped to the width, so many columns in; names with a hyphen stay whole."""
    blank = " " * columns
    return textwrap.wrap(
        text, max(40, width), initial_indent=blank, subsequent_indent=blank, break_on_hyphens=False
    )


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
        table = plain_table([(name, "left") for name in shown])
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
