"""Records of a traced run as text: who decided what, the terms that added up to it, what would have changed it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from diplosim.cli.guard import InputError
from diplosim.cli.numbers import number, signed

if TYPE_CHECKING:
    from rich.console import Console

Record = dict[str, Any]

#: Outcomes that are a no to somebody.
REFUSALS = frozenset({"refused", "rejected", "vetoed", "failed", "withheld", "stayed_closed"})
#: Kinds that are a no to somebody, whatever word their outcome uses.
REFUSAL_KINDS = frozenset(
    {
        "offer_refused", "proposal_rejected", "ratification_failed", "relief_vetoed", "offer_withheld",
        "table_stayed_closed", "resolution_vetoed",
    }
)  # fmt: skip


def month_number(text: str, start: str) -> int:
    """``14`` or ``2027-03`` as a month of a run that starts in ``start``."""
    if re.fullmatch(r"\d{1,4}", text):
        return int(text)
    match = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text)
    if match is None:
        raise InputError(f"--month {text}: give a number from 0 or a calendar month such as 2027-03")
    year, month = (int(part) for part in start.split("-"))
    return 12 * (int(match[1]) - year) + int(match[2]) - month


def is_refusal(record: Record) -> bool:
    """Whether the record is an offer, package, relief or resolution that somebody turned down."""
    return record["kind"] in REFUSAL_KINDS or record.get("outcome") in REFUSALS


def selected(
    records: Iterable[Record],
    *,
    month: int | None = None,
    actor: str | None = None,
    kind: str | None = None,
    refused: bool = False,
) -> list[Record]:
    """The records that fit; ``actor`` counts on either side, ``kind`` may be the start of a kind's name."""
    return [
        record
        for record in records
        if (month is None or record["month"] == month)
        and (actor is None or actor in (record.get("actor"), record.get("target")))
        and (kind is None or record["kind"].startswith(kind))
        and (not refused or is_refusal(record))
    ]


def print_record(out: Console, record: Record) -> None:
    """Print one record: heading, package, reason, terms with their sum, what would have changed it."""
    from rich.padding import Padding
    from rich.text import Text

    out.print(Text(heading(record), style="bold"))
    if record.get("package"):
        out.print(Padding(Text("Package: " + package_line(record["package"])), (0, 0, 0, 2)))
    if record.get("reason"):
        out.print(Padding(Text(str(record["reason"])), (0, 0, 0, 2)))
    for line in term_lines(record):
        out.print(Padding(Text(line), (0, 0, 0, 4)))
    if record.get("would_change"):
        out.print(Padding(Text(f"What would have changed it: {record['would_change']}"), (0, 0, 0, 2)))
    out.print()


def heading(record: Record) -> str:
    """``2027-03 (month 14)  ROK → DPRK: offer refused``."""
    between = str(record.get("actor") or "")
    if record.get("target"):
        between += f" → {record['target']}"
    kind = str(record["kind"]).replace("_", " ")
    outcome = str(record.get("outcome") or "").replace("_", " ")
    told = "" if not outcome or outcome in kind else f" ({outcome})"
    return f"{record['date']} (month {record['month']})  {between}: {kind}{told}"


def package_line(package: Mapping[str, Any]) -> str:
    """The terms of an offer on one line."""

    def told(value: Any) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        return f"{value:g}" if isinstance(value, float) else str(value)

    return ", ".join(f"{key.replace('_', ' ')} {told(value)}" for key, value in package.items())


def term_lines(record: Record) -> list[str]:
    """The terms, their sum and the threshold, with names and numbers in two columns."""
    terms: Mapping[str, float | None] = record.get("terms") or {}
    if not terms:
        return []
    rows = [(name.replace("_", " "), signed(value, 3)) for name, value in terms.items()]
    sums = [("= value", signed(record.get("value"), 3)), ("threshold", number(record.get("threshold"), 3))]
    shown = [*rows, *sums]
    wide = max(len(name) for name, _ in shown)
    right = max(len(text) for _, text in shown)
    lines = [f"{name:<{wide}}  {text:>{right}}" for name, text in shown]
    lines.insert(len(rows), "─" * (wide + 2 + right))
    return lines
