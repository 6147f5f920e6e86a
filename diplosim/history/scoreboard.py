"""The scores of hindcasts as tables: line by line, failures first; by group; number by number; and as a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from diplosim.history import scores
from diplosim.history.hindcast import NULLS, Line, Scored
from diplosim.history.observed import DTP3, FTS, FUND, OWN_TB, ROK, WORDS
from diplosim.wording.numbers import DASH, number, signed
from diplosim.wording.tables import Listing

Row = dict[str, Any]
ORDER = ("fitted", "stress", "held out", "whole record")
#: The heads of what is gained on each null.
HEADS = ("last\nyear", "same\nleader", "all\nyears", "terms\noff", "off,\nlevel")
#: Quantities in few letters.
SHORT = {
    "events": "provocations", "talks": "meetings", FTS: "aid, OCHA FTS", ROK: "aid, ROK", FUND: "Global Fund TB",
    OWN_TB: "own TB money", DTP3: "DTP3 coverage", "refusals": "refusals", "any_talks": "any talks",
}  # fmt: skip


def line_rows(lines: Sequence[Line]) -> list[Row]:
    """One row for each line, the worst first: by the least that is gained on any null."""
    return [_line_row(line) for line in sorted(lines, key=_worst)]


def _worst(line: Line) -> tuple[bool, bool, float]:
    gained = [skill for skill in line.skills.values() if skill is not None]
    return not line.main, not gained, min(gained, default=0.0)


def _line_row(line: Line) -> Row:
    row: Row = {"episode": line.episode, "group": line.group, "quantity": line.quantity, "series": line.source,
                "first_series": line.main, "rule": line.rule, "unit": WORDS[line.quantity][1],
                "values": len(line.values), "score": line.score}  # fmt: skip
    row |= {f"score_{key(name)}": score for name, score in line.null_scores.items()}
    row |= {f"gain_{key(name)}": gain for name, gain in line.skills.items()}
    return row | {"inside_50": line.covered(0), "inside_90": line.covered(1)}


def key(null: str) -> str:
    """A null as a name of a column."""
    return null.replace(", ", "_").replace(" ", "_")


def group_rows(lines: Sequence[Line]) -> list[Row]:
    """One row for each group and quantity: all values of its episodes together, first series only."""
    main = [line for line in lines if line.main]
    found = []
    for group in ORDER:
        for quantity in WORDS:
            own = [line for line in main if (line.group, line.quantity) == (group, quantity)]
            if own:
                found.append(_group_row(group, own))
    return found


def _group_row(group: str, own: Sequence[Line]) -> Row:
    values = [value for line in own for value in line.values]
    rule = own[0].rule
    inside = [sum(one.inside[place] for one in values) if rule == "CRPS" else None for place in (0, 1)]
    return {
        "group": group, "quantity": own[0].quantity, "rule": rule, "episodes": len(own), "values": len(values),
        **{f"gain_{key(name)}": _gain(rule, values, place) for place, name in enumerate(NULLS)},
        "inside_50": inside[0], "inside_90": inside[1],
    }  # fmt: skip


def _gain(rule: str, values: Sequence[Scored], place: int) -> float | None:
    """What is gained on a null where it says something."""
    both = [(one.score, one.nulls[place]) for one in values]
    known = [(score, null) for score, null in both if null is not None]
    if not known:
        return None
    own, other = sum(score for score, _ in known), sum(null for _, null in known)
    return (other - own) / len(known) if rule == "log" else scores.skill(own, other)


def beaten(lines: Sequence[Line]) -> list[Row]:
    """For each group, of how many lines the model beats each null."""
    found = []
    for group in ORDER:
        row: Row = {"group": group}
        for name in NULLS:
            gained = [line.skills[name] for line in lines if line.main and line.group == group]
            told = [gain for gain in gained if gain is not None]
            row |= {f"better_{key(name)}": sum(gain > 0 for gain in told), f"lines_{key(name)}": len(told)}
        if any(line.group == group for line in lines):
            found.append(row)
    return found


def value_rows(lines: Sequence[Line]) -> list[Row]:
    """One row for each number of the record."""
    return [
        {"episode": line.episode, "group": line.group, "quantity": line.quantity, "series": line.source,
         "what": one.what, "when": str(one.span), "observed": one.observed, "score": one.score,
         **{f"q{level:02d}": one.quantiles[place] if line.rule == "CRPS" else None
            for place, level in enumerate((5, 25, 50, 75, 95))},
         "probability": None if line.rule == "CRPS" else one.quantiles[0],
         **{f"score_{key(name)}": score for name, score in zip(NULLS, one.nulls, strict=True)}}
        for line in lines for one in line.values
    ]  # fmt: skip


def _gains(row: Mapping[str, Any]) -> Iterator[str]:
    for name in NULLS:
        gain = row[f"gain_{key(name)}"]
        yield (
            DASH if gain is None else signed(gain, 2 if abs(gain) < 9.995 else 0) if gain > -99.5 else "<−99"
        )


def _inside(row: Mapping[str, Any]) -> str:
    """Values in the middle 50 and 90 % of the runs, and all values: ``3/8/9``; of probabilities all alone."""
    counts = [row["inside_50"], row["inside_90"], row["values"]]
    return "/".join(str(count) for count in counts if count is not None)


def _quantity(row: Mapping[str, Any]) -> str:
    words = SHORT[row["quantity"]]
    return words if row.get("first_series", True) else f"{words} ({row['series']})"


def line_cells(rows: Sequence[Row]) -> list[list[str]]:
    """The lines as they are printed."""
    return [
        [row["episode"], _quantity(row), number(row["score"]), *_gains(row), _inside(row)] for row in rows
    ]


def group_cells(rows: Sequence[Row]) -> list[list[str]]:
    """The groups as they are printed."""
    return [[row["group"], _quantity(row), *_gains(row), _inside(row)] for row in rows]


def beaten_cells(rows: Sequence[Row]) -> list[list[str]]:
    """How often each null is beaten, as it is printed."""
    return [
        [row["group"], *(f"{row[f'better_{key(n)}']} of {row[f'lines_{key(n)}']}" for n in NULLS)]
        for row in rows
    ]


PARAMETERS_OF = {
    "default": "those of the scenario files",
    "prior": "drawn from the whole of their ranges",
    "posterior": "drawn from the fit that ships, to E2, E3, E4, E6, E8 and 1990-2017",
    "posterior_historian": "drawn from the fit to the record up to 2017",
}
_GAINS, _INSIDE = [(head, "right") for head in HEADS], ("in 50/\n90/all", "right")
LINE_HEADS = [("Ep.", "left"), ("What", "left"), ("Score", "right"), *_GAINS, _INSIDE]
GROUP_HEADS = [("Group", "left"), ("What", "left"), *_GAINS, _INSIDE]
BEATEN_HEADS = [("Better than", "left"), *_GAINS]
LEGEND = (
    "Score: mean CRPS in the quantity’s unit, Brier score of refusals, log score of any talks; lower is better. Then "
    "what is gained on forecasts that need no model: 1 perfect, 0 no better, below 0 worse; of log scores the "
    "difference in nats. In 50/90/all: values in the middle 50 and 90 % of the runs, and all values. Terms off: the "
    "model with every path from diplomacy to provocations closed; level: and as many provocations as with them."
)


def listings(found: Mapping[str, Any]) -> Iterator[Listing]:
    """What the command prints."""
    yield Listing(LINE_HEADS, line_cells(found["lines"]))
    yield Listing(GROUP_HEADS, group_cells(found["groups"]))
    yield Listing(BEATEN_HEADS, beaten_cells(found["beaten"]))


def verdicts(found: Mapping[str, Any]) -> list[str]:
    """A sentence for each group, those first that were not looked at while the model was made."""
    return [_verdict(row, found["groups"]) for row in sorted(found["beaten"], key=_group_place, reverse=True)]


def _verdict(row: Row, groups: Sequence[Row]) -> str:
    counts = [f"{row[f'better_{key(name)}']} of {row[f'lines_{key(name)}']}" for name in NULLS]
    own = [one for one in groups if one["group"] == row["group"] and one["inside_90"] is not None]
    half, nine, values = (sum(one[name] for one in own) for name in ("inside_50", "inside_90", "values"))
    return (
        f"{row['group'].capitalize()}: better than the last year in {counts[0]} lines, than the years under the same "
        f"leader in {counts[1]}, than all years before in {counts[2]}, than itself without diplomatic terms in "
        f"{counts[3]}, and with as many provocations as with them in {counts[4]}. The middle 90 % of the runs hold "
        f"{nine} of {values} values, the middle half {half}."
    )


def page(all_found: Sequence[Mapping[str, Any]]) -> str:
    """The part of ``docs/validation.md`` that is made of the scores: for each kind of parameters, the first in full."""
    lines = [f"{all_found[0]['how']['replicates']} runs of each episode. {LEGEND}", ""]
    for found in all_found:
        lines += [f"**Parameters: {PARAMETERS_OF[found['how']['draws']]}.**", ""]
        lines += [*(f"* {sentence}" for sentence in verdicts(found)), ""]
        lines += [*_table(GROUP_HEADS, group_cells(found["groups"])), ""]
    in_full = sorted(all_found[0]["lines"], key=_group_place)
    for group, rows in groupby(in_full, key=lambda row: row["group"]):
        told = PARAMETERS_OF[all_found[0]["how"]["draws"]]
        lines += [f"{group.capitalize()}, line by line, the worst first; parameters: {told}.", ""]
        lines += [*_table(LINE_HEADS, line_cells(list(rows))), ""]
    return "\n".join(lines).rstrip()


def _group_place(row: Row) -> int:
    return ORDER.index(row["group"])


def _table(heads: Sequence[tuple[str, str]], cells: Sequence[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head.replace("\n", " ") for head, _ in heads) + " |"
    yield "|" + "|".join("---:" if side == "right" else "---" for _, side in heads) + "|"
    for row in cells:
        yield "| " + " | ".join(row) + " |"


def document(lines: Sequence[Line], how: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that is stored: how it was made, then the tables."""
    return {"how": dict(how), "lines": line_rows(lines), "groups": group_rows(lines), "beaten": beaten(lines)}
