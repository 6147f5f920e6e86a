"""Logged decisions as text that a person can read: who, what, why, and what would have changed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from diplosim.wording.names import capital
from diplosim.wording.numbers import true_minus
from diplosim.wording.sentences import term_name
from diplosim.wording.tables import cells, folded

Record = Mapping[str, Any]

#: An offer, a proposal, a package or agreed relief met a no.
REFUSALS = frozenset(
    {"offer_refused", "proposal_rejected", "ratification_refused", "ratification_failed", "relief_vetoed"}
)
#: Columns of text when nobody says how wide the reader's window is.
WIDTH = 88


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
        and (not refused or record["kind"] in REFUSALS)
    ]


def explain(records: Iterable[Record], names: Mapping[str, str], width: int = WIDTH, **chosen: Any) -> str:
    """The reasons of the selected records (see :func:`selected`), one paragraph each; ``names`` of actors by code."""
    told = ("\n".join(paragraph(record, names, width)) for record in selected(records, **chosen))
    return "\n\n".join(told) or "Nothing in the log matches."


def paragraph(record: Record, names: Mapping[str, str], width: int = WIDTH) -> list[str]:
    """One record in lines: heading, reason, package, terms with their sum, what would have changed it."""
    lines = [heading(record)]
    if record.get("reason"):
        lines += _indented(sentence(str(record["reason"])), width)
    if record.get("package"):
        lines += _indented("Package: " + package_line(record["package"], names), width)
    lines += ["    " + line for line in term_lines(record)]
    if record.get("would_change"):
        lines += _indented(sentence(f"What would have changed it: {record['would_change']}"), width)
    return lines


def heading(record: Record) -> str:
    """``2027-03 (month 14)  EU → UNA: offer refused``; what was there at the start has no date."""
    between = " → ".join(str(record[side]) for side in ("actor", "target") if record.get(side))
    kind = str(record["kind"]).replace("_", " ")
    outcome = str(record.get("outcome") or "").replace("_", " ")
    told = "" if not outcome or outcome in kind else f" ({outcome})"
    when = f"{record['date']} (month {record['month']})" if record["date"] else "at the start"
    return f"{when}  {between}: {kind}{told}"


def sentence(words: str) -> str:
    """The words with a capital at the start, a full stop at the end, and true minus signs."""
    return capital(true_minus(words)) + ("" if words.endswith((".", "!", "?", "…")) else ".")


def package_line(package: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The terms of an offer on one line; who delivers by name, where ``names`` has the code."""

    def told(key: str, value: Any) -> str:
        if isinstance(value, bool):
            return f"{key} {'yes' if value else 'no'}"
        if key.endswith(" musd"):
            return f"{key.removesuffix(' musd')} {f'{value:.1f}'.removesuffix('.0')} M$"
        return f"{key} {value:g}" if isinstance(value, float) else f"{key} {names.get(value, value)}"

    return ", ".join(told(key.replace("_", " "), value) for key, value in package.items())


def term_lines(record: Record) -> list[str]:
    """The terms, their sum and what it was held against, with names and numbers in two columns."""
    terms: Mapping[str, float | None] = record.get("terms") or {}
    if not terms:
        return []
    rows = [(term_name(name), _signed(value)) for name, value in terms.items()]
    sums = [("= value", _signed(record.get("value")))]
    if record.get("threshold") is not None:
        sums.append(("draw of chance" if "draw" in record else "threshold", _signed(record["threshold"])))
    if record.get("estimated_value") is not None:
        sums.append(("value as the other side estimated it, mood aside", _signed(record["estimated_value"])))
    return _two_columns(rows, sums)


def _two_columns(rows: Sequence[tuple[str, str]], sums: Sequence[tuple[str, str]]) -> list[str]:
    """The rows, a line, and the sums below it."""
    shown = [*rows, *sums]
    left, right = (max(cells(row[side]) for row in shown) for side in (0, 1))
    lines = [f"{name}{' ' * (left - cells(name))}  {text:>{right}}" for name, text in shown]
    lines.insert(len(rows), "─" * (left + 2 + right))
    return lines


def _indented(text: str, width: int) -> list[str]:
    """The text wrapped to the width, two columns in; words with a hyphen stay whole."""
    return folded(f"  {text}", max(40, width))


def _signed(value: float | None) -> str:
    """Three decimals with a true sign; a dash for a missing value."""
    if value is None:
        return "–"
    text = f"{value:+.3f}"
    return text[1:] if float(text) == 0 else text.replace("-", "−")
