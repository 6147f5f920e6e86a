"""``docs/validation.md``: its tables are those of the stored numbers, and these are the command's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from diplosim.cli.hindcast import DRAWS, MARKS, NUMBERS, PAGE
from diplosim.history.hindcast import Ensemble, episodes, lines
from diplosim.history.scoreboard import line_rows, page

DOCS = Path(__file__).parents[2] / "docs"
STORED = json.loads((DOCS / NUMBERS).read_text(encoding="utf-8"))


def test_the_tables_of_the_page_are_those_of_the_stored_numbers() -> None:
    text = (DOCS / PAGE).read_text(encoding="utf-8")
    shown = text.split(MARKS[0])[1].split(MARKS[1])[0].strip()
    assert shown == page(STORED)


def test_every_group_is_told_for_every_kind_of_parameters() -> None:
    told = [found["how"]["draws"] for found in STORED]
    assert told == [kind for kind in DRAWS if kind in told]
    assert told[0] == "default"
    for found in STORED:
        assert {row["group"] for row in found["beaten"]} == {"fitted", "stress", "held out"}
        assert {row["episode"] for row in found["lines"]} == {f"E{number}" for number in range(1, 11)}


@pytest.mark.slow
def test_the_stored_numbers_are_those_of_the_command() -> None:
    """One episode of each kind that may be looked at; another result means that the model has moved on."""
    stored = STORED[0]
    for name in ("E2", "E5"):
        made = line_rows(lines(Ensemble.of(episodes(name)[0], stored["how"]["replicates"])))
        kept = [row for row in stored["lines"] if row["episode"] == name]
        assert [(row["quantity"], row["series"]) for row in kept] == [
            (row["quantity"], row["series"]) for row in made
        ]
        assert [row["score"] for row in kept] == pytest.approx([row["score"] for row in made], rel=1e-5)
