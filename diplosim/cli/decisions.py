"""Records of a traced run as text: who decided what, which terms added up, what would have changed it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from diplosim.cli.guard import InputError
from diplosim.cli.numbers import number, signed

if TYPE_CHECKING:
    from rich.console import Console

Record = dict[str, Any]

#: What ``--refused`` means: an offer, a proposal, an accepted package or agreed relief met a no.
REFUSALS = frozenset({"offer_refused", "proposal_rejected", "ratification_failed", "relief_vetoed"})


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
    """Whether somebody turned down an offer, a proposal, an accepted package or agreed relief."""
    return record["kind"] in REFUSALS


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
    from rich.text import Text

    lines = [Text(heading(record), style="bold")]
    lines += [Text(line) for line in indented(sentence(str(record.get("reason") or "")), out.width)]
    if record.get("package"):
        lines += [Text(line) for line in indented("Package: " + package_line(record["package"]), out.width)]
    lines += [Text("    " + line) for line in term_lines(record)]
    if record.get("would_change"):
        told = f"What would have changed it: {record['would_change']}"
        lines += [Text(line) for line in indented(sentence(told), out.width)]
    for line in lines:
        out.print(line)
    out.print()


def indented(text: str, width: int) -> list[str]:
    """The text wrapped to the width, two columns in."""
    return textwrap.wrap(text, max(40, width), initial_indent="  ", subsequent_indent="  ")


def sentence(text: str) -> str:
    """The text with a capital first letter and a full stop."""
    return text and text[0].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


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
