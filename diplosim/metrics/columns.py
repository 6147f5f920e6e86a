"""What every column of a results folder means: the one declaration behind tables, summary and dictionary.

Which direction counts as *better* is declared here too, once, for every outcome. It is a value judgement
on behalf of civilians and of peace (fewer provocations, more trust, less disease); outcomes that are
means rather than ends (relief granted, offers made, money spent) have no better direction.
"""

from __future__ import annotations

from collections.abc import Sequence

from diplosim.metrics.column import Column
from diplosim.metrics.declared import (
    EVENT_COLUMNS,
    METRICS,
    OUTCOMES,
    PAIRED,
    RUN_KEYS,
    SUMMARY_COLUMNS,
    TABLE_COLUMNS,
    TRAJECTORY_KEYS,
    TRUST_COLUMNS,
)
from diplosim.wording.lists import capital
from diplosim.wording.names import plain_name

_BY_NAME = {column.name: column for column in (*OUTCOMES, *PAIRED)}
HEADLINES: tuple[Column, ...] = tuple(column for column in OUTCOMES if column.label)
#: What a table or figure of many policies shows if nothing else is asked for.
LEADING = (
    "events_per_year", "trust_rivals_end", "aid_absorbed_musd", "disease_burden_end", "interruptions_per_covered_year",
)  # fmt: skip


def outcome(name: str) -> Column:
    """The declaration of an outcome or a paired quantity; an undeclared one gets a bare entry."""
    return _BY_NAME.get(name, Column(name, "not declared", ""))


def title_of(name: str) -> str:
    """An outcome in words: its label, or what it means up to the first pause, or its name."""
    column = outcome(name)
    if column.label:
        return column.label
    if not column.unit:
        return plain_name(name)
    meaning = column.meaning.split(";")[0].split(":")[0].strip()
    return capital(meaning)


def ordered(declared: Sequence[Column], present: set[str]) -> list[str]:
    """The declared names, then any undeclared ones by name, so that no result is lost silently."""
    names = [column.name for column in declared]
    return names + sorted(present - set(names))


#: Every tabular file of a results folder and its columns: what ``data_dictionary.csv`` holds.
FILES: dict[str, tuple[Column, ...]] = {
    "runs.parquet": (*RUN_KEYS, *OUTCOMES),
    "trajectories.parquet": (*TRAJECTORY_KEYS, *METRICS),
    "trust.parquet": TRUST_COLUMNS,
    "tables.parquet": TABLE_COLUMNS,
    "events.jsonl": EVENT_COLUMNS,
    "summary.csv": SUMMARY_COLUMNS,
}
