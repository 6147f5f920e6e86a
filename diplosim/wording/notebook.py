"""Short descriptions of objects: for a prompt, and for a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def some(names: Sequence[str], most: int = 4) -> str:
    """The first names, and how many more there are."""
    more = f", and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def html_listing(
    title: str, facts: Iterable[tuple[str, str]], head: Sequence[str] = (), rows: Iterable[Sequence[str]] = ()
) -> str:
    """A title, facts line by line, and perhaps a table, as escaped HTML; facts without a value are left out."""
    lines = [
        f"<tr><th style='text-align:left'>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in facts if v
    ]
    parts = [f"<b>{escape(title)}</b><table>{''.join(lines)}</table>"]
    cells = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows]
    if cells:
        first = "".join(f"<th style='text-align:left'>{escape(cell)}</th>" for cell in head)
        parts.append(f"<table><tr>{first}</tr>{''.join(f'<tr>{cell}</tr>' for cell in cells)}</table>")
    return "".join(parts)
